"""How the reader of lesson 14 is judged: on scribbles, and on Omniglot where it is there."""

import numpy as np
import pytest

from course_lib import data
from course_lib.evaluation.certainty import bootstrap_interval
from course_lib.paths import ROOT
from course_lib.recipes import characters, measurements, reading_task


def test_a_short_training_reads_alphabets_that_it_never_saw(task, network):
    before = reading_task.errors_of(characters.character_encoder(), task.runs).mean()
    after = reading_task.errors_of(network, task.runs).mean()
    assert after < before / 3, (after, before)
    assert set(reading_task.validation_errors(network, task)) == set(task.validation)
    assert not set(task.validation) & set(task.letters.coarse_names)


@pytest.mark.parametrize("part", characters.OTHER)
def test_the_shipped_reader_errs_as_measured(part):
    if not data.find("omniglot-runs"):
        pytest.skip("the published runs are not on this machine")
    first = measurements.readers()[part][0]  # the weights are those of seed 0
    runs = data.omniglot_runs(characters.SIZE)
    reader = characters.shipped_reader(part)
    assert abs(reading_task.errors_of(reader, runs).mean() - np.mean(first["plain"])) < 1


@pytest.mark.parametrize("part", characters.OTHER)
def test_validation_alphabets_are_neither_trained_on_nor_published_runs(part):
    if not data.find(f"omniglot-{part}"):
        pytest.skip("Omniglot is not on this machine")
    task = reading_task.omniglot_task(part)
    assert len(task.validation) == 3
    assert not set(task.validation) & set(task.letters.coarse_names)
    tested = {drawing.tobytes() for part in (task.runs.test, task.runs.gallery) for drawing in part.reshape(400, -1)}
    assert not tested & {drawing.tobytes() for drawing in task.letters.pictures}


def test_wrong_input_is_named(task):
    with pytest.raises(ValueError, match="names: expected alphabets of"):
        reading_task.tasks_by_alphabet(task.letters, ["Elvish"])
    with pytest.raises(ValueError, match="part: expected one of"):
        reading_task.omniglot_task("small3")


def test_the_table_says_what_the_numbers_say():
    words = (ROOT / "bench" / "one_shot.md").read_text()
    for part, seeds in measurements.readers().items():
        assert [each["seed"] for each in seeds] == list(range(len(seeds)))
        assert len(seeds) == 5
        assert all(np.shape(each["errors"]) == (20,) for each in seeds)
        mean = np.mean([np.mean(each["errors"]) for each in seeds])
        assert f"**{part}: {mean:.2f} ± " in words
        low, high = bootstrap_interval(np.mean([each["errors"] for each in seeds], axis=0))
        assert f"{low:.2f} to {high:.2f}" in words
