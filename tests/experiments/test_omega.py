"""The regulariser Ω: its value by a plain loop, its immediate gradient by finite differences."""

import numpy as np
import pytest

from experiments.omega import omega_and_gradient


def random_pass(rng, T=5, N=3, H=4):
    """dh_total, h and W_hh of which no term is zero."""
    return (
        rng.normal(size=(T, N, H)),
        np.tanh(rng.normal(size=(T, N, H))),
        rng.normal(size=(H, H)) / np.sqrt(H),
    )


def plain_omega(dh_total, h, W_hh):
    """Ω term by term, from the Jacobians."""
    T, N, _ = h.shape
    total = 0.0
    for t in range(T):
        for n in range(N):
            jacobian = np.diag(1 - h[t, n] ** 2) @ W_hh.T
            ratio = np.linalg.norm(dh_total[t, n] @ jacobian) ** 2 / np.linalg.norm(dh_total[t, n]) ** 2
            total += (ratio - 1) ** 2 / N
    return total


def test_omega_is_the_sum_over_steps_and_the_mean_over_the_batch():
    arguments = random_pass(np.random.default_rng(0))
    assert omega_and_gradient(*arguments)[0] == pytest.approx(plain_omega(*arguments), rel=1e-13)


def test_omega_gradient_is_the_immediate_one():
    """Every entry by central differences with dh_total and h held fixed."""
    dh_total, h, W_hh = random_pass(np.random.default_rng(1))
    _, dW_hh = omega_and_gradient(dh_total, h, W_hh)
    step, numeric = 1e-5, np.empty_like(W_hh)
    for index in np.ndindex(W_hh.shape):
        moved = [W_hh.copy(), W_hh.copy()]
        moved[0][index] += step
        moved[1][index] -= step
        numeric[index] = (plain_omega(dh_total, h, moved[0]) - plain_omega(dh_total, h, moved[1])) / (
            2 * step
        )
    assert np.abs(dW_hh - numeric).max() < 1e-8 * np.abs(numeric).max()
    wrong = dW_hh.copy()
    wrong[1, 2] *= 1.0005
    assert np.abs(wrong - numeric).max() > 1e-6 * np.abs(numeric).max()


def test_omega_ignores_steps_without_a_gradient():
    dh_total, h, W_hh = random_pass(np.random.default_rng(2))
    dh_total[:2] = 0
    whole, part = omega_and_gradient(dh_total, h, W_hh), omega_and_gradient(dh_total[2:], h[2:], W_hh)
    assert whole[0] == pytest.approx(part[0], rel=1e-13)
    assert np.allclose(whole[1], part[1], rtol=1e-12)


def test_omega_does_not_depend_on_the_length_of_the_gradient():
    """A gradient of 1e-100 still tells its direction; the ratio forgets the length."""
    dh_total, h, W_hh = random_pass(np.random.default_rng(3))
    large, small = (omega_and_gradient(scale * dh_total, h, W_hh) for scale in (1.0, 1e-100))
    assert small[0] == pytest.approx(large[0], rel=1e-12)
    assert np.allclose(small[1], large[1], rtol=1e-12)
