"""What a student may import: the installed distributions that the course's notebooks need, and what these
need."""

import functools
import importlib.metadata
import re
from pathlib import Path

from packaging.requirements import Requirement

STUDENTS_NEED = ("numpy", "matplotlib", "ipython", "ipywidgets")


@functools.cache
def importable(roots=STUDENTS_NEED):
    """Top-level files and folders of the closure of `roots`, as a dict name -> path on this machine.

    Everything else that is installed here stays invisible: nbgrader and autograd, and this package above all.
        Paths that an editable installation adds are not followed.
    """
    paths = {}
    for distribution in _closure(roots).values():
        for file in distribution.files or ():
            top = file.parts[0]
            # A shared __pycache__ would hold compiled modules of other distributions too.
            if top not in ("..", "__pycache__") and not top.endswith(".pth"):
                paths[top] = Path(distribution.locate_file(top))
    return paths


def _closure(roots):
    found, waiting = {}, list(roots)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        found[name] = importlib.metadata.distribution(name)
        for line in found[name].requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return found
