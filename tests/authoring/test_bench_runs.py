"""Runs of measurements: what is kept of them, what a busy machine may not replace, and where they go on."""

import subprocess
import sys

import pytest

from course_lib.authoring import bench_runs
from course_lib.authoring.bench_runs import Run, measure, read_runs, write_runs
from course_lib.errors import CourseProblem
from course_lib.machine.other_load import OtherLoad
from course_lib.paths import ROOT

README = """# Measurements

| command | table | time |
|---|---|---|
| `make bench ARGS=fast`, more | [fast.md](fast.md) | 1 second |
| `make bench ARGS=wrong` | [wrong.md](wrong.md) | never |

<!-- measured -->
old
<!-- measured: end -->
After it.
"""
FAST = (
    "from pathlib import Path\np = Path('bench/fast.md')\np.write_text((p.read_text() if p.exists() else '') + 'x')\n"
)


@pytest.fixture
def root(tmp_path, monkeypatch):
    (tmp_path / "bench").mkdir()
    (tmp_path / "course_lib" / "recipes" / "measured").mkdir(parents=True)
    (tmp_path / "bench" / "README.md").write_text(README)
    (tmp_path / "bench" / "fast.py").write_text(FAST)
    (tmp_path / "bench" / "wrong.py").write_text("raise SystemExit(3)\n")
    monkeypatch.setattr(bench_runs, "commit", lambda root: "abc1234")
    monkeypatch.setattr(bench_runs.psutil, "cpu_percent", lambda interval: 4.0)
    monkeypatch.setattr(bench_runs.OtherLoad, "_watch", lambda self: None)
    return tmp_path


def busy(monkeypatch):
    monkeypatch.setattr(bench_runs.psutil, "cpu_percent", lambda interval: 60.0)


def table(root):
    return (root / "bench" / "fast.md").read_text()


def test_a_run_is_noted_with_its_load_and_not_repeated_at_its_commit(root, capsys):
    assert measure(["fast"], root=root) == 0
    run = read_runs(root)["fast"]
    assert (run.commit, run.before, run.during, run.quiet) == ("abc1234", 0.04, 0.0, True)
    readme = (root / "bench" / "README.md").read_text()
    assert "| [fast](fast.md) |" in readme
    assert "old" not in readme
    assert readme.endswith("After it.\n")
    assert measure(["fast"], root=root) == 0
    assert table(root) == "x"
    assert "was measured at this commit" in capsys.readouterr().out
    assert measure(["fast"], again=True, root=root) == 0
    assert table(root) == "xx"


def test_a_busy_machine_replaces_no_quiet_run(root, monkeypatch, capsys):
    measure(["fast"], root=root)
    before = read_runs(root)
    busy(monkeypatch)
    assert measure(["fast"], again=True, root=root) == 0
    assert table(root) == "x"
    assert read_runs(root) == before
    assert (root / "build" / "bench" / "fast.md").read_text() == "xx"
    assert "The machine was busy" in capsys.readouterr().out


def test_a_first_run_on_a_busy_machine_says_so_and_is_run_again(root, monkeypatch):
    busy(monkeypatch)
    for expected in ("x", "xx"):
        measure(["fast"], root=root)
        assert table(root) == expected
    assert "**busy: read the ratios, not the times**" in (root / "bench" / "README.md").read_text()


def test_the_first_part_that_fails_ends_the_call_and_is_not_noted(root):
    assert measure(root=root) == 3
    assert set(read_runs(root)) == {"fast"}


def test_an_unknown_part_is_named(root):
    with pytest.raises(CourseProblem, match="names: expected some of fast, wrong, got slow"):
        measure(["slow"], root=root)


def test_what_other_programs_take_is_seen():
    spin = [sys.executable, "-c", "import time\nend = time.time() + 6\nwhile time.time() < end: pass"]
    own, other = subprocess.Popen(spin), subprocess.Popen(spin)
    with OtherLoad(own.pid) as load:
        own.wait()
    other.wait()
    assert 0.1 < load.others <= 1  # half of two cores, or less where the machine has more


def test_every_part_of_the_real_list_has_its_script_and_the_table_of_runs_is_as_written():
    known = bench_runs.parts()
    assert len(known) >= 16
    assert [name for name, script in known.items() if not script.is_file()] == []
    readme = (ROOT / "bench" / "README.md").read_text(encoding="utf-8")
    runs = read_runs()
    assert set(runs) <= set(known)
    assert not runs or bench_runs.table(runs) in readme


def test_runs_come_back_as_they_were_written(root):
    run = Run("2026-01-02", "abc1234", 2, 0.5, 0.25, 61)
    write_runs({"fast": run}, root)
    assert read_runs(root) == {"fast": run}
    assert not run.quiet
