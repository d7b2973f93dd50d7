"""A progress bar that is a widget in a notebook and one rewritten line in a terminal."""

import sys
import time

import ipywidgets
from IPython import get_ipython
from IPython.display import display

SECONDS_BETWEEN_DRAWINGS = 0.2


class Progress:
    """Shows how far a loop has come. Drawing is throttled, so `update` may be called at every turn."""

    def __init__(self, total, name):
        self._total, self._name = total, name
        self._drawn = -float("inf")
        self._bar = None
        if hasattr(get_ipython(), "kernel"):
            self._bar = ipywidgets.IntProgress(
                0, 0, total, description=name, style={"description_width": "initial"}
            )
            self._text = ipywidgets.Label()
            display(ipywidgets.HBox([self._bar, self._text]))

    def update(self, done, text):
        """Show that `done` of the total are done, with a few words beside it."""
        if time.perf_counter() - self._drawn >= SECONDS_BETWEEN_DRAWINGS:
            self._draw(done, text, end="")

    def close(self, done, text):
        """The last drawing; always made."""
        self._draw(done, text, end="\n")

    def _draw(self, done, text, end):
        self._drawn = time.perf_counter()
        if self._bar is not None:
            self._bar.value, self._text.value = done, text
        elif sys.stdout.isatty() or end:
            # A log file keeps every rewritten line, so it gets the last one only.
            print(f"\r{self._name} {done:,} of {self._total:,} · {text}", end=end, flush=True)
