"""The process inside the sandbox: runs the student's cells, and forks itself for each check."""

import functools
import os
import signal
import socket
import sys

import numpy as np

from .calls import CallServer
from .confine import confine, silence
from .values import pack
from .wire import NotData, receive_frame, send_frame

WORKER = 2  # its process id; 1 sleeps, and reaps what is left behind
CONNECTION = 3  # its only descriptor beside stdin, stdout and stderr, which lead nowhere
AGAIN_SECONDS = 1  # between interruptions: what is raised while Python closes a generator is lost


class CellTimeout(KeyboardInterrupt):
    """A cell ran into its time limit. Like Ctrl-C, so that `except Exception` does not hold it up."""

    def _render_traceback_(self):
        """IPython shows this in place of a traceback into this file."""
        return [f"CellTimeout: {self}"]


class Worker:
    """Answers the grader's requests, one at a time."""

    def __init__(self, shell, connection):
        self.shell = shell
        self.connection = connection
        self.child = None

    def serve(self):
        """Until the grader hangs up."""
        while True:
            try:
                request, _ = receive_frame(self.connection)
            except EOFError:
                return
            answer, raw = getattr(self, f"do_{request['op']}")(request)
            if os.getpid() != WORKER:  # a cell forked and ran on in both processes
                os._exit(0)
            send_frame(self.connection, {**answer, "number": request["number"]}, raw)

    def do_run(self, request):
        """Run a cell; send what it shows."""
        seconds = request["seconds"]
        signal.signal(signal.SIGALRM, functools.partial(_raise_timeout, seconds))
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_SECONDS)
        try:
            _, outputs = self.shell.run(request["source"])
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            tree, raw = pack(outputs)
        except NotData:
            tree, raw = pack([])
        return {"outputs": tree}, raw

    def do_fork(self, request):
        """Fork a process that serves the calls of one check over a socket of its own, sent along."""
        _, (descriptor,), _, _ = socket.recv_fds(self.connection, 1, 1)
        self.child = os.fork()
        if self.child == 0:
            try:
                self.connection.close()
                CallServer(self.shell, socket.socket(fileno=descriptor)).serve()
            finally:
                os._exit(0)
        os.close(descriptor)
        return {"forked": True}, b""

    def do_reap(self, request):
        """End every process but this one; tell how the check's process ended."""
        os.kill(
            -1, signal.SIGKILL
        )  # all that this check or an earlier cell left behind; spares init and this process
        try:
            _, status = os.waitpid(self.child, 0)
        except ChildProcessError:  # the student's code changed what happens to dead children
            status = None
        return {"status": status if status is None else os.waitstatus_to_exitcode(status)}, b""


def _raise_timeout(seconds, signum, frame):
    if not isinstance(sys.exc_info()[1], CellTimeout):  # else it has arrived and is being shown
        raise CellTimeout(f"expected this cell to end within {seconds:.3g} s, got no end. Is a loop endless?")


def main(shell, filter_program, connection):
    """Confine this process and serve over `connection`, the only way out; never returns.

    Args:
        shell: a CellShell that has run nothing.
        filter_program: for `confine`.
        connection: a socket of the process that was forked.
    """
    connection = _only_descriptor(connection)
    try:
        _settle(shell, filter_program, connection)
    except BaseException as error:
        send_frame(connection, {"error": f"{type(error).__name__}: {error}"})
        os._exit(1)
    send_frame(connection, {"ready": True})
    Worker(shell, connection).serve()
    os._exit(0)


def _only_descriptor(connection):
    """The same socket as descriptor 3; all that lie above are closed, and those below lead nowhere."""
    descriptor = connection.detach()
    if descriptor != CONNECTION:
        os.dup2(descriptor, CONNECTION, inheritable=False)
    os.closerange(CONNECTION + 1, os.sysconf("SC_OPEN_MAX"))
    silence()
    return socket.socket(fileno=CONNECTION)


def _settle(shell, filter_program, connection):
    """Take the limits upon this process and make it like one that has just been started here."""
    # `kill(-1)` must never reach a process outside, so this runs nowhere but in its own process namespace.
    if os.getpid() != WORKER:
        raise RuntimeError(f"worker: expected process {WORKER} of its own namespace, got {os.getpid()}.")
    limits, _ = receive_frame(connection)
    confine(limits, filter_program)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    np.random.seed()  # else every submission of one grader would draw the same numbers
    os.chdir(os.environ["HOME"])
    sys.path_importer_cache.clear()  # the bundle was not there before
    sys.path.insert(0, "")  # a student's own files; from here on nothing of ours is imported
    shell.starting_dir = os.getcwd()
    shell.user_ns["_dh"][:] = [os.getcwd()]
