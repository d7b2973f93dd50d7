"""A course of one real exercise, and a student's notebook that runs as far as the first slider."""

import nbformat

from autograder.bundle import REPOSITORY
from autograder.sample_class import Plan, fill

ASSIGNMENT = "01_rnn_forward"
CELLS = ("read_title", "import_course", "read_one_hot", "one_hot", "try_one_hot", "one_hot_values")
CONFIG = f"load_subconfig('nbgrader_config.py', path={str(REPOSITORY)!r})\n"


def read(folder):
    return nbformat.read(REPOSITORY / folder / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)


def small_course(folder):
    """Lay out a course whose assignment is the first exercise alone; returns the folder."""
    notebook = read("solutions")
    notebook.cells = [cell for cell in notebook.cells if cell.id in CELLS]
    source = folder / "solutions" / ASSIGNMENT
    source.mkdir(parents=True)
    nbformat.write(notebook, source / f"{ASSIGNMENT}.ipynb")
    (folder / "nbgrader_config.py").write_text(CONFIG)
    return folder


def hand_in(course, student, mistake):
    """Hand in the solution with a known mistake in it."""
    released, solution = (
        nbformat.read(path(ASSIGNMENT), as_version=4) for path in (course.released, course.source)
    )
    answered = fill(released, solution, ASSIGNMENT, Plan(student, "a known mistake", mistake=mistake))
    folder = course.submitted(ASSIGNMENT, student)
    folder.mkdir(parents=True)
    nbformat.write(answered, folder / f"{ASSIGNMENT}.ipynb")


def live_notebook():
    """The whole released notebook 01 with the answers that its slider needs; the next one is still to do."""
    done = ["one_hot", "rnn_step_forward", "rnn_forward"]
    return fill(read("notebooks"), read("solutions"), ASSIGNMENT, Plan("student01", "half done", only=done))
