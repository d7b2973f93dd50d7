"""The class report counts the mistakes that the verdicts name."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.mistake_report import UNNAMED, count_mistakes, write_mistake_report
from autograder.score import VERDICT_MIMETYPE

ASSIGNMENT = "02_bptt"


class FakeCourse:
    def __init__(self, root):
        self.root = root

    def autograded(self, assignment, student):
        return self.root / student / f"{assignment}.ipynb"


def verdict(mistakes=(), passed=False, reason="dx: wrong"):
    return {
        "exercise": "rnn_backward",
        "verdict": "passed" if passed else "failed",
        "reason": "" if passed else reason,
        "mistakes": list(mistakes),
        "help": "",
        "properties": [{"name": "dx"}],
    }


@pytest.fixture
def course(tmp_path):
    handed_in = {
        "student01": verdict(passed=True),
        "student02": verdict(["rnn_backward/carry_not_added"]),
        "student03": verdict(["rnn_backward/carry_not_added"]),
        "student04": verdict(["rnn_backward/dx_in_reverse"]),
        "student05": verdict(reason="dx: <b>odd</b>"),
        "student06": verdict(reason="dx: not written yet (rnn_backward: write this function)"),
    }
    for student, data in handed_in.items():
        (tmp_path / student).mkdir()
        output = new_output("execute_result", data={"text/plain": "0", VERDICT_MIMETYPE: data})
        notebook = new_notebook(cells=[new_code_cell("check()", outputs=[output])])
        nbformat.write(notebook, tmp_path / student / f"{ASSIGNMENT}.ipynb")
    return FakeCourse(tmp_path)


STUDENTS = [f"student{n:02d}" for n in range(1, 8)]  # the last handed nothing in


def test_mistakes_are_counted_among_those_who_wrote_the_exercise(course):
    counts = count_mistakes(course, ASSIGNMENT, STUDENTS)
    assert [(count.mistake, len(count.students), count.written) for count in counts] == [
        ("rnn_backward/carry_not_added", 2, 5),
        ("rnn_backward/dx_in_reverse", 1, 5),
        (UNNAMED, 1, 5),
    ]
    assert counts[0].share == 0.4
    assert "carry" in counts[0].help


def test_page_shows_shares_and_escapes_what_students_wrote(course):
    page = write_mistake_report(course, [ASSIGNMENT], lambda *_: STUDENTS).read_text(encoding="utf-8")
    assert "40 %" in page and "carry not added" in page
    assert "&lt;b&gt;odd" in page and "<b>odd" not in page
