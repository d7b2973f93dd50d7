"""Values as data: a JSON tree whose arrays, bytes and large integers lie in raw bytes, in the order of the
tree.

Both sides use this file. The decoder believes nothing: every length, dtype, shape and nesting is verified,
and whatever does not add up is a WireError.
"""

import math
import re
import struct

import numpy as np

from .wire import MAX_RAW, NotData, WireError

MAX_NODES = 200_000
MAX_DEPTH = 24
MAX_KEYS = 10_000  # hostile keys can all share one hash; this many still cost seconds, not hours
MAX_BIG_INTEGER = 4096  # bytes
PLAIN_INTEGER = 2**63
DTYPE = re.compile(r"[<>|=](b1|[iu][1248]|f(2|4|8|12|16)|c(8|16|24|32))")


def pack(value, refer=None):
    """Encode a value as (tree, raw bytes).

    Args:
        value: data, or what `refer` knows.
        refer: called as refer(value, container) for each container and for each value that is not data;
            returns a small integer to send instead, or None. `container` says that the value could cross item
            by item.

    Raises:
        NotData: something in `value` is neither; the message names its type.
    """
    chunks = []
    tree = _Packer(chunks, refer).pack(value, 0)
    raw = b"".join(chunks)
    if len(raw) > MAX_RAW:
        raise NotData(f"expected at most {MAX_RAW >> 20} MB of arrays, got {len(raw) >> 20} MB")
    return tree, raw


def unpack(tree, raw, resolve=None):
    """Decode what `pack` made; every array is a fresh base array.

    Args:
        tree, raw: as received.
        resolve: called as resolve(integer) for a reference; raises WireError for one that it does not know.
    """
    decoder = _Unpacker(raw, resolve)
    value = decoder.unpack(tree, 0)
    if decoder.position != len(raw):
        raise WireError(f"a value declares {decoder.position} raw bytes, the frame holds {len(raw)}")
    return value


class _Packer:
    def __init__(self, chunks, refer):
        self.chunks = chunks
        self.refer = refer
        self.nodes = 0

    def pack(self, value, depth):
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise NotData(f"expected at most {MAX_DEPTH} levels and {MAX_NODES} items, got more")
        if value is None or value is True or value is False:
            return value
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, np.generic) and DTYPE.fullmatch(value.dtype.str):
            self.chunks.append(value.tobytes())
            return ["scalar", value.dtype.str]
        if isinstance(value, int):
            return self._integer(int(value))
        if isinstance(value, float):
            return float(value)
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, complex):
            return ["complex", value.real, value.imag]
        if isinstance(value, (bytes, bytearray)):
            self.chunks.append(bytes(value))
            return ["bytes", len(value)]
        if isinstance(value, range):
            return ["range", *(self._integer(number) for number in (value.start, value.stop, value.step))]
        if isinstance(value, (tuple, list, set, frozenset, dict)):
            return self._container(value, depth)
        return self._other(value)

    def _container(self, value, depth):
        number = None if self.refer is None else self.refer(value, True)
        if number is not None:
            return ["ref", number]
        if isinstance(value, dict):
            return [
                "dict",
                [[self.pack(k, depth + 1), self.pack(v, depth + 1)] for k, v in list(value.items())],
            ]
        for kind in (tuple, list, set, frozenset):
            if isinstance(value, kind):
                return [kind.__name__, [self.pack(item, depth + 1) for item in list(value)]]

    def _array(self, array):
        array = np.asarray(array)  # a subclass leaves its behaviour behind
        if not DTYPE.fullmatch(array.dtype.str):
            return self._other(array)
        if array.nbytes > MAX_RAW:
            raise NotData(f"expected at most {MAX_RAW >> 20} MB of arrays, got {array.nbytes >> 20} MB")
        self.chunks.append(array.tobytes())
        return ["array", array.dtype.str, list(array.shape), bool(array.flags.writeable)]

    def _integer(self, number):
        if -PLAIN_INTEGER <= number < PLAIN_INTEGER:
            return number
        size = number.bit_length() // 8 + 1
        if size > MAX_BIG_INTEGER:
            raise NotData(f"expected an integer of at most {MAX_BIG_INTEGER} bytes, got one of {size}")
        self.chunks.append(number.to_bytes(size, "big", signed=True))
        return ["int", size]

    def _text(self, value):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise NotData("expected text, got a str with half a surrogate pair") from None
        return str(value)

    def _other(self, value):
        state = _generator_state(value)
        if state is not None:
            self.chunks.append(state)
            return ["generator"]
        number = None if self.refer is None else self.refer(value, False)
        if number is None:
            raise NotData(f"expected data, got a value of type {type(value).__name__}")
        return ["ref", number]


