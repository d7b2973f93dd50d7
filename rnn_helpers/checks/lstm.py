"""Visible checks of 05_lstm: the forward pass, the direct path and the start. No right answer stands here.

Single gates are read off from outside (`gate_readings`), and their pre-activations by undoing σ or tanh.
"""

import numpy as np

from ..array_checks import CheckFailed, expect_array, expect_arrays, expect_close, expect_values
from ..gate_readings import BLOCKS, OPEN, block, call_step, read_gate
from ..properties import Property
from ..random_lstm import random_lstm
from . import lstm_backward
from .purity import expect_pure

T, N, D, H = 5, 2, 3, 4  # all different, so that no two axes can be mixed up unnoticed

ORDER = "Blocks stand in the order i, f, o, g; σ for the gates, tanh for g."


def _problem(rng, steps=None):
    """x (T, N, D), or x_t (N, D) without `steps`; then h, c and the three parameters."""
    params, h, c = random_lstm(D, H, rng, N)
    x = rng.normal(size=(N, D) if steps is None else (steps, N, D))
    return [x, h, c, *params.values()]


# sigmoid


def _sigma(sigmoid, z):
    return expect_array("σ(z)", sigmoid(np.array(z)), np.shape(z), dtype=None).astype(float)


def sigmoid_shapes(rng, sigmoid):
    for shape in ((3,), (2, 3), (2, 3, 4)):
        expect_array("σ(z)", sigmoid(rng.normal(size=shape)), shape)
    expect_close("σ(0)", _sigma(sigmoid, np.zeros((2, 3))), np.full((2, 3), 0.5), "It is the middle.")


def sigmoid_symmetry(rng, sigmoid):
    z = rng.normal(scale=3, size=(3, 4))
    total = _sigma(sigmoid, z) + _sigma(sigmoid, -z)
    expect_close("σ(z) + σ(−z)", total, np.ones_like(z), "What one side gains, the other loses.")


def sigmoid_odds(rng, sigmoid):
    z = rng.normal(scale=2, size=(3, 4))
    share = np.clip(_sigma(sigmoid, z), 1e-12, 1 - 1e-12)
    expect_close("log of σ(z) : (1 − σ(z))", _logit(share), z, "The odds of σ(z) are e^z.")


def sigmoid_large(rng, sigmoid):
    z = np.array([-1000.0, 1000.0])
    try:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            far = _sigma(sigmoid, z)
    except FloatingPointError as error:
        raise CheckFailed(
            f"σ(±1000): expected no warning, got “{error}”. "
            "Which exponential gets too large, and for which sign of z?"
        ) from None
    expect_close("σ(±1000)", far, np.array([0.0, 1.0]), "Far out it is 0 or 1.")


def sigmoid_untouched(rng, sigmoid):
    expect_pure(sigmoid, {"z": rng.normal(size=(3, 4))})


def _logit(share):
    return np.log(share) - np.log1p(-share)


# lstm_step_forward


def step_shapes(rng, lstm_step_forward):
    h_t = call_step(lstm_step_forward, *_problem(rng))["h_t"]
    if np.abs(h_t).max() >= 1:
        raise CheckFailed(
            f"h_t: expected values between −1 and 1, got {h_t.flat[np.abs(h_t).argmax()]:.4g}. "
            "What goes out is a share of tanh(c_t)."
        )


