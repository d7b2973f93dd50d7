"""Probes of 01_rnn_forward."""

import numpy as np

from ..tasks import all_bit_strings, random_rnn

LONGEST_BIT_STRING = 8


def draw_recurrent(rng, sizes):
    """(x, h_0, weights, params): inputs in general position, the recurrent weights by name, all by name."""
    params, h_0 = random_rnn(sizes.D, sizes.H, sizes.K, rng, N=sizes.N)
    x = rng.normal(size=(sizes.T, sizes.N, sizes.D))
    weights = {name: params[name] for name in ("W_xh", "W_hh", "b_h")}
    return x, h_0 * (not sizes.zero_state), weights, params


def one_hot(observation, rng, sizes, one_hot):
    for shape in ((sizes.T, sizes.N), (), (3,), (2, 3, 4)):
        arguments = {"ids": rng.integers(sizes.K, size=shape), "K": sizes.K}
        observation.call(f"ids of shape {shape}", one_hot, arguments, "rows", twice=not shape)
    for bad in (sizes.K, sizes.K + 3, -1, -sizes.K - 3):
        arguments = {"ids": np.array([[0, bad], [1, 2]]), "K": sizes.K}
        observation.call(f"id {bad}", one_hot, arguments, "rows")


def rnn_step_forward(observation, rng, sizes, rnn_step_forward):
    x, h_prev, weights, _ = draw_recurrent(rng, sizes)
    arguments = {"x_t": x[0], "h_prev": h_prev, **weights}
    observation.call("step", rnn_step_forward, arguments, ("h_t", None), twice=True)
    # No sum of these large inputs cancels, so exp(a_t) overflows whatever the draw.
    weights["W_xh"] = np.resize([-1.0, 1.0], sizes.H) * rng.uniform(1, 2, size=(sizes.D, sizes.H))
    huge = rng.uniform(1000, 2000, size=x[0].shape)
    arguments = {"x_t": huge, "h_prev": h_prev, **weights}
    observation.call("huge inputs", rnn_step_forward, arguments, ("h_t", None))


def rnn_forward(observation, rng, sizes, rnn_forward):
    x, h_0, weights, _ = draw_recurrent(rng, sizes)
    for label, steps in (("sequence", x), ("one step", x[:1])):
        arguments = {"x": steps, "h_0": h_0, **weights}
        observation.call(label, rnn_forward, arguments, ("h", None), twice=label == "sequence")


def rnn_readout(observation, rng, sizes, rnn_readout):
    _, _, _, params = draw_recurrent(rng, sizes)
    h = rng.normal(size=(sizes.T, sizes.N, sizes.H))
    for pattern in ("many-to-many", "many-to-one"):
        arguments = {"h": h, "W_hy": params["W_hy"], "b_y": params["b_y"], "pattern": pattern}
        observation.call(pattern, rnn_readout, arguments, "logits", twice=True)


def softmax_cross_entropy(observation, rng, sizes, softmax_cross_entropy):
    logits = rng.normal(size=(sizes.T, sizes.N, sizes.K))
    targets = rng.integers(sizes.K, size=(sizes.T, sizes.N))
    mask = (rng.random(size=targets.shape) < 0.6).astype(np.float64)
    mask.flat[0], mask.flat[-1] = 0.0, 1.0
    for label, arguments in (
        ("no mask", {"logits": logits, "targets": targets}),
        ("mask", {"logits": logits, "targets": targets, "mask": mask}),
        ("all masked", {"logits": logits, "targets": targets, "mask": 0 * mask}),
        ("huge logits", {"logits": 1000 * logits, "targets": targets}),
    ):
        observation.call(label, softmax_cross_entropy, arguments, ("loss", "dlogits"), twice=label == "mask")


def parity_rnn(observation, rng, sizes, parity_rnn, rnn_forward, rnn_readout):
    """What the weights do on all short bit strings: signs of the logits; how large they are is free."""

    def shapes():
        """A row for each array: its axes, −1 where it is as long as there are hidden units."""
        parts = [np.shape(part) for part in parity_rnn()]
        units = parts[1][0]
        return np.array([[-1 if size == units else size for size in (*part, 0, 0, 0)[:3]] for part in parts])

    def run():
        W_xh, W_hh, b_h, W_hy, b_y = (np.array(part, dtype=float) for part in parity_rnn())
        x = all_bit_strings(LONGEST_BIT_STRING)
        h, _ = rnn_forward(x, np.zeros((x.shape[1], b_h.size)), W_xh, W_hh, b_h)
        logits = rnn_readout(h, W_hy, b_y, "many-to-many")
        return np.sign(logits), logits, h

    observation.call("weights", shapes, {}, "shapes")
    observation.call("all bit strings", run, {}, ("signs", "logits", "states"))


PROBES = {
    probe.__name__: probe
    for probe in (one_hot, rnn_step_forward, rnn_forward, rnn_readout, softmax_cross_entropy, parity_rnn)
}
