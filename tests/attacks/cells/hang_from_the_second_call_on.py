"""The first call is right, the second never returns."""
calls = 0

def target(x):
    global calls
    calls += 1
    while calls > 1:
        pass
    return 3 * x
