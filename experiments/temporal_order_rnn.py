"""Fig. 7 of Pascanu et al. 2013, small: the temporal order task with a tanh RNN and SGD, + clipping, + Ω.

    OMP_NUM_THREADS=1 python -m experiments.temporal_order_rnn --steps 50 --updates 50000 --seeds 0 1 2 \\
        --out experiments/results/temporal_order_rnn_T50.json

Settings of the paper: 50 tanh units, one-hot symbols, N(0, 0.1) weights (0.1 is the standard deviation), zero
biases, batches of 20, learning rate 0.01, clipping at norm 1, Ω with weight 4; solved when under 1 % of
10 000 fresh sequences are wrong. `--omega-mean` divides Ω by T, as the authors' program does;
eq. 9 has the sum.
"""

import argparse

import numpy as np

from rnn_helpers.memory_tasks import CLASSES, SYMBOLS, temporal_order
from rnn_helpers.optimisers import SGD
from rnn_helpers.rnn_layer import RNNLayer
from rnn_helpers.sequence_classifier import SequenceClassifier
from rnn_helpers.training import train

from .omega import omega_and_gradient
from .recorded import Recorder

H = 50
METHODS = ("sgd", "clipping", "clipping_omega")


class RNNWithOmega:
    """An RNNLayer that remembers what Ω needs of its last two passes."""

    def __init__(self):
        self._layer = RNNLayer()

    def forward(self, *arguments):
        self.h, cache = self._layer.forward(*arguments)
        return self.h, cache

    def backward(self, dh, cache):
        self.dh_total = np.empty_like(dh)
        return self._layer.backward(dh, cache, self.dh_total)

    def omega(self, weight):
        """A regulariser for `train`: weight · Ω and its immediate gradient."""

        def regulariser(params, batch):
            omega, dW_hh = omega_and_gradient(self.dh_total, self.h, params["W_hh"])
            return weight * omega, {"W_hh": weight * dW_hh}

        return regulariser


def initial_parameters(rng, scale):
    """Weights N(0, scale), zero biases."""
    D, K = len(SYMBOLS), len(CLASSES)
    shapes = {"W_xh": (D, H), "W_hh": (H, H), "W_hy": (H, K)}
    weights = {name: rng.normal(scale=scale, size=shape) for name, shape in shapes.items()}
    return weights | {"b_h": np.zeros(H), "b_y": np.zeros(K)}


def clip(grads, threshold=1.0):
    """Scale all gradients together so that their common norm is at most the threshold."""
    norm = np.sqrt(sum(np.vdot(grad, grad) for grad in grads.values()))
    return grads if norm <= threshold else {name: grad * (threshold / norm) for name, grad in grads.items()}


def run(method, T, seed, updates, evaluate_every, omega_weight, scale=0.1, lr=0.01, show=False):
    """Train once. Returns the History."""
    weights_rng, data_rng, test_rng = np.random.default_rng(seed).spawn(3)
    network = RNNWithOmega()
    model = SequenceClassifier(network.forward, network.backward, ("W_xh", "W_hh", "b_h"))

    def error_rate(params):
        return model.error_rate(params, *temporal_order(T, 10_000, test_rng))

    return train(
        initial_parameters(weights_rng, scale),
        model.loss_and_grads,
        lambda rng: temporal_order(T, 20, rng),
        SGD(lr),
        updates,
        data_rng,
        transform=None if method == "sgd" else clip,
        regulariser=network.omega(omega_weight) if method == "clipping_omega" else None,
        evaluate=error_rate,
        evaluate_every=evaluate_every,
        solved=lambda error: error < 0.01,
        name=f"{method}, T = {T}, seed {seed}",
        show=show,
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=20, metavar="T")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=METHODS)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--updates", type=int, default=100_000)
    parser.add_argument("--evaluate-every", type=int, default=1000)
    parser.add_argument("--scale", type=float, default=0.1, help="standard deviation of the initial weights")
    parser.add_argument("--lr", type=float, default=0.01)
    parser.add_argument("--omega-weight", type=float, default=4.0)
    parser.add_argument("--omega-mean", action="store_true")
    parser.add_argument("--out", help="JSON file for the results")
    options = parser.parse_args()
    recorder = Recorder("experiments.temporal_order_rnn", options.out)
    weight = options.omega_weight / (options.steps if options.omega_mean else 1)
    for seed in options.seeds:
        for method in options.methods:
            history = run(
                method,
                options.steps,
                seed,
                options.updates,
                options.evaluate_every,
                weight,
                options.scale,
                options.lr,
            )
            recorder.add({"method": method, "T": options.steps, "seed": seed}, history)


if __name__ == "__main__":
    main()
