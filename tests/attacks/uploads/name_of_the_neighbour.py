"""Another person's file is named so that it ends up under the neighbour's id."""
import zipfile

def attack(path, notebook):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("student01_4711_assignsubmission_file_/01_target.ipynb", notebook)
        archive.writestr("student01_4712_assignsubmission_file_/01_target.ipynb", notebook + " ")
