"""A function of mathematics: the same arguments give the same value, and the arguments are only read."""

import numpy as np

from ..array_checks import CheckFailed, expect_untouched, same_numbers


def expect_pure(function, arrays):
    """Call `function` twice with the same arrays: they must stay as they are, and both answers must be equal.

    Args:
        function: takes the arrays in the order of the dict and returns one array.
        arrays: the arguments by name.

    Raises:
        CheckFailed: an argument was changed in place, or the second answer differs from the first.
    """
    with expect_untouched(**arrays):
        first = np.array(function(*arrays.values()))
        second = np.array(function(*arrays.values()))
    if not same_numbers(first, second):
        raise CheckFailed(
            "second call: expected the same answer as the first, got another. "
            "A function may not keep anything from call to call."
        )
