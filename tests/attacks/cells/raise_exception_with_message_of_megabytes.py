"""A message of megabytes is kept in the notebook, the page and the gradebook."""

def target(x):
    raise ValueError("x" * 5_000_000)
