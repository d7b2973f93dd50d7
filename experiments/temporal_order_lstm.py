"""The temporal order task with an LSTM, at lengths where a tanh RNN with clipping fails.

    OMP_NUM_THREADS=1 python -m experiments.temporal_order_lstm --steps 100 --seeds 0 1 2 \\
        --out rnn_helpers/recorded/temporal_order_lstm_T100.json

Adam with learning rate 0.001, clipping at norm 1, batches of 20 and weights N(0, 0.1) as in
`temporal_order_rnn`, forget bias 2; solved when under 1 % of 10 000 fresh sequences are wrong.
"""

import argparse

import numpy as np

from rnn_helpers.lstm_layer import LSTMLayer
from rnn_helpers.memory_tasks import CLASSES, SYMBOLS, temporal_order
from rnn_helpers.optimisers import Adam
from rnn_helpers.sequence_classifier import SequenceClassifier
from rnn_helpers.training import train

from .recorded import Recorder
from .temporal_order_rnn import clip


def initial_parameters(rng, H, forget_bias, dtype):
    """Weights N(0, 0.1), zero biases but for the forget gate's."""
    D, K = len(SYMBOLS), len(CLASSES)
    shapes = {"W_x": (D, 4 * H), "W_h": (H, 4 * H), "W_hy": (H, K)}
    params = {name: rng.normal(scale=0.1, size=shape).astype(dtype) for name, shape in shapes.items()}
    params |= {"b": np.zeros(4 * H, dtype), "b_y": np.zeros(K, dtype)}
    params["b"][H : 2 * H] = forget_bias
    return params


def run(T, seed, H, forget_bias, lr, updates, dtype=np.float32, show=False):
    """Train once. Returns the History."""
    weights_rng, data_rng, test_rng = np.random.default_rng(seed).spawn(3)
    layer = LSTMLayer()
    model = SequenceClassifier(layer.forward, layer.backward, ("W_x", "W_h", "b"), states=2)
    return train(
        initial_parameters(weights_rng, H, forget_bias, dtype),
        model.loss_and_grads,
        lambda rng: temporal_order(T, 20, rng, dtype),
        Adam(lr),
        updates,
        data_rng,
        transform=clip,
        evaluate=lambda params: model.error_rate(params, *temporal_order(T, 10_000, test_rng, dtype)),
        evaluate_every=250,
        solved=lambda error: error < 0.01,
        name=f"LSTM, T = {T}, seed {seed}",
        show=show,
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=100, metavar="T")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--hidden", type=int, default=20, metavar="H")
    parser.add_argument("--forget-bias", type=float, default=2.0)
    parser.add_argument("--lr", type=float, default=0.001)
    parser.add_argument("--updates", type=int, default=20_000)
    parser.add_argument("--out", help="JSON file for the results")
    options = parser.parse_args()
    recorder = Recorder("experiments.temporal_order_lstm", options.out)
    for seed in options.seeds:
        history = run(options.steps, seed, options.hidden, options.forget_bias, options.lr, options.updates)
        recorder.add(
            {"T": options.steps, "seed": seed, "H": options.hidden, "forget_bias": options.forget_bias},
            history,
        )


if __name__ == "__main__":
    main()
