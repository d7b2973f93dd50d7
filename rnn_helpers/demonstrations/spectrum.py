"""Vanishing and exploding: eigenvalues in the complex plane, and what many steps leave of a gradient."""

import ipywidgets
import numpy as np
from matplotlib.figure import Figure

from ..live import DPI, Scene, live
from ..style import COLOURS, course_style
from ..trajectory import rnn_states

T, H = 50, 8
SHRINK = (1.0, 0.9, 0.8, 0.7)  # radius and angle of the four pairs, as parts of the first one's
LIMITS = (1e-12, 1e8)


def _sigmoid(a):
    return 1 / (1 + np.exp(-a))


# f, its slope from its value, and its largest slope
ACTIVATIONS = {
    "tanh": (np.tanh, lambda h: 1 - h * h, 1.0),
    "sigmoid": (_sigmoid, lambda h: h - h * h, 0.25),
    "ReLU": (lambda a: np.maximum(a, 0), lambda h: 1.0 * (h > 0), 1.0),
    "identity": (lambda a: a, np.ones_like, 1.0),
}


def spectrum_by_hand(jacobian_product_norms, vanishing_bound):
    """Show sliders for size and angle of the largest eigenvalues, and a choice of the activation."""
    scene, points, norm, bound = _scene()

    def draw(radius, angle, activation):
        W_hh = _weights(radius, np.deg2rad(angle))
        f, slope, largest = ACTIVATIONS[activation]
        norms = _norms(jacobian_product_norms, W_hh, f, slope)
        bounds = np.asarray(vanishing_bound(W_hh.copy(), largest, T))
        eigenvalues = np.linalg.eigvals(W_hh)
        points.set_data(eigenvalues.real, eigenvalues.imag)
        norm.set_ydata(np.maximum(norms, LIMITS[0] / 10))
        bound.set_ydata(bounds)
        return scene.picture(
            f"Largest eigenvalue {radius:.2f} at {angle}°, {activation}: what comes back over {T} steps is "
            f"at most {norms[-1]:.1g} of what went in; the bound says {bounds[-1]:.1g}."
        )

    live(
        draw,
        radius=ipywidgets.FloatSlider(1.0, min=0.3, max=1.4, step=0.05, description="largest |λ|"),
        angle=ipywidgets.IntSlider(40, 0, 180, step=5, description="angle °"),
        activation=ipywidgets.ToggleButtons(options=list(ACTIVATIONS), description="activation"),
    )


def _weights(radius, angle):
    """(H, H): four pairs of eigenvalues, r exp(±iφ), in an orthogonal basis, so that ‖W‖₂ is the radius."""
    blocks = np.zeros((H, H))
    for pair, part in enumerate(SHRINK):
        cosine, sine = np.cos(part * angle), np.sin(part * angle)
        place = slice(2 * pair, 2 * pair + 2)
        blocks[place, place] = part * radius * np.array([[cosine, -sine], [sine, cosine]])
    basis = np.linalg.qr(np.random.default_rng(3).normal(size=(H, H)))[0]
    return basis @ blocks @ basis.T


def _norms(jacobian_product_norms, W_hh, f, slope):
    """The student's norms, lag 1 first; its tanh has the slope s at √(1 − s), whatever the activation is."""
    rng = np.random.default_rng(14)
    h = rnn_states(rng.normal(size=(T, H)) / 2, rng.normal(size=H) / 2, W_hh, f)
    return np.asarray(jacobian_product_norms(np.sqrt(1 - slope(h)), W_hh))[::-1]


def _scene():
    with course_style():
        figure = Figure(figsize=(9, 4.2), dpi=DPI)
        left, right = figure.subplots(1, 2, width_ratios=(1, 1.4))
        around = np.linspace(0, 2 * np.pi, 200)
        left.plot(np.cos(around), np.sin(around), color=COLOURS["grey"], lw=1.5)
        (points,) = left.plot([0], [0], "o", color=COLOURS["blue"], ms=11, mec="white")
        left.set(aspect="equal", xlim=(-1.5, 1.5), ylim=(-1.5, 1.5), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        left.set(xlabel="real part", ylabel="imaginary part")
        left.set_title("Eigenvalues of $W_{hh}$")
        lags = np.arange(1, T + 1)
        (bound,) = right.semilogy(lags, lags, "--", color=COLOURS["vermillion"], label="bound")
        (norm,) = right.semilogy(
            lags, lags, color=COLOURS["blue"], label=r"$\Vert \partial h_T/\partial h_k \Vert_2$"
        )
        right.axhline(1, color=COLOURS["grey"], lw=1)
        right.set(xlabel="lag $T - k$", ylabel="norm", ylim=LIMITS)
        right.set_title("What is left of a gradient")
        right.grid(color=COLOURS["pale"])
        right.legend(loc="upper left")
    return Scene(figure, [points, bound, norm]), points, norm, bound
