"""Random problems and careful calls that the rubrics of 02_bptt share.

Sizes are all different, W_hh is far from symmetric, no bias or initial state is zero: bugs hide elsewhere.
"""

import numpy as np

from rnn_helpers.array_checks import CheckFailed, expect_array, expect_number, expect_values
from rnn_helpers.tasks import random_rnn

SIZES = ((5, 2, 3, 4, 6), (4, 1, 5, 3, 2))  # (T, N, D, H, K): a batch, and a single sample

RECURRENT = ("W_xh", "W_hh", "b_h")


def draw_problem(rng, T, N, D, H, K):
    """params, x, targets, h_0 in general position."""
    params, h_0 = random_rnn(D, H, K, rng, N=N)
    return params, rng.normal(size=(T, N, D)), rng.integers(K, size=(T, N)), h_0


def recurrent(params):
    """The parameters of the recurrent layer alone."""
    return {name: params[name] for name in RECURRENT}


def copies(arrays):
    """A dict of arrays, copied: a function that writes into its arguments loses "purity" and nothing else."""
    return {name: np.array(array) for name, array in arrays.items()}


def call_forward(name, forward, inputs, shape):
    """(state, cache) of the student's forward function. The state is checked, the cache is only handed on."""
    state, cache = expect_values((name, "cache"), forward(*copies(inputs).values()))
    return expect_array(name, state, shape, dtype=None).astype(float), cache


def call_model(function, params, *arguments):
    """(loss, grads) of rnn_loss_and_grads or truncated_bptt. The loss is checked, the gradients are not."""
    arguments = [np.array(entry) if isinstance(entry, np.ndarray) else entry for entry in arguments]
    loss, grads = expect_values(("loss", "grads"), function(copies(params), *arguments))
    return expect_number("loss", loss), grads


def shapes_of(arrays):
    return {name: array.shape for name, array in arrays.items()}


def remember(values):
    """Copies of what a function returned, which may be arrays that it goes on writing into."""
    shapes = [value.shape if isinstance(value, np.ndarray) else () for value in values]
    kept = [
        expect_array(f"value {i}", value, shape, dtype=None)
        for i, (value, shape) in enumerate(zip(values, shapes, strict=True), 1)
    ]
    if not any(value.any() for value in kept):
        raise CheckFailed("return value: expected gradients, got zeros everywhere. Is anything computed?")
    return kept


def expect_same(first, again):
    """Raise unless two answers, as `remember` keeps them, are equal."""
    if len(first) != len(again) or not all(map(np.array_equal, first, again)):
        raise CheckFailed(
            "second call with the same arguments: expected the same answer, got another. "
            "A backward pass only reads its cache, and keeps nothing from call to call."
        )
