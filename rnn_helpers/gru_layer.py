"""The GRU over whole sequences, for experiments that step-by-step code is too slow for."""

import numpy as np

from .recurrent_layer import RecurrentLayer, with_ones


class GRULayer(RecurrentLayer):
    """h_t = (1 − z_t) n_t + z_t h_{t-1}, forward and backward through time.

        r_t = σ(x_t W_xr + h_{t-1} W_hr + b_r)                  reset gate
        z_t = σ(x_t W_xz + h_{t-1} W_hz + b_z)                  update gate
        n_t = tanh(x_t W_xn + b_n + r_t (h_{t-1} W_hn + b_hn))  candidate

    Parameter blocks stand in the order r, z, n. This is torch.nn.GRU (with W_x = weight_ihᵀ, W_h =
    weight_hhᵀ, b_hn the last third of bias_hh and b = bias_ih plus the first two thirds of bias_hh): the
    reset gate acts after the product with W_hn, so that one product serves all three blocks. Cho et al. 2014
    reset h_{t-1} before that product; Chung et al. 2014 also let z_t and 1 − z_t trade places.

    The tape keeps four contiguous blocks (N, H) for every step: r, z, n and m = h_{t-1} W_hn + b_hn.
    """

    SHAPES = {"h_0": ("N", "H"), "W_x": ("D", "3H"), "W_h": ("H", "3H"), "b": ("3H",), "b_hn": ("H",)}

    def _allocate(self, T, N, D, H, dtype):
        self._x = np.ones((T * N, D + 1), dtype)
        self._W_in, self._W_rec = np.empty((D + 1, 3 * H), dtype), np.empty((H, 3 * H), dtype)
        self._from_x, self._from_h = np.empty((T, N, 3, H), dtype), np.empty((N, 3, H), dtype)
        # Blocks m, r, z, n: the first three meet h_{t-1} in the weight gradients, the last three meet x_t.
        self._dz = np.empty((T, N, 4, H), dtype)
        self._tape = np.empty((T, 4, N, H), dtype)
        self._h = np.empty((T + 1, N, H), dtype)
        self._dx = np.empty((T, N, D), dtype)
        self._dgates, self._closed = np.empty((2, 2, N, H), dtype)
        self._dh, self._dn, self._difference, self._slope, self._through_W = np.empty((5, N, H), dtype)

    def forward(self, x, h_0, W_x, W_h, b, b_hn):
        """h_1 … h_T.

        Args:
            x: (T, N, D) input.
            h_0: (N, H) state before the first step.
            W_x, W_h, b, b_hn: (D, 3H), (H, 3H), (3H,), (H,) parameters, all of x's dtype. Leave them as they
                are until `backward`.

        Returns:
            h: (T, N, H) states, the layer's own buffer.
            cache: for `backward`.
        """
        self._begin(x, self.SHAPES, {"h_0": h_0, "W_x": W_x, "W_h": W_h, "b": b, "b_hn": b_hn})
        self._W_x, self._W_h = W_x, W_h
        T, N, _, H = self._from_x.shape
        # σ(a) = (1 + tanh(a/2))/2: with these weights halved, one tanh serves both gates.
        self._W_in[:-1], self._W_in[-1], self._W_rec[:] = W_x, b, W_h
        self._W_in[:, : 2 * H] *= 0.5
        self._W_rec[:, : 2 * H] *= 0.5

        h, difference = self._h, self._difference
        np.matmul(with_ones(x, self._x), self._W_in, out=self._from_x.reshape(T * N, 3 * H))
        h[0] = h_0
        from_x_by_gate, from_h_by_gate = self._from_x.transpose(0, 2, 1, 3), self._from_h.transpose(1, 0, 2)
        for t in range(T):
            gates = self._tape[t, :2]
            r, z, n, m = self._tape[t]
            np.matmul(h[t], self._W_rec, out=self._from_h.reshape(N, 3 * H))
            np.add(from_x_by_gate[t, :2], from_h_by_gate[:2], out=gates)
            np.tanh(gates, out=gates)
            gates += 1
            gates *= 0.5
            np.add(from_h_by_gate[2], b_hn, out=m)
            np.multiply(r, m, out=n)
            n += from_x_by_gate[t, 2]
            np.tanh(n, out=n)
            np.subtract(h[t], n, out=difference)
            difference *= z
            np.add(n, difference, out=h[t + 1])
        return h[1:], self._stamp()

    def backward(self, dh, cache):
        """Gradients from the upstream gradient on every state.

        Args:
            dh: (T, N, H) gradient on h_1 … h_T, not counting what flows back from later steps.
            cache: from the latest `forward`.

        Returns:
            dx: (T, N, D), the layer's own buffer.
            dh_0, dW_x, dW_h, db, db_hn: (N, H), (D, 3H), (H, 3H), (3H,), (H,).
        """
        self._expect_latest(cache)
        T, N, _, H = self._from_x.shape
        dz_by_gate = self._dz.transpose(0, 2, 1, 3)
        dh_t, dn, difference, slope, through_W = (
            self._dh,
            self._dn,
            self._difference,
            self._slope,
            self._through_W,
        )
        dgates, closed = self._dgates, self._closed
        # dm W_hnᵀ + da_r W_hrᵀ + da_z W_hzᵀ in one product: the blocks of W_h in the order m, r, z.
        W_h_T = np.concatenate([self._W_h[:, 2 * H :].T, self._W_h[:, : 2 * H].T])
        through_W[:], dh_t[:] = 0, 0
        for t in reversed(range(T)):
            gates = self._tape[t, :2]
            r, z, n, m = self._tape[t]
            dh_t += through_W
            dh_t += dh[t]
            # h_t = n + z (h_{t-1} − n): z meets the difference, n meets 1 − z.
            np.subtract(self._h[t], n, out=difference)
            np.multiply(difference, dh_t, out=dgates[1])
            np.multiply(z, dh_t, out=difference)
            np.subtract(dh_t, difference, out=dn)
            dh_t[:] = difference

            np.multiply(n, n, out=slope)
            np.subtract(1, slope, out=slope)
            dn *= slope
            np.multiply(dn, m, out=dgates[0])
            dgates *= gates
            np.subtract(1, gates, out=closed)
            np.multiply(dn, r, out=dz_by_gate[t, 0])
            np.multiply(dgates, closed, out=dz_by_gate[t, 1:3])
            dz_by_gate[t, 3] = dn
            np.matmul(self._dz[t, :, :3].reshape(N, 3 * H), W_h_T, out=through_W)
        dz = self._dz.reshape(T * N, 4 * H)
        dW_in = self._x.T @ dz[:, H:]
        dW_mrz = self._h[:-1].reshape(T * N, H).T @ dz[:, : 3 * H]
        dW_h = np.concatenate([dW_mrz[:, H:], dW_mrz[:, :H]], axis=1)
        np.matmul(dz[:, H:], self._W_x.T, out=self._dx.reshape(T * N, -1))
        return self._dx, dh_t + through_W, dW_in[:-1], dW_h, dW_in[-1], dz[:, :H].sum(axis=0)
