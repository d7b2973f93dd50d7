"""Backpropagation through time at work: which copy of W_hh contributes how much to which loss."""

import ipywidgets
import numpy as np
from matplotlib.figure import Figure

from ..live import DPI, Scene, live
from ..style import AMOUNT, COLOURS, course_style
from ..tasks import random_rnn

LONGEST, H = 20, 8
SMALLEST, LARGEST = -6, 1  # powers of ten


def contributions_by_hand(temporal_contributions, rnn_forward):
    """Show sliders for the gain and T over the sizes of all contributions C_k of the losses of steps t."""
    scene, image, last = _scene()

    def draw(gain, T):
        size = _sizes(temporal_contributions, rnn_forward, gain, T)
        image.set_data(np.log10(np.maximum(size, 10.0**SMALLEST)))
        lags = np.arange(T)
        last.set_data(lags, size[T - 1, :T][::-1])
        recent, old = size[T - 1, T - 1], size[T - 1, 0]
        return scene.picture(
            f"Gain {gain:.2f}: to the loss of step {T}, the copy of W_hh at step {T} gives {recent:.2g} "
            f"and the one at step 1 {old:.2g}, a factor of {old / recent:.1g} over {T - 1} steps."
        )

    live(
        draw,
        gain=ipywidgets.FloatSlider(0.9, min=0.3, max=2.0, step=0.05, description="gain"),
        T=ipywidgets.IntSlider(12, 2, LONGEST, description="T"),
    )


def _sizes(temporal_contributions, rnn_forward, gain, T):
    """(LONGEST, LONGEST) norms ‖C_k‖ of the loss of step t, NaN where k > t or t > T."""
    rng = np.random.default_rng(9)
    params, h_0 = random_rnn(3, H, 1, rng, gain)
    x, dh = rng.normal(size=(LONGEST, 1, 3)), rng.normal(size=(LONGEST, 1, H))
    dh /= np.linalg.norm(dh, axis=-1, keepdims=True)
    _, cache = rnn_forward(x[:T], h_0, params["W_xh"], params["W_hh"], params["b_h"])
    size = np.full((LONGEST, LONGEST), np.nan)
    for t in range(1, T + 1):
        size[t - 1, :t] = np.linalg.norm(temporal_contributions(dh[t - 1], cache, t), axis=(1, 2))
    return size


def _scene():
    with course_style():
        figure = Figure(figsize=(9, 4.3), dpi=DPI)
        figure.get_layout_engine().set(wspace=0.06)
        left, right = figure.subplots(1, 2, width_ratios=(1.15, 1))
        image = left.imshow(
            np.zeros((LONGEST, LONGEST)),
            cmap=AMOUNT,
            vmin=SMALLEST,
            vmax=LARGEST,
            extent=(0.5, LONGEST + 0.5, LONGEST + 0.5, 0.5),
        )
        figure.colorbar(image, ax=left, label=r"$\log_{10}\,\Vert C_k \Vert$", shrink=0.9)
        ticks = (1, 5, 10, 15, 20)
        left.set(xlabel="copy $k$ of $W_{hh}$", ylabel="loss of step $t$", xticks=ticks, yticks=ticks)
        left.set_title("Who contributes to which loss")
        (last,) = right.semilogy([0], [1], "o-", color=COLOURS["blue"])
        right.set(xlabel="steps back, $T - k$", ylabel=r"$\Vert C_k \Vert$", xlim=(-0.5, LONGEST - 0.5))
        right.set(ylim=(10.0**SMALLEST, 10.0**LARGEST), xticks=range(0, LONGEST, 5))
        right.set_title("The last loss")
        right.grid(color=COLOURS["pale"])
    return Scene(figure, [image, last]), image, last
