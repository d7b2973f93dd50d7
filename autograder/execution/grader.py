"""The warm process for test cells, as its user sees it."""

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import time

from ..worker.values import unpack
from ..worker.wire import ask_for_clone, receive_frame, send_frame
from .limits import MB

START_SECONDS = 60
GRACE_SECONDS = 5
MEMORY = 8192 * MB  # address space of a test cell's process; its own libraries take a part of it


# PR_SET_PDEATHSIG is 1; other systems than Linux have no prctl. Loading a module takes seconds.
BOOT = (
    "import ctypes, runpy, signal, sys; "
    "getattr(ctypes.CDLL(None), 'prctl', print)(1, signal.SIGKILL); "
    "runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
)


def ends_with_this(module, descriptor):
    """The command that runs one of our modules in a process that ends with this one, even while it loads."""
    return [sys.executable, "-P", "-c", BOOT, module, str(descriptor)]


class GraderFault(Exception):
    """The process for test cells ended without an answer."""


class Grader:
    """Starts the process when it is first needed, and again if it is gone.

    Args:
        control: socket to a process that runs already, from `clone`.
    """

    def __init__(self, control=None):
        self.process = None
        self.control = control

    def start_check(self, source, imports, student, limits, folder):
        """Begin to run a test cell.

        Args:
            source: the cell, from the gradebook.
            imports: import statements of the instructor's locked cells.
            student: socket to the process that serves the calls; handed over.
            limits: the Limits of the submission.
            folder: where it runs.

        Returns:
            the socket on which the result will come; it is closed without one if the test cell ran into its
            limits.
        """
        request = {
            "source": source,
            "imports": imports,
            "folder": folder,
            # A slow student's function must run into its own limit first: theirs is a lost exercise, ours a
            # fault.
            "call_limits": [limits.call_seconds, limits.check_seconds],
            "seconds": limits.check_seconds + GRACE_SECONDS,
            "memory": MEMORY,
        }
        mine, theirs = socket.socketpair()
        with theirs, student:
            for attempt in range(2):
                try:
                    self.start()
                    send_frame(self.control, request)
                    socket.send_fds(self.control, [b"+"], [student.fileno(), theirs.fileno()])
                    return mine
                except OSError:
                    self.close()
                    if attempt:
                        mine.close()
                        raise GraderFault("the process for test cells does not start") from None

    def clone(self):
        """Fork another such process; returns the socket to it, for a Grader. It ends when that is closed."""
        self.start()
        return ask_for_clone(self.control)

    def start(self):
        """Start the process, unless it runs."""
        if self.control is not None and (self.process is None or self.process.poll() is None):
            return
        self.close()
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                ends_with_this("autograder.execution.grader_main", theirs.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                pass_fds=[theirs.fileno()],
            )
        try:
            receive_frame(self.control, time.monotonic() + START_SECONDS)
        except EOFError as error:
            raise OSError(str(error)) from None

    def close(self):
        """End the process."""
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            self.process.wait()
        self.process = self.control = None


def receive_result(answer, deadline):
    """The result of a test cell, as `run_test_cell` returned it. Raises GraderFault if there is none."""
    try:
        header, raw = receive_frame(answer, deadline)
    except (EOFError, OSError):
        raise GraderFault("the test ran into its time or memory limit") from None
    return unpack(header["result"], raw)


_graders = {}


def grader(control=None):
    """The Grader of this process; a fork gets one of its own, on this control where there is one."""
    if os.getpid() not in _graders:
        _graders.clear()
        _graders[os.getpid()] = Grader(control)
        atexit.register(_graders[os.getpid()].close)
    return _graders[os.getpid()]