def one_gate(gate):
    """A property's check: the pre-activation of one gate is bias, plus a row of W_x, plus a row of W_h."""

    low, undo = (-1, np.arctanh) if gate == "g" else (0, _logit)

    def check(rng, lstm_step_forward):
        x_t, h_prev, _, W_x, W_h, b = _problem(rng)

        def z(x_t, h_prev, b):
            value = read_gate(gate, lstm_step_forward, x_t, h_prev, W_x, W_h, b)
            outside = value[(value <= low) | (value >= 1)]
            if outside.size:
                raise CheckFailed(
                    f"{gate}, read off with the others held: expected values strictly between {low} and 1, "
                    f"got {outside[0]:.4g}. {ORDER}"
                )
            return undo(value)

        columns, name = block(gate, H), f"pre-activation of {gate}"
        no_x, no_h = np.zeros((N, D)), np.zeros((N, H))
        for sample in z(no_x, no_h, b):
            look = f"Only the bias is left. {ORDER}"
            expect_close(f"{name}, x_t = 0 and h_prev = 0", sample, b[columns], look)
        for row, (size, weights) in [(r, e) for e in ((D, W_x), (H, W_h)) for r in range(e[0])]:
            picked = np.zeros((N, size))
            picked[:, row] = 1
            alone = z(picked, no_h, 0 * b) if weights is W_x else z(no_x, picked, 0 * b)
            what = "x_t picks one ROW of W_x" if weights is W_x else "h_prev picks one ROW of W_h"
            expect_close(
                f"{name}, one-hot input alone", alone[0], weights[row, columns], f"A one-hot {what}."
            )
        parts = z(x_t, no_h, 0 * b) + z(no_x, h_prev, 0 * b) + z(no_x, no_h, b)
        expect_close(name, z(x_t, h_prev, b), parts, "It is the sum of its three terms.")

    return check


def step_copy(rng, lstm_step_forward):
    *inputs, b = _problem(rng)
    b[block("f", H)], b[block("i", H)] = OPEN, -OPEN
    c_t = call_step(lstm_step_forward, *inputs, b)["c_t"]
    expect_close("c_t with f = 1 and i = 0", c_t, inputs[2], "The cell keeps what it has.")


def step_update(rng, lstm_step_forward):
    x_t, h_prev, c_prev, *weights = _problem(rng)
    read = {gate: read_gate(gate, lstm_step_forward, x_t, h_prev, *weights) for gate in BLOCKS}
    got = call_step(lstm_step_forward, x_t, h_prev, c_prev, *weights)
    kept, written = read["f"] * c_prev, read["i"] * read["g"]
    expect_close("c_t", got["c_t"], kept + written, "What is kept and what is written are added.")
    look = "The cell goes through tanh before the output gate."
    expect_close("h_t", got["h_t"], read["o"] * np.tanh(got["c_t"]), look)


def step_untouched(rng, lstm_step_forward):
    _expect_pure_outputs(lstm_step_forward, ("h_t", "c_t"), ("x_t", "h_prev", "c_prev"), _problem(rng))


def _expect_pure_outputs(forward, outputs, inputs, arrays):
    names = (*inputs, "W_x", "W_h", "b")
    expect_pure(
        lambda *a: np.stack(expect_values((*outputs, "cache"), forward(*a))[:2]),
        dict(zip(names, arrays, strict=True)),
    )


# lstm_forward


def _run(lstm_forward, x, h_0, c_0, *weights):
    """(2, T, N, H): h and c, checked."""
    arrays = [np.array(array, dtype=float) for array in (x, h_0, c_0, *weights)]
    shape = (*x.shape[:2], h_0.shape[1])
    parts = expect_arrays({"h": shape, "c": shape, "cache": None}, lstm_forward(*arrays))
    return np.stack([parts["h"], parts["c"]])


def forward_shapes(rng, lstm_forward, lstm_step_forward):
    for steps in (1, T):
        _run(lstm_forward, *_problem(rng, steps))


def forward_first_step(rng, lstm_forward, lstm_step_forward):
    x, *others = _problem(rng, 1)
    step = call_step(lstm_step_forward, x[0], *others)
    h, c = _run(lstm_forward, x, *others)
    look = "The first step takes h_0 and c_0."
    expect_close("c_1", c[0], step["c_t"], look)
    expect_close("h_1", h[0], step["h_t"], look)