class _Unpacker:
    def __init__(self, raw, resolve):
        self.raw = raw
        self.resolve = resolve
        self.position = 0
        self.nodes = 0

    def unpack(self, tree, depth):
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError(f"a value has more than {MAX_DEPTH} levels or {MAX_NODES} items")
        if tree is None or isinstance(tree, (bool, int, float)):
            return tree
        if isinstance(tree, str):
            return self._text(tree)
        if not isinstance(tree, list) or not tree or not isinstance(tree[0], str):
            raise WireError("a value is neither plain nor tagged")
        decode = getattr(self, f"_decode_{tree[0]}", None) if tree[0] in TAGS else None
        if decode is None:
            raise WireError(f"a value has the unknown tag {tree[0]!r:.40}")
        try:
            return decode(depth, *tree[1:])
        except (TypeError, ValueError, OverflowError, MemoryError) as error:
            raise WireError(f"a {tree[0]} is malformed: {error}") from None

    def _take(self, size):
        if not _is_size(size) or self.position + size > len(self.raw):
            raise WireError(f"a value declares {size!r:.40} more raw bytes, the frame holds fewer")
        self.position += size
        return self.raw[self.position - size : self.position]

    def _text(self, text):
        try:
            text.encode()
        except UnicodeEncodeError:
            raise WireError("a text holds half a surrogate pair") from None
        return text

    def _decode_int(self, depth, size):
        if not _is_size(size) or size > MAX_BIG_INTEGER:
            raise WireError("an integer is too long")
        return int.from_bytes(self._take(size), "big", signed=True)

    def _decode_complex(self, depth, real, imag):
        return complex(_number(real), _number(imag))

    def _decode_bytes(self, depth, size):
        return bytes(self._take(size))

    def _decode_range(self, depth, start, stop, step):
        return range(*(self.unpack(number, depth + 1) for number in (start, stop, step)))

    def _decode_array(self, depth, dtype, shape, writeable):
        dtype = _dtype(dtype)
        if (
            not isinstance(shape, list)
            or len(shape) > 32
            or not all(_is_size(n) and n <= 2**31 for n in shape)
        ):
            raise WireError("an array's shape is not a list of sizes")
        # Python integers: a product that overflows in C would make a small buffer pass for a large array.
        size = math.prod(shape) * dtype.itemsize
        array = np.frombuffer(self._take(size), dtype=dtype).reshape(shape).copy()
        array.flags.writeable = writeable is not False
        return array

    def _decode_scalar(self, depth, dtype):
        dtype = _dtype(dtype)
        return np.frombuffer(self._take(dtype.itemsize), dtype=dtype)[0]

    def _items(self, depth, items):
        if not isinstance(items, list):
            raise WireError("a container's items are not a list")
        return [self.unpack(item, depth + 1) for item in items]

    def _decode_tuple(self, depth, items):
        return tuple(self._items(depth, items))

    def _decode_list(self, depth, items):
        return self._items(depth, items)

    def _decode_set(self, depth, items):
        _check_number_of_keys(items)
        return set(self._items(depth, items))

    def _decode_frozenset(self, depth, items):
        return frozenset(self._decode_set(depth, items))

    def _decode_dict(self, depth, items):
        _check_number_of_keys(items)
        return {self.unpack(key, depth + 1): self.unpack(value, depth + 1) for key, value in items}

    def _decode_generator(self, depth):
        return _generator(self._take(GENERATOR_STATE.size))

    def _decode_ref(self, depth, number):
        if self.resolve is None or not _is_size(number):
            raise WireError("a reference where none can be")
        return self.resolve(number)


TAGS = {name.removeprefix("_decode_") for name in vars(_Unpacker) if name.startswith("_decode_")}

# A random generator crosses as the state of its PCG64, so that a function draws from the stream that it was
# given.
GENERATOR_STATE = struct.Struct(">16s16s?I")


def _generator_state(value):
    """The state of a `np.random.default_rng()` as bytes, or None for anything else."""
    if type(value).__module__ != "numpy.random._generator" or type(value).__name__ != "Generator":
        return None
    state = value.bit_generator.state
    if state.get("bit_generator") != "PCG64":
        return None
    inner = state["state"]
    return GENERATOR_STATE.pack(
        inner["state"].to_bytes(16, "big"),
        inner["inc"].to_bytes(16, "big"),
        state["has_uint32"],
        state["uinteger"],
    )


def _generator(raw):
    generator = np.random.Generator(np.random.PCG64(0))
    state, inc, has_uint32, uinteger = GENERATOR_STATE.unpack(raw)
    generator.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": int.from_bytes(state, "big"), "inc": int.from_bytes(inc, "big")},
        "has_uint32": int(has_uint32),
        "uinteger": uinteger,
    }
    return generator


def _is_size(number):
    return type(number) is int and number >= 0


def _number(value):
    if type(value) not in (int, float):
        raise WireError("a part of a complex number is not a number")
    return value


def _dtype(text):
    if not isinstance(text, str) or not DTYPE.fullmatch(
        text
    ):  # no object arrays: their items would be pointers
        raise WireError(f"an array has the dtype {text!r:.40}, which is not numeric")
    return np.dtype(text)


def _check_number_of_keys(items):
    if not isinstance(items, list) or len(items) > MAX_KEYS:
        raise WireError(f"a dict or set: expected at most {MAX_KEYS} items")
