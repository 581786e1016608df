"""What the catalogue sells: class number -> arrangement, colours and pattern."""

from functools import cache
from typing import NamedTuple

import numpy as np

SILHOUETTES = ("ball", "box", "bottle", "cone")
LAYOUTS = {  # centres of the pieces in a square from -1 to 1 (x to the right, y down), and their radius
    "one": (((0, 0),), 0.62),
    "two in a row": (((-0.46, 0), (0.46, 0)), 0.42),
    "two stacked": (((0, -0.46), (0, 0.46)), 0.42),
    "three in a row": (((-0.66, 0), (0, 0), (0.66, 0)), 0.31),
    "three stacked": (((0, -0.66), (0, 0), (0, 0.66)), 0.31),
    "three in a pyramid": (((0, -0.42), (-0.46, 0.4), (0.46, 0.4)), 0.4),
    "three on a slope": (((-0.6, 0.6), (0, 0), (0.6, -0.6)), 0.36),
    "four in a square": (((-0.43, -0.43), (0.43, -0.43), (-0.43, 0.43), (0.43, 0.43)), 0.39),
    "four in a diamond": (((0, -0.62), (-0.62, 0), (0.62, 0), (0, 0.62)), 0.36),
    "five like a die": (((-0.6, -0.6), (0.6, -0.6), (0, 0), (-0.6, 0.6), (0.6, 0.6)), 0.33),
}
ARRANGEMENTS = tuple((layout, silhouette) for layout in LAYOUTS for silhouette in SILHOUETTES)
COLOURS = {
    "red": (205, 35, 40),
    "orange": (240, 130, 25),
    "yellow": (240, 215, 45),
    "green": (50, 150, 60),
    "turquoise": (60, 200, 195),
    "blue": (40, 75, 190),
    "violet": (130, 60, 165),
    "pink": (240, 130, 175),
}
PATTERNS = ("plain", "banded", "barred", "checked", "dotted", "rimmed")
ONE_COLOUR = len(ARRANGEMENTS) * len(COLOURS) * len(PATTERNS)
MOST_CLASSES = ONE_COLOUR * len(COLOURS)


class Product(NamedTuple):
    """One class of the catalogue, each field an index into its list; both colours alike means one colour."""

    arrangement: int
    colour: int
    second_colour: int
    pattern: int

    @property
    def coarse_name(self) -> str:
        """The arrangement in words."""
        layout, silhouette = ARRANGEMENTS[self.arrangement]
        return f"{silhouette}, {layout}"

    @property
    def name(self) -> str:
        """The product in words.

        >>> Product(arrangement=10, colour=3, second_colour=3, pattern=4).name
        'bottle, two stacked, green, dotted'
        """
        colours = list(COLOURS)
        both = "" if self.colour == self.second_colour else f" and {colours[self.second_colour]}"
        return f"{self.coarse_name}, {colours[self.colour]}{both}, {PATTERNS[self.pattern]}"


def product(class_id: int, seed: int) -> Product:
    """The Product of a class. It depends on the class number and the seed only, and no two classes share one.

    Classes come in blocks of eight: two arrangements x two colours x two patterns. So each class has one neighbour
    that differs in the arrangement alone, one in the colour alone and one in the pattern alone.
    """
    shift, within = divmod(class_id, ONE_COLOUR)
    block, member = divmod(within, 8)
    arrangements, colours, patterns = (len(one) // 2 for one in (ARRANGEMENTS, COLOURS, PATTERNS))  # pairs of each
    rest, arrangement_pair = divmod(block, arrangements)
    colour_pair, pattern_pair = divmod(_shuffled(colours * patterns, seed, 3, arrangement_pair)[rest], patterns)
    arrangement = _shuffled(2 * arrangements, seed, 0)[2 * arrangement_pair + member // 4]
    colour = _shuffled(2 * colours, seed, 1)[2 * colour_pair + member // 2 % 2]
    pattern = _shuffled(2 * patterns, seed, 2)[2 * pattern_pair + member % 2]
    return Product(arrangement, colour, (colour + shift) % len(COLOURS), pattern)


@cache
def _shuffled(n, seed, *purpose):
    """The numbers 0 to n - 1 in the order of the seed and the purpose, as a tuple of int."""
    return tuple(np.random.default_rng([seed, *purpose]).permutation(n).tolist())
