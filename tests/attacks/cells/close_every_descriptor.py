"""Without its descriptors the process can't answer."""
import os

def target(x):
    os.closerange(0, 256)
    return 0
