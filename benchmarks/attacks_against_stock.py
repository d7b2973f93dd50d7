"""Every attack of tests/attacks against stock nbgrader and against this course's grading: docs/attacks.md.

    python benchmarks/attacks_against_stock.py [--only <goal part>] [--jobs 2]

Stock nbgrader runs in a throw-away course and in a container of bubblewrap that shares nothing with this
machine but a read-only disk: what succeeds there must not succeed here. Takes some ten minutes.
"""

import argparse
import functools
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbconvert.filters.markdown_mistune import InvalidNotebook
from nbgrader.api import MissingEntry
from sqlalchemy.exc import DatabaseError

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))

from autograder.course import Course  # noqa: E402
from autograder.execution.walls import find_bwrap  # noqa: E402
from autograder.grading import grade_submission  # noqa: E402
from autograder.release import release  # noqa: E402
from tests.attacks import damage, graded_here, uploaded_here  # noqa: E402
from tests.attacks.collection import attacks  # noqa: E402
from tests.attacks.expected import EARNED, LOSES_ITS_OWN  # noqa: E402
from tests.attacks.target_course import (  # noqa: E402
    ASSIGNMENT,
    ATTACKER,
    ENVIRONMENT,
    NEIGHBOUR,
    POINTS,
    STOCK,
    hand_in_path,
    lay_out_course,
)

PAGE = REPOSITORY / "docs" / "attacks.md"
COMMAND = "python benchmarks/attacks_against_stock.py"
SECONDS = 60

# What would take the machine down with it, or can't be put to stock nbgrader at all.
NOT_RUN = {
    "forged": "it has no such protocol",
    "uploads": "it has no such command",
    "bomb_memory_in_a_cell": "would take all memory of this machine",
    "bomb_memory_during_the_test": "would take all memory of this machine",
    "bomb_with_forks_in_a_cell": "would take all processes of this machine",
    "bomb_with_forks_during_the_test": "would take all processes of this machine",
    "bomb_with_threads": "would take all processes of this machine",
    "fill_every_disk": "would fill the disk of this machine",
    "print_without_end_in_a_cell": "would fill the memory of the grader",
    "show_outputs_without_end": "would fill the memory of the grader",
    "return_array_of_terabytes": "would take all memory of this machine",
    "recurse_without_end": "would take all memory of this machine",
    "change_the_kernel": "would change this machine's kernel",
    "write_outside_of_home": "would write to this machine's disk",
    "hand_in_a_gigabyte": "would be read into memory whole",
    "hand_in_a_device": "would be read into memory without end",
    "hand_in_twenty_thousand_cells": "would take an hour",
}


def stock_result(attack, prepared):
    """What stock nbgrader gives, in words; the first is "harm" or "none" or "not run"."""
    reason = NOT_RUN.get(attack.kind) or NOT_RUN.get(attack.path.stem)
    if reason:
        return "not run", reason
    with tempfile.TemporaryDirectory(prefix="stock_", dir=prepared.parent) as folder:
        course = shutil.copytree(prepared, Path(folder, "course"), symlinks=True)
        helpers = shutil.copytree(REPOSITORY / "rnn_helpers", Path(folder, "rnn_helpers"))
        attack.hand_in(hand_in_path(course, ATTACKER))
        before = _fingerprint(course, helpers)
        told = _run_contained(course, helpers)
        try:
            harm = list(_harm(attack, course, told, prepared))
            after = _fingerprint(course, helpers)
        except DatabaseError:
            return "harm", "the gradebook is overwritten and lost"
        harm += [f"changed: {name}" for name in before if before[name] != after.get(name)]
    told = "; ".join(harm).replace(folder, "…").replace(str(Path.home()), "~")
    return ("harm" if harm else "none"), told or "no harm"


