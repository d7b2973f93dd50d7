"""What an attack has done: points, stolen secrets, changed files and marks, active content in pages."""

import glob
import hashlib
import os
import re
import time
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import nbgrader
from autograder.course import Course
from autograder.execution import usage
from autograder.execution.grader import grader
from autograder.execution.zygote import zygote
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade
from traitlets.config import Config

from .target_course import ASSIGNMENT, NEIGHBOUR, POINTS, REPOSITORY

MARK = "owned-by-an-attack"
OUTSIDE = ("/root", "/etc", "/usr/local/bin", "/var/tmp", "/opt", "/tmp", "/home/*")
TEMPLATES = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
ACTIVE = "script iframe frame object embed form base meta link style svg details audio video".split()


def processes():
    """Process ids of this process's children, less the two warm ones."""
    warm = {warm.process.pid for warm in (grader(), zygote()) if warm.process}
    return set(usage.descendants(os.getpid())) - warm


def processes_left(known, seconds=5):
    """Those that are neither known nor gone after some seconds: what was killed takes a moment to end."""
    deadline = time.monotonic() + seconds
    while (left := processes() - known) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def points(notebook):
    """{test cell: the points that nbgrader reads from its outputs}."""
    cells = {cell.id: cell for cell in notebook.cells}
    return {name: determine_grade(cells[name])[0] for name in POINTS}


def texts(cell):
    """Everything that a cell shows as text."""
    shown = []
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        shown += [output.get("text", ""), output.get("ename", ""), output.get("evalue", "")]
        shown += [*output.get("traceback", ()), *(text for text in data.values() if isinstance(text, str))]
    return "\n".join(shown)


def stolen(notebook):
    """The lines in which an attack shows what it could get hold of."""
    shown = "\n".join(texts(cell) for cell in notebook.cells)
    return re.findall(r"^stolen: .*", shown, re.MULTILINE)


def fingerprint(course):
    """{what must stay as it is: its content}: the instructor's files, the neighbour's, and their marks."""
    kept = {}
    theirs = (f"{step}/{NEIGHBOUR}" for step in ("submitted", "autograded", "feedback"))
    for folder in ("solutions", "notebooks", *theirs):
        for path in sorted((course / folder).rglob("*")):
            if path.is_file():
                kept[str(path.relative_to(course))] = hashlib.sha256(path.read_bytes()).hexdigest()
    kept["rnn_helpers"] = MARK in (REPOSITORY / "rnn_helpers" / "__init__.py").read_text(encoding="utf-8")
    kept["files outside"] = [path for folder in OUTSIDE for path in glob.glob(f"{folder}/{MARK}")]
    kept["marks"] = marks(course, NEIGHBOUR)
    return kept


def marks(course, student):
    """{graded cell: (automatic, by hand, maximum)} as the gradebook holds them."""
    directory = Course(course).directory
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        grades = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student).grades
        return {grade.name: (grade.auto_score, grade.manual_score, grade.max_score) for grade in grades}


def staff_page(path):
    """The formgrader's page of an autograded notebook."""
    resources = {
        "assignment_id": ASSIGNMENT,
        "notebook_id": ASSIGNMENT,
        "submission_id": "1",
        "index": 0,
        "total": 1,
        "base_url": "",
        "student": "student",
        "last_name": None,
        "first_name": None,
        "notebook_path": "notebook",
    }
    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES)]
    return HTMLExporter(config=config).from_filename(str(path), resources=resources)[0]


def active(html, harmless):
    """What of a page could run, load or cover something, less what the page of a harmless notebook has.

    An ordinary link is not counted: somebody has to follow it.
    """
    return sorted((_active(html) - _active(harmless)).elements())


def _active(html):
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.found


class _Parser(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = Counter()
        self.inside = None

    def handle_starttag(self, tag, attributes):
        self.inside = tag
        if tag in ACTIVE:
            self.found[tag] += 1
        for name, value in attributes:
            value = "".join((value or "").split()).lower()
            if (
                name.startswith("on")
                or value.startswith(("javascript:", "data:text", "vbscript:"))
                or ("evil.example" in value and (tag, name) != ("a", "href"))
                or (name == "style" and re.search(r"position:(fixed|absolute)|url\(", value))
            ):
                self.found[f"{tag} {name}"] += 1

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        if self.inside == "style" and "evil.example" in data:
            self.found["style loads"] += 1
