"""Sources to notebooks: the learner's and the complete one, byte-identical on every build."""

import json
import sys
from functools import partial
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_lib.authoring import lesson_costs, lesson_map, links, rules, scoreboard, sections, study_time, teaching
from course_lib.authoring.exercise_rules import statements
from course_lib.authoring.source import SourceError, read_all
from course_lib.exercises.lessons import LIST
from course_lib.machine.files import replace_text
from course_lib.paths import ROOT

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
LEARNER_LEAVES_OUT = "solution"
SOLUTIONS_LEAVE_OUT = "exercise"


def build_notebooks(check: bool = False, root: Path = ROOT) -> int:
    """Make all notebooks and lesson maps under `root` from notebooks/source.

    A fault in any source leaves all files as they are.

    Args:
        check: write nothing; every file that is stale, missing or left over is a fault. Without it, derived notebooks
            whose source is gone are removed.
        root: of the checkout.

    Returns:
        0, or 1 after naming the faults.
    """
    try:
        wanted = derive(root)
        faults = _faults(root, wanted) if check else _with_outputs(root)
    except SourceError as error:
        faults = [str(error)]
    for fault in faults:
        print(fault, file=sys.stderr)
    if not check and not faults:
        _write(root, wanted)
    return 1 if faults else 0


def derive(root: Path) -> dict[Path, str]:
    """Text of every derived file by its path.

    Raises:
        SourceError: naming every fault of every source.
    """
    lessons = read_all(root)
    problems = [problem for lesson in lessons for problem in rules.problems(lesson, root)]
    if problems:
        raise SourceError("\n".join(problems))
    times = lesson_costs.load(root)
    folder = root / "notebooks"
    wanted = {}
    for lesson in lessons:
        card, board = _card(lesson, times.get(lesson.name)), partial(scoreboard.fill, lessons=lessons)
        wanted[folder / f"{lesson.name}.ipynb"] = _render(_learner_cells(lesson, card, board))
        wanted[folder / "solutions" / f"{lesson.name}.ipynb"] = _render(_solution_cells(lesson, card, board))
    texts = lesson_map.derive(root, lessons, times) | teaching.derive(root, lessons)
    return wanted | texts | _list_of_exercises(root, lessons)


def _list_of_exercises(root, lessons):
    """The exercises of each lesson, for the library to count the solved ones among them."""
    path = root / LIST.relative_to(ROOT)
    found = {lesson.title: [match["id"] for _, match in statements(lesson)] for lesson in lessons}
    text = json.dumps({title: names for title, names in found.items() if names}, indent=1, ensure_ascii=False)
    return {path: f"{text}\n"} if path.parent.is_dir() else {}


def _card(lesson, costs):
    """What takes the place of {{measured}}, and the sentence that ends the card."""
    you = f"you about {study_time.measure(lesson).minutes} minutes"
    if costs is None:
        return f"{you}; the computer's time is not measured yet", sections.sentence(lesson)
    return f"{you}, and the computer {lesson_costs.sentence(costs)}", sections.sentence(lesson)


def _learner_cells(lesson, card, board):
    hints = 0
    for cell in lesson.cells:
        if LEARNER_LEAVES_OUT in cell.tags:
            continue
        hints = hints + 1 if "hint" in cell.tags else 0
        yield cell, board(_filled(cell, card, hints))


def _solution_cells(lesson, card, board):
    hints = 0
    for cell in lesson.cells:
        if SOLUTIONS_LEAVE_OUT in cell.tags:
            continue
        hints = hints + 1 if "hint" in cell.tags else 0
        text = board(_filled(cell, card, hints))
        if "card" in cell.tags:
            text = text.replace(lesson.title, f"{lesson.title} (solutions)", 1)
        yield cell, text if cell.is_code else links.one_folder_up(text)


def _filled(cell, card, hints):
    if "hint" in cell.tags:
        # Without the blank lines the markdown and the formulas inside would be shown as they are typed.
        return f"<details><summary>Hint {hints}</summary>\n\n{cell.text}\n\n</details>"
    if "card" in cell.tags:
        measured, where_to_begin = card
        return f"{cell.text.replace('{{measured}}', measured)}\n\n{where_to_begin}".rstrip()
    return cell.text


def _render(cells):
    """Notebook text of (Cell, text) pairs. A cell keeps its number from the source as its id in both notebooks."""
    notebook = new_notebook(metadata=METADATA)
    for cell, text in cells:
        make = new_code_cell if cell.is_code else new_markdown_cell
        made = make(text, id=cell.id)
        if cell.tags:
            made.metadata["tags"] = list(cell.tags)
        if "check" in cell.tags:
            made.metadata["jupyter"] = {"source_hidden": True}  # it holds the answer: a click shows it
        notebook.cells.append(made)
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n"


def _notebooks_on_disk(root):
    folder = root / "notebooks"
    return sorted([*folder.glob("*.ipynb"), *(folder / "solutions").glob("*.ipynb")])


def _faults(root, wanted):
    faults = _with_outputs(root)
    for path, text in wanted.items():
        if not path.exists():
            faults.append(f"{path.relative_to(root)}: missing; run `make notebooks`")
        elif path.read_bytes().replace(b"\r\n", b"\n") != text.encode():  # as git may write them on Windows
            faults.append(f"{path.relative_to(root)}: stale; run `make notebooks`")
    left_over = [path for path in _notebooks_on_disk(root) if path not in wanted]
    return faults + [
        f"{path.relative_to(root)}: left over, its source is gone; run `make notebooks`" for path in left_over
    ]


def _with_outputs(root):
    """Notebooks that somebody has run: they hold outputs, and perhaps answers, that a build would destroy."""
    advice = "holds an output; keep a copy if it is your work, then delete the file and run `make notebooks`"
    return [f"{path.relative_to(root)}: {advice}" for path in _notebooks_on_disk(root) if _has_outputs(path)]


def _has_outputs(path):
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False  # no notebook at all: there is nothing in it to lose


def _write(root, wanted):
    for path, text in wanted.items():
        if not path.exists() or path.read_bytes() != text.encode():
            replace_text(path, text)
    for path in _notebooks_on_disk(root):
        if path not in wanted:
            path.unlink()
