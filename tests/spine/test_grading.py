import csv

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.batch import work
from autograder.grading import (
    COULD_NOT_GRADE,
    GRADED,
    MISSING,
    NOT_GRADABLE,
    grade_submission,
    read_outcomes,
    write_feedback,
)
from autograder.mark_sheet import write_mark_sheet

from .tiny_course import ASSIGNMENT, cell, hand_in


@pytest.fixture
def graded(course, answered, half_done):
    """The tiny course after grading s1 (all right) and s2 (half done), with their outcomes."""
    hand_in(course.root, "s1", answered)
    hand_in(course.root, "s2", half_done)
    return course, {student: grade_submission(course, ASSIGNMENT, student) for student in ("s1", "s2")}


def points(outcome):
    return {mark.exercise: mark.points for mark in outcome.marks}


def sheet(course):
    with open(write_mark_sheet(course), encoding="utf-8") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def by_hand(course, student, score, comment):
    """What a marker does in the formgrader."""
    with course.gradebook() as gradebook:
        gradebook.find_grade("derive_double", ASSIGNMENT, ASSIGNMENT, student).manual_score = score
        gradebook.find_comment("derive_double", ASSIGNMENT, ASSIGNMENT, student).manual_comment = comment
        gradebook.db.commit()


def test_grading_scores_explains_and_survives_a_rerun(graded):
    """One graded class, looked at from all sides: grading is what takes the time."""
    course, outcomes = graded
    assert [outcome.status for outcome in outcomes.values()] == [GRADED, GRADED]
    assert points(outcomes["s1"]) == {"double": 1, "shift": 2, "derive_double": 0}
    assert [mark.exercise for mark in outcomes["s1"].marks if mark.to_mark] == ["derive_double"]
    assert not outcomes["s1"].needs_a_look

    assert points(outcomes["s2"]) == {"double": 0, "shift": 1, "derive_double": 0}
    reasons = {mark.exercise: mark.reason for mark in outcomes["s2"].marks}
    assert reasons["double"] == "SyntaxError: expected ':' (line 1)"
    assert "shift(1, -2): another value" in reasons["shift"]

    row = sheet(course)["s2"]
    assert (row["score"], row["max_score"], row["graded"], row["to_mark"]) == ("1.0", "6.0", "yes", "3.0")
    assert (row["double"], row["shift"], row["derive_double"]) == ("0.0", "1.0", "0.0")

    by_hand(course, "s2", 2.5, "Say why x is a number.")
    write_feedback(course, ASSIGNMENT, ["s2"])
    page = course.feedback(ASSIGNMENT, "s2").read_text(encoding="utf-8")
    assert "Say why x is a number." in page
    assert "2.5 of 3" in page
    assert read_outcomes(course, ASSIGNMENT, ["s2"])[0].marks[-1].points == 2.5

    again = grade_submission(course, ASSIGNMENT, "s2")
    assert points(again) == {"double": 0, "shift": 1, "derive_double": 2.5}
    assert sheet(course)["s2"]["score"] == "3.5"

    hand_in(course.root, "s2", "{")
    outcome = grade_submission(course, ASSIGNMENT, "s2")
    assert outcome.status == NOT_GRADABLE
    assert outcome.message.endswith("The marks of an earlier grading were kept.")
    assert sheet(course)["s2"]["score"] == "3.5"


def test_grading_of_a_tampered_notebook_gives_honest_points_and_says_what_was_repaired(course, half_done):
    test = cell(half_done, "double_values")
    test.metadata.nbgrader.update(points=100)
    test.metadata.tags = ["skip-execution"]
    test.source = "100"
    half_done.cells = [test] + [c for c in half_done.cells if c.id not in ("double_values", "shift_values")]
    half_done.cells.append(new_code_cell("print('mine')"))
    hand_in(course.root, "s1", half_done)
    outcome = grade_submission(course, ASSIGNMENT, "s1")
    assert points(outcome) == {"double": 0, "shift": 1, "derive_double": 0}
    assert outcome.needs_a_look
    assert {remark.split(":")[0] for remark in outcome.remarks} == {"cells", "double_values", "shift_values"}
    assert "skip-execution" in course.feedback(ASSIGNMENT, "s1").read_text(encoding="utf-8")


BROKEN = {"not JSON": ("{", NOT_GRADABLE), "empty": ("", NOT_GRADABLE), "no notebook": (None, MISSING)}


@pytest.mark.parametrize(("content", "status"), BROKEN.values(), ids=BROKEN)
def test_a_submission_that_cannot_be_graded_gets_a_line_a_page_and_a_row(course, content, status):
    if content is None:
        course.submitted(ASSIGNMENT, "s1").mkdir(parents=True)
    else:
        hand_in(course.root, "s1", content)
    outcome = grade_submission(course, ASSIGNMENT, "s1")
    assert outcome.status == status
    assert outcome.needs_a_look
    assert "expected" in course.feedback(ASSIGNMENT, "s1").read_text(encoding="utf-8")
    row = sheet(course)["s1"]
    assert (row["score"], row["graded"]) == ("0.0", "no")


def test_a_folder_that_is_no_student_id_is_told_and_not_graded(course, answered):
    hand_in(course.root, "a[1]", answered)
    outcome = grade_submission(course, ASSIGNMENT, "a[1]")
    assert outcome.status == NOT_GRADABLE
    assert "Rename the folder" in outcome.message
    assert sheet(course) == {}


def test_a_fault_of_the_grader_is_told_as_such_and_logged(course, answered, monkeypatch):
    def fail(*_):
        raise OSError("no space left")

    hand_in(course.root, "s1", answered)
    monkeypatch.setattr(work, "convert", fail)
    outcome = grade_submission(course, ASSIGNMENT, "s1")
    assert outcome.status == COULD_NOT_GRADE
    assert "the grader failed (OSError)" in outcome.message
    assert "no space left" in course.log.read_text(encoding="utf-8")


def without_ids(notebook):
    for c in notebook.cells:
        del c["id"]
    notebook.nbformat_minor = 4
    return nbformat.writes(notebook)


def as_nbformat_3(notebook):
    return nbformat.writes(nbformat.convert(notebook, 3), version=3)


@pytest.mark.parametrize("older", [without_ids, as_nbformat_3])
def test_a_notebook_saved_by_an_older_jupyter_is_graded(course, answered, older):
    hand_in(course.root, "s1", older(answered))
    outcome = grade_submission(course, ASSIGNMENT, "s1")
    assert outcome.status == GRADED, outcome.message
    assert points(outcome) == {"double": 1, "shift": 2, "derive_double": 0}
