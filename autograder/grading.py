"""Grade one submission, look at what was graded before, and write pages anew."""

from nbgrader.converters import GenerateFeedback

from .batch.run import grade_class
from .batch.work import convert, kept_converter
from .batch.workers import here
from .marks import held_grades, marks_of, read_graded
from .outcome import COULD_NOT_GRADE, GRADED, MISSING, NOT_GRADABLE, Outcome

__all__ = ["COULD_NOT_GRADE", "GRADED", "MISSING", "NOT_GRADABLE", "Outcome"]


def grade_submission(course, assignment, student):
    """Run, score and report one submission, in this process, whether it has changed or not.

    Marks and comments that were given by hand stay: nbgrader keeps them apart from the automatic ones.

    Args:
        course: the Course.
        assignment: a released assignment.
        student: the name of a folder in `submitted/`.

    Returns:
        An Outcome; whatever the submission holds, nothing is raised.
    """
    with here() as workers:
        return grade_class(course, assignment, [student], workers, force=True)[0]


def read_outcomes(course, assignment, students):
    """Outcomes of submissions that were graded before, with what markers have done since."""
    with course.gradebook() as gradebook:
        grades = held_grades(gradebook, assignment)
    outcomes = []
    for student in students:
        marks, remarks = marks_of(read_graded(course.autograded(assignment, student)), grades[student])
        outcomes.append(Outcome(student, GRADED, remarks=remarks, marks=marks))
    return outcomes


def write_feedback(course, assignment, students):
    """Write pages anew, from the notebooks as they were graded and the gradebook as it is now."""
    converter = kept_converter(GenerateFeedback, course, assignment)
    with course.logged():
        for student in students:
            convert(converter, student)
