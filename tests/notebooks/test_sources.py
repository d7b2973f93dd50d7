"""The notebooks as they are committed: what they hold, and what the released ones must not hold."""

import re
import zipfile

import nbformat
import pytest
from nbgrader.utils import is_grade, is_solution

from autograder.bundle import REPOSITORY, bundle
from autograder.execution.idle_cells import SHOWS, idle_cells
from autograder.exercises import EXERCISES
from autograder.marks import exercises

ASSIGNMENTS = sorted(path.name for path in (REPOSITORY / "solutions").iterdir() if path.is_dir())
COMMITTED = [f"{folder}/{name}/{name}.ipynb" for folder in ("solutions", "notebooks") for name in ASSIGNMENTS]
ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# Lines that say nothing about an answer: a name, a loop's head, a call of a function with plain names.
BOILERPLATE = re.compile(r"return \w+|\w+|for \w+ in range\(\w+\):|else:|\W*|[\w, ]+ = \w+\([\w, \[\]\"]*\)")


def read(path):
    return nbformat.read(REPOSITORY / path, as_version=4)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_notebooks_are_what_a_fresh_release_gives(real_course, assignment):
    """Run `make release` and commit the notebooks where this fails."""
    fresh = real_course.released(assignment)
    committed = REPOSITORY / "notebooks" / assignment
    assert {path.name for path in committed.iterdir()} == {path.name for path in fresh.parent.iterdir()}
    assert (committed / fresh.name).read_bytes() == fresh.read_bytes()


@pytest.mark.parametrize("path", COMMITTED)
def test_a_notebook_is_clean(path):
    """No outputs, no execution counts, no path tricks; every cell named by hand and placed in the slides."""
    notebook = read(path)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert ID.fullmatch(cell.id), cell.id
        assert "slide_type" in cell.metadata.get("slideshow", {}), cell.id
        if cell.cell_type == "code":
            assert not cell.outputs and cell.execution_count is None, cell.id
            assert "sys.path" not in cell.source, cell.id
        if "nbgrader" in cell.metadata:
            assert cell.id == cell.metadata.nbgrader.grade_id


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_points_of_the_notebook_are_those_of_the_registry(assignment):
    notebook = read(f"solutions/{assignment}/{assignment}.ipynb")
    of = exercises(notebook)
    points = {}
    for cell in notebook.cells:
        if is_grade(cell) and not is_solution(cell):
            points[of[cell.id]] = points.get(of[cell.id], 0) + cell.metadata.nbgrader.points
    assert points == {name: e.points for name, e in EXERCISES.items() if e.assignment == assignment}


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_equation_of_an_exercise_is_a_cell_of_its_notebook(assignment):
    ids = {cell.id for cell in read(f"solutions/{assignment}/{assignment}.ipynb").cells}
    for name, exercise in EXERCISES.items():
        assert exercise.assignment != assignment or exercise.equation in ids, name


def answer_lines(notebook):
    """The lines that only the instructor may have: solutions, model answers and mark schemes."""
    for cell in notebook.cells:
        if is_solution(cell):
            source = cell.source
            if cell.cell_type == "code":
                source = source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
            yield from (line.strip() for line in source.splitlines())


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_bundle_holds_no_line_of_an_answer(real_course, assignment):
    notebook = read(f"solutions/{assignment}/{assignment}.ipynb")
    secret = {line for line in answer_lines(notebook) if not BOILERPLATE.fullmatch(line)}
    assert len(secret) > 20
    given = {line.strip() for line in given_lines(notebook)}
    with zipfile.ZipFile(bundle(real_course, assignment)) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            if name.endswith(".ipynb"):  # its JSON escapes the lines
                text = "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
            leaked = secret & {line.strip() for line in text.splitlines()} - given
            assert not leaked, f"{name}: {sorted(leaked)}"


def given_lines(notebook):
    """The lines of cells that the instructor gives, which an answer may repeat."""
    return (line for cell in notebook.cells if not is_solution(cell) for line in cell.source.splitlines())


def test_the_search_for_answers_finds_one():
    notebook = read(f"solutions/{ASSIGNMENTS[0]}/{ASSIGNMENTS[0]}.ipynb")
    lines = set(answer_lines(notebook))
    assert any("np.tanh" in line for line in lines)
    assert any(line.startswith("**Mark scheme**") for line in lines)


@pytest.mark.parametrize("path", COMMITTED)
def test_grading_runs_no_cell_that_only_shows_something(path):
    """Nothing of ours takes a name from such a cell, so none of them costs time in every submission."""
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    shows = {cell.id for cell in cells if cell.id.startswith(SHOWS)}
    assert idle_cells(cells) == shows
