"""The regulariser Ω of Pascanu et al. 2013: keep the length of the gradient the same from step to step."""

import numpy as np


def omega_and_gradient(dh_total, h, W_hh):
    """Ω = Σ_t mean_n (‖dh_t J_t‖² / ‖dh_t‖² − 1)² with J_t = diag(1 − h_t²) W_hhᵀ.

    Args:
        dh_total: (T, N, H) whole gradient of the loss on h_1 … h_T.
        h: (T, N, H) states h_1 … h_T.
        W_hh: (H, H).

    Returns:
        omega: a number; a step whose gradient is zero adds nothing.
        dW_hh: (H, H) immediate derivative: dh_total and h count as constants.

    Source: Pascanu et al. 2013, eq. 9 and 10.
    """
    T, N, H = h.shape
    length_squared = np.einsum("tnh,tnh->tn", dh_total, dh_total).ravel()
    through_tanh = (dh_total * (1 - h * h)).reshape(T * N, H)
    carried = through_tanh @ W_hh.T
    reciprocal = np.zeros_like(length_squared)
    np.divide(1, length_squared, out=reciprocal, where=length_squared > np.finfo(h.dtype).tiny)
    excess = np.where(reciprocal > 0, np.einsum("mh,mh->m", carried, carried) * reciprocal - 1, 0)
    # ∂‖u Wᵀ‖²/∂W = 2 (u Wᵀ)ᵀ u for a row u.
    dW_hh = (carried * (4 / N * excess * reciprocal)[:, None]).T @ through_tanh
    return (excess @ excess) / N, dW_hh
