import os
import time

import pytest

from autograder.execution import usage
from autograder.execution.grader import grader
from autograder.execution.zygote import zygote

from .small_notebooks import answer, check, free, grade_cells, run_cells, shown

HONEST = answer("honest", "def honest(): return 1")
BEFORE, AFTER = check("before", "assert honest() == 1"), check("after", "assert honest() == 1")

CALLS = {
    "endless loop": ("while True: pass", "expected an answer within 2 s"),
    "endless loop that cannot be interrupted": (
        "while True:\n        try:\n            while True: pass\n        except BaseException: pass",
        "expected an answer within 2 s",
    ),
    "sleep": ("import time; time.sleep(100)", "expected an answer within 2 s"),
    "exit": ("import os; os._exit(0)", "ended itself with exit status 0"),
    "crash": ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
    "abort": ("import os; os.abort()", "SIGABRT"),
    "large array": ("return bytearray(10**11)", "ran out of memory"),
    "fork bomb": (
        "import os\n    while True:\n        try: os.fork()\n        except OSError: pass",
        "expected an answer",
    ),
    "kills all": ("import os; os.kill(-1, 9); os._exit(1)", "end of the student's process"),
    "kills its parent": ("import os; os.kill(os.getppid(), 9); return 2", "does not hold"),
    "deep recursion": ("return f()", "RecursionError"),
    "result nested without end": ("l = []; l.append(l); return l", "does not hold"),
    "result too large": ("return bytes(10**8)", "does not hold"),
    "full disk": ("open('/tmp/x', 'wb').write(bytes(10**9))", "raised"),
    "child that lives on": (
        "import os, time\n    if os.fork() == 0:\n        os.setsid()\n"
        "        if os.fork() == 0: time.sleep(100)\n"
        "        os._exit(0)\n    return 2",
        "does not hold",
    ),
}


@pytest.fixture(scope="module")
def calls():
    """Marks of one submission in which every call above breaks its process, with an honest one after each."""
    cells = [HONEST]
    for name, (body, _) in CALLS.items():
        cells += [answer(f"answer {name}", f"def f():\n    {body}")]
        cells += [
            check(name, "assert f() == 1, 'does not hold'"),
            check(f"after {name}", "assert honest() == 1"),
        ]
    return grade_cells(*cells)


@pytest.mark.parametrize("name", CALLS)
def test_call_that_breaks_its_process_costs_one_exercise(name, calls):
    assert calls[name].points == 0
    assert CALLS[name][1] in calls[name].text
    assert calls[f"after {name}"].verdict == "passed"


MEMORY = {
    "one process": "l = []\n    while True: l.append(b'x' * 10**8)",
    "many processes": (
        "import os, time\n    for _ in range(20):\n        if os.fork() == 0:\n"
        "            x = b'x' * 10**8; time.sleep(100)\n    time.sleep(100)"
    ),
    "a shared mapping": (
        "import mmap\n    l = []\n    while True:\n"
        "        l.append(mmap.mmap(-1, 10**8)); l[-1].write(b'x' * 10**8)"
    ),
    "files in memory": (
        "import os\n    l = []\n    while True:\n        l.append(os.memfd_create('x'))\n"
        "        os.write(l[-1], bytes(10**7))"
    ),
}


@pytest.mark.parametrize("body", MEMORY.values(), ids=MEMORY)
def test_memory_is_limited_over_all_processes(body):
    marks = grade_cells(
        HONEST,
        answer("f", f"def f():\n    {body}"),
        check("t", "f()"),
        AFTER,
        total_memory=1 << 30,
        call_seconds=60,
        check_seconds=60,
    )
    assert marks["t"].points == 0
    told = ("more than 1024 MB of memory", "ran out of memory", "Operation not permitted")
    assert any(sentence in marks["t"].text for sentence in told), marks["t"].text
    assert marks["after"].verdict == "passed"


