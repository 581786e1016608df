"""Search among embeddings: exact, approximate, compressed, as binary codes or in a graph. FAISS does the work."""

from course_lib.search.index import Index
from course_lib.search.kinds import KINDS

__all__ = ["KINDS", "Index"]
