"""Where submissions are graded: processes of this machine, workers of a Dask cluster, or right here.

Each way gives the same thing, a function `submit(task)` that returns a `concurrent.futures.Future` of a
Result. What grades is always a process of its own beside the executor's worker (`batch.worker`), because
only a process can be ended when it is stuck, and lost without losing the class.
"""

import contextlib
import functools
import os
import queue
import signal
import socket
import subprocess
import tempfile
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection

from ..course import CourseError
from ..execution.grader import ends_with_this
from .work import Desk, could_not_grade

ATTEMPTS = 2  # processes that one submission may take with it
CONNECT_SECONDS = 30


@dataclass(frozen=True)
class Workers:
    """A way to grade.

    Attributes:
        submit: called with a Task; returns a Future of a Result.
        count: how many are graded at a time.
        end: called without arguments to drop what is running, at once.
    """

    submit: object
    count: int
    end: object


@contextlib.contextmanager
def here():
    """Grade in this process, each when it is submitted."""
    desks = {}

    def submit(task):
        key = task.material.digest
        if key not in desks:
            desks[key] = Desk(task.material)
        future = Future()
        future.set_result(desks[key].grade(task))
        return future

    try:
        yield Workers(submit, 1, lambda: None)
    finally:
        for desk in desks.values():
            desk.close()


@contextlib.contextmanager
def on_this_machine(count=None):
    """Grade in `count` processes, one per core by default."""
    count = count or len(os.sched_getaffinity(0))
    processes = Processes()
    with ThreadPoolExecutor(count) as executor:
        try:
            processes.start(count)
            yield Workers(functools.partial(executor.submit, processes.grade), count, processes.close)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
            processes.close()


@contextlib.contextmanager
def on_cluster(address):
    """Grade on a Dask cluster: one process for each thread of its workers. Raises CourseError."""
    try:
        from distributed import Client
    except ImportError:
        raise CourseError(
            "--cluster: expected Dask, got none. Install it: pip install 'rnn-course[cluster]'."
        ) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise CourseError(
            f"--cluster: expected the address of a running Dask scheduler, got {address} ({error})."
        ) from None
    with client:
        count = sum(client.nthreads().values())
        if not count:
            raise CourseError(f"--cluster: expected workers at {address}, got none. Start some: dask worker.")
        executor = client.get_executor(pure=False)
        yield Workers(
            functools.partial(executor.submit, grade_on_cluster),
            count,
            functools.partial(executor.shutdown, wait=False, cancel_futures=True),
        )


def grade_on_cluster(task):
    """What a worker of the cluster runs."""
    return _processes_of_this_worker().grade(task)


@functools.cache
def _processes_of_this_worker():
    return Processes()


class Processes:
    """Processes that grade, started as they are needed and kept for the next task."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="batch_")  # a killed process leaves its files there
        self._idle = queue.SimpleQueue()
        self._all = set()
        self._lock = threading.Lock()
        self._closed = False

    def start(self, count):
        """Start so many at once, which load their libraries while nobody waits for them yet."""
        for process in [self._new() for _ in range(count)]:
            self._idle.put(process)

    def grade(self, task):
        """A Result. A submission whose process ends is tried once more, one that takes too long is not."""
        told = ""
        for _ in range(ATTEMPTS):
            process = self._take()
            try:
                result = process.grade(task)
            except TimeoutError:
                self._end(process)
                seconds = task.material.seconds
                return could_not_grade(
                    task.student, f"expected at most {seconds:g} s in all, got no end of it"
                )
            except (EOFError, OSError):
                told = self._end(process)
                continue
            self._idle.put(process)
            return result
        return could_not_grade(task.student, f"the process that graded it ended {ATTEMPTS} times", told)

    def close(self):
        """End all processes and whatever they have started."""
        with self._lock:
            self._closed = True
            processes = list(self._all)
        for process in processes:
            process.end()
        self._folder.cleanup()

    def _take(self):
        with contextlib.suppress(queue.Empty):
            return self._idle.get_nowait()
        return self._new()

    def _new(self):
        with self._lock:
            if self._closed:
                raise InterruptedError("grading was stopped")
            process = Process(self._folder.name)
            self._all.add(process)
        return process

    def _end(self, process):
        with self._lock:
            self._all.discard(process)
        return process.end()


class Process:
    """One process that grades."""

    def __init__(self, folder):
        ours, theirs = socket.socketpair()
        self._told = tempfile.TemporaryFile(dir=folder)
        with theirs:
            self._process = subprocess.Popen(
                ends_with_this("autograder.batch.worker", theirs.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._told,
                env={**os.environ, "TMPDIR": folder, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the one who writes the results
            )
        self._connection = Connection(ours.detach())
        self._ending = threading.Lock()

    def grade(self, task):
        """A Result. Raises TimeoutError, or EOFError or another OSError if the process ends."""
        self._connection.send(task)
        if not self._connection.poll(task.material.seconds):
            raise TimeoutError
        return self._connection.recv()

    def end(self):
        """Kill it with all that it has started; returns what it has said last."""
        with self._ending:
            if self._told.closed:
                return ""
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._connection.close()
            with self._told as told:
                told.seek(0)
                return told.read()[-2000:].decode(errors="replace")
