"""The article shows what the runs say, letter by letter, and says itself what is missing."""

import base64
import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from matplotlib.figure import Figure

from course_lib.evaluation.comparison import paired_difference
from course_lib.machine import files
from course_lib.report import PARTS, Article, RunLog
from course_lib.report.text import one_line, paragraphs, plain

NASTY = (
    "<script>alert(1)</script>",
    "a|b",
    "$x$ and $$y$$",
    "**no** _gate_ `c` [l](m) ![p](q)",
    "# 1",
    "1. one",
    "- x",
    "&lt;",
)
ANY_LINE = st.text(st.characters(codec="utf-8", exclude_characters="\x00")).filter(one_line)
WHOLE = {part: f"About {part}." for part in PARTS}


def study(folder, names=("pixels", "margin 1"), shift=0.1):
    log = RunLog(folder)
    for seed in range(3):
        log.add(names[0], seed, {"MAP@R": 0.5 + seed / 100})
        log.add(names[1], seed, {"MAP@R": 0.5 + shift + seed / 50})
    return log


def figure():
    made = Figure(figsize=(1, 1))
    made.subplots().plot([0, 1])
    return made


def page_of(article, log):
    return BeautifulSoup(article.html(log), "html.parser")


def as_html(markdown):
    return BeautifulSoup(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown), "html.parser")


def words(soup):
    return " ".join(soup.get_text(" ").split())


def test_the_numbers_are_those_of_the_runs(tmp_path):
    log = study(tmp_path)
    rows = [
        [cell.get_text() for cell in row.find_all(["th", "td"])]
        for row in page_of(Article("T", "MAP@R", "pixels"), log).table.find_all("tr")
    ]
    found = paired_difference([0.5, 0.51, 0.52], [0.6, 0.62, 0.64])
    assert rows[1] == ["pixels", "3", "0.510", "0.010", "0.500 to 0.520", ""]
    assert rows[2][:5] == ["margin 1", "3", "0.620", "0.020", "0.600 to 0.640"]
    assert rows[2][5] == f"{found.mean:+.3f} ({found.low:+.3f} to {found.high:+.3f})"


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_shown_letter_by_letter_in_both(tmp_path, name):
    log = study(tmp_path, (name, f"{name} too"))
    article = Article(name, "MAP@R", name, {"question": f"{name}\n\n{name}"})
    for soup in (page_of(article, log), as_html(article.markdown(log))):
        assert soup.h1.get_text() == name
        assert soup.table.find_all("tr")[1].find(["th", "td"]).get_text() == name
        assert len(soup.table.find_all("tr")[2].find_all(["th", "td"])) == 6
        assert [found.get_text() for found in soup.find_all("p")].count(name) == 2
        assert not soup.find_all(["script", "em", "code", "a", "img", "ol", "del"])


@given(line=ANY_LINE)
@settings(max_examples=300, deadline=None)
def test_any_line_is_plain_text_in_markdown(line):
    wanted = " ".join(one_line(line).split())
    in_a_paragraph = as_html(f"before\n\n{plain(line)}\n\nafter")
    assert [words(each) for each in in_a_paragraph.find_all("p")] == ["before", wanted, "after"]
    in_a_table = as_html(f"| a | b |\n|---|---|\n| {plain(line)} | end |\n")
    assert [words(each) for each in in_a_table.find_all("td")] == [wanted, "end"]


def test_what_only_the_author_can_say_is_marked_and_listed(tmp_path):
    log = study(tmp_path)
    bare = Article("T", "MAP@R", "pixels")
    assert [sentence.split(":")[0] for sentence in bare.missing(log)] == [
        *(heading for heading, _ in PARTS.values()),
        "There is no figure.",
    ]
    assert len(page_of(bare, log).find_all(class_="missing")) == len(PARTS) + 1
    assert bare.markdown(log).count("> **Say here**") == len(PARTS) + 1
    log.add_figure("scores", figure(), "Margin 1 is ahead in all runs")
    whole = Article("T", "MAP@R", "pixels", WHOLE)
    assert whole.missing(log) == []
    assert "Say here" not in whole.markdown(log) + whole.html(log)
    headings = [found.get_text() for found in page_of(whole, log).find_all("h2")]
    assert headings == [found.get_text() for found in as_html(whole.markdown(log)).find_all("h2")]
    assert headings[:4] == ["Question", "Set-up", "Result", "What it means"]


