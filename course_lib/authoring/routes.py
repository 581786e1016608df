"""Where each lesson runs: what the test of each way to open the course found, in routes.json, and how a table says it.

The file holds, by way and lesson, whether it runs and what it does without:
{"colab": {"01_topology": {"runs": true, "without": []}}}. A lesson that is missing is not offered on that way.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from course_lib.authoring.repository import BRANCH, COLAB_BADGE, colab_address
from course_lib.errors import expect
from course_lib.machine.files import replace_text

FILE = Path("course_lib", "book", "routes.json")
# The ways by their keys in the file, and the heads of their columns in the README.
ROUTES = {"colab": "Colab", "lite": "in the browser"}
ON_BRANCH = f"../../blob/{BRANCH}"  # from the README, as GitHub shows it
NOT_OFFERED = "no"
Found: TypeAlias = Mapping[str, Any]  # of one lesson: "runs", whether it does, and "without", a list of words


def load(root: Path) -> dict[str, dict[str, Found]]:
    """{way: {lesson: found}}; empty where there is no such file."""
    path = root / FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def record(way: str, found: Mapping[str, Found], root: Path) -> None:
    """Write what a test found.

    Args:
        way: a key of ROUTES.
        found: of the lessons that it ran, by their names; what the file says about others stays.
        root: of the checkout.

    Raises:
        ValueError: an unknown way.
    """
    expect(way in ROUTES, "way", repr(way), f"one of {', '.join(ROUTES)}")
    everything = load(root)
    everything[way] = dict(sorted({**everything.get(way, {}), **found}.items()))
    lessons = {path.stem for path in (root / "notebooks" / "source").glob("*.py")}
    kept = {
        name: {lesson: each for lesson, each in of.items() if lesson in lessons}
        for name, of in sorted(everything.items())
    }
    replace_text(root / FILE, f"{json.dumps(kept, indent=1, ensure_ascii=False)}\n")


def words(found: Found | None) -> str:
    """What a table says about one lesson on one way.

    >>> words({"runs": True, "without": []}), words({"runs": True, "without": ["Keras"]}), words(None)
    ('runs', 'runs without Keras', 'no')
    """
    if found is None or not found["runs"]:
        return NOT_OFFERED
    return f"runs without {' and '.join(found['without'])}" if found["without"] else "runs"


class Table:
    """The columns of the README that say where a lesson runs, one for each way of which something is known.

    Args:
        found: as `load` gives it.
        repository: "owner/repository", where it is known: then a lesson opens in Colab with one click, and else on
            the branch of the copies, from which a badge leads there.
    """

    def __init__(self, found: Mapping[str, Mapping[str, Found]], repository: str | None) -> None:
        self.found = {way: found[way] for way in ROUTES if found.get(way)}
        self.repository = repository
        self.heads = [ROUTES[way] for way in self.found]

    def cells(self, lesson: str) -> list[str]:
        """What stands in the row of a lesson; where it runs in Colab, that is the way there."""
        said = {way: words(found.get(lesson)) for way, found in self.found.items()}
        return [self._way_there(lesson, each) if way == "colab" else each for way, each in said.items()]

    def _way_there(self, lesson, said):
        if said == NOT_OFFERED:
            return said
        if self.repository is None:
            return f"[{said}]({ON_BRANCH}/{lesson}.ipynb)"
        badge = f"[![Open {lesson} in Colab]({COLAB_BADGE})]({colab_address(self.repository, f'{lesson}.ipynb')})"
        return badge + said.removeprefix("runs")
