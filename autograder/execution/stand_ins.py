"""Stand-ins for what the student defined: calling one sends the arguments to the sandbox and takes values
back."""

import builtins
import sys
import time

from ..worker.values import pack, unpack
from ..worker.wire import NotData, WireError, receive_frame, send_frame
from .write_back import write_back

MAX_TEXT = 8_000  # characters of a message or traceback that a student's code may write into a report

MAX_KEPT = 10_000
ABSENT = object()  # in place of a value: the name is not bound


class StudentError(Exception):
    """The student's function raised an exception; an instance of the same builtin exception, too, where there
    is one.

    Attributes:
        student_traceback: the traceback inside the sandbox, as text.
    """

    def __init__(self, message, student_traceback=""):
        Exception.__init__(self, message)
        self.student_traceback = student_traceback

    def __str__(self):
        return str(self.args[0])


class StudentLost(StudentError):
    """The student's process can't answer any more; no call of this test can."""


class TimedOut(StudentLost):
    """A call took longer than its time limit."""


class ProcessEnded(StudentLost):
    """The process ended during a call, by itself or killed."""


class Garbled(StudentLost):
    """The process sent what is no value."""


class CannotCross(TypeError):
    """The test cell passes an argument that can't be sent to the sandbox: the fault is the test's."""


class StudentValue:
    """A value that is not data and stays in the sandbox; it can be passed back as an argument, no more."""

    def __init__(self, channel, number, name):
        self._channel = channel
        self._number = number
        self.__name__ = name

    def __repr__(self):
        return f"<{self.__name__} in the student's process>"


class StudentFunction(StudentValue):
    """A callable in the sandbox."""

    def __call__(self, *args, **kwargs):
        return self._channel.call(self, args, kwargs)


