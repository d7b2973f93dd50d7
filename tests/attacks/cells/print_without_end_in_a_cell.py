"""Printing without end fills the memory of whatever collects the output."""

def target(x):
    return 0

while True:
    print("spam " * 1000)
