"""Downloads from a real server, with what goes wrong on the way."""

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from helpers.full_disk import files_end_at
from helpers.interrupts import interrupted_everywhere
from helpers.picture_files import Page, archive_of, zipped
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data import DataNotFound, find
from course_lib.data.archives import ARCHIVES, Archive, listing_of
from course_lib.data.download import fault_of_download, fetch
from course_lib.errors import CourseProblem
from course_lib.paths import ROOT

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has neither the limit nor the signals")
pytestmark = pytest.mark.usefixtures("own_folders")
BODY = zipped({"noise.bin": np.random.default_rng(0).bytes(200_000), "a/b.txt": b"text"})
MEMBERS = {"top/one.txt": b"one" * 9, "top/two.txt": b" ".join(b"%d" % number for number in range(99))}
LISTED = zipped(MEMBERS, zipfile.ZIP_DEFLATED)
FETCH = """
import json, sys
from course_lib.data.archives import ARCHIVES, Archive
from course_lib.data.download import fetch
ARCHIVES["tiny"] = Archive(**json.loads(sys.argv[1]))
print(fetch("tiny"))
"""


@pytest.fixture
def tiny(server, monkeypatch):
    """The Archive "tiny" at two addresses of the server, both whole; its file is not on this machine yet."""
    server.pages |= {"/first": Page(BODY), "/second": Page(BODY)}
    archive = archive_of(BODY, [f"{server.address}/first", f"{server.address}/second"])
    monkeypatch.setitem(ARCHIVES, "tiny", archive)
    return archive


def file_of(archive, folders, where="cache"):
    return folders / where / archive.folder / archive.file


def place(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def start_fetching(archive):
    command = [sys.executable, "-c", FETCH, json.dumps(asdict(archive))]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def only_whole_files(folders):
    """The names in the cache's folder, locks aside."""
    return sorted(file.name for file in (folders / "cache" / "folder").iterdir() if file.suffix != ".lock")


def test_a_download_ends_as_one_whole_file(tiny, server, own_folders):
    assert find("tiny") is None
    path = fetch("tiny")
    assert path == file_of(tiny, own_folders) == find("tiny")
    assert path.read_bytes() == BODY
    assert only_whole_files(own_folders) == ["tiny.zip"]
    assert fetch("tiny") == path
    assert server.pages["/first"].asked == [None]


def test_course_data_comes_first_and_needs_no_network(tiny, server, own_folders, monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    place(file_of(tiny, own_folders), BODY)
    assert fetch("tiny") == file_of(tiny, own_folders)
    ready = place(file_of(tiny, own_folders, "ready"), BODY)
    assert fetch("tiny") == find("tiny") == ready
    assert server.pages["/first"].asked == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (BODY[:-1], f"has {len(BODY) - 1:,} bytes instead of {len(BODY):,}"),
        (BODY[:-1] + b"x", "has SHA-256 [0-9a-f]{64} instead of"),
        (b"", "has 0 bytes"),
    ],
)
def test_a_bad_local_copy_is_named_and_not_used(tiny, own_folders, content, fault):
    bad = place(file_of(tiny, own_folders, "ready"), content)
    with pytest.warns(UserWarning, match=f"tiny.zip is not used: it {fault}"):
        path = fetch("tiny")
    assert path == file_of(tiny, own_folders)
    assert path.read_bytes() == BODY
    assert bad.read_bytes() == content


def test_a_bad_copy_in_the_cache_is_replaced(tiny, own_folders):
    place(file_of(tiny, own_folders), b"junk")
    with pytest.warns(UserWarning, match="is not used"):
        assert fetch("tiny").read_bytes() == BODY


def test_a_cut_connection_is_taken_up_where_it_broke(tiny, server):
    server.pages["/first"].cut_after = 65_536
    assert fetch("tiny").read_bytes() == BODY
    assert server.pages["/first"].asked == [None, "bytes=65536-"]
    assert server.pages["/second"].asked == []


def test_a_server_without_ranges_starts_again(tiny, server):
    server.pages["/first"].cut_after = 65_536
    server.pages["/first"].ranges = False
    assert fetch("tiny").read_bytes() == BODY
    assert server.pages["/first"].asked == [None, "bytes=65536-"]


