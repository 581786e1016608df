"""Two tables in the README files, each between its markers: the lessons, and what each of them writes by hand."""

import ast
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from course_lib.authoring import lesson_costs, repository, routes, study_time
from course_lib.authoring.lesson_costs import Costs
from course_lib.authoring.source import Lesson

DEFINITIONS = (ast.FunctionDef, ast.ClassDef)
BLOCK = r"(<!-- {0} -->\n).*?(<!-- /{0} -->)"


def derive(root: Path, lessons: Sequence[Lesson], times: Mapping[str, Costs]) -> dict[Path, str]:
    """New text of README.md and notebooks/README.md under `root` by path, where they hold markers."""
    wanted, found_by = {}, routes.load(root)
    opens = repository.in_citation(root)
    for path, folder in ((root / "README.md", "notebooks/"), (root / "notebooks" / "README.md", "")):
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        found = 0
        ways = routes.Table(found_by, opens) if folder else None
        for name, made in (("lessons", table(lessons, times, folder, ways)), ("by hand", by_hand(lessons, folder))):
            text, times_found = between_markers(text, name, made)
            found += times_found
        if found:
            wanted[path] = text
    return wanted


def between_markers(text: str, name: str, made: str) -> tuple[str, int]:
    """The text with `made` between its markers, and how often it holds them."""
    block = re.compile(BLOCK.format(name), re.DOTALL)
    return block.subn(lambda marks: marks[1] + made + marks[2], text)


def table(lessons: Sequence[Lesson], times: Mapping[str, Costs], folder: str, ways: routes.Table | None = None) -> str:
    """Markdown table of the lessons, and of the ways on which each runs.

    Args:
        lessons: in their order.
        times: by the name of a lesson.
        folder: with which links begin, "" or ending in a slash.
        ways: makes the columns of the ways; there are none without it.
    """
    heads = [
        "lesson",
        "question",
        "your time",
        "computer's time",
        "memory",
        "on one core, JupyterLab counted",
        "solutions",
    ]
    heads += ways.heads if ways else ()
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for lesson in lessons:
        name, _, question = lesson.title.partition(": ")
        entry = times.get(lesson.name)
        cells = [
            f"[{name}]({folder}{lesson.name}.ipynb)",
            question,
            f"{study_time.measure(lesson).minutes} minutes",
            lesson_costs.minutes(entry),
            lesson_costs.memory(entry),
            lesson_costs.small(entry),
            f"[open]({folder}solutions/{lesson.name}.ipynb)",
            *(ways.cells(lesson.name) if ways else ()),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def by_hand(lessons: Sequence[Lesson], folder: str) -> str:
    """Markdown table of the functions and classes in the `keep:` cells of `lessons`: who writes them, where they live.

    A row per lesson and module, in the order in which the lesson writes them; links as in `table`.
    """
    rows = ["| lesson | writes | lives in |", "|---|---|---|"]
    for lesson in lessons:
        written: dict[str, dict[str, None]] = {}
        for cell in lesson.cells:
            for module in cell.arguments("keep:"):
                names = written.setdefault(module, {})
                names |= {f"`{node.name}`": None for node in cell.parsed.body if isinstance(node, DEFINITIONS)}
        link = f"[{lesson.title.partition(': ')[0]}]({folder}{lesson.name}.ipynb)"
        rows += [f"| {link} | {', '.join(names)} | `course_lib.{module}` |" for module, names in written.items()]
    return "\n".join(rows) + "\n"
