"""Frames between the two sides: declared lengths, a JSON header, raw bytes. Nothing is ever pickled.

Both sides use this file. The receiver believes nothing: a length over the limit, a header that is not JSON
and a side that trickles its bytes all end in an exception, at the latest at the deadline.
"""

import json
import os
import socket
import struct
import time

LENGTHS = struct.Struct(">II")
MAX_HEADER = 4 << 20  # JSON of this size decodes to at most about 100 MB of objects
MAX_RAW = 64 << 20


class WireError(Exception):
    """The other side sent something that is not this protocol."""


class NotData(Exception):
    """A value that cannot cross: it is not made of numbers, strings, arrays and containers of these."""


def send_frame(connection, header, raw=b"", deadline=None):
    """Send one frame. Raises TimeoutError when the other side has not taken it by `deadline`
    (time.monotonic())."""
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) > MAX_HEADER or len(raw) > MAX_RAW:
        raise NotData(
            f"a message: expected at most {MAX_RAW >> 20} MB, got {(len(text) + len(raw)) >> 20} MB"
        )
    connection.settimeout(_remaining(deadline))
    connection.sendall(LENGTHS.pack(len(text), len(raw)) + text + raw)


def receive_frame(connection, deadline=None):
    """Receive one frame as (header, raw). Raises EOFError when the other side is gone, TimeoutError,
    WireError."""
    header_length, raw_length = LENGTHS.unpack(_receive_exactly(connection, LENGTHS.size, deadline))
    if header_length > MAX_HEADER or raw_length > MAX_RAW:
        raise WireError(f"a frame declares {header_length} + {raw_length} bytes, more than is allowed")
    text = _receive_exactly(connection, header_length, deadline)
    raw = _receive_exactly(connection, raw_length, deadline)
    try:
        header = json.loads(text, parse_int=_parse_integer)
    except (ValueError, RecursionError) as error:
        raise WireError(f"a frame's header is not JSON: {error}") from None
    if not isinstance(header, dict):
        raise WireError(f"a frame's header: expected an object, got {type(header).__name__}")
    return header, raw


def _receive_exactly(connection, size, deadline):
    parts = bytearray()
    while len(parts) < size:
        connection.settimeout(_remaining(deadline))
        part = connection.recv(min(size - len(parts), 1 << 20))
        if not part:
            raise EOFError("the other side closed the connection")
        parts += part
    return bytes(parts)


def _remaining(deadline):
    """Seconds left; the deadline is for the whole frame, so that a byte now and then buys no time."""
    if deadline is None:
        return None
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError("no complete message within the time limit")
    return remaining


def _parse_integer(digits):
    if len(digits) > 20:  # converting a long decimal takes quadratic time
        raise ValueError("an integer of more than 20 characters")
    return int(digits)


def ask_for_clone(control):
    """Ask a warm process to fork itself; returns the socket to the fork, which runs on the caller's cores."""
    mine, theirs = socket.socketpair()
    with theirs:
        send_frame(control, {"clone": sorted(os.sched_getaffinity(0))})
        socket.send_fds(control, [b"+"], [theirs.fileno()])
    return mine


def clone(control, cores):
    """Fork this warm process; returns the socket that it serves, and in the fork the one that was sent."""
    _, (descriptor,), _, _ = socket.recv_fds(control, 1, 1)
    if os.fork() == 0:
        os.sched_setaffinity(0, cores)
        control.close()
        return socket.socket(fileno=descriptor)
    os.close(descriptor)
    return control
