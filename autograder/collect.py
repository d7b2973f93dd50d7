"""Take loose notebooks, as a learning platform hands them out, into `submitted/<student>/<assignment>/`."""

import os
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import PurePosixPath

from .loose_files import loose_files
from .submissions import STUDENT_ID, STUDENT_ID_RULE, NotGradable, read_limited

MOODLE = re.compile(r"(?P<who>(?P<student>.+?)_\d+)_assignsubmission_file_?.*")
CANVAS = re.compile(r"(?P<who>(?P<student>[^_]+)_(?:late_)?\d{3,})_\d{3,}(?:_.*)?", re.IGNORECASE)
DOWNLOADED_AGAIN = re.compile(r"\s*\(\d+\)$|-\d+$")  # "name (1)" by a browser, "name-1" by Canvas


@dataclass(frozen=True)
class Taken:
    """What became of a file.

    Attributes:
        path: its path in the folder or zip.
        student: who was recognised, or None.
        note: what was done with it, or why nothing was.
        needs_a_look: True if it was not taken and no other notebook of the same student was.
    """

    path: str
    student: str | None
    note: str
    needs_a_look: bool = False


def collect(course, assignment, source):
    """Recognise whose the notebooks are and put them where nbgrader looks.

    Of several notebooks of one student the one that was changed last is taken. A submission that was there
    before and differs is moved to `submitted_earlier/`, so that nothing is lost.

    Args:
        course: the Course.
        assignment: the assignment that they are handed in for.
        source: a folder or a zip file.

    Returns:
        A list of Taken, one for each file, sorted by path.

    Raises:
        CourseError: the source is neither a folder nor a readable zip.
    """
    taken, found = [], defaultdict(list)
    for file in loose_files(source):
        student = None
        try:
            student, who = recognise(file.path, assignment, course.assignments())
            data = file.read()
            found[student].append((who, file, data))
        except NotGradable as reason:
            taken.append(Taken(str(file.path), student, str(reason), needs_a_look=True))
    for student, candidates in found.items():
        taken += _choose(course, assignment, student, candidates)
    return sorted(taken, key=lambda one: one.path)


def recognise(path, assignment, assignments):
    """Who handed in the file at this path of a folder or zip?

    Recognised are, with any folders in front: `<student>/<assignment>/<assignment>.ipynb`,
    `<student>/<assignment>.ipynb`, Moodle's `<Name>_<number>_assignsubmission_file_/<file>.ipynb`, Canvas's
    `<name>_<number>_<number>_<file>.ipynb`, `<student>_<assignment>.ipynb`, `<assignment>_<student>.ipynb`
    and `<student>.ipynb`.

    Returns:
        student: an id that nbgrader can use.
        who: the name that it was made from, with the platform's number where it gives one.

    Raises:
        NotGradable: it is no notebook, one of another assignment, or nobody's.
    """
    path = PurePosixPath(path)
    if path.suffix.lower() != ".ipynb":
        raise NotGradable(f"expected a notebook (.ipynb), got {path.suffix[:20] or 'no suffix'}")
    stem = DOWNLOADED_AGAIN.sub("", path.stem)
    for other in assignments:
        if other != assignment and (other in path.parts or _without(stem, other) != stem):
            raise NotGradable(f"expected {assignment}, got a notebook of {other}")
    name, who = _student(path, stem, assignment)
    student = re.sub(r"[^\w.@-]+", "_", unicodedata.normalize("NFC", name)).strip("_-. ")
    if not STUDENT_ID.fullmatch(student):
        raise NotGradable(f"student id: expected {STUDENT_ID_RULE}, got {name!r:.80}")
    return student, who


def _student(path, stem, assignment):
    """(the student's name as it stands in the path, who that is)."""
    folders = [folder for folder in path.parts[:-1] if folder != assignment]
    for name in (*reversed(folders), stem):
        if match := MOODLE.fullmatch(name):
            return match["student"], match["who"]
    name = _without(stem, assignment)
    if match := CANVAS.fullmatch(name):
        return match["student"], match["who"]
    if not name and folders:
        name = folders[-1]
    return name, name


def _without(stem, assignment):
    """A file's name less the name of the assignment, which students put before or behind their own."""
    if stem == assignment:
        return ""
    for separator in "_- .":
        if stem.endswith(separator + assignment):
            return stem[: -len(separator + assignment)]
        if stem.startswith(assignment + separator):
            return stem[len(assignment + separator) :]
    return stem


def _choose(course, assignment, student, candidates):
    """Take the newest of the notebooks that go under one student id, unless they could be two students'."""
    if len({who for who, _, _ in candidates}) > 1:
        names = ", ".join(sorted(repr(who)[:40] for who, _, _ in candidates))
        for _, file, _ in candidates:
            note = f"expected one student of the id {student}, got {names}. Rename the files."
            yield Taken(str(file.path), None, note, needs_a_look=True)
        return
    candidates.sort(key=lambda candidate: candidate[1].changed, reverse=True)
    (who, newest, data), *others = candidates
    if any(file.changed == newest.changed and content != data for _, file, content in others):
        for _, file, _ in candidates:
            note = f"expected one notebook of {student}, got several equally old. Keep one."
            yield Taken(str(file.path), student, note, needs_a_look=True)
        return
    renamed = f", as the id cannot be {who!r:.60}" if who != student else ""
    yield Taken(str(newest.path), student, _put(course, assignment, student, data) + renamed)
    for _, file, _ in others:
        yield Taken(str(file.path), student, "left: there is one that was changed later")


def _put(course, assignment, student, data):
    path = course.submitted(assignment, student) / f"{assignment}.ipynb"
    note = "taken"
    if os.path.lexists(path):
        if _same(path, data):
            return "was there already"
        earlier = course.root / "submitted_earlier" / student / assignment
        earlier.mkdir(parents=True, exist_ok=True)
        earlier /= f"{len(list(earlier.iterdir())) + 1}.ipynb"
        os.replace(path, earlier)
        note = f"taken; the earlier one is now {earlier.relative_to(course.root)}"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(data)
    os.replace(part, path)
    return note


def _same(path, data):
    try:
        return read_limited(path) == data
    except NotGradable:
        return False
