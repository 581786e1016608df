"""What the last measured run of each lesson took, and how a card says it."""

import json

NOT_MEASURED = "not measured yet"


def load(root):
    """Measurements by lesson name from notebooks/measured.json under `root`; empty where there is no such file."""
    path = root / "notebooks" / "measured.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def minutes(entry):
    """Running time for a reader.

    >>> minutes({"minutes": 0.6, "cores": 2}), minutes(None)
    ('0.6 minutes on 2 cores', 'not measured yet')
    """
    return f"{entry['minutes']} minutes on {entry['cores']} cores" if entry else NOT_MEASURED


def memory(entry):
    """Peak memory for a reader.

    >>> memory({"memory_gb": 0.9})
    '0.9 GB'
    """
    return f"{entry['memory_gb']} GB" if entry else NOT_MEASURED


def sentence(entry):
    """What stands on a card.

    >>> sentence({"minutes": 0.6, "cores": 2, "memory_gb": 0.9})
    '0.6 minutes on 2 cores, 0.9 GB of memory'
    """
    return f"{minutes(entry)}, {memory(entry)} of memory" if entry else NOT_MEASURED
