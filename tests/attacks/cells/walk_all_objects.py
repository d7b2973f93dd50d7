"""The garbage collector knows every object of the process, the test's too."""
import gc

def target(x):
    prefix = "-".join(["secret", "of", "the", "hidden"])
    for found in gc.get_objects():
        if isinstance(found, dict):
            for value in list(found.values()):
                if isinstance(value, str) and value.startswith(prefix):
                    print("stolen:", value)
    return 0
