import pytest

from .small_notebooks import answer, check, free, given, grade_cells

IMPORT = given("import_numpy", "import numpy as np")

PASSING = {
    "values": ("def f(x): return 2 * x", "assert f(3) == 6"),
    "arrays": ("def f(x): return 2 * x", "assert (f(np.ones((2, 3))) == 2).all()"),
    "keyword arguments": ("def f(x, *, y=1): return x - y", "assert f(3, y=2) == 1"),
    "constants": ("LIMIT = {'a': [1, 2]}", "assert LIMIT['a'] == [1, 2]"),
    "closure as a cache": (
        "def f(x): return x, (lambda d: d * x)\ndef back(d, cache): return cache(d)",
        "h, cache = f(np.array([2.0]))\nassert (back(np.array([3.0]), cache) == 6).all()",
    ),
    "generator as a cache": (
        "def f(x): return x, iter([x])\ndef back(cache): return next(cache)",
        "x, cache = f(5)\nassert back(cache) == 5",
    ),
    "dict with a function in it as a cache": (
        "def f(x): return x, {'x': x, 'tanh': np.tanh}\ndef back(cache): return cache['tanh'](cache['x'])",
        "x, cache = f(0.0)\nassert back(cache) == 0\nassert back(cache) == 0",
    ),
    "returned function": ("def f(x): return lambda y: x + y", "assert f(1)(2) == 3"),
    "list return": ("def f(x): return [x, x + 1]", "a, b = f(1)\nassert (a, b) == (1, 2)"),
    "named tuple return": (
        "from collections import namedtuple\nR = namedtuple('R', 'a b')\ndef f(x): return R(x, 2)",
        "a, b = f(1)\nassert (a, b) == (1, 2)",
    ),
    "argument untouched": ("def f(x): return x + 1", "x = np.ones(2); f(x); assert (x == 1).all()"),
    "argument changed in place": ("def f(x): x += 1", "x = np.ones(2); f(x); assert (x == 2).all()"),
    "dict argument changed": (
        "def f(d): d['a'] = d['a'] * 2",
        "d = {'a': np.ones(1)}; f(d); assert d['a'] == 2",
    ),
    "array in a dict changed": (
        "def f(d): d['a'] *= 2",
        "a = np.ones(1); f({'a': a}); assert a == 2",
    ),
    "list argument grown": ("def f(x): x.append(3)", "x = [1]; f(x); assert x == [1, 3]"),
    "nan in an argument": ("def f(x): return 1", "x = np.array([np.nan]); f(x); assert np.isnan(x).all()"),
    "stream of a generator": (
        "def f(rng): return rng.random()",
        "rng, same = np.random.default_rng(1), np.random.default_rng(1)\n"
        "assert [f(rng), f(rng)] == [same.random(), same.random()]",
    ),
    "builtin exception": (
        "def f(x): raise ValueError(f'no {x}')",
        "try:\n    f(3)\nexcept ValueError as e:\n    assert str(e) == 'no 3'\nelse:\n    assert False",
    ),
    "exception of their own": (
        "class Mine(KeyError): pass\ndef f(): raise Mine('key')",
        "try:\n    f()\nexcept LookupError:\n    pass\nelse:\n    raise AssertionError",
    ),
    "name deleted by the test": (
        "def one(): return 1\ndef two(): return 2 * one()",
        "keep = one\ndel one\ntry:\n    two()\nexcept NameError:\n    pass\nelse:\n    raise AssertionError\n"
        "one = keep\nassert two() == 2",
    ),
    "name rebound by the test": ("SCALE = 2\ndef f(x): return SCALE * x", "SCALE = 5\nassert f(1) == 5"),
    "module under the student's name": ("import numpy as jnp\nx = 1", "assert jnp.ones(1) == x"),
    "warnings and prints": (
        "import warnings, sys\ndef f(x):\n    warnings.warn('careful'); print('err', file=sys.stderr)\n"
        "    return np.exp(1000.0)",
        "assert f(1) == np.inf",
    ),
    "large data under the test's names": (
        "x = y = np.zeros(5 * 10**6)\ndef f(): return 1",
        "x = y = f(); assert x == 1",
    ),
    "keeps to one call": ("def f(x): return x", "assert [f(i) for i in range(200)] == list(range(200))"),
    "IPython in the student's cell": (
        "%time x = 3\n!true\ny = 4",
        "assert x + y == 7",
    ),
}


@pytest.fixture(scope="module")
def marks():
    """Marks of all the answers below, each tested before the next one takes its name, in one submission."""
    cells = []
    for name, (source, test, *_) in {**PASSING, **FAILING}.items():
        cells += [answer(f"answer {name}", source), check(name, test)]
    return grade_cells(IMPORT, *cells)


