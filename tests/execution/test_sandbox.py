import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.execution import staged_bundle, usage, walls
from autograder.execution.staged_bundle import bundle_view
from autograder.execution.walls import SandboxUnavailable, find_bwrap

from .small_notebooks import answer, check, free, grade_cells, run_cells, shown

REPOSITORY = Path(__file__).parents[2]

REFUSED = {
    "the autograder": "import autograder",
    "the reference": "import autograd",
    "nbgrader": "import nbgrader",
    "what tests need": "import pytest",
    "the repository": f"import os; os.listdir({str(REPOSITORY / 'autograder')!r})",
    "the installation": f"open({walls.__file__!r})",
    "a password file": "open('/etc/passwd')",
    "the network": "import socket; socket.create_connection(('127.0.0.1', 9), timeout=1)",
    "another machine": "import urllib.request; urllib.request.urlopen('http://192.0.2.1', timeout=1)",
    "writing to the system": "open('/usr/x', 'w')",
    "writing to the root": "open('/x', 'w')",
    "writing to /dev": "open('/dev/x', 'w')",
    "writing to the bundle": "open('/sandbox/bundle/x', 'w')",
    "changing the worker": "open('/sandbox/worker/calls.py', 'w')",
    "settings of the kernel": "open('/proc/sys/kernel/core_pattern', 'r+')",
    "a large file": "open('/tmp/x', 'wb').write(bytes(70 << 20))",
    "a full disk": "[open(f'/tmp/{i}', 'wb').write(bytes(50 << 20)) for i in range(4)]",
    "many open files": "keep = [open('/dev/null') for _ in range(300)]",
    "much memory": "bytes(4 << 30)",
    "processes of the machine": f"import os; os.kill({os.getpid()}, 0)",
    "becoming root": "import os; os.setuid(0)",
    "raising a limit": "import resource as r; r.setrlimit(r.RLIMIT_AS, (-1, -1))",
    "a namespace of its own": "import os, ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
    "if c.unshare(0x10000000): raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))",
    "memory without a limit": "import os; os.memfd_create('x')",
    "mounting": "import os, ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
    "if c.mount(b'none', b'/tmp', b'tmpfs', 0, None): raise OSError(ctypes.get_errno(), 'mount')",
    "tracing another process": "import os, ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
    "if c.ptrace(16, 1, 0, 0): raise OSError(ctypes.get_errno(), 'ptrace')",
}


@pytest.fixture(scope="module")
def refused():
    """Outputs of every hostile cell, run one after another in one sandbox."""
    cells = run_cells(*(free(f"{source}\nprint('DONE')") for source in REFUSED.values())).cells
    return {name: cell.outputs for name, cell in zip(REFUSED, cells, strict=True)}


@pytest.mark.parametrize("goal", REFUSED)
def test_sandbox_refuses(goal, refused):
    assert [output.output_type for output in refused[goal]] == ["error"]


def test_sandbox_has_what_a_notebook_needs(tmp_path):
    data = tmp_path / "data.txt"
    data.write_text("pasted")
    files = {f"{walls.HOME}/figures/data.txt": data, **bundle_view("01_rnn_forward", tmp_path / "none")}
    cells = [
        free("import numpy, IPython, ipywidgets, rnn_helpers; from rnn_helpers import check"),
        free("import matplotlib.pyplot as plt\nplt.plot([1, 2])"),
        free("%%writefile mine.py\nx = 3"),
        free("import mine, tempfile; tempfile.mkstemp(); print(mine.x, open('figures/data.txt').read())"),
        free("%matplotlib inline\n!echo shell"),
        free("from IPython.display import display, HTML; display(HTML('<b>bold</b>')); 3"),
    ]
    notebook = run_cells(*cells, files=files, cell_seconds=30)
    assert not [output for cell in notebook.cells for output in cell.outputs if output.output_type == "error"]
    assert "image/png" in notebook.cells[1].outputs[-1].data
    assert notebook.cells[3].outputs[0].text == "3 pasted\n"
    assert notebook.cells[4].outputs[0].text.strip() == "shell"
    assert [output.output_type for output in notebook.cells[5].outputs] == ["display_data", "execute_result"]


def test_bundle_holds_no_notebook_and_nothing_withheld(tmp_path):
    (tmp_path / "02_bptt.ipynb").write_text("{}")
    (tmp_path / "picture.png").write_bytes(b"")
    view = bundle_view("02_bptt", tmp_path)
    assert set(view) == {"/sandbox/bundle", f"{walls.HOME}/picture.png"}
    early, later = (
        view["/sandbox/bundle"] for view in (view, bundle_view("03_vanishing_gradients", tmp_path))
    )
    assert (early / "rnn_helpers" / "tasks.py").is_file()
    assert not list(early.rglob("rnn_layer*"))  # its compiled form neither
    assert len(list(later.rglob("rnn_layer*"))) == 2


