"""Pictures of megabytes each, and some that are none."""
from IPython.display import Image, display

def target(x):
    return 0

for _ in range(20):
    display(Image(data=b"\x89PNG\r\n\x1a\n" + bytes(2_000_000), format="png"))
