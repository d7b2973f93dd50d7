"""One sigmoid unit, x_t = w σ(x_{t−1}) + b: the cobweb of its states, its fixed points, its two folds."""

import ipywidgets
import numpy as np
from matplotlib.figure import Figure

from ..live import DPI, Scene, live
from ..style import COLOURS, course_style

STEPS, LOW, HIGH = 40, -5.0, 5.0
BIASES = (-5.0, 0.0)


def sigmoid(x):
    """1 / (1 + exp(−x))."""
    return 1 / (1 + np.exp(-x))


def fixed_points(w, b):
    """The x with x = w σ(x) + b, ascending: one, or three between the folds. All lie within |w| + |b|."""
    reach = abs(w) + abs(b) + 1
    x = np.linspace(-reach, reach, 4001)
    above = w * sigmoid(x) + b - x > 0
    (crossings,) = np.nonzero(above[1:] != above[:-1])
    return np.array([_bisect(w, b, x[i], x[i + 1]) for i in crossings])


def unit_by_hand():
    """Show sliders for w, b and the start over the cobweb and the fixed points against b."""
    scene, parts = _scene()

    def draw(w, b, start):
        x = np.linspace(LOW, HIGH, 241)
        parts["map"].set_data(x, w * sigmoid(x) + b)
        path = [start]
        for _ in range(STEPS):
            path.append(w * sigmoid(path[-1]) + b)
        parts["cobweb"].set_data(np.repeat(path, 2)[:-1], np.repeat(path, 2)[1:])
        parts["start"].set_data([start], [start])
        resting = fixed_points(w, b)
        slopes = w * sigmoid(resting) * (1 - sigmoid(resting))
        attracts = np.abs(slopes) < 1
        parts["attracting"].set_data(resting[attracts], resting[attracts])
        parts["repelling"].set_data(resting[~attracts], resting[~attracts])
        _draw_curve(parts, w)
        parts["here"].set_data([b, b], [LOW, HIGH])
        parts["rests"].set_data(np.full(attracts.sum(), b), resting[attracts])
        return scene.picture(_words(w, b, start, path[-1], resting, slopes))

    live(
        draw,
        w=ipywidgets.FloatSlider(6.0, min=0.0, max=8.0, step=0.1, description="w"),
        b=ipywidgets.FloatSlider(-3.0, min=BIASES[0], max=BIASES[1], step=0.05, description="b"),
        start=ipywidgets.FloatSlider(0.3, min=-4.0, max=4.0, step=0.1, description="start x₀"),
    )


def _bisect(w, b, low, high):
    sign = w * sigmoid(low) + b - low > 0
    for _ in range(50):
        middle = (low + high) / 2
        if (w * sigmoid(middle) + b - middle > 0) == sign:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _draw_curve(parts, w):
    """b for which x is a fixed point, solid where it attracts; the folds are where the slope is 1."""
    x = np.linspace(LOW, HIGH, 481)
    b, slope = x - w * sigmoid(x), w * sigmoid(x) * (1 - sigmoid(x))
    parts["stable"].set_data(np.where(slope < 1, b, np.nan), x)
    parts["unstable"].set_data(np.where(slope >= 1, b, np.nan), x)
    if w > 4:
        root = np.sqrt(1 - 4 / w)
        fold = np.log((1 + root) / (1 - root)) * np.array([1, -1])
        parts["folds"].set_data(fold - w * sigmoid(fold), fold)
    else:
        parts["folds"].set_data([], [])


def _words(w, b, start, end, resting, slopes):
    count = "one fixed point" if len(resting) == 1 else f"{len(resting)} fixed points"
    near = np.abs(resting - end).argmin()
    return (
        f"w = {w:.1f}, b = {b:.2f}: {count}, {np.sum(np.abs(slopes) < 1)} of them attracting. From "
        f"x₀ = {start:.1f} the state runs to {end:.2f}, where the slope of one step is {slopes[near]:.2f}."
    ).replace("-", "−")


def _scene():
    with course_style():
        figure = Figure(figsize=(9, 4.3), dpi=DPI)
        left, right = figure.subplots(1, 2)
        left.plot([LOW, HIGH], [LOW, HIGH], color=COLOURS["grey"], lw=1.5)
        blue, red, black = (COLOURS[name] for name in ("blue", "vermillion", "black"))
        parts = {
            "map": left.plot([], [], color=blue)[0],
            "cobweb": left.plot([], [], color=COLOURS["orange"], lw=2)[0],
            "attracting": left.plot([], [], "o", color=blue, ms=12)[0],
            "repelling": left.plot([], [], "o", mfc="white", mec=red, mew=3, ms=12)[0],
            "start": left.plot([], [], "s", color=black, ms=9)[0],
            "stable": right.plot([], [], color=blue, label="attracts")[0],
            "unstable": right.plot([], [], "--", color=red, label="repels")[0],
            "folds": right.plot([], [], "D", color=black, label="fold")[0],
            "here": right.plot([], [], ":", color=black, lw=2)[0],
            "rests": right.plot([], [], "o", color=blue, ms=12)[0],
        }
        left.set(xlabel="$x_{t-1}$", ylabel="$x_t$", xlim=(LOW, HIGH), ylim=(LOW, HIGH))
        left.set_title(r"$x_t = w\,\sigma(x_{t-1}) + b$")
        right.set(xlabel="bias $b$", ylabel="fixed point $x$", xlim=BIASES, ylim=(LOW, HIGH))
        right.set_title("Where it rests")
        right.legend(loc="lower right")
        for axes in (left, right):
            axes.grid(color=COLOURS["pale"])
    return Scene(figure, list(parts.values())), parts
