"""Which of the instructor's pictures and tables need not run while grading: those that nothing depends on."""

import functools
import re
import symtable

from nbgrader.utils import is_locked

SHOWS = "show_"  # begins the name of a cell that only shows something; no mark depends on it
WORD = re.compile(r"\w+")
LONGEST = 20_000  # characters of a cell that is parsed here, since a student may have written it


def idle_cells(cells):
    """Names of the cells that need not run.

    A cell that shows something runs only where another one that runs, a student's own for instance, reads
    a name that it alone binds. A cell that is very long or can't be parsed counts as one that reads nothing.

    Args:
        cells: the code cells of a rebuilt notebook.

    Returns:
        set of nbgrader's names.
    """
    idle = {cell.metadata.nbgrader.grade_id: cell.source for cell in cells if _shows(cell)}
    offered = _union(_bound, idle.values())
    running = [cell.source for cell in cells if not _shows(cell) and len(cell.source) <= LONGEST]
    running = [source for source in running if not offered.isdisjoint(WORD.findall(source))]
    while True:
        missing = _union(_read, running) - _union(_bound, running)
        needed = [name for name, source in idle.items() if not missing.isdisjoint(_bound(source))]
        if not needed:
            return set(idle)
        running += [idle.pop(name) for name in needed]


def _shows(cell):
    return is_locked(cell) and cell.metadata.nbgrader.grade_id.startswith(SHOWS)


def _union(names, sources):
    return set().union(*map(names, sources))


def _bound(source):
    """Names that a cell binds for the cells after it."""
    return _names(source)[0]


def _read(source):
    """Names that a cell takes from the cells before it, or from itself."""
    return _names(source)[1]


@functools.lru_cache(maxsize=256)
def _names(source):
    try:
        top = symtable.symtable(source, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a magic, no Python, or nested too deeply
        return frozenset(), frozenset()
    bound, read, tables = set(), set(), [top]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if table is top or symbol.is_global():
                if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
                    bound.add(symbol.get_name())
                if symbol.is_referenced():
                    read.add(symbol.get_name())
    return frozenset(bound), frozenset(read)
