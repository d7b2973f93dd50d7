"""A broadcast view takes eight bytes here and eight terabytes wherever it is copied."""
import numpy as np

def target(x):
    return np.broadcast_to(np.zeros(1), (10**6, 10**6))
