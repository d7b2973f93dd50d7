"""The progress bar of a class: how many are done, how fast, how long still, and how they came out."""

import time
from collections import Counter
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from .outcome import GRADED


@contextmanager
def class_progress(console, title, total):
    """Show a bar while a class is graded.

    Yields:
        A function to be called with each Outcome as it comes.
    """
    counts = Counter()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[counts]}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title, total=total, counts="", rate="")
        start = time.monotonic()

        def advance(outcome):
            looked_at = outcome.status == GRADED and outcome.needs_a_look
            counts["needs a look" if looked_at else outcome.status] += 1
            per_minute = 60 * counts.total() / max(time.monotonic() - start, 1e-3)
            progress.update(
                task,
                advance=1,
                rate=f"{per_minute:.0f}/min",
                counts=", ".join(f"{n} {kind}" for kind, n in counts.items()),
            )

        yield advance
