"""A header nested a million times overflows the stack of a parser that recurses."""
FORGED = frame(b"[" * 1_000_000)
