"""The step inside nbgrader: every way of autograding goes through it."""

import shutil

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from traitlets.config import Config

from autograder.course import Course
from autograder.execution import walls
from autograder.execution.preprocessor import REMARKS, TRUSTED
from autograder.release import release

from ..spine.tiny_course import ASSIGNMENT, cell, hand_in, make_course, tiny_notebook


@pytest.fixture(scope="module")
def released_course(tmp_path_factory):
    folder = make_course(tmp_path_factory.mktemp("course"))
    release(Course(folder), ASSIGNMENT)
    return folder


@pytest.fixture
def course(released_course, tmp_path):
    return Course(shutil.copytree(released_course, tmp_path / "course"))


def half_right():
    notebook = tiny_notebook()
    cell(
        notebook, "shift"
    ).source = "import sys\ndef shift(x, b):\n    print('careful', file=sys.stderr)\n    return x + abs(b)"
    return notebook


def autograde(course, notebook, **traits):
    """Run nbgrader's own converter; returns (points by test cell, the autograded notebook)."""
    hand_in(course.root, "student01", notebook)
    config = Config(course.config)
    config.SandboxedExecute.update(traits)
    converter = Autograde(coursedir=course.view(ASSIGNMENT, "student01"), config=config)
    with course.logged():
        converter.start()
    return points(course), nbformat.read(course.autograded(ASSIGNMENT, "student01"), as_version=4)


def points(course):
    with course.gradebook() as gradebook:
        grades = gradebook.find_submission(ASSIGNMENT, "student01").notebooks[0].grades
        return {grade.name: grade.auto_score for grade in grades if grade.name != "derive_double"}


HALF_RIGHT = {"double_values": 1.0, "shift_values": 1.0}


def test_nbgrader_reads_the_verdicts(course):
    assert autograde(course, half_right())[0] == HALF_RIGHT


def test_api_of_the_formgrader_goes_the_same_way(course):
    hand_in(course.root, "student01", half_right())
    api = NbGraderAPI(course.view(ASSIGNMENT), config=course.config)
    with course.logged():
        done = api.autograde(ASSIGNMENT, "student01")
    assert done["success"], done
    assert points(course) == HALF_RIGHT


def test_trusting_gives_the_same_points_and_says_so(course):
    earned, notebook = autograde(course, half_right(), trust_students=True)
    assert earned == HALF_RIGHT
    assert TRUSTED in notebook.metadata[REMARKS]["remarks"]


def test_sandboxed_notebook_carries_no_remark_about_trust(course):
    assert TRUSTED not in autograde(course, half_right())[1].metadata[REMARKS]["remarks"]


def test_limits_come_from_the_configuration(course):
    notebook = half_right()
    cell(notebook, "double").source = "import time\ndef double(x):\n    time.sleep(3); return 2 * x"
    assert autograde(course, notebook, limits={"call_seconds": 0.5})[0] == {
        **HALF_RIGHT,
        "double_values": 0.0,
    }


def test_students_text_is_inert_and_the_instructors_as_it_was(course):
    notebook = half_right()
    cell(notebook, "derive_double").source = "$a<b$ <script>evil()</script>"
    cell(
        notebook, "try_double"
    ).source = "from IPython.display import HTML\nHTML('<script>evil()</script><b>x</b>')"
    graded = autograde(course, notebook)[1]
    assert cell(graded, "derive_double").source == "$a< b$ < script>evil()< /script>"
    assert cell(graded, "read_title").source == cell(notebook, "read_title").source
    assert cell(graded, "try_double").outputs[0].data["text/html"] == "evil()<b>x</b>"


def test_without_a_sandbox_no_mark_is_given(course, monkeypatch):
    monkeypatch.setattr(walls, "_candidates", lambda: [])
    walls.find_bwrap.cache_clear()
    try:
        with pytest.raises(NbGraderException):  # what nbgrader makes of any failure; its log has ours
            autograde(course, half_right())
    finally:
        walls.find_bwrap.cache_clear()
    assert "expected bubblewrap to start one" in course.log.read_text()
    assert set(points(course).values()) == {None}
    assert not course.autograded(ASSIGNMENT, "student01").exists()
