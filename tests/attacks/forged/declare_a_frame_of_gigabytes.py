"""The frame says that it has four gigabytes; the receiver would make room for them."""
FORGED = struct.pack(">II", 2**32 - 1, 2**32 - 1) + b"{}"
