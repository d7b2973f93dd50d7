"""The process ends with status 0 while the test waits for a result."""
import os

def target(x):
    os._exit(0)
