"""What the last measured run of each lesson took, how a card says it, and which lessons take too much."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from course_lib.machine.computer import LESSON_MEMORY, LESSON_MINUTES, SERVER_MEMORY

NOT_MEASURED = "not measured yet"
SMALL = LESSON_MEMORY + SERVER_MEMORY  # GB, on a machine as small as Binder's, JupyterLab's server counted
# What one lesson took there: minutes, memory_gb, and limit_gb, within which it ran, None where nothing held it to that.
SmallCosts: TypeAlias = Mapping[str, float | None]
# What one lesson took: minutes, memory_gb, cores, first_picture_seconds, and small, which are SmallCosts.
Costs: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Allowance:
    """What one lesson may take above the limits for the time being, since when, and why."""

    minutes: float
    memory_gb: float
    since: datetime.date
    reason: str


# It comes under the limits in the issue about it; then its line goes.
ALLOWANCES: dict[str, Allowance] = {}


def load(root: Path) -> dict[str, Costs]:
    """Measurements by lesson name from notebooks/measured.json under `root`; empty where there is no such file."""
    path = root / "notebooks" / "measured.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def too_costly(costs: Mapping[str, Costs], allowances: Mapping[str, Allowance] = ALLOWANCES) -> list[str]:
    """One sentence for each lesson above the learner's limits or its allowance, and for each that needs none.

    >>> too_costly({"05_testing": {"minutes": 2.1, "memory_gb": 0.9}}, {})
    ['05_testing takes 2.1 minutes and 0.9 GB; 2.0 and 1.5 are allowed']
    """
    found = []
    for name, entry in costs.items():
        least = entry["minutes"] <= LESSON_MINUTES and entry["memory_gb"] <= LESSON_MEMORY
        allowed = allowances.get(name)
        minutes, gigabytes = (allowed.minutes, allowed.memory_gb) if allowed else (LESSON_MINUTES, LESSON_MEMORY)
        if least and allowed:
            found.append(f"{name} keeps the limits: its allowance can go")
        elif entry["minutes"] > minutes or entry["memory_gb"] > gigabytes:
            taken = f"{entry['minutes']} minutes and {entry['memory_gb']} GB"
            found.append(f"{name} takes {taken}; {minutes} and {gigabytes} are allowed")
        if entry.get("small", {}).get("memory_gb", 0) > SMALL:
            found.append(f"{name} takes {entry['small']['memory_gb']} GB beside JupyterLab; {SMALL} are allowed")
    return found + [f"{name} was not measured: its allowance can go" for name in allowances if name not in costs]


def minutes(entry: Costs | None) -> str:
    """Running time for a reader.

    >>> minutes({"minutes": 0.6, "cores": 2}), minutes(None)
    ('0.6 minutes on 2 cores', 'not measured yet')
    """
    return f"{entry['minutes']} minutes on {entry['cores']} cores" if entry else NOT_MEASURED


def memory(entry: Costs | None) -> str:
    """Peak memory for a reader.

    >>> memory({"memory_gb": 0.9})
    '0.9 GB'
    """
    return f"{entry['memory_gb']} GB" if entry else NOT_MEASURED


def small(entry: Costs | None) -> str:
    """Running time and peak memory on one core beside JupyterLab's server, for a reader.

    >>> small({"small": {"minutes": 0.8, "memory_gb": 1.0}}), small({})
    ('0.8 minutes, 1.0 GB', 'not measured yet')
    """
    found = (entry or {}).get("small")
    return f"{found['minutes']} minutes, {found['memory_gb']} GB" if found else NOT_MEASURED


def sentence(entry: Costs) -> str:
    """What stands on a card.

    >>> sentence({"minutes": 0.6, "cores": 2, "memory_gb": 0.9})
    '0.6 minutes on 2 cores, 0.9 GB of memory'
    >>> sentence({"minutes": 0.6, "cores": 2, "memory_gb": 0.9, "small": {"minutes": 0.8, "memory_gb": 1.0}})
    '0.6 minutes on 2 cores, 0.9 GB of memory (on one core, JupyterLab counted: 0.8 minutes, 1.0 GB)'
    """
    beside = f" (on one core, JupyterLab counted: {small(entry)})" if "small" in entry else ""
    return f"{minutes(entry)}, {memory(entry)} of memory{beside}"
