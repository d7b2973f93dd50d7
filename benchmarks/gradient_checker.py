"""The gradient checker against torch.autograd.gradcheck: time, and who notices 0.05 % in one entry.

    .venv/bin/python benchmarks/gradient_checker.py [runs]

Both check one LSTM with the same equations and numbers in float64: T, N, D, H = 5, 2, 4, 3 and 148 inputs,
    all parameters,
states and x. Runs alternate, medians are printed. torch gets one thread, with which it is fastest at this
size.
"""

import statistics
import sys
import time

import numpy as np

from rnn_helpers.gradient_check import check_gradients

try:
    import torch
except ModuleNotFoundError:
    sys.exit(
        "torch: expected for the comparison, got no such module. "
        "Install the extra: .venv/bin/python -m pip install -e '.[bench]'"
    )

T, N, D, H = 5, 2, 4, 3
ERROR = 1.0005
# torch's own tolerances, and tight ones with which it still passes the right gradient at this size.
DEFAULT, TIGHT = {"atol": 1e-5, "rtol": 1e-3}, {"atol": 1e-8, "rtol": 1e-5}


def lstm_inputs(rng):
    """Inputs by name; gates in the order i, f, o, g."""
    return {
        "x": rng.standard_normal((T, N, D)),
        "h_0": rng.standard_normal((N, H)),
        "c_0": rng.standard_normal((N, H)),
        "W_x": rng.standard_normal((D, 4 * H)) / np.sqrt(D),
        "W_h": rng.standard_normal((H, 4 * H)) / np.sqrt(H),
        "b": rng.standard_normal(4 * H),
    }


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm_forward(x, h_0, c_0, W_x, W_h, b):
    """h (T, N, H) and the cache, one step after the other."""
    h, c, h_prev, c_prev, steps = [], [], h_0, c_0, []
    for x_t in x:
        a = x_t @ W_x + h_prev @ W_h + b
        i, f, o = (sigmoid(a[:, k * H : (k + 1) * H]) for k in range(3))
        g = np.tanh(a[:, 3 * H :])
        c_t = f * c_prev + i * g
        tanh_c = np.tanh(c_t)
        steps.append((x_t, h_prev, c_prev, i, f, o, g, tanh_c))
        h_prev, c_prev = o * tanh_c, c_t
        h.append(h_prev)
        c.append(c_t)
    return np.stack(h), (W_x, W_h, steps)


def lstm_backward(dh, cache):
    """dx, dh_0, dc_0, dW_x, dW_h, db."""
    W_x, W_h, steps = cache
    dx, dW_x, dW_h, db = np.zeros((T, N, D)), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros(4 * H)
    dh_next, dc_next = np.zeros((N, H)), np.zeros((N, H))
    for t in reversed(range(T)):
        x_t, h_prev, c_prev, i, f, o, g, tanh_c = steps[t]
        dh_t = dh[t] + dh_next
        dc_t = dc_next + dh_t * o * (1 - tanh_c**2)
        gates = (
            dc_t * g * i * (1 - i),
            dc_t * c_prev * f * (1 - f),
            dh_t * tanh_c * o * (1 - o),
            dc_t * i * (1 - g**2),
        )
        da = np.concatenate(gates, axis=1)
        dx[t], dh_next, dc_next = da @ W_x.T, da @ W_h.T, dc_t * f
        dW_x += x_t.T @ da
        dW_h += h_prev.T @ da
        db += da.sum(axis=0)
    return dx, dh_next, dc_next, dW_x, dW_h, db


def torch_lstm(x, h_0, c_0, W_x, W_h, b):
    """The same equations in torch."""
    h, h_prev, c_prev = [], h_0, c_0
    for x_t in x:
        i, f, o, g = (x_t @ W_x + h_prev @ W_h + b).chunk(4, dim=1)
        c_prev = torch.sigmoid(f) * c_prev + torch.sigmoid(i) * torch.tanh(g)
        h_prev = torch.sigmoid(o) * torch.tanh(c_prev)
        h.append(h_prev)
    return torch.stack(h)


class SlightlyWrong(torch.autograd.Function):
    """`torch_lstm` times `size`, of which entry `index` of gradient `number` is multiplied by `factor`."""

    @staticmethod
    def forward(ctx, number, index, factor, size, *arrays):
        ctx.save_for_backward(*arrays)
        ctx.mistake = number, index, factor, size
        return size * torch_lstm(*arrays)

    @staticmethod
    def backward(ctx, dh):
        number, index, factor, size = ctx.mistake
        with torch.enable_grad():
            arrays = [array.detach().requires_grad_() for array in ctx.saved_tensors]
            gradients = list(torch.autograd.grad(torch_lstm(*arrays), arrays, size * dh))
        gradients[number] = gradients[number].clone()
        gradients[number][index] *= factor
        return None, None, None, None, *gradients


