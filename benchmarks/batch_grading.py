"""How fast is a class graded? Ours against stock nbgrader, growth, cores, memory, hangs, a Dask cluster.

    .venv/bin/python benchmarks/batch_grading.py                       # every part, small
    .venv/bin/python benchmarks/batch_grading.py rate --sizes 12 60 300 --stock 12
    .venv/bin/python benchmarks/batch_grading.py growth --sizes 12 300 1000

Classes are sample classes (autograder/sample_class.py). What is timed are whole commands, start included;
the runs to be compared alternate, and medians are printed. Stock is `nbgrader autograde` with nbgrader's own
steps and a Jupyter kernel, on the same submissions; it writes no feedback pages, ours does.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.utils import is_solution

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))

from autograder.course import Course  # noqa: E402
from autograder.execution import usage  # noqa: E402
from autograder.sample_class import make_sample_class, plans  # noqa: E402
from benchmarks.batch_split import seconds_by_step  # noqa: E402

STOCK = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
c.ClearSolutions.enforce_metadata = True
c.ExecutePreprocessor.timeout = 60
"""
LOOK_SECONDS = 5  # between two looks at the memory, each of which takes some 50 ms of a core
HANGING = "\nwhile True:\n    pass"


@dataclass(frozen=True)
class Run:
    """One command: wall seconds, and the most memory that all its processes held together, in bytes."""

    seconds: float
    memory: int
    printed: str


