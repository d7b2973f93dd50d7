"""Visible checks of read-out and loss in 01_rnn_forward: properties of the student's own functions."""

import numpy as np

from ..array_checks import CheckFailed, expect_array, expect_close, expect_number, expect_values
from ..finite_difference import numerical_gradient
from ..properties import Property
from .purity import expect_pure

# float32 somewhere on the way is no mistake, and the slope of such a loss is no better than this.
SLOPE_RTOL = 3e-4
ROUNDING = 1e-6

T, N, H, K = 5, 2, 4, 6


# rnn_readout


def read(rnn_readout, h, W_hy, b_y, pattern):
    shape = (*h.shape[:2], b_y.size) if pattern == "many-to-many" else (h.shape[1], b_y.size)
    return expect_array(f"logits ({pattern})", rnn_readout(h.copy(), W_hy.copy(), b_y.copy(), pattern), shape)


def _readout_problem(rng):
    return rng.normal(size=(T, N, H)), rng.normal(size=(H, K)), rng.normal(size=K)


def readout_shapes(rng, rnn_readout):
    for pattern in ("many-to-many", "many-to-one"):
        read(rnn_readout, *_readout_problem(rng), pattern)


def readout_bias_alone(rng, rnn_readout):
    h, W_hy, b_y = _readout_problem(rng)
    for pattern in ("many-to-many", "many-to-one"):
        logits = read(rnn_readout, 0 * h, W_hy, b_y, pattern)
        expect_close(
            "logits with h = 0", logits, np.broadcast_to(b_y, logits.shape), "Only the bias is left."
        )


def readout_unit_alone(rng, rnn_readout):
    h, W_hy, b_y = _readout_problem(rng)
    for unit in range(H):
        h = np.zeros((T, N, H))
        h[..., unit] = 1
        logits = read(rnn_readout, h, W_hy, 0 * b_y, "many-to-many")
        look = "A one-hot state picks one ROW of W_hy, at every step."
        expect_close("logits for a one-hot h_t", logits, np.broadcast_to(W_hy[unit], logits.shape), look)


def readout_last_step(rng, rnn_readout):
    problem = _readout_problem(rng)
    every = read(rnn_readout, *problem, "many-to-many")
    last = read(rnn_readout, *problem, "many-to-one")
    expect_close("logits (many-to-one)", last, every[-1], "It reads the state after the last step.")


def readout_untouched(rng, rnn_readout):
    arrays = dict(zip(("h", "W_hy", "b_y"), _readout_problem(rng), strict=True))
    for pattern in ("many-to-many", "many-to-one"):
        expect_pure(lambda *args, pattern=pattern: rnn_readout(*args, pattern), arrays)


# softmax_cross_entropy


def _loss(softmax_cross_entropy, logits, targets, mask=None):
    copies = [logits.copy(), targets.copy(), None if mask is None else mask.copy()]
    loss, dlogits = expect_values(("loss", "dlogits"), softmax_cross_entropy(*copies))
    return expect_number("loss", loss), expect_array("dlogits", dlogits, logits.shape)


def _loss_problem(rng, size=1.0):
    mask = np.ones((T, N))
    mask[3:, 1] = 0  # the second sequence has only three steps
    return size * rng.normal(size=(T, N, K)), rng.integers(K, size=(T, N)), mask


def loss_shapes(rng, softmax_cross_entropy):
    logits, targets, mask = _loss_problem(rng)
    _loss(softmax_cross_entropy, logits, targets)
    _loss(softmax_cross_entropy, logits, targets, mask)


def loss_uniform(rng, softmax_cross_entropy):
    logits, targets, mask = _loss_problem(rng)
    loss, _ = _loss(softmax_cross_entropy, 0 * logits, targets)
    expect_close(
        "loss of equal logits",
        loss,
        T * np.log(K),
        "T steps of log K each: a sum over time, a mean over the batch.",
    )


def loss_certain(rng, softmax_cross_entropy):
    logits, targets, _ = _loss_problem(rng)
    np.put_along_axis(logits, targets[..., None], 100.0, axis=-1)
    loss, _ = _loss(softmax_cross_entropy, logits, targets)
    if not abs(loss) < 1e-12:
        raise CheckFailed(
            f"loss where each target has by far the largest logit: expected 0, got {loss:.4g}. "
            "It is the logarithm of the probability of the target, whichever class that is."
        )