@pytest.mark.parametrize("name", PASSING)
def test_honest_answer_passes(name, marks):
    mark = marks[name]
    assert (mark.points, mark.verdict) == (1, "passed"), mark.text


FAILING = {
    "wrong value": ("def f(x): return x", "assert f(3) == 6", "f(3) == 6"),
    "message of the assertion": (
        "def f(x): return x",
        "assert f(3) == 6, 'f(3): expected 6'",
        "f(3): expected 6",
    ),
    "missing function": ("del f", "assert f(3) == 6", "f: expected the notebook to define it"),
    "exception": ("def f(x): return 1 / 0", "f(3)", "ZeroDivisionError: division by zero"),
    "exception with half a surrogate": ("def f(x): raise ValueError('\\ud800')", "f(3)", "ValueError: ?"),
    "stub": (
        "def f(x): raise NotImplementedError('f: write this')",
        "f(3)",
        "NotImplementedError: f: write this",
    ),
    "sys.exit": ("import sys\ndef f(x): sys.exit('bye')", "f(3)", "SystemExit: bye"),
    "None": ("def f(x): pass", "assert f(3) + 1 == 2", "TypeError"),
    "an object": ("class A: pass\ndef f(x): return A()", "assert f(3) == 6", "f(3) == 6"),
    "an object that equals everything": (
        "class A:\n    def __eq__(self, other): return True\ndef f(x): return A()",
        "assert f(3) == 6",
        "f(3) == 6",
    ),
    "an array that equals everything": (
        "class A(np.ndarray):\n    def __eq__(self, other): return True\n"
        "    def __array_function__(self, *a): return True\ndef f(x): return np.zeros(1).view(A)",
        "assert f(3) == 6",
        "f(3) == 6",
    ),
    "argument filled beyond all limits": (
        "def f(x): x[:] = [bytes(10**7)] * 10; return 6",
        "assert f([1]) == 6",
        "expected at most 64 MB",
    ),
    "shape of an argument changed": ("def f(x): x.shape = (2, 1)", "f(np.ones(2))", "arguments untouched"),
    "read-only argument made writeable": (
        "def f(x): x.flags.writeable = True; x[0] = 9",
        "x = np.ones(2); x.flags.writeable = False; f(x)",
        "read-only",
    ),
}


@pytest.mark.parametrize("name", FAILING)
def test_wrong_answer_fails_and_says_why(name, marks):
    assert (marks[name].points, marks[name].verdict) == (0, "failed")
    assert FAILING[name][2] in marks[name].text


FAULTS = {
    "a function as argument": ("f(lambda: 1)", "can't cross"),
    "not Python": ("f(", "SyntaxError"),
    "fault inside the package": (
        "from autograder import grade\ngrade('no such exercise', f)",
        "no such exercise",
    ),
    "endless loop": ("while True: pass", "time or memory limit"),
    "ends the process": ("import os; os._exit(0)", "time or memory limit"),
}


@pytest.mark.parametrize("test, told", FAULTS.values(), ids=FAULTS)
def test_fault_of_the_grader_is_told_from_a_wrong_answer(test, told):
    marks = grade_cells(
        answer("f", "def f(*x): return 1"),
        check("t", test),
        check("next", "assert f() == 1"),
        check_seconds=2,
    )
    assert (marks["t"].points, marks["t"].verdict) == (0, "could_not_check")
    assert told in marks["t"].text
    assert marks["next"].verdict == "passed"


def test_prints_and_warnings_of_a_call_are_shown():
    source = "import warnings\ndef f():\n    print('hello'); warnings.warn('careful'); print('x' * 100_000)"
    mark = grade_cells(answer("f", source), check("t", "f()"))["t"]
    assert mark.verdict == "passed"
    assert "hello" in mark.text and "careful" in mark.text
    assert len(mark.text) < 10_000


def test_students_name_cannot_take_the_place_of_the_graders():
    """Builtins, the instructor's imports and what IPython brings are never taken from the notebook."""
    evil = "isinstance = len = all = get_ipython = lambda *a: True\nclass math: pi = 4"
    test = "assert len([1, 2]) == 2 and not isinstance(1, str) and 3.1 < math.pi < 3.2"
    marks = grade_cells(
        given("import_math", "import math"), answer("f", "x = 1"), free(evil), check("t", test)
    )
    assert marks["t"].verdict == "passed"


def test_test_cells_leave_nothing_behind():
    source = "count = 0\ndef f():\n    global count; count += 1; return count"
    spoil = "import builtins, numpy; builtins.abs = numpy.allclose = lambda *a: True; f(); assert f() == 2"
    marks = grade_cells(
        answer("f", source), check("first", spoil), check("second", "assert f() == 1 and abs(-3) == 3")
    )
    assert marks["first"].verdict == marks["second"].verdict == "passed"
