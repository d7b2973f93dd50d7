"""A student id with script, escape sequences, line breaks and statements of SQL."""
import zipfile

def attack(path, notebook):
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("<script>alert(1)<", "a\x1b[2J[red]", "a\nb", "x'; drop table grade; --", "=cmd|' /C calc'!A0"):
            archive.writestr(f"{name}_4711_assignsubmission_file_/01_target.ipynb", notebook)
