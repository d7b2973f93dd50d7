"""The test cells are made ordinary cells."""

def attack(notebook, folder):
    for cell in notebook.cells:
        if cell.id.startswith("target_"):
            cell.metadata.pop("nbgrader")
            cell.source = "2.0"
