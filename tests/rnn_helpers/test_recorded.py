"""The recorded runs that notebooks show are those that the experiments gave."""

import json
from pathlib import Path

import pytest

from rnn_helpers.recorded import recorded_runs

RESULTS = Path(__file__).parents[2] / "experiments" / "results"


def test_recorded_runs_name_their_command_and_their_outcome():
    for record in recorded_runs("temporal_order_rnn"):
        assert record["command"].startswith("python -m experiments.temporal_order_rnn")
        for run in record["runs"]:
            assert {"method", "T", "seed", "solved", "updates", "error", "largest_gradient_norm"} <= set(run)


def test_recorded_runs_are_the_results_of_the_experiments():
    results = [json.loads(path.read_text()) for path in sorted(RESULTS.glob("temporal_order_rnn*.json"))]
    assert recorded_runs("temporal_order_rnn") == results


def test_recorded_runs_of_an_unknown_task_are_an_error():
    with pytest.raises(ValueError, match="expected the beginning of a file name"):
        recorded_runs("no_such_task")
