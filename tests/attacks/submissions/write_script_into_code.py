"""The source of a code cell is shown in the page, coloured."""

def attack(notebook, folder):
    target = next(cell for cell in notebook.cells if cell.id == "target")
    target.source = "</pre><script>alert(1)</script>\n# <img src=x onerror=alert(1)>\ndef target(x): return 0"
