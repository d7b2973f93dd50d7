"""The solution's functions, as they stand in the instructor's notebook or with known mistakes in them."""

import ast
import functools
import json
from pathlib import Path

import numpy as np

from .exercises import EXERCISES

SOLUTIONS = Path(__file__).parents[1] / "solutions"


@functools.cache
def answer_sources(assignment):
    """{exercise: source} of the answer cells that are code, in the notebook's order."""
    return {cell["id"]: _source(cell) for cell in _code_cells(assignment) if _is_answer(cell)}


def solution_functions(exercise, mistakes=(), sources=None):
    """The functions that an exercise is graded with, from a fresh namespace.

    Args:
        exercise: name of an exercise.
        mistakes: Mistakes of its notebook, made one after the other; in other answer cells too.
        sources: {exercise: source}, answers that take the place of the solution's.

    Returns:
        A list in the order of the exercise's `functions`.

    Raises:
        ValueError: an edit doesn't apply, for example because an earlier mistake has changed the same place.
    """
    entry = EXERCISES[exercise]
    answers = {**answer_sources(entry.assignment), **(sources or {})}
    for mistake in mistakes:
        answers[mistake.exercise] = mistake.apply(answers[mistake.exercise])
    namespace = {"np": np}
    for code in (*_given_functions(entry.assignment), *(_compiled(source) for source in answers.values())):
        exec(code, namespace)
    return [namespace[name] for name in entry.functions]


@functools.cache
def _given_functions(assignment):
    """What the given cells define as functions; whatever else they do is for the notebook's figures."""
    found = []
    for cell in _code_cells(assignment):
        if not _is_answer(cell) and cell["id"].startswith("given_"):
            tree = ast.parse(_source(cell))
            tree.body = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
            found.append(compile(tree, cell["id"], "exec"))
    return found


@functools.lru_cache(maxsize=4096)
def _compiled(source):
    return compile(source, "answer", "exec")


@functools.cache
def _code_cells(assignment):
    path = SOLUTIONS / assignment / f"{assignment}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def _is_answer(cell):
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def _source(cell):
    return "".join(cell["source"])
