"""Answers as HTML."""

import html
import re
from dataclasses import replace

import numpy as np
from helpers.shop_folder import make_shop

from course_lib.app import answer_html
from course_lib.app.prepare import prepare_collection


def shown(answer, what):
    return re.findall(
        {"names": 'class="name">([^<]*)', "same": '<li class="same"', "other": '<li class="other"'}[what], answer
    )


def test_an_answer_says_distance_verdict_and_name_of_each_picture(shop):
    query = shop.query_at(1000)
    hits = shop.nearest(query, 10)
    distances = [hit.distance for hit in hits]
    threshold = float(np.median(distances))
    answer = answer_html.answer(shop, query, 10, threshold)
    assert shown(answer, "names") == [hit.name for hit in hits]
    assert re.findall(r"<b>(\d\.\d\d)</b>", answer) == [f"{d:.2f}" for d in distances]
    assert len(shown(answer, "same")) == len(shown(answer, "other")) == 5
    assert f"The threshold {threshold:.2f} calls 5 of them the same product." in answer
    assert answer.count("<img ") == answer.count('<img alt="') == 11
    assert 'alt=""' not in answer


def test_an_answer_keeps_to_a_coarse_class_and_to_the_same_product(shop):
    answer = answer_html.answer(shop, shop.query_at(1000), 10, 0.6, coarse=3)
    assert {name.startswith(shop.facts.coarse_names[3]) for name in shown(answer, "names")} == {True}
    answer = answer_html.answer(shop, shop.query_at(1000), 30, shop.facts.threshold, only_same=True)
    assert shown(answer, "same")
    assert not shown(answer, "other")
    assert "None of the 1,600 pictures fits" in answer_html.answer(shop, shop.query_at(1000), 10, 0.0, only_same=True)


def test_words_from_outside_stay_words(shop):
    assert "&lt;b&gt;" in answer_html.message("<b>")
    assert answer_html.message("").strip() == ""
    nasty = "<b>\"x\"</b> $a$ 'y'"
    facts = replace(shop.facts, title=nasty, source=nasty, calibrated=nasty, names=[nasty] * len(shop.facts.names))
    strange = replace(shop, facts=facts)
    parts = [
        answer_html.head(strange),
        answer_html.answer(strange, strange.query_at(1000), 10, 0.6),
        answer_html.failure_gallery(strange, 0, 12, 0.6),
    ]
    for part in parts:
        assert "<b>" + '"x"' not in part
        assert nasty in html.unescape(part)
        assert len(re.findall(r'<img alt="[^"<>]+" src="data:image/jpeg;base64,[\w+/=]+">', part)) == part.count("<img")


def test_the_failures_are_shown_a_few_at_a_time(shop):
    wrong = shop.arrays["failures"]
    shown_now = answer_html.failure_gallery(shop, 12, 12, 0.6)
    assert f"For {len(wrong)} of 320 pictures" in shown_now
    assert "These are 13 to 24" in shown_now
    assert shown_now.count('<li class="failure">') == 12
    asked, found = wrong[12]
    distance = np.linalg.norm(shop.arrays["embeddings"][asked] - shop.arrays["embeddings"][found])
    assert re.findall(r"<b>(\d\.\d\d)</b>", shown_now)[0] == f"{distance:.2f}"
    assert shop.name(found) in shown_now


def test_without_a_threshold_there_are_distances_and_no_verdicts(tmp_path, cache):
    own = prepare_collection(make_shop(tmp_path / "shop", flat=True))
    assert own.facts.threshold == 0
    answer = answer_html.answer(own, own.query_at(0), 3, own.facts.threshold)
    assert answer.count('<li class="plain"') == 3
    for word in ("same", "another", "✓", "✗", "In truth", "product"):
        assert word not in re.sub(r"base64,[^\"]*", "", answer)
    failures = answer_html.failure_gallery(own, 0, 12, 0)
    assert "Nothing was tried here: that needs two folders with two pictures each." in failures
    assert "so there are distances and no verdicts" in answer_html.head(own)


def test_in_a_folder_files_are_shown_as_they_are_called(tmp_path, cache):
    folder = tmp_path / "shop"
    make_shop(folder)
    odd = folder / "product 1" / "two-for_one $5$ & <b>.png"
    (folder / "product 1" / "3.png").rename(odd)
    own = prepare_collection(str(folder))
    place = own.facts.files.index(f"product 1/{odd.name}")
    answer = answer_html.answer(own, own.query_at(place), 5, own.facts.threshold)
    assert f"<figcaption>{html.escape('product 1/' + odd.name)}</figcaption>" in answer
    assert "calls" in answer
    assert "the same folder" in answer
    assert re.search(r"In truth \d of them lie in it\.", answer)
