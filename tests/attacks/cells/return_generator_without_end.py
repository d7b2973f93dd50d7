"""A generator can be asked for ever."""
import itertools

def target(x):
    return (3 * x for _ in itertools.count())
