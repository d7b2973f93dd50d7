"""The temporal order and adding problems: positions, classes, answers."""

import numpy as np
import pytest

from rnn_helpers.memory_tasks import CLASSES, SYMBOLS, adding, temporal_order

MANY = 4000

each_length = pytest.mark.parametrize(
    ("T", "first", "second"),
    [
        (10, range(1, 2), range(5, 6)),
        (20, range(2, 4), range(10, 12)),
        (25, range(3, 5), range(13, 15)),
        (30, range(3, 6), range(15, 18)),
        (50, range(5, 10), range(25, 30)),
        (100, range(10, 20), range(50, 60)),
    ],
    ids=lambda value: f"T={value}" if isinstance(value, int) else "",
)


@each_length
def test_temporal_order_positions_fill_their_intervals_and_nothing_else(T, first, second):
    x, _ = temporal_order(T, MANY, np.random.default_rng(0))
    steps, sequences = np.nonzero(x[:, :, :2].sum(axis=2))
    by_sequence = steps[np.argsort(sequences, kind="stable")].reshape(MANY, 2)
    assert set(by_sequence[:, 0]) == set(first)
    assert set(by_sequence[:, 1]) == set(second)


def test_temporal_order_class_is_the_two_symbols_in_order():
    x, targets = temporal_order(30, 200, np.random.default_rng(1))
    for n, target in enumerate(targets):
        words = [SYMBOLS[symbol] for symbol in x[:, n].argmax(axis=1)]
        assert "".join(word for word in words if word in "AB") == CLASSES[target]


def test_temporal_order_is_one_hot_and_uses_every_symbol_and_class():
    x, targets = temporal_order(20, MANY, np.random.default_rng(2), np.float32)
    assert x.shape == (20, MANY, 6) and x.dtype == np.float32
    assert np.array_equal(x.sum(axis=2), np.ones((20, MANY)))
    assert np.bincount(targets) / MANY == pytest.approx([1 / 4] * 4, abs=0.03)
    assert x[:, :, 2:].mean(axis=(0, 1)) == pytest.approx([18 / 80] * 4, abs=0.01)


@pytest.mark.parametrize(
    ("T", "split", "end"), [(10, 1, 5), (30, 3, 15), (100, 10, 50)], ids=["10", "30", "100"]
)
def test_adding_marks_one_number_in_each_interval(T, split, end):
    x, _ = adding(T, MANY, np.random.default_rng(3))
    marks = x[:, :, 1]
    assert set(np.unique(marks)) == {0.0, 1.0}
    assert np.array_equal(marks[:split].sum(axis=0), np.ones(MANY))
    assert np.array_equal(marks[split:end].sum(axis=0), np.ones(MANY))
    assert not marks[end:].any()
    assert marks[:end].any(axis=1).all()


def test_adding_target_is_the_sum_of_the_marked_numbers():
    x, targets = adding(20, 50, np.random.default_rng(4))
    assert targets == pytest.approx((x[:, :, 0] * x[:, :, 1]).sum(axis=0), rel=1e-15)


def test_adding_baseline_of_always_one_has_squared_error_one_sixth():
    _, targets = adding(20, 100_000, np.random.default_rng(5))
    assert np.mean((targets - 1) ** 2) == pytest.approx(1 / 6, abs=0.003)


@pytest.mark.parametrize("task", [temporal_order, adding])
def test_task_depends_on_its_generator_alone(task):
    once, again, other = (task(20, 7, np.random.default_rng(seed)) for seed in (6, 6, 7))
    assert all(np.array_equal(a, b) for a, b in zip(once, again, strict=True))
    assert not np.array_equal(once[0], other[0])


@pytest.mark.parametrize("task", [temporal_order, adding])
def test_task_of_too_few_steps_is_an_error(task):
    with pytest.raises(ValueError, match="^T: expected at least 10 steps, got 9"):
        task(9, 2, np.random.default_rng(0))
