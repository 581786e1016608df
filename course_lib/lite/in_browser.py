"""What the first cell of a lesson calls in the browser: is this copy of the lesson the newest one?"""

import json
from typing import Any

OLDER = (
    "This is your own copy of an older version of {0}. It stays as long as you want it. For the new version, close it "
    "and delete {0}.ipynb in the list on the left: the one of the site appears in its place. Your progress stays."
)


async def begin(lesson: str, made_from: str) -> None:
    """Say that the lesson can begin, or that the site has a newer version of it.

    Args:
        lesson: its name, such as 02_losses.
        made_from: tells its version from others, as the builder of the site wrote it.
    """
    print(said(lesson, made_from, await _lessons_of_the_site()))


def said(lesson: str, made_from: str, newest: dict[str, str]) -> str:
    """The sentence of `begin`.

    Args:
        lesson: its name.
        made_from: of this copy.
        newest: that of each lesson on the site; empty where it cannot be read.
    """
    if newest.get(lesson, made_from) != made_from:
        return OLDER.format(lesson)
    return f"The library is loaded, and {lesson} can begin."


async def _lessons_of_the_site() -> dict[str, str]:
    """The file lessons.json of the site that this worker came from."""
    modules: Any = __import__("js"), __import__("pyodide.http", fromlist=["pyfetch"])
    root = modules[0].location.href.partition("/extensions/")[0]
    try:
        answer = await modules[1].pyfetch(f"{root}/lessons.json", cache="no-cache")
        return json.loads(await answer.string())
    except (OSError, ValueError):  # without a network the copy in the browser's cache is all there is
        return {}
