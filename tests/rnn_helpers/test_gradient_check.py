import numpy as np
import pytest

from rnn_helpers.array_checks import CheckFailed
from rnn_helpers.gradient_check import check_gradients

from .tanh_rnn import rnn_backward, rnn_forward, rnn_inputs, with_change

NAMES = ["dx", "dh_0", "dW_xh", "dW_hh", "db_h"]


def check_rnn(backward=rnn_backward, forward=rnn_forward, inputs=None, **options):
    return check_gradients(forward, backward, inputs or rnn_inputs(), outputs=1, **options)


def row_of(report, name):
    return next(row for row in report.rows if row.name == name)


def scaled_entry(index, factor):
    def change(gradient):
        gradient[index] *= factor
        return gradient

    return change


def cube(scale):
    """A loss of which the gradient is scale * 3 x^2."""
    return lambda x: scale * np.sum(x**3)


# What must pass


@pytest.mark.parametrize("mode", ["full", "fast"])
@pytest.mark.parametrize("shape", [{}, {"T": 1}, {"N": 1}, {"T": 1, "N": 1, "D": 1, "H": 1}], ids=str)
def test_check_gradients_passes_a_right_gradient(mode, shape):
    report = check_rnn(inputs=rnn_inputs(**shape), mode=mode)
    assert report.passed and not report.undecided
    assert [row.name for row in report.rows] == NAMES
    report.raise_if_failed()


@pytest.mark.parametrize("mode", ["full", "fast"])
@pytest.mark.parametrize(
    ("what", "scale"),
    [("upstream", 1e-9), ("upstream", 1.0), ("upstream", 1e9), ("x", 1e-6), ("x", 1e3)],
    ids=["tiny-upstream", "normal", "huge-upstream", "tiny-x", "huge-x"],
)
def test_check_gradients_never_calls_a_right_gradient_wrong(mode, scale, what):
    """200 seeds (50 in fast mode). A huge x saturates tanh: then a gradient may be too small to decide."""
    for seed in range(200 if mode == "full" else 50):
        inputs, rng = rnn_inputs(seed, T=2, N=1, D=2, H=2), np.random.default_rng(seed)
        upstream = rng.standard_normal((2, 1, 2)) * (scale if what == "upstream" else 1)
        if what == "x":
            inputs["x"] *= scale
        report = check_rnn(inputs=inputs, upstream=upstream, rng=rng, mode=mode)
        assert all(row.status != "wrong" for row in report.rows), f"seed {seed}\n{report}"
        assert report.passed or (what, scale) == ("x", 1e3), f"seed {seed}\n{report}"


def test_check_gradients_repeats_its_report():
    assert str(check_rnn()) == str(check_rnn())
    assert str(check_rnn(rng=np.random.default_rng(1))) != str(check_rnn())


# What must fail


@pytest.mark.parametrize("number", range(5), ids=NAMES)
def test_check_gradients_finds_a_twentieth_of_a_percent_in_any_single_entry(number):
    inputs = rnn_inputs(T=3)
    shape = list(inputs.values())[number].shape
    for index in np.ndindex(shape):
        report = check_rnn(with_change(number, scaled_entry(index, 1.0005)), inputs=inputs)
        row = row_of(report, NAMES[number])
        assert [r.status for r in report.rows].count("wrong") == 1
        assert (row.status, row.index, row.wrong.sum()) == ("wrong", index, 1)


@pytest.mark.parametrize("mode", ["full", "fast"])
@pytest.mark.parametrize("number", range(5), ids=NAMES)
def test_check_gradients_finds_a_dead_gradient(mode, number):
    report = check_rnn(with_change(number, np.zeros_like), mode=mode)
    row = row_of(report, NAMES[number])
    assert row.status == "wrong" and not report.passed
    if mode == "full":
        assert "zero everywhere" in row.explanation


