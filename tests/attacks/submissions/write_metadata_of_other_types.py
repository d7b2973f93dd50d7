"""Metadata whose types are not what readers expect."""

def attack(notebook, folder):
    notebook.metadata.rnn_course = {"remarks": ["<script>alert(1)</script>", {"not": "text"}, 5]}
    notebook.metadata.authors = [{"name": "<script>alert(1)</script>"}]
    notebook.metadata.title = "</title><script>alert(1)</script>"
    for cell in notebook.cells:
        if cell.id.startswith("target"):
            cell.metadata.nbgrader = ["no", "dict"]
            cell.metadata.tags = {"skip-execution": True}
            cell.metadata.collapsed = "<script>"
