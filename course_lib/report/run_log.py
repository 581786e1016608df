"""The runs of a study, each in a file of its own: whatever is interrupted, what was added before is there.

A run is known by its setting and its seed; added again, it takes the place of the old one.
"""

import hashlib
import json
import os
import re
import time
from collections.abc import Mapping
from pathlib import Path

from course_lib.errors import check_seed, expect
from course_lib.paths import study_folder
from course_lib.plots.core import save
from course_lib.plots.literal import Figure
from course_lib.report.records import (
    Picture,
    Run,
    checked_number,
    checked_text,
    read_record,
    read_run,
    write_record,
    write_run,
)
from course_lib.report.surroundings import facts

STUDY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class RunLog:
    """The runs and figures of a study, in the folder `folder`, which is made by the first of them.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     log = RunLog(folder)
    ...     log.add("margin 1", seed=0, numbers={"MAP@R": 0.81})
    ...     log.add("margin 1", seed=0, numbers={"MAP@R": 0.82})
    ...     [(run.setting, run.seed, run.numbers) for run in log.runs()]
    [('margin 1', 0, {'MAP@R': 0.82})]
    """

    def __init__(self, folder: str | os.PathLike):
        self.folder = Path(folder)

    def add(self, setting: str, seed: int, numbers: Mapping[str, float]) -> None:
        """Write a run down, in place of one with the same setting and seed.

        Args:
            setting: any text that names what was run.
            seed: of the run.
            numbers: {name: value}. NaN and infinity are kept as missing: that a run failed belongs into the record.

        Raises:
            ValueError: a name is empty, the seed is no whole number, there is no number, or one is none.
            OSError: the folder cannot be written.
        """
        checked_text("setting", setting)
        check_seed(seed)
        expect(isinstance(numbers, Mapping) and numbers, "numbers", repr(numbers), "at least one, {name: value}")
        kept = {checked_text("numbers", name): checked_number(name, value) for name, value in numbers.items()}
        path = self._file("runs", [setting, int(seed)], ".json")
        began = read_run(path).when if path.exists() else time.time()
        write_run(path, Run(setting, int(seed), kept, began, facts()))

    def add_figure(self, name: str, figure: Figure, alt: str) -> None:
        """Keep a figure of the study as PNG, in place of one with the same name; `alt` says in words what it shows.

        Raises:
            ValueError: name or alt is empty, or `figure` is no figure.
            OSError: the folder cannot be written.
        """
        checked_text("name", name)
        checked_text("alt", alt)
        expect(hasattr(figure, "savefig"), "figure", type(figure).__name__, "a figure of matplotlib")
        path = self._file("figures", [name], ".png")
        save(figure, path)
        write_record(path.with_suffix(".json"), {"name": name, "alt": alt, "when": time.time()})

    def runs(self) -> list[Run]:
        """All runs, in the order in which each was first added.

        Raises:
            ValueError: a file is damaged; names it.
        """
        return sorted(map(read_run, self._files("runs")), key=lambda run: (run.when, run.setting, run.seed))

    def figures(self) -> list[Picture]:
        """All figures, by their names.

        Raises:
            ValueError: a file is damaged; names it.
        """
        told = [
            (read_record(path, {"name": str, "alt": str}), path.with_suffix(".png")) for path in self._files("figures")
        ]
        found = [Picture(words["name"], words["alt"], path) for words, path in told if path.exists()]
        return sorted(found, key=lambda picture: picture.name)

    def _file(self, kind, key, ending):
        digest = hashlib.sha256(json.dumps(key).encode()).hexdigest()[:24]
        return self.folder / kind / f"{digest}{ending}"

    def _files(self, kind):
        return [path for path in sorted((self.folder / kind).glob("*.json")) if not path.name.startswith(".")]


def open_study(name: str) -> RunLog:
    """The RunLog of a study of one's own, in a folder of that name beside the learner's progress.

    Raises:
        ValueError: the name has other signs than letters, digits, - and _.
    """
    fits = isinstance(name, str) and STUDY.fullmatch(name)
    expect(fits, "name", repr(name), "letters, digits, - and _, at most 64, beginning with a letter or digit")
    return RunLog(study_folder() / name)
