"""Every attack of this folder: no points, nothing stolen, nobody touched, nothing left, a sentence why."""

import gc
import os
import shutil

import nbformat
import pytest
from autograder.course import Course
from autograder.execution.submission import run_notebook
from autograder.grading import GRADED, grade_submission
from autograder.release import release
from nbgrader.apps import NbGraderAPI

from .collection import SOURCES, Attack, by_goal
from .damage import MARK, active, fingerprint, marks, points, processes, staff_page, stolen
from .expected import EARNED, LOSES_ITS_OWN, SENTENCES
from .graded_here import QUICK, harm, run_cells, run_in_course, sentence
from .target_course import (
    ASSIGNMENT,
    ENVIRONMENT,
    NEIGHBOUR,
    POINTS,
    SECRETS,
    cell,
    hand_in_path,
    lay_out_course,
    submission,
    target_notebook,
)
from .uploaded_here import upload

ALONE = by_goal("cells", "forged")
IN_COURSE = by_goal("disk", "pages", "submissions")
UPLOADS = by_goal("uploads")


@pytest.fixture(scope="module", autouse=True)
def secret_environment():
    """A secret in the environment of the grader."""
    os.environ.update(ENVIRONMENT)
    yield
    for name in ENVIRONMENT:
        del os.environ[name]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """(a course in which the neighbour was graded, its fingerprint)."""
    folder = lay_out_course(tmp_path_factory.mktemp("attacked") / "course")
    release(Course(folder), ASSIGNMENT)
    assert grade_submission(Course(folder), ASSIGNMENT, NEIGHBOUR).status == GRADED
    return folder, fingerprint(folder)


@pytest.mark.parametrize("attack", ALONE.values(), ids=ALONE)
def test_attack_of_cells_does_no_harm(attack):
    before, known = _descriptors(), processes()
    result = run_cells(attack)
    assert harm(attack, result, known) == []
    assert sentence(attack, result), result.seen[:5000]
    assert _descriptors() <= before + 2  # connections to the two warm processes, started by the first


@pytest.mark.parametrize("attack", IN_COURSE.values(), ids=IN_COURSE)
def test_attack_on_a_course_does_no_harm(attack, attacked):
    folder, before = attacked
    student, known = f"student{100 + list(IN_COURSE.values()).index(attack)}", processes()
    result = run_in_course(attack, folder, student)
    assert harm(attack, result, known) == []
    assert sentence(attack, result), (result.status, result.seen[:5000])
    assert fingerprint(folder) == before


@pytest.mark.parametrize("attack", UPLOADS.values(), ids=UPLOADS)
def test_attack_by_upload_does_no_harm(attack, attacked):
    folder, before = attacked
    assert SENTENCES[attack.path.stem] in upload(attack, folder)
    assert fingerprint(folder) == before


LINKS = {goal: attack for goal, attack in IN_COURSE.items() if "hand in a link" in goal}


@pytest.mark.parametrize("attack", LINKS.values(), ids=LINKS)
def test_link_is_not_followed_by_nbgrader_s_own_way_either(attack, attacked):
    """The formgrader's button calls the same API; it knows nothing of the command `autograder`."""
    folder, before = attacked
    course, student = Course(folder), f"student{300 + list(LINKS).index(attack.goal)}"
    attack.hand_in(hand_in_path(folder, student))
    api = NbGraderAPI(coursedir=course.view(ASSIGNMENT, student), config=course.config)
    with course.logged():
        graded = api.autograde(ASSIGNMENT, student, create=True)
    shutil.rmtree(folder / "submitted" / student)
    assert not graded["success"] and not course.autograded(ASSIGNMENT, student).exists()
    assert {automatic for automatic, _, _ in marks(folder, student).values()} <= {None, 0}
    assert fingerprint(folder) == before


def test_every_attack_names_its_threat_and_its_sentence():
    every = [*ALONE.values(), *IN_COURSE.values(), *UPLOADS.values()]
    assert {attack.path.stem for attack in every} == set(SENTENCES)
    assert LOSES_ITS_OWN | set(EARNED) < set(SENTENCES)
    for attack in every:
        assert attack.threat.endswith(".") and "\n" not in attack.threat, attack.goal


def test_right_answer_earns_all_points():
    notebook = target_notebook()
    run_notebook(notebook, limits=QUICK)
    assert points(notebook) == POINTS


def test_harm_is_noticed(tmp_path):
    """A right answer, run as if it were an attack: its points count as harm, and so does what it prints."""
    path = tmp_path / "right.py"
    path.write_text('"""Right."""\nprint("stolen: nothing")\ndef target(x):\n    return 3 * x\n')
    attack = Attack(SOURCES[0], path)
    known = processes()
    done = " ".join(harm(attack, run_cells(attack), known))
    assert "'target_values': 2.0" in done and "stolen: nothing" in done


def test_planted_secrets_and_changes_are_noticed(attacked, tmp_path):
    folder, before = attacked
    assert all(any(secret in text for text in _planted(folder)) for secret in SECRETS.values())
    neighbour = Course(folder).autograded(ASSIGNMENT, NEIGHBOUR)
    kept = neighbour.read_bytes()
    neighbour.write_bytes(kept + b" ")
    assert fingerprint(folder) != before
    neighbour.write_bytes(kept)
    with Course(folder).gradebook() as gradebook:
        gradebook.find_grade("later_value", ASSIGNMENT, ASSIGNMENT, NEIGHBOUR).manual_score = 1
        gradebook.db.commit()
        assert fingerprint(folder) != before
        gradebook.find_grade("later_value", ASSIGNMENT, ASSIGNMENT, NEIGHBOUR).manual_score = None
        gradebook.db.commit()
    assert fingerprint(folder) == before
    assert MARK not in str(before)


def _planted(folder):
    yield from (path.read_text() for path in folder.rglob("*.ipynb"))
    yield str(os.environ)


ACTIVE = {
    "script": "<script>alert(1)</script>",
    "event handler": "<b onclick=alert(1)>x</b>",
    "link that runs": "<a href='java\tscript:alert(1)'>x</a>",
    "request": "<img src=http://evil.example/pixel.png>",
    "covering box": "<div style='position: fixed'>x</div>",
    "style sheet": "<style>body {display: none}</style>",
    "SVG": "<svg onload=alert(1)>",
}


@pytest.mark.parametrize("html", ACTIVE.values(), ids=ACTIVE)
def test_active_content_in_a_page_is_noticed(html):
    harmless = "<html><script>theirs()</script><p>x</p></html>"
    assert active(harmless, harmless) == []
    assert active(harmless.replace("<p>", f"<p>{html}"), harmless)


def test_script_of_a_notebook_that_nothing_made_harmless_is_noticed(tmp_path):
    paths = [tmp_path / "harmless.ipynb", tmp_path / "hostile.ipynb"]
    for path, text in zip(paths, ("Because.", "<script>alert(1)</script>"), strict=True):
        notebook = submission(explanation=text)
        cell(notebook, "explain_target").metadata.nbgrader.solution = False
        nbformat.write(notebook, path)
    harmless, hostile = map(staff_page, paths)
    assert active(hostile, harmless) == ["script"]


def test_stolen_line_is_found_in_any_output():
    notebook = submission()
    cell(notebook, "honest").outputs = [{"output_type": "stream", "name": "stdout", "text": "a\nstolen: b\n"}]
    assert stolen(notebook) == ["stolen: b"]


def _descriptors():
    gc.collect()
    return len(os.listdir("/proc/self/fd"))
