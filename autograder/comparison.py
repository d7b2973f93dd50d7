"""Compare with hidden values: say where and what kind, never the inputs and never the expected numbers."""

import numpy as np

from rnn_helpers.array_checks import CheckFailed, expect_array
from rnn_helpers.heat_map import heat_map
from rnn_helpers.number_hints import suggest

# Two correct programs differ by rounding: about 1e-13 in float64, 1e-6 where a student works in float32 in
# between. A mistake of 0.05 % in one large entry is 5e-4.
TOLERANCE = 2e-5


class WrongValues(CheckFailed):
    """Some entries are wrong.

    Attributes:
        picture: where, as an SVG element; empty for a single number. Three classes of error tell no value.
    """

    def __init__(self, message, picture):
        super().__init__(message)
        self.picture = picture


def compare(name, got, expected, look_at, tolerance=TOLERANCE, **axes):
    """Raise CheckFailed unless `got` equals `expected` up to `tolerance` of its largest entry.

    Args:
        name: the symbol as in the equation.
        got: what the student's function returned; not trusted yet.
        expected: array (or number) of the reference.
        look_at: one sentence that says where to look next; used where the numbers themselves suggest nothing.
        tolerance: the largest error that passes, as a fraction of the largest entry.
        axes: what `suggest` may know of the arrays (sizes, time_axis, block_axis).

    Limits: shape and finiteness are checked, the dtype is not; that is a property of its own.
    """
    expected = np.asarray(expected, dtype=float)
    got = expect_array(name, got, expected.shape, dtype=None).astype(float)
    scale = np.abs(expected).max(initial=0.0)
    error = np.abs(got - expected)
    limit = tolerance * scale if scale else 1e-12
    wrong = error > limit
    if not wrong.any():
        return
    index = np.unravel_index(np.argmax(error), error.shape)
    where = f", worst at {[int(i) for i in index]}" if index else ""
    size = f"{error[index] / scale:.2g} of the largest entry" if scale else "where all entries should be zero"
    hint = suggest(got, expected, **axes)
    count = f"{int(wrong.sum())} of {wrong.size} entries"
    raise WrongValues(
        f"{name}: expected another value at {count}{where}, got an error of {size}; "
        f"limit {tolerance:g}. {hint or look_at}",
        _picture(f"{name} {error.shape}: {count} wrong{where}", error / (scale or 1.0), wrong),
    )


def _picture(told, errors, wrong):
    return heat_map(errors, wrong, np.zeros_like(wrong), told) if errors.ndim else ""
