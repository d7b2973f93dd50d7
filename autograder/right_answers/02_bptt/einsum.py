"""Index formulas as einsum, whole sequences at once where that is possible; non-contiguous results."""

# ruff: noqa: F821 - rnn_forward, rnn_readout and softmax_cross_entropy stand in the notebook

import numpy as np


def rnn_step_backward(dh_t, cache):
    x_t, h_prev, W_xh, W_hh, h_t = cache
    da = np.einsum("nj,nj->nj", dh_t, 1 - np.square(h_t))
    return (
        np.einsum("nj,ij->ni", da, W_xh),
        np.einsum("nj,ij->ni", da, W_hh),
        np.einsum("nj,ni->ji", da, x_t).T,
        np.einsum("nj,ni->ji", da, h_prev).T,
        np.einsum("nj->j", da),
    )


def rnn_backward(dh, cache):
    xs, h_prevs, W_xhs, W_hhs, hs = (np.stack(part) for part in zip(*cache, strict=True))
    slopes = 1 - hs**2
    da = np.empty_like(dh)
    delta = np.zeros_like(dh[0])
    for t in range(len(dh))[::-1]:
        da[t] = (dh[t] + delta) * slopes[t]
        delta = np.einsum("nj,ij->ni", da[t], W_hhs[t])
    return (
        np.einsum("tnj,ij->tni", da, W_xhs[0]),
        delta,
        np.einsum("tni,tnj->ij", xs, da),
        np.einsum("tni,tnj->ij", h_prevs, da),
        np.einsum("tnj->j", da),
    )


def temporal_contributions(dh_t, cache, t):
    C = np.zeros((t, dh_t.shape[1], dh_t.shape[1]))
    transport = np.broadcast_to(np.eye(dh_t.shape[1]), (len(dh_t), dh_t.shape[1], dh_t.shape[1]))
    for k in reversed(range(t)):
        _, h_prev, _, W_hh, h_k = cache[k]
        slope = 1 - h_k**2
        C[k] = np.einsum("na,naj,nj,ni->ij", dh_t, transport, slope, h_prev)
        jacobian = np.einsum("nj,ij->nji", slope, W_hh)
        transport = np.einsum("naj,nji->nai", transport, jacobian)
    return C


def rnn_loss_and_grads(params, x, targets, h_0):
    h, cache = rnn_forward(x, h_0, params["W_xh"], params["W_hh"], params["b_h"])
    loss, dlogits = softmax_cross_entropy(
        rnn_readout(h, params["W_hy"], params["b_y"], "many-to-many"), targets
    )
    backward = rnn_backward(np.einsum("tnk,hk->tnh", dlogits, params["W_hy"]), cache)
    return loss, {
        "b_y": np.einsum("tnk->k", dlogits),
        "W_hy": np.einsum("tnh,tnk->kh", h, dlogits).T,
        **dict(zip(("W_xh", "W_hh", "b_h"), backward[2:], strict=True)),
    }


def truncated_bptt(params, x, targets, h_0, k):
    h, _ = rnn_forward(x, h_0, params["W_xh"], params["W_hh"], params["b_h"])
    starts = np.concatenate([h_0[None], h[:-1]])[::k]
    chunks = [
        rnn_loss_and_grads(params, x[i * k : (i + 1) * k], targets[i * k : (i + 1) * k], start)
        for i, start in enumerate(starts)
    ]
    return sum(loss for loss, _ in chunks), {name: sum(grads[name] for _, grads in chunks) for name in params}
