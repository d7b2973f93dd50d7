"""Many submissions in a row, a third of them hostile, in one process, and a grader that is killed at work.

Used by the tests of this folder with small numbers and by benchmarks/endurance.py with large ones.
"""

import gc
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle

import nbformat
from autograder.course import Course
from autograder.execution import usage
from autograder.execution.grader import grader
from autograder.execution.zygote import zygote
from autograder.grading import GRADED, grade_submission
from autograder.release import release
from autograder.submissions import students

from .collection import attacks
from .damage import fingerprint, marks, points, processes, processes_left
from .expected import LOSES_ITS_OWN
from .target_course import (
    ASSIGNMENT,
    NEIGHBOUR,
    OURS,
    POINTS,
    REPOSITORY,
    hand_in_path,
    lay_out_course,
    target_notebook,
)

# The same limits as for the single attacks: an endless loop must not cost half a minute here.
QUICK = """
c = get_config()
c.SandboxedExecute.limits = dict(
    total_memory=700 << 20, disk=32 << 20,
    cell_seconds=2, call_seconds=1.5, check_seconds=4, submission_seconds=60,
)
"""
GRADE = "import sys; from autograder.cli import app; app(['grade', '--course', sys.argv[1]])"


@dataclass(frozen=True)
class Sample:
    """What the grader holds after so many submissions.

    Attributes:
        submissions: how many were graded so far.
        hostile: how many of them were attacks.
        processes: those of its children that grading has left, less the two warm ones.
        descriptors: its open descriptors.
        memory: resident bytes of the grader and its children.
        files: entries of the folders for temporary files.
        seconds: per submission since the last sample.
    """

    submissions: int
    hostile: int
    processes: int
    descriptors: int
    memory: int
    files: int
    seconds: float


def prepare(folder):
    """A released course with quick limits; returns its folder."""
    folder = lay_out_course(folder, OURS + QUICK)
    release(Course(folder), ASSIGNMENT)
    return folder


def grade_in_a_row(folder, count, every):
    """Grade `count` submissions; yield a Sample after each `every` of them.

    Raises:
        AssertionError: an honest one lost points, a hostile one gained some, or the neighbour's changed.
    """
    course, hostile = Course(folder), cycle(attacks("cells", "forged", "pages"))
    assert grade_submission(course, ASSIGNMENT, NEIGHBOUR).status == GRADED
    before, known, began, attacked = fingerprint(folder), processes(), time.monotonic(), 0
    for number in range(1, count + 1):
        student = f"student{number + 100:03}"
        attack = next(hostile) if number % 3 == 0 else None
        if attack is None:
            nbformat.write(target_notebook(), hand_in_path(folder, student))
        else:
            attack.hand_in(hand_in_path(folder, student))
            attacked += 1
        assert grade_submission(course, ASSIGNMENT, student).status == GRADED, attack
        earned = points(nbformat.read(course.autograded(ASSIGNMENT, student), as_version=4))
        if attack is None:
            assert earned == POINTS, student
        else:
            assert sum(earned.values()) <= 3 and earned["honest_value"] == 1, attack
            assert earned["later_value"] == (attack.path.stem not in LOSES_ITS_OWN), attack
        if number % every == 0:
            assert fingerprint(folder) == before
            yield _sample(number, attacked, (time.monotonic() - began) / every, known)
            began = time.monotonic()


def _sample(number, attacked, seconds, known):
    gc.collect()
    warm = {grader().process.pid, zygote().process.pid}
    return Sample(
        number,
        attacked,
        len(processes_left(known)),
        len(os.listdir("/proc/self/fd")),
        usage.memory([os.getpid(), *warm]),
        sum(len(os.listdir(place)) for place in {tempfile.gettempdir(), "/dev/shm"}),
        seconds,
    )


def grade_and_kill(folder, seconds):
    """Start `autograder grade` on a course and kill it with SIGKILL after so many seconds.

    Returns:
        True if it was killed, False if it had ended before.

    Raises:
        AssertionError: something that it had started is still there five seconds later.
    """
    command = [sys.executable, "-c", GRADE, str(folder)]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=seconds)
        return False
    except subprocess.TimeoutExpired:
        started = {(pid, _started(pid)) for pid in usage.descendants(process.pid)}
    finally:
        process.kill()
        process.wait()
    deadline = time.monotonic() + 5
    while left := {pid for pid, when in started if when is not None and _started(pid) == when}:
        if time.monotonic() > deadline:
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            raise AssertionError(f"{len(left)} processes outlived the grader")
        time.sleep(0.1)
    return True


def grade_undisturbed(folder):
    """Grade a course to the end; returns the seconds that it took."""
    began = time.monotonic()
    command = [sys.executable, "-c", GRADE, str(folder)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr  # 1: something needs a look
    return time.monotonic() - began


def gradebook_state(folder):
    """(what SQLite says of the gradebook's integrity, {student: marks})."""
    with closing(sqlite3.connect(folder / "gradebook.db")) as gradebook:
        integrity = gradebook.execute("pragma integrity_check").fetchone()[0]
    return integrity, {student: marks(folder, student) for student in students(Course(folder), ASSIGNMENT)}


def _started(pid):
    """When a process was started, in the kernel's ticks; None if it is gone or a zombie."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]
