"""The pictures of a folder, for a collection: what was read and embedded before is taken over."""

from pathlib import Path

import numpy as np

from course_lib.app.collection import THUMBNAIL, Collection, as_jpeg
from course_lib.app.known_pictures import UNKNOWN, Described, KnownPictures, as_rows, described_at, file_digest
from course_lib.app.onnx_network import OnnxNetwork
from course_lib.app.search_records import Gathered
from course_lib.data import reading
from course_lib.data.archive_pictures import in_parallel
from course_lib.data.folder import class_name, picture_files, printable
from course_lib.data.folder_cache import file_stamp
from course_lib.errors import expect
from course_lib.evaluation.left_out import Asked, ask_each
from course_lib.evaluation.refusal import Refusal, calibrated_refusal

MOST_LOOSE = 0.1  # share of pictures of no class, which nobody can leave out, with which there is a verdict
BESIDE = "(beside the sub-folders)"  # name of pictures that lie in the folder itself; they are of no class


def is_unchanged(path: Path, before: Collection) -> bool:
    """Does the folder hold what it held when the collection `before` was made? No picture is read."""
    files, left_out = _listed(path)
    return before.facts.stamps.keys() == {*files, *left_out}


def file_paths(path: Path, stamps: dict[str, int]) -> dict[int, Path]:
    """{place: the file of that picture} by the stamps of a collection of the folder `path`, whatever bytes name it."""
    named = {stamp: place for stamp, place in stamps.items() if place >= 0}
    return {place: path / stamp.split(" ", 3)[3] for stamp, place in named.items()}


def gather_folder(path: Path, network: OnnxNetwork, before: Collection | None, begun: Path | None = None) -> Gathered:
    """All pictures of a folder; each is offered as a query.

    Pictures that are all of one class go by the names of their files. Those beside the sub-folders are searched too;
    they are of no class, and neither the verdict nor the failures look at them.

    Args:
        path: of the folder.
        network: embeds the pictures.
        before: the last collection of this folder by this network: only pictures that have changed are read again, and
            only contents that are new are embedded.
        begun: the file that keeps the work so far, for a preparation that is ended before its time; None for none.

    Raises:
        ValueError: no such folder, or one without pictures.
    """
    files, left_out = _listed(path)
    known = KnownPictures(before, network.fingerprint, begun)
    found = _read_or_taken_over(path, files, network, before, known)  # {stamp: Described or reason}
    read = {stamp: result for stamp, result in found.items() if not isinstance(result, str)}
    unread = [
        (printable(files[stamp].relative_to(path)), reason) for stamp, reason in found.items() if stamp not in read
    ]
    skipped = sorted([*left_out.values(), *unread])
    expect(read, "path", f"{path} with {len(skipped)} unusable files {skipped[:3]}", "a folder with pictures in it")
    embeddings = np.stack([picture.embedding for picture in read.values()])
    printable_files = tuple(printable(files[stamp].relative_to(path)) for stamp in read)
    loose = np.array([files[stamp].parent == path for stamp in read])  # (n,)
    kinds = [BESIDE if alone else class_name(path, files[stamp]) for alone, stamp in zip(loose, read, strict=True)]
    names, labels = np.unique(kinds, return_inverse=True)
    refusal, asked = _judged(embeddings, labels, loose)
    if len(names) == 1:
        names, labels = np.array(printable_files), np.arange(len(read))
    folder = printable(path.resolve().name)
    places = {stamp: place for place, stamp in enumerate(read)}
    return Gathered(
        title=f"Search the folder {folder}",
        source="",
        thing="folder",
        names=tuple(names.tolist()),
        coarse_names=(),
        refusal=refusal,
        asked=asked,
        embeddings=embeddings,
        labels=labels.astype(np.int64),
        coarse=np.zeros(len(read), np.int64),
        queries=np.arange(len(read)),
        loose=loose,
        thumbnails=[picture.thumbnail for picture in read.values()],
        digests=as_rows([picture.digest for picture in read.values()]),
        files=printable_files,
        skipped=tuple(skipped),
        folder=str(path.resolve()),
        stamps={stamp: places.get(stamp, -1) for stamp in (*files, *left_out)},
    )


def _listed(path):
    """{stamp: file} of what is to be read, and {stamp: (file, reason)} of what is left out."""
    files, left_out = picture_files(path, classes=False)
    reasons = [(printable(file.relative_to(path)), reason) for file, reason in left_out]
    stamps = {file_stamp(path, file) or f"missing {printable(file.relative_to(path))}": file for file in files}
    return stamps, {f"{reason}: {file}": (file, reason) for file, reason in reasons}


def _read_or_taken_over(path, files, network, before, known):
    """{stamp: Described, or in words why not} for {stamp: file}, in this order."""
    places = {} if before is None else {stamp: i for stamp, i in before.facts.stamps.items() if i >= 0}
    new = [stamp for stamp in files if stamp not in places]
    describe = lambda stamp: _described(path, files[stamp], stamp, network, known)
    with reading.bombs_refused():
        found = dict(zip(new, in_parallel(describe, new, "Reading pictures"), strict=True))
    return {stamp: found[stamp] if stamp in found else described_at(before, places[stamp]) for stamp in files}


def _described(path, file, stamp, network, known):
    """A new file as Described, or in words why not; a content that is known is not embedded again."""
    problem = reading.head_problem(file)  # else a film of gigabytes would be read for its digest
    if problem:
        return problem
    try:
        digest = file_digest(file)
    except OSError as error:
        return f"{type(error).__name__}: {error}"
    if picture := known.get(digest):
        return picture
    found = reading.squares_or_reason(file, (network.shape[0], THUMBNAIL))
    if isinstance(found, str):
        return found
    picture = Described(network(found[0][None])[0], as_jpeg(found[1]), digest)
    if file_stamp(path, file) != stamp:  # changed meanwhile: the next call reads it again
        return picture._replace(digest=UNKNOWN)
    known.add(picture)
    return picture


def _judged(embeddings: np.ndarray, labels: np.ndarray, loose: np.ndarray) -> tuple[Refusal, Asked | None]:
    """May the search of these pictures say "not here"? They ask for each other, those of no class aside."""
    of_class = labels[~loose]
    if len(np.unique(of_class)) < 2:
        return Refusal(reason="it would take sub-folders, one for each kind of picture"), None
    asked = ask_each(embeddings[~loose], of_class)
    if not len(asked.nearest):
        return Refusal(reason="no folder has a second picture"), None
    if loose.mean() > MOST_LOOSE:
        return Refusal(reason=f"{loose.sum()} of {len(loose)} photos lie beside the sub-folders"), asked
    return calibrated_refusal(asked), asked
