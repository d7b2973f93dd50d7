"""The answers as they stand in a solution notebook, to be run, changed and graded."""

import json
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]


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


def points(assignment):
    """Points of every test cell by the exercise that it calls `check` for."""
    found = {}
    for cell in cells(assignment).values():
        nbgrader = cell["metadata"].get("nbgrader", {})
        if nbgrader.get("grade") and nbgrader.get("locked"):
            last = cell["source"][-1]
            found[last.split('"')[1]] = nbgrader["points"]
    return found
