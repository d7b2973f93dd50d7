"""An exercise that was solved is said to be worth a thousand points."""

def attack(notebook, folder):
    for cell in notebook.cells:
        if cell.id.startswith("honest_"):
            cell.metadata.nbgrader.points = 1000
