"""The assignment that every attack is handed in for: an exercise before it, the attacked one, one after it.

Four secrets are planted; an attack that finds one prints it on a line that begins with `stolen:`.
"""

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ASSIGNMENT = "01_target"
REPOSITORY = Path(__file__).parents[2]
ATTACKER, NEIGHBOUR = "student66", "student01"

SECRETS = {
    "the hidden test": "secret-of-the-hidden-test",
    "the solution": "secret-of-the-solution",
    "the other submission": "secret-of-the-neighbour",
    "the grader's environment": "secret-of-the-environment",
}
ENVIRONMENT = {"COURSE_PASSWORD": SECRETS["the grader's environment"]}

OURS = f"load_subconfig('nbgrader_config.py', path={str(REPOSITORY)!r})\n"
STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "target"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
c.ExecutePreprocessor.timeout = 10
c.ExecutePreprocessor.startup_timeout = 60
"""

HONEST = "def {name}(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION"
HONEST_TEST = (
    '"""{name}: one more."""\n### BEGIN HIDDEN TESTS\nassert {name}(1) == 2\n### END HIDDEN TESTS\nNone'
)

TARGET = f"""\
def target(x):
    ### BEGIN SOLUTION
    return 3 * x  # {SECRETS["the solution"]}
    ### END SOLUTION"""

TARGET_VALUES = f'''\
"""target: three times x, for numbers."""
### BEGIN HIDDEN TESTS
hidden_note = "{SECRETS["the hidden test"]}"
for number in (2, 5):
    expected = 3 * number
    assert target(number) == expected, "target: expected three times x, got something else."
### END HIDDEN TESTS
None'''

TARGET_SCORE = '''\
"""target: a point for a matrix, a point for a vector."""
### BEGIN HIDDEN TESTS
def score(function):
    points = 0.0
    for x in (np.array([[7.0, 11.0], [13.0, 17.0]]), np.array([-4.0, 1e6])):
        expected = 3 * x
        try:
            points += bool(np.allclose(function(x), expected))
        except Exception:
            pass
    return points

score(target)
### END HIDDEN TESTS'''

POINTS = {"honest_value": 1, "target_values": 2, "target_score": 2, "later_value": 1}


def target_notebook():
    """The instructor's notebook; as a submission it has every answer right."""
    cells = [new_markdown_cell("# Target", id="read_title")]
    cells.append(_code("import_numpy", "import numpy as np", locked=True))
    cells += _honest("honest")
    cells.append(_code("target", TARGET, solution=True))
    cells.append(_test("target_values", TARGET_VALUES))
    cells.append(_test("target_score", TARGET_SCORE))
    cells += _honest("later")
    cells.append(new_markdown_cell("Because.", id="explain_target"))
    cells[-1].metadata = _flags("explain_target", grade=True, solution=True, points=1)
    notebook = new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return notebook


def submission(target="def target(x):\n    return 0", explanation="Because."):
    """What a student hands in: everything right but `target`, which is the given source."""
    notebook = target_notebook()
    cell(notebook, "target").source = target
    cell(notebook, "explain_target").source = explanation
    return notebook


def cell(notebook, name):
    """The cell of this id."""
    return next(cell for cell in notebook.cells if cell.id == name)


def lay_out_course(folder, config=OURS):
    """Make the course folder, with a submission of the neighbour's; returns the folder."""
    source = folder / "solutions" / ASSIGNMENT
    source.mkdir(parents=True)
    nbformat.write(target_notebook(), source / f"{ASSIGNMENT}.ipynb")
    (folder / "nbgrader_config.py").write_text(config)
    neighbour = submission("def target(x):\n    return 3 * x", f"My idea: {SECRETS['the other submission']}.")
    nbformat.write(neighbour, hand_in_path(folder, NEIGHBOUR))
    return folder


def hand_in_path(course, student):
    """Where a student's notebook lies; its folder is made."""
    path = course / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _honest(name):
    return [
        _code(name, HONEST.format(name=name), solution=True),
        _test(f"{name}_value", HONEST_TEST.format(name=name)),
    ]


def _test(name, source):
    return _code(name, source, grade=True, locked=True, points=POINTS[name])


def _code(name, source, **flags):
    return new_code_cell(source, id=name, metadata=_flags(name, **flags))


def _flags(name, grade=False, solution=False, locked=False, points=None):
    flags = {
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return {"nbgrader": flags if points is None else {**flags, "points": points}}
