"""Which environments are kept, and for which Pythons; tests/machine/test_environment.py installs into real ones."""

import re
import venv

from course_lib.machine.installation import NEWEST, OLDEST, can_be_kept, is_supported, python_of
from course_lib.machine.processes import python_version
from course_lib.paths import ROOT


def test_an_environment_without_pip_or_of_nobody_is_not_kept(tmp_path):
    assert not can_be_kept({}, tmp_path / ".venv")
    venv.create(tmp_path / ".venv", with_pip=False)
    assert python_version(python_of(tmp_path / ".venv")) is None
    assert not can_be_kept({}, tmp_path / ".venv")


def test_the_range_is_the_one_that_pyproject_states():
    stated = re.search(
        r'requires-python = ">=3\.(\d+),<3\.(\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    )
    assert ((3, int(stated[1])), (3, int(stated[2]) - 1)) == (OLDEST, NEWEST)
    assert [is_supported(version) for version in ((3, 9, 18), OLDEST, NEWEST, (3, 14))] == [False, True, True, False]
