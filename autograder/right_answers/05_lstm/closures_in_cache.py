"""Every forward step leaves a function that knows the way back; the cache is a chain of such functions."""

import numpy as np


def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(np.asarray(z) < 0, small, 1.0) / (1 + small)


def lstm_step_forward(x_t, h_prev, c_prev, W_x, W_h, b):
    H = h_prev.shape[1]
    z = np.hstack([x_t, h_prev]) @ np.vstack([W_x, W_h]) + b
    gates, g = sigmoid(z[:, : 3 * H]), np.tanh(z[:, 3 * H :])
    i, f, o = gates[:, :H], gates[:, H : 2 * H], gates[:, 2 * H :]
    c_t = f * c_prev + i * g

    def back(dh_t, dc_t):
        d_cell = dc_t + dh_t * o / np.cosh(c_t) ** 2
        into_gates = np.hstack([d_cell * g, d_cell * c_prev, dh_t * np.tanh(c_t)])
        dz = np.hstack([into_gates * (gates - gates * gates), d_cell * i * (1 + g) * (1 - g)])
        return dz @ W_x.T, dz @ W_h.T, d_cell * f, x_t.T @ dz, h_prev.T @ dz, dz.sum(0)

    return o * np.tanh(c_t), c_t, back


def lstm_step_backward(dh_t, dc_t, cache):
    return cache(dh_t, dc_t)


def lstm_forward(x, h_0, c_0, W_x, W_h, b):
    steps = [(h_0, c_0, None)]
    for x_t in x:
        steps.append(lstm_step_forward(x_t, *steps[-1][:2], W_x, W_h, b))
    h, c, back = zip(*steps[1:], strict=True)
    return np.array(h), np.array(c), lambda t: back[t]


def lstm_backward(dh, cache):
    def from_step(t):
        """Everything that comes back from step t and the later ones: dx so far, the carries, the sums."""
        if t == len(dh):
            return [], 0.0, np.zeros(dh.shape[1:]), [0.0, 0.0, 0.0]
        later, carry_h, carry_c, sums = from_step(t + 1)
        dx_t, carry_h, carry_c, *here = cache(t)(dh[t] + carry_h, carry_c)
        return [dx_t, *later], carry_h, carry_c, [a + b for a, b in zip(sums, here, strict=True)]

    dx, dh_0, dc_0, sums = from_step(0)
    return np.array(dx), dh_0, dc_0, *sums


def cell_path_jacobian(f):
    return np.array([np.prod(f[k:], axis=0) for k in range(1, len(f) + 1)])


def init_lstm(D, H, rng, forget_bias=1.0):
    half_width = np.sqrt(3.0)  # of a uniform distribution with standard deviation 1
    draws = [rng.uniform(-half_width, half_width, (size, 4 * H)) / np.sqrt(size) for size in (D, H)]
    return *draws, np.concatenate([np.zeros(H), np.full(H, float(forget_bias)), np.zeros(2 * H)])
