"""The attacks as they lie in the folders beside this file, one file each, named for its goal.

cells/        the source of the cell `target`, or of what surrounds it
forged/       the same, behind the shared part in `forged_frames.py`: forged messages
disk/, pages/ the same, against files and against whoever reads the page: graded in a whole course
submissions/  attack(notebook, folder) changes the notebook, or what lies in the folder that is handed in
uploads/      attack(path, notebook) makes the archive or folder for `autograder grade --from`
"""

import ast
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path

import nbformat

from .forged_frames import FORGERY
from .target_course import submission

HERE = Path(__file__).parent
SOURCES = ("cells", "forged", "disk", "pages")
KINDS = (*SOURCES, "submissions", "uploads")


@dataclass(frozen=True)
class Attack:
    """One attack.

    Attributes:
        kind: the folder that it lies in.
        path: its file.
    """

    kind: str
    path: Path

    @property
    def goal(self):
        return self.path.stem.replace("_s_", "'s_").replace("_", " ")

    @property
    def threat(self):
        """The sentence that its file begins with."""
        return ast.get_docstring(ast.parse(self.path.read_text(encoding="utf-8")))

    def notebook(self):
        """What is handed in, before the files of `submissions/` have changed it."""
        if self.kind not in SOURCES:
            return submission()
        source = self.path.read_text(encoding="utf-8")
        return submission(f"{FORGERY}\n{source}" if self.kind == "forged" else source)

    def hand_in(self, path):
        """Write the notebook to this path and attack what lies there."""
        notebook = self.notebook()
        nbformat.write(notebook, path)
        if self.kind == "submissions":
            written = path.read_bytes()
            self._module().attack(notebook, path.parent)
            if _is_still(path, written):  # the attack changed the notebook, and not the file
                path.write_text(_as_json(notebook), encoding="utf-8")

    def pack(self, path):
        """Make the upload."""
        self._module().attack(path, _as_json(submission()))

    def _module(self):
        spec = importlib.util.spec_from_file_location(f"attack_{self.path.stem}", self.path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module


def attacks(*kinds):
    """All attacks of these kinds, in the order of their folders and names."""
    return [Attack(kind, path) for kind in kinds or KINDS for path in sorted((HERE / kind).glob("*.py"))]


def by_goal(*kinds):
    """{goal: Attack}, for pytest's ids."""
    return {attack.goal: attack for attack in attacks(*kinds)}


def _is_still(path, content):
    """Is this a regular file of this content? A pipe or a device must not be opened."""
    return (
        path.parent.is_dir()
        and not path.parent.is_symlink()
        and path.is_file()
        and not path.is_symlink()
        and path.stat().st_size == len(content)
    )


def _as_json(notebook):
    """The notebook as text; nbformat's own writer would refuse what some attacks make of it."""
    return json.dumps(notebook)
