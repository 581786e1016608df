"""What a lesson becomes for the browser."""

import asyncio
import base64
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_lib import paths
from course_lib.authoring import light_run
from course_lib.errors import CourseProblem
from course_lib.lite import in_browser, lite_lessons, lite_site
from course_lib.paths import ROOT

PNG = base64.b64encode(b"a picture").decode()
CARD = new_markdown_cell("# 01 Twins: What?", id="lesson-00", metadata={"tags": ["card"]})
KERAS = new_code_cell("import keras", id="lesson-02", metadata={"tags": ["keras"]})


def lesson(*cells, outputs=()):
    run = new_notebook(cells=[new_code_cell("", id="lesson-02", outputs=list(outputs))])
    return lite_lessons.lite_lesson(new_notebook(cells=list(cells)), run, "01_twins", "abc", ["01_twins", "02_losses"])


def test_the_title_comes_first_and_then_the_cell_that_brings_the_library():
    made = lesson(CARD, new_code_cell("x = 1", id="lesson-01", outputs=[new_output("stream", text="old")]))
    assert [cell.id for cell in made.cells] == ["lesson-00", "in-browser", "lesson-01"]
    assert 'await begin("01_twins", "abc")' in made.cells[1].source
    assert made.cells[2].outputs == []
    nbformat.validate(made)


def test_a_cell_with_keras_shows_its_code_and_what_it_printed_and_drew():
    figure = {"text/html": f'<img alt="two lines" src="data:image/png;base64,{PNG}">', "text/plain": "<Figure>"}
    outputs = [
        new_output("stream", text="0.25\n"),
        new_output("stream", name="stderr", text="a warning"),
        new_output("display_data", data=figure),
    ]
    cell = lesson(CARD, KERAS, outputs=outputs).cells[2]
    assert cell.cell_type == "markdown"
    assert "the Python of a browser does not have" in cell.source
    assert (
        "```python\nimport keras\n```\n\n```text\n0.25\n```\n\n![two lines](attachment:lesson-02-0.png)" in cell.source
    )
    assert "warning" not in cell.source
    assert cell.attachments == {"lesson-02-0.png": {"image/png": PNG}}


def test_links_to_lessons_of_the_site_stay_and_others_become_words():
    text = "[02](02_losses.ipynb) [there](../02_losses.ipynb#x) [own](#part) [us](https://a.b/c.html) ![p](q.png)"
    for same in text.split(" "):
        assert lesson(CARD, new_markdown_cell(same)).cells[2].source == same
    for link in ("[words](06_sprn.ipynb)", "[words](solutions/06_sprn.ipynb#x)", "[words](README.md)"):
        assert lesson(CARD, new_markdown_cell(link)).cells[2].source == "words"


@pytest.mark.parametrize("name", light_run.lessons())
def test_no_cell_that_runs_in_the_browser_names_tensorflow(name):
    for part in ("", "solutions/"):
        notebook = nbformat.read(ROOT / "notebooks" / f"{part}{name}.ipynb", as_version=4)
        made = lite_lessons.lite_lesson(notebook, notebook, name, "", [name])
        nbformat.validate(made)
        code = "\n".join(cell.source for cell in made.cells if cell.cell_type == "code")
        assert "import keras" not in code
        assert "import tensorflow" not in code


def test_lessons_01_to_05_are_offered_and_the_first_page_names_them():
    names = light_run.lessons()
    assert names[0] == "01_topology"
    assert names[-1] == "05c_certainty"
    page = lite_lessons.start_page({name: "Title" for name in names})
    assert all(f"({name}.ipynb)" in page.cells[0].source for name in names)
    nbformat.validate(page)


def test_an_older_copy_is_told_and_a_copy_without_a_site_begins():
    assert "older version of 02_losses" in in_browser.said("02_losses", "a", {"02_losses": "b"})
    for newest in ({"02_losses": "a"}, {}, {"03_optimisers": "b"}):
        assert in_browser.said("02_losses", "a", newest) == "The library is loaded, and 02_losses can begin."


def test_on_a_computer_there_is_no_browser_to_begin_in():
    with pytest.raises(ModuleNotFoundError, match="js"):
        asyncio.run(in_browser.begin("02_losses", "a"))


def test_in_a_browser_the_progress_lies_in_its_storage(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert paths.user_folder().as_posix() == "/drive"


def test_every_carried_wheel_has_its_version():
    lines = (ROOT / "requirements-lite.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.partition("==")[0] for line in lines if "==" in line}
    assert set(lite_site.CARRIED) <= pinned


def test_an_empty_notebook_and_a_run_of_another_one_are_refused(tmp_path):
    with pytest.raises(ValueError, match="notebook: expected the notebook of a lesson, got no cells"):
        lesson()
    with pytest.raises(ValueError, match="run: expected a run of this notebook, got no cell lesson-09"):
        lesson(CARD, new_code_cell("import keras", id="lesson-09", metadata={"tags": ["keras"]}))
    with pytest.raises(CourseProblem, match="holds none of the lessons"):
        lite_site._write_lessons(tmp_path / "source", tmp_path)
