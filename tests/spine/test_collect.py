import os
import stat
import zipfile

import nbformat
import pytest

from autograder.collect import collect, recognise
from autograder.errors import CourseError
from autograder.loose_files import loose_files
from autograder.submissions import NOTEBOOK_LIMIT, NotGradable

from .tiny_course import ASSIGNMENT, hand_in, tiny_notebook

NOTEBOOK = nbformat.writes(tiny_notebook()).encode()
OTHER = NOTEBOOK.replace(b"A tiny notebook", b"Another notebook")
ASSIGNMENTS = ["01_rnn_forward", "02_bptt"]

RECOGNISED = {
    "student01.ipynb": "student01",
    "student01_01_rnn_forward.ipynb": "student01",
    "01_rnn_forward-student01.ipynb": "student01",
    "student01/01_rnn_forward.ipynb": "student01",
    "student01/01_rnn_forward/01_rnn_forward.ipynb": "student01",
    "submitted/student01/01_rnn_forward/01_rnn_forward.ipynb": "student01",
    "student_01_01_rnn_forward.ipynb": "student_01",
    "student01_01_rnn_forward (2).ipynb": "student01",
    "student01.IPYNB": "student01",
    "Anna Müller_12345_assignsubmission_file_/01_rnn_forward.ipynb": "Anna_Müller",
    "Anna Müller_12345_assignsubmission_file_/my final version.ipynb": "Anna_Müller",
    "Anna Müller_12345_assignsubmission_file_01_rnn_forward.ipynb": "Anna_Müller",
    "mulleranna_12345_67890_01_rnn_forward.ipynb": "mulleranna",
    "mulleranna_12345_67890_01_rnn_forward-1.ipynb": "mulleranna",
    "mulleranna_LATE_12345_67890_Untitled.ipynb": "mulleranna",
    "O'Brien, Pat.ipynb": "O_Brien_Pat",
    "-rf.ipynb": "rf",
    "a+b@uni.example.ipynb": "a_b@uni.example",
    "../../etc/student01.ipynb": "student01",
    "e\u0301a.ipynb": "\u00e9a",
}


@pytest.mark.parametrize(("path", "student"), RECOGNISED.items(), ids=RECOGNISED)
def test_recognise_reads_the_student_out_of_a_platforms_names(path, student):
    assert recognise(path, "01_rnn_forward", ASSIGNMENTS)[0] == student


NOT_RECOGNISED = {
    "01_rnn_forward.ipynb": "student id: expected 1 to 64 letters",
    "report.pdf": r"expected a notebook \(.ipynb\), got .pdf",
    "README": "got no suffix",
    "student01_02_bptt.ipynb": "expected 01_rnn_forward, got a notebook of 02_bptt",
    "student01/02_bptt/02_bptt.ipynb": "got a notebook of 02_bptt",
    "x" * 300 + ".ipynb": "student id: expected 1 to 64 letters",
    "....ipynb": "student id",
    "%%%.ipynb": "student id",
}


@pytest.mark.parametrize(
    ("path", "sentence"), NOT_RECOGNISED.items(), ids=[name[:40] for name in NOT_RECOGNISED]
)
def test_recognise_says_why_a_file_is_nobodys(path, sentence):
    with pytest.raises(NotGradable, match=sentence):
        recognise(path, "01_rnn_forward", ASSIGNMENTS)


def loose(folder, files):
    for i, (name, data) in enumerate(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (1000 + i,) * 2)
    return folder


