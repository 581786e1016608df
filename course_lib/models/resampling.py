"""Pictures read between their pixels."""

from keras import ops

from course_lib.errors import expect
from course_lib.tensors import Tensor


def bilinear_sample(pictures: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Pictures read at places between their pixels, bilinearly, (b, m, c).

    Outside a picture it is dark: its edge fades to 0 within one pixel.

    Args:
        pictures: (b, h, w, c).
        rows: (b, m), in pixels.
        columns: (b, m), in pixels.

    >>> picture = ops.array([[[[0.0], [10.0]]]])
    >>> found = bilinear_sample(picture, ops.array([[0.0, 0.0]]), ops.array([[0.25, 5.0]]))  # (1, 2, 1)
    >>> ops.convert_to_numpy(found).ravel().tolist()
    [2.5, 0.0]
    """
    h, w, c = pictures.shape[1:]
    framed = ops.reshape(ops.pad(pictures, [[0, 0], [1, 2], [1, 2], [0, 0]]), (-1, c))  # with a dark frame, in a row
    top, down = whole_and_rest(rows + 1, h + 1.0)
    left, right = whole_and_rest(columns + 1, w + 1.0)
    first = ops.arange(ops.shape(pictures)[0], dtype="int32")[:, None] * ((h + 3) * (w + 3))  # (b, 1)
    place = first + ops.cast(top * (w + 3) + left, "int32")  # (b, m)
    nw, ne, sw, se = (ops.take(framed, place + step, axis=0) for step in (0, 1, w + 3, w + 4))  # (b, m, c) each
    above, below = nw + right * (ne - nw), sw + right * (se - sw)
    return above + down * (below - above)


def grid_sample(pictures: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Pictures read bilinearly at each crossing of some rows and some columns, (b, m, n, c); outside, the edge goes on.

    Zooming, shifting, mirroring and cutting out move rows and columns apart from each other, so two products with
    matrices do it, which is faster than to look up four neighbours of each place, and the same on every backend.

    Args:
        pictures: (b, h, w, c), numbers of any kind.
        rows: (b, m), in pixels.
        columns: (b, n), in pixels.

    Raises:
        ValueError: one of them is not of that shape.

    >>> picture = ops.array([[[[0.0], [10.0]]]])
    >>> found = grid_sample(picture, ops.array([[0.0]]), ops.array([[0.25, 5.0]]))  # (1, 1, 2, 1)
    >>> ops.convert_to_numpy(found).ravel().tolist()
    [2.5, 10.0]
    """
    expect(len(pictures.shape) == 4, "pictures", f"shape {tuple(pictures.shape)}", "shape (b, h, w, c)")
    for name, places in (("rows", rows), ("columns", columns)):
        shape = tuple(places.shape)
        alike = len(shape) == 2 and (None in (shape[0], pictures.shape[0]) or shape[0] == pictures.shape[0])
        expect(alike, name, f"shape {shape}", f"shape (b, m), b = {pictures.shape[0]}, as many as pictures")
    h, w, c = pictures.shape[1:]
    m, n = rows.shape[1], columns.shape[1]
    turned = ops.transpose(ops.cast(pictures, rows.dtype), (0, 2, 1, 3))  # (b, w, h, c)
    across = ops.matmul(weights_of_pixels(columns, w), ops.reshape(turned, (-1, w, h * c)))  # (b, n, h c)
    back = ops.transpose(ops.reshape(across, (-1, n, h, c)), (0, 2, 1, 3))  # (b, h, n, c)
    down = ops.matmul(weights_of_pixels(rows, h), ops.reshape(back, (-1, h, n * c)))  # (b, m, n c)
    return ops.reshape(down, (-1, m, n, c))


def weights_of_pixels(places: Tensor, n: int) -> Tensor:
    """How much each of n pixels counts at places (b, m) between them, (b, m, n): a tent over each pixel."""
    kept = ops.clip(places, 0.0, n - 1.0)[..., None]  # (b, m, 1)
    return ops.relu(1.0 - ops.abs(kept - ops.arange(n, dtype=places.dtype)))


def reflected(places: Tensor, n: int) -> Tensor:
    """Places in pixels, brought into a row of n as if a mirror stood at each of its ends.

    >>> ops.convert_to_numpy(reflected(ops.array([-1.0, 0.0, 2.75, 3.0, 4.0]), 3)).tolist()
    [0.0, 0.0, 2.25, 2.0, 1.0]
    """
    along = ops.mod(places + 0.5, 2.0 * n)  # from the left edge, there and back
    return ops.minimum(along, 2.0 * n - along) - 0.5


def whole_and_rest(places: Tensor, most: float) -> tuple[Tensor, Tensor]:
    """Places (b, m), kept from 0 to `most`, as whole numbers (b, m) and what is left of them (b, m, 1)."""
    places = ops.clip(places, 0.0, most)
    whole = ops.floor(places)
    return whole, (places - whole)[..., None]
