"""Rubric of 05_lstm: the forward pass, the direct path and the start, against the reference's values.

Each gate is looked at alone: biases of ±100 hold the other gates open or closed, so that an output is
that gate.
"""

import numpy as np

from rnn_helpers.array_checks import CheckFailed, expect_array, expect_arrays, expect_values
from rnn_helpers.gate_readings import BLOCKS, HOLD, OPEN, block

from ..comparison import compare
from ..exercise import Exercise, GradedProperty
from ..reference import gated
from ..reference import lstm as reference
from . import lstm_backward
from .lstm_problems import SIZES, call_forward, sequence_problem, step_problem
from .purity import expect_float64, expect_pure

# sigmoid


def sigmoid_values(rng, sigmoid):
    z = rng.normal(scale=3, size=(4, 5))
    compare("σ(z)", sigmoid(z.copy()), gated.sigmoid(z), "σ(0) = ½, and σ(z) grows from 0 to 1.")


def sigmoid_any_shape(rng, sigmoid):
    for shape in ((), (3,), (2, 3, 4)):
        z = rng.normal(size=shape)
        compare(f"σ(z) of shape {shape}", sigmoid(np.array(z)), gated.sigmoid(z), "Each entry on its own.")
    expect_float64("σ(z)", sigmoid(rng.normal(size=(2, 3))), (2, 3))


def sigmoid_large(rng, sigmoid):
    z = np.array([[-1.0], [1.0]]) * rng.uniform(800, 2000, size=(2, 4))
    look = "Is an exponential of a large number in the way?"
    compare("σ(z) for |z| near 1000", sigmoid(z.copy()), gated.sigmoid(z), look)


def sigmoid_purity(rng, sigmoid):
    expect_pure(sigmoid, {"z": rng.normal(size=(3, 4))}, (3, 4))


# lstm_step_forward


def _compare_output(rng, lstm_step_forward, output, look, change=None):
    """Compare h_t or c_t on each size, the inputs changed by change(inputs, H) before."""
    for _, *sizes in SIZES:
        inputs = step_problem(rng, *sizes)
        if change is not None:
            change(inputs, sizes[-1])
        got, _ = call_forward(lstm_step_forward, inputs)
        number = ("h_t", "c_t").index(output)
        compare(output, got[number], reference.step(**inputs)[number], look, batch_axis=0)


def one_gate(gate, look):
    """A property's check: one gate, the others held open or closed."""
    others, cell, output = HOLD[gate]

    def hold(inputs, H):
        for other, bias in others.items():
            inputs["b"][block(other, H)] = bias
        inputs["c_prev"] = cell + 0 * inputs["c_prev"]

    def check(rng, lstm_step_forward, *_):
        _compare_output(rng, lstm_step_forward, output, look, hold)

    return check


def step_copy(rng, lstm_step_forward, *_):
    def hold(inputs, H):
        inputs["b"][block("f", H)], inputs["b"][block("i", H)] = OPEN, -OPEN

    look = "With f = 1 and i = 0 the cell keeps what it has."
    _compare_output(rng, lstm_step_forward, "c_t", look, hold)


def step_c(rng, lstm_step_forward, *_):
    look = "What the forget gate keeps, plus what the input gate lets in."
    _compare_output(rng, lstm_step_forward, "c_t", look)


def step_h(rng, lstm_step_forward, *_):
    look = "The cell goes through tanh, and the output gate lets a part of that out."
    _compare_output(rng, lstm_step_forward, "h_t", look)


def step_dtype(rng, lstm_step_forward, *_):
    inputs = step_problem(rng, *SIZES[0][1:])
    shape = inputs["h_prev"].shape
    expect_arrays({"h_t": shape, "c_t": shape, "cache": None}, lstm_step_forward(*inputs.values()))


def step_purity(rng, lstm_step_forward, *_):
    inputs = step_problem(rng, *SIZES[0][1:])
    _expect_pure_outputs(("h_t", "c_t"), lstm_step_forward, inputs)


def _expect_pure_outputs(names, forward, inputs):
    def both(*arrays):
        h, c, _ = expect_values((*names, "cache"), forward(*arrays))
        return np.stack(
            [expect_array(name, part, np.shape(h)) for name, part in zip(names, (h, c), strict=True)]
        )

    expect_pure(both, inputs, call_forward(forward, inputs)[0].shape)


# lstm_forward


def _compare_states(rng, lstm_forward, sizes, look, outputs=("h", "c")):
    inputs = sequence_problem(rng, *sizes)
    got, _ = call_forward(lstm_forward, inputs)
    for name, mine, right in zip(("h", "c"), got, reference.forward(**inputs), strict=True):
        if name in outputs:
            compare(name, mine, right, look, time_axis=0, batch_axis=1)


