"""Nothing piles up in a grader that meets many hostile submissions, and nothing is lost when it is killed."""

import nbformat
import numpy as np
from autograder.execution.limits import MB

from .collection import attacks
from .endurance import grade_and_kill, grade_in_a_row, grade_undisturbed, gradebook_state, prepare
from .target_course import ASSIGNMENT, hand_in_path, target_notebook


def test_grader_keeps_nothing_of_24_submissions_a_third_of_them_hostile(tmp_path):
    folder = prepare(tmp_path / "course")
    early, late = grade_in_a_row(folder, count=24, every=12)
    assert late.hostile == 8
    assert early.processes == late.processes == 0
    assert late.descriptors <= early.descriptors
    assert late.memory <= early.memory + 40 * MB
    assert not list(tmp_path.parent.glob("tmp*"))


def test_gradebook_is_whole_after_the_grader_was_killed_and_started_again(tmp_path):
    folder = prepare(tmp_path / "course")
    attack = next(a for a in attacks("cells") if a.path.stem == "leave_a_daemon_running_from_a_cell")
    nbformat.write(target_notebook(), hand_in_path(folder, "student02"))
    attack.hand_in(hand_in_path(folder, "student03"))
    seconds = grade_undisturbed(folder)
    whole = gradebook_state(folder)
    assert whole[0] == "ok" and len(whole[1]) == 3
    assert {score for score, _, _ in whole[1]["student02"].values()} >= {1, 2}

    rng = np.random.default_rng(0)
    killed = [grade_and_kill(folder, rng.uniform(0.2, 0.9) * seconds) for _ in range(3)]
    assert any(killed)
    assert gradebook_state(folder)[0] == "ok"
    grade_undisturbed(folder)
    assert gradebook_state(folder) == whole
    assert nbformat.read(
        folder / "autograded" / "student02" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4
    )
