"""The visible checks: properties and derivatives of the student's own functions; they hold no answer."""

from IPython.display import display

from ..array_checks import CheckFailed
from ..fingerprints import recognise
from ..properties import CheckReport, run_properties
from . import bptt, clipping, lstm, rnn_forward, vanishing_gradients

PROPERTIES = {
    **rnn_forward.PROPERTIES,
    **bptt.PROPERTIES,
    **vanishing_gradients.PROPERTIES,
    **clipping.PROPERTIES,
    **lstm.PROPERTIES,
}

PUBLIC_SEED = 20


def check(exercise, *functions):
    """Check an exercise on public inputs, show what holds, and fail loudly if something doesn't.

    Args:
        exercise: the name of the exercise, as in its answer cell.
        functions: the student's functions that the exercise needs, the one to check first.

    Raises:
        CheckFailed: some property doesn't hold; the message names the first one, and a known mistake.
        NotImplementedError: the function is not written yet (its own message, passed on).
        ValueError: no exercise of that name.
    """
    if exercise not in PROPERTIES:
        raise ValueError(f"exercise: expected one of {', '.join(PROPERTIES)}, got {exercise!r}.")
    try:
        answers = run_properties(PROPERTIES[exercise], functions, PUBLIC_SEED)
    except NotImplementedError as task:
        words = f"NotImplementedError: {task}"
        task._render_traceback_ = lambda: [words]  # IPython shows these; the frames between teach nobody
        raise
    report = CheckReport(exercise, answers)
    if not report.passed:
        report.help = recognise(exercise, functions)
    display(report)
    if not report.passed:
        first = next(answer for answer in report.answers if not answer.holds)
        told = f"{exercise}, {first.name}: {first.message}"
        raise CheckFailed(f"{told}\n{report.help}" if report.help else told)
