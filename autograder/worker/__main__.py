"""The process inside the sandbox: runs the student's cells, and forks itself for each check."""

import functools
import os
import signal
import socket
import sys

from .calls import CallServer
from .cells import make_shell
from .confine import confine, silence
from .values import pack
from .wire import NotData, receive_frame, send_frame

WORKER = 2  # its process id; 1 is bubblewrap's


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
        signal.setitimer(signal.ITIMER_REAL, seconds)
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
    raise CellTimeout(f"expected this cell to end within {seconds:.3g} s, got no end. Is a loop endless?")


def main(descriptor):
    """Confine this process, make its shell and serve over the socket `descriptor`, the only way out."""
    # `kill(-1)` must never reach a process outside, so this runs nowhere but in its own process namespace.
    if os.getpid() != WORKER:
        sys.exit(f"worker: expected to be process {WORKER} of its own namespace, got process {os.getpid()}.")
    connection = socket.socket(fileno=descriptor)
    limits, _ = receive_frame(connection)
    confine(limits)
    sys.path.insert(0, "")  # a student's own files; from here on nothing of ours is imported
    shell = make_shell()
    silence()
    send_frame(connection, {"ready": True})
    Worker(shell, connection).serve()
