"""One sample at a time, with outer products; rnn_forward and the loss are those that the notebook gives."""

# ruff: noqa: F821 - rnn_forward, rnn_readout and softmax_cross_entropy stand in the notebook

import numpy as np


def rnn_step_backward(dh_t, cache):
    x_t, h_prev, W_xh, W_hh, h_t = cache
    dx_t = np.zeros(x_t.shape)
    dh_prev = np.zeros(h_prev.shape)
    dW_xh = np.zeros(W_xh.shape)
    dW_hh = np.zeros(W_hh.shape)
    db_h = np.zeros(W_hh.shape[0])
    for n in range(len(dh_t)):
        slope = 1 - h_t[n] * h_t[n]
        da = slope * dh_t[n]
        dx_t[n] = W_xh.dot(da)
        dh_prev[n] = W_hh.dot(da)
        dW_xh = dW_xh + np.outer(x_t[n], da)
        dW_hh = dW_hh + np.outer(h_prev[n], da)
        db_h = db_h + da
    return dx_t, dh_prev, dW_xh, dW_hh, db_h


def rnn_backward(dh, cache):
    T = dh.shape[0]
    dxs = {}
    dnext = 0
    sums = [0, 0, 0]
    for t in range(T - 1, -1, -1):
        dxs[t], dnext, *weights = rnn_step_backward(dh[t] + dnext, cache[t])
        sums = [total + part for total, part in zip(sums, weights, strict=True)]
    return np.array([dxs[t] for t in range(T)]), dnext, sums[0], sums[1], sums[2]


def temporal_contributions(dh_t, cache, t):
    H = dh_t.shape[1]
    result = np.zeros((t, H, H))
    for n in range(len(dh_t)):
        delta = dh_t[n]
        for k in range(t, 0, -1):
            x_k, h_prev, W_xh, W_hh, h_k = cache[k - 1]
            da = delta * (1 - h_k[n] ** 2)
            result[k - 1] += np.outer(h_prev[n], da)
            delta = W_hh @ da
    return result


def rnn_loss_and_grads(params, x, targets, h_0):
    h, cache = rnn_forward(x, h_0, params["W_xh"], params["W_hh"], params["b_h"])
    logits = rnn_readout(h, params["W_hy"], params["b_y"], "many-to-many")
    loss, dlogits = softmax_cross_entropy(logits, targets)
    dh = np.zeros(h.shape)
    grads = {name: np.zeros(value.shape) for name, value in params.items()}
    T, N, _ = x.shape
    for t in range(T):
        for n in range(N):
            dh[t, n] = params["W_hy"] @ dlogits[t, n]
            grads["W_hy"] += np.outer(h[t, n], dlogits[t, n])
            grads["b_y"] += dlogits[t, n]
    _, _, grads["W_xh"], grads["W_hh"], grads["b_h"] = rnn_backward(dh, cache)
    return loss, grads


def truncated_bptt(params, x, targets, h_0, k):
    loss, grads = rnn_loss_and_grads(params, x[:k], targets[:k], h_0)
    if len(x) <= k:
        return loss, grads
    h, _ = rnn_forward(x[:k], h_0, params["W_xh"], params["W_hh"], params["b_h"])
    rest_loss, rest_grads = truncated_bptt(params, x[k:], targets[k:], h[k - 1], k)
    return loss + rest_loss, {name: grads[name] + rest_grads[name] for name in grads}
