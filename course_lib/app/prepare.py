"""Makes the file of a collection: everything that takes long or needs Keras is done here, once."""

import hashlib
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from course_lib import data
from course_lib.app.collection import THUMBNAIL, Collection, as_jpeg
from course_lib.app.export import plain
from course_lib.data.archive_pictures import colour_picture, decode_members
from course_lib.data.folder import printable
from course_lib.distances import distance_matrix
from course_lib.evaluation.thresholds import best_threshold, pairs_by_kind, same_and_different
from course_lib.machine.files import file_lock, replace_bytes
from course_lib.models.embedding import embed
from course_lib.paths import cache_folder
from course_lib.recipes import products
from course_lib.search import Index

VERSION = 1  # raise it when the same pictures and weights would give another file
TITLES = {"catalogue": "Search the drawn catalogue", "groceries": "Search 81 products from grocery shops"}
MOST_CALIBRATED = 2000  # pictures of a folder whose distances to each other are looked at


def prepared(name):
    """The path of the file of a collection: "catalogue", "groceries", or the path of a folder of pictures.

    The first two are made when they are not there, a folder is looked at each time. Raises DataNotFound when the
    photos of the groceries are neither here nor to be had, ValueError for a folder without pictures.
    """
    known = name in products.CASES
    weights_path = products.shipped_recipe(name if known else "groceries").weights_path
    weights = hashlib.sha256(weights_path.read_bytes()).hexdigest()[:12]
    label = name if known else f"folder-{hashlib.sha256(os.fsencode(Path(name).resolve())).hexdigest()[:12]}"
    path = cache_folder() / "page" / f"{label}-{weights}-v{VERSION}.npz"
    with file_lock(path):
        if not (known and _is_whole(path)):
            print(f"Preparing the search page of {name}; this may take a minute.", flush=True)
            replace_bytes(path, (of_case(name) if known else of_folder(name)).save())
    return path


def _is_whole(path):
    try:
        return bool(Collection.load(path))
    except Exception:  # a damaged archive raises a dozen kinds of error; all mean: make it again
        return False


def of_case(name):
    """The Collection of a case of `case_study`: its training pictures, and its test pictures to choose from.

    The threshold is the best on validation pictures of the classes that the network was trained on, as in lesson 15.
    """
    network, pictures = products.shipped_encoder(name), products.shipped_pictures(name)
    known = products.SHIPPED[name].learned(pictures)
    threshold = best_threshold(*same_and_different(lambda batch: embed(network, batch), known, "val"))
    gallery, queries = (np.flatnonzero(pictures.split == split) for split in ("train", "test"))
    large = data.catalogue(80, 20, THUMBNAIL).pictures if name == "catalogue" else _large_photos(pictures)
    words = {"title": TITLES[name], "calibrated": "on validation pictures of products that the network learned from"}
    order = np.concatenate([gallery, queries])
    return _collection(network, pictures, large, order, gallery=len(gallery), threshold=float(threshold), **words)


def of_folder(path):
    """The Collection of a folder of pictures: all of them, embedded by the network of the groceries.

    The threshold is the best on their distances to each other; 0, and no failures, where there are no two classes with
    two pictures. Pictures that are all of one class go by the names of their files.
    """
    network = products.shipped_encoder("groceries")
    pictures, large = (data.folder(path, size) for size in (products.SHIPPED["groceries"].size, THUMBNAIL))
    threshold = _threshold_among(embed(network, pictures.pictures), pictures.labels)
    if len(pictures.names) == 1:
        pictures = replace(pictures, names=pictures.files, labels=np.arange(len(pictures)))
    words = {
        "title": f"Search the folder {printable(Path(path).resolve().name)}",
        "calibrated": "on these pictures themselves",
    }
    everything = np.arange(len(pictures))
    return _collection(network, pictures, large.pictures, everything, len(pictures), threshold, **words)


def _threshold_among(embeddings, labels):
    some = np.random.default_rng(0).permutation(len(labels))[:MOST_CALIBRATED]
    same, different = pairs_by_kind(distance_matrix(embeddings[some], embeddings[some]), labels[some])
    return float(best_threshold(same, different)) if len(same) and len(different) else 0.0


def _collection(network, pictures, large, order, gallery, threshold, **words):
    embeddings, labels = embed(network, pictures.pictures[order]), pictures.labels[order]
    files = [as_jpeg(picture) for picture in large[order]]
    return Collection(
        **words,
        source=pictures.source,
        names=pictures.names,
        coarse_names=pictures.coarse_names,
        threshold=threshold,
        gallery=gallery,
        embeddings=embeddings,
        labels=labels,
        coarse=pictures.coarse[order] if pictures.coarse_names else np.zeros_like(labels),
        failures=failures(embeddings, labels, gallery) if threshold else np.empty((0, 2), int),
        thumbnails=np.frombuffer(b"".join(files), np.uint8),
        ends=np.cumsum([len(file) for file in files]),
        network=plain(network),
    )


def _large_photos(pictures):
    """The photos again, for people; those that the network sees where the archive is gone."""
    archive = data.find("groceries")
    if archive is None:
        return pictures.pictures
    with zipfile.ZipFile(archive) as file:
        root = file.namelist()[0].split("/")[0]
    members = [f"{root}/dataset/{name}" for name in pictures.files]
    return decode_members(archive, members, colour_picture, THUMBNAIL, "Reading groceries")


def failures(embeddings, labels, gallery):
    """(f, 2): each query whose nearest picture has another label, and that picture; the smallest distances first.

    embeddings (n, d) and labels (n,), of which the first `gallery` are the gallery and the others the queries. Where
    there are no others, each picture of the gallery is searched for among the rest.
    """
    first = gallery if gallery < len(labels) else 0
    asked = np.arange(first, len(labels))
    distances, ids = Index(embeddings[:gallery]).search(embeddings[first:], min(2, gallery))
    itself = (ids[:, 0] == asked).astype(int)  # 1 where the nearest is the query itself: then the second is meant
    rows = np.flatnonzero(itself < ids.shape[1])
    nearest, distances = ids[rows, itself[rows]], distances[rows, itself[rows]]
    wrong = np.flatnonzero(labels[nearest] != labels[asked[rows]])
    wrong = wrong[np.argsort(distances[wrong], kind="stable")]
    return np.column_stack([asked[rows[wrong]], nearest[wrong]])