@pytest.mark.parametrize("mode", ["full", "fast"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda g: np.where(np.arange(4) == 2, np.nan, g), r"got nan at \[0, 2\]"),
        (lambda g: g * np.inf, "expected finite"),
        (lambda g: g[:3], r"expected shape \(4, 4\), got \(3, 4\)"),
        (lambda g: g.ravel(), r"expected shape \(4, 4\), got \(16,\)"),
        (lambda g: g.astype(np.float32), "expected dtype float64, got float32"),
        (lambda g: np.round(g).astype(int), "expected dtype float64, got int64"),
        (lambda g: g + 0j, "complex"),
        (lambda g: g.tolist(), "a list of 4 items"),
        (lambda g: None, "got None"),
        (lambda g: "dW_hh", "got 'dW_hh'"),
    ],
    ids=["nan", "inf", "short", "flat", "float32", "int", "complex", "list", "none", "text"],
)
def test_check_gradients_names_what_is_no_gradient(mode, change, said):
    report = check_rnn(with_change(3, change), mode=mode)
    assert [row.status for row in report.rows] == ["right", "right", "right", "wrong", "right"]
    with pytest.raises(CheckFailed, match=said):
        report.raise_if_failed()


def test_check_gradients_sees_through_an_array_that_claims_to_equal_everything():
    class Yes(np.ndarray):
        def __array_ufunc__(self, *args, **kwargs):
            return True

        def __array_function__(self, *args, **kwargs):
            return True

    assert not check_rnn(with_change(3, lambda g: np.zeros_like(g).view(Yes))).passed


@pytest.mark.parametrize("mode", ["full", "fast"])
@pytest.mark.parametrize("size", [1e-9, 1e-12, 1e-30])
def test_check_gradients_finds_a_factor_of_two_in_a_tiny_gradient(mode, size):
    """No absolute tolerance: with one of 1e-6, as some checkers have, this would pass."""
    x = np.random.default_rng(0).standard_normal((3, 4))
    assert check_gradients(cube(size), size * 3 * x**2, x, mode=mode).passed
    assert not check_gradients(cube(size), size * 6 * x**2, x, mode=mode).passed


@pytest.mark.parametrize("mode", ["full", "fast"])
def test_check_gradients_finds_a_factor_of_two_in_a_tiny_gradient_beneath_a_large_output(mode):
    """The output is 1, the gradient 1e-9: differences resolve about 1e-14."""
    x, small = np.random.default_rng(0).standard_normal((3, 4)), cube(1e-9)
    right = 1e-9 * 3 * x**2
    report = check_gradients(lambda x: 1 + small(x), right, x, mode=mode)
    assert all(row.status != "wrong" for row in report.rows)
    assert [row.status for row in check_gradients(lambda x: 1 + small(x), 2 * right, x, mode=mode).rows] == [
        "wrong"
    ]


def test_check_gradients_finds_a_wrong_early_step_where_the_gradient_has_vanished():
    inputs = rnn_inputs(T=12)
    inputs["W_hh"] *= 0.2

    def doubled_first_step(dh, cache):
        gradients = rnn_backward(dh, cache)
        gradients[0][0] *= 2
        return gradients

    upstream = np.zeros((12, 2, 4))
    upstream[-1] = upstream[8] = 1.0
    row = check_rnn(doubled_first_step, inputs=inputs, upstream=upstream).rows[0]
    assert row.status == "wrong" and row.wrong[0].any() and not row.wrong[1:].any()
    assert np.abs(row.numeric_entries[0]).max() < 1e-3 * np.abs(row.numeric_entries).max()


# What can't be decided


@pytest.mark.parametrize("mode", ["full", "fast"])
@pytest.mark.parametrize("factor", [0, 1, 2])
def test_check_gradients_says_where_rounding_hides_the_gradient(mode, factor):
    x = np.random.default_rng(0).standard_normal((3, 4))
    report = check_gradients(lambda x: 1 + 1e-18 * np.sum(x**3), factor * 1e-18 * 3 * x**2, x, mode=mode)
    if factor:
        assert report.undecided == ("dx",) and not report.passed
        with pytest.raises(CheckFailed, match="dx: could not decide"):
            report.raise_if_failed()
    else:
        assert "zero in both" in str(report) or report.undecided


