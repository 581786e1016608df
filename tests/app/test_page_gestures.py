"""A dropped or pasted picture is searched for, a shown one enlarged: the messages between page and Python."""

import io
from dataclasses import replace
from urllib.parse import quote

import pytest
from helpers.shop_folder import as_png, make_shop
from PIL import Image

from course_lib import data
from course_lib.app import large_picture as large
from course_lib.app import this_machine
from course_lib.app.large_picture import large_picture
from course_lib.app.page_gestures import PageGestures
from course_lib.app.prepare import prepare_collection
from course_lib.app.view import OWN, SearchPage
from course_lib.data.upload import MOST_BYTES


@pytest.fixture
def own(tmp_path, cache):
    """The collection of a folder with names of all kinds, one of its pictures larger than a screen and turned."""
    shop = tmp_path / "shop"
    make_shop(shop, 2, 2)
    (shop / "product 1").rename(shop / "two\nlines <b>$x$ 😀")
    turned = Image.Exif()
    turned[0x0112] = 6  # lies on its side
    Image.new("RGB", (2000, 1000), "red").save(shop / "product 0" / "large.jpg", exif=turned)
    return prepare_collection(str(shop))


def sent(widget):
    """What a widget sends from now on: [(message, files)]."""
    messages = []
    widget.send = lambda message, buffers=(): messages.append((message, list(buffers)))
    return messages


def test_a_dropped_picture_is_searched_for_like_an_uploaded_one(shop):
    view, content = SearchPage(shop), as_png(data.catalogue(51, 5, 40).pictures[-1])
    answers = sent(view.gestures)
    view.gestures.answer({"kind": "upload"}, [memoryview(content)])
    assert answers == [({"kind": "done"}, [])]
    dropped = view.answer.value
    assert "Your picture" in dropped
    assert view.product.value == OWN
    view.search_for(content)
    assert view.answer.value == dropped
    for bad, sentence in {
        b"": "empty",
        b"words": "no picture of the kinds",
        bytes(MOST_BYTES + 1): "too large",
    }.items():
        view.gestures.answer({"kind": "upload"}, [bad])
        message, _ = answers[-1]
        assert message["kind"] == "refused"
        assert sentence in message["sentence"]
    assert view.answer.value == dropped


def test_every_picture_can_be_enlarged_from_its_file(own, monkeypatch):
    view = SearchPage(own)
    answers = sent(view.gestures)
    for place, file in enumerate(own.facts.files):
        view.gestures.answer({"kind": "enlarge", "place": place}, [])
        message, (jpeg,) = answers[-1]
        assert (message["kind"], message["words"], message["path"]) == ("enlarged", file, file)
        with Image.open(io.BytesIO(jpeg)) as shown:
            assert shown.format == "JPEG"
            expected = (large.LARGE // 2, large.LARGE) if file.endswith("large.jpg") else (60, 60)
            assert shown.size == expected
        assert message["size"] == ("1000 x 2000 pixels" if file.endswith("large.jpg") else "60 x 60 pixels")
        assert message["link"] == ""
    monkeypatch.setenv(this_machine.LOCAL, "1")
    assert large_picture(own, 0).path == f"{own.facts.folder}/{own.facts.files[0]}"
    assert [large_picture(own, place).link for place in range(len(own))] == [
        "original/" + "/".join(quote(part, safe="") for part in file.split("/")) for file in own.facts.files
    ]


@pytest.mark.parametrize(
    "content",
    [
        {"kind": "enlarge", "place": place}
        for place in (-1, 5, 10**30, "0", "../../etc/passwd", None, True, 1.0, [0], {"place": 0})
    ]
    + [{"kind": "enlarge", "place": None, "path": "/etc/passwd"}, {"kind": "upload"}, {"kind": "read"}, {}, [], None],
)
def test_nothing_but_a_place_of_the_collection_can_be_asked_for(own, content):
    view = SearchPage(own)
    answers = sent(view.gestures)
    before = view.answer.value
    view.gestures.answer(content, [])
    ((message, files),) = answers
    assert message == {"kind": "refused", "sentence": "The page asked for something that is not there."}
    assert files == []
    assert view.answer.value == before


@pytest.mark.parametrize("how", ["gone", "no picture"])
def test_a_file_that_has_changed_since_gets_a_sentence(own, tmp_path, how):
    place = own.facts.files.index("product 0/large.jpg")
    file = tmp_path / "shop" / "product 0" / "large.jpg"
    file.unlink()
    if how == "no picture":
        file.write_text("words")
    widget = PageGestures(own, lambda content: "")
    answers = sent(widget)
    widget.answer({"kind": "enlarge", "place": place}, [])
    ((message, files),) = answers
    assert message["sentence"].startswith("product 0/large.jpg cannot be shown any more: no ")
    assert files == []


def test_a_place_that_is_none_is_refused(own):
    for place in (-1, 5, "0", True):
        with pytest.raises(ValueError, match="place: expected 0 to 4"):
            large_picture(own, place)


def test_where_there_is_no_file_the_thumbnail_is_all_there_is(shop):
    assert large_picture(shop, 7).jpeg[:2] == b"\xff\xd8"
    assert (large_picture(shop, 7).path, large_picture(shop, 7).link) == ("", "")
    assert large_picture(shop, 7).size == "96 x 96 pixels"


def test_the_hint_speaks_of_photos_in_a_folder(shop, own):
    assert "drop a picture anywhere" in PageGestures(shop, str).hint
    assert "drop a photo anywhere" in PageGestures(own, str).hint


def test_files_that_were_left_out_are_listed_with_their_reasons(own):
    facts = replace(own.facts, skipped=[["a <script>.jpg", "empty file"], ["b.jpg", "no picture"]])
    head = SearchPage(replace(own, facts=facts)).children[0].value
    assert "2 files were left out" in head
    assert "<li><b>a &lt;script&gt;.jpg</b>: empty file</li>" in head
    assert "left out</summary>" not in SearchPage(own).children[0].value


def test_the_page_of_a_folder_speaks_of_photos(own, shop, tmp_path):
    view = SearchPage(own)
    assert view.upload.description == "Upload a photo"
    assert list(view.children[2].titles) == ["Search", "Mix-ups"]
    said = view.children[0].value.partition("</style>")[2] + view.answer.value + view.failures.value
    assert "product 0" in said  # the folder of that name
    assert "product" not in said.replace("product 0", "")
    flat = SearchPage(prepare_collection(make_shop(tmp_path / "flat", 2, 2, flat=True)))
    assert list(flat.children[2].titles) == ["Search"]
    assert [words for words, _ in flat.product.options] == ["all of them", "your own photo"]
    assert flat.number.max == 4
    flat.number.value = 3
    assert f"<figcaption>{flat.collection.facts.files[2]}" in flat.answer.value
    assert list(SearchPage(shop).children[2].titles) == ["Search", "Failures"]


def test_messages_of_the_page_are_heard(shop):
    widget = PageGestures(shop, lambda content: "Too bad.")
    answers = sent(widget)
    widget._handle_custom_msg({"kind": "upload"}, [b"x"])
    assert answers == [({"kind": "refused", "sentence": "Too bad."}, [])]
