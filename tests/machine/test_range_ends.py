"""The ends of the ranges are read from the files of requirements, and an environment is held to its end."""

import re

import pytest
from packaging.requirements import Requirement

from course_lib.errors import CourseProblem
from course_lib.machine import installation, range_ends
from course_lib.machine.requirements_lock import requirement_lines
from course_lib.paths import ROOT

LOWEST = range_ends.lower_ends(range_ends.ranges())
FILES = {
    "requirements.txt": "a>=1.2,<2\n",
    "requirements-lab.txt": "b[x]>=3\na>=1.10,<3\n",
    "requirements-test.txt": "c==5.0.1\n",
}


@pytest.fixture
def small(tmp_path):
    """A checkout whose requirements are three packages, and its environment."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(f"# A comment.\n\n{text}")
    (tmp_path / ".venv-oldest").mkdir()
    return tmp_path


def test_the_lowest_version_of_each_package_is_in_all_of_its_ranges():
    lines = [line for name in range_ends.FILES for line in requirement_lines((ROOT / name).read_text(encoding="utf-8"))]
    asked = [Requirement(line) for line in lines if "emscripten" not in line or "!=" in line]
    assert {each.name for each in asked} == set(LOWEST)
    assert len(LOWEST) > 50
    for each in asked:
        assert each.specifier.contains(LOWEST[each.name]), str(each)
    ends = {name: [str(each.specifier) for each in asked if each.name == name] for name in LOWEST}
    assert [name for name, parts in ends.items() if not any(f"={LOWEST[name]}" in part for part in parts)] == []


def test_of_two_lines_the_higher_lower_end_counts_by_number_and_not_by_letter(small):
    words = range_ends.installer_words("oldest", small / ".venv-oldest")
    assert words == ("--constraint", small / ".venv-oldest" / "lower-ends.txt")
    assert words[1].read_text() == "a==1.10\nb==3\nc==5.0.1\n"


def test_the_newest_are_looked_for_again_and_other_environments_get_no_words(small):
    assert range_ends.installer_words("newest", small / ".venv-newest") == ("--upgrade",)
    assert range_ends.installer_words("lab", small / ".venv") == ()


@pytest.mark.parametrize("line", ["numpy", "numpy<3", "numpy!=2.1,<3", "numpy; sys_platform == 'win32'"])
def test_a_range_without_a_lower_end_is_refused(line):
    with pytest.raises(ValueError, match=re.escape(f"lowest version that it may have, got {line}")):
        range_ends.lower_ends({"numpy": [line]})


def test_the_versions_of_an_environment_are_held_against_its_end(monkeypatch):
    monkeypatch.setattr(
        range_ends, "ranges", lambda: {"numpy": ["numpy>=2.0,<2.6"], "psycopg": ["psycopg[binary]>=3.2"]}
    )
    low = {"numpy": "2.0.0", "psycopg": "3.2"}
    assert range_ends.faults("oldest", (3, 10), low) == []
    assert range_ends.faults("newest", (3, 13), {"numpy": "2.5.5", "psycopg": "4.0rc1"}) == []
    assert range_ends.faults("oldest", (3, 12), {**low, "numpy": "2.0.1"}) == [
        "Python is 3.12, and the oldest that the course allows is 3.10.",
        "numpy is 2.0.1, and the lowest version allowed is 2.0.",
    ]
    assert range_ends.faults("newest", (3, 13), {**low, "numpy": "2.6.0"}) == [
        "numpy is 2.6.0, and numpy>=2.0,<2.6 is asked for."
    ]


def test_the_command_prints_what_is_allowed_and_what_is_here(capsys):
    assert range_ends.main("oldest") in (0, 1)
    said = capsys.readouterr().out
    assert re.search(r"^\| psycopg \| >=3\.[\d.]+,<3\.\d+ \| 3\.[\d.]+ \|$", said, re.MULTILINE)
    assert said.count("\n| ") == len(LOWEST) + 1


@pytest.mark.parametrize(("end", "python"), range_ends.PYTHONS.items())
def test_an_end_has_its_own_python(end, python):
    major, minor = python
    for good in (f"{major}.{minor}.0", f"{major}.{minor}.13"):
        range_ends.require_python(end, good)
        range_ends.require_python("lab", good)
    for wrong in (f"{major}.{minor + 1}.0", f"{major}.{minor}0.1", f"{major}.{minor - 1}.2"):
        with pytest.raises(CourseProblem, match=rf"Call: python{major}\.{minor} -m course_lib test-{end}\."):
            range_ends.require_python(end, wrong)


def test_the_newest_versions_are_looked_for_once_a_day(monkeypatch):
    class Tomorrow(installation.date):
        @classmethod
        def today(cls):
            return cls(2100, 1, 1)

    before = {end: installation.requirements_digest(end, ROOT) for end in range_ends.PYTHONS}
    monkeypatch.setattr(installation, "date", Tomorrow)
    after = {end: installation.requirements_digest(end, ROOT) for end in range_ends.PYTHONS}
    assert [before[end] == after[end] for end in ("oldest", "newest")] == [True, False]
