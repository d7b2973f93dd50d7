"""The unrolled network drawn step by step, and the patterns of input and output that unrolling allows."""

from dataclasses import dataclass

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from ..live import DPI, Scene, live
from ..style import COLOURS, SIGNED, Picture, course_style, write_values

INPUT, RECURRENT, DECODER, OUTPUT = (COLOURS[name] for name in ("green", "blue", "purple", "vermillion"))
IDLE = "#C8C8C8"


def unrolled(rnn_forward, x, h_0, W_xh, W_hh, b_h, words):
    """The whole unrolled network in one figure: one matrix W_xh and one matrix W_hh, used at every step."""
    states = _states(rnn_forward, x, h_0, W_xh, W_hh, b_h)
    figure, _, _ = _draw(states, W_xh, W_hh, words)
    return Picture(
        figure,
        f"On the left the matrices W_xh and W_hh. On the right the network unrolled over {len(x)} steps: "
        "at each an arrow W_xh leads up from the word to the state, and an arrow W_hh on from the state. "
        "There are as many arrows as steps, and two matrices.",
    )


def unroll_by_hand(rnn_forward, x, h_0, W_xh, W_hh, b_h, words):
    """The same figure with a slider over the steps: what the current step uses lights up."""
    states = _states(rnn_forward, x, h_0, W_xh, W_hh, b_h)
    figure, title, steps = _draw(states, W_xh, W_hh, words, over_idle=True)
    scene = Scene(figure, [title, *(part for step in steps for part in step.parts())])

    def draw(t):
        title.set_text(f"step {t}")
        for number, step in enumerate(steps):
            step.light(filled=number <= t, lit=number == t)
        told = f"Step {t}: the word {words[t - 1]!r} and the state h_{t - 1}, by the same two matrices."
        return scene.picture(told)

    live(draw, t=ipywidgets.IntSlider(1, 1, len(x), description="step t"))


def _states(rnn_forward, x, h_0, W_xh, W_hh, b_h):
    """h_0, h_1, …, h_T of the first sample, (T + 1, H), by the student's own function."""
    return np.concatenate([h_0[:1], rnn_forward(x, h_0, W_xh, W_hh, b_h)[0][:, 0]])


@dataclass
class _Step:
    """What is drawn of one step: the state's colours and numbers, and the arrows to it with their labels."""

    state: list
    arrows: list

    def parts(self):
        return [*self.state, *self.arrows]

    def light(self, filled, lit):
        """Show the state or leave it empty, and show the coloured arrows or not."""
        for part in self.state:
            part.set_visible(filled)
        for part in self.arrows:
            part.set_visible(lit)


def _draw(states, W_xh, W_hh, words, over_idle=False):
    """The matrices and the chain with all steps lit, over pale arrows if these are to show without them.

    Returns:
        The figure, the chain's title, and the _Steps from 0.
    """
    with course_style():
        figure = Figure(figsize=(9.6, 4), dpi=DPI)
        panels = figure.subplot_mosaic(
            [["W_xh", "chain"], ["W_hh", "chain"]],
            width_ratios=(1, 4.2),
            height_ratios=(len(W_xh), len(W_hh)),
        )
        for name, matrix, colour in (("W_xh", W_xh, INPUT), ("W_hh", W_hh, RECURRENT)):
            axes = panels[name]
            axes.imshow(matrix, cmap=SIGNED, vmin=-1.6, vmax=1.6, aspect="auto")
            write_values(axes, matrix)
            axes.set(xticks=[], yticks=[])
            axes.set_title(f"$W_{{{name[2:]}}}$", color=colour)
            axes.spines[:].set(visible=True, color=colour, linewidth=4)
        chain = panels["chain"]
        title = chain.set_title("The same two matrices at every step", loc="center")
        return figure, title, _draw_chain(chain, states, words, over_idle)


