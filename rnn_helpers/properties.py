"""A property is one question about a student's functions; a check asks a list of them and reports."""

import contextlib
import html
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .array_checks import CheckFailed


@dataclass(frozen=True)
class Property:
    """One question about a student's functions.

    Attributes:
        name: short name, as in a table ("bias alone").
        question: the question as a sentence a student reads.
        check: called as check(rng, *functions); returns nothing, raises CheckFailed where the answer is no.
    """

    name: str
    question: str
    check: Callable


@dataclass(frozen=True)
class Answer:
    """How one property turned out. `message` is empty where it holds."""

    name: str
    question: str
    holds: bool
    message: str = ""


class CheckReport:
    """The answers of one visible check; prints as text and shows as a table in a notebook.

    Attributes:
        help: a sentence on the mistake that was recognised, or None.
    """

    def __init__(self, exercise, answers):
        self.exercise = exercise
        self.answers = answers
        self.help = None

    @property
    def passed(self):
        return bool(self.answers) and all(answer.holds for answer in self.answers)

    def __str__(self):
        lines = [
            f"{self.exercise}: {sum(a.holds for a in self.answers)} of {len(self.answers)} properties hold"
        ]
        for answer in self.answers:
            lines.append(
                f"  {'✓' if answer.holds else '✗'} {answer.name}: {answer.message or answer.question}"
            )
        return "\n".join(lines + [f"What went wrong: {self.help}"] * bool(self.help))

    __repr__ = __str__

    def _repr_html_(self):
        rows = "".join(
            f'<tr><td style="color:{"#0072B2" if a.holds else "#D55E00"};font-weight:bold;text-align:left">'
            f"{'✓ holds' if a.holds else '✗ fails'}</td>"
            f'<td style="text-align:left"><b>{html.escape(a.name)}</b></td>'
            f'<td style="text-align:left;white-space:pre-wrap">{html.escape(a.message or a.question)}</td>'
            "</tr>"
            for a in self.answers
        )
        held = sum(a.holds for a in self.answers)
        told = (
            '<p style="border-left:4px solid #D55E00;background:#fdf1ea;color:#1a1a1a;padding:6px 12px">'
            f"<b>What went wrong.</b> {html.escape(self.help)}</p>"
            if self.help
            else ""
        )
        return (
            f"<div><b>{html.escape(self.exercise)}</b>: {held} of {len(self.answers)} properties hold{told}"
            f'<table style="margin-left:0">{rows}</table></div>'
        )


def run_properties(properties, functions, seed):
    """Ask every property, each with a fresh generator, and collect the answers.

    Args:
        properties: the Property objects.
        functions: the student's functions, in the order the properties take them.
        seed: each property gets `np.random.default_rng(seed)`, so that one doesn't depend on another.

    Returns:
        A list of Answer. An error raised by the student's function is an answer, too, except
        NotImplementedError: an exercise that is not written yet says so in its own words.
    """
    return [_answer(prop, functions, seed) for prop in properties]


def _answer(prop, functions, seed):
    try:
        with quiet():
            prop.check(np.random.default_rng(seed), *functions)
    except NotImplementedError:
        raise
    except CheckFailed as failed:
        return Answer(prop.name, prop.question, False, str(failed))
    except Exception as error:
        message = (
            f"your function raised {type(error).__name__}: {error}. "
            "Call it by hand on a tiny example to see the line."
        )
        return Answer(prop.name, prop.question, False, message)
    return Answer(prop.name, prop.question, True)


@contextlib.contextmanager
def quiet():
    """Keep the prints and warnings of a student's function out of a report that calls it a hundred times."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
