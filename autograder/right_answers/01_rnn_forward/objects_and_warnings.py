"""An object for a cache, warnings and NumPy's complaints on the way, one step of the loss at a time."""

import warnings

import numpy as np


class Saved:
    """What a backward pass will need."""

    def __init__(self, *arrays):
        self.arrays = arrays


def one_hot(ids, K):
    ids = np.array(ids, dtype=int)
    flat = ids.reshape(-1)
    if flat.size and not (flat.min() >= 0 and flat.max() <= K - 1):
        raise IndexError("ids outside the vocabulary")
    rows = np.zeros((flat.size, K))
    rows[np.arange(flat.size), flat] += 1
    return rows.reshape(ids.shape + (K,))


def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    warnings.warn("one more step", stacklevel=2)
    a_t = b_h * np.ones((len(x_t), 1))
    a_t += np.matmul(x_t, W_xh)
    a_t += np.matmul(h_prev, W_hh)
    return np.tanh(a_t), Saved(x_t, h_prev, a_t, W_xh, W_hh)


def rnn_forward(x, h_0, W_xh, W_hh, b_h):
    h, saved = h_0[np.newaxis], []
    while len(h) <= len(x):
        h_t, step = rnn_step_forward(x[len(h) - 1], h[-1], W_xh, W_hh, b_h)
        h = np.concatenate((h, h_t[np.newaxis]))
        saved.append(step)
    return h[1:], Saved(*saved)


def rnn_readout(h, W_hy, b_y, pattern):
    np.log(np.zeros(1))  # a warning of NumPy, as one gets while trying things out
    logits = np.array([h_t @ W_hy + b_y for h_t in h])
    if pattern == "many-to-one":
        logits = logits[len(h) - 1]
    return logits


def softmax_cross_entropy(logits, targets, mask=None):
    T, N, K = logits.shape
    if mask is None:
        mask = np.full((T, N), True)
    loss, rows = np.float64(0), []
    for t in range(T):
        largest = logits[t].max(axis=1)
        exps = np.exp(logits[t] - largest[:, None])
        total = exps.sum(axis=1)
        score = logits[t][np.arange(N), targets[t]]
        loss = loss + np.mean((np.log(total) + largest - score) * mask[t])
        row = exps / total[:, None] - one_hot(targets[t], K)
        rows.append(np.where(mask[t][:, None] > 0, row, 0.0) / N)
    return loss, np.stack(rows)


def parity_rnn():
    """The first unit is on for two ones; the second is off once there is one."""
    print("odd: at least one, and not two")
    half = np.array([[-6.0, 6.0]])
    return -2 * half * [1, 1], np.vstack([half, half]), np.array([-18.0, 6.0]), -np.ones((2, 1)), -np.ones(1)
