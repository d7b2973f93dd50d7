"""The fast layers against torch on the same CPU: forward and backward, milliseconds and ratio.

    python benchmarks/layers.py --threads 1
    python benchmarks/layers.py --threads 2 --layers LSTM GRU --rounds 15

Needs torch. NumPy and torch work in separate processes that take turns: in one process the idle threads
of one library's pool steal the cores from the other's. Both get the same number of threads. Every round
times both; the ratio is the median over the rounds, with its quartiles. The column "products" is the
time of the layer's matrix products alone: what is left when every other operation is free. Before
timing, all gradients are compared with torch's.
"""

import argparse
import multiprocessing
import os
import statistics
import time

SIZES = ((20, 8, 16, 32), (50, 32, 64, 128), (100, 64, 128, 256), (35, 64, 256, 512))
BLOCKS = {"RNN": 1, "LSTM": 4, "GRU": 3}
TARGETS = {("RNN", "float64"): 1.0, ("LSTM", "float64"): 1.0, ("GRU", "float64"): 1.0}
TARGETS |= {("LSTM", "float32"): 1.5, ("GRU", "float32"): 1.5}
SECONDS_PER_TURN = 0.1
AGREEMENT = {"float64": 1e-10, "float32": 1e-3}


def random_problem(kind, sizes, dtype):
    """x, h_0, the parameters in the layer's order, and the upstream gradient."""
    import numpy as np

    T, N, D, H = sizes
    rng, blocks = np.random.default_rng(0), BLOCKS[kind]
    shapes = [(T, N, D), *[(N, H)] * (1 + (kind == "LSTM")), (D, blocks * H), (H, blocks * H), (blocks * H,)]
    shapes += [(H,)] * (kind == "GRU") + [(T, N, H)]
    *arguments, dh = (rng.uniform(-1, 1, size=shape).astype(dtype) for shape in shapes)
    for parameter in arguments[1:]:
        parameter /= np.asarray(H**0.5, dtype)
    return arguments, dh


def numpy_layer(kind, sizes, dtype):
    """A function that makes one forward and backward pass of ours and returns every gradient."""
    from rnn_helpers.gru_layer import GRULayer
    from rnn_helpers.lstm_layer import LSTMLayer
    from rnn_helpers.rnn_layer import RNNLayer

    layer = {"RNN": RNNLayer, "LSTM": LSTMLayer, "GRU": GRULayer}[kind]()
    arguments, dh = random_problem(kind, sizes, dtype)

    def work():
        *_, cache = layer.forward(*arguments)
        return layer.backward(dh, cache)

    return work


def torch_layer(kind, sizes, dtype):
    """The same with torch, from the same numbers; gradients come in torch's own layout."""
    import numpy as np
    import torch

    T, N, D, H = sizes
    arguments, dh = random_problem(kind, sizes, dtype)
    module = getattr(torch.nn, kind)(D, H, dtype=getattr(torch, dtype))
    states = 1 + (kind == "LSTM")
    x, *initial = (torch.from_numpy(a).requires_grad_() for a in arguments[: 1 + states])
    W_x, W_h, b, *b_hn = arguments[1 + states :]
    with torch.no_grad():
        module.weight_ih_l0.copy_(torch.from_numpy(to_torch_order(kind, W_x)))
        module.weight_hh_l0.copy_(torch.from_numpy(to_torch_order(kind, W_h)))
        module.bias_ih_l0.copy_(torch.from_numpy(to_torch_order(kind, b)))
        module.bias_hh_l0.zero_()
        if b_hn:
            module.bias_hh_l0[2 * H :] = torch.from_numpy(b_hn[0])
    upstream = torch.from_numpy(dh)
    leaves = [x, *initial]

    def work():
        module.zero_grad()
        for leaf in leaves:
            leaf.grad = None
        start = [state[None] for state in initial]
        h, _ = module(x, tuple(start) if kind == "LSTM" else start[0])
        h.backward(upstream)
        grads = [leaf.grad.numpy() for leaf in leaves]
        grads += [
            module.weight_ih_l0.grad.numpy(),
            module.weight_hh_l0.grad.numpy(),
            module.bias_ih_l0.grad.numpy(),
        ]
        return grads + ([module.bias_hh_l0.grad.numpy()[2 * H :]] if b_hn else [])

    work.disagreement = lambda: max(
        float(
            np.abs(theirs - (ours if n <= states else to_torch_order(kind, ours))).max()
            / np.abs(theirs).max()
        )
        for n, (theirs, ours) in enumerate(zip(work(), numpy_layer(kind, sizes, dtype)(), strict=True))
    )
    return work


