"""Preallocated arrays, filled in place, and an object for a cache: nothing of the caller's is touched."""

# ruff: noqa: F821 - rnn_readout and softmax_cross_entropy stand in the notebook

import numpy as np


class _Memory:
    """What one call of rnn_forward, or one step, leaves behind."""

    def __init__(self, **arrays):
        self.__dict__.update({name: array.copy() for name, array in arrays.items()})


def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    a_t = x_t @ W_xh
    a_t += h_prev @ W_hh
    a_t += b_h
    np.tanh(a_t, out=a_t)
    return a_t, _Memory(x=x_t, h_prev=h_prev, W_xh=W_xh, W_hh=W_hh, h=a_t)


def rnn_forward(x, h_0, W_xh, W_hh, b_h):
    states = np.empty((len(x) + 1, *h_0.shape))
    states[0] = h_0
    for t in range(len(x)):
        states[t + 1] = rnn_step_forward(x[t], states[t], W_xh, W_hh, b_h)[0]
    return states[1:].copy(), _Memory(x=x, states=states, W_xh=W_xh, W_hh=W_hh)


def rnn_step_backward(dh_t, cache):
    da = cache.h**2
    np.subtract(1, da, out=da)
    da *= dh_t
    return da @ cache.W_xh.T, da @ cache.W_hh.T, cache.x.T @ da, cache.h_prev.T @ da, np.add.reduce(da)


def rnn_backward(dh, cache):
    delta = dh.copy()
    dx = np.empty(cache.x.shape)
    dW_xh, dW_hh = np.zeros(cache.W_xh.shape), np.zeros(cache.W_hh.shape)
    db_h = np.zeros(len(dW_hh))
    dh_0 = np.zeros(dh.shape[1:])
    for t in range(len(dh) - 1, -1, -1):
        delta[t] *= 1 - cache.states[t + 1] ** 2
        np.matmul(delta[t], cache.W_xh.T, out=dx[t])
        dW_xh += cache.x[t].T @ delta[t]
        dW_hh += cache.states[t].T @ delta[t]
        db_h += delta[t].sum(axis=0)
        back = delta[t] @ cache.W_hh.T
        if t:
            delta[t - 1] += back
        else:
            dh_0 += back
    return dx, dh_0, dW_xh, dW_hh, db_h


def temporal_contributions(dh_t, cache, t):
    da = dh_t.copy()
    out = np.empty((t, *cache.W_hh.shape))
    for k in range(t, 0, -1):
        da *= 1 - cache.states[k] ** 2
        np.matmul(cache.states[k - 1].T, da, out=out[k - 1])
        da = da @ cache.W_hh.T
    return out


def rnn_loss_and_grads(params, x, targets, h_0):
    h, cache = rnn_forward(x, h_0, params["W_xh"], params["W_hh"], params["b_h"])
    logits = rnn_readout(h, params["W_hy"], params["b_y"], "many-to-many")
    loss, dlogits = softmax_cross_entropy(logits, targets)
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    for t in range(len(x)):
        grads["W_hy"] += h[t].T @ dlogits[t]
        grads["b_y"] += dlogits[t].sum(axis=0)
    for name, gradient in zip(
        ("W_xh", "W_hh", "b_h"), rnn_backward(dlogits @ params["W_hy"].T, cache)[2:], strict=True
    ):
        grads[name] += gradient
    return loss, grads


def truncated_bptt(params, x, targets, h_0, k):
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    state, loss = h_0.copy(), np.zeros(())
    for start in range(0, len(x), k):
        window = np.s_[start : start + k]
        part, part_grads = rnn_loss_and_grads(params, x[window], targets[window], state)
        loss += part
        for name, gradient in part_grads.items():
            grads[name] += gradient
        state[:] = rnn_forward(x[window], state, params["W_xh"], params["W_hh"], params["b_h"])[0][-1]
    return float(loss), grads
