"""What the terminal shows of a graded class: the table, the lost points, and what needs a look."""

import re
from collections import defaultdict
from statistics import median

from rich import box
from rich.markup import escape
from rich.table import Table

from .outcome import GRADED

REASON_WIDTH = 200  # characters; the feedback page has the whole of it
SLOW_SECONDS, SLOW_FACTOR, SLOW_LINES = 10, 5, 10  # at least, times the median, named at most
WRITTEN = "written"  # one column for the answers that a person marks


def mark_table(assignment, outcomes):
    """A rich Table: student × exercise; then what is written, the total, and the points still to mark.

    Args:
        assignment: its name, the title.
        outcomes: list of Outcome in the order of the rows.
    """
    table = Table(
        title=assignment,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    # All graded submissions have the same cells: they were rebuilt from one notebook.
    columns = _by_column(next((outcome.marks for outcome in outcomes if outcome.marks), ()))
    table.add_column("student", vertical="bottom", no_wrap=True, max_width=20)
    for name, marks in columns.items():
        points = sum(mark.max_points for mark in marks)
        # In a narrow terminal a long word of the heading is folded; names and points stay whole.
        heading = f"{name.replace('_', chr(10))}\n/{points:g}"
        whole = name == WRITTEN
        table.add_column(heading, justify="right", vertical="bottom", overflow="fold", no_wrap=whole)
    points = sum(mark.max_points for marks in columns.values() for mark in marks)
    table.add_column(f"total\n/{points:g}", justify="right", style="bold", vertical="bottom", no_wrap=True)
    table.add_column("to\nmark", justify="right", vertical="bottom", no_wrap=True)
    for outcome in outcomes:
        table.add_row(escape(outcome.student), *_row(outcome, columns))
    return table


def _by_column(marks):
    columns = {mark.exercise: [mark] for mark in marks if not mark.written}
    written = [mark for mark in marks if mark.written]
    return {**columns, WRITTEN: written} if written else columns


def _row(outcome, columns):
    if outcome.status != GRADED:
        return [*("–" for _ in columns), f"[red]{outcome.status.replace(' ', chr(10), 1)}[/red]", ""]
    waiting = sum(mark.max_points for mark in outcome.marks if mark.to_mark)
    return [
        *(_cell(marks) for marks in _by_column(outcome.marks).values()),
        f"{sum(mark.points for mark in outcome.marks):g}",
        f"{waiting:g}" if waiting else "",
    ]


def _cell(marks):
    points = sum(mark.points for mark in marks)
    if any(mark.could_not_check for mark in marks):
        return f"[red]{points:g}?[/red]"
    if any(mark.to_mark for mark in marks):
        return f"[dim]{points:g}…[/dim]" if points else "[dim]…[/dim]"
    return (
        f"{points:g}" if points == sum(mark.max_points for mark in marks) else f"[yellow]{points:g}[/yellow]"
    )


def lost_points(outcomes):
    """A rich Table of one line per lost exercise; those that one student lost for one reason share a line."""
    table = _lines()
    for outcome in outcomes:
        by_reason = defaultdict(list)
        for mark in outcome.marks:
            if mark.reason:
                by_reason[_shorten(mark.reason)].append(
                    f"{mark.exercise} {mark.points:g}/{mark.max_points:g}"
                )
        for i, (reason, lost) in enumerate(by_reason.items()):
            table.add_row("" if i else escape(outcome.student), escape(f"{', '.join(lost)}: {reason}"))
    return table


def to_look_at(outcomes):
    """A rich Table of what staff should see: not graded, repaired, or not checked by the grader's fault."""
    table = _lines()
    for outcome in outcomes:
        student = escape(outcome.student)
        if outcome.status != GRADED:
            table.add_row(student, f"[red]{outcome.status}[/red]: {escape(outcome.message)}")
        by_sentence = defaultdict(list)
        for remark in outcome.remarks:
            cell, _, sentence = remark.partition(": ")
            by_sentence[sentence].append(cell)
        for sentence, cells in by_sentence.items():
            table.add_row(
                student, f"[yellow]repaired[/yellow]: {escape(', '.join(cells))}: {escape(sentence)}"
            )
        for mark in outcome.marks:
            if mark.could_not_check:
                table.add_row(
                    student, f"[red]could not check[/red] {mark.exercise}: {escape(_shorten(mark.reason))}"
                )
    return table


def slow_ones(outcomes):
    """A rich Table of those whose grading took much longer than the others'."""
    table = _lines()
    seconds = {outcome.student: outcome.seconds for outcome in outcomes if outcome.seconds is not None}
    limit = max(SLOW_SECONDS, SLOW_FACTOR * median(seconds.values())) if seconds else 0
    slow = sorted((student for student in seconds if seconds[student] > limit), key=seconds.get, reverse=True)
    for student in slow[:SLOW_LINES]:
        table.add_row(escape(student), f"{seconds[student]:.0f} s")
    if slow[SLOW_LINES:]:
        table.add_row("", f"and {len(slow) - SLOW_LINES} more")
    return table


def _lines():
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    table.add_column(style="bold", overflow="fold", max_width=20)
    table.add_column(overflow="fold")
    return table


def _shorten(reason):
    """The fact without the hint that follows it."""
    fact = re.split(r"(?<=[^.])\. (?=[A-Z])", reason, maxsplit=1)[0].rstrip(".")
    return fact if len(fact) <= REASON_WIDTH else fact[: REASON_WIDTH - 1] + "…"
