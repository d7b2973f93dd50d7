"""The cliff of one unit over 50 steps: two descents from a start of your choice, one of them clipped."""

import functools

import ipywidgets
import numpy as np
from matplotlib.colors import BoundaryNorm
from matplotlib.figure import Figure

from ..live import DPI, Scene, live
from ..style import AMOUNT, COLOURS, course_style

W_RANGE, B_RANGE = (4.2, 6.4), (-3.5, -1.9)
UNROLLED, UPDATES = 50, 100
LEVELS = (0, 0.001, 0.003, 0.01, 0.02, 0.04, 0.06, 0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5)
PATHS = {"without clipping": ("vermillion", "-"), "with clipping": ("green", "--")}


def cliff_by_hand(unit_surface, wall, sgd_path):
    """Show sliders for the start, the learning rate, the threshold and the number of updates made.

    Args:
        unit_surface: the student's error E of (w, b, T), with its derivatives.
        wall: called as wall(w); the b at which the cliff stands.
        sgd_path: the student's descent, with a threshold or without.
    """
    scene, lines = _scene(unit_surface, wall)

    @functools.lru_cache(maxsize=256)
    def descend(w, b, lr, threshold):
        """The path, (UPDATES + 1, 2), and the error at each of its points."""
        with np.errstate(over="ignore"):  # without clipping a throw may go anywhere
            path = np.asarray(sgd_path(w, b, lr, UPDATES, threshold=threshold, T=UNROLLED))
            return path, unit_surface(*path.T, UNROLLED)[0]

    def draw(w, b, lr, threshold, updates):
        told = []
        for name in PATHS:
            path, error = descend(w, b, lr, threshold if name == "with clipping" else None)
            path, error = path[: updates + 1], error[: updates + 1]
            inside = _inside(path)
            lines[name, "surface"].set_data_3d(*path[inside].T, error[inside] + 0.006)
            lines[name, "contours"].set_data(*path.T)
            lines[name, "end"].set_data(*path[-1:].T)
            told.append(f"{name} at w = {path[-1, 0]:.2f}, b = {path[-1, 1]:.2f}, E = {error[-1]:.3f}")
        return scene.picture(f"After {updates} updates: {'; '.join(told)}.".replace("-", "−"))

    live(
        draw,
        w=ipywidgets.FloatSlider(5.5, min=4.4, max=6.2, step=0.05, description="start w"),
        b=ipywidgets.FloatSlider(-2.5, min=-3.2, max=-2.0, step=0.05, description="start b"),
        lr=ipywidgets.FloatSlider(0.3, min=0.05, max=1.0, step=0.05, description="learning rate"),
        threshold=ipywidgets.FloatSlider(0.3, min=0.1, max=5.0, step=0.1, description="threshold"),
        updates=ipywidgets.IntSlider(UPDATES, 0, UPDATES, description="updates"),
    )


def _inside(path):
    w, b = path.T
    return (w > W_RANGE[0]) & (w < W_RANGE[1]) & (b > B_RANGE[0]) & (b < B_RANGE[1])


def _scene(unit_surface, wall):
    with course_style():
        figure = Figure(figsize=(9.3, 4.4), dpi=DPI)
        left = figure.add_subplot(1, 2, 1, projection="3d", computed_zorder=False)
        right = figure.add_subplot(1, 2, 2)
        _draw_surface(left, unit_surface, wall)
        _draw_contours(right, unit_surface, wall)
        lines = {}
        for name, (colour, style) in PATHS.items():
            colour = COLOURS[colour]
            lines[name, "surface"] = left.plot([], [], [], style, color=colour, lw=3)[0]
            lines[name, "contours"] = right.plot([], [], style, color=colour, lw=3.5, label=name)[0]
            lines[name, "end"] = right.plot([], [], "o", color=colour, mec="white", mew=2, ms=13)[0]
        figure.legend(loc="outside lower right", ncols=len(PATHS))
    return Scene(figure, list(lines.values())), lines


def _draw_surface(axes, unit_surface, wall):
    # Rows run along the wall and are dense beside it; a grid of w and b would draw it as a saw.
    w = np.linspace(*W_RANGE, 60)
    beside = np.sinh(np.linspace(-9, 9, 91)) / np.sinh(9) * 1.7
    b = np.clip(wall(w)[None, :] + beside[:, None], *B_RANGE)
    w = np.broadcast_to(w, b.shape)
    E = unit_surface(w, b, UNROLLED)[0]
    axes.plot_surface(w, b, E, cmap=AMOUNT, rcount=91, ccount=60, lw=0, antialiased=False)
    axes.set(xlim=W_RANGE, ylim=B_RANGE, zlim=(0, 0.5))
    axes.set(xticks=(4.5, 5.0, 5.5, 6.0), yticks=(-3.5, -3.0, -2.5, -2.0), zticks=(0, 0.25, 0.5))
    for label, set_label in (("$w$", axes.set_xlabel), ("$b$", axes.set_ylabel), ("$E$", axes.set_zlabel)):
        set_label(label, labelpad=10)
    axes.view_init(elev=38, azim=118)


def _draw_contours(axes, unit_surface, wall):
    w, b = np.linspace(*W_RANGE, 150), np.linspace(*B_RANGE, 300)
    E = unit_surface(w[None, :], b[:, None], UNROLLED)[0]
    axes.contourf(w, b, E, levels=LEVELS, cmap=AMOUNT, norm=BoundaryNorm(LEVELS, 256))
    axes.plot(w, wall(w), ":", color="white", lw=3)
    axes.text(5.75, wall(5.75) + 0.05, "wall", color="white", fontsize=18)
    axes.set(xlabel="$w$", ylabel="$b$", xlim=W_RANGE, ylim=B_RANGE)
    axes.set_title("One step at the wall, and all is lost")
