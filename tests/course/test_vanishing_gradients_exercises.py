"""03_vanishing_gradients: right answers get all the points, mistakes lose the properties named."""

import numpy as np
import pytest
from solution_notebook import answers, cells, functions, lost, namespace, needed

from autograder import grade
from autograder.exercises import EXERCISES
from rnn_helpers import CheckFailed, check

ASSIGNMENT = "03_vanishing_gradients"
NAMES = [name for name, exercise in EXERCISES.items() if exercise.assignment == ASSIGNMENT]
JACOBIANS = ("hidden_jacobian", "jacobian_product_norms", "gradient_norm_by_lag")

each_exercise = pytest.mark.parametrize("name", NAMES)

JACOBIAN_OF_A_LINEAR_STEP = """
def hidden_jacobian(h_t, W_hh):
    return W_hh.T * 1.0
"""

JACOBIAN_TRANSPOSED = """
def hidden_jacobian(h_t, W_hh):
    return (1 - h_t**2)[:, None] * W_hh
"""

ZERO_JACOBIAN = """
def hidden_jacobian(h_t, W_hh):
    return 0 * W_hh
"""


@pytest.fixture(scope="module")
def solution():
    return namespace(ASSIGNMENT)


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


@each_exercise
def test_zeros_of_the_right_shape_earn_nothing(name, solution):
    called = needed(name, solution)
    score = grade(name, lambda *args: 0 * called[0](*args), *called[1:], seed=0)
    assert score.points <= (0.5 if name == "scale_to_spectral_radius" else 0), score.reason


@pytest.mark.parametrize("name", JACOBIANS[1:])
def test_product_of_a_wrong_jacobian_keeps_its_points(name):
    """The mistake costs once, in the exercise of the Jacobian."""
    called = needed(name, namespace(ASSIGNMENT, hidden_jacobian=JACOBIAN_TRANSPOSED))
    score = grade(name, *called, seed=0)
    assert score.points == score.max_points, score.reason
    assert "Your hidden_jacobian is not the course's." in score.remarks[0]


@each_exercise
def test_solution_gets_no_remark(name, solution):
    assert grade(name, *needed(name, solution), seed=0).remarks == ()


@pytest.mark.parametrize("name", JACOBIANS[1:])
@pytest.mark.parametrize("jacobian", [JACOBIAN_OF_A_LINEAR_STEP, ZERO_JACOBIAN], ids=["no state", "zeros"])
def test_jacobian_that_ignores_the_state_makes_no_product_right(name, jacobian):
    called = needed(name, namespace(ASSIGNMENT, hidden_jacobian=jacobian))
    assert "every lag" in lost(grade(name, *called, seed=0))


def test_wrong_product_of_a_wrong_jacobian_loses_what_is_wrong():
    source = answers(ASSIGNMENT)["jacobian_product_norms"].replace("product, 2)", "product)")
    names = namespace(ASSIGNMENT, hidden_jacobian=JACOBIAN_TRANSPOSED, jacobian_product_norms=source)
    score = grade("jacobian_product_norms", *needed("jacobian_product_norms", names), seed=0)
    assert lost(score) == ("one step", "linear", "every lag", "vanishing")


def test_error_for_every_matrix_does_not_pass_for_refusing_the_nilpotent_ones():
    def refuse(W, rho):
        raise ValueError("no")

    assert grade("scale_to_spectral_radius", refuse, seed=0).points == 0


def run_cell(name, solution):
    """Run a cell of the notebook with the solution's functions and what the notebook imports."""
    names = dict(solution)
    exec("".join(cells(ASSIGNMENT)["import_course"]["source"]), names)
    exec("".join(cells(ASSIGNMENT)[name]["source"]), names)
    return names


def test_nilpotent_weights_explode_in_the_tanh_network_and_die_in_the_linear_one(solution):
    names = run_cell("try_nilpotent", solution)
    assert not np.any(names["W_hh"] @ names["W_hh"])
    assert solution["jacobian_product_norms"](names["h"], names["W_hh"])[0] > 1e8
    assert not np.any(solution["jacobian_product_norms"](0 * names["h"], names["W_hh"])[:-1])


def test_two_jacobians_without_an_eigenvalue_have_a_product_that_grows(solution):
    product = run_cell("try_two_jacobians", solution)["product"]
    assert np.linalg.norm(product, 2) == 4.0**10


def test_transient_growth_peaks_at_nineteen_at_lag_nine(solution):
    norms = run_cell("try_transient", solution)["norms"]
    assert norms.argmax() + 1 == 9 and 19 < norms.max() < 20 and norms[-1] < 0.02


def test_model_answer_to_the_slide_question_is_what_the_functions_give(solution):
    names = run_cell("try_slide", solution)
    assert f"{solution['rescaled_contributions'](10.0 ** -np.arange(5), 1.0)[-1]:.4e}" == "9.0001e-05"
    for t in range(1, 6):
        norms = solution["gradient_norm_by_lag"](names["dh"][t], names["h"][: t + 1], names["W_hh"])
        assert 0.3 < norms[-1] <= 0.5
        assert np.all(norms[:-1] <= 0.5 * norms[1:])


@pytest.mark.parametrize(
    ("T", "wrong_ones"), [(1, set()), (2, {"W_xh", "b_h"}), (3, {"W_xh", "W_hh", "b_h"})], ids=["1", "2", "3"]
)
def test_suspect_is_wrong_where_the_model_answer_says_so(T, wrong_ones):
    from rnn_helpers.finite_difference import numerical_gradient

    names = functions({"suspect": "".join(cells(ASSIGNMENT)["given_suspect"]["source"])})
    rng = np.random.default_rng(5)
    point = {"W_xh": rng.normal(size=(1, 3)), "W_hh": rng.normal(size=(3, 3)), "b_h": rng.normal(size=3)}
    x, wanted = rng.normal(size=(T, 4, 1)), rng.normal(size=4)
    _, grads = names["suspect_loss_and_grads"](point, x, wanted)
    found = set()
    for name in point:
        measured = numerical_gradient(
            lambda array, name=name: names["suspect_loss_and_grads"]({**point, name: array}, x, wanted)[0],
            point[name],
        )
        if not np.allclose(grads[name], measured, rtol=1e-4, atol=1e-8):
            found.add(name)
    assert found == wrong_ones
