"""Scores of a search among the pictures of a PictureSet: queries, gallery, and how to embed them."""

from collections.abc import Callable

import numpy as np

from course_lib.data import PictureSet
from course_lib.distances import distance_matrix
from course_lib.errors import expect
from course_lib.evaluation.metrics import hierarchical_precision_at_1, map_at_r, precision_at_1, ranked_matches


def retrieval_scores(embed: Callable[[np.ndarray], np.ndarray], pictures: PictureSet) -> tuple[float, float]:
    """Precision@1 and MAP@R when each test picture searches among the training pictures.

    Args:
        embed: a function from pictures (n, h, w, c) to embeddings (n, d).
        pictures: with the splits "train" and "test".
    """
    gallery, queries = pictures.where(split="train"), pictures.where(split="test")
    distances = distance_matrix(embed(queries.pictures), embed(gallery.pictures))  # (queries, gallery)
    matches = ranked_matches(distances, queries.labels, gallery.labels)
    return precision_at_1(matches), map_at_r(matches)


def official_scores(
    embed: Callable[[np.ndarray], np.ndarray], queries: PictureSet, gallery: PictureSet
) -> dict[str, float]:
    """The scores of a benchmark, when each query searches the gallery.

    Args:
        embed: a function from pictures (n, h, w, c) to embeddings (n, d).
        queries: with coarse classes.
        gallery: with coarse classes.

    Returns:
        fine: precision@1; coarse: the same for coarse classes; hierarchical: as fine, but the right coarse class counts
            half.
    """
    known = queries.coarse is not None and gallery.coarse is not None
    expect(known, "queries, gallery", "no coarse classes", "PictureSets with coarse classes")
    distances = distance_matrix(embed(queries.pictures), embed(gallery.pictures))  # (queries, gallery)
    labels = queries.labels, gallery.labels
    return {
        "fine": precision_at_1(ranked_matches(distances, *labels)),
        "coarse": precision_at_1(ranked_matches(distances, np.asarray(queries.coarse), np.asarray(gallery.coarse))),
        "hierarchical": hierarchical_precision_at_1(distances, *labels, coarse_of(queries, gallery)),
    }


def coarse_of(first: PictureSet, *others: PictureSet) -> np.ndarray:
    """The coarse class of each class of PictureSets with the same names, (c,); 0 where there is none.

    Raises:
        ValueError: pictures of one class have different coarse classes.
    """
    sets = first, *others
    coarse = np.zeros(len(first.names), int)
    for pictures in sets:
        if pictures.coarse is not None:
            coarse[pictures.labels] = pictures.coarse
    fits = all(pictures.coarse is None or (coarse[pictures.labels] == pictures.coarse).all() for pictures in sets)
    expect(fits, "pictures", "a class in two coarse classes", "one coarse class for each")
    return coarse
