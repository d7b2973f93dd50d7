"""nbgrader's configuration of this course; nbgrader's own commands and the formgrader read it too."""

c = get_config()  # noqa: F821 - nbgrader puts it there

c.CourseDirectory.course_id = "rnn-course"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
c.ClearSolutions.enforce_metadata = True

# Students' notebooks: nbgrader's own steps, with stubs that name the task.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "autograder.release.NameTheTask",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Grading: the submission is rebuilt from the instructor's notebook before anything of it is run. Its metadata
# are then those that the release has checked.
c.Autograde.sanitize_preprocessors = [
    "autograder.sanitize.RebuildNotebook",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
]

# The student's code runs in a sandbox, the tests outside of it.
c.Autograde.autograde_preprocessors = [
    "autograder.execution.preprocessor.SandboxedExecute",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
]

# Feedback: pages that need no network and run no script.
c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.ClearHiddenTests",
    "autograder.feedback.GetMarks",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
