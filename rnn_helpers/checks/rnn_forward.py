"""Visible checks of 01_rnn_forward: what must hold of any right answer, asked of the student's own functions.

No right answer stands here to compare with. Single terms are read off with arctanh, which undoes tanh.
"""

import numpy as np

from ..array_checks import (
    CheckFailed,
    expect_array,
    expect_arrays,
    expect_close,
    expect_values,
)
from ..properties import Property
from ..tasks import all_bit_strings, running_parity
from . import readout_and_loss
from .purity import expect_pure

T, N, D, H, K = 5, 2, 3, 4, 6  # all different, so that no two axes can be mixed up unnoticed


# one_hot


def _encode(one_hot, ids, classes):
    return expect_array("one_hot(ids, K)", one_hot(np.array(ids), classes), (*np.shape(ids), classes))


def one_hot_shape(rng, one_hot):
    _encode(one_hot, rng.integers(K, size=(T, N)), K)


def one_hot_rows(rng, one_hot):
    rows = _encode(one_hot, rng.integers(K, size=(T, N)), K)
    if not np.isin(rows, (0.0, 1.0)).all() or not (rows.sum(axis=-1) == 1).all():
        raise CheckFailed(
            "one_hot(ids, K): expected a single 1 among zeros along the last axis, got other entries. "
            "Along which axis do the classes run?"
        )


def one_hot_position(rng, one_hot):
    ids = rng.integers(K, size=(T, N))
    expect_close("position of the 1", _encode(one_hot, ids, K).argmax(axis=-1), ids, "Ids count from 0.")


def one_hot_any_shape(rng, one_hot):
    for shape in [(), (3,), (2, 3, 4)]:
        _encode(one_hot, rng.integers(K, size=shape), K)


def one_hot_range(rng, one_hot):
    for bad in (-1, K):
        try:
            one_hot(np.array([[0, bad]]), K)
        except (ValueError, LookupError, AssertionError):
            continue
        raise CheckFailed(
            f"one_hot(ids, K): expected an error for the id {bad} with K = {K}, got an answer. "
            "A word outside the vocabulary must not pass for another word."
        )


# rnn_step_forward


def _step(rnn_step_forward, x_t, h_prev, W_xh, W_hh, b_h):
    arrays = [np.array(a, dtype=float) for a in (x_t, h_prev, W_xh, W_hh, b_h)]
    h_t = expect_arrays({"h_t": h_prev.shape, "cache": None}, rnn_step_forward(*arrays))["h_t"]
    if np.abs(h_t).max() > 1:
        raise CheckFailed(
            f"h_t: expected values in [−1, 1], got {h_t.flat[np.abs(h_t).argmax()]:.4g}. Is tanh applied?"
        )
    return h_t


def _step_problem(rng, size=0.4):
    shapes = [(N, D), (N, H), (D, H), (H, H), (H,)]
    return [size * rng.normal(size=shape) for shape in shapes]


def _undo_tanh(h):
    return np.arctanh(np.clip(h, -1 + 1e-15, 1 - 1e-15))


def step_shapes(rng, rnn_step_forward):
    _step(rnn_step_forward, *_step_problem(rng))


def step_bias_alone(rng, rnn_step_forward):
    x_t, h_prev, W_xh, W_hh, b_h = _step_problem(rng)
    h_t = _step(rnn_step_forward, 0 * x_t, 0 * h_prev, W_xh, W_hh, b_h)
    for sample in _undo_tanh(h_t):
        expect_close(
            "a_t with x_t = 0 and h_prev = 0",
            sample,
            b_h,
            "Only the bias is left, the same for every sample.",
        )


def step_input_alone(rng, rnn_step_forward):
    _, h_prev, W_xh, W_hh, b_h = _step_problem(rng)
    for word in range(D):
        x_t = np.zeros((N, D))
        x_t[:, word] = 1
        h_t = _step(rnn_step_forward, x_t, 0 * h_prev, W_xh, W_hh, 0 * b_h)
        look = "A one-hot input picks one ROW of W_xh."
        expect_close("a_t for a one-hot x_t alone", _undo_tanh(h_t)[0], W_xh[word], look)


def step_state_alone(rng, rnn_step_forward):
    x_t, _, W_xh, W_hh, b_h = _step_problem(rng)
    for unit in range(H):
        h_prev = np.zeros((N, H))
        h_prev[:, unit] = 1
        h_t = _step(rnn_step_forward, 0 * x_t, h_prev, W_xh, W_hh, 0 * b_h)
        look = "A one-hot state picks one ROW of W_hh: W_hh[i, j] leads from unit i to unit j."
        expect_close("a_t for a one-hot h_prev alone", _undo_tanh(h_t)[0], W_hh[unit], look)


