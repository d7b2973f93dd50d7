import pytest
from nbgrader.utils import determine_grade

from autograder.execution.verdicts import verdict_outputs
from autograder.score import Line, Score

from .small_notebooks import check

HALF = Score("shift", "read_shift", (Line("a", "", 1.0, "passed"), Line("b", "", 1.0, "failed", "no")), 0)


def value(text):
    return {"output_type": "execute_result", "data": {"text/plain": text}}


def stream(name):
    return {"output_type": "stream", "name": name, "text": "overflow"}


def score(result):
    return {"output_type": "execute_result", "data": result._repr_mimebundle_()}


COMPLETED = {
    "no output": ([], 2.0, "passed"),
    "text on stderr": ([stream("stderr")], 2.0, "passed"),
    "a value that is no number": ([value("'fine'")], 2.0, "passed"),
    "a part of the points": ([value("1.5")], 1.5, "failed"),
    "zero points": ([value("0")], 0.0, "failed"),
    "a score": ([score(HALF)], 1.0, "failed"),
    "a score and text on stderr": ([stream("stderr"), score(HALF)], 1.0, "failed"),
    "more than the points": ([value("3")], 0, "could_not_check"),
    "negative points": ([value("-1")], 0, "could_not_check"),
    "not a number": ([value("nan")], 0, "could_not_check"),
    "infinity": ([value("inf")], 0, "could_not_check"),
}


@pytest.mark.parametrize("outputs, points, verdict", COMPLETED.values(), ids=COMPLETED)
def test_completed_test_cell_gets_explicit_points(outputs, points, verdict):
    assert _graded({"outcome": "completed", "reason": "", "outputs": outputs}) == (points, verdict)


@pytest.mark.parametrize(
    "outcome, verdict",
    [("failed", "failed"), ("fault", "could_not_check"), ("something else", "failed")],
    ids=["failed", "fault", "unknown"],
)
def test_anything_but_completed_gets_no_points(outcome, verdict):
    result = {"outcome": outcome, "reason": "why", "outputs": [value("2.0")]}
    assert _graded({**result, "outputs": []}) == (0, verdict)


def test_fault_tells_that_staff_are_informed():
    outputs = verdict_outputs({"outcome": "fault", "reason": "why", "outputs": []}, "t", 2)
    assert "staff are informed" in outputs[-1].evalue


def _graded(result):
    cell = check("t", "", points=2)
    cell.outputs = verdict_outputs(result, "t", 2.0)
    verdicts = [
        data for o in cell.outputs for key, data in o.get("data", {}).items() if key.endswith("verdict+json")
    ]
    assert len(verdicts) == 1
    assert verdicts[0]["points"] == determine_grade(cell)[0]
    return determine_grade(cell)[0], verdicts[0]["verdict"]
