"""Where submissions are graded: processes of this machine, workers of a Dask cluster, or right here.

Each way gives the same thing, a function `submit(task)` that returns a `concurrent.futures.Future` of a
Result. What grades is always a process of its own beside the executor's worker (`batch.worker`), because
only a process can be ended when it is stuck, and lost without losing the class.

What takes long to load is loaded where it is needed: the processes start while the command is still loading.
"""

import contextlib
import functools
import os
import queue
import socket
import subprocess
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection

from ..errors import CourseError
from ..execution.grader import ends_with_this
from ..worker.wire import receive_frame, send_frame
from .task import could_not_grade

ATTEMPTS = 2  # processes that one submission may take with it, and starts of one that forks them
CONNECT_SECONDS = 30
START_SECONDS = 60
STOPPED = "grading was stopped"


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
    from .work import Desk

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
    """Grade in `count` processes; by default in one per core, which stays on it.

    What grades a submission are several processes that take turns. On one core each of them finds in its
    cache what the other has left there: with two cores a class took 2 to 15 % less time than without it.
    """
    cores = sorted(os.sched_getaffinity(0))
    processes = Processes(() if count else cores)
    count = count or len(cores)
    with ThreadPoolExecutor(count) as executor:
        try:
            processes.start()
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
    """Processes that grade, started as they are needed and kept for the next task.

    Args:
        cores: those on which one process each stays; all others run anywhere.
    """

    def __init__(self, cores=()):
        self._folder = tempfile.TemporaryDirectory(prefix="batch_")  # a killed process leaves its files there
        self._nursery = Nursery(self._folder.name)
        self._idle = queue.SimpleQueue()
        self._all = {}  # process: the core on which it stays, or None
        self._cores = list(cores)
        self._lock = threading.Lock()
        self._closed = False

    def start(self):
        """Load the libraries while nobody waits for them yet."""
        self._nursery.start()

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
        self._nursery.close()
        self._folder.cleanup()

    def _take(self):
        with contextlib.suppress(queue.Empty):
            return self._idle.get_nowait()
        return self._new()

    def _new(self):
        with self._lock:
            core = self._cores.pop() if self._cores else None
        allowed = os.sched_getaffinity(0) if core is None else {core}
        process = Process(self._nursery, self._folder.name, allowed)
        with self._lock:
            if not self._closed:
                self._all[process] = core
                return process
        process.end()
        raise InterruptedError(STOPPED)

    def _end(self, process):
        with self._lock:
            if (core := self._all.pop(process)) is not None:
                self._cores.append(core)
        return process.end()


class Nursery:
    """The process that those that grade are forked from; started when it is needed, and again if it is gone.

    Args:
        folder: for temporary files.
    """

    def __init__(self, folder):
        self._folder = folder
        self._process = None
        self._control = None
        self._lock = threading.Lock()  # one request at a time
        self._closed = False

    def start(self):
        """Start it, unless it runs; it loads its libraries while nobody waits."""
        if self._closed:
            raise InterruptedError(STOPPED)
        if self._process is not None:
            if self._process.poll() is None:
                return
            self._control.close()
        self._control, theirs = socket.socketpair()
        folder = self._folder
        with theirs:
            self._process = subprocess.Popen(
                ends_with_this("autograder.batch.worker", theirs.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "TMPDIR": folder, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the one who writes the results
            )

    def fork(self, connection, told, cores):
        """Fork a worker.

        Args:
            connection: the socket that it serves.
            told: the file that takes what it says on stderr.
            cores: where it and all that it starts may run.

        Returns:
            its process id.

        Raises:
            InterruptedError: it was closed.
            OSError, EOFError: it does not start.
        """
        with self._lock:
            for attempt in range(ATTEMPTS):
                self.start()
                try:
                    deadline = time.monotonic() + START_SECONDS
                    send_frame(self._control, {"cores": sorted(cores)}, deadline=deadline)
                    socket.send_fds(self._control, [b"+"], [connection.fileno(), told.fileno()])
                    return receive_frame(self._control, deadline)[0]["worker"]
                except (EOFError, OSError):  # it may have ended so lately that it still seemed to run
                    self._kill()
                    if self._closed:
                        raise InterruptedError(STOPPED) from None
                    if attempt == ATTEMPTS - 1:
                        raise

    def end(self, worker):
        """Kill a worker with all that it has started, and wait for its end."""
        with self._lock, contextlib.suppress(EOFError, OSError):  # they have ended with the nursery
            send_frame(self._control, {"end": worker})
            receive_frame(self._control, time.monotonic() + START_SECONDS)

    def close(self):
        """End it, and all workers with it."""
        self._closed = True
        self._kill()  # whoever waits for an answer gets the end of it
        with self._lock:
            self._kill()  # also one that was just being started
            if self._control is not None:
                self._control.close()

    def _kill(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()


class Process:
    """One process that grades."""

    def __init__(self, nursery, folder, cores):
        self._nursery = nursery
        self._told = tempfile.TemporaryFile(dir=folder)
        ours, theirs = socket.socketpair()
        self._connection = Connection(ours.detach())
        self._ending = threading.Lock()
        try:
            with theirs:
                self._worker = nursery.fork(theirs, self._told, cores)
        except (EOFError, OSError):
            self._connection.close()
            self._told.close()
            raise

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
            self._nursery.end(self._worker)
            self._connection.close()
            with self._told as told:
                told.seek(0)
                return told.read()[-2000:].decode(errors="replace")
