"""Pictures read between their pixels."""

from keras import ops

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


def whole_and_rest(places: Tensor, most: float) -> tuple[Tensor, Tensor]:
    """Places (b, m), kept from 0 to `most`, as whole numbers (b, m) and what is left of them (b, m, 1)."""
    places = ops.clip(places, 0.0, most)
    whole = ops.floor(places)
    return whole, (places - whole)[..., None]
