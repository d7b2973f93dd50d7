"""What the numbers of a wrong gradient suggest: a sign, a factor, a transpose, a missing sum, moved blocks.

Every hint is a fact about the two arrays that chance would not produce, followed by where such a fact usually
comes from. Where no fact fits, nothing is said: a wrong name is worse than none. A hint never tells an entry.
"""

from itertools import combinations, permutations

import numpy as np

# Axes of the course's arrays: T steps, N batch, D input, H hidden, K classes, G = 4H the four gate blocks.
COURSE_AXES = {
    "x": "TND", "h": "TNH", "c": "TNH", "logits": "TNK",
    "x_t": "ND", "h_t": "NH", "c_t": "NH", "h_prev": "NH", "c_prev": "NH", "h_0": "NH", "c_0": "NH",
    "W_xh": "DH", "W_hh": "HH", "b_h": "H", "W_hy": "HK", "b_y": "K",
    "W_x": "DG", "W_h": "HG", "b": "G",
}  # fmt: skip
GATES = ("i", "f", "o", "g")

# The sizes that a sum or a mean runs over.
SIZE_LETTERS = ("T", "N")


def suggest(
    got, expected, *, sizes=None, time_axis=None, batch_axis=None, block_axis=None, per_sample=None, rtol=1e-5
):
    """One or two sentences on how `got` differs from `expected`, or None where nothing fits clearly.

    Args:
        got, expected: arrays of the same shape (or numbers); `expected` is right.
        sizes: dict such as {"T": 5, "N": 2}, to name a factor by.
        time_axis, batch_axis: the axis of the steps and of the samples, where the array has one.
        block_axis: the axis that holds the four gate blocks i, f, o, g side by side.
        per_sample: (N, *shape) contributions of which `expected` is the sum over the batch.
        rtol: two arrays are equal up to this fraction of their largest entry.

    Limits: names one mistake, not two at once; arrays of a single entry are compared with a sign and with
        named factors only.
    """
    got, expected = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
    if got.shape != expected.shape or not (np.isfinite(got).all() and np.isfinite(expected).all()):
        return None
    if not expected.any() or _same(got, expected, rtol):
        return None
    largest = np.abs(expected).max()
    if np.abs(got).max() / 1e100 > largest:
        return None
    got, expected = got / largest, expected / largest  # no square of an entry overflows or vanishes
    if not got.any():
        return "It is zero everywhere: is it ever computed and returned, or only allocated?"
    hints = (
        lambda: _factor(got, expected, sizes or {}, rtol),
        lambda: _order(got, expected, rtol),
        lambda: None if per_sample is None else _one_sample(got, np.asarray(per_sample) / largest, rtol),
        lambda: None if time_axis is None else _steps(got, expected, time_axis, rtol),
        lambda: None if block_axis is None else _blocks(got, expected, block_axis, rtol),
        lambda: None if batch_axis is None else _samples(got, expected, batch_axis, rtol),
        lambda: _permuted(got, expected, rtol),
    )
    return next((hint for hint in (find() for find in hints) if hint), None)


def axes_of(name, shape, axes=None):
    """The axis letters of an array ("TND") by its name, or "" where none are known that fit the shape.

    Args:
        name: the symbol of the course, or a name in `axes`.
        shape: its shape.
        axes: dict name -> letters that goes before the course's own.
    """
    letters = (axes or {}).get(name, COURSE_AXES.get(name, ""))
    return letters if len(letters) == len(shape) else ""


def sizes_of(shapes, axes=None):
    """Sizes by letter, {"T": 5, "N": 2, …}, from a dict name -> shape; {} where two arrays disagree."""
    found = {}
    for name, shape in shapes.items():
        for letter, size in zip(axes_of(name, shape, axes), shape, strict=False):
            if found.setdefault(letter, size) != size:
                return {}
    return {} if found.get("G", 0) % len(GATES) else found


def _same(one, other, rtol):
    return bool(np.abs(one - other).max(initial=0.0) <= rtol * np.abs(other).max(initial=0.0))


