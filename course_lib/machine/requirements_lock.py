"""requirements.lock: the exact versions of the installed packages that the course needs, tests left out."""

import platform
from importlib.metadata import distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course_lib.machine.files import replace_text


def write_lock(root):
    """Write root/requirements.lock from what is installed in the running Python. Returns 0."""
    versions = needed_versions("siamese-course")
    made = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    head = f"# The versions of the last green run: {made}.\n# Made by `python -m course_lib lock`; not edited.\n"
    replace_text(root / "requirements.lock", head + "".join(f"{name}=={versions[name]}\n" for name in sorted(versions)))
    print(f"requirements.lock: {len(versions)} packages")
    return 0


def needed_versions(package):
    """Return {name: version} of every installed package that `package` needs on this machine, itself left out.

    >>> "pytest" in needed_versions("nbval")
    True
    """
    found, waiting, seen = {}, [Requirement(package)], set()
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key not in seen:
            seen.add(key)
            installed = distribution(requirement.name)
            found[key[0]] = installed.version
            inner = [Requirement(line) for line in installed.requires or []]
            waiting += [each for each in inner if _applies(each, requirement.extras)]
    del found[canonicalize_name(Requirement(package).name)]
    return found


def _applies(requirement, extras):
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": name}) for name in {"", *extras})
