"""What the exercises of a lesson must be."""

import ast
import re

from course_lib.authoring.names import bound_by
from course_lib.authoring.registry import complete
from course_lib.authoring.source import Cell, Lesson

KINDS = ("derivation", "implementation", "prediction", "experiment")
STATEMENT = re.compile(r"#{2,3} Exercise (?P<id>\d\d[b-z]?-\d+)(?: \((?P<kind>\w+)\))?")
PARTS = ("hint", "exercise", "solution", "check")
ORDER = re.compile(r"hint hint hint exercise (solution )+check ")
FEWEST, MOST = 2, 6


def statements(lesson: Lesson) -> list[tuple[Cell, re.Match[str]]]:
    """Cells of a Lesson that begin an exercise, each with the match of its heading."""
    return [(cell, found) for cell in lesson.cells if not cell.is_code and (found := STATEMENT.match(cell.text))]


def part_of(cell: Cell) -> str:
    """Which part of an exercise a cell is, or an empty text."""
    return next((tag for tag in cell.tags if tag in PARTS), "")


def _numbering(lesson):
    for position, (cell, found) in enumerate(statements(lesson), start=1):
        if found["id"] != f"{lesson.number}-{position}":
            yield cell, f"exercise {found['id']} where {lesson.number}-{position} is expected"
        if found["kind"] not in KINDS:
            yield cell, f"exercise {found['id']}: expected one of ({', '.join(KINDS)}) after its number"


def _order(lesson):
    inside = set()
    for statement, found in statements(lesson):
        parts = _following_parts(lesson, statement)
        inside |= {cell.index for cell in parts}
        got = " ".join(map(part_of, parts))
        if not ORDER.fullmatch(f"{got} "):
            expected = "three hints, one exercise cell, solution cells and one check cell in this order"
            yield statement, f"exercise {found['id']}: expected {expected}, got {got or 'nothing'}"
    for cell in lesson.cells:
        if part_of(cell) and cell.index not in inside:
            yield cell, f"a cell tagged `{part_of(cell)}` outside an exercise"


def _following_parts(lesson, statement):
    parts = []
    for cell in lesson.cells[statement.index + 1 :]:
        if not part_of(cell):
            break
        parts.append(cell)
    return parts


def _stubs(lesson):
    for cell in lesson.cells:
        if "exercise" in cell.tags and not any(_is_ellipsis(node) for node in ast.walk(cell.parsed)):
            yield cell, "the stub holds no `...` for the learner to replace"


def _is_ellipsis(node):
    return isinstance(node, ast.Constant) and node.value is ...


def _checks(lesson):
    for statement, found in statements(lesson):
        for cell in _following_parts(lesson, statement):
            if "check" in cell.tags and attempted(cell) != [found["id"]]:
                yield cell, f'expected one call `attempt("{found["id"]}", ...)`, got {attempted(cell) or "none"}'


def attempted(cell: Cell) -> list[object]:
    """What a cell passes to `attempt` as the name of the exercise, call by call."""
    calls = [node for node in ast.walk(cell.parsed) if isinstance(node, ast.Call) and _is_attempt(node.func)]
    return [call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)]


def _is_attempt(function):
    return getattr(function, "id", getattr(function, "attr", "")) == "attempt"


def _solutions_stay_inside(lesson):
    """So the rest of a lesson runs alike with and without them, and `one_run` may run both notebooks as one."""
    bound: set[str] = set()
    stub: set[str] = set()
    ours_alone: set[str] = set()
    for cell in lesson.cells:
        names = bound_by(ast.unparse(cell.parsed))
        if "solution" in cell.tags:
            for name in sorted((names - stub) & bound):
                yield cell, f"a solution binds `{name}` anew, which the lesson bound before"
            ours_alone |= names - bound
            continue
        stub = names if "exercise" in cell.tags else stub
        bound |= names
        ours_alone -= bound
        for name in sorted(_read(cell) & ours_alone):
            yield cell, f"the cell reads `{name}`, which only a solution binds"


def _read(cell):
    return {node.id for node in ast.walk(cell.parsed) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _number_and_kinds(lesson):
    if lesson.number == "00" or not complete(lesson):
        return
    if not FEWEST <= len(statements(lesson)) <= MOST:
        count = len(statements(lesson))
        yield lesson.cells[0], f"{count} exercises; a complete lesson has {FEWEST} to {MOST}"
    missing = [kind for kind in KINDS if kind not in _kinds_of_all_parts(lesson)]
    if missing:
        yield lesson.cells[0], f"no exercise of the kind {', '.join(missing)} in any part of lesson {lesson.number[:2]}"


def _kinds_of_all_parts(lesson):
    texts = [path.read_text(encoding="utf-8") for path in lesson.path.parent.glob(f"{lesson.number[:2]}*.py")]
    return {found["kind"] for text in texts for found in STATEMENT.finditer(text)}


RULES = (_numbering, _order, _stubs, _checks, _solutions_stay_inside, _number_and_kinds)
