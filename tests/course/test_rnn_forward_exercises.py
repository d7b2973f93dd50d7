"""01_rnn_forward: right answers get all the points, known mistakes lose the properties named."""

import pytest
from solution_notebook import answers, functions

from autograder import grade
from autograder.execution.stand_ins import TimedOut
from autograder.exercises import EXERCISES
from rnn_helpers import CheckFailed, check

ASSIGNMENT = "01_rnn_forward"
NAMES = [name for name, exercise in EXERCISES.items() if exercise.assignment == ASSIGNMENT]

each_exercise = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def solution():
    return functions(answers(ASSIGNMENT))


@pytest.mark.parametrize(
    "answer",
    [None, 0.0, float("nan"), "text", [], [[0.0]], {}, (None, None), object()],
    ids=["None", "zero", "nan", "text", "empty list", "list", "dict", "tuple of None", "object"],
)
@each_exercise
def test_nonsense_earns_nothing_and_blames_no_grader(name, answer):
    called = [lambda *args: answer] * len(EXERCISES[name].functions)
    score = grade(name, *called, seed=0)
    assert score.points == 0
    assert {line.verdict for line in score.lines} == {"failed"}
    with pytest.raises(CheckFailed):
        check(name, *called)


RAISED = {
    "error": (ValueError("no such id"), "your function raised ValueError: no such id"),
    "without a message": (MemoryError(), "your function raised MemoryError"),
    "sys.exit": (SystemExit(0), "your function raised SystemExit: 0"),
    "out of time": (
        TimedOut("expected an answer within 2 s, got none"),
        "expected an answer within 2 s, got none",
    ),
}


@pytest.mark.parametrize("error, sentence", RAISED.values(), ids=RAISED)
def test_exception_is_told_in_words(error, sentence):
    def one_hot(ids, K):
        raise error

    assert {line.message for line in grade("one_hot", one_hot, seed=0).lines if line.message} == {sentence}


def test_error_for_every_id_does_not_pass_for_refusing_the_bad_ones():
    def refuse(ids, K):
        raise ValueError("no")

    assert grade("one_hot", refuse, seed=0).points == 0


def test_parity_is_graded_by_its_weights_and_not_by_the_students_forward(solution):
    def broken(*args):
        raise RuntimeError("wrong elsewhere")

    assert grade("parity_rnn", solution["parity_rnn"], broken, broken, seed=0).points == 4
