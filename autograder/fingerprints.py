"""Makes rnn_helpers/fingerprints.json from the known mistakes: `python -m autograder.fingerprints`."""

import json
from collections import defaultdict
from pathlib import Path

from rnn_helpers import fingerprints as home
from rnn_helpers.probes import observe

from .diagnosis import candidates, words
from .exercises import EXERCISES
from .same_outputs import differing
from .solution import solution_functions

FILE = Path(home.__file__).with_suffix(".json")


def make_fingerprints():
    """{exercise: {digest: sentence}}. What mistakes with different help have in common is left out."""
    return {exercise: _of_exercise(exercise) for exercise in EXERCISES}


def _of_exercise(exercise):
    right = observe(exercise, solution_functions(exercise), home.SEED)
    found = defaultdict(set)
    for mistake in (mistake for group in candidates(exercise) for mistake in group):
        wrong = observe(exercise, solution_functions(exercise, (mistake,)), home.SEED)
        if not wrong.has_numbers:
            continue
        # Right numbers are no sign of a mistake; with them it is everything else that tells.
        part = home.NUMBERS if differing(wrong, right) & wrong.values.keys() else home.EVERYTHING
        for tokens in home.all_tokens(home.part_of(wrong, part)):
            found[home.digest(exercise, part, tokens)].add(words(exercise, (mistake,)))
    return {digest: texts.pop() for digest, texts in sorted(found.items()) if len(texts) == 1}


def write_fingerprints():
    text = json.dumps(make_fingerprints(), indent=1, ensure_ascii=False)
    FILE.write_text(text + "\n", encoding="utf-8")
    return FILE


if __name__ == "__main__":
    print(f"wrote {write_fingerprints()}")
