"""Metadata nested so deeply that whoever copies it by recursion runs out of stack."""
import json

def attack(notebook, folder):
    notebook.metadata.deep = "DEEP"
    text = json.dumps(notebook).replace('"DEEP"', "[" * 50_000 + "]" * 50_000)
    (folder / "01_target.ipynb").write_text(text)
