"""Links, glossary, bibliography, indexes and pages of the library, made from the course as it is."""

import ast
import re

import pytest

from course_lib.authoring.claims import CLAIMS, PITFALLS
from course_lib.authoring.source import read_all
from course_lib.book import api_pages, bibliography, finishing, front, site_source, tried_where
from course_lib.book.docstrings import as_markdown
from course_lib.book.inner_links import rewrite
from course_lib.paths import LIBRARY, ROOT

LESSONS = read_all(ROOT)
BY_NUMBER = {lesson.number: lesson for lesson in LESSONS}
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "notebooks" / "glossary.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
][1:]
HREF = re.compile(r'href="(?P<page>[^"#:]*)(?:#(?P<anchor>[^"]+))?"')


@pytest.fixture(scope="module")
def texts():
    return site_source.texts(ROOT, LESSONS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](02_losses.ipynb)", '<a class="reference internal" href="02_losses.html">a</a>'),
        ("[a](solutions/02_losses.ipynb)", '<a class="reference internal" href="02_losses.html">a</a>'),
        (
            "[a](notebooks/02_losses.ipynb#cell-id=lesson-7)",
            '<a class="reference internal" href="02_losses.html#cell-07">a</a>',
        ),
        (
            "[a](README.md#how-exercises-work)",
            '<a class="reference internal" href="index.html#how-exercises-work">a</a>',
        ),
        ("[answers](answers)", "answers"),
        ("## [a](02_losses.ipynb)", '## a\n\n<a class="reference internal" href="02_losses.html">To a</a>'),
        ("[one](../bench/bands/x.md)", "one"),
        ("[a](https://example.org/a.md)", "[a](https://example.org/a.md)"),
        ("![a](figures/01_twins.svg)", "![a](figures/01_twins.svg)"),
        ("$f[i](x)$", "$f[i](x)$"),
        ("`g[i](x_test)`", "`g[i](x_test)`"),
    ],
)
def test_links_lead_to_pages(text, expected):
    assert rewrite(text, {"02_losses", "index"}) == expected


def test_every_link_between_the_texts_leads_to_a_page_and_a_cell(texts):
    pages = {*texts, *(lesson.name for lesson in LESSONS)}
    cells = {f"{each.name}.html": {f"cell-{cell.index:02d}" for cell in each.cells} for each in LESSONS}
    count = 0
    for name, text in texts.items():
        for found in HREF.finditer(text):
            page, anchor = found["page"], found["anchor"]
            assert not page or page.removesuffix(".html") in pages, f"{name}: {found[0]}"
            if anchor and page in cells:
                assert anchor in cells[page], f"{name}: {found[0]}"
            elif anchor and page.removesuffix(".html") in texts:
                assert f'id="{anchor}"' in texts[page.removesuffix(".html")], f"{name}: {found[0]}"
            count += 1
    assert count > 500


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_word_of_the_glossary_stands_in_its_lesson(row):
    word, chinese, meaning, lessons = row
    assert re.fullmatch(r"[\u4e00-\u9fff]+", chinese)
    assert len(meaning) > 20
    for number in lessons.split(", "):
        text = "\n".join(cell.text for cell in BY_NUMBER[number].cells).lower()
        assert all(part.lower()[:9] in text for part in re.split("[ -]", word)), number


def test_the_glossary_is_in_order_and_has_each_word_once():
    words = [row[0].lower() for row in ROWS]
    assert len(words) >= 60
    assert words == sorted(set(words))


def test_claims_and_pitfalls_have_their_cells(texts):
    for id_ in CLAIMS:
        assert re.search(rf'<span id="{id_}">.*\.html#cell-', texts["claims"]), id_
    for id_ in PITFALLS:
        assert re.search(rf'<span id="{id_}">.*\.html#cell-', texts["pitfalls"]), id_
    assert "not tried" not in tried_where.claims_page(LESSONS)


def test_every_dated_reference_of_a_lesson_is_in_the_bibliography(texts):
    plain = " ".join(texts["bibliography"].split()).lower()
    for lesson in LESSONS:
        for cell in lesson.cells:
            for listed in bibliography.LIST.finditer("" if cell.is_code else cell.text):
                for year, title in re.findall(r" ((?:1[89]|20)\d\d), \*([^*:]+)", " ".join(listed["works"].split())):
                    assert f"{year}, *{title}".lower() in plain, lesson.name


def test_works_are_told_apart():
    text = "**References.** A and B 2001, *One*, X (here). C 2002, *Two: more*, Y. Some documentation, *Three*."
    found = list(bibliography.works(text))
    assert [work.text for work in found] == [
        "A and B 2001, *One*, X (here)",
        "C 2002, *Two: more*, Y",
        "Some documentation, *Three*",
    ]
    assert bibliography.Work("C", "2002", "Two", "").key == found[1].key


def test_a_docstring_names_a_work_by_its_authors():
    lesson = BY_NUMBER["02"]
    sources = {"m": "Source: Weinberger et al. 2005.", "n": "Source: Klasson, Weinberger and Saul 2005."}
    (work,) = [each for each in bibliography.collect([lesson], sources) if each.first_author == "Weinberger"]
    assert work.modules == ["m"]


def test_every_public_function_of_the_learners_rooms_has_its_entry(texts):
    for name, path in api_pages.modules(LIBRARY).items():
        page = texts[api_pages.page_of(name.split(".")[1])]
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
                assert page.count(f'id="{name}.{node.name}"') == 1


def test_a_docstring_becomes_markdown():
    text = "One *word* of `x_y`.\n\n"
    text += "Args:\n    a, b: two\n        lines.\n\nReturns:\n    c.\n\nSource: A 2000.\nLesson: 02.\n"
    text += "\n>>> 1\n1"
    assert as_markdown(text, {"02": "02_losses.html"}) == (
        "One \\*word\\* of `x_y`.\n\n**Args**\n\n- `a, b`: two lines.\n\n**Returns**\n\nc.\n\n**Source** A 2000.\n\n"
        '**Lesson** <a href="02_losses.html">02</a>.\n\n```python\n>>> 1\n1\n```'
    )


def test_a_part_of_a_text_is_found_by_its_heading():
    assert front.section("# A\n\n## B\nb\n\n## C\nc\n", "B") == "b"
    with pytest.raises(ValueError, match="heading: expected one of the text's, got 'D'"):
        front.section("## B\n", "D")


def test_pages_are_finished(tmp_path):
    page = f'{finishing.ARTICLE}<div class="highlight"><pre>x</pre></div></article>'
    for name in ("a.html", "search.html"):
        (tmp_path / name).write_text(page)
    (tmp_path / "_sources").mkdir()
    (tmp_path / "searchindex.js").touch()
    assert finishing.finish(tmp_path) == 2
    assert "data-pagefind-body" in (tmp_path / "a.html").read_text()
    assert "data-pagefind-body" not in (tmp_path / "search.html").read_text()
    assert '<pre tabindex="0">' in (tmp_path / "search.html").read_text()
    assert {path.name for path in tmp_path.iterdir()} == {"a.html", "search.html", ".nojekyll"}
