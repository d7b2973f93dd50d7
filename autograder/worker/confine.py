"""Give up what the student's code must not have. Called once, before any of it runs; there is no way back."""

import ctypes
import os
import resource

PR_SET_DUMPABLE = 4


def confine(limits):
    """Apply the limits to this process and all that it starts.

    Args:
        limits: dict with `memory`, `file_size` (bytes), `cpu` (seconds), `processes` (None: not limited
            here), `open_files` and `uid` (None: stay who we are).
    """
    if limits["uid"] is not None:
        _leave_root(limits["uid"])
    _limit(resource.RLIMIT_AS, limits["memory"])
    _limit(resource.RLIMIT_FSIZE, limits["file_size"])
    _limit(resource.RLIMIT_CPU, limits["cpu"])
    _limit(resource.RLIMIT_NOFILE, limits["open_files"])
    _limit(resource.RLIMIT_CORE, 0)  # a core dump would be written by the host's handler
    _limit(resource.RLIMIT_MSGQUEUE, 0)  # message queues are memory that no other limit counts
    if limits["processes"] is not None:
        _limit(resource.RLIMIT_NPROC, limits["processes"])


def silence():
    """Close stdin, stdout and stderr; they led to the grader, to tell why a sandbox does not start."""
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
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # else /proc/self belongs to root
