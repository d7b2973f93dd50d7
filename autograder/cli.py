"""The command `autograder`: what an instructor types.

Each command loads what it needs when it runs, since nbgrader takes two seconds: help is there at once, and
the processes that grade load while the command does.
"""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from .batch.workers import on_cluster, on_this_machine
from .class_report import lost_points, mark_table, slow_ones, to_look_at
from .errors import CourseError, Stopped
from .execution.walls import SandboxUnavailable, find_bwrap
from .outcome import GRADED
from .progress import class_progress

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Release, collect and grade the notebooks of this course. "
    "Every command works on the course folder it is called in; --course names another.",
)

CourseOption = Annotated[Path, typer.Option("--course", help="The folder that holds nbgrader_config.py.")]
Assignments = Annotated[
    list[str] | None, typer.Argument(metavar="[ASSIGNMENT]...", help="All of them by default.")
]


@app.command(
    epilog="[bold]Examples[/bold]\n\n"
    "autograder grade 01_rnn_forward · what lies in submitted/<student>/01_rnn_forward/\n\n"
    "autograder grade 01_rnn_forward --from moodle.zip · take a platform's download first\n\n"
    "autograder grade --course sample_class · every assignment of the sample class\n\n"
    "autograder grade 01_rnn_forward --cluster tcp://10.0.0.5:8786 · on the workers of a Dask cluster\n\n"
    "[bold]Exit status[/bold]\n\n"
    "0: all graded · 1: something needs a look, the report says what · 2: refused, the message says why · "
    "130: stopped by Ctrl-C, what was finished is written"
)
def grade(
    assignments: Assignments = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FOLDER_OR_ZIP",
            help="Loose notebooks named by student, as Moodle, Canvas or a mailbox hands them out. "
            "They are copied into submitted/ first; one that was there and differs moves to "
            "submitted_earlier/.",
        ),
    ] = None,
    trust_students: Annotated[
        bool,
        typer.Option(
            "--trust-students",
            help="Run the students' code without the sandbox, beside the tests. It can then read and change "
            "whatever you can, its own marks too; every report says so.",
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Grade those again, too, that have not changed since last time.")
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS", help="Grade on the Dask cluster of this scheduler."),
    ] = None,
    course: CourseOption = Path("."),
):
    """Grade what was handed in: marks, feedback pages, grades.csv and a table.

    The assignment is released anew first, so that the tests of today's solutions/ count. A submission that
    cannot be graded gets a line in the report and never stops the others. Grading again is safe: marks and
    comments given by hand in the formgrader stay. Only what has changed is graded again; so Ctrl-C is safe,
    too, and the same command goes on where it was stopped.
    """
    console = _console()
    with _told(console), on_cluster(cluster) if cluster else on_this_machine() as workers:
        from .course import Course
        from .release import release as make_release

        course = Course(course)
        names = _known(course, assignments)
        if source is not None and len(names) != 1:
            raise CourseError(f"--from: expected one ASSIGNMENT beside it, got {len(names)}. Name one.")
        _choose_walls(course, trust_students)
        look = False
        for name in names:
            make_release(course, name)
            if source is not None:
                look |= _collect(console, course, name, source)
            look |= _report(console, name, _grade(console, course, name, workers, force))
        _where_to_look(console, course)
    raise typer.Exit(1 if look else 0)


@app.command()
def feedback(assignments: Assignments = None, course: CourseOption = Path(".")):
    """After marking by hand: write the feedback pages and grades.csv anew. Nothing is run again."""
    console = _console()
    with _course(console, course) as course:
        from .grading import read_outcomes, write_feedback
        from .submissions import students

        for name in _known(course, assignments):
            graded = [
                student for student in students(course, name) if course.autograded(name, student).is_file()
            ]
            write_feedback(course, name, graded)
            _report(console, name, read_outcomes(course, name, graded))
        _where_to_look(console, course)


@app.command()
def release(assignments: Assignments = None, course: CourseOption = Path(".")):
    """Make the students' notebooks from solutions/: no answers, no hidden tests, no outputs."""
    console = _console()
    with _course(console, course) as course:
        from .release import release as make_release

        for name in _known(course, assignments):
            console.print(f"released {_shown(make_release(course, name))}")


@app.command()
def bundle(assignments: Assignments = None, course: CourseOption = Path(".")):
    """Pack what students get: one zip per assignment in bundles/, with the notebook and all that it needs."""
    console = _console()
    with _course(console, course) as course:
        from .bundle import bundle as make_bundle
        from .release import release as make_release

        for name in _known(course, assignments):
            make_release(course, name)
            console.print(f"packed {_shown(make_bundle(course, name))}")


