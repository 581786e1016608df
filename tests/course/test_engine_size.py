"""The engine by hand stays small enough to be read in one sitting, and says what every part of it takes and gives."""

import ast
import re

import pytest

from course_lib.paths import ROOT

ENGINE = sorted((ROOT / "course_lib" / "by_hand").glob("*.py"))
MOST_LINES = 412
DEFINITIONS = (ast.FunctionDef, ast.ClassDef)
SHAPE = re.compile(r"\(\w+,(?: \w+)?\)|>>> ")  # (n,), (n, d), or an example with its arrays


def code_lines(text):
    """Numbers of the lines of a source that hold code: no docstring, no comment, no blank line, no import.

    Imports tell into how many modules the engine is cut, not how much there is to read.

    >>> sorted(code_lines('\"\"\"Words.\"\"\"\\n\\nx = [\\n    # why\\n    1,\\n]\\n'))
    [3, 5, 6]
    """
    tree = ast.parse(text)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, (ast.Module, *DEFINITIONS))]
    strings = [body[0] for body in bodies if body and is_string(body[0])]
    silent = {line for node in strings for line in range(node.lineno, node.end_lineno + 1)}
    silent |= lines_beside_code(tree)
    lines = enumerate(text.splitlines(), start=1)
    return {number for number, line in lines if line.strip() and not line.lstrip().startswith("#")} - silent


def lines_beside_code(tree):
    """Numbers of the lines of imports, and of those for types alone: aliases, what follows a `def` line."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            found |= set(range(node.lineno + 1, node.body[0].lineno))
        elif isinstance(node, (ast.Import, ast.ImportFrom)) or is_alias(node):
            found |= set(range(node.lineno, node.end_lineno + 1))
        elif isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("TypeVar("):
            found.add(node.lineno)
    return found


def is_alias(node):
    return isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias"


def is_string(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def public(path):
    """Functions and classes of a module by dotted name."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, DEFINITIONS) and not node.name.startswith("_"):
            yield f"{path.stem}.{node.name}", node


PUBLIC = [pytest.param(node, id=name) for path in ENGINE for name, node in public(path)]


def test_the_engine_is_short():
    counts = {path.stem: len(code_lines(path.read_text(encoding="utf-8"))) for path in ENGINE}
    assert sum(counts.values()) <= MOST_LINES, counts


@pytest.mark.parametrize("node", PUBLIC)
def test_every_part_says_what_it_takes_and_gives(node):
    words = ast.get_docstring(node)
    assert words, "no docstring"
    if isinstance(node, ast.FunctionDef):
        assert SHAPE.search(words), f"neither a shape nor an example: {words!r}"
