"""`grades.csv`: nbgrader's own export of the whole gradebook, with a column for each exercise beside it."""

import csv
import os

import nbformat
from nbgrader.plugins import CsvExportPlugin

from .marks import exercises, held_grades


def write_mark_sheet(course):
    """Write the mark sheet of everything in the gradebook.

    The columns are nbgrader's; then `graded` (no: nothing that could be graded was handed in), `to_mark`
    (points that wait for a marker), and one column per exercise and written answer of every assignment.

    Returns:
        Path of the file. It appears whole or not at all.
    """
    path = course.root / "grades.csv"
    part = path.with_suffix(".csv.part")
    of_assignment = {
        name: exercises(nbformat.read(course.source(name), as_version=4)) for name in course.assignments()
    }
    columns = list(dict.fromkeys(exercise for names in of_assignment.values() for exercise in names.values()))
    with course.logged(), course.gradebook() as gradebook:
        CsvExportPlugin(to=str(part)).export(gradebook)
        with open(part, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        held = {assignment: held_grades(gradebook, assignment) for assignment in of_assignment}
        for row in rows:
            grades = held.get(row["assignment"], {}).get(row["student_id"])
            row.update(_per_exercise(grades, of_assignment.get(row["assignment"])))
        with open(part, "w", newline="", encoding="utf-8") as file:
            names = list(rows[0]) if rows else ["assignment", "student_id"]
            fixed = [name for name in names if name not in columns]
            writer = csv.DictWriter(file, fixed + columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    os.replace(part, path)
    return path


def _per_exercise(grades, exercise_of):
    """The columns of one submission; `grades` is {cell: Held}, or None where nothing was graded."""
    if grades is None:
        return {"graded": "no", "to_mark": 0}
    marks = {"graded": "yes", "to_mark": 0}
    for cell, grade in grades.items():
        exercise = exercise_of[cell]
        if grade.to_mark:
            marks["to_mark"] += grade.max_score
        marks[exercise] = marks.get(exercise, 0) + grade.score
    return marks
