"""Figures of 01_rnn_forward: every number in them comes from the functions that the student wrote."""

import matplotlib.pyplot as plt
import numpy as np

from ..style import COLOURS, SIGNED, Picture, course_style, write_values
from ..tasks import random_rnn, word_ids


def word_distances(one_hot, words, vocabulary):
    """Distances between words as ids and as one-hot vectors, side by side."""
    ids = word_ids(words, vocabulary)
    rows = one_hot(ids, len(vocabulary))[:, 0]
    between_ids = np.abs(ids - ids.T).astype(float)
    between_rows = np.linalg.norm(rows[:, None] - rows[None, :], axis=-1)
    with course_style():
        figure, (left, right) = plt.subplots(1, 2, figsize=(11, 5))
        for axes, distances, title, form in (
            (left, between_ids, "Ids: some words look closer", "{:.0f}"),
            (right, between_rows, "One-hot: all are √2 apart", "{:.2f}"),
        ):
            axes.imshow(distances, cmap="Blues", vmin=0, vmax=9)
            write_values(axes, distances, form)
            axes.set(title=title, xticks=range(len(words)), yticks=range(len(words)))
            axes.set_xticklabels(words)
            axes.set_yticklabels(words)
            axes.tick_params(length=0)
            axes.spines[:].set_visible(False)
    first, third, fourth = words[0], words[-2], words[-1]
    return Picture(
        figure,
        f"Two tables of distances between the words {', '.join(words)}. "
        f"As ids, “{first}” is {between_ids[0, -2]:.0f} from “{third}” and {between_ids[0, -1]:.0f} "
        f"from “{fourth}”; "
        f"as one-hot vectors every two different words are {between_rows[0, -1]:.2f} apart.",
    )


def picked_row(one_hot, rnn_step_forward, W_xh, word, vocabulary):
    """x_t W_xh for a one-hot x_t is the row of that word; read off the student's own step."""
    V, H = W_xh.shape
    x_t = one_hot(word_ids([word], vocabulary)[0], V)
    h_t, _ = rnn_step_forward(x_t, np.zeros((1, H)), W_xh, np.zeros((H, H)), np.zeros(H))
    a_t = np.arctanh(h_t)
    limit = np.abs(W_xh).max()
    with course_style():
        figure, panels = plt.subplots(1, 3, figsize=(11, 4.2), width_ratios=(V, H, H))
        for axes, values, title in zip(
            panels, (x_t, W_xh, a_t), (f"$x_t$: “{word}”", r"$W_{xh}$", r"$a_t = x_t W_{xh}$"), strict=True
        ):
            axes.imshow(values, cmap=SIGNED, vmin=-1.6 * limit, vmax=1.6 * limit)
            write_values(axes, values, "{:.0f}" if axes is panels[0] else "{:.1f}")
            axes.set(title=title, xticks=[], yticks=[])
            axes.set_xlabel(f"({values.shape[0]}, {values.shape[1]})")
        panels[1].set_yticks(range(V), vocabulary)
        row = vocabulary.index(word)
        panels[1].add_patch(plt.Rectangle((-0.47, row - 0.47), H - 0.06, 0.94, fill=False, lw=4))
    values = ", ".join(f"{value:.1f}".replace("-", "−") for value in a_t[0])
    return Picture(
        figure,
        f"The one-hot vector of “{word}” times the {V} × {H} matrix W_xh is the framed row: {values}.",
    )


def echo(rnn_forward, step=6, T=25, gains=(0.5, 0.9, 1.1)):
    """How far the states move when one input is changed: not at all before it, and for a while after it."""
    rng = np.random.default_rng(3)
    D, H = 2, 8
    x = 0.3 * rng.normal(size=(T, 1, D))
    changed = x.copy()
    changed[step - 1] += 1.0
    styles = zip(gains, ("blue", "vermillion", "green"), ("o", "s", "^"), strict=True)
    with course_style():
        figure, axes = plt.subplots(figsize=(11, 4.6))
        for gain, colour, marker in styles:
            params, h_0 = random_rnn(D, H, 1, np.random.default_rng(4), gain)
            weights = params["W_xh"], params["W_hh"], 0.1 * params["b_h"]
            moved = rnn_forward(changed, h_0, *weights)[0] - rnn_forward(x, h_0, *weights)[0]
            size = np.linalg.norm(moved[:, 0], axis=-1)
            axes.plot(
                range(1, T + 1), size, color=COLOURS[colour], marker=marker, label=f"recurrent gain {gain}"
            )
        axes.axvline(step, color=COLOURS["grey"], lw=1.5, ls="--")
        axes.text(
            step - 0.3,
            axes.get_ylim()[1],
            f"$x_{{{step}}}$ changes",
            ha="right",
            va="top",
            color=COLOURS["grey"],
        )
        axes.set(title="An input is felt now and later, never earlier")
        axes.set(xlabel="step t", ylabel=r"change of the state $\|\Delta h_t\|$")
        axes.legend(loc="upper right")
    return Picture(
        figure,
        f"The change of the state over {T} steps when input {step} is changed, for three recurrent gains. "
        f"It is zero before step {step} and largest near it; the larger the gain, the longer it lasts.",
    )


