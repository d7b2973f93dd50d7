"""A cell that never ends, and that ignores the alarm that would interrupt it."""
import signal

signal.signal(signal.SIGALRM, signal.SIG_IGN)
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
