"""What a gradient check differentiates: which inputs and outputs, with which upstream gradient."""

import numpy as np

from .array_checks import CheckFailed, describe, expect_values


class Problem:
    """A forward function at a point. The caller's arrays are kept from it: it gets copies.

    Args:
        forward, inputs, outputs: as in `check_gradients`.

    Attributes:
        names: names of the float64 inputs, in order.
        point: copies of them.
        constants: the other inputs by name; copies, too.
        complaints: one message for each array that was changed in place.
    """

    def __init__(self, forward, inputs, outputs=None):
        self._forward = forward
        self._count = outputs
        self._by_name = isinstance(inputs, dict)
        self._given = _named(inputs)
        self._before = {name: np.array(value) for name, value in self._given.items()}
        self._shapes = None
        self.constants = {}
        self.names, self.point, self.complaints = [], [], []
        for name, value in self._given.items():
            if _is_constant(name, value):
                self.constants[name] = value.copy() if isinstance(value, np.ndarray) else value
            else:
                self.names.append(name)
                self.point.append(np.array(value, dtype=float, subok=False, order="C"))
        if not self.names:
            raise ValueError(
                f"inputs: expected at least one float64 array, got {', '.join(self._given) or 'none'}."
            )

    def call(self, arrays):
        """What `forward` returns for these values of the inputs, in the order of `names`."""
        values = {**self.constants, **dict(zip(self.names, arrays, strict=True))}
        if self._by_name:
            return self._forward(**values)
        return self._forward(*[values[name] for name in self._given])

    def outputs(self, arrays):
        """The outputs of `forward` alone, as a list of float64 arrays."""
        return self.outputs_of(self.call(arrays))

    def outputs_of(self, returned):
        """Pick the outputs out of what `forward` returned.

        Raises:
            CheckFailed: they aren't numbers, or their shapes differ from those of the first call.
        """
        chosen = self._chosen(returned)
        arrays = [np.asarray(value) for value in chosen]
        for value, array in zip(chosen, arrays, strict=True):
            if array.dtype.kind != "f" or isinstance(value, (list, tuple)):
                raise CheckFailed(
                    f"forward: expected float arrays as outputs, got {describe(value)}. "
                    "If it is a cache, outputs=1 says that only the first value is an output."
                )
        shapes = [array.shape for array in arrays]
        if self._shapes is None:
            self._shapes = shapes
        elif shapes != self._shapes:
            raise CheckFailed(
                f"forward: expected outputs of shape {self._shapes} as before, got {shapes}. "
                "The shape of an output may not depend on the values of an input."
            )
        return arrays

    def _chosen(self, returned):
        if self._count is not None:
            if not isinstance(returned, (tuple, list)) or len(returned) <= self._count:
                raise CheckFailed(
                    f"forward: expected {self._count} output{'s' * (self._count > 1)} and then a cache, "
                    f"got {describe(returned)}. Compare with the docstring's Returns."
                )
            return list(returned[: self._count])
        if isinstance(returned, dict):
            return list(returned.values())
        return list(returned) if isinstance(returned, (tuple, list)) else [returned]

    def settle(self, culprit):
        """Complain about every array of the caller that has been changed in place, and restore it."""
        for name, value in self._given.items():
            handed = self.constants.get(name)
            for array in (value, handed):
                if isinstance(array, np.ndarray) and array.tobytes() != self._before[name].tobytes():
                    array[...] = self._before[name]
                    self.complain(name, culprit)

    def complain(self, name, culprit):
        message = (
            f"{name}: expected to be left as it was, got changed in place by {culprit}. "
            "Look for +=, *= or an assignment into the argument, and work on a new array."
        )
        if message not in self.complaints:
            self.complaints.append(message)

    def gradients_by_name(self, given):
        """A function name -> what was given for it (or CheckFailed), and the names nobody asked for."""
        if isinstance(given, dict):
            asked = {key for name in self.names for key in (name, f"d{name}")}
            return lambda name: _from_dict(given, name), [str(key) for key in given if key not in asked]
        if len(self.names) == 1 and not isinstance(given, (tuple, list)):
            return lambda name: given, []

        def from_tuple(name):
            return expect_values([f"d{name}" for name in self.names], given)[self.names.index(name)]

        return from_tuple, []


def upstream_for(returned, outputs, upstream, computed, rng):
    """The upstream gradient of each output, as a list.

    Args:
        returned: dict, tuple or single value that the outputs came in; `upstream` has the same form.
        outputs: list of arrays.
        upstream: what the caller gave, or None.
        computed: whether the gradients were computed before, with an upstream gradient of their own.
        rng: draws what wasn't given. For a single number (a loss) it is 1.
    """
    if upstream is None:
        if len(outputs) == 1 and outputs[0].shape == ():
            return [np.array(1.0)]
        if computed:
            raise ValueError(
                "upstream: expected the upstream gradient that the gradients were computed with, got None. "
                "Give upstream, or pass the backward function instead of its result."
            )
        return [rng.standard_normal(output.shape) for output in outputs]
    if isinstance(returned, dict) and isinstance(upstream, dict):
        given = [upstream[key] for key in returned]
    else:
        given = list(upstream) if isinstance(upstream, (tuple, list)) else [upstream]
    weights = [np.array(value, dtype=float) for value in given]
    if [weight.shape for weight in weights] != [output.shape for output in outputs]:
        raise CheckFailed(
            f"forward: expected outputs shaped like upstream, {[weight.shape for weight in weights]}, "
            f"got {[output.shape for output in outputs]}. Compare with the docstring's Returns."
        )
    return weights


def _named(inputs):
    if isinstance(inputs, dict):
        return dict(inputs)
    if isinstance(inputs, (tuple, list)):
        return {f"x{number}": value for number, value in enumerate(inputs)}
    return {"x": inputs}


def _is_constant(name, value):
    """Integers (targets), bools, strings and None are held fixed; so is an array without entries."""
    if value is None or isinstance(value, (str, bool, int)):
        return True
    if isinstance(value, (np.ndarray, np.generic, float)):
        dtype = np.asarray(value).dtype
        if dtype.kind in "iub" or np.size(value) == 0:
            return True
        if dtype == np.float64:
            if not np.isfinite(value).all():
                raise ValueError(f"{name}: expected finite numbers as input, got NaN or infinity.")
            return False
    raise ValueError(
        f"{name}: expected a float64 array, or integers to hold fixed, got {describe(value)}. "
        "Central differences need float64; arrays inside a dict or a list are inputs of their own."
    )


def _from_dict(given, name):
    for key in (f"d{name}", name):
        if key in given:
            return given[key]
    listed = ", ".join(map(str, given)) or "no key"
    raise CheckFailed(f"d{name}: expected a gradient under that key, got {listed}. Is it returned?")
