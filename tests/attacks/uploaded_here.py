"""Take an attack of `uploads/` with `autograder grade --from`, without grading what was taken."""

import io
import shutil
import tempfile
from pathlib import Path

from autograder.cli import _collect  # what prints is what staff read
from autograder.course import Course
from autograder.errors import CourseError
from rich.console import Console

from .target_course import ASSIGNMENT, NEIGHBOUR


def upload(attack, folder):
    """Collect the upload into a copy of the course.

    Returns:
        The lines that staff read.

    Raises:
        AssertionError: a file was written anywhere but into a student's folder of `submitted/`.
    """
    with tempfile.TemporaryDirectory() as around:
        root = shutil.copytree(folder, Path(around, "a", "course"))
        source = Path(around, "upload.zip")
        attack.pack(source)
        before = _files(around)
        course = Course(root)
        terminal = Console(file=io.StringIO(), width=1000)
        try:
            _collect(terminal, course, ASSIGNMENT, source)
        except CourseError as refused:
            terminal.print(str(refused), markup=False)
        lines = terminal.file.getvalue().splitlines()
        assert all(line.isprintable() for line in lines), "escape sequences in the terminal"
        for path in _files(around) - before:
            assert path.relative_to(root).match(f"submitted/*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"), path
            assert NEIGHBOUR not in path.parts
        return "\n".join(lines)


def _files(folder):
    return {path for path in Path(folder).rglob("*") if not path.is_dir() and "upload.zip" not in path.parts}
