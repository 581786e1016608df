"""The environment is made, kept, added to and repaired: real virtual environments of a course so small that neither uv
nor pip needs a network. Its build backend notes each build and waits as long as a file called HOLD is there."""

import ast
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers.locales import ASCII_ALONE
from uv import find_uv_bin

from course_lib import errors
from course_lib.machine import environment, installation, processes
from course_lib.machine.environment import FOLDERS, ensure, ensure_alone, is_ready
from course_lib.machine.installation import ALONE, python_of
from course_lib.paths import ROOT

PYPROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
PYPROJECT += re.search(r"(?ms)^\[tool\.uv\]$.*?(?=^\[)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))[0]
BACKEND = """
import pathlib, time, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    with open("builds.log", "a") as log:
        log.write("build\\n")
    while pathlib.Path("HOLD").exists():
        time.sleep(0.05)
    words = pathlib.Path("requirements.txt").read_text().split()
    metadata = "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n"
    metadata += "".join(f"Provides-Extra: {extra}\\n" for extra in ("lab", "test", "backends"))
    metadata += "".join(f"Requires-Dist: {word}\\n" for word in words)
    name = "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        wheel.writestr("tiny.py", "")
        wheel.writestr("tiny-1.dist-info/METADATA", metadata)
        wheel.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("tiny-1.dist-info/RECORD", "")
    return name
"""


@pytest.fixture(autouse=True)
def _no_network_and_no_uv(monkeypatch, tmp_path):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.delenv("COURSE_NO_VENV", raising=False)
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv's cache"))
    folders = os.environ["PATH"].split(os.pathsep)
    monkeypatch.setenv("PATH", os.pathsep.join(folder for folder in folders if not shutil.which("uv", path=folder)))


@pytest.fixture
def uv_on_path(monkeypatch, tmp_path):
    """uv, and nothing else, is on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    shutil.copy(find_uv_bin(), folder)
    monkeypatch.setenv("PATH", str(folder))


def tiny_course(root):
    root.mkdir()
    for name, text in {"pyproject.toml": PYPROJECT, "backend.py": BACKEND, "requirements.txt": ""}.items():
        (root / name).write_text(text)
    for extra in ("lab", "test", "backends"):
        (root / f"requirements-{extra}.txt").write_text("")
    return root


@pytest.fixture(scope="module")
def shared_root(tmp_path_factory):
    return tiny_course(tmp_path_factory.mktemp("courses") / "a folder, süß 猫 мой")


@pytest.fixture
def ready(shared_root):
    """A course whose environment is ready for `lab`."""
    ensure("lab", shared_root)
    assert is_ready("lab", shared_root)
    return shared_root


def builds(root):
    log = root / "builds.log"
    return len(log.read_text().splitlines()) if log.exists() else 0


def start_ensure(root, **environ):
    code = "import sys, pathlib; from course_lib.machine import environment; "
    code += "environment.ensure('lab', pathlib.Path(sys.argv[1]))"
    command = [sys.executable, "-c", code, str(root)]
    environ = {**os.environ, **environ}
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def wait_until(condition):
    while not condition():
        time.sleep(0.02)


def installed(root):
    answer = subprocess.run([str(python_of(root / ".venv")), "-c", "import tiny"], capture_output=True)
    return answer.returncode == 0


def test_the_first_call_installs_and_returns_the_python_inside(ready):
    assert ensure("lab", ready) == python_of(ready / ".venv")
    assert installed(ready)


def test_a_system_that_knows_ascii_alone_installs_into_such_a_folder_too(tmp_path):
    root = tiny_course(tmp_path / "süß 猫 мой")
    for _ in range(2):
        process = start_ensure(root, **ASCII_ALONE)
        said, _ = process.communicate()
        assert process.returncode == 0, said
        assert installed(root)
        assert builds(root) == 1


def test_a_second_call_starts_no_pip_and_touches_no_stamp(ready):
    stamp = ready / ".venv" / "course-stamp.json"
    before = builds(ready), stamp.stat().st_mtime_ns
    ensure("lab", ready)
    assert (builds(ready), stamp.stat().st_mtime_ns) == before


def test_what_serves_the_tests_serves_the_lab_too(ready):
    assert not is_ready("test", ready)
    ensure("test", ready)
    assert is_ready("test", ready)
    assert is_ready("lab", ready)


def test_the_backends_have_an_environment_of_their_own(ready):
    before = (ready / ".venv" / "course-stamp.json").read_text()
    assert ensure("backends", ready) == python_of(ready / ".venv-backends")
    assert is_ready("backends", ready)
    assert (ready / ".venv" / "course-stamp.json").read_text() == before
    (ready / "requirements-backends.txt").write_text("pip\n")
    assert not is_ready("backends", ready)
    assert is_ready("lab", ready)


@pytest.mark.parametrize("purpose", ALONE)
def test_without_an_environment_of_its_own_a_sentence_says_how_to_make_one(purpose, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NO_VENV", "1")
    with pytest.raises(errors.CourseProblem, match=rf"has no no_such\. .*pip install -r requirements-{purpose}\.txt"):
        ensure_alone(purpose, "no_such", tmp_path)
    assert ensure_alone(purpose, "json", tmp_path) == Path(sys.executable)
    python = python_of(tmp_path / FOLDERS[purpose])
    python.parent.mkdir(parents=True)
    python.touch()
    assert ensure_alone(purpose, "no_such", tmp_path) == python


def test_the_book_has_an_environment_without_the_course(ready):
    (ready / "requirements-book.txt").write_text("pip\n")
    before = builds(ready)
    python = ensure("book", ready)
    assert python == python_of(ready / ".venv-book")
    assert builds(ready) == before
    assert subprocess.run([str(python), "-c", "import tiny"], capture_output=True).returncode == 1
    (ready / "requirements.txt").write_text("# a word\n")
    assert is_ready("book", ready)
    (ready / "requirements-book.txt").write_text("pip>=1\n")
    assert not is_ready("book", ready)
    (ready / "requirements.txt").write_text("")


def test_changed_requirements_are_installed_into_the_same_environment(ready):
    kept = ready / ".venv" / "kept"
    kept.touch()
    before = builds(ready)
    (ready / "requirements.txt").write_text("pip\n")
    assert not is_ready("lab", ready)
    ensure("lab", ready)
    assert is_ready("lab", ready)
    assert builds(ready) == before + 1
    assert kept.exists()


def test_pip_without_a_network_says_so_and_is_not_believed(ready):
    good = (ready / "requirements.txt").read_text()
    (ready / "requirements.txt").write_text("a-package-that-is-nowhere\n")
    with pytest.raises(errors.CourseProblem, match="network is missing"):
        ensure("lab", ready)
    assert not is_ready("lab", ready)
    (ready / "requirements.txt").write_text(good)
    assert is_ready("lab", ready), "the old environment is still whole"


def test_an_environment_whose_python_does_not_start_is_made_anew(ready):
    python_of(ready / ".venv").unlink()
    python_of(ready / ".venv").write_text("no program")
    assert not is_ready("lab", ready)
    ensure("lab", ready)
    assert installed(ready)


def test_a_moved_environment_is_made_anew(ready, tmp_path):
    moved = ready.rename(tmp_path / "moved")
    assert not is_ready("lab", moved)
    (moved / ".venv" / "of-the-old-place").touch()
    ensure("lab", moved)
    assert is_ready("lab", moved)
    assert not (moved / ".venv" / "of-the-old-place").exists()
    moved.rename(ready)


def test_a_kill_at_any_point_is_repaired_by_the_next_call(tmp_path):
    root = tiny_course(tmp_path / "killed")
    (root / "HOLD").touch()
    for half_way in (python_of(root / ".venv").exists, lambda: builds(root) == 1):
        process = start_ensure(root)
        wait_until(half_way)
        processes.end_tree(process.pid)
        process.communicate()
        assert not is_ready("lab", root)
    (root / "HOLD").unlink()
    ensure("lab", root)
    assert is_ready("lab", root)
    assert installed(root)


def test_two_calls_at_once_install_once_and_wait_for_each_other(tmp_path):
    root = tiny_course(tmp_path / "twice")
    (root / "HOLD").touch()
    first = start_ensure(root)
    wait_until(lambda: builds(root) == 1)
    second = start_ensure(root)
    assert "waiting" in second.stdout.readline()
    (root / "HOLD").unlink()
    outputs = [process.communicate()[0] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], outputs
    assert builds(root) == 1


def test_a_fresh_environment_that_pip_could_not_fill_is_started_again(tmp_path):
    root = tiny_course(tmp_path / "offline")
    (root / "requirements.txt").write_text("a-package-that-is-nowhere\n")
    with pytest.raises(errors.CourseProblem, match="run the same command again"):
        ensure("lab", root)
    assert not is_ready("lab", root)
    assert not installation.can_be_kept(installation.read_stamp(root / ".venv"), root / ".venv")


def test_without_an_environment_the_running_python_is_used_and_nothing_made(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NO_VENV", "1")
    assert ensure("test", tiny_course(tmp_path / "conda")) == Path(sys.executable)
    assert not (tmp_path / "conda" / ".venv").exists()


def test_an_installed_package_has_the_environment_that_it_runs_in(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "checkout", lambda: None)
    monkeypatch.chdir(tmp_path)
    assert ensure("lab") == Path(sys.executable)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(errors.CourseProblem, match=r"^bands works on the files of the course's repository, and"):
        environment.require_checkout("bands")


def test_in_a_checkout_every_command_may_go_on():
    environment.require_checkout("bands")


def test_the_python_inside_is_not_started_to_be_asked(ready, monkeypatch):
    code = "import sys, pathlib; from course_lib.machine import environment as e; "
    code += "e.python_version = lambda python: sys.exit('started'); "
    code += "assert e.ensure('lab', pathlib.Path(sys.argv[1])) == pathlib.Path(sys.executable)"
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for python, expected in ((python_of(ready / ".venv"), ""), (sys.executable, "started\n")):
        answer = subprocess.run([str(python), "-c", code, str(ready)], capture_output=True, text=True)
        assert answer.stderr == expected


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 9, 18), (3, 14, 0)])
def test_a_python_outside_the_range_is_refused_with_the_range(version):
    expected = f"This is Python {version[0]}.{version[1]}; the course needs Python 3.10 to 3.13"
    with pytest.raises(errors.CourseProblem, match=expected):
        environment.require_supported_python(version)


def test_uv_installs_where_it_is_on_the_path(tmp_path, uv_on_path, capfd):
    root = tiny_course(tmp_path / "with uv")
    assert ensure("lab", root) == python_of(root / ".venv")
    assert installed(root)
    assert builds(root) == 1
    assert is_ready("lab", root)
    said = capfd.readouterr()
    assert "Installed 1 package" in said.err  # uv's words
    assert "Successfully installed" not in said.out  # pip's


def test_where_uv_fails_pip_tries(tmp_path, uv_on_path, monkeypatch, capfd):
    """uv does not read the settings of pip, such as the folder of packages that a company names there."""
    root = tiny_course(tmp_path / "both")
    monkeypatch.setenv("UV_CONFIG_FILE", str(tmp_path / "nowhere.toml"))
    ensure("lab", root)
    assert installed(root)
    assert "uv did not succeed; pip tries the same." in capfd.readouterr().out


def test_what_neither_uv_nor_pip_can_install_leaves_the_old_environment_whole(tmp_path, uv_on_path):
    root = tiny_course(tmp_path / "neither")
    ensure("lab", root)
    (root / "requirements.txt").write_text("a-package-that-is-nowhere\n")
    with pytest.raises(errors.CourseProblem, match="network is missing"):
        ensure("lab", root)
    (root / "requirements.txt").write_text("")
    assert is_ready("lab", root)


def test_a_python_that_cannot_make_environments_is_told_the_command(tmp_path):
    """Debian's python3 without python3-venv has no module ensurepip."""
    root = tiny_course(tmp_path / "debian")
    hide = "import sys, pathlib; sys.modules['ensurepip'] = None; sys.path.insert(0, sys.argv[2]); "
    code = hide + "from course_lib.machine.environment import ensure; ensure('lab', pathlib.Path(sys.argv[1]))"
    answer = subprocess.run([sys.executable, "-c", code, str(root), str(ROOT)], capture_output=True, text=True)
    assert answer.returncode == 1
    assert f"sudo apt install python3.{sys.version_info[1]}-venv" in answer.stderr


def test_uv_makes_the_environment_for_a_python_that_cannot(monkeypatch, tmp_path, uv_on_path):
    root = tiny_course(tmp_path / "debian with uv")
    asked = []
    monkeypatch.setattr(installation.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(installation, "_run", lambda command, *_: asked.append(command) or len(asked) > 1)
    with pytest.raises(errors.CourseProblem, match="did not succeed"):
        installation.install("lab", root / ".venv", None)
    assert asked[0][1:5] == ["venv", "--quiet", "--seed", "--allow-existing"]


FIRST = ("chromium", "environment", "files", "installation", "processes", "quiet", "range_ends", "threads")


@pytest.mark.parametrize("name", ["__init__", "__main__", "errors", "paths", *(f"machine/{name}" for name in FIRST)])
def test_what_runs_before_the_version_is_checked_is_read_by_old_pythons(name):
    """What a newer Python would have to work out in an annotation, such as `int | None`, stands in quotes."""
    tree = ast.parse((ROOT / "course_lib" / f"{name}.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    places = [getattr(node, field, None) for node in ast.walk(tree) for field in ("annotation", "returns")]
    evaluated = (ast.Subscript, ast.BinOp)
    assert [ast.unparse(place) for place in places if isinstance(place, evaluated)] == []
