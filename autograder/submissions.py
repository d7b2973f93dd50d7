"""Read what a student handed in: is it a notebook that can be graded, and if not, why not?"""

import functools
import json
import os
import re
import stat
import warnings
from pathlib import Path

import nbformat
from nbgrader.utils import parse_utc

NOTEBOOK_LIMIT = 20_000_000  # bytes; a notebook whose outputs were cleared has some tens of thousands
CELL_LIMIT = 1_000  # every cell is run, kept and shown; a notebook of this course has some fifty
TIMESTAMP = "timestamp.txt"
TIMESTAMP_LIMIT = 100  # bytes
FOLDER_LIMIT = 100_000_000  # bytes of all files that lie beside the notebook; nbgrader copies them
FILE_LIMIT = 100  # files and folders beside the notebook; nbgrader's time grows with the square

STUDENT_ID = re.compile(r"\w[\w.@-]{0,63}")
STUDENT_ID_RULE = "1 to 64 letters, digits or _ . @ -, beginning with a letter or digit"


class NotGradable(Exception):
    """This submission cannot be graded; the message is a sentence for staff and student."""


class NotHandedIn(NotGradable):
    """There is no notebook at all."""


def students(course, assignment):
    """Names of the folders in `submitted/` that hold something for this assignment, sorted.

    A name may be unfit for nbgrader: `check_student_id` tells.
    """
    folder = course.root / course.directory.submitted_directory
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if os.path.lexists(path / assignment))


def check_student_id(name):
    """Raise NotGradable unless nbgrader can use this name for a folder, a file pattern and its gradebook."""
    if not STUDENT_ID.fullmatch(name):
        raise NotGradable(f"student id: expected {STUDENT_ID_RULE}, got {name!r:.80}. Rename the folder.")


def read_submission(course, assignment, student):
    """What a student handed in, as {path in the folder: bytes}. Raises NotGradable.

    Nothing is opened before it is known to be a regular file of reasonable size: a link could lead to another
    student's work or to the solutions, a device never ends. What the files say is not looked at yet.
    """
    _check_place(course, assignment, student)
    folder = course.submitted(assignment, student)
    paths = [Path(place, name) for place, _, names in os.walk(folder) for name in names]
    return {
        path.relative_to(folder).as_posix(): read_limited(path, FOLDER_LIMIT)
        if path.name != f"{assignment}.ipynb"
        else read_limited(path)
        for path in sorted(paths)
    }


def check_submission(course, assignment, student):
    """Raise NotGradable unless nbgrader may safely open what this student handed in."""
    _check_place(course, assignment, student)
    folder = course.submitted(assignment, student)
    _check_timestamp(folder / TIMESTAMP)
    check_notebook(read_limited(folder / f"{assignment}.ipynb"))


def _check_place(course, assignment, student):
    """Raise NotGradable unless there is a notebook in a folder of regular files."""
    check_student_id(student)
    folder = course.submitted(assignment, student)
    name = f"{assignment}.ipynb"
    for place in (folder.parent, folder):
        if not stat.S_ISDIR(os.lstat(place).st_mode):
            raise NotGradable(
                f"{place.name}: expected a folder, got {_kind(place)}. Put the notebook into a folder."
            )
    _check_folder(folder)
    if not os.path.lexists(folder / name):
        others = sorted(path.name for path in folder.glob("*.ipynb"))
        if others:
            raise NotGradable(
                f"notebook: expected {name}, got {', '.join(others)[:200]}. Rename it and grade again."
            )
        raise NotHandedIn(f"notebook: expected {name}, got none. Ask the student to hand it in.")


def _check_folder(folder):
    """Raise NotGradable for anything but folders and regular files of a bearable size."""
    total = count = 0
    for place, folders, files in os.walk(folder):
        count += len(folders) + len(files)
        if count > FILE_LIMIT:
            raise NotGradable(f"files: expected at most {FILE_LIMIT}, got more. Only the notebook is needed.")
        for name in folders + files:
            if not name.isprintable():  # it goes into logs and messages
                raise NotGradable(
                    f"file name: expected letters, digits or signs, got {name!a:.80}. Rename the file."
                )
            path = os.path.join(place, name)
            state = os.lstat(path)
            if not (stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)):
                raise NotGradable(
                    f"{name}: expected a regular file, got {_kind(path)}. Ask for the file itself."
                )
            total += state.st_size
    if total > FOLDER_LIMIT:
        raise NotGradable(
            f"files: expected at most {FOLDER_LIMIT / 1e6:.0f} MB, got {total / 1e6:.0f} MB. "
            "Only the notebook is needed."
        )


