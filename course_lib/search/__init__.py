"""Search among embeddings: exact, approximate, compressed or as binary codes. FAISS does the work."""

from course_lib.search.growth import grown
from course_lib.search.index import Index
from course_lib.search.kinds import KINDS

__all__ = ["KINDS", "Index", "grown"]
