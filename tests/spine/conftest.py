import copy
import shutil

import pytest

from autograder.course import Course
from autograder.release import release

from .tiny_course import ASSIGNMENT, cell, make_course, tiny_notebook


@pytest.fixture(scope="session")
def released_course(tmp_path_factory):
    """The tiny course, released once: making a gradebook takes seconds."""
    folder = make_course(tmp_path_factory.mktemp("course"))
    release(Course(folder), ASSIGNMENT)
    return folder


@pytest.fixture
def course(released_course, tmp_path):
    """A copy of the released tiny course."""
    return Course(shutil.copytree(released_course, tmp_path / "course"))


@pytest.fixture
def answered():
    """A notebook with both functions right and the derivation written, as a student hands it in."""
    notebook = tiny_notebook()
    cell(notebook, "derive_double").source = "x + x by the definition of 2."
    return notebook


@pytest.fixture
def half_done(answered):
    """`double` is not Python; `shift` is wrong for negative numbers."""
    notebook = copy.deepcopy(answered)
    cell(notebook, "double").source = "def double(x) return 2 * x"
    cell(notebook, "shift").source = "def shift(x, b):\n    return abs(x + b)"
    return notebook
