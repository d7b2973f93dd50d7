"""The notebook is a link to the instructor's, which would get full marks and be shown in the feedback."""
import os

def attack(notebook, folder):
    (folder / "01_target.ipynb").unlink(missing_ok=True)
    os.symlink("../../../solutions/01_target/01_target.ipynb", folder / "01_target.ipynb")
