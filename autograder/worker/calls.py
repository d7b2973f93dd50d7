"""Serve the calls of one test cell: look up the student's functions, call them with values, send values
back."""

import builtins
import os
import traceback
import types

from .values import pack, unpack
from .wire import NotData, WireError, receive_frame, send_frame

MAX_PRINTED = 4_000  # characters of one call
MAX_TRACEBACK = 8_000


class CallServer:
    """The student's side of one check, in a process of its own that is thrown away afterwards.

    Args:
        shell: holds the student's names.
        connection: the socket to the test cell.
    """

    def __init__(self, shell, connection):
        self.shell = shell
        self.connection = connection
        self.process = os.getpid()
        self.kept = []  # values that are not data; the other side knows them by their index
        self.numbers = {}  # id of a kept value -> its index
        self.told = 0  # how many of them the other side has heard of

    def serve(self):
        """Answer until the other side hangs up."""
        while True:
            try:
                header, raw = receive_frame(self.connection)
            except EOFError:
                return
            answer, raw = getattr(self, f"answer_{header['op']}")(header, raw)
            if os.getpid() != self.process:  # a call forked and returned in both processes
                os._exit(0)
            send_frame(self.connection, answer, raw)

    def answer_names(self, header, raw):
        """What each name is: a module, or a value (data, or a reference); an unknown name is left out."""
        found = {name: self.shell.user_ns[name] for name in header["names"] if name in self.shell.user_ns}
        modules = {
            name: value.__name__ for name, value in found.items() if isinstance(value, types.ModuleType)
        }
        values = {name: _data_or_kept(value) for name, value in found.items() if name not in modules}
        try:
            return self._answer(values, {"modules": modules})
        except NotData:  # each could cross, but together they are too large
            return self._answer({name: _Kept(found[name]) for name in values}, {"modules": modules})

    def answer_call(self, header, raw):
        """Call a function; send its result, or its exception, and the arguments if the call changed them."""
        args, kwargs, assigned, function = unpack(header["value"], raw, self._resolve)
        self.shell.user_ns.update(assigned)
        for name in header["deleted"]:
            self.shell.user_ns.pop(name, None)
        before = _fingerprint(self._pack_arguments(args, kwargs))
        self.shell.recorder.start()
        result, raised = None, None
        try:
            result = function(*args, **kwargs)
        except BaseException as error:  # sys.exit() too: it ends this call, not the exercise
            raised = _describe_exception(error)
        printed = "".join(output.get("text", "") for output in self.shell.recorder.stop())[:MAX_PRINTED]
        after = self._pack_arguments(args, kwargs)
        changed = (args, kwargs) if _fingerprint(after) != before else None
        header = {"raised": raised, "printed": _encodable(printed)}
        try:
            return self._answer(_data_or_kept(result), header, changed)
        except NotData as error:  # an argument was filled with more than can cross
            return self._answer(None, {**header, "raised": _describe_exception(ValueError(str(error)))})

    def _pack_arguments(self, args, kwargs):
        try:
            return pack((args, kwargs), self._keep)
        except NotData:  # grown beyond the limits by the call; that counts as a change
            return None

    def _answer(self, value, header, changed=None):
        header["value"], raw = pack((value, changed), self._keep)
        header["kept"] = [
            [number, *_describe(kept)] for number, kept in enumerate(self.kept) if number >= self.told
        ]
        self.told = len(self.kept)
        return header, raw

    def _keep(self, value, container=False):
        """The number of a value that stays here; a container stays only if it did before."""
        marked = isinstance(value, _Kept)
        value = value.value if marked else value
        number = self.numbers.get(id(value))
        if number is None and not container:
            number = self.numbers[id(value)] = len(self.kept)
            self.kept.append(value)
        return number

    def _resolve(self, number):
        if number >= len(self.kept):
            raise WireError(f"reference {number} is unknown here")
        return self.kept[number]


class _Kept:
    """Marks a value that stays here although parts of it could cross."""

    def __init__(self, value):
        self.value = value


def _data_or_kept(value):
    """The value if it is data; in a tuple, list or dict each entry that is not data is kept whole."""
    if _is_data(value):
        return value
    if isinstance(value, (tuple, list)) and len(value) <= 100:
        return (tuple if isinstance(value, tuple) else list)(
            [item if _is_data(item) else _Kept(item) for item in value]
        )
    if isinstance(value, dict) and len(value) <= 100:
        return {key: item if _is_data(item) else _Kept(item) for key, item in value.items()}
    return _Kept(value)


def _is_data(value):
    try:
        pack(value)
    except NotData:
        return False
    return True


def _describe(value):
    kind = "function" if callable(value) else "value"
    return [kind, str(getattr(value, "__name__", type(value).__name__))[:100]]


def _fingerprint(packed):
    return None if packed is None else (repr(packed[0]), packed[1])


def _describe_exception(error):
    """Builtin ancestors, message and traceback of an exception, as plain text."""
    ancestors = [
        kind.__name__ for kind in type(error).__mro__ if getattr(builtins, kind.__name__, None) is kind
    ]
    try:
        message = str(error)
    except Exception:
        message = "(its message could not be made into text)"
    trace = error.__traceback__ and error.__traceback__.tb_next  # the first frame is this file's
    lines = traceback.format_exception(type(error), error, trace, limit=-8)
    return {
        "type": type(error).__name__[:100],
        "ancestors": ancestors,
        "message": _encodable(message)[:MAX_PRINTED],
        "traceback": _encodable("".join(lines))[-MAX_TRACEBACK:],
    }


def _encodable(text):
    return text.encode("utf-8", "replace").decode()
