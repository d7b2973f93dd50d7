"""Known mistakes are named, right answers and other mistakes never are."""

import itertools

import numpy as np
import pytest

from autograder import diagnosis, grade
from autograder.diagnosis import candidates, diagnose
from autograder.exercises import EXERCISES
from autograder.mistakes import load_mistakes
from autograder.sample_class import STYLES, read_style
from autograder.solution import answer_sources, solution_functions
from autograder.special_cases import special_cases
from rnn_helpers.probes import observe

REPOSITORY = STYLES.parents[1]

MISTAKES = [
    mistake
    for assignment in sorted({exercise.assignment for exercise in EXERCISES.values()})
    for mistake in load_mistakes(assignment)
]
STYLE_FILES = sorted(STYLES.glob("*/*.py"))

# The same numbers come from a mistake of an earlier exercise: both sentences are told, and no name.
TIES = {
    "rnn_forward/writes_into_h_0",
    "rnn_loss_and_grads/only_the_last_loss",
    "lstm_step_backward/new_cell_for_old",
    "lstm_backward/cell_carry_not_passed",
    "lstm_backward/no_carry_of_the_cell",
    "lstm_backward/carries_swapped",
}

each_mistake = pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: f"{m.exercise}-{m.id}")


def name_of(mistake):
    return f"{mistake.exercise}/{mistake.id}"


def styled(path):
    """{exercise: functions} of a module of right answers, as they would stand in the notebook."""
    assignment = path.parent.name
    sources, helpers = read_style(path, answer_sources(assignment))
    first = next(iter(answer_sources(assignment)))
    sources[first] = f"{helpers}\n\n{sources[first]}"
    names = [name for name, exercise in EXERCISES.items() if exercise.assignment == assignment]
    return {name: solution_functions(name, sources=sources) for name in names}


def wrong_functions(exercise, edit):
    source = answer_sources(EXERCISES[exercise].assignment)[exercise]
    find, replace = edit
    assert source.count(find) == 1
    return solution_functions(exercise, sources={exercise: source.replace(find, replace)})


@each_mistake
def test_known_mistake_is_named(mistake):
    found = diagnose(mistake.exercise, solution_functions(mistake.exercise, (mistake,)))
    assert found.mistakes == (() if name_of(mistake) in TIES else (name_of(mistake),))
    assert mistake.help in found.help


def test_ties_are_few():
    """Named correctly: at least 95 % of the known mistakes."""
    assert len(TIES) <= 0.05 * len(MISTAKES)


