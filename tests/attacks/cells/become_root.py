"""Root may do what nobody else may."""
import os

for change in (os.setuid, os.seteuid, os.setgid):
    try:
        change(0)
        print("stolen: root")
    except OSError as error:
        print("refused:", error)

def target(x):
    return 0
