"""Eigenvalues beside singular values, and the growth before the decay of a matrix that is far from normal."""

import matplotlib.pyplot as plt
import numpy as np

from ..style import COLOURS, Picture, course_style
from .vanishing_gradients import rotation

RHO = 0.95


def matrices(H, rng):
    """Three kinds of (H, H) matrices by name, not scaled yet."""
    triangular = np.triu(rng.normal(size=(H, H)) / 2, 1) + np.diag(rng.uniform(-1, 1, size=H))
    return {
        "rotation": rotation(H, rng),
        "Gaussian": rng.normal(size=(H, H)),
        "triangular": triangular,
    }


def show_spectra(scale_to_spectral_radius, jacobian_product_norms, H=20, T=60):
    """Eigenvalues, singular values and norms of powers of three matrices with one spectral radius."""
    rng = np.random.default_rng(15)
    told = []
    with course_style():
        figure, rows = plt.subplots(3, 3, figsize=(12.5, 11), height_ratios=(1.25, 1, 1))
        for column, (name, W) in zip(rows.T, matrices(H, rng).items(), strict=True):
            W = np.asarray(scale_to_spectral_radius(W, RHO))
            eigenvalues, sigma = np.linalg.eigvals(W), np.linalg.svd(W, compute_uv=False)
            norms = np.asarray(jacobian_product_norms(np.zeros((T + 1, H)), W))[::-1]
            _draw_eigenvalues(column[0], eigenvalues, name)
            column[1].bar(range(1, H + 1), sigma, color=COLOURS["orange"], ec="white")
            column[1].axhline(1, color=COLOURS["grey"], lw=1.5)
            column[1].set(xlabel="number", ylim=(0, 1.2 * max(sigma[0], 1.6)))
            column[1].set_title(f"singular values, largest {sigma[0]:.2f}", fontsize=14)
            lags = np.arange(1, T + 1)
            column[2].semilogy(lags, norms, color=COLOURS["blue"], label=r"$\Vert W^l \Vert_2$")
            column[2].semilogy(lags, RHO**lags, ":", color=COLOURS["vermillion"], lw=3, label=r"$\rho^l$")
            column[2].set(xlabel="lag $l$", ylim=(1e-2, 10 ** np.ceil(np.log10(max(norms.max(), 2)) + 0.3)))
            column[2].set_title(f"powers, largest {norms.max():.3g} at lag {norms.argmax() + 1}", fontsize=14)
            column[2].grid(color=COLOURS["pale"])
            told.append(
                f"{name}: largest singular value {sigma[0]:.2f}, largest norm of a power {norms.max():.3g}"
            )
        rows[2, 0].legend(loc="upper right")
    return Picture(
        figure,
        f"Three columns for three matrices with spectral radius {RHO}: eigenvalues in the complex "
        "plane inside the "
        f"unit circle, singular values as bars, norm of the powers against the lag. {'; '.join(told)}.",
    )


def _draw_eigenvalues(axes, eigenvalues, name):
    angle = np.linspace(0, 2 * np.pi, 200)
    axes.plot(np.cos(angle), np.sin(angle), color=COLOURS["grey"], lw=1.5)
    axes.plot(eigenvalues.real, eigenvalues.imag, "o", color=COLOURS["blue"], mec="white")
    axes.set(
        aspect="equal",
        xlabel="real part",
        xlim=(-1.25, 1.25),
        ylim=(-1.25, 1.25),
        xticks=(-1, 0, 1),
        yticks=(-1, 0, 1),
    )
    axes.set_title(f"{name}\n" + rf"eigenvalues, $\rho = {np.abs(eigenvalues).max():.2f}$", loc="center")
    axes.set_ylabel("imaginary part")


def show_transient_growth(jacobian_product_norms, T=100):
    """Norm of W^l for W = [[0.9, 5], [0, 0.9]], between what its eigenvalues and its singular values say."""
    W = np.array([[0.9, 5.0], [0.0, 0.9]])
    norms = np.asarray(jacobian_product_norms(np.zeros((T + 1, 2)), W))[::-1]
    lags = np.arange(1, T + 1)
    peak = norms.argmax()
    with course_style():
        figure, axes = plt.subplots(figsize=(11.5, 5.4))
        axes.semilogy(lags, norms, color=COLOURS["blue"], label=r"$\Vert W^l \Vert_2$")
        axes.semilogy(lags, 0.9**lags, ":", color=COLOURS["vermillion"], lw=3, label=r"eigenvalues: $\rho^l$")
        bound = np.linalg.norm(W, 2) ** lags
        axes.semilogy(lags, bound, "--", color=COLOURS["green"], label=r"singular values: $\sigma_1^{\,l}$")
        axes.plot(lags[peak], norms[peak], "o", color=COLOURS["blue"])
        axes.annotate(
            f"{norms[peak]:.1f} at lag {lags[peak]}",
            (lags[peak], norms[peak]),
            xytext=(25, 22),
            textcoords="offset points",
            arrowprops={"arrowstyle": "-", "color": COLOURS["grey"]},
        )
        axes.axhline(1, color=COLOURS["grey"], lw=1)
        axes.set(
            xlabel="lag $l$",
            ylabel="norm",
            ylim=(1e-5, 1e4),
            title="The eigenvalue is right in the end, and wrong for 50 steps",
        )
        axes.legend(loc="lower left")
        axes.grid(color=COLOURS["pale"])
    below = lags[np.argmax(norms < 1)]
    return Picture(
        figure,
        "Norm of the l-th power of [[0.9, 5], [0, 0.9]] on a logarithmic axis: it rises to "
        f"{norms[peak]:.1f} at lag "
        f"{lags[peak]}, is below 1 from lag {below} on, and runs parallel to 0.9 to the power l in the end.",
    )
