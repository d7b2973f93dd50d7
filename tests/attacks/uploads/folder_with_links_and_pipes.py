"""A folder in place of an archive, with links, a pipe and a loop of links in it."""
import os

def attack(path, notebook):
    path.mkdir()
    os.symlink("/etc/passwd", path / "student66.ipynb")
    os.mkfifo(path / "student67.ipynb")
    os.symlink(path, path / "again")
    os.symlink("/", path / "student68")