def _run_contained(course, helpers):
    once = Path(__file__).with_name("stock_nbgrader_once.py")
    walls = [find_bwrap(), "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]
    walls += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--die-with-parent", "--new-session"]
    walls += ["--bind", str(course), str(course), "--bind", str(helpers), str(REPOSITORY / "rnn_helpers")]
    walls += ["--tmpfs", str(Path.home() / ".local"), "--tmpfs", "/var/tmp"]
    command = [sys.executable, str(once), str(course), ATTACKER, str(SECONDS)]
    done = subprocess.run([*walls, "--", *command], capture_output=True, text=True, timeout=3 * SECONDS)
    lines = done.stdout.splitlines()
    return json.loads(lines[-1]) if lines else {"status": "killed", "left": 0, "reached": 0}


def _harm(attack, course, told, prepared):
    path = course / "autograded" / ATTACKER / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    if told["status"] == "killed":
        yield "the grader was killed"
    elif told["status"] == "no end":
        yield f"the grader did not end within {SECONDS} s"
    try:
        held = damage.marks(course, ATTACKER)
        earned = {name: held[name][0] for name in POINTS}
    except MissingEntry:
        earned = dict.fromkeys(POINTS)
    if not path.exists() or any(score is None for score in earned.values()):
        yield "the submission is not graded"
    else:
        notebook = nbformat.read(path, as_version=4)
        gained = sum(earned[name] or 0 for name in ("target_values", "target_score"))
        if gained > sum(EARNED.get(attack.path.stem, {}).values()):
            yield f"{gained:g} of 4 points"
        lost = [name for name in ("honest", "later") if (earned[f"{name}_value"] or 0) < 1]
        if lost:
            yield f"loses the points of {' and '.join(lost)}"
        if damage.stolen(notebook):
            yield "reads: " + damage.stolen(notebook)[0].removeprefix("stolen: ")[:60]
        if path.stat().st_size > 20_000_000:
            yield f"a notebook of {path.stat().st_size / 1e6:.0f} MB"
        harmless = prepared / "autograded" / NEIGHBOUR / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        try:
            found = damage.active(damage.staff_page(path), damage.staff_page(harmless))
        except nbformat.ValidationError:
            yield "a graded notebook is no notebook any more"
            found = ()
        except InvalidNotebook:
            yield "the page of staff can't be made"
            found = ()
        if found:
            yield f"active in the page of staff: {', '.join(sorted(set(found)))}"
    if told["left"]:
        yield f"{told['left']} processes left"
    if told["reached"]:
        yield "reaches the network"


def _fingerprint(course, helpers):
    kept = damage.fingerprint(course)
    kept["rnn_helpers"] = (helpers / "__init__.py").read_bytes()
    return kept


def prepare_stock(folder):
    """A released course with the neighbour graded, all by stock nbgrader."""
    course = lay_out_course(folder / "prepared", STOCK)
    for command in (["generate_assignment"], ["autograde", "--create", "--student", NEIGHBOUR]):
        subprocess.run(
            [sys.executable, "-m", "nbgrader", *command, "--assignment", ASSIGNMENT],
            cwd=course,
            check=True,
            capture_output=True,
        )
    with Course(course).gradebook() as gradebook:
        gradebook.update_or_create_student(ATTACKER)
    return course


def prepare_here(folder):
    """The same course graded by ours."""
    course = lay_out_course(folder / "here")
    release(Course(course), ASSIGNMENT)
    grade_submission(Course(course), ASSIGNMENT, NEIGHBOUR)
    return course


def result_here(attack, course, student):
    """("none" or "harm", what was lost, the sentence that was seen)."""
    before = damage.fingerprint(course)
    if attack.kind == "uploads":
        seen = uploaded_here.upload(attack, course)
        harm = []
    else:
        run = (
            graded_here.run_cells
            if attack.kind in ("cells", "forged")
            else functools.partial(graded_here.run_in_course, folder=course, student=student)
        )
        known = damage.processes()
        result = run(attack)
        seen = graded_here.sentence(attack, result)
        harm = graded_here.harm(attack, result, known)
    if damage.fingerprint(course) != before:
        harm.append("another's files or marks changed")
    note = " (its own later cells are lost)" if attack.path.stem in LOSES_ITS_OWN else ""
    return ("harm" if harm else "none"), "; ".join(harm) or f"no harm{note}", seen


def write_page(rows):
    """docs/attacks.md."""
    tried = [row for row in rows if row["stock"][0] != "not run"]
    stock = sum(row["stock"][0] == "none" for row in tried)
    here = sum(row["here"][0] == "none" for row in rows)
    lines = [
        "# Attacks",
        "",
        f"Made by `{COMMAND}`; each row is a file in `tests/attacks/`, which the tests run.",
        "",
        "An attack is survived if it gains no points, costs no honest exercise its points, reads nothing "
        "that is hidden, changes nobody else's files or marks, leaves no process, and puts nothing active "
        "into a page.",
        "",
        f"Survived by this course's grading: **{here} of {len(rows)}**. By stock nbgrader: **{stock} of "
        f"{len(tried)}** that can be run against it.",
        "",
        "| goal of the attack | stock nbgrader | here | what staff and student read |",
        "|---|---|---|---|",
    ]
    for row in rows:
        words = (row["goal"], _stock_words(row["stock"]), row["here"][1], row["here"][2])
        lines.append("| " + " | ".join(_cell(word) for word in words) + " |")
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _stock_words(result):
    return f"not run: {result[1]}" if result[0] == "not run" else result[1]


def _cell(text):
    """Text that neither breaks the table nor says anything in Markdown."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return "".join("\\" + c if c in "|<>*_`[]\\" else c for c in text)


def main():
    """Run all, print a line for each, write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="part of a goal; the page is then not written")
    parser.add_argument("--jobs", type=int, default=2, help="how many of stock nbgrader's at once")
    arguments = parser.parse_args()
    os.environ.update(ENVIRONMENT)
    # nbgrader calls `alembic` by name when it makes a gradebook
    os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    chosen = [attack for attack in attacks() if arguments.only in attack.goal]
    rows = []
    with tempfile.TemporaryDirectory(prefix="attacks_", dir=Path.home()) as folder:
        stock, here = prepare_stock(Path(folder)), prepare_here(Path(folder))
        with ThreadPoolExecutor(arguments.jobs) as pool:
            results = pool.map(lambda attack: stock_result(attack, stock), chosen)
            for attack, result in zip(chosen, results, strict=True):
                rows.append({"goal": attack.goal, "stock": result})
                print(f"stock nbgrader · {attack.goal}: {result[1]}", flush=True)
        # Afterwards, because a process of the above would count as one that an attack has left.
        for number, (attack, row) in enumerate(zip(chosen, rows, strict=True)):
            row["here"] = result_here(attack, here, f"student{100 + number}")
            print(f"here · {attack.goal}: {row['here'][1:]}", flush=True)
    if not arguments.only:
        write_page(rows)


if __name__ == "__main__":
    main()
