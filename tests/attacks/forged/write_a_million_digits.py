"""A number of a million digits takes a parser quadratic time."""
FORGED = frame(b'{"value": ' + b"9" * 1_000_000 + b"}")
