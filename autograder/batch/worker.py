"""The processes that grade: forks of one that loads the libraries once and grades nothing itself."""

import contextlib
import functools
import gc
import importlib
import os
import signal
import socket
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection

from ..execution.grader import grader
from ..execution.sandbox import Sandbox
from ..execution.walls import SandboxUnavailable
from ..execution.zygote import zygote
from ..worker.confine import die_with_parent
from ..worker.wire import receive_frame, send_frame


def main(descriptor):
    """Fork a worker, or end one, for each request that comes over this socket, until it is closed."""
    control = socket.socket(fileno=descriptor)
    desk = _load()
    while True:
        try:
            request, _ = receive_frame(control)
        except EOFError:
            return
        if "end" in request:
            _end(request["end"])
            send_frame(control, {})
        else:
            _, (connection, told), _, _ = socket.recv_fds(control, 1, 2)
            worker = _fork(told, request["cores"])
            if worker == 0:
                control.close()
                _serve(desk, Connection(connection))
            send_frame(control, {"worker": worker})
            os.close(connection)
            os.close(told)


def _load():
    """Load what workers need, and start the warm processes that theirs are forked from; returns Desk."""
    # What a thread has started would end with it, so the other one loads.
    with ThreadPoolExecutor(1) as other:
        work = other.submit(importlib.import_module, "autograder.batch.work")
        grader().start()
        with contextlib.suppress(SandboxUnavailable), Sandbox():
            pass
    desk = work.result().Desk
    import nbgrader.api

    # Every step of nbgrader opens the gradebook anew; one engine compiles its queries only once, and one look
    # at its tables is enough. The course is among the rows that a Desk starts with.
    nbgrader.api.create_engine = functools.lru_cache(maxsize=2)(nbgrader.api.create_engine)
    tables = nbgrader.api.Base.metadata
    tables.create_all = functools.lru_cache(maxsize=4)(tables.create_all)
    nbgrader.api.Gradebook.check_course = lambda gradebook, course_id: None
    gc.freeze()  # what is loaded by now stays: no need to look through it again and again
    gc.set_threshold(50_000)  # a notebook is thousands of small objects, and none of them is garbage yet
    return desk


def _fork(told, cores):
    """Fork a worker, which says what goes wrong into a file; returns its process id, and 0 in the worker."""
    every = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)  # for the worker, and for all that is forked for it
    links = [_link(grader()), _link(zygote())]
    worker = os.fork()
    if worker == 0:
        die_with_parent()
        os.setpgid(0, 0)
        os.dup2(told, 2)
        grader(links[0])
        zygote(links[1])
        return 0
    os.sched_setaffinity(0, every)
    os.setpgid(worker, worker)  # whichever of the two comes first
    for link in filter(None, links):
        link.close()
    return worker


def _link(warm):
    """A socket to a clone of a warm process, or None: the worker then starts its own, or tells why not."""
    try:
        return warm.clone()
    except OSError:
        return None


def _end(worker):
    """Kill a worker with all that it has started, unless it ended with an earlier process like this one."""
    with contextlib.suppress(ChildProcessError):
        os.waitid(os.P_PID, worker, os.WEXITED | os.WNOHANG | os.WNOWAIT)  # whose child is it?
        with contextlib.suppress(ProcessLookupError):
            os.killpg(worker, signal.SIGKILL)
        os.waitpid(worker, 0)


def _serve(make_desk, connection):
    """Grade one task after the other until the connection is closed; never returns."""
    desk = None
    try:
        while True:
            task = connection.recv()
            if desk is None or desk.material.digest != task.material.digest:
                if desk is not None:
                    desk.close()
                desk = make_desk(task.material)
            connection.send(desk.grade(task))
    except EOFError:
        if desk is not None:
            desk.close()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
