"""What the visible checks of 02_bptt share: problems, careful calls, comparison with a measured gradient."""

import numpy as np

from ..array_checks import CheckFailed, expect_array, expect_close, expect_values, same_numbers
from ..finite_difference import numerical_gradient
from ..number_hints import axes_of, suggest
from ..tasks import random_rnn

T, N, D, H, K = 5, 2, 3, 4, 6  # all different, so that no two axes can be mixed up unnoticed

RTOL = 2e-5  # float32 somewhere on the way is no mistake; 0.05 % is


def draw_problem(rng, steps=T):
    """params, x, targets, h_0 in general position."""
    params, h_0 = random_rnn(D, H, K, rng, N=N)
    return params, rng.normal(size=(steps, N, D)), rng.integers(K, size=(steps, N)), h_0


def recurrent(params):
    """The parameters of the recurrent layer alone."""
    return {name: params[name] for name in ("W_xh", "W_hh", "b_h")}


def compare(name, got, measured, look, steps=T):
    """Compare a gradient with the measured one; the hint says what kind of wrong the numbers show."""
    got = expect_array(name, got, measured.shape, dtype=None)
    letters = axes_of(name.removeprefix("d"), measured.shape)
    axes = {
        word: letters.index(axis)
        for word, axis in (("time_axis", "T"), ("batch_axis", "N"), ("block_axis", "G"))
        if axis in letters
    }
    hint = suggest(got, measured, sizes={"T": steps, "N": N}, rtol=RTOL, **axes)
    expect_close(
        name, got, measured, f"{hint or look} (Expected: the difference quotient of your forward pass.)", RTOL
    )


def measure(scalar, inputs, name):
    """Central differences of scalar(**inputs) for one of its inputs."""
    return numerical_gradient(lambda array: scalar(**{**inputs, name: array}), inputs[name])


def call_forward(forward, inputs, shape):
    """(state, cache) of the student's forward function, the state checked."""
    state, cache = expect_values(("h", "cache"), forward(*(np.array(array) for array in inputs.values())))
    return expect_array("h", state, shape, dtype=None), cache


def remember(values):
    """Copies of what a function returned, which may be arrays that it goes on writing into."""
    return [np.array(value) for value in values]


def expect_same(first, again):
    """Raise unless two answers, as `remember` keeps them, are equal."""
    if len(first) != len(again) or not all(map(same_numbers, first, again)):
        raise CheckFailed(
            "second call with the same arguments: expected the same answer, got another. "
            "Does the function write into its cache, or keep something from call to call?"
        )
