"""Release = the instructor's notebook less its answers, hidden tests and outputs."""

import copy

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import ClearOutput, ClearSolutions, ComputeChecksums, LockCells
from nbgrader.utils import is_solution

from .errors import CourseError


class NameTheTask(ClearSolutions):
    """Clear the solutions, and leave in each a stub that says which task is still to do."""

    def preprocess_cell(self, cell, resources, cell_index):
        """Cut the solution; an error in the released notebook then names the cell that is missing."""
        if is_solution(cell) and cell.cell_type == "code":
            name = cell.metadata.nbgrader["grade_id"]
            self.code_stub = {"python": f'raise NotImplementedError("{name}: write this function")'}
        return super().preprocess_cell(cell, resources, cell_index)


def template(notebook):
    """The notebook as the gradebook holds it: answers cut, checksums set, hidden tests kept.

    Args:
        notebook: the instructor's notebook; left untouched.

    Returns:
        The notebook that `rebuild` puts a student's sources into.
    """
    notebook, resources = copy.deepcopy(notebook), {}
    for step in (LockCells, NameTheTask, ClearOutput, ComputeChecksums):
        notebook, resources = step().preprocess(notebook, resources)
    return notebook


def release(course, assignment):
    """Write the students' version of an assignment, and tell the gradebook its cells.

    Args:
        course: the Course.
        assignment: its name; `solutions/<assignment>/<assignment>.ipynb` must exist.

    Returns:
        Path of the released notebook.

    Raises:
        CourseError: there is no such notebook, its metadata is broken, or its cells no longer fit the
            submissions that the gradebook already holds.
    """
    source = course.source(assignment)
    if not source.is_file():
        known = ", ".join(course.assignments()) or "none"
        raise CourseError(f"assignment: expected one of {known}, got {assignment!r}. Is there a {source}?")
    with course.logged() as errors:
        converter = GenerateAssignment(coursedir=course.view(assignment), config=course.config)
        converter.force = True
        try:
            converter.start()
        except NbGraderException as error:
            traceback = next((message for message in errors if message.startswith("Traceback")), str(error))
            cause = traceback.splitlines()[-1]
            raise CourseError(f"{assignment}: could not be released. {cause} See {course.log}.") from error
    return course.released(assignment)
