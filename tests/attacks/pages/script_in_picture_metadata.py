"""The width of a picture is written into the page as an attribute."""
from IPython.display import display

def target(x):
    return 0

display(
    {"image/png": "iVBORw0KGgo=\"><script>alert(1)</script>"},
    metadata={"image/png": {"width": "1\" onload=\"alert(1)", "unconfined": True}},
    raw=True,
)
display({"image/jpeg": "javascript:alert(1)", "<script>alert(1)</script>": "x"}, raw=True)
