"""A lesson as it stands in the browser: a first cell that brings the library, and no cell that needs Keras."""

import base64
import re
from collections.abc import Collection, Iterator

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_lib.errors import expect

BRING = 'import piplite\n\nawait piplite.install("siamese-course")'
FIRST = (
    "# This lesson runs in your browser. The cell brings the course's library into this tab; run it first.\n"
    f"{BRING}\n\n"
    "from course_lib.lite.in_browser import begin\n\n"
    'await begin("{}", "{}")'
)
NOT_HERE = "*The next cell needs TensorFlow, which the Python of a browser does not have. Here it is to read{}:*"
KERNEL = {"kernelspec": {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}}
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:)(?:\.\./)?([^)#\s]*)(#[^)\s]*)?\)")
PICTURE = re.compile(r'<img[^>]*?src="data:image/(png|svg\+xml);base64,([^"]+)"[^>]*>')
ALT = re.compile(r'alt="([^"]*)"')
START = """# Siamese networks, in your browser

These lessons run in this tab. Nothing is installed, and nothing that you write leaves your machine: your copies and
your progress lie in the storage of this browser. Clearing the data of this site deletes them; a lesson is saved as a
file by *File*, *Download*.

{table}

Begin with lesson 01. Its first cell brings the library into the tab, which takes some twenty seconds. Close a lesson
when you are done with it, and shut down its kernel: the page with one lesson that has run takes about 1 GB of memory.
A cell that never ends cannot be interrupted here; *Kernel*, *Restart Kernel* ends it, and your text and your progress
stay.

The other lessons train networks with TensorFlow, which the Python of a browser does not have. They run on a computer,
and the book shows all of them as they ran."""


def lite_lesson(
    notebook: NotebookNode, run: NotebookNode, name: str, made_from: str, lessons: Collection[str]
) -> NotebookNode:
    """The notebook of a lesson for the browser.

    Args:
        notebook: the learner's, or the solutions.
        run: the same lesson with its outputs; a cell is found by its id.
        name: of the lesson.
        made_from: tells one version of the lesson from another.
        lessons: the names of those that are there; a link to anything else becomes plain text.

    Raises:
        ValueError: the notebook is empty, or the run lacks one of its cells.
    """
    expect(notebook.cells, "notebook", "no cells", "the notebook of a lesson")
    lost = [cell.id for cell in notebook.cells if "keras" in cell.metadata.get("tags", [])]
    lost = sorted(set(lost) - {cell.id for cell in run.cells})
    expect(not lost, "run", f"no cell {', '.join(lost)}", "a run of this notebook")
    ran = {cell.id: cell for cell in run.cells}
    made = new_notebook(metadata=KERNEL, cells=[new_code_cell(FIRST.format(name, made_from), id="in-browser")])
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "keras" in tags:
            made.cells.extend(_as_printed(cell, ran[cell.id].get("outputs", [])))
        elif cell.cell_type == "code":
            made.cells.append(new_code_cell(cell.source, id=cell.id, metadata=cell.metadata))
        else:
            made.cells.append(new_markdown_cell(_links(cell.source, lessons), id=cell.id, metadata=cell.metadata))
    if "card" in made.cells[1].metadata.get("tags", []):  # the title comes first
        made.cells[:2] = made.cells[1::-1]
    return made


def start_page(lessons: dict[str, str]) -> NotebookNode:
    """The page on which one starts: what this is, the lessons, and the progress.

    Args:
        lessons: the title of each lesson by its name.
    """
    rows = [f"| [{title}]({name}.ipynb) | [solutions](solutions/{name}.ipynb) |" for name, title in lessons.items()]
    text = START.format(table="\n".join(["| lesson | |", "|---|---|", *rows]))
    code = f"{BRING}\n\nfrom course_lib.exercises import progress\n\nprogress()"
    cells = [new_markdown_cell(text, id="start"), new_code_cell(code, id="progress")]
    return new_notebook(metadata=KERNEL, cells=cells)


def _as_printed(cell: NotebookNode, outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Text in place of a cell that cannot run: its code, and what it printed and drew on a computer."""
    parts = [f"```python\n{cell.source}\n```"]
    pictures: dict[str, dict[str, str]] = {}
    for output in outputs:
        data = output.get("data", {})
        text = output.get("text", "") if output.get("name") == "stdout" else data.get("text/plain", "")
        found = PICTURE.search("".join(data.get("text/html", "")))
        if found:
            kind, name = found[1], f"{cell.id}-{len(pictures)}.{found[1].partition('+')[0]}"
            pictures[name] = {f"image/{kind}": base64.b64encode(base64.b64decode(found[2])).decode("ascii")}
            alt = ALT.search(found[0])
            parts.append(f"![{alt[1] if alt else ''}](attachment:{name})")
        elif text.strip():
            parts.append(f"```text\n{text.rstrip()}\n```")
    shown = "" if len(parts) == 1 else ", with what came out of it on a computer"
    made = new_markdown_cell("\n\n".join([NOT_HERE.format(shown), *parts]), id=cell.id)
    if pictures:
        made.attachments = pictures
    yield made


def _links(text: str, lessons: Collection[str]) -> str:
    """The text; of its links to files of the course those stay that lead to a lesson of the site."""

    def kept(link):
        words, file, _ = link.groups()
        name = file.removeprefix("solutions/").removesuffix(".ipynb")
        return link[0] if not file or name in lessons else words

    return LINK.sub(kept, text)
