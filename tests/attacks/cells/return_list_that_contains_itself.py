"""A list that contains itself has no end."""

def target(x):
    endless = []
    endless.append(endless)
    return endless
