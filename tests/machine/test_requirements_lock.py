"""requirements.lock as it is, and how uv makes it: of packages that lie in a folder, so that no network is needed."""

import hashlib
import re
import zipfile
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from course_lib.errors import CourseProblem
from course_lib.machine import installation
from course_lib.machine.requirements_lock import learners_requirements, locked_versions, needed_versions, write_lock
from course_lib.paths import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
REQUIREMENTS = learners_requirements(ROOT)
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
PYTHONS = [f"3.{minor}" for minor in range(installation.OLDEST[1], installation.NEWEST[1] + 1)]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_and_python_has_one_version_of_each_requirement_within_its_range(system, python):
    machine = {**SYSTEMS[system], "python_version": python, "python_full_version": f"{python}.7"}
    locked = locked_versions(LOCK, machine)
    for line in REQUIREMENTS:
        requirement = Requirement(line)
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), line


def test_every_version_has_hashes_and_nothing_else():
    blocks = re.split(r"\n(?=\S)", LOCK.rstrip("\n"))[2:]
    assert len(blocks) > 100
    pinned = re.compile(r"[a-z0-9-]+==[\w.!+]+( ; [^\\\n]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\\n)?)+")
    assert [block for block in blocks if not pinned.fullmatch(block)] == []


def test_the_files_of_other_systems_are_among_the_hashes():
    """NumPy has a file for each system, processor and Python, of which pip takes one."""
    block = re.search(r"^numpy==.*\n((?:    --hash.*\n)+)", LOCK, re.MULTILINE)[1]
    assert block.count("sha256:") > 3 * len(PYTHONS)


def test_all_that_this_machine_needs_is_locked_and_the_tools_of_the_tests_are_not():
    locked, installed = locked_versions(LOCK), version("tensorflow")
    if Version(installed) < Version(locked["tensorflow"]):
        pytest.skip(f"TensorFlow {installed} needs other packages than {locked['tensorflow']}, which is locked")
    assert set(needed_versions(REQUIREMENTS)) <= set(locked)
    assert not {"pytest", "playwright", "ruff", "siamese-course"} & set(locked)


def test_the_packages_that_are_needed_are_found_through_extras_and_markers():
    assert {"tensorflow", "keras", "jupyterlab", "numpy", "psycopg-binary"} <= set(needed_versions(REQUIREMENTS))
    assert "psycopg-binary" not in needed_versions(["psycopg"])
    assert needed_versions(['pytest ; sys_platform == "nowhere"']) == {}


def test_two_versions_of_one_package_are_refused():
    with pytest.raises(ValueError, match=r"text: expected one version of a, got a second one: a==2 ; os_name"):
        locked_versions("a==1\na==2 ; os_name == 'posix' or os_name == 'nt'\n")


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A function that puts the wheel of a version of tqdm, which is installed here, where uv alone looks; its hash."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(folder))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))

    def put(number):
        path = folder / f"tqdm-{number}-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            wheel.writestr(
                f"tqdm-{number}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: tqdm\nVersion: {number}\n"
            )
            wheel.writestr(
                f"tqdm-{number}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            wheel.writestr(f"tqdm-{number}.dist-info/RECORD", "")
        return hashlib.sha256(path.read_bytes()).hexdigest()

    return put


def test_the_lock_prefers_what_is_installed_to_what_is_newest(tmp_path, shelf, capfd):
    installed = version("tqdm")
    ours, _ = shelf(installed), shelf("999.0")
    (tmp_path / "requirements.txt").write_text("# A comment.\n")
    (tmp_path / "requirements-lab.txt").write_text("# A comment.\ntqdm>=1\n")
    assert write_lock(tmp_path) == 0
    text = (tmp_path / "requirements.lock").read_text(encoding="utf-8")
    assert text.splitlines()[2:] == [f"tqdm=={installed} \\", f"    --hash=sha256:{ours}"]
    assert capfd.readouterr().out == "requirements.lock: 1 packages on this machine\n"


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ("tqdm>=900\n", r"These versions are installed, but the requirements lead to others: tqdm \d"),
        ("tqdm>=1000\n", "uv could not"),
    ],
)
def test_a_lock_that_was_not_run_or_cannot_be_made_leaves_the_old_one(tmp_path, shelf, asked, problem):
    shelf("999.0")
    (tmp_path / "requirements.txt").write_text(asked)
    (tmp_path / "requirements-lab.txt").write_text("")
    (tmp_path / "requirements.lock").write_text("as before")
    with pytest.raises(CourseProblem, match=problem):
        write_lock(tmp_path)
    assert (tmp_path / "requirements.lock").read_text() == "as before"
