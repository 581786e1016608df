"""One colour per method through the course, a loss or what it is compared with, and the range that a bar shows.

Names that are not listed take the next colour of the style. Blue, green and vermilion stay for query, same, different.
"""

METHODS = {
    "pixels": "#999999",
    "untrained": "#000000",
    "ours": "#7F5AA2",
    "SqueezeNet": "#D4A017",
    "contrastive": "#CC79A7",
    "untuned": "#E3B5CF",
    "tuned": "#B0548A",
    "tuned + third": "#5E2A84",
    "hinge": "#5D8AA8",
    "square": "#A08060",
    "minus": "#2F4F4F",
    "triplet": "#56B4E9",
    "its square": "#332288",
    "softmax triplet": "#E69F00",
    "ratio": "#882255",
    "squared distance": "#B3A000",
    "no labels": "#8B5A2B",
    "clean labels": "#DDCC77",
    "labels, views": "#AA4499",
    "no labels, then labels": "#C8A27A",
    "positives only": "#CC6677",
    "positives, norm": "#661100",
    "VICReg": "#44AA99",
    "SimSiam": "#6699CC",
    "real numbers": "#444444",
    "DSH": "#D98200",
    "planes": "#B8A9C9",
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
    "ECA": "#B98AE0",
    "random": "#9ACD32",
    "semi-hard": "#4B6B00",
    "batch-hard": "#A0522D",
    "SupCon": "#1B3A93",
    "prototypes": "#E0A800",
    "Proxy-Anchor": "#00A0A0",
    "softmax": "#C71585",
    "SupCon + softmax": "#7B68EE",
    "learning rate": "#8A6FB0",
    "temperature": "#C8B400",
    "validation": "#5F4B8B",
    "trained again": "#C9A0DC",
    "test": "#2E2E2E",
    "top": "#8C510A",
    "top, wider": "#BF812D",
    "top, three halvings": "#E3CB93",
    "levels": "#01665E",
    "laterals": "#80CDC1",
    "pyramid": "#762A83",
    "those that are on": "#9ECFC9",
    "NumPy": "#BBBBBB",
    "exact": "#222222",
    "approximate": "#E7298A",
    "approximate, recall 0.95": "#F29BC6",
    "compressed": "#8C8C00",
    "binary": "#B15928",
    "graph": "#006D5B",
    "product quantisation": "#6A3D9A",
}


def colour_of(name: str, place: int) -> str:
    """The colour of a method, or that of the style at `place` in the figure.

    >>> colour_of("triplet", 0), colour_of("something else", 11)
    ('#56B4E9', 'C1')
    """
    return METHODS.get(name, f"C{place % 10}")


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
