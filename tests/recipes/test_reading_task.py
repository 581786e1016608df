"""How the reader of lesson 14 is judged: on scribbles, and on Omniglot where it is there."""

import numpy as np
import pytest

from course_lib import data, paths
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
    noted = measurements.shipped_readers()[part]  # of the weights at hand, whoever trained them
    runs = data.omniglot_runs(characters.SIZE)
    reader = characters.shipped_reader(part)
    assert abs(reading_task.errors_of(reader, runs).mean() - np.mean(noted["plain"])) < 0.51


@pytest.mark.parametrize("part", characters.OTHER)
def test_validation_alphabets_are_neither_trained_on_nor_published_runs(part):
    if not data.find(f"omniglot-{part}"):
        pytest.skip("Omniglot is not on this machine")
    task = reading_task.omniglot_task(part)
    assert len(task.validation) == 3
    assert not set(task.validation) & set(task.letters.coarse_names)
    tested = {drawing.tobytes() for part in (task.runs.test, task.runs.gallery) for drawing in part.reshape(400, -1)}
    assert not tested & {drawing.tobytes() for drawing in task.letters.pictures}


@pytest.mark.parametrize("keep", [False, True])
def test_the_command_that_keeps_weights_writes_what_they_are_worth(tmp_path, monkeypatch, capsys, network, keep):
    found = {"errors": [5.0, 0.0], "plain": [10.0, 5.0], "validation": {"Greek": 3.0}}
    found |= {"seconds": 60.0, "drawings_per_second": 400}
    monkeypatch.setattr(paths, "WEIGHTS", tmp_path / "weights")
    monkeypatch.setattr(measurements, "MEASURED", tmp_path / "measured")
    monkeypatch.setattr(reading_task, "measure_reader", lambda part, seed, epochs: (network, found))
    assert reading_task.one_shot_command(["small2"], seed=3, epochs=1, keep=keep) == 0
    assert "small2, seed 3: error 2.50 %" in capsys.readouterr().out
    assert (tmp_path / "measured").exists() == (tmp_path / "weights").exists() == keep
    if keep:
        noted = measurements.shipped_readers()
        assert list(noted) == ["small2"]
        assert noted["small2"].items() >= (found | {"seed": 3}).items()
        kept = characters.shipped_reader("small2").get_weights()
        assert all((mine == its).all() for mine, its in zip(network.get_weights(), kept, strict=True))


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
