"""A call that never returns keeps the grader waiting."""

def target(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
