"""Search among embeddings: exact, approximate, compressed, as binary codes or in a graph. FAISS does the work, or NumPy
that of an exact search where FAISS is not installed."""

from course_lib.search.index import Index
from course_lib.search.kinds import KINDS

__all__ = ["KINDS", "Index"]
