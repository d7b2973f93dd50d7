"""Which known mistake is it? The one that gives the student's outputs: a wrong name is worse than none.

The exercise's probe runs on the student's functions and on the solution with each known mistake made in it,
on the same inputs. What decides is the outputs alone, so a name holds for any way of writing the mistake. It
gives no points and takes none.
"""

import functools
import itertools
from dataclasses import dataclass

import numpy as np

from rnn_helpers.probes import observe
from rnn_helpers.probes.observation import label_of

from .exercises import EXERCISES
from .mistakes import load_mistakes
from .same_outputs import differing, same, same_numbers
from .solution import solution_functions
from .special_cases import special_cases

# Not the seeds that are graded with: every known mistake is then observed once and for all.
SEEDS = (7_001, 7_002)

# Pairs of mistakes are tried where a probe makes few calls; elsewhere they would take seconds.
MOST_CALLS_FOR_PAIRS = 2

MOST_TOLD = 2  # mistakes of which one is the right one; more would be a list of guesses


@dataclass(frozen=True)
class Diagnosis:
    """What is known of a wrong answer.

    Attributes:
        mistakes: names of the known mistakes that it makes, "<exercise>/<id>"; empty if none was recognised.
        help: sentences for the student.
    """

    mistakes: tuple[str, ...]
    help: str


def diagnose(exercise, functions):
    """Recognise the known mistake in a student's functions, or two at once, or say when they are right.

    Args:
        exercise: its name.
        functions: the student's functions, in the order of the exercise.

    Returns:
        A Diagnosis, or None where nothing can be said. Where several mistakes fit that need different help,
        it names none and tells them all.
    """
    student = _Seeds(lambda seed: observe(exercise, _graded(exercise, functions), seed))
    if not student[0].has_numbers or same(student[0], _observed(exercise, (), 0)):
        return None
    own, earlier = candidates(exercise)
    found = _matching(exercise, [(mistake,) for mistake in (*own, *earlier)], student)
    if not found:
        found = _side_by_side(exercise, own, student)
    if not found and len({label_of(key) for key in student[0].values}) <= MOST_CALLS_FOR_PAIRS:
        found = _matching(exercise, list(_pairs(exercise, own, earlier)), student)
    if found:
        return _named(exercise, found)
    sentences = special_cases(
        exercise, lambda *sizes: observe(exercise, _graded(exercise, functions), *sizes)
    )
    return Diagnosis((), " ".join(sentences)) if sentences else None


def prepare(exercise):
    """Observe the solution and each known mistake once, for every diagnosis of this process and its forks."""
    own, earlier = candidates(exercise)
    for mistake in (*own, *earlier):
        _observed(exercise, (mistake,), 0)


def candidates(exercise):
    """(known mistakes of the exercise itself, those of the other exercises of its notebook that it shows)."""
    own, earlier = [], []
    for mistake in _mistakes(EXERCISES[exercise].assignment):
        (own if mistake.exercise == exercise else earlier).append(mistake)
    right = _observed(exercise, (), 0)
    return own, [mistake for mistake in earlier if not same(_observed(exercise, (mistake,), 0), right)]


def _graded(exercise, functions):
    """What grading calls: with some exercises the first function is the student's and the others are not."""
    if not EXERCISES[exercise].graded_alone:
        return functions
    return [functions[0], *solution_functions(exercise)[1:]]


class _Seeds:
    """Observations by the index of their seed, each made when it is first asked for."""

    def __init__(self, make):
        self.make = functools.cache(lambda index: make(SEEDS[index]))

    def __getitem__(self, index):
        return self.make(index)


def _matching(exercise, groups, student):
    """Those of the groups of mistakes that give the student's outputs on every seed."""
    for compare in (same, same_numbers):
        found = [
            group
            for group in groups
            if all(
                compare(student[i], _observed(exercise, group, i), _observed(exercise, (), i))
                for i in range(len(SEEDS))
            )
        ]
        if found:
            return found
    return []


def _named(exercise, groups):
    """The Diagnosis; without a name if the groups need different help."""
    texts = list(dict.fromkeys(words(exercise, group) for group in groups))
    if len(texts) > 1:
        told = " Or: ".join(texts) if len(texts) <= MOST_TOLD else ""
        return Diagnosis((), f"More than one mistake gives these numbers. {told}") if told else None
    return Diagnosis(tuple(f"{mistake.exercise}/{mistake.id}" for mistake in groups[0]), texts[0])


def words(exercise, group):
    """The help for mistakes of an exercise, or of one that it calls."""
    told = " ".join(
        mistake.help if mistake.exercise == exercise else f"It comes from {mistake.exercise}. {mistake.help}"
        for mistake in group
    )
    return told if len(group) == 1 else f"Two mistakes at once. {told}"


def _side_by_side(exercise, mistakes, student):
    """Pairs of mistakes that change different outputs and together explain all that is wrong."""
    right = _observed(exercise, (), 0)
    wrong = differing(student[0], right)
    explaining = {}
    for mistake in mistakes:
        changed = differing(_observed(exercise, (mistake,), 0), right)
        if changed < wrong and not changed & differing(student[0], _observed(exercise, (mistake,), 0)):
            explaining[mistake] = changed
    return [
        (one, other)
        for one, other in itertools.combinations(explaining, 2)
        if not explaining[one] & explaining[other] and explaining[one] | explaining[other] == wrong
    ]


def _pairs(exercise, own, earlier):
    """Every two mistakes that can be made together and still give numbers everywhere.

    At least one of them is the exercise's own: two that come from earlier exercises are told there.
    """
    for pair in (*itertools.combinations(own, 2), *itertools.product(own, earlier)):
        for order in (pair, pair[::-1]):
            try:
                observed = _observed(exercise, order, 0)
            except (ValueError, SyntaxError):  # the second place is gone
                continue
            if all(isinstance(value, np.ndarray) for value in observed.values.values()):
                yield order
                break


@functools.cache
def _mistakes(assignment):
    return tuple(load_mistakes(assignment))


@functools.cache
def _observed(exercise, mistakes, index):
    """The solution with these mistakes, observed on one of the seeds."""
    return observe(exercise, _graded(exercise, solution_functions(exercise, mistakes)), SEEDS[index])
