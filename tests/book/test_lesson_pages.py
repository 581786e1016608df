"""A lesson's page: the learner's cells in their order, outputs of the run, solutions and checks folded, anchors."""

import base64
import io

import nbformat
import pytest
from helpers.miniature import make_course
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

from course_lib.authoring import one_run
from course_lib.authoring.builder import build_notebooks
from course_lib.authoring.source import read_all
from course_lib.book import lesson_pages
from course_lib.book.picture_files import apart

NAME = "01_twins"


def png(width=6, height=4):
    content = io.BytesIO()
    Image.new("RGB", (width, height)).save(content, "PNG")
    return base64.b64encode(content.getvalue()).decode()


def shown(html, **more):
    return new_output("display_data", data={"text/html": html, "text/plain": "an object", **more})


@pytest.fixture
def made(tmp_path):
    """(lesson, page, folder of figures) of the small lesson, each of whose code cells showed a picture."""
    course = make_course(tmp_path)
    assert build_notebooks(root=course) == 0
    both = [nbformat.read(course / "notebooks" / place, 4) for place in (f"{NAME}.ipynb", f"solutions/{NAME}.ipynb")]
    run = one_run.merge(*both)
    for cell in run.cells:
        if cell.cell_type == "code":
            noise = new_output("stream", name="stderr", text="a line of a log")
            cell.outputs = [noise, shown(f'<img alt="words" src="data:image/png;base64,{png()}">')]
    (lesson,) = read_all(course)
    learners = nbformat.read(course / "notebooks" / f"{NAME}.ipynb", 4)
    return lesson, lesson_pages.page(run, learners, NAME, {NAME}, tmp_path / "outputs"), tmp_path / "outputs"


def test_every_cell_stands_there_once_in_the_order_of_the_source(made):
    lesson, page, _ = made
    assert [cell.id for cell in page.cells if cell.id.startswith("lesson")] == [cell.id for cell in lesson.cells]
    nbformat.validate(page)


def test_every_cell_but_the_card_has_its_anchor(made):
    lesson, page, _ = made
    text = "".join(cell.source for cell in page.cells)
    for cell in lesson.cells[1:]:
        assert text.count(f'id="cell-{cell.index:02d}"') == 1
    for cell in lesson.cells:
        for kind in ("claim", "pitfall"):
            for which in cell.arguments(f"{kind}:"):
                assert f'<a href="{kind}s.html#{which}">{kind} {which}</a>' in text


def test_badges_open_the_copy_where_the_repository_is_known(tmp_path):
    card = new_code_cell("1", id="lesson-00", metadata={"tags": ["card"]})
    run = new_notebook(cells=[card, new_code_cell("2", id="lesson-01")])
    for repository in (None, "owner/course"):
        page = lesson_pages.page(run, run, NAME, {NAME}, tmp_path, repository)
        badges = [cell.source for cell in page.cells if cell.id == "open-in"]
        assert len(badges) == bool(repository)
    assert f'href="https://colab.research.google.com/github/owner/course/blob/colab/{NAME}.ipynb"' in badges[0]
    assert "kaggle.com/kernels/welcome?src=https://github.com/owner/course" in badges[0]
    assert "<img" not in badges[0]  # the book asks no other machine for a picture
    assert [cell.id for cell in page.cells].index("open-in") == 1


def test_stubs_show_nothing_and_solutions_and_checks_are_folded(made):
    lesson, page, _ = made
    cells = {cell.id: cell for cell in page.cells}
    tagged = {tag: [cells[each.id] for each in lesson.cells if tag in each.tags] for tag in ("exercise", "check")}
    assert all("..." in cell.source and cell.outputs == [] for cell in tagged["exercise"])
    assert all(cell.metadata.tags == ["hide-cell"] and len(cell.outputs) == 1 for cell in tagged["check"])
    for cell in (cells[each.id] for each in lesson.cells if "solution" in each.tags):
        assert cell.metadata.get("tags") == ["hide-cell"] or cell.source.startswith("<details><summary>Our solution")


def test_pictures_lie_in_files_of_their_own_and_logs_are_left_out(made):
    _, page, figures = made
    outputs = [output for cell in page.cells for output in cell.get("outputs", [])]
    (file,) = figures.iterdir()
    wanted = f'<img alt="words" src="_static/outputs/{file.name}" width="6" height="4" loading="lazy">'
    assert {output.data["text/html"] for output in outputs} == {wanted}


def test_a_progress_bar_shows_its_last_state(tmp_path):
    pieces = ["before\n", "\r 0%", "\r 50%", "\r100%", "\n", "after\n"]
    cell = new_code_cell("train()", id="lesson-00", outputs=[new_output("stream", text=each) for each in pieces])
    page = lesson_pages.page(new_notebook(cells=[cell]), new_notebook(cells=[cell]), NAME, set(), tmp_path)
    assert [output.text for output in page.cells[-1].outputs] == ["before\n100%\nafter\n"]
    assert len(cell.outputs) == 6, "the run stays as it was"


def test_a_picture_that_is_no_data_stays_as_it_is(tmp_path):
    page = '<img alt="x" src="figures/a.svg"> and <b>words</b>'
    assert apart(page, tmp_path / "new", "02_losses") == page
    assert not (tmp_path / "new").exists()


def test_two_pictures_of_one_output_are_two_files(tmp_path):
    tags = [f'<img style="max-width:100%" alt="{n}" src="data:image/png;base64,{png(n)}">' for n in (1, 2)]
    text = apart("".join(tags), tmp_path, "02_losses")
    assert len(list(tmp_path.iterdir())) == 2
    assert "style" not in text
    assert 'width="1"' in text
    assert 'width="2"' in text
