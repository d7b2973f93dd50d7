"""The recorded experiment: Ω goes into the right gradient, runs repeat, results can be read back."""

import json

import numpy as np
import pytest

from experiments import temporal_order_rnn as experiment
from experiments.omega import omega_and_gradient
from experiments.recorded import Recorder
from rnn_helpers.memory_tasks import temporal_order
from rnn_helpers.sequence_classifier import SequenceClassifier
from rnn_helpers.training import History


def test_regulariser_is_the_weighted_omega_of_the_pass_just_made():
    rng = np.random.default_rng(0)
    params, network = experiment.initial_parameters(rng, 0.1), experiment.RNNWithOmega()
    model = SequenceClassifier(network.forward, network.backward, ("W_xh", "W_hh", "b_h"))
    batch = temporal_order(12, 5, rng)
    model.loss_and_grads(params, batch)
    penalty, extra = network.omega(4.0)(params, batch)
    omega, dW_hh = omega_and_gradient(network.dh_total, network.h, params["W_hh"])
    assert penalty == pytest.approx(4 * omega) and list(extra) == ["W_hh"]
    assert extra["W_hh"] == pytest.approx(4 * dW_hh)
    # A short step down the gradient: is it Ω that falls?
    stepped = params["W_hh"] - 1e-4 * dW_hh
    assert omega_and_gradient(network.dh_total, network.h, stepped)[0] < omega


def test_initial_parameters_have_the_published_spread_and_zero_biases():
    params = experiment.initial_parameters(np.random.default_rng(1), 0.1)
    assert params["W_hh"].shape == (50, 50) and params["W_hh"].std() == pytest.approx(0.1, rel=0.05)
    assert not params["b_h"].any() and not params["b_y"].any()


def test_clip_keeps_the_direction_and_the_common_length():
    grads = {"a": np.array([6.0]), "b": np.array([[8.0]])}
    clipped = experiment.clip(grads)
    assert clipped["a"] == pytest.approx([0.6]) and clipped["b"][0] == pytest.approx([0.8])
    assert experiment.clip({"a": np.array([0.5])})["a"] == [0.5]


def test_run_repeats_itself():
    first, second = (experiment.run("clipping_omega", 12, 3, 20, 20, 4.0) for _ in range(2))
    assert first.loss == second.loss and first.evaluations == second.evaluations


def test_recorder_writes_each_run_with_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["program", "--steps", "20"])
    recorder = Recorder("experiments.some", tmp_path / "results" / "some.json")
    history = History([1.0] * 300, [2.0] * 300, list(range(300)), [0.5] * 300, True, "Solved.", 1.25)
    recorder.add({"seed": 7}, history)
    record = json.loads((tmp_path / "results" / "some.json").read_text())
    assert record["command"] == "python -m experiments.some --steps 20"
    run = record["runs"][0]
    assert (run["seed"], run["solved"], run["updates"], run["error"]) == (7, True, 300, 0.5)
    assert len(run["errors"]) == len(run["evaluated_at"]) <= 60
