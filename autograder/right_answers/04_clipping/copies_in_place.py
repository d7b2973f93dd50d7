"""In-place work on arrays of its own, and generators."""

# ruff: noqa: F821 - sigmoid stands in the notebook

import numpy as np


def unit_surface(w, b, T, x_0=0.5, target=0.7):
    shape = np.broadcast_shapes(np.shape(w), np.shape(b))
    x, dw, db = np.empty(shape), np.zeros(shape), np.zeros(shape)
    x[...] = x_0
    for _ in range(T):
        y = sigmoid(x)
        slope = y * (1 - y)
        slope *= w
        dw *= slope
        dw += y
        db *= slope
        db += 1
        np.multiply(w, y, out=x)
        x += b
    y = sigmoid(x)
    error = y - target
    back = 2 * error * y * (1 - y)
    dw *= back
    db *= back
    return error**2, dw, db


def global_norm(grads):
    return sum(np.vdot(gradient, gradient) for gradient in grads.values()) ** 0.5


def clip_by_global_norm(grads, threshold):
    clipped = {name: np.array(gradient, dtype=float, copy=True) for name, gradient in grads.items()}
    norm = global_norm(clipped)
    if norm != norm or norm == float("inf"):
        raise FloatingPointError("norm")
    if norm > threshold:
        for gradient in clipped.values():
            gradient *= threshold
            gradient /= norm
    return clipped, norm


def sgd_path(w, b, lr, steps, threshold=None, T=50):
    theta = {"w": np.array(w, dtype=float), "b": np.array(b, dtype=float)}

    def points():
        yield theta["w"].item(), theta["b"].item()
        for _ in range(steps):
            grads = dict(zip(("w", "b"), unit_surface(theta["w"], theta["b"], T)[1:], strict=True))
            grads = grads if threshold is None else clip_by_global_norm(grads, threshold)[0]
            for name in theta:
                theta[name] -= lr * grads[name]
            yield theta["w"].item(), theta["b"].item()

    return np.fromiter(points(), dtype=(float, 2))


def omega_regulariser(dh_total, h, W_hh):
    T, N, H = h.shape
    dh, slope = dh_total.reshape(-1, H).copy(), 1 - np.square(h.reshape(-1, H))
    length = np.square(dh).sum(axis=1)
    keep = length > 0
    dh, slope, length = dh[keep], slope[keep], length[keep]
    dh *= slope
    back = dh @ W_hh.transpose()
    excess = np.square(back).sum(axis=1)
    excess /= length
    excess -= 1
    omega = excess.dot(excess) / N
    excess /= length
    back *= excess[:, None]
    return omega, 4 / N * back.T.dot(dh)
