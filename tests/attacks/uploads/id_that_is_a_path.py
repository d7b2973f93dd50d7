"""A student id that is a path, a pattern or a dot."""
import zipfile

def attack(path, notebook):
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("..", ".", "*", "?", "[a-z]*", "~root", "-rf", "{a,b}"):
            archive.writestr(f"{name}_4711_assignsubmission_file_/01_target.ipynb", notebook)
