"""Index formulas as einsum, norms from singular values, whole sequences of Jacobians at once."""

import numpy as np


def hidden_jacobian(h_t, W_hh):
    return np.einsum("i,ji->ij", 1 - np.square(h_t), W_hh)


def jacobian_product_norms(h, W_hh):
    jacobians = np.einsum("ti,ji->tij", 1 - np.square(h[1:]), W_hh)
    products = [jacobians[-1]]
    for J in jacobians[-2::-1]:
        products.append(np.einsum("ij,jk->ik", products[-1], J))
    return np.linalg.svd(np.stack(products[::-1]), compute_uv=False)[:, 0]


def gradient_norm_by_lag(dh_T, h, W_hh):
    rows = [dh_T]
    for h_t in h[:0:-1]:
        rows.append(np.einsum("i,ij->j", rows[-1], hidden_jacobian(h_t, W_hh)))
    return np.sqrt(np.einsum("ki,ki->k", rows[1:], rows[1:]))[::-1]


def vanishing_bound(W_hh, gamma, n):
    return np.cumprod(np.full(n, gamma * np.linalg.svd(W_hh)[1][0]))


def scale_to_spectral_radius(W, rho):
    radius = np.max(np.abs(np.linalg.eig(W)[0]))
    if not radius > 1e-6 * np.linalg.svd(W)[1][0]:
        raise np.linalg.LinAlgError("the spectral radius is zero")
    return np.einsum(",ij->ij", rho / radius, W)


def rescaled_contributions(norms, target):
    return np.einsum("r,->r", norms, target / np.einsum("r->", norms))
