"""The answers as they stand in a solution notebook, to be run, changed and graded."""

import json
from pathlib import Path

import numpy as np

from autograder.exercises import EXERCISES

ROOT = Path(__file__).parents[2]

# Cells of functions that are given, and that answers call.
GIVEN = {"02_bptt": ["given_forward"], "04_clipping": ["given_sigmoid"]}


def cells(assignment):
    """The solution notebook's cells by id."""
    path = ROOT / "solutions" / assignment / f"{assignment}.ipynb"
    return {cell["id"]: cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def answers(assignment):
    """Source of every answer cell by id, in the notebook's order."""
    return {
        name: "".join(cell["source"])
        for name, cell in cells(assignment).items()
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution")
    }


def functions(sources):
    """Run answer cells in one namespace, as a kernel would, and return it."""
    namespace = {"np": np}
    for source in sources.values():
        exec(source, namespace)
    return namespace


def namespace(assignment, helpers="", **sources):
    """The notebook's functions, some answers replaced; `helpers` runs where a student would add a cell."""
    given = {name: "".join(cells(assignment)[name]["source"]) for name in GIVEN.get(assignment, ())}
    return functions({**given, "my_helpers": helpers, **{**answers(assignment), **sources}})


def needed(name, names):
    """The functions that an exercise is graded with, out of a namespace."""
    return [names[function] for function in EXERCISES[name].functions]


def wrong(exercise, mistake):
    """The functions of an exercise in a notebook with that mistake; every other answer is right."""
    assignment = EXERCISES[exercise].assignment
    source = mistake.apply(answers(assignment)[mistake.exercise])
    return needed(exercise, namespace(assignment, **{mistake.exercise: source}))


def lost(score):
    """Names of the properties that earned nothing."""
    return tuple(line.name for line in score.lines if line.verdict != "passed")


def points(assignment):
    """Points of every test cell by the exercise that it calls `check` for."""
    found = {}
    for cell in cells(assignment).values():
        nbgrader = cell["metadata"].get("nbgrader", {})
        if nbgrader.get("grade") and nbgrader.get("locked"):
            last = cell["source"][-1]
            found[last.split('"')[1]] = nbgrader["points"]
    return found
