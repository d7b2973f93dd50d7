"""The visible checks of 02_bptt: each says no to what breaks it, in words that help."""

import numpy as np
import pytest

from rnn_helpers.array_checks import CheckFailed
from rnn_helpers.checks import PROPERTIES, check

from .tanh_rnn import rnn_backward, rnn_forward, with_change


def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    h, cache = rnn_forward(x_t[None], h_prev, W_xh, W_hh, b_h)
    return h[0], cache


def rnn_step_backward(dh_t, cache):
    dx, *others = rnn_backward(dh_t[None], cache)
    return dx[0], *others


def verdict(exercise, prop, *functions):
    """The message of one property, or None where it holds."""
    checks = {entry.name: entry.check for entry in PROPERTIES[exercise]}
    try:
        checks[prop](np.random.default_rng(0), *functions)
    except CheckFailed as failed:
        return str(failed)
    return None


def step_with(number, change):
    def backward(dh_t, cache):
        gradients = list(rnn_step_backward(dh_t, cache))
        gradients[number] = change(gradients[number])
        return tuple(gradients)

    return backward


def one_entry_off(array):
    array = array.copy()
    array[np.unravel_index(np.abs(array).argmax(), array.shape)] *= 1.0005
    return array


@pytest.mark.parametrize(
    ("prop", "number", "change", "says"),
    [
        ("dx_t", 0, lambda d: -d, "wrong sign"),
        ("dh_prev", 1, lambda d: 2 * d, "2"),
        ("dW_xh", 2, one_entry_off, "pairs input i"),
        ("dW_hh", 3, np.transpose, "transposed"),
        ("dW_hh", 3, lambda d: 0 * d, "zero everywhere"),
        ("db_h", 4, lambda d: d / 2, "mean in place of a sum"),
        ("db_h", 4, lambda d: np.stack([d, d]), "one axis too many"),
        ("db_h", 4, list, "Stack it into one array"),
        ("db_h", 4, lambda d: None, "got None"),
        ("db_h", 4, lambda d: d * np.nan, "finite"),
        ("dtype", 4, lambda d: d.astype(np.float32), "expected dtype float64, got float32"),
    ],
    ids="sign factor one_entry transpose zeros mean not_summed list None nan float32".split(),
)
def test_step_check_says_what_kind_of_wrong_it_is(prop, number, change, says):
    assert says in verdict("rnn_step_backward", prop, step_with(number, change), rnn_step_forward)


def test_step_check_holds_for_a_right_step():
    assert {verdict("rnn_step_backward", entry.name, rnn_step_backward, rnn_step_forward)
            for entry in PROPERTIES["rnn_step_backward"]} == {None}  # fmt: skip


def test_step_check_notices_a_call_that_spoils_the_cache():
    def spoil(dh_t, cache):
        gradients = rnn_step_backward(dh_t, cache)
        cache[3][...] *= 0.9
        return gradients

    assert verdict("rnn_step_backward", "purity", spoil, rnn_step_forward)


def test_sequence_check_tells_the_carry_from_the_step():
    def without_carry(dh, cache):
        x, h_0, W_xh, W_hh, h = cache
        before = np.concatenate([h_0[None], h[:-1]])
        parts = [rnn_backward(dh[[t]], (x[[t]], before[t], W_xh, W_hh, h[[t]])) for t in range(len(dh))]
        return (
            np.concatenate([p[0] for p in parts]),
            parts[0][1],
            *(sum(p[i] for p in parts) for i in (2, 3, 4)),
        )

    assert verdict("rnn_backward", "one time step", without_carry, rnn_forward) is None
    assert "right at the last step" in verdict("rnn_backward", "dx", without_carry, rnn_forward)
    assert verdict("rnn_backward", "loss at one step", without_carry, rnn_forward)


def test_sequence_check_notices_a_mean_over_time():
    message = verdict("rnn_backward", "dW_hh", with_change(3, lambda d: d / 5), rnn_forward)
    assert "1/T" in message


def contributions_of(rnn_backward):
    """Contributions by moving the loss back one step at a time, without a loop over steps of its own."""

    def temporal_contributions(dh_t, cache, t):
        x, h_0, W_xh, W_hh, h = cache
        states = np.concatenate([h_0[None], h])
        delta, found = dh_t, []
        for k in reversed(range(t)):
            _, delta, _, dW_hh, _ = rnn_backward(delta[None], (x[[k]], states[k], W_xh, W_hh, h[[k]]))
            found.insert(0, dW_hh)
        return np.stack(found)

    return temporal_contributions


@pytest.mark.parametrize("prop", [entry.name for entry in PROPERTIES["temporal_contributions"]])
def test_contributions_check_holds_for_right_contributions(prop):
    assert verdict("temporal_contributions", prop, contributions_of(rnn_backward), rnn_forward) is None


def test_contributions_check_tells_a_wrong_order_from_a_wrong_sum():
    right = contributions_of(rnn_backward)

    def reverse(dh_t, cache, t):
        return right(dh_t, cache, t)[::-1]

    def total(dh_t, cache, t):
        return np.cumsum(right(dh_t, cache, t), axis=0)

    assert "another order" in verdict("temporal_contributions", "last step", reverse, rnn_forward)
    assert verdict("temporal_contributions", "sum", reverse, rnn_forward) is None
    assert verdict("temporal_contributions", "sum", total, rnn_forward)


def bias_only(params, x, targets, h_0):
    """Loss and gradient of a read-out that looks at its bias alone: a model that ignores the sequence."""
    T, N = targets.shape
    probs = np.exp(params["b_y"]) / np.exp(params["b_y"]).sum()
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    grads["b_y"] = T * probs - np.bincount(targets.ravel(), minlength=len(probs)) / N
    return -np.log(probs[targets]).sum() / N, grads


def test_model_check_notices_a_model_that_ignores_the_sequence():
    assert verdict("rnn_loss_and_grads", "loss, bias alone", bias_only) is None
    assert verdict("rnn_loss_and_grads", "b_y", bias_only) is None
    assert "Is h_0 used?" in verdict("rnn_loss_and_grads", "loss, state", bias_only)


def test_model_check_asks_for_the_keys_of_the_parameters():
    def renamed(params, *data):
        loss, grads = bias_only(params, *data)
        return loss, {f"d{name}": gradient for name, gradient in grads.items()}

    message = verdict("rnn_loss_and_grads", "W_hh", renamed)
    assert "missing W_xh" in message and "not asked for: dW_xh" in message


def test_truncation_check_notices_a_loss_counted_twice():
    def overlapping(params, x, targets, h_0, k):
        loss, grads = bias_only(params, x, targets, h_0)
        return loss * (1 + 1 / k), grads

    message = verdict("truncated_bptt", "loss", overlapping, bias_only, rnn_forward)
    assert "does every step count once" in message


def test_check_passes_on_that_another_exercise_is_not_written_yet(capsys):
    def stub(*args):
        raise NotImplementedError("rnn_step_backward: write this function")

    with pytest.raises(NotImplementedError, match="rnn_step_backward"):
        check("rnn_backward", lambda dh, cache: stub(), rnn_forward)
