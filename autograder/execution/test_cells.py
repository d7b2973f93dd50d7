"""Run one test cell in this process, with stand-ins for the student's names, and say how it ended."""

import ast
import builtins
import functools
import importlib
import traceback
from pathlib import Path

from .stand_ins import CannotCross, Channel, StudentError, StudentLost

COMPLETED, FAILED, FAULT = "completed", "failed", "fault"

PACKAGE = str(Path(__file__).parents[1])

# Modules that a test cell may use under the name that the student's notebook gave them (`np`). The real
# module is taken; the student decides no more than which of these it is.
COMMON_MODULES = frozenset(
    "cmath collections functools itertools math operator random re statistics string "
    "matplotlib matplotlib.pyplot numpy numpy.linalg numpy.random numpy.testing".split()
)


def import_statements(sources):
    """The import statements at the top level of the instructor's locked cells: a test cell may rely on
    them."""
    found = []
    for source in sources:
        try:
            nodes = ast.parse(source).body
        except SyntaxError:  # a magic; its cell has no plain imports worth the trouble
            continue
        found += [ast.unparse(node) for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
    return list(dict.fromkeys(found))


def run_test_cell(shell, source, imports, connection, seconds):
    """Run a test cell.

    Args:
        shell: an IPython shell of this process that nothing else uses.
        source: the cell, from the gradebook.
        imports: import statements of the instructor's locked cells.
        connection: socket to the process that serves the calls; untrusted.
        seconds: time limits of (one call, all calls together).

    Returns:
        dict with `outcome` (COMPLETED, FAILED: the fault lies with the student's code, FAULT: with the
        grader), `reason`, `lost` (name of the StudentLost, or None) and `outputs`.
    """
    channel = Channel(connection, *seconds)
    channel.namespace = shell.user_ns
    try:
        trusted = _import(imports)
        names = names_in(shell, source) - set(dir(builtins)) - set(trusted) - set(shell.user_ns)
        shell.user_ns.update(trusted)
        for name, module in channel.fetch(names).items():
            if module in COMMON_MODULES:
                shell.user_ns[name] = importlib.import_module(module)
    except StudentError as error:
        return _ended(FAILED, str(error), channel, [])
    result, outputs = shell.run(source)
    outputs = [output for output in outputs if output["output_type"] != "error"]
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return _ended(COMPLETED, "", channel, outputs)
    return _ended(*_judge(error, source), channel, outputs)


def _ended(outcome, reason, channel, outputs):
    lost = type(channel.lost).__name__ if channel.lost is not None else None
    return {"outcome": outcome, "reason": reason, "lost": lost, "outputs": outputs}


def _judge(error, source):
    """(outcome, reason) of a test cell that ended in an exception."""
    if isinstance(error, StudentLost):
        return FAILED, str(error)
    if isinstance(error, MemoryError) and isinstance(error, StudentError):
        return FAILED, f"the student's function ran out of memory.\n{error.student_traceback}".strip()
    if isinstance(error, StudentError):
        told = f"the student's function raised {type(error).__name__}: {error}"
        return FAILED, f"{told}\n{error.student_traceback}".strip()
    if isinstance(error, AssertionError):
        return FAILED, str(error) or f"expected to hold, but does not: {_failing_line(error, source)}"
    if isinstance(error, NameError) and not _in_package(error):
        return FAILED, f"{error.name}: expected the notebook to define it, got a notebook without it."
    if isinstance(error, (CannotCross, SyntaxError)) or _in_package(error):
        return FAULT, f"the test stopped with {type(error).__name__}: {error}"
    told = f"the test stopped with {type(error).__name__}: {error}, at: {_failing_line(error, source)}"
    return FAILED, f"{told}. Does the function return what its docstring says?"


def _in_package(error):
    """Was the exception raised by the graders' own code, and not by the test cell's work on the student's
    values?"""
    here = str(Path(__file__).parent)
    frames = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    return any(
        name.startswith(PACKAGE) and not name.startswith(here) and "/worker/" not in name for name in frames
    )


def _failing_line(error, source):
    lines = source.splitlines()
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith("<ipython-input") or "ipykernel" in frame.filename:
            return lines[frame.lineno - 1].strip() if frame.lineno <= len(lines) else ""
    return ""


def _import(statements):
    """Run import statements; what isn't installed here stays unbound."""
    names = {}
    for statement in statements:
        try:
            exec(statement, names)
        except ImportError:
            continue
    names.pop("__builtins__", None)
    return names


@functools.lru_cache(maxsize=256)
def names_in(shell, source):
    """Names that a test cell reads, sets or deletes somewhere."""
    try:
        tree = ast.parse(shell.transform_cell(source))
    except SyntaxError:
        return frozenset()
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
