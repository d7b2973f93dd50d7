"""Whoever walks a deep nesting by recursion runs out of stack."""

def target(x):
    nested = 0
    for _ in range(100_000):
        nested = [nested]
    return nested
