"""Run an attack through our grading: the cells alone, or a whole course."""

import functools
import shutil
from dataclasses import dataclass, field

import nbformat
from autograder.course import Course
from autograder.execution.limits import MB, Limits
from autograder.execution.submission import run_notebook
from autograder.grading import GRADED, grade_submission

from .damage import active, points, processes_left, staff_page, stolen, texts
from .expected import EARNED, LOSES_ITS_OWN, SENTENCES
from .target_course import ASSIGNMENT, NEIGHBOUR, hand_in_path

HONEST = {"honest_value": 1, "target_values": 0, "target_score": 0, "later_value": 1}

QUICK = Limits(
    total_memory=700 * MB,
    disk=32 * MB,
    cell_seconds=4,
    call_seconds=1.5,
    check_seconds=4,
    submission_seconds=60,
)


@dataclass(frozen=True)
class Result:
    """What came of an attack.

    Attributes:
        points: {test cell: points}.
        seen: everything that staff and student can read about it.
        stolen: lines that show what it got hold of.
        active: what its pages hold beyond the page of a harmless notebook.
        status: of the submission.
    """

    points: dict
    seen: str
    stolen: list
    active: list = field(default_factory=list)
    status: str = GRADED


def run_cells(attack):
    """Grade the cells of an attack, without a course around them."""
    notebook = attack.notebook()
    run_notebook(notebook, limits=QUICK)
    return Result(points(notebook), "\n".join(texts(cell) for cell in notebook.cells), stolen(notebook))


def run_in_course(attack, folder, student):
    """Hand an attack in as this student's and grade it as `autograder grade` does."""
    course = Course(folder)
    attack.hand_in(hand_in_path(folder, student))
    outcome = grade_submission(course, ASSIGNMENT, student)
    page = course.feedback(ASSIGNMENT, student).read_text(encoding="utf-8")
    told = [outcome.message, *outcome.remarks, *(mark.reason for mark in outcome.marks)]
    printed = "".join(told)
    graded = course.autograded(ASSIGNMENT, student)
    earned, found, pages = {}, [], []
    if outcome.status == GRADED:
        notebook = nbformat.read(graded, as_version=4)
        earned, found = points(notebook), stolen(notebook)
        told += [texts(cell) for cell in notebook.cells]
        pages = active(page, course.feedback(ASSIGNMENT, NEIGHBOUR).read_text(encoding="utf-8"))
        if "script" in attack.path.read_text(encoding="utf-8"):
            pages += active(staff_page(graded), _harmless(course.autograded(ASSIGNMENT, NEIGHBOUR)))
    if not printed.isprintable():
        pages.append("escape sequences in the terminal")
    shutil.rmtree(folder / "submitted" / student)
    return Result(earned, "\n".join(told), found, pages, outcome.status)


def harm(attack, result, known):
    """What an attack has done, in words; an empty list if nothing. `known` are the processes before it."""
    name = attack.path.stem
    right = {**HONEST, **EARNED.get(name, {})}
    if name in LOSES_ITS_OWN:
        right["later_value"] = 0
    done = []
    if result.status == GRADED and result.points != right:
        done.append(f"points: expected {right}, got {result.points}")
    done += result.stolen + [f"active: {found}" for found in result.active]
    if left := processes_left(known):
        done.append(f"{len(left)} processes left")
    return done


def sentence(attack, result):
    """The line of what can be read that holds the expected sentence, or None."""
    expected = SENTENCES[attack.path.stem]
    return next((line for line in result.seen.splitlines() if expected in line), None)


@functools.cache
def _harmless(path):
    return staff_page(path)
