"""A call takes memory until the machine has none, in many processes so that no single one has too much."""
import os
import time

def target(x):
    for _ in range(30):
        if os.fork() == 0:
            kept = b"x" * 60_000_000
            time.sleep(30)
    time.sleep(30)
