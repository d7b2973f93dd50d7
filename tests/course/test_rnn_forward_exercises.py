"""01_rnn_forward: right answers get all the points, known mistakes lose the properties named."""

import runpy

import pytest
from solution_notebook import ROOT, answers, cells, functions, points

from autograder import grade
from autograder.execution.stand_ins import TimedOut
from autograder.exercises import EXERCISES
from autograder.mistakes import load_mistakes
from rnn_helpers import CheckFailed, check
from rnn_helpers.checks import PROPERTIES
from rnn_helpers.properties import run_properties

ASSIGNMENT = "01_rnn_forward"
NAMES = [name for name, exercise in EXERCISES.items() if exercise.assignment == ASSIGNMENT]
MISTAKES = load_mistakes(ASSIGNMENT)
STYLES = sorted((ROOT / "autograder" / "right_answers" / ASSIGNMENT).glob("*.py"))
SEEDS = (0, 1, 2**31)

each_exercise = pytest.mark.parametrize("name", NAMES)
each_mistake = pytest.mark.parametrize(
    "mistake", MISTAKES, ids=lambda mistake: f"{mistake.exercise}-{mistake.id}"
)
each_style = pytest.mark.parametrize("style", STYLES, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def solution():
    return functions(answers(ASSIGNMENT))


def needed(name, namespace):
    return [namespace[function] for function in EXERCISES[name].functions]


def wrong(mistake):
    """The functions of the exercise with the mistake in the solution's answer; the others stay right."""
    sources = answers(ASSIGNMENT)
    sources[mistake.exercise] = mistake.apply(sources[mistake.exercise])
    return needed(mistake.exercise, functions(sources))


def visible_answers(name, called):
    return run_properties(PROPERTIES[name], called, seed=20)


@each_exercise
def test_solution_gets_all_the_points(name, solution):
    for seed in SEEDS:
        score = grade(name, *needed(name, solution), seed=seed)
        assert score.points == score.max_points, score.reason


@each_exercise
def test_solution_holds_every_visible_property(name, solution):
    assert [
        answer.message for answer in visible_answers(name, needed(name, solution)) if not answer.holds
    ] == []


@each_style
@each_exercise
def test_right_answer_in_another_style_gets_all_the_points(name, style):
    namespace = runpy.run_path(str(style))
    for seed in SEEDS:
        score = grade(name, *needed(name, namespace), seed=seed)
        assert score.points == score.max_points, score.reason


@each_style
@each_exercise
def test_right_answer_in_another_style_is_written_for_every_exercise(name, style):
    assert callable(runpy.run_path(str(style))[name])


@each_mistake
def test_mistake_loses_the_named_properties_and_no_others(mistake):
    called = wrong(mistake)
    for seed in SEEDS:
        lines = grade(mistake.exercise, *called, seed=seed).lines
        assert tuple(line.name for line in lines if line.verdict == "failed") == mistake.caught_by
        assert not [line.message for line in lines if line.verdict == "could_not_check"]


@each_mistake
def test_mistake_is_noticed_by_the_visible_check(mistake):
    """At home, before anything is handed in."""
    assert not all(answer.holds for answer in visible_answers(mistake.exercise, wrong(mistake)))


@each_exercise
def test_exercise_has_at_least_four_known_mistakes(name):
    assert sum(mistake.exercise == name for mistake in MISTAKES) >= (
        8 if name == "softmax_cross_entropy" else 4
    )


@each_exercise
def test_points_of_the_rubric_agree_with_the_test_cell(name):
    assert EXERCISES[name].points == points(ASSIGNMENT)[name]


@each_exercise
def test_equation_that_feedback_links_to_stands_in_the_notebook(name):
    assert "$$" in "".join(cells(ASSIGNMENT)[EXERCISES[name].equation]["source"])


@each_exercise
def test_unwritten_answer_says_so_and_earns_nothing(name):
    def stub(*args):
        raise NotImplementedError(f"{name}: write this function")

    called = [stub] * len(EXERCISES[name].functions)
    assert grade(name, *called, seed=0).points == 0
    with pytest.raises(NotImplementedError, match=name):
        check(name, *called)


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
