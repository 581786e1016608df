"""Prepares a collection once: pictures read once, embedded once, kept as an Index with thumbnails, names and files.

A folder is looked at each time, and only files that are new or have changed are read; what is embedded goes by their
content, so that a file that was renamed, moved or copied is not embedded again. Keras is loaded once, to take the
network from it; all embeddings, of pictures and of queries, come from the same network in ONNX Runtime. The pictures of
a folder are embedded by a network that has seen the world, unless another one is asked for.
"""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import numpy as np

from course_lib.app.case_pictures import TITLES, gather_case
from course_lib.app.collection import VERSION, Collection
from course_lib.app.folder_pictures import gather_folder, is_unchanged
from course_lib.app.networks import (
    IN_WORDS,
    WORLD,
    check_network,
    network_file,
    network_in_words,
    prepared_network,
    weights_digest,
)
from course_lib.app.onnx_network import OnnxNetwork
from course_lib.app.search_records import Facts, Gathered
from course_lib.errors import CourseProblem, expect
from course_lib.evaluation.refusal import Refusal
from course_lib.machine.keeping import keep_if_possible, turn_if_possible
from course_lib.paths import cache_folder
from course_lib.search import Index

OWN_NETWORK = "the network was trained on pictures of yours, and those are no strangers to it"
WHAT = "The collection of the search"


def open_collection(name: str = "catalogue") -> Collection:
    """The collection that the server of the page names in COURSE_PAGE, else that of `name`, prepared if need be."""
    path = os.environ.get("COURSE_PAGE")
    return Collection.load(path, mapped=os.name == "posix") if path else prepare_collection(name)  # one copy for all


def prepare_collection(name: str, network: str | None = None) -> Collection:
    """The collection of "catalogue", "groceries", or the path of a folder of pictures, made when it is not there yet.

    It lies in COURSE_CACHE. One program makes it at a time; killed at any moment, the old one is whole. Where nothing
    can be kept, it is made all the same, and a warning says so.

    Args:
        name: what is searched.
        network: "squeezenet", "groceries" or the name of one that `python -m course_lib train` made embeds the pictures
            of a folder; None: squeezenet. The two data sets of the course have networks of their own.

    Raises:
        DataNotFound: the photos of the groceries are neither here nor to be had.
        CourseProblem: the package with the weights of SqueezeNet is not installed.
        ValueError: a folder without pictures, or a network that does not fit.
    """
    is_path = isinstance(name, str | os.PathLike)
    expect(is_path, "name", repr(name), f"one of {sorted(TITLES)} or the path of a folder")
    folder = None if name in TITLES else Path(name).expanduser()
    network = network_of(name, network)
    path = _path_of(folder, network)
    collection = _load_fresh(path, folder)
    if collection is None:
        with turn_if_possible(path, WHAT) as held:
            collection = _load_fresh(path, folder) or _make(path, folder, network, held)
    return collection


def network_of(name: str, asked: str | None = None) -> str:
    """The name of the network that searches a collection; `asked` is None or what `prepare_collection` got.

    Raises:
        ValueError: a network that does not fit.
    """
    if name in TITLES:
        expect(asked in (None, name), "network", repr(asked), f"none: {name} has a network of its own")
        return name
    check_network(asked or WORLD)
    return asked or WORLD


def kept_collection(name: str, network: str | None = None) -> Path:
    """The file of `prepare_collection`: what the processes of the page's visitors load.

    Raises:
        CourseProblem: it cannot be kept.
    """
    path = prepare_collection(name, network).path
    if not path.is_file():
        raise CourseProblem(f"The page needs a file in {path.parent}. Set COURSE_CACHE to a folder with room.")
    return path


def failures(index: Index, embeddings: np.ndarray, labels: np.ndarray, queries: np.ndarray) -> np.ndarray:
    """(f, 2): each query whose nearest picture has another label, and that picture; the smallest distances first.

    Args:
        index: of the embeddings.
        embeddings: (n, d).
        labels: (n,).
        queries: places (q,) of those that are searched for, each in the others.
    """
    distances, ids = index.search(embeddings[queries], min(2, len(index)))
    itself = (ids[:, 0] == queries).astype(int)  # 1 where the nearest is the query itself: then the second is meant
    rows = np.flatnonzero(itself < ids.shape[1])
    nearest, distances = ids[rows, itself[rows]], distances[rows, itself[rows]]
    wrong = np.flatnonzero(labels[nearest] != labels[queries[rows]])
    wrong = wrong[np.argsort(distances[wrong], kind="stable")]
    return np.column_stack([queries[rows[wrong]], nearest[wrong]])


