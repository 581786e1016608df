"""A collection is prepared once, a folder's again where its pictures have changed."""

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
from helpers.full_disk import files_end_at
from helpers.shop_folder import make_shop
from PIL import Image

from course_lib import data
from course_lib.app import prepare
from course_lib.app.collection import Collection
from course_lib.app.onnx_network import OnnxNetwork
from course_lib.app.own_networks import own_network_file
from course_lib.app.prepare import kept_collection, open_collection, prepare_collection
from course_lib.data import reading
from course_lib.errors import CourseProblem
from course_lib.evaluation.refusal import calibrated_refusal
from course_lib.models import embed
from course_lib.recipes import products
from course_lib.search import Index


@pytest.fixture
def own(tmp_path, cache):
    """A folder of twelve pictures in four classes, with a cache of its own that holds the network already."""
    return make_shop(tmp_path / "shop")


@pytest.fixture
def reads(monkeypatch):
    """Names of the files that are decoded."""
    names, read = [], reading.squares_or_reason
    monkeypatch.setattr(reading, "squares_or_reason", lambda f, sizes: names.append(f.name) or read(f, sizes))
    return names


def test_every_case_has_a_title():
    assert prepare.TITLES.keys() == products.CASES.keys()


def test_the_file_holds_what_lesson_15_computes(shop):
    pictures = products.CASES["catalogue"].load()
    of = lambda batch: embed(products.shipped_encoder("catalogue"), batch)
    assert len(shop) == 1600
    np.testing.assert_allclose(shop.arrays["embeddings"], of(pictures.pictures), atol=1e-5)
    np.testing.assert_array_equal(shop.arrays["queries"], np.flatnonzero(pictures.split == "test"))
    assert sum(map(len, shop.choices().values())) == 320


def test_the_catalogues_strangers_are_products_that_its_network_never_saw(shop):
    pictures = products.CASES["catalogue"].load()
    _, unseen = products.CASES["catalogue"].split(pictures)
    asked = shop.asked
    assert set(asked.stranger_labels) == set(unseen.labels)
    assert len(asked.strangers) == len(unseen)
    assert set(asked.known_labels) == set(range(80))
    learned = np.isin(pictures.labels, unseen.labels, invert=True) & (pictures.split == "train")
    assert len(asked.nearest) == (~learned).sum()
    assert shop.facts.refusal.classes == 80
    assert 0.1 < shop.facts.refusal.cost < 0.3


def test_the_index_is_one_that_anybody_can_load(shop):
    index = Index.load(shop.path.with_name(shop.facts.index), fingerprint=shop.network.fingerprint)
    assert len(index) == 1600
    np.testing.assert_array_equal(index.metadata["label"], shop.labels)
    assert index.search(shop.arrays["embeddings"][[7]], k=1)[1] == 7


def test_the_failures_are_those_of_a_plain_loop(shop):
    wrong, embeddings = {}, shop.arrays["embeddings"]
    for asked in shop.arrays["queries"]:
        distances = np.sqrt(((embeddings - embeddings[asked]) ** 2).sum(axis=1))
        distances[asked] = np.inf
        nearest = int(distances.argmin())
        if shop.labels[nearest] != shop.labels[asked]:
            wrong[int(asked)] = (nearest, distances[nearest])
    failures = shop.arrays["failures"]
    assert {int(asked): int(found) for asked, found in failures} == {a: n for a, (n, _) in wrong.items()}
    sizes = [wrong[int(asked)][1] for asked, _ in failures]
    assert sizes == sorted(sizes)


def test_a_collection_is_made_once_and_a_damaged_one_again(own, capsys):
    collection = prepare_collection(own)
    folder = collection.path.parent
    before = {path: path.read_bytes() for path in folder.iterdir() if path.suffix != ".lock"}
    assert len(before) == 3
    assert "Preparing" in capsys.readouterr().out
    assert prepare_collection(own).facts == collection.facts
    assert capsys.readouterr().out == ""
    for path, whole in before.items():
        path.write_bytes(whole[:-5000])
        assert prepare_collection(own).facts == collection.facts
        assert "Preparing" in capsys.readouterr().out
        if path.suffix == ".network":  # its converter numbers the layers anew each time
            assert OnnxNetwork.load(path).fingerprint == collection.network.fingerprint
        else:
            assert path.read_bytes() == whole
    assert {path for path in folder.iterdir() if path.suffix != ".lock"} == before.keys()


