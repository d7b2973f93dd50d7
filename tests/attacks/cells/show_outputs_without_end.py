"""So many outputs that a browser can't open the notebook any more."""
from IPython.display import display

def target(x):
    return 0

for number in range(1_000_000):
    display(number)
