"""The call forks and returns in both processes, so that two answers compete."""
import os

def target(x):
    return 0 if os.fork() else 3 * x + 1
