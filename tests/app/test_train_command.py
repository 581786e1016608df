"""Training on class folders: what is kept, what is said, what is refused, and what a kill leaves."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from helpers.commands import call
from helpers.shop_folder import make_shop
from PIL import Image

from course_lib import paths
from course_lib.app.networks import check_network, network_in_words
from course_lib.app.own_networks import load_own_network, own_network_file, own_networks
from course_lib.app.own_training import Marks, lesson_of
from course_lib.app.prepare import prepare_collection
from course_lib.app.search_command import search_command
from course_lib.app.train_command import train_command
from course_lib.errors import CourseProblem

SHORT = "from course_lib.recipes import further; further.STEPS, further.BATCH = 2, 16; "


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Six classes of ten drawn pictures, which the frozen network confuses."""
    return make_shop(tmp_path_factory.mktemp("trained") / "shöp", 6, 10)


@pytest.fixture(scope="module")
def trained(shop, tmp_path_factory):
    """A cache in which a linear head for the shop is kept, and what was said on the way."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(folder))
        code = subprocess.run(
            [sys.executable, "-m", "course_lib", "train", "--data", shop, "--epochs", "0"],
            env={**os.environ, "COURSE_NO_VENV": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    return folder, code


def flat_colours(path, classes=5, each=8):
    """Class folders that any network tells apart, with a little noise."""
    rng = np.random.default_rng(0)
    for number in range(classes):
        (path / f"c{number}").mkdir(parents=True)
        for i in range(each):
            colour = np.full((40, 40, 3), (50 * number) % 200, np.uint8)
            colour[:, :, number % 3] += 30
            colour += rng.integers(0, 9, colour.shape, dtype=np.uint8)
            Image.fromarray(colour).save(path / f"c{number}" / f"{i}.png")
    return path


def test_a_better_network_is_kept_and_says_what_it_is(trained, shop, monkeypatch, tmp_path, capsys):
    folder, done = trained
    assert done.returncode == 0, done.stderr
    assert "12 are held back" in done.stdout
    assert "frozen network: " in done.stdout
    frozen, head = (float(done.stdout.split(f"{start}: ")[1].split(" %")[0]) for start in ("network", "head"))
    assert head > frozen
    monkeypatch.setenv("COURSE_CACHE", str(folder))
    assert own_networks() == ["shöp"]
    words = network_in_words("shöp")
    assert "trained on 48 pictures of 6 classes in the folder shöp; on pictures held back" in words
    own, frozen = prepare_collection(shop, network="shöp"), prepare_collection(shop)
    assert own.facts.compared_by == words != frozen.facts.compared_by
    assert own.arrays["embeddings"].shape == (60, 5)
    capsys.readouterr()
    assert search_command(shop, _pictures(shop)[0], 2, tmp_path / "out.png", "shöp") == 0
    assert words in capsys.readouterr().out


def _pictures(folder):
    return sorted(Path(folder).rglob("*.png"))


def test_an_unknown_network_is_answered_with_those_that_exist(trained, shop, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("COURSE_CACHE", str(trained[0]))
    with pytest.raises(ValueError, match=r"one of \('squeezenet', 'groceries', 'shöp'\), got 'nonsense'"):
        check_network("nonsense")
    query = str(_pictures(shop)[0])
    code, _, said = call(monkeypatch, capsys, "search", "--data", shop, "--query", query, "--network", "nonsense")
    assert code == 1
    assert "'shöp'" in said


def test_a_taken_name_is_refused_before_anything_is_read(trained, shop, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_CACHE", str(trained[0]))
    before = own_network_file("shöp").read_bytes()
    assert train_command(shop, epochs=0) == 1
    said = capsys.readouterr()
    assert "name: expected another --name, or --replace" in said.err
    assert "Reading" not in said.out
    assert own_network_file("shöp").read_bytes() == before


def test_a_damaged_network_is_named_with_what_helps(trained, shop, monkeypatch, tmp_path):
    shutil.copytree(trained[0] / "networks", tmp_path / "networks")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    own_network_file("shöp").write_bytes(b"nonsense")
    with pytest.raises(CourseProblem, match=r"The network shöp cannot be read .* --name shöp --replace"):
        load_own_network("shöp")


def test_what_does_not_beat_the_frozen_network_is_not_kept(cache, tmp_path, capsys):
    folder = flat_colours(tmp_path / "colours")
    assert train_command(str(folder), epochs=0) == 0
    said = capsys.readouterr().out
    assert "That does not beat the frozen network, which stays; nothing is kept." in said
    assert own_networks() == []


def test_what_takes_no_part_is_said(cache, tmp_path, capsys):
    folder = flat_colours(tmp_path / "colours")
    Image.new("RGB", (40, 40)).save(folder / "loose.png")
    (folder / "c0" / "broken.png").write_bytes(b"no picture")
    (folder / "alone").mkdir()
    Image.new("RGB", (40, 40)).save(folder / "alone" / "one.png")
    assert train_command(str(folder), epochs=0) == 0
    said = capsys.readouterr()
    assert "left out loose.png: lies beside the class folders" in said.err
    assert "left out c0/broken.png: no picture of the kinds" in said.err
    assert "left out alone/one.png: the only picture of its class" in said.err
    assert "40 pictures in 5 classes. 10 are held back" in said.out


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: make_shop(path, 4, 10, flat=True), "expected class folders; flat folders need no training"),
        (lambda path: flat_colours(path, 1, 40), "expected 2 or more, got .* 1 class folders with 2 pictures or more"),
        (lambda path: flat_colours(path, 4, 4), "expected 30 or more pictures, .*, got .* 16 pictures in 4 classes"),
        (lambda path: flat_colours(path, 30, 2), "3 or more in one of the classes, got .* 60 pictures in 30 classes"),
        (lambda path: path, "expected a folder that exists"),
        (lambda path: path.mkdir(), "expected a folder with pictures in it"),
    ],
)
def test_folders_that_nothing_can_be_learned_from(make, message, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    make(tmp_path / "folder")
    with pytest.raises(ValueError, match=message):
        lesson_of(tmp_path / "folder", 32)


@pytest.mark.parametrize("name", ["", "../up", "a/b", "squeezenet", "Groceries", ".hidden", "x" * 101, "con", "a\n"])
def test_names_that_are_none(name, cache, tmp_path, capsys):
    assert train_command(str(flat_colours(tmp_path / "colours")), name) == 1
    assert "name: expected up to 100 letters" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_named_before_the_training(tmp_path, monkeypatch, capsys):
    (tmp_path / "cache").write_text("a file")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    assert train_command(str(flat_colours(tmp_path / "colours")), epochs=0) == 1
    said = capsys.readouterr()
    assert "Set COURSE_CACHE to a folder that can be written." in said.err
    assert "Reading" not in said.out


def test_bad_epochs_are_named(cache, tmp_path, capsys):
    assert train_command(str(tmp_path), "name", epochs=-1) == 1
    assert "epochs: expected" in capsys.readouterr().err


def test_marks_are_told_with_their_interval():
    marks = Marks(np.arange(10) < 8)
    assert str(marks) == "80.0 % [49.0, 94.3], 8 of 10"  # Wilson's interval, from Brown, Cai and DasGupta 2001
    assert marks.compared(Marks(np.zeros(10, bool))).startswith("8 pictures gained, 0 lost, more than chance")
    assert marks.compared(marks) == "0 pictures gained, 0 lost, which may be chance (p = 1)"


def wait_for_state(folder, process, last):
    """The time of the checkpoint as soon as it is another than `last`."""
    while True:
        times = [file.stat().st_mtime_ns for file in folder.rglob("[!.]*.weights.h5")]
        if times and times != last:
            return times
        assert process.poll() is None, "it ended before it was killed"
        time.sleep(0.02)


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_training_that_is_killed_keeps_nothing_and_goes_on(shop, tmp_path):
    program = (
        f"{SHORT} from course_lib.app.train_command import train_command; "
        f"raise SystemExit(train_command({shop!r}, 'mine', epochs=3))"
    )
    environ = {**os.environ, "COURSE_CACHE": str(tmp_path), "COURSE_TRAINING": str(tmp_path / "training")}
    with subprocess.Popen([sys.executable, "-c", program], env=environ, stdout=subprocess.DEVNULL) as first:
        try:
            begun = wait_for_state(tmp_path / "training", first, None)  # before the first step
            wait_for_state(tmp_path / "training", first, begun)  # after an epoch
        finally:
            first.send_signal(signal.SIGKILL)
    assert not list((tmp_path / "networks").glob("*.network"))
    second = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stderr
    assert "trained further: " in second.stdout
    assert "is kept: the better of 2 on these same pictures" in second.stdout
    done = [int(part.split("/6 ")[0].split()[-1]) for part in second.stdout.split("\r") if "/6 [" in part]
    assert done, "a bar of 6 steps"
    assert min(done) >= 2, "the first epoch was done before the kill"
    assert list((tmp_path / "networks").glob("mine.network"))
    assert not (tmp_path / "training" / "own-mine").exists()


def test_the_networks_lie_beside_the_store(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    assert paths.network_folder() == tmp_path / "networks"
    assert paths.store_folder() == tmp_path / "postgres"
