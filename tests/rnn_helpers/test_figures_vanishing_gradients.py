"""The figures of 03_vanishing_gradients: they show what they are given, and say it in words."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnn_helpers.figures import basins, gain_slider, spectra
from rnn_helpers.figures import vanishing_gradients as figures
from rnn_helpers.finite_difference import numerical_gradient
from rnn_helpers.trajectory import rnn_states

from .test_checks_vanishing_gradients import (
    gradient_norm_by_lag,
    hidden_jacobian,
    jacobian_product_norms,
    rescaled_contributions,
    scale_to_spectral_radius,
    vanishing_bound,
)

PICTURES = {
    "jacobians": lambda: figures.show_jacobians(hidden_jacobian),
    "activations": lambda: figures.show_activations(jacobian_product_norms),
    "sentence": lambda: figures.show_sentence(gradient_norm_by_lag),
    "saturation": lambda: figures.show_saturation(gradient_norm_by_lag),
    "rescaling": lambda: figures.show_rescaling(rescaled_contributions),
    "gains": lambda: gain_slider.norms_by_gain(jacobian_product_norms, vanishing_bound),
    "spectra": lambda: spectra.show_spectra(scale_to_spectral_radius, jacobian_product_norms),
    "transient": lambda: spectra.show_transient_growth(jacobian_product_norms),
    "basins": lambda: basins.show_basins(),
}

SAYS = {
    "jacobians": "Largest singular values of the Jacobians: 1.00",
    "activations": "linear with gain 1: 1e+00",
    "sentence": "1 there",
    "saturation": "drive 5: mean slope 0.16",
    "rescaling": "The last of 1000 is 0.09",
    "gains": "gain 0.5: 2e-15 under 9e-13",
    "spectra": "rotation: largest singular value 0.95, largest norm of a power 0.95",
    "transient": "rises to 19.4 at lag 9, is below 1 from lag 55 on",
    "basins": "folds at b = −2.6556 and −2.3444",
}


@pytest.mark.parametrize("name", PICTURES)
def test_figure_is_a_picture_that_says_in_words_what_it_shows(name):
    picture = PICTURES[name]()
    assert picture.png.startswith(b"\x89PNG") and len(picture.png) > 5000
    assert SAYS[name] in picture.alt
    assert plt.get_fignums() == []


def test_figures_show_the_students_numbers():
    """A wrong function draws another picture: nothing in it is computed beside the student's back."""

    def doubled(h, W_hh):
        return 2 * jacobian_product_norms(h, W_hh)

    assert "rises to 38.8 at lag 9" in spectra.show_transient_growth(doubled).alt


@pytest.mark.parametrize("name", figures.ACTIVATIONS)
def test_slope_of_a_non_linearity_is_its_derivative(name):
    f, slope, _, _ = figures.ACTIVATIONS[name]
    a = np.array([-1.3, -0.2, 0.4, 1.7])
    measured = numerical_gradient(f, a, upstream=np.ones(4))
    np.testing.assert_allclose(slope(f(a)), measured, rtol=1e-6)


def test_product_for_another_non_linearity_is_that_of_its_slopes():
    """The figure hands slopes to a function made for tanh; here the sigmoid's product is measured."""
    rng = np.random.default_rng(0)
    f, slope, _, _ = figures.ACTIVATIONS["sigmoid"]
    W_hh, drive, h_0 = rng.normal(size=(3, 3)), rng.normal(size=(4, 3)), rng.normal(size=3)
    h = rnn_states(drive, h_0, W_hh, f)
    rows = [
        numerical_gradient(lambda x: rnn_states(drive, x, W_hh, f)[-1], h_0, upstream=e) for e in np.eye(3)
    ]
    longest = figures._norms_by_lag(jacobian_product_norms, slope(h), W_hh)[-1]
    np.testing.assert_allclose(longest, np.linalg.norm(rows, 2), rtol=1e-6)


def test_folds_are_where_fixed_points_meet_and_the_slope_is_one():
    x, b = basins.folds(5.0)
    s = basins.sigmoid(x)
    np.testing.assert_allclose(b, [-2.6556, -2.3444], atol=5e-5)
    np.testing.assert_allclose(5.0 * s + b, x)
    np.testing.assert_allclose(5.0 * s * (1 - s), 1.0)


def test_run_returns_the_derivative_for_the_start():
    start = np.array([-0.3, 0.0, 0.7])
    _, derivative = basins.run(start, 8)
    measured = numerical_gradient(lambda x_0: basins.run(x_0, 8)[0][-1], start, upstream=np.ones(3))
    np.testing.assert_allclose(derivative[-1], measured, rtol=1e-6)


def test_states_follow_the_recursion():
    h = rnn_states(np.array([[0.1], [0.2]]), np.array([0.5]), np.array([[2.0]]))
    np.testing.assert_allclose(h[:, 0], [0.5, np.tanh(1.1), np.tanh(2 * np.tanh(1.1) + 0.2)])