def test_check_gradients_tells_a_gradient_that_is_zero_in_both():
    report = check_gradients(lambda x, y: np.sum(x), (np.ones(3), np.zeros(2)), (np.ones(3), np.ones(2)))
    assert report.passed and "dx1: zero in both" in str(report)


def test_check_gradients_tells_entries_that_are_too_small_to_be_seen():
    x, weights = np.random.default_rng(0).standard_normal(3), np.array([1.0, 1e-17, 1.0])
    report = check_gradients(lambda x: np.sum(weights * np.sin(x)), weights * np.cos(x), x)
    assert report.passed and "1 of 3 entries are too small to be told from zero" in str(report)


@pytest.mark.parametrize("factor", [1, 2])
def test_check_gradients_judges_a_float32_forward_by_its_measured_rounding(factor):
    """A right gradient is never called wrong; one that is twice too large is."""

    def forward(**inputs):
        return rnn_forward(**{name: value.astype(np.float32) for name, value in inputs.items()})

    def backward(dh, cache):
        return [factor * gradient.astype(float) for gradient in rnn_backward(dh, cache)]

    report = check_rnn(backward, forward)
    assert "forward returns float32" in str(report)
    statuses = {row.status for row in report.rows}
    assert statuses == {"wrong"} if factor == 2 else "wrong" not in statuses and "undecided" in statuses


def relu(x):
    return np.maximum(x, 0)


@pytest.mark.parametrize("mode", ["full", "fast"])
@pytest.mark.parametrize("slope_at_zero", [0.0, 1.0])
def test_check_gradients_gives_no_false_verdict_at_a_kink(mode, slope_at_zero):
    x = np.array([0.0, 1.5, -2.0, 0.7])
    gradient = np.array([slope_at_zero, 1, 0, 1])
    report = check_gradients(lambda x: relu(x).sum(), gradient, x, mode=mode)
    assert report.undecided == ("dx",)
    if mode == "full":
        assert "kink" in report.rows[0].message and report.rows[0].index == (0,)


def test_check_gradients_still_finds_an_error_beside_a_kink():
    x = np.array([0.0, 1.5, -2.0, 0.7])
    report = check_gradients(lambda x: relu(x).sum(), np.array([0, 1, 0, 1.001]), x)
    assert report.rows[0].status == "wrong" and report.rows[0].index == (3,)


def test_check_gradients_passes_close_to_kinks():
    """1000 random inputs, some nearer to zero than the first step is long: a shorter one decides."""
    x = np.random.default_rng(0).standard_normal(1000)
    x[::100] *= 1e-6
    assert check_gradients(relu, lambda upstream: upstream * (x > 0), x).passed


# Purity


def test_check_gradients_leaves_the_inputs_untouched():
    inputs = rnn_inputs()
    before = {name: value.tobytes() for name, value in inputs.items()}
    check_rnn(inputs=inputs)
    assert {name: value.tobytes() for name, value in inputs.items()} == before


@pytest.mark.parametrize("mode", ["full", "fast"])
def test_check_gradients_reports_a_forward_that_changes_its_argument_and_still_judges_right(mode):
    def forward(x, h_0, W_xh, W_hh, b_h):
        result = rnn_forward(x.copy(), h_0.copy(), W_xh, W_hh, b_h)
        h_0 += 1
        x[:] = 0
        return result

    inputs = rnn_inputs()
    before = inputs["x"].copy()
    report = check_rnn(forward=forward, inputs=inputs, mode=mode)
    assert all(row.status == "right" for row in report.rows) and not report.passed
    assert [text.split(":")[0] for text in report.complaints] == ["x", "h_0"]
    assert "by the forward function" in report.complaints[0]
    assert np.array_equal(inputs["x"], before)


def test_check_gradients_reports_a_backward_that_changes_what_the_cache_refers_to():
    def backward(dh, cache):
        gradients = rnn_backward(dh, cache)
        cache[3].fill(0)
        dh *= 2
        return gradients

    report = check_rnn(backward)
    assert [text.split(":")[0] for text in report.complaints] == ["W_hh", "upstream gradient"]
    with pytest.raises(CheckFailed, match="changed in place by the backward function"):
        report.raise_if_failed()


