"""Rubric of 01_rnn_forward: the graded properties, on fresh random inputs, against the reference's values.

Sizes are all different, W_hh is far from symmetric, no bias or initial state is zero: elsewhere bugs hide.
"""

import numpy as np

from rnn_helpers.array_checks import CheckFailed, expect_array, expect_arrays, expect_values
from rnn_helpers.tasks import all_bit_strings, random_rnn, running_parity

from ..comparison import compare
from ..exercise import Exercise, GradedProperty
from ..reference import rnn as reference
from . import readout_and_loss
from .purity import expect_float64, expect_pure

# (T, N, D, H, K): one sample, one step, and every size different from every other.
SIZES = ((5, 2, 3, 4, 6), (4, 1, 5, 3, 2), (1, 3, 2, 5, 4))

REFUSALS = (ValueError, LookupError, AssertionError)  # how a function says no, as against falling over


def _problem(rng, T, N, D, H, K, gain=1.0):
    """x, h_0, W_xh, W_hh, b_h in general position."""
    params, h_0 = random_rnn(D, H, K, rng, gain, N)
    return [rng.normal(size=(T, N, D)), h_0, params["W_xh"], params["W_hh"], params["b_h"]]


def _copies(arrays):
    return [np.array(array) for array in arrays]


# one_hot


def one_hot_values(rng, one_hot):
    for T, N, _, _, K in SIZES:
        ids = rng.integers(K, size=(T, N))
        look = "Where does the 1 stand, and along which axis?"
        compare("one_hot(ids, K)", one_hot(ids.copy(), K), reference.one_hot(ids, K), look)


def one_hot_any_shape(rng, one_hot):
    for shape in ((), (4,), (2, 3, 4)):
        ids = rng.integers(5, size=shape)
        compare(
            f"one_hot of ids of shape {shape}",
            one_hot(np.array(ids), 5),
            reference.one_hot(ids, 5),
            "The classes are one new axis behind all the others.",
        )


def one_hot_dtype(rng, one_hot):
    expect_float64("one_hot(ids, K)", one_hot(rng.integers(6, size=(5, 2)), 6), (5, 2, 6))


def one_hot_range(rng, one_hot):
    K = int(rng.integers(4, 9))
    expect_array("one_hot(ids, K)", one_hot(np.array([[0, K - 1]]), K), (1, 2, K), dtype=None)
    for bad, where, look in (
        (K, "equal to K", "Ids count from 0, so the last is K − 1."),
        (K + 3, "above K", "Test the ids before they are used."),
        (-1, "below 0", "NumPy counts negative indices from the end, and doesn't complain."),
    ):
        if not _refuses(one_hot, np.array([[0, bad]]), K):
            raise CheckFailed(f"one_hot(ids, K): expected an error for an id {where}, got an answer. {look}")


def one_hot_purity(rng, one_hot):
    expect_pure(lambda ids: one_hot(ids, 6), {"ids": rng.integers(6, size=(5, 2))}, (5, 2, 6))


def _refuses(function, *args):
    """Does the function raise an error that says no? Falling over, or not being written, isn't it."""
    try:
        function(*args)
    except REFUSALS:
        return True
    except Exception as failed:
        if isinstance(failed.__cause__, REFUSALS):
            return True
        raise
    return False


# rnn_step_forward


def _compare_step(rng, rnn_step_forward, keep, look):
    """Compare one step on each size; arguments not in `keep` are zero."""
    for T, *others in SIZES:
        x, h_prev, W_xh, W_hh, b_h = _problem(rng, T, *others)
        arguments = {"x_t": x[0], "h_prev": h_prev, "W_xh": W_xh, "W_hh": W_hh, "b_h": b_h}
        values = [value if name in keep else 0 * value for name, value in arguments.items()]
        expected = reference.step(*values)
        h_t, _ = expect_values(("h_t", "cache"), rnn_step_forward(*_copies(values)))
        compare("h_t", h_t, expected, look, batch_axis=0)


def step_bias(rng, rnn_step_forward):
    look = "Only the bias is left: the same row for every sample."
    _compare_step(rng, rnn_step_forward, {"W_xh", "W_hh", "b_h"}, look)


def step_input(rng, rnn_step_forward):
    look = "Only the input term is left: x_t W_xh, rows times matrix."
    _compare_step(rng, rnn_step_forward, {"x_t", "W_xh", "W_hh"}, look)


def step_state(rng, rnn_step_forward):
    look = "Only the state term is left: h_prev W_hh, and W_hh[i, j] leads from unit i to unit j."
    _compare_step(rng, rnn_step_forward, {"h_prev", "W_xh", "W_hh"}, look)


