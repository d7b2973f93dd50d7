"""Run a rebuilt notebook: the student's cells in the sandbox, the test cells here, a verdict for each."""

import contextlib
import os
import time
from dataclasses import dataclass

from nbformat.v4 import new_output
from nbgrader.utils import is_grade, is_locked, is_solution

from .grader import GRACE_SECONDS, GraderFault, grader, receive_result
from .idle_cells import idle_cells
from .limits import Limits
from .outputs import inert_outputs
from .stand_ins import ProcessEnded
from .student_process import Ended, OutOfTime, StudentProcess
from .test_cells import FAILED, FAULT, import_statements
from .verdicts import no_points, verdict_outputs


def run_notebook(notebook, files=None, limits=None, folder=None):
    """Fill in the outputs of every code cell of a rebuilt notebook.

    Args:
        notebook: order, flags and locked sources are the instructor's; changed in place.
        files: dict of absolute path inside the sandbox -> file on this machine: the student's bundle.
        limits: the Limits of this submission.
        folder: where the test cells run, for tests that read a file; the current folder by default.

    Raises:
        SandboxUnavailable: no sandbox can be had on this machine.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    idle = idle_cells(cells)
    imports = import_statements([cell.source for cell in cells if is_locked(cell) and not is_test(cell)])
    with contextlib.closing(
        _Run(files or {}, limits or Limits(), imports, os.path.abspath(folder or "."))
    ) as run:
        for cell in cells:
            cell.execution_count = None
            if is_test(cell):
                cell.outputs = run.test(cell)
            elif is_locked(cell) and cell.metadata.nbgrader.grade_id in idle:
                cell.outputs = []
            else:
                cell.outputs = run.student(cell)


def is_test(cell):
    """Is this a locked test cell, whose points the grader decides?"""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


@dataclass
class _Run:
    """One submission under way."""

    files: dict
    limits: Limits
    imports: list
    folder: str

    def __post_init__(self):
        self.process = StudentProcess(self.files, self.limits)

    def student(self, cell):
        """Outputs of a cell of the student's, made harmless."""
        try:
            outputs, ended = self.process.run(cell.source)
        except OutOfTime as over:
            return [_notice("NotRun", f"this cell was not run: {over}.")]
        shown = inert_outputs(outputs)
        if ended is not None:
            told = (
                f"this cell ended the student's process: {ended}. What it defined is missing in later cells."
            )
            shown.append(_notice("CellEndedTheProcess", told))
        return shown

    def test(self, cell):
        """Outputs of a test cell, with its verdict."""
        name, points = cell.metadata.nbgrader.grade_id, float(cell.metadata.nbgrader.points)
        try:
            return verdict_outputs(self._check(cell.source), name, points)
        except OutOfTime as over:
            return no_points(name, points, f"not checked: {over}.")

    def _check(self, source):
        """What came of a test cell, as `run_test_cell` describes it."""
        try:
            connection = self.process.fork()
        except Ended as ended:
            return _result(FAILED, f"the student's process was gone before the test: {ended}.")
        fault, result = None, None
        try:
            answer = grader().start_check(source, self.imports, connection, self.limits, self.folder)
            with answer:
                deadline = time.monotonic() + self.limits.check_seconds + 2 * GRACE_SECONDS
                self.process.watch(answer, deadline)
                result = receive_result(answer, time.monotonic() + 1)
        except GraderFault as error:
            fault = str(error)
        how = self.process.reap()
        if fault is not None:
            return _result(FAULT, fault)
        if result["lost"] == ProcessEnded.__name__ and result["outcome"] == FAILED:
            result["reason"] = f"{result['reason']}: {how}."
        return result

    def close(self):
        """End the sandbox."""
        self.process.close()


def _result(outcome, reason):
    return {"outcome": outcome, "reason": reason, "lost": None, "outputs": []}


def _notice(name, text):
    return new_output("error", ename=name, evalue=text, traceback=[text])