def we_notice(inputs, number, index, factor, size, mode="full"):
    def backward(dh, cache):
        gradients = lstm_backward(size * dh, cache)
        gradients[number][index] *= factor
        return gradients

    def forward(**inputs):
        h, cache = lstm_forward(**inputs)
        return size * h, cache

    return not check_gradients(forward, backward, inputs, outputs=1, mode=mode).passed


def torch_notices(tensors, number, index, factor, size, tolerances, **mode):
    def mistaken(*arrays):
        return SlightlyWrong.apply(number, index, factor, size, *arrays)

    options = {"raise_exception": False, "check_undefined_grad": False, **tolerances, **mode}
    return not torch.autograd.gradcheck(mistaken, tensors, **options)


def print_times(inputs, tensors, runs):
    """Medians of alternating runs, and our time as a fraction of torch's."""
    ours = {mode: lambda mode=mode: check_gradients(lstm_forward, lstm_backward, inputs, outputs=1, mode=mode)
            for mode in ("full", "fast")}  # fmt: skip
    theirs = {mode: lambda mode=mode: torch.autograd.gradcheck(torch_lstm, tensors, fast_mode=mode == "fast")
              for mode in ("full", "fast")}  # fmt: skip
    calls = 0

    def counted(**arrays):
        nonlocal calls
        calls += 1
        return lstm_forward(**arrays)

    print(f"Time, {sum(array.size for array in inputs.values())} inputs, medians of {runs} alternating runs")
    print(f"{'mode':<8}{'ours':>10}{'torch':>10}{'ratio':>8}{'forward calls':>16}")
    for mode in ("full", "fast"):
        calls = 0
        assert check_gradients(counted, lstm_backward, inputs, outputs=1, mode=mode).passed
        seconds = {"ours": [], "torch": []}
        for _ in range(runs + 1):
            for who, run in (("ours", ours[mode]), ("torch", theirs[mode])):
                start = time.perf_counter()
                run()
                seconds[who].append(time.perf_counter() - start)
        # The first run of each warms up.
        mine, yours = (statistics.median(seconds[who][1:]) * 1e3 for who in ("ours", "torch"))
        print(f"{mode:<8}{mine:>7.1f} ms{yours:>7.1f} ms{mine / yours:>8.2f}{calls:>16}")


def print_detection(inputs, tensors):
    """How often a mistake in one entry is noticed: in any entry, in the quarter of the smallest gradients."""
    h, cache = lstm_forward(**inputs)
    gradients = lstm_backward(np.random.default_rng(0).standard_normal(h.shape), cache)
    entries = [(number, index) for number, array in enumerate(gradients) for index in np.ndindex(array.shape)]
    sizes = np.array([abs(gradients[number][index]) for number, index in entries])
    small = sizes <= np.quantile(sizes, 0.25)
    checkers = {
        "ours": lambda *mistake: we_notice(inputs, *mistake),
        "ours, fast": lambda *mistake: we_notice(inputs, *mistake, mode="fast"),
        "torch": lambda *mistake: torch_notices(tensors, *mistake, DEFAULT),
        f"torch, {TIGHT['atol']:g}, {TIGHT['rtol']:g}": lambda *mistake: torch_notices(
            tensors, *mistake, TIGHT
        ),
    }
    for said, factor, size in (
        ("0.05 % in one entry", ERROR, 1.0),
        ("one entry twice what it should be, all gradients times 1e-9", 2.0, 1e-9),
    ):
        print(f"\nNoticed: {said}")
        print(f"{'checker':<24}{'all':>12}{'smallest 1/4':>16}{'right gradient':>18}")
        for name, notices in checkers.items():
            noticed = np.array([notices(number, index, factor, size) for number, index in entries])
            verdict = "fails" if notices(0, (0, 0, 0), 1.0, size) else "passes"
            found = [f"{part.sum()}/{part.size}" for part in (noticed, noticed[small])]
            print(f"{name:<24}{found[0]:>12}{found[1]:>16}{verdict:>18}", flush=True)


def main():
    torch.set_num_threads(1)
    inputs = lstm_inputs(np.random.default_rng(0))
    tensors = tuple(torch.tensor(array, requires_grad=True) for array in inputs.values())
    assert np.allclose(lstm_forward(**inputs)[0], torch_lstm(*tensors).detach().numpy(), rtol=1e-12)
    print_times(inputs, tensors, int(sys.argv[1]) if len(sys.argv) > 1 else 25)
    print_detection(inputs, tensors)


if __name__ == "__main__":
    main()
