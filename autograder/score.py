"""The score of one exercise: a number for nbgrader, a report for the student, data for the class report."""

import html
from dataclasses import dataclass, field

from rnn_helpers.heat_map import legend

from .diagnosis import Diagnosis

PASSED, FAILED, COULD_NOT_CHECK = "passed", "failed", "could_not_check"

VERDICT_MIMETYPE = "application/vnd.rnn-course.verdict+json"

_MARKS = {
    PASSED: ("✓ holds", "#0072B2"),
    FAILED: ("✗ fails", "#D55E00"),
    COULD_NOT_CHECK: ("? not checked", "#6B6B6B"),
}

_CELL = "text-align:left;vertical-align:top;padding:4px 10px;border-bottom:1px solid #ddd"
_NUMBER = _CELL.replace("left", "right", 1) + ";white-space:nowrap"
_HEADINGS = (("property", _CELL), ("", _CELL), ("points", _NUMBER), ("what was found", _CELL))
_BOX = "border-left:4px solid {0};background:{1};padding:6px 12px;margin:8px 0;max-width:60em"


@dataclass(frozen=True)
class Line:
    """One line of the rubric after grading. Only the verdict PASSED earns its points."""

    name: str
    question: str
    max_points: float
    verdict: str
    message: str = ""
    picture: str = ""  # SVG: where the array is wrong

    @property
    def points(self):
        return self.max_points if self.verdict == PASSED else 0.0

    def to_json(self):
        words = ("name", "question", "max_points", "verdict", "message", "points")
        return {word: getattr(self, word) for word in words}


@dataclass(frozen=True)
class Score:
    """What `grade` returns.

    Its text form is the number of points, which nbgrader reads as partial credit; its HTML form is the
    report; its JSON form (VERDICT_MIMETYPE) is what the class report and the terminal table read.
    """

    exercise: str
    equation: str
    lines: tuple[Line, ...]
    seed: int
    remarks: tuple[str, ...] = field(default=())
    diagnosis: Diagnosis | None = None

    @property
    def points(self):
        return sum(line.points for line in self.lines)

    @property
    def max_points(self):
        return sum(line.max_points for line in self.lines)

    @property
    def verdict(self):
        verdicts = {line.verdict for line in self.lines}
        return next((v for v in (COULD_NOT_CHECK, FAILED) if v in verdicts), PASSED)

    @property
    def reason(self):
        """One line: why the first lost property was lost."""
        lost = next((line for line in self.lines if line.verdict != PASSED), None)
        return "" if lost is None else " ".join(f"{lost.name}: {lost.message}".split())

    def to_json(self):
        """The verdict as plain data. `mistakes` are "<exercise>/<id>", more than one if made at once."""
        return {
            "exercise": self.exercise,
            "points": self.points,
            "max_points": self.max_points,
            "verdict": self.verdict,
            "reason": self.reason,
            "mistakes": list(self.diagnosis.mistakes) if self.diagnosis else [],
            "help": self.diagnosis.help if self.diagnosis else "",
            "seed": self.seed,
            "remarks": list(self.remarks),
            "properties": [line.to_json() for line in self.lines],
        }

    def __repr__(self):
        return f"{self.points:g}"

    def _repr_html_(self):
        told = [_box("#0072B2", "#eef6fb", "", remark) for remark in self.remarks]
        if self.diagnosis is not None:
            told.insert(0, _box("#D55E00", "#fdf1ea", "What went wrong. ", self.diagnosis.help))
        before = ("", *(line.message for line in self.lines))
        rows = "".join(_row(line, message) for line, message in zip(self.lines, before, strict=False))
        head = "".join(f'<th style="{style}">{title}</th>' for title, style in _HEADINGS)
        return (
            f'<div class="exercise-report"><p><b>{html.escape(self.exercise)}: {self.points:g} of '
            f"{self.max_points:g} points</b> · "
            f'<a href="#cell-id={html.escape(self.equation)}">back to the equation</a></p>'
            f'{"".join(told)}<table style="margin-left:0;border-collapse:collapse"><thead><tr>'
            f"{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
            f"{legend(undecided=False) if any(line.picture for line in self.lines) else ''}"
            f'<p style="color:#6B6B6B;font-size:85%">inputs drawn from seed {self.seed}</p></div>'
        )

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": repr(self), "text/html": self._repr_html_(), VERDICT_MIMETYPE: self.to_json()}


def _box(colour, ground, title, text):
    return f'<p style="{_BOX.format(colour, ground)}"><b>{title}</b>{html.escape(text)}</p>'


def _row(line, message_before):
    mark, colour = _MARKS[line.verdict]
    repeated = line.message and line.message == message_before
    told = "as above" if repeated else line.message or line.question
    picture = f'<div style="margin-top:4px">{line.picture}</div>' if line.picture else ""
    return (
        f'<tr><td style="{_CELL}"><b>{html.escape(line.name)}</b></td>'
        f'<td style="{_CELL};white-space:nowrap;color:{colour};font-weight:bold">{mark}</td>'
        f'<td style="{_NUMBER}">{line.points:g} of {line.max_points:g}</td>'
        f'<td style="{_CELL};white-space:pre-wrap">{html.escape(told)}{picture}</td></tr>'
    )
