"""A live demonstration draws anew when a control moves, and leaves a picture where no control can move."""

import ipywidgets
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from rnn_helpers import live as module
from rnn_helpers.figures import unrolling
from rnn_helpers.live import live


class Shown:
    """Stands for what a notebook shows: every output, and what a picture was replaced by."""

    def __init__(self):
        self.outputs = []

    def __call__(self, value, display_id=False):
        self.outputs.append(value)
        return self if display_id else None

    def update(self, value):
        self.outputs[-1] = value


@pytest.fixture
def shown(monkeypatch):
    """Everything that `live` displays."""
    shown = Shown()
    monkeypatch.setattr(module, "display", shown)
    return shown


def test_picture_follows_every_control(shown):
    gain = ipywidgets.FloatSlider(1.0, min=0, max=2, description="gain")
    steps = ipywidgets.IntSlider(3, 1, 9, description="steps")
    live(lambda gain, steps: (gain, steps), gain=gain, steps=steps)
    controls, picture = shown.outputs
    assert controls.children == (gain, steps) and picture == (1.0, 3)
    assert repr(controls) == "[where widgets are shown, controls: gain, steps]"
    gain.value = 1.5
    assert shown.outputs[1] == (1.5, 3)
    steps.value = 4
    assert shown.outputs[1] == (1.5, 4)


def test_unrolling_has_a_picture_for_every_step(shown):
    rng = np.random.default_rng(0)
    x, h_0 = rng.normal(size=(3, 1, 4)), np.zeros((1, 2))
    weights = rng.normal(size=(4, 2)), rng.normal(size=(2, 2)), np.zeros(2)

    def rnn_forward(x, h_0, W_xh, W_hh, b_h):
        h = [h_0]
        for x_t in x:
            h.append(np.tanh(x_t @ W_xh + h[-1] @ W_hh + b_h))
        return np.array(h[1:]), None

    unrolling.unroll_by_hand(rnn_forward, x, h_0, *weights, ["a", "b", "c"])
    (slider,) = shown.outputs[0].children
    assert (slider.min, slider.max) == (1, 3)
    pictures = {}
    for t in (2, 3, 1):
        slider.value = t
        pictures[t] = shown.outputs[1]
    assert "Step 3" in pictures[3].alt
    assert len({picture.png for picture in pictures.values()}) == 3


def test_picture_is_a_widget_in_the_app(shown, monkeypatch):
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")
    step = ipywidgets.IntSlider(2, 1, 3)
    live(_Page, value=step)
    widget = shown.outputs[1]
    assert widget.value == "<b>2</b>"
    step.value = 3
    assert widget.value == "<b>3</b>"


def test_saved_page_has_the_picture():
    """What the front end without widgets gets is an output of its own, in HTML."""
    shell = InteractiveShell.instance()
    published = []
    shell.display_pub.publish = lambda data, metadata=None, **transient: published.append((data, transient))
    try:
        live(lambda t: _Page(t), t=ipywidgets.IntSlider(2, 1, 3))
    finally:
        InteractiveShell.clear_instance()
    data, transient = published[-1]
    assert data["text/html"] == "<b>2</b>" and transient["transient"]["display_id"]


class _Page:
    def __init__(self, value):
        self.value = value

    def _repr_html_(self):
        return f"<b>{self.value}</b>"
