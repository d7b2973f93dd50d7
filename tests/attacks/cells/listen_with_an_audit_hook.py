"""An audit hook hears of every source that is compiled, and can't be removed."""
import sys

heard = []

def hear(event, arguments):
    if event == "compile" and arguments and isinstance(arguments[0], (bytes, str)):
        heard.append(str(arguments[0]))

sys.addaudithook(hear)

def target(x):
    for source in heard:
        if "hidden" + "_note" in source:
            print("stolen:", source.replace("\n", " "))
    return 0
