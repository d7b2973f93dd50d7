"""Figures of 03_vanishing_gradients: steps, saturation and rescaling, by the student's functions."""

import matplotlib.pyplot as plt
import numpy as np

from ..style import COLOURS, SIGNED, Picture, course_style
from ..trajectory import rnn_states

SENTENCE = "Jane walked into the room . John walked in too . It was late in the day . Jane said hi to".split()
WHO = SENTENCE.index("John")


def rotation(H, rng):
    """A random orthogonal (H, H) matrix: every singular value is 1."""
    return np.linalg.qr(rng.normal(size=(H, H)))[0]


def show_jacobians(hidden_jacobian, H=6):
    """W_hhᵀ, and the Jacobian of a step that is driven weakly, moderately and strongly."""
    rng = np.random.default_rng(10)
    W_hh, drive, h_0 = rotation(H, rng), rng.normal(size=(1, H)), rng.normal(size=H) / 10
    panels = [("$W_{hh}$ transposed", W_hh.T, np.zeros(H))]
    for name, size in (("weakly driven", 0.2), ("moderately", 1.0), ("strongly", 4.0)):
        h_t = rnn_states(size * drive, h_0, W_hh)[1]
        panels.append((f"$J_t$, {name}", hidden_jacobian(h_t.copy(), W_hh.copy()), h_t))
    with course_style():
        figure, columns = plt.subplots(1, 4, figsize=(13, 3.6))
        for axes, (title, matrix, h_t) in zip(columns, panels, strict=True):
            image = axes.imshow(matrix, cmap=SIGNED, vmin=-1, vmax=1)
            axes.set_title(title, loc="center")
            axes.set(xticks=[], yticks=[])
            if axes is not columns[0]:
                labels = [f"{value:+.2f}".replace("-", "−") for value in h_t]
                axes.set_yticks(range(H), labels, fontsize=12)
                axes.tick_params(length=0)
        columns[1].set_ylabel("state $h_t[i]$")
        figure.colorbar(image, ax=columns, shrink=0.85)
    sizes = ", ".join(f"{np.linalg.norm(matrix, 2):.2f}" for _, matrix, _ in panels[1:])
    return Picture(
        figure,
        "Heat maps of the transposed weights and of three Jacobians, each row with its state beside it. The "
        "stronger the drive, the nearer the states to −1 and 1, and the paler their rows. Largest singular "
        f"values of the Jacobians: {sizes}.",
    )


def _sigmoid(a):
    return 1 / (1 + np.exp(-a))


# name: (non-linearity, its slope as a function of what it returns, colour, line style)
ACTIVATIONS = {
    "linear": (lambda a: a, np.ones_like, "black", "-"),
    "ReLU": (lambda a: np.maximum(a, 0), lambda h: (h > 0) * 1.0, "green", "--"),
    "tanh": (np.tanh, lambda h: 1 - h * h, "blue", "-"),
    "sigmoid": (_sigmoid, lambda h: h - h * h, "vermillion", "-."),
}


def show_activations(jacobian_product_norms, T=30, H=32):
    """Norm of the product of Jacobians against the lag, for four non-linearities and two gains."""
    told = []
    with course_style():
        figure, columns = plt.subplots(1, 2, figsize=(12, 5.4), sharey=True)
        for axes, gain in zip(columns, (1.0, 1.5), strict=True):
            rng = np.random.default_rng(11)
            turn, drive, h_0 = rotation(H, rng), rng.normal(size=(T, H)) / 2, rng.normal(size=H) / 2
            for name, (f, slope, colour, style) in ACTIVATIONS.items():
                h = rnn_states(drive, h_0, gain * turn, f)
                norms = _norms_by_lag(jacobian_product_norms, slope(h), gain * turn)
                axes.semilogy(range(1, T + 1), norms, style, color=COLOURS[colour], label=name)
                told.append(f"{name} with gain {gain:g}: {norms[-1]:.0e}")
            if gain == 1.0:
                h = rnn_states(np.abs(drive), np.abs(h_0), np.eye(H), ACTIVATIONS["ReLU"][0])
                norms = _norms_by_lag(jacobian_product_norms, ACTIVATIONS["ReLU"][1](h), np.eye(H))
                axes.semilogy(
                    range(1, T + 1)[::3],
                    norms[::3],
                    "o",
                    color=COLOURS["green"],
                    mfc="none",
                    label="ReLU, $W_{hh} = I$",
                )
            axes.set(xlabel="lag $l = T - k$", title=f"gain {gain:g}", ylim=(1e-16, 1e7))
            axes.grid(color=COLOURS["pale"])
        columns[0].set_ylabel(r"$\Vert \partial h_T/\partial h_k \Vert_2$")
        columns[0].legend(loc="lower left", fontsize=13)
    return Picture(
        figure,
        f"Norm of the product of Jacobians against the lag, on a logarithmic axis. At lag {T}: "
        f"{'; '.join(told)}. ReLUs with identity weights stay at 1.",
    )


def _norms_by_lag(jacobian_product_norms, slopes, W_hh):
    """The student's norms, lag 1 first, for slopes of any non-linearity: tanh has the slope s at √(1 − s)."""
    return np.asarray(jacobian_product_norms(np.sqrt(1 - slopes), W_hh.copy()))[::-1]


