"""Rubric of 05_lstm: every entry of every gradient of the step and of the sequence, against HIPS autograd.

A cache is made by the student's forward function; where that differs from the reference, a gradient that is
right for it keeps its points (`Truth`).
"""

import functools

import numpy as np

from rnn_helpers.array_checks import expect_array, expect_untouched, expect_values

from ..exercise import Exercise, GradedProperty
from ..reference import derivatives
from ..reference import lstm as reference
from ..reference.derivatives import make_truth
from .bptt_problems import expect_same, remember
from .lstm_problems import SIZES, call_forward, sequence_problem, step_problem

# argument -> its gradient, in the order of the return statement
WEIGHTS = {"W_x": "dW_x", "W_h": "dW_h", "b": "db"}
STEP_GRADIENTS = {"x_t": "dx_t", "h_prev": "dh_prev", "c_prev": "dc_prev", **WEIGHTS}
SEQUENCE_GRADIENTS = {"x": "dx", "h_0": "dh_0", "c_0": "dc_0", **WEIGHTS}


def step_case(rng, lstm_step_forward, sizes=SIZES[0], outputs=("h_t", "c_t")):
    """(upstream gradients, cache, inputs, Truth) of one step; only `outputs` have an upstream gradient."""
    inputs = step_problem(rng, *sizes[1:])
    upstream = rng.normal(size=(2, *inputs["h_prev"].shape))
    upstream *= np.array([name in outputs for name in ("h_t", "c_t")])[:, None, None]
    case = _case(lstm_step_forward, reference.step, inputs, upstream, STEP_GRADIENTS, {"N": sizes[1]})
    return list(upstream), *case


def sequence_case(rng, lstm_forward, sizes=SIZES[0], loss_at=None):
    """(upstream gradients, cache, inputs, Truth) of a sequence; the loss may sit at one step alone."""
    inputs = sequence_problem(rng, *sizes)
    dh = rng.normal(size=(sizes[0], *inputs["h_0"].shape))
    if loss_at is not None:
        dh[np.arange(len(dh)) != loss_at] = 0
    upstream = np.stack([dh, 0 * dh])
    factors = {"T": sizes[0], "N": sizes[1]}
    return [dh], *_case(lstm_forward, reference.forward, inputs, upstream, SEQUENCE_GRADIENTS, factors)


def _case(forward, right_forward, inputs, upstream, names, sizes):
    value, cache = call_forward(forward, inputs)
    truth = make_truth(
        derivatives.gradients(right_forward, inputs, upstream),
        value,
        right_forward(**inputs),
        lambda **arrays: np.sum(upstream * call_forward(forward, arrays)[0]),
        inputs,
        names,
        sizes,
    )
    return cache, inputs, truth


def _six(backward, upstream, cache, names):
    """The six gradients by name, not checked yet; `upstream` stays as it is whatever the function does."""
    names = tuple(names.values())
    return dict(zip(names, expect_values(names, backward(*map(np.array, upstream), cache)), strict=True))


def gradient(name, make_case, names, look):
    """A property's check: every entry of one gradient, for a batch and for a single sample."""

    def check(rng, backward, forward):
        for sizes in SIZES:
            upstream, cache, _, truth = make_case(rng, forward, sizes)
            truth.compare(name, _six(backward, upstream, cache, names)[name], look)

    return check


def all_gradients(make_case, names, look, **case):
    """A property's check: all six gradients in one special case."""

    def check(rng, backward, forward):
        upstream, cache, _, truth = make_case(rng, forward, **case)
        for name, got in _six(backward, upstream, cache, names).items():
            truth.compare(name, got, look)

    return check


def dtype(make_case, names):
    """A property's check: six float64 arrays, each shaped like its argument."""

    def check(rng, backward, forward):
        upstream, cache, inputs, _ = make_case(rng, forward)
        got = _six(backward, upstream, cache, names)
        for key, name in names.items():
            expect_array(name, got[name], inputs[key].shape)

    return check


def purity(make_case, names):
    """A property's check: arguments stay, and the cache serves twice, with another call in between."""

    def check(rng, backward, forward):
        upstream, cache, inputs, _ = make_case(rng, forward)
        other_upstream, other_cache, _, _ = make_case(rng, forward)
        names_out = tuple(names.values())
        given = dict(zip(("dh", "dc_t"), upstream, strict=False))
        with expect_untouched(**given, **inputs):
            first = remember(expect_values(names_out, backward(*upstream, cache)))
            backward(*other_upstream, other_cache)
            again = remember(expect_values(names_out, backward(*upstream, cache)))
        expect_same(first, again)

    return check


def _lines(make_case, names, points):
    """The lines for the gradients themselves. points: dict name -> (points, where to look)."""
    return tuple(
        (name, worth, f"Every entry of {name}.", gradient(name, make_case, names, look))
        for name, (worth, look) in points.items()
    )