@pytest.mark.parametrize("path", STYLE_FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_right_answer_is_never_named(path):
    for exercise, functions in styled(path).items():
        found = diagnose(exercise, functions)
        assert found is None or not found.mistakes


def test_score_carries_the_name_and_the_help():
    mistake = next(m for m in MISTAKES if name_of(m) == "rnn_backward/carry_not_added")
    score = grade("rnn_backward", *solution_functions("rnn_backward", (mistake,)), seed=3)
    assert score.to_json()["mistakes"] == ["rnn_backward/carry_not_added"]
    assert score.to_json()["help"] == mistake.help
    assert mistake.help in score._repr_html_()


def test_passed_exercise_gets_no_diagnosis():
    score = grade("rnn_backward", *solution_functions("rnn_backward"), seed=3)
    assert score.to_json()["mistakes"] == [] and score.to_json()["help"] == ""


def test_mistake_of_an_earlier_exercise_is_named_with_the_exercise_that_it_comes_from():
    mistake = next(m for m in MISTAKES if name_of(m) == "rnn_backward/carry_not_added")
    found = diagnose("rnn_loss_and_grads", solution_functions("rnn_loss_and_grads", (mistake,)))
    assert found.mistakes == ("rnn_backward/carry_not_added",)
    assert found.help.startswith("It comes from rnn_backward.")


@pytest.mark.parametrize("exercise", ["rnn_step_backward", "rnn_step_forward"])
def test_two_mistakes_at_once_are_both_named_or_none_is(exercise):
    own, _ = candidates(exercise)
    both_named = 0
    for pair in itertools.combinations(own[:9], 2):
        try:
            functions = solution_functions(exercise, pair)
        except ValueError:
            continue
        found = diagnose(exercise, functions)
        names = set(found.mistakes) if found else set()
        assert names <= {name_of(mistake) for mistake in pair}  # one mistake can hide the other
        both_named += len(names) == 2
    assert both_named >= 5


def test_mistake_in_single_precision_is_still_named():
    def averaged_bias(dh_t, cache):
        x_t, h_prev, W_xh, W_hh, h_t = (np.asarray(part, dtype=np.float32) for part in cache)
        da = dh_t.astype(np.float32) * (1 - h_t * h_t)
        return da @ W_xh.T, da @ W_hh.T, x_t.T @ da, h_prev.T @ da, da.mean(axis=0)

    functions = [averaged_bias, solution_functions("rnn_step_backward")[1]]
    assert diagnose("rnn_step_backward", functions).mistakes == ("rnn_step_backward/bias_averaged",)


@pytest.mark.parametrize(
    ("exercise", "edit", "words"),
    [
        ("rnn_step_backward", ("x_t.T @ da_t", "x_t[:1].T @ da_t[:1]"), "single sample"),
        ("rnn_backward", ("dh[t] + carry", "dh[t] + 3 * carry"), "single step"),
        (
            "rnn_backward",
            ("carry, dW_xh, dW_hh", "carry + cache[0][1], dW_xh, dW_hh"),
            "state at the start is zero",
        ),
        ("parity_rnn", ("b_y = np.array([-1.0])", "b_y = np.array([-5.0])"), "never positive"),
        ("lstm_step_backward", ("x_t.T @ dz", "x_t[:1].T @ dz[:1]"), "single sample"),
        ("lstm_forward", ("h_t, c_t = h_0, c_0", "h_t, c_t = 2 * h_0, c_0"), "state at the start is zero"),
    ],
    ids=["one sample", "one step", "zero state", "parity", "LSTM, one sample", "LSTM, zero state"],
)
def test_unknown_mistake_is_told_by_where_the_answer_is_right(exercise, edit, words):
    found = diagnose(exercise, wrong_functions(exercise, edit))
    assert found.mistakes == ()
    assert words in found.help


def test_path_that_ends_after_two_steps_is_told():
    def two_steps_only(dh, cache):
        totals = None
        right = solution_functions("rnn_backward")[0]
        for t in range(len(dh)):
            first = max(0, t - 1)
            alone = np.zeros_like(dh)
            alone[t] = dh[t]
            dx, dh_0, *weights = right(alone[first : t + 1], cache[first : t + 1])
            placed = np.zeros((len(dh), *dx.shape[1:]))
            placed[first : t + 1] = dx
            part = [placed, dh_0 if first == 0 else 0 * dh_0, *weights]
            totals = part if totals is None else [a + b for a, b in zip(totals, part, strict=True)]
        return totals

    functions = [two_steps_only, solution_functions("rnn_backward")[1]]
    sentences = special_cases("rnn_backward", lambda *sizes: observe("rnn_backward", functions, *sizes))
    assert "2 steps and no further" in sentences[0]


def test_answer_that_only_raises_is_not_named():
    def raises(*args):
        raise ValueError("no")

    for exercise, entry in EXERCISES.items():
        functions = [raises, *solution_functions(exercise)[1:]]
        assert diagnose(exercise, functions) is None, entry.name


def test_prepared_diagnosis_observes_no_known_mistake_again():
    diagnosis.prepare("rnn_step_forward")
    first = diagnosis._observed.cache_info().misses
    mistake = candidates("rnn_step_forward")[0][0]
    found = diagnose("rnn_step_forward", solution_functions("rnn_step_forward", (mistake,)))
    assert found.mistakes[0] == f"rnn_step_forward/{mistake.id}"
    # On the second seed the solution and the one mistake that fits; all others were ruled out before.
    assert diagnosis._observed.cache_info().misses <= first + 2
