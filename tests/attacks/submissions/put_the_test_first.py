"""The test runs before the answer, and the last cells come first."""

def attack(notebook, folder):
    notebook.cells.reverse()
