"""What the runs of a study fill into the templates of its article, which has a form for Markdown and one for HTML."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from course_lib.evaluation.comparison import Difference
from course_lib.report.comparing import Row, compare, settings_of, summary, warnings_of
from course_lib.report.records import Run
from course_lib.report.run_log import RunLog
from course_lib.report.text import one_line, paragraphs, plain

PARTS = {  # what only the author can say, in the order of the article: (heading, what to say)
    "question": ("Question", "what you wanted to know, as a question that a number can answer, and what you expected"),
    "set-up": ("Set-up", "the data and their split, the network, its training, and what was chosen by which data"),
    "reading": ("What it means", "what the table and the intervals say about your question, in plain words"),
    "tried": ("What else was tried", "how many settings you ran, how those in the table were chosen, and which failed"),
    "overturn": ("What would overturn it", "which result would have changed your mind, and which one still could"),
    "limits": ("Limits", "where this was not tested: other data, classes, sizes, longer training"),
}
AFTER_THE_RESULT = ("reading", "tried", "overturn", "limits")


def content(log: RunLog, title: str, score: str, baseline: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """What the templates show.

    Args:
        log: of the study.
        title, score, baseline, texts: of the `Article`.
    """
    runs = log.runs()
    parts = {part: (heading, paragraphs(texts.get(part, "")), what) for part, (heading, what) in PARTS.items()}
    against = {name: compare(runs, score, name, baseline) for name in settings_of(runs) if name != baseline}
    return {
        "title": one_line(title),
        "score": one_line(score),
        "baseline": one_line(baseline),
        "before": [parts[part] for part in PARTS if part not in AFTER_THE_RESULT],
        "after": [parts[part] for part in AFTER_THE_RESULT],
        "rows": [_cells(row, against.get(row.setting)) for row in summary(runs, score)],
        "warnings": [one_line(words) for words in warnings_of(runs, score, baseline)],
        "figures": log.figures(),
        "seeds": {name: sorted(run.seed for run in runs if run.setting == name) for name in settings_of(runs)},
        "facts": _facts(runs),
    }


def render(template: str, filled: Mapping[str, Any]) -> str:
    """A template of this room, filled; one for HTML escapes everything."""
    loader, escape = jinja2.PackageLoader("course_lib.report"), template.endswith(".html.j2")
    environment = jinja2.Environment(loader=loader, autoescape=escape, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"plain": plain, "line": one_line, "data": _data}
    return environment.get_template(template).render(**filled) + "\n"


def _data(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def _cells(row: Row, against: Difference | None) -> list[str]:
    """What the table shows of a setting."""
    apart = "" if against is None else f"{_shown(against.mean, '+')} ({_range(against.low, against.high, '+')})"
    spread = _shown(row.spread) if row.n > 1 else ""
    return [one_line(row.setting), str(row.n), _shown(row.mean), spread, _range(row.smallest, row.largest), apart]


def _range(low: float, high: float, sign: str = "") -> str:
    return f"{_shown(low, sign)} to {_shown(high, sign)}"


def _shown(number: float, sign: str = "") -> str:
    return format(number, f"{sign}.3f" if abs(number) < 1000 else f"{sign}.4g")


def _facts(runs: list[Run]) -> dict[str, str]:
    """{fact: its value in all runs, or all its values}."""
    names = dict.fromkeys(name for run in runs for name in run.facts)
    return {name: ", ".join(dict.fromkeys(str(run.facts.get(name, "unknown")) for run in runs)) for name in names}
