"""The notebooks as slides: one HTML file each that needs no network.

    python -m autograder.lecture.slides                    every assignment
    python -m autograder.lecture.slides 02_bptt            one of them

The solution is run, so its pictures and numbers stand on the slides. Then the answers are cut as for the
release: the room sees no answer before its deadline, and the code on a slide is the code that students have.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme
from traitlets.config import Config

from ..course import Course
from ..feedback import TEMPLATES, FeedbackExporter
from ..release import NameTheTask

SECONDS = 120  # the longest that one cell may take


class SlidesExporter(FeedbackExporter):
    """Like a feedback page, MathML and nothing from another host, with reveal.js to page through it."""

    @property
    def default_config(self):
        config = Config(super().default_config)
        config.SlidesExporter.template_name = "slides"
        config.SlidesExporter.extra_template_basedirs = [str(TEMPLATES)]
        return config


def without_answers(notebook):
    """The notebook with its outputs, less answers and mark schemes."""
    for step in (NameTheTask, ClearMarkScheme):
        notebook, _ = step().preprocess(notebook, {})
    return notebook


def run(notebook, folder):
    """Run the solution with the checks that students have at home; raises where a cell does."""
    notebook, _ = ClearHiddenTests().preprocess(notebook, {})
    where = {"metadata": {"path": str(folder)}}
    return NotebookClient(notebook, timeout=SECONDS, resources=where).execute()


def export(notebook, title):
    """One HTML page from a notebook that has been run, with reveal.js and its style sheet inside."""
    reveal = Path(find_spec("sphinx_revealjs").origin).parent / "_static" / "revealjs" / "dist"
    files = {
        "reveal_js": (reveal / "reveal.js").read_text(encoding="utf-8"),
        "reveal_css": (reveal / "reveal.css").read_text(encoding="utf-8"),
    }
    page, _ = SlidesExporter().from_notebook_node(notebook, resources={"title": title, **files})
    return page


def write_slides(course, assignment, folder):
    """Write `<folder>/<assignment>.html` and return its path."""
    source = course.source(assignment)
    notebook = run(nbformat.read(source, as_version=4), source.parent)
    path = Path(folder) / f"{assignment}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(export(without_answers(notebook), assignment), encoding="utf-8")
    return path


def main(assignments):
    course = Course()
    for assignment in assignments or course.assignments():
        path = write_slides(course, assignment, "build/slides")
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
