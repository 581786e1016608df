"""The copies for Google Colab: a badge and a cell that installs come first, links lead on, checks are folded."""

import re

import nbformat
import pytest
from helpers.commands import call
from helpers.miniature import make_course
from packaging.requirements import Requirement

from course_lib.authoring import builder, colab_copies, kept_runs
from course_lib.cli import colab
from course_lib.machine.requirements_lock import learners_requirements
from course_lib.paths import ROOT

NAME, COMMIT = "01_twins", "0123456789abcdef"
LESSONS = kept_runs.lesson_names()


@pytest.fixture
def course(tmp_path):
    made = make_course(tmp_path)
    for name in ("requirements.txt", "requirements-lab.txt"):
        (made / name).write_bytes((ROOT / name).read_bytes())
    assert builder.build_notebooks(root=made) == 0
    return made


def test_a_copy_is_the_notebook_after_a_badge_and_a_cell_that_installs(course):
    copies = colab_copies.make_copies(course, "owner/course", COMMIT)
    assert set(copies) == {f"{NAME}.ipynb", f"solutions/{NAME}.ipynb", "README.md"}
    for file in (f"{NAME}.ipynb", f"solutions/{NAME}.ipynb"):
        made = nbformat.reads(copies[file], as_version=4)
        nbformat.validate(made)
        before = nbformat.read(course / "notebooks" / file, as_version=4)
        assert [cell.id for cell in made.cells] == [*colab_copies.FIRST, *(cell.id for cell in before.cells)]
        says, installs = made.cells[:2]
        assert f"(https://colab.research.google.com/github/owner/course/blob/colab/{file})" in says.source
        assert f"/owner/course/archive/{COMMIT}.zip" in installs.source
        for old, new in zip(before.cells, made.cells[2:], strict=True):
            if old.cell_type == "code":
                assert new.source.removeprefix("# @title The check\n") == old.source
                assert ("cellView" in new.metadata) == ("check" in old.metadata.get("tags", []))
    assert copies["README.md"].count(f"/{NAME}.ipynb") == 2  # for Colab, for Kaggle


def test_links_lead_to_the_copies_and_to_files_of_the_commit():
    text = (
        "[a](02_losses.ipynb#cell-id=lesson-07) [b](glossary.md#margin) ![c](figures/x.svg) [d](#top) [e](https://x.y)"
    )
    cells = [nbformat.v4.new_markdown_cell(text)]
    (made,) = colab_copies._cells(cells, "01_topology.ipynb", "o/r", COMMIT)
    assert made.source == (
        "[a](https://colab.research.google.com/github/o/r/blob/colab/02_losses.ipynb) "
        f"[b](https://github.com/o/r/blob/{COMMIT}/notebooks/glossary.md#margin) "
        f"![c](https://raw.githubusercontent.com/o/r/{COMMIT}/notebooks/figures/x.svg?sanitize=true) "
        "[d](#top) [e](https://x.y)"
    )
    cells = [nbformat.v4.new_markdown_cell("[a](../02_losses.ipynb) [b](../../README.md)")]
    (made,) = colab_copies._cells(cells, "solutions/01_topology.ipynb", "o/r", COMMIT)
    assert made.source == (
        "[a](https://colab.research.google.com/github/o/r/blob/colab/02_losses.ipynb) "
        f"[b](https://github.com/o/r/blob/{COMMIT}/README.md)"
    )


def test_no_link_of_a_lesson_is_left_to_a_file_beside_it():
    local = re.compile(r"\]\((?!https?:|#)[\w./-]+\.(?:ipynb|md|svg|png)[)#]")
    for file, text in colab_copies.make_copies(ROOT, "owner/course", COMMIT).items():
        assert local.findall(text) == [], file


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_first_cell_gives_lower_bounds_alone(lesson):
    """An upper bound would take an older version in place of the one that is there."""
    code = colab_copies.install_cell(lesson, ROOT, "course.zip")
    of_course, of_others = (line for line in code.splitlines() if line.startswith("%pip"))
    assert "--no-deps" in of_course
    wanted = {Requirement(word).name: Requirement(word) for word in re.findall(r'"([^"]+)"', of_others)}
    ours = {Requirement(line).name: Requirement(line) for line in learners_requirements(ROOT)}
    assert set(wanted) <= set(ours)
    assert {each.operator for name, one in wanted.items() for each in one.specifier if name != "ndf"} == {">="}
    assert all(str(each) in str(ours[name]) for name, one in wanted.items() for each in one.specifier)
    assert ("psycopg" in wanted) == (lesson == colab_copies.MOST)


def test_the_command_writes_the_branch(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GITHUB_REPOSITORY", "owner/course")
    words = ("colab", "--out", str(tmp_path / "copies"), "--commit", COMMIT)
    code, output, errors = call(monkeypatch, capsys, *words)
    assert code == 0, errors
    assert f"{2 * len(LESSONS) + 1} files, which install owner/course at {COMMIT}" in output
    assert len(list((tmp_path / "copies").rglob("*.ipynb"))) == 2 * len(LESSONS)


def test_without_an_address_the_command_says_where_to_name_it(tmp_path, monkeypatch):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    monkeypatch.setattr(colab, "ROOT", tmp_path)
    with pytest.raises(colab.CourseProblem, match=r"Name it in CITATION\.cff: repository-code: https://github\.com/"):
        colab.run(None)