PRE_ACTIVATIONS = (
    "Start from the four gradients of the pre-activations, side by side in the order i, f, o, g."
)
TIED = "The parameters are tied over time: their gradients are sums over all steps."
CARRY = "Two carries come from the step after: one for h and one for c."

STEP_POINTS = {
    "dx_t": (1.0, f"{PRE_ACTIVATIONS} The input entered through W_x."),
    "dh_prev": (1.0, f"{PRE_ACTIVATIONS} The old state entered through W_h."),
    "dc_prev": (
        1.5,
        "The old cell met the forget gate, and the cell's gradient has two sources: c_t and h_t.",
    ),
    "dW_x": (1.5, f"{PRE_ACTIVATIONS} W_x met the input of each sample."),
    "dW_h": (1.0, f"{PRE_ACTIVATIONS} W_h met the old state of each sample."),
    "db": (1.0, f"{PRE_ACTIVATIONS} The bias was added in every sample."),
}
SEQUENCE_POINTS = {
    "dx": (1.0, f"Each x_t gets what reaches its step. {CARRY}"),
    "dh_0": (1.0, "It is what the carry for h holds after step 1."),
    "dc_0": (1.0, "It is what the carry for c holds after step 1."),
    "dW_x": (1.0, TIED),
    "dW_h": (1.0, TIED),
    "db": (1.0, TIED),
}

RUBRICS = (
    (
        "lstm_step_backward",
        ("lstm_step_backward", "lstm_step_forward"),
        "read_step_gradients",
        (
            *_lines(step_case, STEP_GRADIENTS, STEP_POINTS),
            (
                "dh_t alone",
                1.0,
                "All gradients where the loss hangs on h_t alone.",
                all_gradients(
                    step_case, STEP_GRADIENTS, "h_t came from the cell, through tanh.", outputs=("h_t",)
                ),
            ),
            (
                "dc_t alone",
                1.0,
                "All gradients where the loss hangs on c_t alone.",
                all_gradients(
                    step_case, STEP_GRADIENTS, "Whatever went into c_t gets its share.", outputs=("c_t",)
                ),
            ),
            (
                "dtype",
                0.5,
                "Six float64 arrays, each shaped like its argument.",
                dtype(step_case, STEP_GRADIENTS),
            ),
            (
                "purity",
                0.5,
                "Nothing changes in place, and the cache serves twice.",
                purity(step_case, STEP_GRADIENTS),
            ),
        ),
    ),
    (
        "lstm_backward",
        ("lstm_backward", "lstm_forward"),
        "read_lstm_backward",
        (
            *_lines(sequence_case, SEQUENCE_GRADIENTS, SEQUENCE_POINTS),
            (
                "loss at one step",
                1.0,
                "All gradients where one step in the middle has a loss.",
                all_gradients(
                    sequence_case,
                    SEQUENCE_GRADIENTS,
                    "From step t the gradient goes to t, t−1, …, 1 and to no later step.",
                    loss_at=2,
                ),
            ),
            (
                "one time step",
                1.0,
                "All gradients for T = 1.",
                all_gradients(
                    sequence_case,
                    SEQUENCE_GRADIENTS,
                    "With T = 1 there is no carry: check lstm_step_backward, then what is handed to it.",
                    sizes=(1, 3, 2, 5),
                ),
            ),
            (
                "dtype",
                0.5,
                "Six float64 arrays, each shaped like its argument.",
                dtype(sequence_case, SEQUENCE_GRADIENTS),
            ),
            (
                "purity",
                0.5,
                "Nothing changes in place, and the cache serves twice.",
                purity(sequence_case, SEQUENCE_GRADIENTS),
            ),
        ),
    ),
)


def own_forward_remarks(name, rng, *functions):
    """Sentences for the report of an exercise where the student's forward pass is not the reference's.

    Args:
        name: an exercise of this file.
        rng: the generator of the grading.
        functions: the student's backward and forward function.

    Returns:
        A tuple, empty where the forward passes agree.

    Raises:
        CheckFailed: the forward function returns something else than it should; the rubric's lines say so.
    """
    own, make_case = {
        "lstm_step_backward": ("lstm_step_forward", step_case),
        "lstm_backward": ("lstm_forward", sequence_case),
    }[name]
    if make_case(rng, functions[1])[-1].own_scalar is None:
        return ()
    return (f"Your {own} is not the course's. A gradient that is right for your own keeps its points here.",)


EXERCISES = tuple(
    Exercise(
        name,
        "05_lstm",
        functions,
        equation,
        tuple(GradedProperty(*line) for line in lines),
        functools.partial(own_forward_remarks, name),
    )
    for name, functions, equation, lines in RUBRICS
)
