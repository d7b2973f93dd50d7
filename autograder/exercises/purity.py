"""Properties that every graded function shares: float64 out, arguments only read, the same answer twice."""

import numpy as np

from rnn_helpers.array_checks import CheckFailed, expect_array, expect_untouched


def expect_float64(name, value, shape):
    """Raise unless `value` is a float64 array of that shape."""
    expect_array(name, value, shape, dtype=np.float64)


def expect_pure(function, arrays, shape):
    """Call `function` twice on the same arrays: they stay as they are, and both answers are equal.

    Args:
        function: takes the arrays in the order of the dict and returns one array.
        arrays: the arguments by name.
        shape: what the answer must have; an answer of another shape has not been computed from the arguments.

    Raises:
        CheckFailed: an argument was changed in place, or the second answer differs from the first.
    """
    with expect_untouched(**arrays):
        first = expect_array("first answer", function(*arrays.values()), shape, dtype=None)
        second = expect_array("second answer", function(*arrays.values()), shape, dtype=None)
    if not np.array_equal(first, second):
        raise CheckFailed(
            "second call: expected the same answer as the first, got another. "
            "A function may not keep anything from call to call, or draw random numbers."
        )


def expect_alive(name, got):
    """Raise where an answer is zero everywhere: dtype and purity are those of something computed."""
    if not np.any(got):
        raise CheckFailed(f"{name}: expected numbers, got zeros everywhere. Is anything computed?")
