"""Norm of the product of Jacobians against the lag, with the bound, for a gain that a slider sets."""

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from ..live import DPI, Scene, live
from ..style import COLOURS, Picture, course_style
from ..trajectory import rnn_states
from .vanishing_gradients import rotation

T, H = 40, 32
GAINS = (0.5, 0.8, 1.0, 1.25, 2.0)
SLIDER = (0.5, 0.8, 1.0, 1.1, 1.25, 1.5, 2.0)
LIMITS = (1e-15, 1e13)


def norms_by_gain(jacobian_product_norms, vanishing_bound):
    """Norms (solid) and bounds (dashed) for five gains in one figure."""
    told = []
    with course_style():
        figure, axes = plt.subplots(figsize=(11.5, 6))
        colours = ("vermillion", "orange", "black", "green", "blue")
        for gain, colour in zip(GAINS, colours, strict=True):
            norms, bound = _norms_and_bound(jacobian_product_norms, vanishing_bound, gain)
            axes.semilogy(range(1, T + 1), norms, color=COLOURS[colour], label=f"gain {gain:g}")
            axes.semilogy(range(1, T + 1), bound, "--", color=COLOURS[colour], lw=1.8)
            told.append(f"gain {gain:g}: {norms[-1]:.0e} under {bound[-1]:.0e}")
        axes.plot([], [], "--", color=COLOURS["grey"], lw=1.8, label="bounds")
        _label(axes, "Below gain 1 the bound decides; above, the slopes")
        axes.legend(loc="upper left", ncols=2, fontsize=13)
    return Picture(
        figure,
        "Norm of the product of Jacobians against the lag for five gains, solid, and its bound, dashed, on a "
        f"logarithmic axis. At lag {T}: {'; '.join(told)}.",
    )


def gain_by_hand(jacobian_product_norms, vanishing_bound):
    """Show a slider over the gain above the norm and the bound."""
    lags = np.arange(1, T + 1)
    with course_style():
        figure = Figure(figsize=(9, 4.2), dpi=DPI)
        axes = figure.subplots()
        (bound,) = axes.semilogy(lags, lags, "--", color=COLOURS["vermillion"], label="bound")
        (norm,) = axes.semilogy(lags, lags, color=COLOURS["blue"], label="norm")
        axes.axhline(1, color=COLOURS["grey"], lw=1)
        _label(axes, "The norm, and what the bound allows")
        axes.legend(loc="upper left")
    scene = Scene(figure, [bound, norm])

    def draw(gain):
        norms, bounds = _norms_and_bound(jacobian_product_norms, vanishing_bound, gain)
        norm.set_ydata(norms)
        bound.set_ydata(bounds)
        factor = (norms[-1] / norms[0]) ** (1 / (T - 1))
        return scene.picture(
            f"Gain {gain:g}: from lag to lag the norm changes by a factor of {factor:.2f}, at most "
            f"{bounds[0]:.2f}. At lag {T} it is {norms[-1]:.0e}, its bound {bounds[-1]:.0e}."
        )

    live(draw, gain=ipywidgets.SelectionSlider(options=SLIDER, value=1.0, description="gain"))


def _norms_and_bound(jacobian_product_norms, vanishing_bound, gain):
    """Both by the student's functions, lag 1 first; the network differs from gain to gain in nothing else."""
    rng = np.random.default_rng(14)
    W_hh, drive, h_0 = gain * rotation(H, rng), rng.normal(size=(T, H)) / 2, rng.normal(size=H) / 2
    norms = jacobian_product_norms(rnn_states(drive, h_0, W_hh), W_hh.copy())
    return np.asarray(norms)[::-1], np.asarray(vanishing_bound(W_hh.copy(), 1.0, T))


def _label(axes, title):
    axes.set(
        xlabel="lag $l = T - k$",
        ylabel=r"$\Vert \partial h_T/\partial h_k \Vert_2$",
        title=title,
        ylim=LIMITS,
    )
    axes.grid(color=COLOURS["pale"])
