"""A course of one small assignment, for tests that need a whole course and not the real notebooks."""

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ASSIGNMENT = "01_tiny"

REPOSITORY = Path(__file__).parents[2]
CONFIG = f"load_subconfig('nbgrader_config.py', path={str(REPOSITORY)!r})\n"

DOUBLE = """\
def double(x):
    \"\"\"Twice x.\"\"\"
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION"""

SHIFT = """\
def shift(x, b):
    \"\"\"x + b.\"\"\"
    ### BEGIN SOLUTION
    shifted = x + b
    return shifted
    ### END SOLUTION"""

DOUBLE_TEST = """\
\"\"\"double: values.\"\"\"
### BEGIN HIDDEN TESTS
assert double(3) == 6, f"double(3): expected 6, got {double(3)}."
### END HIDDEN TESTS
double(1)
None"""

SHIFT_TEST = """\
\"\"\"shift: a number, and a negative one.\"\"\"
### BEGIN HIDDEN TESTS
from autograder.score import Line, Score
def check(name, shift):
    def verdict(args):
        return "passed" if shift(*args) == sum(args) else "failed"
    lines = [Line(case, "", 1.0, verdict(args), f"shift{args}: another value")
             for case, args in [("positive", (1, 2)), ("negative", (1, -2))]]
    return Score(name, "read_shift", tuple(lines), 0)
### END HIDDEN TESTS
check("shift", shift) if "check" in dir() else shift(1, 2)"""


def tiny_notebook():
    """The instructor's notebook: two functions, their tests, one written answer, one cell to play in."""
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# A tiny notebook", id="read_title"),
            new_code_cell("import math", id="import_math", metadata=_graded("import_math", locked=True)),
            new_code_cell(DOUBLE, id="double", metadata=_graded("double", solution=True)),
            new_code_cell("double(2)", id="try_double"),
            new_code_cell(
                DOUBLE_TEST,
                id="double_values",
                metadata=_graded("double_values", grade=True, locked=True, points=1),
            ),
            new_markdown_cell("x + b", id="read_shift"),
            new_code_cell(SHIFT, id="shift", metadata=_graded("shift", solution=True)),
            new_code_cell(
                SHIFT_TEST,
                id="shift_values",
                metadata=_graded("shift_values", grade=True, locked=True, points=2),
            ),
            new_markdown_cell(
                "Because.\n\n**Mark scheme**: 1 for the reason.",
                id="derive_double",
                metadata=_graded("derive_double", grade=True, solution=True, points=3),
            ),
        ]
    )
    notebook.metadata.kernelspec = {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    }
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def _graded(name, grade=False, solution=False, locked=False, points=None):
    metadata = {
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        metadata["points"] = points
    return {"nbgrader": metadata}


def make_course(folder):
    """Lay out the tiny course in a folder and return the folder."""
    source = folder / "solutions" / ASSIGNMENT
    source.mkdir(parents=True)
    nbformat.write(tiny_notebook(), source / f"{ASSIGNMENT}.ipynb")
    (folder / "nbgrader_config.py").write_text(CONFIG)
    return folder


def cell(notebook, name):
    """The cell of this id."""
    return next(cell for cell in notebook.cells if cell.id == name)


def hand_in(course, student, notebook):
    """Put a notebook (or text, or bytes) where nbgrader collects submissions; returns the file."""
    path = course / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(notebook, bytes):
        path.write_bytes(notebook)
    else:
        path.write_text(notebook if isinstance(notebook, str) else nbformat.writes(notebook))
    return path
