"""A stopped process is not dead: whoever waits for it waits without end."""
import os
import signal

def target(x):
    os.kill(os.getppid(), signal.SIGSTOP)
    return 0