def _varied(array, rtol):
    """Whether an array's entries differ; where they don't, every constant looks like a factor or a shift."""
    return array.size > 1 and not _same(np.full_like(array, array.flat[0]), array, 100 * rtol)


def _factor(got, expected, sizes, rtol):
    factor = float(np.vdot(got, expected) / np.vdot(expected, expected))
    if not _same(got, factor * expected, rtol):
        return None
    if abs(factor + 1) <= rtol:
        return "It has the wrong sign: every entry is minus the right one."
    named = _named_factors(abs(factor), sizes, rtol)
    sign = " and has the wrong sign" if factor < 0 else ""
    if named:
        sums = any(letter in name for name in named for letter in SIZE_LETTERS)
        look = "a mean in place of a sum, or the reverse" if sums else "a factor counted twice or left out"
        return f"It is {' or '.join(named)} times the right one{sign}. Look for {look}."
    if np.count_nonzero(np.abs(expected) > 1e-3) < 3 or not _varied(expected, rtol):
        return None
    return f"It is the right one up to a constant factor{sign}: a scalar is left out or too many."


def _named_factors(factor, sizes, rtol):
    """Every name that fits: "2" and "N = 2" both, if there are two samples."""
    values = {"2": 2.0, "1/2": 0.5}
    known = {letter: sizes[letter] for letter in SIZE_LETTERS if sizes.get(letter, 1) > 1}
    if len(known) == 2:
        known["(T·N)"] = sizes["T"] * sizes["N"]
    for name, size in known.items():
        values |= {f"{name} = {size}": float(size), f"1/{name} = 1/{size}": 1.0 / size}
    return [name for name, value in values.items() if abs(factor - value) <= rtol * value]


def _order(got, expected, rtol):
    """Axes swapped, or swapped and pressed into shape by a reshape."""
    for first, second in combinations(range(expected.ndim), 2):
        swapped = np.swapaxes(expected, first, second)
        if not _same(swapped.reshape(expected.shape), expected, rtol):
            named = "It is transposed" if expected.ndim == 2 else f"Axes {first} and {second} are swapped"
            if swapped.shape == expected.shape and _same(got, swapped, rtol):
                return f"{named}. Write the shape of every factor beside the equation."
            if _same(got, swapped.reshape(expected.shape), rtol):
                return f"{named}, then reshaped to fit: reshape keeps the order in memory, transpose doesn't."
    return None


def _one_sample(got, per_sample, rtol):
    if len(per_sample) < 2:
        return None
    matches = [n for n, part in enumerate(per_sample) if part.any() and _same(got, part, rtol)]
    if len(matches) != 1:
        return None
    which = {0: "first", len(per_sample) - 1: "last"}.get(matches[0], f"n = {matches[0]}")
    return f"It holds the contribution of one sample alone ({which}): the sum over the batch is missing."


def _slices(got, expected, axis, rtol):
    """By slice along the axis: is it right, is it zero where it shouldn't be, is the right one not zero?"""
    got, expected = np.moveaxis(got, axis, 0), np.moveaxis(expected, axis, 0)
    right = np.array([_same(a, b, rtol) for a, b in zip(got, expected, strict=True)])
    zero = np.array([not a.any() and b.any() for a, b in zip(got, expected, strict=True)])
    telling = np.array([bool(b.any()) for b in expected])
    return right, zero, telling


def _steps(got, expected, axis, rtol):
    right, zero, telling = _slices(got, expected, axis, rtol)
    steps = len(right)
    if steps < 2 or right.all():
        return None
    flipped = np.flip(expected, axis)
    if _same(got, flipped, rtol):
        return "The steps stand in reverse order: was the list of a backward loop stacked as it came?"
    shifted = _shifted(np.moveaxis(got, axis, 0), np.moveaxis(expected, axis, 0), rtol)
    if shifted:
        return shifted
    if not (right & telling).any():
        return f"It is zero at {_listed('t', zero)} and wrong at the other steps." if zero.any() else None
    first_right, last_wrong = int(np.argmax(right & telling)), int(np.flatnonzero(~right)[-1])
    if _sparse(np.moveaxis(got, axis, 0)[~right], np.moveaxis(expected, axis, 0)[~right], rtol):
        return f"It is right but for some entries at {_listed('t', ~right)}."
    if last_wrong < first_right:
        after = "at the last step" if first_right == steps - 1 else f"at the last {steps - first_right} steps"
        how = "zero" if zero[~right].all() else "wrong"
        return f"It is right {after} and {how} before: look at the path back through time."
    if zero[~right].all():
        return f"It is zero at {_listed('t', ~right)} and right elsewhere: does the loop reach every step?"
    look = ": look at how the loop begins and ends" if right[0] != right[-1] else ""
    return f"It is right but for {_listed('t', ~right)}{look}."