def test_the_page_opens_what_its_server_names(shop, monkeypatch):
    monkeypatch.setenv("COURSE_PAGE", str(shop.path))
    assert open_collection("groceries").path == shop.path


def test_a_folder_of_few_classes_has_failures_and_no_threshold(own):
    collection = prepare_collection(own)
    assert len(collection) == len(collection.arrays["queries"]) == 12
    assert collection.facts.names == [f"product {i}" for i in range(4)]
    assert collection.facts.files[0] == "product 0/0.png"
    assert collection.facts.refusal.threshold == 0
    assert (
        "it would take 10 classes with two pictures each, and here 4 could be used" in collection.facts.refusal.reason
    )
    assert collection.facts.tried == 12
    embeddings = collection.arrays["embeddings"]
    for asked, found in collection.arrays["failures"]:
        others = np.delete(np.arange(12), asked)
        distances = ((embeddings[others] - embeddings[asked]) ** 2).sum(axis=1)
        assert others[distances.argmin()] == found
        assert collection.labels[asked] != collection.labels[found]


def test_a_folder_of_many_classes_says_not_here_as_often_as_it_promises(tmp_path, cache):
    shop = tmp_path / "shop"
    for label, drawn in enumerate(data.catalogue(12, 1, 100).pictures):
        (shop / f"product {label}").mkdir(parents=True)
        for step in range(6):  # of each product six views, a few pixels apart
            Image.fromarray(drawn[step : step + 80, step : step + 80]).save(shop / f"product {label}" / f"{step}.png")
    collection = prepare_collection(str(shop))
    refusal, asked = collection.facts.refusal, collection.asked
    assert (len(asked.nearest), len(asked.strangers), refusal.classes) == (72, 72, 12)
    assert refusal == calibrated_refusal(asked)
    assert 0 < refusal.threshold < 1
    assert Collection.load(collection.path).facts == collection.facts
    shutil.copy(shop / "product 1" / "3.png", shop / "beside.png")  # of no class, and asks for nothing
    again = prepare_collection(str(shop))
    assert again.facts.refusal == refusal
    for place in range(8):
        shutil.copy(shop / "product 1" / "3.png", shop / f"beside {place}.png")
    again = prepare_collection(str(shop))
    assert again.facts.refusal.reason == "9 of 81 photos lie beside the sub-folders"


def test_a_network_of_ones_own_has_no_strangers(own, cache):
    shipped = OnnxNetwork.load(next((cache / "search").glob("squeezenet-*.network")))
    file = own_network_file("mine")
    file.parent.mkdir(parents=True)
    OnnxNetwork(shipped.content, shipped.fingerprint, "mine, trained on a shop").save(file)
    collection = prepare_collection(own, "mine")
    assert collection.facts.compared_by == "mine, trained on a shop"
    assert collection.facts.refusal.reason.startswith("the network was trained on pictures of yours")
    assert collection.facts.refusal.threshold == 0


def test_a_flat_folder_goes_by_its_files(tmp_path, cache):
    collection = prepare_collection(make_shop(tmp_path / "shop", flat=True))
    assert set(collection.facts.names) == {f"{i}.png" for i in range(12)} == set(collection.facts.files)
    assert collection.facts.refusal.threshold == 0
    assert collection.facts.tried == 0
    assert collection.arrays["failures"].shape == (0, 2)


def test_only_new_and_changed_pictures_of_a_folder_are_embedded(own, tmp_path, reads, monkeypatch):
    first = prepare_collection(own)
    assert len(reads) == 12
    reads.clear()
    embedded, embed_one = [], OnnxNetwork.__call__
    monkeypatch.setattr(OnnxNetwork, "__call__", lambda self, x: embedded.append(len(x)) or embed_one(self, x))
    again = prepare_collection(own)
    assert (reads, embedded, again.facts.index) == ([], [], first.facts.index)

    folder = tmp_path / "shop" / "product 1"
    shutil.copy(folder / "3.png", folder / "new.png")
    Image.new("RGB", (60, 60), "red").save(folder / "4.png")
    (folder / "5.png").unlink()
    second = prepare_collection(own)
    assert reads == ["4.png"]  # the copy holds what is known
    assert embedded == [1]
    assert second.facts.index != first.facts.index
    assert [name for name in second.facts.files if name.startswith("product 1")] == [
        "product 1/3.png",
        "product 1/4.png",
        "product 1/new.png",
    ]
    whole = second.arrays["embeddings"]
    second.path.unlink()
    np.testing.assert_array_equal(prepare_collection(own).arrays["embeddings"], whole)


