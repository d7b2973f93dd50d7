"""Rubric of 02_bptt: every entry of every gradient, on fresh random inputs, against HIPS autograd.

Every step has a random upstream gradient of its own. A cache is made by the student's forward function; where
that differs from the reference, a gradient that is right for it keeps its points (`Truth`).
"""

import functools

import numpy as np

from rnn_helpers.array_checks import expect_array, expect_untouched, expect_values

from ..exercise import Exercise, GradedProperty
from ..reference import derivatives, rnn
from ..reference.derivatives import make_truth
from . import bptt_model
from .bptt_problems import SIZES, call_forward, draw_problem, expect_same, recurrent, remember

# argument -> its gradient, in the order of the return statement
STEP_GRADIENTS = {"x_t": "dx_t", "h_prev": "dh_prev", "W_xh": "dW_xh", "W_hh": "dW_hh", "b_h": "db_h"}
SEQUENCE_GRADIENTS = {"x": "dx", "h_0": "dh_0", "W_xh": "dW_xh", "W_hh": "dW_hh", "b_h": "db_h"}


# rnn_step_backward and rnn_backward: both turn the gradient of a state into five gradients.


def step_case(rng, rnn_step_forward, sizes=SIZES[0]):
    """(dh_t, cache, inputs, Truth) of one step."""
    params, x, _, h_prev = draw_problem(rng, *sizes)
    inputs = {"x_t": x[0], "h_prev": h_prev, **recurrent(params)}
    dh_t = rng.normal(size=h_prev.shape)
    return _five_gradients_case(
        "h_t", rnn_step_forward, rnn.step, inputs, dh_t, STEP_GRADIENTS, {"N": sizes[1]}
    )


def sequence_case(rng, rnn_forward, sizes=SIZES[0], loss_at=None):
    """(dh, cache, inputs, Truth) of a sequence; the loss sits at one step alone if `loss_at` names it."""
    params, x, _, h_0 = draw_problem(rng, *sizes)
    dh = rng.normal(size=(len(x), *h_0.shape))
    if loss_at is not None:
        dh[np.arange(len(dh)) != loss_at] = 0
    inputs = {"x": x, "h_0": h_0, **recurrent(params)}
    factors = {"T": sizes[0], "N": sizes[1]}
    return _five_gradients_case("h", rnn_forward, rnn.forward, inputs, dh, SEQUENCE_GRADIENTS, factors)


def _five_gradients_case(state, forward, reference, inputs, upstream, names, sizes):
    value, cache = call_forward(state, forward, inputs, upstream.shape)
    truth = make_truth(
        derivatives.gradients(reference, inputs, upstream),
        value,
        reference(**inputs),
        lambda **arrays: np.sum(upstream * call_forward(state, forward, arrays, upstream.shape)[0]),
        inputs,
        names,
        sizes,
    )
    return upstream, cache, inputs, truth


def _five(backward, upstream, cache, names):
    """The five gradients by name, not checked yet; `upstream` stays as it is whatever the function does."""
    names = tuple(names.values())
    return dict(zip(names, expect_values(names, backward(upstream.copy(), cache)), strict=True))


def _gradient(name, make_case, names, look):
    """A property's check: every entry of one gradient, for a batch and for a single sample."""

    def check(rng, backward, forward):
        for sizes in SIZES:
            upstream, cache, _, truth = make_case(rng, forward, sizes)
            truth.compare(name, _five(backward, upstream, cache, names)[name], look)

    return check


def _special_sequence(look, **case):
    """A property's check: all five gradients of rnn_backward in one special case."""

    def check(rng, rnn_backward, rnn_forward):
        dh, cache, _, truth = sequence_case(rng, rnn_forward, **case)
        for name, gradient in _five(rnn_backward, dh, cache, SEQUENCE_GRADIENTS).items():
            truth.compare(name, gradient, look)

    return check


def _dtype(make_case, names):
    """A property's check: five float64 arrays, each shaped like its argument."""

    def check(rng, backward, forward):
        upstream, cache, inputs, _ = make_case(rng, forward)
        got = _five(backward, upstream, cache, names)
        for key, name in names.items():
            expect_array(name, got[name], inputs[key].shape)

    return check


