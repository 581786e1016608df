"""Who may import whom: the arrows of the library point one way, and light modules stay light."""

import ast
import collections
import subprocess
import sys

import pytest

from course_lib.paths import ROOT

LIBRARY = ROOT / "course_lib"
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(LIBRARY.rglob("*.py"))
}
LESSONS = sorted((ROOT / "notebooks" / "source").glob("*.py"))
# The rooms, floor by floor: a room imports from the floors below its own, and from no neighbour.
FLOORS = (
    {"errors", "findings"},
    {"settings"},
    {"paths"},
    {"machine", "tensors", "labels", "arrays"},
    {"distances", "by_hand", "attention", "plots", "slider_names"},
    {"data", "models", "losses", "search", "exercises"},
    {"training", "evaluation", "widgets", "store"},
    {"recipes", "report"},
    {"app"},
    {"authoring"},
    {"classroom", "book", "lite"},
    {"cli"},
    {"__main__"},
)
ONLY = {  # what a room that could reach more confines itself to
    "by_hand": {"errors"},
    "attention": {"errors", "tensors"},
    "losses": {"errors", "tensors", "labels"},
    "models": {"errors", "settings", "tensors", "attention", "machine"},
    "plots": {"errors", "machine"},
    "report": {"errors", "paths", "machine", "plots", "evaluation"},
    "data": {"errors", "settings", "paths", "machine", "labels"},
    "search": {"errors", "arrays", "machine", "distances"},
    "store": {"errors", "settings", "paths", "arrays", "machine", "distances", "search"},
    "evaluation": {"errors", "arrays", "labels", "distances", "data"},
}
HEAVY = {"tensorflow", "keras"}
LIGHT = (
    "arrays",
    "by_hand",
    "data",
    "distances",
    "evaluation",
    "exercises",
    "plots",
    "report",
    "search",
    "store",
    "widgets",
)


def imported(path, module="", top_level_only=False):
    """Full names of what a file imports: `from a import b` gives a and a.b."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in tree.body if top_level_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: a relative import"
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def packages(names):
    """First parts of full names."""
    return {name.partition(".")[0] for name in names}


def room(name):
    """The module or package directly under course_lib: course_lib.by_hand.twins gives by_hand."""
    first, _, rest = name.partition(".")
    return rest.partition(".")[0] if first == "course_lib" else ""


IMPORTS = {name: imported(path) for name, path in FILES.items()}
ROOMS = {room(name) for name in FILES} - {""}


def rooms_imported_by(name):
    """Rooms that a room imports from, itself left out."""
    found = [imports for module, imports in IMPORTS.items() if room(module) == name]
    return {room(target) for imports in found for target in imports} & ROOMS - {name}


def test_every_room_has_its_floor():
    assert collections.Counter(name for floor in FLOORS for name in floor) == dict.fromkeys(ROOMS, 1)


@pytest.mark.parametrize(("floor", "name"), [(i, name) for i, floor in enumerate(FLOORS) for name in sorted(floor)])
def test_arrows_point_down(floor, name):
    below = set().union(*FLOORS[:floor])
    assert rooms_imported_by(name) <= ONLY.get(name, below)
    assert ONLY.get(name, set()) <= below


def test_no_two_modules_have_one_name():
    names = collections.Counter(path.stem for path in FILES.values() if path.name != "__init__.py")
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("file", ["__init__", "__main__", "cli/parser"])
def test_what_runs_before_the_installation_needs_only_the_standard_library(file):
    waiting, seen = {LIBRARY / f"{file}.py"}, set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        names = imported(path, top_level_only=True)
        assert packages(names) <= set(sys.stdlib_module_names) | {"course_lib"}, path.name
        waiting |= {FILES[name] for name in names if name in FILES} - seen


@pytest.mark.parametrize(
    ("package", "owners"),
    [
        ("matplotlib", {"course_lib.plots"}),
        ("ipywidgets", {"course_lib.widgets", "course_lib.app.view"}),
        (
            "anywidget",
            {"course_lib.widgets.drawing_pad", "course_lib.slider_names", "course_lib.app.page_gestures"},
        ),
        ("psycopg", {"course_lib.store"}),
        ("pgvector", {"course_lib.store"}),
    ],
)
def test_figures_widgets_and_the_database_come_from_few_places(package, owners):
    users = {name for name, imports in IMPORTS.items() if package in packages(imports)}
    assert {owner for name in users for owner in owners if f"{name}.".startswith(f"{owner}.")} == owners
    assert [name for name in users if not f"{name}.".startswith(tuple(f"{owner}." for owner in owners))] == []
    assert [path.name for path in LESSONS if package in packages(imported(path))] == []


@pytest.mark.parametrize("name", ["authoring", "book", "classroom", "cli", "machine"])
def test_lessons_import_nothing_that_is_not_for_learners(name):
    allowed = {"course_lib.machine.computer", "course_lib.machine"}
    for path in LESSONS:
        found = {target for target in imported(path) if room(target) == name}
        assert {".".join(target.split(".")[:3]) for target in found} <= allowed, path.name


def test_the_engine_by_hand_knows_only_numpy():
    outside = {target for name, imports in IMPORTS.items() if room(name) == "by_hand" for target in imports}
    assert packages(outside) <= set(sys.stdlib_module_names) | {"numpy", "course_lib"}


@pytest.mark.parametrize("name", LIGHT)
def test_light_rooms_import_nothing_heavy(name):
    imports = {target for module, found in IMPORTS.items() if room(module) == name for target in found}
    assert not HEAVY & packages(imports)


def test_light_rooms_load_without_tensorflow():
    light = [name for name in FILES if room(name) in LIGHT] + ["course_lib.recipes.measurements"]
    script = "import sys\n" + "".join(f"import {name}\n" for name in light)
    script += f"loaded = {HEAVY!r} & set(sys.modules)\nassert not loaded, loaded\n"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=300)


def test_a_visitor_of_the_page_costs_no_network_library_and_no_figures():
    unwanted = HEAVY | {"matplotlib", "sklearn", "scipy", "pandas", "h5py"}
    script = f"import sys, course_lib.app.view\nloaded = {unwanted!r} & set(sys.modules)\nassert not loaded, loaded\n"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=300)
