"""What a student's functions did on some inputs, noted down as data."""

import numpy as np

from ..properties import quiet

RAISED = "an error"


class Observation:
    """Outputs of a few calls by name. An error or a value of another type is an output, too.

    Attributes:
        values: dict name -> array of the numbers that came back, or a few words where it was no array.
        manners: dict name -> what is right or wrong beside the numbers: the dtype, a second call, an argument
            that was changed in place (by how much, as an array).
    """

    def __init__(self):
        self.values = {}
        self.manners = {}

    @property
    def has_numbers(self):
        """Whether there is anything to compare beside errors, which are all alike."""
        return any(isinstance(value, np.ndarray) for value in self.values.values())

    def call(self, label, function, arguments, outputs, twice=False):
        """Call a function on copies of its arguments and note what comes back.

        Args:
            label: tells this call from the others.
            function: the student's.
            arguments: dict name -> value, in the order of the function's signature.
            outputs: the name of the one value that it returns, or a tuple of names; None for a value that is
                not looked at (a cache).
            twice: call once more with the same arguments, and note whether the same comes back.
        """
        copies = {name: _copy(value) for name, value in arguments.items()}
        if not self._note_call(label, function, copies, outputs):
            return
        for name, value in arguments.items():
            for key, before in _arrays(name, value).items():
                # What a sandbox hands back in its place is not trusted to be an array of this shape.
                after = _as_numbers(_arrays(name, copies[name]).get(key))
                if after is None or after.shape != before.shape:
                    self.manners[f"{label}: change of {key}"] = "another value"
                elif np.any(after != before):
                    self.manners[f"{label}: change of {key}"] = after.astype(float) - before
        if twice:
            again = Observation()
            again._note_call(
                label, function, {name: _copy(value) for name, value in arguments.items()}, outputs
            )
            same = all(
                np.array_equal(value, again.values.get(key), equal_nan=isinstance(value, np.ndarray))
                for key, value in self.values.items()
                if label_of(key) == label
            )
            self.manners[f"{label}: second call"] = "the same" if same else "another"

    def _note_call(self, label, function, arguments, outputs):
        """Call and note; whether values came back."""
        try:
            with quiet():
                returned = function(*arguments.values())
        except Exception:
            self.values[label] = RAISED
            return False
        if isinstance(outputs, str):
            returned, outputs = [returned], (outputs,)
        if not isinstance(returned, (tuple, list)) or len(returned) != len(outputs):
            self.values[label] = "another number of values"
            return False
        for name, value in zip(outputs, returned, strict=True):
            if name is not None:
                for key, entry in _entries(f"{label}: {name}", value).items():
                    self._note_entry(key, entry)
        return True

    def _note_entry(self, key, entry):
        array = _as_numbers(entry)
        if array is None:
            self.values[key] = f"a {type(entry).__name__}"
            return
        self.values[key] = array.astype(float)
        if array.ndim:
            size = array.dtype.itemsize if array.dtype.kind == "f" else ""
            self.manners[f"{key}: dtype"] = f"{array.dtype.kind}{size}"


def label_of(key):
    """The label of the call that a value or a manner belongs to."""
    return key.split(": ")[0]


def _entries(name, value):
    """The value itself by its name, or one for each key of a dict."""
    if not isinstance(value, dict):
        return {name: value}
    return {f"{name}[{key!r}]": value[key] for key in sorted(value, key=str)}


def _as_numbers(value):
    """A base array of real numbers, or None."""
    if not isinstance(value, (np.ndarray, np.generic, int, float)):
        return None
    array = np.array(value, subok=False)
    return array if array.dtype.kind in "fiub" else None


def _arrays(name, value):
    return {key: entry for key, entry in _entries(name, value).items() if isinstance(entry, np.ndarray)}


def _copy(value):
    if isinstance(value, np.ndarray):
        return value.copy()
    return {key: _copy(entry) for key, entry in value.items()} if isinstance(value, dict) else value
