"""A server for the length of a test module: started on a free port, and always ended."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

SECONDS = 60  # the longest that a server may take to answer


@contextlib.contextmanager
def served(words, folder, home):
    """Run a command that serves on the port appended to it; yields its address.

    Args:
        words: the command; its last word is the option that takes the port, "--port".
        folder: where it runs.
        home: an empty folder, in place of the settings of whoever runs the tests.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"HOME": str(home), "JUPYTER_CONFIG_DIR": f"{home}/config", "IPYTHONDIR": f"{home}/ipython"}
    with open(home / "log", "w") as log:
        server = subprocess.Popen(
            [*words, str(port)],
            cwd=folder,
            env={**os.environ, **settings},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            _wait_for_answer(server, f"http://127.0.0.1:{port}", home / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            # Asked first, so that it ends its kernels.
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                pass
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _wait_for_answer(server, address, log):
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            # Any page will do; the first page of an app would start a kernel.
            with contextlib.closing(urllib.request.urlopen(f"{address}/static/", timeout=1)):
                return
        except urllib.error.HTTPError as answer:
            answer.close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"server: expected an answer within {SECONDS} s, got none.\n{log.read_text()[-2000:]}")
