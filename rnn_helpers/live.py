"""A live demonstration: controls, and under them a picture that is drawn anew whenever one of them moves."""

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
    picture = display(draw(**values()), display_id=True)
    for control in controls.values():
        control.observe(lambda change: picture.update(draw(**values())), "value")
