"""Probes of 04_clipping. Points of the surface lie away from the wall, where rounding errors don't grow."""

import numpy as np

from ..tasks import random_rnn


def draw_grads(rng, sizes, norm):
    """A dict of random gradients of that length together, with arrays of every number of axes."""
    grads, _ = random_rnn(sizes.D, sizes.H, sizes.K, rng)
    grads |= {"filters": rng.normal(size=(sizes.N, sizes.D, 2)), "gain": np.array(rng.normal())}
    length = np.linalg.norm(np.concatenate([gradient.ravel() for gradient in grads.values()]))
    return {name: np.asarray(gradient * (norm / length)) for name, gradient in grads.items()}


def global_norm(observation, rng, sizes, global_norm):
    for power in range(6):
        grads = draw_grads(rng, sizes, norm=np.exp(rng.uniform(2, 8)))
        observation.call(f"gradient {power}", global_norm, {"grads": grads}, "norm", twice=power == 0)
    observation.call("one array", global_norm, {"grads": {"W_hh": grads["W_hh"]}}, "norm")


def clip_by_global_norm(observation, rng, sizes, clip_by_global_norm, global_norm):
    """The norm that it may call is looked at, too: whose mistake is it?"""
    for norm, threshold in ((300.0, 20.0), (0.8, 0.7), (20.0, 30.0), (0.8, 0.9)):
        arguments = {"grads": draw_grads(rng, sizes, norm), "threshold": threshold}
        label = f"length {norm}, threshold {threshold}"
        observation.call(label, clip_by_global_norm, arguments, ("clipped", "norm"), twice=norm > 9)

    observation.call("norm alone", global_norm, {"grads": draw_grads(rng, sizes, 3.0)}, "norm")

    def answers(grads, threshold):
        clip_by_global_norm(grads, threshold)
        return 1.0

    for bad in (np.inf, np.nan):
        grads = draw_grads(rng, sizes, 2.0)
        grads["W_hh"][-1, -1] = bad
        observation.call(f"an entry is {bad}", answers, {"grads": grads, "threshold": 1.0}, "answers")


def unit_surface(observation, rng, sizes, unit_surface):
    """The target lies far from what a sigmoid can give: E and its derivatives are large numbers."""
    for T in sorted({1, sizes.T, 10 * sizes.T}):
        arguments = {"w": rng.uniform(1, 3.2, (2, 3)), "b": rng.uniform(-3, 1, (2, 3)), "T": T}
        arguments |= {"x_0": rng.uniform(-2, 2), "target": rng.uniform(20, 60)}
        observation.call(f"T = {T}", unit_surface, arguments, ("E", "dE_dw", "dE_db"), twice=T == 1)
    arguments = {"w": np.array([[1.5], [2.5]]), "b": np.array([-2.0, -1.0, 0.0]), "T": 4}
    observation.call("grid", unit_surface, arguments, ("E", "dE_dw", "dE_db"))


def sgd_path(observation, rng, sizes, sgd_path, unit_surface, clip_by_global_norm):
    """What it calls is looked at, too: whose mistake is it?"""
    for label, threshold in (("no clipping", None), ("always clipped", 0.004), ("never clipped", 10.0)):
        start = {"w": rng.uniform(1, 2), "b": rng.uniform(-2.5, -1.5), "lr": rng.uniform(2, 6), "steps": 4}
        arguments = {**start, "threshold": threshold, "T": sizes.T}
        observation.call(label, sgd_path, arguments, "path", twice=threshold is None)
    arguments = {"w": start["w"], "b": start["b"], "T": sizes.T}
    observation.call("one point", unit_surface, arguments, ("E", "dE_dw", "dE_db"))
    grads = draw_grads(rng, sizes, 0.8)
    for threshold in (0.1, 0.7, 0.9):
        arguments = {"grads": grads, "threshold": threshold}
        observation.call(f"clipped at {threshold}", clip_by_global_norm, arguments, ("clipped", "norm"))


def omega_regulariser(observation, rng, sizes, omega_regulariser):
    shape = (sizes.T, sizes.N, sizes.H)
    W_hh = 1.4 * rng.normal(size=(sizes.H, sizes.H)) / np.sqrt(sizes.H)
    arguments = {"dh_total": rng.normal(size=shape), "h": np.tanh(1.5 * rng.normal(size=shape)), "W_hh": W_hh}
    observation.call("general", omega_regulariser, arguments, ("omega", "dW_hh"), twice=True)
    short = {**arguments, "dh_total": arguments["dh_total"] * 1e-4}
    observation.call("short gradients", omega_regulariser, short, ("omega", "dW_hh"))
    dead = {**arguments, "dh_total": arguments["dh_total"].copy()}
    dead["dh_total"][-1, 0] = 0
    observation.call("a gradient of zero", omega_regulariser, dead, ("omega", "dW_hh"))


PROBES = {
    probe.__name__: probe
    for probe in (global_norm, clip_by_global_norm, unit_surface, sgd_path, omega_regulariser)
}
