"""The student's side as the grader sees it: run cells, fork for a check, survive whatever the cells do."""

import select
import signal
import socket
import time

from ..worker.values import unpack
from ..worker.wire import WireError, receive_frame, send_frame
from .sandbox import Sandbox

GRACE_SECONDS = 3  # for a cell to be interrupted before its process is killed
LOOK_SECONDS = 0.05  # between two looks at what the sandbox uses


class OutOfTime(Exception):
    """The submission has used up its wall time."""


class Ended(Exception):
    """The student's process is gone; the message says why."""


class StudentProcess:
    """Runs a submission's cells in a sandbox.

    If a cell ends the process, a new one is started and the cells before it are run again: it costs what
        depends on it, no more.

    Args:
        files: dict of absolute path inside -> file on this machine, for the Sandbox.
        limits: the Limits of the submission.
    """

    def __init__(self, files, limits):
        self.files = files
        self.limits = limits
        self.deadline = time.monotonic() + limits.submission_seconds
        self.sandbox = None
        self._number = 0  # of the last request
        self._history = []  # sources of cells that did not end the process
        self._doubtful = False  # has the process answered nothing since the last of them?

    def run(self, source):
        """Run a cell.

        Returns:
            (outputs as the worker describes them, why the process ended or None)
        """
        self._left()
        self._revive()
        try:
            outputs = self._run(source)
        except Ended as ended:
            return [], str(ended)
        self._history.append(source)
        self._doubtful = True
        return outputs, None

    def fork(self):
        """Fork a process that serves the calls of one check. Returns the socket to it. Raises Ended."""
        self._left()
        self._revive()
        mine, theirs = socket.socketpair()
        with theirs:
            try:
                self._send({"op": "fork"}, self._soon(), theirs.fileno())
                self._receive(self._soon())
            except Ended:
                mine.close()
                if self._doubtful:  # what it left running is to blame: never again
                    self._history.pop()
                    self._doubtful = False
                raise
        self._doubtful = False
        return mine

    def reap(self):
        """End the forked process and all that was started; returns how it had ended, in words."""
        if self.sandbox.killed:
            return str(self._lost())
        try:
            header, _ = self._request({"op": "reap"}, self._soon())
        except Ended as ended:
            return str(ended)
        return _in_words(header.get("status"))

    def watch(self, connection, deadline):
        """Wait until something can be read, while the sandbox keeps within its limits. False: it did not."""
        while time.monotonic() < deadline:
            if select.select([connection], [], [], LOOK_SECONDS)[0]:
                return True
            if self.sandbox.killed is None:
                self.sandbox.check_usage()
            if connection.fileno() < 0:  # closed with the sandbox
                raise EOFError
        return False

    def close(self):
        """End everything."""
        if self.sandbox is not None:
            self.sandbox.close()
        self.sandbox = None

    def _run(self, source):
        seconds = min(self.limits.cell_seconds, self._left())
        request = {"op": "run", "source": source, "seconds": seconds}
        header, raw = self._request(request, time.monotonic() + seconds + GRACE_SECONDS)
        try:
            return unpack(header.get("outputs"), raw)
        except WireError as error:
            raise self._lost(f"it sent what is no output ({error})") from None

    def _revive(self):
        """Start a sandbox if there is none, and bring it to where the last one was."""
        while self.sandbox is None:
            self._left()
            self.sandbox = Sandbox(self.files, self.limits)
            for source in list(self._history):
                try:
                    self._run(source)
                except Ended:  # this time it did; never again
                    self._history.remove(source)
                    self._doubtful = False
                    break

    def _request(self, request, deadline):
        self._send(request, deadline)
        return self._receive(deadline)

    def _send(self, request, deadline, descriptor=None):
        self._number += 1
        try:
            send_frame(self.sandbox.connection, {**request, "number": self._number}, deadline=deadline)
            if descriptor is not None:
                socket.send_fds(self.sandbox.connection, [b"+"], [descriptor])
        except OSError:
            raise self._lost() from None

    def _receive(self, deadline):
        try:
            header, raw = receive_frame(_Watched(self.sandbox.connection, self), deadline)
            if (
                header.get("number") != self._number
            ):  # a cell wrote to the socket, or something answered twice
                raise WireError("it answers another question")
        except TimeoutError:
            raise self._lost("it ran longer than its time limit and could not be interrupted") from None
        except (EOFError, OSError):
            raise self._lost() from None
        except WireError as error:
            raise self._lost(f"it sent what is no answer ({error})") from None
        return header, raw

    def _lost(self, reason="it ended itself or was killed by the system"):
        """End the sandbox; returns the Ended to raise."""
        reason = f"killed: {self.sandbox.killed}" if self.sandbox.killed else reason
        self.close()
        return Ended(reason)

    def _left(self):
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise OutOfTime(
                f"the whole submission may take {self.limits.submission_seconds:g} s, and they are over"
            )
        return left

    def _soon(self):
        return time.monotonic() + self.limits.call_seconds


class _Watched:
    """A socket that keeps an eye on the sandbox while it waits."""

    def __init__(self, connection, student):
        self.connection = connection
        self.student = student
        self.seconds = None

    def settimeout(self, seconds):
        self.seconds = seconds

    def recv(self, size):
        if not self.student.watch(self.connection, time.monotonic() + self.seconds):
            raise TimeoutError
        return self.connection.recv(size)


def _in_words(status):
    """How a process ended, from its exit status: informal, since the student's side reports it."""
    if type(status) is not int:
        return "it ended"
    if status >= 0:
        return f"it ended itself with exit status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return {"SIGKILL": "it was killed", "SIGSEGV": "it crashed (SIGSEGV)"}.get(
        name, f"it was ended by {name}"
    )