def test_the_remains_of_another_file_are_thrown_away(tiny, server, own_folders):
    part = place(file_of(tiny, own_folders).with_name("tiny.zip.part"), b"x" * 1000)
    assert fetch("tiny").read_bytes() == BODY
    assert server.pages["/first"].asked == ["bytes=1000-", None]
    assert not part.exists()


def test_remains_longer_than_the_file_are_thrown_away(tiny, server, own_folders):
    place(file_of(tiny, own_folders).with_name("tiny.zip.part"), BODY + b"x")
    assert fetch("tiny").read_bytes() == BODY
    assert server.pages["/first"].asked == [f"bytes={len(BODY) + 1}-", None]


@pytest.mark.parametrize(
    "page", [Page(status=404), Page(b"<html>please log in</html>"), Page(BODY[:-9] + b"wrong end")]
)
def test_the_second_address_is_used_when_the_first_fails(tiny, server, page, own_folders):
    server.pages["/first"] = page
    page.asked.clear()
    assert fetch("tiny").read_bytes() == BODY
    assert (page.asked, server.pages["/second"].asked) == ([None], [None])
    assert only_whole_files(own_folders) == ["tiny.zip"]


def test_a_server_in_trouble_is_asked_again(tiny, server):
    server.pages["/first"].status = 503
    assert fetch("tiny").read_bytes() == BODY
    assert len(server.pages["/first"].asked) == 3


def test_a_silent_server_is_given_up(tiny, server, monkeypatch):
    monkeypatch.setattr("course_lib.data.download.TIMEOUT", 0.2)
    server.pages["/first"].slow = 1.0
    assert fetch("tiny").read_bytes() == BODY
    assert len(server.pages["/first"].asked) == 3


def test_nothing_half_made_stays_when_both_addresses_are_wrong(tiny, server, own_folders):
    server.pages |= {"/first": Page(b"wrong"), "/second": Page(status=404)}
    with pytest.raises(DataNotFound) as problem:
        fetch("tiny")
    assert f"/first sent a file that has 5 bytes instead of {len(BODY):,}" in str(problem.value)
    assert "/second answered 404 Not Found" in str(problem.value)
    assert only_whole_files(own_folders) == []


@pytest.mark.parametrize("cause", ["offline", "unreachable"])
def test_without_a_network_the_message_says_what_to_do(tiny, server, own_folders, monkeypatch, cause):
    if cause == "offline":
        monkeypatch.setenv("COURSE_OFFLINE", "1")
        why = "COURSE_OFFLINE=1 keeps the course off the network"
    else:
        tiny = replace(tiny, addresses=("http://127.0.0.1:9/first", "http://127.0.0.1:9/second"))
        monkeypatch.setitem(ARCHIVES, "tiny", tiny)
        why = "http://127.0.0.1:9/first broke off: .*refused"
    with pytest.raises(DataNotFound, match=why) as problem:
        fetch("tiny")
    for told in (*tiny.addresses, "0.2 MB", tiny.sha256, str(file_of(tiny, own_folders, "ready"))):
        assert told in str(problem.value)
    assert server.pages["/first"].asked == []


def test_the_place_without_course_data_is_the_cache(tiny, own_folders, monkeypatch):
    monkeypatch.delenv("COURSE_DATA")
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    with pytest.raises(DataNotFound) as problem:
        fetch("tiny")
    assert str(file_of(tiny, own_folders)) in str(problem.value)


def test_an_unknown_name_is_named():
    for function in (find, fetch):
        with pytest.raises(ValueError, match=r"name: expected one of .*'groceries'.*, got 'grocery'"):
            function("grocery")


def test_a_cache_that_cannot_be_made_is_named(tiny, own_folders):
    (own_folders / "cache").write_text("a file stands where the folder should be")
    with pytest.raises(Exception, match=r"cannot be written .*COURSE_CACHE"):
        fetch("tiny")


@posix
@pytest.mark.parametrize("room", [0, 1, 4096, 100_000, len(BODY) - 1])
def test_a_full_disk_is_named_at_once_and_what_came_is_kept(tiny, server, own_folders, room):
    with files_end_at(room), pytest.raises(CourseProblem, match=r"cannot be written \(File too large\)") as caught:
        fetch("tiny")
    for told in (str(own_folders / "cache" / "folder"), "'tiny' needs 0.2 MB there", "Set COURSE_CACHE to"):
        assert told in str(caught.value)
    assert not isinstance(caught.value, DataNotFound), "the network is not at fault"
    part = file_of(tiny, own_folders).with_name("tiny.zip.part")
    assert part.read_bytes() == BODY[:room]
    assert fetch("tiny").read_bytes() == BODY
    assert server.pages["/first"].asked == [None, f"bytes={room}-" if room else None]
    assert server.pages["/second"].asked == []


