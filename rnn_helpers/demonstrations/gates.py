"""The gates of one LSTM cell, each set by hand: what is kept, what is written, what is shown."""

import ipywidgets
import numpy as np
from matplotlib.figure import Figure

from ..live import DPI, Scene, live
from ..style import COLOURS, course_style

STEPS = 20
SHUT = -100.0  # a pre-activation that closes a sigmoid gate for good
NAMES = ("$c_{t-1}$", "kept\n$f \\odot c_{t-1}$", "written\n$i \\odot g$", "$c_t$", "shown\n$h_t$")
TINTS = ("blue", "blue", "green", "blue", "purple")


def gates_by_hand(lstm_step_forward):
    """Show sliders for the pre-activations of the four gates and the cell before.

    All numbers come from the student's step of one unit whose input and state have no weight, so that the
    biases are the pre-activations; with one gate shut it gives what the other lets through.
    """
    scene, bars, values, flow = _scene()

    def step(c_prev, i, f, o, g):
        """h_t and c_t."""
        nothing = np.zeros((1, 1))
        weights = np.zeros((1, 4)), np.zeros((1, 4)), np.array([i, f, o, g])
        h_t, c_t, _ = lstm_step_forward(nothing, nothing, np.array([[c_prev]]), *weights)
        return float(h_t[0, 0]), float(c_t[0, 0])

    def draw(i, f, o, g, c_prev):
        _, kept = step(c_prev, SHUT, f, o, g)
        _, written = step(c_prev, i, SHUT, o, g)
        shown, cell = step(c_prev, i, f, o, g)
        for bar, text, value in zip(bars, values, (c_prev, kept, written, cell, shown), strict=True):
            bar.set_height(value)
            text.set_text(f"{value:.2f}".replace("-", "−"))
            text.set_y(max(value, 0) + 0.08)
        cells = [c_prev]
        for _ in range(STEPS):
            cells.append(step(cells[-1], i, f, o, g)[1])
        flow.set_ydata(cells)
        return scene.picture(
            f"Of {c_prev:.2f} the forget gate keeps {kept:.2f}, the input gate writes {written:.2f}, so the "
            f"cell holds {cell:.2f}; the output gate shows {shown:.2f}. With the same gates the cell holds "
            f"{cells[-1]:.2f} after {STEPS} steps.".replace("-", "−")
        )

    def slider(start, description, largest=6.0):
        return ipywidgets.FloatSlider(
            start, min=-largest, max=largest, step=largest / 60, description=description
        )

    live(
        draw,
        i=slider(-2.0, "input i"),
        f=slider(3.0, "forget f"),
        o=slider(1.0, "output o"),
        g=slider(1.0, "candidate g"),
        c_prev=slider(1.5, "cell before", 3.0),
    )


def _scene():
    with course_style():
        figure = Figure(figsize=(9.3, 4), dpi=DPI)
        left, right = figure.subplots(1, 2, width_ratios=(1.3, 1))
        places = (0, 1.3, 2.6, 3.9, 5.2)
        bars = left.bar(places, 0.0, width=0.8, color=[COLOURS[tint] for tint in TINTS])
        values = [left.text(x, 0, "", ha="center", fontsize=16) for x in places]
        for x, sign in zip((0.65, 1.95, 3.25, 4.55), ("→", "+", "=", "→"), strict=True):
            left.text(x, 0.5, sign, ha="center", va="center", fontsize=22)
        left.axhline(0, color=COLOURS["black"], lw=1.5)
        left.set(xlim=(-0.6, 5.8), ylim=(-4.4, 4.9), xticks=places, xticklabels=NAMES)
        left.tick_params(bottom=False, labelsize=15)
        left.set_title("One step")
        (flow,) = right.plot(range(STEPS + 1), np.zeros(STEPS + 1), "o-", color=COLOURS["blue"])
        right.axhline(0, color=COLOURS["black"], lw=1.5)
        right.set(xlabel="step", ylabel="cell $c$", ylim=(-10, 10), xticks=range(0, STEPS + 1, 5))
        right.set_title(f"The same gates {STEPS} times")
        right.grid(color=COLOURS["pale"])
    return Scene(figure, [*bars, *values, flow]), bars, values, flow
