"""The warm process that every worker is forked from: an interpreter with the libraries loaded, started once.

It runs no student's code, reads no file of a course and is told nothing of a submission, so there is nothing
in its memory that one submission could leave to the next.
"""

import functools
import gc
import io
import os
import shutil
import signal
import socket
import sys
import tempfile

from . import serve as worker
from .cells import make_shell
from .confine import become_subreaper, die_with_parent, enter, silence
from .wire import clone, receive_frame, send_frame


def main(descriptor):
    """Load the libraries, then fork for each request that comes over this socket, until it is closed; a clone
    has one of its own."""
    die_with_parent()
    become_subreaper()  # a worker whose parent has ended is reaped here
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # and by the kernel, at once: no zombie holds a sandbox up
    control = socket.socket(fileno=descriptor)
    settings, filter_program = receive_frame(control)
    sys.path.pop()  # the folder of this package on the grader's machine
    os.chdir("/")
    shell = _load(settings["font_list"])
    tasks = os.listdir("/proc/self/task")
    if len(tasks) != 1:
        sys.exit(f"zygote: expected one thread, since others do not live through a fork, got {len(tasks)}.")
    silence()
    gc.collect()
    gc.freeze()  # what is loaded stays; collecting it again would only copy pages
    send_frame(control, {"ready": True})
    while True:
        try:
            request, _ = receive_frame(control)
        except EOFError:
            return
        if "clone" in request:
            control = clone(control, request["clone"])
            become_subreaper()
            continue
        _, descriptors, _, _ = socket.recv_fds(control, 1, 2)
        if os.fork() == 0:
            control.close()
            work = functools.partial(worker.main, shell, filter_program)
            _move_in(*descriptors, request["namespaces"], work)
        for descriptor in descriptors:
            os.close(descriptor)


def _load(font_list):
    """Import what students import, and draw once: that loads what is imported late. Returns a shell.

    Not matplotlib_inline, which ties itself to a shell when it is asked for a figure; and no text, since
    paths of fonts are remembered and may be other ones inside.
    """
    # Both would make folders in a home that exists in sandboxes alone.
    own = ("MPLCONFIGDIR", "IPYTHONDIR")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(dict.fromkeys(own, folder))
        if font_list is not None:
            shutil.copy(font_list, folder)
        import IPython.core.pylabtools  # noqa: F401
        import ipywidgets  # noqa: F401
        import matplotlib.pyplot  # noqa: F401
        import stack_data  # noqa: F401
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure()
        FigureCanvasAgg(figure)
        figure.savefig(io.BytesIO())
        shell = make_shell()
    for name in own:
        del os.environ[name]
    return shell


def _move_in(connection, process_1, namespaces, work):
    """Enter the sandbox and fork a process in it that does the work; never returns."""
    connection = socket.socket(fileno=connection)
    try:
        enter(process_1, namespaces)
        os.close(process_1)
        child = os.fork()  # a process namespace is entered by the next child alone
        if child == 0:
            work(connection)
        else:
            send_frame(connection, {"worker": child})
    except BaseException as error:
        send_frame(connection, {"error": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(0)
