"""Links between the notebooks and texts of the course, as links between the pages of the book."""

import html
import re
from collections.abc import Collection

LINK = re.compile(
    r"(?<!!)\[(?P<words>(?:[^\[\]]|\[[^\[\]]*\])+)\]"  # no picture
    r"\((?P<target>(?!https?:|mailto:)[\w./-]*)(?P<anchor>#[^)\s]*)?\)"
)
HEADING = re.compile(r"^(#+ )\[([^\[\]]+)\]\(([^)]+)\)$", re.MULTILINE)  # its words are wanted in lists of headings
CELL = re.compile(r"#cell-id=lesson-(\d+)")
NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


def cell_anchor(index: int) -> str:
    """The anchor of the cell with this number in the source of its lesson."""
    return f"cell-{index:02d}"


def heading_anchor(heading: str) -> str:
    """The anchor that Sphinx gives a heading; digits at its beginning are left out.

    >>> heading_anchor("1. Two digits, that never part")
    'two-digits-that-never-part'
    """
    return NOT_IN_IDS.sub("-", heading.lower()).strip("-").lstrip("0123456789-")


def rewrite(text: str, pages: Collection[str]) -> str:
    """Markdown whose links to notebooks and texts lead to the pages of the book.

    A link to a file that is no page becomes its words.

    Args:
        text: markdown; addresses with a scheme, and pictures, are left alone.
        pages: the names of all pages, without ending.

    Returns:
        The text; links are HTML, which reaches the page as it is.

    >>> rewrite("[two](../02_losses.ipynb#cell-id=lesson-07), [a file](data/x.bin)", {"02_losses"})
    '<a class="reference internal" href="02_losses.html#cell-07">two</a>, a file'
    """
    text = HEADING.sub(r"\1\2\n\n[To \2](\3)", text)
    return LINK.sub(lambda found: _link(found, pages), text)


def _link(found, pages):
    target, anchor = found["target"], found["anchor"] or ""
    if not target and not anchor:  # f[i](x) in a formula
        return found[0]
    name, dot, _ = target.rpartition("/")[2].rpartition(".")
    if target and not dot:
        return found["words"] if "/" in target or _is_folder(found) else found[0]
    if target and name not in pages:
        name = {"README": "index", "TUTOR": "tutor"}.get(name, name)
        if name not in pages:
            return found["words"]
    cell = CELL.fullmatch(anchor)
    anchor = f"#{cell_anchor(int(cell[1]))}" if cell else anchor and f"#{heading_anchor(anchor)}"
    page = f"{name}.html" if target else ""
    return f'<a class="reference internal" href="{html.escape(page + anchor)}">{found["words"]}</a>'


def _is_folder(found):
    """A word alone, such as [answers](answers); in a formula the words before the bracket are one letter or two."""
    return found["target"].isalpha() and not found["anchor"] and len(found["words"]) > 2
