"""Rubric of read-out and loss in 01_rnn_forward, against the reference and its derivative by autograd."""

import numpy as np
from autograd import grad

from rnn_helpers.array_checks import expect_array, expect_number, expect_values

from ..comparison import compare
from ..reference import rnn as reference
from .purity import expect_float64, expect_pure

SIZES = ((5, 2, 4, 6), (1, 3, 2, 5), (4, 1, 5, 3))  # (T, N, H, K)

PATTERNS = {"many-to-many": "every step has its logits", "many-to-one": "only the last state is read"}


# rnn_readout


def _readout_problem(rng, T, N, H, K):
    return [rng.normal(size=(T, N, H)), rng.normal(size=(H, K)), rng.normal(size=K)]


def readout_values(pattern):
    """A property's check: the logits of one pattern."""

    def check(rng, rnn_readout):
        for sizes in SIZES:
            h, W_hy, b_y = _readout_problem(rng, *sizes)
            logits = rnn_readout(h.copy(), W_hy.copy(), b_y.copy(), pattern)
            look = f"In this pattern {PATTERNS[pattern]}: h W_hy + b_y."
            axes = {"time_axis": 0, "batch_axis": 1} if pattern == "many-to-many" else {"batch_axis": 0}
            compare(f"logits ({pattern})", logits, reference.readout(h, W_hy, b_y, pattern), look, **axes)

    return check


def readout_dtype(rng, rnn_readout):
    T, N, _, K = SIZES[0]
    problem = _readout_problem(rng, *SIZES[0])
    for pattern, shape in (("many-to-many", (T, N, K)), ("many-to-one", (N, K))):
        expect_float64(f"logits ({pattern})", rnn_readout(*problem, pattern), shape)


def readout_purity(rng, rnn_readout):
    T, N, _, K = SIZES[0]
    arrays = dict(zip(("h", "W_hy", "b_y"), _readout_problem(rng, *SIZES[0]), strict=True))
    for pattern, shape in (("many-to-many", (T, N, K)), ("many-to-one", (N, K))):
        expect_pure(lambda *a, pattern=pattern: rnn_readout(*a, pattern), arrays, shape)


# softmax_cross_entropy


def _loss_problem(rng, T, N, _, K, size=1.5):
    """logits, targets and a mask that drops about a third of the steps, and never all or none of them."""
    mask = (rng.random((T, N)) < 0.7).astype(np.float64)
    mask.flat[0], mask.flat[-1] = 0.0, 1.0
    return size * rng.normal(size=(T, N, K)), rng.integers(K, size=(T, N)), mask


def _returned(softmax_cross_entropy, logits, targets, mask=None):
    arrays = [logits.copy(), targets.copy()] + ([] if mask is None else [mask.copy()])
    return expect_values(("loss", "dlogits"), softmax_cross_entropy(*arrays))


def _compare_loss(name, got, expected, look, logits):
    compare(name, expect_number(name, got), expected, look, sizes=_sizes(logits))


def _compare_gradient(name, got, expected, look, **axes):
    compare(name, got, expected, look, sizes=_sizes(expected), **axes)


def _sizes(logits):
    return dict(zip(("T", "N"), logits.shape[:2], strict=True))


def loss_values(rng, softmax_cross_entropy):
    for sizes in SIZES:
        logits, targets, _ = _loss_problem(rng, *sizes)
        loss, _ = _returned(softmax_cross_entropy, logits, targets)
        look = "It is −log of the target's probability, summed over T steps, averaged over N sequences."
        _compare_loss("loss", loss, reference.loss(logits, targets), look, logits)


def loss_gradient(rng, softmax_cross_entropy):
    for sizes in SIZES:
        logits, targets, _ = _loss_problem(rng, *sizes)
        _, dlogits = _returned(softmax_cross_entropy, logits, targets)
        look = "Probability minus one-hot target, over N."
        _compare_gradient(
            "dlogits", dlogits, grad(reference.loss)(logits, targets), look, time_axis=0, batch_axis=1
        )


def masked_loss(rng, softmax_cross_entropy):
    for sizes in SIZES:
        logits, targets, mask = _loss_problem(rng, *sizes)
        for name, weights in (("loss with a mask", mask), ("loss with every step masked", 0 * mask)):
            loss, _ = _returned(softmax_cross_entropy, logits, targets, weights)
            look = "A masked step adds nothing, and the sum is still divided by N."
            _compare_loss(name, loss, reference.loss(logits, targets, weights), look, logits)


def masked_gradient(rng, softmax_cross_entropy):
    for sizes in SIZES:
        logits, targets, mask = _loss_problem(rng, *sizes)
        for name, weights in (("dlogits with a mask", mask), ("dlogits with every step masked", 0 * mask)):
            _, dlogits = _returned(softmax_cross_entropy, logits, targets, weights)
            look = "A masked step gets no gradient; the others are still divided by N."
            _compare_gradient(name, dlogits, grad(reference.loss)(logits, targets, weights), look)


def loss_huge(rng, softmax_cross_entropy):
    logits, targets, _ = _loss_problem(rng, *SIZES[0], size=1000.0)
    loss, dlogits = _returned(softmax_cross_entropy, logits, targets)
    look = "Take the largest logit away before exp, and never the log of a probability that has become 0."
    _compare_loss("loss of huge logits", loss, reference.loss(logits, targets), look, logits)
    _compare_gradient("dlogits of huge logits", dlogits, grad(reference.loss)(logits, targets), look)


def loss_dtype(rng, softmax_cross_entropy):
    logits, targets, mask = _loss_problem(rng, *SIZES[0])
    for weights in (None, mask):
        _, dlogits = _returned(softmax_cross_entropy, logits, targets, weights)
        expect_float64("dlogits", dlogits, logits.shape)


def loss_purity(rng, softmax_cross_entropy):
    logits, targets, mask = _loss_problem(rng, *SIZES[0])

    def both(*arrays):
        loss, dlogits = expect_values(("loss", "dlogits"), softmax_cross_entropy(*arrays))
        return np.append(
            expect_array("dlogits", dlogits, logits.shape, dtype=None), expect_number("loss", loss)
        )

    arrays = {"logits": logits, "targets": targets, "mask": mask}
    expect_pure(both, arrays, (logits.size + 1,))


RUBRICS = (
    (
        "rnn_readout",
        "read_readout",
        (
            ("many-to-many", 1.0, "Logits at every step.", readout_values("many-to-many")),
            ("many-to-one", 1.0, "Logits from the last state alone.", readout_values("many-to-one")),
            ("dtype", 0.5, "The logits are float64, in both patterns.", readout_dtype),
            ("purity", 0.5, "No argument changes, and a second call gives the same.", readout_purity),
        ),
    ),
    (
        "softmax_cross_entropy",
        "read_loss",
        (
            ("loss", 1.5, "The loss without a mask.", loss_values),
            ("gradient", 2.0, "Every entry of dlogits without a mask.", loss_gradient),
            ("masked loss", 1.0, "The loss with a mask, with everything masked too.", masked_loss),
            ("masked gradient", 1.5, "Every entry of dlogits with a mask.", masked_gradient),
            ("huge logits", 1.0, "Logits around 1000 give finite, right numbers.", loss_huge),
            ("dtype", 0.5, "dlogits is float64.", loss_dtype),
            ("purity", 0.5, "No argument changes, and a second call gives the same.", loss_purity),
        ),
    ),
)