class Channel:
    """The connection of one test cell with the process that serves its calls.

    Args:
        connection: the socket; everything that arrives on it is untrusted.
        call_seconds: time limit of one call.
        all_seconds: time limit of all of them together.

    Attributes:
        namespace: the test cell's names. A student's name that the cell rebinds or deletes is rebound or
            deleted for the student's functions too, as in a notebook.
        lost: the StudentLost that ended the connection, or None.
    """

    def __init__(self, connection, call_seconds, all_seconds):
        self.connection = connection
        self.deadline = time.monotonic() + all_seconds
        self.call_seconds = call_seconds
        self.namespace = {}
        self.lost = None
        self._theirs = {}  # what the student's functions find under the names that both sides have
        self._values = {}

    def fetch(self, names):
        """Put what the student defined under these names into the namespace.

        Returns:
            dict of name -> module name, for the names that stand for a module there.
        """
        header, (values, _) = self._exchange(
            {"op": "names", "names": sorted(names)}, b"", "the notebook's names"
        )
        modules = header.get("modules")
        if not isinstance(values, dict) or not isinstance(modules, dict):
            raise self._lose(Garbled, "the notebook's names: expected a list, got something else")
        self._theirs = {name: value for name, value in values.items() if name in names}
        self.namespace.update(self._theirs)
        return {name: module for name, module in modules.items() if name in names and isinstance(module, str)}

    def call(self, function, args, kwargs):
        """Call a function in the sandbox; arrays, lists and dicts among the arguments are changed as it
        changed them."""
        name = function.__name__
        assigned, deleted = self._changed_names()
        try:
            tree, raw = pack((args, kwargs, assigned, function), self._refer)
        except NotData as error:
            raise CannotCross(
                f"{name}: expected arguments that are data, got others ({error}). A function or an "
                "object can't cross to the student's process."
            ) from None
        header, (value, changed) = self._exchange(
            {"op": "call", "value": tree, "deleted": deleted}, raw, name
        )
        if printed := header.get("printed"):
            sys.stdout.write(_text(printed))
        if changed is not None:
            self._write_back((args, kwargs), changed, name)
        if header.get("raised") is not None:
            raise _student_error(header["raised"])
        return value

    def _changed_names(self):
        """(data that the test cell bound to a student's name, student's names that it deleted)."""
        assigned, deleted = {}, []
        for name, value in self._theirs.items():
            mine = self.namespace.get(name, ABSENT)
            if mine is ABSENT and value is not ABSENT:
                deleted.append(name)
            elif mine is not value and self._crosses(mine):
                assigned[name] = mine
        self._theirs.update(assigned)
        self._theirs.update(dict.fromkeys(deleted, ABSENT))
        return assigned, deleted

    def _crosses(self, value):
        try:
            pack(value, self._refer)
        except NotData:
            return False
        return True

    def _refer(self, value, container):
        if isinstance(value, StudentValue) and value._channel is self:
            return value._number
        return None

    def _exchange(self, header, raw, name):
        """Send a request; receive (header, value of two parts)."""
        if self.lost is not None:
            raise type(self.lost)(
                f"{name}: not called, since the student's process was lost before ({self.lost})"
            )
        deadline = min(time.monotonic() + self.call_seconds, self.deadline)
        try:
            send_frame(self.connection, header, raw, deadline)
            header, raw = receive_frame(self.connection, deadline)
            kept = self._learn(header.get("kept"))
            value = unpack(header.get("value"), raw, kept)
            if not isinstance(value, tuple) or len(value) != 2:
                raise WireError("an answer has not two parts")
        except TimeoutError:
            limit = "the test's time" if deadline == self.deadline else f"{self.call_seconds:g} s"
            raise self._lose(TimedOut, f"{name}: expected an answer within {limit}, got none") from None
        except (EOFError, OSError):
            raise self._lose(
                ProcessEnded, f"{name}: expected an answer, got the end of the student's process"
            ) from None
        except WireError as error:
            raise self._lose(
                Garbled, f"{name}: expected a value, got bytes that are none ({error})"
            ) from None
        return header, value

    def _lose(self, kind, message):
        self.lost = kind(message)
        return self.lost

    def _learn(self, kept):
        """Note the values that stay there; returns the function that finds them by number."""
        if not isinstance(kept, list) or len(kept) > MAX_KEPT:
            raise WireError("an answer without its list of kept values")
        for entry in kept:
            if not (isinstance(entry, list) and len(entry) == 3 and type(entry[0]) is int):
                raise WireError("a kept value is not described")
            kind = StudentFunction if entry[1] == "function" else StudentValue
            self._values.setdefault(entry[0], kind(self, entry[0], _text(entry[2])[:100]))
        return self._find

    def _find(self, number):
        if number not in self._values:
            raise WireError(f"the reference {number} is unknown")
        return self._values[number]

    def _write_back(self, mine, theirs, name):
        try:
            write_back(mine, theirs)
        except ValueError as error:
            raise StudentError(f"{name}: expected its arguments untouched, got {error}") from None


def _student_error(raised):
    """The exception that the student's function raised, as far as it can be believed."""
    if not isinstance(raised, dict):
        raise StudentError("the student's function raised something that can't be described")
    name, message = _text(raised.get("type")), _text(raised.get("message"))
    ancestors = raised.get("ancestors")
    for ancestor in ancestors if isinstance(ancestors, list) else []:
        kind = getattr(builtins, ancestor, None) if isinstance(ancestor, str) else None
        if isinstance(kind, type) and issubclass(kind, Exception):
            try:
                error = type(name if name.isidentifier() else kind.__name__, (StudentError, kind), {})(
                    message
                )
            except TypeError:  # its constructor asks for more than a message
                continue
            error.student_traceback = _text(raised.get("traceback"))
            return error
    kind = type(name[:100] if name.isidentifier() else "StudentError", (StudentError,), {})
    return kind(message, _text(raised.get("traceback")))


def _text(value):
    """Text of bearable length without control characters other than line breaks; it ends up in reports."""
    text = value if isinstance(value, str) else ""
    return "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text[:MAX_TEXT]
    )