def test_bundle_is_staged_anew_when_a_helper_has_changed(tmp_path, monkeypatch):
    helper = tmp_path / "rnn_helpers" / "tasks.py"
    helper.parent.mkdir()
    helper.write_text("x = 1")
    monkeypatch.setattr(staged_bundle, "REPOSITORY", tmp_path)
    monkeypatch.setattr(staged_bundle, "helper_files", lambda assignment: [Path("rnn_helpers/tasks.py")])
    first = bundle_view("01_rnn_forward", tmp_path / "none")["/sandbox/bundle"]
    assert bundle_view("01_rnn_forward", tmp_path / "none")["/sandbox/bundle"] == first
    helper.write_text("x = 2")
    os.utime(helper, ns=(1, 1))
    second = bundle_view("01_rnn_forward", tmp_path / "none")["/sandbox/bundle"]
    assert [(f / "rnn_helpers" / "tasks.py").read_text() for f in (first, second)] == ["x = 1", "x = 2"]


def test_environment_inherits_nothing(monkeypatch):
    """Neither the worker's environment nor that of process 1, which is readable for an ordinary user."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setenv("SECRET_TOKEN", "wanted")
    source = """
    import glob, os
    text = str(dict(os.environ))
    for path in glob.glob('/proc/*/environ') + glob.glob('/proc/*/cmdline'):
        try: text += open(path).read()
        except OSError: pass
    print(text)"""
    told = shown(run_cells(free(source)).cells[0])
    assert "student" in told
    assert "NBGRADER_EXECUTION" not in told and "wanted" not in told and str(Path.home()) + "\0" not in told


def test_only_two_processes_are_seen():
    told = shown(
        run_cells(free("import os; sorted(int(p) for p in os.listdir('/proc') if p.isdigit())")).cells[0]
    )
    assert told == "[1, 2]"


def test_students_code_is_never_root():
    """The kernel's root may write to /proc/sys even without capabilities."""
    source = "dict(line.split(':', 1) for line in open('/proc/self/status'))"
    told = shown(
        run_cells(
            free(f"s = {source}\ns['Uid'].split()[0], s['CapEff'].strip(), s['NoNewPrivs'].strip()")
        ).cells[0]
    )
    uid, capabilities, no_new_privileges = ast.literal_eval(told)
    assert uid != "0" and int(capabilities, 16) == 0 and no_new_privileges == "1"


@pytest.mark.parametrize(
    "found, told",
    [
        ([], "no bwrap on the PATH"),
        (["/bin/false"], "/bin/false: "),
        (["/usr/bin/env"], "unrecognized option"),
    ],
    ids=["none installed", "one that fails", "one that is none"],
)
def test_without_a_sandbox_grading_refuses(found, told, monkeypatch):
    monkeypatch.setattr(walls, "_candidates", lambda: found)
    find_bwrap.cache_clear()
    try:
        with pytest.raises(SandboxUnavailable, match="expected bubblewrap") as error:
            run_cells(answer("f", "def f(): return 1"))
    finally:
        find_bwrap.cache_clear()
    assert told in str(error.value) and "apt install bubblewrap" in str(error.value)
    assert "--trust-students" in str(error.value)


def test_on_another_operating_system_grading_refuses(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    find_bwrap.cache_clear()
    with pytest.raises(SandboxUnavailable, match="darwin"):
        find_bwrap()


def test_bubblewrap_of_the_system_comes_first(monkeypatch):
    monkeypatch.setattr(walls.shutil, "which", lambda name: f"/system/{name}")
    assert next(walls._candidates()) == "/system/bwrap"


def test_killed_grader_leaves_no_process_behind():
    code = (
        "from tests.execution.small_notebooks import *\n"
        "grade_cells(answer('f', 'f = print'), check('t', 'f()'), free('while True: pass'), cell_seconds=60)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=REPOSITORY)
    try:
        _wait_for(lambda: len(usage.descendants(process.pid)) >= 4)  # bubblewrap twice, worker, test cells
        family = usage.descendants(process.pid)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    _wait_for(lambda: not [pid for pid in family if os.path.exists(f"/proc/{pid}")])


def _wait_for(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_ordinary_user_can_grade_as_root_can(tmp_path):
    """Root runs this test as somebody else, with an interpreter that everybody can read."""
    code = (
        "from tests.execution.small_notebooks import *\n"
        "tests = check('t', 'assert f(3) == 6'), check('u', 'f()')\n"
        "marks = grade_cells(answer('f', 'def f(x): return 2 * x'), *tests)\n"
        "print(marks['t'].verdict, marks['u'].verdict)"
    )
    packages = str(Path(pytest.__file__).parents[1])
    command, options = [sys.executable, "-c", code], {}
    if os.getuid() == 0:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        readable = [path for path in (walls.python(), f"/usr/bin/{version}") if _everybody_can_reach(path)]
        assert readable, (
            f"no {version} that an ordinary user can read; this test needs one, in /usr/bin for example"
        )
        command[0], options = readable[0], {"user": 12345, "group": 12345, "extra_groups": []}
        tmp_path.chmod(0o777)
    environment = {
        "PYTHONPATH": f"{REPOSITORY}:{packages}",
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=120, **options
    )
    assert done.stdout.split() == ["passed", "failed"], done.stderr


def _everybody_can_reach(path):
    folders = [Path(path).resolve(), *Path(path).resolve().parents]
    return all(folder.exists() and folder.stat().st_mode & 0o001 for folder in folders)


def test_helpers_are_found():
    assert grade_cells(answer("f", "x = 1"), check("t", "assert x == 1"))["t"].points == 1
