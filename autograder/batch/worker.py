"""The process that grades: one task after the other from a socket, until it is closed."""

import contextlib
import functools
import gc
import sys
from multiprocessing.connection import Connection

import nbgrader.api

from ..execution.grader import grader
from ..execution.sandbox import Sandbox
from ..execution.walls import SandboxUnavailable
from .work import Desk


def main(descriptor):
    """Grade what comes over this socket."""
    # Every step of nbgrader opens the gradebook anew; one engine compiles its queries only once, and one look
    # at its tables is enough.
    nbgrader.api.create_engine = functools.lru_cache(maxsize=2)(nbgrader.api.create_engine)
    tables = nbgrader.api.Base.metadata
    tables.create_all = functools.lru_cache(maxsize=4)(tables.create_all)
    gc.freeze()  # what is loaded by now stays: no need to look through it again and again
    gc.set_threshold(50_000)  # a notebook is thousands of small objects, and none of them is garbage yet
    grader().start()
    with contextlib.suppress(SandboxUnavailable), Sandbox():  # so that both warm processes are there
        pass
    connection, desk = Connection(descriptor), None
    while True:
        try:
            task = connection.recv()
        except EOFError:
            break
        if desk is None or desk.material.digest != task.material.digest:
            if desk is not None:
                desk.close()
            desk = Desk(task.material)
        connection.send(desk.grade(task))
    if desk is not None:
        desk.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
