"""The collection of the catalogue, and a cache that knows the network of folders, made once for this room."""

import shutil

import pytest
from helpers.shop_folder import make_shop

from course_lib.app.prepare import prepare_collection


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    """The Collection of the catalogue, in a cache of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(tmp_path_factory.mktemp("cache")))
        return prepare_collection("catalogue")


@pytest.fixture(scope="session")
def network_of_folders(tmp_path_factory):
    """The file of the network that embeds the pictures of folders."""
    folder = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(folder / "cache"))
        collection = prepare_collection(make_shop(folder / "shop", 1, 1))
    return collection.path.with_name(collection.facts.network)


@pytest.fixture
def cache(tmp_path, network_of_folders, monkeypatch):
    """A cache of its own without collections, where Keras is not needed any more."""
    folder = tmp_path / "cache"
    (folder / "search").mkdir(parents=True)
    shutil.copy(network_of_folders, folder / "search")
    monkeypatch.setenv("COURSE_CACHE", str(folder))
    return folder
