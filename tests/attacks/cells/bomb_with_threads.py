"""Threads without end."""
import threading
import time

def target(x):
    while True:
        try:
            threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
        except RuntimeError:
            return 0
