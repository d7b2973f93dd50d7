"""Small notebooks through the sandboxed execution: the way in for tests of isolation and of attacks.

double = answer("double", "def double(x): return 2 * x")
marks = grade_cells(double, check("double_value", "assert double(3) == 6"))
marks["double_value"].points, marks["double_value"].reason
"""

import re
from dataclasses import dataclass

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import determine_grade

from autograder.execution.limits import Limits
from autograder.execution.submission import is_test, run_notebook
from autograder.score import VERDICT_MIMETYPE

QUICK = {"cell_seconds": 5, "call_seconds": 2, "check_seconds": 6, "submission_seconds": 120}


@dataclass(frozen=True)
class Mark:
    """What became of one test cell.

    Attributes:
        points: what nbgrader's own `determine_grade` reads from the outputs.
        verdict: "passed", "failed" or "could_not_check".
        reason: the sentence for the student.
        text: everything that the cell shows as text.
    """

    points: float
    verdict: str
    reason: str
    text: str


def answer(name, source):
    """An answer cell: the student's source."""
    return _cell(name, source, solution=True)


def given(name, source):
    """A locked cell of the instructor's that is run with the student's."""
    return _cell(name, source, locked=True)


def check(name, source, points=1):
    """A test cell."""
    return _cell(name, source, grade=True, locked=True, points=points)


def free(source):
    """A cell that the student added."""
    return new_code_cell(source)


def text(source):
    """A Markdown cell of the student's."""
    return new_markdown_cell(source)


def run_cells(*cells, files=None, **limits):
    """Run cells as one submission; returns the notebook with its outputs."""
    notebook = new_notebook(cells=list(cells))
    run_notebook(notebook, files, Limits(**{**QUICK, **limits}))
    return notebook


def grade_cells(*cells, files=None, **limits):
    """Run cells as one submission; returns a Mark for each test cell by name."""
    notebook = run_cells(*cells, files=files, **limits)
    return {cell.metadata.nbgrader.grade_id: _mark(cell) for cell in notebook.cells if is_test(cell)}


def shown(cell):
    """Everything that a cell shows as text."""
    parts = []
    for output in cell.outputs:
        data = output.get("data", {})
        parts += [output.get("text", ""), output.get("evalue", ""), *output.get("traceback", [])]
        parts += [content for content in data.values() if isinstance(content, str)]
    return "\n".join(part for part in parts if part)


def _mark(cell):
    verdict = next(o.data[VERDICT_MIMETYPE] for o in cell.outputs if VERDICT_MIMETYPE in o.get("data", {}))
    return Mark(determine_grade(cell)[0], verdict["verdict"], verdict["reason"], shown(cell))


def _cell(name, source, grade=False, solution=False, locked=False, **points):
    flags = {"grade": grade, "solution": solution, "locked": locked, "task": False, "schema_version": 3}
    metadata = {"nbgrader": {"grade_id": name, **flags, **points}}
    return new_code_cell(source, id=re.sub(r"\W", "_", name), metadata=metadata)