def test_a_file_that_is_no_picture_is_named_each_time_and_read_again_when_it_has_become_one(own, tmp_path, reads):
    notes = tmp_path / "shop" / "product 1" / "notes.png"
    notes.write_text("two for one")
    for _ in range(2):
        ((file, reason),) = prepare_collection(own).facts.skipped
        assert (file, reason[:10]) == ("product 1/notes.png", "no picture")
    assert len(reads) == 12  # of the other one the head tells enough
    Image.new("RGB", (60, 60), "red").save(notes)
    collection = prepare_collection(own)
    assert (len(collection), collection.facts.skipped) == (13, [])


def test_pictures_beside_the_classes_are_found_and_are_of_no_class(own, tmp_path):
    before = prepare_collection(own)
    shutil.copy(tmp_path / "shop" / "product 1" / "3.png", tmp_path / "shop" / "beside.png")
    after = prepare_collection(own)
    assert after.facts.skipped == []
    assert after.facts.tried == before.facts.tried == 12
    twin = after.query_from_file(tmp_path / "shop" / "product 1" / "3.png")
    found = {(hit.name, hit.file): hit.distance for hit in after.nearest(twin, 2)}
    assert found == {("product 1", "product 1/3.png"): 0, ("(beside the sub-folders)", "beside.png"): 0}
    assert "beside.png" not in {after.facts.files[place] for place in after.arrays["failures"].ravel()}


def test_an_index_of_two_preparations_ago_is_removed(own, tmp_path):
    folder = tmp_path / "shop" / "product 1"
    collections = []
    for i in range(4):
        Image.new("RGB", (60, 60), (60 * i, 0, 0)).save(folder / f"red{i}.png")
        collections.append(prepare_collection(own))
    there = {path.name for path in collections[0].path.parent.glob("folder-*.index")}
    assert there == {collection.facts.index for collection in collections[2:]}


def test_a_preparation_that_is_killed_leaves_the_old_collection(own, tmp_path):
    """Killed at each write in turn, in a process of its own; then the next preparation finishes the work."""
    before = prepare_collection(own)
    Image.new("RGB", (60, 60), "red").save(tmp_path / "shop" / "product 1" / "red.png")
    for write in (1, 2):
        script = (
            "import os, sys\n"
            "from course_lib.app.prepare import prepare_collection\n"
            "real, calls = os.replace, []\n"
            "def replace(*paths):\n"
            "    calls.append(1)\n"
            f"    os._exit(9) if len(calls) == {write} else real(*paths)\n"
            "os.replace = replace\n"
            "prepare_collection(sys.argv[1])\n"
        )
        done = subprocess.run([sys.executable, "-c", script, own], env=dict(os.environ), timeout=300)
        assert done.returncode == 9
        assert Collection.load(before.path).facts == before.facts
    assert len(prepare_collection(own)) == 13


def test_what_is_no_folder_of_pictures_is_named(tmp_path, cache):
    with pytest.raises(ValueError, match="path: expected a folder that exists"):
        prepare_collection(str(tmp_path / "nowhere"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="a folder with pictures in it"):
        prepare_collection(str(tmp_path / "empty"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
@pytest.mark.parametrize("room", [300, 5000])  # the output of this test is limited too
def test_where_nothing_can_be_kept_the_search_is_made_all_the_same(tmp_path, cache, room):
    own = make_shop(tmp_path / "shop", 2, 2)
    with files_end_at(room), pytest.warns(UserWarning, match="The collection of the search cannot be kept in") as said:
        collection = prepare_collection(own)
    assert len([warning for warning in said if "collection" in str(warning.message)]) == 1
    with files_end_at(room), pytest.raises(CourseProblem, match=r"The page needs a file in .* Set COURSE_CACHE to"):
        kept_collection(own)
    np.testing.assert_array_equal(prepare_collection(own).arrays["embeddings"], collection.arrays["embeddings"])
    assert kept_collection(own) == collection.path