def _draw_chain(axes, states, words, over_idle):
    H, steps = states.shape[1], []
    middle = 1 + 0.175 * H
    for t, state in enumerate(states):
        arrows = []
        if t:
            axes.text(t, -0.05, words[t - 1], ha="center", va="top")
            axes.text(t, 0.0, f"$x_{t}$", ha="center", va="bottom")
            for name, colour, start, end, offset in (
                ("xh", INPUT, (t, 0.28), (t, 1), (0.05, 0)),
                ("hh", RECURRENT, (t - 0.8, middle), (t - 0.2, middle), (-0.15, 0.1)),
            ):
                if over_idle:
                    _arrow(axes, start, end, f"$W_{{{name}}}$", IDLE, offset)
                arrows += _arrow(axes, start, end, f"$W_{{{name}}}$", colour, offset)
        steps.append(_Step(_draw_state(axes, t, state), arrows))
        axes.add_patch(plt.Rectangle((t - 0.2, 1), 0.4, 0.35 * H, fill=False, lw=1.5))
        axes.text(t, 1.1 + 0.35 * H, f"$h_{t}$", ha="center", va="bottom")
    axes.set(xlim=(-0.4, len(states) - 0.6), ylim=(-0.35, 1.5 + 0.35 * H))
    axes.axis("off")
    return steps


def _draw_state(axes, t, state):
    parts = []
    for unit, value in enumerate(state):
        y = 1 + 0.35 * (len(state) - 1 - unit)
        colour = SIGNED((value / 1.6 + 1) / 2)
        number = f"{value:.1f}".replace("-", "−")
        parts.append(axes.add_patch(plt.Rectangle((t - 0.2, y), 0.4, 0.35, color=colour, lw=0)))
        parts.append(axes.text(t, y + 0.17, number, ha="center", va="center", fontsize=12))
    return parts


def _arrow(axes, start, end, label, colour, offset):
    arrow = axes.annotate(
        "", end, start, arrowprops={"arrowstyle": "-|>", "lw": 3, "color": colour, "mutation_scale": 20}
    )
    x, y = (start[0] + end[0]) / 2 + offset[0], (start[1] + end[1]) / 2 + offset[1]
    return arrow, axes.text(x, y, label, color=colour, fontsize=13)


# Which steps have an input, and which an output.
PATTERNS = {
    "one-to-many": ((1,), (1, 2, 3), "an image, its caption"),
    "many-to-one": ((1, 2, 3), (3,), "a sentence, its class"),
    "many-to-many": ((1, 2, 3), (1, 2, 3), "each word, its tag"),
    "encoder–decoder": ((1, 2), (3, 4), "two networks: translation"),
}


def patterns(rnn_readout, T=3, N=2, H=4, K=6):
    """Four patterns of input and output; under those that `rnn_readout` knows, the shape that it returned."""
    rng = np.random.default_rng(5)
    h, W_hy, b_y = rng.normal(size=(T, N, H)), rng.normal(size=(H, K)), rng.normal(size=K)
    with course_style():
        figure, panels = plt.subplots(1, 4, figsize=(13, 4.4))
        for axes, (name, (inputs, outputs, example)) in zip(panels, PATTERNS.items(), strict=True):
            _draw_pattern(axes, inputs, outputs)
            told = example
            if name in ("many-to-one", "many-to-many"):
                told += f"\nyour logits: {rnn_readout(h, W_hy, b_y, name).shape}"
            axes.set_title(name, loc="center")
            axes.text(0.5, -0.04, told, ha="center", va="top", transform=axes.transAxes, fontsize=13)
    return Picture(
        figure,
        "Four unrolled networks. One-to-many: input at the first step, output at all. Many-to-one: input at "
        "all, output at the last. Many-to-many: input and output at all. Encoder–decoder: a network for the "
        "inputs hands its last state to a network for the outputs.",
    )


def _draw_pattern(axes, inputs, outputs):
    last = max(*inputs, *outputs)
    two_networks = not set(inputs) & set(outputs)
    for t in range(1, last + 1):
        colour = DECODER if two_networks and t in outputs else RECURRENT
        axes.add_patch(plt.Rectangle((t - 0.3, 1), 0.6, 0.6, color=colour))
        if t > 1:
            _arrow(axes, (t - 0.7, 1.3), (t - 0.3, 1.3), "", RECURRENT, (0, 0))
        if t in inputs:
            axes.add_patch(plt.Rectangle((t - 0.3, 0), 0.6, 0.5, color=INPUT))
            _arrow(axes, (t, 0.5), (t, 1), "", INPUT, (0, 0))
        if t in outputs:
            axes.add_patch(plt.Rectangle((t - 0.3, 2.1), 0.6, 0.5, color=OUTPUT))
            _arrow(axes, (t, 1.6), (t, 2.1), "", OUTPUT, (0, 0))
    middle = (1 + last) / 2
    axes.set(xlim=(middle - 2, middle + 2), ylim=(-0.1, 2.7))
    axes.axis("off")
