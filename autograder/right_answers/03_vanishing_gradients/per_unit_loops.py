"""Every sum written out as a loop over units; lengths by math.sqrt."""

import math

import numpy as np


def hidden_jacobian(h_t, W_hh):
    H = len(h_t)
    J = np.zeros((H, H))
    for i in range(H):
        for j in range(H):
            J[i, j] = (1 - h_t[i]) * (1 + h_t[i]) * W_hh[j, i]
    return J


def jacobian_product_norms(h, W_hh):
    T, H = len(h) - 1, len(W_hh)
    answer = [0.0] * T
    for k in range(T):
        product = np.eye(H)
        for t in range(k + 1, T + 1):
            product = times(hidden_jacobian(h[t], W_hh), product)
        answer[k] = math.sqrt(max(np.linalg.eigvalsh(times(product.T, product))))
    return np.array(answer)


def times(A, B):
    product = np.zeros((len(A), len(B[0])))
    for i in range(len(A)):
        for j in range(len(B[0])):
            for k in range(len(B)):
                product[i, j] += A[i, k] * B[k, j]
    return product


def gradient_norm_by_lag(dh_T, h, W_hh):
    row, answer = list(dh_T), []
    for t in range(len(h) - 1, 0, -1):
        J = hidden_jacobian(h[t], W_hh)
        row = [sum(row[i] * J[i, j] for i in range(len(row))) for j in range(len(row))]
        answer.append(math.sqrt(sum(entry * entry for entry in row)))
    return np.array(answer[::-1])


def vanishing_bound(W_hh, gamma, n):
    step = gamma * math.sqrt(max(np.linalg.eigvalsh(W_hh.T @ W_hh)))
    bound = [step]
    while len(bound) < n:
        bound.append(bound[-1] * step)
    return np.array(bound)


def scale_to_spectral_radius(W, rho):
    radius = 0.0
    for eigenvalue in np.linalg.eigvals(W):
        radius = max(radius, math.hypot(eigenvalue.real, eigenvalue.imag))
    assert radius > 1e-6 * np.linalg.norm(W, 2), "all eigenvalues are zero"
    scaled = np.zeros(W.shape)
    for i in range(len(W)):
        for j in range(len(W)):
            scaled[i, j] = W[i, j] * rho / radius
    return scaled


def rescaled_contributions(norms, target):
    total = 0.0
    for norm in norms:
        total += norm
    return np.array([float(target) * norm / total for norm in norms])
