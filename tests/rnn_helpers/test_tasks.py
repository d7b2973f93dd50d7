"""The seeded tasks: what they promise of shapes, targets and masks."""

import numpy as np
import pytest

from rnn_helpers import tasks


def test_word_ids_count_from_0_and_are_one_batch_column():
    assert tasks.word_ids(tasks.SENTENCE).tolist() == [[0], [1], [3], [6]]


def test_lecture_words_are_3_and_6_apart_as_on_the_slide():
    ids = tasks.word_ids(("I", "James", "McGuire"))[:, 0]
    assert (ids[1:] - ids[0]).tolist() == [3, 6]


def test_lecture_matrix_has_the_slides_fourth_column_as_its_fourth_row():
    assert tasks.U_TRANSPOSED[3].tolist() == [0.6, 0.9, -0.8]


def test_all_bit_strings_are_all_different_and_in_counting_order():
    x = tasks.all_bit_strings(3)
    assert x.shape == (3, 8, 1)
    assert [int("".join(str(int(bit)) for bit in x[:, n, 0]), 2) for n in range(8)] == list(range(8))


def test_running_parity_is_odd_after_an_odd_number_of_ones():
    x = np.array([1.0, 0.0, 1.0, 1.0]).reshape(4, 1, 1)
    assert tasks.running_parity(x)[:, 0].tolist() == [1, 1, 0, 1]


def test_random_bits_come_with_their_parity():
    x, targets = tasks.random_bits(7, 5, np.random.default_rng(0))
    assert x.shape == (7, 5, 1) and set(np.unique(x)) == {0.0, 1.0}
    assert np.array_equal(targets, tasks.running_parity(x))


def test_next_symbol_target_is_the_symbol_of_the_next_step():
    task = tasks.next_symbol("hello world", window=4, N=6, rng=np.random.default_rng(0))
    assert task.ids.shape == task.targets.shape == task.mask.shape == (4, 6)
    assert np.array_equal(task.ids[1:], task.targets[:-1])
    first = "".join(task.classes[k] for k in (*task.ids[:, 0], task.targets[-1, 0]))
    assert first in "hello world"


def test_next_symbol_refuses_a_text_shorter_than_the_window():
    with pytest.raises(ValueError, match="expected more than 5 symbols, got 5"):
        tasks.next_symbol("hello", window=5, N=1, rng=np.random.default_rng(0))


def test_copy_asks_for_the_symbols_after_the_delay_only():
    task = tasks.copy(symbols=3, delay=2, N=4, rng=np.random.default_rng(0))
    assert task.ids.shape == (8, 4)
    assert np.array_equal(task.targets[-3:], task.ids[:3])
    assert task.mask.sum(axis=0).tolist() == [3, 3, 3, 3] and task.mask[:5].sum() == 0


def test_random_rnn_has_no_zero_bias_and_no_symmetric_W_hh():
    params, h_0 = tasks.random_rnn(D=3, H=4, K=6, rng=np.random.default_rng(0), gain=0.9, N=2)
    shapes = {name: array.shape for name, array in params.items()}
    assert shapes == {"W_xh": (3, 4), "W_hh": (4, 4), "b_h": (4,), "W_hy": (4, 6), "b_y": (6,)}
    assert h_0.shape == (2, 4)
    assert np.abs(np.linalg.eigvals(params["W_hh"])) == pytest.approx(0.9)
    assert np.abs(params["W_hh"] - params["W_hh"].T).max() > 0.1
    assert np.abs(params["b_h"]).min() > 0


@pytest.mark.parametrize(
    "draw",
    [
        lambda rng: tasks.random_bits(5, 3, rng)[0],
        lambda rng: tasks.next_symbol("hello world", 4, 3, rng).ids,
        lambda rng: tasks.copy(4, 2, 5, rng).ids,
        lambda rng: tasks.random_rnn(3, 4, 6, rng)[0]["W_hh"],
    ],
    ids=["random_bits", "next_symbol", "copy", "random_rnn"],
)
def test_the_same_seed_draws_the_same_task_and_another_seed_another(draw):
    one, again, other = (draw(np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
