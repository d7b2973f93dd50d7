"""A notebook that waits for an answer waits without end."""

def target(x):
    return 0

input("Password of the grader?")
