"""The works that the lessons list under **References**, each once, with the lessons and modules that cite it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from course_lib.authoring.source import Lesson

LIST = re.compile(r"\*\*References\.\*\* (?P<works>.+?)(?:\n\n|\Z)", re.DOTALL)
WORK = re.compile(r"(?P<authors>[^*]+?) (?P<year>(?:1[89]|20)\d\d), \*(?P<title>[^*]+)\*(?P<where>.*)")
DATED = re.compile(r"(?<=\.) (?=[^*.]*(?:\.[^*.]*){0,3}? (?:1[89]|20)\d\d, \*)")
SENTENCE = re.compile(r"(?<=[\w)*`])\. (?=\w)")
INTRODUCTION = """# Bibliography

The works that the lessons refer to, with the lessons that list them and the modules of the library that name them as
their source. Made from the lists at the ends of the lessons.
"""


@dataclass
class Work:
    """One work as the lessons list it, and where it is cited; `title` is empty where a page without a date is meant."""

    authors: str
    year: str
    title: str
    where: str
    lessons: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)

    @property
    def first_author(self) -> str:
        """The family name with which the list of authors begins."""
        return re.split(r",| and ", self.authors)[0]

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two entries one work: the first author, the year and how the title begins."""
        return self.first_author, self.year, re.sub(r"\W", "", self.title.partition(":")[0].lower())[:22]

    @property
    def text(self) -> str:
        """The entry as markdown."""
        if not self.title:
            return self.authors
        return f"{self.authors} {self.year}, *{self.title}*" + (f", {self.where}" if self.where else "")


def works(text: str) -> Iterator[Work]:
    """The works in the list of references of a markdown text.

    >>> [(each.authors, each.year, each.title, each.where) for each in works("**References.** Lee 2013, *One*, ICML.")]
    [('Lee', '2013', 'One', 'ICML')]
    """
    for listed in LIST.finditer(text):
        for entry in DATED.split(" ".join(listed["works"].split()).removesuffix(".")):
            found = WORK.fullmatch(entry)
            where, *others = SENTENCE.split(found["where"].strip(" ,.") if found else entry)
            if found:
                yield Work(found["authors"], found["year"], found["title"], where)
            yield from (Work(other, "", "", "") for other in (others if found else [where, *others]))


def collect(lessons: Sequence[Lesson], sources: Mapping[str, str]) -> list[Work]:
    """All works by author and year, those without a date at the end.

    Args:
        lessons: whose lists are read.
        sources: of docstrings, {module: text}; a work is cited there whose author and year stand in it.
    """
    found: dict[tuple[str, str, str], Work] = {}
    for lesson in lessons:
        for cell in lesson.cells:
            for work in works("" if cell.is_code else cell.text):
                same = found.setdefault(work.key, work)
                same.lessons += [lesson.name] if lesson.name not in same.lessons else []
                same.title, same.authors = (
                    max(pair, key=len) for pair in ((same.title, work.title), (same.authors, work.authors))
                )
    for work in found.values():
        work.modules = [module for module, text in sources.items() if work.year and _named(work).search(text)]
    return sorted(found.values(), key=lambda work: (not work.year, work.authors.lower(), work.year))


def _named(work):
    """How a docstring names a work: its authors, or the first of them "and others", and the year."""
    first, *others = (re.escape(name) for name in re.split(r", | and ", work.authors))
    second = r"[\w-]+" if others in ([], ["others"]) else others[0]
    return re.compile(rf"(?<!, )(?<!and )\b{first}(?: et al\.| and others|(?:,| and) {second}\b[^.;]*?)?,? {work.year}")


def page(found: Sequence[Work], addresses: Mapping[str, str]) -> str:
    """Markdown of the bibliography; `addresses` has that of each module."""
    entries, undated = [], False
    for work in found:
        if not work.year and not undated:
            entries.append("\n## Without a date\n")
            undated = True
        cited = [f'<a href="{name}.html">{name.partition("_")[0]}</a>' for name in work.lessons]
        cited += [f'<a href="{addresses[name]}"><code>{name}</code></a>' for name in work.modules if name in addresses]
        entries.append(f"- {work.text}. <br>Cited in {', '.join(cited)}.")
    return "\n".join([INTRODUCTION, *entries, ""])
