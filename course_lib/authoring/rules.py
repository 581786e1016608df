"""What a source must be before it becomes notebooks. Every rule yields a cell and what is wrong with it."""

import ast
import re
from pathlib import Path

from course_lib.authoring import answer_rules, claims, code_match, exercise_rules, figure_rules, rerun_rules
from course_lib.authoring.source import Lesson

PREFIXES = ("claim:", "pitfall:", "keep:")
MARKDOWN_ONLY = {"card", "mirror", "hint"}
CODE_ONLY = {"exercise", "check", "figure", "widget", "keras", "raises-exception"}
PLAIN_TAGS = MARKDOWN_ONLY | CODE_ONLY | {"solution"}
NOT_COUNTED_IN_A_ROW = {"check", "exercise", "solution"}
MOST_LINES, MOST_OF_A_CHECK = 25, 80  # a check is folded, and has a sentence for each slip
MOST_IN_A_ROW = 2
ROOT_FOLDERS = r"(?<![\w.:/\\-])/(?:home|Users|root|tmp|work|mnt|media|opt|usr|var|etc)/[\w.-]+"
ABSOLUTE_PATH = re.compile(ROOT_FOLDERS + r"|\b[A-Z]:\\+(?:Users|Windows|Program)")


def problems(lesson: Lesson, root: Path) -> list[str]:
    """Messages, each with file, line and cell, about everything that is wrong with a lesson of the course in `root`."""
    rules = [*RULES, *exercise_rules.RULES, *answer_rules.RULES, *figure_rules.RULES, *rerun_rules.RULES]
    found = [problem for rule in rules for problem in rule(lesson)] + list(_library_differs(lesson, root))
    ordered = sorted(found, key=lambda problem: problem[0].index)
    return [f"{lesson.path.name}:{cell.line}: cell {cell.index}: {message}" for cell, message in ordered]


def _empty(lesson):
    for cell in lesson.cells:
        if not cell.text.strip():
            yield cell, "the cell is empty"


def _tags(lesson):
    for cell in lesson.cells:
        for tag in cell.tags:
            if tag not in PLAIN_TAGS and not tag.startswith(PREFIXES):
                yield cell, f"unknown tag `{tag}`; known are {', '.join(sorted(PLAIN_TAGS))}, {', '.join(PREFIXES)}"
            elif tag in MARKDOWN_ONLY and cell.is_code:
                yield cell, f"a cell tagged `{tag}` is markdown, this one is code"
            elif (tag in CODE_ONLY or tag.startswith("keep:")) and not cell.is_code:
                yield cell, f"a cell tagged `{tag}` is code, this one is markdown"


def _claims(lesson):
    for cell in lesson.cells:
        for claim in cell.arguments("claim:"):
            if claim not in claims.CLAIMS:
                yield cell, f"unknown claim `{claim}`; the claims are S1-1 to S1-42 and S2-1 to S2-41"
        for pitfall in cell.arguments("pitfall:"):
            if pitfall not in claims.PITFALLS:
                yield cell, f"unknown pitfall `{pitfall}`; the pitfalls are P1 to P22"


def _card(lesson):
    first = lesson.cells[0]
    if "card" not in first.tags:
        yield first, 'the first cell is the card: `# %% [markdown] tags=["card"]`'
        return
    if not re.match(rf"# {lesson.number} [^:\n]+: \S", first.text):
        yield first, f"the card begins with `# {lesson.number} Name: question`, got `{lesson.title}`"
    if "{{measured}}" not in first.text:
        yield first, "the card holds no `{{measured}}`, the place of minutes and memory"
    for cell in lesson.cells[1:]:
        if "card" in cell.tags:
            yield cell, "a second card"


def _mirror(lesson):
    if not any("mirror" in cell.tags for cell in lesson.cells):
        yield lesson.cells[-1], "the mirror is missing: a markdown cell tagged `mirror` at the close"


def _code(lesson):
    for cell in lesson.cells:
        try:
            compile(cell.text if cell.is_code else "", "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except SyntaxError as error:
            yield cell, f"syntax error in line {error.lineno} of the cell: {error.msg}"


def _length(lesson):
    for cell in lesson.cells:
        lines = [line for line in cell.text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        most = MOST_OF_A_CHECK if "check" in cell.tags else MOST_LINES
        if cell.is_code and len(lines) > most:
            yield cell, f"{len(lines)} lines of code; at most {most} in a cell"


def _code_in_a_row(lesson):
    row = 0
    for cell in lesson.cells:
        if not cell.is_code:
            row = 0
        elif not NOT_COUNTED_IN_A_ROW & set(cell.tags):
            row += 1
            if row > MOST_IN_A_ROW:
                yield cell, f"{row} code cells in a row; at most {MOST_IN_A_ROW}, then a sentence that reads the result"


def _absolute_paths(lesson):
    for cell in lesson.cells:
        for found in ABSOLUTE_PATH.finditer(cell.text):
            yield cell, f"absolute path `{found[0]}`: it is different on every machine"


def _library_differs(lesson, root):
    for cell in lesson.cells:
        for module in cell.arguments("keep:"):
            for difference in code_match.differences(cell.text, module, root):
                yield cell, f"keep:{module}: {difference}"


RULES = (
    _empty,
    _tags,
    _claims,
    _card,
    _mirror,
    _code,
    _length,
    _code_in_a_row,
    _absolute_paths,
)
