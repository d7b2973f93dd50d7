"""The parent's memory is read and written with ptrace, process_vm_readv and /proc/<id>/mem."""
import ctypes
import os
import re

libc = ctypes.CDLL(None, use_errno=True)

def target(x):
    parent = os.getppid()
    if libc.ptrace(16, parent, 0, 0) == 0:
        print("stolen: control over the parent")
    needle = "-".join(["secret", "of", "the", "hidden"]).encode()
    try:
        with open(f"/proc/{parent}/maps") as maps, open(f"/proc/{parent}/mem", "rb") as memory:
            for line in maps:
                place = re.match(r"(\w+)-(\w+) rw\S* \S+ \S+ 0\s", line)
                if place is None:
                    continue
                begin, end = (int(number, 16) for number in place.groups())
                try:
                    memory.seek(begin)
                    if needle in memory.read(min(end - begin, 50_000_000)):
                        print("stolen: the hidden test from the parent's memory")
                except (OSError, OverflowError, MemoryError):
                    continue
    except OSError as error:
        print("refused:", error)
    return 0
