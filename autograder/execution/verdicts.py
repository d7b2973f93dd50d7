"""From how a test cell ended to the outputs that nbgrader reads its points from. Only an explicit pass gives
points.

nbgrader gives full points to a test cell without outputs, to one whose value is no number, and to one that
was never run; it gives none to one that wrote to stderr. So every test cell gets its outputs from here and
from nowhere else.
"""

import math

from nbformat.v4 import new_output

from ..score import COULD_NOT_CHECK, FAILED, PASSED, VERDICT_MIMETYPE
from .test_cells import COMPLETED, FAULT

STATES = {
    PASSED: "passed",
    FAILED: "no points",
    COULD_NOT_CHECK: "could not check",
}


def verdict_outputs(result, name, points):
    """The outputs of a test cell.

    Args:
        result: what `run_test_cell` returned; its outputs may already hold a Score.
        name: the cell's grade_id.
        points: what the cell is worth.
    """
    shown = [_as_nbformat(output) for output in result["outputs"]]
    if result["outcome"] == FAULT:
        reason = f"{result['reason'].rstrip('.')}. The fault is the grader's; staff are informed."
        return shown + no_points(name, points, reason, COULD_NOT_CHECK)
    if result["outcome"] != COMPLETED:
        return shown + no_points(name, points, result["reason"])
    value = next((output for output in shown if output.output_type == "execute_result"), None)
    earned = _number(value)
    if earned is None and not _is_score(value):
        return [*map(_shown_only, shown), _value(points, _verdict(name, points, points, PASSED, ""))]
    if earned is None or not 0 <= earned <= points:
        got = value.data.get("text/plain", "")
        reason = (
            f"expected between 0 and {points:g} points, got {got!r:.40} from the test. Staff are informed."
        )
        return [o for o in shown if o is not value] + no_points(name, points, reason, COULD_NOT_CHECK)
    if not _is_score(value):
        state, reason = (PASSED, "") if earned == points else (FAILED, "the test gave a part of the points.")
        value.data[VERDICT_MIMETYPE] = _verdict(name, earned, points, state, reason)
    return shown


def no_points(name, points, reason, state=FAILED):
    """The outputs of a test cell that gives no points, with the reason as a sentence."""
    data = {
        VERDICT_MIMETYPE: _verdict(name, 0.0, points, state, reason.splitlines()[0]),
        "text/plain": f"{name}: {STATES[state]}",
    }
    title = STATES[state].capitalize()
    return [
        new_output("display_data", data=data),
        new_output("error", ename=title, evalue=reason.splitlines()[0], traceback=[f"{title}: {reason}"]),
    ]


def _verdict(name, earned, points, state, reason):
    return {
        "exercise": name,
        "points": float(earned),
        "max_points": float(points),
        "verdict": state,
        "reason": reason,
        "properties": [],
    }


def _number(value):
    """The value of a test cell as a finite number, or None."""
    if value is None:
        return None
    try:
        number = float(value.data.get("text/plain", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else -1.0  # not between 0 and the maximum, so it is refused


def _is_score(value):
    return value is not None and VERDICT_MIMETYPE in value.data


def _value(points, verdict):
    data = {"text/plain": repr(float(points)), VERDICT_MIMETYPE: verdict}
    return new_output("execute_result", data=data, execution_count=None)


def _shown_only(output):
    """A cell's value that is no number is shown, but the points must not be read from it."""
    return new_output("display_data", data=output.data) if output.output_type == "execute_result" else output


def _as_nbformat(output):
    """An output of the test cell's own process as nbformat has it."""
    if output["output_type"] == "stream":
        # What the tests or the student's functions write to stderr is shown, and costs nothing.
        return new_output("stream", name="stdout", text=output["text"])
    if output["output_type"] == "execute_result":
        return new_output("execute_result", data=output["data"], execution_count=None)
    return new_output("display_data", data=output["data"])
