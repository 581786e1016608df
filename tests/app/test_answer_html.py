"""Answers as HTML."""

import html
import re
import shutil
from dataclasses import replace

import numpy as np
import pytest
from helpers.shop_folder import make_shop

from course_lib.app import answer_html
from course_lib.app.prepare import prepare_collection


def shown(answer, what):
    return re.findall(
        {"names": 'class="name">([^<]*)', "within": '<li class="within"', "beyond": '<li class="beyond"'}[what], answer
    )


def test_an_answer_says_distance_verdict_and_name_of_each_picture(shop):
    query = shop.query_at(1000)
    hits = shop.nearest(query, 10)
    distances = [hit.distance for hit in hits]
    threshold = float(np.median(distances))
    answer = answer_html.answer(shop, query, 10, threshold)
    assert shown(answer, "names") == [hit.name for hit in hits]
    assert re.findall(r"<b>(\d\.\d\d)</b>", answer) == [f"{d:.2f}" for d in distances]
    assert len(shown(answer, "within")) == len(shown(answer, "beyond")) == 5
    assert (
        f'<p class="verdict here">Itself left out: Probably here, as {shop.name(hits[0].place)}: the nearest' in answer
    )
    assert f"below the threshold {threshold:.2f}" in answer
    assert "Of 100 photos of something that is not here, about " in answer
    assert answer.count("<img ") == answer.count('<img alt="') == 11
    assert 'alt=""' not in answer


def test_an_answer_keeps_to_a_coarse_class_and_to_what_is_near(shop):
    answer = answer_html.answer(shop, shop.query_at(1000), 10, 0.6, coarse=3)
    assert {name.startswith(shop.facts.coarse_names[3]) for name in shown(answer, "names")} == {True}
    assert answer_html.answer(shop, shop.query_at(1000), 1).count("verdict") == answer.count("verdict") == 1
    answer = answer_html.answer(shop, shop.query_at(1000), 30, only_near=True)
    assert shown(answer, "within")
    assert not shown(answer, "beyond")
    nothing = answer_html.answer(shop, shop.query_at(1000), 10, 0.0, only_near=True)
    assert "None of the 1,600 pictures fits" in nothing
    assert '<p class="verdict absent">Itself left out: Probably not here: the nearest picture is at' in nothing


def test_words_from_outside_stay_words(shop):
    assert "&lt;b&gt;" in answer_html.message("<b>")
    assert answer_html.message("").strip() == ""
    nasty = "<b>\"x\"</b> $a$ 'y'"
    refusal = replace(shop.facts.refusal, threshold=0.0, reason=nasty)
    facts = replace(shop.facts, title=nasty, source=nasty, refusal=refusal, names=[nasty] * len(shop.facts.names))
    strange = replace(shop, facts=facts)
    parts = [
        answer_html.head(strange),
        answer_html.answer(strange, strange.query_at(1000), 10),
        answer_html.failure_gallery(strange, 0, 12),
    ]
    for part in parts:
        assert "<b>" + '"x"' not in part
        assert nasty in html.unescape(part)
        assert len(re.findall(r'<img alt="[^"<>]+" src="data:image/jpeg;base64,[\w+/=]+">', part)) == part.count("<img")


def test_the_failures_are_shown_a_few_at_a_time(shop):
    wrong = shop.arrays["failures"]
    shown_now = answer_html.failure_gallery(shop, 12, 12)
    assert f"For {len(wrong)} of 320 pictures" in shown_now
    assert "These are 13 to 24" in shown_now
    assert shown_now.count('<li class="failure">') == 12
    asked, found = wrong[12]
    distance = np.linalg.norm(shop.arrays["embeddings"][asked] - shop.arrays["embeddings"][found])
    assert re.findall(r"<b>(\d\.\d\d)</b>", shown_now)[0] == f"{distance:.2f}"
    assert shop.name(found) in shown_now


def test_without_a_threshold_there_are_distances_and_no_verdicts(tmp_path, cache):
    own = prepare_collection(make_shop(tmp_path / "shop", flat=True))
    assert own.facts.refusal.threshold == 0
    answer = answer_html.answer(own, own.query_at(0), 3)
    assert answer.count('<li class="within"') == 3
    for word in ("same", "another", "✓", "✗", "In truth", "product", "erdict", "here"):
        assert word not in re.sub(r"base64,[^\"]*", "", answer)
    failures = answer_html.failure_gallery(own, 0, 12)
    assert "Nothing was tried here: that takes two folders, and a second photo in one of them." in failures
    assert "There is no verdict whether something is here at all: it would take sub-folders" in answer_html.head(own)
    with pytest.raises(ValueError, match="threshold: expected none for this collection: it would take sub-folders"):
        answer_html.answer(own, own.query_at(0), 3, 0.5)


def test_only_what_was_tried_is_called_a_success(tmp_path, cache):
    make_shop(tmp_path / "shop", 2, 3)
    for name in ("0.png", "1.png"):
        (tmp_path / "shop" / "product 0" / name).rename(tmp_path / "shop" / name)  # beside the folders: of no class
    for name in ("4.png", "5.png"):
        shutil.copy(tmp_path / "shop" / "product 1" / "3.png", tmp_path / "shop" / "product 1" / name)
    own = prepare_collection(str(tmp_path / "shop"))
    assert own.facts.tried == 3  # of product 1; the last of product 0 has no other
    assert len(own.arrays["failures"]) == 0
    said = answer_html.failure_gallery(own, 0, 12)
    assert "3 photos were searched for among the others. For none of them does the nearest" in said


def test_in_a_folder_files_are_shown_as_they_are_called(tmp_path, cache):
    folder = tmp_path / "shop"
    make_shop(folder)
    odd = folder / "product 1" / "two-for_one $5$ & <b>.png"
    (folder / "product 1" / "3.png").rename(odd)
    own = prepare_collection(str(folder))
    place = own.facts.files.index(f"product 1/{odd.name}")
    answer = answer_html.answer(own, own.query_at(place), 5)
    assert f"<figcaption>{html.escape('product 1/' + odd.name)}</figcaption>" in answer
    assert re.search(r"In truth \d of them lie in its folder\.", answer)
