"""nbgrader's step that runs a notebook, with the student's code in a sandbox and the tests outside of it."""

import functools
from pathlib import Path

import nbformat
from nbgrader.preprocessors.base import NbGraderPreprocessor
from nbgrader.utils import is_locked
from traitlets import Bool, Dict

from .limits import Limits
from .markdown import inert_markdown
from .outputs import inert_attachments
from .staged_bundle import bundle_view
from .submission import run_notebook
from .trusting import ExecuteNeeded, run_trusting

REMARKS = "rnn_course"  # notebook metadata that the feedback page and the class report read

TRUSTED = (
    "graded with --trust-students: this code ran without a sandbox and could have changed its own marks."
)


class SandboxedExecute(NbGraderPreprocessor):
    """Takes the place of nbgrader's Execute in `Autograde.autograde_preprocessors`.

    It gets the notebook after RebuildNotebook: cell order, flags and locked sources are the instructor's.
    """

    limits = Dict(help="Limits of a submission by name, as in execution.limits.Limits.").tag(config=True)

    trust_students = Bool(
        False,
        help="Run the students' code without a sandbox, in one process with the tests. It can then read and "
        "change whatever you can: solutions, the gradebook, its own score. The report will say so.",
    ).tag(config=True)

    def preprocess(self, nb, resources):
        """Run the cells; leave in each test cell the outputs that its points are read from."""
        assignment = resources["nbgrader"]["assignment"]
        released = self._released(assignment)
        self._make_text_inert(nb, released / f"{resources['nbgrader']['notebook']}.ipynb")
        if self.trust_students:
            nb.metadata.setdefault(REMARKS, {}).setdefault("remarks", []).append(TRUSTED)
            run_trusting(nb, resources, ExecuteNeeded(parent=self))
        else:
            run_notebook(nb, bundle_view(assignment, released), Limits(**self.limits), released)
        return nb, resources

    def _released(self, assignment):
        """Folder of what students got for this assignment."""
        course = self.parent.parent.coursedir  # preprocessor -> exporter -> Autograde
        return Path(course.format_path(course.release_directory, ".", assignment))

    def _make_text_inert(self, nb, path):
        """Take apart what is active in the student's Markdown; what stands as it was released is the
        instructor's."""
        known = _sources(path.read_bytes()) if path.is_file() else frozenset()
        for cell in nb.cells:
            if cell.cell_type != "code" and not is_locked(cell) and cell.source not in known:
                cell.attachments = nbformat.from_dict(inert_attachments(cell.get("attachments", {})))
                cell.source = inert_markdown(cell.source, cell.attachments)


@functools.lru_cache(maxsize=8)  # a class was given one notebook
def _sources(notebook):
    """Sources of the cells of a notebook, from its bytes."""
    return frozenset(cell.source for cell in nbformat.reads(notebook.decode("utf-8"), as_version=4).cells)
