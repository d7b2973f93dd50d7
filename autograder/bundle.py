"""What a student gets for an assignment: one zip with the notebook, `rnn_helpers` and how to install it."""

import os
import tomllib
import zipfile
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
HELPERS = "rnn_helpers"

# Files of rnn_helpers that would answer an assignment, and the assignment until the end of which they are
# withheld. The sandbox mounts the same files, so what a student does not have at home cannot be imported
# there either.
WITHHELD_UNTIL = {
    "memory_tasks.py": "01_rnn_forward",
    "demonstrations/memory_race.py": "01_rnn_forward",
    "recurrent_layer.py": "02_bptt",
    "sequence_classifier.py": "02_bptt",
    "rnn_layer.py": "02_bptt",
    "lstm_layer.py": "05_lstm",
    "gru_layer.py": "06_gated_variants",
}

LONG_AGO = (2020, 1, 1, 0, 0, 0)  # every member's date: the same sources give the same bytes

README = """\
# {assignment}

1. Unpack this folder and open a terminal in it.
2. Install what the notebook needs, with conda

       conda env create --file environment.yml      (once; for a later assignment, activate it)
       conda activate rnn-course
       pip install --no-deps .

   or with Python {python} and pip

       python -m venv .venv
       . .venv/bin/activate          (Windows: .venv\\Scripts\\activate)
       pip install .

3. Start JupyterLab, write your answers and run everything from the top

       jupyter lab {assignment}.ipynb

Hand in `{assignment}.ipynb`. Keep its name; add cells wherever you like.
"""

PYPROJECT = """\
[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"

[project]
name = "rnn-helpers"
version = "{version}"
requires-python = "{python}"
dependencies = {dependencies}

[tool.setuptools.packages.find]
include = ["{helpers}*"]

[tool.setuptools.package-data]
"*" = ["*.json", "*.toml", "*.npz"]
"""


def helper_files(assignment):
    """Files of `rnn_helpers` that students have for an assignment, as paths relative to the repository."""
    withheld = {Path(HELPERS, name) for name, last in WITHHELD_UNTIL.items() if assignment <= last}
    every = (
        Path(folder, name).relative_to(REPOSITORY)
        for folder, _, names in os.walk(REPOSITORY / HELPERS)
        if os.path.basename(folder) != "__pycache__"
        for name in names
    )
    return sorted(path for path in every if path not in withheld)


def bundle(course, assignment):
    """Write `bundles/<assignment>.zip`.

    Args:
        course: the Course; its released notebook is packed, with the pictures that lie beside it.
        assignment: a released assignment.

    Returns:
        Path of the zip. The same sources give the same bytes.
    """
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    words = {
        "assignment": assignment,
        "version": project["version"],
        "python": project["requires-python"],
        "helpers": HELPERS,
        "dependencies": _toml_list(project["dependencies"]),
    }
    released = course.released(assignment).parent
    members = {
        "README.md": README.format(**words).encode(),
        "pyproject.toml": PYPROJECT.format(**words).encode(),
        "environment.yml": (REPOSITORY / "environment.yml").read_bytes(),
        **{path.as_posix(): (REPOSITORY / path).read_bytes() for path in helper_files(assignment)},
        **{
            path.relative_to(released).as_posix(): path.read_bytes()
            for path in released.rglob("*")
            if path.is_file()
        },
    }
    path = course.root / "bundles" / f"{assignment}.zip"
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(members.items()):
            member = zipfile.ZipInfo(f"{assignment}/{name}", LONG_AGO)
            member.external_attr = 0o644 << 16
            archive.writestr(member, data, zipfile.ZIP_DEFLATED)
    return path


def _toml_list(words):
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"
