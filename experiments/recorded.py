"""Results of long runs as small JSON files, each with the command that made it."""

import json
import pathlib
import shlex
import sys

import numpy as np

POINTS_OF_A_CURVE = 60


class Recorder:
    """Prints each run and writes all so far, so that an interrupted series keeps what it has."""

    def __init__(self, module, path):
        self._path = path and pathlib.Path(path)
        self._record = {
            "command": f"python -m {module} {shlex.join(sys.argv[1:])}",
            "numpy": np.__version__,
            "runs": [],
        }

    def add(self, settings, history):
        """Keep one run: its settings, and of its History the outcome and thinned curves."""
        every = max(1, -(-len(history.evaluations) // POINTS_OF_A_CURVE))
        self._record["runs"].append(
            settings
            | {
                "solved": history.solved,
                "stopped": history.stopped,
                "updates": history.updates,
                "seconds": round(history.seconds, 1),
                "error": history.evaluations[-1] if history.evaluations else None,
                "largest_gradient_norm": float(f"{max(history.gradient_norm, default=0):.3g}"),
                "evaluated_at": history.evaluated_at[::every],
                "errors": [round(error, 4) for error in history.evaluations[::every]],
            }
        )
        print(", ".join(f"{key} {value}" for key, value in settings.items()), "·", history, flush=True)
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(self._record, indent=1, ensure_ascii=False) + "\n")
