"""A function's name is the student's choice, and stands in the sentences of the report."""

def target(x):
    raise ValueError

target.__name__ = target.__qualname__ = "<img src=x onerror=alert(1)>\x1b[2J[red]"
