"""Where things lie in a checkout, in an installed package, and where a variable says so: a copy of paths.py in a folder
of its own is either."""

import importlib.util
import shutil
from pathlib import Path

import platformdirs
import pytest

from course_lib import paths

VARIABLES = ("COURSE_DATA", "COURSE_CACHE", "COURSE_TRAINING", "COURSE_PROGRESS")


@pytest.fixture
def laid(tmp_path, monkeypatch):
    """A function of the text of a pyproject.toml (None: no such file): paths.py, loaded from beside it."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *words, **_: tmp_path.joinpath("cache of", *words))
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *words, **_: tmp_path.joinpath("data of", *words))

    def lay(pyproject):
        library = tmp_path / "place" / "course_lib"
        library.mkdir(parents=True)
        if pyproject is not None:
            (library.parent / "pyproject.toml").write_text(pyproject, encoding="utf-8")
        shutil.copy(paths.__file__, library)
        spec = importlib.util.spec_from_file_location("paths_elsewhere", library / "paths.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return lay


def own_project():
    return (paths.ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_in_a_checkout_everything_lies_in_its_folder_data(laid, tmp_path):
    there, root = laid(own_project()), tmp_path / "place"
    assert there.checkout() == there.ROOT == root
    assert there.cache_folder() == root / "data" / "cache"
    assert there.training_folder() == root / "data" / "cache" / "training"
    assert there.user_folder() == root / "data"
    assert there.store_folder() == root / "data" / "cache" / "postgres"


@pytest.mark.parametrize("pyproject", [None, '[project]\nname = "another-course"\n', '# name = "siamese-course"\n'])
def test_an_installed_package_writes_to_the_users_folders(laid, tmp_path, pyproject):
    there, name = laid(pyproject), paths.PROJECT
    assert there.checkout() is None
    assert there.cache_folder() == tmp_path / "cache of" / name
    assert there.training_folder() == tmp_path / "cache of" / name / "training"
    assert there.user_folder() == tmp_path / "data of" / name
    assert there.store_folder() == tmp_path / "data of" / name / "postgres", "a cache may be emptied by the system"


@pytest.mark.parametrize("pyproject", [None, own_project()])
def test_variables_decide_everywhere(laid, tmp_path, monkeypatch, pyproject):
    there = laid(pyproject)
    assert there.data_folder() is None
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "mine"))
    assert there.cache_folder() == tmp_path / "mine"
    assert there.store_folder() == tmp_path / "mine" / "postgres"
    assert there.training_folder() == tmp_path / "mine" / "training"
    monkeypatch.setenv("COURSE_TRAINING", str(tmp_path / "trainings"))
    assert there.training_folder() == tmp_path / "trainings"
    monkeypatch.setenv("COURSE_DATA", "~/archives")
    assert there.data_folder() == Path.home() / "archives"


def test_the_users_folders_are_those_of_the_platform(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(paths, "checkout", lambda: None)
    assert paths.cache_folder() == Path(platformdirs.user_cache_dir("siamese-course", appauthor=False))
    assert paths.user_folder() == Path(platformdirs.user_data_dir("siamese-course", appauthor=False))


def test_what_the_course_ships_lies_in_the_package():
    assert {path.suffix for path in paths.WEIGHTS.iterdir()} == {".h5"}
    assert {path.suffix for path in paths.MEASURED.iterdir()} == {".json"}
    assert paths.LIBRARY in paths.WEIGHTS.parents
    assert paths.LIBRARY in paths.MEASURED.parents
