"""Ten thousand files lie beside the notebook, all of which nbgrader copies."""

def attack(notebook, folder):
    (folder / "many").mkdir()
    for number in range(10_000):
        (folder / "many" / str(number)).touch()
