"""Figures of 02_bptt: driven by the functions that the student wrote."""

import matplotlib.pyplot as plt
import numpy as np

from ..finite_difference import numerical_gradient
from ..style import AMOUNT, COLOURS, Picture, course_style
from ..tasks import random_rnn

PATHS = (("blue", "W_3", "short"), ("green", "W_2", "longer"), ("vermillion", "W_1", "longest"))


def show_paths():
    """Three steps with a copy of W each, and the three ways from a copy to the loss of step 3."""
    x = {f"h_{k}": 2.6 * k for k in range(4)}
    formulas = (
        r"$\frac{\partial L_3}{\partial h_3}\ \frac{\partial^+ h_3}{\partial W}$",
        r"$\frac{\partial L_3}{\partial h_3}\,J_3\ \frac{\partial^+ h_2}{\partial W}$",
        r"$\frac{\partial L_3}{\partial h_3}\,J_3\,J_2\ \frac{\partial^+ h_1}{\partial W}$",
    )
    with course_style():
        figure, axes = plt.subplots(figsize=(11, 5.2))
        axes.set(xlim=(-0.7, 11.6), ylim=(-3.75, 2.2))
        axes.axis("off")
        for k in range(3):
            axes.annotate(
                "",
                (x[f"h_{k + 1}"] - 0.45, 0),
                (x[f"h_{k}"] + 0.45, 0),
                arrowprops={"arrowstyle": "->", "lw": 2.5},
            )
            axes.text(x[f"h_{k}"] + 1.3, 0.22, f"$W_{k + 1}$", ha="center", fontsize=20)
        for name, place in x.items():
            axes.text(
                place, 0, f"${name}$", ha="center", va="center", fontsize=20, bbox=_disc(COLOURS["pale"])
            )
        axes.annotate("", (x["h_3"], 1.35), (x["h_3"], 0.45), arrowprops={"arrowstyle": "->", "lw": 2.5})
        axes.text(x["h_3"], 1.75, "$L_3$", ha="center", va="center", fontsize=20, bbox=_disc("white"))
        for row, (colour, copy, length) in enumerate(PATHS):
            y, start = -1.15 - row, x[f"h_{2 - row}"] + 1.3
            style = {
                "arrowstyle": "->",
                "lw": 3.5,
                "color": COLOURS[colour],
                "mutation_scale": 25,
                "shrinkA": 0,
            }
            axes.annotate("", (start, y), (x["h_3"], y), arrowprops=style)
            axes.plot([x["h_3"]], [y], marker="o", ms=11, color=COLOURS[colour])
            for k in range(3 - row, 3):
                axes.plot([x[f"h_{k}"]] * 2, [y - 0.13, y + 0.13], color=COLOURS[colour], lw=3.5)
            axes.text(
                start - 0.3,
                y,
                f"${copy}$, {length}",
                ha="right",
                va="center",
                fontsize=16,
                color=COLOURS[colour],
            )
            axes.text(x["h_3"] + 0.65, y, formulas[row], va="center", fontsize=22, color=COLOURS[colour])
        axes.set_title("Back from the loss of step 3: one way to each copy of W, and the three are added")
    return Picture(
        figure,
        "States h_0 to h_3 in a row; the arrow into h_k carries the copy W_k, one leads from h_3 to L_3. "
        "Below, arrows from step 3 back to W_3 (no Jacobian), W_2 (through J_3) and W_1 (through J_3, J_2), "
        "each ending in an immediate derivative.",
    )


def _disc(colour):
    return {"boxstyle": "circle,pad=0.35", "facecolor": colour, "edgecolor": "black", "linewidth": 2}


