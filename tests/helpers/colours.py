"""How colours look: contrast, distance, what colour-blind readers see of them, and what is left without colour."""

import numpy as np
from matplotlib.colors import to_rgb

# Of each kind of colour blindness, whole: a matrix on linear red, green, blue.
# Source: Machado, Oliveira and Fernandes 2009, table 1, severity 1.
SEEN_BY = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]])


def linear(colour):
    """Linear red, green, blue (3,), each 0 to 1, of a colour that matplotlib knows."""
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """From 1, alike, to 21, black on white. Source: WCAG 2.2, contrast ratio."""
    low, high = sorted(float(LUMINANCE @ linear(each)) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def seen(colour, by):
    """Linear red, green, blue (3,) of a colour as seen by a kind of reader, or printed in "greyscale"."""
    if by == "greyscale":
        return np.full(3, LUMINANCE @ linear(colour))
    return np.clip(np.array(SEEN_BY[by]) @ linear(colour), 0, 1) if by in SEEN_BY else linear(colour)


def lab(rgb):
    """CIE L*, a*, b* (3,) of linear red, green, blue (3,), white D65."""
    share = XYZ @ rgb / XYZ.sum(axis=1)
    root = np.where(share > (6 / 29) ** 3, np.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def distance(one, other, by="everybody"):
    """CIEDE2000 of two colours as seen by a kind of reader: about 1 is the least that is seen side by side."""
    return ciede2000(lab(seen(one, by)), lab(seen(other, by)))


def ciede2000(one, other):
    """The distance of two L*, a*, b* (3,). Source: Sharma, Wu and Dalal 2005, equations 2 to 22."""
    bar = np.mean([np.hypot(*each[1:]) for each in (one, other)])
    stretch = 1 + 0.5 * (1 - np.sqrt(bar**7 / (bar**7 + 25.0**7)))
    (l1, c1, h1), (l2, c2, h2) = (
        (light, np.hypot(stretch * a, b), np.degrees(np.arctan2(b, stretch * a)) % 360) for light, a, b in (one, other)
    )
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    cosines = sum(f * np.cos(np.radians(k * hue + z)) for f, k, z in ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6)))
    t = 1 + cosines - 0.2 * np.cos(np.radians(4 * hue - 63))
    by_l = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    d_l, d_c = (l2 - l1) / by_l, (c2 - c1) / (1 + 0.045 * chroma)
    d_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    blue = 30 * np.exp(-(((hue - 275) / 25) ** 2))
    mix = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(np.radians(2 * blue))
    return float(np.sqrt(d_l**2 + d_c**2 + d_h**2 + mix * d_c * d_h))
