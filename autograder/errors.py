"""What ends a command with a sentence."""


class CourseError(Exception):
    """Something that only the instructor can put right; its message says what and where."""


class Stopped(Exception):
    """Grading was stopped by Ctrl-C; all that was finished is written."""
