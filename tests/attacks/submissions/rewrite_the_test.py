"""The test cells say that all is well."""

def attack(notebook, folder):
    for cell in notebook.cells:
        if cell.id.startswith("target_"):
            cell.source = "2.0"
            cell.metadata.nbgrader.checksum = "0" * 32
