"""What `make classroom` writes, from the sources of the lessons: for students, for the instructor, for nbgrader."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import jinja2
import nbformat

from course_lib.authoring import builder, links
from course_lib.authoring.exercise_rules import attempted
from course_lib.authoring.source import SourceError, read
from course_lib.classroom.nbgrader_source import answered, assignment
from course_lib.classroom.release import lesson_names, read_release
from course_lib.errors import CourseProblem
from course_lib.machine.files import replace_text
from course_lib.paths import ROOT

STUDENT, INSTRUCTOR, NBGRADER = "student", "instructor", "nbgrader"
OUR_ANSWERS = "our_answers"  # the student of nbgrader who must get all points
CONFIG = "nbgrader_config.py"


def write_handouts(out: Path, lessons: Sequence[str] = (), root: Path = ROOT) -> list[str]:
    """Write the notebooks of some lessons into a folder; those of an earlier call are replaced, all else stays.

    Args:
        out: the folder, which is made.
        lessons: names; when empty, all.
        root: of the checkout.

    Returns:
        The names of the lessons that nbgrader has got an assignment of: those with an exercise.

    Raises:
        CourseProblem: an unknown lesson, a faulty source, or a folder that cannot be written.
    """
    known = lesson_names(root)
    unknown = [name for name in lessons if name not in known]
    if unknown:
        raise CourseProblem(f"There is no lesson {unknown[0]!r}; the lessons are {', '.join(known)}.")
    try:
        texts = builder.derive(root)
        return _write_all(out, [name for name in known if name in (lessons or known)], texts, root)
    except SourceError as problem:
        raise CourseProblem(str(problem)) from problem
    except OSError as problem:
        raise CourseProblem(f"--out: {out} cannot be written ({problem.strerror or problem}).") from problem


def _write_all(out, names, texts, root):
    folder = root / "notebooks"
    for kind in (STUDENT, INSTRUCTOR):
        shutil.copytree(folder / "figures", out / kind / "figures", dirs_exist_ok=True)
    for name in names:
        replace_text(out / STUDENT / f"{name}.ipynb", texts[folder / f"{name}.ipynb"])
        replace_text(out / INSTRUCTOR / f"{name}.ipynb", _beside(texts[folder / "solutions" / f"{name}.ipynb"]))
    graded = [name for name in names if _has_exercises(root, name)]
    for name in graded:
        _write_assignment(out / NBGRADER, name, texts[folder / f"{name}.ipynb"], root)
    if graded and not (out / NBGRADER / CONFIG).exists():
        loader = jinja2.PackageLoader("course_lib.classroom")
        config = jinja2.Environment(loader=loader, keep_trailing_newline=True).get_template(f"{CONFIG}.j2")
        replace_text(out / NBGRADER / CONFIG, config.render())
    return graded


def _has_exercises(root, name):
    return any(attempted(cell) for cell in read(root / "notebooks" / "source" / f"{name}.py").cells)


def _beside(text):
    """A complete notebook with the links of one that lies beside the others."""
    made = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    for cell in made.cells:
        if cell.cell_type == "markdown":
            cell.source = links.one_folder_down(cell.source)
    return _text(made)


def _write_assignment(out, name, text, root):
    release = read_release(name, root)
    made = assignment(nbformat.reads(text, as_version=nbformat.NO_CONVERT), release)
    source = out / "source" / name
    replace_text(source / f"{name}.ipynb", _text(made))
    replace_text(out / "submitted" / OUR_ANSWERS / name / f"{name}.ipynb", _text(answered(made, release)))
    for target in {target for cell in made.cells for target in links.local_targets(cell.source)}:
        if target.startswith("figures/"):
            (source / target).parent.mkdir(exist_ok=True)
            shutil.copy(root / "notebooks" / target, source / target)


def _text(made):
    return nbformat.writes(made, version=nbformat.NO_CONVERT) + "\n"
