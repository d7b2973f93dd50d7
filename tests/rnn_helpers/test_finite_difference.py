import numpy as np
import pytest

from rnn_helpers.finite_difference import numerical_gradient, numerical_gradient_with_error

SCALES = [1e-12, 1e-6, 1.0, 1e6, 1e12]


def cubic(scale):
    """f with f'(x) = 3 (x / scale)^2 / scale."""
    return lambda x: np.sum((x / scale) ** 3)


@pytest.mark.parametrize("scale", SCALES)
def test_numerical_gradient_is_right_whatever_the_size_of_the_input(scale):
    x = scale * np.random.default_rng(0).standard_normal((3, 4))
    right = 3 * (x / scale) ** 2 / scale
    assert np.abs(numerical_gradient(cubic(scale), x) - right).max() <= 1e-9 * right.max()


@pytest.mark.parametrize("scale", SCALES)
def test_measured_error_bounds_the_true_error_and_is_small(scale):
    x = scale * np.random.default_rng(1).standard_normal(50)
    right = 3 * (x / scale) ** 2 / scale
    gradient, error = numerical_gradient_with_error(cubic(scale), x)
    assert (np.abs(gradient - right) <= error).all()
    assert error.max() <= 1e-8 * right.max()


@pytest.mark.parametrize(
    ("function", "slope"),
    [
        (lambda x: np.sum(np.sin(100 * x)), lambda x: 100 * np.cos(100 * x)),
        (lambda x: np.sum(np.log(np.abs(x))), lambda x: 1 / x),
        (lambda x: float(np.sum(np.sin(x).astype(np.float32))), np.cos),
        (lambda x: 1e6 + np.sum(np.sin(x)), np.cos),
    ],
    ids=["oscillates", "steep", "float32", "hidden-under-a-constant"],
)
def test_measured_error_bounds_the_true_error_of_awkward_functions(function, slope):
    for seed in range(20):
        x = np.random.default_rng(seed).standard_normal(6)
        gradient, error = numerical_gradient_with_error(function, x)
        assert (np.abs(gradient - slope(x)) <= error).all()


def test_a_kink_has_an_error_as_large_as_the_jump():
    gradient, error = numerical_gradient_with_error(
        lambda x: np.maximum(x, 0).sum(), np.array([0.0, 1.0, -1.0])
    )
    assert error[0] >= 0.5 and (error[1:] < 1e-8).all()
    assert np.allclose(gradient[1:], [1, 0])


def test_a_given_step_is_used_as_it_is():
    """The V curve of error against h: curvature on the right, rounding on the left."""
    x, right = np.array([1.0]), np.cos(1.0)
    errors = [
        abs(numerical_gradient(lambda z: np.sin(z).sum(), x, h)[0] - right) for h in (1e-1, 1e-3, 1e-5, 1e-12)
    ]
    assert errors[0] == pytest.approx(right * 0.1**2 / 6, rel=0.01)
    assert errors[1] == pytest.approx(right * 0.001**2 / 6, rel=0.01)
    assert errors[2] < errors[1] < errors[0] and errors[3] > errors[2]


def test_an_array_valued_function_is_weighted_by_upstream():
    x, upstream = np.arange(1.0, 7.0).reshape(2, 3), np.array([[1.0, -2.0, 3.0], [0.5, 0.0, 4.0]])
    assert np.allclose(numerical_gradient(np.square, x, upstream=upstream), 2 * x * upstream, rtol=1e-8)


def test_a_number_has_a_gradient_of_shape_nothing():
    gradient = numerical_gradient(lambda x: x**2, 3.0)
    assert gradient.shape == () and gradient == pytest.approx(6)


def test_the_input_stays_untouched_though_the_function_overwrites_it():
    x = np.arange(1.0, 4.0)

    def overwriting(z):
        total = np.sum(z**2)
        z[:] = 0
        return total

    assert np.allclose(numerical_gradient(overwriting, x), [2, 4, 6])
    assert x.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("upstream", "said"),
    [(None, "Give upstream"), (np.ones(2), r"expected the shape of f's output, \(3,\), got \(2,\)")],
)
def test_an_array_valued_function_needs_an_upstream_of_its_shape(upstream, said):
    with pytest.raises(ValueError, match=said):
        numerical_gradient(np.sin, np.ones(3), upstream=upstream)
