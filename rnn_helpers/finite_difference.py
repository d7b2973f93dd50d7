"""Central differences in float64, and how far to trust them: the error is measured, not assumed.

    D(h) = (f(x + h) - f(x - h)) / 2h

errs by rounding, which grows as the step h shrinks, and by curvature, which grows with h. Both are measured
here: the rounding of f once, by differences so high that nothing smooth survives them; the curvature by
taking D(2h) as well.
"""

import copy
import functools
import math
from typing import NamedTuple

import numpy as np

# Steps are fractions of an array's typical size. They are powers of two, so that x + h and x - h lose no
# digit of x. At about the cube root of the machine epsilon, rounding and curvature err alike for a function
# of ordinary shape.
FIRST_STEP = 2.0**-17
SMALLEST_STEP = 2.0**-38
LARGEST_STEP = 2.0**-5  # of 1, too: tiny inputs of a function that knows nothing of their size may move far
STEP_FACTOR = 8.0

# A step is good enough where the measured error is below this fraction of the array's gradient.
GOOD = 1e-6

# Rounding errors allowed for, in standard deviations of one value of f. D(h) itself has 0.7 of them.
ROUNDINGS = 8.0


class Path(NamedTuple):
    """A line through x, along an entry or a direction: x[where] moves by h * scale * direction."""

    where: int | slice
    scale: float
    direction: float | np.ndarray = 1.0


class Slope(NamedTuple):
    """A derivative along a path, how far off it may be, and how much of that is rounding."""

    value: float
    error: float
    rounding: float


class Functional:
    """s(v) = sum(upstream * (f(x + v) - f(x))): what a step v changes in one weighted sum of f's outputs.

    Outputs are subtracted entry by entry before they are summed, so those that v doesn't reach add no
    rounding at all. Every call of f gets fresh arrays, so nothing that f does to them can spoil the next
    call.

    Args:
        function: called with a list of arrays, returns a list of arrays.
        point: list of float64 arrays, x.
        upstream: list of arrays, shaped like the outputs.
        outputs: list of float64 arrays, f(x).
        rng: draws the direction in which the rounding of f is measured.

    Attributes:
        upstream, outputs: as above.
        mutated: numbers of the arrays that f has changed in place.
    """

    def __init__(self, function, point, upstream, outputs, rng):
        self._function = function
        self.upstream = upstream
        self.outputs = outputs
        self._base = np.concatenate([array.ravel() for array in point])
        ends = np.cumsum([0] + [array.size for array in point])
        self._layout = [
            (slice(start, stop), array.shape)
            for start, stop, array in zip(ends[:-1].tolist(), ends[1:].tolist(), point, strict=True)
        ]
        self._scales = [_scales(array) for array in point]
        self.mutated = set()
        self._rng = rng

    def change(self, where, step):
        """s of a step in the entries `where` of the packed x."""
        moved = self._base.copy()
        moved[where] += step
        sent = moved.tobytes()
        outputs = self._function([moved[part].reshape(shape) for part, shape in self._layout])
        total = 0.0
        for weight, output, base in zip(self.upstream, outputs, self.outputs, strict=True):
            total += np.vdot(weight, output - base)
        if moved.tobytes() != sent:
            self._name_mutated(moved, sent)
        return float(total)

    def entries(self, number):
        """The paths along each entry of array `number`, in C order."""
        start = self._layout[number][0].start
        return [Path(start + k, scale) for k, scale in enumerate(self._scales[number].tolist())]

    def shape(self, number):
        return self._layout[number][1]

    def weighted(self, upstream):
        """The same outputs weighted otherwise."""
        other = copy.copy(self)
        other.upstream = upstream
        return other

    def random_path(self, number, rng):
        """A path along a normally distributed direction of array `number`, and that direction (flat)."""
        direction = rng.standard_normal(self._scales[number].size)
        return Path(self._layout[number][0], float(self._scales[number].min()), direction), direction

    def difference(self, path, h):
        """D(h) along a path: two calls of f."""
        step = h * path.scale
        ahead = self.change(path.where, step * path.direction)
        return (ahead - self.change(path.where, -step * path.direction)) / (2 * step)

    def slope(self, path, h):
        """D(h) with its measured error: four calls of f.

        Curvature shows in D(2h) - D(h), six times over in what is allowed for. A kink at x hides from that,
        as D is the same for every h; it shows in the second difference, which doubles with h where f is
        smooth and stays at a kink.
        """
        step = h * path.scale
        ahead, behind, far_ahead, far_behind = (
            self.change(path.where, k * step * path.direction) for k in (1.0, -1.0, 2.0, -2.0)
        )
        near, far = (ahead - behind) / (2 * step), (far_ahead - far_behind) / (4 * step)
        kink = abs(2 * (ahead + behind) / step - (far_ahead + far_behind) / (2 * step))
        error = 2 * abs(far - near) + kink + self.rounding(path, h)
        return Slope(near, error if math.isfinite(error) else math.inf, self.rounding(path, h))

    def rounding(self, path, h):
        """How far rounding alone may move D(h)."""
        return ROUNDINGS * self.noise / (h * path.scale)

    @functools.cached_property
    def noise(self):
        """Rounding error of one s(v), a standard deviation from fourth differences along a random direction.

        Where a step is too long for f, its fourth difference is smooth and grows 16-fold with twice the
        spacing; then the spacing is shortened. All points lie on one side of x, so that a kink at x does no
        harm.
        """
        direction = np.concatenate(self._scales) * self._rng.choice([-1.0, 1.0], self._base.size)
        everything = slice(None)
        for spacing in (2.0**-20, 2.0**-26, 2.0**-32):
            values = np.array([self.change(everything, k * spacing * direction) for k in range(1, 22)])
            noise, doubled = (_deviation(values[::skip]) for skip in (1, 2))
            if doubled < 8 * noise:
                break
        weighted = [weight * output for weight, output in zip(self.upstream, self.outputs, strict=True)]
        least = np.finfo(float).eps / 4 * math.sqrt(sum(np.vdot(terms, terms) for terms in weighted))
        return float(max(noise, least)) if np.isfinite(noise) else least

    def _name_mutated(self, moved, sent):
        before = np.frombuffer(sent)
        for number, (part, _) in enumerate(self._layout):
            if moved[part].tobytes() != before[part].tobytes():
                self.mutated.add(number)