def _path_of(folder, network):
    label = network if folder is None else f"folder-{_digest(os.fsencode(folder.resolve()))}"
    return cache_folder() / "search" / f"{label}-{weights_digest(network)}-v{VERSION}.collection"


def _digest(content):
    return hashlib.sha256(content).hexdigest()[:12]


def _load(path):
    try:
        return Collection.load(path)
    except (OSError, ValueError):  # none, of another version, or damaged: make it again
        return None


def _load_fresh(path, folder):
    collection = _load(path)
    return collection if collection and (folder is None or is_unchanged(folder, collection)) else None


def _make(path, folder, name, held):
    print(f"Preparing the search in {folder or name}; the first time this may take a minute.", flush=True)
    before = _load(path)
    network_path = network_file(path.parent, name)
    network, is_new = prepared_network(network_path, name)
    begun = path.with_suffix(".begun")
    if folder is None:
        gathered = gather_case(name, network)
    else:
        gathered = gather_folder(folder, network, before, begun if held else None)
    if name not in IN_WORDS:  # what it learned from is no stranger to it, and nobody knows which pictures that were
        gathered = replace(gathered, refusal=Refusal(reason=OWN_NETWORK))
    collection = _as_collection(path, gathered, network, network_path.name, network_in_words(name))

    def save():
        if is_new:
            network.save(network_path)
        collection.save()

    if held and keep_if_possible(path, WHAT, save):
        begun.unlink(missing_ok=True)
        _remove_old_indexes(path, {collection.facts.index, before and before.facts.index})
    return collection


def _as_collection(path: Path, gathered: Gathered, network: OnnxNetwork, file: str, in_words: str) -> Collection:
    embeddings, labels, thumbnails = gathered.embeddings, gathered.labels, gathered.thumbnails
    index = Index(embeddings, metadata={"label": labels, "coarse": gathered.coarse}, fingerprint=network.fingerprint)
    tried = _tried(gathered)
    wrong = failures(index, embeddings, labels, tried)
    wrong = wrong if gathered.loose is None else wrong[~gathered.loose[wrong].any(axis=1)]  # of no class: no failure
    facts = Facts(
        title=gathered.title,
        source=gathered.source,
        thing=gathered.thing,
        names=list(gathered.names),
        coarse_names=list(gathered.coarse_names),
        refusal=gathered.refusal,
        tried=len(tried),
        files=list(gathered.files),
        skipped=[list(pair) for pair in gathered.skipped],
        folder=gathered.folder,
        stamps=gathered.stamps,
        index=f"{path.stem}-{_digest(embeddings.tobytes() + labels.tobytes())}.index",
        network=file,
        compared_by=in_words,
    )
    arrays = {
        "embeddings": embeddings,
        "queries": gathered.queries,
        "failures": wrong,
        "thumbnails": np.frombuffer(b"".join(thumbnails), np.uint8),
        "ends": np.cumsum([len(file) for file in thumbnails]),
        "digests": np.zeros((len(labels), 32), np.uint8) if gathered.digests is None else gathered.digests,
    }
    asked = {} if gathered.asked is None else gathered.asked._asdict()
    return Collection(path, facts, index, network, arrays | {f"asked_{name}": array for name, array in asked.items()})


def _tried(gathered):
    """Places of the queries whose class has another picture, none where there is but one class."""
    classed = np.ones(len(gathered.labels), bool) if gathered.loose is None else ~gathered.loose
    sizes = np.bincount(gathered.labels[classed], minlength=len(gathered.names))  # (classes,)
    queries = gathered.queries[classed[gathered.queries]]
    return queries[sizes[gathered.labels[queries]] > 1] if (sizes > 0).sum() > 1 else queries[:0]


def _remove_old_indexes(path, needed):
    """Remove indexes of earlier pictures; the last one stays for a page that is just opening it."""
    for old in path.parent.glob(f"{path.stem}-*.index"):
        if old.name not in needed:
            old.unlink(missing_ok=True)
