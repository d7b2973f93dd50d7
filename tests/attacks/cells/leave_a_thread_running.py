"""A thread lives on after its cell and writes into the outputs of later cells."""
import sys
import threading
import time

def talk():
    while True:
        print("2.0")
        sys.displayhook("x")
        time.sleep(0.01)

threading.Thread(target=talk, daemon=True).start()

def target(x):
    return 0
