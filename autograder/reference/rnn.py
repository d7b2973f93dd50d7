"""The plain RNN, forward only, in autograd.numpy, so that HIPS autograd gives the expected gradients.

No function here writes into an array, so that autograd can follow every value.
"""

import autograd.numpy as np


def one_hot(ids, K):
    """1 where ids[...] == k. ids: integers of any shape; returns float64 of shape (*ids.shape, K)."""
    return (np.asarray(ids)[..., None] == np.arange(K)).astype(np.float64)


def step(x_t, h_prev, W_xh, W_hh, b_h):
    """h_t = tanh(x_t W_xh + h_prev W_hh + b_h). x_t: (N, D), h_prev: (N, H); returns (N, H)."""
    return np.tanh(np.dot(x_t, W_xh) + np.dot(h_prev, W_hh) + b_h)


def forward(x, h_0, W_xh, W_hh, b_h):
    """h_1 … h_T. x: (T, N, D), h_0: (N, H); returns (T, N, H)."""
    states = [h_0]
    for x_t in x:
        states.append(step(x_t, states[-1], W_xh, W_hh, b_h))
    return np.stack(states[1:])


def readout(h, W_hy, b_y, pattern="many-to-many"):
    """logits = h W_hy + b_y at every step (T, N, K), or for "many-to-one" at the last step only (N, K)."""
    if pattern not in ("many-to-many", "many-to-one"):
        raise ValueError(f"pattern: expected 'many-to-many' or 'many-to-one', got {pattern!r}.")
    return np.dot(h if pattern == "many-to-many" else h[-1], W_hy) + b_y


def loss(logits, targets, mask=None):
    """L = Σ_t (1/N) Σ_n mask · −log softmax(logits)[target].

    Args:
        logits: (T, N, K) scores.
        targets: (T, N) integer classes.
        mask: (T, N), 0 where a step does not count; None counts every step.

    Returns:
        The loss, one number: summed over time, averaged over the batch of N whatever the mask.
    """
    shifted = logits - np.max(logits, axis=-1, keepdims=True)
    log_probs = shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))
    surprise = -np.sum(one_hot(targets, logits.shape[-1]) * log_probs, axis=-1)
    return np.sum(surprise if mask is None else surprise * mask) / logits.shape[1]
