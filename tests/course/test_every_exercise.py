"""For every exercise: right answers earn all, mistakes lose what is named, and no answer is told."""

import functools

import pytest
from solution_notebook import ROOT, answers, cells, lost, namespace, needed, points, wrong

from autograder import grade
from autograder.bundle import helper_files
from autograder.exercises import EXERCISES
from autograder.mistakes import load_mistakes
from autograder.sample_class import read_style
from rnn_helpers import check
from rnn_helpers.checks import PROPERTIES
from rnn_helpers.properties import run_properties

ASSIGNMENTS = sorted({exercise.assignment for exercise in EXERCISES.values()})
MISTAKES = [mistake for assignment in ASSIGNMENTS for mistake in load_mistakes(assignment)]
STYLES = sorted((ROOT / "autograder" / "right_answers").glob("*/*.py"))
SEEDS = (0, 2**31)
ANY_LOOP = "for _ in range(steps):"

# A derivative by hand is in each of them.
GRADIENTS = {
    "softmax_cross_entropy",
    "rnn_step_backward",
    "rnn_backward",
    "temporal_contributions",
    "rnn_loss_and_grads",
    "truncated_bptt",
    "hidden_jacobian",
    "jacobian_product_norms",
    "gradient_norm_by_lag",
    "unit_surface",
    "omega_regulariser",
    "lstm_step_backward",
    "lstm_backward",
}


def names_of(assignment):
    return {name for name, exercise in EXERCISES.items() if exercise.assignment == assignment}


each_assignment = pytest.mark.parametrize("assignment", ASSIGNMENTS)
each_exercise = pytest.mark.parametrize("name", EXERCISES)
each_mistake = pytest.mark.parametrize(
    "mistake", MISTAKES, ids=lambda mistake: f"{mistake.exercise}-{mistake.id}"
)
each_answer_in_a_style = pytest.mark.parametrize(
    ("name", "style"),
    [(name, path) for path in STYLES for name in sorted(names_of(path.parent.name))],
    ids=lambda value: getattr(value, "stem", value),
)


@functools.cache
def solution(assignment):
    return namespace(assignment)


@functools.cache
def styled(path):
    sources, helpers = read_style(path, names_of(path.parent.name))
    return namespace(path.parent.name, helpers, **sources)


def right(name):
    return needed(name, solution(EXERCISES[name].assignment))


def failing(name, called):
    """What the visible check says of properties that do not hold."""
    seen = run_properties(PROPERTIES[name], called, seed=20)
    return [answer.message for answer in seen if not answer.holds]


@each_exercise
def test_solution_gets_all_the_points(name):
    for seed in range(5):
        score = grade(name, *right(name), seed=seed)
        assert score.points == score.max_points, score.reason


@each_exercise
def test_solution_holds_every_visible_property(name):
    assert failing(name, right(name)) == []


@each_answer_in_a_style
def test_right_answer_in_another_style_gets_all_the_points(name, style):
    for seed in SEEDS:
        score = grade(name, *needed(name, styled(style)), seed=seed)
        assert score.points == score.max_points, score.reason


@each_answer_in_a_style
def test_right_answer_in_another_style_holds_every_visible_property(name, style):
    assert failing(name, needed(name, styled(style))) == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_style_answers_every_exercise(path):
    names = names_of(path.parent.name)
    assert set(read_style(path, names)[0]) == names


@each_mistake
def test_mistake_loses_the_named_properties_and_no_others(mistake):
    called = wrong(mistake.exercise, mistake)
    for seed in SEEDS:
        score = grade(mistake.exercise, *called, seed=seed)
        assert lost(score) == mistake.caught_by, score.reason
        assert not [line.message for line in score.lines if line.verdict == "could_not_check"]


@each_mistake
def test_mistake_is_noticed_by_the_visible_check(mistake):
    """At home, before anything is handed in."""
    assert failing(mistake.exercise, wrong(mistake.exercise, mistake))


@each_exercise
def test_exercise_has_enough_known_mistakes(name):
    assert sum(mistake.exercise == name for mistake in MISTAKES) >= (8 if name in GRADIENTS else 4)


@each_exercise
def test_points_of_the_rubric_agree_with_the_test_cell(name):
    assert EXERCISES[name].points == points(EXERCISES[name].assignment)[name]


@each_exercise
def test_equation_that_feedback_links_to_stands_in_the_notebook(name):
    exercise = EXERCISES[name]
    assert "$$" in "".join(cells(exercise.assignment)[exercise.equation]["source"])


@each_exercise
def test_unwritten_answer_says_so_and_earns_nothing(name):
    def stub(*args):
        raise NotImplementedError(f"{name}: write this function")

    called = [stub, *right(name)[1:]]
    assert grade(name, *called, seed=0).points == 0
    with pytest.raises(NotImplementedError, match=name):
        check(name, *called)


@each_assignment
def test_no_other_cell_and_no_helper_tells_a_line_of_the_solution(assignment):
    """What students get beside the answer cells: prose, given code, and every helper of their bundle."""
    secret = set()
    for source in answers(assignment).values():
        body = source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
        secret |= {line.strip() for line in body.splitlines() if len(line.strip()) > 16}
    told = {
        name: "".join(cell["source"])
        for name, cell in cells(assignment).items()
        if not cell["metadata"].get("nbgrader", {}).get("solution")
    }
    told |= {
        str(path): (ROOT / path).read_text(encoding="utf-8")
        for path in helper_files(assignment)
        if path.suffix == ".py"
    }
    secret.discard(ANY_LOOP)
    assert [(name, line) for name, text in told.items() for line in secret if line in text] == []
