"""Visible checks of 02_bptt: the student's gradients against differences of the student's own forward pass.

No right answer stands here. What is measured: forward functions, one-step pieces of them with one copy of
W_hh moved, and losses of chunks.
"""

import numpy as np

from ..array_checks import expect_array, expect_untouched, expect_values
from ..finite_difference import numerical_gradient
from ..properties import Property
from . import bptt_model
from .bptt_measured import (
    H,
    N,
    T,
    call_forward,
    compare,
    draw_problem,
    expect_same,
    measure,
    recurrent,
    remember,
)

STEP_GRADIENTS = {"x_t": "dx_t", "h_prev": "dh_prev", "W_xh": "dW_xh", "W_hh": "dW_hh", "b_h": "db_h"}
SEQUENCE_GRADIENTS = {"x": "dx", "h_0": "dh_0", "W_xh": "dW_xh", "W_hh": "dW_hh", "b_h": "db_h"}


# rnn_step_backward and rnn_backward


def _step(rng, forward):
    params, x, _, h_prev = draw_problem(rng)
    inputs = {"x_t": x[0], "h_prev": h_prev, **recurrent(params)}
    return inputs, rng.normal(size=(N, H)), call_forward(forward, inputs, (N, H))[1]


def _sequence(rng, forward, steps=T):
    params, x, _, h_0 = draw_problem(rng, steps)
    inputs = {"x": x, "h_0": h_0, **recurrent(params)}
    return inputs, rng.normal(size=(steps, N, H)), call_forward(forward, inputs, (steps, N, H))[1]


def _compare_gradients(names, wanted, backward, forward, inputs, upstream, cache, look):
    """Compare the gradients named in `wanted`."""
    got = dict(
        zip(
            names.values(),
            expect_values(tuple(names.values()), backward(upstream.copy(), cache)),
            strict=True,
        )
    )

    def weighted(**arrays):
        return np.sum(upstream * call_forward(forward, arrays, upstream.shape)[0])

    for key, name in names.items():
        if name in wanted:
            compare(
                name,
                got[name],
                measure(weighted, inputs, key),
                look,
                len(upstream) if upstream.ndim == 3 else 1,
            )


def _gradient(name, problem, names, look):
    def check(rng, backward, forward):
        inputs, upstream, cache = problem(rng, forward)
        _compare_gradients(names, (name,), backward, forward, inputs, upstream, cache, look)

    return Property(name, f"Every entry of {name}.", check)


def sequence_one_loss(rng, backward, forward):
    inputs, dh, cache = _sequence(rng, forward)
    dh[np.arange(T) != 2] = 0
    look = "The loss of step 3 reaches steps 3, 2 and 1, and none after it."
    _compare_gradients(
        SEQUENCE_GRADIENTS, SEQUENCE_GRADIENTS.values(), backward, forward, inputs, dh, cache, look
    )


def sequence_one_step(rng, backward, forward):
    inputs, dh, cache = _sequence(rng, forward, steps=1)
    look = "With T = 1 there is no carry: check rnn_step_backward first, then what is handed to it."
    _compare_gradients(
        SEQUENCE_GRADIENTS, SEQUENCE_GRADIENTS.values(), backward, forward, inputs, dh, cache, look
    )


def _dtype(problem, names):
    def check(rng, backward, forward):
        inputs, upstream, cache = problem(rng, forward)
        got = expect_values(tuple(names.values()), backward(upstream, cache))
        for (key, name), gradient in zip(names.items(), got, strict=True):
            expect_array(name, gradient, inputs[key].shape)

    return Property("dtype", "Five float64 arrays, each shaped like its argument.", check)


def _purity(problem, names):
    def check(rng, backward, forward):
        inputs, upstream, cache = problem(rng, forward)
        with expect_untouched(dh=upstream, **inputs):
            first = remember(expect_values(tuple(names.values()), backward(upstream, cache)))
            again = remember(expect_values(tuple(names.values()), backward(upstream, cache)))
        expect_same(first, again)

    return Property("purity", "Nothing changes in place, and the same cache serves twice.", check)


# temporal_contributions


