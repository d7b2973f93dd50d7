"""The notebook is a sparse file of a gigabyte: no room on the disk, all the room in memory."""
import os

def attack(notebook, folder):
    os.truncate(folder / "01_target.ipynb", 10**9)
