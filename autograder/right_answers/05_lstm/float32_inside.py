"""Single precision on the way, float64 in and out: less exact, and still right."""

import numpy as np


def _single(array):
    return np.asarray(array, dtype=np.float32)


def sigmoid(z):
    z = np.clip(np.asarray(z, dtype=np.float64), -500, 500)
    return 1 / (1 + np.exp(-z))


def lstm_step_forward(x_t, h_prev, c_prev, W_x, W_h, b):
    z_i, z_f, z_o, z_g = np.split(x_t @ W_x + h_prev @ W_h + b, 4, axis=1)
    i, f, o, g = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o), np.tanh(z_g)
    c_t = i * g + f * c_prev
    saved = tuple(map(_single, (x_t, h_prev, c_prev, W_x, W_h, i, f, o, g, c_t)))
    return np.tanh(c_t) * o, c_t, saved


def lstm_step_backward(dh_t, dc_t, cache):
    x_t, h_prev, c_prev, W_x, W_h, i, f, o, g, c_t = cache
    dh_t, dc_t, shown = _single(dh_t), _single(dc_t), np.tanh(c_t)
    d_cell = dc_t + dh_t * o * (1 - shown * shown)
    one = np.float32(1)
    dz = np.concatenate(
        [
            d_cell * g * i * (one - i),
            d_cell * c_prev * f * (one - f),
            dh_t * shown * o * (one - o),
            d_cell * i * (one - g * g),
        ],
        axis=1,
    )
    gradients = dz @ W_x.T, dz @ W_h.T, d_cell * f, x_t.T @ dz, h_prev.T @ dz, dz.sum(axis=0)
    return tuple(gradient.astype(np.float64) for gradient in gradients)


def lstm_forward(x, h_0, c_0, W_x, W_h, b):
    steps = []
    h_t, c_t = h_0, c_0
    for x_t in x:
        step = lstm_step_forward(x_t, h_t, c_t, W_x, W_h, b)
        h_t, c_t = step[:2]
        steps.append(step)
    return np.stack([s[0] for s in steps]), np.stack([s[1] for s in steps]), [s[2] for s in steps]


def lstm_backward(dh, cache):
    back_h = back_c = np.zeros(dh.shape[1:], dtype=np.float32)
    dx, totals = [], None
    for dh_t, saved in zip(dh[::-1], cache[::-1], strict=True):
        dx_t, back_h, back_c, *weights = lstm_step_backward(_single(dh_t) + _single(back_h), back_c, saved)
        dx.insert(0, dx_t)
        totals = weights if totals is None else [a + b for a, b in zip(totals, weights, strict=True)]
    return (np.stack(dx), back_h, back_c, *totals)


def cell_path_jacobian(f):
    path = np.ones(f.shape, dtype=np.float32)
    for k in range(2, len(f) + 1):
        path[-k] = path[-k + 1] * f[-k + 1]
    return path.astype(float)


def init_lstm(D, H, rng, forget_bias=1.0):
    W = rng.normal(size=(D + H, 4 * H))
    scale = np.repeat([D**-0.5, H**-0.5], [D, H])[:, None]
    W_x, W_h = np.split(W * scale, [D])
    b = np.zeros((4, H))
    b[1] = forget_bias
    return W_x, W_h, b.reshape(-1)
