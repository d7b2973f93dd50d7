"""Lists where others return tuples, a dict for a cache, prints and warnings on the way."""

# ruff: noqa: F821 - rnn_readout and softmax_cross_entropy stand in the notebook

import warnings

import numpy as np


def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    print("step forward", x_t.shape)
    h_t = np.tanh(np.dot(x_t, W_xh) + np.dot(h_prev, W_hh) + b_h)
    return [h_t, dict(x=x_t, h_prev=h_prev, W_xh=W_xh, W_hh=W_hh, h=h_t)]


def rnn_forward(x, h_0, W_xh, W_hh, b_h):
    h, caches = [h_0], []
    for t in range(len(x)):
        h_t, cache = rnn_step_forward(x[t], h[t], W_xh, W_hh, b_h)
        h.append(h_t)
        caches.append(cache)
    return [np.array(h[1:]), caches]


def rnn_step_backward(dh_t, cache):
    warnings.warn("about to use tanh' = 1 - h^2", stacklevel=2)
    d = (1 - cache["h"] ** 2) * dh_t
    ones = np.ones(len(d))
    answer = [
        np.dot(d, cache["W_xh"].T),
        np.dot(d, cache["W_hh"].T),
        np.dot(cache["x"].T, d),
        np.dot(cache["h_prev"].T, d),
    ]
    print("dW_hh is", answer[3])
    return [*answer, ones.dot(d)]


def rnn_backward(dh, cache):
    print("T =", len(dh))
    np.log(np.zeros(1))  # a warning of NumPy, as one gets while trying things out
    d = np.zeros(dh.shape[1:])
    collected = []
    for dh_t, step in list(zip(dh, cache, strict=True))[::-1]:
        one = rnn_step_backward(dh_t + d, step)
        d = one[1]
        collected.insert(0, one)
    totals = [np.sum([one[i] for one in collected], axis=0) for i in (2, 3, 4)]
    return [np.array([one[0] for one in collected]), d] + totals


def temporal_contributions(dh_t, cache, t):
    d, answer = dh_t, []
    while t > 0:
        one = rnn_step_backward(d, cache[t - 1])
        d, answer, t = one[1], [one[3]] + answer, t - 1
    print(len(answer), "contributions")
    return np.array(answer)


def rnn_loss_and_grads(params, x, targets, h_0):
    h, cache = rnn_forward(x, h_0, *[params[name] for name in ("W_xh", "W_hh", "b_h")])
    loss, dlogits = softmax_cross_entropy(
        rnn_readout(h, params["W_hy"], params["b_y"], "many-to-many"), targets
    )
    print("loss", loss)
    d = rnn_backward(np.dot(dlogits, params["W_hy"].T), cache)
    flat_h, flat_d = h.reshape(-1, h.shape[-1]), dlogits.reshape(-1, dlogits.shape[-1])
    return [
        np.array(loss),
        {"W_xh": d[2], "W_hh": d[3], "b_h": d[4], "W_hy": np.dot(flat_h.T, flat_d), "b_y": flat_d.sum(0)},
    ]


def truncated_bptt(params, x, targets, h_0, k):
    losses, all_grads = [], []
    start = 0
    while start < len(x):
        stop = min(start + k, len(x))
        print("chunk", start, stop)
        loss, grads = rnn_loss_and_grads(params, x[start:stop], targets[start:stop], h_0)
        losses.append(loss)
        all_grads.append(grads)
        h_0 = rnn_forward(x[start:stop], h_0, params["W_xh"], params["W_hh"], params["b_h"])[0][-1]
        start = stop
    return [
        float(np.sum(losses)),
        {name: np.sum([grads[name] for grads in all_grads], axis=0) for name in params},
    ]
