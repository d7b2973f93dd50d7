"""How well does the grader grade? `python -m autograder.scorecard` measures it and writes docs/scorecard.md.

Every known mistake and every right answer is graded on many seeds, diagnosed, and looked up at home. What
takes longer is measured by its own command and read from its record: generic edits (make mutation), attacks.
"""

import json
import re
import tempfile
import time
from collections import Counter
from pathlib import Path

from rnn_helpers.fingerprints import recognise

from .course import Course
from .diagnosis import diagnose
from .exercises import EXERCISES
from .grade import grade_lines
from .grading import GRADED, grade_submission
from .mistakes import load_mistakes
from .sample_class import STYLES, make_sample_class, read_style
from .score import PASSED
from .solution import answer_sources, solution_functions
from .survivors import RECORD

REPOSITORY = Path(__file__).parents[1]
PAGE = REPOSITORY / "docs" / "scorecard.md"
SEEDS = range(20)
TIMED = 5  # submissions of each assignment

HEADINGS = (
    "exercise",
    "mistakes",
    "caught",
    "by the tests named",
    "named",
    "wrongly",
    "named at home",
    "wrongly at home",
    "right answers",
    "accepted",
    "false names",
    "flips",
)


def right_answers(exercise):
    """{style: functions} of an exercise: the solution, and every module of right answers."""
    assignment = EXERCISES[exercise].assignment
    sources = answer_sources(assignment)
    found = {"solution": solution_functions(exercise)}
    for path in sorted((STYLES / assignment).glob("*.py")):
        styled, helpers = read_style(path, sources)
        first = next(iter(sources))
        styled[first] = f"{helpers}\n\n{styled[first]}"
        found[path.stem] = solution_functions(exercise, sources=styled)
    return found


def measure(exercise, seeds=SEEDS):
    """The figures of one exercise, a Counter with the keys of HEADINGS.

    A verdict flips if the same functions lose other properties on one seed than on another.
    """
    count = Counter(exercise=exercise)
    for mistake in load_mistakes(EXERCISES[exercise].assignment):
        if mistake.exercise != exercise:
            continue
        functions = solution_functions(exercise, (mistake,))
        lost = _lost(exercise, functions, seeds)
        found, told = diagnose(exercise, functions), recognise(exercise, functions)
        names = found.mistakes if found else ()
        count["mistakes"] += 1
        count["caught"] += all(lost)
        count["by the tests named"] += lost == {mistake.caught_by}
        count["named"] += names == (f"{exercise}/{mistake.id}",)
        count["wrongly"] += names not in ((), (f"{exercise}/{mistake.id}",))
        count["named at home"] += told == mistake.help
        count["wrongly at home"] += told not in (None, mistake.help)
        count["flips"] += len(lost) > 1
    for functions in right_answers(exercise).values():
        lost, found = _lost(exercise, functions, seeds), diagnose(exercise, functions)
        count["right answers"] += 1
        count["accepted"] += lost == {()}
        count["flips"] += len(lost) > 1
        count["false names"] += bool(found and found.mistakes) or recognise(exercise, functions) is not None
    return count


def _lost(exercise, functions, seeds):
    """The sets of properties lost, one for each outcome that came up."""
    return {
        tuple(line.name for line in grade_lines(exercise, functions, seed) if line.verdict != PASSED)
        for seed in seeds
    }


def seconds_per_submission(course):
    """Mean wall time of grading a submission of the sample class, sandbox and feedback page included."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_sample_class(course, Path(folder) / "class")
        sample = Course(Path(folder) / "class")
        took = []
        for assignment in sample.assignments():
            students = [plan.student for name, plan in made if name == assignment][:TIMED]
            for student in students:
                start = time.monotonic()
                outcome = grade_submission(sample, assignment, student)
                took += [time.monotonic() - start] * (outcome.status == GRADED)
    return sum(took) / len(took)


def generic_edits():
    """The sums of what make mutation recorded, or {}."""
    if not RECORD.is_file():
        return {}
    total = Counter()
    for figures in json.loads(RECORD.read_text(encoding="utf-8")).values():
        total.update(figures["figures"])
    return total


def page(rows, seconds=None):
    """The scorecard as Markdown."""
    total = Counter()
    for row in rows:
        total.update({key: value for key, value in row.items() if key != "exercise"})
    total["exercise"] = "**all**"
    lines = ["# Scorecard", "", f"Measured by `make scorecard`, each verdict on {len(SEEDS)} seeds.", ""]
    lines += [
        "| " + " | ".join(HEADINGS) + " |",
        "|" + "|".join(["---"] + ["--:"] * (len(HEADINGS) - 1)) + "|",
    ]
    lines += ["| " + " | ".join(str(row[key]) for key in HEADINGS) + " |" for row in (*rows, total)]
    lines += [
        "",
        f"- Mistakes caught: {_share(total['caught'], total['mistakes'])}; "
        f"by the tests named and no others: {_share(total['by the tests named'], total['mistakes'])}.",
        f"- Right answers accepted: {_share(total['accepted'], total['right answers'])}.",
        f"- Named correctly: {_share(total['named'], total['mistakes'])} in feedback, "
        f"{_share(total['named at home'], total['mistakes'])} at home; "
        f"named wrongly: {total['wrongly']} and {total['wrongly at home']}; "
        f"false names among right answers: {total['false names']}.",
        f"- Verdicts that change over {len(SEEDS)} seeds: {total['flips']}.",
    ]
    generic = generic_edits()
    if generic:
        wrong = generic["caught"] + generic["survivor"]
        at_home = generic["caught"] - generic["unnoticed at home"]
        lines += [
            f"- Generic edits of the solutions (`make mutation`): {_share(generic['caught'], wrong)} caught; "
            f"{generic['equivalent']} more change nothing. False names: "
            f"{_share(generic['false names'], wrong)} in feedback, "
            f"{_share(generic['false help'], wrong)} at home. "
            f"Noticed at home: {_share(at_home, wrong)}.",
        ]
    if seconds is not None:
        lines += [f"- Seconds per submission, sandbox and feedback page included: {seconds:.1f}."]
    lines += [f"- Attacks survived: {attacks}." for attacks in _attacks()]
    return "\n".join(lines) + "\n"


def _share(part, whole):
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "none"


def _attacks():
    """What the record of the attacks says, as "<n> of <m>"; nothing where there is no record."""
    path = REPOSITORY / "docs" / "attacks.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = re.findall(r"\*\*(\d+ of \d+)\*\*", text)
    return [f"{found[0]}; by stock nbgrader {found[1]} ([the table](attacks.md))"] if found else []


def main():
    rows = []
    for exercise in EXERCISES:
        rows.append(measure(exercise))
        print(", ".join(f"{key} {rows[-1][key]}" for key in HEADINGS), flush=True)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(rows, seconds_per_submission(Course(REPOSITORY))), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
