"""Generic edits of a solution: what a rubric should catch though nobody thought of it.

Each operator takes a node of the syntax tree and yields what could stand in its place. An edit whose outputs
equal the solution's on every probe is no mistake; one that differs and loses no point is a hole in a rubric.
"""

import ast
import copy
from dataclasses import dataclass

OPERATORS = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Pow: (ast.Mult,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
}
METHODS = {
    "sum": ("mean", "max"),
    "max": ("min", "mean"),
    "exp": ("expm1", "tanh"),
    "log": ("log1p",),
    "tanh": ("arctan", "sin"),
    "any": ("all",),
    "empty": ("zeros",),
    "zeros_like": ("ones_like",),
    "ones": ("zeros",),
    "float64": ("float32", "int64"),
    "stack": ("concatenate",),
}


@dataclass(frozen=True)
class Mutant:
    """One edit.

    Attributes:
        exercise: name of the answer.
        edit: "line: before → after", for the reader.
        source: the whole answer with the edit.
    """

    exercise: str
    edit: str
    source: str


def mutants(exercise, source):
    """Every Mutant of an answer, each different text once."""
    tree = ast.parse(source)
    body = tree.body[0]
    if ast.get_docstring(body) is not None:
        body.body = body.body[1:]
    seen = {ast.unparse(tree)}
    names = _local_names(body)
    for path, node in _walk(body):
        if path[0][0] == "args":  # the signature stays
            continue
        for other in _edits(node, names):
            changed = _replaced(tree, path, other)
            text = ast.unparse(changed)
            if text not in seen and _compiles(text):
                seen.add(text)
                yield Mutant(exercise, f"{node.lineno}: {_told(node)} → {_told(other)}", text)


def _edits(node, names):
    """What could stand in place of a node; None drops a statement."""
    for operator in (_operator, _term, _transpose, _constant, _call, _name, _statement, _sequence):
        yield from operator(node, names)


def _operator(node, names):
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        for other in OPERATORS.get(type(node.op), ()):
            yield _with(node, op=other())
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in OPERATORS.get(type(node.ops[0]), ()):
            yield _with(node, ops=[other()])


def _term(node, names):
    """Drop a term, a factor, a sign or a branch; swap the operands."""
    if isinstance(node, ast.BinOp):
        yield node.left
        yield node.right
        yield _with(node, left=node.right, right=node.left)
    if isinstance(node, ast.UnaryOp):
        yield node.operand
    if isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse


def _transpose(node, names):
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        for side in ("left", "right"):
            yield _with(node, **{side: ast.Attribute(getattr(node, side), "T", ast.Load())})


def _constant(node, names):
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        for value in (node.value + 1, node.value - 1, -node.value):
            yield ast.Constant(value)
    if isinstance(node, ast.Constant) and node.value in (True, False) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    if isinstance(node, ast.Slice):
        for end in ("lower", "upper"):
            if getattr(node, end) is not None:
                yield _with(node, **{end: ast.BinOp(getattr(node, end), ast.Add(), ast.Constant(1))})
    if isinstance(node, ast.Subscript) and not isinstance(node.slice, (ast.Slice, ast.Tuple, ast.Constant)):
        yield _with(node, slice=ast.BinOp(node.slice, ast.Sub(), ast.Constant(1)))


def _call(node, names):
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Attribute):
        for other in METHODS.get(node.func.attr, ()):
            yield _with(node, func=_with(node.func, attr=other))
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "np"):
            yield node.func.value
    for i, argument in enumerate(node.args):
        if len(node.args) == 1:
            yield argument
        if i:
            args = list(node.args)
            args[i - 1], args[i] = args[i], args[i - 1]
            yield _with(node, args=args)
    for i in range(len(node.keywords)):
        yield _with(node, keywords=node.keywords[:i] + node.keywords[i + 1 :])


def _name(node, names):
    """Another variable of the same function in its place."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for other in sorted(names - {node.id}):
            yield ast.Name(other, ast.Load())
    if isinstance(node, ast.Attribute) and node.attr in ("float64",):
        for other in METHODS[node.attr]:
            yield _with(node, attr=other)


def _statement(node, names):
    if isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value, lineno=node.lineno)
    if isinstance(node, (ast.AugAssign, ast.Expr, ast.If, ast.Assign)):
        yield ast.Pass(lineno=node.lineno)


def _sequence(node, names):
    """Two neighbours of a tuple exchanged; a loop one round short, or the other way round."""
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        for i in range(1, len(node.elts)):
            elts = list(node.elts)
            elts[i - 1], elts[i] = elts[i], elts[i - 1]
            yield _with(node, elts=elts)
    if isinstance(node, ast.For):
        every = ast.Call(ast.Name("list", ast.Load()), [node.iter], [])
        for cut in (
            ast.Slice(None, ast.Constant(-1)),
            ast.Slice(ast.Constant(1)),
            ast.Slice(step=ast.Constant(-1)),
        ):
            yield _with(node, iter=ast.Subscript(every, cut, ast.Load()))


def _local_names(function):
    """Arguments and variables of a function."""
    arguments = {argument.arg for argument in function.args.args}
    return arguments | {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _walk(node, path=()):
    """(path, node) of every node below; a path is a tuple of (field, index or None)."""
    for field, value in ast.iter_fields(node):
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST):
                here = (*path, (field, index))
                if hasattr(child, "lineno") or isinstance(child, ast.Slice):
                    yield here, child
                yield from _walk(child, here)


def _replaced(tree, path, other):
    changed = copy.deepcopy(tree)
    node = changed.body[0]
    for field, index in path[:-1]:
        node = getattr(node, field) if index is None else getattr(node, field)[index]
    field, index = path[-1]
    if index is None:
        setattr(node, field, other)
    else:
        getattr(node, field)[index] = other
    return ast.fix_missing_locations(changed)


def _with(node, **fields):
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _compiles(text):
    try:
        compile(text, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _told(node):
    return ast.unparse(ast.fix_missing_locations(node)).split("\n")[0]
