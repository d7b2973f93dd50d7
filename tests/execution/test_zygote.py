"""Workers are forks of one warm process: they share its memory at the start, and nothing else."""

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.execution import usage
from autograder.execution.limits import Limits
from autograder.execution.sandbox import Sandbox
from autograder.execution.walls import HOME, SandboxUnavailable
from autograder.execution.zygote import NAMESPACES, NEEDED, zygote
from autograder.worker.wire import receive_frame, send_frame

from .small_notebooks import answer, check, free, grade_cells, run_cells, shown

REPOSITORY = Path(__file__).parents[2]

# What a cell can find out about the process that it runs in.
LOOK = """
import os, random, resource, signal, stat, sys, threading
import numpy as np
lines = (line.partition(':') for line in open('/proc/self/status'))
status = {name: value.strip() for name, _, value in lines}
{
    'capabilities': [int(status[name], 16) for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb')],
    'no new privileges': status['NoNewPrivs'], 'seccomp': status['Seccomp'], 'threads': status['Threads'],
    'process': os.getpid(), 'group': os.getpgrp(), 'session': os.getsid(0), 'parent': os.getppid(),
    'descriptors': {int(n): os.path.exists(f'/proc/self/fd/{n}') and os.readlink(f'/proc/self/fd/{n}')
                    for n in os.listdir('/proc/self/fd')},
    'ignored': [name for name in ('SIGCHLD', 'SIGTERM', 'SIGALRM')
                if signal.getsignal(getattr(signal, name)) == signal.SIG_IGN],
    'environment': dict(os.environ), 'folder': os.getcwd(), 'left': os.listdir('.'), 'path': sys.path,
    'program is on a read-only mount': bool(os.statvfs('/proc/self/exe').f_flag & os.ST_RDONLY),
    'program writes': os.access('/proc/self/exe', os.W_OK),
    'command': open('/proc/self/cmdline').read(),
    'namespaces': {name: os.readlink(f'/proc/self/ns/{name}') for name in os.listdir('/proc/self/ns')},
    'drawn': [random.random(), np.random.random()],
    'memory': int(status['VmSize'].split()[0]) << 10, 'history': list(In[:-1]), 'known': sorted(globals()),
}"""


@pytest.fixture(scope="module")
def looks():
    """What two submissions see, one after the other; the first leaves behind all that it can."""
    leave = "import numpy, json\nnumpy.left = json.left = left = 1\nopen('left', 'w')"
    first = run_cells(free(LOOK), free(leave)).cells[0]
    second = run_cells(free(LOOK), free("import numpy, json\nhasattr(numpy, 'left'), hasattr(json, 'left')"))
    assert shown(second.cells[1]) == "(False, False)"
    return [ast.literal_eval(shown(cell)) for cell in (first, second.cells[0])]


def test_worker_has_no_privilege(looks):
    for look in looks:
        assert look["capabilities"] == [0] * 5
        assert (look["no new privileges"], look["seccomp"], look["threads"]) == ("1", "2", "1")
        assert look["program is on a read-only mount"] and not look["program writes"]


def test_worker_is_alone_in_its_session_and_process_namespace(looks):
    for look in looks:
        assert [look[key] for key in ("process", "group", "session", "parent")] == [2, 2, 2, 0]
        assert look["ignored"] == []


def test_worker_holds_no_descriptor_but_its_socket(looks):
    for look in looks:
        open_ones = {number: link for number, link in look["descriptors"].items() if link}
        assert [open_ones.pop(number) for number in range(3)] == ["/dev/null"] * 3
        assert open_ones.pop(3).startswith("socket:") and not open_ones


def test_worker_starts_as_if_it_were_the_first(looks):
    first, second = looks
    own = ("namespaces", "drawn", "descriptors", "memory")
    assert {k: v for k, v in first.items() if k not in own} == {
        k: v for k, v in second.items() if k not in own
    }
    assert first["drawn"][0] != second["drawn"][0] and first["drawn"][1] != second["drawn"][1]
    assert "left" not in second["left"] and second["history"] == [""] and second["folder"] == HOME


def test_worker_tells_no_path_of_the_package(looks):
    for look in looks:
        told = look["command"] + str(look["path"]) + str(look["environment"])
        assert str(REPOSITORY / "autograder") not in told


def test_address_space_is_left_to_the_student(looks):
    assert max(look["memory"] for look in looks) < 300 << 20


