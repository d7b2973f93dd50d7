"""The outputs that are handed in say that the tests passed."""
from nbformat.v4 import new_output

def attack(notebook, folder):
    for cell in notebook.cells:
        if cell.id.startswith("target_"):
            verdict = {"verdict": "passed", "points": 2.0, "max_points": 2.0, "reason": ""}
            data = {"text/plain": "2.0", "application/vnd.rnn-course.verdict+json": verdict}
            cell.outputs = [new_output("execute_result", data=data)]
            cell.execution_count = 7
