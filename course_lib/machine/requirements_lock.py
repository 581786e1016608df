"""requirements.lock: the exact versions of a green run with the hashes of their files, for every system and Python."""

import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course_lib.errors import CourseProblem
from course_lib.machine.files import replace_text
from course_lib.machine.installation import OLDEST

# What uv is told: one file for every system and every Python from the oldest on, each version with its files' hashes.
WAY = ("--universal", f"--python-version={OLDEST[0]}.{OLDEST[1]}", "--generate-hashes")
LEARNERS = ("requirements.txt", "requirements-lab.txt")
PLAIN = ("--no-header", "--no-annotate", "--quiet")


def write_lock(root: Path) -> int:
    """Write root/requirements.lock: what is installed here, of all that a learner's requirements ask for.

    uv adds the hashes, and the versions of other systems and Pythons, as near to those installed as they allow.

    Args:
        root: of the checkout.

    Returns:
        0, the exit code of the command.

    Raises:
        CourseProblem: uv fails, or takes another version for this machine than the installed one.
    """
    installed = needed_versions(learners_requirements(root))
    text = _compiled(root, installed)
    resolved = locked_versions(text)
    strange = [f"{name} {version}" for name, version in installed.items() if resolved.get(name) != version]
    if strange:
        raise CourseProblem(f"These versions are installed, but the requirements lead to others: {', '.join(strange)}.")
    made = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    head = f"# The versions of the last green run: {made}; elsewhere as near to them as possible.\n"
    head += "# Made by `python -m course_lib lock`; not edited. `pip install -r requirements.lock` checks the hashes.\n"
    replace_text(root / "requirements.lock", head + text)
    print(f"requirements.lock: {len(installed)} packages on this machine")
    return 0


def _compiled(root, preferred):
    """What uv makes of a learner's requirements; it keeps the versions that its output file held, where it can."""
    with tempfile.TemporaryDirectory(prefix="course-lock-") as folder:
        path = Path(folder) / "requirements.lock"
        replace_text(path, "".join(f"{name}=={version}\n" for name, version in preferred.items()))
        words = ["-m", "uv", "pip", "compile", *LEARNERS, *WAY, *PLAIN, f"--output-file={path}"]
        if subprocess.run([sys.executable, *words], cwd=root, stdout=subprocess.DEVNULL).returncode:
            raise CourseProblem(
                "uv could not resolve the requirements; it says why above. requirements.lock is as before."
            )
        return path.read_text(encoding="utf-8")


def learners_requirements(root: Path) -> list[str]:
    """The lines of all files under `root` that say what a learner needs."""
    texts = ((root / name).read_text(encoding="utf-8") for name in LEARNERS)
    return [line for text in texts for line in requirement_lines(text)]


def requirement_lines(text: str) -> list[str]:
    """The lines of the `text` of a requirements file that name a package: neither empty nor a comment.

    >>> requirement_lines("# What a learner needs.\\nnumpy>=2\\n\\ntqdm\\n")
    ['numpy>=2', 'tqdm']
    """
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def locked_versions(text: str, environment: "dict[str, str] | None" = None) -> dict[str, str]:
    """{name: version} of the lines of a lock that apply to a machine, by default this one.

    Args:
        text: of the lock.
        environment: what differs from this machine, by the names of environment markers.

    Raises:
        ValueError: a package has two versions.

    >>> locked_versions("a==1 ; sys_platform == 'win32'\\nb==2\\n", {"sys_platform": "linux"})
    {'b': '2'}
    """
    found = {}
    for line in text.splitlines():
        if not line.startswith(("#", " ")):
            requirement = Requirement(line.removesuffix(" \\"))
            if requirement.marker is None or requirement.marker.evaluate(environment):
                if requirement.name in found:
                    raise ValueError(f"text: expected one version of {requirement.name}, got a second one: {line}")
                found[requirement.name] = str(requirement.specifier).removeprefix("==")
    return found


def needed_versions(requirements: Iterable[str]) -> dict[str, str]:
    """Return {name: version} of every installed package that `requirements` need on this machine, themselves included.

    >>> "pytest" in needed_versions(["nbval>=0.11"])
    True
    """
    found: dict[str, str] = {}
    waiting, seen = [Requirement(line) for line in requirements], set()
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key not in seen and _applies(requirement, ()):
            seen.add(key)
            installed = distribution(requirement.name)
            found[key[0]] = installed.version
            inner = [Requirement(line) for line in installed.requires or []]
            waiting += [_plain(each) for each in inner if _applies(each, requirement.extras)]
    return found


def _applies(requirement, extras):
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": name}) for name in {"", *extras})


def _plain(requirement):
    """Without its marker, which was seen to apply."""
    requirement.marker = None
    return requirement
