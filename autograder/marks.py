"""The marks of a submission as nbgrader keeps them, and the reasons for lost points."""

import re
from dataclasses import dataclass

import nbformat
from nbgrader.api import Assignment, BaseCell, Grade, Student, SubmittedAssignment, SubmittedNotebook

from .rebuild import MISSING_ANSWER
from .sanitize import REMARKS
from .score import COULD_NOT_CHECK, VERDICT_MIMETYPE


@dataclass(frozen=True)
class Mark:
    """What one exercise or written answer earned.

    Attributes:
        exercise: the answer cell's name.
        points: what it earned; 0 while it waits for a marker.
        max_points: what it is worth.
        written: True for an answer that a person marks.
        to_mark: True if nobody has marked it yet.
        reason: one line, why points were lost; empty if none were.
        verdict: the verdict of the check, empty where there was none.
    """

    exercise: str
    points: float
    max_points: float
    written: bool = False
    to_mark: bool = False
    reason: str = ""
    verdict: str = ""

    @property
    def could_not_check(self):
        return self.verdict == COULD_NOT_CHECK


def exercises(notebook):
    """{name of a graded cell: the exercise that it belongs to}, in the order of the notebook.

    A test is named after its answer cell (`rnn_step_backward_gradients` tests `rnn_step_backward`); a written
    answer is its own exercise.
    """
    flags = {cell.id: cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata}
    answers = [name for name, flag in flags.items() if flag.solution and not flag.grade]
    return {name: _tested(name, answers) for name, flag in flags.items() if flag.grade}


def _tested(name, answers):
    return max((answer for answer in answers if name.startswith(f"{answer}_")), key=len, default=name)


@dataclass(frozen=True)
class Held:
    """What the gradebook holds of one graded cell of one submission."""

    score: float
    max_score: float
    auto_score: float | None
    manual_score: float | None

    @property
    def to_mark(self):
        return self.auto_score is None and self.manual_score is None


def held_grades(gradebook, assignment, students=None):
    """{student: {cell: Held}} of an assignment, for a whole class in one query.

    Args:
        gradebook: nbgrader's Gradebook.
        assignment: its name.
        students: those who are wanted; all by default.
    """
    query = (
        gradebook.db.query(
            Student.id, BaseCell.name, Grade.score, Grade.max_score, Grade.auto_score, Grade.manual_score
        )
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Student, Student.id == SubmittedAssignment.student_id)
        .filter(Assignment.name == assignment)
    )
    if students is not None and len(students) == 1:
        query = query.filter(Student.id == students[0])
    held = {}
    for student, cell, *numbers in query:
        held.setdefault(student, {})[cell] = Held(*numbers)
    return held


def read_graded(path):
    """A graded notebook: our own file, so it need not be validated again."""
    return nbformat.v4.reads(path.read_text(encoding="utf-8"))


def marks_of(notebook, grades):
    """What one graded submission earned.

    Args:
        notebook: the graded notebook.
        grades: {cell: Held} of this submission.

    Returns:
        marks: a tuple of Mark in the order of the notebook, one per exercise.
        remarks: a tuple of sentences, what had to be repaired in the notebook.
    """
    cells = {cell.id: cell for cell in notebook.cells}
    marks = {}
    for name, exercise in exercises(notebook).items():
        grade = grades[name]
        verdict, reason = "", ""
        if not grade.to_mark and grade.score < grade.max_score:
            verdict, reason = _why(cells[name], cells.get(exercise), by_hand=grade.manual_score is not None)
        before = marks.get(exercise, Mark(exercise, 0.0, 0.0))
        marks[exercise] = Mark(
            exercise,
            before.points + grade.score,
            before.max_points + grade.max_score,
            exercise == name,
            before.to_mark or grade.to_mark,
            before.reason or reason,
            before.verdict or verdict,
        )
    return tuple(marks.values()), tuple(notebook.metadata.get(REMARKS, {}).get("remarks", ()))


def _why(test, answer, by_hand):
    """(verdict, one line) for a cell that did not earn all its points."""
    if by_hand:
        return "", "marked by hand"
    if test.cell_type != "code":
        return "", "not written yet"
    verdict = next(
        filter(None, (output.get("data", {}).get(VERDICT_MIMETYPE) for output in test.outputs)), None
    )
    verdict = verdict or {"verdict": "", "reason": _told(_error(test)) or "the test said nothing"}
    reason = _brief(verdict["reason"], test.id)
    if answer is not None and answer is not test:  # why the function does not exist
        if answer.source == MISSING_ANSWER.format(name=answer.id):
            reason = "the answer cell was missing"
        reason = _told(_error(answer)) or reason
    # It is printed in a terminal, which obeys escape sequences.
    return verdict["verdict"], "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in reason)


def _error(cell):
    return next((output for output in cell.outputs if output.output_type == "error"), None)


def _told(error):
    """An error in one line, or nothing where there was none."""
    if error is None:
        return ""
    if error.ename == "NotImplementedError":
        return "not written yet"
    message = re.sub(
        r"\(\S+, (line \d+)\)", r"(\1)", error.evalue
    )  # IPython's made-up file name says nothing
    return " ".join(f"{error.ename}: {message}".split())


def _brief(reason, test):
    """`not written yet`, with the task's name where it is another exercise that this one calls."""
    found = re.search(r"not written yet(?: \((\w+): write this function\))?", reason)
    if not found:
        return reason
    return (
        "not written yet"
        if not found[1] or test.startswith(f"{found[1]}_")
        else f"{found[1]} is not written yet"
    )
