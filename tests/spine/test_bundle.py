import tomllib
import zipfile
from pathlib import Path

import pytest

from autograder.bundle import HELPERS, REPOSITORY, WITHHELD_UNTIL, bundle, helper_files

from .tiny_course import ASSIGNMENT


def test_bundle_gives_the_same_bytes_again(course):
    first = bundle(course, ASSIGNMENT).read_bytes()
    assert bundle(course, ASSIGNMENT).read_bytes() == first


def test_bundle_holds_the_notebook_the_helpers_and_how_to_install(course):
    names = zipfile.ZipFile(bundle(course, ASSIGNMENT)).namelist()
    beside = ("README.md", "pyproject.toml", "environment.yml", "01_tiny.ipynb")
    assert {f"{ASSIGNMENT}/{name}" for name in beside} < set(names)
    assert f"{ASSIGNMENT}/rnn_helpers/__init__.py" in names
    assert not any("autograder" in name or "solutions" in name or "__pycache__" in name for name in names)


def test_bundle_asks_for_what_the_course_asks_students_for(course):
    archive = zipfile.ZipFile(bundle(course, ASSIGNMENT))
    theirs = tomllib.loads(archive.read(f"{ASSIGNMENT}/pyproject.toml").decode())["project"]
    ours = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert theirs["dependencies"] == ours["dependencies"]
    assert theirs["requires-python"] == ours["requires-python"]


@pytest.mark.parametrize("name", WITHHELD_UNTIL)
def test_a_withheld_file_exists_and_comes_when_its_assignment_is_over(name):
    last = WITHHELD_UNTIL[name]
    assert (REPOSITORY / HELPERS / name).is_file()
    assert not any(path == Path(HELPERS, name) for path in helper_files(last))
    assert any(path == Path(HELPERS, name) for path in helper_files("99_after"))


def test_no_other_file_imports_a_withheld_one():
    for path in helper_files("00_first"):
        if path.suffix == ".py":
            text = (REPOSITORY / path).read_text(encoding="utf-8")
            imports = [name for name in WITHHELD_UNTIL if f"{Path(name).stem} import" in text]
            assert not imports, path
