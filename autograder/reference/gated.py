"""Plain LSTM and GRU, forward only, in autograd.numpy: what HIPS autograd differentiates.

No function here writes into an array, so that autograd can follow every value.
"""

import autograd.numpy as np


def sigmoid(z):
    """σ(z) = 1/(1 + e^(−z)), by way of tanh so that nothing overflows. Any shape."""
    return 0.5 * (1 + np.tanh(0.5 * z))


def lstm_gates(x_t, h_prev, W_x, W_h, b):
    """i, f, o, g, each (N, H), of x_t W_x + h_prev W_h + b, whose (N, 4H) holds the blocks in this order."""
    z_i, z_f, z_o, z_g = np.split(np.dot(x_t, W_x) + np.dot(h_prev, W_h) + b, 4, axis=1)
    return sigmoid(z_i), sigmoid(z_f), sigmoid(z_o), np.tanh(z_g)


def lstm_step(x_t, h_prev, c_prev, W_x, W_h, b):
    """c_t = f c_prev + i g, h_t = o tanh(c_t). x_t: (N, D), h_prev and c_prev: (N, H); returns h_t, c_t."""
    i, f, o, g = lstm_gates(x_t, h_prev, W_x, W_h, b)
    c_t = f * c_prev + i * g
    return o * np.tanh(c_t), c_t


def lstm_forward(x, h_0, c_0, W_x, W_h, b):
    """h_1 … h_T and c_1 … c_T. x: (T, N, D), h_0 and c_0: (N, H); returns two arrays (T, N, H)."""
    h, c, states, cells = h_0, c_0, [], []
    for x_t in x:
        h, c = lstm_step(x_t, h, c, W_x, W_h, b)
        states.append(h)
        cells.append(c)
    return np.stack(states), np.stack(cells)


def gru_step(x_t, h_prev, W_x, W_h, b, b_hn):
    """h_t = (1 − z) n + z h_prev with n = tanh(x_t W_xn + b_n + r (h_prev W_hn + b_hn)).

    Args:
        x_t, h_prev: (N, D), (N, H).
        W_x, W_h, b, b_hn: (D, 3H), (H, 3H), (3H,), (H,), blocks in the order r, z, n.

    Returns:
        h_t: (N, H).
    """
    x_r, x_z, x_n = np.split(np.dot(x_t, W_x) + b, 3, axis=1)
    h_r, h_z, h_n = np.split(np.dot(h_prev, W_h), 3, axis=1)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    n = np.tanh(x_n + r * (h_n + b_hn))
    return (1 - z) * n + z * h_prev


def gru_forward(x, h_0, W_x, W_h, b, b_hn):
    """h_1 … h_T. x: (T, N, D), h_0: (N, H); returns (T, N, H)."""
    states = [h_0]
    for x_t in x:
        states.append(gru_step(x_t, states[-1], W_x, W_h, b, b_hn))
    return np.stack(states[1:])
