"""SGD, Adagrad and Adam: first steps by hand, and what they leave alone."""

import numpy as np
import pytest

from rnn_helpers.optimisers import SGD, Adagrad, Adam

OPTIMISERS = {"SGD": lambda: SGD(0.1), "Adagrad": lambda: Adagrad(0.5), "Adam": lambda: Adam(0.05)}
each_optimiser = pytest.mark.parametrize("make", OPTIMISERS.values(), ids=OPTIMISERS.keys())


def steps(optimiser, gradients):
    """Where a parameter that starts at 1 stands after each gradient."""
    params, path = {"w": np.array([1.0])}, []
    for g in gradients:
        optimiser.update(params, {"w": np.array([g])})
        path.append(params["w"][0])
    return path


def test_sgd_steps_by_the_learning_rate_times_the_gradient():
    assert steps(SGD(0.1), [2.0, -4.0]) == pytest.approx([0.8, 1.2])


def test_adagrad_divides_by_the_root_of_the_sum_of_squares():
    assert steps(Adagrad(0.5), [3.0, 4.0]) == pytest.approx([1 - 0.5, 1 - 0.5 - 0.5 * 4 / 5], rel=1e-7)


def test_adam_first_step_is_the_learning_rate_whatever_the_gradients_size():
    for g in (1e-3, 1.0, 1e3):
        assert steps(Adam(0.01), [g]) == pytest.approx([0.99], abs=1e-6)


def test_adam_second_step_is_that_of_the_bias_corrected_means():
    m = (0.9 * 0.1 * 2.0 + 0.1 * -1.0) / (1 - 0.9**2)
    v = (0.999 * 0.001 * 4.0 + 0.001 * 1.0) / (1 - 0.999**2)
    assert steps(Adam(0.01), [2.0, -1.0])[1] == pytest.approx(0.99 - 0.01 * m / np.sqrt(v), rel=1e-9)


@each_optimiser
def test_optimiser_finds_the_bottom_of_a_bowl(make):
    params, optimiser = {"w": np.array([1.0, -1.0]), "b": np.array([[0.5]])}, make()
    for _ in range(2000):
        optimiser.update(params, {name: 2 * value for name, value in params.items()})
    assert max(np.abs(value).max() for value in params.values()) < 1e-3


@each_optimiser
def test_optimiser_steps_in_place_keeps_the_dtype_and_leaves_gradients_alone(make):
    w, g = np.ones((2, 3), np.float32), np.full((2, 3), 0.5, np.float32)
    params, optimiser = {"w": w}, make()
    for _ in range(3):
        optimiser.update(params, {"w": g})
    assert params["w"] is w and w.dtype == np.float32 and (w < 1).all()
    assert np.array_equal(g, np.full((2, 3), 0.5))


@each_optimiser
@pytest.mark.parametrize("names", [("w",), ("w", "b", "c")], ids=["one missing", "one too many"])
def test_optimiser_refuses_other_keys_before_any_step(make, names):
    params = {"w": np.ones(2), "b": np.ones(2)}
    with pytest.raises(ValueError, match="^grads: expected the keys b, w, got"):
        make().update(params, {name: np.ones(2) for name in names})
    assert all(np.array_equal(value, np.ones(2)) for value in params.values())