def forward_values(output, look):
    """A property's check: every state, or every cell, of short sequences."""

    def check(rng, lstm_forward, *_):
        for sizes in SIZES:
            _compare_states(rng, lstm_forward, sizes, look, (output,))

    return check


def forward_one_step(rng, lstm_forward, *_):
    _compare_states(rng, lstm_forward, (1, 3, 2, 5), "The first step takes h_0 and c_0.")


def forward_chunks(rng, lstm_forward, *_):
    inputs = sequence_problem(rng, *SIZES[0])
    whole, _ = call_forward(lstm_forward, inputs)
    cut = int(rng.integers(1, len(inputs["x"])))
    first, _ = call_forward(lstm_forward, {**inputs, "x": inputs["x"][:cut]})
    h_cut, c_cut = first[:, -1]
    rest = {**inputs, "x": inputs["x"][cut:], "h_0": h_cut, "c_0": c_cut}
    second, _ = call_forward(lstm_forward, rest)
    look = "The state h and the cell c after the first part are all that the second part needs."
    compare("h and c of two parts", np.concatenate([first, second], axis=1), whole, look)


def forward_dtype(rng, lstm_forward, *_):
    inputs = sequence_problem(rng, *SIZES[0])
    shape = (*inputs["x"].shape[:2], inputs["h_0"].shape[1])
    expect_arrays({"h": shape, "c": shape, "cache": None}, lstm_forward(*inputs.values()))


def forward_purity(rng, lstm_forward, *_):
    _expect_pure_outputs(("h", "c"), lstm_forward, sequence_problem(rng, *SIZES[0]))


# cell_path_jacobian


def _forget_gates(rng, T, N, _, H):
    return rng.uniform(0.2, 1.0, size=(T, N, H))


def _compare_path(f, cell_path_jacobian, look):
    path = cell_path_jacobian(f.copy())
    compare("path", path, reference.cell_path_jacobian(f), look, time_axis=0, batch_axis=1)


def path_values(rng, cell_path_jacobian, *_):
    look = "From c_k to c_T lie the forget gates of the steps k + 1, …, T."
    for sizes in SIZES:
        _compare_path(_forget_gates(rng, *sizes), cell_path_jacobian, look)


def path_last(rng, cell_path_jacobian, *_):
    for sizes in (*SIZES, (1, 2, 3, 4)):
        f = _forget_gates(rng, *sizes)
        path = expect_array("path", cell_path_jacobian(f.copy()), f.shape, dtype=None)
        compare("path[T − 1]", path[-1], np.ones(f.shape[1:]), "From c_T to itself there is no gate.")


def path_closed(rng, cell_path_jacobian, *_):
    f = _forget_gates(rng, *SIZES[0])
    f[2, 0, 1] = f[0, 1, 2] = 0.0
    _compare_path(f, cell_path_jacobian, "A closed gate cuts the path before it, and nothing after it.")


def path_dtype(rng, cell_path_jacobian, *_):
    f = _forget_gates(rng, *SIZES[0])
    expect_float64("path", cell_path_jacobian(f), f.shape)


def path_purity(rng, cell_path_jacobian, *_):
    f = _forget_gates(rng, *SIZES[0])
    expect_pure(cell_path_jacobian, {"f": f}, f.shape)


# init_lstm


