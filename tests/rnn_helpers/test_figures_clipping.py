"""The figures of 04_clipping: they show what the functions given to them return, and say it in words."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnn_helpers.figures import cliff
from rnn_helpers.figures import clipping as figures
from rnn_helpers.training import History


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def wall(w, x_0=0.5):
    return x_0 - w * sigmoid(x_0)


def step_surface(w, b, T):
    """Low on one side of the wall, high on the other."""
    E = np.where(b > wall(w), 0.05, 0.4)
    return E, 0 * E, 0 * E


def clip(grads, threshold):
    norm = float(np.sqrt(sum(np.sum(part**2) for part in grads.values())))
    return {name: part * min(1.0, threshold / norm) for name, part in grads.items()}, norm


PLAIN = np.array([[5.8, -2.5], [5.5, -2.85], [6.0, -2.2]])
CLIPPED = np.array([[5.8, -2.5], [5.5, -2.85], [5.25, -2.7]])
GRADS = {"large": np.array([30.0, 40.0]), "small": np.array([0.0, 1.0])}


def history(errors, solved):
    return History(
        loss=[0.0] * 250 * len(errors),
        evaluated_at=[250 * (k + 1) for k in range(len(errors))],
        evaluations=errors,
        solved=solved,
    )


RUNS = {
    "SGD": history([0.75, 0.6], False),
    "clipping": history([0.7, 0.3], False),
    "clipping + Ω": history([0.4, 0.005], True),
}

PICTURES = {
    "cliff": lambda: cliff.cliff(step_surface, wall, PLAIN, CLIPPED),
    "from above": lambda: cliff.cliff_from_above(step_surface, wall, PLAIN, CLIPPED),
    "two fates": lambda: cliff.two_fates(sigmoid, wall),
    "lengths": lambda: figures.lengths_after_clipping(
        {"right": lambda g, t: clip(g, t)[0], "too short": lambda g, t: clip(g, t / 10)[0]}
    ),
    "angles": lambda: figures.angles(clip, GRADS),
    "way back": lambda: figures.lengths_on_the_way_back(
        {"falling": np.logspace(-4, 0, 5)[:, None, None] * np.ones((5, 2, 3)), "flat": np.ones((5, 2, 3))}
    ),
    "learning": lambda: figures.learning_curves({20: RUNS, 30: RUNS}),
}


@pytest.mark.parametrize("name", PICTURES)
def test_figure_is_a_picture_with_words_and_leaves_none_open(name):
    picture = PICTURES[name]()
    assert picture.png.startswith(b"\x89PNG") and len(picture.png) > 5000
    assert len(picture.alt) > 60 and not picture.alt.startswith("Figure")
    assert plt.get_fignums() == []


def test_contours_say_where_the_paths_went():
    alt = PICTURES["from above"]().alt
    assert "at step 2" in alt and "thrown 0.82 away" in alt and "to w = 5.25, b = -2.70" in alt


def test_lengths_say_what_each_way_makes_of_the_marked_gradient():
    assert "right: 5; too short: 0.5" in PICTURES["lengths"]().alt


def test_angles_are_zero_for_one_factor_and_measured_for_the_others():
    """With a tiny threshold every entry is as long as every other; apart, (0.6, 0.8) stands beside (0, 1)."""
    apart = np.degrees(np.arccos(np.dot([0.6, 0.8, 0, 1], [30, 40, 0, 1]) / np.sqrt(2) / np.sqrt(2501)))
    entry = np.degrees(np.arccos(71 / np.sqrt(3) / np.sqrt(2501)))
    alt = PICTURES["angles"]().alt
    assert f"every entry by itself {entry:.0f}°" in alt
    assert f"every parameter by itself {apart:.0f}°" in alt
    assert "all together 0°" in alt


def test_way_back_says_how_much_is_left():
    assert "falling: 1.0e-04 of it at step 1; flat: 1.0e+00" in PICTURES["way back"]().alt


def test_learning_says_which_run_was_solved():
    alt = PICTURES["learning"]().alt
    assert "T = 20, SGD: 60 % wrong at the end" in alt and "T = 30, clipping + Ω: solved after 500" in alt
