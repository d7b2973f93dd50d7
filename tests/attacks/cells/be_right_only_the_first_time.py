"""The first call of each check is right, every later one is not."""
calls = 0

def target(x):
    global calls
    calls += 1
    return 3 * x if calls == 1 else 0
