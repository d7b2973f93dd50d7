"""One sigmoid unit, x_t = w σ(x_{t−1}) + b: where it rests and runs to, where gradients are large."""

import matplotlib.pyplot as plt
import numpy as np

from ..style import COLOURS, Picture, course_style

W, B = 5.0, -2.5  # at B both basins are open, and x = 0 is their boundary


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def resting_bias(x, w=W):
    """The bias b for which x is a fixed point."""
    return x - w * sigmoid(x)


def folds(w=W):
    """The two (x, b) where the slope of the map is 1 and fixed points meet; w > 4."""
    root = np.sqrt(1 - 4 / w)
    x = np.log((1 + root) / (1 - root)) * np.array([1.0, -1.0])
    return x, resting_bias(x, w)


def run(x_0, steps, w=W, b=B):
    """x_0 … x_steps and the derivative of each for x_0; both (steps + 1, *shape of x_0)."""
    x, slope = [np.asarray(x_0, dtype=float)], [np.ones(np.shape(x_0))]
    for _ in range(steps):
        s = sigmoid(x[-1])
        slope.append(slope[-1] * w * s * (1 - s))
        x.append(w * s + b)
    return np.stack(x), np.stack(slope)


def show_basins(steps=30):
    """Fixed points against the bias, states running into two basins, and the derivative over the start."""
    with course_style():
        figure, (left, middle, right) = plt.subplots(1, 3, figsize=(14.5, 5.2))
        fold_x, fold_b = _draw_fixed_points(left)
        _draw_runs(middle, steps)
        start = np.linspace(-2, 2, 801)
        derivative = run(start, steps)[1][-1]
        right.semilogy(start, derivative, color=COLOURS["black"])
        right.axvline(0, color=COLOURS["vermillion"], ls="--", lw=2)
        right.set(
            xlabel="start $x_0$",
            ylabel=rf"$\partial x_{{{steps}}}/\partial x_0$",
            title="Large on the boundary",
        )
        right.grid(color=COLOURS["pale"])
    return Picture(
        figure,
        f"Left: fixed points of x = {W:g} σ(x) + b against b, an S with folds at b = −{-fold_b[0]:.4f} and "
        f"−{-fold_b[1]:.4f}; between them two attract and one repels. Middle: at b = −{-B:g} starts "
        "above 0 run to one end, "
        f"starts below to the other. Right: the derivative of x_{steps} for the start is "
        f"{derivative.max():.1f} at 0 "
        f"and {derivative[0]:.0e} at −2.",
    )


def _draw_fixed_points(axes):
    fold_x, fold_b = folds()
    for x, colour, style, label in (
        (np.linspace(fold_x[0], 3.2, 100), "blue", "-", "attracts"),
        (np.linspace(fold_x[1], fold_x[0], 100), "vermillion", "--", "repels"),
        (np.linspace(-3.2, fold_x[1], 100), "blue", "-", None),
    ):
        axes.plot(resting_bias(x), x, style, color=COLOURS[colour], label=label)
    axes.plot(fold_b, fold_x, "o", color=COLOURS["black"])
    for x, b, side, shift in ((fold_x[0], fold_b[0], "right", -8), (fold_x[1], fold_b[1], "left", 8)):
        text = f"$b = {b:.4f}$".replace("-", "−")
        axes.annotate(
            text, (b, x), xytext=(shift, 0), textcoords="offset points", ha=side, va="center", fontsize=13
        )
    axes.set(
        xlabel="bias $b$", ylabel="fixed point $x$", title=f"Two folds, $w = {W:g}$", xlim=(-3.15, -1.85)
    )
    axes.legend(loc="upper left", fontsize=13)
    axes.grid(color=COLOURS["pale"])
    return fold_x, fold_b


def _draw_runs(axes, steps):
    starts = np.array([-2.0, -1.0, -0.4, -0.1, -0.01, 0.01, 0.1, 0.4, 1.0, 2.0])
    states, _ = run(starts, steps)
    for start, path in zip(starts, states.T, strict=True):
        upper = start > 0
        axes.plot(path, "-" if upper else "--", color=COLOURS["blue" if upper else "orange"], lw=2)
    axes.axhline(0, color=COLOURS["vermillion"], ls="--", lw=2)
    axes.set(xlabel="step $t$", ylabel="state $x_t$", title=f"Two basins, $b = {B:g}$".replace("-", "−"))
    axes.grid(color=COLOURS["pale"])
