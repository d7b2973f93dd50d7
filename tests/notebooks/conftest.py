import pytest

from autograder.bundle import REPOSITORY
from autograder.course import Course
from autograder.release import release


@pytest.fixture(scope="session")
def real_course(tmp_path_factory):
    """The real solutions, released into a course folder of their own."""
    folder = tmp_path_factory.mktemp("course")
    config = f"load_subconfig('nbgrader_config.py', path={str(REPOSITORY)!r})\n"
    (folder / "nbgrader_config.py").write_text(config)
    (folder / "solutions").symlink_to(REPOSITORY / "solutions")
    course = Course(folder)
    for assignment in course.assignments():
        release(course, assignment)
    return course