def _deviation(values):
    """Standard deviation of the noise in equally spaced values of a smooth function.

    A median, so that a kink among the values is no matter. It is zero where most values stand still: then
    they move in jumps, as float32 does under small steps, and the jumps are what counts.
    """
    fourth = np.diff(values, n=4) / math.sqrt(1 + 16 + 36 + 16 + 1)  # white noise keeps its deviation
    median = np.median(np.abs(fourth)) / 0.67
    return median or np.sqrt(np.mean(fourth**2))


def in_reach(h, path):
    """Whether h is a step worth trying along a path."""
    return SMALLEST_STEP <= h <= LARGEST_STEP * max(1.0, 1.0 / path.scale)


def next_step(h, slope):
    """The step to try after h: longer where rounding was most of the error, shorter where curvature was."""
    # Rounding alone leaves some error in what measures the curvature, up to a few times its own allowance.
    return h * STEP_FACTOR if slope.error <= 5 * slope.rounding else h / STEP_FACTOR


def choose_step(functional, paths):
    """The step, as a fraction of the array's size, at which a few sample paths have the least measured error.

    Args:
        functional: the Functional.
        paths: sample entries of one array.

    Returns:
        h: the step.
        curvature: measured error of D(h) less its rounding, the least among the samples (one of them may sit
            on a kink).
    """
    best, least_error, h = (FIRST_STEP, math.inf), math.inf, FIRST_STEP
    while in_reach(h, paths[0]):
        slopes = [functional.slope(path, h) for path in paths]
        least = min(slopes, key=lambda slope: slope.error)
        if least.error < least_error:
            best, least_error = (h, least.error - least.rounding), least.error
        elif math.isfinite(least_error):
            break
        if least.error <= GOOD * max(abs(slope.value) for slope in slopes):
            break
        h = next_step(h, least)
    return best


def numerical_gradient(f, x, h=None, *, upstream=None):
    """df/dx by central differences, entry by entry: (f(x + h) - f(x - h)) / 2h.

    Args:
        f: takes an array like x; returns a number, or an array if `upstream` is given. It gets a fresh copy
            every time.
        x: float array of any shape, or a number; never changed.
        h: the step, the same for every entry. None chooses it from the measured error.
        upstream: array shaped like f's output; the gradient is then that of sum(upstream * f(x)).

    Returns:
        The gradient, float64, shaped like x.
    """
    functional = _functional_of(f, x, upstream)
    paths = functional.entries(0)
    if h is not None:
        values = [functional.difference(path._replace(scale=1.0), h) for path in paths]
    else:
        h, _ = choose_step(functional, _spread(paths))
        values = [functional.difference(path, h) for path in paths]
    return np.array(values).reshape(np.shape(x))


def numerical_gradient_with_error(f, x, *, upstream=None):
    """df/dx by central differences and, for every entry, how far off it may be (rounding, curvature, a kink).

    Args and first return value as in `numerical_gradient`; four calls of f an entry instead of two.

    Returns:
        gradient, error: float64 arrays shaped like x. An entry at a kink has an error as large as the jump of
            the slope.
    """
    functional = _functional_of(f, x, upstream)
    paths = functional.entries(0)
    h, _ = choose_step(functional, _spread(paths))
    slopes = [functional.slope(path, h) for path in paths]
    shape = np.shape(x)
    return (
        np.array([slope.value for slope in slopes]).reshape(shape),
        np.array([slope.error for slope in slopes]).reshape(shape),
    )


def _functional_of(f, x, upstream):
    point = np.array(x, dtype=float)

    def function(arrays):
        return [np.asarray(f(arrays[0]), dtype=float)]

    output = np.array(function([point.copy()])[0])
    if upstream is None and output.shape:
        raise ValueError(
            f"f: expected one number, got an array of shape {output.shape}. "
            "Give upstream, an array of that shape, to differentiate sum(upstream * f(x))."
        )
    weight = np.asarray(1.0 if upstream is None else upstream, dtype=float)
    if weight.shape != output.shape:
        raise ValueError(f"upstream: expected the shape of f's output, {output.shape}, got {weight.shape}.")
    return Functional(function, [point], [weight], [output], np.random.default_rng(0))


def _spread(paths):
    """A few entries from all over the array."""
    return paths[:: max(1, len(paths) // 3)][:4]


def _scales(array):
    """Typical size of each entry as a power of two; 1 where the whole array is zero."""
    root_mean_square = float(np.sqrt(np.mean(array**2))) if array.size else 0.0
    if root_mean_square == 0:
        return np.ones(array.size)
    return 2.0 ** np.round(np.log2(np.maximum(np.abs(array).ravel(), root_mean_square)))
