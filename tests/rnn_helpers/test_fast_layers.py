"""The fast RNN, LSTM and GRU: values and every gradient against plain forward passes and autograd."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from autograder.reference import gated, rnn
from rnn_helpers.gru_layer import GRULayer
from rnn_helpers.lstm_layer import LSTMLayer
from rnn_helpers.rnn_layer import RNNLayer

GENERAL = (6, 2, 3, 5)
SIZES = {"one step": (1, 2, 3, 4), "one sequence": (5, 1, 3, 4), "one unit": (4, 3, 2, 1), "general": GENERAL}
PLAIN = {
    RNNLayer: rnn.forward,
    LSTMLayer: lambda *arguments: gated.lstm_forward(*arguments)[0],
    GRULayer: gated.gru_forward,
}
each_layer = pytest.mark.parametrize("layer", PLAIN, ids=lambda layer: layer.__name__)
each_size = pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES.keys())


def random_arguments(layer, sizes, rng, dtype=np.float64):
    """x and then every array that `layer.SHAPES` names, drawn away from zero so that no term can hide."""
    T, N, D, H = sizes
    lengths = {"N": N, "D": D, "H": H, "3H": 3 * H, "4H": 4 * H}
    shapes = [(T, N, D)] + [tuple(lengths[axis] for axis in shape) for shape in layer.SHAPES.values()]
    return [(rng.normal(size=shape) / np.sqrt(max(H, D))).astype(dtype) for shape in shapes]


def run(layer, arguments, rng):
    """One forward and backward pass of a layer object. Returns h, the upstream gradient and the gradients."""
    h, *_, cache = layer.forward(*arguments)
    dh = rng.normal(size=h.shape).astype(h.dtype)
    return h, dh, layer.backward(dh, cache)


def autograd_gradients(layer, arguments, dh):
    """Gradient of Σ dh · h with respect to every argument of the plain forward pass."""

    def scalar(*values):
        return anp.sum(dh * PLAIN[layer](*values))

    return [grad(scalar, position)(*arguments) for position in range(len(arguments))]


def worst_error(got, expected):
    """Largest error over several arrays, each relative to the largest entry of what is expected."""
    assert [np.shape(array) for array in got] == [np.shape(array) for array in expected]
    return max(np.abs(g - e).max() / np.abs(e).max() for g, e in zip(got, expected, strict=True))


@each_size
@each_layer
def test_layer_forward_is_the_plain_forward_pass(layer, sizes):
    arguments = random_arguments(layer, sizes, np.random.default_rng(1))
    h, *_ = layer().forward(*arguments)
    assert worst_error([h], [PLAIN[layer](*arguments)]) < 1e-14


@each_size
@each_layer
def test_layer_backward_is_autograds_gradient(layer, sizes):
    """Is every entry of every gradient right, biases, inputs and initial states included?"""
    rng = np.random.default_rng(2)
    arguments = random_arguments(layer, sizes, rng)
    _, dh, gradients = run(layer(), arguments, rng)
    assert worst_error(gradients, autograd_gradients(layer, arguments, dh)) < 1e-13


@each_layer
def test_layer_gradient_off_by_a_twentieth_of_a_percent_is_seen(layer):
    """Would the test above notice one entry of one gradient that is 0.05 % off?"""
    rng = np.random.default_rng(3)
    arguments = random_arguments(layer, GENERAL, rng)
    _, dh, gradients = run(layer(), arguments, rng)
    expected = autograd_gradients(layer, arguments, dh)
    for gradient in gradients:
        largest = np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
        gradient[largest] *= 1.0005
        assert worst_error(gradients, expected) > 1e-4
        gradient[largest] /= 1.0005
    assert worst_error(gradients, expected) < 1e-13


@each_layer
def test_layer_in_float32_stays_float32_and_near_float64(layer):
    rng = np.random.default_rng(4)
    arguments = random_arguments(layer, GENERAL, rng, np.float32)
    h, dh, gradients = run(layer(), arguments, rng)
    assert {h.dtype, *(gradient.dtype for gradient in gradients)} == {np.dtype(np.float32)}
    doubles = [argument.astype(np.float64) for argument in arguments]
    assert worst_error(gradients, autograd_gradients(layer, doubles, dh.astype(np.float64))) < 2e-6


@each_layer
def test_layer_leaves_its_arguments_alone_and_a_second_backward_agrees(layer):
    rng = np.random.default_rng(5)
    arguments = random_arguments(layer, GENERAL, rng)
    before = [argument.copy() for argument in arguments]
    working = layer()
    h, *_, cache = working.forward(*arguments)
    dh = rng.normal(size=h.shape)
    dh_before = dh.copy()
    first = [gradient.copy() for gradient in working.backward(dh, cache)]
    second = working.backward(dh, cache)
    assert np.array_equal(dh, dh_before)
    assert all(np.array_equal(a, b) for a, b in zip(arguments, before, strict=True))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@each_layer
def test_layer_sizes_may_change_from_call_to_call(layer):
    """Do the buffers of an earlier call leave anything behind?"""
    rng = np.random.default_rng(6)
    working = layer()
    for sizes in (GENERAL, (4, 3, 2, 4), GENERAL, GENERAL):
        arguments = random_arguments(layer, sizes, rng)
        _, dh, gradients = run(working, arguments, rng)
        assert worst_error(gradients, autograd_gradients(layer, arguments, dh)) < 1e-13


@each_layer
def test_layer_takes_arrays_that_are_not_contiguous(layer):
    rng = np.random.default_rng(7)
    arguments = random_arguments(layer, GENERAL, rng)
    strided = [np.repeat(argument, 2, axis=-1)[..., ::2] for argument in arguments]
    _, dh, gradients = run(layer(), strided, rng)
    assert worst_error(gradients, autograd_gradients(layer, arguments, dh)) < 1e-13


@each_layer
def test_layer_saturates_without_a_warning(layer):
    rng = np.random.default_rng(8)
    huge = [1000 * argument for argument in random_arguments(layer, GENERAL, rng)]
    h, _, gradients = run(layer(), huge, rng)
    assert all(np.isfinite(array).all() for array in (h, *gradients))


@each_layer
def test_layer_refuses_a_stale_cache(layer):
    """Two forward passes, then a backward pass for the first: would the gradient be silently wrong?"""
    arguments = random_arguments(layer, GENERAL, np.random.default_rng(9))
    working = layer()
    h, *_, cache = working.forward(*arguments)
    working.forward(*arguments)
    with pytest.raises(ValueError, match="cache: expected the one of this layer's latest forward call"):
        working.backward(np.ones(h.shape), cache)


@pytest.mark.parametrize(
    ("layer", "name"),
    [(layer, name) for layer in PLAIN for name in layer.SHAPES],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
@pytest.mark.parametrize(
    "spoil", [lambda a: a.astype(np.float32), lambda a: a[..., None, :]], ids=["dtype", "extra axis"]
)
def test_layer_names_the_argument_of_another_shape_or_dtype(layer, name, spoil):
    arguments = random_arguments(layer, GENERAL, np.random.default_rng(10))
    position = 1 + list(layer.SHAPES).index(name)
    arguments[position] = spoil(arguments[position])
    with pytest.raises(ValueError, match=f"^{name}: expected"):
        layer().forward(*arguments)


@pytest.mark.parametrize("spoil", [lambda x: x[0], lambda x: x.astype(int)], ids=["one step", "integers"])
@each_layer
def test_layer_names_an_input_that_is_no_sequence_of_floats(layer, spoil):
    x, *others = random_arguments(layer, GENERAL, np.random.default_rng(11))
    with pytest.raises(ValueError, match="^x: expected"):
        layer().forward(spoil(x), *others)


def test_rnn_layer_gives_the_whole_gradient_on_every_state():
    """Is dh_total what perturbing h_k would give? By autograd: the gradient on an input added to h_k."""
    rng = np.random.default_rng(12)
    x, h_0, W_xh, W_hh, b_h = random_arguments(RNNLayer, GENERAL, rng)
    layer = RNNLayer()
    h, cache = layer.forward(x, h_0, W_xh, W_hh, b_h)
    dh, dh_total = rng.normal(size=h.shape), np.empty_like(h)
    layer.backward(dh, cache, dh_total)

    def scalar(added):
        total, state = 0.0, h_0
        for x_t, dh_t, added_t in zip(x, dh, added, strict=True):
            state = rnn.step(x_t, state, W_xh, W_hh, b_h) + added_t
            total = total + anp.sum(dh_t * state)
        return total

    assert worst_error([dh_total], [grad(scalar)(np.zeros(h.shape))]) < 1e-13


def test_lstm_layer_returns_the_cells_of_the_plain_forward_pass():
    arguments = random_arguments(LSTMLayer, GENERAL, np.random.default_rng(13))
    _, c, _ = LSTMLayer().forward(*arguments)
    assert worst_error([c], [gated.lstm_forward(*arguments)[1]]) < 1e-14
