"""A cell takes memory until the machine has none."""
import time

def target(x):
    return 0

kept = []
while True:
    kept.append(b"x" * 300_000_000)
    time.sleep(0.1)
