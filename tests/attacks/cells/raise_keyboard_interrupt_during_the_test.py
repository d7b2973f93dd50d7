"""KeyboardInterrupt could pass for the instructor's own Ctrl-C and stop the class."""

def target(x):
    raise KeyboardInterrupt
