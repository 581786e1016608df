"""All triples of a batch: their differences, which of them are valid, and the mean of a loss over those chosen."""

from collections.abc import Callable
from typing import TypeAlias

from keras import ops

from course_lib.errors import expect
from course_lib.losses.batch import is_small, mean_where, same_and_others
from course_lib.tensors import Tensor

Curve: TypeAlias = Callable[[Tensor], tuple[Tensor, Tensor, Tensor]]  # differences to losses, slopes, those that count
Choice: TypeAlias = Callable[[Tensor, Tensor, Tensor], Tensor]  # distances, valid triples and noise to a mask
LARGEST_CUBE = 512  # a batch all of whose triples are listed: 0.54 GB


def triple_differences(distance: Tensor) -> Tensor:
    """d_ap - d_an of every triple. distance (b, b). Returns (b, b, b) as (anchor, positive, negative)."""
    return distance[:, :, None] - distance[:, None, :]


def valid_triples(labels: Tensor) -> Tensor:
    """Mask (b, b, b): anchor and positive two pictures of one class, the negative of another. labels (b,), b <= 512.

    Raises:
        ValueError: more labels, as far as their number is known by now: the mask would take gigabytes.
    """
    same, others = same_and_others(labels)
    check_cube(same.shape[0], "labels")
    return valid_among(same, others)


def valid_among(same: Tensor, others: Tensor) -> Tensor:
    """The same (a, b, b) for some anchors, from the rows (a, b) of the masks of `same_and_others`."""
    return (same & others)[:, :, None] & ~same[:, None, :]


def check_cube(b: int | None, argument: str) -> None:
    """Raise ValueError if an array (b, b, b) of 32-bit numbers would be larger than half a gigabyte."""
    got = f"{b}, and {b}^3 numbers of 4 bytes are {4 * b**3 / 1e9:.1f} GB" if b else ""
    expect(not b or b <= LARGEST_CUBE, argument, got, f"at most {LARGEST_CUBE} where every triple has a number")


def every_triple(distance: Tensor, valid: Tensor, noise: Tensor = None) -> Tensor:
    """All valid triples ("batch all")."""
    return valid


def mean_over_triples(
    distance: Tensor, labels: Tensor, curve: Curve, choose: Choice = every_triple, noise: Tensor = None
) -> Tensor:
    """Mean loss of the chosen triples of a batch that count, a scalar; 0 where there is none. A NaN shows.

    A batch of more than 160 goes anchor by anchor, and so does one whose size a graph does not know: memory then grows
    with b^2, and not with b^3, 12 bytes for each triple, which were 0.7 GB for 384 embeddings and 13 GB for 1,024.
    What that costs in time, with mining "batch_hard", value and gradient: 1.8 times as much for a batch of 32, 2 ms
    more; 1.1 times for 64; 0.9 times for 128 and 160. So a graph that does not know b need not look at it.

    Args:
        distance: (b, b).
        labels: (b,).
        curve: from d_ap - d_an of each triple to its loss, the slope of that, and whether it counts; any shape.
        choose: which valid triples take part, as the functions of `mining` say.
        noise: (b, b, b) or (b, b), for `choose`.
    """
    same, others = same_and_others(labels)
    rows = (distance, same, others) if noise is None else (distance, same, others, noise)
    if is_small(*distance.shape, distance.shape[0]):
        losses, _, counted = among(rows, curve, choose)
        return mean_where(losses, counted)

    def of_one_anchor(rows: tuple[Tensor, ...]) -> tuple[Tensor, Tensor, Tensor]:
        losses, slopes, counted = among(tuple(row[None] for row in rows), curve, choose)
        slopes = ops.where(counted, slopes, 0.0)[0]  # (b, b), of each positive and negative
        total, count = (ops.sum(ops.where(counted, each, 0.0)) for each in (losses, ops.ones_like(losses)))
        return total, count, ops.sum(slopes, axis=1) - ops.sum(slopes, axis=0)

    fixed = ops.stop_gradient(distance)  # so no triple is kept for the gradient, which is summed up by hand
    totals, counts, slopes = ops.map(of_one_anchor, (fixed, *rows[1:]))  # (b,), (b,), (b, b)
    count = ops.maximum(ops.sum(counts), 1.0)
    return ops.sum(totals) / count + ops.sum(ops.stop_gradient(slopes / count) * (distance - fixed))


def among(rows: tuple[Tensor, ...], curve: Curve, choose: Choice) -> tuple[Tensor, Tensor, Tensor]:
    """Loss, slope and whether it counts of all triples of some anchors, (a, b, b) each.

    Args:
        rows: of distances, of both masks (a, b), and of the noise (a, b, b) or (a, b), if any.
        curve, choose: as in `mean_over_triples`.
    """
    distance, same, others, *noise = rows
    difference, valid = triple_differences(distance), valid_among(same, others)
    losses, slopes, counts = curve(difference)
    if choose is every_triple:
        return losses, slopes, counts & valid
    chosen = choose(ops.stop_gradient(distance), valid, *noise)
    return losses, slopes, counts & (chosen | (valid & ops.isnan(difference)))
