"""The gates of an LSTM step, read off from outside: the step returns h_t and c_t alone, and that is enough.

A bias of ±100 opens or closes a gate for good. With the other gates held so, c_t or h_t is the one asked
for. It works with anybody's step, for it only calls it.
"""

import numpy as np

from .array_checks import expect_arrays

BLOCKS = ("i", "f", "o", "g")  # the order of the gate blocks in W_x, W_h and b
OPEN = 100.0

# gate -> how the others are held, what stands in the cell before, which output then is the gate
HOLD = {
    "i": ({"f": -OPEN, "g": OPEN}, 0.0, "c_t"),
    "f": ({"i": -OPEN}, 1.0, "c_t"),
    "o": ({"i": -OPEN, "f": OPEN}, OPEN, "h_t"),
    "g": ({"i": OPEN, "f": -OPEN}, 0.0, "c_t"),
}


def block(gate, H):
    """The columns of a gate in W_x and W_h, its entries in b."""
    return slice(BLOCKS.index(gate) * H, (BLOCKS.index(gate) + 1) * H)


def call_step(lstm_step_forward, x_t, h_prev, c_prev, *weights):
    """h_t and c_t of a step, checked and by name; it works on copies."""
    arrays = [np.array(array, dtype=float) for array in (x_t, h_prev, c_prev, *weights)]
    shapes = {"h_t": h_prev.shape, "c_t": h_prev.shape, "cache": None}
    return expect_arrays(shapes, lstm_step_forward(*arrays))


def read_gate(gate, lstm_step_forward, x_t, h_prev, W_x, W_h, b):
    """One gate ("i", "f", "o" or "g") of a step.

    Args:
        gate: its letter.
        lstm_step_forward: the student's.
        x_t, h_prev: (N, D), (N, H).
        W_x, W_h, b: (D, 4H), (H, 4H), (4H,) parameters.

    Returns:
        (N, H) values.
    """
    others, cell, output = HOLD[gate]
    held = np.array(b, dtype=float)
    for other, bias in others.items():
        held[block(other, h_prev.shape[1])] = bias
    c_prev = np.full(h_prev.shape, cell)
    return call_step(lstm_step_forward, x_t, h_prev, c_prev, W_x, W_h, held)[output]


def read_steps(lstm_step_forward, x, h_0, c_0, W_x, W_h, b):
    """Everything that happens in a sequence: dict of i, f, o, g, c, h, each (T, N, H)."""
    steps = []
    now = {"h_t": h_0, "c_t": c_0}
    for x_now in x:
        gates = {gate: read_gate(gate, lstm_step_forward, x_now, now["h_t"], W_x, W_h, b) for gate in BLOCKS}
        now = call_step(lstm_step_forward, x_now, now["h_t"], now["c_t"], W_x, W_h, b)
        steps.append({**gates, "c": now["c_t"], "h": now["h_t"]})
    return {name: np.stack([step[name] for step in steps]) for name in steps[0]}
