"""The test cells are deleted."""

def attack(notebook, folder):
    notebook.cells = [cell for cell in notebook.cells if not cell.id.startswith("target_")]
