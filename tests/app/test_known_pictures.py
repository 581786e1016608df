"""What was embedded is not embedded again: not after a new name, a new place, or a kill."""

import os
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from helpers.shop_folder import make_shop
from PIL import Image

from course_lib.app import known_pictures
from course_lib.app.collection import Collection
from course_lib.app.onnx_network import OnnxNetwork
from course_lib.app.prepare import prepare_collection
from course_lib.machine.array_file import read_arrays


@pytest.fixture
def embedded(monkeypatch):
    """One entry for each picture that is embedded."""
    found, embed_one = [], OnnxNetwork.__call__
    monkeypatch.setattr(OnnxNetwork, "__call__", lambda self, x: found.extend(x) or embed_one(self, x))
    return found


def test_renamed_moved_copied_and_touched_files_are_known_by_their_content(tmp_path, cache, embedded):
    shop = tmp_path / "shop"
    make_shop(shop)
    before = prepare_collection(shop)
    rows = dict(zip(before.facts.files, before.arrays["embeddings"], strict=True))
    assert len(embedded) == 12
    embedded.clear()
    (shop / "product 1" / "3.png").rename(shop / "product 1" / "three.png")
    (shop / "product 1" / "4.png").rename(shop / "product 2" / "4.png")
    shutil.copy(shop / "product 1" / "5.png", shop / "5 again.png")
    os.utime(shop / "product 0" / "0.png", (1, 1))
    (shop / "product 3").rename(shop / "another name")
    after = prepare_collection(shop)
    assert embedded == []
    assert len(after) == 13
    now = dict(zip(after.facts.files, after.arrays["embeddings"], strict=True))
    moves = {
        "product 1/3.png": "product 1/three.png",
        "product 1/4.png": "product 2/4.png",
        "product 1/5.png": "5 again.png",
        "product 0/0.png": "product 0/0.png",
        "product 3/9.png": "another name/9.png",
    }
    for old, new in moves.items():
        np.testing.assert_array_equal(rows[old], now[new])
    assert "product 1/3.png" not in now


def test_a_file_that_changes_while_it_is_read_is_known_by_no_content(tmp_path, cache, monkeypatch):
    shop = tmp_path / "shop"
    make_shop(shop, 1, 2)
    path, embed_one = shop / "product 0" / "0.png", OnnxNetwork.__call__

    def change_and_embed(self, x):
        Image.new("RGB", (60, 60), "red").save(path)
        return embed_one(self, x)

    with monkeypatch.context() as patch:
        patch.setattr(OnnxNetwork, "__call__", change_and_embed)
        digests = prepare_collection(shop).arrays["digests"]
    assert digests[0].tobytes() == known_pictures.UNKNOWN
    again = prepare_collection(shop)
    query = again.query_from_file(path)
    np.testing.assert_array_equal(again.arrays["embeddings"][0], query.embedding)
    assert again.arrays["digests"][0].tobytes() == known_pictures.file_digest(path)


def test_a_film_is_not_read_for_its_digest(tmp_path, cache, monkeypatch):
    shop = tmp_path / "shop"
    make_shop(shop, 1, 1)
    (shop / "film.mp4").write_bytes(bytes(4) + b"ftypisom" + bytes(1000))
    read = []
    whole = lambda file: read.append(file.name) or known_pictures.file_digest(file)
    monkeypatch.setattr("course_lib.app.folder_pictures.file_digest", whole)
    assert len(prepare_collection(shop)) == 1
    assert read == ["0.png"]


SCRIPT = """
import sys
from course_lib.app import known_pictures
from course_lib.app.prepare import prepare_collection
known_pictures.SECONDS = 0
print("begin", flush=True)
print(len(prepare_collection(sys.argv[1])), flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_kill_at_any_moment_leaves_the_old_collection_whole_and_loses_little(tmp_path, cache, embedded):
    shop = tmp_path / "shop"
    make_shop(shop, 4, 4)
    before = prepare_collection(shop)
    rng = np.random.default_rng(0)
    for i in range(60):
        Image.fromarray(rng.integers(0, 255, (60, 60, 3), np.uint8)).save(shop / f"new {i}.png")

    def started():
        process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(shop)], stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == "begin\n"
        return process

    begun, killed, wait = before.path.with_suffix(".begun"), 0, 0.0
    while True:  # each time a little later, until one is through
        process = started()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        if rest.endswith("76\n"):
            break
        killed, wait = killed + 1, wait + 0.07
        there = Collection.load(before.path)
        assert there.facts == before.facts or len(there) == 76
    assert killed >= 3
    embedded.clear()
    whole = prepare_collection(shop)
    assert (len(whole), embedded, begun.exists()) == (76, [], False)
    whole.path.unlink()
    np.testing.assert_array_equal(prepare_collection(shop).arrays["embeddings"], whole.arrays["embeddings"])


def test_what_a_killed_preparation_kept_is_not_embedded_again(tmp_path, cache, embedded, monkeypatch):
    shop = tmp_path / "shop"
    make_shop(shop)
    monkeypatch.setattr(known_pictures, "SECONDS", 0)
    add = known_pictures.KnownPictures.add

    def add_and_stop_at_nine(self, picture):
        add(self, picture)
        if len(self.found) >= 9:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(known_pictures.KnownPictures, "add", add_and_stop_at_nine)
        with pytest.raises(KeyboardInterrupt):
            prepare_collection(shop)
    embedded.clear()
    (begun,) = cache.rglob("*.begun")
    kept = len(read_arrays(begun, known_pictures.KIND, known_pictures.VERSION)[1]["ends"])  # a slow disk keeps fewer
    assert 1 <= kept <= 12
    assert len(prepare_collection(shop)) == 12
    assert len(embedded) == 12 - kept
    assert not list(cache.rglob("*.begun"))
