"""What goes to a process that grades, and what comes back."""

from dataclasses import dataclass, field

from ..outcome import COULD_NOT_GRADE, Outcome


@dataclass(frozen=True)
class Material:
    """What grading an assignment takes, apart from submissions.

    Attributes:
        assignment: its name.
        config: nbgrader's configuration of the course.
        source, released: {path in the folder: bytes} of the two versions of the assignment.
        rows: {table: rows} of the assignment in the gradebook.
        seconds: wall time that one submission may take in all.
        digest: of all this and of the grader's own files.
    """

    assignment: str
    config: object
    source: dict
    released: dict
    rows: dict
    seconds: float
    digest: str


@dataclass(frozen=True)
class Task:
    """One submission to grade.

    Attributes:
        material: of the assignment.
        student: whose it is.
        files: {path in the folder: bytes}, what was handed in.
        rows: {table: rows} that the gradebook holds of it, with what was given by hand.
        digest: of all that the marks depend on.
    """

    material: Material
    student: str
    files: dict
    rows: dict
    digest: str


@dataclass(frozen=True)
class Result:
    """What came of a Task; the files and rows are empty unless it was graded.

    Attributes:
        outcome: for the report.
        rows: {table: rows} for the gradebook.
        autograded, feedback: {path in the folder: (bytes, mode)}.
        log: what nbgrader had to say.
    """

    outcome: Outcome
    rows: dict = field(default_factory=dict)
    autograded: dict = field(default_factory=dict)
    feedback: dict = field(default_factory=dict)
    log: str = ""


def could_not_grade(student, reason, log=""):
    """The Result of a submission that the grader failed at."""
    return Result(Outcome(student, COULD_NOT_GRADE, f"{reason}. Grade it again."), log=log)
