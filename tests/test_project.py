"""What stands in more than one file of the project must agree."""

import re
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = (REPOSITORY / "requirements.txt").read_text(encoding="utf-8").splitlines()
PIN = re.compile(r"([A-Za-z0-9_.-]+)==([0-9][A-Za-z0-9.+!]*)(; sys_platform == \"linux\")?")


def name(requirement):
    return re.match(r"[A-Za-z0-9_.-]+", requirement)[0].lower().replace("_", "-")


def test_environment_yml_lists_what_pyproject_lists_for_students():
    lines = (
        (REPOSITORY / "environment.yml").read_text(encoding="utf-8").split("dependencies:\n")[1].splitlines()
    )
    listed = sorted(line.removeprefix("  - ") for line in lines)
    assert listed == sorted([*PROJECT["dependencies"], f"python{PROJECT['requires-python']}", "pip"])


def test_requirements_are_names_and_versions_in_order():
    assert all(PIN.fullmatch(line) for line in PINS)
    assert PINS == sorted(PINS, key=str.lower)


@pytest.mark.parametrize("extra", ["grading", "cluster", "slides", "demo", "test"])
def test_requirements_pin_every_direct_dependency(extra):
    pinned = {name(line) for line in PINS}
    wanted = {name(line) for line in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"][extra]]}
    assert wanted <= pinned


def test_requirements_leave_out_what_only_benchmarks_need():
    assert not {name(line) for line in PINS} & {
        name(line) for line in PROJECT["optional-dependencies"]["bench"]
    }
