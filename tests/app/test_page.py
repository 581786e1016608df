"""The search page without a browser: its file, its answers, its widgets."""

import asyncio
import io
import json
import re
import time
from datetime import datetime

import numpy as np
import pytest
from PIL import Image

from course_lib import app, data
from course_lib.app import answer_html, kernels, prepare, serve
from course_lib.app.collection import Collection
from course_lib.app.view import FAILURES, OWN, SearchPage
from course_lib.data.upload import MOST_BYTES, UnusableUpload
from course_lib.evaluation.thresholds import best_threshold, same_and_different
from course_lib.models import embed
from course_lib.recipes import products


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The file of the catalogue's page, in a cache of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield prepare.prepared("catalogue")


@pytest.fixture(scope="module")
def shop(made):
    return Collection.load(made)


def png(picture):
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return content.getvalue()


def shown(answer, what):
    return re.findall(
        {"names": 'class="name">([^<]*)', "same": '<li class="same"', "other": '<li class="other"'}[what], answer
    )


def test_the_file_holds_what_lesson_15_computes(shop):
    pictures = products.CASES["catalogue"].load()
    embed_pictures = lambda batch: embed(products.shipped_encoder("catalogue"), batch)
    seen, _ = products.CASES["catalogue"].split(pictures)
    assert shop.threshold == pytest.approx(best_threshold(*same_and_different(embed_pictures, seen, "val")), abs=1e-6)
    assert (shop.gallery, len(shop.labels)) == (
        (pictures.split == "train").sum(),
        960 + (pictures.split == "test").sum(),
    )
    np.testing.assert_allclose(shop.embeddings[:960], embed_pictures(pictures.where(split="train").pictures), atol=1e-6)
    assert sum(map(len, shop.choices().values())) == 320


def test_the_failures_are_those_of_a_plain_loop(shop):
    wrong = {}
    for asked in range(960, 1280):
        distances = np.sqrt(((shop.embeddings[:960] - shop.embeddings[asked]) ** 2).sum(axis=1))
        nearest = int(distances.argmin())
        if shop.labels[nearest] != shop.labels[asked]:
            wrong[asked] = (nearest, distances[nearest])
    assert {int(asked): int(found) for asked, found in shop.failures} == {a: n for a, (n, _) in wrong.items()}
    sizes = [wrong[int(asked)][1] for asked, _ in shop.failures]
    assert sizes == sorted(sizes)


