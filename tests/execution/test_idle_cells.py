"""A cell that only shows something runs where something depends on it, and nowhere else."""

import pytest
from nbformat.v4 import new_notebook

from autograder.execution.idle_cells import idle_cells
from autograder.execution.trusting import ExecuteNeeded

from .small_notebooks import answer, check, free, given, run_cells, shown

NOISE = given("show_noise", "noise, size = 0.5, 2\nprint('drawn')")
SPREAD = given("show_spread", "spread = 2 * noise\nprint('spread')")

# What the student wrote: the cells that need not run.
DEPENDENTS = {
    "size = 3": {"show_noise", "show_spread"},
    "print('noise')": {"show_noise", "show_spread"},
    "noise = 1\nprint(noise)": {"show_noise", "show_spread"},
    "def f(noise): return noise": {"show_noise", "show_spread"},
    "print(noise)": {"show_spread"},
    "def f(): return noise": {"show_spread"},
    "print(spread)": set(),
    "from math import *\nspread": set(),
    "%time 1": {"show_noise", "show_spread"},
}


# None of these may stop the grader or take its memory; what it parses is what a student wrote.
HOSTILE = {
    "nested": "noise + " + "-" * 15_000 + "1",
    "bracketed": "noise, " + "(" * 150 + "[" * 15_000,
    "attributes": "noise" + ".a" * 9_000,
    "calls": "noise" + "()" * 9_000,
    "branches": "if noise: pass\n" + "elif 1: pass\n" * 1_400,
    "long": "noise\n" * 1_000_000,
    "zero byte": "noise\0",
    "half a character": "noise = '\ud800'",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_source_does_not_stop_the_grader(name):
    assert "show_spread" in idle_cells([NOISE, SPREAD, free(HOSTILE[name])])


@pytest.mark.parametrize("source", DEPENDENTS)
def test_cell_runs_where_a_name_is_read_that_it_alone_binds(source):
    assert idle_cells([NOISE, SPREAD, free(source)]) == DEPENDENTS[source]


def test_outputs_are_those_of_the_cells_that_run():
    picture, total = given("show_picture", "print('picture')"), free("print(spread + 1)")
    last = answer("last", "def last(): return size")
    notebook = run_cells(NOISE, SPREAD, picture, total, last, check("size", "assert last() == 2"))
    assert [shown(cell).strip() for cell in notebook.cells[:4]] == ["drawn", "spread", "", "2.0"]
    assert "1.0" in shown(notebook.cells[-1])


def test_the_same_cells_run_without_a_sandbox(tmp_path):
    notebook = new_notebook(cells=[NOISE, SPREAD, free("print(noise)")])
    ExecuteNeeded().preprocess(notebook, {"metadata": {"path": str(tmp_path)}})
    assert [shown(cell).strip() for cell in notebook.cells] == ["drawn", "", "0.5"]


def test_nothing_runs_in_a_notebook_of_pictures_alone():
    assert idle_cells(new_notebook(cells=[NOISE]).cells) == {"show_noise"}
