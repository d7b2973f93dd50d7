"""A test cell that is the student's own answer keeps its changed source."""

def attack(notebook, folder):
    for cell in notebook.cells:
        if cell.id.startswith("target_"):
            cell.metadata.nbgrader.update(solution=True, locked=False)
            cell.source = "2.0"
