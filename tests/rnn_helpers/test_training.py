"""The training loop: order of work, reasons to stop, and that a student's functions and a layer agree."""

import ipywidgets
import numpy as np
import pytest

from rnn_helpers import progress
from rnn_helpers.memory_tasks import CLASSES, SYMBOLS, temporal_order
from rnn_helpers.optimisers import SGD, Adam
from rnn_helpers.rnn_layer import RNNLayer
from rnn_helpers.sequence_classifier import SequenceClassifier
from rnn_helpers.training import train

from .tanh_rnn import rnn_backward, rnn_forward

RNN_PARAMETERS = ("W_xh", "W_hh", "b_h")


def bowl(params, batch):
    """Loss |w − batch|² / 2 and its gradient."""
    return 0.5 * np.sum((params["w"] - batch) ** 2), {"w": params["w"] - batch}


def train_bowl(updates=20, **options):
    params = {"w": np.array([4.0, 3.0])}
    options = {"sample_batch": lambda rng: np.zeros(2), "loss_and_grads": bowl, "show": False} | options
    return params, train(params, optimiser=SGD(0.1), updates=updates, rng=np.random.default_rng(0), **options)


def initial_parameters(rng, H=12):
    shapes = {
        "W_xh": (len(SYMBOLS), H),
        "W_hh": (H, H),
        "b_h": (H,),
        "W_hy": (H, len(CLASSES)),
        "b_y": (len(CLASSES),),
    }
    return {name: rng.normal(scale=0.3, size=shape) for name, shape in shapes.items()}


def test_train_records_loss_and_norm_of_every_update():
    params, history = train_bowl(updates=2)
    assert history.loss == pytest.approx([12.5, 12.5 * 0.81])
    assert history.gradient_norm == pytest.approx([5.0, 4.5])
    assert params["w"] == pytest.approx([4 * 0.81, 3 * 0.81])
    assert history.stopped == "Out of updates." and history.updates == 2 and not history.solved


def test_train_transforms_the_gradient_after_the_regulariser_and_records_the_norm_before():
    """Ω's gradient is added first, then clipped with the rest: does the step have the clipped length?"""
    seen = []

    def transform(grads):
        seen.append(grads["w"].copy())
        return {"w": grads["w"] / 10}

    params, history = train_bowl(
        updates=1, regulariser=lambda p, b: (0.0, {"w": np.array([2.0, 5.0])}), transform=transform
    )
    assert seen[0] == pytest.approx([6.0, 8.0])
    assert history.gradient_norm == pytest.approx([10.0])
    assert params["w"] == pytest.approx([4 - 0.06, 3 - 0.08])


def test_train_regulariser_may_leave_a_parameter_alone():
    params, _ = train_bowl(updates=1, regulariser=lambda p, b: (0.0, {}))
    assert params["w"] == pytest.approx([3.6, 2.7])


def test_train_evaluates_on_schedule_and_at_the_end():
    _, history = train_bowl(updates=7, evaluate=lambda params: params["w"][0], evaluate_every=3)
    assert history.evaluated_at == [3, 6, 7]
    assert history.evaluations == pytest.approx([4 * 0.9**k for k in (3, 6, 7)])


def test_train_stops_when_solved():
    _, history = train_bowl(
        updates=100, evaluate=lambda params: params["w"][0], evaluate_every=5, solved=lambda value: value < 2
    )
    assert history.solved and history.stopped == "Solved." and history.updates == 10
    assert "Solved. 10 updates" in str(history)


def test_train_stops_when_the_time_is_up():
    _, history = train_bowl(updates=10**6, seconds=0.01)
    assert history.stopped == "Out of time." and 0 < history.updates < 10**6


@pytest.mark.parametrize(
    "loss, slope", [(np.nan, 1.0), (1.0, np.inf), (1.0, np.nan)], ids=["loss", "inf", "nan"]
)
def test_train_stops_before_a_step_that_is_not_finite(loss, slope):
    params, history = train_bowl(loss_and_grads=lambda params, batch: (loss, {"w": np.array([slope, 1.0])}))
    assert history.stopped.startswith("Diverged") and history.updates == 0 and not history.solved
    assert np.array_equal(params["w"], [4.0, 3.0])


def test_train_gives_its_generator_to_the_sampler():
    drawn = []
    train_bowl(updates=3, sample_batch=lambda rng: drawn.append(rng.random()) or np.zeros(2))
    assert drawn == list(np.random.default_rng(0).random(3))


def test_train_says_one_line_where_no_terminal_listens(capsys):
    train_bowl(updates=5, show=True, name="bowl")
    assert capsys.readouterr().out.strip().startswith("bowl 5 of 5")


def test_train_shows_a_widget_in_a_notebook(monkeypatch):
    shown = []
    monkeypatch.setattr(progress, "get_ipython", lambda: type("Shell", (), {"kernel": None})())
    monkeypatch.setattr(progress, "display", shown.append)
    train_bowl(updates=5, show=True)
    bar, text = shown[0].children
    assert isinstance(bar, ipywidgets.IntProgress) and bar.value == 5 and "Out of updates." in text.value


def test_train_gives_the_same_with_a_students_functions_as_with_the_layer():
    layer, losses = RNNLayer(), []
    for forward, backward in ((rnn_forward, rnn_backward), (layer.forward, layer.backward)):
        model = SequenceClassifier(forward, backward, RNN_PARAMETERS)
        history = train(
            initial_parameters(np.random.default_rng(1)),
            model.loss_and_grads,
            lambda rng: temporal_order(10, 8, rng),
            Adam(0.01),
            30,
            np.random.default_rng(2),
            show=False,
        )
        losses.append(history.loss)
    assert losses[0] == pytest.approx(losses[1], rel=1e-9)
    assert losses[0][-1] < losses[0][0]


def test_classifier_gradients_are_those_of_finite_differences():
    rng = np.random.default_rng(3)
    params, batch, layer = initial_parameters(rng, H=5), temporal_order(12, 3, rng), RNNLayer()
    model = SequenceClassifier(layer.forward, layer.backward, RNN_PARAMETERS)
    _, grads = model.loss_and_grads(params, batch)
    grads = {name: grad.copy() for name, grad in grads.items()}
    for name, theta in params.items():
        direction, step = rng.normal(size=theta.shape), 1e-5
        above, below = (
            model.loss_and_grads(params | {name: theta + shift * direction}, batch)[0]
            for shift in (step, -step)
        )
        assert np.vdot(grads[name], direction) == pytest.approx((above - below) / (2 * step), rel=1e-7)


def test_classifier_error_rate_counts_wrong_sequences_in_every_chunk():
    rng = np.random.default_rng(4)
    params, (x, targets), layer = initial_parameters(rng), temporal_order(10, 23, rng), RNNLayer()
    model = SequenceClassifier(layer.forward, layer.backward, RNN_PARAMETERS)
    h, _ = rnn_forward(x, np.zeros((23, 12)), params["W_xh"], params["W_hh"], params["b_h"])
    predicted = (h[-1] @ params["W_hy"] + params["b_y"]).argmax(axis=1)
    for chunk in (4, 23, 100):
        assert model.error_rate(params, x, targets, chunk) == np.mean(predicted != targets)
