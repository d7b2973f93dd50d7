import json
import zipfile

import nbformat
import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.execution.walls import SandboxUnavailable

from .tiny_course import ASSIGNMENT, hand_in


@pytest.fixture
def run(course, monkeypatch):
    """Run a command in the tiny course; returns (exit status, what was printed)."""
    monkeypatch.chdir(course.root)

    def run(*words):
        result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
        return result.exit_code, result.output

    return run


def test_grade_prints_the_table_and_ends_with_0_when_nothing_needs_a_look(run, course, answered):
    hand_in(course.root, "s1", answered)
    status, printed = run("grade", ASSIGNMENT)
    assert status == 0
    assert "s1" in printed
    assert "Lost points" not in printed
    assert "mark sheet      grades.csv" in printed
    assert max(map(len, printed.splitlines())) <= 100


def test_grade_takes_a_zip_names_what_is_broken_and_ends_with_1(run, course, answered, tmp_path):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("s1.ipynb", nbformat.writes(answered))
        archive.writestr("s2_01_tiny.ipynb", "{")
        archive.writestr("essay.pdf", "x")
    status, printed = run("grade", ASSIGNMENT, "--from", tmp_path / "in.zip")
    assert status == 1
    assert "essay.pdf → not taken: expected a notebook" in printed
    assert "s1.ipynb → s1: taken" in printed
    assert "not gradable: notebook: expected JSON" in printed


def test_grade_without_a_sandbox_refuses_before_anything_is_touched(run, course, answered, monkeypatch):
    def none_here():
        raise SandboxUnavailable("no bwrap")

    monkeypatch.setattr("autograder.cli.find_bwrap", none_here)
    hand_in(course.root, "s1", answered)
    status, printed = run("grade", ASSIGNMENT)
    assert status == 2
    assert "Install bubblewrap" in printed and "--trust-students" in printed
    assert not course.autograded(ASSIGNMENT, "s1").exists()


def test_grade_trusting_students_says_so_in_the_report(run, course, answered):
    hand_in(course.root, "s1", answered)
    status, printed = run("grade", ASSIGNMENT, "--trust-students")
    assert status == 1
    assert "ran without a sandbox" in " ".join(printed.split())


def test_grade_of_a_course_without_submissions_says_so(run):
    status, printed = run("grade")
    assert status == 0
    assert "01_tiny: nothing was handed in." in printed


REFUSED = {
    "unknown assignment": (["grade", "03_none"], "ASSIGNMENT: expected one of 01_tiny, got '03_none'"),
    "no course": (["grade", "--course", "/"], "course: expected a folder with nbgrader_config.py, got /"),
    "no such source": (
        ["grade", ASSIGNMENT, "--from", "none.zip"],
        "--from: expected a folder or a zip file",
    ),
    "a folder that is no sample class": (["sample-class", "."], "folder: expected a new one"),
}


@pytest.mark.parametrize(("words", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_command_that_is_refused_says_why_and_ends_with_2(run, words, sentence):
    status, printed = run(*words)
    assert status == 2
    assert sentence in " ".join(printed.split())


def test_feedback_writes_pages_anew_without_running_anything(run, course, answered):
    hand_in(course.root, "s1", answered)
    run("grade", ASSIGNMENT)
    course.feedback(ASSIGNMENT, "s1").unlink()
    notebook = json.loads(course.autograded(ASSIGNMENT, "s1").read_text(encoding="utf-8"))
    status, printed = run("feedback")
    assert status == 0
    assert course.feedback(ASSIGNMENT, "s1").is_file()
    assert json.loads(course.autograded(ASSIGNMENT, "s1").read_text(encoding="utf-8")) == notebook


@pytest.mark.parametrize("command", [[], ["grade"], ["feedback"], ["release"], ["bundle"], ["sample-class"]])
def test_help_fits_a_terminal_and_says_what_a_command_does(run, command):
    status, printed = run(*command, "--help")
    assert status == 0
    assert "--course" in printed
