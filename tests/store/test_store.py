"""The store on its embedded server."""

import contextlib
import itertools
import tempfile
from pathlib import Path

import numpy as np
import pytest
from helpers.interrupts import Stepper
from helpers.store_programs import named
from helpers.store_suite import *  # noqa: F403

from course_lib.store import Store


@pytest.fixture(scope="session")
def place():
    """Where the stores of these tests are: a folder of their own, which the server's account may reach."""
    with tempfile.TemporaryDirectory(prefix="course-store-") as folder:
        shared = {"folder": Path(folder) / "postgres"}
        with Store("keeps_the_server_running", **shared):
            yield shared


STEPS_OF_A_STORE = tuple(f"store/{name}.py" for name in ("store", "tables", "versions", "columns", "arguments"))


@pytest.mark.parametrize("change", ["the first add", "add", "remove", "fill"])
def test_control_c_before_any_line_leaves_all_or_nothing(place, change):
    """And the same store goes on."""
    numbers = itertools.count()
    stores = []

    def begin(at=None):
        name = f"interrupted_{change.replace(' ', '_')}_{next(numbers)}"
        store = Store(name, **place)
        stores.append(store)
        ids = store.add(np.eye(4), named(4)) if change != "the first add" else []
        version = store.versions.add(2) if change == "fill" else None
        with Stepper(STEPS_OF_A_STORE, at) as stepper:
            if change == "remove":
                store.remove(ids[:3])
            elif change == "fill":
                store.versions.fill(version, ids, np.ones((4, 2)))
            else:
                store.add(np.eye(4)[:3], named(3))
        return stepper.steps

    steps = begin()
    assert steps > 15
    before, after = {"the first add": (0, 3), "add": (4, 7), "remove": (4, 1), "fill": (4, 0)}[change]
    seen = set()
    for at in range(0, steps, 1 + steps // 20):
        with contextlib.suppress(KeyboardInterrupt):
            begin(at)
        store = stores.pop()
        count = len(store.versions.missing(2)) if change == "fill" else len(store)
        assert count in (before, after)
        seen.add(count)
        assert len(store.add(np.eye(4)[:1], named(1))) == 1
        assert store.versions.missing(store.versions.active().version).size == 0
        store.close()
    assert before in seen
    stores.pop().close()
