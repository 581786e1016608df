"""What search command and search page know: one collection of pictures, prepared once and only loaded by both."""

import io
import os
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image

from course_lib.app.onnx_network import OnnxNetwork
from course_lib.app.search_records import Facts, Hit, Query
from course_lib.data.reading import squares_of_files
from course_lib.data.upload import uploaded
from course_lib.errors import expect
from course_lib.evaluation.left_out import Asked
from course_lib.evaluation.refusal import Refusal
from course_lib.machine.array_file import read_arrays, write_arrays
from course_lib.search import Index

THUMBNAIL = 96  # pixels
VERSION = 10  # of what is in the file; raise it too when the same pictures and weights would give another one


@dataclass(frozen=True, eq=False)
class Collection:
    """n pictures, all of which are searched.

    Args:
        path: of its file.
        facts: what is known of it in words and numbers.
        index: of all pictures, whose ids are their places 0 to n - 1; its metadata: label, coarse.
        network: embedded them and embeds the queries; its fingerprint is the index's.
        arrays: embeddings (n, d) float32; queries (q,), places of those that the page offers as queries; failures
            (f, 2), a query and the picture of another product that is nearest to it; thumbnails, uint8, all JPEG files
            one after the other, and ends (n,), where each ends; digests (n, 32) uint8, the SHA-256 of each file of a
            folder, zeros where not known; asked_nearest and so on, the parts of `Asked`, where pictures could ask.
    """

    path: Path
    facts: Facts
    index: Index
    network: OnnxNetwork
    arrays: dict[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.index)

    @cached_property
    def labels(self) -> np.ndarray:
        """(n,) index into the names."""
        return self.index.metadata["label"]

    @property
    def asked(self) -> Asked | None:
        """The distances from which the threshold for "not here" follows; None where no pictures could ask."""
        if "asked_nearest" not in self.arrays:
            return None
        return Asked(**{name: self.arrays[f"asked_{name}"] for name in Asked._fields})

    def name(self, place: int) -> str:
        """The name of the product on picture `place`."""
        return self.facts.names[self.labels[place]]

    def words(self, place: int) -> str:
        """What a person reads below picture `place`: the product; in a folder the file, exactly as it is called."""
        return self._file(place) if self.facts.thing == "folder" else self.name(place).replace("-", " ")

    def thumbnail(self, place: int) -> bytes:
        """The JPEG file of picture `place`."""
        ends = self.arrays["ends"]
        return self.arrays["thumbnails"][ends[place - 1] if place else 0 : ends[place]].tobytes()

    def query_at(self, place: int) -> Query:
        """Picture `place` as a Query."""
        return Query(self.arrays["embeddings"][place], self.thumbnail(place), place)

    def query_from_upload(self, content: bytes) -> Query:
        """An uploaded picture as a Query.

        Raises:
            UnusableUpload: with a sentence for its sender.
        """
        return self._query(uploaded(content, self.network.shape[0], THUMBNAIL))

    def query_from_file(self, path: str | os.PathLike) -> Query:
        """A picture file as a Query.

        Raises:
            ValueError: with the reason, when it cannot be read.
        """
        (found,) = squares_of_files([Path(path)], self.network.shape[0], THUMBNAIL)
        expect(not isinstance(found, str), "path", f"{path}: {found}", "a picture file")
        return self._query(found)

    def _query(self, squares):
        small, large = squares
        return Query(self.network(small[None])[0], as_jpeg(large))

    def nearest(self, query: Query, k: int, threshold: float | None = None, coarse: int | None = None) -> list[Hit]:
        """The k pictures nearest to the query, nearest first; one that is in the collection does not find itself.

        Args:
            query: what is searched for.
            k: how many, at least 1.
            threshold: only pictures at a smaller distance.
            coarse: only pictures of this coarse class.
        """
        wanted = None if coarse is None else {"coarse": coarse}
        several = k if query.place is None else k + 1
        distances, ids = self.index.search(query.embedding[None], several, threshold, wanted)
        pairs = zip(ids[0].tolist(), distances[0].tolist(), strict=True)
        hits = [Hit(i, d, self.name(i), self._file(i)) for i, d in pairs if i not in (-1, query.place)]
        return hits[:k]

    def _file(self, place):
        return self.facts.files[place] if self.facts.files else ""

    @property
    def is_flat(self) -> bool:
        """Whether the pictures lie in one folder and go by the names of their files."""
        return self.facts.thing == "folder" and self.facts.names == self.facts.files

    @property
    def noun(self) -> str:
        """What the page calls a picture: a photo, in a folder of one's own."""
        return "photo" if self.facts.thing == "folder" else "picture"

    def choices(self) -> dict[int, np.ndarray]:
        """{label: places of the pictures that the page offers as queries}."""
        queries = self.arrays["queries"]
        if self.is_flat:
            return {0: queries}
        labels = self.labels[queries]
        return {int(label): queries[labels == label] for label in np.unique(labels)}

    def save(self) -> None:
        """Write index and collection, in this order, each in one step: the file `path` never names a missing index."""
        self.index.save(self.path.with_name(self.facts.index))
        write_arrays(self.path, "collection", VERSION, asdict(self.facts), self.arrays)

    @classmethod
    def load(cls, path: str | os.PathLike, mapped: bool = False) -> "Collection":
        """The collection in the file `path`.

        Args:
            path: of the file.
            mapped: as `machine.array_file.read_arrays` takes it.

        Raises:
            ValueError: it is damaged, or of another version.
            OSError: a part is missing.
        """
        path = Path(path)
        known, arrays = read_arrays(path, "collection", VERSION, mapped)
        facts = Facts(**{**known, "refusal": Refusal(**known["refusal"])})
        network = OnnxNetwork.load(path.with_name(facts.network))
        index = Index.load(path.with_name(facts.index), fingerprint=network.fingerprint)
        return cls(path, facts, index, network, arrays)


def folder_and_stamps(path: str | os.PathLike) -> tuple[str, dict[str, int]]:
    """`folder` and `stamps` of the Facts in the file of a collection.

    Raises:
        ValueError: it is damaged, or of another version.
        OSError: it is gone.
    """
    known, _ = read_arrays(path, "collection", VERSION, mapped=os.name == "posix")
    return known["folder"], known["stamps"]


def as_jpeg(picture: np.ndarray) -> bytes:
    """A picture (h, w, 3) or (h, w, 1) uint8 as the bytes of a JPEG file."""
    content = io.BytesIO()
    Image.fromarray(picture.squeeze()).save(content, "JPEG", quality=82)
    return content.getvalue()
