"""Every live demonstration draws what the given functions return, follows each control, and says it."""

import io
import re

import ipywidgets
import numpy as np
import pytest
from PIL import Image

from autograder.solution import solution_functions
from rnn_helpers import live as module
from rnn_helpers.demonstrations.cliff import cliff_by_hand
from rnn_helpers.demonstrations.contributions import contributions_by_hand
from rnn_helpers.demonstrations.gates import gates_by_hand
from rnn_helpers.demonstrations.memory_race import memory_race
from rnn_helpers.demonstrations.one_unit import fixed_points, sigmoid, unit_by_hand
from rnn_helpers.demonstrations.spectrum import spectrum_by_hand
from rnn_helpers.rnn_layer import RNNLayer
from rnn_helpers.sequence_classifier import SequenceClassifier


def wall(w):
    return 0.5 - w * sigmoid(0.5)


def models():
    """A network that knows nothing: every answer is as probable as the others."""
    layer = RNNLayer()
    model = SequenceClassifier(layer.forward, layer.backward, ("W_xh", "W_hh", "b_h"))
    shapes = {"W_xh": (6, 3), "W_hh": (3, 3), "b_h": (3,), "W_hy": (3, 4), "b_y": (4,)}
    return {"RNN": (model, {name: np.zeros(shape) for name, shape in shapes.items()})}


def descent():
    """unit_surface, wall and sgd_path of the solution."""
    sgd_path = solution_functions("sgd_path")[0]
    return solution_functions("unit_surface")[0], wall, sgd_path


DEMONSTRATIONS = {
    "contributions": lambda: contributions_by_hand(*solution_functions("temporal_contributions")),
    "spectrum": lambda: spectrum_by_hand(
        solution_functions("jacobian_product_norms")[0], solution_functions("vanishing_bound")[0]
    ),
    "one unit": unit_by_hand,
    "cliff": lambda: cliff_by_hand(*descent()),
    "gates": lambda: gates_by_hand(solution_functions("lstm_step_forward")[0]),
    "memory race": lambda: memory_race(models(), 20),
}


class Shown:
    """Stands for what a notebook shows: the controls, and the picture that was shown last."""

    def __call__(self, value, display_id=False):
        if display_id:
            self.picture = value
            return self
        self.controls = {control.description: control for control in value.children}
        return None

    def update(self, value):
        self.picture = value


@pytest.fixture
def shown(monkeypatch):
    """What `live` shows."""
    shown = Shown()
    monkeypatch.setattr(module, "display", shown)
    return shown


@pytest.mark.parametrize("show", DEMONSTRATIONS.values(), ids=DEMONSTRATIONS)
def test_picture_follows_every_control(show, shown):
    show()
    for control in shown.controls.values():
        before, alt, value = shown.picture.png, shown.picture.alt, control.value
        if isinstance(control, ipywidgets.ToggleButtons):
            control.value = control.options[1]
        else:
            control.value = control.min if control.value != control.min else control.max
        assert shown.picture.png != before, control.description
        assert shown.picture.alt != alt, control.description
        control.value = value


@pytest.mark.parametrize("show", DEMONSTRATIONS.values(), ids=DEMONSTRATIONS)
def test_picture_is_large_and_told_in_words(show, shown):
    show()
    width, height = Image.open(io.BytesIO(shown.picture.png)).size
    assert width >= 1200 and height >= 500
    assert len(shown.picture.alt) > 60


def test_unit_rests_where_a_step_changes_nothing():
    for w, b in ((6.0, -3.0), (2.0, 0.5), (5.0, -2.5), (0.0, -1.0)):
        x = fixed_points(w, b)
        assert np.abs(w * sigmoid(x) + b - x).max() < 1e-9
    assert [len(fixed_points(w, b)) for w, b in ((6.0, -3.0), (6.0, -1.0), (3.0, -1.5))] == [3, 1, 1]


def test_gates_speak_of_the_step_that_was_given(shown):
    def never_forgets(x_t, h_prev, c_prev, W_x, W_h, b):
        return np.tanh(c_prev), c_prev, None

    gates_by_hand(never_forgets)
    assert "after 20 steps" in shown.picture.alt and "the cell holds 1.50; the output" in shown.picture.alt


def test_network_that_knows_nothing_guesses(shown):
    memory_race(models(), 20)
    assert "RNN 0.25; a guess has 0.25" in shown.picture.alt


def test_spectrum_of_the_identity_reaches_its_bound(shown):
    DEMONSTRATIONS["spectrum"]()
    shown.controls["activation"].value = "identity"
    shown.controls["largest |λ|"].value = 1.2
    norm, bound = re.search(
        r"at most (\S+) of what went in; the bound says (\S+)\.", shown.picture.alt
    ).groups()
    assert float(norm) == float(bound) == pytest.approx(1.2**50, rel=0.1)
