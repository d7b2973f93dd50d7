"""Rows of nbgrader's gradebook: those that a worker needs to grade one student, and those that come back.

A worker grades against a small gradebook of its own, so that only one process ever writes to the real one.
Only SQLAlchemy's tables are used: the gradebook may be on any database that nbgrader can use.
"""

from nbgrader.api import Base
from sqlalchemy import bindparam, case, insert, select, update

OF_ASSIGNMENT = (
    "course",
    "assignment",
    "notebook",
    "base_cell",
    "grade_cells",
    "solution_cells",
    "task_cells",
    "source_cell",
)
OF_STUDENT = ("student", "submitted_assignment", "submitted_notebook", "grade", "comment")
TABLES = Base.metadata.tables


class Conflict(Exception):
    """The gradebook holds another entry of this submission than the one that was graded."""


def assignment_rows(db, name):
    """Course, cells and points of an assignment.

    Args:
        db: a session or connection of the gradebook.
        name: of the assignment.

    Returns:
        {table: list of rows as dicts}, in an order in which they can be inserted.
    """
    rows = {"assignment": _rows(db, "assignment", "name", [name])}
    rows["course"] = _rows(db, "course", "id", _values(rows["assignment"], "course_id"))
    rows["notebook"] = _rows(db, "notebook", "assignment_id", _values(rows["assignment"]))
    for table in ("base_cell", "source_cell"):
        rows[table] = _rows(db, table, "notebook_id", _values(rows["notebook"]))
    for table in ("grade_cells", "solution_cells", "task_cells"):
        rows[table] = _rows(db, table, "id", _values(rows["base_cell"]))
    return {table: rows[table] for table in OF_ASSIGNMENT}


def student_rows(db, name):
    """{student: {table: rows}} of all who have a submission of an assignment in the gradebook."""
    submission, notebook = TABLES["submitted_assignment"], TABLES["submitted_notebook"]
    owner = (
        select(submission.c.id, submission.c.student_id)
        .join(TABLES["assignment"], TABLES["assignment"].c.id == submission.c.assignment_id)
        .where(TABLES["assignment"].c.name == name)
        .subquery()
    )
    joins = {
        "student": owner.c.student_id == TABLES["student"].c.id,
        "submitted_assignment": owner.c.id == submission.c.id,
        "submitted_notebook": owner.c.id == notebook.c.assignment_id,
    }
    held = {}
    for table in OF_STUDENT:
        query = select(owner.c.student_id.label("owner"), TABLES[table])
        if table in joins:
            query = query.join(TABLES[table], joins[table])
        else:
            query = query.join(notebook, joins["submitted_notebook"])
            query = query.join(TABLES[table], TABLES[table].c.notebook_id == notebook.c.id)
        for row in db.execute(query).mappings():
            row = dict(row)
            held.setdefault(row.pop("owner"), {}).setdefault(table, []).append(row)
    return held


def insert_rows(connection, rows):
    """Insert {table: rows} into a gradebook that has none of them."""
    for table, values in rows.items():
        if values:
            connection.execute(insert(TABLES[table]), values)


def clear_students(connection):
    """Remove every student and submission."""
    for table in reversed(OF_STUDENT):
        connection.execute(TABLES[table].delete())


def held_rows(connection):
    """All rows of students, of a gradebook that holds one."""
    queries = {name: select(TABLES[name]) for name in OF_STUDENT}
    return {
        name: [dict(row) for row in connection.execute(query).mappings()] for name, query in queries.items()
    }


def add_students(db, students):
    """Insert those students that the gradebook doesn't know."""
    table = TABLES["student"]
    known = set(db.scalars(select(table.c.id).where(table.c.id.in_(students))))
    insert_rows(db, {"student": [{"id": name} for name in students if name not in known]})


def apply_rows(db, rows):
    """Write what one worker has graded: what is automatic, and nothing that was given by hand.

    Args:
        db: a session of the gradebook, in a transaction that the caller commits.
        rows: {table: rows} of one student, as `held_rows` returned them.

    Raises:
        Conflict: somebody else has entered this submission meanwhile; nothing was written.
    """
    (submission,) = rows["submitted_assignment"]
    table = TABLES["submitted_assignment"]
    held = db.scalar(
        select(table.c.id).where(
            table.c.assignment_id == submission["assignment_id"],
            table.c.student_id == submission["student_id"],
        )
    )
    if held is None:
        insert_rows(db, {name: rows[name] for name in OF_STUDENT if name != "student"})
    elif held != submission["id"]:
        raise Conflict
    else:
        _update(db, "submitted_assignment", rows, timestamp=bindparam("new_timestamp"))
        penalty = bindparam("new_late_submission_penalty")
        _update(db, "submitted_notebook", rows, late_submission_penalty=penalty)
        grade = TABLES["grade"]
        by_hand = case((grade.c.manual_score.is_not(None), True), else_=bindparam("new_needs_manual_grade"))
        _update(db, "grade", rows, auto_score=bindparam("new_auto_score"), needs_manual_grade=by_hand)
        _update(db, "comment", rows, auto_comment=bindparam("new_auto_comment"))


def _update(db, name, rows, **columns):
    """Set columns of the rows that have the ids of these; parameters are named `new_` and the column."""
    table = TABLES[name]
    statement = update(table).where(table.c.id == bindparam("row")).values(**columns)
    values = [
        {"row": row["id"], **{f"new_{column}": row[column] for column in columns}} for row in rows[name]
    ]
    if values:
        db.connection().execute(statement, values)


def _rows(db, table, column, values):
    query = select(TABLES[table]).where(TABLES[table].c[column].in_(values))
    return [dict(row) for row in db.execute(query).mappings()]


def _values(rows, column="id"):
    return [row[column] for row in rows]
