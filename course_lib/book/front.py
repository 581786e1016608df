"""The pages that are no lesson: the first one, reading, notation, glossary, and those for teachers."""

import html
import re
from collections.abc import Collection, Sequence
from pathlib import Path

from course_lib.authoring.source import Lesson
from course_lib.book.inner_links import rewrite

TEXTS = {  # page: file
    "teaching": "notebooks/teaching.md",
    "a_class": "notebooks/a_class.md",
    "usual_mistakes": "notebooks/usual_mistakes.md",
    "when_something_goes_wrong": "notebooks/when_something_goes_wrong.md",
    "tutor": "TUTOR.md",
}
MADE = ("index", "reading", "notation", "glossary", "claims", "pitfalls", "bibliography")
PARTS = {  # caption: the first two digits of the lessons under it
    "By hand": "00 01 02 03 04 05",
    "Networks and losses": "06 07 08 09 10 11",
    "Choices": "12 13 14",
    "The search": "15 16 17",
    "On trial": "18",
}
REFERENCE = ("reading", "glossary", "notation", "claims", "pitfalls", "bibliography")
HELP = ("when_something_goes_wrong", "teaching", "a_class", "usual_mistakes", "tutor")
WELCOME = """# Siamese networks

{}

<figure>
<img src="_static/neighbours.png" alt="{}">
<figcaption>{}</figcaption>
</figure>

Read it here, and do it there: each page is a lesson as it ran, with its numbers and pictures. The exercises have three
hints, and our solutions are folded. To change the code and to move the controls, clone the repository and call
`python -m course_lib lab`. <a href="reading.html">How to read the lessons</a> says more. A word you do not know stands
in the <a href="glossary.html">glossary</a> (<span lang="zh">中英词汇表</span>).

"""


def section(text: str, heading: str) -> str:
    """What stands under the heading `## ...` of a markdown text, up to the next one.

    Raises:
        ValueError: the text has no such heading.
    """
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if not found:
        raise ValueError(f"heading: expected one of the text's, got {heading!r}")
    return found[1].strip()


def texts(root: Path, lessons: Sequence[Lesson], library: Collection[str]) -> dict[str, str]:
    """Markdown of these pages, {name: text}, for the course in `root`; `library` names the pages of the library."""
    pages = {*TEXTS, *MADE, *library, *(lesson.name for lesson in lessons)}
    readme, notes = (_read(root / name) for name in ("README.md", "notebooks/README.md"))
    made = {page: rewrite(_read(root / name), pages) for page, name in TEXTS.items()}
    made["index"] = _index(readme, lessons, library)
    how, run = section(notes, "How exercises work"), notes[notes.index("**Run again") : notes.index("Something does")]
    made["reading"] = f"# How to read the lessons\n\n{rewrite(run, pages)}\n\n## How exercises work\n\n{how}\n"
    symbols, by_hand = section(notes, "Symbols and names"), section(notes, "Written by hand")
    made["notation"] = f"# Notation\n\n{symbols}\n\n## Written by hand\n\n{rewrite(by_hand, pages)}\n"
    made["glossary"] = glossary(_read(root / "notebooks" / "glossary.md"), lessons)
    return made


def glossary(text: str, lessons: Sequence[Lesson]) -> str:
    """The glossary with an anchor for each word, its Chinese marked as such, and links to the lessons."""
    pages = {lesson.number: f"{lesson.name}.html" for lesson in lessons}
    lines = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "word":
            word, chinese, meaning, where = cells
            where = re.sub(r"\d\d[b-z]?", lambda n: f'<a href="{pages[n[0]]}">{n[0]}</a>', where)
            id_ = re.sub(r"\W+", "-", word.lower())
            line = f'| <span id="{id_}">**{word}**</span> | <span lang="zh">{chinese}</span> | {meaning} | {where} |'
        lines.append(line)
    return "\n".join([*lines, ""])


def _index(readme, lessons, library):
    lead = readme.split("\n\n")[1]
    picture = re.search(r"!\[(?P<alt>[^\]]+)\]\(notebooks/figures/neighbours\.png\)\n\n\*(?P<said>[^*]+)\*", readme)
    alt, said = (html.escape(" ".join(picture[name].split())) for name in ("alt", "said")) if picture else ("", "")
    text = WELCOME.format(lead, alt, said)
    for caption, numbers in PARTS.items():
        own = [lesson for lesson in lessons if lesson.number[:2] in numbers.split()]
        rows = [f'| <a href="{each.name}.html">{_name(each)}</a> | {each.title.partition(": ")[2]} |' for each in own]
        table = "\n".join(["| lesson | question |", "|---|---|", *rows])
        tree = _toctree(caption, [f"{_name(each)} <{each.name}>" for each in own])
        text += f"## {caption}\n\n{table}\n\n{tree}\n\n"
    others = {"Reference": REFERENCE, "Help and teaching": HELP, "The library": tuple(library)}
    return text + "\n\n".join(_toctree(caption, names) for caption, names in others.items()) + "\n"


def _name(lesson):
    return lesson.title.partition(": ")[0]


def _toctree(caption, names):
    return "\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *names, "```"])


def _read(path):
    return path.read_text(encoding="utf-8")