def _purity(make_case, names):
    """A property's check: arguments stay, and the cache serves twice, with another call in between."""

    def check(rng, backward, forward):
        upstream, cache, inputs, _ = make_case(rng, forward)
        other_upstream, other_cache, _, _ = make_case(rng, forward)
        names_out = tuple(names.values())
        with expect_untouched(upstream=upstream, **inputs):
            first = remember(expect_values(names_out, backward(upstream, cache)))
            backward(other_upstream, other_cache)
            again = remember(expect_values(names_out, backward(upstream, cache)))
        expect_same(first, again)

    return check


# temporal_contributions


def contributions_case(rng, rnn_forward, sizes=SIZES[0], t=None):
    """(dh_t, cache, t, inputs, Truth) for the loss of step t, the last one if t is None."""
    params, x, _, h_0 = draw_problem(rng, *sizes)
    t = t or len(x)
    dh_t = rng.normal(size=h_0.shape)
    inputs = {"x": x, "h_0": h_0, **recurrent(params)}
    h, cache = call_forward("h", rnn_forward, inputs, (len(x), *h_0.shape))

    def own_scalar(W_hh):
        h_k = h_0
        for x_k, W_k in zip(x, W_hh, strict=False):
            step = {**inputs, "x": x_k[None], "h_0": h_k, "W_hh": W_k}
            h_k = call_forward("h", rnn_forward, step, (1, *h_0.shape))[0][0]
        return np.sum(dh_t * h_k)

    truth = make_truth(
        {"W_hh": derivatives.contributions(dh_t, t, **inputs)},
        h,
        rnn.forward(**inputs),
        own_scalar,
        {"W_hh": np.stack([params["W_hh"]] * t)},
        {"W_hh": "contributions"},
        {"T": t, "N": sizes[1]},
    )
    return dh_t, cache, t, inputs, truth


def _contributions(look, t=None):
    """A property's check: every entry of every contribution to the loss of step t."""

    def check(rng, temporal_contributions, rnn_forward):
        for sizes in SIZES:
            dh_t, cache, step, _, truth = contributions_case(rng, rnn_forward, sizes, t)
            truth.compare("contributions", temporal_contributions(dh_t.copy(), cache, step), look)

    return check


def contributions_sum(rng, temporal_contributions, rnn_forward):
    T = SIZES[0][0]
    dh, cache, inputs, truth = sequence_case(rng, rnn_forward, loss_at=T - 1)
    shape = (T, *inputs["W_hh"].shape)
    got = expect_array("contributions", temporal_contributions(dh[-1].copy(), cache, T), shape, dtype=None)
    truth.compare(
        "dW_hh", got.sum(axis=0), "Summed over k, the contributions make the gradient of L_t for W_hh."
    )


def contributions_dtype(rng, temporal_contributions, rnn_forward):
    dh_t, cache, t, inputs, _ = contributions_case(rng, rnn_forward)
    expect_array("contributions", temporal_contributions(dh_t.copy(), cache, t), (t, *inputs["W_hh"].shape))


def contributions_purity(rng, temporal_contributions, rnn_forward):
    dh_t, cache, t, inputs, _ = contributions_case(rng, rnn_forward)
    with expect_untouched(dh_t=dh_t, **inputs):
        first = remember([temporal_contributions(dh_t, cache, t)])
        temporal_contributions(dh_t, cache, 1)
        again = remember([temporal_contributions(dh_t, cache, t)])
    expect_same(first, again)


def _step_line(name, points, look):
    return (name, points, f"Every entry of {name}.", _gradient(name, step_case, STEP_GRADIENTS, look))


def _sequence_line(name, points, look):
    return (name, points, f"Every entry of {name}.", _gradient(name, sequence_case, SEQUENCE_GRADIENTS, look))


TIED = "The parameters are tied over time: their gradients are sums over all steps."
ONE_COPY = "Entry [k − 1] moves W_hh at step k alone, h_{k−1} held fixed; J_t … J_{k+1} lead back to h_k."
SLOPE = "Start from da_t, the gradient of the pre-activation."

