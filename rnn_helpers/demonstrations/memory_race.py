"""RNN against LSTM on the temporal order task: how sure each is of the right answer, symbol by symbol."""

import ipywidgets
import numpy as np
from matplotlib.figure import Figure

from ..live import DPI, Scene, live
from ..memory_tasks import CLASSES, temporal_order
from ..style import COLOURS, course_style

SEQUENCES, LONGEST = 100, 60
LOOKS = (("vermillion", "--"), ("blue", "-"), ("green", "-."))


def memory_race(models, trained_on):
    """Show a slider for the length of the sequences over the probability of the right answer at every step.

    Args:
        models: {name: (SequenceClassifier, its trained parameters)}, at most three.
        trained_on: the length that they were trained on, where the slider starts.
    """
    scene, lines, marks = _scene(models, trained_on)

    def draw(T):
        x, targets = temporal_order(T, SEQUENCES, np.random.default_rng(T))
        told = []
        for name, (model, params) in models.items():
            right = model.probabilities(params, x)[:, np.arange(SEQUENCES), targets].mean(axis=1)
            lines[name].set_data(np.arange(1, T + 1), right)
            told.append(f"{name} {right[-1]:.2f}")
        for mark, (start, stop) in zip(marks, ((0.1, 0.2), (0.5, 0.6)), strict=True):
            mark.set(x=start * T + 0.5, width=(stop - start) * T)
        return scene.picture(
            f"{SEQUENCES} sequences of {T} symbols. Mean probability of the right answer after the last one: "
            f"{', '.join(told)}; a guess has {1 / len(CLASSES):.2f}."
        )

    live(draw, T=ipywidgets.IntSlider(trained_on, 10, LONGEST, description="length T"))


def _scene(models, trained_on):
    with course_style():
        figure = Figure(figsize=(9, 4), dpi=DPI)
        axes = figure.subplots()
        marks = [axes.axvspan(0, 1, color=COLOURS["pale"], lw=0) for _ in range(2)]
        marks[0].set_label("here A or B comes")
        axes.axhline(1 / len(CLASSES), color=COLOURS["grey"], lw=1.5, label="a guess")
        lines = {
            name: axes.plot([], [], style, color=COLOURS[colour], label=name, lw=3.5)[0]
            for name, (colour, style) in zip(models, LOOKS, strict=False)
        }
        axes.set(xlabel="symbols read", ylabel="probability of the right answer")
        axes.set(xlim=(0.5, LONGEST + 0.5), ylim=(0, 1.03))
        axes.set_title(f"Who still knows? Trained on {trained_on} symbols")
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return Scene(figure, [*marks, *lines.values()]), lines, marks
