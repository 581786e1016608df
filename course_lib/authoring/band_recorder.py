"""Runs a lesson with a seed of our choice and records what its asserts compare with a number."""

import ast
import json
import pickle
import re
import sys
from pathlib import Path
from typing import TypedDict

import numpy as np

from course_lib.authoring.source import Cell, Lesson

BRACKETS = re.compile(r"\bfor \(([\w, ()]+?)\) in ")
ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


class Recorded(TypedDict):
    """What a run has recorded: {key: [smallest, largest]}, and sentences about asserts that do not hold."""

    values: dict[str, list[float]]
    faults: list[str]


def run(lesson: Lesson, seed: int) -> Recorded:
    """Run the code cells of a lesson with SEED = `seed`, solutions instead of stubs."""
    values: dict[str, list[float]] = {}
    faults: list[str] = []

    def note(key, value):
        numbers = np.asarray(value)
        if numbers.size and numbers.dtype.kind in "iuf":
            seen = [*values.get(key, []), float(numbers.min()), float(numbers.max())]
            values[key] = [min(seen), max(seen)]
        return value

    def claim(text, holds):
        if not holds:
            faults.append(f"this does not hold: {text}")

    names = {"__name__": "__main__", "_note": note, "_claim": claim}
    for cell in lesson.cells:
        if cell.is_code and not {"exercise", "raises-exception"} & set(cell.tags):
            tree = ast.fix_missing_locations(_Recorder(cell, seed).visit(ast.parse(cell.text)))
            exec(compile(tree, f"{lesson.name} cell {cell.index}", "exec"), names)
    return {"values": values, "faults": faults}


def compared(lesson: Lesson) -> set[tuple[str, ...]]:
    """Everything that the asserts of a Lesson compare with a number, as {(what, band)}, without running it."""
    found = set()
    for cell in lesson.cells:
        recorder = _Recorder(cell, 0)
        recorder.visit(cell.parsed)
        found |= {tuple(json.loads(key)[1:]) for key in recorder.keys}
    return found


def written(node: ast.AST) -> str:
    """The text of an expression as Python 3.11 and later write it; 3.10 puts the names of a `for` in brackets.

    >>> written(ast.parse("max(a for (a, (b, _)) in rows)", mode="eval"))
    'max((a for a, (b, _) in rows))'
    """
    return BRACKETS.sub(r"for \1 in ", ast.unparse(node))


def sets_seed(cell: Cell) -> bool:
    """Does a cell hold the line SEED = 0?"""
    return any(_is_seed(node) for node in cell.parsed.body)


def _is_seed(node):
    return isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == ["SEED"]


class _Recorder(ast.NodeTransformer):
    """Sets SEED; every assert outside a function notes the values that it compares with a number, and stops nobody."""

    def __init__(self, cell, seed):
        self.cell, self.seed, self.asserted, self.keys = cell.index, seed, False, []

    def visit_FunctionDef(self, node):
        return node

    def visit_Assign(self, node):
        if _is_seed(node):
            node.value = ast.Constant(self.seed)
        return node

    def visit_Assert(self, node):
        text = written(node.test)
        self.asserted = True
        test = self.visit(node.test)
        self.asserted = False
        return ast.Expr(_call("_claim", f"cell {self.cell}: {text}", test))

    def visit_Compare(self, node):
        sides = [node.left, *node.comparators]
        bounded = any(map(_is_number, sides)) and all(isinstance(op, ORDER) for op in node.ops)
        if self.asserted and bounded:
            band = written(node)
            keys = [json.dumps([self.cell, written(side), band]) for side in sides]
            self.keys += [key for key, side in zip(keys, sides, strict=True) if not _is_number(side)]
            sides = [s if _is_number(s) else _call("_note", key, s) for s, key in zip(sides, keys, strict=True)]
            return ast.Compare(sides[0], node.ops, sides[1:])
        return self.generic_visit(node)


def _is_number(node):
    """Is an expression made of literal numbers alone, such as 1e-6, -0.5 or 23 / 24?"""
    parts = (ast.Constant, ast.UnaryOp, ast.BinOp, ast.operator, ast.unaryop)
    return all(isinstance(part, parts) for part in ast.walk(node))


def _call(name, text, argument):
    return ast.Call(ast.Name(name, ast.Load()), [ast.Constant(text), argument], [])


if __name__ == "__main__":
    lesson, seed, out = sys.argv[1:]
    found = run(pickle.loads(Path(lesson).read_bytes()), int(seed))
    Path(out).write_text(json.dumps(found), encoding="utf-8")
