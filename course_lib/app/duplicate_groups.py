"""Groups of files that show the same picture, and in words how each differs from the best of its group."""

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from course_lib.app.alignment import SIDE, TURNS, Match, best_match
from course_lib.app.collection import Collection
from course_lib.app.duplicate_pairs import likely_pairs, same_files
from course_lib.app.folder_pictures import file_paths
from course_lib.data.archive_pictures import in_parallel
from course_lib.data.reading import Whole, bombs_refused, whole_or_reason

SAME_FILE = "same file"


@dataclass(frozen=True)
class Copy:
    """One file of a group.

    Args:
        place: of the picture in the collection.
        file: below the folder.
        why: in words what it has to do with `of`; empty for the first of a group.
        of: the file that it is a copy of; empty for the first.
        width, height: in pixels, upright.
        size: of the file in bytes.
    """

    place: int
    file: str
    why: str
    of: str
    width: int
    height: int
    size: int


def duplicate_groups(folder: Path, collection: Collection) -> list[list[Copy]]:
    """Groups of two files and more that show the same picture; the largest picture of each first, with no `why`.

    A file is in one group at most; in it, it is a copy of the first file or of another one that leads there.

    Args:
        folder: whose collection it is.
        collection: from `prepare_collection`.
    """
    same = same_files(collection)
    first_of = {place: places[0] for places in same for place in places[1:]}
    unique = np.array([place for place in range(len(collection)) if place not in first_of])
    paths = file_paths(folder, collection.facts.stamps)
    pairs = likely_pairs(collection, unique)
    with bombs_refused():
        wholes = _wholes(paths, sorted({*pairs.ravel().tolist(), *(places[0] for places in same)}))
    readable = [(a, b) for a, b in pairs.tolist() if a in wholes and b in wholes]
    found = in_parallel(partial(_compared, wholes), readable, "Comparing pictures")
    links = {pair: words for pair, words in zip(readable, found, strict=True) if words}
    links |= {(first, place): (SAME_FILE, SAME_FILE) for place, first in first_of.items()}
    wholes |= {place: wholes[first] for place, first in first_of.items() if first in wholes}
    return _groups(collection, paths, wholes, links)


def _wholes(paths, places):
    """{place: Whole} of those that can still be read."""
    read = in_parallel(lambda place: whole_or_reason(paths[place], SIDE), places, "Reading pictures")
    return {place: found for place, found in zip(places, read, strict=True) if not isinstance(found, str)}


def _compared(wholes, pair):
    """What the second is to the first, and the first to the second, in words; None where they show other things."""
    first, second = (wholes[place] for place in pair)
    there = best_match(first, second)
    if there.is_same:
        return _words(there, first, second, True), _words(there, second, first, False)
    back = best_match(second, first)
    if back.is_same:
        return _words(back, first, second, False), _words(back, second, first, True)
    return None


def _words(match: Match, of: Whole, copy: Whole, forward: bool) -> str:
    """What `copy` is to `of`, in words; `forward`: the match has the copy upon the other."""
    left, top, right, bottom = match.box
    turn = match.turn.replace("270", "90")  # which way round depends on which of both is turned
    parts = [turn] if turn else []
    if match.is_cutting:
        share = (right - left) * (bottom - top)
        parts.append(f"cropped to {share:.0%} of it" if forward else "shows more of it")
    elif sorted(of.size) != sorted(copy.size):
        parts.append("smaller" if math.prod(copy.size) < math.prod(of.size) else "larger")
    return "same picture, " + (", ".join(parts) if parts else "saved anew")


def _groups(collection, paths, wholes, links):
    """The connected files, group by group, each told from the best one on, nearest relations first."""
    relations: dict[int, dict[int, str]] = defaultdict(dict)
    for (a, b), (forth, back) in links.items():
        relations[a][b], relations[b][a] = forth, back
    facts = {place: _facts(paths[place], wholes.get(place)) for place in relations}
    odd = {place: _turned_relations(relations, place) for place in relations}
    pixels = {place: width * height for place, (width, height, _) in facts.items()}
    best_first = sorted(relations, key=lambda place: (-pixels[place], odd[place], -facts[place][2], place))
    groups, told = [], set()
    for first in best_first:
        if first in told:
            continue
        group: list[Copy] = []
        waiting: list[tuple[int, int | None]] = [(first, None)]
        told.add(first)
        for place, of in waiting:  # grows on the way
            why = relations[of][place] if of is not None else ""
            file, origin = collection.facts.files[place], collection.facts.files[of] if of is not None else ""
            group.append(Copy(place, file, why, origin, *facts[place]))
            new = [other for other in sorted(relations[place]) if other not in told]
            told.update(new)
            waiting += [(other, place) for other in new]
        groups.append(group)
    return sorted(groups, key=lambda group: group[0].file)


def _turned_relations(relations, place):
    """To how many others a file is mirrored or turned: the one with the most of them is it, not those others."""
    same = [place, *(other for other, why in relations[place].items() if why == SAME_FILE)]
    return max(sum(_is_turned(why) for why in relations[each].values()) for each in same)


def _is_turned(why):
    return any(turn and turn.replace("270", "90") in why for turn in TURNS)


def _facts(path, whole):
    """(width, height, bytes), zeros where the file has gone meanwhile."""
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    return (*(whole.size if whole else (0, 0)), size)
