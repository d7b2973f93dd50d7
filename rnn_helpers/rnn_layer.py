"""The tanh RNN over whole sequences, for experiments that step-by-step code is too slow for."""

import numpy as np

from .recurrent_layer import RecurrentLayer, with_ones


class RNNLayer(RecurrentLayer):
    """h_t = tanh(x_t W_xh + h_{t-1} W_hh + b_h), forward and backward through time.

    `forward` and `backward` take and return what the notebooks' `rnn_forward` and `rnn_backward` do, so
    either can stand for the other. One product serves the inputs of all steps, one product each weight
    gradient; only h_{t-1} W_hh has to wait for the step before it.

    Source: Elman 1990; Pascanu et al. 2013, eq. 2-5.
    """

    SHAPES = {"h_0": ("N", "H"), "W_xh": ("D", "H"), "W_hh": ("H", "H"), "b_h": ("H",)}

    def _allocate(self, T, N, D, H, dtype):
        self._x = np.ones((T * N, D + 1), dtype)
        self._W_in = np.empty((D + 1, H), dtype)
        self._a = np.empty((T, N, H), dtype)
        self._h = np.empty((T + 1, N, H), dtype)
        self._dx = np.empty((T, N, D), dtype)
        self._from_h, self._carry, self._slope = np.empty((3, N, H), dtype)

    def forward(self, x, h_0, W_xh, W_hh, b_h):
        """h_1 … h_T.

        Args:
            x: (T, N, D) input.
            h_0: (N, H) state before the first step.
            W_xh, W_hh, b_h: (D, H), (H, H), (H,) parameters, all of x's dtype. Leave them as they are until
                `backward`.

        Returns:
            h: (T, N, H) states, the layer's own buffer.
            cache: for `backward`.
        """
        self._begin(x, self.SHAPES, {"h_0": h_0, "W_xh": W_xh, "W_hh": W_hh, "b_h": b_h})
        self._W_xh, self._W_hh = W_xh, W_hh
        self._W_in[:-1], self._W_in[-1] = W_xh, b_h
        a, h, from_h = self._a, self._h, self._from_h
        np.matmul(with_ones(x, self._x), self._W_in, out=a.reshape(-1, a.shape[2]))
        h[0] = h_0
        for t, a_t in enumerate(a):
            np.matmul(h[t], W_hh, out=from_h)
            a_t += from_h
            np.tanh(a_t, out=h[t + 1])
        return h[1:], self._stamp()

    def backward(self, dh, cache, dh_total=None):
        """Gradients from the upstream gradient on every state: da_t = (dh_t + da_{t+1} W_hhᵀ) (1 − h_t²).

        Args:
            dh: (T, N, H) gradient on h_1 … h_T, not counting what flows back from later steps.
            cache: from the latest `forward`.
            dh_total: (T, N, H) array that receives the whole gradient on h_1 … h_T, later steps included; or
                None.

        Returns:
            dx: (T, N, D), the layer's own buffer.
            dh_0, dW_xh, dW_hh, db_h: (N, H), (D, H), (H, H), (H,).
        """
        self._expect_latest(cache)
        T, N, H = self._a.shape
        # The forward pass is done with a, so its memory takes da.
        da, h, carry, slope = self._a, self._h, self._carry, self._slope
        W_hh_T = np.ascontiguousarray(self._W_hh.T)
        carry[:] = 0
        for t in reversed(range(T)):
            carry += dh[t]
            if dh_total is not None:
                dh_total[t] = carry
            np.multiply(h[t + 1], h[t + 1], out=slope)
            np.subtract(1, slope, out=slope)
            np.multiply(carry, slope, out=da[t])
            np.matmul(da[t], W_hh_T, out=carry)
        da = da.reshape(T * N, H)
        dW_in = self._x.T @ da
        dW_hh = h[:-1].reshape(T * N, H).T @ da
        np.matmul(da, self._W_xh.T, out=self._dx.reshape(T * N, -1))
        return self._dx, carry.copy(), dW_in[:-1], dW_hh, dW_in[-1]
