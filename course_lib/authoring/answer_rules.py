"""No answer in sight, and no check that needs another one.

A check cell is folded: what stands in it, a learner has not read. So the open cells of a lesson and the other checks
must not need it, nor what a stub gives along with its dots, and no open cell below a stub may hold what the solution
holds.
"""

import ast
from collections.abc import Iterator

from course_lib.authoring import names
from course_lib.authoring.source import Cell, Lesson

OURS = "our_"  # how the name of a right answer begins, which an open cell may take from the check above it
SHORTEST_ANSWER = 7  # names, constants, operations: what is shorter, anyone would write in the same way
LEAVES = ast.Name | ast.Constant | ast.Call | ast.BinOp | ast.Subscript | ast.Attribute | ast.UnaryOp | ast.Compare


def _check_stands_alone(lesson: Lesson) -> Iterator[tuple[Cell, str]]:
    """A cell reads nothing that a check alone binds, but for ours, which an open cell may take from it."""
    bound: set[str] = set()
    of_checks: set[str] = set()
    for cell in _code(lesson):
        is_check = "check" in cell.tags
        read, own = _read_and_bound(cell)
        for name in sorted(read & of_checks):
            if is_check or not name.startswith(OURS):
                yield cell, f"the cell reads `{name}`, which only a check above binds: bind it in an open cell"
        if is_check:
            of_checks |= own - bound
        else:
            bound |= own
            of_checks -= own


def _no_answer_in_sight(lesson: Lesson) -> Iterator[tuple[Cell, str]]:
    """Below its stub no open cell holds what a solution returns, unless the lesson had shown it before."""
    shown: set[str] = set()
    hidden: dict[str, int] = {}
    for cell in lesson.cells:
        if not cell.is_code or "check" in cell.tags:
            continue
        parts = set(_parts(ast.walk(cell.parsed)))
        if "solution" in cell.tags:
            hidden |= {part: cell.line for part in set(_parts(_results(cell.parsed))) - shown}
            continue
        for part in sorted(parts & set(hidden), key=len)[-1:]:
            yield cell, f"the open cell holds `{part}`, the answer in line {hidden[part]}"
        shown |= parts


def _stub_gives_nothing_needed(lesson: Lesson) -> Iterator[tuple[Cell, str]]:
    """What a stub binds without dots, such as an import, no later cell reads: a learner may write it otherwise."""
    given: set[str] = set()
    bound: set[str] = set()
    for cell in _code(lesson):
        read, own = _read_and_bound(cell)
        for name in sorted(read & given):
            yield cell, f"the cell reads `{name}`, which only a stub gives: bind it in an open cell above the exercise"
        if "exercise" in cell.tags:
            whole = [each for each in cell.parsed.body if "..." not in ast.unparse(each)]
            given |= {name for each in whole for name in names.of_statement(each).bound} - bound
        elif "check" not in cell.tags:
            bound |= own
            given -= own


def _code(lesson):
    return (cell for cell in lesson.cells if cell.is_code and "solution" not in cell.tags)


def _read_and_bound(cell):
    """Names that a cell reads and does not bind itself before, and those that it binds."""
    read: set[str] = set()
    later: set[str] = set()
    bound: set[str] = set()
    for statement in cell.parsed.body:
        found = names.of_statement(statement)
        read |= found.now - bound
        later |= found.later
        bound |= found.bound
    return read | later - bound, bound


def _results(tree):
    """What the functions of a solution return, and the values at its top."""
    returned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    return [*returned, *(node.value for node in tree.body if isinstance(node, ast.Assign))]


def _parts(nodes):
    """The expressions of some length among syntax nodes, written in one way."""
    for node in nodes:
        if isinstance(node, ast.expr) and sum(isinstance(each, LEAVES) for each in ast.walk(node)) >= SHORTEST_ANSWER:
            yield ast.unparse(node)


RULES = (_check_stands_alone, _no_answer_in_sight, _stub_gives_nothing_needed)