CELLS = {
    "exit": ("import os; os._exit(0)", "ended itself"),
    "kills itself": ("import os; os.kill(os.getpid(), 9)", "ended itself"),
    "crash": ("import ctypes; ctypes.string_at(0)", "ended itself or was killed"),
    "endless loop": ("while True: pass", "got no end"),
    "endless loop that cannot be interrupted": (
        "import signal; signal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass",
        "could not be interrupted",
    ),
    "question": ("input('Your name?')", "runs unattended"),
    "forged answer": (
        "import os\nfor n in range(3, 20):\n    try: os.write(n, b'\\0\\0\\0\\2\\0\\0\\0\\0{}')\n"
        "    except OSError: pass",
        "no answer",
    ),
    "closes every descriptor": ("import os; os.closerange(3, 100)", "ended"),
    # Which limit it meets first is a race: the grader's on a sandbox, the kernel's on its user, or the clock.
    "fork bomb": (
        "import os\nwhile True: os.fork()",
        "ended the student's process",
        "Resource temporarily unavailable",
        "got no end",
    ),
    "runs on in two processes": ("import os; print('shown', os.fork() > 0)", "shown True"),
}


@pytest.fixture(scope="module")
def cells():
    """A notebook in which every cell above breaks the process, with an honest answer and test after each."""
    cells = [HONEST]
    for name, (source, *_) in CELLS.items():
        last = answer(f"last {name}", "def last(): return honest()")
        cells += [free(source), last, check(f"after {name}", "assert last() == 1")]
    notebook = run_cells(*cells, cell_seconds=2)
    return dict(zip(CELLS, zip(notebook.cells[1::3], notebook.cells[3::3], strict=True), strict=True))


@pytest.mark.parametrize("name", CELLS)
def test_cell_that_breaks_the_process_costs_what_depends_on_it(name, cells):
    broken, after = cells[name]
    assert any(told in shown(broken) for told in CELLS[name][1:]), shown(broken)
    assert after.outputs[-1].data["text/plain"] == "1.0", shown(after)


def test_cell_is_interrupted_again_when_an_interruption_was_lost():
    """Python drops what is raised in `__del__` or while it closes a generator."""
    slow = "import time\nclass Slow:\n    def __del__(self): time.sleep(1.5)\nSlow()\nwhile True: pass"
    notebook = run_cells(HONEST, free(slow), AFTER, cell_seconds=1)
    assert "got no end" in shown(notebook.cells[1]), shown(notebook.cells[1])


def test_submission_ends_when_its_time_is_over():
    loops = [free("while True: pass") for _ in range(5)]
    begin = time.monotonic()
    marks = grade_cells(HONEST, BEFORE, *loops, AFTER, cell_seconds=2, submission_seconds=5)
    assert time.monotonic() - begin < 20
    assert marks["before"].verdict == "passed"
    assert marks["after"].verdict == "failed" and "the whole submission may take 5 s" in marks["after"].reason


def test_slow_student_is_told_from_a_slow_grader():
    source = "import time\ndef f(): time.sleep(0.5)"
    mark = grade_cells(answer("f", source), check("t", "while True: f()"), check_seconds=2)["t"]
    assert mark.verdict == "failed" and "within the test's time" in mark.reason


def test_nothing_is_left_after_many_submissions():
    grade_cells(HONEST, BEFORE)
    known = set(usage.descendants(os.getpid()))
    assert {grader().process.pid, zygote().process.pid} <= known
    before = len(os.listdir("/proc/self/fd"))
    for body in ("return 1", "import os; os._exit(0)", "while True: pass"):
        grade_cells(
            answer("f", f"def f(): {body}".replace("while", "\n    while")),
            check("t", "f()"),
            call_seconds=0.5,
        )
    assert len(os.listdir("/proc/self/fd")) == before
    time.sleep(0.2)
    assert set(usage.descendants(os.getpid())) <= known


def test_cell_that_leaves_a_broken_process_is_not_run_again():
    broken = answer("broken", "import os\nos.fork = None")
    marks = grade_cells(HONEST, BEFORE, broken, check("first", "assert honest() == 1"), AFTER)
    assert [marks[name].points for name in ("before", "first", "after")] == [1, 0, 1]
    assert "the student's process was gone before the test" in marks["first"].reason
