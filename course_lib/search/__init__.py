"""Search among embeddings: exact, approximate, compressed or as binary codes. FAISS does the work."""

from course_lib.search.engine import KINDS
from course_lib.search.index import Index

__all__ = ["KINDS", "Index"]
