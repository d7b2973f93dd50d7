"""One sample, one unit, one number at a time: slow, and right."""

import math

import numpy as np


def _sigma(number):
    if number >= 0:
        return 1 / (1 + math.exp(-number))
    small = math.exp(number)
    return small / (1 + small)


def sigmoid(z):
    flat = [_sigma(float(number)) for number in np.ravel(z)]
    return np.array(flat, dtype=float).reshape(np.shape(z))


def lstm_step_forward(x_t, h_prev, c_prev, W_x, W_h, b):
    N, H = h_prev.shape
    h_t, c_t = np.zeros((N, H)), np.zeros((N, H))
    gates = np.zeros((4, N, H))
    for n in range(N):
        for j in range(H):
            for k in range(4):
                z = b[k * H + j]
                for d in range(x_t.shape[1]):
                    z += x_t[n, d] * W_x[d, k * H + j]
                for m in range(H):
                    z += h_prev[n, m] * W_h[m, k * H + j]
                gates[k, n, j] = math.tanh(z) if k == 3 else _sigma(z)
            i, f, o, g = gates[:, n, j]
            c_t[n, j] = f * c_prev[n, j] + i * g
            h_t[n, j] = o * math.tanh(c_t[n, j])
    return h_t, c_t, {"x": x_t, "h": h_prev, "c": c_prev, "W_x": W_x, "W_h": W_h, "gates": gates, "new": c_t}


def lstm_step_backward(dh_t, dc_t, cache):
    x_t, h_prev, W_x, W_h = cache["x"], cache["h"], cache["W_x"], cache["W_h"]
    N, H = h_prev.shape
    dx_t, dh_prev, dc_prev = np.zeros(x_t.shape), np.zeros((N, H)), np.zeros((N, H))
    dW_x, dW_h, db = np.zeros(W_x.shape), np.zeros(W_h.shape), np.zeros(4 * H)
    for n in range(N):
        for j in range(H):
            i, f, o, g = cache["gates"][:, n, j]
            shown = math.tanh(cache["new"][n, j])
            d_cell = dc_t[n, j] + dh_t[n, j] * o * (1 - shown * shown)
            dc_prev[n, j] = d_cell * f
            through = (
                d_cell * g * i * (1 - i),
                d_cell * cache["c"][n, j] * f * (1 - f),
                dh_t[n, j] * shown * o * (1 - o),
                d_cell * i * (1 - g * g),
            )
            for k, d_z in enumerate(through):
                column = k * H + j
                db[column] += d_z
                dx_t[n] += d_z * W_x[:, column]
                dh_prev[n] += d_z * W_h[:, column]
                dW_x[:, column] += d_z * x_t[n]
                dW_h[:, column] += d_z * h_prev[n]
    return dx_t, dh_prev, dc_prev, dW_x, dW_h, db


def lstm_forward(x, h_0, c_0, W_x, W_h, b):
    h, c, cache = [h_0], [c_0], []
    for t in range(len(x)):
        new_h, new_c, saved = lstm_step_forward(x[t], h[t], c[t], W_x, W_h, b)
        h.append(new_h)
        c.append(new_c)
        cache.append(saved)
    return np.array(h[1:]), np.array(c[1:]), cache


def lstm_backward(dh, cache):
    T, N, H = dh.shape
    dx = np.zeros((T, *cache[0]["x"].shape))
    weights = [np.zeros(cache[0]["W_x"].shape), np.zeros(cache[0]["W_h"].shape), np.zeros(4 * H)]
    from_h, from_c = np.zeros((N, H)), np.zeros((N, H))
    t = T
    while t > 0:
        t -= 1
        dx[t], from_h, from_c, *here = lstm_step_backward(dh[t] + from_h, from_c, cache[t])
        for total, part in zip(weights, here, strict=True):
            total += part
    return dx, from_h, from_c, *weights


def cell_path_jacobian(f):
    T = len(f)
    path = np.zeros(f.shape)
    for k in range(1, T + 1):
        kept = np.ones(f.shape[1:])
        for t in range(k + 1, T + 1):
            kept = kept * f[t - 1]
        path[k - 1] = kept
    return path


def init_lstm(D, H, rng, forget_bias=1.0):
    W_x = np.array([[rng.normal() / math.sqrt(D) for _ in range(4 * H)] for _ in range(D)])
    W_h = np.array([[rng.normal() / math.sqrt(H) for _ in range(4 * H)] for _ in range(H)])
    b = np.array([float(forget_bias) if H <= j < 2 * H else 0.0 for j in range(4 * H)])
    return W_x, W_h, b
