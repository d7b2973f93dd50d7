"""What a gradient check found: a table by gradient; in a notebook, a heat map of the error with each."""

import html
from dataclasses import dataclass

import numpy as np

from .array_checks import CheckFailed
from .heat_map import heat_map, legend

RIGHT, WRONG, UNDECIDED = "right", "wrong", "undecided"
MARKS = {RIGHT: "✓ right", WRONG: "✗ wrong", UNDECIDED: "? undecided"}
COLOURS = {RIGHT: "#0072B2", WRONG: "#D55E00", UNDECIDED: "#8A6D00"}
HEADINGS = ("gradient", "shape", "verdict", "worst error", "least noticed", "at", "yours", "by differences")
CELL_STYLE = "text-align:left;white-space:nowrap;padding:3px 10px;font-variant-numeric:tabular-nums"

NOT_COVERED = (
    "Fast mode: one random direction in each array. It tells that an array is wrong, not at which entry nor "
    'why, and it misses an error at right angles to that direction. mode="full" checks every entry.'
)

WHERE_TO_LOOK = "Which term, sum or path of the equation reaches these entries?"
ZERO_IN_BOTH = "zero in both: the outputs don't depend on this input here. Other inputs would test more."


def told_apart(one, other):
    """Two numbers as text, with as many digits as it takes to see that they differ."""
    for digits in range(6, 18):
        texts = f"{one:.{digits}g}", f"{other:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


@dataclass
class GradientRow:
    """How one gradient compares with central differences.

    Attributes:
        name, shape: of the gradient.
        status: "right", "wrong" or "undecided".
        error: the worst error as a fraction of the largest entry (fast mode: of the gradient's norm).
        limit: the error from which on any entry would have been noticed, in the same unit.
        index: where the worst error is; None in fast mode.
        analytic, numeric: both values there.
        message: what is wrong or could not be decided, as a sentence; may say something about a right
            gradient, too.
        hint: what the numbers suggest, or None.
        errors, wrong, undecided, numeric_entries: arrays by entry; None where the gradient isn't an array of
            the right shape, and in fast mode.
    """

    name: str
    shape: tuple
    status: str = RIGHT
    error: float = np.nan
    limit: float = np.nan
    index: tuple | None = None
    analytic: float = np.nan
    numeric: float = np.nan
    message: str = ""
    hint: str | None = None
    errors: np.ndarray | None = None
    wrong: np.ndarray | None = None
    undecided: np.ndarray | None = None
    numeric_entries: np.ndarray | None = None

    def fill(self, analytic, numeric, limit, wrong, undecided, precision):
        """Judge the array as a whole from its entries.

        Args:
            analytic, numeric, limit: arrays: the gradient, the differences, and how far off these may be.
            wrong, undecided: bool arrays.
            precision: the array is decided where no `limit` exceeds this fraction of its largest entry.
        """
        self.wrong, self.undecided, self.numeric_entries = wrong, undecided, numeric
        distance = np.nan_to_num(np.abs(analytic - numeric), nan=0.0)
        largest = np.abs(np.nan_to_num(numeric)).max()
        unit = largest or np.abs(analytic).max() or 1.0
        self.errors = distance / unit
        self.limit = float(limit[~undecided].max(initial=0.0) / unit)
        shown = wrong if wrong.any() else undecided if undecided.any() else np.ones_like(wrong)
        at = np.unravel_index(np.argmax(np.where(shown, distance, -1.0)), self.shape)
        self.index = tuple(int(i) for i in at)
        self.analytic, self.numeric = float(analytic[at]), float(numeric[at])
        self.error = float(self.errors[at])
        if wrong.any():
            self.status = WRONG
            got, expected = told_apart(self.analytic, self.numeric)
            self._say(
                f"expected {expected}{self._where()} by central differences, got {got}; relative error "
                f"{self.error:.2g} > {limit[at] / unit:.1g}, {wrong.sum()} of {wrong.size} entries are wrong."
            )
        elif undecided.any():
            self.status = UNDECIDED
            self._say(
                f"could not decide {undecided.sum()} of {undecided.size} entries, one{self._where()}: "
                f"differences are off by up to {limit[at]:.1g} there, as at a kink of ReLU, max or abs, or "
                "where forward rounds. Check at other inputs."
            )
        elif not largest and not analytic.any():
            self._say(ZERO_IN_BOTH)
        elif self.limit > precision:
            self.status = UNDECIDED
            self._say(
                f"could not decide: rounding in forward hides errors below {limit.max():.1g}, and the "
                f"largest entry is {unit:.1g}. Check at a larger gradient: fewer steps, larger weights."
            )
        else:
            hidden = (np.abs(numeric) <= limit) & ((numeric != 0) | (analytic != 0))
            if hidden.any():
                self._say(
                    f"{hidden.sum()} of {hidden.size} entries are too small to be told from zero "
                    f"(below {limit[hidden].max():.1g})."
                )

    def fill_direction(self, analytic, slope, status, norm):
        """Judge the array from `slope`, the difference along one direction with its error."""
        unit = norm or abs(slope.value) or 1.0
        self.status, self.analytic, self.numeric = status, analytic, slope.value
        self.error, self.limit = abs(analytic - slope.value) / unit, slope.error / unit
        if status == WRONG:
            got, expected = told_apart(analytic, slope.value)
            self._say(
                f"expected a slope of {expected} along a random direction by central differences, got {got}; "
                f'relative error {self.error:.2g} > {self.limit:.1g}. mode="full" shows which entries.'
            )
        elif status == UNDECIDED:
            self._say(
                f"could not decide: the difference along a random direction is off by up to "
                f'{slope.error:.1g}, and the gradient is {norm:.1g} long. mode="full" judges entry by entry.'
            )
        elif slope.value == norm == 0:
            self._say(ZERO_IN_BOTH)

    @property
    def explanation(self):
        """Message and hint as one text, empty where there is nothing to say."""
        look = WHERE_TO_LOOK if self.wrong is not None and self.wrong.any() else ""
        return f"{self.message} {self.hint or look}".rstrip()

    def cells(self):
        """The row as text, under HEADINGS."""
        start = (self.name, str(self.shape), MARKS[self.status])
        if np.isnan(self.error):
            return (*start, "", "", "", "", "")
        where = str(list(self.index)) if self.index is not None else "one direction"
        values = (
            told_apart(self.analytic, self.numeric)
            if self.status == WRONG
            else (f"{self.analytic:.6g}", f"{self.numeric:.6g}")
        )
        return (*start, f"{self.error:.1e}", f"{self.limit:.0e}", where, *values)

    def picture(self):
        """The heat map, or nothing."""
        if self.errors is None:
            return ""
        shown = f"{self.name} {self.shape}: {self.wrong.sum()} of {self.wrong.size} entries wrong"
        if self.undecided.any():
            shown += f", {self.undecided.sum()} undecided"
        if self.wrong.any():
            shown += f", worst at {list(self.index)} with a relative error of {self.error:.1g}"
        return heat_map(self.errors, self.wrong, self.undecided, shown)

    def _say(self, message):
        self.message = f"{self.name}: {message}"

    def _where(self):
        return f" at {list(self.index)}" if self.index else ""