def show_sentence(gradient_norm_by_lag, H=32, gain=0.9):
    """How much of a gradient at the end of RWTH's sentence arrives at each of its words."""
    rng = np.random.default_rng(12)
    vectors = {word: rng.normal(size=H) / 2 for word in dict.fromkeys(SENTENCE)}
    drive, W_hh = np.stack([vectors[word] for word in SENTENCE]), gain * rotation(H, rng)
    h = rnn_states(drive, np.zeros(H), W_hh)
    dh_T = rng.normal(size=H)
    dh_T /= np.linalg.norm(dh_T)
    norms = np.append(
        np.asarray(gradient_norm_by_lag(dh_T, h, W_hh))[1:], 1.0
    )  # h_k is the state after word k
    with course_style():
        figure, axes = plt.subplots(figsize=(12, 4.8))
        names = [word in ("Jane", "John") for word in SENTENCE]
        colours = [COLOURS["vermillion" if name else "blue"] for name in names]
        axes.bar(
            range(len(SENTENCE)),
            norms,
            color=colours,
            hatch=["//" if name else "" for name in names],
            ec="white",
        )
        axes.set_yscale("log")
        axes.set_xticks(
            range(len(SENTENCE)), SENTENCE, rotation=60, ha="right", rotation_mode="anchor", fontsize=13
        )
        axes.set(
            ylabel=r"$\Vert \partial L/\partial h_k \Vert$", title="Of the word that matters, little is left"
        )
        axes.annotate(
            _power(norms[WHO]),
            (WHO, norms[WHO]),
            xytext=(4, 6),
            textcoords="offset points",
            ha="right",
        )
        axes.set_ylim(top=4)
    return Picture(
        figure,
        "Bars for the words of the sentence, on a logarithmic axis: the length of the gradient of a loss "
        f"after the last word, 1 there, {norms[WHO]:.0e} at “John” and {norms[0]:.0e} at the first “Jane”.",
    )


def _power(value):
    """A number as 2 · 10⁻⁷, for matplotlib."""
    digit, exponent = f"{value:.0e}".split("e")
    return rf"${digit} \cdot 10^{{{int(exponent)}}}$"


def show_saturation(gradient_norm_by_lag, T=20, H=64):
    """Histograms of the states and of their slopes for three strengths of the drive, gain 1."""
    rng = np.random.default_rng(13)
    W_hh, drive, h_0, dh_T = rotation(H, rng), rng.normal(size=(T, H)), np.zeros(H), rng.normal(size=H)
    dh_T /= np.linalg.norm(dh_T)
    told = []
    with course_style():
        figure, rows = plt.subplots(2, 3, figsize=(12, 6), sharey="row")
        for column, size in enumerate((0.1, 1.0, 5.0)):
            h = rnn_states(size * drive, h_0, W_hh)
            left = np.asarray(gradient_norm_by_lag(dh_T, h, W_hh))[0]
            share = np.ones(T * H) / (T * H)
            rows[0, column].hist(
                h[1:].ravel(), np.linspace(-1, 1, 21), weights=share, color=COLOURS["blue"], ec="white"
            )
            slopes = 1 - np.square(h[1:].ravel())
            rows[1, column].hist(
                slopes, np.linspace(0, 1, 21), weights=share, color=COLOURS["orange"], ec="white"
            )
            rows[0, column].set(title=f"drive × {size:g}", xlabel="state $h_t[i]$")
            rows[1, column].set(xlabel="slope $1 - h_t[i]^2$")
            rows[1, column].text(
                0.5,
                0.9,
                f"gradient {T} steps back: {left:.0e}",
                ha="center",
                transform=rows[1, column].transAxes,
            )
            told.append(
                f"drive {size:g}: mean slope {slopes.mean():.2f}, gradient {left:.0e} after {T} steps"
            )
        for row in rows:
            row[0].set_ylabel("share of units")
    return Picture(
        figure,
        "Histograms of states and slopes of tanh for a weak, a middling and a strong drive. "
        f"{'; '.join(told)}.",
    )


def show_rescaling(rescaled_contributions):
    """UvA's five contributions before and after rescaling their sum to 1, and to 1000."""
    norms = 10.0 ** -np.arange(5)
    with course_style():
        figure, axes = plt.subplots(figsize=(11, 4.8))
        rows = (
            (norms, "pale", "", "as they are"),
            (1.0, "sky", "//", "rescaled to 1"),
            (1000.0, "blue", "..", "to 1000"),
        )
        for shift, (values, colour, hatch, label) in zip((-0.27, 0, 0.27), rows, strict=True):
            if np.ndim(values) == 0:
                values = np.asarray(rescaled_contributions(norms.copy(), values))
            place = np.arange(5) + shift
            axes.bar(place, values, 0.26, color=COLOURS[colour], hatch=hatch, edgecolor="white", label=label)
        axes.set_yscale("log")
        axes.set_xticks(range(5), [f"$r = {r}$" for r in range(1, 6)])
        axes.set(ylabel="contribution", title="One factor for all: the ratios stay", ylim=(1e-5, 1e4))
        axes.legend(ncols=3, loc="upper right")
    return Picture(
        figure,
        "Five groups of three bars on a logarithmic axis, for the contributions 1 to 0.0001 and for the same "
        "rescaled to a sum of 1 and of 1000: each bar a tenth of the one before. The last of 1000 is "
        f"{values[-1]:.2g}.",
    )
