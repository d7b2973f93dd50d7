import json
import math
import socket
import time

import numpy as np
import pytest

from autograder.worker.values import MAX_BIG_INTEGER, MAX_DEPTH, MAX_KEYS, MAX_NODES, pack, unpack
from autograder.worker.wire import MAX_HEADER, MAX_RAW, NotData, WireError, receive_frame, send_frame


def nested(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


DATA = {
    "none": None,
    "bool": True,
    "int": -3,
    "integer beyond 64 bits": -(2**200),
    "float": 0.1,
    "infinity": -math.inf,
    "complex": 1 - 2j,
    "text": "ħ\n",
    "bytes": b"\x00\xff",
    "range": range(2, 20, 3),
    "nested containers": (1, [2.0, {"a": (None, {3, 4})}], frozenset("b")),
    "dict with tuple keys": {(1, "a"): 2},
    "empty containers": ((), [], {}, set()),
}


@pytest.mark.parametrize("value", DATA.values(), ids=DATA)
def test_data_come_back_equal_and_of_the_same_type(value):
    back = unpack(*pack(value))
    assert back == value
    assert type(back) is type(value)


ARRAYS = {
    "matrix": np.arange(6.0).reshape(2, 3),
    "transposed": np.arange(6.0).reshape(2, 3).T,
    "zero dimensions": np.array(3.0),
    "no entries": np.zeros((0, 3)),
    "nan": np.array([np.nan, np.inf]),
    "integers": np.arange(4, dtype=np.int8),
    "booleans": np.array([True, False]),
    "float32": np.ones(2, dtype=np.float32),
    "complex": np.array([1j]),
    "big-endian": np.arange(3, dtype=">f8"),
    "scalar float32": np.float32(1.5),
    "scalar int64": np.int64(7),
    "scalar bool": np.True_,
}


@pytest.mark.parametrize("value", ARRAYS.values(), ids=ARRAYS)
def test_arrays_come_back_with_shape_and_dtype(value):
    back = unpack(*pack(value))
    assert type(back) is type(value)
    assert back.shape == value.shape and back.dtype == value.dtype
    np.testing.assert_array_equal(back, value)


class AlwaysEqual(np.ndarray):
    def __eq__(self, other):
        return True


SUBCLASSES = {
    "overridden comparison": np.zeros(2).view(AlwaysEqual),
    "matrix": np.zeros((2, 2)).view(type("matrix", (np.ndarray,), {})),
    "masked array": np.ma.array([1.0, 2.0], mask=[True, False]),
}


@pytest.mark.parametrize("value", SUBCLASSES.values(), ids=SUBCLASSES)
def test_array_subclasses_arrive_as_base_arrays(value):
    assert type(unpack(*pack(value))) is np.ndarray


def test_read_only_array_stays_read_only():
    array = np.ones(2)
    array.flags.writeable = False
    assert not unpack(*pack(array)).flags.writeable


def test_random_generator_crosses_with_its_stream():
    rng = np.random.default_rng(3)
    rng.integers(10, dtype=np.int32)  # leaves half a draw in the generator
    copy = unpack(*pack(rng))
    assert [copy.integers(1000, dtype=np.int32) for _ in range(5)] == [
        rng.integers(1000, dtype=np.int32) for _ in range(5)
    ]


class HasArray:
    def __array__(self, dtype=None, copy=None):
        return np.zeros(2)


loop = []
loop.append(loop)

NO_DATA = {
    "function": len,
    "object": object(),
    "object that pretends to be an array": HasArray(),
    "array of objects": np.array([object()]),
    "structured array": np.zeros(2, dtype=[("a", float)]),
    "dates": np.array(["2020-01-01"], dtype="datetime64[D]"),
    "list that holds itself": loop,
    "too deep": nested(MAX_DEPTH + 1),
    "too many items": [0] * (MAX_NODES + 1),
    "too large": np.zeros(MAX_RAW // 8 + 1),
    "integer too long": 1 << (8 * MAX_BIG_INTEGER + 8),
    "half a surrogate pair": "\ud800",
    "an open file": open,
}


@pytest.mark.parametrize("value", NO_DATA.values(), ids=NO_DATA)
def test_what_is_not_data_does_not_cross(value):
    with pytest.raises(NotData):
        pack(value)


HOSTILE = {
    "unknown tag": (["pickle", "x"], b""),
    "private method as a tag": (["_take", 3], b"abc"),
    "no tag": ([], b""),
    "an object": ({"a": 1}, b""),
    "object dtype": (["array", "|O", [1], True], b"\0" * 8),
    "void dtype": (["array", "|V8", [1], True], b"\0" * 8),
    "dtype with a structure": (["array", "f8,f8", [1], True], b"\0" * 16),
    "shape larger than the bytes": (["array", "<f8", [2], True], b"\0" * 8),
    "shape smaller than the bytes": (["array", "<f8", [1], True], b"\0" * 16),
    "negative sizes": (["array", "<f8", [-1, -1], True], b"\0" * 8),
    "product of sizes that overflows": (["array", "<f8", [2**31, 2**31, 4], True], b""),
    "huge empty array": (["array", "<f8", [0, 2**62], True], b""),
    "size that is a bool": (["array", "<f8", [True], True], b"\0" * 8),
    "size that is no number": (["array", "<f8", ["1"], True], b"\0" * 8),
    "40 dimensions": (["array", "<f8", [1] * 40, True], b"\0" * 8),
    "too few parts": (["array", "<f8"], b""),
    "too many parts": (["tuple", [], []], b""),
    "bytes beyond the end": (["bytes", 10], b"abc"),
    "negative bytes": (["bytes", -1], b"abc"),
    "too long integer": (["int", MAX_BIG_INTEGER + 1], b"\1" * (MAX_BIG_INTEGER + 1)),
    "complex of texts": (["complex", "1", "2"], b""),
    "range without a step": (["range", 0, 5, 0], b""),
    "unhashable key": (["dict", [[["list", []], 1]]], b""),
    "dict of triples": (["dict", [[1, 2, 3]]], b""),
    "too many keys": (["set", list(range(MAX_KEYS + 1))], b""),
    "too deep": (json.loads('["list",[' * 30 + "]]" * 30), b""),
    "too many items": (["list", [0] * (MAX_NODES + 1)], b""),
    "half a surrogate pair": ("\ud800", b""),
    "reference where none is known": (["ref", 0], b""),
    "generator without a state": (["generator"], b"abc"),
}


@pytest.mark.parametrize("tree, raw", HOSTILE.values(), ids=HOSTILE)
def test_decoder_refuses_what_does_not_add_up(tree, raw):
    with pytest.raises(WireError):
        unpack(tree, raw)


FRAMES = {
    "header longer than allowed": (MAX_HEADER + 1).to_bytes(4, "big") + bytes(4),
    "raw part longer than allowed": bytes(4) + (MAX_RAW + 1).to_bytes(4, "big"),
    "no JSON": (3).to_bytes(4, "big") + bytes(4) + b"{x}",
    "no text": (2).to_bytes(4, "big") + bytes(4) + b"\xff\xfe",
    "no object": (2).to_bytes(4, "big") + bytes(4) + b"[]",
    "endless nesting": (100_000).to_bytes(4, "big") + bytes(4) + b"[" * 100_000,
    "a number of 5000 digits": (5008).to_bytes(4, "big") + bytes(4) + b'{"a": 1' + b"1" * 5000 + b"}",
}


@pytest.mark.parametrize("sent", FRAMES.values(), ids=FRAMES)
def test_receiver_refuses_what_is_no_frame(sent):
    mine, theirs = socket.socketpair()
    with mine, theirs:
        theirs.sendall(sent)
        with pytest.raises(WireError):
            receive_frame(mine, time.monotonic() + 5)


def test_receiver_tells_a_closed_connection():
    mine, theirs = socket.socketpair()
    with mine:
        theirs.sendall(b"\0\0")
        theirs.close()
        with pytest.raises(EOFError):
            receive_frame(mine, time.monotonic() + 5)


def test_deadline_holds_for_the_whole_frame():
    """A byte now and then must not keep the receiver waiting."""
    mine, theirs = socket.socketpair()
    with mine, theirs:
        theirs.sendall((1000).to_bytes(4, "big") + bytes(4) + b" " * 10)
        begin = time.monotonic()
        with pytest.raises(TimeoutError):
            receive_frame(mine, begin + 0.2)
        assert time.monotonic() - begin < 2


def test_sender_does_not_wait_for_a_reader_that_never_reads():
    mine, theirs = socket.socketpair()
    with mine, theirs, pytest.raises(TimeoutError):
        send_frame(mine, {}, bytes(MAX_RAW), time.monotonic() + 0.2)
