"""A function in place of a number could be called by the test's own code."""

def target(x):
    return lambda *args, **kwargs: 3 * x