def step_values(rng, rnn_step_forward):
    look = "Compare with the equation: three terms, then tanh."
    _compare_step(rng, rnn_step_forward, {"x_t", "h_prev", "W_xh", "W_hh", "b_h"}, look)


def step_saturation(rng, rnn_step_forward):
    """Inputs so large, with no cancelling, that |a_t| > 1000 everywhere: exp(a_t) would overflow."""
    x, h_prev, W_xh, W_hh, b_h = _problem(rng, *SIZES[0])
    x_t = rng.uniform(1000, 2000, size=x[0].shape)
    W_xh = np.resize([-1.0, 1.0], b_h.shape) * rng.uniform(1, 2, size=W_xh.shape)
    values = [x_t, h_prev, W_xh, W_hh, b_h]
    h_t, _ = expect_values(("h_t", "cache"), rnn_step_forward(*_copies(values)))
    look = "tanh saturates at −1 and 1; a formula with exp overflows."
    compare("h_t for huge inputs", h_t, reference.step(*values), look)


def step_dtype(rng, rnn_step_forward):
    x, h_prev, *weights = _problem(rng, *SIZES[0])
    h_t, _ = expect_values(("h_t", "cache"), rnn_step_forward(x[0], h_prev, *weights))
    expect_float64("h_t", h_t, h_prev.shape)


def step_purity(rng, rnn_step_forward):
    x, h_prev, *weights = _problem(rng, *SIZES[0])
    arrays = dict(zip(("x_t", "h_prev", "W_xh", "W_hh", "b_h"), (x[0], h_prev, *weights), strict=True))
    expect_pure(lambda *a: expect_values(("h_t", "cache"), rnn_step_forward(*a))[0], arrays, h_prev.shape)


# rnn_forward


def _states(rnn_forward, x, h_0, *weights):
    """The student's h, of the shape that the docstring promises, as float64."""
    shape = (len(x), *h_0.shape)
    returned = rnn_forward(*_copies([x, h_0, *weights]))
    return expect_arrays({"h": shape, "cache": None}, returned, dtype=None)["h"].astype(float)


def _compare_states(name, rnn_forward, problem, look):
    h = _states(rnn_forward, *problem)
    compare(name, h, reference.forward(*problem), look, time_axis=0, batch_axis=1)


def forward_values(rng, rnn_forward):
    for T, *others in SIZES[:2]:
        look = "Write out h_1, h_2 and h_3 for a tiny example and compare."
        _compare_states("h", rnn_forward, _problem(rng, T, *others), look)


def forward_one_step(rng, rnn_forward):
    look = "The first step takes h_0 for the state before it."
    _compare_states("h for T = 1", rnn_forward, _problem(rng, *SIZES[2]), look)


def forward_long(rng, rnn_forward):
    look = "Does every step start from the state of the step before?"
    _compare_states("h for a long sequence", rnn_forward, _problem(rng, 60, 2, 3, 4, 6, gain=0.95), look)


def forward_causality(rng, rnn_forward):
    x, *others = _problem(rng, *SIZES[0])
    before = _states(rnn_forward, x, *others)
    for t in range(1, len(x)):
        changed = x.copy()
        changed[t] += 1.0
        moved = np.abs(_states(rnn_forward, changed, *others) - before).max(axis=(1, 2)) > 1e-6
        if moved[:t].any():
            raise CheckFailed(
                f"h[k] for k < t: expected no change with x[t], got one at k = {moved.argmax()}, t = {t}. "
                "The present may not reach back into the past."
            )
        if not moved[t]:
            raise CheckFailed(
                f"h[t]: expected to change with x[t], got the same at t = {t}. Is x[t] used at step t?"
            )


def forward_chunks(rng, rnn_forward):
    x, h_0, *weights = _problem(rng, *SIZES[0])
    whole = _states(rnn_forward, x, h_0, *weights)
    cut = int(rng.integers(1, len(x)))
    first = _states(rnn_forward, x[:cut], h_0, *weights)
    second = _states(rnn_forward, x[cut:], first[-1], *weights)
    look = "The state after the first part is all that the second part needs."
    compare("h of two parts with the state carried over", np.concatenate([first, second]), whole, look)


def forward_dtype(rng, rnn_forward):
    problem = _problem(rng, *SIZES[0])
    h, _ = expect_values(("h", "cache"), rnn_forward(*problem))
    expect_float64("h", h, (5, 2, 4))


def forward_purity(rng, rnn_forward):
    arrays = dict(zip(("x", "h_0", "W_xh", "W_hh", "b_h"), _problem(rng, *SIZES[0]), strict=True))
    expect_pure(lambda *a: expect_values(("h", "cache"), rnn_forward(*a))[0], arrays, (5, 2, 4))


