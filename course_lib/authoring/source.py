"""A lesson's source, read: percent text in, numbered cells with their lines out."""

import ast
import os
import re
from dataclasses import dataclass
from pathlib import Path

# Comments that look like magics ("# cd per class") would become bare code with jupytext's default.
PERCENT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
MARKER_LIKE = re.compile(r"\s*#\s*%%")
MARKER = re.compile(r'# %%(?P<markdown> \[markdown\])?( tags=\[(?P<tags>"[^"\s]+"(, ?"[^"\s]+")*)\])?')
NAME = re.compile(r"(?P<number>\d\d[b-z]?)_[a-z0-9_]+")  # 03b_name is the second part of 03_name


class SourceError(ValueError):
    """A lesson's source cannot become a notebook; the message names file, line and cell."""


@dataclass(frozen=True)
class Cell:
    """One cell: `kind` is "markdown" or "code", `line` is the line of its marker, counted from 1."""

    kind: str
    text: str
    tags: tuple[str, ...]
    index: int
    line: int

    @property
    def is_code(self) -> bool:
        return self.kind == "code"

    @property
    def id(self) -> str:
        """The id that the cell has in both notebooks; a link to notebook.ipynb#cell-id=ID leads to it."""
        return f"lesson-{self.index:02d}"

    @property
    def parsed(self) -> ast.Module:
        """Syntax tree of a code cell; an empty one where the cell is not Python."""
        try:
            return ast.parse(self.text if self.is_code else "")
        except SyntaxError:
            return ast.parse("")

    def arguments(self, prefix: str) -> list[str]:
        """What follows `prefix` in each of the cell's tags: `claim:S1-4` gives S1-4 for "claim:"."""
        return [tag.removeprefix(prefix) for tag in self.tags if tag.startswith(prefix)]


@dataclass(frozen=True)
class Lesson:
    """A source file and its cells in order."""

    path: Path
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """The file's name without ending: 01_topology."""
        return self.path.stem

    @property
    def number(self) -> str:
        """What the file's name begins with: 01, or 03b for the second part of lesson 03."""
        return self.name.partition("_")[0]

    @property
    def title(self) -> str:
        """The first heading of the card without its mark: `01 Topology: What makes two networks Siamese?`."""
        headings = [line[2:].strip() for line in self.cells[0].text.splitlines() if line.startswith("# ")]
        return headings[0] if headings else self.name


def read(path: str | os.PathLike) -> Lesson:
    """Read the percent text of `path` into a Lesson.

    Raises:
        SourceError: the text is not plain percent format.
    """
    import jupytext  # takes seconds to load, which a run with a seed need not spend

    path = Path(path)
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    if not NAME.fullmatch(path.stem):
        raise SourceError(f"{path.name}: a source is called NN_name.py, its parts NNb_name.py, in lower case")
    markers = _markers(path, lines)
    _refuse_bare_lines_in_markdown(path, lines, markers)
    derived = jupytext.reads(text, fmt=PERCENT).cells
    if len(derived) != len(markers):
        raise SourceError(f"{path.name}: {len(markers)} markers make {len(derived)} cells: is one inside a string?")
    numbered = enumerate(zip(derived, markers.items(), strict=True))
    return Lesson(path, tuple(_cell(made, index, *marker) for index, (made, marker) in numbered))


def read_all(root: Path) -> list[Lesson]:
    """Every lesson in notebooks/source under `root`, in order of their names."""
    return [read(path) for path in sorted((root / "notebooks" / "source").glob("*.py"))]


def _markers(path, lines):
    """{line number, from 0: match} of all cell markers."""
    starts = [number for number, line in enumerate(lines) if MARKER_LIKE.match(line)]
    if not starts:
        raise SourceError(f"{path.name}: no cell marker `# %%` found")
    if any(line.strip() for line in lines[: starts[0]]):
        raise SourceError(f"{path.name}:1: text before the first cell marker `# %%`")
    markers = {}
    for number in starts:
        found = MARKER.fullmatch(lines[number].rstrip())
        if not found:
            expected = '`# %%` or `# %% [markdown]`, then at most ` tags=["one", "two"]`'
            raise SourceError(f"{path.name}:{number + 1}: expected {expected}, got `{lines[number]}`")
        markers[number] = found
    return markers


def _refuse_bare_lines_in_markdown(path, lines, markers):
    """jupytext turns a code line under a markdown marker into prose without a word."""
    ends = [*markers, len(lines)][1:]
    for index, (start, end) in enumerate(zip(markers, ends, strict=True)):
        if not markers[start]["markdown"]:
            continue
        for number in range(start + 1, end):
            if lines[number].strip() and not lines[number].startswith("#"):
                where = f"{path.name}:{number + 1}: cell {index}"
                raise SourceError(f"{where}: a bare line in a markdown cell: `{lines[number]}`; begin it with `# `")


def _cell(made, index, start, marker):
    quoted = marker["tags"] or ""
    return Cell(made.cell_type, made.source, tuple(re.findall(r'"([^"]+)"', quoted)), index, start + 1)
