"""Tasks that only a memory can solve: something seen early decides what is right at the end."""

import numpy as np

SYMBOLS = ("A", "B", "c", "d", "e", "f")
CLASSES = ("AA", "AB", "BA", "BB")


def temporal_order(T, N, rng, dtype=np.float64):
    """Two of the T symbols are A or B; the class is which two, in their order.

    The other symbols are drawn from c, d, e, f. Counting positions from 0, the first of the two stands at
    p_0 in [0.1 T, 0.2 T), the second at p_1 in [0.5 T, 0.6 T), each drawn uniformly.

    Args:
        T: length of every sequence, at least 10.
        N: batch size.
        rng: draws symbols and positions.
        dtype: of x.

    Returns:
        x: (T, N, 6) one-hot symbols, in the order of SYMBOLS.
        targets: (N,) class of each sequence, an index into CLASSES.

    Source: Hochreiter and Schmidhuber 1997, experiment 6a; Pascanu et al. 2013, section 4.1.1 (fixed length,
        as there).
    """
    first, second = _position(0.1, 0.2, T, N, rng), _position(0.5, 0.6, T, N, rng)
    symbols = rng.integers(2, len(SYMBOLS), size=(T, N))
    bits = rng.integers(2, size=(2, N))
    sequence = np.arange(N)
    symbols[first, sequence], symbols[second, sequence] = bits
    return np.eye(len(SYMBOLS), dtype=dtype)[symbols], 2 * bits[0] + bits[1]


def adding(T, N, rng, dtype=np.float64):
    """Two of T numbers are marked; the answer is their sum.

    Counting positions from 0, one mark stands at p_0 in [0, 0.1 T), the other at p_1 in [0.1 T, 0.5 T), each
    drawn uniformly. Always answering 1 has mean squared error 1/6, the variance of a sum of two such numbers.

    Args:
        T: length of every sequence, at least 10.
        N: batch size.
        rng: draws numbers and positions.
        dtype: of x and targets.

    Returns:
        x: (T, N, 2), a number uniform in [0, 1) and its mark, 1 or 0.
        targets: (N,) sum of the two marked numbers.

    Source: Hochreiter and Schmidhuber 1997, experiment 4, in the form of Pascanu et al. 2013 (who halve the
    sum) and Le et al. 2015, section 4.1 (who don't).
    """
    first, second = _position(0.0, 0.1, T, N, rng), _position(0.1, 0.5, T, N, rng)
    x = np.zeros((T, N, 2), dtype)
    x[:, :, 0] = rng.random((T, N))
    sequence = np.arange(N)
    x[first, sequence, 1] = x[second, sequence, 1] = 1
    return x, x[first, sequence, 0] + x[second, sequence, 0]


def _position(start, stop, T, N, rng):
    """N integers drawn from [start·T, stop·T)."""
    if T < 10:
        raise ValueError(
            f"T: expected at least 10 steps, got {T}. A shorter interval may hold no position at all."
        )
    # Rounding first: 0.1 * 30 is a little more than 3 in binary, and its ceiling would be 4.
    low, high = (int(np.ceil(round(share * T, 9))) for share in (start, stop))
    return rng.integers(low, high, size=N)