def parameters_against_window(D, H, K, longest=1000):
    """Number of parameters against T: an RNN, and an MLP with one hidden layer on the whole window."""
    T = np.arange(1, longest + 1)
    output = (H + 1) * K
    rnn = np.full(T.shape, (D + H + 1) * H + output)
    mlp = (T * D + 1) * H + output
    with course_style():
        figure, axes = plt.subplots(figsize=(11, 4.6))
        axes.loglog(T, mlp, color=COLOURS["vermillion"], ls="--", label="MLP on the whole window")
        axes.loglog(T, rnn, color=COLOURS["blue"], label="RNN, shared over the steps")
        axes.set(title="Sharing keeps the number of parameters constant")
        axes.set(xlabel="length of the window T (steps)", ylabel="parameters")
        axes.legend(loc="upper left")
    return Picture(
        figure,
        f"Parameters against window length for D = {D}, H = {H}, K = {K}, both axes logarithmic. "
        f"The RNN stays at {rnn[0]:,}; the MLP grows in proportion to T and has {mlp[-1]:,} "
        f"at T = {longest:,}.",
    )


def pushes(softmax_cross_entropy, logits, target, classes):
    """One step of the loss: the probabilities, and how gradient descent pushes each logit."""
    K = len(classes)
    one_step = np.reshape(logits, (1, 1, K))
    probs = [np.exp(-softmax_cross_entropy(one_step, np.array([[k]]))[0]) for k in range(K)]
    gradient = softmax_cross_entropy(one_step, np.array([[target]]))[1][0, 0]
    names = [f"{name}\n(target)" if k == target else name for k, name in enumerate(classes)]
    with course_style():
        figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.6))
        left.bar(names, probs, color=COLOURS["sky"])
        left.set(title="What the model believes", ylabel="probability", ylim=(0, 1))
        colours = [COLOURS["blue"] if push > 0 else COLOURS["vermillion"] for push in -gradient]
        right.bar(names, -gradient, color=colours)
        right.axhline(0, color="black", lw=1)
        right.set(title="How descent moves the logits", ylabel="push, −dlogits", ylim=(-1, 1))
    told = ", ".join(f"“{name}” {push:+.2f}" for name, push in zip(classes, -gradient, strict=True)).replace(
        "-", "−"
    )
    return Picture(
        figure,
        f"Left, the probability of each class. Right, the push on each logit: {told}. "
        f"Only the target “{classes[target]}” is pushed up; the pushes sum to zero.",
    )


def loss_curve(losses):
    """Loss against the number of updates."""
    with course_style():
        figure, axes = plt.subplots(figsize=(11, 4))
        axes.plot(losses, color=COLOURS["blue"])
        axes.set(title="The loss goes down", xlabel="update", ylabel="loss (nats)", ylim=(0, None))
    return Picture(
        figure, f"The loss falls from {losses[0]:.2f} to {losses[-1]:.2f} over {len(losses) - 1} updates."
    )


def parity_states(parity_rnn, rnn_forward, rnn_readout, bits):
    """The hand-made parity network at work on a bit string: input, hidden units, sign of the logit."""
    W_xh, W_hh, b_h, W_hy, b_y = parity_rnn()
    x = np.array([float(bit) for bit in bits])[:, None, None]
    H, T = len(b_h), len(bits)
    h, _ = rnn_forward(x, np.zeros((1, H)), W_xh, W_hh, b_h)
    logits = rnn_readout(h, W_hy, b_y, "many-to-many")[:, 0, 0]
    steps = np.arange(1, T + 1)
    with course_style():
        figure, (top, middle, bottom) = plt.subplots(
            3, 1, figsize=(11, 6.5), sharex=True, height_ratios=(0.7, max(1.0, 0.6 * H), 2.2)
        )
        top.imshow(x[:, 0].T, cmap="Greys", vmin=0, vmax=2, aspect="auto", extent=(0.5, T + 0.5, -0.5, 0.5))
        for step, bit in zip(steps, bits, strict=True):
            top.text(step, 0, bit, ha="center", va="center")
        top.set(title="The parity network reads a bit string", yticks=[0], yticklabels=["bit $x_t$"])
        states = middle.imshow(
            h[:, 0].T, cmap=SIGNED, vmin=-1, vmax=1, aspect="auto", extent=(0.5, T + 0.5, H + 0.5, 0.5)
        )
        middle.set(yticks=range(1, H + 1), yticklabels=[f"unit {unit}" for unit in range(1, H + 1)])
        middle.vlines(steps[1:] - 0.5, 0.5, H + 0.5, color="white", lw=2)
        middle.hlines(np.arange(2, H + 1) - 0.5, 0.5, T + 0.5, color="white", lw=2)
        figure.colorbar(states, ax=middle, ticks=(-1, 0, 1), label="$h_t$")
        odd = logits > 0
        bottom.bar(steps[odd], logits[odd], color=COLOURS["blue"], label="says odd")
        bottom.bar(steps[~odd], logits[~odd], color=COLOURS["vermillion"], hatch="//", label="says even")
        bottom.axhline(0, color="black", lw=1)
        bottom.set(xlabel="step t", ylabel="logit", xticks=steps)
        figure.legend(loc="outside lower center", ncols=2)
    said = "".join("1" if value else "0" for value in odd)
    return Picture(
        figure,
        f"The bits {bits}, the {H} hidden units at each step, and the logit, positive where it says odd. "
        f"Its answers, 1 for odd, are {said}.",
    )
