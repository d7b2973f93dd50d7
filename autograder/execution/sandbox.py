"""A sandbox with one worker process in it: how it starts, what it uses, how it ends."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import time

from ..worker.wire import WireError, receive_frame, send_frame
from . import usage
from .limits import Limits
from .seccomp import filter_program
from .walls import REAPER, SandboxUnavailable, find_bwrap, view, walls
from .zygote import zygote

START_SECONDS = 30
# What process 1 does: tell that the walls stand, then sleep, with the grader's descriptors closed.
SLEEP = f"echo; exec {' '.join(REAPER)} sleep infinity >/dev/null 2>&1"
FIRST_FREE_UID = 0x70000000  # above all that systems hand out


class Sandbox:
    """One running sandbox.

    Args:
        files: dict of absolute path inside -> file on this machine: the student's bundle. Nothing else of the
            course is visible inside.
        limits: what it may use.

    Attributes:
        connection: the socket to the worker.
        killed: why the grader ended it, or None.
    """

    def __init__(self, files=None, limits=None):
        self.limits = limits or Limits()
        self.killed = None
        self.process = None  # bubblewrap, whose child is process 1
        self.worker = None  # a child of the warm process, in the namespaces of process 1
        self.connection, theirs = socket.socketpair()
        with theirs:
            try:
                self._build(files or {})
                zygote().move_in(*usage.descendants(self.process.pid), theirs)
            except SandboxUnavailable:
                self.close()
                raise
        self._greet()

    def _build(self, files):
        """Let bubblewrap build the walls, and wait until they stand."""
        bwrap = find_bwrap()
        program = filter_program()
        with _in_memory(program or b"") as seccomp:
            options = [*walls(), *view(files, self.limits.disk), "--as-pid-1"]
            if program is not None:
                options += ["--seccomp", str(seccomp)]
            # The command line of process 1 can be read inside; the paths of this machine need not be.
            with _in_memory("\0".join(options).encode()) as arguments:
                self.process = subprocess.Popen(
                    [bwrap, "--args", str(arguments), "--", "/bin/sh", "-c", SLEEP],
                    env={},  # the environment of process 1 can be read inside as well
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    pass_fds=[seccomp, arguments],
                )
        told, _, _ = select.select([self.process.stdout], [], [], START_SECONDS)
        if not told or not self.process.stdout.read(1):
            self.process.kill()
            told = self.process.communicate()[1][-2000:].decode(errors="replace").strip()
            raise SandboxUnavailable(told or "no answer of bubblewrap")

    def _greet(self):
        """Send the limits and wait until the worker has taken them upon itself."""
        deadline = time.monotonic() + START_SECONDS
        try:
            self.worker = usage.Process(self._told("worker", deadline))
            send_frame(self.connection, _for_worker(self.limits))
            self._told("ready", deadline)
        except (OSError, EOFError, WireError) as error:
            self.close()
            raise SandboxUnavailable(f"no answer of the worker ({error})") from None

    def _told(self, key, deadline):
        header, _ = receive_frame(self.connection, deadline)
        if key not in header:
            raise WireError(header.get("error"))
        return header[key]

    def check_usage(self):
        """Kill the sandbox if all its processes together use too much."""
        pids = usage.descendants(self.process.pid) + self.worker.family()
        if len(pids) > self.limits.processes + 2:
            self.kill(f"more than {self.limits.processes} processes")
        elif usage.memory(pids) > self.limits.total_memory < usage.proportional_memory(pids):
            self.kill(f"more than {self.limits.total_memory >> 20} MB of memory")

    def kill(self, reason):
        """End everything inside at once."""
        self.killed = self.killed or reason
        self.close()

    def close(self):
        """End everything inside; afterwards no process of it is left."""
        self.connection.close()
        if self.worker is not None:
            self.worker.close()
        if self.process is None:
            return
        # Process 1 of the namespace: the kernel ends all others with it, before its parent sees it end.
        for pid in usage.descendants(self.process.pid)[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


def _for_worker(limits):
    """The limits that the worker sets for itself, with the user that it becomes if it starts as root."""
    return {
        "memory": limits.memory,
        "file_size": limits.file_size,
        "open_files": limits.open_files,
        "cpu": int(2 * limits.submission_seconds),
        "processes": limits.processes if _counts_by_namespace() else None,
        "uid": FIRST_FREE_UID + os.getpid() if os.getuid() == 0 else None,
    }


def _counts_by_namespace():
    """Since Linux 5.14 the limit counts a namespace's own processes; before, all that the instructor runs."""
    release = os.uname().release.split(".")
    return os.getuid() == 0 or (int(release[0]), int(release[1].split("-")[0])) >= (5, 14)


@contextlib.contextmanager
def _in_memory(content):
    """A descriptor from which `content` can be read."""
    descriptor = os.memfd_create("bubblewrap")
    try:
        os.write(descriptor, content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)
