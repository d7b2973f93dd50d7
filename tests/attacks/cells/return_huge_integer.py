"""An integer of a million digits costs quadratic time to print or to parse."""

def target(x):
    return 10**1_000_000
