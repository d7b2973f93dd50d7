"""A cell of the student's has the grade_id of a test, and the test has another."""

def attack(notebook, folder):
    by_name = {cell.id: cell for cell in notebook.cells}
    by_name["target"].metadata.nbgrader.grade_id = "target_values"
    by_name["target_values"].metadata.nbgrader.grade_id = "target"
    by_name["target_values"].source = "2.0"
