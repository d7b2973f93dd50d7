"""A live demonstration: controls, and under them a picture that is drawn anew whenever one of them moves."""

import os

import ipywidgets
from IPython.display import display


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

    display(ipywidgets.VBox(list(controls.values())))
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
