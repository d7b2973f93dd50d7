"""A made-up class of twelve, built from the solutions: right, wrong, half done, broken and missing.

`sample_class.toml` beside this file says who handed in what, and which points that must cost.
"""

import ast
import copy
import os
import shutil
import tomllib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell
from nbgrader.utils import is_grade, is_solution

from .course import CONFIG_FILE, Course
from .errors import CourseError
from .mistakes import load_mistakes
from .release import release

PLANS = Path(__file__).with_suffix(".toml")
STYLES = Path(__file__).parent / "right_answers"
HANDED_IN = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)  # fixed, so that the same class is made every time
MARK_SCHEME = "**Mark scheme**"
FIRST_LINE = "# A sample class, made by `autograder sample-class`, which replaces this whole folder."


@dataclass(frozen=True)
class Plan:
    """What one made-up student hands in; at most one of style, mistake, only, syntax_error and broken is set.

    Attributes:
        student: whose it is.
        about: what it is, for the reader.
        style: name of a module of right answers.
        mistake: "<exercise>/<id>" of a known mistake.
        only: names of the only exercises that were done.
        syntax_error: the exercise whose answer is not Python.
        broken: "not JSON" or "no notebook".
        lost: {exercise: points} that this must cost, or "everything".
        signed: True if the student's name stands under each answer, so that no two notebooks are equal.
    """

    student: str
    about: str
    style: str = ""
    mistake: str = ""
    only: list | None = None
    syntax_error: str = ""
    broken: str = ""
    lost: dict | str = field(default_factory=dict)
    signed: bool = False

    def points(self, full):
        """{exercise: points} that grading must give, where `full` is {exercise: all its points}."""
        if self.lost == "everything":
            return dict.fromkeys(full, 0)
        return {exercise: points - self.lost.get(exercise, 0) for exercise, points in full.items()}


def plans(assignment, size=None):
    """The twelve plans of an assignment; or `size` of them, student001, …, that repeat the twelve."""
    data = tomllib.loads(PLANS.read_text(encoding="utf-8"))
    if assignment not in data:
        raise CourseError(f"{PLANS.name}: expected a table for {assignment}, got {', '.join(data)}. Add one.")
    twelve = [Plan(student, **plan) for student, plan in data[assignment].items()]
    if size is None:
        return twelve
    return [replace(twelve[i % len(twelve)], student=f"student{i + 1:03d}", signed=True) for i in range(size)]


def make_sample_class(course, folder, size=None):
    """Lay out the sample class of every assignment in a course folder of its own.

    Args:
        course: the Course whose solutions and configuration it shares.
        folder: where; an earlier sample class there is replaced.
        size: how many students; twelve by default.

    Returns:
        A list of (assignment, Plan).

    Raises:
        CourseError: something else lies in that folder, or a plan is missing.
    """
    folder = Path(folder).resolve()
    config = folder / CONFIG_FILE
    if folder.exists() and not (
        config.is_file() and config.read_text(encoding="utf-8").startswith(FIRST_LINE)
    ):
        raise CourseError(
            f"folder: expected a new one or an earlier sample class, got {folder}. Choose another."
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    config.write_text(
        f"{FIRST_LINE}\nload_subconfig({CONFIG_FILE!r}, path={str(course.root)!r})\n", encoding="utf-8"
    )
    sources = course.directory.source_directory
    (folder / sources).symlink_to(course.root / sources, target_is_directory=True)
    sample = Course(folder)
    made = []
    for assignment in sample.assignments():
        released = nbformat.read(release(sample, assignment), as_version=4)
        solution = nbformat.read(sample.source(assignment), as_version=4)
        for plan in plans(assignment, size):
            _hand_in(sample.submitted(assignment, plan.student), assignment, plan, released, solution)
            made.append((assignment, plan))
    return made


def _hand_in(folder, assignment, plan, released, solution):
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text(f"{HANDED_IN:%Y-%m-%d %H:%M:%S} UTC\n", encoding="utf-8")
    path = folder / f"{assignment}.ipynb"
    if plan.broken == "no notebook":
        return
    text = nbformat.writes(fill(released, solution, assignment, plan))
    path.write_text(text[: len(text) // 2] if plan.broken == "not JSON" else text, encoding="utf-8")
    os.utime(path, (HANDED_IN.timestamp(),) * 2)


def fill(released, solution, assignment, plan):
    """The released notebook with the answers of a plan written into it.

    Args:
        released, solution: the two versions of the assignment's notebook; left untouched.
        assignment: its name.
        plan: a Plan.
    """
    notebook = copy.deepcopy(released)
    answers = {cell.id: cell.source for cell in solution.cells if is_solution(cell)}
    helpers = ""
    if plan.style:
        styled, helpers = read_style(STYLES / assignment / f"{plan.style}.py", answers)
        answers.update(styled)
    if plan.mistake:
        exercise, name = plan.mistake.split("/")
        mistake = next(m for m in load_mistakes(assignment) if (m.exercise, m.id) == (exercise, name))
        answers[exercise] = mistake.apply(answers[exercise])
    if plan.syntax_error:
        answers[plan.syntax_error] = answers[plan.syntax_error].replace("):", ")", 1)
    for cell in notebook.cells:
        if is_solution(cell) and (plan.only is None or cell.id in plan.only):
            cell.source = _as_a_student_would(answers[cell.id], written=is_grade(cell))
            if plan.signed:
                cell.source += f"\n\n# {plan.student}"
    if helpers:
        first = next(i for i, cell in enumerate(notebook.cells) if is_solution(cell) and not is_grade(cell))
        notebook.cells.insert(first, new_code_cell(helpers, id="my_helpers"))
    return notebook


def read_style(path, exercises):
    """({exercise: source}, source of everything else) of a module of right answers.

    A top-level function of an exercise's name is its answer; the rest, less the docstring, goes into a cell
    of its own.
    """
    source = path.read_text(encoding="utf-8")
    answers, helpers = {}, []
    for node in ast.parse(source).body:
        text = ast.get_source_segment(source, node)
        if isinstance(node, ast.FunctionDef) and node.name in exercises:
            answers[node.name] = text
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            helpers.append(text)
    return answers, "\n\n".join(helpers)


def _as_a_student_would(source, written):
    """A model answer without what only the instructor's version has in it."""
    if written:
        return source.split(MARK_SCHEME)[0].rstrip()
    return "\n".join(
        line for line in source.split("\n") if "### BEGIN SOLUTION" not in line and "### END" not in line
    )
