"""Do the rubrics catch what nobody thought of? `python -m autograder.survivors [exercise …]` measures it.

Every generic edit of every solution is graded and diagnosed. What loses no point although some probe shows
another output is a survivor: a hole to close. A diagnosis that names a mistake which behaves otherwise on
further inputs is a false name.
"""

import json
import signal
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rnn_helpers import fingerprints
from rnn_helpers.array_checks import CheckFailed
from rnn_helpers.checks import PROPERTIES as VISIBLE
from rnn_helpers.checks import PUBLIC_SEED
from rnn_helpers.probes import observe
from rnn_helpers.probes.sizes import Sizes
from rnn_helpers.properties import quiet, run_properties

from .diagnosis import candidates, diagnose, words
from .exercises import EXERCISES
from .mutation import Mutant, mutants
from .same_outputs import differing, same, same_numbers
from .solution import answer_sources, solution_functions

CAUGHT, EQUIVALENT, SURVIVOR = "caught", "equivalent", "survivor"

# Numbers that a right answer to parity_rnn may choose: the signs decide.
FREE = {"all bit strings: logits", "all bit strings: states"}

RECORD = Path(__file__).parents[1] / "docs" / "mutation.json"

SECONDS = 20  # of computing for one edit: some make a loop endless

# Where an edit must look like the solution to be equivalent, and like a mistake to bear its name rightly.
FURTHER = tuple(
    (seed, sizes)
    for seed, sizes in zip(
        range(100, 106),
        (Sizes(), Sizes(N=1), Sizes(T=1), Sizes(zero_state=True), Sizes(4, 3, 5, 2, 3), Sizes(7, 4, 2, 6, 5)),
        strict=True,
    )
)


@dataclass(frozen=True)
class Finding:
    """What became of one edit.

    Attributes:
        mutant: the Mutant.
        verdict: CAUGHT, EQUIVALENT or SURVIVOR.
        at_home: whether the visible check notices it.
        named: the known mistakes that it was taken for, and false_name whether wrongly; the same of the
            sentence at home.
    """

    mutant: Mutant
    verdict: str
    at_home: bool = False
    named: tuple[str, ...] = ()
    false_name: bool = False
    helped_at_home: str | None = None
    false_help: bool = False


class TooSlow(BaseException):
    """Not an Exception: what runs inside must not swallow it."""


def examine(mutant, seed=0):
    """Grade and diagnose one edit; returns a Finding."""
    exercise = mutant.exercise
    try:
        with _limited():
            functions = solution_functions(exercise, sources={exercise: mutant.source})
            if not _loses_points(exercise, functions, seed):
                alike = all(differing(*pair) <= FREE for pair in _further(exercise, functions, ()))
                return Finding(mutant, EQUIVALENT if alike else SURVIVOR)
            found = diagnose(exercise, functions)
            named = found.mistakes if found else ()
            noticed = not _holds_at_home(exercise, functions)
            helped = fingerprints.recognise(exercise, functions) if noticed else None
            return Finding(
                mutant,
                CAUGHT,
                noticed,
                named,
                bool(named) and not _behaves_like(exercise, functions, named),
                helped,
                helped is not None and not _behaves_like_helped(exercise, functions, helped),
            )
    except TooSlow:
        return Finding(mutant, CAUGHT, at_home=True)  # it never ends


def _loses_points(exercise, functions, seed):
    for line in EXERCISES[exercise].rubric:
        try:
            with quiet():
                line.check(np.random.default_rng(seed), *functions)
        except Exception:
            return True
    return False


def _holds_at_home(exercise, functions):
    try:
        return all(answer.holds for answer in run_properties(VISIBLE[exercise], functions, PUBLIC_SEED))
    except (CheckFailed, NotImplementedError):
        return False


def _further(exercise, functions, mistakes):
    """Pairs of observations: these functions, and the solution with these mistakes."""
    other = solution_functions(exercise, mistakes)
    for seed, sizes in FURTHER:
        yield observe(exercise, functions, seed, sizes), observe(exercise, other, seed, sizes)


def _behaves_like(exercise, functions, named):
    every = {
        f"{mistake.exercise}/{mistake.id}": mistake for group in candidates(exercise) for mistake in group
    }
    group = tuple(every[name] for name in named)
    try:
        pairs = list(_further(exercise, functions, group))
    except ValueError:  # two mistakes side by side that can't be made in one answer in this order
        pairs = list(_further(exercise, functions, group[::-1]))
    right = [pair[1] for pair in _further(exercise, functions, ())]
    return all(
        same(mine, theirs) or same_numbers(mine, theirs, truth)
        for (mine, theirs), truth in zip(pairs, right, strict=True)
        if not same(theirs, truth)
    )


def _behaves_like_helped(exercise, functions, sentence):
    return any(
        _behaves_like(exercise, functions, (f"{mistake.exercise}/{mistake.id}",))
        for group in candidates(exercise)
        for mistake in group
        if words(exercise, (mistake,)) == sentence
    )


@contextmanager
def _limited():
    def stop(*_):
        raise TooSlow

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def survey(exercise):
    """A Finding for every generic edit of an exercise's solution."""
    source = answer_sources(EXERCISES[exercise].assignment)[exercise]
    return [examine(mutant) for mutant in mutants(exercise, source)]


def summary(findings):
    """The figures of a list of Findings."""
    count = {
        verdict: sum(f.verdict == verdict for f in findings) for verdict in (CAUGHT, EQUIVALENT, SURVIVOR)
    }
    return count | {
        "unnoticed at home": sum(f.verdict == CAUGHT and not f.at_home for f in findings),
        "named": sum(bool(f.named) for f in findings),
        "false names": sum(f.false_name for f in findings),
        "helped at home": sum(f.helped_at_home is not None for f in findings),
        "false help": sum(f.false_help for f in findings),
    }


def record(exercise, findings):
    """Figures and whatever needs a look of one exercise, into RECORD beside those of the others."""
    known = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.is_file() else {}
    known[exercise] = {
        "figures": summary(findings),
        "survivors": [f.mutant.edit for f in findings if f.verdict == SURVIVOR],
        "unnoticed at home": [f.mutant.edit for f in findings if f.verdict == CAUGHT and not f.at_home],
        "false names": [f"{f.mutant.edit}: {', '.join(f.named)}" for f in findings if f.false_name],
        "false help": [f"{f.mutant.edit}: {f.helped_at_home}" for f in findings if f.false_help],
    }
    ordered = {name: known[name] for name in EXERCISES if name in known}
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return known[exercise]


def main(names):
    """Survey, record and print exercise by exercise."""
    for exercise in names or EXERCISES:
        print(
            exercise, json.dumps(record(exercise, survey(exercise)), indent=1, ensure_ascii=False), flush=True
        )


if __name__ == "__main__":
    main(sys.argv[1:])
