"""The one who writes: results go into the gradebook in batches, and their files into place, each whole."""

import contextlib
import os
import time
from dataclasses import replace

from sqlalchemy.exc import OperationalError

from ..errors import CourseError
from ..feedback import write_notice
from ..outcome import GRADED
from ..submissions import STUDENT_ID
from .rows import Conflict, add_students, apply_rows
from .task import could_not_grade

BATCH = 20  # results in one transaction
BATCH_SECONDS = 2  # no result waits longer than this for the others
LOCKED_ATTEMPTS = 12  # of some five seconds each, while somebody else writes to the gradebook


class Writer:
    """Writes what the workers have done.

    The order makes a rerun heal whatever kills this process. First the stamp goes, by which a rerun knows
    that a submission need not be graded again. Then the marks are committed, then the files are replaced one
    by one, and at last the new stamp is set.

    Args:
        course: the Course.
        assignment: its name.
        held: names of students of whom the gradebook holds an earlier grading.
        done: called with each Outcome when it is written.
    """

    def __init__(self, course, assignment, held, done):
        self.course = course
        self.assignment = assignment
        self.held = held
        self.done = done
        self._waiting = []
        self._since = time.monotonic()

    def add(self, result, digest):
        """Take a Result of the submission of this digest; it is written with the next batch."""
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append((result, digest))

    def write_if_due(self):
        """Write a batch if there are enough results, or some that have waited long enough."""
        if len(self._waiting) >= BATCH or time.monotonic() - self._since > BATCH_SECONDS:
            self.write()

    def write(self):
        """Write all that waits."""
        if not self._waiting:
            return
        for result, _ in self._waiting:
            self._stamp(result).unlink(missing_ok=True)
        written = self._commit([result for result, _ in self._waiting])
        for result, (_, digest) in zip(written, self._waiting, strict=True):
            self._put_files(result, digest)
        with open(self.course.log, "a", encoding="utf-8") as log:
            log.write("".join(result.log for result in written))
        self._waiting = []
        for result in written:
            self.done(result.outcome)

    def _commit(self, results):
        """Write the rows of these results in one transaction; returns the results with what became of it."""
        for _ in range(LOCKED_ATTEMPTS):
            with self.course.gradebook() as gradebook:
                try:
                    written = [self._apply(gradebook.db, result) for result in results]
                    gradebook.db.commit()
                    return written
                except OperationalError as error:
                    gradebook.db.rollback()
                    last = error
        raise CourseError(f"gradebook: expected to be able to write to it, got: {last.orig}. Try again.")

    def _apply(self, db, result):
        student = result.outcome.student
        if STUDENT_ID.fullmatch(student):
            add_students(db, [student])  # a line in the mark sheet, also for those who can't be graded
        if result.outcome.status != GRADED:
            kept = " The marks of an earlier grading were kept." if student in self.held else ""
            return replace(result, outcome=replace(result.outcome, message=result.outcome.message + kept))
        try:
            apply_rows(db, result.rows)
        except Conflict:
            return could_not_grade(student, "somebody else has entered this submission meanwhile", result.log)
        return result

    def _put_files(self, result, digest):
        outcome, assignment = result.outcome, self.assignment
        page = self.course.feedback(assignment, outcome.student)
        if outcome.status != GRADED:
            if STUDENT_ID.fullmatch(outcome.student):
                write_notice(page, assignment, outcome.student, outcome.status, outcome.message)
            return
        graded = self.course.autograded(assignment, outcome.student)
        shared = self.course.directory.groupshared
        put_files(page.parent, result.feedback, page.name, shared)
        put_files(graded.parent, result.autograded, graded.name, shared)
        stamp = self._stamp(result)
        replace_file(stamp, digest.encode())

    def _stamp(self, result):
        return stamp_path(self.course, self.assignment, result.outcome.student)


def stamp_path(course, assignment, student):
    """The file that holds the digest of what the graded notebook beside it was made from."""
    return course.autograded(assignment, student).parent.with_suffix(".graded")


def put_files(folder, files, last, shared=False):
    """Make a folder hold these files and no others, each of them whole at any time.

    Args:
        folder: where.
        files: {path in the folder: (bytes, mode)}.
        last: the file that is replaced when all others are in place.
        shared: True if a group of instructors works in these folders.
    """
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_symlink() or not path.is_dir():
            if path.relative_to(folder).as_posix() not in files:
                path.unlink()
        else:
            with contextlib.suppress(OSError):  # it is not empty
                path.rmdir()
    for name in sorted(files, key=lambda name: name == last):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if shared:
            os.chmod(path.parent, path.parent.stat().st_mode | 0o2770)
        replace_file(path, *files[name])


def replace_file(path, content, mode=0o644):
    """Write a file so that it is there whole, or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    part.write_bytes(content)
    os.chmod(part, mode)
    os.replace(part, path)
