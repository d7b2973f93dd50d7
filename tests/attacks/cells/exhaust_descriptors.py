"""Descriptors are opened until there are none, pipes filled to the brim."""
import os

def target(x):
    kept = []
    try:
        while True:
            kept += os.pipe()
            os.set_blocking(kept[-1], False)
            os.write(kept[-1], bytes(1_000_000))
    except OSError:
        return 0
