"""Small sequence tasks with known answers. Arrays are time-major; what is random takes its `rng`."""

import itertools
from dataclasses import dataclass

import numpy as np

# Vocabulary and sentence of the slide "Indices instead of one-hot vectors?" (UvA); ids count from 0.
VOCABULARY = ("I", "am", "Bond", "James", "tired", ",", "McGuire", "!")
SENTENCE = ("I", "am", "James", "McGuire")

# UvA, "RNN Example", in this course's layout: row k of U_TRANSPOSED is column k + 1 of the slide's U.
FIVE_WORDS = ("Bond", "James", "my", "name", "is")
U_TRANSPOSED = np.array(
    [[0.1, -0.2, -0.1], [-0.3, 0.4, 0.2], [1.2, 0.5, -0.7], [0.6, 0.9, -0.8], [-0.8, -0.1, 0.3]]
)


@dataclass(frozen=True)
class SymbolTask:
    """One batch of a task over symbols. The ids are left for the student's own `one_hot` to encode.

    Attributes:
        ids: (T, N) integer symbol at every step.
        targets: (T, N) integer class at every step.
        mask: (T, N), 1.0 where the step counts.
        classes: names of the K classes, which are also the symbols.
    """

    ids: np.ndarray
    targets: np.ndarray
    mask: np.ndarray
    classes: tuple[str, ...]


def word_ids(words, vocabulary=VOCABULARY):
    """The ids of `words`, counted from 0, as an integer array (T, 1): one sentence is a batch of one."""
    return np.array([[vocabulary.index(word)] for word in words])


def all_bit_strings(T):
    """Every string of T bits, in counting order: x of shape (T, 2**T, 1) with entries 0.0 and 1.0."""
    strings = np.array(list(itertools.product((0.0, 1.0), repeat=T)))
    return strings.T[:, :, None]


def running_parity(x):
    """1 where the number of ones so far is odd, else 0. x: (T, N, 1) of bits; returns (T, N) integers."""
    return np.cumsum(x[..., 0], axis=0).astype(int) % 2


def random_bits(T, N, rng):
    """Random bit strings and their running parity: x (T, N, 1) with entries 0.0 and 1.0, targets (T, N)."""
    x = rng.integers(2, size=(T, N, 1)).astype(np.float64)
    return x, running_parity(x)


def next_symbol(text, window, N, rng):
    """Windows of a text, cut at random; the target at each step is the symbol that comes next.

    Args:
        text: the string to cut from; its distinct symbols, sorted, are the classes.
        window: T, the number of steps.
        N: the number of windows.
        rng: draws where each window begins.

    Returns:
        A SymbolTask in which every step counts.
    """
    symbols = tuple(sorted(set(text)))
    if len(text) <= window:
        raise ValueError(
            f"text: expected more than {window} symbols, got {len(text)}. Take a shorter window."
        )
    ids = np.array([symbols.index(symbol) for symbol in text])
    starts = rng.integers(len(text) - window, size=N)
    cut = starts[None, :] + np.arange(window + 1)[:, None]
    return SymbolTask(ids[cut[:-1]], ids[cut[1:]], np.ones((window, N)), symbols)


def copy(symbols, delay, N, rng):
    """Copy task: symbols, then `delay` blanks, then more blanks while the symbols are to be repeated.

    Args:
        symbols: how many symbols (each "a" or "b") there are to remember.
        delay: how many blank steps lie between the last symbol and the first answer.
        N: batch size.
        rng: draws the symbols.

    Returns:
        A SymbolTask with T = 2·symbols + delay and classes "a", "b", "_"; the mask is 1 at the answers only.
    """
    classes, blank = ("a", "b", "_"), 2
    drawn = rng.integers(2, size=(symbols, N))
    ids = np.full((2 * symbols + delay, N), blank)
    targets = np.full_like(ids, blank)
    ids[:symbols] = drawn
    targets[-symbols:] = drawn
    mask = np.zeros(ids.shape)
    mask[-symbols:] = 1.0
    return SymbolTask(ids, targets, mask, classes)


def random_rnn(D, H, K, rng, gain=1.0, N=1):
    """Parameters at which bugs can't hide: W_hh a rotation times `gain`, so not symmetric; no bias is zero.

    Returns:
        params: dict with W_xh (D, H), W_hh (H, H), b_h (H,), W_hy (H, K), b_y (K,).
        h_0: (N, H) initial state.
    """
    params = {
        "W_xh": rng.normal(size=(D, H)) / np.sqrt(D),
        "W_hh": gain * np.linalg.qr(rng.normal(size=(H, H)))[0],
        "b_h": rng.normal(size=H) / 2,
        "W_hy": rng.normal(size=(H, K)) / np.sqrt(H),
        "b_y": rng.normal(size=K) / 2,
    }
    return params, rng.normal(size=(N, H)) / 2
