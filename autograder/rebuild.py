"""Rebuild a submitted notebook from the instructor's: only the student's own words survive.

A submission is a file that a student had for weeks. Cells come back deleted, reordered, pasted twice,
re-tagged or with other points, by accident or on purpose. So nothing of its structure is believed: the
instructor's notebook gives the order, flags, points, tags, metadata and kernel of every cell; the submission
gives the sources of the unlocked ones.
"""

import copy
from collections import defaultdict
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_locked, is_solution

MISSING_ANSWER = "# {name}: this answer cell was missing from the notebook that was handed in."
PASTED_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")  # not SVG, which can hold a script
FLAGS = ("grade", "solution", "locked", "task", "points")
NEW_CELL = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


def rebuild(submitted, template):
    """The notebook to grade = the instructor's cells + the student's sources.

    Args:
        submitted: a valid nbformat 4 notebook as a student handed it in; left untouched.
        template: the instructor's notebook as the gradebook holds it: stubs for the answers, hidden tests
            kept, every cell with a hand-made id; left untouched.

    Returns:
        notebook: the template's cells in the template's order, unlocked ones with the student's source, and
            between them the cells that the student added, each after the known cell that it followed.
        remarks: one sentence for each thing that had to be repaired, in the order of the notebook.
    """
    found = _sort_out(submitted, template)
    notebook = NotebookNode(nbformat=template.nbformat, nbformat_minor=template.nbformat_minor)
    notebook.metadata = copy.deepcopy(template.metadata)
    notebook.cells, remarks = [], []
    if found.reordered:
        remarks.append(
            "cells: expected the order of the released notebook, got another one. It was put back."
        )
    added = 0
    for known in [None, *template.cells]:
        if known is not None:
            cell, remark = _restore(known, found.originals.get(known.id), found.copies[known.id])
            notebook.cells.append(cell)
            remarks += remark
        for cell in found.added[known.id if known is not None else None]:
            added += 1
            notebook.cells.append(NEW_CELL[cell.cell_type](cell.source, id=f"added_{added}"))
            _keep_pictures(cell, notebook.cells[-1])
    return notebook, remarks


@dataclass
class _Found:
    """Where the cells of a submission belong."""

    originals: dict = field(default_factory=dict)  # template cell id -> the submitted cell that fills it
    copies: dict = field(
        default_factory=lambda: defaultdict(int)
    )  # template cell id -> how many more there were
    added: dict = field(
        default_factory=lambda: defaultdict(list)
    )  # id of the known cell before it -> student's cells
    reordered: bool = False


def _sort_out(submitted, template):
    """Match each submitted cell with its template cell, or with the place where the student added it."""
    known = {cell.id: cell for cell in template.cells}
    position = {cell.id: i for i, cell in enumerate(template.cells)}
    by_source = {
        (cell.cell_type, cell.source): cell.id for cell in template.cells if "nbgrader" not in cell.metadata
    }
    names = [_name(cell, known, by_source) for cell in submitted.cells]
    candidates = defaultdict(list)
    for cell, name in zip(submitted.cells, names, strict=True):
        if name is not None:
            candidates[name].append(cell)

    found = _Found(originals={name: _original(cells, known[name]) for name, cells in candidates.items()})
    found.copies.update({name: len(cells) - 1 for name, cells in candidates.items()})
    before, furthest = None, -1
    for cell, name in zip(submitted.cells, names, strict=True):
        if name is not None and cell is found.originals[name]:
            found.reordered |= position[name] < furthest
            before, furthest = name, max(furthest, position[name])
        elif name is None or _worth_running(cell, known[name], found.originals[name]):
            found.added[before].append(cell)
    return found


def _name(cell, known, by_source):
    """The id of the template cell that this one was made from, or None for a cell that the student added."""
    grade_id = _metadata(cell).get("grade_id")
    if isinstance(grade_id, str) and grade_id in known:
        return grade_id
    if cell.get("id") in known:  # its nbgrader metadata was stripped
        return cell.id
    return by_source.get((cell.cell_type, cell.source))  # notebooks older than format 4.5 have no cell ids


def _metadata(cell):
    """The nbgrader metadata of a submitted cell: whatever stands there, but always a dict."""
    metadata = cell.metadata.get("nbgrader")
    return metadata if isinstance(metadata, dict) else {}


def _original(cells, known):
    """Of cells with one name, the first that was edited: a pasted stub must not hide an answer."""
    return next((cell for cell in cells if cell.source.strip() != known.source.strip()), cells[0])


def _worth_running(cell, known, original):
    """Does a second cell of the same name say something of its own? Then it runs where it stands."""
    if is_grade(known) and is_locked(known):
        return False
    return cell.source.strip() not in (known.source.strip(), original.source.strip())


def _restore(known, submitted, copies):
    """(the template's cell with the student's source where it is unlocked, remarks)."""
    cell = copy.deepcopy(known)
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    graded = "nbgrader" in known.metadata
    if submitted is None:
        if graded and is_solution(known) and cell.cell_type == "code":
            cell.source = MISSING_ANSWER.format(
                name=known.id
            )  # the stub could undo a function written elsewhere
        return cell, [
            f"{known.id}: expected this cell, got a notebook without it. It was put back."
        ] if graded else []

    if not is_locked(known):
        cell.source = submitted.source
        _keep_pictures(submitted, cell)
    return cell, list(_repairs(known, submitted, copies)) if graded else []


def _repairs(known, submitted, copies):
    """A sentence for everything about a submitted cell that the template overruled."""
    name = known.id
    flags, tags = known.metadata.nbgrader, known.metadata.get("tags", [])
    if any(_metadata(submitted).get(flag, False) != flags.get(flag, False) for flag in FLAGS):
        yield f"{name}: expected the released flags and points, got others. They were put back."
    if submitted.metadata.get("tags", []) != tags:
        got = repr(submitted.metadata.get("tags", []))[:80]
        yield f"{name}: expected the tags {tags}, got {got}. They were put back."
    if submitted.cell_type != known.cell_type:
        yield f"{name}: expected a {known.cell_type} cell, got {submitted.cell_type}. It was put back."
    if copies:
        which = "The released one was run." if is_locked(known) else "The first edited one was graded."
        yield f"{name}: expected one cell of this name, got {copies + 1}. {which}"
    if is_locked(known) and submitted.source.strip() not in (known.source.strip(), _as_released(known)):
        yield f"{name}: expected the released source of this locked cell, got another. It was put back."


def _as_released(cell):
    """The source of a test cell as students have it: without the hidden region."""
    visible = NotebookNode(source=cell.source, metadata=cell.metadata, cell_type=cell.cell_type)
    return ClearHiddenTests().preprocess_cell(visible, {}, 0)[0].source.strip()


def _keep_pictures(submitted, cell):
    """A written answer may hold a photographed derivation: keep pasted pictures, and nothing that can run."""
    if cell.cell_type != "markdown" or not isinstance(submitted.get("attachments"), dict):
        return
    cell.attachments = NotebookNode()
    for name, bundle in submitted.attachments.items():
        pictures = {
            mime: data for mime, data in bundle.items() if mime in PASTED_PICTURES and isinstance(data, str)
        }
        if pictures:
            cell.attachments[name] = NotebookNode(pictures)