def forward_chunks(rng, lstm_forward, lstm_step_forward):
    x, h_0, c_0, *weights = _problem(rng, T)
    whole = _run(lstm_forward, x, h_0, c_0, *weights)
    for cut in range(1, T):
        first = _run(lstm_forward, x[:cut], h_0, c_0, *weights)
        second = _run(lstm_forward, x[cut:], *first[:, -1], *weights)
        look = "Both h and c are handed from step to step, and nothing else is."
        both = np.concatenate([first, second], axis=1)
        for name, mine, right in zip(("h", "c"), both, whole, strict=True):
            expect_close(f"{name} of two parts, cut after step {cut}", mine, right, look)


def forward_causality(rng, lstm_forward, lstm_step_forward):
    x, *others = _problem(rng, T)
    before = _run(lstm_forward, x, *others)
    for t in range(T):
        changed = x.copy()
        changed[t] += 1
        moved = np.abs(_run(lstm_forward, changed, *others) - before).max(axis=(0, 2, 3)) > 1e-12
        if moved[:t].any() or not moved[t]:
            raise CheckFailed(
                f"h and c: expected x[{t}] to change step {t} and no earlier one, got changes at the steps "
                f"{np.flatnonzero(moved).tolist()} (from 0). In which order does the loop run?"
            )


def forward_untouched(rng, lstm_forward, lstm_step_forward):
    _expect_pure_outputs(lstm_forward, ("h", "c"), ("x", "h_0", "c_0"), _problem(rng, T))


# cell_path_jacobian


def path_measured(rng, cell_path_jacobian, lstm_step_forward):
    """With W_h = 0 no gate sees h, so the direct path is the only one from c_k to c_T."""
    x, h_0, c_0, W_x, W_h, b = _problem(rng, T)
    f = np.stack([read_gate("f", lstm_step_forward, x_t, h_0, W_x, 0 * W_h, b) for x_t in x])

    def cells(x, c):
        found = []
        for x_now in x:
            c = call_step(lstm_step_forward, x_now, h_0, c, W_x, 0 * W_h, b)["c_t"]
            found.append(c)
        return found

    ways = [(k, cells(x[:k], c_0)[-1]) for k in range(1, T + 1)]
    right = [np.ones((N, H)) if k == T else cells(x[k:], c + 1)[-1] - cells(x[k:], c)[-1] for k, c in ways]
    path = expect_array("path", cell_path_jacobian(f.copy()), f.shape, dtype=None)
    look = "From c_k to c_T lie the forget gates of the steps k + 1, …, T. (Expected: your own step.)"
    expect_close("path", path, np.stack(right), look)


def path_last(rng, cell_path_jacobian, lstm_step_forward):
    for steps in (1, T):
        f = rng.uniform(0.1, 1, size=(steps, N, H))
        path = expect_array("path", cell_path_jacobian(f), f.shape)
        expect_close("path[T − 1]", path[-1], np.ones((N, H)), "From c_T to itself there is no gate.")


def path_closed(rng, cell_path_jacobian, lstm_step_forward):
    f = rng.uniform(0.1, 1, size=(T, N, H))
    f[2] = 0.0
    path = expect_array("path", cell_path_jacobian(f), f.shape)
    if path[:2].any() or not path[2:].all():
        raise CheckFailed(
            "path where f[2] = 0: expected zeros before entry 2 and none from there on, got zeros at "
            "the entries "
            f"{np.flatnonzero(~path.any(axis=(1, 2))).tolist()}. Which gates lie between c_k and c_T?"
        )


def path_untouched(rng, cell_path_jacobian, lstm_step_forward):
    expect_pure(cell_path_jacobian, {"f": rng.uniform(0.1, 1, size=(T, N, H))})


# init_lstm


