"""Single precision on the way back, float64 in and out: less exact, and still right."""

# ruff: noqa: F821 - rnn_forward, rnn_readout and softmax_cross_entropy stand in the notebook

import numpy as np


def _single(array):
    return np.asarray(array, dtype=np.float32)


def rnn_step_backward(dh_t, cache):
    x_t, h_prev, W_xh, W_hh, h_t = map(_single, cache)
    da = _single(dh_t) * (1 - h_t * h_t)
    gradients = da @ W_xh.T, da @ W_hh.T, x_t.T @ da, h_prev.T @ da, da.sum(axis=0)
    return tuple(gradient.astype(np.float64) for gradient in gradients)


def rnn_backward(dh, cache):
    carry = np.zeros(dh.shape[1:], dtype=np.float32)
    dx, totals = [], None
    for t in range(len(dh) - 1, -1, -1):
        dx_t, carry, *weights = rnn_step_backward(_single(dh[t]) + carry, cache[t])
        dx.append(dx_t)
        totals = weights if totals is None else [a + b for a, b in zip(totals, weights, strict=True)]
    return (np.stack(dx[::-1]), carry, *totals)


def temporal_contributions(dh_t, cache, t):
    delta, out = dh_t, np.zeros((t, dh_t.shape[1], dh_t.shape[1]), dtype=np.float32)
    for k in range(t, 0, -1):
        _, delta, _, out[k - 1], _ = rnn_step_backward(delta, cache[k - 1])
    return out.astype(float)


def rnn_loss_and_grads(params, x, targets, h_0):
    h, cache = rnn_forward(x, h_0, params["W_xh"], params["W_hh"], params["b_h"])
    loss, dlogits = softmax_cross_entropy(
        rnn_readout(h, params["W_hy"], params["b_y"], "many-to-many"), targets
    )
    d = _single(dlogits)
    _, _, dW_xh, dW_hh, db_h = rnn_backward(d @ _single(params["W_hy"]).T, cache)
    dW_hy = np.tensordot(_single(h), d, axes=((0, 1), (0, 1))).astype(float)
    db_y = d.sum(axis=(0, 1)).astype(float)
    return loss, {"W_xh": dW_xh, "W_hh": dW_hh, "b_h": db_h, "W_hy": dW_hy, "b_y": db_y}


def truncated_bptt(params, x, targets, h_0, k):
    states = [h_0, *rnn_forward(x, h_0, params["W_xh"], params["W_hh"], params["b_h"])[0]]
    loss, grads = 0.0, dict.fromkeys(params, 0.0)
    for start in range(0, len(x), k):
        stop = start + k
        part, part_grads = rnn_loss_and_grads(params, x[start:stop], targets[start:stop], states[start])
        loss += part
        grads = {name: grads[name] + part_grads[name] for name in grads}
    return loss, grads
