"""Sources to notebooks: what a good one becomes, and what happens to files on the way."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from helpers.miniature import GOOD, README, derived, make_course, write

from course_lib.authoring import builder, links, source
from course_lib.paths import ROOT


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


def cells(course, name):
    return nbformat.read(course / "notebooks" / name, as_version=4).cells


def test_a_good_lesson_becomes_two_notebooks_and_a_map(course):
    assert builder.build_notebooks(root=course) == 0
    assert list(derived(course)) == [
        "notebooks/01_twins.ipynb",
        "notebooks/README.md",
        "notebooks/solutions/01_twins.ipynb",
    ]


def test_building_twice_gives_identical_bytes(course):
    builder.build_notebooks(root=course)
    first = derived(course)
    for name in first:
        (course / name).write_text(README if name.endswith("README.md") else "{}")
    assert builder.build_notebooks(root=course) == 0
    assert derived(course) == first


def test_line_ends_as_on_windows_change_nothing(course):
    builder.build_notebooks(root=course)
    first = derived(course)
    for path in course.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert builder.build_notebooks(check=True, root=course) == 0
    assert builder.build_notebooks(root=course) == 0
    assert derived(course) == first


def test_an_up_to_date_file_is_not_touched(course):
    builder.build_notebooks(root=course)
    path = course / "notebooks" / "01_twins.ipynb"
    os.utime(path, (1, 1))
    builder.build_notebooks(root=course)
    assert path.stat().st_mtime == 1


def test_the_learner_has_stubs_and_the_solutions_have_answers(course):
    builder.build_notebooks(root=course)
    learner, complete = cells(course, "01_twins.ipynb"), cells(course, "solutions/01_twins.ipynb")
    assert not any("solution" in cell.metadata.get("tags", []) for cell in learner)
    assert not any("exercise" in cell.metadata.get("tags", []) for cell in complete)
    assert any("return ..." in cell.source for cell in learner)
    assert any("return abs(a - b)" in cell.source for cell in complete)


def test_cell_ids_come_from_the_source_and_nothing_has_run(course):
    builder.build_notebooks(root=course)
    learner, complete = cells(course, "01_twins.ipynb"), cells(course, "solutions/01_twins.ipynb")
    assert [cell.id for cell in learner[:3]] == ["lesson-00", "lesson-01", "lesson-02"]
    shared = {cell.id: cell.source for cell in learner if cell.cell_type == "code"}
    assert all(shared.get(cell.id, cell.source) == cell.source for cell in complete)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in learner + complete)


def test_the_notebook_is_valid_and_names_its_kernel(course):
    builder.build_notebooks(root=course)
    notebook = nbformat.read(course / "notebooks" / "01_twins.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"


def test_hints_are_folded_and_numbered(course):
    builder.build_notebooks(root=course)
    hints = [cell.source for cell in cells(course, "01_twins.ipynb") if "hint" in cell.metadata.get("tags", [])]
    assert hints[1] == "<details><summary>Hint 2</summary>\n\nWhat does $|a - b|$ say?\n\n</details>"
    assert [hint[:24] for hint in hints] == [f"<details><summary>Hint {number}" for number in (1, 2, 3)] * 4


def test_comments_that_look_like_commands_stay_comments(course):
    builder.build_notebooks(root=course)
    assert cells(course, "01_twins.ipynb")[2].source.startswith("# cd is short for class distance\n")


def test_solutions_have_their_title_and_links_one_folder_up(course):
    builder.build_notebooks(root=course)
    card, text = cells(course, "solutions/01_twins.ipynb")[:2]
    assert card.source.startswith("# 01 Twins: Do twins agree? (solutions)\n")
    assert "](../figures/01_twins.svg)" in text.source
    assert "](../02_losses.ipynb)" in text.source
    assert "](figures/01_twins.svg)" in cells(course, "01_twins.ipynb")[1].source


def test_a_formula_is_no_link():
    assert links.one_folder_up("$f[i](x)$ and [a](https://example.org/x.html)") == (
        "$f[i](x)$ and [a](https://example.org/x.html)"
    )


def test_the_card_and_the_map_say_what_was_measured(course):
    builder.build_notebooks(root=course)
    assert (
        "**Takes** you about 40 minutes; the computer's time is not measured yet."
        in cells(course, "01_twins.ipynb")[0].source
    )
    measured = {"01_twins": {"cores": 2, "memory_gb": 0.9, "minutes": 0.6}}
    (course / "notebooks" / "measured.json").write_text(json.dumps(measured))
    builder.build_notebooks(root=course)
    assert (
        "**Takes** you about 40 minutes, and the computer 0.6 minutes on 2 cores, 0.9 GB of memory."
        in cells(course, "01_twins.ipynb")[0].source
    )
    row = "| [01 Twins](01_twins.ipynb) | Do twins agree? | 40 minutes | 0.6 minutes on 2 cores | 0.9 GB |"
    text = (course / "notebooks" / "README.md").read_text()
    assert row in text
    assert text.startswith("Before.\n")
    assert text.endswith("\nAfter.\n")


def test_the_map_says_what_a_lesson_writes_by_hand_and_where_it_lives(course):
    readme = course / "notebooks" / "README.md"
    readme.write_text(README + "<!-- by hand -->\n<!-- /by hand -->\n")
    builder.build_notebooks(root=course)
    assert "| [01 Twins](01_twins.ipynb) | `branch` | `course_lib.twins` |\n<!-- /by hand -->" in readme.read_text()
    assert "| Do twins agree? |" in readme.read_text()
    assert builder.build_notebooks(check=True, root=course) == 0


def test_check_names_what_is_missing_and_writes_nothing(course, capsys):
    before = derived(course)
    assert builder.build_notebooks(check=True, root=course) == 1
    said = capsys.readouterr().err
    assert f"{Path('notebooks/01_twins.ipynb')}: missing" in said
    assert f"{Path('notebooks/solutions/01_twins.ipynb')}: missing" in said
    assert f"{Path('notebooks/README.md')}: stale" in said
    assert derived(course) == before


def test_check_is_content_after_a_build(course, capsys):
    builder.build_notebooks(root=course)
    assert builder.build_notebooks(check=True, root=course) == 0
    assert capsys.readouterr().err == ""


def test_check_names_what_is_stale(course, capsys):
    builder.build_notebooks(root=course)
    write(course, GOOD.replace("Both agree.", "Both do agree."))
    assert builder.build_notebooks(check=True, root=course) == 1
    assert "01_twins.ipynb: stale" in capsys.readouterr().err


def test_left_over_notebooks_are_named_and_removed(course, capsys):
    builder.build_notebooks(root=course)
    (course / "notebooks" / "source" / "01_twins.py").rename(course / "notebooks" / "source" / "01_pairs.py")
    assert builder.build_notebooks(check=True, root=course) == 1
    assert "01_twins.ipynb: left over" in capsys.readouterr().err
    assert builder.build_notebooks(root=course) == 0
    assert "notebooks/01_twins.ipynb" not in derived(course)
    assert "notebooks/01_pairs.ipynb" in derived(course)


def test_a_notebook_that_somebody_has_run_is_neither_overwritten_nor_removed(course, capsys):
    builder.build_notebooks(root=course)
    path = course / "notebooks" / "01_twins.ipynb"
    worked_in = nbformat.read(path, as_version=4)
    worked_in.cells[2].execution_count = 1
    nbformat.write(worked_in, path)
    before = path.read_bytes()
    for check in (True, False):
        assert builder.build_notebooks(check=check, root=course) == 1
        assert "01_twins.ipynb: holds an output" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_killed_between_two_writes_every_file_is_old_or_new(course):
    builder.build_notebooks(root=course)
    old = derived(course)
    write(course, GOOD.replace("Both agree.", "Both do agree."))
    killer = (
        "import os, sys, pathlib\n"
        "from course_lib.authoring import builder\n"
        "replace, calls = os.replace, []\n"
        "def once_then_die(*paths):\n"
        "    calls.append(paths)\n"
        "    os.kill(os.getpid(), 9) if len(calls) == 2 else replace(*paths)\n"
        "os.replace = once_then_die\n"
        "builder.build_notebooks(root=pathlib.Path(sys.argv[1]))\n"
    )
    killed = subprocess.run([sys.executable, "-c", killer, str(course)], check=False, cwd=ROOT)
    assert killed.returncode != 0
    between = derived(course)
    builder.build_notebooks(root=course)
    new = derived(course)
    assert all(between[name] in (old[name], new[name]) for name in new)
    assert between != old
    assert between != new


def test_lines_of_cells_are_those_of_the_file(course):
    lesson = source.read(course / "notebooks" / "source" / "01_twins.py")
    lines = GOOD.splitlines()
    assert all(lines[cell.line - 1].startswith("# %%") for cell in lesson.cells)
    assert lesson.cells[4].tags == ("keep:twins", "claim:S1-2")


def test_the_notebooks_of_this_repository_are_up_to_date(capsys):
    code = builder.build_notebooks(check=True)
    assert code == 0, capsys.readouterr().err
