"""The book is made: npm fetches three parts, Sphinx sets the pages, pagefind reads them for the search."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from course_lib.book import finishing, site_source
from course_lib.errors import CourseProblem
from course_lib.machine import environment
from course_lib.paths import ROOT

HERE = Path(__file__).parent
FOLDER = ROOT / "build" / "book"
MATHJAX = "mathjax/tex-svg-full.js"
NO_NPM = (
    "The book takes its formulas and its search from npm, which is not here. Install Node.js 20 or newer, which brings "
    "npm, and call the same again."
)


def make_book(folder: Path = FOLDER, root: Path = ROOT) -> Path:
    """Make the book from the kept runs, which must be there, and return the folder of its pages.

    The pages of an earlier call stay as they are until the new ones are whole.

    Raises:
        CourseProblem: npm is missing, or one of the programs failed.
    """
    parts, python = npm_parts(folder / "npm"), environment.ensure_alone("book", "myst_nb", root)
    site_source.write_source(folder / "source", root)
    (folder / "source" / "_static" / "mathjax").mkdir()
    shutil.copy(parts / "mathjax" / "es5" / "tex-svg-full.js", folder / "source" / "_static" / MATHJAX)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as place:
        made = Path(place) / "html"
        _run(
            [python, "-m", "sphinx", "-q", "-W", "--keep-going", "-E", "-d", f"{place}/trees", folder / "source", made]
        )
        finishing.finish(made)
        _run([_program(parts, "pagefind"), "--site", made, "--silent"])
        shutil.rmtree(folder / "html", ignore_errors=True)
        os.replace(made, folder / "html")
    return folder / "html"


def npm_parts(folder: Path) -> Path:
    """The folder node_modules with the parts that package-lock.json names, fetched where they are missing.

    Raises:
        CourseProblem: npm is missing, or did not succeed.
    """
    wanted, stamp = (HERE / "package-lock.json").read_bytes(), folder / "fetched.json"
    if not stamp.is_file() or stamp.read_bytes() != wanted:
        npm = shutil.which("npm")
        if npm is None:
            raise CourseProblem(NO_NPM)
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        _run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder)
        stamp.write_bytes(wanted)
    return folder / "node_modules"


def _program(parts, name):
    return parts / ".bin" / (f"{name}.cmd" if os.name == "nt" else name)


def _run(words, cwd=None):
    words = [str(word) for word in words]
    if subprocess.run(words, cwd=cwd).returncode:
        raise CourseProblem(f"The book was not made: {Path(words[0]).name} did not succeed, and says why above.")
