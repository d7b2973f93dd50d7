"""When is a wrong answer right? For one sample, for one step, from zero: it points at a path or a sum."""

import numpy as np

from rnn_helpers.probes import observe
from rnn_helpers.probes.rnn_forward import LONGEST_BIT_STRING
from rnn_helpers.probes.sizes import Sizes
from rnn_helpers.tasks import all_bit_strings, running_parity

from .same_outputs import same_numbers, unequal
from .solution import solution_functions

SEED = 7_003

CASES = (
    (Sizes(N=1), "for a single sample and wrong for several: look for a sum or a mean over the batch"),
    (Sizes(T=1), "for a single step and wrong for more: look at what passes from step to step"),
    (Sizes(zero_state=True), "where the state at the start is zero, and only there: where is it used?"),
)


def special_cases(exercise, student):
    """Sentences on when the student's outputs are right.

    Args:
        exercise: its name.
        student: called as student(seed, sizes); returns the Observation of the student's functions.

    Returns:
        A list of sentences, empty where no case tells anything.
    """
    right = solution_functions(exercise)
    mine, expected = student(SEED, Sizes()), observe(exercise, right, SEED)
    if exercise == "parity_rnn":
        return _what_the_signs_say(mine.values.get("all bit strings: signs"))
    if exercise == "rnn_backward":
        for steps in range(1, Sizes().T):
            windowed = observe(exercise, [_windowed(right[0], steps), right[1]], SEED)
            if same_numbers(mine, windowed, expected):
                return [
                    "The gradient of each loss is followed through "
                    f"{steps} step{'s' * (steps > 1)} and no further: what ends the way back?"
                ]
    wrong = _wrong_outputs(mine, expected)
    sentences = []
    for sizes, words in CASES:
        there = observe(exercise, right, SEED, sizes)
        cured = wrong - _wrong_outputs(student(SEED, sizes), there) - _dull_outputs(there)
        if cured:
            sentences.append(f"Right {words} ({', '.join(sorted(cured))}).")
    return sentences


def _what_the_signs_say(signs):
    """What the logits of all bit strings decide instead of the parity, if that can be said in a few words."""
    x = all_bit_strings(LONGEST_BIT_STRING)
    if signs is None or np.shape(signs) != x.shape:
        return []
    bits, odd, on = x[..., 0] > 0, running_parity(x) > 0, signs[..., 0] > 0
    for decided, words in (
        (~odd, "says odd for even and even for odd: all it lacks is the sign"),
        (bits, "repeats the last bit: what came before it has no influence"),
        (np.logical_or.accumulate(bits), "says whether there has been a one, however many"),
        (np.logical_and.accumulate(bits), "says whether all bits so far are ones"),
        (np.zeros_like(odd), "is never positive, whatever the bits"),
        (np.ones_like(odd), "is always positive, whatever the bits"),
    ):
        if np.array_equal(on, decided):
            return [f"The logit {words}."]
    steps = int((on == odd).all(axis=1).argmin())
    return [f"The logit is right for up to {steps} bits and wrong for some longer strings."] if steps else []


def _wrong_outputs(mine, expected):
    """Names of outputs that are wrong in some call; an error makes every output of that call wrong."""
    failing = {key for key, value in mine.values.items() if isinstance(value, str)}
    if failing:
        return {_output(key) for key in expected.values}
    return {_output(key) for key in unequal(mine.values, expected.values)}


def _dull_outputs(expected):
    """Outputs that are zero by themselves in some call: a wrong program has them right by accident."""
    return {_output(key) for key, value in expected.values.items() if not np.any(value)}


def _output(key):
    return key.split(": ")[-1]


def _windowed(rnn_backward, steps):
    """The solution's rnn_backward, with the loss of each step followed back through `steps` steps only."""

    def backward(dh, cache):
        dx, dh_0, *weights = rnn_backward(0 * dh, cache)
        for t in range(len(dh)):
            first = max(0, t + 1 - steps)
            alone = np.zeros_like(dh[first : t + 1])
            alone[-1] = dh[t]
            dx_t, dh_first, *weights_t = rnn_backward(alone, cache[first : t + 1])
            dx[first : t + 1] += dx_t
            dh_0 = dh_0 + (dh_first if first == 0 else 0)
            weights = [total + part for total, part in zip(weights, weights_t, strict=True)]
        return dx, dh_0, *weights

    return backward