def _start(init_lstm, D, H, seed, *forget_bias):
    shapes = {"W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)}
    returned = init_lstm(D, H, np.random.default_rng(seed), *forget_bias)
    return expect_arrays(shapes, returned, dtype=None)


def start_dtype(rng, init_lstm):
    D, H = 3, 4
    shapes = {"W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)}
    expect_arrays(shapes, init_lstm(D, H, np.random.default_rng(rng.integers(2**31)), 1.0))


def start_biases(gates, look):
    """A property's check: the biases of some gate blocks, with the default forget bias and with others."""

    def check(rng, init_lstm):
        for given in ((), (-2.0,), (0.0,), (float(rng.uniform(2, 4)),)):
            D, H = 3, 4
            b = _start(init_lstm, D, H, int(rng.integers(2**31)), *given)["b"]
            for gate in gates:
                right = np.full(H, (given or (1.0,))[0] if gate == "f" else 0.0)
                compare(f"b, block {gate}", b[block(gate, H)], right, look)

    return check


def start_drawn(rng, init_lstm):
    seed = int(rng.integers(2**31))
    first, again, other = (_start(init_lstm, 3, 4, s, 1.0) for s in (seed, seed, seed + 1))
    for name in ("W_x", "W_h"):
        if not np.array_equal(first[name], again[name]):
            raise CheckFailed(
                f"{name}: expected the same from the same rng, got another. Draw from rng alone."
            )
        if np.array_equal(first[name], other[name]):
            raise CheckFailed(f"{name}: expected other numbers from another rng, got the same. Is rng used?")


def start_spread(rng, init_lstm):
    D, H = 40, 60
    start = _start(init_lstm, D, H, int(rng.integers(2**31)), 1.0)
    for name, wanted in (("W_x", D**-0.5), ("W_h", H**-0.5)):
        for gate in BLOCKS:
            part = start[name][:, block(gate, H)]
            if not (abs(part.std() / wanted - 1) < 0.1 and abs(part.mean()) < wanted / 5):
                raise CheckFailed(
                    f"{name}, block {gate}: expected mean 0 and another standard deviation, got "
                    f"{part.mean():.2g} and {part.std():.2g}. Which size counts the terms of the sum?"
                )


def _exercise(name, equation, rubric, *others):
    lines = tuple(GradedProperty(*line) for line in rubric)
    return Exercise(name, "05_lstm", (name, *others), equation, lines, graded_alone=True)


SAME_TWICE = "No argument changes, and a second call gives the same."
SUM = "Its pre-activation is the sum of three terms: input, old state, bias."

EXERCISES = (
    _exercise(
        "sigmoid",
        "read_sigmoid",
        (
            ("values", 0.5, "The values for numbers of ordinary size.", sigmoid_values),
            ("any shape", 0.5, "Arrays of any shape, in float64.", sigmoid_any_shape),
            ("large inputs", 0.5, "Far out it is 0 or 1, and never NaN.", sigmoid_large),
            ("purity", 0.5, SAME_TWICE, sigmoid_purity),
        ),
    ),
    _exercise(
        "lstm_step_forward",
        "read_step",
        (
            ("input gate", 1.0, "The input gate, all others held.", one_gate("i", f"σ of block i. {SUM}")),
            ("forget gate", 1.0, "The forget gate, all others held.", one_gate("f", f"σ of block f. {SUM}")),
            ("output gate", 1.0, "The output gate, all others held.", one_gate("o", f"σ of block o. {SUM}")),
            ("candidate", 1.0, "The candidate, all gates held.", one_gate("g", f"tanh of block g. {SUM}")),
            ("copy", 1.0, "With f = 1 and i = 0 the cell is copied.", step_copy),
            ("c_t", 1.0, "Every entry of c_t.", step_c),
            ("h_t", 1.0, "Every entry of h_t.", step_h),
            ("dtype", 0.5, "h_t and c_t are float64 arrays (N, H).", step_dtype),
            ("purity", 0.5, SAME_TWICE, step_purity),
        ),
    ),
    _exercise(
        "cell_path_jacobian",
        "read_direct_path",
        (
            ("values", 1.0, "Every entry for random forget gates.", path_values),
            ("last entry", 0.5, "The way from c_T to itself.", path_last),
            ("closed gate", 0.5, "A forget gate that is exactly 0.", path_closed),
            ("dtype", 0.5, "A float64 array (T, N, H).", path_dtype),
            ("purity", 0.5, SAME_TWICE, path_purity),
        ),
        "lstm_step_forward",
    ),
    _exercise(
        "lstm_forward",
        "read_lstm_forward",
        (
            ("h", 1.0, "Every state.", forward_values("h", "Each step hands h_t and c_t to the next.")),
            ("c", 1.0, "Every cell.", forward_values("c", "Each step hands h_t and c_t to the next.")),
            ("one step", 0.5, "A sequence of one step starts from h_0 and c_0.", forward_one_step),
            ("chunks", 0.5, "Two parts with h and c carried over give the whole.", forward_chunks),
            ("dtype", 0.5, "h and c are float64 arrays (T, N, H).", forward_dtype),
            ("purity", 0.5, SAME_TWICE, forward_purity),
        ),
        "lstm_step_forward",
    ),
    *lstm_backward.EXERCISES,
    _exercise(
        "init_lstm",
        "read_init_lstm",
        (
            ("dtype", 0.5, "Three float64 arrays of the right shapes.", start_dtype),
            (
                "forget block",
                1.0,
                "The forget gate's biases are forget_bias.",
                start_biases("f", "Block f alone."),
            ),
            (
                "other blocks",
                0.5,
                "All other biases are zero.",
                start_biases("iog", "All but block f are zero."),
            ),
            ("drawn from rng", 0.5, "The weights come from rng, and from nothing else.", start_drawn),
            ("spread", 0.5, "The spread of the weights fits D and H.", start_spread),
        ),
    ),
)
