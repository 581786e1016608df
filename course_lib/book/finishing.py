"""What is done to the pages after Sphinx: the keyboard reaches them, the search knows its words, no rest is left."""

import re
import shutil
from pathlib import Path

CHANGES = (
    ('<div class="highlight"><pre>', '<div class="highlight"><pre tabindex="0">'),
    ('<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" aria-label="Pages of the book">'),
    ('<aside class="toc-drawer">', '<aside class="toc-drawer" aria-label="Headings of this page">'),
    ('<summary aria-label="Toggle hidden content">', "<summary>"),  # its words say what it hides
    ('<a class="headerlink"', '<a data-pagefind-ignore class="headerlink"'),
    ('<p class="caption" role="heading">', '<p class="caption" role="heading" aria-level="2">'),
)
# The search leads to a heading that has a name of its own; Sphinx gives the name to the section around it.
SECTION = re.compile(r'(<section [^>]*id="(?P<name>[^"]+)"[^>]*>\s*(?:<span id="[^"]+"></span>\s*)*<h[2-4])>')
ARTICLE = '<article role="main" id="furo-main-content">'
SEARCHED = f"{ARTICLE[:-1]} data-pagefind-body>"
# Sphinx's own search and sources, in whose place pagefind's stand.
RESTS = (
    *("searchindex.js", "objects.inv", "_sources", "_static/searchtools.js", "_static/language_data.js"),
    *(".buildinfo", ".doctrees"),
)


def finish(folder: Path) -> int:
    """Finish every page in the folder of the book, and remove what no page needs; returns the number of pages."""
    paths = sorted(folder.glob("*.html"))
    for path in paths:
        text = path.read_text(encoding="utf-8")
        path.write_text(finished(text, searched=path.name != "search.html"), encoding="utf-8")
    for name in RESTS:
        place = folder / name
        shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    (folder / ".nojekyll").touch()  # else GitHub Pages leaves out the folders that begin with _
    return len(paths)


def finished(text: str, searched: bool) -> str:
    """The HTML of a page, finished; `searched` says whether the search finds its words."""
    for old, new in CHANGES:
        text = text.replace(old, new)
    text = SECTION.sub(r'\1 id="to-\g<name>">', text)
    return text.replace(ARTICLE, SEARCHED) if searched else text
