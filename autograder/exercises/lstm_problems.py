"""Random problems and careful calls that the rubrics of 05_lstm share.

Sizes are all different, no bias or initial state is zero: bugs hide elsewhere.
"""

import numpy as np

from rnn_helpers.array_checks import expect_arrays
from rnn_helpers.random_lstm import random_lstm

SIZES = ((5, 2, 3, 4), (4, 1, 5, 3))  # (T, N, D, H): a batch, and a single sample


def step_problem(rng, N, D, H):
    """x_t, h_prev, c_prev, W_x, W_h, b by name."""
    params, h_prev, c_prev = random_lstm(D, H, rng, N)
    return {"x_t": rng.normal(size=(N, D)), "h_prev": h_prev, "c_prev": c_prev, **params}


def sequence_problem(rng, T, N, D, H):
    """x, h_0, c_0, W_x, W_h, b by name."""
    params, h_0, c_0 = random_lstm(D, H, rng, N)
    return {"x": rng.normal(size=(T, N, D)), "h_0": h_0, "c_0": c_0, **params}


def call_forward(forward, inputs):
    """(array (2, …) of h and c, cache) of the student's step or sequence; called on copies.

    The two outputs are checked, the cache is only handed on.
    """
    copies = [np.array(array) for array in inputs.values()]
    step = "x_t" in inputs
    shape = (copies[0].shape[0], copies[1].shape[-1]) if step else (*copies[0].shape[:2], copies[1].shape[-1])
    h, c = ("h_t", "c_t") if step else ("h", "c")
    parts = expect_arrays({h: shape, c: shape, "cache": None}, forward(*copies), dtype=None)
    return np.stack([parts[h].astype(float), parts[c].astype(float)]), parts["cache"]
