"""What was measured is read as it was written, or the file is named."""

import json

import pytest

from course_lib.recipes import measurements, products, reading_task


def test_a_damaged_measurement_is_named(tmp_path, monkeypatch):
    (tmp_path / "photos.json").write_text('{"seconds": [75')
    monkeypatch.setattr(measurements, "MEASURED", tmp_path)
    with pytest.raises(ValueError, match=r"photos\.json: expected JSON, as in the repository, got a damaged file"):
        measurements.longer_training()
    with pytest.raises(FileNotFoundError, match=r"index\.json"):
        measurements.indexes()


def test_the_numbers_of_one_reader_replace_only_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(measurements, "MEASURED", tmp_path)
    measurements.keep_shipped_reader("small1", {"errors": [5.0], "seed": 0})
    measurements.keep_shipped_reader("small2", {"errors": [4.0], "seed": 0})
    measurements.keep_shipped_reader("small1", {"errors": [6.0], "seed": 1})
    assert measurements.shipped_readers() == {
        "small1": {"errors": [6.0], "seed": 1},
        "small2": {"errors": [4.0], "seed": 0},
    }


def test_the_numbers_of_one_encoder_replace_only_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(measurements, "MEASURED", tmp_path)
    for name, score in (("groceries", 0.7), ("catalogue", 0.9), ("groceries", 0.8)):
        measurements.keep_shipped_encoder(name, {"seen": [score, score]})
    assert measurements.shipped_encoders() == {"groceries": {"seen": [0.8, 0.8]}, "catalogue": {"seen": [0.9, 0.9]}}


def test_a_damaged_table_of_shipped_weights_is_said_before_the_training(tmp_path, monkeypatch):
    monkeypatch.setattr(measurements, "MEASURED", tmp_path)
    trained = []
    monkeypatch.setattr(products, "shipped_recipe", trained.append)
    monkeypatch.setattr(reading_task, "measure_reader", lambda *given: trained.append(given))
    for table in ("shipped_encoders", "shipped_readers"):
        (tmp_path / f"{table}.json").write_text('{"groceries": {')
    with pytest.raises(ValueError, match=r"shipped_encoders\.json: expected JSON"):
        products.train_weights([])
    with pytest.raises(ValueError, match=r"shipped_readers\.json: expected JSON"):
        reading_task.one_shot_command([], seed=0, epochs=1, keep=True)
    assert trained == []


def test_a_figure_that_is_no_number_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setattr(measurements, "MEASURED", tmp_path)
    measurements.keep_shipped_encoder("catalogue", {"seen": [0.9, 0.8]})
    with pytest.raises(ValueError, match="nan"):
        measurements.keep_shipped_encoder("catalogue", {"seen": [float("nan"), 0.8]})
    assert measurements.shipped_encoders() == {"catalogue": {"seen": [0.9, 0.8]}}


def test_gates_are_those_of_the_best_rate(tmp_path, monkeypatch):
    rates = {"0.1": [{"test": 0.5}], "0.3": [{"test": 0.25}]}
    found = {"pixels": [0.125], "kinds": {"SE": rates}, "best": {"SE": "0.3"}}
    (tmp_path / "gates.json").write_text(json.dumps(found))
    monkeypatch.setattr(measurements, "MEASURED", tmp_path)
    assert measurements.gates() == {"pixels": [{"test": 0.125}], "SE": [{"test": 0.25}]}