class Bench:
    """Classes and runs of one call of this program."""

    def __init__(self, folder, options):
        self.folder = folder
        self.options = options
        self._classes = {}

    def course(self, size):
        """The folder of a class of this size, not graded; made once."""
        if size not in self._classes:
            self._classes[size] = self.folder / f"class_{size}"
            make_sample_class(Course(REPOSITORY), self._classes[size], size)
        return self._classes[size]

    def ours(self, assignment, size, *words, cores=None, course=None):
        """Grade a class that was never graded, with `autograder grade`."""
        fresh = self._copy(course or self.course(size))
        command = [Path(sys.executable).with_name("autograder"), "grade", assignment, "--course", fresh]
        run = timed([*command, *words], REPOSITORY, cores)
        graded = list(fresh.glob(f"autograded/*/{assignment}.graded"))
        expected = sum(not plan.broken for plan in plans(assignment, size))
        assert len(graded) == expected, f"{len(graded)} of {expected} graded: {run.printed[-3000:]}"
        shutil.rmtree(fresh)
        return run

    def stock(self, assignment, size):
        """Grade the same class with `nbgrader autograde`."""
        fresh = self._copy(self.course(size))
        (fresh / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
        for made in (fresh / "gradebook.db", fresh / "notebooks"):
            shutil.rmtree(made) if made.is_dir() else made.unlink(missing_ok=True)
        nbgrader = [sys.executable, "-m", "nbgrader"]
        timed([*nbgrader, "generate_assignment", assignment], fresh)
        run = timed([*nbgrader, "autograde", assignment], fresh)
        graded = list(fresh.glob(f"autograded/*/{assignment}/*.ipynb"))
        assert len(graded) >= size - 2 * -(-size // 12), run.printed[-3000:]
        shutil.rmtree(fresh)
        return run

    def _copy(self, course):
        fresh = Path(tempfile.mkdtemp(prefix="run_", dir=self.folder)) / "class"
        return Path(shutil.copytree(course, fresh, symlinks=True))


def timed(command, folder, cores=None):
    """Run a command to its end and look at its memory meanwhile."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "COLUMNS": "100"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    if cores is not None:
        allowed = ",".join(map(str, sorted(os.sched_getaffinity(0))[:cores]))
        command = ["taskset", "--cpu-list", allowed, *command]
    start, most, done = time.monotonic(), [0], threading.Event()
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

    def look():
        while not done.wait(LOOK_SECONDS):
            processes = [process.pid, *usage.descendants(process.pid)]
            most[0] = max(most[0], usage.proportional_memory(processes))

    watcher = threading.Thread(target=look)
    watcher.start()
    printed = process.communicate()[0]
    seconds = time.monotonic() - start
    done.set()
    watcher.join()
    return Run(seconds, most[0], printed)


def median_seconds(runs):
    return statistics.median(run.seconds for run in runs)


def per_minute(size, seconds):
    return 60 * size / seconds


def rate(bench):
    """Submissions per minute, ours against stock."""
    print(f"{'assignment':<18}{'class':>6}{'ours':>9}{'stock':>9}{'stock class':>13}{'ratio':>8}")
    for assignment in bench.options.assignments:
        for size in bench.options.sizes:
            stock_size = min(size, bench.options.stock)
            ours, stock = [], []
            for _ in range(bench.options.runs):
                ours.append(bench.ours(assignment, size))
                stock.append(bench.stock(assignment, stock_size))
            our_rate = per_minute(size, median_seconds(ours))
            stock_rate = per_minute(stock_size, median_seconds(stock))
            print(
                f"{assignment:<18}{size:>6}{our_rate:>9.1f}{stock_rate:>9.1f}{stock_size:>13}"
                f"{our_rate / stock_rate:>8.1f}",
                flush=True,
            )


def split(bench):
    """Where one submission's time goes, in one process that is warm."""
    for assignment in bench.options.assignments:
        steps = seconds_by_step(bench.course(12), assignment)
        print(f"{assignment:<18}" + "".join(f"{name:>22}" for name in steps))
        print(f"{'wall, CPU here':<18}" + "".join(f"{w:>12.3f} s {c:>6.3f} s" for w, c in steps.values()))


def growth(bench):
    """Time and memory against the size of the class."""
    print(f"{'assignment':<18}{'class':>6}{'seconds':>10}{'per minute':>12}{'peak MB':>10}")
    for assignment in bench.options.assignments:
        for size in bench.options.sizes:
            run = bench.ours(assignment, size)
            print(
                f"{assignment:<18}{size:>6}{run.seconds:>10.1f}{per_minute(size, run.seconds):>12.1f}"
                f"{run.memory / 1e6:>10.0f}",
                flush=True,
            )


def cores(bench):
    """One core against two."""
    print(f"{'assignment':<18}{'class':>6}{'1 core':>10}{'2 cores':>10}{'ratio':>8}")
    for assignment in bench.options.assignments:
        for size in bench.options.sizes:
            runs = {1: [], 2: []}
            for _ in range(bench.options.runs):
                for count, done in runs.items():
                    done.append(bench.ours(assignment, size, cores=count))
            one, two = (median_seconds(done) for done in runs.values())
            print(f"{assignment:<18}{size:>6}{one:>8.1f} s{two:>8.1f} s{one / two:>8.2f}", flush=True)


def hanging(bench):
    """A class of which a tenth runs into its limit."""
    limit = bench.options.limit
    print(f"{'assignment':<18}{'class':>6}{'hanging':>9}{'limit':>8}{'seconds':>10}{'peak MB':>10}")
    for assignment in bench.options.assignments:
        for size in bench.options.sizes:
            course = bench._copy(bench.course(size))
            with open(course / "nbgrader_config.py", "a", encoding="utf-8") as file:
                file.write(f"c = get_config()\nc.SandboxedExecute.limits = {{'cell_seconds': {limit}}}\n")
            whole = [plan for plan in plans(assignment, size) if not plan.broken]
            for plan in whole[:: len(whole) // max(size // 10, 1)][: size // 10]:
                path = Course(course).submitted(assignment, plan.student) / f"{assignment}.ipynb"
                notebook = nbformat.read(path, as_version=4)
                next(filter(is_solution, notebook.cells)).source += HANGING
                nbformat.write(notebook, path)
            run = bench.ours(assignment, size, course=course)
            print(
                f"{assignment:<18}{size:>6}{size // 10:>9}{limit:>6} s{run.seconds:>10.1f}"
                f"{run.memory / 1e6:>10.0f}",
                flush=True,
            )
            shutil.rmtree(course)


def cluster(bench):
    """A Dask cluster on this machine against this machine's processes."""
    from distributed import LocalCluster

    os.environ["PYTHONPATH"] = str(REPOSITORY)
    print(f"{'assignment':<18}{'class':>6}{'workers':>9}{'seconds':>10}{'per minute':>12}{'no cluster':>12}")
    for assignment in bench.options.assignments:
        for size in bench.options.sizes:
            for count in (1, 2):
                alone = bench.ours(assignment, size, cores=count)
                with LocalCluster(
                    n_workers=count, threads_per_worker=1, dashboard_address=None, memory_limit=0
                ) as workers:
                    run = bench.ours(assignment, size, "--cluster", workers.scheduler_address)
                print(
                    f"{assignment:<18}{size:>6}{count:>9}{run.seconds:>10.1f}"
                    f"{per_minute(size, run.seconds):>12.1f}{alone.seconds:>10.1f} s",
                    flush=True,
                )


PARTS = {part.__name__: part for part in (rate, split, growth, cores, hanging, cluster)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all by default", metavar="PART")
    parser.add_argument("--sizes", type=int, nargs="+", default=[12], help="of the classes")
    parser.add_argument("--assignments", nargs="+", default=["01_rnn_forward", "02_bptt"])
    parser.add_argument("--runs", type=int, default=3, help="medians of so many alternating runs")
    parser.add_argument("--stock", type=int, default=12, help="largest class that stock nbgrader is given")
    parser.add_argument("--limit", type=int, default=5, help="seconds after which a hanging cell is ended")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"PART: expected some of {', '.join(PARTS)}, got {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="bench_") as folder:
        for name in options.parts or PARTS:
            print(f"\n{PARTS[name].__doc__}")
            PARTS[name](Bench(Path(folder), options))


if __name__ == "__main__":
    main()
