"""The notebook names a kernel of the student's, and another language."""

def attack(notebook, folder):
    notebook.metadata.kernelspec = {"name": "owned", "display_name": "owned", "language": "python"}
    notebook.metadata.language_info = {"name": "python", "file_extension": "/../../owned-by-an-attack"}
