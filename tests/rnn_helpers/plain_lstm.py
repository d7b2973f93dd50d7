"""A right LSTM step, with which the tests of the checks and figures of 05_lstm work."""

import numpy as np


def step_forward(x_t, h_prev, c_prev, W_x, W_h, b):
    """h_t, c_t and the cache."""
    z = np.split(x_t @ W_x + h_prev @ W_h + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-part)) for part in z[:3])
    g = np.tanh(z[3])
    c_t = f * c_prev + i * g
    return o * np.tanh(c_t), c_t, (x_t, h_prev, c_prev, W_x, W_h, i, f, o, g, c_t)


def step_backward(dh_t, dc_t, cache):
    """dx_t, dh_prev, dc_prev, dW_x, dW_h, db."""
    x_t, h_prev, c_prev, W_x, W_h, i, f, o, g, c_t = cache
    shown = np.tanh(c_t)
    d_cell = dc_t + dh_t * o * (1 - shown**2)
    parts = (d_cell * g * i * (1 - i), d_cell * c_prev * f * (1 - f), dh_t * shown * o * (1 - o))
    dz = np.hstack([*parts, d_cell * i * (1 - g**2)])
    return dz @ W_x.T, dz @ W_h.T, d_cell * f, x_t.T @ dz, h_prev.T @ dz, dz.sum(axis=0)


def path(f):
    """Products of the later forget gates."""
    return np.stack([np.prod(f[k:], axis=0) for k in range(1, len(f) + 1)])


def start(D, H, rng, forget_bias=1.0):
    """W_x, W_h, b."""
    b = np.repeat([0.0, forget_bias, 0.0, 0.0], H)
    return rng.normal(size=(D, 4 * H)) / D**0.5, rng.normal(size=(H, 4 * H)) / H**0.5, b
