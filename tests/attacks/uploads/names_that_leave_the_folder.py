"""Members of the archive have names that lead out of it."""
import zipfile

def attack(path, notebook):
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../../../../student66.ipynb", "/etc/student67.ipynb", "..\\..\\student68.ipynb"):
            archive.writestr(name, notebook)
