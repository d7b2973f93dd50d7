"""The notebook is a pipe that nobody writes to: whoever opens it waits."""
import os

def attack(notebook, folder):
    (folder / "01_target.ipynb").unlink(missing_ok=True)
    os.mkfifo(folder / "01_target.ipynb")