def show_step_size(rnn_step_backward, rnn_step_forward):
    """Distance between the student's dW_hh and difference quotients of the student's step, against ε."""
    rng = np.random.default_rng(8)
    params, h_prev = random_rnn(3, 4, 6, rng, N=2)
    x_t, dh_t = rng.normal(size=(2, 3)), rng.normal(size=(2, 4))
    _, cache = rnn_step_forward(x_t, h_prev, params["W_xh"], params["W_hh"], params["b_h"])
    yours = np.asarray(rnn_step_backward(dh_t, cache)[3])

    def weighted(W_hh):
        return np.sum(dh_t * rnn_step_forward(x_t, h_prev, params["W_xh"], W_hh, params["b_h"])[0])

    steps = np.logspace(-1, -13, 49)
    quotients = np.array([numerical_gradient(weighted, params["W_hh"], h) for h in steps])
    scale = np.abs(quotients[24]).max()
    errors = np.maximum(np.abs(quotients - yours).max(axis=(1, 2)) / scale, 1e-17)
    best = steps[errors.argmin()]
    truncation = np.abs(quotients[0] - quotients[12]).max() / scale * (steps / steps[0]) ** 2
    rounding = np.finfo(float).eps * abs(weighted(params["W_hh"])) / scale / steps
    with course_style():
        figure, axes = plt.subplots(figsize=(11, 5.4))
        axes.loglog(
            steps, errors, "o-", color=COLOURS["blue"], label="difference quotient against your $dW_{hh}$"
        )
        for line, colour, style, label in (
            (truncation, "vermillion", "--", r"slope $+2$: left-out terms, $\varepsilon^2$"),
            (rounding, "green", ":", r"slope $-1$: lost digits, $10^{-16}/\varepsilon$"),
        ):
            shown = (line < 3) & (line > errors.min() / 30)
            axes.loglog(steps[shown], line[shown], style, color=COLOURS[colour], lw=4, label=label)
        axes.set(
            xlabel=r"step $\varepsilon$",
            ylabel="largest relative error",
            title=rf"The best step lies in between: here $\varepsilon \approx 10^{{{np.log10(best):.0f}}}$",
        )
        axes.legend(loc="upper center", fontsize=13)
        axes.set_ylim(errors.min() / 30, 1e3)
        axes.grid(color=COLOURS["pale"])
    return Picture(
        figure,
        f"Error of the difference quotient against the step, both on logarithmic axes, with lines of slope "
        f"+2 and −1: {errors[0]:.0e} at ε = 0.1, smallest near ε = {best:.0e} ({errors.min():.0e}), "
        f"{errors[-1]:.0e} at ε = 1e-13.",
    )


def show_contributions(temporal_contributions, rnn_forward, gain=0.9, T=12):
    """‖C_k‖ for the loss of each step t: which copy of W_hh gives how much."""
    rng = np.random.default_rng(9)
    params, h_0 = random_rnn(3, 8, 1, rng, gain)
    x, dh = rng.normal(size=(T, 1, 3)), rng.normal(size=(T, 1, 8))
    dh /= np.linalg.norm(dh, axis=-1, keepdims=True)
    _, cache = rnn_forward(x, h_0, params["W_xh"], params["W_hh"], params["b_h"])
    size = np.full((T, T), np.nan)
    for t in range(1, T + 1):
        size[t - 1, :t] = np.linalg.norm(temporal_contributions(dh[t - 1], cache, t), axis=(1, 2))
    with course_style():
        figure, axes = plt.subplots(figsize=(9.5, 7))
        image = axes.imshow(np.log10(size), cmap=AMOUNT, extent=(0.5, T + 0.5, T + 0.5, 0.5))
        bar = figure.colorbar(image, ax=axes, shrink=0.9)
        bar.set_label(r"$\log_{10}\,\Vert C_k \Vert$")
        axes.set(
            xlabel="copy $k$ of $W_{hh}$",
            ylabel="loss of step $t$",
            xticks=range(1, T + 1),
            yticks=range(1, T + 1),
            title="The further back, the smaller the contribution",
        )
    first, last = size[-1, 0], size[-1, -1]
    return Picture(
        figure,
        f"Heat map with the step t of the loss downwards and the copy k to the right; only k ≤ t is filled. "
        f"In the last row the norm goes from {last:.2g} at k = {T} to {first:.1g} at k = 1.",
    )


