"""Where the time of one submission goes: sandbox, cells, tests, everything that nbgrader does, its page."""

import statistics
import time
from collections import defaultdict
from contextlib import contextmanager, redirect_stdout
from io import StringIO

from nbgrader.converters import GenerateFeedback

from autograder.batch import work
from autograder.batch.run import _task, read_material, student_rows
from autograder.course import Course
from autograder.execution import preprocessor, student_process, submission
from autograder.release import release
from autograder.sample_class import plans

ROUNDS = 3


def seconds_by_step(folder, assignment):
    """Medians over the submissions of a class, graded one after the other in this process.

    Args:
        folder: a course folder.
        assignment: its name.

    Returns:
        {step: (wall seconds, CPU seconds of this process)}; the sandbox and the process for tests have CPU
        time of their own.
    """
    course = Course(folder)
    release(course, assignment)
    with course.gradebook() as gradebook:
        material = read_material(course, assignment, gradebook.db)
        held = student_rows(gradebook.db, assignment)
    desk, rows = work.Desk(material), []
    whole = [plan.student for plan in plans(assignment, 12) if not plan.broken]
    with _clocks() as spent, redirect_stdout(StringIO()):
        for student in whole * ROUNDS:
            spent.clear()
            with _clock(spent, "total"):
                desk.grade(_task(course, material, student, held.get(student, {})))
            rows.append({step: tuple(times) for step, times in spent.items()})
    desk.close()
    steps = [_steps(row) for row in rows[len(whole) :]]  # the first round warms up
    return {
        step: tuple(statistics.median(row[step][i] for row in steps) for i in (0, 1)) for step in steps[0]
    }


def _steps(spent):
    """What the clocks show, each second in one step only."""

    def less(whole, *parts):
        return tuple(spent[whole][i] - sum(spent.get(part, (0, 0))[i] for part in parts) for i in (0, 1))

    return {
        "sandbox": spent["sandbox"],
        "cells": less("cells", "sandbox"),
        "tests": spent["tests"],
        "gradebook, files": less("total", "notebook", "page"),
        "page": spent["page"],
        "total": spent["total"],
    }


@contextmanager
def _clocks():
    """Clocks around the functions that do the steps; yields {step: [wall, CPU]}."""
    spent = defaultdict(lambda: [0.0, 0.0])
    places = (
        (student_process, "Sandbox", "sandbox"),
        (submission._Run, "student", "cells"),
        (submission._Run, "test", "tests"),
        (preprocessor, "run_notebook", "notebook"),
    )
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    convert = work.convert
    for owner, name, step in places:
        setattr(owner, name, _timed(spent, step, getattr(owner, name)))

    def converted(converter, student):
        step = "page" if isinstance(converter, GenerateFeedback) else "autograde"
        with _clock(spent, step):
            convert(converter, student)

    work.convert = converted
    try:
        yield spent
    finally:
        work.convert = convert
        for owner, name, function in before:
            setattr(owner, name, function)


def _timed(spent, step, function):
    def run(*args, **kwargs):
        with _clock(spent, step):
            return function(*args, **kwargs)

    return run


@contextmanager
def _clock(spent, step):
    wall, cpu = time.monotonic(), time.process_time()
    try:
        yield
    finally:
        spent[step][0] += time.monotonic() - wall
        spent[step][1] += time.process_time() - cpu
