"""The gate over tiny notebooks, each wrong in one way and run in a real kernel."""

import sys

import IPython
import pytest
from helpers.locales import ASCII_ALONE
from helpers.miniature import make_course, one_cell

from course_lib.authoring import builder, gate, kernel

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
SHOW_PNG = (
    f"import base64\nfrom IPython.display import Image\nImage(base64.b64decode('{PIXEL}'), format='png', alt='dot')"
)
PICTURE = 'from IPython.display import HTML, display\ndisplay(HTML(\'<img src="data:," alt="{}">\'))'
NO_ALT = f"Image takes an alternative text since IPython 8, and this is {IPython.__version__}"
TWICE = "\n".join([PICTURE.format("Two points on one curve, the second of them higher")] * 2)
CALLBACK = """
import ipywidgets
out = ipywidgets.Output()
slider = ipywidgets.IntSlider()
def moved(change):
    with out:
        {body}
slider.observe(moved, "value")
display(slider, out)
slider.value = 3
"""
ATTEMPT = """
from course_lib.exercises import attempt
def check(answer):
    assert answer == 6, "no"
attempt("01-1", {answer}, check, ours=6)
"""


# What lessons do with texts and files: print, draw, keep an attempt, read it again.
IN_ANY_SCRIPT = """
from course_lib.exercises import attempt, progress
def check(answer):
    assert answer == 6, "nein: süß, 猫"
attempt("01-1", 6, check, ours=6)
print("süß 猫 мой")
progress()
"""


# Each notebook: its code, its tags, and what the gate must say.
WRONG = {
    "the kernel dies": ("import os\nos._exit(1)", (), "cell lesson-00: the kernel died"),
    "a cell fails": ("1 / 0", (), "cell lesson-00: ZeroDivisionError: division by zero"),
    "nothing is raised": ("1", ("raises-exception",), "tagged `raises-exception` but raised nothing"),
    "an error in a callback": (CALLBACK.format(body="1 / 0"), (), "error inside an Output widget: ZeroDivisionError"),
    "a picture as PNG": (SHOW_PNG, (), "a picture without alternative text"),
    "an img without alt": ("from IPython.display import HTML\nHTML('<img src=\"x\">')", (), "an <img> without alt"),
    "an img with blank alt": ("from IPython.display import HTML\nHTML('<img alt=\" \">')", (), "an <img> without alt"),
    "a picture in a callback": (
        CALLBACK.format(body=SHOW_PNG.replace("\nImage", "\ndisplay(Image").replace("\n", "; ") + ")"),
        (),
        "inside a widget: a picture without alternative text",
    ),
    "an alt that is short": (PICTURE.format("two points"), (), "an alternative text of 10 characters, not 40 to 300"),
    "an alt that is long": (PICTURE.format("long" * 80), (), "an alternative text of 320 characters, not 40 to 300"),
    "two with one alt": (TWICE, (), "lesson-00: the alternative text of another figure: Two points on one"),
    "an HTML widget without alt": (
        "import ipywidgets\nipywidgets.HTML('<img>')",
        (),
        "inside a widget: an <img> without alternative text",
    ),
    "an image widget": (
        "import ipywidgets\nipywidgets.Image(value=b'')",
        (),
        "an Image widget can have no alternative",
    ),
    "a check that shows nothing": ("1", ("check",), "expected an exercise that is solved or not solved yet, got `1`"),
    "a wrong answer": (ATTEMPT.format(answer=5), ("check",), "got `01-1 not right yet: no."),
}

WITHOUT_ALT = {"a picture as PNG", "a picture in a callback"} if IPython.version_info < (8,) else set()


@pytest.mark.parametrize(
    ("code", "tags", "message"),
    [
        pytest.param(*WRONG[what], marks=[pytest.mark.skip(NO_ALT)] if what in WITHOUT_ALT else [], id=what)
        for what in WRONG
    ],
)
def test_a_wrong_notebook_is_named(tmp_path, code, tags, message):
    found = gate.problems(one_cell(tmp_path, code, tags), solutions=False)
    assert len(found) == 1
    assert message in found[0]


def test_a_kernel_keeps_its_asserts_whatever_the_environment_says(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")
    assert gate.problems(one_cell(tmp_path, "assert False"), solutions=False) == ["cell lesson-00: AssertionError: "]


def test_a_cell_that_runs_too_long_is_named(tmp_path):
    running = kernel.client(one_cell(tmp_path, "import time\ntime.sleep(60)"), timeout=1)
    assert gate.run(running, solutions=False) == ["cell lesson-00: ran for more than 1 seconds"]


@pytest.mark.parametrize(
    ("code", "tags"),
    [
        (
            PICTURE.format("Two points on one curve, the second of them higher"),
            (),
        ),
        ("1 / 0", ("raises-exception",)),
        (CALLBACK.format(body="print(change.new)"), ()),
    ],
)
def test_a_notebook_as_it_should_be_passes(tmp_path, code, tags):
    assert gate.problems(one_cell(tmp_path, code, tags), solutions=True) == []


def test_an_unsolved_exercise_passes_for_learners_only(tmp_path):
    path = one_cell(tmp_path, ATTEMPT.format(answer="..."), ["check"])
    assert gate.problems(path, solutions=False) == []
    assert "expected an exercise that is solved, got `01-1 not solved yet" in gate.problems(path, solutions=True)[0]


def test_kernels_run_this_python_in_the_notebooks_folder_and_leave_progress_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "mine.json"))
    code = f"""
import os, sys
assert os.path.samefile(os.getcwd(), {str(tmp_path)!r})
assert sys.executable == {sys.executable!r}
assert os.environ["COURSE_PROGRESS"] != {str(tmp_path / "mine.json")!r}
"""
    assert gate.problems(one_cell(tmp_path, code + ATTEMPT.format(answer=6)), solutions=False) == []
    assert not (tmp_path / "mine.json").exists()


def test_both_notebooks_of_a_lesson_pass(tmp_path):
    course = make_course(tmp_path)
    builder.build_notebooks(root=course)
    assert gate.problems(course / "notebooks" / "01_twins.ipynb", solutions=False) == []
    assert gate.problems(course / "notebooks" / "solutions" / "01_twins.ipynb", solutions=True) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no locale C, and its kernels print UTF-8")
def test_a_notebook_runs_in_any_folder_whatever_the_system_can_write(tmp_path):
    folder = tmp_path / "курс süß 猫"
    folder.mkdir()
    client = kernel.client(one_cell(folder, IN_ANY_SCRIPT))
    kept = str(folder / "прогресс.json")
    assert gate.run(client, solutions=True, COURSE_PROGRESS=kept, **ASCII_ALONE) == []
    said = [output.text for output in client.nb.cells[0].outputs if output.output_type == "stream"]
    assert "süß 猫 мой" in "".join(said)
    assert '"01-1"' in (folder / "прогресс.json").read_text(encoding="utf-8")
