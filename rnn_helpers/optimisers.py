"""Three ways to turn gradients into a step. Each changes the arrays of a dict of parameters in place."""

import numpy as np


class SGD:
    """θ ← θ − lr · g."""

    def __init__(self, lr):
        self.lr = lr

    def update(self, params, grads):
        """One step, in place. params, grads: dicts of arrays with the same keys; grads stay as they are."""
        _expect_same_keys(params, grads)
        for name, theta in params.items():
            theta -= self.lr * grads[name]


class Adagrad:
    """θ ← θ − lr · g / (√Σg² + ε): a parameter's steps shrink as its past gradients add up.

    Source: Duchi, Hazan, Singer 2011, the diagonal form.
    """

    def __init__(self, lr, epsilon=1e-8):
        self.lr, self.epsilon = lr, epsilon
        self._sum_of_squares = {}

    def update(self, params, grads):
        """One step, in place. params, grads: dicts of arrays with the same keys; grads stay as they are."""
        _expect_same_keys(params, grads)
        for name, theta in params.items():
            g = grads[name]
            total = self._sum_of_squares.setdefault(name, np.zeros_like(theta))
            total += g * g
            theta -= self.lr * g / (np.sqrt(total) + self.epsilon)


class Adam:
    """θ ← θ − lr · m̂ / (√v̂ + ε) with running means m of g and v of g², corrected for their start at zero.

    Source: Kingma and Ba 2015, algorithm 1.
    """

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.lr, self.beta1, self.beta2, self.epsilon = lr, beta1, beta2, epsilon
        self._step = 0
        self._means = {}

    def update(self, params, grads):
        """One step, in place. params, grads: dicts of arrays with the same keys; grads stay as they are."""
        _expect_same_keys(params, grads)
        self._step += 1
        m_correction, v_correction = 1 - self.beta1**self._step, 1 - self.beta2**self._step
        for name, theta in params.items():
            g = grads[name]
            m, v = self._means.setdefault(name, (np.zeros_like(theta), np.zeros_like(theta)))
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g * g - v)
            theta -= self.lr * (m / m_correction) / (np.sqrt(v / v_correction) + self.epsilon)


def _expect_same_keys(params, grads):
    if params.keys() != grads.keys():
        raise ValueError(
            f"grads: expected the keys {', '.join(sorted(params))}, got {', '.join(sorted(grads))}. "
            "Each parameter needs its gradient, under the parameter's own name."
        )
