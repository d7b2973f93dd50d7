"""Twenty thousand cells, each of them run and shown."""
import json

def attack(notebook, folder):
    cells = [{"cell_type": "code", "source": "1", "metadata": {}, "outputs": [], "execution_count": None}] * 20_000
    (folder / "01_target.ipynb").write_text(json.dumps({**notebook, "cells": notebook.cells + cells}))