@pytest.mark.parametrize(
    "blocked", ["cache", "cache/folder", "cache/folder/tiny.zip.lock", "cache/folder/tiny.zip.part"]
)
def test_whatever_stands_in_the_way_is_named(tiny, server, own_folders, blocked):
    path = own_folders / blocked
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir() if path.suffix else path.write_text("in the way")
    with pytest.raises(CourseProblem, match=r"cannot be written \(.+\)\. .*Set COURSE_CACHE to"):
        fetch("tiny")


@pytest.mark.parametrize("told", [True, False])
def test_a_file_without_an_end_does_not_fill_the_disk(tiny, server, own_folders, told):
    """The server sends a hundred times what the archive has, and says so or not."""
    server.pages["/first"] = Page(BODY * 100, says_length=told)
    assert fetch("tiny").read_bytes() == BODY
    assert server.pages["/first"].sent < 90 * len(BODY), "it was hung up on"  # much of it may lie in buffers
    assert only_whole_files(own_folders) == ["tiny.zip"]


def test_a_length_that_is_no_number_does_no_harm(tiny, server):
    server.pages["/first"].says_length = False
    assert fetch("tiny").read_bytes() == BODY


@posix
def test_control_c_before_any_line_and_the_next_call_brings_the_archive(server, own_folders, monkeypatch):
    server.pages["/first"] = Page(LISTED)
    tiny = archive_of(LISTED, [f"{server.address}/first"])
    monkeypatch.setitem(ARCHIVES, "tiny", tiny)
    path = file_of(tiny, own_folders)

    def begin():
        path.unlink(missing_ok=True)
        fetch("tiny")

    def check():
        assert not path.exists() or path.read_bytes() == LISTED
        assert fetch("tiny").read_bytes() == LISTED
        assert only_whole_files(own_folders) == ["tiny.zip"]

    assert interrupted_everywhere(("data/download.py", "machine/files.py"), begin, check) > 60


def test_a_killed_download_goes_on(tiny, server, own_folders):
    server.pages["/first"].slow = 0.02
    part = file_of(tiny, own_folders).with_name("tiny.zip.part")
    child = start_fetching(tiny)
    wait_until(lambda: part.exists() and part.stat().st_size > 0)
    child.kill()
    child.communicate()
    assert not file_of(tiny, own_folders).exists()
    stopped_at = part.stat().st_size
    server.pages["/first"].slow = 0.0
    assert fetch("tiny").read_bytes() == BODY
    assert server.pages["/first"].asked == [None, f"bytes={stopped_at}-"]


def test_a_download_killed_just_before_its_end_needs_no_network(tiny, server, own_folders):
    place(file_of(tiny, own_folders).with_name("tiny.zip.part"), BODY)
    assert fetch("tiny").read_bytes() == BODY
    assert server.pages["/first"].asked == []


def test_two_processes_at_once_leave_one_good_file(tiny, server, own_folders):
    server.pages["/first"].slow = 0.01
    children = [start_fetching(tiny) for _ in range(2)]
    said = [child.communicate(timeout=60)[0] for child in children]
    assert [child.returncode for child in children] == [0, 0]
    assert all(str(file_of(tiny, own_folders)) in words for words in said)
    assert server.pages["/first"].asked == [None]
    assert find("tiny").read_bytes() == BODY


def test_a_listing_does_not_mind_how_its_host_packs(tiny, server, monkeypatch, tmp_path):
    members = {"top/one.txt": b"one" * 100, "top/two.txt": b"two"}
    listing = listing_of(place(tmp_path / "one.zip", zipped(members)))
    monkeypatch.setitem(ARCHIVES, "tiny", replace(tiny, sha256="", listing=listing))
    packed_anew = zipped(dict(reversed(members.items())))
    damaged = packed_anew.replace(b"oneone", b"oneOne", 1)
    other = zipped({**members, "top/three.txt": b""})
    server.pages |= {"/first": Page(damaged), "/second": Page(packed_anew)}
    assert fetch("tiny").read_bytes() == packed_anew
    assert len(server.pages["/first"].asked) == 1
    for content, fault in ((other, "holds other files"), (packed_anew[:-5], "is damaged .File is not a zip file")):
        find("tiny").write_bytes(content)
        with pytest.warns(UserWarning, match=fault):
            assert find("tiny") is None
        find_again = tmp_path / "cache" / tiny.folder / tiny.file
        find_again.write_bytes(packed_anew)


