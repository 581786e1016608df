"""What a run depends on besides its seed: versions and machine."""

import platform
from importlib.metadata import PackageNotFoundError, version

from course_lib.machine.cores import cores

PARTS = ("numpy", "tensorflow", "keras", "scikit-learn", "matplotlib")


def facts() -> dict[str, str]:
    """{fact: text}: Python, system, cores, and the version of each library of PARTS. TensorFlow is not loaded.

    >>> list(facts())[:5]
    ['Python', 'system', 'machine', 'cores', 'numpy']
    """
    found = {"Python": platform.python_version(), "system": platform.system(), "machine": platform.machine()}
    found["cores"] = str(cores())
    return found | {part: _version(part) for part in PARTS}


def _version(part):
    try:
        return version(part)
    except PackageNotFoundError:
        return "not installed"
