"""NaN and infinity defeat a comparison that was written the wrong way round."""
import numpy as np

def target(x):
    return np.full(np.shape(x), np.nan) if np.ndim(x) else float("nan")
