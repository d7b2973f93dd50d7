"""`grade("exercise", function)`: run the rubric on a student's functions, the one call in a hidden test."""

import secrets
import time
import traceback

import numpy as np

from rnn_helpers.array_checks import CheckFailed
from rnn_helpers.properties import quiet

from .diagnosis import diagnose
from .execution.stand_ins import StudentLost
from .exercises import EXERCISES
from .score import COULD_NOT_CHECK, FAILED, PASSED, Line, Score

# A test cell has a time limit that costs its points; help is worth less than that: a slow answer gets none.
RUBRIC_SECONDS = 15
DIAGNOSIS_SECONDS = 15

NOT_WRITTEN = "not written yet"


class StudentCallFailed(Exception):
    """A call of the student's function ended in an exception; the cause is attached."""


def grade(exercise, *functions, seed=None):
    """Grade the student's functions on hidden inputs.

    Args:
        exercise: a name of the registry.
        functions: the student's functions, in the order of the exercise's `functions`.
        seed: replays an earlier grading; without it every grading draws fresh inputs and records the seed.

    Returns:
        A Score. Every property of the rubric has its own verdict: passed, failed, or could not check where
        the fault is the grader's; only a pass earns points.

    Raises:
        ValueError: no such exercise, or another number of functions than it takes.
    """
    if exercise not in EXERCISES:
        raise ValueError(f"exercise: expected one of {', '.join(EXERCISES)}, got {exercise!r}.")
    entry = EXERCISES[exercise]
    if len(functions) != len(entry.functions):
        raise ValueError(
            f"{exercise}: expected the functions {', '.join(entry.functions)}, got {len(functions)}."
        )
    seed = secrets.randbits(32) if seed is None else seed
    start = time.monotonic()
    lines = grade_lines(exercise, functions, seed)
    report = {}
    if time.monotonic() - start < RUBRIC_SECONDS:
        report["remarks"] = _remarks(entry, [_guard(function) for function in functions], seed)
        if any(line.verdict == FAILED and not line.message.startswith(NOT_WRITTEN) for line in lines):
            report["diagnosis"] = _diagnosis(exercise, functions)
    return Score(exercise, entry.equation, lines, seed, **report)


def grade_lines(exercise, functions, seed):
    """The rubric alone: a tuple of Line, without a diagnosis."""
    guarded = [_guard(function) for function in functions]
    return tuple(_grade_line(line, guarded, seed) for line in EXERCISES[exercise].rubric)


def _remarks(entry, functions, seed):
    try:
        with quiet():
            return entry.remarks(np.random.default_rng(seed), *functions)
    except Exception:  # a remark is no mark; what goes wrong here the rubric has told
        return ()


def _diagnosis(exercise, functions):
    """The Diagnosis, or None. It is help and no mark: whatever stops it stops nothing else."""
    deadline = time.monotonic() + DIAGNOSIS_SECONDS
    try:
        with quiet():
            return diagnose(exercise, [_until(deadline, function) for function in functions])
    except Exception:
        return None


def _until(deadline, function):
    """The function, which gives up before it is called after the deadline."""

    def call(*args):
        if time.monotonic() > deadline:
            raise TimeoutError
        try:
            return function(*args)
        except SystemExit as error:
            raise StudentCallFailed from error

    return call


def _guard(function):
    """Wrap a student's function so that its exceptions can be told from the grader's own."""

    def call(*args):
        try:
            return function(*args)
        # SystemExit too: sys.exit() in an answer must cost that answer and not the grader.
        except (Exception, SystemExit) as error:
            raise StudentCallFailed from error

    return call


def _grade_line(line, functions, seed):
    verdict, message, picture = PASSED, "", ""
    try:
        with quiet():
            line.check(np.random.default_rng(seed), *functions)
    except CheckFailed as failed:
        verdict, message, picture = FAILED, str(failed), getattr(failed, "picture", "")
    except StudentCallFailed as failed:
        verdict, message = FAILED, _tell(failed.__cause__)
    except Exception as fault:
        where = traceback.extract_tb(fault.__traceback__)[-1]
        verdict = COULD_NOT_CHECK
        fault = f"{type(fault).__name__} in {where.name}"
        message = f"could not check: the grader failed ({fault}); staff are informed."
    return Line(line.name, line.question, line.points, verdict, message, picture)


def _tell(error):
    if isinstance(error, NotImplementedError):
        return f"{NOT_WRITTEN} ({error})" if str(error) else NOT_WRITTEN
    if isinstance(error, StudentLost):
        return str(error)
    told = f"your function raised {type(error).__name__}"
    return f"{told}: {error}" if str(error) else told