def step_sum(rng, rnn_step_forward):
    x_t, h_prev, W_xh, W_hh, b_h = _step_problem(rng)
    alone = [
        _step(rnn_step_forward, x_t, 0 * h_prev, W_xh, W_hh, 0 * b_h),
        _step(rnn_step_forward, 0 * x_t, h_prev, W_xh, W_hh, 0 * b_h),
        _step(rnn_step_forward, 0 * x_t, 0 * h_prev, W_xh, W_hh, b_h),
    ]
    together = _step(rnn_step_forward, x_t, h_prev, W_xh, W_hh, b_h)
    expect_close(
        "a_t", _undo_tanh(together), sum(map(_undo_tanh, alone)), "It is the sum of its three terms."
    )


def step_saturation(rng, rnn_step_forward):
    h_t = _step(rnn_step_forward, *_step_problem(rng, size=100.0))
    if np.abs(h_t).max() < 0.99:
        raise CheckFailed(
            "h_t: expected some value near −1 or 1 for huge weights, got none. Is it tanh that is applied?"
        )


def step_untouched(rng, rnn_step_forward):
    expect_pure(
        lambda *args: expect_values(("h_t", "cache"), rnn_step_forward(*args))[0],
        dict(zip(("x_t", "h_prev", "W_xh", "W_hh", "b_h"), _step_problem(rng), strict=True)),
    )


# rnn_forward


def _run(rnn_forward, x, h_0, *weights):
    arrays = [np.array(a, dtype=float) for a in (x, h_0, *weights)]
    return expect_arrays({"h": (*x.shape[:2], h_0.shape[1]), "cache": None}, rnn_forward(*arrays))["h"]


def _sequence_problem(rng, steps=T):
    x_t, h_0, *weights = _step_problem(rng)
    return [rng.normal(size=(steps, *x_t.shape)), h_0, *weights]


def forward_shapes(rng, rnn_forward):
    for steps in (1, T):
        _run(rnn_forward, *_sequence_problem(rng, steps))


def forward_first_step(rng, rnn_forward):
    x, h_0, W_xh, W_hh, b_h = _sequence_problem(rng, steps=1)
    for unit in range(H):
        h_0 = np.zeros((N, H))
        h_0[:, unit] = 1
        h = _run(rnn_forward, 0 * x, h_0, W_xh, W_hh, 0 * b_h)
        if np.array_equal(h[0], h_0):
            raise CheckFailed(
                "h[0]: expected h_1, the state after the first input, got h_0 as it was handed in. "
                "Which states are to be kept, and when?"
            )
        look = "The first step starts from h_0, and a one-hot h_0 picks one ROW of W_hh."
        expect_close("a_1 for a one-hot h_0 alone", _undo_tanh(h)[0, 0], W_hh[unit], look)


def forward_causality(rng, rnn_forward):
    x, *others = _sequence_problem(rng)
    h = _run(rnn_forward, x, *others)
    for t in range(T):
        changed = x.copy()
        changed[t] += 1
        moved = np.abs(_run(rnn_forward, changed, *others) - h).max(axis=(1, 2)) > 1e-12
        if moved[:t].any():
            raise CheckFailed(
                f"h[{int(moved.argmax())}]: expected no change when x[{t}] changes, got one. "
                "A state may depend on the past and the present only: in which order does the loop run?"
            )
        if not moved[t:].all():
            late = t + int((~moved[t:]).argmax())
            raise CheckFailed(
                f"h[{late}]: expected to change with x[{t}], got the same. "
                "Is every input read at its own step, and the last state carried on?"
            )


def forward_chunks(rng, rnn_forward):
    x, h_0, *weights = _sequence_problem(rng)
    whole = _run(rnn_forward, x, h_0, *weights)
    for cut in range(1, T):
        first = _run(rnn_forward, x[:cut], h_0, *weights)
        second = _run(rnn_forward, x[cut:], first[-1], *weights)
        look = "Two parts with the state carried over are the whole."
        expect_close(f"h of two parts, cut after step {cut}", np.concatenate([first, second]), whole, look)


def forward_samples(rng, rnn_forward):
    x, h_0, *weights = _sequence_problem(rng)
    whole = _run(rnn_forward, x, h_0, *weights)
    for n in range(N):
        alone = _run(rnn_forward, x[:, n : n + 1], h_0[n : n + 1], *weights)
        expect_close(
            f"h of sample {n} alone",
            alone[:, 0],
            whole[:, n],
            "Samples of a batch never meet: axis 0 is time.",
        )


