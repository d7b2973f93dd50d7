"""Lists where others return tuples, preallocated arrays filled in place, prints and warnings on the way."""

import warnings

import numpy as np


def sigmoid(z):
    print("sigmoid of", np.shape(z))
    out = np.empty(np.shape(z))
    z = np.asarray(z)
    right = z >= 0
    out[right] = 1 / (1 + np.exp(-z[right]))
    grown = np.exp(z[~right])
    out[~right] = grown / (1 + grown)
    return out


class _Memory:
    """What one step leaves behind: copies, so that nothing of the caller's is touched."""

    def __init__(self, **arrays):
        self.__dict__.update({name: np.array(array) for name, array in arrays.items()})


def lstm_step_forward(x_t, h_prev, c_prev, W_x, W_h, b):
    warnings.warn("a step forward", stacklevel=2)
    H = len(b) // 4
    z = np.dot(x_t, W_x)
    z += np.dot(h_prev, W_h)
    z += b
    np.tanh(z[:, 3 * H :], out=z[:, 3 * H :])
    z[:, : 3 * H] = sigmoid(z[:, : 3 * H])
    i, f, o, g = (z[:, k * H : (k + 1) * H] for k in range(4))
    c_t = c_prev * f
    c_t += i * g
    saved = _Memory(x=x_t, h=h_prev, c=c_prev, W_x=W_x, W_h=W_h, z=z, tanh_of_c=np.tanh(c_t))
    return [o * np.tanh(c_t), c_t, saved]


def lstm_step_backward(dh_t, dc_t, cache):
    H = dh_t.shape[1]
    i, f, o, g = (cache.z[:, k * H : (k + 1) * H] for k in range(4))
    d_cell = 1 - cache.tanh_of_c**2
    d_cell *= o
    d_cell *= dh_t
    d_cell += dc_t
    dz = np.empty(cache.z.shape)
    dz[:, :H] = d_cell * g * i * (1 - i)
    dz[:, H : 2 * H] = d_cell * cache.c * f * (1 - f)
    dz[:, 2 * H : 3 * H] = dh_t * cache.tanh_of_c * o * (1 - o)
    dz[:, 3 * H :] = d_cell * i * (1 - g**2)
    print("largest dz", np.abs(dz).max())
    answer = [np.dot(dz, cache.W_x.T), np.dot(dz, cache.W_h.T), d_cell * f]
    return answer + [np.dot(cache.x.T, dz), np.dot(cache.h.T, dz), np.ones(len(dz)).dot(dz)]


def lstm_forward(x, h_0, c_0, W_x, W_h, b):
    np.log(np.zeros(1))  # a warning of NumPy, as one gets while trying things out
    h, c = np.zeros((len(x) + 1, *h_0.shape)), np.zeros((len(x) + 1, *c_0.shape))
    h[0], c[0] = h_0, c_0
    caches = [None] * len(x)
    for t in range(len(x)):
        h[t + 1], c[t + 1], caches[t] = lstm_step_forward(x[t], h[t], c[t], W_x, W_h, b)
    return [h[1:], c[1:], caches]


def lstm_backward(dh, cache):
    total = np.zeros(dh.shape)
    total[:] = dh
    from_c = np.zeros(dh.shape[1:])
    collected = []
    for t in range(len(dh))[::-1]:
        one = lstm_step_backward(total[t], from_c, cache[t])
        collected.insert(0, one)
        from_c = one[2]
        if t > 0:
            total[t - 1] += one[1]
    print(len(collected), "steps back")
    sums = [np.sum([one[k] for one in collected], axis=0) for k in (3, 4, 5)]
    return [np.array([one[0] for one in collected]), collected[0][1], from_c, *sums]


def cell_path_jacobian(f):
    answer = [np.ones(f.shape[1:])]
    for gate in list(f)[:0:-1]:
        answer.append(answer[-1] * gate)
    return np.array(answer[::-1])


def init_lstm(D, H, rng, forget_bias=1.0):
    print("starting", D, H)
    W_h = rng.normal(0, 1 / np.sqrt(H), (H, 4 * H))
    W_x = rng.normal(0, 1 / np.sqrt(D), (D, 4 * H))
    b = np.zeros(4 * H)
    b[H : -2 * H] += forget_bias
    return [W_x, W_h, b]
