"""Grade a class: many workers, one writer, and only what has changed since the last time."""

import hashlib
import json
import signal
import threading
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import contextmanager
from functools import cache

from ..bundle import REPOSITORY
from ..errors import Stopped
from ..execution.limits import Limits
from ..marks import held_grades, marks_of, read_graded
from ..outcome import GRADED, MISSING, NOT_GRADABLE, Outcome
from ..submissions import NotGradable, NotHandedIn, read_submission
from .rows import assignment_rows, student_rows
from .task import Material, Result, Task, could_not_grade
from .work import read_folder
from .writer import Writer, stamp_path

AHEAD = 2  # tasks per worker that are read and sent before they can be graded
REST_SECONDS = 120  # of one submission's wall time for everything but its cells and the last test
GRADER_FILES = (".py", ".toml", ".json", ".j2", ".css")


def grade_class(course, assignment, students, workers, done=lambda outcome: None, force=False):
    """Grade the submissions of these students.

    Args:
        course: the Course.
        assignment: a released assignment.
        students: names of folders in `submitted/`.
        workers: the Workers that grade.
        done: called with each Outcome once it is written.
        force: True to grade those again that have not changed since they were graded.

    Returns:
        A list of Outcome in the order of `students`.

    Raises:
        Stopped: after Ctrl-C.
        CourseError: the gradebook can't be written.
    """
    outcomes = {}

    def written(outcome):
        outcomes[outcome.student] = outcome
        done(outcome)

    with course.gradebook() as gradebook:
        material = read_material(course, assignment, gradebook.db)
        held = student_rows(gradebook.db, assignment)
        grades = held_grades(gradebook, assignment)
    writer = Writer(course, assignment, set(held), written)
    waiting, running = iter(students), {}
    with _stop_on_interrupt() as stopped:
        try:
            while not stopped.is_set():
                while len(running) < AHEAD * workers.count and (student := next(waiting, None)) is not None:
                    task = _task(course, material, student, held.get(student, {}))
                    if isinstance(task, Result):
                        writer.add(task, "")
                    elif not force and (outcome := _unchanged(course, task, grades)) is not None:
                        written(outcome)
                    else:
                        running[workers.submit(task)] = task
                if not running:
                    break
                _take(running, writer, seconds=0.5)
                writer.write_if_due()
        finally:
            if stopped.is_set():
                workers.end()
            _take(running, writer, seconds=0)
            writer.write()
    if stopped.is_set():
        raise Stopped
    return [outcomes[student] for student in students]


def read_material(course, assignment, db):
    """The Material of a released assignment."""
    limits = Limits(**course.config.SandboxedExecute.get("limits", {}))
    parts = {
        "source": read_folder(course.source(assignment).parent),
        "released": read_folder(course.released(assignment).parent),
        "rows": assignment_rows(db, assignment),
    }
    digest = _digest(
        grader_digest(),
        json.dumps(course.config, sort_keys=True, default=repr),
        _hashes(parts["source"]),
        _hashes(parts["released"]),
        sorted(map(repr, parts["rows"].items())),
    )
    seconds = limits.submission_seconds + limits.check_seconds + REST_SECONDS
    return Material(assignment, course.config, seconds=seconds, digest=digest, **parts)


@cache
def grader_digest():
    """A digest of the grader's own files: another grader may give other marks."""
    files = {
        path.relative_to(REPOSITORY).as_posix(): path.read_bytes()
        for package in ("autograder", "rnn_helpers")
        for path in sorted((REPOSITORY / package).rglob("*"))
        if path.suffix in GRADER_FILES
    }
    return _digest(_hashes(files))


def _hashes(files):
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def _digest(*parts):
    # The repr of lists, dicts, strings and numbers is the same in every process.
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _task(course, material, student, rows):
    """The Task of a submission, or the Result of one that can't even be read."""
    try:
        files = read_submission(course, material.assignment, student)
    except NotHandedIn as reason:
        return Result(Outcome(student, MISSING, str(reason)))
    except NotGradable as reason:
        return Result(Outcome(student, NOT_GRADABLE, str(reason)))
    extensions = [row["extension"] for row in rows.get("submitted_assignment", ()) if row["extension"]]
    digest = _digest(material.digest, student, _hashes(files), extensions)
    return Task(material, student, files, rows, digest)


def _unchanged(course, task, grades):
    """The Outcome of an earlier grading of the very same submission, or None."""
    assignment, student = task.material.assignment, task.student
    stamp = stamp_path(course, assignment, student)
    graded = course.autograded(assignment, student)
    if not (stamp.is_file() and graded.is_file() and course.feedback(assignment, student).is_file()):
        return None
    if student not in grades or stamp.read_text(encoding="utf-8") != task.digest:
        return None
    marks, remarks = marks_of(read_graded(graded), grades[student])
    return Outcome(student, GRADED, remarks=remarks, marks=marks)


def _take(running, writer, seconds):
    """Hand the results of finished tasks to the writer; wait so long for the first of them."""
    finished, _ = wait(running, timeout=seconds, return_when=FIRST_COMPLETED)
    for future in finished:
        task = running.pop(future)
        if future.cancelled() or isinstance(future.exception(), InterruptedError):
            continue
        if (fault := future.exception()) is not None:
            told = f"{type(fault).__name__}: {str(fault)[:200]}"
            result = could_not_grade(task.student, f"the worker failed ({told})")
        else:
            result = future.result()
        writer.add(result, task.digest)


@contextmanager
def _stop_on_interrupt():
    """Turn the first Ctrl-C into an event that is looked at between two results; the next is as ever."""
    stopped = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(*_):
        stopped.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)
