"""JavaScript and widget outputs are run by the page that shows them."""
from IPython.display import Javascript, display

def target(x):
    return 0

display(Javascript("alert(1)"))
display({"application/vnd.jupyter.widget-view+json": {"model_id": "<script>alert(1)</script>"}}, raw=True)
display({"text/vnd.mermaid": "graph TD; a[<img src=x onerror=alert(1)>]"}, raw=True)
