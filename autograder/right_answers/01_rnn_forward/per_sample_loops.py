"""Every sum written out as a loop over samples, units and steps."""

import math

import numpy as np


def one_hot(ids, K):
    ids = np.array(ids)
    encoded = np.zeros(ids.shape + (K,))
    for index in np.ndindex(*ids.shape):
        number = int(ids[index])
        if not 0 <= number < K:
            raise IndexError(f"id {number} is not in the vocabulary of {K}")
        encoded[index + (number,)] = 1.0
    return encoded


def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    N, D = x_t.shape
    H = len(b_h)
    h_t = np.zeros((N, H))
    for n in range(N):
        for j in range(H):
            a = b_h[j]
            for d in range(D):
                a += x_t[n, d] * W_xh[d, j]
            for i in range(H):
                a += h_prev[n, i] * W_hh[i, j]
            h_t[n, j] = math.tanh(a)
    return h_t, None


def rnn_forward(x, h_0, W_xh, W_hh, b_h):
    h = []
    for n in range(x.shape[1]):
        state = h_0[n : n + 1]
        h.append([])
        for t in range(x.shape[0]):
            state, _ = rnn_step_forward(x[t, n : n + 1], state, W_xh, W_hh, b_h)
            h[n].append(state[0])
    return np.array(h).transpose(1, 0, 2), "no cache"


def rnn_readout(h, W_hy, b_y, pattern):
    T, N, _ = h.shape
    logits = np.zeros((T, N, len(b_y)))
    for t in range(T):
        for n in range(N):
            for k in range(len(b_y)):
                logits[t, n, k] = sum(h[t, n, j] * W_hy[j, k] for j in range(len(W_hy))) + b_y[k]
    if pattern == "many-to-one":
        return logits[T - 1]
    return logits


def softmax_cross_entropy(logits, targets, mask=None):
    T, N, K = logits.shape
    loss = 0.0
    dlogits = np.zeros((T, N, K))
    for t in range(T):
        for n in range(N):
            if mask is not None and mask[t, n] == 0:
                continue
            z = logits[t, n]
            largest = max(z)
            log_sum = largest + math.log(sum(math.exp(v - largest) for v in z))
            loss += (log_sum - z[targets[t, n]]) / N
            for k in range(K):
                dlogits[t, n, k] = math.exp(z[k] - log_sum) / N
            dlogits[t, n, targets[t, n]] -= 1 / N
    return loss, dlogits


def parity_rnn():
    """Units: on for (odd before, 0 now); on for (even before, 1 now); on from the first step."""
    W_xh = [[-12.0, 12.0, 0.0]]
    W_hh = [[6.0, -6.0, 0.0], [6.0, -6.0, 0.0], [12.0, -12.0, 0.0]]
    b_h = [-6.0, -6.0, 12.0]
    W_hy = [[5.0], [5.0], [0.0]]
    b_y = [5.0]
    return [np.array(part) for part in (W_xh, W_hh, b_h, W_hy, b_y)]
