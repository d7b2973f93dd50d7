"""What the fast layers share: buffers kept between calls, checked arguments, no stale cache."""

import numpy as np


class RecurrentLayer:
    """Buffers that live as long as the sizes stay the same.

    Fresh arrays of many megabytes in every call would cost a page fault for each 4 kB; so a layer keeps its
    arrays, and what `forward` and `backward` return for every step is overwritten by the next call: copy what
    must outlive it.
    """

    def __init__(self):
        self._sizes = None
        self._calls = 0

    def _begin(self, x, shapes, arrays):
        """Check the arguments of `forward`; allocate if the sizes are new.

        Args:
            x: (T, N, D) input; its dtype, float64 or float32, is the layer's.
            shapes: dict name -> shape in terms of the letters N, D, H, such as ("H", "4H").
            arrays: dict name -> array; the last axis of the array named "h_0" is H.
        """
        if x.ndim != 3 or x.dtype not in (np.float64, np.float32):
            raise ValueError(
                f"x: expected (T, N, D) in float64 or float32, got {x.shape} in {x.dtype}. Stack the steps."
            )
        letters = {"N": x.shape[1], "D": x.shape[2], "H": arrays["h_0"].shape[-1]}
        for name, shape in shapes.items():
            expected = tuple(int(axis[:-1] or 1) * letters[axis[-1]] for axis in shape)
            if arrays[name].shape != expected or arrays[name].dtype != x.dtype:
                raise ValueError(
                    f"{name}: expected ({', '.join(shape)}) = {expected} in {x.dtype}, "
                    f"got {arrays[name].shape} in {arrays[name].dtype}. Compare with the shapes of x and h_0."
                )
        sizes = (*x.shape, letters["H"], x.dtype)
        if sizes != self._sizes:
            self._allocate(*sizes)
            self._sizes = sizes

    def _stamp(self):
        """The cache: the values lie in the layer's buffers, so it only tells whose call filled them."""
        self._calls += 1
        return (id(self), self._calls)

    def _expect_latest(self, cache):
        if cache != (id(self), self._calls):
            raise ValueError(
                "cache: expected the one of this layer's latest forward call, got another. "
                "Call backward before the next forward, which overwrites the buffers, or use two layers."
            )


def with_ones(x, out):
    """Copy x (T, N, D) into out (T·N, D + 1), whose last column is 1: one product then adds the bias, too."""
    out[:, :-1] = x.reshape(-1, x.shape[2])
    return out
