"""A member that can't be unpacked without a password."""
import zipfile

def attack(path, notebook):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("student66.ipynb", notebook)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
