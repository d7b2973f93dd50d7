"""nbgrader's own sample notebooks, through its Execute and through ours: the same points, cell by cell."""

import copy
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade

from autograder.execution.limits import Limits
from autograder.execution.submission import is_test, run_notebook
from autograder.execution.walls import HOME

from .small_notebooks import answer, check

PACKAGE = Path(nbgrader.__file__).parent
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
GUIDE, APPS = "docs/source/user_guide", "tests/apps/files"

EQUAL = [
    f"{GUIDE}/submitted/bitdiddle/ps1/problem1.ipynb",  # two answers right, one wrong
    f"{GUIDE}/downloaded/ps1/archive/ps1_hacker_attempt_2016-01-30-20-30-10_problem1.ipynb",
    f"{APPS}/autotest-hashed-changed.ipynb",
    f"{APPS}/autotest-multi-changed.ipynb",  # all plain types, and functions in lambdas
    f"{APPS}/open_relative_file.ipynb",
    f"{APPS}/submitted-cheat-attempt.ipynb",
    f"{APPS}/submitted-grade-cell-changed.ipynb",
    f"{APPS}/test-hidden-tests.ipynb",
]


@pytest.mark.parametrize("path", EQUAL)
def test_sample_notebook_gets_the_points_of_stock_nbgrader(path):
    ours, stock = _both(_read(PACKAGE / path), (PACKAGE / path).parent)
    assert ours == stock


def test_test_cells_do_not_take_any_module_from_the_notebook(monkeypatch):
    """This sample uses the `os` that the student imported; only well-known modules are taken over."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)  # nbgrader leaves it behind
    path = PACKAGE / APPS / "validating-environment-variable.ipynb"
    ours, stock = _both(_read(path), path.parent)
    assert (ours, stock) == ([0], [1])


DIFFERENT = {  # points here, points in stock nbgrader
    "text on stderr costs nothing": ("import sys\ndef f(): print('careful', file=sys.stderr)", "f()", 1, 0),
    "a warning costs nothing": ("import warnings\ndef f(): warnings.warn('careful')", "f()", 1, 0),
    "an object that equals everything": (
        "class A:\n    def __eq__(self, other): return True\ndef f(): return A()",
        "assert f() == 3",
        0,
        1,
    ),
    "a function passed to a function": ("def f(g): return g(1)", "assert f(lambda x: x + 1) == 2", 0, 1),
    "a shadowed builtin": ("def f(): return 2\nlen = lambda x: 3", "assert len([f()]) == 3", 0, 1),
}


def test_known_differences_from_stock_nbgrader():
    cells = []
    for name, (source, test, *_) in DIFFERENT.items():
        cells += [answer(f"answer {name}", source), check(name, test)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = KERNEL
    ours, stock = _both(notebook, Path.cwd())
    assert dict(zip(DIFFERENT, ours, strict=True)) == {name: case[2] for name, case in DIFFERENT.items()}
    assert dict(zip(DIFFERENT, stock, strict=True)) == {name: case[3] for name, case in DIFFERENT.items()}


def _read(path):
    with pytest.MonkeyPatch.context() as patch:  # some are older than cell ids
        patch.setattr("warnings.warn", lambda *args, **kwargs: None)
        notebook = nbformat.read(path, as_version=4)
    notebook.metadata.kernelspec = KERNEL
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    return notebook


def _both(notebook, folder):
    """Points of each test cell, (ours, stock)."""
    ours, stock = copy.deepcopy(notebook), copy.deepcopy(notebook)
    files = {f"{HOME}/{path.name}": path for path in folder.glob("*.txt")}
    run_notebook(ours, files, Limits(cell_seconds=5), folder)
    Execute(timeout=30).preprocess(stock, {"metadata": {"path": str(folder)}})
    return _points(ours), _points(stock)


def _points(notebook):
    return [determine_grade(cell)[0] for cell in notebook.cells if is_test(cell)]