def _start(init_lstm, seed, *forget_bias, D=D, H=H):
    shapes = {"W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)}
    return expect_arrays(shapes, init_lstm(D, H, np.random.default_rng(seed), *forget_bias))


def start_shapes(rng, init_lstm):
    _start(init_lstm, 0)


def start_forget_block(rng, init_lstm):
    for given in ((), (-2.0,), (0.5,), (2.5,)):
        b = _start(init_lstm, 0, *given)["b"]
        right = np.full(H, (given or (1.0,))[0])
        expect_close("b, block f", b[block("f", H)], right, "Which quarter of b is block f?")


def start_other_blocks(rng, init_lstm):
    b = _start(init_lstm, 0, 2.5)["b"]
    for gate in "iog":
        if b[block(gate, H)].any():
            raise CheckFailed(
                f"b, block {gate}: expected zeros, got {b[block(gate, H)]}. All blocks but f are zero."
            )


def start_drawn(rng, init_lstm):
    first, again, other = (_start(init_lstm, seed) for seed in (1, 1, 2))
    for name in ("W_x", "W_h"):
        if not np.array_equal(first[name], again[name]):
            raise CheckFailed(
                f"{name}: expected the same from the same rng, got another. Draw from rng alone."
            )
        if np.array_equal(first[name], other[name]):
            raise CheckFailed(f"{name}: expected other numbers from another rng, got the same. Is rng used?")


def start_spread(rng, init_lstm):
    start = _start(init_lstm, 3, D=40, H=60)
    for name, wanted in (("W_x", 40**-0.5), ("W_h", 60**-0.5)):
        if not abs(start[name].std() / wanted - 1) < 0.1 or not abs(start[name].mean()) < wanted / 5:
            raise CheckFailed(
                f"{name} for D = 40, H = 60: expected mean 0 and standard deviation {wanted:.3f}, got "
                f"{start[name].mean():.3f} and {start[name].std():.3f}. Which size counts the terms?"
            )


UNTOUCHED = "No argument changes, and a second call gives the same."

PROPERTIES = {
    "sigmoid": (
        Property("shapes", "Arrays of any shape, in float64; σ(0) = ½.", sigmoid_shapes),
        Property("symmetry", "σ(z) + σ(−z) = 1.", sigmoid_symmetry),
        Property("odds", "σ(z) and 1 − σ(z) are as e^z to 1.", sigmoid_odds),
        Property("large inputs", "At ±1000 it is 0 and 1, without a warning.", sigmoid_large),
        Property("untouched", UNTOUCHED, sigmoid_untouched),
    ),
    "lstm_step_forward": (
        Property("shapes", "h_t and c_t are float64 (N, H), and |h_t| < 1.", step_shapes),
        Property("input gate", "Read off alone: σ of block i.", one_gate("i")),
        Property("forget gate", "Read off alone: σ of block f.", one_gate("f")),
        Property("output gate", "Read off alone: σ of block o.", one_gate("o")),
        Property("candidate", "Read off alone: tanh of block g.", one_gate("g")),
        Property("copy", "With f = 1 and i = 0 the cell is copied.", step_copy),
        Property("update", "All together: c_t and h_t follow from the gates.", step_update),
        Property("untouched", UNTOUCHED, step_untouched),
    ),
    "lstm_forward": (
        Property("shapes", "h and c are float64 (T, N, H), for T = 1 too.", forward_shapes),
        Property("first step", "T = 1 is your own step, from h_0 and c_0.", forward_first_step),
        Property("chunks", "Two parts with h and c carried over give the whole.", forward_chunks),
        Property("causality", "Changing x_t changes step t and nothing earlier.", forward_causality),
        Property("untouched", UNTOUCHED, forward_untouched),
    ),
    "cell_path_jacobian": (
        Property("measured", "With W_h = 0 it is what your own step does to a change of c_k.", path_measured),
        Property("last entry", "The way from c_T to itself is 1.", path_last),
        Property("closed gate", "A gate at 0 cuts the path before it, nothing after.", path_closed),
        Property("untouched", UNTOUCHED, path_untouched),
    ),
    **lstm_backward.PROPERTIES,
    "init_lstm": (
        Property("shapes", "Three float64 arrays: (D, 4H), (H, 4H), (4H,).", start_shapes),
        Property("forget block", "Block f of b is forget_bias.", start_forget_block),
        Property("other blocks", "All other biases are zero.", start_other_blocks),
        Property("drawn from rng", "The same rng gives the same weights, another rng others.", start_drawn),
        Property("spread", "Standard deviation 1/√D and 1/√H.", start_spread),
    ),
}
