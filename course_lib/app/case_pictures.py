"""The pictures of a case of `course_lib.recipes.products`, for a collection."""

import zipfile

import numpy as np

from course_lib import data
from course_lib.app.collection import THUMBNAIL, as_jpeg
from course_lib.app.onnx_network import OnnxNetwork
from course_lib.app.search_records import Gathered
from course_lib.data.archive_pictures import colour_picture, decode_members, in_parallel
from course_lib.evaluation.left_out import ask_each
from course_lib.evaluation.refusal import Refusal, calibrated_refusal

BATCH = 16  # pictures at once: 0.6 of the processor time of one by one; 4 and 64 take longer
LEARNED_ALL = "the network learned from all products, and none is left to ask as a stranger"
TITLES = {"catalogue": "Search the drawn catalogue", "groceries": "Search 81 products from grocery shops"}


def gather_case(name: str, network: OnnxNetwork) -> Gathered:
    """All pictures of a case; those of the test split are offered as queries.

    Known queries are pictures that the network did not learn from, strangers those of products that it never saw.

    Raises:
        DataNotFound: the photos of the groceries are neither here nor to be had.

    Lesson: 15.
    """
    from course_lib.recipes import products  # loads Keras

    pictures = products.shipped_pictures(name)
    batches = [pictures.pictures[i : i + BATCH] for i in range(0, len(pictures), BATCH)]
    embeddings = np.concatenate(in_parallel(network, batches, f"Embedding pictures, {BATCH} at a time"))  # (n, d)
    learned = np.isin(pictures.labels, products.SHIPPED[name].learned(pictures).labels)  # (n,)
    asked = None
    if not learned.all():
        known = np.flatnonzero(~learned | (pictures.split != "train"))
        asked = ask_each(embeddings, pictures.labels, known, np.flatnonzero(~learned))
    large = data.catalogue(80, 20, THUMBNAIL).pictures if name == "catalogue" else _large_photos(pictures)
    return Gathered(
        title=TITLES[name],
        source=pictures.source,
        thing="product",
        names=pictures.names,
        coarse_names=pictures.coarse_names,
        refusal=Refusal(reason=LEARNED_ALL) if asked is None else calibrated_refusal(asked),
        asked=asked,
        embeddings=embeddings,
        labels=pictures.labels,
        coarse=np.zeros_like(pictures.labels) if pictures.coarse is None else pictures.coarse,
        queries=np.flatnonzero(pictures.split == "test"),
        thumbnails=[as_jpeg(picture) for picture in large],
        files=pictures.files,
    )


def _large_photos(pictures):
    """The photos again, for people; those that the network sees where the archive is gone."""
    archive = data.find("groceries")
    if archive is None:
        return pictures.pictures
    with zipfile.ZipFile(archive) as file:
        members = [member_of(file, name) for name in pictures.files]
    return decode_members(archive, members, colour_picture, THUMBNAIL, "Reading groceries")


def member_of(archive: zipfile.ZipFile, name: str) -> str:
    """The member of the groceries' archive that holds the file of this name."""
    return f"{archive.namelist()[0].split('/')[0]}/dataset/{name}"
