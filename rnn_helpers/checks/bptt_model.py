"""Visible checks of the whole model in 02_bptt: rnn_loss_and_grads and truncated_bptt."""

import numpy as np

from ..array_checks import (
    CheckFailed,
    expect_close,
    expect_dict,
    expect_number,
    expect_untouched,
    expect_values,
)
from ..properties import Property
from .bptt_measured import (
    RTOL,
    H,
    K,
    N,
    T,
    call_forward,
    compare,
    draw_problem,
    expect_same,
    measure,
    recurrent,
    remember,
)

PARAMETERS = ("W_xh", "W_hh", "b_h", "W_hy", "b_y")


# rnn_loss_and_grads


def _call(function, params, *arguments):
    """(loss, grads) of rnn_loss_and_grads or truncated_bptt, called with copies of the parameters."""
    copies = {name: np.array(value) for name, value in params.items()}
    return expect_values(("loss", "grads"), function(copies, *arguments))


def _loss(rnn_loss_and_grads, params, *data):
    return expect_number("loss", _call(rnn_loss_and_grads, params, *data)[0])


def model_loss_of_bias(rng, rnn_loss_and_grads):
    params, x, targets, h_0 = draw_problem(rng)
    params["W_hy"] = np.zeros((H, K))
    surprise = np.log(np.exp(params["b_y"]).sum()) - params["b_y"][targets]
    look = "With W_hy = 0 a step costs ln Σ exp(b_y) − b_y[target]; sum over time, mean over the batch."
    expect_close("loss", _loss(rnn_loss_and_grads, params, x, targets, h_0), surprise.sum() / N, look)


def model_loss_of_state(rng, rnn_loss_and_grads):
    params, x, targets, h_0 = draw_problem(rng)
    before = _loss(rnn_loss_and_grads, params, x, targets, h_0)
    last = np.zeros_like(x)
    last[-1] = 1.0
    for name, moved in {"h_0": (x, targets, h_0 + 1), "the last input": (x + last, targets, h_0)}.items():
        if abs(_loss(rnn_loss_and_grads, params, *moved) - before) < 1e-9:
            raise CheckFailed(
                f"loss: expected it to change with {name}, got the same number. Is {name} used?"
            )


def _parameter(name):
    def check(rng, rnn_loss_and_grads):
        params, *data = draw_problem(rng)
        _, grads = _call(rnn_loss_and_grads, params, *data)
        if not isinstance(grads, dict) or name not in grads:
            expect_dict("grads", grads, {key: value.shape for key, value in params.items()}, dtype=None)
        measured = measure(lambda **values: _loss(rnn_loss_and_grads, values, *data), params, name)
        look = "Follow the loss back to this parameter: at which steps is it used?"
        compare(name, grads[name], measured, look)

    return Property(name, f"Every entry of the gradient for {name}.", check)


def model_dtype(rng, rnn_loss_and_grads):
    params, *data = draw_problem(rng)
    _, grads = _call(rnn_loss_and_grads, params, *data)
    expect_dict("grads", grads, {name: value.shape for name, value in params.items()})


def _model_purity(*last):
    def check(rng, function, *_):
        params, x, targets, h_0 = draw_problem(rng)
        answers = []
        with expect_untouched(params=params, x=x, targets=targets, h_0=h_0):
            for _ in range(2):
                loss, grads = expect_values(("loss", "grads"), function(params, x, targets, h_0, *last))
                if not isinstance(grads, dict):
                    expect_dict("grads", grads, {name: value.shape for name, value in params.items()})
                answers.append(remember([loss, *grads.values()]))
        expect_same(*answers)

    return Property("purity", "No argument changes, and a second call gives the same.", check)


# truncated_bptt


def truncated_loss(rng, truncated_bptt, rnn_loss_and_grads, rnn_forward):
    params, *data = draw_problem(rng)
    whole = _loss(rnn_loss_and_grads, params, *data)
    for k in (1, 2, 3, T):
        loss, _ = _call(truncated_bptt, params, *data, k)
        look = "Does each chunk start where the one before it ended, and does every step count once?"
        expect_close(f"loss for k = {k}", expect_number("loss", loss), whole, look)


def _chunks(k, borders, look):
    """Each gradient against central differences of the chunks' losses, each chunk's start state held fixed.

    Args:
        k: steps per chunk.
        borders: (first step, step after the last) of every chunk, from 0.
    """

    def check(rng, truncated_bptt, rnn_loss_and_grads, rnn_forward):
        steps = borders[-1][1]
        params, x, targets, h_0 = draw_problem(rng, steps)
        _, grads = _call(truncated_bptt, params, x, targets, h_0, k)
        grads = expect_dict("grads", grads, {name: value.shape for name, value in params.items()}, dtype=None)
        h, _ = call_forward(rnn_forward, {"x": x, "h_0": h_0, **recurrent(params)}, (steps, N, H))
        states = [h_0, *h]

        def chunk_losses(**values):
            return sum(_loss(rnn_loss_and_grads, values, x[a:b], targets[a:b], states[a]) for a, b in borders)

        for name in PARAMETERS:
            compare(name, grads[name], measure(chunk_losses, params, name), look, steps)

    return check


def truncated_nothing(rng, truncated_bptt, rnn_loss_and_grads, rnn_forward):
    params, *data = draw_problem(rng)
    _, full = _call(rnn_loss_and_grads, params, *data)
    shapes = {name: value.shape for name, value in params.items()}
    full = expect_dict("grads of rnn_loss_and_grads", full, shapes, dtype=None)
    for k in (T, T + 3):
        _, grads = _call(truncated_bptt, params, *data, k)
        for name, gradient in expect_dict("grads", grads, shapes, dtype=None).items():
            expect_close(
                f"{name} for k = {k}", gradient, full[name], "One chunk holds the whole sequence.", RTOL
            )


CUT = "Within a chunk every path counts, across a border none; the gradients of the chunks add up."

PROPERTIES = {
    "rnn_loss_and_grads": (
        Property("loss, bias alone", "With W_hy = 0 the loss can be written down.", model_loss_of_bias),
        Property("loss, state", "The loss depends on h_0 and on the last input.", model_loss_of_state),
        *(_parameter(name) for name in PARAMETERS),
        Property(
            "dtype", "The gradients have the keys and shapes of the parameters, in float64.", model_dtype
        ),
        _model_purity(),
    ),
    "truncated_bptt": (
        Property("loss", "The state is carried over: the loss does not depend on k.", truncated_loss),
        Property(
            "equal chunks",
            "k = 2, T = 4: the derivative with each start state fixed.",
            _chunks(2, ((0, 2), (2, 4)), CUT),
        ),
        Property("short last chunk", "k = 2, T = 5.", _chunks(2, ((0, 2), (2, 4), (4, 5)), CUT)),
        Property("k = 1", "No path through time is left.", _chunks(1, ((0, 1), (1, 2), (2, 3)), CUT)),
        Property(
            "k ≥ T", "Nothing is cut: the gradients are those of rnn_loss_and_grads.", truncated_nothing
        ),
        _model_purity(2),
    ),
}