def test_what_a_reader_should_mind_is_on_the_page(tmp_path):
    log = study(tmp_path)
    log.add("margin 1", 7, {"MAP@R": float("nan")})
    log.add("late", 0, {"loss": 0.5})
    for text in (Article("T", "MAP@R", "pixels", WHOLE).html(log), Article("T", "MAP@R", "pixels").markdown(log)):
        assert text.count("Mind:") == 4
        assert "a run that failed is a result too" in text
    assert "There is no run with the number AUC." in Article("T", "AUC", "pixels").missing(log)


def test_an_empty_study_makes_a_page(tmp_path):
    log = RunLog(tmp_path)
    article = Article("T", "MAP@R", "pixels")
    assert "The baseline pixels was not run." in article.markdown(log)
    assert page_of(article, log).h1.get_text() == "T"


def test_the_page_holds_its_figures_with_their_words(tmp_path):
    log = study(tmp_path)
    log.add_figure('a "b" <c>', figure(), 'It\'s "5" > 4 & rising')
    soup = page_of(Article("T", "MAP@R", "pixels", WHOLE), log)
    (image,) = soup.find_all("img")
    assert image["alt"] == 'It\'s "5" > 4 & rising'
    assert base64.b64decode(image["src"].removeprefix("data:image/png;base64,")) == log.figures()[0].path.read_bytes()
    assert soup.figcaption.get_text() == 'a "b" <c>: It\'s "5" > 4 & rising'
    assert not soup.find_all(["link", "script"])
    assert not [tag for tag in soup.find_all(True) for name in ("src", "href") if tag.get(name, "data:")[:5] != "data:"]


def test_the_files_are_written_with_the_figures_beside_them(tmp_path):
    log = study(tmp_path / "study")
    log.add_figure("scores", figure(), "Margin 1 is ahead")
    as_text, as_page = Article("T", "MAP@R", "pixels", WHOLE).write(log, tmp_path / "out")
    assert (as_text.name, as_page.name) == ("article.md", "article.html")
    (target,) = re.findall(r"!\[.*\]\((.*)\)", as_text.read_text(encoding="utf-8"))
    assert (tmp_path / "out" / target).read_bytes() == log.figures()[0].path.read_bytes()
    assert as_page.read_text(encoding="utf-8") == Article("T", "MAP@R", "pixels", WHOLE).html(log)


def test_an_interruption_leaves_whole_files(tmp_path, monkeypatch):
    log, folder = study(tmp_path / "study"), tmp_path / "out"
    old = Article("Old", "MAP@R", "pixels")
    old.write(log, folder)
    before, replace, calls = {path: path.read_bytes() for path in folder.iterdir()}, files.os.replace, []

    def only_one(*paths):
        calls.append(paths)
        if len(calls) > 1:
            raise KeyboardInterrupt
        replace(*paths)

    monkeypatch.setattr(files.os, "replace", only_one)
    with pytest.raises(KeyboardInterrupt):
        Article("New", "MAP@R", "pixels").write(log, folder)
    assert (folder / "article.html").read_bytes() == before[folder / "article.html"]
    assert (folder / "article.md").read_text(encoding="utf-8").startswith("# New\n")
    assert sorted(folder.iterdir()) == sorted(before)


def test_the_page_is_shown_in_a_frame_of_its_own(tmp_path, capsys, monkeypatch):
    shown = []
    monkeypatch.setattr("course_lib.report.article.display", shown.append)
    log, article = study(tmp_path), Article("<T>", "MAP@R", "pixels")
    article.show(log)
    frame = BeautifulSoup(shown[0].data, "html.parser").iframe
    assert frame["title"]
    assert frame["srcdoc"] == article.html(log)
    assert frame.has_attr("sandbox")


def test_paragraphs_end_at_empty_lines():
    assert paragraphs("a\nb\r\n\r\nc\n \n\n d ") == ["a b", "c", "d"]
    assert paragraphs(" \n\n ") == []


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: Article("", "s", "b"), "title: expected a text that is not empty"),
        (lambda: Article("t", "\n", "b"), "score: expected a text that is not empty"),
        (lambda: Article("t", "s", None), "baseline: expected a text, got NoneType"),
        (lambda: Article("t", "s", "b", {"end": "x"}), r"texts: expected parts of \['question'.*, got \['end'\]"),
        (lambda: Article("t", "s", "b", {"limits": 3}), "limits: expected a text, got int"),
        (lambda: Article("t", "s", "b", {"limits": "\ud800"}), "limits: expected whole letters"),
    ],
)
def test_bad_input_is_named(made, message):
    with pytest.raises(ValueError, match=message):
        made()
