"""An exercise: the functions it needs, and its rubric of graded properties."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class GradedProperty:
    """One line of a rubric.

    Attributes:
        name: short name, the same in feedback, in the mistakes' `caught_by` and in the class report.
        points: what it is worth.
        question: the question as a sentence a student reads; it may not tell the hidden inputs.
        check: called as check(rng, *functions); raises CheckFailed where the answer is no.
    """

    name: str
    points: float
    question: str
    check: Callable


@dataclass(frozen=True)
class Exercise:
    """What `grade(name, *functions)` looks up.

    Attributes:
        name: the answer cell's name.
        assignment: the notebook it belongs to.
        functions: names of the student's functions that it is called with, in this order.
        equation: id of the notebook cell that holds the equation, for the link in the feedback.
        rubric: the graded properties; their points add up to those of the notebook's test cell.
        remarks: called as remarks(rng, *functions); returns sentences for the report that cost no points.
        graded_alone: whether the rubric calls the first function only; the others serve the visible check.
    """

    name: str
    assignment: str
    functions: tuple[str, ...]
    equation: str
    rubric: tuple[GradedProperty, ...]
    remarks: Callable = lambda rng, *functions: ()
    graded_alone: bool = False

    @property
    def points(self):
        return sum(line.points for line in self.rubric)
