"""04_clipping: right answers get all the points, mistakes lose the properties named, no answer is told."""

import pytest
from solution_notebook import answers, lost, namespace, needed, wrong

from autograder import grade
from autograder.exercises import EXERCISES
from autograder.mistakes import load_mistakes
from rnn_helpers import CheckFailed, check

ASSIGNMENT = "04_clipping"
NAMES = [name for name, exercise in EXERCISES.items() if exercise.assignment == ASSIGNMENT]
MISTAKES = load_mistakes(ASSIGNMENT)
SEEDS = (0, 2**31)

each_exercise = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def solution():
    return namespace(ASSIGNMENT)


def known(exercise, name):
    return next(mistake for mistake in MISTAKES if (mistake.exercise, mistake.id) == (exercise, name))


@pytest.mark.parametrize(
    "answer",
    [None, 0.0, float("nan"), "text", [], [[1.0], [1.0, 2.0]], {}, (None,) * 3, (0.0, {}), (0.0, 0.0, 0.0)],
    ids="None zero nan text empty ragged dict Nones no_grads zeros".split(),
)
@each_exercise
def test_nonsense_earns_nothing_and_blames_no_grader(name, answer, solution):
    called = [lambda *args: answer, *needed(name, solution)[1:]]
    score = grade(name, *called, seed=0)
    assert score.points == 0
    assert {line.verdict for line in score.lines} == {"failed"}
    with pytest.raises(CheckFailed):
        check(name, *called)


def test_error_for_every_gradient_does_not_pass_for_refusing_the_bad_ones():
    def refuse(grads, threshold):
        raise ValueError("no")

    called = [refuse, namespace(ASSIGNMENT)["global_norm"]]
    assert grade("clip_by_global_norm", *called, seed=0).points == 0


@pytest.mark.parametrize("name", ["root_left_out", "lengths_added", "root_of_the_mean"])
def test_clipping_that_is_right_for_a_wrong_norm_keeps_its_points(name):
    """A mistake in the norm costs once, in its own exercise, and the report says so."""
    score = grade("clip_by_global_norm", *wrong("clip_by_global_norm", known("global_norm", name)), seed=0)
    assert score.points == score.max_points, score.reason
    assert "Your global_norm is not the course's." in score.remarks[0]


@pytest.mark.parametrize("norm", [lambda grads: 1e-9, lambda grads: None], ids=["constant", "no number"])
def test_norm_that_is_none_makes_no_clipping_right(norm):
    called = [lambda grads, threshold: (grads, norm(grads)), norm]
    assert {"length", "norm"} <= set(lost(grade("clip_by_global_norm", *called, seed=0)))


def test_wrong_clipping_by_a_wrong_norm_loses_what_is_wrong():
    upside_down = known("clip_by_global_norm", "factor_upside_down")
    no_root = known("global_norm", "root_left_out").apply(answers(ASSIGNMENT)["global_norm"])
    source = upside_down.apply(answers(ASSIGNMENT)["clip_by_global_norm"])
    names = namespace(ASSIGNMENT, global_norm=no_root, clip_by_global_norm=source)
    called = needed("clip_by_global_norm", names)
    assert "length" in lost(grade("clip_by_global_norm", *called, seed=0))


@pytest.mark.parametrize(
    ("exercise", "name"),
    [
        ("unit_surface", "immediate_only"),
        ("unit_surface", "sign_of_the_error"),
        ("unit_surface", "one_step_too_many"),
        ("clip_by_global_norm", "every_entry_by_itself"),
        ("clip_by_global_norm", "always_rescaled"),
    ],
)
def test_path_that_is_right_for_wrong_pieces_keeps_its_points(exercise, name):
    """A mistake in the surface or in the clipping costs once, where it was made."""
    for seed in SEEDS:
        score = grade("sgd_path", *wrong("sgd_path", known(exercise, name)), seed=seed)
        assert score.points == score.max_points, score.reason
        assert len(score.remarks) == 1 and f"Your {exercise} is not" in score.remarks[0]


def test_path_that_ignores_the_threshold_is_not_right_for_a_clipping_that_does_nothing(solution):
    never = known("sgd_path", "threshold_ignored").apply(answers(ASSIGNMENT)["sgd_path"])
    called = needed("sgd_path", namespace(ASSIGNMENT, sgd_path=never))
    called[2] = lambda grads, threshold: (dict(grads), 1.0)
    assert lost(grade("sgd_path", *called, seed=0)) == ("with clipping",)


@each_exercise
def test_solution_gets_no_remark(name, solution):
    assert grade(name, *needed(name, solution), seed=0).remarks == ()


def test_derivative_that_is_right_for_an_own_omega_keeps_its_points():
    transposed = known("omega_regulariser", "tanh_slope_left_out")
    assert lost(grade("omega_regulariser", *wrong("omega_regulariser", transposed), seed=0)) == ("omega",)
