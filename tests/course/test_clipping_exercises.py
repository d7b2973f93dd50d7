"""04_clipping: right answers get all the points, mistakes lose the properties named, no answer is told."""

import pytest
from solution_notebook import ROOT, answers, cells, functions, points

from autograder import grade
from autograder.exercises import EXERCISES
from autograder.mistakes import load_mistakes
from autograder.sample_class import read_style
from rnn_helpers import CheckFailed, check
from rnn_helpers.checks import PROPERTIES
from rnn_helpers.properties import run_properties

ASSIGNMENT = "04_clipping"
NAMES = [name for name, exercise in EXERCISES.items() if exercise.assignment == ASSIGNMENT]
GRADIENT_EXERCISES = ("unit_surface", "omega_regulariser")
MISTAKES = load_mistakes(ASSIGNMENT)
STYLES = sorted((ROOT / "autograder" / "right_answers" / ASSIGNMENT).glob("*.py"))
SEEDS = (0, 2**31)
GIVEN = "".join(cells(ASSIGNMENT)["given_sigmoid"]["source"])

each_exercise = pytest.mark.parametrize("name", NAMES)
each_mistake = pytest.mark.parametrize(
    "mistake", MISTAKES, ids=lambda mistake: f"{mistake.exercise}-{mistake.id}"
)
each_style = pytest.mark.parametrize("style", STYLES, ids=lambda path: path.stem)


def namespace(helpers="", **sources):
    """The notebook's functions, some answers replaced; `helpers` runs where a student would add a cell."""
    return functions({"given": GIVEN, "my_helpers": helpers, **{**answers(ASSIGNMENT), **sources}})


@pytest.fixture(scope="module")
def solution():
    return namespace()


@pytest.fixture(scope="module", params=STYLES, ids=lambda path: path.stem)
def styled(request):
    sources, helpers = read_style(request.param, NAMES)
    return namespace(helpers, **sources)


def needed(name, names):
    return [names[function] for function in EXERCISES[name].functions]


def wrong(exercise, mistake):
    """The functions of an exercise in a notebook with that mistake; every other answer is right."""
    source = mistake.apply(answers(ASSIGNMENT)[mistake.exercise])
    return needed(exercise, namespace(**{mistake.exercise: source}))


def known(exercise, name):
    return next(mistake for mistake in MISTAKES if (mistake.exercise, mistake.id) == (exercise, name))


def visible_answers(name, called):
    return run_properties(PROPERTIES[name], called, seed=20)


def lost(score):
    return tuple(line.name for line in score.lines if line.verdict != "passed")


@each_exercise
def test_solution_gets_all_the_points(name, solution):
    for seed in range(5):
        score = grade(name, *needed(name, solution), seed=seed)
        assert score.points == score.max_points, score.reason


@each_exercise
def test_solution_holds_every_visible_property(name, solution):
    answers_given = visible_answers(name, needed(name, solution))
    assert [answer.message for answer in answers_given if not answer.holds] == []


@each_exercise
def test_right_answer_in_another_style_gets_all_the_points(name, styled):
    for seed in SEEDS:
        score = grade(name, *needed(name, styled), seed=seed)
        assert score.points == score.max_points, score.reason


@each_exercise
def test_right_answer_in_another_style_holds_every_visible_property(name, styled):
    answers_given = visible_answers(name, needed(name, styled))
    assert [answer.message for answer in answers_given if not answer.holds] == []


@each_style
def test_style_answers_every_exercise(style):
    assert set(read_style(style, NAMES)[0]) == set(NAMES)


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
    called = wrong(mistake.exercise, mistake)
    assert not all(answer.holds for answer in visible_answers(mistake.exercise, called))


@each_exercise
def test_exercise_has_enough_known_mistakes(name):
    assert sum(mistake.exercise == name for mistake in MISTAKES) >= (8 if name in GRADIENT_EXERCISES else 4)


@each_exercise
def test_points_of_the_rubric_agree_with_the_test_cell(name):
    assert EXERCISES[name].points == points(ASSIGNMENT)[name]


@each_exercise
def test_equation_that_feedback_links_to_stands_in_the_notebook(name):
    assert "$$" in "".join(cells(ASSIGNMENT)[EXERCISES[name].equation]["source"])


@each_exercise
def test_unwritten_answer_says_so_and_earns_nothing(name, solution):
    def stub(*args):
        raise NotImplementedError(f"{name}: write this function")

    called = [stub, *needed(name, solution)[1:]]
    assert grade(name, *called, seed=0).points == 0
    with pytest.raises(NotImplementedError, match=name):
        check(name, *called)


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

    called = [refuse, namespace()["global_norm"]]
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
    called = needed("clip_by_global_norm", namespace(global_norm=no_root, clip_by_global_norm=source))
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
    called = needed("sgd_path", namespace(sgd_path=never))
    called[2] = lambda grads, threshold: (dict(grads), 1.0)
    assert lost(grade("sgd_path", *called, seed=0)) == ("with clipping",)


@each_exercise
def test_solution_gets_no_remark(name, solution):
    assert grade(name, *needed(name, solution), seed=0).remarks == ()


def test_derivative_that_is_right_for_an_own_omega_keeps_its_points():
    transposed = known("omega_regulariser", "tanh_slope_left_out")
    assert lost(grade("omega_regulariser", *wrong("omega_regulariser", transposed), seed=0)) == ("omega",)


def test_no_other_cell_or_visible_helper_tells_a_line_of_the_solution():
    """What students get beside the answer cells: prose, given code, visible checks and figures."""
    secret = set()
    for source in answers(ASSIGNMENT).values():
        body = source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
        secret |= {line.strip() for line in body.splitlines() if len(line.strip()) > 16}
    secret.discard("for _ in range(steps):")  # any loop begins so
    told = {
        name: "".join(cell["source"])
        for name, cell in cells(ASSIGNMENT).items()
        if not cell["metadata"].get("nbgrader", {}).get("solution")
    }
    told |= {str(path): path.read_text(encoding="utf-8") for path in (ROOT / "rnn_helpers").rglob("*.py")}
    assert [(name, line) for name, text in told.items() for line in secret if line in text] == []
