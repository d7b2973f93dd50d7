"""How long a live demonstration takes to follow its control: draw, PNG and HTML, as `live` does it.

    OMP_NUM_THREADS=1 python -m benchmarks.demonstrations
    OMP_NUM_THREADS=2 python -m benchmarks.demonstrations --seed 1

Every control goes once through all of its positions, all mixed in one random order, so no picture is drawn
twice in a row; the others stand where the last move left them. The first column of numbers is the time
until the first picture, with what is computed and drawn once. A talk is smooth below the target.
"""

import argparse
import os
import statistics
import time

import numpy as np

from autograder.lecture.pictures import Screen
from autograder.lecture.with_solution import DEMONSTRATIONS
from rnn_helpers import live as module

TARGET = 100  # milliseconds


class Browser(Screen):
    """Makes of every picture the HTML that a browser would be sent."""

    def update(self, picture):
        self.html = picture._repr_html_()


def positions(control):
    """Every value that a control can take."""
    if hasattr(control, "options"):
        return list(control.options)
    count = round((control.max - control.min) / control.step) + 1
    return [type(control.value)(value) for value in np.linspace(control.min, control.max, count)]


def measure(show, rng):
    """Milliseconds until the first picture, and [(milliseconds, control, value)] of the updates."""
    browser = module.display = Browser()
    start = time.perf_counter()
    show()
    opened = 1000 * (time.perf_counter() - start)
    moves = [(control, value) for control in browser.controls.values() for value in positions(control)]
    updates = []
    for place in rng.permutation(len(moves)):
        control, value = moves[place]
        if control.value == value:
            continue  # no change, no picture
        start = time.perf_counter()
        control.value = value
        updates.append((1000 * (time.perf_counter() - start), control.description, value))
    return opened, updates


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    threads = os.environ.get("OMP_NUM_THREADS", "as many as the library takes")
    print(f"python -m benchmarks.demonstrations --seed {options.seed}; threads: {threads}; milliseconds")
    print(f"{'demonstration':14} {'opens':>6} {'updates':>8} {'median':>7} {'worst':>6}  < {TARGET}? worst")
    for name, show in DEMONSTRATIONS.items():
        opened, updates = measure(show, np.random.default_rng(options.seed))
        worst, control, value = max(updates, key=lambda update: update[0])
        verdict = "yes" if worst < TARGET else "NO"
        print(
            f"{name:14} {opened:6.0f} {len(updates):8} {statistics.median(u[0] for u in updates):7.0f} "
            f"{worst:6.0f}  {verdict:10} {control} {value if isinstance(value, str) else f'{value:g}'}",
            flush=True,
        )


if __name__ == "__main__":
    main()
