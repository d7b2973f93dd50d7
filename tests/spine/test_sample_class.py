"""The sample class on the real notebooks, graded as `make grade` does it."""

import filecmp

import nbformat
import pytest
from typer.testing import CliRunner

from autograder.bundle import REPOSITORY
from autograder.cli import app
from autograder.course import Course
from autograder.grading import GRADED, MISSING, NOT_GRADABLE, read_outcomes
from autograder.sample_class import fill, make_sample_class, plans, read_style

ASSIGNMENTS = Course(REPOSITORY).assignments()
STATUS = {"not JSON": NOT_GRADABLE, "no notebook": MISSING, "": GRADED}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """(the graded sample class, what `autograder grade` printed, its exit status)."""
    folder = tmp_path_factory.mktemp("sample") / "class"
    make_sample_class(Course(REPOSITORY), folder)
    result = CliRunner().invoke(app, ["grade", "--course", str(folder)], catch_exceptions=False)
    return Course(folder), result.output, result.exit_code


def test_the_report_names_every_student_and_ends_with_1_as_two_are_broken(graded):
    _, printed, status = graded
    assert status == 1
    for assignment in ASSIGNMENTS:
        assert assignment in printed
        assert all(plan.student in printed for plan in plans(assignment))
    assert max(map(len, printed.splitlines())) <= 100


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_submission_gets_the_points_that_its_construction_predicts(graded, assignment):
    course, _, _ = graded
    for plan in plans(assignment):
        if plan.broken:
            assert not course.autograded(assignment, plan.student).exists()
            continue
        outcome = read_outcomes(course, assignment, [plan.student])[0]
        tested = [mark for mark in outcome.marks if not mark.written]
        full = {mark.exercise: mark.max_points for mark in tested}
        assert {mark.exercise: mark.points for mark in tested} == plan.points(full), plan
        assert all(mark.reason for mark in tested if mark.points < mark.max_points), plan
        written = [mark for mark in outcome.marks if mark.written]
        assert [mark.to_mark for mark in written] == [
            plan.only is None or mark.exercise in plan.only for mark in written
        ], plan
        assert outcome.remarks == (), plan


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_student_gets_a_page_that_needs_no_other_host(graded, assignment):
    course, _, _ = graded
    for plan in plans(assignment):
        page = course.feedback(assignment, plan.student).read_text(encoding="utf-8")
        assert "<script" not in page and 'src="http' not in page, plan
        if not plan.broken:
            assert "default-src 'none'" in page, plan
            assert "<math" in page and "\\frac" not in page.replace("<code>", ""), plan


def test_the_sample_class_is_the_same_every_time(graded, tmp_path):
    course, _, _ = graded
    make_sample_class(Course(REPOSITORY), tmp_path / "again")
    compared = filecmp.dircmp(course.root / "submitted", tmp_path / "again" / "submitted")
    assert not (compared.left_only or compared.right_only)
    for path in sorted((course.root / "submitted").rglob("*.*")):
        other = tmp_path / "again" / "submitted" / path.relative_to(course.root / "submitted")
        assert path.is_dir() or path.read_bytes() == other.read_bytes()


def test_a_larger_sample_class_repeats_the_twelve_and_no_two_are_equal():
    assignment = ASSIGNMENTS[0]
    many = plans(assignment, 25)
    assert [plan.student for plan in many][-1] == "student025"
    assert many[24].about == many[0].about == plans(assignment)[0].about
    notebook = nbformat.read(Course(REPOSITORY).source(assignment), as_version=4)
    filled = [fill(notebook, notebook, assignment, many[i]) for i in (0, 12, 24)]
    assert len({nbformat.writes(one) for one in filled}) == 3


def test_read_style_keeps_helpers_apart_from_answers(tmp_path):
    path = tmp_path / "style.py"
    answer, helper = "def one_hot(ids):\n    return ids", "def mine():\n    pass"
    path.write_text(f'"""About."""\nimport numpy as np\n\nK = 3\n\n{answer}\n\n{helper}\n')
    answers, helpers = read_style(path, {"one_hot"})
    assert answers == {"one_hot": answer}
    assert helpers == f"import numpy as np\n\nK = 3\n\n{helper}"
