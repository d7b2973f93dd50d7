"""Help at home: it names known mistakes, nothing else, and gives no answer away."""

import json

import numpy as np
import pytest

from autograder import fingerprints as maker
from autograder.bundle import helper_files
from autograder.exercises import EXERCISES
from autograder.same_outputs import differing
from autograder.solution import answer_sources, solution_functions
from rnn_helpers import CheckFailed, check, fingerprints
from rnn_helpers.probes import observe

from .test_diagnosis import MISTAKES, REPOSITORY, STYLE_FILES, TIES, each_mistake, name_of, styled

# What these compute stands in words in the task, so there is nothing to hide.
NO_SECRET = {"one_hot", "parity_rnn", "init_lstm"}


@pytest.fixture(scope="module")
def committed():
    return json.loads(maker.FILE.read_text(encoding="utf-8"))


def test_committed_fingerprints_are_those_of_today(committed):
    """Make them anew with `make fingerprints`."""
    assert maker.make_fingerprints() == committed


@each_mistake
def test_known_mistake_gets_its_sentence_at_home(mistake):
    told = fingerprints.recognise(mistake.exercise, solution_functions(mistake.exercise, (mistake,)))
    assert told == (None if name_of(mistake) in TIES else mistake.help)


@pytest.mark.parametrize("path", STYLE_FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_right_answer_is_not_recognised_as_a_mistake(path):
    for exercise, functions in styled(path).items():
        assert fingerprints.recognise(exercise, functions) is None


def test_visible_check_tells_the_mistake_in_the_report_and_in_the_error(capsys):
    mistake = next(m for m in MISTAKES if name_of(m) == "rnn_backward/carry_not_added")
    with pytest.raises(CheckFailed, match="The carry is left out"):
        check("rnn_backward", *solution_functions("rnn_backward", (mistake,)))
    assert f"What went wrong: {mistake.help}" in capsys.readouterr().out


@pytest.mark.parametrize("noise", [1e-7, 1e-6])
def test_fingerprint_survives_rounding(committed, noise):
    """Every number may be off as with float32 in between, and the fingerprint stays known."""
    rng = np.random.default_rng(0)
    for mistake in MISTAKES:
        exercise = mistake.exercise
        right = observe(exercise, solution_functions(exercise), fingerprints.SEED)
        wrong = observe(exercise, solution_functions(exercise, (mistake,)), fingerprints.SEED)
        if name_of(mistake) in TIES or not differing(wrong, right) & wrong.values.keys():
            continue
        known = {tuple(tokens) for tokens in fingerprints.all_tokens(wrong.values)}
        moved = {key: _shaken(value, noise, rng) for key, value in wrong.values.items()}
        assert tuple(fingerprints.tokens(moved)) in known


def _shaken(value, noise, rng):
    if not isinstance(value, np.ndarray):
        return value
    largest = np.abs(value[np.isfinite(value)]).max(initial=0.0)
    return np.asarray(value + noise * largest * rng.uniform(-1, 1, value.shape))


def test_right_numbers_have_no_digest(committed):
    for exercise in EXERCISES:
        right = observe(exercise, solution_functions(exercise), fingerprints.SEED)
        for part in (fingerprints.NUMBERS, fingerprints.EVERYTHING):
            tokens = fingerprints.tokens(fingerprints.part_of(right, part))
            assert fingerprints.digest(exercise, part, tokens) not in committed[exercise]


@pytest.mark.parametrize("exercise", sorted(set(EXERCISES) - NO_SECRET))
def test_fingerprint_cannot_be_guessed_number_by_number(exercise):
    """All cells go into one hash: count the bits that a guesser of numbers would have to get right at once.

    The spread of each number over random problems, in cells, is what is not known of it.
    """
    functions = solution_functions(exercise)
    rows = []
    for seed in range(40):
        values = observe(exercise, functions, seed).values
        rows.append(np.concatenate([_positions(key, value) for key, value in sorted(values.items())]))
    bits = np.log2(np.maximum(np.std(rows, axis=0), 1.0))
    assert bits.sum() > 40
    assert 2**40 * fingerprints.ITERATIONS / 1e9 > 86_400 * 200  # days at a billion hashes a second


def _positions(key, value):
    """No more projections of an array than it has entries: the others follow from those."""
    return fingerprints._positions(key, value)[: value.size] if isinstance(value, np.ndarray) else np.zeros(1)


def test_bundle_holds_neither_a_line_of_the_solution_nor_of_a_mistake():
    secret = set()
    for assignment in {exercise.assignment for exercise in EXERCISES.values()}:
        for source in answer_sources(assignment).values():
            body = source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
            secret |= {line.strip() for line in body.splitlines() if len(line.strip()) > 16}
    for mistake in MISTAKES:
        secret |= {replace.strip() for _, replace in mistake.edits if len(replace.strip()) > 16}
    files = [
        path
        for path in helper_files("01_rnn_forward")
        if "probes" in path.parts or path.stem == "fingerprints" or "checks" in path.parts
    ]
    assert len(files) >= 8
    texts = {path: (REPOSITORY / path).read_text(encoding="utf-8") for path in files}
    assert [(path, line) for path, text in texts.items() for line in secret if line in text] == []


def test_fingerprint_file_holds_digests_and_sentences_only(committed):
    sentences = {mistake.help for mistake in MISTAKES}
    for digests in committed.values():
        for digest, told in digests.items():
            assert len(bytes.fromhex(digest)) == 16
            assert any(told.endswith(sentence) for sentence in sentences)