def show_one_update(before, after, words):
    """Probability of the right next word at each step, before and after one update.

    Args:
        before, after: (T,) probabilities of the target.
        words: T + 1 words; words[t + 1] is the target at step t.
    """
    place = np.arange(len(before))
    with course_style():
        figure, axes = plt.subplots(figsize=(11, 4.8))
        for shift, values, colour, hatch, label in (
            (-0.2, before, "sky", "", "before"),
            (0.2, after, "blue", "//", "after one update"),
        ):
            bars = axes.bar(
                place + shift,
                values,
                0.38,
                color=COLOURS[colour],
                hatch=hatch,
                edgecolor="white",
                label=label,
            )
            axes.bar_label(bars, [f"{value:.2f}" for value in values], padding=2, fontsize=13)
        axes.set_xticks(
            place, [f"{word} → {target}" for word, target in zip(words[:-1], words[1:], strict=True)]
        )
        axes.set(ylabel="probability of the right word", ylim=(0, 1.18 * max(np.max(before), np.max(after))))
        risen = int(np.sum(np.asarray(after) > before))
        axes.set_title(f"After one update the right word is more likely at {risen} of {len(before)} steps")
        axes.legend()
    changes = ", ".join(
        f"“{target}” {old:.2f} to {new:.2f}"
        for target, old, new in zip(words[1:], before, after, strict=True)
    )
    return Picture(
        figure, f"Bars of the probability of the right next word, before and after one update: {changes}."
    )


def show_truncation_bias(truncated_bptt, rnn_loss_and_grads, gains=(0.5, 0.9, 1.3), T=24):
    """Relative error of the truncated dW_hh against the length k of the chunks, for three recurrent gains."""
    lengths = (1, 2, 3, 4, 6, 8, 12, 24)
    with course_style():
        figure, axes = plt.subplots(figsize=(11, 5.2))
        curves = {}
        for gain, colour, marker in zip(gains, ("blue", "green", "vermillion"), ("o", "s", "^"), strict=True):
            bias = np.mean(
                [_bias(truncated_bptt, rnn_loss_and_grads, gain, T, lengths, seed) for seed in range(5)],
                axis=0,
            )
            curves[gain] = bias
            axes.plot(
                lengths, 100 * bias, marker=marker, color=COLOURS[colour], label=f"recurrent gain {gain}"
            )
        axes.set_xscale("log", base=2)
        axes.set_xticks(lengths, lengths)
        axes.minorticks_off()
        axes.set(
            xlabel=f"steps per chunk $k$ (sequence of {T} steps)",
            ylabel="error of $dW_{hh}$ in %",
            title="The stronger the recurrence, the more a cut costs",
        )
        axes.set_ylim(bottom=0)
        axes.legend()
        axes.grid(color=COLOURS["pale"])
    told = "; ".join(
        f"with gain {gain}: {100 * c[0]:.0f} % at k = 1, {100 * c[4]:.0f} % at k = 6"
        for gain, c in curves.items()
    )
    return Picture(
        figure,
        f"Error of the truncated gradient against the chunk length, falling to zero at k = {T}; {told}.",
    )


def _bias(truncated_bptt, rnn_loss_and_grads, gain, T, lengths, seed):
    rng = np.random.default_rng(seed)
    params, h_0 = random_rnn(3, 6, 4, rng, gain, N=2)
    x, targets = 0.5 * rng.normal(size=(T, 2, 3)), rng.integers(4, size=(T, 2))
    full = rnn_loss_and_grads(params, x, targets, h_0)[1]["W_hh"]
    cut = [truncated_bptt(params, x, targets, h_0, k)[1]["W_hh"] for k in lengths]
    return [np.linalg.norm(gradient - full) / np.linalg.norm(full) for gradient in cut]
