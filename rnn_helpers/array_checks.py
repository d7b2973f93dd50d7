"""Is what came back what the equation promises? Every message: expected, got, what to look at next."""

import contextlib

import numpy as np


class CheckFailed(AssertionError):
    """A check said no. The message is written for the student."""

    def _render_traceback_(self):
        """IPython shows this in place of a traceback: the frames of the checker teach nobody."""
        return [f"CheckFailed: {self}"]


def describe(value):
    """A value in a few words: 'an array of shape (2, 3)', 'None', "a list of 3 items"."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    if isinstance(value, (list, tuple, dict)):
        return f"a {type(value).__name__} of {len(value)} item{'s' * (len(value) != 1)}"
    if isinstance(value, (bool, int, float, complex, str)):
        text = repr(value)
        return text if len(text) <= 40 else text[:37] + "…"
    return f"a value of type {type(value).__name__}"


def expect_array(name, value, shape, dtype=np.float64):
    """Return `value` as a base array, or say why it isn't one.

    Args:
        name: the symbol as in the equation, for the message.
        value: what the student's function returned.
        shape: the shape that the docstring promises.
        dtype: the dtype that the docstring promises; None accepts every real dtype.

    Returns:
        A base `numpy.ndarray` of that shape. A subclass could fake comparisons, so its data are copied out.

    Raises:
        CheckFailed: None, another type, a list, another shape or dtype, NaN or infinity.
    """
    wanted = f"an array of shape {tuple(shape)}"
    if value is None:
        raise CheckFailed(
            f"{name}: expected {wanted}, got None. Does every path through the function return it?"
        )
    if isinstance(value, (list, tuple)):
        raise CheckFailed(f"{name}: expected {wanted}, got {describe(value)}. Stack it into one array.")
    if not isinstance(value, (np.ndarray, np.generic, int, float)):
        raise CheckFailed(f"{name}: expected {wanted}, got {describe(value)}. Return the array itself.")
    array = np.array(value, subok=False)
    if array.dtype.kind not in "fiub":
        raise CheckFailed(
            f"{name}: expected real numbers, got dtype {array.dtype}. Look at how the array is built."
        )
    if array.shape != tuple(shape):
        raise CheckFailed(
            f"{name}: expected shape {tuple(shape)}, got {array.shape}. {_shape_hint(array.shape, shape)}"
        )
    if dtype is not None and array.dtype != np.dtype(dtype):
        raise CheckFailed(
            f"{name}: expected dtype {np.dtype(dtype)}, got {array.dtype}. "
            "Which line makes or converts the array?"
        )
    if not np.isfinite(array).all():
        index = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise CheckFailed(
            f"{name}: expected finite numbers, got {array[index]} at {list(index)}. "
            "Look for an overflow, a division by zero or a logarithm of zero."
        )
    return array


def expect_number(name, value):
    """Return `value` as a float; a Python or NumPy number or an array of shape () will do."""
    if (
        isinstance(value, (np.ndarray, np.generic, float, int))
        and not isinstance(value, bool)
        and np.shape(value) == ()
    ):
        number = float(np.array(value, subok=False))
        if np.isfinite(number):
            return number
        raise CheckFailed(
            f"{name}: expected a finite number, got {number}. Look for a logarithm of zero or an overflow."
        )
    raise CheckFailed(f"{name}: expected one number, got {describe(value)}. Is a sum over all axes missing?")


def expect_values(names, value):
    """Return `value` as a tuple of as many values as there are names; a list is as good as a tuple."""
    listed = ", ".join(names)
    if not isinstance(value, (tuple, list)):
        raise CheckFailed(
            f"return value: expected {len(names)} values ({listed}), got {describe(value)}. "
            "Return all of them."
        )
    if len(value) != len(names):
        raise CheckFailed(
            f"return value: expected {len(names)} values ({listed}), got {len(value)}. "
            "Compare with the docstring's Returns."
        )
    return tuple(value)


def expect_arrays(shapes, value, dtype=np.float64):
    """Unpack `value` by the names of `shapes` and check each array. Returns a dict name -> array.

    Args:
        shapes: dict name -> shape, in the order of the return statement; a shape of None lets anything
            pass (a cache).
        value: what the student's function returned.
    """
    parts = expect_values(tuple(shapes), value)
    return {
        name: part if shape is None else expect_array(name, part, shape, dtype)
        for (name, shape), part in zip(shapes.items(), parts, strict=True)
    }


def expect_dict(name, value, shapes, dtype=np.float64):
    """Check a dict of arrays against a dict of shapes with the same keys. Returns the arrays by key."""
    if not isinstance(value, dict):
        raise CheckFailed(
            f"{name}: expected a dict with the keys {', '.join(shapes)}, got {describe(value)}."
        )
    missing = [key for key in shapes if key not in value]
    extra = [str(key) for key in value if key not in shapes]
    if missing or extra:
        told = "; ".join(
            part
            for part in (
                f"missing {', '.join(missing)}" * bool(missing),
                f"not asked for: {', '.join(extra)}" * bool(extra),
            )
            if part
        )
        raise CheckFailed(f"{name}: expected exactly the keys {', '.join(shapes)}, got others ({told}).")
    return {key: expect_array(f"{name}[{key!r}]", value[key], shape, dtype) for key, shape in shapes.items()}


def expect_close(name, got, expected, look_at, rtol=1e-6):
    """Raise unless `got` is `expected` up to `rtol` of the largest expected entry.

    Only for values that a student may see: the message tells both numbers.

    Args:
        name: the symbol as in the equation.
        got, expected: arrays (or numbers) of the same shape.
        look_at: one sentence that says where to look next.
        rtol: allowed error, as a fraction of the largest absolute entry of `expected`.
    """
    got, expected = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
    error = np.abs(got - expected)
    limit = rtol * max(np.abs(expected).max(initial=0.0), np.finfo(float).tiny)
    if not (error <= limit).all():
        index = np.unravel_index(np.argmax(error), error.shape)
        where = f" at {[int(i) for i in index]}" if index else ""
        if (np.abs(got + expected) <= limit).all():
            look_at = f"It is the opposite of the right one: look for a sign. {look_at}"
        raise CheckFailed(
            f"{name}: expected {expected[index]:.6g}{where}, got {got[index]:.6g}; "
            f"error {error[index]:.2g} > {limit:.2g}. {look_at}"
        )


@contextlib.contextmanager
def expect_untouched(**arrays):
    """Raise if the block changes one of the arrays in place.

    Args:
        arrays: the arguments by name, arrays or dicts of arrays.
    """
    flat = {}
    for name, value in arrays.items():
        if isinstance(value, dict):
            flat.update({f"{name}[{key!r}]": entry for key, entry in value.items()})
        else:
            flat[name] = value
    before = {name: np.array(value) for name, value in flat.items()}
    yield
    for name, value in flat.items():
        if not np.array_equal(before[name], value, equal_nan=True):
            raise CheckFailed(
                f"{name}: expected to be left as it was, got changed in place. "
                "Look for +=, *= or an assignment into the argument, and work on a new array."
            )


def same_numbers(one, other):
    """Are two answers equal? NaN equals NaN here: it is another mistake than an answer that changes."""
    one, other = np.asarray(one), np.asarray(other)
    return np.array_equal(one, other, equal_nan=one.dtype.kind in "fc" and other.dtype.kind in "fc")


def _shape_hint(got, wanted):
    if sorted(got) == sorted(wanted) and len(got) > 1:
        return "The same axes stand in another order: is something transposed?"
    if len(got) == len(wanted) + 1:
        if 1 in got:
            return "There is one axis too many, of length 1: was it kept by a slice or by keepdims?"
        return "There is one axis too many: is a sum missing, over the batch for example?"
    if len(got) + 1 == len(wanted):
        return "There is one axis too few: was an axis summed over or picked from that should stay?"
    if len(got) == len(wanted) and got[0] == wanted[0] + 1 and got[1:] == tuple(wanted[1:]):
        return "There is one entry too many along the first axis: was the start counted with the rest?"
    return "Write the shape of every factor beside the equation."
