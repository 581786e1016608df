"""The index past one machine's memory and one program's life: PostgreSQL with pgvector."""

from course_lib.store.pictures import Store, model_fingerprint
from course_lib.store.tables import Version

__all__ = ["Store", "Version", "model_fingerprint"]
