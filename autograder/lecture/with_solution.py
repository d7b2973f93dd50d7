"""Every live demonstration of the course, driven by the solution's functions, as the notebooks show it."""

import numpy as np

from rnn_helpers import tasks
from rnn_helpers.demonstrations.cliff import cliff_by_hand
from rnn_helpers.demonstrations.contributions import contributions_by_hand
from rnn_helpers.demonstrations.gates import gates_by_hand
from rnn_helpers.demonstrations.memory_race import memory_race
from rnn_helpers.demonstrations.one_unit import sigmoid, unit_by_hand
from rnn_helpers.demonstrations.spectrum import spectrum_by_hand
from rnn_helpers.figures.unrolling import unroll_by_hand
from rnn_helpers.memory_tasks import CLASSES, SYMBOLS, temporal_order
from rnn_helpers.optimisers import Adam
from rnn_helpers.rnn_layer import RNNLayer
from rnn_helpers.sequence_classifier import SequenceClassifier
from rnn_helpers.training import train

from ..solution import solution_functions

RACE_LENGTH, RACE_UNITS, RACE_UPDATES = 30, 16, 600


def show_unrolling():
    words = ["my", "name", "is", "James"]
    x = np.eye(len(tasks.FIVE_WORDS))[tasks.word_ids(words, tasks.FIVE_WORDS)]
    W_hh = np.array([[0.5, -0.9, 0.3], [0.8, 0.4, -0.2], [-0.1, 0.7, 0.6]])
    (rnn_forward,) = solution_functions("rnn_forward")
    unroll_by_hand(rnn_forward, x, np.zeros((1, 3)), tasks.U_TRANSPOSED, W_hh, np.zeros(3), words)


def show_contributions():
    contributions_by_hand(*solution_functions("temporal_contributions"))


def show_spectrum():
    jacobian_product_norms, _ = solution_functions("jacobian_product_norms")
    spectrum_by_hand(jacobian_product_norms, *solution_functions("vanishing_bound"))


def show_unit():
    unit_by_hand()


def show_cliff():
    sgd_path, unit_surface, _ = solution_functions("sgd_path")
    cliff_by_hand(unit_surface, lambda w: 0.5 - w * sigmoid(0.5), sgd_path)


def show_gates():
    gates_by_hand(*solution_functions("lstm_step_forward"))


def show_memory_race():
    """Both networks learn first, for about two seconds."""
    memory_race(race_models(), trained_on=RACE_LENGTH)


DEMONSTRATIONS = {
    "unrolling": show_unrolling,
    "contributions": show_contributions,
    "spectrum": show_spectrum,
    "unit": show_unit,
    "cliff": show_cliff,
    "gates": show_gates,
    "memory_race": show_memory_race,
}


def race_models(seed=1):
    """{name: (SequenceClassifier, trained parameters)}: the networks that race in notebook 05."""
    D, H = len(SYMBOLS), RACE_UNITS
    layer = RNNLayer()
    rnn = SequenceClassifier(layer.forward, layer.backward, ("W_xh", "W_hh", "b_h"))
    rng = np.random.default_rng(seed)
    rnn_weights = {
        "W_xh": rng.normal(scale=1 / np.sqrt(D), size=(D, H)),
        "W_hh": rng.normal(scale=1 / np.sqrt(H), size=(H, H)),
        "b_h": np.zeros(H),
    }
    (init_lstm,) = solution_functions("init_lstm")
    lstm_backward, lstm_forward = solution_functions("lstm_backward")
    lstm = SequenceClassifier(lstm_forward, lstm_backward, ("W_x", "W_h", "b"), states=2)
    started = init_lstm(D, H, np.random.default_rng(seed), forget_bias=2.0)
    lstm_weights = dict(zip(("W_x", "W_h", "b"), started, strict=True))
    return {"RNN": (rnn, _learn(rnn, rnn_weights, seed)), "LSTM": (lstm, _learn(lstm, lstm_weights, seed))}


def _learn(model, weights, seed):
    rng, K = np.random.default_rng([seed, 1]), len(CLASSES)
    read_out = {"W_hy": rng.normal(scale=1 / np.sqrt(RACE_UNITS), size=(RACE_UNITS, K)), "b_y": np.zeros(K)}
    params = {**weights, **read_out}
    test = temporal_order(RACE_LENGTH, 1000, np.random.default_rng(100))
    train(
        params,
        model.loss_and_grads,
        lambda rng: temporal_order(RACE_LENGTH, 20, rng),
        Adam(lr=0.01),
        RACE_UPDATES,
        rng,
        transform=_clip,
        evaluate=lambda params: model.error_rate(params, *test),
        evaluate_every=50,
        solved=lambda error: error < 0.01,
        show=False,
    )
    return params


def _clip(grads):
    norm = np.sqrt(sum(np.sum(gradient**2) for gradient in grads.values()))
    return {name: gradient * min(1.0, 1.0 / norm) for name, gradient in grads.items()}
