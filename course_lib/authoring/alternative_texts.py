"""The alternative texts of the pictures that a notebook shows: each there, of a fit length, and of one figure only."""

from collections.abc import Iterable
from html.parser import HTMLParser

from nbformat import NotebookNode

SHORTEST, LONGEST = 40, 300  # characters: enough to tell the finding, few enough to listen to
WIDGET = "application/vnd.jupyter.widget-view+json"
AGAIN = "-again"  # how the id of a second run ends, see `twice`


def missing(outputs: Iterable[NotebookNode]) -> list[str]:
    """Sentences about pictures without alternative text. JupyterLab shows only the one of an <img> in HTML."""
    found = []
    for output in outputs:
        data = output.get("data", {})
        page = data.get("text/html", "")
        if any(kind.startswith("image/") for kind in data) and not texts(page):
            found.append("a picture without alternative text: show it with course_lib.plots")
        found += missing_in(page)
    return found


def missing_in(page: str) -> list[str]:
    """The same sentences about the pictures in HTML."""
    return ["an <img> without alternative text" for text in texts(page) if not text.strip()]


def unfit(notebook: NotebookNode) -> list[str]:
    """Sentences about texts that are too short or too long, and about figures that have one text.

    A widget begins as the still figure above it, and so may repeat its text; a cell that was run again repeats its own.
    """
    found, seen = [], set()
    for cell in notebook.cells:
        if cell.id.endswith(AGAIN):
            continue
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            for text in filter(str.strip, texts(data.get("text/html", ""))):
                if not SHORTEST <= len(text) <= LONGEST:
                    wanted = f"{SHORTEST} to {LONGEST}"
                    found.append(f"cell {cell.id}: an alternative text of {len(text)} characters, not {wanted}: {text}")
                if text in seen and WIDGET not in data:
                    found.append(f"cell {cell.id}: the alternative text of another figure: {text}")
                seen.add(text)
    return found


def shows_picture(outputs: Iterable[NotebookNode]) -> bool:
    """Is there a picture among the outputs of a cell?"""
    shown = [output.get("data", {}) for output in outputs]
    return any("<img" in data.get("text/html", "") or any(kind.startswith("image/") for kind in data) for data in shown)


def texts(page: str) -> list[str]:
    """Alternative text of each <img> in HTML, empty where there is none.

    >>> texts('<p>Two: <img alt="a cat" src="a.png"> and <img src="b.png"></p>')
    ['a cat', '']
    """
    finder = _PictureFinder()
    finder.feed(page)
    return finder.found


class _PictureFinder(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.found.append(dict(attrs).get("alt") or "")