def forward_untouched(rng, rnn_forward):
    expect_pure(
        lambda *args: expect_values(("h", "cache"), rnn_forward(*args))[0],
        dict(zip(("x", "h_0", "W_xh", "W_hh", "b_h"), _sequence_problem(rng), strict=True)),
    )


# parity_rnn


def parity_shapes(rng, parity_rnn, rnn_forward, rnn_readout):
    _parity_weights(parity_rnn)


def parity_signs(length):
    """A property's check: the sign of the logit at every step of every bit string of that length."""

    def check(rng, parity_rnn, rnn_forward, rnn_readout):
        W_xh, W_hh, b_h, W_hy, b_y = _parity_weights(parity_rnn)
        x = all_bit_strings(length)
        h = _run(rnn_forward, x, np.zeros((x.shape[1], b_h.size)), W_xh, W_hh, b_h)
        logits = readout_and_loss.read(rnn_readout, h, W_hy, b_y, "many-to-many")[..., 0]
        wrong = np.argwhere((np.sign(logits) != 2 * running_parity(x) - 1).T)
        if len(wrong):
            n, t = wrong[0]
            bits = "".join(str(int(bit)) for bit in x[: t + 1, n, 0])
            want = "positive" if running_parity(x)[t, n] else "negative"
            raise CheckFailed(
                f"logit after the bits {bits}: expected a {want} number, got {logits[t, n]:.4g}; "
                f"{len(wrong)} of {logits.size} logits are wrong. Follow these bits through by hand."
            )

    return check


def _parity_weights(parity_rnn):
    names = ("W_xh", "W_hh", "b_h", "W_hy", "b_y")
    parts = expect_values(names, parity_rnn())
    units = np.asarray(parts[1]).shape[:1]
    if len(units) != 1:
        raise CheckFailed(
            "W_hh: expected an array of shape (H, H), got no axes. How many hidden units are there?"
        )
    shapes = [(1, *units), (*units, *units), units, (*units, 1), (1,)]
    return [
        expect_array(name, part, shape, dtype=None).astype(float)
        for name, part, shape in zip(names, parts, shapes, strict=True)
    ]


PROPERTIES = {
    **readout_and_loss.PROPERTIES,
    "one_hot": (
        Property("shape", "The classes are a new last axis; the values are float64.", one_hot_shape),
        Property("one 1 a row", "Along the classes there is a single 1 and zeros otherwise.", one_hot_rows),
        Property("position", "The 1 stands where the id says.", one_hot_position),
        Property("any shape", "Ids of any shape are encoded, a single number too.", one_hot_any_shape),
        Property("out of range", "An id below 0 or above K − 1 is an error.", one_hot_range),
    ),
    "rnn_step_forward": (
        Property("shapes", "h_t has the shape of h_prev, in float64, inside [−1, 1].", step_shapes),
        Property("bias alone", "With x_t = 0 and h_prev = 0 every sample gets tanh(b_h).", step_bias_alone),
        Property("input alone", "A one-hot x_t picks a row of W_xh.", step_input_alone),
        Property("state alone", "A one-hot h_prev picks a row of W_hh.", step_state_alone),
        Property("sum of terms", "All together, a_t is the sum of the three terms.", step_sum),
        Property("saturation", "Huge weights push h_t to −1 or 1 and no further.", step_saturation),
        Property("untouched", "No argument changes, and a second call gives the same.", step_untouched),
    ),
    "rnn_forward": (
        Property("shapes", "h is (T, N, H) in float64, for T = 1 too.", forward_shapes),
        Property("first step", "The recursion starts from h_0.", forward_first_step),
        Property(
            "causality", "Changing x_t changes h_t and what follows, nothing earlier.", forward_causality
        ),
        Property("chunks", "Two parts with the state carried over give the whole.", forward_chunks),
        Property("samples apart", "Each sequence of a batch goes its own way.", forward_samples),
        Property("untouched", "No argument changes, and a second call gives the same.", forward_untouched),
    ),
    "parity_rnn": (
        Property("shapes", "One input, H units of your choice, one logit.", parity_shapes),
        Property("one bit", "0 is even, 1 is odd.", parity_signs(1)),
        Property("two bits", "The exclusive or: 00, 01, 10 and 11 are all right.", parity_signs(2)),
        Property("six bits", "Every bit string of length 6 is right at every step.", parity_signs(6)),
    ),
}
