"""The unrolled network drawn step by step, and the patterns of input and output that unrolling allows."""

import matplotlib.pyplot as plt
import numpy as np

from ..style import COLOURS, SIGNED, Picture, course_style, write_values
from .slider import PictureSlider

INPUT, RECURRENT, DECODER, OUTPUT = (COLOURS[name] for name in ("green", "blue", "purple", "vermillion"))
IDLE = "#C8C8C8"


def unrolled(rnn_forward, x, h_0, W_xh, W_hh, b_h, words):
    """The whole unrolled network in one figure: one matrix W_xh and one matrix W_hh, used at every step."""
    states = _states(rnn_forward, x, h_0, W_xh, W_hh, b_h)
    figure = _draw(x[:, 0], states, W_xh, W_hh, words, active=range(1, len(x) + 1))
    return Picture(
        figure,
        f"On the left the matrices W_xh and W_hh. On the right the network unrolled over {len(x)} steps: "
        "at each an arrow W_xh leads up from the word to the state, and an arrow W_hh on from the state. "
        "There are as many arrows as steps, and two matrices.",
    )


def unroll_by_hand(rnn_forward, x, h_0, W_xh, W_hh, b_h, words):
    """A slider over the steps of the same figure, in which what the current step uses lights up."""
    states = _states(rnn_forward, x, h_0, W_xh, W_hh, b_h)
    pictures = {}
    for t, word in enumerate(words, 1):
        figure = _draw(x[:, 0], states, W_xh, W_hh, words, active=[t])
        told = (
            f"Step {t}: W_xh leads up from “{word}” and W_hh on from state {t - 1}; both meet in state {t}."
        )
        pictures[t] = Picture(figure, told)
    return PictureSlider("step t", pictures, start=1)


def _states(rnn_forward, x, h_0, W_xh, W_hh, b_h):
    """h_0, h_1, …, h_T of the first sample, (T + 1, H), by the student's own function."""
    return np.concatenate([h_0[:1], rnn_forward(x, h_0, W_xh, W_hh, b_h)[0][:, 0]])


def _draw(x, states, W_xh, W_hh, words, active):
    """The two matrices, and the chain: arrows of the `active` steps lit, later states still empty."""
    with course_style():
        figure, panels = plt.subplot_mosaic(
            [["W_xh", "chain"], ["W_hh", "chain"]],
            figsize=(12, 5),
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
        _draw_chain(panels["chain"], x, states, words, active)
    return figure


def _draw_chain(axes, x, states, words, active):
    H = states.shape[1]
    for t in range(len(states)):
        if t <= max(active):
            _draw_state(axes, t, states[t])
        axes.add_patch(plt.Rectangle((t - 0.2, 1), 0.4, 0.35 * H, fill=False, lw=1.5))
        axes.text(t, 1.1 + 0.35 * H, f"$h_{t}$", ha="center", va="bottom")
        if t:
            lit = t in active
            axes.text(t, -0.05, words[t - 1], ha="center", va="top")
            axes.text(t, 0.0, f"$x_{t}$", ha="center", va="bottom")
            _arrow(axes, (t, 0.28), (t, 1), r"$W_{xh}$", INPUT if lit else IDLE, (0.05, 0))
            middle = 1 + 0.175 * H
            _arrow(
                axes,
                (t - 0.8, middle),
                (t - 0.2, middle),
                r"$W_{hh}$",
                RECURRENT if lit else IDLE,
                (-0.15, 0.1),
            )
    steps = list(active)
    title = f"step {steps[0]}" if len(steps) == 1 else "The same two matrices at every step"
    axes.set(title=title, xlim=(-0.4, len(states) - 0.6), ylim=(-0.35, 1.5 + 0.35 * H))
    axes.axis("off")


def _draw_state(axes, t, state):
    for unit, value in enumerate(state):
        y = 1 + 0.35 * (len(state) - 1 - unit)
        axes.add_patch(plt.Rectangle((t - 0.2, y), 0.4, 0.35, color=SIGNED((value / 1.6 + 1) / 2), lw=0))
        axes.text(t, y + 0.17, f"{value:.1f}".replace("-", "−"), ha="center", va="center", fontsize=12)


def _arrow(axes, start, end, label, colour, offset):
    axes.annotate(
        "", end, start, arrowprops={"arrowstyle": "-|>", "lw": 3, "color": colour, "mutation_scale": 20}
    )
    x, y = (start[0] + end[0]) / 2 + offset[0], (start[1] + end[1]) / 2 + offset[1]
    axes.text(x, y, label, color=colour, fontsize=13)


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