# parity_rnn: graded by what the weights do, run by the reference; the student's rnn_forward is not called.


def _parity_weights(parity_rnn):
    names = ("W_xh", "W_hh", "b_h", "W_hy", "b_y")
    parts = expect_values(names, parity_rnn())
    W_hh = np.array(parts[1], subok=False)
    if W_hh.ndim != 2 or not 1 <= len(W_hh) <= 100:
        raise CheckFailed(
            f"W_hh: expected shape (H, H) with H from 1 to 100, got {W_hh.shape}. Two units can do it."
        )
    H = len(W_hh)
    shapes = ((1, H), (H, H), (H,), (H, 1), (1,))
    return [
        expect_array(name, part, shape, dtype=None).astype(float)
        for name, part, shape in zip(names, parts, shapes, strict=True)
    ]


def parity_shapes(rng, parity_rnn, *_):
    _parity_weights(parity_rnn)


def parity_signs(length):
    """A property's check: the sign at every step of every bit string of that length."""

    def check(rng, parity_rnn, *_):
        W_xh, W_hh, b_h, W_hy, b_y = _parity_weights(parity_rnn)
        x = all_bit_strings(length)
        h = reference.forward(x, np.zeros((x.shape[1], len(b_h))), W_xh, W_hh, b_h)
        right = np.sign(reference.readout(h, W_hy, b_y)[..., 0]) == 2 * running_parity(x) - 1
        if not right.all():
            step = int((~right).any(axis=1).argmax())
            raise CheckFailed(
                f"sign of the logit: expected all right on the {2**length} bit strings of length {length}, "
                f"got {int((~right).sum())} of {right.size} wrong, the first at step {step + 1}. "
                "Follow the shortest wrong string through the network by hand."
            )

    return check


def _exercise(name, equation, rubric, functions=None):
    lines = tuple(GradedProperty(*line) for line in rubric)
    return Exercise(name, "01_rnn_forward", functions or (name,), equation, lines, graded_alone=True)


EXERCISES = (
    _exercise(
        "one_hot",
        "read_one_hot",
        (
            ("values", 1.0, "The 1 stands where the id says, for every shape tried.", one_hot_values),
            (
                "any shape",
                0.5,
                "A single id, a list of ids and a block of ids are encoded alike.",
                one_hot_any_shape,
            ),
            ("dtype", 0.5, "The values are float64.", one_hot_dtype),
            ("out of range", 0.5, "An id below 0 or above K − 1 is an error.", one_hot_range),
            ("purity", 0.5, "The ids stay as they are, and a second call gives the same.", one_hot_purity),
        ),
    ),
    _exercise(
        "rnn_step_forward",
        "read_step",
        (
            ("bias alone", 1.0, "With x_t = 0 and h_prev = 0 only the bias is left.", step_bias),
            ("input alone", 1.0, "With h_prev = 0 and b_h = 0 only the input is left.", step_input),
            ("state alone", 1.0, "With x_t = 0 and b_h = 0 only the state is left.", step_state),
            ("values", 1.5, "All three terms together.", step_values),
            ("saturation", 0.5, "Huge inputs push h_t to −1 or 1 and no further.", step_saturation),
            ("dtype", 0.5, "h_t is float64.", step_dtype),
            ("purity", 0.5, "No argument changes, and a second call gives the same.", step_purity),
        ),
    ),
    _exercise(
        "rnn_forward",
        "read_unrolling",
        (
            ("values", 2.0, "Every state of short sequences, one sample or several.", forward_values),
            ("one step", 1.0, "A sequence of one step starts from h_0.", forward_one_step),
            ("long sequence", 0.5, "Every state of a sequence of 60 steps.", forward_long),
            ("causality", 1.0, "Changing x_t changes h_t, and nothing earlier.", forward_causality),
            ("chunks", 0.5, "Two parts with the state carried over give the whole.", forward_chunks),
            ("dtype", 0.5, "h is float64.", forward_dtype),
            ("purity", 0.5, "No argument changes, and a second call gives the same.", forward_purity),
        ),
    ),
    *(_exercise(*entry) for entry in readout_and_loss.RUBRICS),
    _exercise(
        "parity_rnn",
        "read_parity",
        (
            ("shapes", 0.5, "One input, H hidden units, one logit.", parity_shapes),
            ("one bit", 0.5, "0 is even, 1 is odd.", parity_signs(1)),
            ("two bits", 1.0, "The exclusive or of two bits.", parity_signs(2)),
            ("ten bits", 2.0, "Every bit string of length 10, at every step.", parity_signs(10)),
        ),
        functions=("parity_rnn", "rnn_forward", "rnn_readout"),
    ),
)
