"""With requirements.txt alone, as in a browser, the lessons 01 to 05 find all that they import, but for networks."""

import ast
import json
import subprocess
import sys
from importlib.metadata import packages_distributions

from helpers.versions import TOP_LEVEL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course_lib.authoring import source
from course_lib.machine.requirements_lock import requirement_lines
from course_lib.paths import ROOT

NOT_IN_A_BROWSER = {"psutil", "fcntl"}
SCRIPT = """
import importlib, json, sys

missing, wanted = map(json.loads, sys.stdin.read().splitlines())

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in missing:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refused())
found = {}
for module, name in wanted:
    try:
        made = importlib.import_module(module)
        if not hasattr(made, name):
            importlib.import_module(f"{module}.{name}")
    except ModuleNotFoundError as error:
        found[f"{module}.{name}"] = error.name
print(json.dumps(found))
"""


def modules_beyond_the_library():
    """Names under which what stands in requirements-lab.txt alone is imported."""
    core, lab = (set(_names(ROOT / f"requirements{part}.txt")) for part in ("", "-lab"))
    own = lab - core
    return [name for name, of in packages_distributions().items() if {canonicalize_name(each) for each in of} <= own]


def _names(path):
    lines = requirement_lines(path.read_text(encoding="utf-8"))
    return [canonicalize_name(Requirement(line).name) for line in lines]


def imports_of_lessons():
    found = set()
    for lesson in source.read_all(ROOT):
        if "01" <= lesson.number[:2] <= "05":
            for cell in lesson.cells:
                nodes = [node for node in ast.walk(cell.parsed) if isinstance(node, ast.ImportFrom)]
                found |= {(node.module, each.name) for node in nodes for each in node.names}
    return sorted(each for each in found if each[0].startswith("course_lib"))


@TOP_LEVEL
def test_lessons_01_to_05_import_nothing_of_the_lab_but_networks():
    missing = sorted({*modules_beyond_the_library(), *NOT_IN_A_BROWSER})
    assert {"tensorflow", "faiss", "jupyterlab", "psycopg"} <= set(missing)
    wanted = imports_of_lessons()
    assert len(wanted) > 40
    given = f"{json.dumps(missing)}\n{json.dumps(wanted)}"
    ran = subprocess.run([sys.executable, "-c", SCRIPT], input=given, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert set(json.loads(ran.stdout).values()) <= {"keras", "tensorflow"}, ran.stdout
    assert len(json.loads(ran.stdout)) < 5, ran.stdout
