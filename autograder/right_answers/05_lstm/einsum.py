"""Index formulas as einsum, the four gates as one more axis, and the shortest way to write each product."""

import numpy as np


def sigmoid(z):
    z = np.asarray(z, dtype=float)
    return np.exp(-np.logaddexp(0.0, -z))


def _four(W):
    """The four blocks as an axis of their own, in front: (4, rows, H)."""
    return np.stack(np.split(np.atleast_2d(W), 4, axis=-1))


def lstm_step_forward(x_t, h_prev, c_prev, W_x, W_h, b):
    z = np.einsum("nd,kdh->knh", x_t, _four(W_x)) + np.einsum("nj,kjh->knh", h_prev, _four(W_h)) + _four(b)
    gates = np.concatenate([sigmoid(z[:3]), np.tanh(z[3:])])
    c_t = gates[1] * c_prev + np.einsum("nh,nh->nh", gates[0], gates[3])
    h_t = gates[2] * np.tanh(c_t)
    return h_t, c_t, (x_t, h_prev, c_prev, W_x, W_h, gates, c_t)


def lstm_step_backward(dh_t, dc_t, cache):
    x_t, h_prev, c_prev, W_x, W_h, (i, f, o, g), c_t = cache
    shown = np.tanh(c_t)
    d_cell = dc_t + np.einsum("nh,nh,nh->nh", dh_t, o, 1 - shown**2)
    slopes = np.stack([i - i * i, f - f * f, o - o * o, 1 - g * g])
    dz = slopes * np.stack([d_cell * g, d_cell * c_prev, dh_t * shown, d_cell * i])
    return (
        np.einsum("knh,kdh->nd", dz, _four(W_x)),
        np.einsum("knh,kjh->nj", dz, _four(W_h)),
        d_cell * f,
        np.einsum("nd,knh->dkh", x_t, dz).reshape(W_x.shape),
        np.einsum("nj,knh->jkh", h_prev, dz).reshape(W_h.shape),
        np.einsum("knh->kh", dz).ravel(),
    )


def lstm_forward(x, h_0, c_0, W_x, W_h, b):
    h, c = np.empty((2, len(x), *h_0.shape))
    cache = []
    for t in range(len(x)):
        before = (h_0, c_0) if t == 0 else (h[t - 1], c[t - 1])
        h[t], c[t], step_cache = lstm_step_forward(x[t], *before, W_x, W_h, b)
        cache.append(step_cache)
    return h, c, cache


def lstm_backward(dh, cache):
    carries = (0 * dh[0], 0 * dh[0])
    collected = []
    for t in range(len(dh) - 1, -1, -1):
        dx_t, *carries, dW_x, dW_h, db = lstm_step_backward(dh[t] + carries[0], carries[1], cache[t])
        collected.append((dx_t, dW_x, dW_h, db))
    dx, *weights = zip(*collected, strict=True)
    return (np.array(dx)[::-1], *carries, *(np.sum(part, axis=0) for part in weights))


def cell_path_jacobian(f):
    shifted = np.concatenate([f[1:], np.ones_like(f[:1])])
    return np.cumprod(shifted[::-1], axis=0)[::-1]


def init_lstm(D, H, rng, forget_bias=1.0):
    b = np.repeat([0.0, forget_bias, 0.0, 0.0], H)
    return rng.standard_normal((D, 4 * H)) / D**0.5, rng.standard_normal((H, 4 * H)) / H**0.5, b
