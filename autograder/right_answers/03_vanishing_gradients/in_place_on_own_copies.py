"""Own copies, worked on in place; the answers are allocated first and filled from the back."""

import numpy as np


def hidden_jacobian(h_t, W_hh):
    J = W_hh.T.copy()
    J *= 1 - (h_t * h_t)[:, np.newaxis]
    return J


def jacobian_product_norms(h, W_hh):
    product = np.identity(W_hh.shape[0])
    answer = np.zeros(h.shape[0] - 1)
    k = len(answer)
    while k > 0:
        product[...] = product.dot(hidden_jacobian(h[k], W_hh))
        k -= 1
        answer[k] = np.linalg.norm(product, ord=2)
    return answer


def gradient_norm_by_lag(dh_T, h, W_hh):
    row = np.array(dh_T)
    answer = np.zeros(h.shape[0] - 1)
    for k in range(len(answer), 0, -1):
        row *= 1 - h[k] ** 2
        row[:] = W_hh.dot(row)
        answer[k - 1] = row.dot(row) ** 0.5
    return answer


def vanishing_bound(W_hh, gamma, n):
    bound = np.ones(n)
    for lag in range(n):
        bound[lag:] *= gamma * np.linalg.norm(W_hh, ord=2)
    return bound


def scale_to_spectral_radius(W, rho):
    radius = max(abs(np.linalg.eigvals(W)))
    scaled = np.array(W, dtype=float)
    if radius <= 1e-6 * np.linalg.norm(scaled, 2):
        raise ArithmeticError("ρ is zero")
    scaled /= radius
    scaled *= rho
    return scaled


def rescaled_contributions(norms, target):
    scaled = norms.copy()
    scaled *= target
    scaled /= norms.sum()
    return scaled
