"""The trusted process that test cells run in: started once, kept warm, forked for each test cell.

A test cell gets a process of its own because it must not be able to hang the grading, whether by the grader's
fault or by what a student's function returns to it, and because nothing it leaves behind may reach the next
one.
"""

import os
import resource
import signal
import socket
import sys

from rnn_helpers.properties import quiet

from ..diagnosis import prepare
from ..exercises import EXERCISES
from ..worker.cells import make_shell
from ..worker.values import pack
from ..worker.wire import NotData, clone, receive_frame, send_frame
from .test_cells import FAULT, names_in, run_test_cell

MAX_TEXT = 2_000_000  # a report is longer than what a student's cell may show


def main(descriptor):
    """Fork for each request that comes over this socket, until it is closed; a clone has one of its own."""
    control = socket.socket(fileno=descriptor)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are reaped by the kernel
    shell = make_shell(MAX_TEXT)
    warmed = set()
    prepared = set()
    send_frame(control, {"ready": True})
    while True:
        try:
            request, _ = receive_frame(control)
        except EOFError:
            return
        if "clone" in request:
            control = clone(control, request["clone"])
            continue
        _, (student, answer), _, _ = socket.recv_fds(control, 1, 2)
        for statement in set(request["imports"]) - warmed:
            _import_once(statement)
            warmed.add(statement)
        if os.fork() == 0:
            control.close()
            _serve(shell, request, socket.socket(fileno=student), socket.socket(fileno=answer))
        os.close(student)
        os.close(answer)
        names_in(shell, request["source"])  # kept for the next submission
        for exercise in _exercises(request["source"]) - prepared:
            _prepare(exercise)
            prepared.add(exercise)


def _import_once(statement):
    """Load the modules here, so that the forks find them loaded."""
    try:
        exec(statement, {})
    except Exception:  # the test cell that needs it will tell
        return


def _exercises(source):
    """The exercises that a test cell grades."""
    return {name for name in EXERCISES if f'("{name}"' in source}


def _prepare(exercise):
    """Make ready for the next submission, while a fork checks this one."""
    try:
        with quiet():
            prepare(exercise)
    except Exception:  # a diagnosis is help; grading goes on without it
        return


def _serve(shell, request, student, answer):
    """Run the test cell and send what came of it; never returns."""
    # The kernel ends this process at its limits; an endless comparison needs no cooperation.
    signal.setitimer(signal.ITIMER_REAL, request["seconds"])
    resource.setrlimit(resource.RLIMIT_AS, (request["memory"], request["memory"]))
    try:
        os.chdir(request["folder"])
        result = run_test_cell(shell, request["source"], request["imports"], student, request["call_limits"])
    except BaseException as error:
        result = {"outcome": FAULT, "reason": f"{type(error).__name__}: {error}", "lost": None, "outputs": []}
    try:
        tree, raw = pack(result)
    except NotData as error:
        tree, raw = pack(
            {"outcome": FAULT, "reason": f"its report is too large: {error}", "lost": None, "outputs": []}
        )
    send_frame(answer, {"result": tree}, raw)
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
