"""The article of a study: what the runs say is filled in, what only its author can say is marked until it is there."""

import html
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from IPython.display import HTML, display

from course_lib.errors import expect
from course_lib.machine.files import replace_bytes, replace_text
from course_lib.report.comparing import summary, warnings_of
from course_lib.report.filling import PARTS, content, render
from course_lib.report.run_log import RunLog
from course_lib.report.text import one_line, paragraphs


@dataclass(frozen=True)
class Article:
    """An article about the runs of a RunLog.

    Args:
        title: of the article.
        score: the number that the table shows, one of those given to `RunLog.add`.
        baseline: the setting that the others are compared with.
        texts: {part: text} for parts of PARTS: plain text, an empty line between paragraphs.

    Raises:
        ValueError: title, score or baseline is empty, a part is unknown, or a text is none.
    """

    title: str
    score: str
    baseline: str
    texts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named = {"title": self.title, "score": self.score, "baseline": self.baseline}
        for argument, words in {**named, **self.texts}.items():
            expect(isinstance(words, str), argument, type(words).__name__, "a text")
            expect(not re.search(r"[\ud800-\udfff]", words), argument, "halves of letters", "whole letters")
        for argument, words in named.items():
            expect(one_line(words), argument, repr(words), "a text that is not empty")
        unknown = [part for part in self.texts if part not in PARTS]
        expect(not unknown, "texts", unknown, f"parts of {list(PARTS)}")

    def missing(self, log: RunLog) -> list[str]:
        """What is still to be done before the article is whole, in sentences; none if it is."""
        runs = log.runs()
        said = {part: paragraphs(self.texts.get(part, "")) for part in PARTS}
        found = [f"{heading}: say {what}." for part, (heading, what) in PARTS.items() if not said[part]]
        if not summary(runs, self.score):
            found.append(f"There is no run with the number {self.score}.")
        if not log.figures():
            found.append("There is no figure.")
        return found + warnings_of(runs, self.score, self.baseline)

    def markdown(self, log: RunLog) -> str:
        """The article as Markdown; its figures lie in figures/ beside it once it is written."""
        return render("article.md.j2", self._content(log))

    def html(self, log: RunLog) -> str:
        """The article as one HTML page that needs nothing else: its figures are in it, with their words."""
        return render("article.html.j2", self._content(log))

    def show(self, log: RunLog) -> None:
        """Display the page in a notebook."""
        page = html.escape(self.html(log))
        style = "width:100%;height:40em"
        display(HTML(f'<div><iframe title="The article" sandbox srcdoc="{page}" style="{style}"></iframe></div>'))

    def write(self, log: RunLog, folder: str | os.PathLike) -> tuple[Path, Path]:
        """Write article.md with figures/ and article.html into `folder`; returns the paths of the two.

        Each file is replaced in one step, the figures first: an interruption leaves the old article or the new one.

        Raises:
            OSError: the folder cannot be written.
        """
        folder = Path(folder)
        for picture in log.figures():
            replace_bytes(folder / "figures" / picture.path.name, picture.path.read_bytes())
        as_text, as_page = folder / "article.md", folder / "article.html"
        replace_text(as_text, self.markdown(log))
        replace_text(as_page, self.html(log))
        return as_text, as_page

    def _content(self, log: RunLog) -> dict[str, object]:
        return content(log, self.title, self.score, self.baseline, self.texts)
