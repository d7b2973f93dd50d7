"""The states of a recurrent network for a given drive: one sequence, no read-out."""

import numpy as np


def rnn_states(drive, h_0, W_hh, f=np.tanh):
    """h_t = f(h_{t−1} W_hh + drive_t) for t = 1 … T.

    Args:
        drive: (T, H) what input and bias add at each step, x_t W_xh + b_h.
        h_0: (H,) initial state.
        W_hh: (H, H) recurrent weights.
        f: the non-linearity.

    Returns:
        (T + 1, H) states h_0 … h_T.
    """
    h = [np.asarray(h_0)]
    for drive_t in drive:
        h.append(f(h[-1] @ W_hh + drive_t))
    return np.stack(h)
