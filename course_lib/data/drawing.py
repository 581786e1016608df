"""How a picture of the catalogue is drawn: shapes as signed distances on a fine grid, then shrunk."""

import numpy as np

from course_lib.data.product_designs import ARRANGEMENTS, COLOURS, LAYOUTS, PATTERNS, Product

FINE = 2  # fine pixels per picture pixel, along each side
PALETTE = np.array(list(COLOURS.values())) / 255  # (8, 3)
MARKS = np.array([0.97, 0.95, 0.9])  # the cream of stripes, dots and rims


def draw_product(sold: Product, size: int, rng: np.random.Generator) -> np.ndarray:
    """One picture of a product, RGB (size, size, 3) uint8.

    Args:
        sold: the product.
        size: pixels of a side.
        rng: decides all that varies from picture to picture.
    """
    axis = (np.arange(FINE * size) + 0.5) / (FINE * size) * 2 - 1
    x, y = np.meshgrid(axis, axis)  # (fine, fine), from -1 to 1
    canvas = _background(x, y, rng)  # (fine, fine, 3)
    for centre_x, centre_y, radius, angle in _places(sold, rng):
        u, v = _turned(x - centre_x, y - centre_y, angle, radius)
        _paint_piece(canvas, u, v, sold)
    _clutter(canvas, x, y, rng)
    _light(canvas, x, y, rng)
    small = canvas.reshape(size, FINE, size, FINE, 3).mean(axis=(1, 3))
    small += rng.normal(0, rng.uniform(0.01, 0.04), small.shape)
    return (np.clip(small, 0, 1) * 255).astype(np.uint8)


def _turned(x, y, angle, radius):
    """Coordinates of a piece's own frame, in which its edge is near 1."""
    cos, sin = np.cos(angle) / radius, np.sin(angle) / radius
    return cos * x + sin * y, cos * y - sin * x


def _places(sold, rng):
    """(x, y, radius, angle) of every piece: the layout, moved as a whole, then a little each."""
    centres, radius = LAYOUTS[ARRANGEMENTS[sold.arrangement][0]]
    scale, angle = rng.uniform(0.72, 0.98), rng.normal(0, 0.12)
    shift = rng.uniform(-1, 1, 2) * (1.04 - scale)
    offsets = np.array(centres) + rng.normal(0, 0.03, (len(centres), 2))
    xs, ys = _turned(offsets[:, 0], offsets[:, 1], -angle, 1 / scale)
    radii = radius * scale * rng.uniform(0.92, 1.08, len(centres))
    angles = angle + rng.normal(0, 0.06, len(centres))
    return zip(xs + shift[0], ys + shift[1], radii, angles, strict=True)


def _paint_piece(canvas, u, v, sold):
    near = (np.abs(u) < 1.3) & (np.abs(v) < 1.3)
    u, v = u[near], v[near]  # (m,)
    depth = _depth(ARRANGEMENTS[sold.arrangement][1], u, v)  # (m,), above 0 inside
    colour = np.where((u > 0)[:, None], PALETTE[sold.second_colour], PALETTE[sold.colour])  # (m, 3)
    colour = np.where(_marked(PATTERNS[sold.pattern], u, v, depth)[:, None], MARKS, colour)
    colour *= (1 - 0.18 * (u + v) / 2)[:, None]  # lit from the upper left
    pixels = canvas[near]
    pixels[depth > -0.1] *= 0.55  # a dark edge parts the piece from the background
    pixels[depth > 0] = colour[depth > 0]
    canvas[near] = pixels


def _depth(silhouette, u, v):
    """How far a point lies inside the silhouette: 0 on the edge, about 1 at the centre."""
    if silhouette == "ball":
        return 1 - np.hypot(u, v)
    if silhouette == "box":
        return 0.88 - np.maximum(np.abs(u), np.abs(v))
    if silhouette == "cone":
        return np.minimum(0.9 - v, (v + 1 - 2 * np.abs(u)) / 2.24)
    body = np.minimum(0.68 - np.abs(u), 0.62 - np.abs(v - 0.38))
    neck = np.minimum(0.28 - np.abs(u), 0.5 - np.abs(v + 0.5))
    return np.maximum(body, neck)


def _marked(pattern, u, v, depth):
    """Which points the pattern paints in the mark colour, boolean like u."""
    if pattern == "banded":
        return np.cos(2.1 * np.pi * v) < -0.1
    if pattern == "barred":
        return np.cos(2.1 * np.pi * u) < -0.1
    if pattern == "checked":
        return np.sin(1.6 * np.pi * u) * np.sin(1.6 * np.pi * v) < 0
    if pattern == "dotted":
        return np.hypot((u / 0.85 + 0.5) % 1 - 0.5, (v / 0.85 + 0.5) % 1 - 0.5) < 0.28
    if pattern == "rimmed":
        return depth < 0.24
    return np.zeros(u.shape, bool)


def _background(x, y, rng):
    """A wall or shelf: two muted colours, a slope between them, and a soft grain."""
    grey, slope = rng.uniform(0.15, 0.85), rng.uniform(0, 2 * np.pi)
    low, high = np.clip(grey + rng.normal(0, 0.12, (2, 3)), 0, 1)
    mix = np.clip(0.5 + 0.5 * (np.cos(slope) * x + np.sin(slope) * y), 0, 1)
    wave = rng.uniform(1, 6) * (np.cos(slope) * y - np.sin(slope) * x) + rng.uniform(0, 6)
    grain = rng.uniform(0, 0.06) * np.sin(np.pi * wave)
    return low + (high - low) * mix[..., None] + grain[..., None]


def _clutter(canvas, x, y, rng):
    """Up to three small things of any colour, some in front of the pieces, and a twig or cable across."""
    for _ in range(rng.integers(0, 4)):
        angle, radius = rng.uniform(0, 2 * np.pi), rng.uniform(0.06, 0.2)
        distance = rng.uniform(0.3, 1.1)
        u, v = _turned(x - distance * np.cos(angle), y - distance * np.sin(angle), rng.uniform(0, 3), radius)
        canvas[u**2 + (v / rng.uniform(0.5, 1.6)) ** 2 < 1] = rng.uniform(0.1, 0.9, 3)
    if rng.random() < 0.4:
        u, _ = _turned(x - rng.uniform(-1, 1), y - rng.uniform(-1, 1), rng.uniform(0, np.pi), 1)
        canvas[np.abs(u) < 0.03] = rng.uniform(0.05, 0.95)


def _light(canvas, x, y, rng):
    """Brightness, a slope of light over the picture, and a tint."""
    gain, slope = np.exp(rng.normal(0, 0.15)), rng.uniform(0, 2 * np.pi)
    across = 1 + rng.uniform(0, 0.3) * (np.cos(slope) * x + np.sin(slope) * y)
    canvas *= gain * across[..., None] * np.exp(rng.normal(0, 0.05, 3))
