import copy

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.rebuild import rebuild
from autograder.release import template

from .tiny_course import cell, tiny_notebook


@pytest.fixture
def instructors():
    return template(tiny_notebook())


@pytest.fixture
def submitted(instructors):
    """What a student downloads, with both functions written."""
    notebook = copy.deepcopy(instructors)
    cell(notebook, "double").source = "def double(x):\n    return x + x"
    cell(notebook, "shift").source = "def shift(x, b):\n    return b + x"
    cell(notebook, "double_values").source = '"""double: values."""\ndouble(1)\nNone'
    return notebook


def names(notebook):
    return [cell.id for cell in notebook.cells]


def test_rebuild_of_an_honest_notebook_keeps_the_answers_and_says_nothing(instructors, submitted):
    notebook, remarks = rebuild(submitted, instructors)
    assert names(notebook) == names(instructors)
    assert cell(notebook, "double").source == "def double(x):\n    return x + x"
    assert "assert double(3)" in cell(notebook, "double_values").source
    assert remarks == []


def test_rebuild_leaves_both_notebooks_as_they_were(instructors, submitted):
    before = copy.deepcopy(instructors), copy.deepcopy(submitted)
    rebuild(submitted, instructors)
    assert (instructors, submitted) == before


def delete(notebook, *gone):
    notebook.cells = [cell for cell in notebook.cells if cell.id not in gone]


def test_rebuild_puts_a_deleted_test_back(instructors, submitted):
    delete(submitted, "double_values")
    notebook, remarks = rebuild(submitted, instructors)
    assert names(notebook) == names(instructors)
    assert remarks == ["double_values: expected this cell, got a notebook without it. It was put back."]


def test_rebuild_does_not_let_the_stub_undo_an_answer_written_in_another_cell(instructors, submitted):
    delete(submitted, "double")
    submitted.cells.insert(0, new_code_cell("def double(x):\n    return x * 2"))
    notebook, _ = rebuild(submitted, instructors)
    assert names(notebook)[0] == "added_1"
    assert "NotImplementedError" not in cell(notebook, "double").source


def test_rebuild_puts_cells_back_into_order(instructors, submitted):
    submitted.cells.reverse()
    notebook, remarks = rebuild(submitted, instructors)
    assert names(notebook) == names(instructors)
    assert cell(notebook, "shift").source == "def shift(x, b):\n    return b + x"
    assert remarks[0].startswith("cells: expected the order of the released notebook")


RETAGGED = {
    "not graded": {"grade": False},
    "unlocked": {"locked": False},
    "more points": {"points": 100},
    "called a solution": {"solution": True},
}


@pytest.mark.parametrize("flags", RETAGGED.values(), ids=RETAGGED)
def test_rebuild_restores_flags_and_points(instructors, submitted, flags):
    cell(submitted, "double_values").metadata.nbgrader.update(flags)
    notebook, remarks = rebuild(submitted, instructors)
    assert cell(notebook, "double_values") == cell(instructors, "double_values")
    assert remarks == [
        "double_values: expected the released flags and points, got others. They were put back."
    ]


def test_rebuild_drops_a_tag_that_would_skip_a_test(instructors, submitted):
    cell(submitted, "double_values").metadata.tags = ["skip-execution"]
    notebook, remarks = rebuild(submitted, instructors)
    assert "tags" not in cell(notebook, "double_values").metadata
    assert remarks == ["double_values: expected the tags [], got ['skip-execution']. They were put back."]


@pytest.mark.parametrize(
    "metadata", [{}, {"nbgrader": "x"}, {"nbgrader": {"grade_id": ["double"]}}], ids=repr
)
def test_rebuild_finds_an_answer_by_its_cell_id_when_its_metadata_is_gone(instructors, submitted, metadata):
    cell(submitted, "double").metadata = metadata
    notebook, remarks = rebuild(submitted, instructors)
    assert cell(notebook, "double").source == "def double(x):\n    return x + x"
    assert remarks == ["double: expected the released flags and points, got others. They were put back."]