def packed(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def notes(taken):
    return {one.path: (one.student, one.note) for one in taken}


def test_collect_takes_a_folder(course, tmp_path):
    taken = collect(course, ASSIGNMENT, loose(tmp_path / "in", {"s1.ipynb": NOTEBOOK, "notes.txt": b"x"}))
    assert notes(taken) == {
        "s1.ipynb": ("s1", "taken"),
        "notes.txt": (None, "expected a notebook (.ipynb), got .txt"),
    }
    assert [one.needs_a_look for one in taken] == [True, False]
    assert (course.submitted(ASSIGNMENT, "s1") / "01_tiny.ipynb").read_bytes() == NOTEBOOK


def test_collect_takes_a_zip_and_says_how_a_name_was_changed(course, tmp_path):
    source = packed(tmp_path / "in.zip", {"Pat Lee_77_assignsubmission_file_/01_tiny.ipynb": NOTEBOOK})
    (taken,) = collect(course, ASSIGNMENT, source)
    assert (taken.student, taken.note) == ("Pat_Lee", "taken, as the id cannot be 'Pat Lee_77'")
    assert (course.submitted(ASSIGNMENT, "Pat_Lee") / "01_tiny.ipynb").read_bytes() == NOTEBOOK


def test_collect_keeps_an_earlier_submission_that_differs(course, tmp_path):
    hand_in(course.root, "s1", NOTEBOOK)
    (taken,) = collect(course, ASSIGNMENT, loose(tmp_path / "in", {"s1.ipynb": OTHER}))
    assert taken.note == "taken; the earlier one is now submitted_earlier/s1/01_tiny/1.ipynb"
    assert (course.root / "submitted_earlier/s1/01_tiny/1.ipynb").read_bytes() == NOTEBOOK
    assert (course.submitted(ASSIGNMENT, "s1") / "01_tiny.ipynb").read_bytes() == OTHER


def test_collect_leaves_the_same_submission_alone(course, tmp_path):
    hand_in(course.root, "s1", NOTEBOOK)
    (taken,) = collect(course, ASSIGNMENT, loose(tmp_path / "in", {"s1.ipynb": NOTEBOOK}))
    assert taken.note == "was there already"
    assert not (course.root / "submitted_earlier").exists()


def test_collect_takes_the_notebook_that_was_changed_last(course, tmp_path):
    source = loose(tmp_path / "in", {"s1.ipynb": NOTEBOOK, "s1_01_tiny.ipynb": OTHER})
    assert notes(collect(course, ASSIGNMENT, source)) == {
        "s1.ipynb": ("s1", "left: there is one that was changed later"),
        "s1_01_tiny.ipynb": ("s1", "taken"),
    }


def test_collect_takes_neither_of_two_equally_old_notebooks(course, tmp_path):
    source = packed(tmp_path / "in.zip", {"s1.ipynb": NOTEBOOK, "s1_01_tiny.ipynb": OTHER})
    taken = collect(course, ASSIGNMENT, source)
    assert all(one.needs_a_look and "got several equally old" in one.note for one in taken)
    assert not course.submitted(ASSIGNMENT, "s1").exists()


ONE_ID = {
    "two names": ("a b.ipynb", "a+b.ipynb"),
    "two of a name": ("Pat Lee_1_assignsubmission_file_/x.ipynb", "Pat Lee_2_assignsubmission_file_/x.ipynb"),
}


@pytest.mark.parametrize("names", ONE_ID.values(), ids=ONE_ID)
def test_collect_never_mixes_two_students_under_one_id(course, tmp_path, names):
    taken = collect(
        course, ASSIGNMENT, packed(tmp_path / "in.zip", dict(zip(names, (NOTEBOOK, OTHER), strict=True)))
    )
    assert all(one.needs_a_look and "expected one student of the id" in one.note for one in taken)
    assert not (course.root / "submitted").exists()


def test_collect_writes_nothing_outside_whatever_an_archive_names(course, tmp_path):
    names = [
        "../../s1.ipynb",
        "/etc/s2.ipynb",
        "..\\..\\s3.ipynb",
        "../submitted/s4/01_tiny/../../../x.ipynb",
    ]
    before = {path for path in tmp_path.parent.rglob("*") if "submitted" not in path.parts}
    source = packed(tmp_path / "in.zip", {name: NOTEBOOK for name in names})
    collect(course, ASSIGNMENT, source)
    after = {path for path in tmp_path.parent.rglob("*") if "submitted" not in path.parts}
    assert after - before == {source}


def test_collect_refuses_a_link_in_a_zip(course, tmp_path):
    link = zipfile.ZipInfo("s1.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    (taken,) = collect(course, ASSIGNMENT, tmp_path / "in.zip")
    assert (taken.student, taken.note) == ("s1", "expected a regular file, got a link or a device")


def test_collect_refuses_a_link_in_a_folder(course, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "s1.ipynb").symlink_to(course.source(ASSIGNMENT))
    (tmp_path / "in" / "s2").symlink_to(course.root)
    taken = collect(course, ASSIGNMENT, tmp_path / "in")
    assert [one.needs_a_look for one in taken] == [True, True]
    assert not (course.root / "submitted").exists()


def test_collect_stops_a_zip_bomb_at_the_limit(course, tmp_path):
    source = packed(tmp_path / "in.zip", {"s1.ipynb": b" " * (3 * NOTEBOOK_LIMIT)})
    assert source.stat().st_size < NOTEBOOK_LIMIT / 100
    (taken,) = collect(course, ASSIGNMENT, source)
    assert "expected at most 20 MB, got 60 MB" in taken.note


def test_collect_says_that_a_member_is_broken_and_takes_the_others(course, tmp_path):
    source = packed(tmp_path / "in.zip", {"s1.ipynb": NOTEBOOK, "s2.ipynb": NOTEBOOK})
    data = bytearray(source.read_bytes())
    data[200:260] = bytes(60)
    source.write_bytes(data)
    assert [(one.student, one.needs_a_look) for one in collect(course, ASSIGNMENT, source)] == [
        ("s1", True),
        ("s2", False),
    ]


def test_loose_files_leaves_out_what_systems_add(tmp_path):
    names = ["s1.ipynb", "__MACOSX/s1.ipynb", ".ipynb_checkpoints/s1-checkpoint.ipynb", ".DS_Store"]
    assert [str(file.path) for file in loose_files(loose(tmp_path / "in", dict.fromkeys(names, b"")))] == [
        "s1.ipynb"
    ]


@pytest.mark.parametrize("content", [b"Rar!\x1a", b"PK\x05\x06"], ids=["rar", "cut zip"])
def test_collect_from_anything_else_is_refused(course, tmp_path, content):
    (tmp_path / "in.rar").write_bytes(content)
    with pytest.raises(CourseError, match="--from: expected a folder or a zip file"):
        collect(course, ASSIGNMENT, tmp_path / "in.rar")


def test_loose_files_refuses_far_more_files_than_a_class(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.loose_files.FILE_LIMIT", 2)
    source = packed(tmp_path / "in.zip", {f"s{i}.ipynb": b"" for i in range(3)})
    with pytest.raises(CourseError, match="expected at most 2 files"):
        loose_files(source)
