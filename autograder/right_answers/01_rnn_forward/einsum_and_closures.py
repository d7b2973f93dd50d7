"""Sums by einsum; the cache is a function that holds what it needs."""

import numpy as np


def one_hot(ids, K):
    assert np.min(ids) >= 0, "negative id"
    return np.eye(K)[ids]


def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    h_t = np.tanh(np.einsum("nd,dh->nh", x_t, W_xh) + np.einsum("ni,ij->nj", h_prev, W_hh) + b_h)

    def cache():
        return x_t, h_prev, h_t

    return h_t, cache


def rnn_forward(x, h_0, W_xh, W_hh, b_h):
    from_input = np.einsum("tnd,dh->tnh", x, W_xh) + b_h

    def states():
        h_t = h_0
        for term in from_input:
            h_t = np.tanh(term + np.einsum("ni,ij->nj", h_t, W_hh))
            yield h_t

    h = np.stack(list(states()))
    return h, lambda: (x, h)


def rnn_readout(h, W_hy, b_y, pattern):
    logits = np.einsum("tnh,hk->tnk", h, W_hy) + b_y
    return {"many-to-many": logits, "many-to-one": logits[-1]}[pattern]


def softmax_cross_entropy(logits, targets, mask=None):
    N = targets.shape[1]
    log_probs = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    picked = np.take_along_axis(log_probs, targets[..., None], axis=-1)[..., 0]
    weights = np.full(targets.shape, 1 / N) if mask is None else mask / N
    dlogits = np.exp(log_probs)
    np.put_along_axis(dlogits, targets[..., None], np.expm1(picked)[..., None], axis=-1)
    return -np.einsum("tn,tn->", weights, picked), np.einsum("tn,tnk->tnk", weights, dlogits)


def parity_rnn():
    """The units see the parity as h[0] − h[1]: 0 for even and at the start, 2 for odd."""
    away = np.array([1.0, -1.0])
    W_hh = 10 * np.outer(away, np.ones(2))
    return 20 * np.ones((1, 2)), W_hh, np.array([-10.0, -30.0]), 7 * away[:, None], np.array([-7.0])
