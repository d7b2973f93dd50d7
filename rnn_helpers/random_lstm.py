"""An LSTM at which bugs can't hide: weights in general position, no bias or initial state zero."""

import numpy as np


def random_lstm(D, H, rng, N=1):
    """Parameters and initial states.

    Returns:
        params: dict with W_x (D, 4H), W_h (H, 4H), b (4H,), gate blocks in the order i, f, o, g.
        h_0, c_0: (N, H).
    """
    params = {
        "W_x": rng.normal(size=(D, 4 * H)) / np.sqrt(D),
        "W_h": rng.normal(size=(H, 4 * H)) / np.sqrt(H),
        "b": rng.normal(size=4 * H) / 2,
    }
    return params, rng.normal(size=(N, H)) / 2, rng.normal(size=(N, H))
