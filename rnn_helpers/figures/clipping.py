"""Figures of 04_clipping: what clipping does to a gradient, what Ω does to a network, and how both learn."""

import matplotlib.pyplot as plt
import numpy as np

from ..style import COLOURS, Picture, course_style


def lengths_after_clipping(ways, threshold=5.0, marked=10.0):
    """Length of a gradient after clipping against its length before.

    Args:
        ways: dict label -> function of (grads, threshold) that returns a dict of gradients.
        threshold: for all of them.
        marked: the length before that gets a mark and its value written.
    """
    before = np.linspace(0.05, 20, 400)
    one = {"W": np.array([[0.48, 0.0], [0.36, 0.0]]), "b": np.array([0.8])}  # length 1
    told = []
    with course_style():
        figure, axes = plt.subplots(figsize=(11, 5.2))
        axes.axhline(threshold, color=COLOURS["grey"], lw=1.5, ls=":")
        axes.text(20, threshold + 0.12, "threshold", ha="right", color=COLOURS["grey"])
        for (label, clip), colour, style in zip(
            ways.items(), ("blue", "vermillion"), ("-", "--"), strict=True
        ):

            def after(length, clip=clip):
                clipped = clip({name: length * part for name, part in one.items()}, threshold)
                return np.sqrt(sum(np.sum(np.asarray(part) ** 2) for part in clipped.values()))

            axes.plot(before, [after(length) for length in before], style, color=COLOURS[colour], label=label)
            value = after(marked)
            axes.plot([marked], [value], "o", color=COLOURS[colour], ms=11)
            axes.annotate(
                f"{value:.1f}", (marked, value), (8, 10), textcoords="offset points", color=COLOURS[colour]
            )
            told.append(f"{label}: {value:.2g}")
        axes.set(
            xlabel="length of the gradient before",
            ylabel="length after",
            ylim=(0, 1.35 * threshold),
            xlim=(0, 20),
        )
        axes.set_title(f"A gradient of length {marked:g} under a threshold of {threshold:g}")
        axes.legend(loc="upper right", bbox_to_anchor=(1.0, 0.72))
    return Picture(
        figure,
        f"Length after clipping against length before, threshold {threshold:g}. "
        f"At length {marked:g}: {'; '.join(told)}.",
    )


def angles(clip_by_global_norm, grads):
    """Angle between the clipped and the true gradient for three ways of clipping, against the threshold.

    Args:
        clip_by_global_norm: the student's function; clipping each parameter apart is a call for each.
        grads: dict of gradients.
    """
    norm = clip_by_global_norm(grads, 1.0)[1]

    def each_apart(threshold):
        parts = (clip_by_global_norm({name: gradient}, threshold)[0] for name, gradient in grads.items())
        return {name: array for part in parts for name, array in part.items()}

    ways = {
        "every entry by itself": lambda threshold: {
            k: np.clip(g, -threshold, threshold) for k, g in grads.items()
        },
        "every parameter by itself": each_apart,
        "all together": lambda threshold: clip_by_global_norm(grads, threshold)[0],
    }
    parts = np.logspace(-4, 0.2, 90)
    largest = {}
    with course_style():
        figure, axes = plt.subplots(figsize=(11, 5.2))
        styles = (("vermillion", "--"), ("orange", "-."), ("blue", "-"))
        for (label, clip), (colour, style) in zip(ways.items(), styles, strict=True):
            turned = np.array([_angle(clip(part * norm), grads) for part in parts])
            largest[label] = turned.max()
            axes.semilogx(parts, turned, style, color=COLOURS[colour], lw=3.5, label=label)
        axes.set(
            xlabel="threshold / length of the gradient",
            ylabel="angle to the true gradient, degrees",
            ylim=(-2, 60),
        )
        axes.set_title("Only clipping all together keeps the direction")
        axes.legend(
            title="clipped",
            title_fontsize=14,
            alignment="left",
            loc="center right",
            bbox_to_anchor=(1.0, 0.72),
        )
        axes.grid(color=COLOURS["pale"])
    return Picture(
        figure,
        "Angle between clipped and true gradient against the threshold. Largest angles: "
        + ", ".join(f"{label} {angle:.0f}°" for label, angle in largest.items())
        + ". All are zero where the threshold is not reached.",
    )


def _angle(clipped, grads):
    """Degrees between two dicts of gradients, each taken as one vector."""
    a, b = (np.concatenate([np.ravel(part[name]) for name in grads]) for part in (clipped, grads))
    a, b = a / np.sqrt(a @ a), b / np.sqrt(b @ b)
    return np.degrees(
        2 * np.arcsin(min(1.0, np.sqrt(np.sum((a - b) ** 2)) / 2))
    )  # exact for small angles, too


def lengths_on_the_way_back(curves):
    """‖dh_t‖ against t, mean over the batch, on a logarithmic axis.

    Args:
        curves: dict label -> (T, N, H) whole gradient on h_1 … h_T.
    """
    told = []
    with course_style():
        figure, axes = plt.subplots(figsize=(11, 5))
        for (label, dh_total), style, colour in zip(
            curves.items(), ("--", "-"), ("vermillion", "blue"), strict=True
        ):
            length = np.sqrt(np.sum(dh_total**2, axis=2)).mean(axis=1)
            t = np.arange(1, len(length) + 1)
            axes.semilogy(t, length / length[-1], style, color=COLOURS[colour], label=label)
            told.append(f"{label}: {length[0] / length[-1]:.1e} of it at step 1")
        axes.set(xlabel="step $t$", ylabel="length of $dh_t$, as a part of the last", xlim=(1, len(t)))
        axes.set_title("Ω pushes every step of the way back towards keeping the length")
        axes.legend(loc="lower right")
        axes.grid(color=COLOURS["pale"])
    return Picture(
        figure,
        f"Length of the gradient on the state against the step, 1 at the last step. {'; '.join(told)}.",
    )


METHODS = {
    "SGD": ("vermillion", ":", "s"),
    "clipping": ("orange", "--", "^"),
    "clipping + Ω": ("blue", "-", "o"),
}


def learning_curves(histories):
    """Share of wrong test sequences against updates, a panel for each length T.

    Args:
        histories: dict T -> dict method -> History.
    """
    told = []
    with course_style():
        figure, panels = plt.subplots(1, len(histories), figsize=(12, 5), sharey=True, squeeze=False)
        for axes, (T, runs) in zip(panels[0], histories.items(), strict=True):
            for method, (colour, style, marker) in METHODS.items():
                history = runs[method]
                updates, errors = [0, *history.evaluated_at], 100 * np.array([0.75, *history.evaluations])
                axes.plot(
                    updates, errors, style, color=COLOURS[colour], marker=marker, label=method, clip_on=False
                )
                end = (
                    f"solved after {history.updates}"
                    if history.solved
                    else f"{errors[-1]:.0f} % wrong at the end"
                )
                told.append(f"T = {T}, {method}: {end}")
            axes.axhline(75, color=COLOURS["grey"], lw=1.5)
            axes.set(title=f"T = {T}", xlabel="updates", ylim=(0, 85))
        panels[0, 0].set_ylabel("wrong test sequences, %")
        panels[0, 0].text(0, 76.5, "guessing", color=COLOURS["grey"], fontsize=12)
        figure.legend(*panels[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return Picture(
        figure, f"Test error against updates for three ways to learn temporal order. {'; '.join(told)}."
    )
