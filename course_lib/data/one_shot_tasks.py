"""One-shot runs for validation: drawn from alphabets we know, made as the published ones are."""

from collections.abc import Sequence

import numpy as np

from course_lib.data.omniglot import drawers_of
from course_lib.data.record import PictureSet
from course_lib.data.runs import OneShotRuns
from course_lib.errors import check_seed, check_whole, expect


def one_shot_tasks(
    characters: PictureSet, alphabets: Sequence[str], runs: int, *, ways: int = 20, seed: int = 0
) -> OneShotRuns:
    """OneShotRuns of `ways` characters each, the alphabets taking turns: run r is of alphabet r mod len(alphabets).

    As in the published runs all characters of a run are of one alphabet, one drawer made its gallery and another its
    test. Run r depends on (seed, r) and its alphabet alone, so more runs begin with the same ones.

    Args:
        characters: from `omniglot`.
        alphabets: names among the `coarse_names` of the characters.
        runs: how many.
        ways: characters of each run.
        seed: another one draws other runs.

    Raises:
        ValueError: an unknown alphabet, or one with fewer than `ways` characters: Tagalog has 17, and runs of different
            `ways` have no common score, so it wants a call of its own with ways=17.
    """
    check_seed(seed)
    check_whole("runs", runs, 1, 100_000)
    members = [_members(characters, alphabet, ways) for alphabet in _checked_names(characters, alphabets)]
    drawn_by = drawers_of(characters)  # (n,)
    made = [_run(characters, members[r % len(members)], drawn_by, ways, [seed, r]) for r in range(runs)]
    test, gallery, answers, labels, drawers = (np.stack(column) for column in zip(*made, strict=True))
    names = tuple(alphabets[r % len(alphabets)] for r in range(runs))
    pictures = characters.pictures
    return OneShotRuns(pictures[test], pictures[gallery], answers, labels, drawers, names)


def _checked_names(characters, alphabets):
    expect(not isinstance(alphabets, str), "alphabets", repr(alphabets), "a list of names")
    expect(len(alphabets), "alphabets", "none", "at least one name")
    unknown = [name for name in alphabets if name not in characters.coarse_names]
    expect(not unknown, "alphabets", unknown, f"some of {characters.coarse_names}")
    return alphabets


def _members(characters, alphabet, ways):
    """The labels of the alphabet's characters."""
    labels = np.unique(characters.labels[characters.coarse == characters.coarse_names.index(alphabet)])
    check_whole("ways", ways, 2, 1000)
    expect(len(labels) >= ways, "alphabets", f"{alphabet} with {len(labels)}", f"at least {ways} characters in each")
    return labels


def _run(characters, members, drawn_by, ways, seed):
    """(test, gallery, answers, labels, drawers): places in the set, (ways,) each, and the two drawers."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(members, ways, replace=False)  # (ways,) in the gallery's order
    answers = rng.permutation(ways)
    common = _drew_all(characters.labels, drawn_by, labels)
    expect(len(common) >= 2, "characters", f"{len(common)} drawers of all {ways} characters", "at least 2 in a run")
    drawers = rng.choice(common, 2, replace=False)
    gallery, test = (_drawings(characters.labels, drawn_by, labels, drawer) for drawer in drawers)
    return test[answers], gallery, answers, labels, drawers


def _drew_all(labels, drawn_by, wanted):
    """The drawers who drew every wanted character."""
    rows = np.isin(labels, wanted)
    drawers, counts = np.unique(np.unique(np.stack([drawn_by, labels])[:, rows], axis=1)[0], return_counts=True)
    return drawers[counts == len(wanted)]


def _drawings(labels, drawn_by, wanted, drawer):
    """Where in the set this drawer's first drawing of each wanted character is, (ways,)."""
    return np.array([np.flatnonzero((labels == label) & (drawn_by == drawer))[0] for label in wanted])
