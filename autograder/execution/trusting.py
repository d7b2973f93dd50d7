"""Grading without a sandbox, for students who are trusted: nbgrader's own Execute, with our verdicts."""

from nbgrader.preprocessors import Execute
from nbgrader.utils import is_locked

from .idle_cells import idle_cells
from .outputs import inert_outputs
from .submission import is_test
from .test_cells import COMPLETED, FAILED
from .verdicts import verdict_outputs


class ExecuteNeeded(Execute):
    """nbgrader's Execute, less the cells that need not run."""

    def preprocess(self, nb, resources, km=None):
        self._idle = idle_cells([cell for cell in nb.cells if cell.cell_type == "code"])
        return super().preprocess(nb, resources, km)

    def preprocess_cell(self, cell, resources, index):
        if is_locked(cell) and cell.metadata.nbgrader.grade_id in self._idle:
            cell.outputs = []
            return cell, resources
        return super().preprocess_cell(cell, resources, index)


def run_trusting(notebook, resources, execute):
    """Run a rebuilt notebook in one kernel, tests and student's code together.

    Args:
        notebook: changed in place.
        resources: nbconvert's.
        execute: an ExecuteNeeded.
    """
    execute.preprocess(notebook, resources)
    for cell in notebook.cells:
        if is_test(cell):
            cell.outputs = verdict_outputs(
                _result(cell.outputs), cell.metadata.nbgrader.grade_id, float(cell.metadata.nbgrader.points)
            )
        elif cell.cell_type == "code":
            cell.outputs = inert_outputs(cell.outputs)


def _result(outputs):
    """What nbgrader's Execute left, in the form of `run_test_cell`."""
    error = next((output for output in outputs if output.output_type == "error"), None)
    shown = [output for output in outputs if output.output_type != "error"]
    if error is None:
        return {"outcome": COMPLETED, "reason": "", "outputs": shown}
    return {"outcome": FAILED, "reason": f"{error.ename}: {error.evalue}", "outputs": shown}
