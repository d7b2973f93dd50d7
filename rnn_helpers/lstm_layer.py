"""The LSTM over whole sequences, for experiments that step-by-step code is too slow for."""

import numpy as np

from .recurrent_layer import RecurrentLayer, with_ones


class LSTMLayer(RecurrentLayer):
    """c_t = f_t c_{t-1} + i_t g_t and h_t = o_t tanh(c_t), forward and backward through time.

    [i, f, o, g] = [σ, σ, σ, tanh](x_t W_x + h_{t-1} W_h + b), gate blocks in this order. `forward` and
    `backward` take and return what the notebook's `lstm_forward` and `lstm_backward` do, so either can stand
    for the other.

    The tape keeps six contiguous blocks (N, H) for every step: the gates i, f, o, then the three factors that
    they let through, g, c_{t-1}, tanh c_t. So block k always multiplies block k + 3.

    Source: Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000.
    """

    SHAPES = {"h_0": ("N", "H"), "c_0": ("N", "H"), "W_x": ("D", "4H"), "W_h": ("H", "4H"), "b": ("4H",)}

    def _allocate(self, T, N, D, H, dtype):
        self._x = np.ones((T * N, D + 1), dtype)
        self._W_in, self._W_by_gate = np.empty((D + 1, 4 * H), dtype), np.empty((4, H, H), dtype)
        self._z = np.empty((T, N, 4, H), dtype)
        self._from_h = np.empty((4, N, H), dtype)
        self._tape = np.empty((T + 1, 6, N, H), dtype)
        self._h = np.empty((T + 1, N, H), dtype)
        self._dx = np.empty((T, N, D), dtype)
        self._let_through, self._dgates = np.empty((2, 3, N, H), dtype)
        self._slopes = np.empty((2, N, H), dtype)
        self._carry, self._dc, self._dh_t = np.empty((3, N, H), dtype)

    def forward(self, x, h_0, c_0, W_x, W_h, b):
        """h_1 … h_T and c_1 … c_T.

        Args:
            x: (T, N, D) input.
            h_0, c_0: (N, H) state and cell before the first step.
            W_x, W_h, b: (D, 4H), (H, 4H), (4H,) parameters, all of x's dtype. Leave them as they are until
                `backward`.

        Returns:
            h, c: (T, N, H) states and cells, the layer's own buffers.
            cache: for `backward`.
        """
        self._begin(x, self.SHAPES, {"h_0": h_0, "c_0": c_0, "W_x": W_x, "W_h": W_h, "b": b})
        self._W_x, self._W_h = W_x, W_h
        T, N, _, H = self._z.shape
        # σ(z) = (1 + tanh(z/2))/2: with these weights halved, one tanh serves all four blocks.
        self._W_in[:-1], self._W_in[-1] = W_x, b
        self._W_in[:, : 3 * H] *= 0.5
        # Gate by gate, a product is small enough for the BLAS to skip its packing, and its result contiguous.
        W_by_gate = self._W_by_gate
        W_by_gate[:] = W_h.reshape(H, 4, H).transpose(1, 0, 2)
        W_by_gate[:3] *= 0.5

        h, tape, from_h, products = self._h, self._tape, self._from_h, self._let_through
        np.matmul(with_ones(x, self._x), self._W_in, out=self._z.reshape(T * N, 4 * H))
        h[0], tape[0, 4] = h_0, c_0
        z_by_gate = self._z.transpose(0, 2, 1, 3)
        for t in range(T):
            tape_t = tape[t]
            gates, factors = tape_t[:3], tape_t[3:]
            np.matmul(h[t], W_by_gate, out=from_h)
            np.add(z_by_gate[t], from_h, out=tape_t[:4])
            np.tanh(tape_t[:4], out=tape_t[:4])
            gates += 1
            gates *= 0.5
            np.multiply(gates[:2], factors[:2], out=products[:2])
            c_t = np.add(products[0], products[1], out=tape[t + 1, 4])
            np.tanh(c_t, out=factors[2])
            np.multiply(gates[2], factors[2], out=h[t + 1])
        return h[1:], tape[1:, 4], self._stamp()

    def backward(self, dh, cache):
        """Gradients from the upstream gradient on every state.

        Args:
            dh: (T, N, H) gradient on h_1 … h_T, not counting what flows back from later steps.
            cache: from the latest `forward`.

        Returns:
            dx: (T, N, D), the layer's own buffer.
            dh_0, dc_0, dW_x, dW_h, db: (N, H), (N, H), (D, 4H), (H, 4H), (4H,).
        """
        self._expect_latest(cache)
        T, N, _, H = self._z.shape
        # The forward pass is done with z, so its memory takes dz.
        dz, dz_by_gate = self._z, self._z.transpose(0, 2, 1, 3)
        carry, dc, dh_t, slopes = self._carry, self._dc, self._dh_t, self._slopes
        let_through, dgates = self._let_through, self._dgates
        W_h_T = np.ascontiguousarray(self._W_h.T)
        carry[:], dc[:] = 0, 0
        for t in reversed(range(T)):
            tape_t = self._tape[t]
            gates, factors = tape_t[:3], tape_t[3:]
            dz_t = dz_by_gate[t]
            np.add(dh[t], carry, out=dh_t)
            np.multiply(gates, factors, out=let_through)
            # i (1 − g²) = i − (i g) g and o (1 − tanh² c) = o − (o tanh c) tanh c.
            np.multiply(let_through[::2], factors[::2], out=slopes)
            np.subtract(gates[::2], slopes, out=slopes)
            # A gate's slope times what it meets: (i g)(1 − i), and so on.
            np.multiply(let_through, gates, out=dgates)
            np.subtract(let_through, dgates, out=dgates)

            slopes[1] *= dh_t
            dc += slopes[1]
            np.multiply(dgates[:2], dc, out=dz_t[:2])
            np.multiply(dgates[2], dh_t, out=dz_t[2])
            np.multiply(slopes[0], dc, out=dz_t[3])
            dc *= gates[1]
            np.matmul(dz[t].reshape(N, 4 * H), W_h_T, out=carry)

        dz = dz.reshape(T * N, 4 * H)
        dW_in = self._x.T @ dz
        dW_h = self._h[:-1].reshape(T * N, H).T @ dz
        np.matmul(dz, self._W_x.T, out=self._dx.reshape(T * N, -1))
        return self._dx, carry.copy(), dc.copy(), dW_in[:-1], dW_h, dW_in[-1]
