"""Two readers of JSON may take different ones of two equal keys: one list of cells holds the tests, one does not."""
import json

def attack(notebook, folder):
    others = [cell for cell in notebook.cells if not cell.id.startswith("target_")]
    text = json.dumps(notebook)
    (folder / "01_target.ipynb").write_text(f'{{"cells": {json.dumps(others)}, {text[1:]}')
