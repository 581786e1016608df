"""One colour per method through the course, a loss or what it is compared with, and the range that a bar shows.

Names that are not listed take the next colour of the style. Blue, green and vermilion stay for query, same, different.
No figure tells two things apart by colour alone: beside it each line has its dashes or its marker, each bar its hatch.
"""

from typing import Any

METHODS = {
    "pixels": "#939393",
    "untrained": "#000000",
    "ours": "#7F5AA2",
    "SqueezeNet": "#BC8B00",
    "contrastive": "#CC79A7",
    "untuned": "#A98A99",
    "tuned": "#B0548A",
    "tuned + third": "#5E2A84",
    "hinge": "#5D8AA8",
    "square": "#A08060",
    "minus": "#2F4F4F",
    "triplet": "#369CCF",
    "its square": "#332288",
    "softmax triplet": "#C78500",
    "ratio": "#882255",
    "squared distance": "#A69400",
    "no labels": "#8B5A2B",
    "clean labels": "#A29442",
    "labels, views": "#AA4499",
    "no labels, then labels": "#B18C65",
    "positives only": "#CC6677",
    "positives, norm": "#661100",
    "VICReg": "#3CA392",
    "SimSiam": "#6699CC",
    "real numbers": "#444444",
    "DSH": "#D47E00",
    "planes": "#9C8DAC",
    "digits": "#4B0082",
    "catalogue": "#C06C00",
    "nearest": "#777777",
    "logistic": "#7A5C3E",
    "spreading": "#7D26CD",
    "neighbours": "#117733",
    "pairs": "#1F9BCF",
    "batch norm": "#7B3F00",
    "no gate": "#6B6B6B",
    "SE": "#7A4FBF",
    "ECA": "#AE80D5",
    "random": "#6EA200",
    "semi-hard": "#4B6B00",
    "batch-hard": "#A0522D",
    "SupCon": "#1B3A93",
    "prototypes": "#BD8A00",
    "Proxy-Anchor": "#00A0A0",
    "softmax": "#C71585",
    "SupCon + softmax": "#7B68EE",
    "learning rate": "#8A6FB0",
    "temperature": "#A49400",
    "validation": "#5F4B8B",
    "trained again": "#AC84BF",
    "test": "#003D5A",
    "top": "#8C510A",
    "top, wider": "#BF812D",
    "top, three halvings": "#A6915C",
    "levels": "#01665E",
    "laterals": "#54A095",
    "pyramid": "#762A83",
    "those that are on": "#7891A8",
    "NumPy": "#868686",
    "exact": "#222222",
    "approximate": "#E7298A",
    "approximate, recall 0.95": "#E56BA6",
    "compressed": "#8C8C00",
    "binary": "#B15928",
    "graph": "#006D5B",
    "product quantisation": "#6A3D9A",
}

DASHES = (
    "-",
    "--",
    "-.",
    (0, (1, 1)),
    (0, (9, 2)),
    (0, (5, 1.5, 1, 1.5, 1, 1.5)),
)  # ":" is for thresholds and the like
MARKERS = "osD^vPX*<>"
HATCHES = ("", "///", "...", "xxx", "---", "ooo", "|||", "+++")


def colour_of(name: str, place: int) -> str:
    """The colour of a method, or that of the style at `place` in the figure.

    >>> colour_of("triplet", 0), colour_of("something else", 11)
    ('#369CCF', 'C1')
    """
    return METHODS.get(name, f"C{place % 10}")


def line_look(name: str, place: int) -> dict[str, Any]:
    """Colour and dashes of a line at `place` in the figure, words for `Axes.plot`."""
    return {"color": colour_of(name, place), "linestyle": DASHES[place % len(DASHES)]}


def marked_look(name: str, place: int) -> dict[str, Any]:
    """Colour and marker of a line of few points at `place` in the figure, words for `Axes.plot`."""
    return {"color": colour_of(name, place), "marker": MARKERS[place % len(MARKERS)]}


def bar_look(colour: str, place: int) -> dict[str, Any]:
    """Colour and hatch of the bars of a method at `place` in its group, words for `Axes.bar`."""
    return {"color": colour, "hatch": HATCHES[place % len(HATCHES)], "edgecolor": "white", "linewidth": 0}


def hill_look(colour: str, place: int) -> dict[str, Any]:
    """Colour and hatch of one of two histograms that overlap, words for `Axes.hist`."""
    return {"color": colour, "alpha": 0.6, "hatch": HATCHES[place], "edgecolor": "white", "linewidth": 0}


def level_and_range(value: float | tuple[float, ...]) -> tuple[float, float, float]:
    """The height of a bar and the ends of its range, from a number, (mean, spread) or (mean, smallest, largest).

    >>> level_and_range(0.5), level_and_range((0.5, 0.25)), level_and_range((0.5, 0.4, 0.7))
    ((0.5, 0.5, 0.5), (0.5, 0.25, 0.75), (0.5, 0.4, 0.7))
    """
    if not isinstance(value, tuple):
        return value, value, value
    if len(value) == 2:
        mean, spread = value
        return mean, mean - spread, mean + spread
    mean, smallest, largest = value
    return mean, smallest, largest
