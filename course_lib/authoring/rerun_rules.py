"""What looks as if a cell could not be run twice in a row.

A learner runs a cell again to see what a change does. A cell that goes on from its own last run then counts twice,
takes the next piece of a generator, or mends what it damaged. `twice` runs every cell twice; here is what can be told
from the text, at every build. Random draws may differ from run to run.
"""

import ast
from collections.abc import Iterator

from course_lib.authoring import names
from course_lib.authoring.source import Cell, Lesson

GROWS = {"append", "extend", "insert", "pop", "popitem", "remove", "reverse"}
LAZY = {"zip", "map", "filter", "iter", "enumerate", "reversed"}
SETTLES = ast.BitOr | ast.BitAnd  # |= of a set or dictionary does the same twice; ^= does not
DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _goes_on_from_its_last_run(lesson: Lesson) -> Iterator[tuple[Cell, str]]:
    imported = _imported(lesson)
    for cell in lesson.cells:
        bound: set[str] = set()
        for statement in cell.parsed.body:
            for name in sorted(_changed(statement) - bound - imported):
                yield cell, f"run twice it changes `{name}` twice: make `{name}` in the cell that changes it"
            bound |= _made(statement)


def _uses_up(lesson: Lesson) -> Iterator[tuple[Cell, str]]:
    generators = {name for cell in lesson.cells for each in cell.parsed.body for name in _yielding(each)}
    lazy: set[str] = set()
    for cell in lesson.cells:
        bound: set[str] = set()
        for statement in cell.parsed.body:
            for name in sorted(names.of_statement(statement).now & lazy - bound):
                yield cell, f"run twice it finds `{name}` used up: make `{name}` in the cell that goes through it"
            bound |= _made(statement)
            lazy = lazy - _made(statement) | _lazy(statement, generators)


def _counts_on(lesson: Lesson) -> Iterator[tuple[Cell, str]]:
    imported = _imported(lesson)
    changes: dict[str, set[str]] = {}  # names that a function changes, itself or by another one
    for cell in lesson.cells:
        bound: set[str] = set()
        for statement in cell.parsed.body:
            found = names.of_statement(statement)
            for name in sorted({each for called in found.now & changes.keys() for each in changes[called]} - bound):
                yield cell, f"run twice a function changes `{name}` twice: make or clear `{name}` in the cell first"
            bound |= _made(statement)
            if isinstance(statement, DEFINITIONS):
                by_others = {each for called in found.later & changes.keys() for each in changes[called]}
                changes[statement.name] = (_grown(statement) & found.later - imported) | by_others


def _imported(lesson):
    """Names that a lesson imports: np.insert changes nothing."""
    statements = [each for cell in lesson.cells for each in cell.parsed.body if isinstance(each, ast.Import)]
    return {name for statement in statements for name in names.of_statement(statement).bound}


def _changed(statement):
    """Names that a statement makes out of what they were before."""
    found = names.of_statement(statement)
    if isinstance(statement, DEFINITIONS) or "attempt" in found.now:
        return set()
    if isinstance(statement, ast.Assign):
        return found.now & found.bound | _grown(statement)
    return _grown(statement) - (found.bound - found.now)


def _grown(statement):
    """Names of what `+=`, or a method such as append, changes in a statement."""
    nodes = list(ast.walk(statement))
    added = [node.target for node in nodes if isinstance(node, ast.AugAssign) and not isinstance(node.op, SETTLES)]
    called = [node.func for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return {_root(node) for node in [*added, *(each.value for each in called if each.attr in GROWS)]} - {""}


def _root(node):
    """`a` of a[0].b[c]; empty where there is no name."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _made(statement):
    """Names that a statement binds or clears."""
    bound = names.of_statement(statement).bound
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        if isinstance(function, ast.Attribute) and function.attr == "clear":
            return bound | {_root(function.value)}
    return bound


def _yielding(statement):
    """The name of the function that a statement defines, if it yields."""
    yields = isinstance(statement, ast.FunctionDef) and any(
        isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(statement)
    )
    return [statement.name] if yields else []


def _lazy(statement, generators):
    """Names that a statement binds to what one can go through once."""
    if not isinstance(statement, ast.Assign):
        return set()
    calls = isinstance(statement.value, ast.Call) and _root(statement.value.func) in LAZY | generators
    if not calls and not isinstance(statement.value, ast.GeneratorExp):
        return set()
    return {target.id for target in statement.targets if isinstance(target, ast.Name)}


RULES = (_goes_on_from_its_last_run, _uses_up, _counts_on)
