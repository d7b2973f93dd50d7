"""The sequence by recursion, Fortran-ordered results, in-place work on copies of its own."""

import numpy as np


class Remembered:
    """A cache that is an object."""

    def __init__(self, **arrays):
        self.arrays = arrays


def one_hot(ids, K):
    ids = np.asarray(ids)
    if ids.size and not (0 <= ids.min() and ids.max() <= K - 1):
        raise ValueError("an id is out of range")
    encoded = np.zeros((K, *ids.shape))
    for k in range(K):
        encoded[k, ids == k] = 1.0
    return np.moveaxis(encoded, 0, -1)


def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    h_t = (W_hh.T @ h_prev.T).T.copy(order="F")
    h_t += b_h
    h_t += x_t @ W_xh
    np.tanh(h_t, out=h_t)
    return h_t, Remembered(x_t=x_t, h_prev=h_prev, h_t=h_t)


def rnn_forward(x, h_0, W_xh, W_hh, b_h):
    if len(x) == 0:
        return np.zeros((0, *h_0.shape)), []
    before, caches = rnn_forward(x[:-1], h_0, W_xh, W_hh, b_h)
    h_t, cache = rnn_step_forward(x[-1], before[-1] if len(before) else h_0, W_xh, W_hh, b_h)
    return np.concatenate([before, h_t[None]]), [*caches, cache]


def rnn_readout(h, W_hy, b_y, pattern):
    kept = h.copy() if pattern == "many-to-many" else h[-1:].copy()
    kept = kept.reshape(-1, h.shape[-1]) @ W_hy
    kept += b_y
    shape = h.shape[:2] if pattern == "many-to-many" else h.shape[1:2]
    return kept.reshape(*shape, -1)


def softmax_cross_entropy(logits, targets, mask=None):
    T, N, K = logits.shape
    rows = logits.reshape(T * N, K).copy()
    rows -= np.amax(rows, axis=1)[:, None]
    rows -= np.log(np.sum(np.exp(rows), axis=1))[:, None]
    steps, flat = np.arange(T * N), targets.reshape(-1)
    counts = np.ones(T * N) if mask is None else np.array(mask).reshape(-1)
    loss = -np.dot(counts, rows[steps, flat]) / N
    np.exp(rows, out=rows)
    rows[steps, flat] -= 1
    rows *= counts[:, None] / N
    return loss, rows.reshape(T, N, K)


def parity_rnn():
    """The same two switches in the other order, and a third unit that does nothing."""
    W_xh = np.array([[15.0, 15.0, 0.0]])
    W_hh = np.array([[-7.5, -7.5, 0.0], [7.5, 7.5, 0.0], [0.0, 0.0, 0.0]])
    b_h = np.array([-22.5, -7.5, 0.0])
    return W_xh, W_hh, b_h, np.array([[-1.0], [1.0], [0.0]]), np.array([-1.0])
