"""Answers that a learner might give: wrong ones with the sentence that each must get, and right ones written otherwise.

They stand in notebooks/answers, a file for each lesson, in cells whose markers say what must come of them:

    # %% 02-2 wrong: has the wrong sign
    # %% 02-2 right: a loop over the pairs

After `wrong:` stand words of the sentence, after `right:` what is different. The answers that every exercise meets
(None, a text, NaN, an error, exit(), an endless loop and so on) are made here, from our solution.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

from course_lib.authoring.exercise_rules import statements
from course_lib.authoring.source import Cell, Lesson, SourceError
from course_lib.exercises.verdicts import NOT_YET, SOLVED, WRONG
from course_lib.paths import ROOT

FOLDER = ROOT / "notebooks" / "answers"
MARKER = re.compile(r"# %% (?P<exercise>\d\d[b-z]?-\d+) (?P<kind>wrong|right): (?P<words>.+)")
IN_A_FUNCTION = {
    "returns None": ("return None", "returns None"),
    "returns a text": ("return 'text'", "the text 'text'"),
    "returns NaN": ("return float('nan')", "NaN"),
    "yields": ("yield 1", "is a generator"),
    "raises": ("raise KeyError('no such key')", "KeyError in `raise KeyError"),
    "exits": ("raise SystemExit", "ends Python with exit()"),
    "never ends": ("\n    while True:\n        pass", "it was stopped after"),
    "catches all and never ends": (
        "\n    while True:\n        try:\n            len('')\n        except:\n            pass",
        "it was stopped after",
    ),
}
AS_A_VALUE = {
    "is None": ("None", "None, that is, nothing"),
    "is a text": ("'a text'", "'a text'"),
    "is NaN": ("float('nan')", "NaN"),
    "is a generator": ("(each for each in (1, 2))", "is a generator"),
}


@dataclass(frozen=True)
class Answer:
    """One answer: code for the place of the stub, the state that it must get, and words of the sentence."""

    exercise: str
    title: str
    code: str
    state: str
    words: str = ""


@dataclass(frozen=True)
class Exercise:
    """The cells of one exercise."""

    id: str
    stub: Cell
    solution: str
    check: Cell


def exercises(lesson: Lesson) -> dict[str, Exercise]:
    """The exercises of a lesson by their ids."""
    found = {}
    for statement, match in statements(lesson):
        after = lesson.cells[statement.index + 1 :]
        stub, check = (next(cell for cell in after if tag in cell.tags) for tag in ("exercise", "check"))
        before = after[: check.index - statement.index]
        solution = "\n\n".join(cell.text for cell in before if "solution" in cell.tags and cell.is_code)
        found[match["id"]] = Exercise(match["id"], stub, solution, check)
    return found


def read(path: Path) -> list[Answer]:
    """The answers in a file of notebooks/answers.

    Raises:
        SourceError: a marker says neither wrong nor right, or text stands before the first one.
    """
    found: list[Answer] = []
    for number, part in enumerate(re.split(r"^(?=# %%)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)):
        if not part.strip() or (number == 0 and not part.startswith("# %%")):
            continue
        marker, _, code = part.partition("\n")
        said = MARKER.fullmatch(marker.rstrip())
        if not said:
            raise SourceError(f"{path.name}: expected `# %% ID wrong: words` or `# %% ID right: words`, got `{marker}`")
        is_wrong = said["kind"] == "wrong"
        title = f"{said['kind']}: {said['words']}"
        found.append(
            Answer(said["exercise"], title, code, WRONG if is_wrong else SOLVED, said["words"] if is_wrong else "")
        )
    return found


def of_every_exercise(exercise: Exercise) -> Iterator[Answer]:
    """The answers that need no file: of the kind that a learner gives to any exercise."""
    yield Answer(exercise.id, "ours", exercise.solution, SOLVED)
    functions, names = _asked(exercise.stub)
    for name in functions:
        yield from _functions(exercise, name)
    for owner, name in _methods(exercise.stub):
        yield from _of_a_method(exercise, owner, name)
    if names and not functions:
        for title, (value, words) in AS_A_VALUE.items():
            yield Answer(exercise.id, title, "\n".join(f"{name} = {value}" for name in names), WRONG, words)


def _functions(exercise, name):
    for title, (body, words) in IN_A_FUNCTION.items():
        code = f"{exercise.solution}\n\n\ndef {name}(*given, **named):\n    {body.strip(' ')}\n"
        yield Answer(exercise.id, title, code, WRONG, words)
    printing = f"def {name}(*given, _right={name}, **named):\n    print(_right(*given, **named))\n"
    yield Answer(exercise.id, "prints", f"{exercise.solution}\n\n\n{printing}", WRONG, "prints its result")
    dots = f"def {name}(*given, **named):\n    return ..., ...\n"
    yield Answer(exercise.id, "two ellipses", f"{exercise.solution}\n\n\n{dots}", NOT_YET)


def _of_a_method(exercise, owner, name):
    head = f"{exercise.solution}\n\n\nclass {owner}({owner}):\n    def {name}(self, *given, **named):\n"
    for title, (body, words) in IN_A_FUNCTION.items():
        yield Answer(exercise.id, title, head + indent(dedent(f"    {body.strip(' ')}"), " " * 8), WRONG, words)


def _methods(stub):
    inner = [(owner.name, each) for owner in stub.parsed.body if isinstance(owner, ast.ClassDef) for each in owner.body]
    return [(owner, each.name) for owner, each in inner if isinstance(each, ast.FunctionDef) and _has_dots(each)]


def _has_dots(node):
    return any(isinstance(each, ast.Constant) and each.value is ... for each in ast.walk(node))


def _asked(stub: Cell) -> tuple[list[str], list[str]]:
    """Names of the functions and of the values that a stub leaves open."""
    functions, names = [], []
    for node in filter(_has_dots, stub.parsed.body):
        if isinstance(node, ast.FunctionDef):
            functions.append(node.name)
        if isinstance(node, ast.Assign):
            names += [
                each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
            ]
    return functions, names
