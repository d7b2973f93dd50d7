"""A file that ends like an archive, whose list of members is broken."""
import zipfile

def attack(path, notebook):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("student66.ipynb", notebook)
    path.write_bytes(path.read_bytes().replace(b"PK\x01\x02", b"PK\x01\x09"))
