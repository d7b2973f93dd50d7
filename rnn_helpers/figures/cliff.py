"""Figures of the one-unit surface in 04_clipping, drawn by the functions that the student wrote."""

import matplotlib.pyplot as plt
import numpy as np

from ..style import AMOUNT, COLOURS, Picture, course_style

W_RANGE, B_RANGE = (4.2, 6.4), (-3.5, -1.9)
WALL_LABEL = "wall, $b = x_0 - w\\,\\sigma(x_0)$"


def cliff(unit_surface, wall, plain, clipped):
    """E over (w, b) in 3-D, with both descent paths lying on it and the foot of the wall below.

    Args:
        unit_surface: the student's function.
        wall: called as wall(w); returns the predicted b.
        plain, clipped: (steps + 1, 2) paths; points outside of the picture are left out.
    """
    w = np.linspace(*W_RANGE, 60)
    # Rows of the grid run along the wall and are dense beside it; a grid of w and b would draw it as a saw.
    beside = np.sinh(np.linspace(-9, 9, 91)) / np.sinh(9) * 1.7
    b = np.clip(wall(w)[None, :] + beside[:, None], *B_RANGE)
    w_grid = np.broadcast_to(w, b.shape)
    E = unit_surface(w_grid, b, 50)[0]
    with course_style():
        figure = plt.figure(figsize=(11, 7.5))
        axes = figure.add_subplot(projection="3d", computed_zorder=False)
        axes.plot_surface(w_grid, b, E, cmap=AMOUNT, rcount=91, ccount=60, alpha=0.85, lw=0, zorder=1)
        axes.plot(w, wall(w), 0 * w, color=COLOURS["black"], ls=":", lw=3, label=WALL_LABEL, zorder=0)
        for path, colour, style, label in _paths(plain, clipped):
            inside = path[_inside(path)]
            height = [unit_surface(*point, 50)[0] + 0.006 for point in inside]
            axes.plot(*inside.T, height, "-", color="black", lw=4.5, zorder=3)
            axes.plot(*inside.T, height, style, color=colour, lw=2.5, label=label, zorder=4)
        axes.plot(
            *plain[:1].T, unit_surface(*plain[0], 50)[0], "o", color="white", ms=11, mec="black", zorder=5
        )
        axes.set(xlabel="\n$w$", ylabel="\n$b$", zlabel="\n$E$", xlim=W_RANGE, ylim=B_RANGE, zlim=(0, 0.5))
        axes.view_init(elev=38, azim=118)
        axes.set_box_aspect((1.25, 1.25, 0.75), zoom=0.95)
        axes.set_title("Two plains and a cliff between them")
        axes.legend(loc="upper left", fontsize=13, frameon=True, facecolor=COLOURS["pale"])
    return Picture(
        figure,
        f"The error over w and b: a low plain with a valley, a high plain (up to {E.max():.2f}), and between "
        "them a cliff that is steeper the larger w is. Both paths come down the low plain to its foot.",
    )


def cliff_from_above(unit_surface, wall, plain, clipped):
    """The same as contours: solid without clipping, dashed with it, the predicted wall dotted."""
    w, b = np.linspace(*W_RANGE, 200), np.linspace(*B_RANGE, 400)
    E = unit_surface(w[None, :], b[:, None], 50)[0]
    jump = np.hypot(*np.diff(plain, axis=0).T)
    after = int(jump.argmax()) + 1
    with course_style():
        figure, axes = plt.subplots(figsize=(11, 7))
        levels = [0, 0.001, 0.003, 0.01, 0.02, 0.04, 0.06, 0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5]
        shade = axes.contourf(
            w, b, E, levels=levels, cmap=AMOUNT, norm=plt.matplotlib.colors.BoundaryNorm(levels, 256)
        )
        figure.colorbar(shade, ax=axes, label="$E$", ticks=[0.001, 0.01, 0.04, 0.1, 0.3, 0.5], shrink=0.9)
        axes.plot(w, wall(w), ls=":", color="white", lw=4, label=WALL_LABEL)
        for path, colour, style, label in _paths(plain, clipped):
            axes.plot(*path.T, "-", color="black", lw=5)
            axes.plot(*path.T, style, color=colour, lw=2.5, label=label)
        axes.plot(*plain[0], "o", color="white", ms=13, mec="black", mew=2)
        axes.annotate("start", plain[0], (10, 6), textcoords="offset points", color="white", fontsize=16)
        axes.set(xlabel="$w$", ylabel="$b$", xlim=W_RANGE, ylim=B_RANGE)
        axes.set_title("Without clipping, one step at the wall throws away all the others")
        legend = axes.legend(loc="lower left", fontsize=13, frameon=True, facecolor=COLOURS["grey"])
        plt.setp(legend.get_texts(), color="white")
    return Picture(
        figure,
        f"Contours of the error with the predicted wall dotted. Both paths start at w = {plain[0][0]:g}, "
        f"b = {plain[0][1]:g} and run down the valley. The solid one meets the wall at step {after} and is "
        f"thrown {jump.max():.2f} away; the dashed, clipped one goes on along the wall "
        f"to w = {clipped[-1][0]:.2f}, b = {clipped[-1][1]:.2f}.",
    )


def _paths(plain, clipped):
    """(path, colour, line style, name) of both; a black edge keeps them apart from every shade of E."""
    return (plain, "white", "-", "without clipping"), (clipped, COLOURS["orange"], "--", "clipped")


def _inside(path):
    (w_low, w_high), (b_low, b_high) = W_RANGE, B_RANGE
    w, b = path.T
    return (w > w_low) & (w < w_high) & (b > b_low) & (b < b_high)


def two_fates(sigmoid, wall, w=5.0, steps=70, x_0=0.5):
    """x_t from the same x_0 for b a little above and a little below the wall."""
    offsets = (1e-1, 1e-3, 1e-5)
    ends = []
    with course_style():
        figure, axes = plt.subplots(figsize=(12, 4.8))
        for offset, style in zip(offsets, ("-", "--", ":"), strict=True):
            for sign, colour, side in ((1, "blue", "above"), (-1, "vermillion", "below")):
                x = [x_0]
                for _t in range(steps):
                    x.append(w * sigmoid(x[-1]) + wall(w) + sign * offset)
                label = f"$10^{{{round(np.log10(offset))}}}$ {side} the wall"
                axes.plot(x, style, color=COLOURS[colour], label=label)
                ends.append(x[-1])
        axes.set(xlabel="step $t$", ylabel="$x_t$", xlim=(0, steps))
        axes.set_title(f"At the wall a hair's breadth in $b$ decides where $x_t$ goes ($w$ = {w:g})")
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=13)
    return Picture(
        figure,
        f"States from the same start for b above the wall (blue, ending near {max(ends):.1f}) and below it "
        f"(vermillion, ending near {min(ends):.1f}). The closer to the wall, the longer they stay together.",
    )