def test_namespaces_are_entered_and_never_shared():
    ours = _namespaces("self")
    with Sandbox() as one, Sandbox() as other:
        seen = [_namespaces(sandbox.worker.pid) for sandbox in (one, other)]
        walls = [_namespaces(usage.descendants(sandbox.process.pid)[0]) for sandbox in (one, other)]
    assert seen == walls
    for name in NEEDED if os.getuid() == 0 else NEEDED | {"user"}:
        assert len({ours[name], seen[0][name], seen[1][name]}) == 3, name


def test_process_without_namespaces_of_its_own_is_refused():
    with pytest.raises(SandboxUnavailable, match="without own namespaces: ipc, mnt, net, pid"):
        zygote().move_in(os.getpid(), None)


def test_warm_process_that_dies_is_started_again():
    with Sandbox() as sandbox:
        first = zygote().process.pid
        os.kill(first, signal.SIGKILL)
        _wait_for(lambda: _state(first) == "Z")
        assert _state(sandbox.worker.pid) == "S"  # it needs the warm process no more
    assert grade_cells(answer("f", "def f(): return 1"), check("t", "assert f() == 1"))["t"].points == 1
    assert zygote().process.pid != first
    assert not os.path.exists(f"/proc/{first}")


def test_warm_process_loads_libraries_in_one_thread_and_keeps_no_file_open():
    with Sandbox():
        warm = zygote().process.pid
    assert len(os.listdir(f"/proc/{warm}/task")) == 1
    links = [os.readlink(f"/proc/{warm}/fd/{number}") for number in os.listdir(f"/proc/{warm}/fd")]
    assert sorted(link.split(":")[0] for link in links) == ["/dev/null"] * 3 + ["socket"]
    environment = Path(f"/proc/{warm}/environ").read_text()
    assert "HOME=/home/student\0" in environment and "PYTEST" not in environment
    assert not Path(HOME).exists(), "loading the libraries made a folder on this machine"


def test_no_zombie_is_left_in_the_warm_process():
    for _ in range(3):
        with Sandbox() as sandbox:
            worker = sandbox.worker.pid
        assert not os.path.exists(f"/proc/{worker}")
    assert usage.descendants(zygote().process.pid) == []


def test_orphans_inside_are_reaped():
    """More than there may be processes; each loses its parent and then ends."""
    orphans = (
        "import os, time\nfor _ in range(20):\n    if os.fork() == 0:\n        os.fork()\n"
        "        os._exit(0)\n    os.wait()\n    time.sleep(0.01)\n"
        "time.sleep(0.1)\n[int(name) for name in os.listdir('/proc') if name.isdigit()]"
    )
    assert shown(run_cells(free(orphans), processes=12, cell_seconds=30).cells[0]) == "[1, 2]"


CHILDREN = {
    "children of the worker": "import os, time\nfor _ in range(3):\n    if os.fork() == 0: time.sleep(60)",
    "orphans, which process 1 adopts": (
        "import os, time\nfor _ in range(3):\n    if os.fork() == 0:\n        os.fork() and os._exit(0)\n"
        "        time.sleep(60)"
    ),
}


@pytest.mark.parametrize("source", CHILDREN.values(), ids=CHILDREN)
def test_processes_of_both_trees_are_counted(source):
    with Sandbox(limits=Limits(processes=10)) as sandbox:
        send_frame(sandbox.connection, {"op": "run", "source": source, "seconds": 30, "number": 1})
        receive_frame(sandbox.connection, time.monotonic() + 30)
        sandbox.check_usage()
        assert sandbox.killed is None
        sandbox.limits = Limits(processes=2)
        _wait_for(lambda: sandbox.check_usage() or sandbox.killed)
    assert sandbox.killed == "more than 2 processes"


def test_warm_process_ends_with_its_owner():
    code = (
        "from autograder.execution.sandbox import Sandbox\nfrom autograder.execution.zygote import zygote\n"
        "import time\nwith Sandbox() as s:\n    print(zygote().process.pid, s.worker.pid, flush=True)\n"
        "    time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=REPOSITORY, stdout=subprocess.PIPE) as owner:
        pids = [int(word) for word in owner.stdout.readline().split()]
        owner.kill()
    _wait_for(lambda: not [pid for pid in pids if os.path.exists(f"/proc/{pid}")])


def _namespaces(process):
    return {name: os.readlink(f"/proc/{process}/ns/{name}") for name in NAMESPACES}


def _state(pid):
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


def _wait_for(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
