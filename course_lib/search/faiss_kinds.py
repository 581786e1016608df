"""What FAISS builds for each kind of index that `search.kinds` names."""

import faiss
import numpy as np

from course_lib.errors import expect
from course_lib.search.codes import median_thresholds
from course_lib.search.engine import Engine
from course_lib.search.graph import Graph

BY_LISTS = {"approximate": "Flat", "compressed": "SQ8", "pq": "PQ{}np"}  # FAISS's names for what is in the lists
PER_LIST = 40  # with fewer embeddings per list its centre says little; FAISS warns below 39
PER_CODE = 4  # numbers that a byte of "pq" stands for
CENTRES = 256  # of which such a byte names one


def learned_engine(kind: str, embeddings: np.ndarray) -> Engine:
    """An empty engine for embeddings like these (n, d), float32, as `search.kinds.learned` checked them."""
    d = embeddings.shape[1]
    if kind == "exact":
        return Engine(kind, faiss.IndexIDMap2(faiss.IndexFlatL2(d)), None)
    if kind == "hnsw":
        return Graph.empty(d)
    if kind == "binary":
        bits = 8 * -(-d // 8)
        return Engine(kind, faiss.IndexBinaryIDMap2(faiss.IndexBinaryFlat(bits)), median_thresholds(embeddings))
    return _by_lists(kind, embeddings)


def _by_lists(kind, embeddings):
    """An engine whose lists, and whose codes where it has some, are learned from the embeddings (n, d)."""
    n, d = embeddings.shape
    lists, codes = max(1, min(n // PER_LIST, int(4 * np.sqrt(n)))), -(-d // PER_CODE)
    width = PER_CODE * codes if kind == "pq" else d  # `Engine.stored` fills up with zeros, which changes no distance
    engine = Engine(kind, faiss.index_factory(width, f"IVF{lists},{BY_LISTS[kind].format(codes)}"), None)
    if kind == "pq":
        wanted = f"at least {CENTRES}, for the kind pq to learn as many centres from (the kind exact suits so few)"
        expect(n >= CENTRES, "embeddings", n, wanted)
        engine.core.pq.cp.min_points_per_centroid = 1  # those of a small gallery suit it all the better: no warning
        engine.core.use_precomputed_table = -1  # of 256 bytes per list and number, whose sums cancel where d is large
    engine.core.train(engine.stored(embeddings))
    engine.nprobe = min(lists, max(8, lists // 16))
    return engine


def engine_from_arrays(kind: str, arrays: dict[str, np.ndarray]) -> Engine:
    """The engine of `Engine.to_arrays`."""
    if kind == "binary":
        return Engine(kind, faiss.deserialize_index_binary(arrays["core"]), arrays["medians"])
    core = faiss.deserialize_index(arrays["core"], faiss.IO_FLAG_SKIP_PRECOMPUTE_TABLE)  # see `_by_lists`
    return Graph(core, np.array(arrays["graph_ids"])) if kind == "hnsw" else Engine(kind, core, None)
