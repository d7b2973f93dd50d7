"""What one submission may use. One table, read by both sides."""

from dataclasses import dataclass

MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Limits of one submission.

    Attributes:
        memory: bytes of address space of one process.
        total_memory: bytes of memory of all processes together.
        processes: how many processes and threads.
        open_files: descriptors of one process.
        file_size: bytes of one file.
        disk: bytes of `/home/student`, of `/tmp` and of `/dev/shm`, each.
        cell_seconds: wall time of one cell.
        call_seconds: wall time of one call of a student's function.
        check_seconds: wall time of one test cell.
        submission_seconds: wall time of the whole submission.
    """

    memory: int = 3072 * MB
    total_memory: int = 3072 * MB
    processes: int = 64
    open_files: int = 256
    file_size: int = 64 * MB
    disk: int = 128 * MB
    cell_seconds: float = 30
    call_seconds: float = 10
    check_seconds: float = 60
    submission_seconds: float = 600