def loss_huge(rng, softmax_cross_entropy):
    logits, targets, _ = _loss_problem(rng)
    for size in (100.0, 1000.0):
        loss, dlogits = _loss(softmax_cross_entropy, size * logits, targets)
        again, dagain = _loss(softmax_cross_entropy, size * logits + 1000.0, targets)
        look = "Adding one number to all the logits of a step changes no probability."
        expect_close("loss of logits + 1000", again, loss, look)
        expect_close("dlogits of logits + 1000", dagain, dlogits, look)


def loss_gradient(rng, softmax_cross_entropy):
    logits, targets, mask = _loss_problem(rng)
    for weights in (None, mask):
        _, dlogits = _loss(softmax_cross_entropy, logits, targets, weights)
        slope = numerical_gradient(
            lambda z, w=weights: _loss(softmax_cross_entropy, z, targets, w)[0], logits
        )
        look = "This is the slope of your own loss: are both divided by the same N, and is the mask in both?"
        expect_close("dlogits", dlogits, slope, look, SLOPE_RTOL)


def loss_gradient_rows(rng, softmax_cross_entropy):
    logits, targets, _ = _loss_problem(rng)
    rows = _loss(softmax_cross_entropy, logits, targets)[1].sum(axis=-1)
    worst = rows.flat[np.abs(rows).argmax()]
    if abs(worst) > ROUNDING:
        raise CheckFailed(
            f"dlogits summed over the classes: expected 0 at every step, got {worst:.4g}. "
            "What is pushed up at the target is pushed down elsewhere."
        )


def loss_mask(rng, softmax_cross_entropy):
    logits, targets, mask = _loss_problem(rng)
    loss, dlogits = _loss(softmax_cross_entropy, logits, targets, mask)
    if dlogits[mask == 0].any():
        raise CheckFailed(
            "dlogits: expected exactly 0 at masked steps, got other values. The mask belongs there too."
        )
    other = logits.copy()
    other[mask == 0] = rng.normal(size=other[mask == 0].shape)
    look = "The logits of a masked step must not count."
    expect_close(
        "loss after a masked step changed", _loss(softmax_cross_entropy, other, targets, mask)[0], loss, look
    )
    full = _loss(softmax_cross_entropy, logits, targets, np.ones((T, N)))[0]
    expect_close(
        "loss with a mask of ones",
        full,
        _loss(softmax_cross_entropy, logits, targets)[0],
        "It masks nothing.",
    )
    twice = [np.concatenate([a, a], axis=1) for a in (logits, targets, mask)]
    look = "The same batch twice has the same mean; divide by N, never by the number of steps that count."
    expect_close("loss of the batch twice", _loss(softmax_cross_entropy, *twice)[0], loss, look)
    unmasked = _loss(softmax_cross_entropy, 0 * logits, targets, mask)[0]
    expect_close(
        "loss of equal logits, masked",
        unmasked,
        mask.sum() * np.log(K) / N,
        "log K for each step that counts, over N.",
    )


def loss_untouched(rng, softmax_cross_entropy):
    arrays = dict(zip(("logits", "targets", "mask"), _loss_problem(rng), strict=True))
    expect_pure(lambda *args: expect_values(("loss", "dlogits"), softmax_cross_entropy(*args))[1], arrays)


PROPERTIES = {
    "rnn_readout": (
        Property("shapes", "(T, N, K) at every step, (N, K) at the last.", readout_shapes),
        Property("bias alone", "With h = 0 the logits are b_y.", readout_bias_alone),
        Property("unit alone", "A one-hot h_t picks a row of W_hy.", readout_unit_alone),
        Property("last step", "Many-to-one is the last of many-to-many.", readout_last_step),
        Property("untouched", "No argument changes, and a second call gives the same.", readout_untouched),
    ),
    "softmax_cross_entropy": (
        Property("shapes", "The loss is one number, dlogits has the shape of logits.", loss_shapes),
        Property("uniform", "Equal logits cost log K at each of the T steps.", loss_uniform),
        Property("certain", "A right prediction that is certain costs nothing.", loss_certain),
        Property("huge logits", "Logits of 1000 stay finite, and a common shift changes nothing.", loss_huge),
        Property(
            "gradient", "dlogits is the slope of your own loss, with and without a mask.", loss_gradient
        ),
        Property("gradient rows", "At every step dlogits sums to 0.", loss_gradient_rows),
        Property("mask", "Masked steps add nothing; the loss is still divided by N.", loss_mask),
        Property("untouched", "No argument changes, and a second call gives the same.", loss_untouched),
    ),
}
