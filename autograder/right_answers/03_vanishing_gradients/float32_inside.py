"""float32 on the way, float64 in the answer."""

import numpy as np


def hidden_jacobian(h_t, W_hh):
    h_t, W_hh = h_t.astype(np.float32), W_hh.astype(np.float32)
    return (np.diag(np.float32(1) - h_t * h_t) @ W_hh.T).astype(np.float64)


def jacobian_product_norms(h, W_hh):
    norms, product = [], np.eye(len(W_hh), dtype=np.float32)
    for h_t in h[:0:-1]:
        product = product @ hidden_jacobian(h_t, W_hh).astype(np.float32)
        norms.append(np.linalg.norm(product, ord=2))
    return np.array(norms[::-1], dtype=np.float64)


def gradient_norm_by_lag(dh_T, h, W_hh):
    norms, row = [], dh_T.astype(np.float32)
    for h_t in h[:0:-1]:
        row = row @ hidden_jacobian(h_t, W_hh).astype(np.float32)
        norms.append(np.linalg.norm(row))
    return np.array(norms[::-1], dtype=np.float64)


def vanishing_bound(W_hh, gamma, n):
    factor = np.float32(gamma) * np.linalg.norm(W_hh.astype(np.float32), 2)
    return np.power(factor, np.arange(1, n + 1), dtype=np.float32).astype(np.float64)


def scale_to_spectral_radius(W, rho):
    radius = np.abs(np.linalg.eigvals(W)).max()  # in float64: rounding is what tells a zero here
    if radius < 1e-6 * np.linalg.norm(W, 2) or radius == 0:
        raise ZeroDivisionError("no eigenvalue but zero")
    return (W.astype(np.float32) * np.float32(rho / radius)).astype(np.float64)


def rescaled_contributions(norms, target):
    norms = norms.astype(np.float32)
    return (norms / norms.sum() * np.float32(target)).astype(np.float64)
