"""What bench/peer.py does with its numbers, and how its trainings take turns; here small programs stand for them."""

import doctest
import importlib
import sys
import time

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import CourseProblem
from course_lib.paths import ROOT

COUNTING = """
import sys, time
import numpy as np
folder, seed, steps = sys.argv[1], *map(int, sys.argv[2:])
counter = np.memmap(folder + "/counter", "int64", "r+")
for _ in range(steps):
    counter[0] += 1
    time.sleep(0.005)
np.savez(folder + "/result.npz", np.eye(2), np.ones(3), embeddings=np.zeros((1, 2)), loss=0.5)
"""


@pytest.fixture(scope="module")
def modules():
    """bench/peer.py and bench/peer_turns.py, which find each other as they do when called."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "bench")
        yield importlib.import_module("peer"), importlib.import_module("peer_turns")


@pytest.fixture
def peer(modules, tmp_path, monkeypatch):
    monkeypatch.setattr(modules[0], "HERE", tmp_path)
    return modules[0]


@pytest.fixture
def turns(modules, monkeypatch):
    monkeypatch.setattr(modules[1], "TURN", 0.2)
    return modules[1]


def run_of(peer, slices, busy=0.0, right=0.5):
    """What `measured` gives, from {library: [(steps, seconds), ...]}."""
    rest = {"start": 5.0, "apart": 1e-6, "precision_at_1": {"seen": right, "unseen": right + 0.25}}
    libraries = {name: {"steps": sum(n for n, _ in found), "slices": found, **rest} for name, found in slices.items()}
    return {"busy": busy, "libraries": libraries}


def alike(peer, slices):
    """The same turns for each library."""
    return {name: slices for name in (peer.OURS, peer.PEER)}


def settings_of():
    return {"seconds": 4.0, "threads": 2, "device": "a processor, 2 cores", "versions": {"PyTorch": "2.0"}}


def test_the_examples_hold(modules):
    assert [doctest.testmod(module).failed for module in modules] == [0, 0]


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(1, 90), st.booleans()), min_size=1, max_size=9))
def test_only_full_turns_are_compared(modules, pairs):
    seconds = {True: modules[1].TURN, False: modules[1].TURN / 8}
    ours, theirs = [(a, seconds[full]) for a, _b, full in pairs], [(b, seconds[True]) for _a, b, _full in pairs]
    expected = [a / b for a, b, full in pairs if full]
    assert modules[0].ratios(ours, [*theirs, (1, 2.0)]).tolist() == pytest.approx(expected)


def test_the_table_says_how_many_times_as_fast(peer):
    slow, fast = [(10, 2.0), (30, 2.0)], [(20, 2.0), (30, 2.0), (1, 0.1)]
    runs = {"0": run_of(peer, {peer.OURS: slow, peer.PEER: fast})}
    ours, theirs = (row.split(" | ") for row in peer.table(runs)[2:])
    assert ours[:3] == [f"| {peer.OURS}", "640", "0.75 (0.50 to 1.00)"]
    assert theirs[1:5] == [f"{64 * 51 / 4.1:.0f}", "1", "51", "4"]
    assert ours[-2:] == ["0.500", "0.750 |"]


def test_several_seeds_have_a_deviation(peer):
    slices = alike(peer, [(10, 2.0)])
    runs = {seed: run_of(peer, slices, right=right) for seed, right in (("0", 0.25), ("1", 0.75))}
    assert all("0.500 ± 0.354" in row for row in peer.table(runs)[2:])


@pytest.mark.parametrize("busy", [0.01, 0.9])
def test_a_busy_machine_is_named(peer, busy):
    peer.write(settings_of(), {"encoder": {"0": run_of(peer, alike(peer, [(10, 2.0)]), busy)}})
    text = (peer.HERE / "peer.md").read_text()
    assert ("not the table to quote" in text) == (busy > 0.5)
    assert ("90%" in text) == (busy > 0.5)


def test_finished_seeds_are_kept_for_the_same_settings(peer):
    assert peer.kept(settings_of()) == {}
    run = run_of(peer, alike(peer, [[10, 2.0]]))
    peer.write(settings_of(), {"residual": {"0": run}})
    assert peer.kept(settings_of()) == {"residual": {"0": run}}
    assert peer.kept(settings_of() | {"threads": 1}) == {}
    (peer.HERE / "peer.json").write_text("{")
    assert peer.kept(settings_of()) == {}


def test_a_missing_peer_comes_with_the_command(peer, tmp_path):
    with pytest.raises(CourseProblem, match=r"make bench"):
        peer.versions(str(tmp_path / "python"))
    bare = tmp_path / "bare.py"  # a Python that finds no packages
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -I -S "$@"\n')
    bare.chmod(0o755)
    with pytest.raises(CourseProblem, match=r"pip install -r requirements-backends.txt -r requirements-bench.txt"):
        peer.versions(str(bare))


def test_trainings_take_turns(turns, tmp_path):
    programs = dict.fromkeys("ab", ([sys.executable, "-c", COUNTING], None))
    with turns.started(programs, tmp_path, 0, {"a": 300, "b": 200}) as trainings:
        first, second = trainings.values()
        assert first.counter[0] >= turns.WARM_UP
        stood = int(first.counter[0])
        second.turn(0.3)
        assert first.counter[0] == stood
        assert second.counter[0] > turns.WARM_UP
        turns.take_turns(trainings.values())
    assert [int(each.counter[0]) for each in trainings.values()] == [300, 200]
    weights, embeddings, loss = first.result()
    assert ([w.shape for w in weights], embeddings.shape, loss) == ([(2, 2), (3,)], (1, 2), 0.5)


def test_a_training_of_no_steps_ends_in_its_first_turn(turns, tmp_path):
    program = ([sys.executable, "-c", COUNTING], None)
    with turns.started({"a": program}, tmp_path, 0, {"a": 0}) as trainings:
        turns.take_turns(trainings.values())
        assert trainings["a"].result()[2] == 0.5
        assert trainings["a"].slices[0][0] == 0


def test_no_training_outlives_the_block(turns, tmp_path):
    program = ([sys.executable, "-c", COUNTING], None)
    with turns.started({"a": program}, tmp_path, 0, {"a": 10_000}) as trainings:
        turns.take_turns(trainings.values(), 2)
        assert len(trainings["a"].slices) == 2
    time.sleep(0.05)
    assert not psutil.pid_exists(trainings["a"].process.pid) or not trainings["a"].process.is_running()


def test_a_training_that_breaks_off_says_why(turns, tmp_path):
    program = ([sys.executable, "-c", "raise SystemExit('no photos')"], None)
    with pytest.raises(CourseProblem, match="no photos"), turns.started({"a": program}, tmp_path, 0, {"a": 5}):
        pass