def _contributions(rng, temporal_contributions, rnn_forward, t):
    """What the function gives for the loss of step t, and what moving each copy of W_hh alone gives."""
    params, x, _, h_0 = draw_problem(rng)
    inputs = {"x": x, "h_0": h_0, **recurrent(params)}
    dh_t = rng.normal(size=(N, H))
    _, cache = call_forward(rnn_forward, inputs, (T, N, H))

    def weighted(copies):
        h_k = h_0
        for x_k, W_k in zip(x, copies, strict=False):
            step = {**inputs, "x": x_k[None], "h_0": h_k, "W_hh": W_k}
            h_k = call_forward(rnn_forward, step, (1, N, H))[0][0]
        return np.sum(dh_t * h_k)

    got = temporal_contributions(dh_t.copy(), cache, t)
    return got, numerical_gradient(weighted, np.stack([params["W_hh"]] * t))


def _copies(t, look):
    def check(rng, temporal_contributions, rnn_forward):
        compare("contributions", *_contributions(rng, temporal_contributions, rnn_forward, t), look)

    return check


def contributions_sum(rng, temporal_contributions, rnn_forward):
    got, measured = _contributions(rng, temporal_contributions, rnn_forward, T)
    got = expect_array("contributions", got, measured.shape, dtype=None)
    look = "Is a term missing, or counted twice?"
    compare("dW_hh", got.sum(axis=0), measured.sum(axis=0), look)


def contributions_dtype(rng, temporal_contributions, rnn_forward):
    inputs, dh, cache = _sequence(rng, rnn_forward)
    expect_array("contributions", temporal_contributions(dh[0], cache, 3), (3, H, H))


def contributions_purity(rng, temporal_contributions, rnn_forward):
    inputs, dh, cache = _sequence(rng, rnn_forward)
    with expect_untouched(dh_t=dh, **inputs):
        first = remember([temporal_contributions(dh[0], cache, T)])
        temporal_contributions(dh[0], cache, 1)
        again = remember([temporal_contributions(dh[0], cache, T)])
    expect_same(first, again)


LOOK = {
    "dx_t": "From da_t back through W_xh: write the shapes of both factors beside the sum.",
    "dh_prev": "From da_t back through W_hh: which of its two indices is summed over?",
    "dW_xh": "Entry [i, j] pairs input i with pre-activation j, summed over the batch.",
    "dW_hh": "Entry [i, j] pairs unit i of the old state with pre-activation j, summed over the batch.",
    "db_h": "The bias was added in every sample.",
}
CARRY = "What reaches a state is the gradient from its own loss and what the next step hands down."
TIED = "The parameters are tied: their gradients are sums over all steps."
SEQUENCE_LOOK = {
    "dx": CARRY,
    "dh_0": "It is what the carry holds after step 1.",
    "dW_xh": TIED,
    "dW_hh": TIED,
    "db_h": TIED,
}
COPY = "Entry [k − 1] moves W_hh at step k alone, h_{k−1} held fixed; J_t … J_{k+1} lead back to h_k."

PROPERTIES = {
    "rnn_step_backward": (
        *(_gradient(name, _step, STEP_GRADIENTS, look) for name, look in LOOK.items()),
        _dtype(_step, STEP_GRADIENTS),
        _purity(_step, STEP_GRADIENTS),
    ),
    "rnn_backward": (
        *(_gradient(name, _sequence, SEQUENCE_GRADIENTS, look) for name, look in SEQUENCE_LOOK.items()),
        Property("loss at one step", "All gradients where step 3 alone has a loss.", sequence_one_loss),
        Property("one time step", "All gradients for T = 1.", sequence_one_step),
        _dtype(_sequence, SEQUENCE_GRADIENTS),
        _purity(_sequence, SEQUENCE_GRADIENTS),
    ),
    "temporal_contributions": (
        Property("last step", "t = T: entry k moves W_hh at step k alone.", _copies(T, COPY)),
        Property(
            "inside the sequence",
            "t = 3: later steps play no part.",
            _copies(3, f"The way back starts at step t. {COPY}"),
        ),
        Property("first step", "t = 1: one entry, the immediate one.", _copies(1, "Only k = 1 is left.")),
        Property("sum", "Summed over k: the gradient of that loss term.", contributions_sum),
        Property("dtype", "A float64 array of shape (t, H, H).", contributions_dtype),
        Property(
            "purity", "Nothing changes in place, and the same cache serves twice.", contributions_purity
        ),
    ),
    **bptt_model.PROPERTIES,
}
