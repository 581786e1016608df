"""One page of the book for a lesson: the learner's text and code with the outputs of a run, our solutions folded."""

import copy
import re
from collections.abc import Collection
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from course_lib.authoring.repository import colab_address, kaggle_address
from course_lib.book.inner_links import cell_anchor, rewrite
from course_lib.book.picture_files import apart

FOLDED = {"solution": "Our solution", "check": "The check, and what it says to our solution"}
RUN_IT = (
    "*This page shows the lesson as it ran. To change it and run it: `python -m course_lib lab`, then open `{}.ipynb`.*"
)
BADGES = '<p class="open-in">Open it in <a href="{}">Google Colab</a> <a href="{}">Kaggle</a></p>'
WIDGET = "application/vnd.jupyter.widget-view+json"
ALIVE = "<p><em>In JupyterLab something to use stands here.</em></p>"  # a widget that has no still figure of its own
WRITTEN_OVER = re.compile(r"[^\n]*\r")
STILL = "*In JupyterLab this figure has controls that draw it anew.*"


def page(
    run: NotebookNode,
    learners: NotebookNode,
    lesson: str,
    pages: Collection[str],
    figures: Path,
    repository: str | None = None,
) -> NotebookNode:
    """The notebook from which Sphinx makes the page of a lesson.

    Args:
        run: of `one_run.merge`, with its outputs.
        learners: the notebook with the stubs.
        lesson: its name.
        pages: the names of all pages.
        figures: the folder that takes the pictures.
        repository: "owner/repository", whose copies badges open; without it there are no badges.

    Returns:
        The learner's cells; our solution and the check of an exercise are folded. Each cell has its anchor.
    """
    ran = {cell.id: cell for cell in run.cells}
    cells = {cell.id: cell for cell in learners.cells} | {id_: ran[id_] for id_ in ran if "solution" in _tags(ran[id_])}
    made = new_notebook(metadata=copy.deepcopy(learners.metadata))
    for id_ in sorted(cells, key=_number):
        outputs = [] if "exercise" in _tags(cells[id_]) else ran[id_].get("outputs", [])
        shown = [_output(each, lesson, figures) for each in _as_on_a_screen(outputs)]
        made.cells += _cells(cells[id_], shown, pages, lesson)
        if repository and "card" in _tags(cells[id_]):
            file = f"{lesson}.ipynb"
            badges = BADGES.format(colab_address(repository, file), kaggle_address(repository, file))
            made.cells.append(new_markdown_cell(badges, id="open-in"))
    return made


def _number(id_):
    """The number in the source of the cell with this id."""
    return int(id_.rpartition("-")[2])


def _tags(cell):
    return cell.metadata.get("tags", [])


def _cells(cell, outputs, pages, lesson):
    """What stands on the page for one cell: its anchor and what it tries, the cell itself, a word about a widget."""
    tags = _tags(cell)
    if "card" not in tags:  # the title comes first
        yield new_markdown_cell(_mark(cell), id=f"mark-{cell.id}")
    if cell.cell_type == "code":
        yield _code(cell, outputs)
    else:
        yield new_markdown_cell(_text(cell, pages, lesson), id=cell.id)
    if "widget" in tags:
        yield new_markdown_cell(STILL, id=f"still-{cell.id}")


def _mark(cell):
    tried = [tag.split(":") for tag in _tags(cell) if tag.startswith(("claim:", "pitfall:"))]
    links = [f'<a href="{kind}s.html#{which}">{kind} {which}</a>' for kind, which in tried]
    said = f'<p class="tries">Tries {", ".join(links)}</p>' if links else ""
    return f'<div class="cell-anchor" id="{cell_anchor(_number(cell.id))}">{said}</div>'


def _text(cell, pages, lesson):
    text = rewrite(cell.source, pages)
    if "solution" in _tags(cell):
        return f"<details><summary>{FOLDED['solution']}</summary>\n\n{text}\n\n</details>"
    return f"{text}\n\n{RUN_IT.format(lesson)}" if "card" in _tags(cell) else text


def _code(cell, outputs):
    made = copy.deepcopy(cell)
    made.execution_count, made.outputs, made.metadata = None, outputs, NotebookNode()
    for role, words in FOLDED.items():
        if role in _tags(cell):
            made.metadata = NotebookNode(tags=["hide-cell"])
            made.metadata.mystnb = NotebookNode(code_prompt_show=words, code_prompt_hide=words)
    return made


def _as_on_a_screen(outputs):
    """Printed texts in a row as one, without what a progress bar wrote over; no lines of a log."""
    shown: list[NotebookNode] = []
    for output in outputs:
        if output.get("name") == "stdout" and shown and shown[-1].get("name") == "stdout":
            shown[-1].text += output.text
        elif output.get("name") != "stderr":
            shown.append(copy.deepcopy(output))
    for output in shown:
        if output.get("name") == "stdout":
            output.text = WRITTEN_OVER.sub("", output.text.replace("\r\n", "\n"))
    return [output for output in shown if output.get("text") != ""]


def _output(output, lesson, figures):
    """The output in the one form that a page shows: HTML before plain text."""
    made = copy.deepcopy(output)
    if "execution_count" in made:
        made.execution_count = None
    if "data" in made:
        page = made.data.get("text/html", ALIVE if WIDGET in made.data else "")
        made.data = {"text/html": apart(page, figures, lesson)} if page else {"text/plain": made.data["text/plain"]}
    return made
