"""Whether two observations show the same program, up to rounding."""

import numpy as np

from rnn_helpers.probes.observation import label_of

from .comparison import TOLERANCE


def same(one, other, right=None):
    """Whether two observations agree in everything; `right` plays no part, see `same_numbers`."""
    return not differing(one, other)


def same_numbers(student, mistake, right):
    """Whether the student's numbers are those of a mistake, whatever the dtype and the rest of the manners.

    Where the mistake ends in an error, the student's function only has to be wrong: how a function falls over
    says little.
    """
    if not unequal(mistake.values, right.values, arrays_only=True):
        return False
    failing = {key for key, value in mistake.values.items() if isinstance(value, str)}
    wrong = {label_of(key) for key in unequal(student.values, right.values)}
    return all(
        label_of(key) in failing and label_of(key) in wrong for key in unequal(student.values, mistake.values)
    )


def differing(one, other):
    """Keys of the values and manners in which two observations differ."""
    return unequal(one.values, other.values) | unequal(one.manners, other.manners)


def unequal(one, other, arrays_only=False):
    return {
        key
        for key in one.keys() | other.keys()
        if not (arrays_only and not isinstance(one.get(key), np.ndarray))
        and not _equal(one.get(key), other.get(key))
    }


def _equal(one, other):
    if not (isinstance(one, np.ndarray) and isinstance(other, np.ndarray)):
        return type(one) is type(other) and one == other
    if one.shape != other.shape or not np.array_equal(np.isfinite(one), np.isfinite(other)):
        return False
    here = np.isfinite(one)
    error = np.abs(one[here] - other[here]).max(initial=0.0)
    return bool(error <= TOLERANCE * np.abs(other[here]).max(initial=0.0))