def _sparse(got, expected, rtol):
    """Whether most entries are right after all: then no whole step, sum or path is to blame."""
    return np.mean(np.abs(got - expected) > rtol * np.abs(expected).max()) < 0.5


def _shifted(got, expected, rtol):
    if len(got) < 3:
        return None
    for name, mine, right in (("late", got[1:], expected[:-1]), ("early", got[:-1], expected[1:])):
        if _varied(right, rtol) and all(_same(a, b, rtol) for a, b in zip(mine, right, strict=True)):
            return f"Every step stands one step too {name}: an index is off by one."
    return None


def _samples(got, expected, axis, rtol):
    right, zero, telling = _slices(got, expected, axis, rtol)
    if len(right) < 2 or right.all() or not (right & telling).any():
        return None
    if _sparse(np.moveaxis(got, axis, 0)[~right], np.moveaxis(expected, axis, 0)[~right], rtol):
        return f"It is right but for some entries at {_listed('n', ~right)} of the batch."
    how = "where it is zero" if zero[~right].all() else "where it is wrong"
    return f"It is right but for {_listed('n', ~right)} of the batch, {how}: are all samples treated alike?"


def _blocks(got, expected, axis, rtol):
    if got.shape[axis] % len(GATES):
        return None
    mine, right = (np.array(np.split(array, len(GATES), axis)) for array in (got, expected))
    if any(_same(right[a], right[b], 100 * rtol) for a, b in combinations(range(len(GATES)), 2)):
        return None
    for order in permutations(range(len(GATES))):
        if all(_same(block, right[source], rtol) for block, source in zip(mine, order, strict=True)):
            stands = ", ".join(GATES[source] for source in order)
            return f"The gate blocks stand in the order {stands}; the right order is {', '.join(GATES)}."
    wrong = [k for k in range(len(GATES)) if not _same(mine[k], right[k], rtol)]
    if len(wrong) == len(GATES):
        return None
    how = "wrong"
    if not mine[wrong].any():
        how = "zero"
    elif all(_same(-mine[k], right[k], rtol) for k in wrong):
        how = "minus the right one"
    named = ", ".join(GATES[k] for k in wrong)
    subject = f"the gate block {named} is" if len(wrong) == 1 else f"the gate blocks {named} are"
    return f"Only {subject} {how}; the others are right."


def _permuted(got, expected, rtol):
    """Rows, columns, … in another order. Each must match one other only, or nothing is said."""
    for axis in range(expected.ndim):
        mine, right = np.moveaxis(got, axis, 0), np.moveaxis(expected, axis, 0)
        if len(right) < 2 or len(right) > 200:
            continue
        matches = [
            [k for k, row in enumerate(right) if row.any() and _same(part, row, rtol)] for part in mine
        ]
        if all(len(match) == 1 for match in matches) and len({match[0] for match in matches}) == len(right):
            nouns = {1: ("entries",), 2: ("rows", "columns")}.get(expected.ndim)
            noun = nouns[axis] if nouns else f"slices along axis {axis}"
            return f"The {noun} are right but stand in another order."
    return None


def _listed(letter, mask):
    where = np.flatnonzero(mask).tolist()
    if len(where) > 2 and where == list(range(where[0], where[-1] + 1)):
        return f"{letter} = {where[0]} … {where[-1]} (from 0)"
    return f"{letter} = {', '.join(map(str, where))} (from 0)"
