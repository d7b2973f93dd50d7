"""A live demonstration: controls, and under them a picture that is drawn anew whenever one of them moves."""

import os

import ipywidgets
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg

from .style import Picture, course_style

DPI = 140  # of a figure about 9 inches wide: fills a projector, with type for the back row


class Controls(ipywidgets.VBox):
    """Controls, one below the other; where no widgets can be shown a line of text stands for them."""

    def __repr__(self):
        return f"[where widgets are shown, controls: {', '.join(each.description for each in self.children)}]"


def live(draw, **controls):
    """Show the controls and the picture of their values.

    The picture is an output of its own and not part of a widget, so it stands in a saved page, in slides and
    in print as well, where the controls are dead.

    Args:
        draw: function of the controls' values, by name; returns a Picture.
        controls: ipywidgets with a `value`, by the name that `draw` knows them by.
    """

    def values():
        return {name: control.value for name, control in controls.items()}

    for control in controls.values():
        control.style.description_width, control.layout.width = "7em", "40em"
    display(Controls(list(controls.values())))
    update = _show(draw(**values()))
    for control in controls.values():
        control.observe(lambda change: update(draw(**values())), "value")


def _show(picture):
    """Display a picture; returns the function that puts another in its place."""
    if os.environ.get("SERVER_SOFTWARE", "").startswith("voila/"):  # its pages update nothing but widgets
        widget = ipywidgets.HTML(picture._repr_html_())
        display(widget)
        return lambda picture: setattr(widget, "value", picture._repr_html_())
    return display(picture, display_id=True).update


class Scene:
    """A figure that stands still but for some artists, so that a picture takes milliseconds.

    Axes, ticks and labels are drawn once; then only what moves is drawn over them.

    Args:
        figure: a Figure of matplotlib.figure; limits and labels stay as they are now.
        moving: the artists that change; the last lies on top.
    """

    def __init__(self, figure, moving):
        self.moving = moving
        for artist in moving:
            artist.set_animated(True)
        self.canvas = FigureCanvasAgg(figure)
        with course_style():
            self.canvas.draw()
        self.still = self.canvas.copy_from_bbox(figure.bbox)

    def picture(self, alt):
        """The Picture of the scene as it is now, with this text alternative."""
        self.canvas.restore_region(self.still)
        with course_style():
            for artist in self.moving:
                artist.draw(self.canvas.get_renderer())
        return Picture.of_canvas(self.canvas, alt)
