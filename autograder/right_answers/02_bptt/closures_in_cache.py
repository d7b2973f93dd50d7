"""Every forward step leaves a function that knows the way back; the cache is a chain of such functions."""

# ruff: noqa: F821 - rnn_readout and softmax_cross_entropy stand in the notebook

import numpy as np


def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    h_t = np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)

    def back(dh_t):
        da = dh_t - dh_t * h_t * h_t
        return da @ W_xh.T, da @ W_hh.T, x_t.T @ da, h_prev.T @ da, da.sum(0)

    return h_t, back


def rnn_forward(x, h_0, W_xh, W_hh, b_h):
    state, steps = h_0, []
    for x_t in x:
        steps.append(rnn_step_forward(x_t, state, W_xh, W_hh, b_h))
        state = steps[-1][0]
    return np.array([h_t for h_t, _ in steps]), lambda t: steps[t][1]


def rnn_step_backward(dh_t, cache):
    return cache(dh_t)


def rnn_backward(dh, cache):
    def from_step(t):
        dx_t, dh_prev, *weights = cache(t)(dh[t] + (later[-1][1] if later else 0))
        return dx_t, dh_prev, weights

    later = []
    for t in range(len(dh) - 1, -1, -1):
        later.append(from_step(t))
    dW_xh, dW_hh, db_h = (sum(parts) for parts in zip(*(weights for _, _, weights in later), strict=True))
    return np.array([dx_t for dx_t, _, _ in reversed(later)]), later[-1][1], dW_xh, dW_hh, db_h


def temporal_contributions(dh_t, cache, t):
    def contributions(delta, k):
        if k == 0:
            return []
        _, dh_prev, _, dW_hh, _ = cache(k - 1)(delta)
        return [*contributions(dh_prev, k - 1), dW_hh]

    return np.array(contributions(dh_t, t))


def rnn_loss_and_grads(params, x, targets, h_0):
    h, cache = rnn_forward(x, h_0, params["W_xh"], params["W_hh"], params["b_h"])
    logits = rnn_readout(h, params["W_hy"], params["b_y"], "many-to-many")
    loss, dlogits = softmax_cross_entropy(logits, targets)
    _, _, *recurrent = rnn_backward(dlogits @ params["W_hy"].T, cache)
    grads = dict(zip(("W_xh", "W_hh", "b_h"), recurrent, strict=True))
    grads["W_hy"] = sum(h_t.T @ d_t for h_t, d_t in zip(h, dlogits, strict=True))
    grads["b_y"] = dlogits.sum((0, 1))
    return loss, grads


def truncated_bptt(params, x, targets, h_0, k):
    weights = params["W_xh"], params["W_hh"], params["b_h"]
    total, state, grads = 0, h_0, None
    while len(x):
        loss, here = rnn_loss_and_grads(params, x[:k], targets[:k], state)
        state = rnn_forward(x[:k], state, *weights)[0][-1]
        x, targets, total = x[k:], targets[k:], total + loss
        grads = here if grads is None else {name: grads[name] + here[name] for name in here}
    return total, grads
