import json

import nbformat
import pytest

from autograder.course import Course
from autograder.errors import CourseError
from autograder.release import release, template

from .tiny_course import ASSIGNMENT, cell, make_course, tiny_notebook


def test_release_leaves_a_stub_that_names_the_task(course):
    notebook = nbformat.read(course.released(ASSIGNMENT), as_version=4)
    assert cell(notebook, "shift").source == (
        'def shift(x, b):\n    """x + b."""\n    raise NotImplementedError("shift: write this function")'
    )
    assert cell(notebook, "derive_double").source == "YOUR ANSWER HERE"


def test_release_holds_no_hidden_test_and_keeps_the_ids(course):
    notebook = nbformat.read(course.released(ASSIGNMENT), as_version=4)
    assert "HIDDEN" not in json.dumps(notebook)
    assert [c.id for c in notebook.cells] == [c.id for c in tiny_notebook().cells]


def test_release_gives_the_same_bytes_again(course):
    before = course.released(ASSIGNMENT).read_bytes()
    release(course, ASSIGNMENT)
    assert course.released(ASSIGNMENT).read_bytes() == before


def test_template_is_what_the_gradebook_holds(course):
    made = {c.id: c.source for c in template(tiny_notebook()).cells}
    with course.gradebook() as gradebook:
        held = {c.name: c.source for c in gradebook.find_notebook(ASSIGNMENT, ASSIGNMENT).source_cells}
    assert held == {name: made[name] for name in held}
    assert "assert double(3)" in held["double_values"]


def test_release_of_an_unknown_assignment_names_the_known_ones(course):
    with pytest.raises(CourseError, match="expected one of 01_tiny, got '02_none'"):
        release(course, "02_none")


def test_release_says_what_is_wrong_with_a_notebook(tmp_path):
    course = Course(make_course(tmp_path))
    notebook = tiny_notebook()
    cell(notebook, "shift").source = "### BEGIN SOLUTION\nx"
    nbformat.write(notebook, course.source(ASSIGNMENT))
    with pytest.raises(CourseError, match="01_tiny: could not be released. RuntimeError: no end solution"):
        release(course, ASSIGNMENT)


def test_course_without_a_configuration_is_refused(tmp_path):
    with pytest.raises(CourseError, match="expected a folder with nbgrader_config.py"):
        Course(tmp_path)
