"""Exercises of 03 and 04 that call an earlier one: a mistake costs once, where it was made.

What differs from the reference is held against the student's own earlier function, and the report says so.
"""

import numpy as np

from rnn_helpers.array_checks import CheckFailed

from ..comparison import compare


def remarks(**pieces):
    """Sentences for the report on the student's own earlier functions.

    Args:
        pieces: name of a function -> (its numbers, the right ones), array-likes.

    Returns:
        A tuple with a sentence for each that differs.
    """
    return tuple(
        f"Your {name} is not the course's. What is right for your own keeps its points here."
        for name, (own, right) in pieces.items()
        if _differ(np.asarray(own, dtype=float), np.asarray(right, dtype=float))
    )


def _differ(own, right):
    try:
        compare("own", own, right, "")
    except CheckFailed:
        return True
    return False
