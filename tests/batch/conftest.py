import shutil

import pytest

from autograder.batch.run import grade_class
from autograder.batch.workers import on_this_machine
from autograder.course import Course
from autograder.release import release
from tests.spine.tiny_course import ASSIGNMENT, REPOSITORY, cell, hand_in, make_course, tiny_notebook

CONFIG = """
c = get_config()
c.Autograde.autograde_preprocessors = ["tests.batch.faults.Fails", *c.Autograde.autograde_preprocessors]
"""


@pytest.fixture(scope="session")
def empty_course(tmp_path_factory):
    """The tiny course, released, whose grader fails for some names."""
    folder = make_course(tmp_path_factory.mktemp("batch"))
    with open(folder / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write(CONFIG)
    release(Course(folder), ASSIGNMENT)
    return folder


@pytest.fixture
def course(empty_course, tmp_path):
    """A copy of the tiny course in which s1 to s5 have handed in; only s3 has `double` wrong."""
    course = Course(shutil.copytree(empty_course, tmp_path / "course"))
    for i in range(1, 6):
        notebook = tiny_notebook()
        if i == 3:
            cell(notebook, "double").source = "def double(x):\n    return x"
        hand_in(course.root, f"s{i}", notebook)
    return course


@pytest.fixture(scope="package")
def workers():
    """Two processes that grade, shared by the tests: starting one takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(REPOSITORY))
        with on_this_machine(2) as workers:
            yield workers


@pytest.fixture
def grade(course, workers):
    """Grade the class; returns {student: Outcome} and keeps the order of writing in `grade.written`."""

    def grade(students=None, through=workers, then=lambda outcome: None, **options):
        grade.written = []

        def done(outcome):
            grade.written.append(outcome.student)
            then(outcome)

        who = students or [f"s{i}" for i in range(1, 6)]
        outcomes = grade_class(course, ASSIGNMENT, who, through, done, **options)
        return {outcome.student: outcome for outcome in outcomes}

    return grade
