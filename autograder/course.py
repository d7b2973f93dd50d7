"""A course directory: where its notebooks, submissions and gradebook are, and how nbgrader sees it."""

import contextlib
import logging
import os
import sysconfig
import warnings
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config.loader import PyFileConfigLoader

from .errors import CourseError

CONFIG_FILE = "nbgrader_config.py"


class Course:
    """One course directory, the folder that holds `nbgrader_config.py`.

    Args:
        root: the folder.
        config: its nbgrader configuration where it was read before; the file need not be there then.

    Attributes:
        root: the absolute folder.
        config: its nbgrader configuration; nbgrader's own commands read the same file.
        directory: nbgrader's view of the folder.
        log: the file that gets what nbgrader has to say.
    """

    def __init__(self, root=".", config=None):
        self.root = Path(root).resolve()
        if config is None:
            if not (self.root / CONFIG_FILE).is_file():
                raise CourseError(
                    f"course: expected a folder with {CONFIG_FILE}, got {self.root}. Give one with --course."
                )
            config = PyFileConfigLoader(CONFIG_FILE, path=str(self.root)).load_config()
        self.config = config
        self.directory = CourseDirectory(config=self.config, root=str(self.root))
        self.log = self.root / "grading.log"
        scripts = sysconfig.get_path("scripts")  # nbgrader calls `alembic` by name when it makes a gradebook
        if scripts not in os.environ["PATH"].split(os.pathsep):
            os.environ["PATH"] = scripts + os.pathsep + os.environ["PATH"]

    def assignments(self):
        """Names of all assignments: folders of the source directory with a notebook of their own name."""
        folder = self.root / self.directory.source_directory
        return sorted(path.parent.name for path in folder.glob("*/*.ipynb") if path.stem == path.parent.name)

    def source(self, assignment):
        """The instructor's notebook."""
        return self.root / self.directory.source_directory / assignment / f"{assignment}.ipynb"

    def released(self, assignment):
        """The students' notebook."""
        return self.root / self.directory.release_directory / assignment / f"{assignment}.ipynb"

    def submitted(self, assignment, student):
        """The folder of what this student handed in."""
        return self.root / self.directory.submitted_directory / student / assignment

    def autograded(self, assignment, student):
        """The notebook as it was run and graded."""
        return self.root / self.directory.autograded_directory / student / assignment / f"{assignment}.ipynb"

    def feedback(self, assignment, student):
        """The page that the student gets back."""
        return self.root / self.directory.feedback_directory / student / assignment / f"{assignment}.html"

    def gradebook(self):
        """nbgrader's gradebook, to be used in a `with`."""
        return Gradebook(self.directory.db_url, self.directory.course_id)

    def view(self, assignment, student="*"):
        """nbgrader's view of the course while it works on one assignment, or on one submission."""
        return CourseDirectory(
            config=self.config, root=str(self.root), assignment_id=assignment, student_id=student
        )

    @contextlib.contextmanager
    def logged(self):
        """Send nbgrader's messages to the log file and keep them off the terminal.

        Yields:
            A list that grows by each error message: nbgrader's exceptions only say that there was one.
        """
        logger = logging.getLogger("traitlets")
        errors = []
        keep = logging.Handler(logging.ERROR)
        keep.emit = lambda record: errors.append(record.getMessage().strip())
        file = logging.FileHandler(self.log, encoding="utf-8")
        file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        before = logger.propagate, logger.level
        logger.propagate = False
        logger.setLevel(logging.INFO)
        logger.addHandler(keep)
        logger.addHandler(file)
        try:
            with warnings.catch_warnings():
                # nbgrader adds rows in an order that SQLAlchemy 2 warns of at every submission; the rows are
                # written.
                warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")
                warnings.showwarning = lambda message, *_: logger.warning("%s", message)
                yield errors
        finally:
            logger.removeHandler(keep)
            logger.removeHandler(file)
            file.close()
            logger.propagate = before[0]
            logger.setLevel(before[1])
