"""Characters of alphabets that nobody ever wrote, for those who have no network to fetch Omniglot."""

import numpy as np

from course_lib.data.record import PictureSet, check_size
from course_lib.data.strokes import ink_of_strokes
from course_lib.errors import check_seed, check_whole

SOURCE = "Scribbles, drawn by the course: strokes at random, each drawer's hand a little different."
POINTS = 9  # of a stroke


def scribbles(alphabets: int = 5, characters: int = 20, drawers: int = 20, size: int = 32, seed: int = 0) -> PictureSet:
    """A PictureSet like `omniglot`: grey (n, size, size, 1), n = alphabets x characters x drawers, all of it "train".

    A character is two to four bent strokes. A drawer bends them a little, and turns, stretches and moves the whole.
    Names, files and coarse classes are as Omniglot's, so `drawers_of` and
    `one_shot_tasks` take them.

    Args:
        alphabets: how many.
        characters: of each alphabet.
        drawers: of each character.
        size: pixels of a side.
        seed: another one has other alphabets.

    Raises:
        ValueError: a number out of range.
    """
    check_size(size)
    check_seed(seed)
    for name, value in (("alphabets", alphabets), ("characters", characters), ("drawers", drawers)):
        check_whole(name, value, 1, 100)
    rng = np.random.default_rng(seed)
    alphabet_names = tuple(f"Scribbles{seed}.{a + 1}" for a in range(alphabets))
    names = [f"{alphabet}/character{i + 1:02d}" for alphabet in alphabet_names for i in range(characters)]
    drawn = []
    for _name in names:
        idea = rng.uniform(15, 90, (rng.integers(2, 5), 3, 2))  # strokes x control points x (x, y)
        drawn += [ink_of_strokes(by_a_hand(idea, rng), size) for _ in range(drawers)]
    labels = np.repeat(np.arange(len(names), dtype=np.int64), drawers)
    return PictureSet(
        pictures=np.stack(drawn),
        labels=labels,
        names=tuple(names),
        split=np.full(len(labels), "train"),
        coarse=labels // characters,
        coarse_names=alphabet_names,
        source=SOURCE,
        files=tuple(f"{names[label]}/{label:04d}_{i % drawers + 1:02d}.png" for i, label in enumerate(labels)),
    )


def by_a_hand(idea: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Strokes (s, POINTS, 2) of one drawer from the control points (s, 3, 2) of a character."""
    control = idea + rng.normal(0, 4, idea.shape)
    affine = np.eye(2) + rng.normal(0, 0.08, (2, 2))
    control = (control - 52) @ affine + 52 + rng.normal(0, 4, 2)
    t = np.linspace(0, 1, POINTS)[:, None]  # quadratic Bézier curves
    start, middle, end = (control[:, None, i] for i in range(3))
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end
