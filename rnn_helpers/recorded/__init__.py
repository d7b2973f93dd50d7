"""Outcomes of runs that take too long for a notebook, each kept with the command that made it."""

import json
from pathlib import Path


def recorded_runs(task):
    """The records of a task, in the order of their file names.

    Args:
        task: how the names of its files in this folder begin, such as "temporal_order_rnn".

    Returns:
        A list of dicts: "command", the command that made the record; "runs", a list of dicts with a run's
        settings, "solved", "updates", "error" (share of wrong test sequences at the end) and others.
    """
    files = sorted(Path(__file__).parent.glob(f"{task}*.json"))
    if not files:
        raise ValueError(
            f"task: expected the beginning of a file name in {Path(__file__).parent.name}, got {task!r}."
        )
    return [json.loads(path.read_text(encoding="utf-8")) for path in files]