@given(st.integers(0, len(LISTED) - 1), st.integers(1, 255), st.booleans())
def test_no_damage_of_a_listed_archive_is_more_than_a_fault(place, change, cut):
    """Any byte changed, or the end cut off: the archive is the one that was listed, or the fault is told in words."""
    damaged = bytearray(LISTED)
    damaged[place] ^= change
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(LISTED)
        archive = Archive("a", "folder", "a.zip", (), len(LISTED), listing=listing_of(path))
        assert fault_of_download(archive, path) is None
        path.write_bytes(damaged[:place] if cut else damaged)
        fault = fault_of_download(archive, path)
        assert isinstance(fault, str) or read_members(path) == MEMBERS


def read_members(path):
    with zipfile.ZipFile(path) as members:
        return {name: members.read(name) for name in members.namelist()}


ODD = {
    "a name twice": [("top/one.txt", b"one" * 9), ("top/two.txt", MEMBERS["top/two.txt"]), ("top/one.txt", b"other")],
    "a path out": [("../one.txt", b"one" * 9), ("top/two.txt", MEMBERS["top/two.txt"])],
    "an absolute path": [("/etc/one.txt", b"one" * 9), ("top/two.txt", MEMBERS["top/two.txt"])],
    "backslashes": [("top\\one.txt", b"one" * 9), ("top/two.txt", MEMBERS["top/two.txt"])],
    "one more": [*MEMBERS.items(), ("top/three.txt", b"")],
    "a bomb": [("top/one.txt", bytes(10_000_000)), ("top/two.txt", MEMBERS["top/two.txt"])],
    "nothing": [],
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("oddity", ODD)
def test_an_archive_with_other_members_is_not_used(tmp_path, oddity):
    path = place(tmp_path / "a.zip", LISTED)
    archive = Archive("a", "folder", "a.zip", (), len(LISTED), listing=listing_of(path))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as members:
        for name, content in ODD[oddity]:
            members.writestr(name, content)
    assert archive.fault(path) == "holds other files than expected"
    path.write_bytes(b"")
    assert archive.fault(path) == "is damaged (File is not a zip file)"
    path.unlink()
    path.mkdir()
    assert archive.fault(path) == "is no file"


def test_a_data_folder_that_is_none_is_said(tiny, own_folders, monkeypatch):
    for wrong in (own_folders / "typing error", place(own_folders / "a file", b"")):
        monkeypatch.setenv("COURSE_DATA", str(wrong))
        with pytest.warns(UserWarning, match=f"COURSE_DATA names {wrong}, and there is no folder"):
            assert fetch("tiny").read_bytes() == BODY


@pytest.mark.parametrize("place_of_damage", range(60, 2000, 97))
def test_damage_inside_a_packed_member_is_found(tiny, server, monkeypatch, tmp_path, place_of_damage):
    text = b" ".join(b"%d" % number for number in range(2000))
    whole = zipped({"numbers.txt": text}, zipfile.ZIP_DEFLATED)
    listing = listing_of(place(tmp_path / "whole.zip", whole))
    monkeypatch.setitem(ARCHIVES, "tiny", replace(tiny, sha256="", listing=listing))
    damaged = bytearray(whole)
    damaged[place_of_damage] ^= 0xFF
    server.pages |= {"/first": Page(bytes(damaged)), "/second": Page(whole)}
    assert fetch("tiny").read_bytes() == whole


def test_every_archive_is_described_in_full():
    readme = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    for name, archive in ARCHIVES.items():
        for told in (f"`{archive.folder}/{archive.file}`", f"{archive.size:,}", f"`{archive.checksum}`"):
            assert told in readme
        assert archive.name == name
        assert len(archive.checksum) == 64
        assert len(set(archive.addresses)) == 2
        assert all(address.startswith("https://") for address in archive.addresses)
