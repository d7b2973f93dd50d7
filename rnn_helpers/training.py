"""A training loop for anything that gives a loss and its gradients: a student's functions or a fast layer."""

import time
from dataclasses import dataclass, field

import numpy as np

from .progress import Progress


@dataclass
class History:
    """What happened while `train` ran.

    Attributes:
        loss: the loss of the batch at every update, without the regulariser.
        gradient_norm: norm over all parameters together at every update, before `transform`.
        evaluated_at, evaluations: updates made when `evaluate` was called, and what it returned.
        solved: whether `solved(evaluation)` came true.
        stopped: why training ended, as a sentence.
        seconds: wall time.
    """

    loss: list = field(default_factory=list)
    gradient_norm: list = field(default_factory=list)
    evaluated_at: list = field(default_factory=list)
    evaluations: list = field(default_factory=list)
    solved: bool = False
    stopped: str = ""
    seconds: float = 0.0

    @property
    def updates(self):
        """How many updates were made."""
        return len(self.loss)

    def __str__(self):
        last = f", last evaluation {self.evaluations[-1]:.4g}" if self.evaluations else ""
        return f"{self.stopped} {self.updates:,} updates in {self.seconds:.1f} s{last}."

    __repr__ = __str__


def train(
    params,
    loss_and_grads,
    sample_batch,
    optimiser,
    updates,
    rng,
    *,
    transform=None,
    regulariser=None,
    evaluate=None,
    evaluate_every=500,
    solved=None,
    seconds=None,
    name="training",
    show=True,
):
    """Draw a batch, take the gradient, step; until solved, out of time or out of updates.

    Args:
        params: dict of arrays, changed in place.
        loss_and_grads: called as loss_and_grads(params, batch); returns the loss and a dict of gradients.
        sample_batch: called as sample_batch(rng); returns a batch.
        optimiser: an object with update(params, grads).
        updates: the largest number of updates.
        rng: the generator handed to sample_batch.
        transform: called as transform(grads); returns the gradients to step with (clipped ones, for example).
        regulariser: called as regulariser(params, batch) straight after loss_and_grads; returns a penalty and
            a dict of its gradients, which are added before `transform`. A parameter that it leaves alone may
            be missing there.
        evaluate: called as evaluate(params) every `evaluate_every` updates and at the end; returns a number.
        solved: called with what evaluate returned; True ends training.
        seconds: time after which training ends, None for no limit.
        name, show: the progress bar's label, and whether to show one.

    Returns:
        A History. A loss or gradient that isn't finite ends training before the step, so params stay finite.
    """
    history = History()
    progress = Progress(updates, name) if show else None
    start = time.perf_counter()
    while not history.stopped:
        batch = sample_batch(rng)
        loss, grads = loss_and_grads(params, batch)
        if regulariser is not None:
            grads = _added(grads, regulariser(params, batch)[1])
        norm = _norm(grads)
        if not np.isfinite(loss) or not np.isfinite(norm):
            history.stopped = f"Diverged: loss {loss:.3g}, gradient norm {norm:.3g}."
            break
        optimiser.update(params, grads if transform is None else transform(grads))
        history.loss.append(float(loss))
        history.gradient_norm.append(norm)

        if history.updates == updates:
            history.stopped = "Out of updates."
        elif seconds is not None and time.perf_counter() - start > seconds:
            history.stopped = "Out of time."
        if evaluate is not None and (history.updates % evaluate_every == 0 or history.stopped):
            history.evaluated_at.append(history.updates)
            history.evaluations.append(float(evaluate(params)))
            if solved is not None and solved(history.evaluations[-1]):
                history.solved, history.stopped = True, "Solved."
        if progress is not None:
            progress.update(history.updates, _words(history))
    history.seconds = time.perf_counter() - start
    if progress is not None:
        progress.close(history.updates, f"{_words(history)} · {history.stopped}")
    return history


def _added(grads, extra):
    return {key: grad + extra[key] if key in extra else grad for key, grad in grads.items()}


def _norm(grads):
    return float(np.sqrt(sum(np.vdot(grad, grad) for grad in grads.values())))


def _words(history):
    if not history.loss:
        return "no update yet"
    recent = sum(history.loss[-100:]) / len(history.loss[-100:])
    evaluation = f" · evaluation {history.evaluations[-1]:.4g}" if history.evaluations else ""
    return f"loss {recent:.4f}{evaluation}"
