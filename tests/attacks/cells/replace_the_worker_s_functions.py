"""The code that serves the calls is replaced by code that claims success."""
import sys

def target(x):
    return 0

for name, module in list(sys.modules.items()):
    if name.startswith("worker"):
        module.pack = lambda *args, **kwargs: (["tuple", [True, None]], b"")
        for function in ("_data_or_kept", "_is_data", "_describe"):
            if hasattr(module, function):
                setattr(module, function, lambda *args: True)