def test_check_gradients_restores_the_callers_own_arrays():
    """A closure may reach them, whatever is handed to the functions."""
    inputs = rnn_inputs()
    before = inputs["W_hh"].copy()
    _, cache = rnn_forward(**inputs)

    def backward(dh):
        gradients = rnn_backward(dh, cache)
        cache[3].fill(0)
        return gradients

    report = check_gradients(lambda **inputs: rnn_forward(**inputs)[0], backward, inputs)
    assert np.array_equal(inputs["W_hh"], before)
    assert "W_hh" in report.complaints[0] and all(row.status == "right" for row in report.rows)


def test_check_gradients_is_not_fooled_by_buffers_that_are_used_again():
    """Gradients and outputs that live in arrays which the next call overwrites."""
    buffer, kept = np.empty((5, 2, 4)), [np.empty(value.shape) for value in rnn_inputs().values()]

    def forward(**inputs):
        h, cache = rnn_forward(**inputs)
        buffer[:] = h
        for gradient in kept:
            gradient[...] = np.nan
        return buffer, cache

    def backward(dh, cache):
        for gradient, value in zip(kept, rnn_backward(dh, cache), strict=True):
            gradient[...] = value
        return kept

    assert check_rnn(backward, forward).passed


# What is asked of forward, backward and inputs


@pytest.mark.parametrize(
    "error", [NotImplementedError("rnn_step_forward: write this function"), KeyError("W")]
)
def test_check_gradients_lets_the_students_errors_through(error):
    def raising(*args, **kwargs):
        raise error

    with pytest.raises(type(error)) as caught:
        check_rnn(forward=raising)
    assert caught.value is error
    with pytest.raises(type(error)) as caught:
        check_rnn(raising)
    assert caught.value is error


def test_check_gradients_takes_gradients_computed_with_a_given_upstream():
    inputs, upstream = rnn_inputs(), np.random.default_rng(3).standard_normal((5, 2, 4))
    h, cache = rnn_forward(**inputs)
    gradients = rnn_backward(upstream, cache)
    by_name = dict(zip(NAMES, gradients, strict=True))

    def forward(**inputs):
        return rnn_forward(**inputs)[0]

    for given in (gradients, list(gradients), by_name, {name[1:]: g for name, g in by_name.items()}):
        assert check_gradients(forward, given, inputs, upstream=upstream).passed
    with pytest.raises(ValueError, match="upstream: expected the upstream gradient"):
        check_gradients(forward, gradients, inputs)


def test_check_gradients_takes_a_loss_that_returns_its_gradients():
    def loss_and_grads(params, x):
        error = x @ params["W"] + params["b"] - 1
        return np.sum(error**2), {"W": 2 * x.T @ error, "b": 2 * error.sum(0)}

    x = np.random.default_rng(0).standard_normal((5, 3))
    params = {"W": np.ones((3, 2)), "b": np.zeros(2)}
    loss, grads = loss_and_grads(params, x)
    assert check_gradients(lambda **params: loss_and_grads(params, x)[0], grads, params).passed
    assert check_gradients(
        lambda **params: loss_and_grads(params, x), lambda _, grads: grads, params, outputs=1
    ).passed
    grads["W"] = grads["W"] * 1.0005
    assert not check_gradients(lambda **params: loss_and_grads(params, x)[0], grads, params).passed


def test_check_gradients_draws_an_upstream_gradient_for_each_output():
    inputs = {"x": np.random.default_rng(0).standard_normal((2, 3))}
    assert check_gradients(
        lambda x: (np.sin(x), x**2), lambda ds, dq: ds * np.cos(inputs["x"]) + 2 * dq * inputs["x"], inputs
    ).passed
    assert check_gradients(
        lambda x: {"s": np.sin(x), "q": x**2},
        lambda d: {"x": d["s"] * np.cos(inputs["x"]) + 2 * d["q"] * inputs["x"]},
        inputs,
    ).passed
    assert not check_gradients(
        lambda x: (np.sin(x), x**2), lambda ds, dq: ds * np.cos(inputs["x"]), inputs
    ).passed


