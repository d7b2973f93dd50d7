"""Visible checks of the LSTM's backward passes: gradients against differences of the own forward pass."""

import numpy as np

from ..array_checks import expect_array, expect_arrays, expect_untouched, expect_values
from ..properties import Property
from ..random_lstm import random_lstm
from .bptt_measured import compare, expect_same, measure, remember

T, N, D, H = 5, 2, 3, 4  # all different, so that no two axes can be mixed up unnoticed

WEIGHTS = {"W_x": "dW_x", "W_h": "dW_h", "b": "db"}
STEP_GRADIENTS = {"x_t": "dx_t", "h_prev": "dh_prev", "c_prev": "dc_prev", **WEIGHTS}
SEQUENCE_GRADIENTS = {"x": "dx", "h_0": "dh_0", "c_0": "dc_0", **WEIGHTS}


def _forward(forward, inputs, shape):
    """(h, c, cache) of the student's forward function, h and c checked."""
    copies = [np.array(array) for array in inputs.values()]
    parts = expect_arrays({"h": shape, "c": shape, "cache": None}, forward(*copies), dtype=None)
    return tuple(parts.values())


def _step(rng, forward, outputs="hc"):
    """Inputs, upstream gradients on h_t and c_t (zero for what `outputs` leaves out), and the cache."""
    params, h_prev, c_prev = random_lstm(D, H, rng, N)
    inputs = {"x_t": rng.normal(size=(N, D)), "h_prev": h_prev, "c_prev": c_prev, **params}
    upstream = [rng.normal(size=(N, H)) * (name in outputs) for name in "hc"]
    return inputs, upstream, _forward(forward, inputs, (N, H))[2]


def _sequence(rng, forward, steps=T, loss_at=None):
    """Inputs, the upstream gradient on h, and the cache."""
    params, h_0, c_0 = random_lstm(D, H, rng, N)
    inputs = {"x": rng.normal(size=(steps, N, D)), "h_0": h_0, "c_0": c_0, **params}
    dh = rng.normal(size=(steps, N, H))
    if loss_at is not None:
        dh[np.arange(steps) != loss_at] = 0
    return inputs, [dh], _forward(forward, inputs, dh.shape)[2]


def _compare_gradients(names, wanted, backward, forward, problem, look):
    inputs, upstream, cache = problem
    listed = tuple(names.values())
    got = dict(zip(listed, expect_values(listed, backward(*map(np.array, upstream), cache)), strict=True))

    def weighted(**arrays):
        outputs = _forward(forward, arrays, upstream[0].shape)
        return sum(np.sum(weight * output) for weight, output in zip(upstream, outputs, strict=False))

    steps = len(upstream[0]) if upstream[0].ndim == 3 else 1
    for key, name in names.items():
        if name in wanted:
            compare(name, got[name], measure(weighted, inputs, key), look, steps)


def _gradient(name, problem, names, look):
    def check(rng, backward, forward):
        _compare_gradients(names, (name,), backward, forward, problem(rng, forward), look)

    return Property(name, f"Every entry of {name}.", check)


def _special_case(title, question, problem, names, look, wanted=None, **case):
    def check(rng, backward, forward):
        made = problem(rng, forward, **case)
        _compare_gradients(names, wanted or names.values(), backward, forward, made, look)

    return Property(title, question, check)


def _dtype(problem, names):
    def check(rng, backward, forward):
        inputs, upstream, cache = problem(rng, forward)
        got = expect_values(tuple(names.values()), backward(*upstream, cache))
        for (key, name), gradient in zip(names.items(), got, strict=True):
            expect_array(name, gradient, inputs[key].shape)

    return Property("dtype", "Six float64 arrays, each shaped like its argument.", check)


def _purity(problem, names):
    def check(rng, backward, forward):
        inputs, upstream, cache = problem(rng, forward)
        given = dict(zip(("dh", "dc_t"), upstream, strict=False))
        with expect_untouched(**given, **inputs):
            first = remember(expect_values(tuple(names.values()), backward(*upstream, cache)))
            again = remember(expect_values(tuple(names.values()), backward(*upstream, cache)))
        expect_same(first, again)

    return Property("purity", "Nothing changes in place, and the same cache serves twice.", check)


BLOCK = "A wrong block of columns (i, f, o or g) points at one pre-activation."
STEP_LOOK = {
    "dx_t": "All four pre-activations saw x_t: write the shapes of both factors beside the sum.",
    "dh_prev": "All four pre-activations saw h_prev, and h_prev met nothing else.",
    "dc_prev": "c_prev met the forget gate alone; what reaches the cell comes from c_t and from h_t.",
    "dW_x": BLOCK,
    "dW_h": BLOCK,
    "db": f"The bias was added in every sample. {BLOCK}",
}
CARRY = "Two carries come back from the step after, one for h and one for c."
TIED = "The parameters are tied: their gradients are sums over all steps."
SEQUENCE_LOOK = {
    "dx": CARRY,
    "dh_0": "It is what the carry for h holds after step 1.",
    "dc_0": "It is what the carry for c holds after step 1.",
    "dW_x": TIED,
    "dW_h": TIED,
    "db": TIED,
}

PROPERTIES = {
    "lstm_step_backward": (
        *(_gradient(name, _step, STEP_GRADIENTS, look) for name, look in STEP_LOOK.items()),
        _special_case(
            "dh_t alone",
            "The loss hangs on h_t alone.",
            _step,
            STEP_GRADIENTS,
            "h_t came from the cell, through tanh.",
            outputs="h",
        ),
        _special_case(
            "dc_t alone",
            "The loss hangs on c_t alone.",
            _step,
            STEP_GRADIENTS,
            "Whatever went into c_t gets its share.",
            outputs="c",
        ),
        _dtype(_step, STEP_GRADIENTS),
        _purity(_step, STEP_GRADIENTS),
    ),
    "lstm_backward": (
        *(_gradient(name, _sequence, SEQUENCE_GRADIENTS, look) for name, look in SEQUENCE_LOOK.items()),
        _special_case(
            "loss at one step",
            "Step 3 alone has a loss.",
            _sequence,
            SEQUENCE_GRADIENTS,
            "The loss of step 3 reaches steps 3, 2 and 1, and none after it.",
            wanted=("dx", "dh_0", "dc_0", "db"),
            loss_at=2,
        ),
        _special_case(
            "one time step",
            "All gradients for T = 1.",
            _sequence,
            SEQUENCE_GRADIENTS,
            "With T = 1 there is no carry: check lstm_step_backward first, then what is handed to it.",
            steps=1,
        ),
        _dtype(_sequence, SEQUENCE_GRADIENTS),
        _purity(_sequence, SEQUENCE_GRADIENTS),
    ),
}
