"""The warm process that workers are forked from, as its user sees it.

bubblewrap builds every sandbox afresh; what takes long is an interpreter with NumPy, Matplotlib and IPython.
So one is kept warm outside, and a fork of it moves in.
"""

import atexit
import contextlib
import os
import socket
import subprocess
import threading
import time

from ..worker.wire import WireError, ask_for_clone, receive_frame, send_frame
from .seccomp import filter_program
from .walls import ENVIRONMENT, WORKER, SandboxUnavailable, font_list, import_paths, python

START_SECONDS = 60
BOOT = (
    "import os, sys; sys.path += [*sys.argv[2:], os.getcwd()]; "
    "from worker.zygote import main; main(int(sys.argv[1]))"
)
NAMESPACES = {  # name in /proc/…/ns: the flag for setns
    "mnt": 0x00020000,
    "cgroup": 0x02000000,
    "uts": 0x04000000,
    "ipc": 0x08000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
}
NEEDED = {"mnt", "uts", "ipc", "pid", "net"}


class Zygote:
    """Starts the process when it is first needed, and again if it is gone.

    Args:
        control: socket to a process that runs already, from `clone`.
    """

    def __init__(self, control=None):
        self.process = None
        self.control = control
        self.lock = threading.Lock()  # one request at a time

    def move_in(self, process_1, connection):
        """Let a fork enter a sandbox and become its worker.

        Args:
            process_1: process id of the sandbox's process 1, as seen here.
            connection: the worker's end of a socket; the first frame on it says how it went.

        Raises:
            SandboxUnavailable: the warm process does not start, or the sandbox is none.
        """
        request = {"namespaces": _own_namespaces(process_1)}
        pidfd = os.pidfd_open(process_1)
        try:
            with self.lock:
                for attempt in range(2):
                    try:
                        self._start(process_1)
                        send_frame(self.control, request)
                        socket.send_fds(self.control, [b"+"], [connection.fileno(), pidfd])
                        return
                    except OSError as error:
                        self.close()
                        if attempt:
                            raise SandboxUnavailable(f"the warm process does not answer ({error})") from None
        finally:
            os.close(pidfd)

    def clone(self):
        """Fork another such process; returns the socket to it, for a Zygote. Raises OSError if none runs."""
        if self.control is None:
            raise OSError("it starts with the first sandbox")
        with self.lock:
            return ask_for_clone(self.control)

    def _start(self, process_1):
        if self.control is not None and (self.process is None or self.process.poll() is None):
            return
        self.close()
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [python(), "-I", "-S", "-B", "-c", BOOT, str(theirs.fileno()), *import_paths()],
                # The same file, but on the sandbox's read-only mount: who owns it could write to it through
                # /proc/self/exe otherwise.
                executable=f"/proc/{process_1}/root{python()}",
                env=ENVIRONMENT,
                cwd=WORKER.parent,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
            )
        try:
            fonts = next(map(str, font_list().values()), None)
            send_frame(self.control, {"font_list": fonts}, filter_program() or b"")
            receive_frame(self.control, time.monotonic() + START_SECONDS)
        except (OSError, EOFError, WireError) as error:
            self.process.kill()
            told = self.process.communicate()[1][-2000:].decode(errors="replace").strip()
            self.close()
            raise SandboxUnavailable(told or f"no answer of the warm process ({error})") from None
        self.process.stderr.close()

    def close(self):
        """End the process."""
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            self.process.wait()
            self.process.stderr.close()
        self.process = self.control = None


def _own_namespaces(process):
    """The flags of the namespaces that a process has and we have not."""
    own = {
        name
        for name in NAMESPACES
        if os.path.exists(f"/proc/self/ns/{name}")
        and os.readlink(f"/proc/{process}/ns/{name}") != os.readlink(f"/proc/self/ns/{name}")
    }
    needed = NEEDED if os.getuid() == 0 else NEEDED | {"user"}
    if missing := needed - own:
        raise SandboxUnavailable(f"a sandbox without own namespaces: {', '.join(sorted(missing))}")
    return sum(NAMESPACES[name] for name in own)


_zygotes = {}


def zygote(control=None):
    """The Zygote of this process; a fork gets one of its own, on this control where there is one. It ends
    with the process, however that ends."""
    if os.getpid() not in _zygotes:
        _zygotes.clear()
        _zygotes[os.getpid()] = Zygote(control)
        atexit.register(_zygotes[os.getpid()].close)
    return _zygotes[os.getpid()]