def test_check_gradients_holds_targets_and_switches_constant():
    logits, targets = np.random.default_rng(0).standard_normal((4, 3)), np.array([0, 2, 1, 1])

    def loss(logits, targets, mask):
        return np.sum(np.log(np.exp(logits).sum(1)) - logits[np.arange(4), targets])

    gradient = np.exp(logits) / np.exp(logits).sum(1, keepdims=True) - np.eye(3)[targets]
    report = check_gradients(
        loss, {"dlogits": gradient}, {"logits": logits, "targets": targets, "mask": None}
    )
    assert report.passed and "held constant, not checked: targets, mask" in str(report)
    assert check_gradients(loss, gradient, (logits, targets, None)).passed


def test_check_gradients_takes_a_number_and_a_strided_array():
    assert (
        check_gradients(
            lambda a, x: a * np.sum(x**2), (14.0, np.array([8.0, 24.0])), (4.0, np.arange(1.0, 5)[::2])
        )
        .rows[1]
        .status
        == "right"
    )
    assert check_gradients(lambda a: a**3, 12.0, 2.0).passed


def test_check_gradients_names_gradients_that_are_missing_or_too_many():
    inputs = rnn_inputs()

    def named(dh, cache):
        gradients = dict(zip(NAMES, rnn_backward(dh, cache), strict=True))
        gradients["dW_hy"] = gradients.pop("dW_hh")
        return gradients

    report = check_rnn(named, inputs=inputs)
    assert row_of(report, "dW_hh").message.startswith(
        "dW_hh: expected a gradient under that key, got dx, dh_0"
    )
    assert "not asked for, not checked: dW_hy" in str(report)
    with pytest.raises(CheckFailed, match="expected 5 values .*, got 4"):
        check_rnn(lambda dh, cache: rnn_backward(dh, cache)[:4], inputs=inputs).raise_if_failed()
    with pytest.raises(CheckFailed, match="expected 5 values .*, got None"):
        check_rnn(lambda dh, cache: None, inputs=inputs).raise_if_failed()


@pytest.mark.parametrize(
    ("forward", "outputs", "said"),
    [
        (lambda x: None, None, "expected float arrays as outputs, got None"),
        (lambda x: "h", None, "expected float arrays as outputs, got 'h'"),
        (lambda x: (x, {"cache": 1}), None, "outputs=1 says that only the first"),
        (lambda x: x > 0, None, "expected float arrays as outputs"),
        (lambda x: x, 1, "expected 1 output and then a cache, got an array"),
        (lambda x: (x,), 1, "expected 1 output and then a cache, got a tuple of 1 item"),
        (lambda x: x / 0 * 0, None, "expected finite outputs"),
        (lambda x: x[: 2 + (x[0] == 1)], None, "may not depend on the values"),
    ],
    ids=["none", "text", "cache", "bool", "no-cache", "too-few", "nan", "changing-shape"],
)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_check_gradients_says_what_is_wrong_with_the_outputs(forward, outputs, said):
    with pytest.raises(CheckFailed, match=said):
        check_gradients(forward, lambda *upstream: np.ones(3), np.ones(3), outputs=outputs)


def test_check_gradients_says_when_the_output_is_not_shaped_like_upstream():
    with pytest.raises(CheckFailed, match="expected outputs shaped like upstream"):
        check_gradients(np.sin, lambda d: d, np.ones(3), upstream=np.ones(4))


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"x": [1.0, 2.0]}, "x: expected a float64 array"),
        ({"x": np.ones(2, dtype=np.float32)}, "dtype float32"),
        ({"params": {"W": np.ones(2)}}, "arrays inside a dict"),
        ({"x": np.array([1.0, np.nan])}, "finite"),
        ({"x": np.array([1, 2])}, "at least one float64 array"),
        ({}, "at least one float64 array, got none"),
    ],
    ids=["list", "float32", "dict", "nan", "integers-only", "nothing"],
)
def test_check_gradients_says_what_inputs_it_takes(inputs, said):
    with pytest.raises(ValueError, match=said):
        check_gradients(np.sum, np.ones(2), inputs)


