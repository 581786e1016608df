"""Who may import whom: the arrows of the library point one way, and light modules stay light."""

import ast
import subprocess
import sys

import pytest

from course_lib.environment import ROOT

LIBRARY = ROOT / "course_lib"
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(LIBRARY.rglob("*.py"))
}
LESSONS = sorted((ROOT / "notebooks" / "source").glob("*.py"))
MAY_BUILD = ("course_lib.build", "course_lib.commands")
HEAVY = {"tensorflow", "keras"}


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


def part(name):
    """The module or package directly under course_lib: course_lib.by_hand.twins gives by_hand."""
    first, _, rest = name.partition(".")
    return rest.partition(".")[0] if first == "course_lib" else ""


IMPORTS = {name: imported(path) for name, path in FILES.items()}


def parts_imported_by(part_name):
    """Parts of course_lib that a part imports, itself left out."""
    names = [imports for name, imports in IMPORTS.items() if part(name) == part_name]
    assert names, f"course_lib has no {part_name}"
    return {part(target) for imports in names for target in imports} - {part_name, ""}


def reached_from(part_name):
    """Parts that a part imports directly or through others."""
    reached, waiting = set(), {part_name}
    while waiting:
        step = parts_imported_by(waiting.pop()) & {part(name) for name in FILES}
        waiting |= step - reached
        reached |= step
    return reached


@pytest.mark.parametrize("file", ["__init__", "__main__"])
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
        ("ipywidgets", {"course_lib.widgets", "course_lib.page.view"}),
        ("psycopg", {"course_lib.store"}),
        ("pgvector", {"course_lib.store"}),
    ],
)
def test_figures_widgets_and_the_database_come_from_few_places(package, owners):
    users = {name for name, imports in IMPORTS.items() if package in packages(imports)}
    assert {owner for name in users for owner in owners if f"{name}.".startswith(f"{owner}.")} == owners
    assert [name for name in users if not f"{name}.".startswith(tuple(f"{owner}." for owner in owners))] == []
    assert [path.name for path in LESSONS if package in packages(imported(path))] == []


def test_nothing_but_the_command_line_imports_build():
    users = {
        name for name, imports in IMPORTS.items() if any(target.startswith("course_lib.build") for target in imports)
    }
    assert [name for name in users if not name.startswith(MAY_BUILD)] == []
    assert [path.name for path in LESSONS if any("course_lib.build" in target for target in imported(path))] == []


def test_the_engine_by_hand_knows_only_numpy():
    outside = {target for name, imports in IMPORTS.items() if part(name) == "by_hand" for target in imports}
    assert packages(outside) <= set(sys.stdlib_module_names) | {"numpy", "course_lib"}
    assert parts_imported_by("by_hand") <= {"errors"}


@pytest.mark.parametrize(
    "name",
    [
        "losses",
        "batches",
        "attention",
        "models",
        "metrics",
        "search",
        "store",
        "distances",
        "saliency",
        "data",
        "by_hand",
        "one_shot",
    ],
)
def test_calculation_knows_no_plot_and_no_widget(name):
    assert not {"plots", "widgets", "page", "exercises"} & reached_from(name)
    assert parts_imported_by("plain_network") == {"errors"}


@pytest.mark.parametrize("name", ["search", "store", "metrics", "distances", "data", "plots"])
def test_arrows_do_not_point_back(name):
    assert "widgets" not in reached_from(name)
    assert not {"search", "metrics"} & (reached_from("distances") | reached_from("data"))


@pytest.mark.parametrize(
    "name",
    ["data", "metrics", "search", "store", "distances", "hashing", "spectrum", "saliency", "plain_network", "one_shot"],
)
def test_light_parts_import_nothing_heavy_anywhere(name):
    for member in {name, *reached_from(name)}:
        imports = {target for module, found in IMPORTS.items() if part(module) == member for target in found}
        assert not HEAVY & packages(imports), member


def test_light_modules_load_without_tensorflow():
    light = (
        "metrics",
        "search",
        "store",
        "distances",
        "hashing",
        "spectrum",
        "saliency",
        "data",
        "plots",
        "widgets",
        "exercises",
        "by_hand",
        "plain_network",
        "one_shot",
    )
    script = "import sys, course_lib\n" + "".join(f"import course_lib.{name}\n" for name in light)
    script += f"loaded = {HEAVY!r} & set(sys.modules)\nassert not loaded, loaded\n"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)


def test_a_visitor_of_the_page_costs_no_network_library_and_no_figures():
    unwanted = HEAVY | {"matplotlib", "sklearn", "scipy", "pandas", "h5py"}
    script = f"import sys, course_lib.page\nloaded = {unwanted!r} & set(sys.modules)\nassert not loaded, loaded\n"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)
    users = {name for name, imports in IMPORTS.items() if part(name) == "page" and "course_lib.training" in imports}
    assert users == {"course_lib.page.prepare"}
