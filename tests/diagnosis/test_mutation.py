"""A sample of the generic edits; make mutation tries them all."""

import pytest

from autograder.exercises import EXERCISES
from autograder.mutation import mutants
from autograder.solution import answer_sources
from autograder.survivors import CAUGHT, EQUIVALENT, SURVIVOR, Finding, examine, summary

EVERY = 23  # a prime, so that the sample has edits of every kind
MOST = 10  # edits of one exercise


def sample(exercise):
    source = answer_sources(EXERCISES[exercise].assignment)[exercise]
    every = list(mutants(exercise, source))
    rounds = -(-len(every) // (EVERY * MOST))
    return every[:: EVERY * rounds]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_generic_edit_is_caught_and_not_misnamed(exercise):
    findings = [examine(mutant) for mutant in sample(exercise)]
    assert [f.mutant.edit for f in findings if f.verdict == SURVIVOR] == []
    assert [f.mutant.edit for f in findings if f.false_name or f.false_help] == []


def test_edits_are_of_every_kind():
    source = "def f(x, n):\n    y = x.T @ x + n\n    y += x[1:]\n    return -y.sum(axis=0), n"
    edits = {mutant.edit for mutant in mutants("f", source)}
    assert {
        "2: x.T @ x + n → x.T @ x - n",
        "2: x.T @ x + n → n",
        "2: x.T → x",
        "3: y += x[1:] → y = x[1:]",
        "3: 1 → 2",
        "4: -y.sum(axis=0) → y.sum(axis=0)",
        "4: y.sum(axis=0) → y.mean(axis=0)",
        "4: n → x",
        "4: (-y.sum(axis=0), n) → (n, -y.sum(axis=0))",
    } <= edits


def test_equivalent_edit_is_told_from_a_caught_one():
    source = answer_sources("02_bptt")["rnn_step_backward"]
    by_edit = {mutant.edit.split(": ", 1)[1]: mutant for mutant in mutants("rnn_step_backward", source)}
    swapped = "dh_t * (1 - h_t ** 2) → (1 - h_t ** 2) * dh_t"
    assert examine(by_edit[swapped]).verdict == EQUIVALENT
    assert examine(by_edit["W_hh.T → W_hh"]).named == ("rnn_step_backward/W_hh_not_transposed",)


def test_summary_counts_every_finding_once():
    mutant = sample("rnn_step_backward")[0]
    figures = summary([Finding(mutant, CAUGHT, True), Finding(mutant, SURVIVOR), Finding(mutant, EQUIVALENT)])
    assert (figures[CAUGHT], figures[SURVIVOR], figures[EQUIVALENT], figures["unnoticed at home"]) == (
        1,
        1,
        1,
        0,
    )
