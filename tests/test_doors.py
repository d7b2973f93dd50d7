"""Which room may import from which."""

import ast
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
STANDARD = set(sys.stdlib_module_names)

DOORS = {
    "rnn_helpers": STANDARD | {"numpy", "matplotlib", "IPython", "ipywidgets", "rnn_helpers"},
    # traitlets is how IPython is configured
    "autograder/worker": STANDARD
    | {"numpy", "IPython", "traitlets", "matplotlib", "ipywidgets", "stack_data", "rnn_helpers"},
}


def imported(path):
    """Top-level packages that a file imports; a relative import counts by what it leads to."""
    package = path.relative_to(REPOSITORY).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            yield "/".join(package[: len(package) - node.level + 1])


def files(room):
    return sorted((REPOSITORY / room).rglob("*.py"))


@pytest.mark.parametrize("room", DOORS)
def test_a_room_opens_only_its_doors(room):
    assert files(room)
    for path in files(room):
        strange = {
            name
            for name in imported(path)
            if name not in DOORS[room] and not (name + "/").startswith(f"{room}/")
        }
        assert not strange, f"{path.relative_to(REPOSITORY)} imports {sorted(strange)}"


def test_the_door_check_sees_every_form_of_import(tmp_path, monkeypatch):
    monkeypatch.setattr(f"{__name__}.REPOSITORY", tmp_path)
    path = tmp_path / "autograder" / "worker" / "calls.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "import a.b\nfrom c.d import e\nfrom . import f\nfrom ..grade import g\ndef h():\n    import i\n"
    )
    assert list(imported(path)) == ["a", "c", "autograder/worker", "autograder", "i"]
