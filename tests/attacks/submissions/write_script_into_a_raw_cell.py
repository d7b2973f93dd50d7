"""A raw cell is copied into the page as it is."""
from nbformat.v4 import new_raw_cell

def attack(notebook, folder):
    cell = new_raw_cell("<script>alert(1)</script><img src=x onerror=alert(1)>")
    cell.metadata.raw_mimetype = "text/html"
    notebook.cells.append(cell)
