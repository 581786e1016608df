"""What the files of a study hold: a run or the words of a figure, written in one step and read with care."""

import json
import math
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from course_lib.errors import expect
from course_lib.machine.files import replace_text
from course_lib.report.text import one_line

NUMBER_OR_NONE = (int, float, type(None))


@dataclass(frozen=True)
class Run:
    """One run: numbers {name: value}, None where a number was NaN or infinite; facts {name: text}; when it began."""

    setting: str
    seed: int
    numbers: dict[str, float | None]
    when: float
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """A figure that was kept: its name, its alternative text and its file."""

    name: str
    alt: str
    path: Path


def checked_text(argument: str, text: Any) -> str:
    """The text, which has something to read, and no half of a surrogate pair, which no file can hold.

    Raises:
        ValueError: it is none.
    """
    fits = isinstance(text, str) and one_line(text) and not re.search(r"[\ud800-\udfff]", text)
    expect(fits, argument, repr(text), "a text that is not empty")
    return text


def checked_number(name: str, value: Any) -> float | None:
    """The value as a float; None for what is no finite float.

    Raises:
        ValueError: it is no number.
    """
    fits = not isinstance(value, bool) and hasattr(value, "__float__") and getattr(value, "ndim", 0) == 0
    expect(fits, f"numbers[{name!r}]", repr(value), "a number")
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def write_record(path: Path, told: dict[str, Any]) -> None:
    """Put a record into a file, in one step."""
    replace_text(path, json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def read_record(path: Path, fields: dict[str, type]) -> dict[str, Any]:
    """The fields {name: type} of a JSON file; what else is in it is left out.

    Raises:
        ValueError: it is damaged; names it.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        whole = all(isinstance(told[name], kind) for name, kind in fields.items())
    except (ValueError, KeyError, TypeError):
        whole = False
    expect(whole, str(path), "a damaged file", "a record of a study; delete the file and run it again")
    return {name: told[name] for name in fields}


def read_run(path: Path) -> Run:
    """The Run in a file.

    Raises:
        ValueError: it is damaged; names it.
    """
    told = read_record(path, {"setting": str, "seed": int, "numbers": dict, "when": float, "facts": dict})
    fits = all(isinstance(value, NUMBER_OR_NONE) for value in told["numbers"].values())
    expect(fits, str(path), "a damaged file", "a run; delete the file and run it again")
    return Run(**told)


def write_run(path: Path, run: Run) -> None:
    """Put a Run into a file, in one step."""
    write_record(path, asdict(run))
