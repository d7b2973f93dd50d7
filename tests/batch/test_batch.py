"""A class graded by several processes with one writer: nobody is lost, nobody twice, whatever happens."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from nbgrader.converters import Autograde, GenerateFeedback

from autograder.batch import run, writer
from autograder.batch.work import Desk
from autograder.batch.workers import Nursery, Process, here, on_cluster, on_this_machine
from autograder.errors import Stopped
from autograder.execution import usage
from autograder.grading import COULD_NOT_GRADE, MISSING, NOT_GRADABLE
from autograder.mark_sheet import write_mark_sheet
from tests.spine.tiny_course import ASSIGNMENT, cell, hand_in, tiny_notebook

EVERYBODY = [f"s{i}" for i in range(1, 6)]


def points(outcomes):
    return {student: sum(mark.points for mark in outcome.marks) for student, outcome in outcomes.items()}


EARNED = {"s1": 3, "s2": 3, "s3": 2, "s4": 3, "s5": 3}


def graders():
    """Process ids of the processes that grade, with the one that they are forked from before them."""
    return [pid for pid in usage.descendants(os.getpid()) if b"autograder.batch.worker" in command(pid)]


def command(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return b""


def held(course):
    """{student: {cell: (automatic, manual)}} and the comments, as the gradebook has them."""
    with course.gradebook() as gradebook:
        notebooks = gradebook.notebook_submissions(ASSIGNMENT, ASSIGNMENT)
        return {
            notebook.student.id: {
                **{g.name: (g.auto_score, g.manual_score, g.needs_manual_grade) for g in notebook.grades},
                **{f"comment {c.name}": (c.auto_comment, c.manual_comment) for c in notebook.comments},
            }
            for notebook in notebooks
        }


def test_a_class_is_graded_once_and_only_what_changed_is_graded_again(course, grade):
    course.submitted(ASSIGNMENT, "gone").mkdir(parents=True)
    hand_in(course.root, "torn", "{")
    everybody = [*EVERYBODY, "gone", "torn"]
    outcomes = grade(everybody)
    assert points(outcomes) == {**EARNED, "gone": 0, "torn": 0}
    assert sorted(grade.written) == sorted(everybody)
    assert (outcomes["gone"].status, outcomes["torn"].status) == (MISSING, NOT_GRADABLE)
    assert len(write_mark_sheet(course).read_text(encoding="utf-8").splitlines()) == 1 + len(everybody)

    notebook = tiny_notebook()
    cell(notebook, "double").source = "def double(x):\n    return 3 * x"
    hand_in(course.root, "s4", notebook)
    again = grade(everybody)
    assert points(again) == {**EARNED, "s4": 2, "gone": 0, "torn": 0}
    assert {name for name, o in again.items() if o.seconds is not None} == {"s4", "torn"}
    assert again["s3"].marks == outcomes["s3"].marks
    assert all(outcome.seconds is not None for outcome in grade(["s1", "s2"], force=True).values())


def test_what_was_given_by_hand_stays_and_shows_on_the_page(course, grade):
    grade(["s3"])
    with course.gradebook() as gradebook:
        for name, score in (("derive_double", 2.5), ("double_values", 0.5)):
            gradebook.find_grade(name, ASSIGNMENT, ASSIGNMENT, "s3").manual_score = score
        gradebook.find_comment("double", ASSIGNMENT, ASSIGNMENT, "s3").manual_comment = "Nearly."
        gradebook.db.commit()
    hand_in(course.root, "s3", tiny_notebook())
    assert points(grade(["s3"])) == {"s3": 5}
    grades = held(course)["s3"]
    assert grades["double_values"] == (1, 0.5, True)
    assert grades["comment double"][1] == "Nearly."
    page = course.feedback(ASSIGNMENT, "s3").read_text(encoding="utf-8")
    assert "Nearly." in page and "2.5 of 3" in page


def test_a_submission_comes_out_as_nbgrader_s_own_commands_leave_it(course, grade):
    for student in ("s1", "s3"):
        (course.submitted(ASSIGNMENT, student) / "timestamp.txt").write_text("2026-01-15 12:00:00 UTC")
        (course.submitted(ASSIGNMENT, student) / "data.csv").write_text("1")
    grade(["s1", "s3"])

    def files():
        folders = [course.autograded(ASSIGNMENT, s).parent for s in ("s1", "s3")]
        folders += [course.feedback(ASSIGNMENT, s).parent for s in ("s1", "s3")]
        paths = [path for folder in folders for path in folder.iterdir()]
        return {path: (path.read_bytes(), path.stat().st_mode) for path in paths}

    ours, marks = files(), held(course)
    for converter in (Autograde, GenerateFeedback):
        for student in ("s1", "s3"):
            command = converter(coursedir=course.view(ASSIGNMENT, student), config=course.config, force=True)
            with course.logged():
                command.start()
    assert files() == ours
    assert held(course) == marks


@pytest.mark.parametrize(
    "killed", [slice(None), slice(0, 1), slice(1, None)], ids=["all", "the one that forks", "the forks"]
)
def test_a_grader_that_is_killed_loses_nobody(grade, monkeypatch, killed):
    monkeypatch.setattr(writer, "BATCH", 1)  # so that the others are still under way

    def kill(outcome):
        if len(grade.written) == 1:
            for pid in graders()[killed]:
                os.kill(pid, signal.SIGKILL)

    assert points(grade(then=kill)) == EARNED
    assert sorted(grade.written) == EVERYBODY


def test_a_process_that_forks_is_replaced_when_it_ends_while_it_is_asked(tmp_path):
    nursery = Nursery(tmp_path)
    try:
        nursery.start()
        threading.Timer(0.2, os.kill, (nursery._process.pid, signal.SIGKILL)).start()  # it loads for longer
        Process(nursery, tmp_path, os.sched_getaffinity(0)).end()
    finally:
        nursery.close()


def test_each_grader_of_this_machine_stays_on_a_core_of_its_own(grade):
    with on_this_machine() as workers:
        before = set(graders())
        assert points(grade(through=workers)) == EARNED
        cores = [os.sched_getaffinity(pid) for pid in set(graders()) - before]
    used = [next(iter(core)) for core in cores if len(core) == 1]
    assert len(used) == len(set(used)) == min(workers.count, len(EVERYBODY))


@pytest.mark.parametrize(
    "table, column, value", [("grade_cells", "max_score", 7), ("source_cell", "checksum", "of another cell")]
)
def test_cells_are_put_back_only_where_the_gradebook_holds_others(course, table, column, value):
    with course.gradebook() as gradebook:
        material = run.read_material(course, ASSIGNMENT, gradebook.db)
    assert steps_that_put_back(material) == set()
    material.rows[table][0][column] = value
    assert steps_that_put_back(material) == {"OverwriteCells"}


def test_the_command_can_start_its_processes_before_it_has_loaded_nbgrader():
    command = "import sys, autograder.cli; sys.exit('nbgrader' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command]).returncode == 0


def steps_that_put_back(material):
    """Names of the steps that a Desk has kept, of those that put back what the gradebook holds."""
    desk = Desk(material)
    names = {type(step).__name__ for step in desk._autograde.exporter._preprocessors}
    desk.close()
    return names & {"OverwriteCells", "OverwriteKernelspec"}


def test_a_submission_that_ends_or_stops_the_grader_is_told_and_the_others_are_graded(
    course, grade, monkeypatch
):
    grade(["s1", "s2"])  # so that both processes are there
    course.config.SandboxedExecute.limits = {"submission_seconds": 5, "check_seconds": 5}
    monkeypatch.setattr(run, "REST_SECONDS", 5)
    for name in ("ends", "hangs"):
        hand_in(course.root, name, tiny_notebook())
    outcomes = grade(["ends", "hangs", *EVERYBODY])
    assert points(outcomes) == {**EARNED, "ends": 0, "hangs": 0}
    assert outcomes["ends"].status == outcomes["hangs"].status == COULD_NOT_GRADE
    assert "ended 2 times" in outcomes["ends"].message
    assert "expected at most 15 s in all, got no end of it" in outcomes["hangs"].message


def test_ctrl_c_writes_what_is_finished_leaves_no_process_and_a_rerun_goes_on(course, grade, monkeypatch):
    monkeypatch.setattr(writer, "BATCH", 1)  # so that the others are still under way

    def press_ctrl_c(outcome):
        if len(grade.written) == 1:
            os.kill(os.getpid(), signal.SIGINT)

    before = set(usage.descendants(os.getpid()))
    with on_this_machine(1) as one, pytest.raises(Stopped):
        grade(through=one, then=press_ctrl_c)
    assert set(usage.descendants(os.getpid())) <= before  # some of those may be ending, too
    written = set(grade.written)
    assert 0 < len(written) < 5
    assert set(held(course)) == written
    with here() as workers:
        again = grade(through=workers)
    assert points(again) == EARNED
    assert {name for name, outcome in again.items() if outcome.seconds is None} == written


def test_a_writer_that_dies_between_marks_and_files_is_healed_by_a_rerun(course, grade, monkeypatch):
    grade(["s1", "s3"])
    notebook = tiny_notebook()
    cell(notebook, "double").source = "def double(x):\n    return -x"
    hand_in(course.root, "s1", notebook)

    def die(*_):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(writer, "put_files", die)
        with pytest.raises(MemoryError):
            grade(["s1", "s3"])
    assert held(course)["s1"]["double_values"][0] == 0
    again = grade(["s1", "s3"])
    assert points(again) == {"s1": 2, "s3": 2}
    assert [name for name, outcome in again.items() if outcome.seconds is not None] == ["s1"]
    assert "return -x" in course.autograded(ASSIGNMENT, "s1").read_text(encoding="utf-8")


def test_a_cluster_of_which_a_worker_is_killed_grades_everybody_once(grade, monkeypatch):
    monkeypatch.setattr(writer, "BATCH", 1)
    from distributed import LocalCluster

    from tests.spine.tiny_course import REPOSITORY

    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:

        def kill_one(outcome):
            if len(grade.written) == 1:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)

        with on_cluster(cluster.scheduler_address) as workers:
            assert workers.count == 2
            assert points(grade(through=workers, then=kill_one)) == EARNED
    assert sorted(grade.written) == EVERYBODY
