"""Makes the file of a collection: everything that takes long or needs Keras is done here, once."""

import hashlib

import numpy as np

from course_lib import case_study, data
from course_lib.data.places import alone, cache_folder
from course_lib.files import replace_bytes
from course_lib.models.plain import plain
from course_lib.page.collection import THUMBNAIL, Collection, as_jpeg
from course_lib.search import Index
from course_lib.thresholds import best_threshold, same_and_different
from course_lib.training import embed

VERSION = 1  # raise it when the same pictures and weights would give another file
LARGE = {  # the same pictures as the network sees, large enough for people
    "catalogue": lambda: data.catalogue(80, 20, THUMBNAIL),
    "groceries": lambda: data.groceries(THUMBNAIL),
}
TITLES = {"catalogue": "Search the drawn catalogue", "groceries": "Search 81 products from a grocery shop"}


def prepared(name):
    """The path of the file of a collection, made when it is not there: "catalogue" or "groceries".

    Raises DataNotFound when the photos of the groceries are neither here nor to be had.
    """
    weights = hashlib.sha256(case_study.weights_path(name).read_bytes()).hexdigest()[:12]
    path = cache_folder() / "page" / f"{name}-{weights}-v{VERSION}.npz"
    with alone(path):
        if not _is_whole(path):
            print(f"Preparing the search page of the {name}, once.", flush=True)
            replace_bytes(path, _made(name).save())
    return path


def _is_whole(path):
    try:
        return bool(Collection.load(path))
    except Exception:  # a damaged archive raises a dozen kinds of error; all mean: make it again
        return False


def _made(name):
    case = case_study.CASES[name]
    network = case_study.shipped_encoder(name)
    pictures, large = case.load(), LARGE[name]()
    describe = lambda batch: embed(network, batch)
    seen, _unseen = data.split_by_class(pictures, case.unseen, case_study.SPLIT_SEED)
    threshold = best_threshold(*same_and_different(describe, seen, "val"))
    gallery, queries = (np.flatnonzero(pictures.split == split) for split in ("train", "test"))
    order = np.concatenate([gallery, queries])
    embeddings = describe(pictures.pictures[order])
    files = [as_jpeg(picture) for picture in large.pictures[order]]
    return Collection(
        title=TITLES[name],
        source=pictures.source,
        names=pictures.names,
        coarse_names=pictures.coarse_names,
        threshold=threshold,
        gallery=len(gallery),
        embeddings=embeddings,
        labels=pictures.labels[order],
        coarse=pictures.coarse[order],
        failures=failures(embeddings, pictures.labels[order], len(gallery)),
        thumbnails=np.frombuffer(b"".join(files), np.uint8),
        ends=np.cumsum([len(file) for file in files]),
        network=plain(network),
    )


def failures(embeddings, labels, gallery):
    """(f, 2): each query whose nearest gallery picture has another label, and that picture; the surest error first.

    embeddings (n, d) and labels (n,), of which the first `gallery` are the gallery and the others the queries.
    """
    distances, ids = Index(embeddings[:gallery]).search(embeddings[gallery:], 1)
    wrong = np.flatnonzero(labels[ids[:, 0]] != labels[gallery:])
    wrong = wrong[np.argsort(distances[wrong, 0], kind="stable")]
    return np.column_stack([gallery + wrong, ids[wrong, 0]])
