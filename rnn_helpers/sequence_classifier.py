"""A recurrent network that reads a whole sequence, then names its class, as the temporal order task asks."""

import numpy as np


class SequenceClassifier:
    """softmax(h_T W_hy + b_y) on top of any recurrence, the notebooks' functions or a fast layer's methods.

    Args (of the constructor):
        forward: called as forward(x, *states, *parameters); returns h (T, N, H) first and a cache last.
        backward: called as backward(dh, cache); returns dx, then the states' and the parameters' gradients.
        parameters: names of the recurrence's parameters, in the order of `forward`.
        states: how many initial states `forward` takes, each (N, H): 1 for an RNN or a GRU, 2 for an LSTM.
            They are zero.

    Examples:
        SequenceClassifier(rnn_forward, rnn_backward, ("W_xh", "W_hh", "b_h"))
        layer = LSTMLayer(); SequenceClassifier(layer.forward, layer.backward, ("W_x", "W_h", "b"), states=2)
    """

    def __init__(self, forward, backward, parameters, states=1):
        self._forward, self._backward = forward, backward
        self._parameters, self._states = parameters, states

    def loss_and_grads(self, params, batch):
        """Mean cross-entropy of the batch, and its gradients.

        Args:
            params: dict with the recurrence's parameters, W_hy (H, K) and b_y (K,).
            batch: x (T, N, D) and targets (N,).

        Returns:
            loss: a number.
            grads: dict with the keys of params.
        """
        x, targets = batch
        h, cache = self._run(params, x)
        dlogits = _softmax(h[-1] @ params["W_hy"] + params["b_y"])
        N = len(targets)
        rows = np.arange(N)
        # A class that got probability 0 in floating point still has a finite, huge surprise.
        loss = -np.log(np.maximum(dlogits[rows, targets], np.finfo(dlogits.dtype).tiny)).mean()
        dlogits[rows, targets] -= 1
        dlogits /= N
        dh = np.zeros_like(h)
        dh[-1] = dlogits @ params["W_hy"].T
        grads = {"W_hy": h[-1].T @ dlogits, "b_y": dlogits.sum(axis=0)}
        from_parameters = self._backward(dh, cache)[1 + self._states :]
        return loss, grads | dict(zip(self._parameters, from_parameters, strict=True))

    def error_rate(self, params, x, targets, chunk=500):
        """Share of the sequences whose most probable class is wrong, computed `chunk` sequences at a time."""
        wrong = 0
        for start in range(0, len(targets), chunk):
            part = slice(start, start + chunk)
            h, _ = self._run(params, x[:, part])
            wrong += np.sum((h[-1] @ params["W_hy"] + params["b_y"]).argmax(axis=1) != targets[part])
        return wrong / len(targets)

    def probabilities(self, params, x):
        """(T, N, K) probabilities of the classes if each sequence (T, N, D) ended at that step."""
        h, _ = self._run(params, x)
        return np.stack([_softmax(h_t @ params["W_hy"] + params["b_y"]) for h_t in h])

    def _run(self, params, x):
        zeros = [np.zeros((x.shape[1], len(params["W_hy"])), x.dtype)] * self._states
        h, *_, cache = self._forward(x, *zeros, *(params[name] for name in self._parameters))
        return h, cache


def _softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