def test_a_file_is_made_once_and_a_damaged_one_again(made, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_CACHE", str(made.parents[1]))
    before = made.read_bytes()
    assert prepare.prepared("catalogue") == made
    assert capsys.readouterr().out == ""
    made.write_bytes(before[:5000])
    prepare.prepared("catalogue")
    assert Collection.load(made).names == data.catalogue(80, 1).names
    made.write_bytes(before)
    assert [path.name for path in made.parent.iterdir() if path.suffix != ".lock"] == [made.name]


def test_an_uploaded_picture_is_embedded_as_keras_does(shop):
    drawn = data.catalogue(3, 1, 32).pictures
    expected = embed(products.shipped_encoder("catalogue"), drawn)
    for picture, embedding in zip(drawn, expected, strict=True):
        query = shop.sent(png(picture))
        np.testing.assert_allclose(query.embedding, embedding, atol=1e-4)
        assert query.label is None
    with pytest.raises(UnusableUpload):
        shop.sent(b"words")


def test_an_answer_says_distance_verdict_and_name_of_each_picture(shop):
    query = shop.chosen(1000)
    distances, ids = shop.index.search(query.embedding[None], 10)
    threshold = float(np.median(distances))
    answer = answer_html.answer(shop, query, 10, threshold)
    assert shown(answer, "names") == [shop.names[shop.labels[i]] for i in ids[0]]
    assert re.findall(r"<b>(\d\.\d\d)</b>", answer) == [f"{d:.2f}" for d in distances[0]]
    assert len(shown(answer, "same")) == len(shown(answer, "other")) == 5
    assert f"The threshold {threshold:.2f} calls 5 of them the same product." in answer
    assert answer.count("<img ") == answer.count('<img alt="') == 11
    assert 'alt=""' not in answer


def test_an_answer_keeps_to_a_coarse_class_and_to_the_same_product(shop):
    answer = answer_html.answer(shop, shop.chosen(1000), 10, 0.6, coarse=3)
    assert {name.startswith(shop.coarse_names[3]) for name in shown(answer, "names")} == {True}
    answer = answer_html.answer(shop, shop.chosen(1000), 30, shop.threshold, only_same=True)
    assert shown(answer, "same")
    assert not shown(answer, "other")
    assert "None of the 960 pictures fits" in answer_html.answer(shop, shop.chosen(1000), 10, 0.0, only_same=True)


def test_words_from_outside_stay_words(shop):
    assert "&lt;b&gt;" in answer_html.message("<b>")
    assert answer_html.message("") == ""
    assert "&quot;" in answer_html.picture(b"", 'a "quote"')


def test_the_widgets_ask_again_whenever_something_moves(shop):
    view = SearchPage(shop)
    seen = {view.answer.value}
    for control, value in [
        ("product", 5),
        ("number", 3),
        ("k", 4),
        ("threshold", 0.3),
        ("coarse", 2),
        ("only_same", True),
    ]:
        getattr(view, control).value = value
        seen.add(view.answer.value)
    assert len(seen) == 7
    view.calibrate.click()
    assert view.threshold.value == round(shop.threshold, 2)
    first = view.failures.value
    view.sheet.value = 2
    assert f"{FAILURES + 1} to " in view.failures.value != first


def send(view, content):
    facts = {"name": "x", "type": "", "size": len(content), "last_modified": datetime.now()}
    view.upload.value = [{**facts, "content": content}]


def test_an_upload_is_searched_for_or_refused_and_never_kept_in_the_widget(shop):
    view = SearchPage(shop)
    send(view, b"words")
    assert "no picture of the kinds" in view.message.value
    assert view.upload.value == ()
    view.product.value = OWN
    assert "Upload a picture first" in view.message.value
    send(view, png(data.catalogue(51, 5, 40).pictures[-1]))
    assert view.message.value == ""
    assert "Your picture" in view.answer.value
    assert shop.names[50] in shown(view.answer.value, "names")
    assert view.upload.value == ()
    view.product.value = 5
    assert "Your picture" not in view.answer.value


def folder_of(path, classes):
    drawn = data.catalogue(classes=4, per_class=3, size=60)
    for i, (picture, label) in enumerate(zip(drawn.pictures, drawn.labels, strict=True)):
        here = path / f"product {label}" if classes else path
        here.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(here / f"{i}.png")
    return str(path)


def test_a_folder_of_classes_has_a_threshold_and_failures(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    own = Collection.load(prepare.prepared(folder_of(tmp_path / "shop", classes=True)))
    assert (own.gallery, own.names) == (12, tuple(f"product {i}" for i in range(4)))
    assert 0 < own.threshold < 2
    for asked, found in own.failures:
        others = np.delete(np.arange(12), asked)
        distances = ((own.embeddings[others] - own.embeddings[asked]) ** 2).sum(axis=1)
        assert others[distances.argmin()] == found
        assert own.labels[asked] != own.labels[found]
    assert "on these pictures themselves" in SearchPage(own).children[0].value


def test_a_flat_folder_goes_by_its_files(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    own = Collection.load(prepare.prepared(folder_of(tmp_path / "shop", classes=False)))
    assert set(own.names) == {f"{i}.png" for i in range(12)}
    view = SearchPage(own)
    assert "No threshold could be calibrated" in view.children[0].value
    assert "For none of 12 pictures" in view.failures.value
    assert len(shown(view.answer.value, "names")) == 10


def test_a_page_that_cannot_be_made_is_one_sentence(tmp_path, capsys):
    assert serve.app_command(str(tmp_path), "127.0.0.1", 1, False, 1) == 1
    assert "a folder with pictures in it" in capsys.readouterr().err


def test_the_servers_limit_lets_the_largest_upload_through_and_little_more():
    settings = json.loads((serve.JUPYTER / "voila.json").read_text())
    limit = settings["Voila"]["tornado_settings"]["websocket_max_message_size"]
    assert MOST_BYTES + 1000 < limit < 1.2 * MOST_BYTES
    template = (serve.JUPYTER / "voila/templates/course/index.html.j2").read_text()
    assert f"MOST_BYTES = {MOST_BYTES};" in template
    assert "http" not in template.replace("http://www.w3.org/2000/svg", "")
    assert not settings["VoilaConfiguration"]["show_tracebacks"]
    assert "ws_ping_timeout" not in settings["Voila"]["tornado_settings"]  # 30 s, the interval, ended idle visits


def test_the_notebook_holds_one_cell_and_no_output():
    (cell,) = json.loads(serve.NOTEBOOK.read_text())["cells"]
    assert cell["outputs"] == []
    assert "".join(cell["source"]) == "from course_lib.app import search_page\n\nsearch_page()"
    assert app.search_page.__module__ == "course_lib.app.view"


def test_processes_are_started_one_after_the_other(tmp_path):
    """Real processes, as small as they come."""

    async def three():
        manager = kernels.OneAfterAnother(connection_dir=str(tmp_path))
        begin, ends = time.monotonic(), []

        async def one():
            await manager.start_kernel(kernel_name="python3")
            ends.append(time.monotonic() - begin)

        await asyncio.gather(*(one() for _ in range(3)))
        found = len(manager)
        await manager.shutdown_all(now=True)
        return found, ends

    found, ends = asyncio.run(three())
    assert found == 3
    assert all(end >= place * kernels.PAUSE - 0.01 for place, end in enumerate(ends))