def test_check_gradients_knows_two_modes():
    with pytest.raises(ValueError, match='expected "full" or "fast"'):
        check_rnn(mode="quick")


# Fast mode


def test_fast_mode_finds_nearly_every_small_error_and_says_what_it_does_not_cover():
    """0.05 % in one entry, by a new direction each time."""
    missed = 0
    for seed in range(200):
        change = scaled_entry(np.unravel_index(seed % 16, (4, 4)), 1.0005)
        report = check_rnn(with_change(3, change), rng=np.random.default_rng(seed), mode="fast")
        missed += report.passed
        assert report.rows[3].index is None
    assert missed == 0
    assert "misses an error at right angles" in str(report)
    assert "misses an error at right angles" in report._repr_html_()


def test_fast_mode_calls_forward_far_less_often():
    calls = {"full": 0, "fast": 0}
    for mode in calls:

        def counted(mode=mode, **inputs):
            calls[mode] += 1
            return rnn_forward(**inputs)

        check_rnn(forward=counted, mode=mode)
    entries = sum(value.size for value in rnn_inputs().values())
    assert calls["full"] < 2 * entries + 75
    assert calls["fast"] < 50


# What the numbers suggest


def one_sample_only(dh, cache):
    alone = dh.copy()
    alone[:, 1] = 0
    return (*rnn_backward(dh, cache)[:4], rnn_backward(alone, cache)[4])


def without_carry(dh, cache):
    """Each step by itself: nothing comes back through time."""
    x, h_0, W_xh, W_hh, h = cache
    da = dh * (1 - h**2)
    before = np.concatenate([h_0[None], h[:-1]])
    return (
        da @ W_xh.T,
        da[0] @ W_hh.T,
        np.einsum("tnd,tnh->dh", x, da),
        np.einsum("tni,tnj->ij", before, da),
        da.sum((0, 1)),
    )


@pytest.mark.parametrize(
    ("backward", "name", "said"),
    [
        (with_change(1, np.negative), "dh_0", "wrong sign"),
        (with_change(4, lambda g: g / 3), "db_h", "1/N = 1/3"),
        (with_change(2, lambda g: g / 5), "dW_xh", "1/T = 1/5"),
        (with_change(3, np.transpose), "dW_hh", "transposed"),
        (one_sample_only, "db_h", None),
        (without_carry, "dx", "right at the last step and wrong before"),
        (
            with_change(0, lambda g: np.concatenate([0 * g[:3], g[3:]])),
            "dx",
            "right at the last 2 steps and zero",
        ),
        (with_change(2, lambda g: g[[2, 0, 1]]), "dW_xh", "rows are right"),
    ],
    ids=[
        "sign",
        "mean-over-batch",
        "mean-over-time",
        "transpose",
        "two-of-three",
        "no-carry",
        "truncated",
        "rows",
    ],
)
def test_check_gradients_adds_what_the_numbers_suggest(backward, name, said):
    hint = row_of(check_rnn(backward, inputs=rnn_inputs(N=3)), name).hint
    assert hint is None if said is None else said in hint


def test_check_gradients_names_a_sum_over_the_batch_that_is_missing():
    assert "one sample alone (first)" in row_of(check_rnn(one_sample_only), "db_h").hint


def test_check_gradients_suggests_nothing_where_nothing_fits():
    noise = np.random.default_rng(5).standard_normal((4, 4))
    assert row_of(check_rnn(with_change(3, lambda g: g + noise)), "dW_hh").hint is None


def test_check_gradients_takes_the_axes_of_other_names():
    inputs = {"kernel": np.random.default_rng(0).standard_normal((3, 8))}
    right = np.cos(inputs["kernel"])
    report = check_gradients(
        lambda kernel: np.sin(kernel).sum(), np.roll(right, 2, 1), inputs, axes={"kernel": "HG"}
    )
    assert "The gate blocks stand in the order" in report.rows[0].hint
