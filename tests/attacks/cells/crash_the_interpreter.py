"""A null pointer is read: the process dies of a signal and no handler runs."""
import ctypes

def target(x):
    return ctypes.string_at(0)
