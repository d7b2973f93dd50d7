"""A second notebook and a folder of one lie beside the first."""
import nbformat

def attack(notebook, folder):
    nbformat.write(notebook, folder / "02_other.ipynb")
    (folder / "deeper").mkdir()
    nbformat.write(notebook, folder / "deeper" / "01_target.ipynb")
