"""A search behind a slider: one query of a PictureSet and its nearest neighbours."""

from course_lib import plots
from course_lib.errors import check_whole
from course_lib.search import Index


def neighbour_view(gallery, queries, embed, k=10):
    """A function draw(picture, threshold) that searches the gallery for one query and returns (figure, alt).

    gallery and queries are PictureSets, embed as in `retrieval_scores`; each picture is embedded once, here.
    """
    index = Index(embed(gallery.pictures))
    query_embeddings = embed(queries.pictures)  # (n, d)

    def draw(picture, threshold):
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
