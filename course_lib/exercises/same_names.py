"""Is a text the name that is asked, or a list or a text the names that are, in other letters or with other strokes?"""

import re
from collections.abc import KeysView
from typing import Any

import numpy as np

BETWEEN = re.compile(r"\s*(?:[,;&]|\band\b)\s*")


def is_same_name(answer: Any, ours: str | set) -> bool:
    """Does an answer say ours: one text, alone in a list or not, or several, in any order, as one text or as many?

    >>> is_same_name(["Unit_Length."], "unit length"), is_same_name("b", "a"), is_same_name(3, "3")
    (True, False, False)
    >>> is_same_name(("adam", "SGD"), {"SGD", "Adam"}), is_same_name("SGD and Adam", {"SGD", "Adam"})
    (True, True)
    """
    if isinstance(ours, str):
        alone = isinstance(answer, list | tuple | set | frozenset) and len(answer) == 1
        (text,) = answer if alone else (answer,)
        return isinstance(text, str) and _plain(text) == _plain(ours)
    parts = BETWEEN.split(answer) if isinstance(answer, str) and BETWEEN.search(answer) else answer
    if isinstance(parts, KeysView) or (isinstance(parts, np.ndarray) and parts.ndim == 1):
        parts = list(parts)
    if not isinstance(parts, list | tuple | set | frozenset):
        return False
    return all(isinstance(each, str) for each in [*parts, *ours]) and set(map(_plain, parts)) == set(map(_plain, ours))


def _plain(text):
    return re.sub(r"[\s_-]+", " ", text).strip(" .!\"'").casefold()
