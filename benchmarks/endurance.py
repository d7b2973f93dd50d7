"""Does anything pile up in the grader? Many submissions in a row, a third of them hostile; then kills.

    python benchmarks/endurance.py [--submissions 200] [--kills 20] [--seed 0]

Prints what the grader holds after every tenth part of the submissions: processes (less the warm one for test
cells), descriptors, memory with that process, entries of the folders for temporary files, seconds per
submission. Then the grader is killed with SIGKILL at random moments, and started again.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import nbformat
import numpy as np

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))

from autograder.execution.limits import MB  # noqa: E402
from tests.attacks.collection import attacks  # noqa: E402
from tests.attacks.endurance import (  # noqa: E402
    grade_and_kill,
    grade_in_a_row,
    grade_undisturbed,
    gradebook_state,
    prepare,
)
from tests.attacks.target_course import hand_in_path, target_notebook  # noqa: E402


def in_a_row(folder, count):
    """Print a line for each tenth part."""
    print("submissions  hostile  processes  descriptors  memory/MB  temporary files  s/submission")
    for sample in grade_in_a_row(prepare(folder), count, max(1, count // 10)):
        print(
            f"{sample.submissions:11} {sample.hostile:8} {sample.processes:10} {sample.descriptors:12} "
            f"{sample.memory / MB:10.0f} {sample.files:16} {sample.seconds:13.2f}",
            flush=True,
        )


def killed(folder, kills, rng):
    """Kill the grader at random moments, start it again each time, and compare the gradebook at the end."""
    folder = prepare(folder)
    nbformat.write(target_notebook(), hand_in_path(folder, "student02"))
    for number, attack in enumerate(attacks("cells")[:3], start=3):
        attack.hand_in(hand_in_path(folder, f"student{number:02}"))
    seconds = grade_undisturbed(folder)
    whole = gradebook_state(folder)
    done = broken = 0
    for _ in range(kills):
        done += grade_and_kill(folder, rng.uniform(0.1, 1.0) * seconds)
        broken += gradebook_state(folder)[0] != "ok"
    grade_undisturbed(folder)
    same = gradebook_state(folder) == whole
    print(f"killed {done} of {kills} times · gradebook broken {broken} times · after a rerun equal: {same}")


def main():
    """Both, in a throw-away folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="endurance_") as folder:
        if arguments.submissions:
            in_a_row(Path(folder, "row"), arguments.submissions)
        if arguments.kills:
            killed(Path(folder, "killed"), arguments.kills, np.random.default_rng(arguments.seed))


if __name__ == "__main__":
    main()
