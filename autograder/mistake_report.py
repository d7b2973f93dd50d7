"""Which mistakes did the class make? One page for staff, from the verdicts in the graded notebooks."""

import html
from collections import defaultdict
from dataclasses import dataclass

from .grade import NOT_WRITTEN
from .marks import read_graded
from .mistakes import load_mistakes
from .score import PASSED, VERDICT_MIMETYPE

UNNAMED = "not recognised"

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Mistakes of the class</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; color: #1a1a1a; max-width: 62em; margin: 2em auto }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; vertical-align: top; padding: .3em .7em; border-bottom: 1px solid #ddd }}
td.bar {{ width: 12em }} td.number {{ text-align: right; white-space: nowrap }}
.bar div {{ background: #0072B2; height: 1.1em }} .unnamed div {{ background: #9aa5ad }}
caption {{ text-align: left; font-weight: bold; padding: 1.2em 0 .3em }} small {{ color: #555 }}
</style></head><body><h1>Mistakes of the class</h1>
<p>Shares of those who wrote the exercise. A student who makes two mistakes counts in both lines; a mistake of
an earlier exercise that shows here again is counted under its own name.</p>
{tables}
</body></html>
"""


@dataclass(frozen=True)
class MistakeCount:
    """How often one mistake was made in one exercise.

    Attributes:
        exercise: where it showed.
        mistake: its name, "<exercise>/<id>", or UNNAMED.
        students: who made it.
        written: how many students wrote the exercise.
        help: the sentence that they were told; for UNNAMED what grading found, student by student.
    """

    exercise: str
    mistake: str
    students: tuple[str, ...]
    written: int
    help: str

    @property
    def share(self):
        return len(self.students) / self.written


def count_mistakes(course, assignment, students):
    """A list of MistakeCount: exercise by exercise in the notebook's order, the most frequent mistake first.

    Args:
        course: the Course.
        assignment: a graded assignment.
        students: those to count; who has no graded notebook is left out.
    """
    sentences = {f"{m.exercise}/{m.id}": m.help for m in load_mistakes(assignment)}
    written, made, reasons = defaultdict(int), defaultdict(lambda: defaultdict(list)), defaultdict(list)
    for student in students:
        for verdict in read_verdicts(course, assignment, student):
            exercise = verdict["exercise"]
            if NOT_WRITTEN in verdict["reason"] or not verdict["properties"]:
                continue  # nothing ran: not written, a syntax error, a process that ended
            written[exercise] += 1
            if verdict["verdict"] == PASSED:
                continue
            for mistake in verdict.get("mistakes") or [UNNAMED]:
                made[exercise][mistake].append(student)
                if mistake == UNNAMED:
                    reasons[exercise].append(f"{student}: {verdict.get('help') or verdict['reason']}")
    return [
        MistakeCount(
            exercise,
            mistake,
            tuple(who),
            written[exercise],
            sentences.get(mistake) or "\n".join(reasons[exercise]),
        )
        for exercise in written
        for mistake, who in sorted(
            made[exercise].items(), key=lambda item: (item[0] == UNNAMED, -len(item[1]))
        )
    ]


def read_verdicts(course, assignment, student):
    """The verdicts of a graded notebook, as plain data; none where nothing was graded."""
    path = course.autograded(assignment, student)
    if not path.is_file():
        return []
    outputs = (output for cell in read_graded(path).cells for output in cell.get("outputs", ()))
    return [output.data[VERDICT_MIMETYPE] for output in outputs if VERDICT_MIMETYPE in output.get("data", {})]


def write_mistake_report(course, assignments, students):
    """Write `mistakes.html` beside the marks.

    Args:
        course: the Course.
        assignments: names of graded assignments.
        students: called as students(course, assignment); returns names.

    Returns:
        The page's path.
    """
    tables = "".join(
        _table(assignment, count_mistakes(course, assignment, students(course, assignment)))
        for assignment in assignments
    )
    path = course.root / "mistakes.html"
    path.write_text(PAGE.format(tables=tables), encoding="utf-8")
    return path


def _table(assignment, counts):
    if not counts:
        return f"<p>{html.escape(assignment)}: no mistakes.</p>"
    rows = "".join(map(_row, counts))
    return (
        f"<table><caption>{html.escape(assignment)}</caption><tr><th>exercise</th><th>share</th><th></th>"
        f"<th>mistake</th></tr>{rows}</table>"
    )


def _row(count):
    unnamed = " unnamed" if count.mistake == UNNAMED else ""
    name = count.mistake.removeprefix(f"{count.exercise}/").replace("_", " ")
    return (
        f'<tr><td>{html.escape(count.exercise)}</td><td class="number">{100 * count.share:.0f} %'
        f"<br><small>{len(count.students)} of {count.written}</small></td>"
        f'<td class="bar{unnamed}"><div role="img" aria-label="{100 * count.share:.0f} percent" '
        f'style="width:{100 * count.share:.0f}%"></div></td>'
        f"<td><b>{html.escape(name)}</b><br>{html.escape(count.help).replace(chr(10), '<br>')}"
        f"<br><small>{html.escape(', '.join(count.students))}</small></td></tr>"
    )
