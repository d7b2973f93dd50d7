"""Figures of 05_lstm: gates seen at work, and how far a gradient gets, with the student's own functions."""

import matplotlib.pyplot as plt
import numpy as np

from ..gate_readings import read_steps
from ..style import AMOUNT, COLOURS, SIGNED, Picture, course_style

STEPS = (
    ("1 forget", (("f", "forget gate $f_t$"),)),
    ("2 candidate", (("i", "input gate $i_t$"), ("g", "candidate $g_t$"))),
    ("3 update", (("c", "cell $c_t$"),)),
    ("4 output", (("o", "output gate $o_t$"), ("h", "state $h_t$"))),
)


def show_four_steps(lstm_step_forward, x, words, W_x, W_h, b):
    """The lecture's four steps for the first unit of one sequence, every number in its place.

    Args:
        lstm_step_forward: the student's.
        x: (T, 1, D) encoded words; the start is zero.
        words: the T words.
        W_x, W_h, b: parameters.
    """
    start = np.zeros((1, len(b) // 4))
    read = read_steps(lstm_step_forward, x, start, start, W_x, W_h, b)
    rows = [row for _, rows in STEPS for row in rows]
    values = np.stack([read[name][:, 0, 0] for name, _ in rows])
    with course_style():
        figure, axes = plt.subplots(figsize=(13, 5.6))
        axes.imshow(values, cmap=SIGNED, vmin=-1, vmax=1, aspect="auto")
        for (row, column), value in np.ndenumerate(values):
            shown = f"{value:.2f}".replace("-", "−").replace("−0.00", "0.00")
            colour = "white" if abs(value) > 0.6 else "black"
            axes.text(column, row, shown, ha="center", va="center", color=colour, fontsize=15)
        axes.set_xticks(range(len(words)), words, fontsize=15)
        axes.set_yticks(range(len(rows)), [label for _, label in rows])
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        top = 0
        for title, part in STEPS:
            middle = top + (len(part) - 1) / 2
            axes.text(len(words) - 0.4, middle, title, va="center", fontsize=15, color=COLOURS["grey"])
            top += len(part)
            if top < len(rows):
                axes.axhline(top - 0.5, color="black", lw=2)
        axes.spines[:].set_visible(False)
        axes.set_title("One cell reads two sentences", pad=34)
    said = "; ".join(f"“{word}” {c:.2f}" for word, c in zip(words, values[3], strict=True))
    return Picture(
        figure,
        "Table with a column for each word and rows for forget gate, input gate, candidate, cell, output "
        f"gate and state; blue is positive, vermillion negative. The cell after each word: {said}.",
    )


LAG_STEPS, LAG_SAMPLES, LAG_INPUTS, LAG_UNITS = 40, 16, 4, 24


def show_gradient_by_lag(
    lstm_step_forward, lstm_step_backward, cell_path_jacobian, init_lstm, rnn_layer, biases=(-2, 0, 2)
):
    """Norm of the gradient that comes back over a number of steps, at the start of training.

    Args:
        lstm_step_forward, lstm_step_backward, cell_path_jacobian, init_lstm: the student's.
        rnn_layer: an RNNLayer, for the comparison; its W_hh has the spread of the LSTM's W_h.
        biases: forget biases of the LSTMs.
    """
    lags = np.arange(LAG_STEPS + 1)
    colours = ("vermillion", "orange", "blue")
    told = []
    with course_style():
        figure, axes = plt.subplots(figsize=(13, 6))
        for bias, colour, marker in zip(biases, colours, "v^o", strict=True):
            whole, direct = _lstm_lags(
                lstm_step_forward, lstm_step_backward, cell_path_jacobian, init_lstm, bias
            )
            style = {"color": COLOURS[colour], "marker": marker, "markevery": 5}
            name = f"forget bias {bias}".replace("-", "−")
            axes.semilogy(lags[1:], whole[1:] / whole[1], **style, label=f"LSTM, {name}")
            axes.semilogy(lags[1:], direct[1:] / direct[1], ":", color=COLOURS[colour])
            told.append(f"LSTM with {name}: {whole[-1] / whole[1]:.0e}")
        rnn = _rnn_lags(rnn_layer)
        axes.semilogy(lags[1:], rnn[1:] / rnn[1], "--", color=COLOURS["black"], label="tanh RNN")
        told.append(f"tanh RNN: {rnn[-1] / rnn[1]:.0e}")
        axes.plot([], [], ":", color=COLOURS["grey"], label="direct path alone")
        axes.set(
            xlabel="lag: steps back from the loss",
            ylabel="gradient norm, relative to lag 1",
            title="The forget bias decides how far a gradient gets",
            xlim=(0, LAG_STEPS + 0.5),
        )
        axes.set_ylim(1e-13, 3)
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=14)
        axes.grid(color=COLOURS["pale"])
    return Picture(
        figure,
        f"Gradient norm against lag on a logarithmic axis, untrained networks. After {LAG_STEPS} steps, "
        f"relative to one step: {'; '.join(told)}. Dotted: the direct path alone.",
    )


def _lag_input(rng):
    x = rng.normal(size=(LAG_STEPS, LAG_SAMPLES, LAG_INPUTS))
    return x, rng.normal(size=(LAG_SAMPLES, LAG_UNITS))


def _typical(norms):
    """The geometric mean over the samples: what happens to one of them."""
    return np.exp(np.log(np.maximum(norms, 1e-300)).mean(axis=-1))


def _lstm_lags(lstm_step_forward, lstm_step_backward, cell_path_jacobian, init_lstm, bias):
    """(LAG_STEPS + 1,) norms of what each step hands back for h and c, and those of the direct path."""
    rng = np.random.default_rng(11)
    x, dh_t = _lag_input(rng)
    W_x, W_h, b = init_lstm(LAG_INPUTS, LAG_UNITS, rng, bias)
    h_t = c_t = np.zeros_like(dh_t)
    forget = read_steps(lstm_step_forward, x, h_t, c_t, W_x, W_h, b)["f"]
    tape = []
    for x_now in x:
        h_t, c_t, saved = lstm_step_forward(x_now, h_t, c_t, W_x, W_h, b)
        tape.append(saved)
    dc_t = np.zeros_like(dh_t)
    norms = [np.linalg.norm(dh_t, axis=1)]
    for saved in reversed(tape):
        _, dh_t, dc_t, *_ = lstm_step_backward(dh_t, dc_t, saved)
        norms.append(np.linalg.norm(np.concatenate([dh_t, dc_t], axis=1), axis=1))
    # forget[0] leads from c_1 back to c_0, which is one step more than the path to c_1.
    path = np.concatenate([(cell_path_jacobian(forget)[0] * forget[0])[None], cell_path_jacobian(forget)])
    return _typical(np.array(norms)), _typical(np.linalg.norm(path, axis=-1)[::-1])


def _rnn_lags(layer):
    rng = np.random.default_rng(11)
    x, dh_t = _lag_input(rng)
    H = LAG_UNITS
    weights = (rng.normal(size=(LAG_INPUTS, H)) / LAG_INPUTS**0.5, rng.normal(size=(H, H)) / H**0.5)
    h, cache = layer.forward(x, np.zeros_like(dh_t), *weights, np.zeros(H))
    dh, dh_total = np.zeros_like(h), np.empty_like(h)
    dh[-1] = dh_t
    dh_0 = layer.backward(dh, cache, dh_total)[1]
    every = np.concatenate([dh_0[None], dh_total])
    return _typical(np.linalg.norm(every, axis=-1)[::-1])


def show_learning(lstm_runs, rnn_runs, length):
    """Share of wrong test sequences against updates.

    Args:
        lstm_runs, rnn_runs: lists of History.
        length: T, for the title.
    """
    with course_style():
        figure, axes = plt.subplots(figsize=(13, 5))
        for runs, name, colour, line in (
            (rnn_runs, "tanh RNN", "vermillion", "--"),
            (lstm_runs, "your LSTM", "blue", "-"),
        ):
            for number, run in enumerate(runs):
                axes.plot(
                    run.evaluated_at,
                    [100 * error for error in run.evaluations],
                    line,
                    marker="o" if run.solved else None,
                    markevery=[-1],
                    color=COLOURS[colour],
                    label=f"{name}, {len(runs)} starts" * (not number),
                )
        axes.axhline(75, color=COLOURS["grey"], lw=1.5)
        axes.text(0.01, 77, "guessing", color=COLOURS["grey"], transform=axes.get_yaxis_transform())
        axes.set(xlabel="updates", ylabel="wrong test sequences in %", ylim=(-3, 90))
        axes.set_xlim(left=0)
        axes.set_title(f"Temporal order over {length} steps; a dot where a run has solved it")
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    told = "; ".join(_outcome(name, runs) for runs, name in ((lstm_runs, "the LSTM"), (rnn_runs, "the RNN")))
    return Picture(figure, f"Share of wrong test sequences against updates: {told}.")


def _outcome(name, runs):
    solved = [run.updates for run in runs if run.solved]
    after = f" (after {', '.join(map(str, solved))} updates)" if solved else ""
    return f"{name} solved {len(solved)} of {len(runs)} starts{after}"


def show_gate_strips(lstm_step_forward, x, alphabet, W_x, W_h, b):
    """Gates and cell of every unit over the symbols of one sequence of the temporal order task.

    Args:
        lstm_step_forward: the student's.
        x: (T, 1, 6) one-hot symbols; the start is zero.
        alphabet: the symbols in the order of their numbers.
        W_x, W_h, b: trained parameters.
    """
    H = len(b) // 4
    start = np.zeros((1, H))
    read = {
        name: part[:, 0].T
        for name, part in read_steps(lstm_step_forward, x, start, start, W_x, W_h, b).items()
    }
    symbols = [alphabet[k] for k in x[:, 0].argmax(axis=1)]
    told = [t for t, symbol in enumerate(symbols) if symbol in "AB"]
    order = np.argsort(read["c"][:, -1])
    with course_style():
        figure, axes = plt.subplots(4, 1, figsize=(13, 8.6), sharex=True)
        for panel, (name, label) in zip(
            axes,
            (("i", "input gate"), ("f", "forget gate"), ("o", "output gate"), ("c", "cell")),
            strict=True,
        ):
            limit = np.abs(read["c"]).max()
            shades = (
                {"cmap": SIGNED, "vmin": -limit, "vmax": limit}
                if name == "c"
                else {"cmap": AMOUNT, "vmin": 0, "vmax": 1}
            )
            image = panel.imshow(read[name][order], aspect="auto", **shades)
            figure.colorbar(image, ax=panel, pad=0.01)
            panel.set(ylabel=f"{label}\n${name}_t$", yticks=[])
            for t in told:
                panel.axvline(t - 0.5, color="black", lw=1.2)
                panel.axvline(t + 0.5, color="black", lw=1.2)
        axes[-1].set_xticks(range(len(symbols)), symbols)
        for t in told:
            tick = axes[-1].get_xticklabels()[t]
            tick.set(color=COLOURS["vermillion"], fontweight="bold", fontsize=20)
        axes[-1].tick_params(length=0)
        axes[0].set_title(f"What the network does with each symbol ({H} units, one row each)")
    written = np.abs(np.diff(np.concatenate([np.zeros((H, 1)), read["c"]], axis=1), axis=1)).sum(axis=0)
    changes = ", ".join(f"{written[t]:.1f} at {symbols[t]}" for t in told)
    others = [t for t in range(told[0] + 1, len(symbols)) if t not in told]
    return Picture(
        figure,
        f"Strips over the symbols {' '.join(symbols)}: input, forget and output gate and cell, a row "
        f"for each unit. The cells change by {changes} (sum over the units), by "
        f"{written[others].mean():.1f} on average at the other symbols after the first of them.",
    )


def show_recorded(records):
    """Share of wrong test sequences against updates, from records of `recorded_runs`."""
    runs = [run for record in records for run in record["runs"]]
    with course_style():
        figure, axes = plt.subplots(figsize=(11, 4.6))
        for run, colour, marker in zip(runs, ("blue", "green", "purple", "orange"), "osv^", strict=False):
            label = (
                f"seed {run['seed']}: {'solved' if run['solved'] else 'not solved'}, {run['updates']} updates"
            )
            errors = [75.0, *(100 * error for error in run["errors"])]
            axes.plot([0, *run["evaluated_at"]], errors, marker=marker, color=COLOURS[colour], label=label)
        axes.set(xlabel="updates", ylabel="wrong test sequences in %", ylim=(-3, 85))
        axes.set_title(
            f"Recorded: temporal order over {runs[0]['T']} steps, forget bias {runs[0]['forget_bias']:g}"
        )
        axes.legend()
    told = "; ".join(
        f"seed {run['seed']} {'solved' if run['solved'] else 'not solved'} after {run['updates']} updates "
        f"({100 * run['error']:.2g} % wrong)"
        for run in runs
    )
    return Picture(figure, f"Share of wrong test sequences against updates, from 75 % by guessing: {told}.")