def test_rebuild_of_a_notebook_without_cell_ids_does_not_repeat_the_prose(instructors, submitted):
    for old in submitted.cells:
        del old["id"]
    notebook, remarks = rebuild(submitted, instructors)
    assert names(notebook) == names(instructors)
    assert remarks == []


def test_rebuild_grades_the_edited_one_of_two_answers_whichever_comes_first(instructors, submitted):
    stub = copy.deepcopy(cell(instructors, "double"))
    stub.id = "pasted"
    for place in (0, len(submitted.cells)):
        twice = copy.deepcopy(submitted)
        twice.cells.insert(place, stub)
        notebook, remarks = rebuild(twice, instructors)
        assert names(notebook) == names(instructors)
        assert cell(notebook, "double").source == "def double(x):\n    return x + x"
        assert remarks == ["double: expected one cell of this name, got 2. The first edited one was graded."]


def test_rebuild_runs_a_second_edited_answer_where_it_stands(instructors, submitted):
    second = copy.deepcopy(cell(submitted, "double"))
    second.source = "def double(x):\n    return 2 * x"
    submitted.cells.insert(3, second)
    notebook, _ = rebuild(submitted, instructors)
    assert names(notebook)[2:5] == ["double", "added_1", "try_double"]
    assert notebook.cells[3].source == second.source
    assert "nbgrader" not in notebook.cells[3].metadata


def test_rebuild_drops_copies_of_a_test(instructors, submitted):
    submitted.cells.append(copy.deepcopy(cell(submitted, "double_values")))
    submitted.cells[-1].source = "2"
    notebook, remarks = rebuild(submitted, instructors)
    assert names(notebook) == names(instructors)
    assert remarks[0] == "double_values: expected one cell of this name, got 2. The released one was run."


def test_rebuild_restores_an_edited_locked_cell(instructors, submitted):
    cell(submitted, "import_math").source = "import os"
    notebook, remarks = rebuild(submitted, instructors)
    assert cell(notebook, "import_math").source == "import math"
    assert remarks == [
        "import_math: expected the released source of this locked cell, got another. It was put back."
    ]


def test_rebuild_keeps_added_cells_where_they_stand_without_their_metadata(instructors, submitted):
    submitted.cells.insert(2, new_code_cell("y = 1", metadata={"tags": ["remove-cell"], "nbgrader": {}}))
    submitted.cells.append(new_markdown_cell("my notes"))
    notebook, remarks = rebuild(submitted, instructors)
    assert names(notebook)[1:4] == ["import_math", "added_1", "double"]
    assert notebook.cells[2].metadata == {}
    assert notebook.cells[-1].source == "my notes"
    assert remarks == []


def test_rebuild_keeps_pasted_pictures_of_a_written_answer_and_no_script(instructors, submitted):
    cell(submitted, "derive_double").source = "![page](attachment:page.png)"
    cell(submitted, "derive_double").attachments = {
        "page.png": {"image/png": "AAAA", "text/html": "<script>"},
        "page.svg": {"image/svg+xml": "<svg onload='x()'/>"},
    }
    notebook, _ = rebuild(submitted, instructors)
    assert cell(notebook, "derive_double").attachments == {"page.png": {"image/png": "AAAA"}}


def test_rebuild_takes_nothing_of_the_submitted_kernel_or_notebook_metadata(instructors, submitted):
    submitted.metadata = {"kernelspec": {"name": "bash"}, "widgets": {"x": 1}}
    notebook, _ = rebuild(submitted, instructors)
    assert notebook.metadata == instructors.metadata


def test_rebuild_turns_an_answer_back_into_its_kind_of_cell(instructors, submitted):
    answer = cell(submitted, "double")
    answer.cell_type = "markdown"
    del answer["outputs"], answer["execution_count"]
    notebook, remarks = rebuild(submitted, instructors)
    assert cell(notebook, "double").cell_type == "code"
    assert remarks == ["double: expected a code cell, got markdown. It was put back."]
