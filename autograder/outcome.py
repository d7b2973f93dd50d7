"""What became of one submission."""

from dataclasses import dataclass

GRADED, MISSING, NOT_GRADABLE, COULD_NOT_GRADE = "graded", "missing", "not gradable", "could not grade"


@dataclass(frozen=True)
class Outcome:
    """What became of one submission.

    Attributes:
        student: whose it is.
        status: GRADED, MISSING, NOT_GRADABLE, or COULD_NOT_GRADE where the fault is the grader's.
        message: why it was not graded, in a sentence.
        remarks: what had to be repaired before it could be graded.
        marks: a Mark per exercise and written answer; empty unless it was graded.
        seconds: wall time of its grading; None if it was not run this time.
    """

    student: str
    status: str
    message: str = ""
    remarks: tuple = ()
    marks: tuple = ()
    seconds: float | None = None

    @property
    def needs_a_look(self):
        return self.status != GRADED or bool(self.remarks) or any(mark.could_not_check for mark in self.marks)
