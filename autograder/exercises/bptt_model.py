"""Rubric of the whole model in 02_bptt: rnn_loss_and_grads and truncated_bptt."""

import numpy as np

from rnn_helpers.array_checks import CheckFailed, expect_dict, expect_untouched, expect_values

from ..comparison import compare
from ..reference import derivatives
from ..reference.derivatives import make_truth
from .bptt_problems import (
    SIZES,
    call_forward,
    call_model,
    draw_problem,
    expect_same,
    recurrent,
    remember,
    shapes_of,
)


def model_case(rng, rnn_loss_and_grads, sizes=SIZES[0]):
    """(params, data, loss, grads, Truth) of the whole model."""
    params, *data = draw_problem(rng, *sizes)
    x, targets, h_0 = data
    loss, grads = call_model(rnn_loss_and_grads, params, *data)
    truth = make_truth(
        derivatives.gradients(derivatives.model_loss, params, x=x, targets=targets, h_0=h_0),
        loss,
        derivatives.model_loss(*data, **params),
        lambda **values: call_model(rnn_loss_and_grads, values, *data)[0],
        params,
        {name: name for name in params},
        {"T": sizes[0], "N": sizes[1]},
    )
    return params, data, loss, grads, truth


def model_loss(rng, rnn_loss_and_grads):
    for sizes in SIZES:
        params, data, loss, _, _ = model_case(rng, rnn_loss_and_grads, sizes)
        look = "Every state has its logits, with their bias; the cross-entropy is summed over time already."
        compare("loss", loss, derivatives.model_loss(*data, **params), look)


def parameter(name, look):
    """A property's check: every entry of the gradient of one parameter."""

    def check(rng, rnn_loss_and_grads):
        for sizes in SIZES:
            params, _, _, grads, truth = model_case(rng, rnn_loss_and_grads, sizes)
            if not isinstance(grads, dict) or name not in grads:
                expect_dict("grads", grads, shapes_of(params), dtype=None)
            truth.compare(name, grads[name], look)

    return check


def model_dtype(rng, rnn_loss_and_grads):
    params, *data = draw_problem(rng, *SIZES[0])
    expect_dict("grads", call_model(rnn_loss_and_grads, params, *data)[1], shapes_of(params))


def purity(*last):
    """A property's check: no argument changes, a second call gives the same. `last`: arguments after h_0."""

    def check(rng, function, *_):
        params, x, targets, h_0 = draw_problem(rng, *SIZES[0])
        answers = []
        with expect_untouched(params=params, x=x, targets=targets, h_0=h_0):
            for _ in range(2):
                loss, grads = expect_values(("loss", "grads"), function(params, x, targets, h_0, *last))
                if not isinstance(grads, dict):
                    expect_dict("grads", grads, shapes_of(params))
                answers.append(remember([*grads.values(), loss]))
        expect_same(*answers)

    return check


def truncated_problem(rng, rnn_loss_and_grads, rnn_forward, k, T):
    """(params, data, own loss as a function of the params, right loss) of T steps in chunks of k."""
    params, x, targets, h_0 = draw_problem(rng, T, *SIZES[0][1:])
    h, _ = call_forward("h", rnn_forward, {"x": x, "h_0": h_0, **recurrent(params)}, (T, *h_0.shape))
    starts = np.concatenate([h_0[None], h])

    def own_loss(**values):
        return sum(
            call_model(rnn_loss_and_grads, values, x[s : s + k], targets[s : s + k], starts[s])[0]
            for s in range(0, T, k)
        )

    return params, (x, targets, h_0), own_loss, derivatives.model_loss(x, targets, h_0, **params)


def truncated_case(rng, rnn_loss_and_grads, rnn_forward, k=2, T=5):
    """(params, data, Truth) of T steps in chunks of k."""
    params, data, own_loss, right = truncated_problem(rng, rnn_loss_and_grads, rnn_forward, k, T)
    truth = make_truth(
        derivatives.truncated_gradients(params, *data, k),
        own_loss(**params),
        right,
        own_loss,
        params,
        {name: name for name in params},
        {"T": T, "N": SIZES[0][1]},
    )
    return params, data, truth


def truncated_loss(rng, truncated_bptt, rnn_loss_and_grads, rnn_forward):
    look = "Each chunk starts from the state in which the chunk before it ended."
    for k, T in ((2, 6), (3, 5), (1, 4)):
        params, data, own_loss, right = truncated_problem(rng, rnn_loss_and_grads, rnn_forward, k, T)
        loss, _ = call_model(truncated_bptt, params, *data, k)
        try:
            compare("loss", loss, right, look)
        except CheckFailed:
            compare("loss", loss, own_loss(**params), look)


def chunks(cases, look):
    """A property's check: every gradient for each (k, T)."""

    def check(rng, truncated_bptt, rnn_loss_and_grads, rnn_forward):
        for k, T in cases:
            params, data, truth = truncated_case(rng, rnn_loss_and_grads, rnn_forward, k, T)
            _, grads = call_model(truncated_bptt, params, *data, k)
            for name, gradient in expect_dict("grads", grads, shapes_of(params), dtype=None).items():
                truth.compare(name, gradient, look)

    return check


THROUGH_TIME = "It comes from rnn_backward, given the gradient that reaches each state from its own logits."
READ_OUT = "The read-out is tied over time: its gradient is a sum over all steps and samples."
CUT = "Within a chunk all paths count, across a border none; the gradients of the chunks add up."

RUBRICS = (
    (
        "rnn_loss_and_grads",
        ("rnn_loss_and_grads",),
        "read_rnn_loss_and_grads",
        (
            ("loss", 1.0, "The loss, summed over time, averaged over the batch.", model_loss),
            ("W_xh", 0.5, "Every entry of the gradient for W_xh.", parameter("W_xh", THROUGH_TIME)),
            ("W_hh", 1.0, "Every entry of the gradient for W_hh.", parameter("W_hh", THROUGH_TIME)),
            ("b_h", 0.5, "Every entry of the gradient for b_h.", parameter("b_h", THROUGH_TIME)),
            ("W_hy", 1.0, "Every entry of the gradient for W_hy.", parameter("W_hy", READ_OUT)),
            ("b_y", 0.5, "Every entry of the gradient for b_y.", parameter("b_y", READ_OUT)),
            (
                "dtype",
                0.5,
                "The gradients have the keys and shapes of the parameters, in float64.",
                model_dtype,
            ),
            ("purity", 1.0, "No argument changes, and a second call gives the same.", purity()),
        ),
    ),
    (
        "truncated_bptt",
        ("truncated_bptt", "rnn_loss_and_grads", "rnn_forward"),
        "read_truncated_bptt",
        (
            ("loss", 1.0, "The state is carried over: the loss does not depend on k.", truncated_loss),
            ("equal chunks", 1.0, "k divides T.", chunks(((2, 6), (3, 6)), CUT)),
            ("short last chunk", 1.0, "k does not divide T.", chunks(((2, 5), (3, 7)), CUT)),
            ("k = 1", 0.5, "No path through time is left.", chunks(((1, 4),), CUT)),
            (
                "k ≥ T",
                0.5,
                "Nothing is cut.",
                chunks(((4, 4), (6, 4)), "One chunk holds the whole sequence."),
            ),
            ("purity", 1.0, "No argument changes, and a second call gives the same.", purity(2)),
        ),
    ),
)
