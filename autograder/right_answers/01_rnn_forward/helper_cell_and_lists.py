"""Helper functions in a cell of their own, lists in place of tuples, transposed and stacked arrays."""

import numpy as np


def refuse_unknown(ids, K):
    for i in np.ravel(ids):
        assert 0 <= i < K, f"unknown id {i}"


def log_softmax(scores):
    return scores - np.logaddexp.reduce(scores, axis=-1)[..., np.newaxis]


def one_hot(ids, K):
    refuse_unknown(ids, K)
    return np.eye(K)[ids]


def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    both = np.hstack([x_t, h_prev, np.ones((len(x_t), 1))])
    weights = np.vstack([W_xh, W_hh, b_h])
    h_t = np.tanh(both.dot(weights))
    return [h_t, {"both": both, "weights": weights, "h": h_t}]


def rnn_forward(x, h_0, W_xh, W_hh, b_h):
    from_input = np.matmul(x, W_xh) + b_h  # every step at once
    states = np.zeros((x.shape[1], h_0.shape[1], len(x)))  # the steps last
    state = h_0
    for t, a_t in enumerate(from_input):
        state = np.tanh(a_t + state @ W_hh)
        states[:, :, t] = state
    return [states.transpose(2, 0, 1), (x, h_0, states, W_xh, W_hh)]


def rnn_readout(h, W_hy, b_y, pattern):
    logits = (np.dot(W_hy.T, h.reshape(-1, h.shape[-1]).T) + b_y[:, None]).T.reshape(*h.shape[:2], -1)
    return {"many-to-many": logits, "many-to-one": logits[-1]}[pattern]


def softmax_cross_entropy(logits, targets, mask=None):
    N = len(targets[0])
    log_p = log_softmax(logits)
    counted = 1.0 if mask is None else mask
    picked = np.take_along_axis(log_p, targets[..., None], axis=2)[..., 0]
    d = np.exp(log_p)
    np.put_along_axis(d, targets[..., None], np.expm1(picked)[..., None], axis=2)
    return [np.array(-np.sum(counted * picked) / N), np.transpose(d.T * np.transpose(counted) / N)]


def parity_rnn():
    """A third unit that never changes stands in for the bias of the read-out."""
    sharp = 25.0
    W_xh = sharp * np.array([[1, 1, 0]])
    W_hh = sharp * np.array([[0.5, 0.5, 0], [-0.5, -0.5, 0], [0, 0, 0]])
    b_h = sharp * np.array([-0.5, -1.5, 1])
    return [W_xh, W_hh, b_h, np.array([[2.0], [-2.0], [-2.0]]), np.zeros(1)]
