"""A probe of each exercise: a few calls of a student's functions on drawn inputs, and what came back.

A probe judges nothing and holds no answer. Two programs with the same observation on random inputs are
taken to compute the same; that is how a known mistake is recognised, in grading and at home.
"""

import numpy as np

from . import bptt, clipping, lstm, rnn_forward, vanishing_gradients
from .observation import Observation
from .sizes import GENERAL

PROBES = {
    **rnn_forward.PROBES,
    **bptt.PROBES,
    **vanishing_gradients.PROBES,
    **clipping.PROBES,
    **lstm.PROBES,
}


def observe(exercise, functions, seed, sizes=GENERAL):
    """Run the probe of an exercise.

    Args:
        exercise: its name.
        functions: the student's functions, in the order of the exercise.
        seed: draws the inputs.
        sizes: a Sizes.

    Returns:
        An Observation.
    """
    observation = Observation()
    PROBES[exercise](observation, np.random.default_rng(seed), sizes, *functions)
    return observation
