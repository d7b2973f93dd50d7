"""Repeat on the caller's arguments what a call in the sandbox did to their copies."""

import numpy as np


def write_back(mine, theirs):
    """Change my arrays, lists, dicts, sets and generators in place into what the call made of their copies.

    Raises:
        ValueError: the call did what can't be repeated here: another shape or dtype, a read-only array
            written to.
    """
    if isinstance(mine, tuple) and isinstance(theirs, tuple) and len(mine) == len(theirs):
        for my_item, their_item in zip(mine, theirs, strict=True):
            write_back(my_item, their_item)
    elif isinstance(mine, np.ndarray) and isinstance(theirs, np.ndarray):
        _write_array(mine, theirs)
    elif isinstance(mine, list) and isinstance(theirs, list):
        mine[:] = [_merge(*pair) for pair in zip(mine, theirs, strict=False)] + theirs[len(mine) :]
    elif isinstance(mine, dict) and isinstance(theirs, dict):
        merged = {key: _merge(mine[key], value) if key in mine else value for key, value in theirs.items()}
        mine.clear()
        mine.update(merged)
    elif isinstance(mine, set) and isinstance(theirs, set):
        mine.clear()
        mine.update(theirs)
    elif isinstance(mine, np.random.Generator) and isinstance(theirs, np.random.Generator):
        mine.bit_generator.state = theirs.bit_generator.state


def _write_array(mine, theirs):
    if mine.shape != theirs.shape or mine.dtype != theirs.dtype:
        was, is_now = (f"{array.shape} {array.dtype}" for array in (mine, theirs))
        raise ValueError(f"an array {was} that was turned into one {is_now}")
    if mine.tobytes() != theirs.tobytes():
        if not mine.flags.writeable:
            raise ValueError("a read-only array that was written to")
        mine[...] = theirs


def _merge(mine, theirs):
    """My object, changed in place, if it is still the same kind of thing; else theirs."""
    if type(mine) is not type(theirs):
        return theirs
    write_back(mine, theirs)
    return mine if isinstance(mine, (np.ndarray, list, dict, set, np.random.Generator)) else theirs
