"""nbgrader's sanitising step: rebuild the submission before anything of it is run or scored."""

import functools
from pathlib import Path

import nbformat
from nbgrader.preprocessors.base import NbGraderPreprocessor

from .course import Course
from .rebuild import rebuild
from .release import template
from .submissions import check_submission

REMARKS = (
    "rnn_course"  # notebook metadata that carries the remarks on to the feedback page and the class report
)


class RebuildNotebook(NbGraderPreprocessor):
    """First of `Autograde.sanitize_preprocessors`, so that every way into nbgrader's autograding meets it."""

    def preprocess(self, nb, resources):
        """Replace the submitted notebook by the instructor's with the student's sources in it."""
        course = self.parent.parent.coursedir  # preprocessor -> exporter -> Autograde
        assignment, name = resources["nbgrader"]["assignment"], resources["nbgrader"]["notebook"]
        source = Path(course.format_path(course.source_directory, ".", assignment), f"{name}.ipynb")
        # Here too, because nbgrader's own commands and the formgrader's button come by no other way of ours.
        check_submission(Course(course.root, course.config), assignment, resources["nbgrader"]["student"])
        notebook, remarks = rebuild(nb, instructors_template(source))
        notebook.metadata[REMARKS] = {"remarks": remarks}
        return notebook, resources


def instructors_template(source):
    """What every submission is rebuilt from; to be left untouched.

    Args:
        source: path of the instructor's notebook.
    """
    return _template(source.read_text(encoding="utf-8"))


@functools.lru_cache(maxsize=8)  # the whole class is rebuilt from one notebook
def _template(source):
    return template(nbformat.reads(source, as_version=4))