class GradientReport:
    """The outcome of `check_gradients`.

    Attributes:
        rows: a GradientRow for each gradient.
        mode: "full" or "fast".
        complaints: a sentence for each array that was changed in place.
        notes: what was not checked, and other remarks.
    """

    def __init__(self, rows, mode, complaints=(), notes=()):
        self.rows = rows
        self.mode = mode
        self.complaints = list(complaints)
        self.notes = [*notes, NOT_COVERED] if mode == "fast" else list(notes)

    @property
    def passed(self):
        """Every gradient is right, and no array was changed in place. An undecided gradient doesn't pass."""
        return all(row.status == RIGHT for row in self.rows) and not self.complaints

    @property
    def undecided(self):
        """Names of the gradients that central differences could not decide."""
        return tuple(row.name for row in self.rows if row.status == UNDECIDED)

    def raise_if_failed(self):
        """Raise CheckFailed, one line a fault, unless `passed`."""
        if not self.passed:
            texts = [row.explanation for row in self.rows if row.status != RIGHT] + self.complaints
            raise CheckFailed("\n".join(dict.fromkeys(texts)))

    @property
    def summary(self):
        right = sum(row.status == RIGHT for row in self.rows)
        text = f"{right} of {len(self.rows)} gradients right"
        if self.undecided:
            text += f", {len(self.undecided)} undecided"
        if self.complaints:
            text += f", {len(self.complaints)} array{'s' * (len(self.complaints) > 1)} changed in place"
        how = "every entry" if self.mode == "full" else "one random direction each"
        return f"{text} (central differences, {how})"

    @property
    def remarks(self):
        """All that is said below the table, without repeating."""
        explanations = [row.explanation for row in self.rows if row.message]
        return list(dict.fromkeys(explanations + self.complaints + self.notes))

    def __str__(self):
        table = [HEADINGS, *(row.cells() for row in self.rows)]
        # A column that no row fills (all gradients faulty) is left out.
        keep = [k for k in range(len(HEADINGS)) if any(row[k] for row in table[1:])]
        widths = [max(len(row[k]) for row in table) for k in keep]
        lines = [self.summary]
        for row in table:
            cells = (row[k].ljust(width) for k, width in zip(keep, widths, strict=True))
            lines.append("  " + "  ".join(cells).rstrip())
        return "\n".join(lines + [f"- {text}" for text in self.remarks])

    __repr__ = __str__

    def _repr_html_(self):
        head = "".join(
            f'<th style="{CELL_STYLE}">{html.escape(text)}</th>' for text in (*HEADINGS, "error by entry")
        )
        body = "".join(self._html_row(row) for row in self.rows)
        remarks = "".join(f"<li>{html.escape(text)}</li>" for text in self.remarks)
        return (
            f"<div><p><b>{html.escape(self.summary)}</b></p>"
            f'<table style="margin-left:0"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
            f"{legend() if any(row.errors is not None for row in self.rows) else ''}"
            f"{f'<ul>{remarks}</ul>' if remarks else ''}</div>"
        )

    @staticmethod
    def _html_row(row):
        cells = []
        for heading, text in zip(HEADINGS, row.cells(), strict=True):
            colour = f";color:{COLOURS[row.status]};font-weight:bold" if heading == "verdict" else ""
            cells.append(f'<td style="{CELL_STYLE}{colour}">{html.escape(text)}</td>')
        return f'<tr>{"".join(cells)}<td style="{CELL_STYLE}">{row.picture()}</td></tr>'
