"""Probes of 02_bptt. Every step has its own gradient; a cache comes from the student's forward function."""

import numpy as np

from ..properties import quiet
from .rnn_forward import draw_recurrent

STEP = ("dx_t", "dh_prev", "dW_xh", "dW_hh", "db_h")
SEQUENCE = ("dx", "dh_0", "dW_xh", "dW_hh", "db_h")


def rnn_step_backward(observation, rng, sizes, rnn_step_backward, rnn_step_forward):
    x, h_prev, weights, _ = draw_recurrent(rng, sizes)
    cache = _cache(rnn_step_forward, x[0], h_prev, weights)
    arguments = {"dh_t": rng.normal(size=h_prev.shape), "cache": cache}
    observation.call("step", rnn_step_backward, arguments, STEP, twice=True)


def rnn_backward(observation, rng, sizes, rnn_backward, rnn_forward):
    x, h_0, weights, _ = draw_recurrent(rng, sizes)
    dh = rng.normal(size=(sizes.T, *h_0.shape))
    for label, steps in (("sequence", sizes.T), ("one step", 1)):
        arguments = {"dh": dh[:steps], "cache": _cache(rnn_forward, x[:steps], h_0, weights)}
        observation.call(label, rnn_backward, arguments, SEQUENCE, twice=label == "sequence")


def temporal_contributions(observation, rng, sizes, temporal_contributions, rnn_forward):
    x, h_0, weights, _ = draw_recurrent(rng, sizes)
    dh_t = rng.normal(size=h_0.shape)
    cache = _cache(rnn_forward, x, h_0, weights)
    for t in sorted({sizes.T, min(3, sizes.T), 1}, reverse=True):
        arguments = {"dh_t": dh_t, "cache": cache, "t": t}
        observation.call(f"t = {t}", temporal_contributions, arguments, "contributions", twice=t == sizes.T)


def rnn_loss_and_grads(observation, rng, sizes, rnn_loss_and_grads):
    x, h_0, _, params = draw_recurrent(rng, sizes)
    targets = rng.integers(sizes.K, size=(sizes.T, sizes.N))
    arguments = {"params": params, "x": x, "targets": targets, "h_0": h_0}
    observation.call("model", rnn_loss_and_grads, arguments, ("loss", "grads"), twice=True)


def truncated_bptt(observation, rng, sizes, truncated_bptt, *_):
    x, h_0, _, params = draw_recurrent(rng, sizes)
    targets = rng.integers(sizes.K, size=(sizes.T, sizes.N))
    arguments = {"params": params, "x": x, "targets": targets, "h_0": h_0}
    for k in (2, 1, sizes.T + 1):
        outputs = ("loss", "grads")
        observation.call(f"k = {k}", truncated_bptt, {**arguments, "k": k}, outputs, twice=k == 2)


def _cache(forward, x, h_0, weights):
    """What the forward function saves, or None where it fails: its own exercise says why."""
    try:
        with quiet():
            return forward(x.copy(), h_0.copy(), *(np.array(weight) for weight in weights.values()))[1]
    except Exception:
        return None


PROBES = {
    probe.__name__: probe
    for probe in (rnn_step_backward, rnn_backward, temporal_contributions, rnn_loss_and_grads, truncated_bptt)
}