def _check_timestamp(path):
    """Raise NotGradable for a file beside the notebook that nbgrader would fail to read as a date."""
    if not path.is_file():
        return
    text = path.read_bytes()[:TIMESTAMP_LIMIT] if path.stat().st_size <= TIMESTAMP_LIMIT else b"?"
    try:
        if text.strip():
            parse_utc(text.decode("utf-8").strip())
    except (ValueError, OverflowError):
        raise NotGradable(
            f"{TIMESTAMP}: expected the date and time of handing in, got something else. Remove the file."
        ) from None


def _kind(path):
    mode = os.lstat(path).st_mode
    kinds = {
        stat.S_ISLNK: "a link",
        stat.S_ISREG: "a file",
        stat.S_ISDIR: "a folder",
        stat.S_ISFIFO: "a pipe",
        stat.S_ISSOCK: "a socket",
    }
    return next((kind for test, kind in kinds.items() if test(mode)), "a device")


def read_limited(path, limit=NOTEBOOK_LIMIT):
    """The bytes of a regular file of at most `limit` bytes; follows no link, waits for no pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise NotGradable(
            f"notebook: expected a readable file, got {_kind(path)} ({error.strerror})."
        ) from None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotGradable(
                f"notebook: expected a regular file, got {_kind(path)}. Ask for the file itself."
            )
        check_size(os.fstat(handle).st_size, limit)
        return file.read(limit)


def check_size(size, limit=NOTEBOOK_LIMIT):
    """Raise NotGradable for more bytes than a notebook may have."""
    if size > limit:
        raise NotGradable(
            f"notebook: expected at most {limit / 1e6:.0f} MB, got {size / 1e6:.0f} MB. "
            "Clear all outputs and hand it in again."
        )


@functools.lru_cache(maxsize=1)  # grading comes by twice: as `autograder grade`, and as nbgrader's sanitising
def check_notebook(data):
    """Raise NotGradable unless these bytes are a Python notebook."""
    if not data.strip():
        raise NotGradable(
            "notebook: expected a notebook, got an empty file. Save it in JupyterLab and hand it in again."
        )
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise NotGradable(
            f"notebook: expected JSON as JupyterLab saves it, got a broken file{where}. "
            "Open it in JupyterLab, save it there and hand it in again."
        ) from None
    if not isinstance(content, dict) or "nbformat" not in content:
        raise NotGradable("notebook: expected a notebook, got other JSON. Hand in the .ipynb file.")
    try:
        with warnings.catch_warnings():  # old notebooks without cell ids are fine here
            warnings.simplefilter("ignore")
            notebook = nbformat.reads(data.decode("utf-8"), as_version=4)
        check_cells(notebook)
        # Half a surrogate pair can be read, and never written.
        json.dumps(content, ensure_ascii=False).encode("utf-8")
        language = _language(notebook)
    except NotGradable:
        raise
    except Exception as error:  # untrusted JSON can make nbformat's conversion fail in any way
        raise NotGradable(
            f"notebook: expected nbformat 4, got what cannot be read as it ({type(error).__name__}). "
            "Open it in JupyterLab, save it there and hand it in again."
        ) from None
    if language != "python":
        raise NotGradable(
            f"notebook: expected the language python, got {language!r:.40}. Choose the Python 3 kernel."
        )


def check_cells(notebook):
    """Raise NotGradable unless the parts of the cells that are used have the types that they must have."""
    if len(notebook.cells) > CELL_LIMIT:
        raise NotGradable(
            f"cells: expected at most {CELL_LIMIT}, got {len(notebook.cells)}. "
            "Hand in this assignment's notebook."
        )
    for i, cell in enumerate(notebook.cells):
        right = (
            cell.get("cell_type") in ("code", "markdown", "raw")
            and isinstance(cell.get("source"), str)
            and isinstance(cell.get("metadata"), dict)
            and isinstance(cell.get("id", ""), str)
        )
        if not right:
            raise NotGradable(
                f"cell {i + 1}: expected type, source and metadata of a cell, got others. Save it anew."
            )


def _language(notebook):
    kernel = notebook.metadata.get("kernelspec", {}).get("language")
    language = kernel or notebook.metadata.get("language_info", {}).get("name") or "python"
    return str(language).lower()
