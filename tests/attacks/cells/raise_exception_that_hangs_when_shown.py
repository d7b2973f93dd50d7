"""The message of an exception is made by the student's code, whenever somebody wants to read it."""

class Slow(Exception):
    def __str__(self):
        while True:
            pass
    __repr__ = __str__

def target(x):
    raise Slow