@app.command("sample-class")
def sample_class(
    folder: Annotated[
        Path, typer.Argument(help="Where; what lies there of an earlier sample class is replaced.")
    ] = Path("sample_class"),
    size: Annotated[
        int | None, typer.Option("--students", min=1, help="How many; the twelve by default.")
    ] = None,
    course: CourseOption = Path("."),
):
    """Lay out twelve made-up submissions per assignment, in a course folder of their own.

    Right answers in several styles, known mistakes, half done, untouched, broken and missing. Then:
    autograder grade --course sample_class
    """
    console = _console()
    with _course(console, course) as course:
        from .sample_class import make_sample_class

        made = make_sample_class(course, folder, size)
        console.print(f"sample class of {len(made)} submissions in {_shown(folder)}/submitted")


def _console():
    # A pipe or a CI log has no width of its own; 100 columns hold the table.
    return Console(
        width=None if Console().is_terminal else int(os.environ.get("COLUMNS", 100)), highlight=False
    )


@contextmanager
def _course(console, folder):
    """Open a course."""
    with _told(console):
        from .course import Course

        yield Course(folder)


@contextmanager
def _told(console):
    """Turn what only the instructor can put right into one sentence and exit status 2."""
    try:
        yield
    except CourseError as error:
        console.print(f"[red]{escape(str(error))}[/red]")
        raise typer.Exit(2) from None
    except Stopped:
        console.print("Stopped. What was finished is written; the same command goes on with the others.")
        raise typer.Exit(130) from None


def _choose_walls(course, trust_students):
    """Refuse before anything is touched where there is no sandbox and nobody said to do without."""
    if trust_students:
        course.config.SandboxedExecute.trust_students = True
        return
    try:
        find_bwrap()
    except SandboxUnavailable as missing:
        raise CourseError(str(missing)) from None


def _known(course, assignments):
    known = course.assignments()
    for name in assignments or ():
        if name not in known:
            raise CourseError(f"ASSIGNMENT: expected one of {', '.join(known) or 'none'}, got {name!r}.")
    return list(assignments or known)


def _shown(path):
    """A path as short as the reader needs it."""
    path = Path(path).resolve()
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _collect(console, course, assignment, source):
    from .collect import collect

    taken = collect(course, assignment, source)
    for one in taken:
        who = "[red]not taken[/red]" if one.needs_a_look else f"[bold]{escape(one.student)}[/bold]"
        path = repr(one.path)[1:-1]  # without the escape sequences that a file's name may hold
        console.print(f"{escape(path)} → {who}: {escape(one.note)}")
    return any(one.needs_a_look for one in taken)


def _grade(console, course, assignment, workers, force):
    from .batch.run import grade_class
    from .submissions import students

    who = students(course, assignment)
    with class_progress(console, assignment, len(who)) as advance:
        outcomes = grade_class(course, assignment, who, workers, advance, force)
    unchanged = sum(outcome.status == GRADED and outcome.seconds is None for outcome in outcomes)
    if unchanged:
        console.print(f"{assignment}: {unchanged} of {len(who)} have not changed since they were graded.")
    return outcomes


def _report(console, assignment, outcomes):
    """Print what became of a class; True if something of it needs a look."""
    if not outcomes:
        console.print(f"{assignment}: nothing was handed in.")
        return False
    console.print(mark_table(assignment, outcomes))
    for title, lines in (
        ("Lost points", lost_points(outcomes)),
        ("Needs a look", to_look_at(outcomes)),
        ("Slow", slow_ones(outcomes)),
    ):
        if lines.row_count:
            console.print(f"[bold]{title}[/bold]", lines, "", sep="\n")
    return any(outcome.needs_a_look for outcome in outcomes)


def _where_to_look(console, course):
    from .mark_sheet import write_mark_sheet
    from .mistake_report import write_mistake_report
    from .submissions import students

    sheet = write_mark_sheet(course)
    handed_in = [name for name in course.assignments() if students(course, name)]
    mistakes = write_mistake_report(course, handed_in, students)
    pages = course.root / course.directory.feedback_directory
    console.print(f"feedback pages  {_shown(pages)}/<student>/<assignment>/<assignment>.html")
    console.print(f"mark sheet      {_shown(sheet)}")
    console.print(f"class report    {_shown(mistakes)}")
    console.print(f"mark by hand    make formgrader COURSE={_shown(course.root)}")
    console.print(f"log             {_shown(course.log)}")
