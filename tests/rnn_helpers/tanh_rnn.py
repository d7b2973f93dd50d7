"""A right tanh RNN, with which the tests of the gradient checker work."""

import numpy as np


def rnn_forward(x, h_0, W_xh, W_hh, b_h):
    """h (T, N, H) and the cache."""
    h, h_prev = [], h_0
    for x_t in x:
        h_prev = np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)
        h.append(h_prev)
    return np.stack(h), (x, h_0, W_xh, W_hh, np.stack(h))


def rnn_backward(dh, cache):
    """dx, dh_0, dW_xh, dW_hh, db_h."""
    x, h_0, W_xh, W_hh, h = cache
    dx, carry = np.zeros_like(x), np.zeros_like(h_0)
    dW_xh, dW_hh, db_h = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(W_hh.shape[0])
    for t in reversed(range(len(x))):
        da = (dh[t] + carry) * (1 - h[t] ** 2)
        dx[t], carry = da @ W_xh.T, da @ W_hh.T
        dW_xh += x[t].T @ da
        dW_hh += (h[t - 1] if t else h_0).T @ da
        db_h += da.sum(axis=0)
    return dx, carry, dW_xh, dW_hh, db_h


def rnn_inputs(seed=0, T=5, N=2, D=3, H=4):
    """Inputs with distinct sizes, gain near 1 and nothing zero."""
    rng = np.random.default_rng(seed)
    return {
        "x": rng.standard_normal((T, N, D)),
        "h_0": rng.standard_normal((N, H)),
        "W_xh": rng.standard_normal((D, H)) / np.sqrt(D),
        "W_hh": rng.standard_normal((H, H)) / np.sqrt(H),
        "b_h": rng.standard_normal(H),
    }


def with_change(number, change):
    """`rnn_backward` with its gradient `number` replaced by change(gradient)."""

    def backward(dh, cache):
        gradients = list(rnn_backward(dh, cache))
        gradients[number] = change(gradients[number])
        return tuple(gradients)

    return backward
