"""Enter the sandbox and give up what the student's code must not have. Done once, before any of it runs;
there is no way back."""

import ctypes
import os
import resource
import signal

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
SECCOMP_MODE_FILTER = 2
CAPABILITY_VERSION_3 = 0x20080522
MOST_CAPABILITIES = 64
INSTRUCTION_BYTES = 8

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]


class _FilterProgram(ctypes.Structure):
    """The kernel's struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def die_with_parent():
    """End this process when the one that started it ends, in whatever way."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def become_subreaper():
    """Become the parent of those below whose own parent ends."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def enter(process, namespaces):
    """Enter namespaces of another process; that of processes holds for children only.

    Args:
        process: a pidfd.
        namespaces: the CLONE_NEW… flags of those to enter, all at once.
    """
    _check(LIBC.setns(process, namespaces))


def confine(limits, filter_program):
    """Give up all privileges and apply the limits, to this process and all that it starts.

    Args:
        limits: dict with `memory`, `file_size` (bytes), `cpu` (seconds), `processes` (None: not limited
            here), `open_files` and `uid` (None: stay who we are).
        filter_program: system call filter as bytes; empty where there is none.
    """
    # Without a session of its own, `kill(0)` from inside would reach the grader's processes.
    os.setsid()
    for capability in range(MOST_CAPABILITIES):
        if LIBC.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
            break  # the kernel knows no more of them
    if limits["uid"] is not None:
        _leave_root(limits["uid"])
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    _check(LIBC.capset(header, (ctypes.c_uint32 * 6)()))
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    _prctl(PR_SET_DUMPABLE, 1)  # as after any start of a program; else /proc/self belongs to root
    _limit(resource.RLIMIT_AS, limits["memory"])
    _limit(resource.RLIMIT_FSIZE, limits["file_size"])
    _limit(resource.RLIMIT_CPU, limits["cpu"])
    _limit(resource.RLIMIT_NOFILE, limits["open_files"])
    _limit(resource.RLIMIT_CORE, 0)  # a core dump would be written by the host's handler
    _limit(resource.RLIMIT_MSGQUEUE, 0)  # message queues are memory that no other limit counts
    if limits["processes"] is not None:
        _limit(resource.RLIMIT_NPROC, limits["processes"])
    if filter_program:
        program = _FilterProgram(len(filter_program) // INSTRUCTION_BYTES, filter_program)
        _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(program))


def silence():
    """Let stdin, stdout and stderr lead nowhere."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)


def _limit(kind, value):
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def _leave_root(uid):
    """Become a user that owns nothing. Root's own id could write to /proc/sys even without any capability."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _prctl(option, value, further=0):
    _check(LIBC.prctl(option, value, further, 0, 0))


def _check(result):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
