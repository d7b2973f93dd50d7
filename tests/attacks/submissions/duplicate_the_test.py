"""Each test cell stands there twice, the second one with another source."""
import copy

def attack(notebook, folder):
    for name in ("target_values", "target_score"):
        index = next(i for i, cell in enumerate(notebook.cells) if cell.id == name)
        twin = copy.deepcopy(notebook.cells[index])
        twin.id, twin.source = f"{name}_again", "2.0"
        notebook.cells.insert(index + 1, twin)
