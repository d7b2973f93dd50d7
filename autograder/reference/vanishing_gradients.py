"""What 03_vanishing_gradients asks for, from forward passes that HIPS autograd differentiates."""

import autograd.numpy as np
from autograd import grad, jacobian


def drives(h, W_hh):
    """What input and bias add to a_t at each step, read off the states. h: (T + 1, H); returns (T, H)."""
    return np.arctanh(h[1:]) - np.dot(h[:-1], W_hh)


def last_state(h_k, drive, W_hh):
    """h_T from h_k: one step h_t = tanh(h_{t−1} W_hh + drive_t) for each row of `drive`."""
    h = h_k
    for drive_t in drive:
        h = np.tanh(np.dot(h, W_hh) + drive_t)
    return h


def hidden_jacobian(h_t, W_hh):
    """∂h_t/∂h_{t−1} (H, H), the same for every h_{t−1} that leads to h_t. No entry of h_t may be ±1."""
    h_prev = np.zeros_like(h_t)
    drive = drives(np.stack([h_prev, h_t]), W_hh)
    return jacobian(last_state)(h_prev, drive, W_hh)


def jacobian_product_norms(h, W_hh):
    """‖∂h_T/∂h_k‖₂ for k = 0 … T − 1."""
    drive = drives(h, W_hh)
    return np.array(
        [np.linalg.norm(jacobian(last_state)(h[k], drive[k:], W_hh), 2) for k in range(len(drive))]
    )


def gradient_norms(dh_T, h, W_hh):
    """‖∂L/∂h_k‖ for k = 0 … T − 1, where L depends on h_T alone and dh_T is its gradient there."""
    drive = drives(h, W_hh)

    def loss(h_k, k):
        return np.dot(dh_T, last_state(h_k, drive[k:], W_hh))

    return np.array([np.linalg.norm(grad(loss)(h[k], k)) for k in range(len(drive))])


def vanishing_bound(W_hh, gamma, n):
    """(γ σ₁)^l for l = 1 … n, σ₁ the largest singular value."""
    largest = np.linalg.svd(W_hh, compute_uv=False)[0]
    return np.array([(gamma * largest) ** lag for lag in range(1, n + 1)])
