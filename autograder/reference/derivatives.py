"""Expected gradients: the reference's forward passes, differentiated by HIPS autograd."""

import functools
import pickle
from collections.abc import Callable
from dataclasses import dataclass

import autograd.numpy as np
from autograd import grad

from rnn_helpers.array_checks import CheckFailed
from rnn_helpers.finite_difference import numerical_gradient
from rnn_helpers.number_hints import axes_of

from ..comparison import compare
from . import rnn

# Values that lie closer than the tolerance for answers may still have gradients that don't.
AGREEING = 1e-7

HINT_AXES = (("time_axis", "T"), ("batch_axis", "N"), ("block_axis", "G"))


def gradients(forward, inputs, upstream=1.0, **constants):
    """Gradient of Σ upstream · forward(**inputs, **constants) with respect to every input.

    Args:
        forward: a function of a module, in autograd.numpy, that returns one array or number.
        inputs: dict name -> float array.
        upstream: array of the shape of what `forward` returns.
        constants: further arguments of `forward`.

    Returns:
        A dict with the keys of `inputs`.
    """
    return dict(_gradients(forward, pickle.dumps((inputs, upstream, constants))))


@functools.lru_cache(maxsize=100)  # the lines of a rubric draw the same problems from the same seed
def _gradients(forward, arguments):
    inputs, upstream, constants = pickle.loads(arguments)
    return grad(lambda arrays: np.sum(upstream * forward(**arrays, **constants)))(inputs)


def model_loss(x, targets, h_0, W_xh, W_hh, b_h, W_hy, b_y):
    """The whole model: L = Σ_t L_t, one number."""
    return rnn.loss(rnn.readout(rnn.forward(x, h_0, W_xh, W_hh, b_h), W_hy, b_y), targets)


def state_of_copies(copies, x, h_0, W_xh, b_h):
    """h_t of an RNN whose step k has a recurrent matrix of its own, copies[k − 1]; returns (N, H)."""
    h = h_0
    for x_k, W_k in zip(x, copies, strict=True):
        h = rnn.step(x_k, h, W_xh, W_k, b_h)
    return h


def contributions(dh_t, t, x, h_0, W_xh, W_hh, b_h):
    """∂L_t/∂W_k for every copy W_k of W_hh, k = 1..t; returns (t, H, H)."""
    copies = {"copies": np.stack([W_hh] * t)}
    return gradients(state_of_copies, copies, dh_t, x=x[:t], h_0=h_0, W_xh=W_xh, b_h=b_h)["copies"]


def truncated_gradients(params, x, targets, h_0, k):
    """Σ over chunks of k steps of ∂L^chunk/∂params, the state that a chunk starts from is a constant."""
    recurrent = {name: params[name] for name in ("W_xh", "W_hh", "b_h")}
    starts = np.concatenate([h_0[None], rnn.forward(x, h_0, **recurrent)])
    chunks = [
        gradients(model_loss, params, x=x[s : s + k], targets=targets[s : s + k], h_0=starts[s])
        for s in range(0, len(x), k)
    ]
    return {name: sum(chunk[name] for chunk in chunks) for name in params}


@dataclass(frozen=True)
class Truth:
    """What the gradients should be: those of the reference's forward pass or, failing that, of the student's.

    A forward mistake costs once, in the exercise of the forward pass. So where the student's forward pass
    differs from the reference, a gradient that is right for the student's is right, too. An input that the
    student's forward pass ignores earns nothing this way: a constant would make zeros a right answer.

    Attributes:
        reference: dict name of the gradient -> gradient of the reference's forward pass.
        inputs: dict name of the gradient -> (name of the input, array).
        sizes: dict such as {"T": 5, "N": 2}, for the hint that names a factor.
        own_scalar: the number that is differentiated, as a function of the inputs by name, from the student's
            forward pass; None where that agrees with the reference.
    """

    reference: dict
    inputs: dict
    sizes: dict
    own_scalar: Callable | None

    def compare(self, name, got, look_at):
        """Raise CheckFailed unless `got` is the gradient of that name."""
        letters = axes_of(name.removeprefix("d"), np.shape(self.reference[name]))
        axes = {word: letters.index(letter) for word, letter in HINT_AXES if letter in letters}
        try:
            compare(name, got, self.reference[name], look_at, sizes=self.sizes, **axes)
        except CheckFailed:
            own = self.own(name)
            if own is None:
                raise
            look_at = f"It was held against the derivative of your own forward pass. {look_at}"
            compare(name, got, own, look_at, sizes=self.sizes, **axes)

    def own(self, name):
        """The gradient of the student's forward pass; None where it agrees or ignores the input."""
        if self.own_scalar is None:
            return None
        arrays = dict(self.inputs.values())
        key, value = self.inputs[name]
        gradient = numerical_gradient(lambda array: self.own_scalar(**{**arrays, key: array}), value)
        return gradient if np.any(gradient) else None


def make_truth(reference, own_value, reference_value, own_scalar, inputs, names, sizes):
    """The Truth for gradients of `inputs`.

    Args:
        reference: dict name of the input -> gradient of the reference's forward pass.
        own_value, reference_value: what the two forward passes give on the same inputs.
        own_scalar, sizes: as in Truth.
        inputs: dict name -> array.
        names: dict name of the input -> name of its gradient.
    """
    try:
        compare("forward pass", own_value, reference_value, "", tolerance=AGREEING)
        own_scalar = None
    except CheckFailed:
        pass
    gradients_by_name = {names[key]: gradient for key, gradient in reference.items()}
    inputs_by_name = {names[key]: (key, value) for key, value in inputs.items()}
    return Truth(gradients_by_name, inputs_by_name, sizes, own_scalar)
