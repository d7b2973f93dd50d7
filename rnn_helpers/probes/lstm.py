"""Probes of 05_lstm. A cache comes from the student's forward function; every output has its own gradient."""

import numpy as np

from ..properties import quiet
from ..random_lstm import random_lstm

WEIGHTS = ("dW_x", "dW_h", "db")


def _draw(rng, sizes):
    """(x, h_0, c_0, weights): inputs in general position."""
    params, h_0, c_0 = random_lstm(sizes.D, sizes.H, rng, sizes.N)
    started = not sizes.zero_state
    return rng.normal(size=(sizes.T, sizes.N, sizes.D)), h_0 * started, c_0 * started, params


def _cache(forward, *arrays):
    """What the forward function saves, or None where it fails: its own exercise says why."""
    try:
        with quiet():
            return forward(*map(np.array, arrays))[2]
    except Exception:
        return None


def sigmoid(observation, rng, sizes, sigmoid):
    for shape in ((sizes.N, sizes.D), (), (2, 3, 4)):
        z = {"z": rng.normal(scale=3, size=shape)}
        observation.call(f"z of shape {shape}", sigmoid, z, "σ(z)", twice=len(shape) == 2)
    observation.call("far out", sigmoid, {"z": np.array([-1500.0, -900.0, 900.0, 1500.0])}, "σ(z)")


def lstm_step_forward(observation, rng, sizes, lstm_step_forward):
    x, h_prev, c_prev, weights = _draw(rng, sizes)
    arguments = {"x_t": x[0], "h_prev": h_prev, "c_prev": c_prev, **weights}
    observation.call("step", lstm_step_forward, arguments, ("h_t", "c_t", None), twice=True)


def lstm_forward(observation, rng, sizes, lstm_forward, *_):
    x, h_0, c_0, weights = _draw(rng, sizes)
    for label, steps in (("sequence", x), ("one step", x[:1])):
        arguments = {"x": steps, "h_0": h_0, "c_0": c_0, **weights}
        observation.call(label, lstm_forward, arguments, ("h", "c", None), twice=label == "sequence")


def cell_path_jacobian(observation, rng, sizes, cell_path_jacobian, *_):
    f = rng.uniform(0.2, 1.0, size=(sizes.T, sizes.N, sizes.H))
    observation.call("open gates", cell_path_jacobian, {"f": f}, "path", twice=True)
    closed = f.copy()
    closed[len(f) // 2, 0, 0] = 0.0
    observation.call("closed gate", cell_path_jacobian, {"f": closed}, "path")


def lstm_step_backward(observation, rng, sizes, lstm_step_backward, lstm_step_forward):
    x, h_prev, c_prev, weights = _draw(rng, sizes)
    dh_t, dc_t = rng.normal(size=(2, *h_prev.shape))
    cache = _cache(lstm_step_forward, x[0], h_prev, c_prev, *weights.values())
    arguments = {"dh_t": dh_t, "dc_t": dc_t, "cache": cache}
    outputs = ("dx_t", "dh_prev", "dc_prev", *WEIGHTS)
    observation.call("step", lstm_step_backward, arguments, outputs, twice=True)


def lstm_backward(observation, rng, sizes, lstm_backward, lstm_forward):
    x, h_0, c_0, weights = _draw(rng, sizes)
    dh = rng.normal(size=(sizes.T, *h_0.shape))
    for label, steps in (("sequence", sizes.T), ("one step", 1)):
        cache = _cache(lstm_forward, x[:steps], h_0, c_0, *weights.values())
        outputs = ("dx", "dh_0", "dc_0", *WEIGHTS)
        arguments = {"dh": dh[:steps], "cache": cache}
        observation.call(label, lstm_backward, arguments, outputs, twice=label == "sequence")


def init_lstm(observation, rng, sizes, init_lstm):
    """Weights may be drawn in any order and way, so of them only shape, rough spread and origin are noted."""
    seed = int(rng.integers(2**31))

    def start(*forget_bias):
        W_x, W_h, b = init_lstm(30, 50, np.random.default_rng(seed), *forget_bias)
        again, other = (
            init_lstm(30, 50, np.random.default_rng(s), *forget_bias)[0] for s in (seed, seed + 1)
        )
        spread = [np.round(np.log2(max(np.std(W) * n**0.5, 1e-9))) for W, n in ((W_x, 30), (W_h, 50))]
        drawn = [np.array_equal(W_x, again), np.array_equal(W_x, other)]
        return b, np.array(spread), np.array(drawn, dtype=float), np.array([*np.shape(W_x), *np.shape(W_h)])

    for given in ((), (-2.0,)):
        arguments = {"forget_bias": given[0]} if given else {}
        outputs = ("b", "spread", "drawn", "shapes")
        observation.call(f"forget bias {given}", start, arguments, outputs)


PROBES = {
    probe.__name__: probe
    for probe in (
        sigmoid,
        lstm_step_forward,
        cell_path_jacobian,
        lstm_forward,
        lstm_step_backward,
        lstm_backward,
        init_lstm,
    )
}
