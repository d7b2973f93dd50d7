"""A hundred megabytes are printed by one call."""

def target(x):
    for _ in range(100):
        print("x" * 1_000_000)
    return 0
