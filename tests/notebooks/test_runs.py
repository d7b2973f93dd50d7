"""The solutions from top to bottom."""

import subprocess
import sys
import time

import nbformat
import pytest

from .test_sources import ASSIGNMENTS, read


def run(python, path):
    """Run a notebook with a Python of its own; returns its errors as (cell id, name, message)."""
    words = [python, "-m", "jupyter", "execute", "--allow-errors", "--inplace", "--timeout=120", path.name]
    subprocess.run(words, cwd=path.parent, check=True, capture_output=True, timeout=600)
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                yield cell.id, output.ename, output.evalue


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_solution_runs_without_an_error(assignment, tmp_path, capsys):
    path = tmp_path / f"{assignment}.ipynb"
    nbformat.write(read(f"solutions/{assignment}/{assignment}.ipynb"), path)
    start = time.perf_counter()
    errors = list(run(sys.executable, path))
    seconds = time.perf_counter() - start
    with capsys.disabled():
        print(f"\n{assignment}: the solution notebook ran in {seconds:.0f} s")
    assert errors == []
