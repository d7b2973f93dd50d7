"""The students' bundles in a fresh environment: installed as the README says, run from top to bottom."""

import subprocess
import venv
import zipfile

import nbformat
import pytest
from nbgrader.utils import is_solution

from autograder.bundle import bundle
from autograder.sample_class import Plan, fill

from .test_runs import run
from .test_sources import ASSIGNMENTS, read


@pytest.fixture(scope="session")
def student_environment(tmp_path_factory):
    """The Python of an empty environment; the tests install a bundle into it as its README says."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    return folder / "bin" / "python"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_student_can_follow_the_readme_of_a_bundle(real_course, student_environment, tmp_path, assignment):
    """Install it; untouched, every error names a task to do; with right answers there is none."""
    with zipfile.ZipFile(bundle(real_course, assignment)) as archive:
        archive.extractall(tmp_path)
    path = tmp_path / assignment / f"{assignment}.ipynb"
    pip = [
        student_environment,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-compile",
    ]
    subprocess.run([*pip, "."], cwd=path.parent, check=True, timeout=600)
    released = nbformat.read(path, as_version=4)
    solution = read(f"solutions/{assignment}/{assignment}.ipynb")
    tasks = {cell.id for cell in solution.cells if is_solution(cell)}

    errors = list(run(student_environment, path))
    assert errors
    for cell, name, message in errors:
        assert name == "NotImplementedError" and message.split(":")[0] in tasks, (cell, name, message)

    nbformat.write(fill(released, solution, assignment, Plan("student01", "the solution")), path)
    assert list(run(student_environment, path)) == []


def test_a_student_cannot_import_the_autograder(student_environment, tmp_path):
    words = [student_environment, "-c", "import autograder"]
    refused = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    assert "No module named 'autograder'" in refused.stderr
