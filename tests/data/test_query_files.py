"""What cannot be looked for is refused before anything is loaded or prepared."""

import os
import subprocess
import sys
import zlib

import pytest
from helpers.picture_files import flat_photo, write
from helpers.shop_folder import make_shop
from PIL import Image

from course_lib.data.query_files import query_files

PREPARES = ("tensorflow", "keras", "course_lib.app", "onnxruntime", "faiss", "ndf", "matplotlib")


def bomb():
    chunk = lambda kind, body: len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
    head = (30_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"0")) + chunk(b"IEND", b"")


@pytest.fixture
def bad(tmp_path):
    """{name: path} of queries that nothing can be found for."""
    place = tmp_path / "bad"
    write(place / "empty.jpg", b"")
    write(place / "text.jpg", b"Dear Sir")
    write(place / "half.jpg", flat_photo((200, 0, 0), 400, 400)[:900])
    write(place / "bomb.png", bomb())
    Image.new("RGB", (1, 1)).save(place / "dot.png")
    Image.new("RGB", (500, 7)).save(place / "line.png")
    (place / "none").mkdir()
    write(place / "texts" / "a.txt", b"Dear Sir")
    os.symlink(place / "nowhere", place / "dead.jpg")
    if hasattr(os, "mkfifo"):
        os.mkfifo(place / "pipe.jpg")
    return place


REASONS = {
    "missing.jpg": "no file, or a link to nothing",
    "dead.jpg": "no file, or a link to nothing",
    "pipe.jpg": "no file, or a link to nothing",
    "empty.jpg": "empty file",
    "text.jpg": "no picture of the kinds",
    "half.jpg": "truncated",
    "bomb.png": "DecompressionBombError",
    "dot.png": "1 x 1 pixels are too few; at least 8 x 8",
    "line.png": "500 x 7 pixels are too few",
    "none": "with 0 unusable files",
    "texts": "with 1 unusable files",
}


@pytest.mark.parametrize("name", REASONS)
def test_a_query_that_cannot_be_looked_for_is_named_with_its_reason(bad, name):
    with pytest.raises(ValueError, match=rf"query: expected a .*pic.*{name}.*{REASONS[name]}"):
        query_files([bad / name])


def test_a_file_without_permission_is_named(bad):
    closed = write(bad / "closed.jpg", flat_photo((200, 0, 0)))
    closed.chmod(0)
    if os.access(closed, os.R_OK):
        pytest.skip("this account may read everything")
    with pytest.raises(ValueError, match=r"closed\.jpg: PermissionError"):
        query_files(closed)


@pytest.mark.parametrize("nothing", [[], "", [""]])
def test_no_query_is_named(nothing):
    with pytest.raises(ValueError, match=r"quer(y|ies): expected"):
        query_files(nothing)


def test_in_a_folder_what_is_no_picture_is_left_out(bad, tmp_path):
    shop = tmp_path / "shop"
    make_shop(shop, 2, 1)
    write(shop / "product 0" / "a.txt", b"Dear Sir")
    files, left_out = query_files([shop, str(shop / "product 1" / "1.png")])
    assert [file.name for file in files] == ["0.png", "1.png", "1.png"]
    assert [(file.name, reason[:10]) for file, reason in left_out] == [("a.txt", "no picture")]


def test_a_bad_query_loads_no_network_and_prepares_nothing(bad, tmp_path):
    folder = make_shop(tmp_path / "shop", 1, 1)
    script = (
        "import sys\nfrom course_lib.__main__ import main\n"
        "for query in sys.argv[2:]:\n"
        "    assert main(['search', '--data', sys.argv[1], '--query', query]) == 1, query\n"
        f"loaded = set({PREPARES!r}) & set(sys.modules)\nassert not loaded, loaded\n"
    )
    queries = [str(bad / name) for name in REASONS if name != "missing.jpg"]
    environ = {**os.environ, "COURSE_CACHE": str(tmp_path / "cache"), "COURSE_NO_VENV": "1"}
    command = [sys.executable, "-c", script, folder, *queries]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environ, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(done.stderr.splitlines()) == len(queries)
    assert not (tmp_path / "cache").exists()
    assert not list(tmp_path.glob("*.png"))
