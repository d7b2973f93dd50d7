"""The unit of work: grade one submission, against a course folder and a gradebook of its own.

It needs no file of the course and writes none: everything comes in the Task and goes back in the Result, so
it may run in any process on any machine that has this repository.
"""

import contextlib
import copy
import logging
import os
import shutil
import tempfile
import time
import uuid
from dataclasses import replace
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.writers import FilesWriter
from nbgrader.api import Base
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.preprocessors import OverwriteCells, OverwriteKernelspec
from nbgrader.utils import setenv
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from ..course import Course
from ..marks import held_grades, marks_of
from ..outcome import GRADED, MISSING, NOT_GRADABLE, Outcome
from ..sanitize import instructors_template
from ..submissions import NotGradable, NotHandedIn, check_submission
from .rows import clear_students, held_rows, insert_rows
from .task import Result, could_not_grade


class Desk:
    """The place where one assignment is graded, one submission after the other.

    What does not depend on the submission is made once: the folder, the gradebook, nbgrader's converters
    with their preprocessors and templates.
    """

    def __init__(self, material):
        self.material = material
        self._folder = tempfile.TemporaryDirectory(prefix="grading_")
        config = copy.deepcopy(material.config)
        config.Autograde.exporter_class = InPlaceExporter
        # In memory and shared by all connections of this process, as long as one of them is open.
        config.CourseDirectory.db_url = f"sqlite:///file:/{uuid.uuid4().hex}?vfs=memdb&uri=true"
        self.course = Course(self._folder.name, config)
        _write(self.course.source(material.assignment).parent, material.source)
        _write(self.course.released(material.assignment).parent, material.released)
        self._engine = create_engine(config.CourseDirectory.db_url, poolclass=StaticPool)
        Base.metadata.create_all(self._engine)
        with self._engine.begin() as connection:
            insert_rows(connection, material.rows)
        self._autograde, self._feedback = (
            kept_converter(converter, self.course, material.assignment)
            for converter in (AutogradeInOnePass, FeedbackOfGraded)
        )
        self._leave_out_idle_steps()

    def grade(self, task):
        """A Result; whatever the submission holds, nothing is raised."""
        start = time.monotonic()
        try:
            with self.course.logged():
                result = self._grade(task)
        except Exception as fault:  # one submission must never stop the class
            with self.course.logged():
                logging.getLogger("traitlets").exception("%s of %s", task.material.assignment, task.student)
            name = type(fault).__name__
            result = could_not_grade(task.student, f"the grader failed ({name}); grading.log says where")
        log = self.course.log.read_text(encoding="utf-8")
        self.course.log.unlink()
        outcome = replace(result.outcome, seconds=time.monotonic() - start)
        return replace(result, outcome=outcome, log=log)

    def _grade(self, task):
        self._clear()
        assignment, student = task.material.assignment, task.student
        _write(self.course.submitted(assignment, student), task.files)
        with self._engine.begin() as connection:
            clear_students(connection)
            insert_rows(connection, task.rows)
        try:
            check_submission(self.course, assignment, student)
        except NotHandedIn as reason:
            return Result(Outcome(student, MISSING, str(reason)))
        except NotGradable as reason:
            return Result(Outcome(student, NOT_GRADABLE, str(reason)))
        self._autograde.exporter.converted = None
        convert(self._autograde, student)
        self._feedback.graded = self._autograde.exporter.converted
        convert(self._feedback, student)
        with self.course.gradebook() as gradebook:
            grades = held_grades(gradebook, assignment)[student]
        marks, remarks = marks_of(self._feedback.graded, grades)
        with self._engine.begin() as connection:
            rows = held_rows(connection)
        return Result(
            Outcome(student, GRADED, remarks=remarks, marks=marks),
            rows,
            read_folder(self.course.autograded(assignment, student).parent, _with_mode),
            read_folder(self.course.feedback(assignment, student).parent, _with_mode),
        )

    def _leave_out_idle_steps(self):
        """Drop the steps that put back what the gradebook holds, where it holds what `rebuild` puts in."""
        name, steps = self.material.assignment, self._autograde.exporter._preprocessors
        where = {"notebook": name, "assignment": name, "db_url": self.course.config.CourseDirectory.db_url}
        before = instructors_template(self.course.source(name))
        for step in [step for step in steps if isinstance(step, OverwriteKernelspec | OverwriteCells)]:
            try:
                with self.course.logged():
                    after, _ = step.preprocess(copy.deepcopy(before), {"nbgrader": where})
            except Exception:  # it will say so of each submission
                continue
            if after == before:
                steps.remove(step)

    def _clear(self):
        directory = self.course.directory
        for name in (
            directory.submitted_directory,
            directory.autograded_directory,
            directory.feedback_directory,
        ):
            shutil.rmtree(self.course.root / name, ignore_errors=True)

    def close(self):
        """Remove everything."""
        self._engine.dispose()
        self._folder.cleanup()


class AutogradeInOnePass(Autograde):
    """nbgrader's Autograde without writing and reading the notebook between sanitising and grading it."""

    @property
    def preprocessors(self):
        """The steps of both passes, which follow each other."""
        return [*self.sanitize_preprocessors, *self.autograde_preprocessors]

    def convert_single_notebook(self, notebook_filename):
        """Convert one submission."""
        with setenv(NBGRADER_EXECUTION="autograde"):
            super(Autograde, self).convert_single_notebook(notebook_filename)


class InPlaceExporter(NotebookExporter):
    """nbconvert's exporter of notebooks, without copies of the notebook before its steps.

    Attributes:
        converted: the last notebook, as it came out of the steps.
    """

    converted = None

    def from_notebook_node(self, nb, resources=None, **kw):
        """Let every preprocessor work on the notebook itself; only what comes of them all is validated."""
        resources = self._init_resources(resources)
        for preprocessor in self._preprocessors:
            nb, resources = preprocessor(nb, resources)
        nbformat.validate(nb)
        self.converted = nb
        return nbformat.v4.writes(nb) + "\n", resources


class FeedbackOfGraded(GenerateFeedback):
    """nbgrader's GenerateFeedback for the notebook that has just been graded, without reading it again."""

    graded = None

    def convert_single_notebook(self, notebook_filename):
        """Make the page of `graded`."""
        resources = self.init_single_notebook_resources(notebook_filename)
        resources["metadata"] = {"name": resources["nbgrader"]["notebook"]}
        output, resources = self.exporter.from_notebook_node(self.graded, resources)
        self.write_single_notebook(output, resources)


def kept_converter(converter, course, assignment):
    """A converter of nbgrader's that is made ready once, for `convert`; its `start` does so every time."""
    converter = converter(coursedir=course.view(assignment), config=course.config)
    converter.force = True
    converter.exporter = converter.exporter_class(parent=converter, config=converter.config)
    for preprocessor in converter.preprocessors:
        converter.exporter.register_preprocessor(preprocessor)
    return converter


def convert(converter, student):
    """Convert one submission. Raises NbGraderException."""
    converter.coursedir.student_id = student
    converter.writer = FilesWriter(parent=converter, config=converter.config)  # makes each folder only once
    converter.init_notebooks()
    with contextlib.chdir(converter.coursedir.root):
        converter.convert_notebooks()


def read_folder(folder, read=Path.read_bytes):
    """{path in the folder: what `read` returns} of all files below a folder."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): read(path) for path in paths}


def _with_mode(path):
    return path.read_bytes(), path.stat().st_mode & 0o777


def _write(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        os.makedirs(path.parent, exist_ok=True)
        path.write_bytes(content)
