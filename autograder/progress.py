"""The progress bar of a class: how many are done, how fast, how long still, and how they came out."""

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
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[counts]}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title, total=total, counts="")

        def advance(outcome):
            counts[outcome.status] += 1
            progress.update(
                task, advance=1, counts=", ".join(f"{n} {status}" for status, n in counts.items())
            )

        yield advance
