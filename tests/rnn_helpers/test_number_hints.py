import re

import numpy as np
import pytest

from rnn_helpers.number_hints import axes_of, sizes_of, suggest

SIZES = {"T": 5, "N": 3}


def array(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def changed(right, change):
    got = right.copy()
    change(got)
    return got


MATRIX, WIDE, SERIES, GATES, BIAS = array(4, 4), array(3, 4), array(5, 3, 4), array(3, 8), array(6)
PER_SAMPLE = array(3, 4, 4, seed=1)
PARTS = {"per_sample": PER_SAMPLE}
TIME, BATCH, BLOCKS = {"time_axis": 0}, {"batch_axis": 1}, {"block_axis": 1}


def zero_at(steps):
    return changed(SERIES, lambda a: a[steps].fill(0))


def zero_before(t):
    return zero_at(slice(t))


def wrong_at(*steps):
    return changed(
        SERIES, lambda a: np.put_along_axis(a, np.array(steps)[:, None, None], array(1)[0], axis=0)
    )


KNOWN = [
    ("zero", 0 * WIDE, WIDE, {}, "zero everywhere"),
    ("sign", -WIDE, WIDE, {}, "wrong sign"),
    ("sign-of-a-number", np.array(-2.5), np.array(2.5), {}, "wrong sign"),
    ("twice", 2 * WIDE, WIDE, {}, "is 2 times"),
    ("half", WIDE / 2, WIDE, {}, "is 1/2 times"),
    ("N", 3 * WIDE, WIDE, {"sizes": SIZES}, "is N = 3 times"),
    ("mean-over-batch", WIDE / 3, WIDE, {"sizes": SIZES}, "is 1/N = 1/3 times"),
    ("T", 5 * WIDE, WIDE, {"sizes": SIZES}, "is T = 5 times"),
    ("mean-over-time", WIDE / 5, WIDE, {"sizes": SIZES}, "is 1/T = 1/5 times"),
    ("mean-over-both", WIDE / 15, WIDE, {"sizes": SIZES}, r"is 1/\(T·N\) = 1/15 times"),
    ("sign-and-factor", -WIDE / 3, WIDE, {"sizes": SIZES}, "1/N = 1/3 .* and has the wrong sign"),
    ("two-names-for-one-factor", 2 * WIDE, WIDE, {"sizes": {"N": 2}}, "2 or N = 2 times"),
    ("some-factor", 0.37 * WIDE, WIDE, {}, "up to a constant factor"),
    ("tiny", -1e-200 * WIDE, 1e-200 * WIDE, {}, "wrong sign"),
    ("transpose", MATRIX.T, MATRIX, {}, "It is transposed[.]"),
    ("transpose-by-reshape", WIDE.T.reshape(3, 4), WIDE, {}, "transposed, then reshaped"),
    ("axes-swapped", array(3, 3, 4).swapaxes(0, 1), array(3, 3, 4), {}, "Axes 0 and 1 are swapped"),
    ("first-sample", PER_SAMPLE[0], PER_SAMPLE.sum(0), PARTS, r"one sample alone \(first\)"),
    ("last-sample", PER_SAMPLE[2], PER_SAMPLE.sum(0), PARTS, r"one sample alone \(last\)"),
    ("last-step-only", zero_before(4), SERIES, TIME, "right at the last step and zero before"),
    ("truncated", zero_before(3), SERIES, TIME, "right at the last 2 steps and zero before"),
    ("wrong-before", wrong_at(0, 1, 2, 3), SERIES, TIME, "right at the last step and wrong before"),
    ("wrong-later", wrong_at(1, 2, 3, 4), SERIES, TIME, "right but for t = 1 … 4"),
    ("zero-at-a-step", zero_at(slice(1, None, 2)), SERIES, TIME, "zero at t = 1, 3 .* right elsewhere"),
    ("one-entry", changed(SERIES, lambda a: a[0, 0, :1].fill(9)), SERIES, TIME, "for some entries at t = 0"),
    ("reversed", SERIES[::-1], SERIES, TIME, "reverse order"),
    ("one-late", np.roll(SERIES, 1, axis=0), SERIES, TIME, "one step too late"),
    ("one-early", np.roll(SERIES, -1, axis=0), SERIES, TIME, "one step too early"),
    ("time-second", zero_before(4).swapaxes(0, 1), SERIES.swapaxes(0, 1), {"time_axis": 1}, "last step"),
    ("gate-order", np.roll(GATES, 2, axis=1), GATES, BLOCKS, "stand in the order g, i, f, o"),
    ("gates-swapped", GATES[:, [2, 3, 0, 1, 4, 5, 6, 7]], GATES, BLOCKS, "order f, i, o, g"),
    ("one-gate-wrong", changed(GATES, lambda a: a[:, 2:4].__iadd__(1)), GATES, BLOCKS, "block f is wrong"),
    ("one-gate-negative", changed(GATES, lambda a: a[:, 6:].__imul__(-1)), GATES, BLOCKS, "g is minus"),
    ("two-gates-zero", changed(GATES, lambda a: a[:, :4].fill(0)), GATES, BLOCKS, "blocks i, f are zero"),
    ("first-sample-right", changed(SERIES, lambda a: a[:, 1:].__iadd__(1)), SERIES, BATCH, "for n = 1, 2"),
    ("rows", MATRIX[[1, 3, 0, 2]], MATRIX, {}, "rows are right but stand in another order"),
    ("columns", WIDE[:, ::-1], WIDE, {}, "columns are right"),
    ("entries", BIAS[[1, 0, 2, 3, 4, 5]], BIAS, {}, "entries are right"),
]  # fmt: skip

UNKNOWN = [
    ("right", WIDE, WIDE, {"sizes": SIZES}),
    ("right-within-rounding", WIDE * (1 + 1e-9), WIDE, {}),
    ("another-array", array(3, 4, seed=2), WIDE, {"sizes": SIZES}),
    ("nearly-twice", 2.01 * WIDE + 0.01, WIDE, {"sizes": SIZES}),
    ("one-number-by-some-factor", np.array(0.37), np.array(1.0), {}),
    ("constant-for-constant", np.full(4, 0.3), np.full(4, 0.7), {}),
    ("symmetric-matrix", changed(MATRIX + MATRIX.T, lambda a: a.__iadd__(0.1)), MATRIX + MATRIX.T, {}),
    ("sum-of-two-samples", PER_SAMPLE[:2].sum(0), PER_SAMPLE.sum(0), PARTS),
    ("no-step-right", SERIES + 1, SERIES, TIME),
    ("no-gate-right", GATES + 1, GATES, BLOCKS),
    ("no-sample-right", SERIES + 1, SERIES, BATCH),
    ("a-row-twice", MATRIX[[0, 0, 1, 2]], MATRIX, {}),
    ("nothing-expected", WIDE, 0 * WIDE, {}),
    ("not-a-number", WIDE * np.nan, WIDE, {}),
    ("infinite", WIDE * np.inf, WIDE, {}),
    ("absurdly-large", 1e250 * WIDE, 1e-100 * WIDE, {}),
    ("another-shape", WIDE.T, WIDE, {}),
    ("seven-columns-are-no-gates", array(3, 7) + 1, array(3, 7), BLOCKS),
]


@pytest.mark.parametrize(
    ("got", "right", "axes", "said"), [case[1:] for case in KNOWN], ids=[case[0] for case in KNOWN]
)
def test_suggest_names_what_fits(got, right, axes, said):
    hint = suggest(got, right, **axes)
    assert hint is not None and re.search(said, hint), hint


@pytest.mark.parametrize(
    ("got", "right", "axes"), [case[1:] for case in UNKNOWN], ids=[case[0] for case in UNKNOWN]
)
def test_suggest_abstains_where_nothing_fits(got, right, axes):
    assert suggest(got, right, **axes) is None


@pytest.mark.parametrize(
    ("got", "right", "axes", "said"), [case[1:] for case in KNOWN], ids=[case[0] for case in KNOWN]
)
def test_suggest_still_sees_it_through_the_rounding_of_float32(got, right, axes, said):
    if np.abs(right).max() < 1e-30:
        got, right = got * 1e200, right * 1e200  # float32 has no such numbers
    assert re.search(said, suggest(got.astype(np.float32), right, **axes))


@pytest.mark.parametrize(
    ("got", "right", "axes", "said"), [case[1:] for case in KNOWN], ids=[case[0] for case in KNOWN]
)
def test_suggest_never_tells_an_entry(got, right, axes, said):
    """Hidden values stay hidden: no number of the right array stands in a hint."""
    numbers = [float(text) for text in re.findall(r"-?\d+\.\d+", suggest(got, right, **axes))]
    assert not numbers


def test_suggest_names_nothing_in_random_pairs():
    rng = np.random.default_rng(0)
    for _ in range(300):
        shape = [(2, 2), (5, 3, 4), (3, 8), (2, 4), (3,)][rng.integers(5)]
        got, right = rng.standard_normal((2, *shape))
        axes = {"sizes": SIZES, "time_axis": 0, "batch_axis": len(shape) - 1, "block_axis": len(shape) - 1}
        assert suggest(got, right, **axes) is None


def test_axes_and_sizes_come_from_the_names_of_the_course():
    assert axes_of("W_hh", (4, 4)) == "HH"
    assert axes_of("W_hh", (4,)) == ""
    assert axes_of("kernel", (2, 3), {"kernel": "NT"}) == "NT"
    assert sizes_of({"x": (5, 2, 3), "W_xh": (3, 4), "other": (9,)}) == {"T": 5, "N": 2, "D": 3, "H": 4}


def test_sizes_are_unknown_where_two_arrays_disagree():
    """Another course's x need not be (T, N, D)."""
    assert sizes_of({"x": (5, 2, 3), "W_xh": (7, 4)}) == {}
