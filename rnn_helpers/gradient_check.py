"""Compare gradients with central differences, entry by entry, and say what the numbers suggest.

How an entry is judged. D(h) costs two calls of `forward`. Where the gradient agrees with it to within the
error measured on two entries of the same array, it is right. Where not, a second step size measures the error
of that very entry: a gradient further off than that is wrong; one that isn't, while the error is too large to
tell, is looked at with other steps and, if none decides, called undecided. There is no absolute tolerance: an
array that is 1e-9 all over is judged like any other.
"""

import numpy as np

from .array_checks import CheckFailed, expect_array
from .finite_difference import FIRST_STEP, Functional, choose_step, in_reach, next_step
from .gradient_problem import Problem, upstream_for
from .gradient_report import RIGHT, UNDECIDED, WRONG, GradientReport, GradientRow
from .number_hints import axes_of, sizes_of, suggest

# An array is decided if half of a 0.05 % error in its largest entry would show.
PRECISION = 2.5e-4

# How many steps an entry is tried with before it counts as undecided.
MOST_STEPS = 16

# Each sample's own contribution costs another check; larger problems go without that hint.
MOST_CALLS_FOR_A_HINT = 5000


def check_gradients(
    forward, gradients, inputs, *, outputs=None, upstream=None, rng=None, mode="full", axes=None
):
    """Check every entry of the gradients of sum(upstream * forward(inputs)) by central differences.

    Args:
        forward: called as forward(**inputs) if `inputs` is a dict, else as forward(*inputs). Returns a
            number, an array, or a tuple or dict of arrays.
        gradients: a function, called with one upstream gradient for each output (one dict of them if
            `forward` returns a dict), or gradients that are already computed. Both come as a dict by name
            ("dW_hh" or "W_hh"), as one array for each input in order, or as the array itself if there is one
            input.
        inputs: dict name -> array, or a tuple of arrays (named x0, x1, …), or one array. Float64 arrays are
            differentiated; integers (targets), bools, strings and None are constants. `forward` gets copies.
        outputs: how many outputs lead what `forward` returns. The last thing it returns is then the cache,
            and `gradients` gets it after the upstream gradients. None: all that `forward` returns are
            outputs.
        upstream: the upstream gradient, in the form of the outputs. None draws it from `rng`; of a single
            number (a loss) it is 1.
        rng: `np.random.default_rng(seed)`; None is seed 0.
        mode: "full" checks every entry. "fast" checks one random direction in each array: it tells that an
            array is wrong, not where, and misses an error at right angles to that direction.
        axes: dict name -> axis letters ("TND"), for hints about arrays that don't have the course's names.

    Returns:
        A GradientReport: `passed`, `undecided`, `rows`, `raise_if_failed()`; text in a terminal, a table in a
            notebook.

    Raises:
        CheckFailed: `forward` returns no numbers, or NaN. What `forward` and `gradients` raise goes through
            unchanged.
    """
    if mode not in ("full", "fast"):
        raise ValueError(f'mode: expected "full" or "fast", got {mode!r}.')
    rng = np.random.default_rng(0) if rng is None else rng
    problem = Problem(forward, inputs, outputs)
    given, values, weights = _given_gradients(problem, gradients, outputs, upstream, rng)
    rows, arrays, unused = _rows(problem, given)
    functional = Functional(problem.outputs, problem.point, weights, values, rng)
    sizes = sizes_of(dict(zip(problem.names, (row.shape for row in rows), strict=True)), axes)
    for number, (row, array) in enumerate(zip(rows, arrays, strict=True)):
        if array is None:
            continue
        if mode == "fast":
            _judge_direction(row, array, functional, number, rng)
        else:
            step = _judge_entries(row, array, functional, number, rng)
            if row.status == WRONG:
                letters = axes_of(problem.names[number], row.shape, axes)
                row.hint = _hint(row, array, letters, sizes, functional, number, step)
    for number in sorted(functional.mutated):
        problem.complain(problem.names[number], "the forward function")
    problem.settle("the forward function")
    return GradientReport(rows, mode, problem.complaints, _notes(problem, values, unused))


def _given_gradients(problem, gradients, outputs, upstream, rng):
    """Run forward and backward once. Returns the gradients as given, the outputs, the upstream gradients."""
    point = [array.copy() for array in problem.point]
    returned = problem.call(point)
    # Copies: an output may be an array that the next call overwrites.
    values = [np.array(value) for value in problem.outputs_of(returned)]
    if not all(np.isfinite(value).all() for value in values):
        raise CheckFailed(
            "forward: expected finite outputs, got NaN or infinity. "
            "Look for an overflow, a division by zero or a logarithm of zero."
        )
    computed = not callable(gradients)
    weights = upstream_for(returned, values, upstream, computed, rng)
    _complain_of_changes(problem, problem.names, point, problem.point, "the forward function")
    if computed:
        return gradients, values, weights
    before = [array.copy() for array in point]
    sent = [weight.copy() for weight in weights]
    arguments = [dict(zip(returned, sent, strict=True))] if isinstance(returned, dict) else list(sent)
    given = gradients(*arguments, *([] if outputs is None else [returned[-1]]))
    _complain_of_changes(problem, problem.names, point, before, "the backward function")
    _complain_of_changes(problem, ["upstream gradient"] * len(sent), sent, weights, "the backward function")
    problem.settle("the backward function")
    return given, values, weights


