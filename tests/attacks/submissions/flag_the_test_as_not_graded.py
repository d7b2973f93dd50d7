"""The test cells are said not to be tests."""

def attack(notebook, folder):
    for cell in notebook.cells:
        if cell.id.startswith("target_"):
            cell.metadata.nbgrader.update(grade=False, locked=False)
