"""02_bptt: right answers get all the points, mistakes lose the properties named, no answer is given away."""

import numpy as np
import pytest
from solution_notebook import ROOT, answers, cells, functions, points

from autograder import grade
from autograder.exercises import EXERCISES
from autograder.exercises.bptt import own_forward_remarks
from autograder.mistakes import load_mistakes
from autograder.sample_class import read_style
from rnn_helpers import CheckFailed, check
from rnn_helpers.checks import PROPERTIES
from rnn_helpers.properties import run_properties

ASSIGNMENT = "02_bptt"
NAMES = [name for name, exercise in EXERCISES.items() if exercise.assignment == ASSIGNMENT]
MISTAKES = load_mistakes(ASSIGNMENT)
STYLES = sorted((ROOT / "autograder" / "right_answers" / ASSIGNMENT).glob("*.py"))
SEEDS = (0, 2**31)

each_exercise = pytest.mark.parametrize("name", NAMES)
each_mistake = pytest.mark.parametrize(
    "mistake", MISTAKES, ids=lambda mistake: f"{mistake.exercise}-{mistake.id}"
)
each_style = pytest.mark.parametrize("style", STYLES, ids=lambda path: path.stem)

LINEAR_STEP = """
def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    return x_t @ W_xh + h_prev @ W_hh + b_h, (x_t, h_prev, W_xh, W_hh)
"""

LINEAR_STEP_BACKWARD = """
def rnn_step_backward(dh_t, cache):
    x_t, h_prev, W_xh, W_hh = cache
    return dh_t @ W_xh.T, dh_t @ W_hh.T, x_t.T @ dh_t, h_prev.T @ dh_t, dh_t.sum(axis=0)
"""

CONSTANT_STEP = """
def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    return 0.5 + 0 * h_prev, (x_t, h_prev, W_xh, W_hh)
"""

ZERO_STEP_BACKWARD = """
def rnn_step_backward(dh_t, cache):
    return dh_t @ (0 * cache[2].T), 0 * dh_t, 0 * cache[2], 0 * cache[3], 0 * cache[3][0]
"""


def namespace(helpers="", **sources):
    """The notebook's functions, some answers replaced; `helpers` runs where a student would add a cell."""
    given = "".join(cells(ASSIGNMENT)["given_forward"]["source"])
    return functions({"given_forward": given, "my_helpers": helpers, **{**answers(ASSIGNMENT), **sources}})


@pytest.fixture(scope="module")
def solution():
    return namespace()


@pytest.fixture(scope="module", params=STYLES, ids=lambda path: path.stem)
def styled(request):
    sources, helpers = read_style(request.param, NAMES)
    return namespace(helpers, **sources)


def needed(name, names):
    return [names[function] for function in EXERCISES[name].functions]


def wrong(mistake):
    """The functions of the exercise, the mistake in its own answer; what it is tested with stays right."""
    source = mistake.apply(answers(ASSIGNMENT)[mistake.exercise])
    return needed(mistake.exercise, namespace(**{mistake.exercise: source}))


def visible_answers(name, called):
    return run_properties(PROPERTIES[name], called, seed=20)


def lost(score):
    return tuple(line.name for line in score.lines if line.verdict != "passed")


@each_exercise
def test_solution_gets_all_the_points(name, solution):
    for seed in range(10):
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
    called = wrong(mistake)
    for seed in SEEDS:
        score = grade(mistake.exercise, *called, seed=seed)
        assert lost(score) == mistake.caught_by, score.reason
        assert not [line.message for line in score.lines if line.verdict == "could_not_check"]


@each_mistake
def test_mistake_is_noticed_by_the_visible_check(mistake):
    """At home, before anything is handed in."""
    assert not all(answer.holds for answer in visible_answers(mistake.exercise, wrong(mistake)))


@each_exercise
def test_gradient_exercise_has_at_least_eight_known_mistakes(name):
    assert sum(mistake.exercise == name for mistake in MISTAKES) >= 8


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
    [
        None,
        0.0,
        float("nan"),
        "text",
        [],
        [[1.0], [1.0, 2.0]],
        {},
        (None,) * 5,
        (0.0, {}),
        (1.0, {"W_hh": [[1], [1, 2]]}),
    ],
    ids=["None", "zero", "nan", "text", "empty", "ragged", "dict", "five Nones", "no grads", "ragged grads"],
)
@each_exercise
def test_nonsense_earns_nothing_and_blames_no_grader(name, answer, solution):
    called = [lambda *args: answer, *needed(name, solution)[1:]]
    score = grade(name, *called, seed=0)
    assert score.points == 0
    assert {line.verdict for line in score.lines} == {"failed"}
    with pytest.raises(CheckFailed):
        check(name, *called)


@pytest.mark.parametrize("name", ["rnn_step_backward", "rnn_backward", "temporal_contributions"])
def test_backward_pass_that_is_right_for_an_own_forward_pass_keeps_its_points(name):
    """The forward pass lacks the tanh, and the backward pass is right for that."""
    called = needed(name, namespace(LINEAR_STEP, rnn_step_backward=LINEAR_STEP_BACKWARD))
    score = grade(name, *called, seed=0)
    assert score.points == score.max_points, score.reason
    assert "Your rnn_" in own_forward_remarks(name, np.random.default_rng(0), *called)[0]


def test_loss_on_top_of_an_own_forward_pass_loses_its_value_and_keeps_its_gradients():
    names = namespace(LINEAR_STEP, rnn_step_backward=LINEAR_STEP_BACKWARD)
    assert lost(grade("rnn_loss_and_grads", *needed("rnn_loss_and_grads", names), seed=0)) == ("loss",)
    score = grade("truncated_bptt", *needed("truncated_bptt", names), seed=0)
    assert score.points == score.max_points, score.reason


def test_wrong_backward_pass_of_an_own_forward_pass_loses_what_is_wrong():
    wrong_backward = LINEAR_STEP_BACKWARD.replace("W_hh.T", "W_hh")
    called = needed("rnn_step_backward", namespace(LINEAR_STEP, rnn_step_backward=wrong_backward))
    assert lost(grade("rnn_step_backward", *called, seed=0)) == ("dh_prev",)


def test_forward_pass_that_returns_a_constant_makes_zeros_no_right_answer():
    called = needed("rnn_step_backward", namespace(CONSTANT_STEP, rnn_step_backward=ZERO_STEP_BACKWARD))
    assert lost(grade("rnn_step_backward", *called, seed=0)) == (
        "dx_t",
        "dh_prev",
        "dW_xh",
        "dW_hh",
        "db_h",
        "purity",
    )


@each_exercise
def test_given_forward_pass_makes_no_remark(name, solution):
    assert own_forward_remarks(name, np.random.default_rng(0), *needed(name, solution)) == ()


def test_no_other_cell_or_visible_helper_tells_a_line_of_the_solution():
    """What students get beside the answer cells: prose, given code, visible checks and figures."""
    secret = set()
    for source in answers(ASSIGNMENT).values():
        body = source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
        secret |= {line.strip() for line in body.splitlines() if len(line.strip()) > 16}
    told = {
        name: "".join(cell["source"])
        for name, cell in cells(ASSIGNMENT).items()
        if not cell["metadata"].get("nbgrader", {}).get("solution")
    }
    for folder in ("checks", "figures"):
        told |= {
            str(path): path.read_text(encoding="utf-8")
            for path in (ROOT / "rnn_helpers" / folder).glob("*.py")
        }
    assert [(name, line) for name, text in told.items() for line in secret if line in text] == []
