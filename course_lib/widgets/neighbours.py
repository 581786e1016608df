"""A search behind a slider: one query of a PictureSet and its nearest neighbours."""

from collections.abc import Callable

import numpy as np

from course_lib import plots
from course_lib.data import PictureSet
from course_lib.errors import check_whole
from course_lib.plots.core import Figure
from course_lib.search import Index


def neighbour_view(
    gallery: PictureSet, queries: PictureSet, embed: Callable[[np.ndarray], np.ndarray], k: int = 10
) -> Callable[[int, float], tuple[Figure, str]]:
    """A function draw(picture, threshold) that searches the gallery for one query and returns (figure, alt).

    Args:
        gallery: what is searched; each picture is embedded once, here.
        queries: what is searched for, embedded here too.
        embed: pictures to embeddings (n, d), as in `retrieval_scores`.
        k: how many neighbours are shown.

    Raises:
        ValueError: by draw, where picture is no place of a query.
    """
    index = Index(embed(gallery.pictures))
    query_embeddings = embed(queries.pictures)  # (n, d)

    def draw(picture: int, threshold: float) -> tuple[Figure, str]:
        check_whole("picture", picture, 0, len(queries) - 1)
        distances, ids = index.search(query_embeddings[picture : picture + 1], k)
        found = gallery.labels[ids[0]]
        return plots.figure_neighbours(
            queries.pictures[picture],
            gallery.pictures[ids[0]],
            distances[0],
            found == queries.labels[picture],
            names=[gallery.names[label] for label in found],
            threshold=threshold,
            title=f"Query {picture}: {queries.names[queries.labels[picture]]}; threshold {threshold:.2f}",
        )

    return draw
