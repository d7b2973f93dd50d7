"""The sandbox changes no honest mark: two of the sample class per assignment, graded with it and without."""

import pytest
from autograder.bundle import REPOSITORY
from autograder.course import Course
from autograder.execution.preprocessor import TRUSTED
from autograder.grading import GRADED, grade_submission
from autograder.sample_class import make_sample_class, plans

ASSIGNMENTS = Course(REPOSITORY).assignments()


@pytest.fixture(scope="module")
def sample_class(tmp_path_factory):
    """The sample class, laid out and not graded."""
    folder = tmp_path_factory.mktemp("sample") / "class"
    make_sample_class(Course(REPOSITORY), folder)
    return folder


def honest_pair(assignment):
    """One student with a known mistake and one with all answers right in another style."""
    return [
        next(plan.student for plan in plans(assignment) if plan.mistake),
        [plan.student for plan in plans(assignment) if plan.style][-1],
    ]


def graded(folder, assignment, student, trust):
    """{exercise: (points, maximum)}, and the remarks."""
    course = Course(folder)
    course.config.SandboxedExecute.trust_students = trust
    outcome = grade_submission(course, assignment, student)
    assert outcome.status == GRADED, outcome.message
    return {mark.exercise: (mark.points, mark.max_points) for mark in outcome.marks}, outcome.remarks


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_sample_students_get_the_same_marks_with_and_without_the_sandbox(sample_class, assignment):
    lost = 0
    for student in honest_pair(assignment):
        inside, remarks = graded(sample_class, assignment, student, trust=False)
        trusted, told = graded(sample_class, assignment, student, trust=True)
        assert inside == trusted
        assert (remarks, told) == ((), (TRUSTED,))
        lost += sum(maximum - points for points, maximum in inside.values())
    assert lost > 0  # the mistake cost something, so equal marks are not equally full ones
