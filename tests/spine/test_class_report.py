import io

import pytest
from rich.console import Console

from autograder.class_report import lost_points, mark_table, to_look_at
from autograder.grading import COULD_NOT_GRADE, GRADED, MISSING, NOT_GRADABLE, Outcome
from autograder.marks import Mark

MARKS = (
    Mark("one_hot", 3, 3),
    Mark("rnn_forward", 1.5, 6, reason="values: h: expected x, got y. Look at the state."),
    Mark("derive_softmax", 0, 4, written=True, to_mark=True),
    Mark("bug_last_step", 1, 2, written=True, reason="marked by hand"),
)


def printed(renderable, width=100):
    console = Console(file=io.StringIO(), width=width)
    console.print(renderable)
    return console.file.getvalue()


def test_table_gives_points_total_and_what_is_still_to_mark():
    text = printed(mark_table("01_tiny", [Outcome("s1", GRADED, marks=MARKS)]))
    assert "s1" in text
    assert text.split("s1")[1].split() == ["3", "1.5", "1…", "5.5", "4"]
    assert "/15" in text


def test_table_has_a_row_for_what_was_not_graded():
    text = printed(
        mark_table("01_tiny", [Outcome("s1", GRADED, marks=MARKS), Outcome("s2", MISSING, "none")])
    )
    assert text.split("s2")[1].split() == ["–", "–", "–", "missing"]


def test_table_of_nobody_graded_still_prints():
    assert "not" in printed(mark_table("01_tiny", [Outcome("s1", NOT_GRADABLE, "no")]))


def test_table_shows_a_check_that_the_grader_could_not_do():
    marks = (Mark("one_hot", 0, 3, verdict="could_not_check", reason="staff"),)
    assert "0?" in printed(mark_table("01_tiny", [Outcome("s1", GRADED, marks=marks)]))


def test_lost_points_gives_the_fact_without_the_hint():
    text = printed(lost_points([Outcome("s1", GRADED, marks=MARKS)]))
    assert "rnn_forward 1.5/6: values: h: expected x, got y\n" in " ".join(text.split(" ")).replace("  ", "")
    assert "Look at" not in text


def test_lost_points_puts_one_reason_on_one_line():
    marks = (
        Mark("one_hot", 0, 3, reason="not written yet"),
        Mark("rnn_forward", 0, 6, reason="not written yet"),
    )
    text = printed(lost_points([Outcome("s1", GRADED, marks=marks)]))
    assert text.split() == "s1 one_hot 0/3, rnn_forward 0/6: not written yet".split()


LOOK = {
    "not graded": (
        Outcome("s1", COULD_NOT_GRADE, "the grader failed."),
        "could not grade: the grader failed.",
    ),
    "repaired": (
        Outcome("s1", GRADED, remarks=("a: put back", "b: put back", "c: other")),
        "repaired: a, b: put back s1 repaired: c: other",
    ),
    "could not check": (
        Outcome("s1", GRADED, marks=(Mark("one_hot", 0, 3, verdict="could_not_check", reason="why"),)),
        "could not check one_hot: why",
    ),
}


@pytest.mark.parametrize(("outcome", "line"), LOOK.values(), ids=LOOK)
def test_what_needs_a_look_is_listed(outcome, line):
    assert outcome.needs_a_look
    assert " ".join(printed(to_look_at([outcome])).split()) == f"s1 {line}"


def test_markup_in_a_name_or_reason_is_shown_as_it_is():
    outcome = Outcome("[bold]", NOT_GRADABLE, "got '[/red]'")
    assert "[bold]" in printed(mark_table("01_tiny", [outcome]))
    assert "got '[/red]'" in printed(to_look_at([outcome]))
