"""Grade submissions through nbgrader, each on its own, so that none can stop the others."""

import logging
from dataclasses import dataclass

from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde, GenerateFeedback

from .feedback import write_notice
from .marks import read_marks
from .submissions import STUDENT_ID, NotGradable, NotHandedIn, check_submission

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
    """

    student: str
    status: str
    message: str = ""
    remarks: tuple = ()
    marks: tuple = ()

    @property
    def needs_a_look(self):
        return self.status != GRADED or bool(self.remarks) or any(mark.could_not_check for mark in self.marks)


def grade_submission(course, assignment, student):
    """Run, score and report one submission.

    Marks and comments that were given by hand stay: nbgrader keeps them apart from the automatic ones.

    Args:
        course: the Course.
        assignment: a released assignment.
        student: the name of a folder in `submitted/`.

    Returns:
        An Outcome; whatever the submission holds, nothing is raised.
    """
    try:
        with course.logged():
            check_submission(course, assignment, student)
    except NotHandedIn as reason:
        return _not_graded(course, assignment, student, MISSING, str(reason))
    except NotGradable as reason:
        return _not_graded(course, assignment, student, NOT_GRADABLE, str(reason))
    try:
        with course.logged():
            _run(Autograde, course, assignment, student)
        outcome = read_outcome(course, assignment, student)
        write_feedback(course, assignment, student)
    except Exception as fault:  # one submission must never stop the class
        with course.logged():
            logging.getLogger("traitlets").exception("%s of %s", assignment, student)
        message = f"the grader failed ({type(fault).__name__}); {course.log.name} says where. Grade it again."
        return _not_graded(course, assignment, student, COULD_NOT_GRADE, message)
    return outcome


def read_outcome(course, assignment, student):
    """The Outcome of a submission that was graded before, with what markers have done since."""
    marks, remarks = read_marks(course, assignment, student)
    return Outcome(student, GRADED, remarks=remarks, marks=marks)


def write_feedback(course, assignment, student):
    """Write the student's page anew, from the notebook as it was graded and the gradebook as it is now."""
    with course.logged():
        _run(GenerateFeedback, course, assignment, student)


def _run(converter, course, assignment, student):
    converter = converter(coursedir=course.view(assignment, student), config=course.config)
    converter.force = True
    converter.start()


def _not_graded(course, assignment, student, status, message):
    """Tell the student why, and leave what the gradebook holds of an earlier submission as it is."""
    if not STUDENT_ID.fullmatch(student):
        return Outcome(student, status, message)
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student(student)  # so that the mark sheet has a line
        try:
            gradebook.find_submission(assignment, student)
            message += " The marks of an earlier grading were kept."
        except MissingEntry:
            pass
    write_notice(course.feedback(assignment, student), assignment, student, status, message)
    return Outcome(student, status, message)