def to_torch_order(kind, parameter):
    """Ours (…, blocks·H) as torch's (blocks·H, …); torch has the LSTM's blocks in the order i, f, g, o."""
    import numpy as np

    if kind == "LSTM":
        i, f, o, g = np.split(parameter, 4, axis=-1)
        parameter = np.concatenate([i, f, g, o], axis=-1)
    return np.ascontiguousarray(parameter.T)


def matrix_products(kind, sizes, dtype):
    """The products of a forward and a backward pass and nothing else, into preallocated arrays."""
    import numpy as np

    T, N, D, H = sizes
    rng, width = np.random.default_rng(0), BLOCKS[kind] * H
    shapes = ((T * N, D), (D, width), (T * N, width), (T * N, H), (H, width), (width, H), (N, width), (N, H))
    x, W_x, z, h, W_h, W_h_T, z_t, h_t = (rng.uniform(-1, 1, size=shape).astype(dtype) for shape in shapes)
    dx, dW_x, dW_h, dz_t = np.empty_like(x), np.empty_like(W_x), np.empty_like(W_h), z_t.copy()

    def work():
        np.matmul(x, W_x, out=z)
        for _ in range(T):
            np.matmul(h[:N], W_h, out=z_t)
        for _ in range(T):
            np.matmul(dz_t, W_h_T, out=h_t)
        np.matmul(x.T, z, out=dW_x)
        np.matmul(h.T, z, out=dW_h)
        np.matmul(z, W_x.T, out=dx)

    return work


MAKERS = {"numpy": numpy_layer, "torch": torch_layer, "products": matrix_products}


def serve(connection, threads):
    """One contestant's process: prepare a piece of work, time it when asked."""
    work = None
    for request, *details in iter(connection.recv, None):
        if request == "prepare":
            maker, kind, sizes, dtype = details
            if maker == "torch":
                import torch

                torch.set_num_threads(threads)
            work = MAKERS[maker](kind, sizes, dtype)
            disagreement = work.disagreement() if maker == "torch" else 0.0
            work()
            connection.send(disagreement)
        else:
            times, deadline = [], time.perf_counter() + SECONDS_PER_TURN
            while not times or time.perf_counter() < deadline:
                start = time.perf_counter()
                work()
                times.append(time.perf_counter() - start)
            connection.send(statistics.median(times))


class Contestant:
    """A process that works when asked."""

    def __init__(self, context, threads):
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, threads), daemon=True)
        self._process.start()

    def ask(self, *request):
        self._connection.send(request)
        return self._connection.recv()

    def close(self):
        self._connection.send(None)
        self._process.join()


def compare(ours, torch, products, case, rounds):
    """Time one case. Returns milliseconds of torch, ours, products, and the three quartiles of the ratio."""
    kind, sizes, dtype = case
    for contestant, maker in ((ours, "numpy"), (torch, "torch"), (products, "products")):
        disagreement = contestant.ask("prepare", maker, kind, sizes, dtype)
        if not disagreement < AGREEMENT[dtype]:
            raise SystemExit(f"{kind} {sizes} {dtype}: gradients differ from torch's by {disagreement:.1e}.")
    turns = [(torch.ask("time"), ours.ask("time"), products.ask("time")) for _ in range(rounds)]
    medians = [1000 * statistics.median(column) for column in zip(*turns, strict=True)]
    return medians, statistics.quantiles([mine / theirs for theirs, mine, _ in turns], n=4)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--layers", nargs="+", choices=BLOCKS, default=list(BLOCKS))
    options = parser.parse_args()
    # Read by each library when a process imports it.
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = str(options.threads)
    context = multiprocessing.get_context("spawn")
    contestants = [Contestant(context, options.threads) for _ in MAKERS]
    print(f"threads {options.threads}, rounds {options.rounds}; milliseconds for forward + backward")
    columns = f"{'torch':>8} {'ours':>8} {'products':>9}  ratio [quartiles]   target"
    print(f"{'layer':5} {'dtype':8} {'(T, N, D, H)':19} {columns}")
    for kind in options.layers:
        for dtype in AGREEMENT:
            for sizes in SIZES:
                (theirs, mine, limit), (low, ratio, high) = compare(
                    *contestants, (kind, sizes, dtype), options.rounds
                )
                target = TARGETS.get((kind, dtype))
                verdict = "" if target is None else f"{target} {'reached' if ratio <= target else 'MISSED'}"
                print(
                    f"{kind:5} {dtype:8} {sizes!s:19} {theirs:8.2f} {mine:8.2f} {limit:9.2f}  "
                    f"{ratio:.2f} [{low:.2f}, {high:.2f}]  {verdict}",
                    flush=True,
                )
    for contestant in contestants:
        contestant.close()


if __name__ == "__main__":
    main()
