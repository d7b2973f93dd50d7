"""Recursion without end overflows the stack of the process."""
import sys

sys.setrecursionlimit(10**9)

def target(x):
    return target(x)