RUBRICS = (
    (
        "rnn_step_backward",
        ("rnn_step_backward", "rnn_step_forward"),
        "read_step_gradients",
        (
            _step_line("dx_t", 1.5, f"{SLOPE} The input entered through W_xh."),
            _step_line("dh_prev", 1.5, f"{SLOPE} The old state entered through W_hh."),
            _step_line("dW_xh", 1.5, f"{SLOPE} W_xh met the input of each sample."),
            _step_line("dW_hh", 1.5, f"{SLOPE} W_hh met the old state of each sample."),
            _step_line("db_h", 1.0, f"{SLOPE} The bias was added in every sample."),
            (
                "dtype",
                1.0,
                "Five float64 arrays, each shaped like its argument.",
                _dtype(step_case, STEP_GRADIENTS),
            ),
            (
                "purity",
                1.0,
                "Nothing changes in place, and the cache serves twice.",
                _purity(step_case, STEP_GRADIENTS),
            ),
        ),
    ),
    (
        "rnn_backward",
        ("rnn_backward", "rnn_forward"),
        "read_rnn_backward",
        (
            _sequence_line(
                "dx", 1.0, "Each x_t gets what reaches h_t, from its own loss and from later steps."
            ),
            _sequence_line("dh_0", 1.0, "It is what the carry holds after step 1."),
            _sequence_line("dW_xh", 1.0, TIED),
            _sequence_line("dW_hh", 1.5, TIED),
            _sequence_line("db_h", 1.0, TIED),
            (
                "loss at one step",
                1.0,
                "All gradients where one step in the middle has a loss.",
                _special_sequence(
                    "From step t the gradient goes to t, t−1, …, 1 and to no later step.", loss_at=2
                ),
            ),
            (
                "one time step",
                1.0,
                "All gradients for T = 1.",
                _special_sequence(
                    "With T = 1 there is no carry: check rnn_step_backward first, then what is handed to it.",
                    sizes=(1, 3, 2, 5, 4),
                ),
            ),
            (
                "dtype",
                0.5,
                "Five float64 arrays, each shaped like its argument.",
                _dtype(sequence_case, SEQUENCE_GRADIENTS),
            ),
            (
                "purity",
                1.0,
                "Nothing changes in place, and the cache serves twice.",
                _purity(sequence_case, SEQUENCE_GRADIENTS),
            ),
        ),
    ),
    (
        "temporal_contributions",
        ("temporal_contributions", "rnn_forward"),
        "read_temporal_contributions",
        (
            (
                "last step",
                2.0,
                "Every entry for t = T.",
                _contributions(ONE_COPY),
            ),
            (
                "inside the sequence",
                1.0,
                "Every entry for a t before the end.",
                _contributions(f"Steps after t play no part. {ONE_COPY}", t=3),
            ),
            (
                "first step",
                0.5,
                "t = 1: one entry, the immediate one.",
                _contributions("Only k = 1 is left.", t=1),
            ),
            ("sum", 1.0, "Summed over k: the gradient of that loss term.", contributions_sum),
            ("dtype", 0.5, "A float64 array of shape (t, H, H).", contributions_dtype),
            ("purity", 1.0, "Nothing changes in place, and the cache serves twice.", contributions_purity),
        ),
    ),
    *bptt_model.RUBRICS,
)


def own_forward_remarks(name, rng, *functions):
    """Sentences for the report of an exercise where the student's forward pass is not the reference's.

    Args:
        name: an exercise of this notebook.
        rng: the generator of the grading.
        functions: the student's functions, in the order of the exercise's `functions`.

    Returns:
        A tuple, empty where the forward passes agree.

    Raises:
        CheckFailed: a forward function returns something else than it should; the rubric's lines say so, too.
    """
    own, case = {
        "rnn_step_backward": ("rnn_step_forward", lambda: step_case(rng, functions[1])),
        "rnn_backward": ("rnn_forward", lambda: sequence_case(rng, functions[1])),
        "temporal_contributions": ("rnn_forward", lambda: contributions_case(rng, functions[1])),
        "rnn_loss_and_grads": ("loss", lambda: bptt_model.model_case(rng, functions[0])),
        "truncated_bptt": ("loss", lambda: bptt_model.truncated_case(rng, *functions[1:])),
    }[name]
    if case()[-1].own_scalar is None:
        return ()
    return (f"Your {own} is not the course's. A gradient that is right for your own keeps its points here.",)


EXERCISES = tuple(
    Exercise(
        name,
        "02_bptt",
        functions,
        equation,
        tuple(GradedProperty(*line) for line in lines),
        functools.partial(own_forward_remarks, name),
    )
    for name, functions, equation, lines in RUBRICS
)
