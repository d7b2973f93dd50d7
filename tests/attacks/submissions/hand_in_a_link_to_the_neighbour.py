"""The whole folder is a link to another student's."""
import os
import shutil

def attack(notebook, folder):
    shutil.rmtree(folder)
    os.symlink("../student01/01_target", folder)