def _complain_of_changes(problem, names, now, before, culprit):
    for name, one, other in zip(names, now, before, strict=True):
        if one.tobytes() != other.tobytes():
            problem.complain(name, culprit)


def _rows(problem, given):
    """A row for each input, and its gradient: a base array, or None where the row says what is wrong."""
    look_up, unused = problem.gradients_by_name(given)
    rows, arrays = [], []
    for name, value in zip(problem.names, problem.point, strict=True):
        row, array = GradientRow(f"d{name}", value.shape), None
        try:
            array = expect_array(row.name, look_up(name), row.shape)
        except CheckFailed as failed:
            row.status, row.message = WRONG, str(failed)
        rows.append(row)
        arrays.append(array)
    return rows, arrays, unused


def _judge_entries(row, array, functional, number, rng):
    """Fill the row of an array from the differences along every entry. Returns the step."""
    paths, analytic = functional.entries(number), array.ravel()
    # The largest entry tells how large the gradient is, one at random how it is elsewhere.
    sample = {int(np.argmax(np.abs(analytic))), int(rng.integers(analytic.size))}
    step, curvature = choose_step(functional, [paths[k] for k in sample])
    numeric = np.array([functional.difference(path, step) for path in paths])
    limit = np.array([curvature + functional.rounding(path, step) for path in paths])
    size = np.abs(numeric[np.isfinite(numeric)]).max(initial=0.0)
    wrong, undecided = np.zeros(analytic.size, dtype=bool), np.zeros(analytic.size, dtype=bool)
    for k in np.flatnonzero(~(np.abs(analytic - numeric) <= limit)).tolist():
        slope, status = _decide(functional, paths[k], step, analytic[k], size)
        numeric[k], limit[k] = slope.value, slope.error
        wrong[k], undecided[k] = status == WRONG, status == UNDECIDED
    row.fill(array, *(part.reshape(row.shape) for part in (numeric, limit, wrong, undecided)), PRECISION)
    return step


def _judge_direction(row, array, functional, number, rng):
    """Fill the row of an array from the difference along one random direction."""
    path, direction = functional.random_path(number, rng)
    analytic = float(array.ravel() @ direction)
    slope, status = _decide(functional, path, FIRST_STEP, analytic, float(np.linalg.norm(array)))
    row.fill_direction(analytic, slope, status, float(np.linalg.norm(array)))


def _decide(functional, path, step, analytic, size):
    """Measure the error of D(h) along a path, with other steps while it is too large to tell."""
    best = None
    # Rounding may ask for a longer step and curvature for a shorter one, in turn: then this many will do.
    for _ in range(MOST_STEPS):
        slope = functional.slope(path, step)
        if abs(analytic - slope.value) > slope.error:
            return slope, WRONG
        if slope.error <= PRECISION * size:
            return slope, RIGHT
        if best is None or slope.error < best.error:
            best = slope
        step = next_step(step, slope)
        if not in_reach(step, path):
            break
    return best, RIGHT if best.value == analytic == 0 and best.error == best.rounding else UNDECIDED


def _hint(row, array, letters, sizes, functional, number, step):
    """What the numbers of a wrong array suggest, or None."""
    rtol = max(1e-5, 10 * row.limit)
    if rtol > 1e-2:
        return None
    # Entries found right are taken as they are: the noise of a difference shall not make them look wrong.
    expected = np.where(row.wrong, row.numeric_entries, array)
    known = {
        "sizes": sizes,
        "rtol": rtol,
        "time_axis": letters.find("T") if "T" in letters else None,
        "batch_axis": letters.find("N") if "N" in letters else None,
        "block_axis": letters.find("G") if "G" in letters else None,
    }
    hint = suggest(array, expected, **known)
    samples = sizes.get("N", 1)
    if hint or "N" in letters or samples < 2 or samples * array.size > MOST_CALLS_FOR_A_HINT:
        return hint
    parts = _per_sample(functional, number, step, samples)
    return None if parts is None else suggest(array, expected, per_sample=parts, **known)


def _per_sample(functional, number, step, samples):
    """(N, *shape) contributions of the samples to a gradient; None where the outputs show no batch axis."""
    # (N, K) or (T, N, K); a loss has summed the batch away.
    axes = [{2: 0, 3: 1}.get(output.ndim) for output in functional.outputs]
    if None in axes:
        return None
    if any(output.shape[axis] != samples for axis, output in zip(axes, functional.outputs, strict=True)):
        return None
    parts = []
    for n in range(samples):
        weights = []
        for weight, axis in zip(functional.upstream, axes, strict=True):
            alone = np.zeros_like(weight)
            np.moveaxis(alone, axis, 0)[n] = np.moveaxis(weight, axis, 0)[n]
            weights.append(alone)
        one = functional.weighted(weights)
        parts.append([one.difference(path, step) for path in one.entries(number)])
    return np.reshape(parts, (samples, *functional.shape(number)))


def _notes(problem, values, unused):
    notes = []
    for dtype in sorted({str(value.dtype) for value in values} - {"float64"}):
        notes.append(
            f"forward returns {dtype}: differences of so few digits resolve little. Which line converts?"
        )
    if problem.constants:
        notes.append(f"held constant, not checked: {', '.join(problem.constants)}")
    if unused:
        notes.append(f"given but not asked for, not checked: {', '.join(unused)}")
    return notes
