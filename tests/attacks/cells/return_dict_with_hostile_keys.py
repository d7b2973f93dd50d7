"""Keys that share one hash make a dict of n entries cost n squared."""

def target(x):
    return {number * (2**61 - 1): 0 for number in range(1, 3000)}
