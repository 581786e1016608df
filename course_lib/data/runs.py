"""The record of one-shot runs, published or drawn."""

from dataclasses import dataclass

import numpy as np

from course_lib.data.record import check_pictures
from course_lib.errors import expect


@dataclass(frozen=True, eq=False)
class OneShotRuns:
    """Runs of w-way one-shot classification, the ink bright on dark.

    Args:
        test: (runs, w, height, width, 1) uint8, for each run w drawings to name.
        gallery: (runs, w, height, width, 1) uint8, for each run one drawing of each of its w characters.
        answers: (runs, w) int64, for each test drawing the place of its character in the run's gallery.
        characters: (runs, w) int64, the label of each gallery drawing, or None where it is not published.
        drawers: (runs, 2) int64, who drew the gallery, who drew the test, or None.
        alphabets: the name of each run's alphabet, or ().

    Raises:
        ValueError: naming the field that does not fit.
    """

    test: np.ndarray
    gallery: np.ndarray
    answers: np.ndarray
    characters: np.ndarray | None = None
    drawers: np.ndarray | None = None
    alphabets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        runs = len(self.answers)
        fits = self.answers.ndim == 2 and (np.sort(self.answers) == np.arange(self.answers.shape[1])).all()
        expect(fits, "answers", f"shape {self.answers.shape}", "(runs, w), each place of the gallery once in a run")
        for argument, pictures in (("test", self.test), ("gallery", self.gallery)):
            fits = pictures.shape[:2] == self.answers.shape
            expect(fits, argument, f"shape {pictures.shape}", f"{(*self.answers.shape, 'h', 'w', 'c')}")
            check_pictures(pictures.reshape(-1, *pictures.shape[2:]))
        expected = {"characters": self.answers.shape, "drawers": (runs, 2)}
        for argument, shape in expected.items():
            column = getattr(self, argument)
            expect(column is None or column.shape == shape, argument, np.shape(column), f"shape {shape}")
        expect(len(self.alphabets) in (0, runs), "alphabets", len(self.alphabets), f"{runs}, one per run, or none")

    def __len__(self) -> int:
        return len(self.answers)
