"""The figures of 02_bptt: they show what the functions given to them return, and say it in words."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnn_helpers.figures import bptt as figures

from .tanh_rnn import rnn_backward, rnn_forward


def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    h, cache = rnn_forward(x_t[None], h_prev, W_xh, W_hh, b_h)
    return h[0], cache


def rnn_step_backward(dh_t, cache):
    dx, *others = rnn_backward(dh_t[None], cache)
    return dx[0], *others


def slightly_wrong_step(dh_t, cache):
    return [1.001 * gradient for gradient in rnn_step_backward(dh_t, cache)]


def halving(dh_t, cache, t):
    """Contributions whose norm doubles from one copy to the next, up to 1 at k = t."""
    H = dh_t.shape[1]
    return 2.0 ** (np.arange(t) - t + 1)[:, None, None] * np.ones((t, H, H)) / H


def model(params, x, targets, h_0):
    return 1.0, {"W_hh": np.full_like(params["W_hh"], float(len(x)))}


def cut(params, x, targets, h_0, k):
    return 1.0, {"W_hh": np.full_like(params["W_hh"], float(min(k, len(x))))}


PICTURES = {
    "paths": lambda: figures.show_paths(),
    "step size": lambda: figures.show_step_size(rnn_step_backward, rnn_step_forward),
    "contributions": lambda: figures.show_contributions(halving, rnn_forward),
    "one update": lambda: figures.show_one_update(
        np.array([0.1, 0.2]), np.array([0.3, 0.15]), ("I", "am", "Bond")
    ),
    "truncation bias": lambda: figures.show_truncation_bias(cut, model),
}


@pytest.mark.parametrize("name", PICTURES)
def test_figure_is_a_picture_with_words_and_leaves_none_open(name):
    picture = PICTURES[name]()
    assert picture.png.startswith(b"\x89PNG") and len(picture.png) > 5000
    assert len(picture.alt) > 60 and not picture.alt.startswith("Figure")
    assert plt.get_fignums() == []


def test_step_size_shows_a_floor_where_the_gradient_is_a_little_wrong():
    assert "e-11), " in figures.show_step_size(rnn_step_backward, rnn_step_forward).alt
    assert "(9e-04), " in figures.show_step_size(slightly_wrong_step, rnn_step_forward).alt


def test_contributions_shows_the_students_numbers():
    assert "from 1 at k = 12 to 0.0005 at k = 1" in figures.show_contributions(halving, rnn_forward).alt


def test_one_update_says_which_words_moved():
    alt = PICTURES["one update"]().alt
    assert "“am” 0.10 to 0.30" in alt and "“Bond” 0.20 to 0.15" in alt


def test_truncation_bias_is_that_of_the_students_gradients():
    assert "96 % at k = 1, 75 % at k = 6" in figures.show_truncation_bias(cut, model).alt
