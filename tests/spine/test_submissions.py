import json
import os

import nbformat
import pytest
from nbformat import v3

from autograder import submissions
from autograder.submissions import (
    NOTEBOOK_LIMIT,
    NotGradable,
    NotHandedIn,
    check_cells,
    check_notebook,
    check_student_id,
    check_submission,
    students,
)

from .tiny_course import ASSIGNMENT, hand_in, tiny_notebook


def as_bytes(**changes):
    return json.dumps({**json.loads(nbformat.writes(tiny_notebook())), **changes}).encode()


def test_check_notebook_accepts_a_notebook():
    check_notebook(as_bytes())


def test_check_notebook_accepts_one_without_a_language():
    check_notebook(as_bytes(metadata={}))


def test_check_notebook_accepts_nbformat_3():
    old = v3.new_notebook(worksheets=[v3.new_worksheet(cells=[v3.new_code_cell("x = 1", prompt_number=1)])])
    check_notebook(json.dumps(old).encode())


NO_NOTEBOOK = {
    "empty": (b"", "got an empty file"),
    "spaces": (b" \n", "got an empty file"),
    "not JSON": (b'{"cells": [', "expected JSON as JupyterLab saves it, got a broken file (line 1)"),
    "not text": (b"PK\x03\x04\xff\xfe", "expected JSON"),
    "deeply nested": (b"[" * 100_000, "expected JSON"),
    "other JSON": (b"[1, 2]", "got other JSON"),
    "no format": (b'{"cells": []}', "got other JSON"),
    "future format": (as_bytes(nbformat=9), "expected nbformat 4"),
    "format is a word": (as_bytes(nbformat="x"), "expected nbformat 4"),
    "no cells": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "expected nbformat 4"),
    "cells are numbers": (as_bytes(cells=[1, 2]), "expected nbformat 4"),
    "a cell without a source": (as_bytes(cells=[{"cell_type": "code", "metadata": {}}]), "expected"),
    "a cell of an unknown type": (
        as_bytes(cells=[{"cell_type": "x", "metadata": {}, "source": ""}]),
        "cell 1: expected",
    ),
    "metadata is a list": (as_bytes(cells=[{"cell_type": "raw", "metadata": [], "source": ""}]), "expected"),
    "R": (
        as_bytes(metadata={"kernelspec": {"language": "R", "name": "ir"}}),
        "expected the language python, got 'r'",
    ),
    "Julia": (as_bytes(metadata={"language_info": {"name": "julia"}}), "got 'julia'"),
    "language is a list": (
        as_bytes(metadata={"language_info": {"name": ["x"]}}),
        "expected the language python",
    ),
    "kernelspec is a word": (as_bytes(metadata={"kernelspec": "python3"}), "expected nbformat 4"),
}


@pytest.mark.parametrize(("data", "sentence"), NO_NOTEBOOK.values(), ids=NO_NOTEBOOK)
def test_check_notebook_says_what_came_instead(data, sentence):
    with pytest.raises(NotGradable) as refused:
        check_notebook(data)
    assert sentence in str(refused.value)


def test_check_cells_looks_at_every_cell():
    notebook = tiny_notebook()
    notebook.cells[2].source = None
    with pytest.raises(NotGradable, match="cell 3"):
        check_cells(notebook)


GOOD_IDS = ["student01", "Anna_Müller", "a", "k.nguyen@uni.example", "李雷", "0123456", "x" * 64]
BAD_IDS = [
    "",
    ".",
    "..",
    "-rf",
    "a b",
    "a'b",
    'a"b',
    "a/b",
    "a+b",
    "*",
    "a[1]",
    "a\nb",
    "a\0b",
    "x" * 300,
    "=1+1",
    "é\u0301 ",
]


@pytest.mark.parametrize("name", GOOD_IDS)
def test_check_student_id_accepts(name):
    check_student_id(name)


@pytest.mark.parametrize("name", BAD_IDS, ids=repr)
def test_check_student_id_says_the_rule(name):
    with pytest.raises(NotGradable, match="student id: expected 1 to 64 letters, digits"):
        check_student_id(name)


def refuse(course, student="s1"):
    with pytest.raises(NotGradable) as refused:
        check_submission(course, ASSIGNMENT, student)
    return str(refused.value)


def test_check_submission_tells_a_missing_notebook_from_a_bad_one(course):
    course.submitted(ASSIGNMENT, "s1").mkdir(parents=True)
    with pytest.raises(NotHandedIn, match="expected 01_tiny.ipynb, got none"):
        check_submission(course, ASSIGNMENT, "s1")


def test_check_submission_names_a_notebook_of_another_name(course):
    path = hand_in(course.root, "s1", tiny_notebook())
    path.rename(path.with_name("my solution.ipynb"))
    assert "expected 01_tiny.ipynb, got my solution.ipynb" in refuse(course)


def test_check_submission_refuses_50_mb_without_reading_them(course):
    path = hand_in(course.root, "s1", "")
    with open(path, "wb") as file:
        file.truncate(50_000_000)
    assert f"expected at most {NOTEBOOK_LIMIT / 1e6:.0f} MB, got 50 MB" in refuse(course)


def test_check_submission_refuses_much_beside_the_notebook(course, monkeypatch):
    monkeypatch.setattr(submissions, "FOLDER_LIMIT", 1000)
    hand_in(course.root, "s1", tiny_notebook()).with_name("data.csv").write_bytes(b"1" * 1001)
    assert "Only the notebook is needed" in refuse(course)


def test_check_submission_never_follows_a_link(course, tmp_path):
    path = hand_in(course.root, "s1", "")
    path.unlink()
    path.symlink_to(course.source(ASSIGNMENT))
    assert "01_tiny.ipynb: expected a regular file, got a link" in refuse(course)


def test_check_submission_finds_a_link_beside_the_notebook(course):
    hand_in(course.root, "s1", tiny_notebook()).with_name("notes").symlink_to("/etc")
    assert "notes: expected a regular file, got a link" in refuse(course)


def test_check_submission_never_waits_for_a_pipe(course):
    path = hand_in(course.root, "s1", "")
    path.unlink()
    os.mkfifo(path)
    assert "expected a regular file, got a pipe" in refuse(course)


def test_check_submission_wants_a_folder(course):
    folder = course.submitted(ASSIGNMENT, "s1")
    folder.parent.mkdir(parents=True)
    folder.write_text("")
    assert "01_tiny: expected a folder, got a file" in refuse(course)


def test_students_are_those_with_something_for_the_assignment(course):
    hand_in(course.root, "s2", tiny_notebook())
    hand_in(course.root, "odd name", "")
    (course.root / "submitted" / "s3" / "02_other").mkdir(parents=True)
    assert students(course, ASSIGNMENT) == ["odd name", "s2"]


def test_students_of_a_course_without_submissions_are_none(course):
    assert students(course, ASSIGNMENT) == []
