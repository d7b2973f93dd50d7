"""The notebook is a device that can be read without end."""
import os

def attack(notebook, folder):
    path = folder / "01_target.ipynb"
    path.unlink(missing_ok=True)
    try:
        os.mknod(path, 0o20666, os.makedev(1, 5))
    except PermissionError:  # only root can make one; for others a link leads there
        os.symlink("/dev/zero", path)
