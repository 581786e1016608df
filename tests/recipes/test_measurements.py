"""What was measured is read as it was written, or the file is named."""

import pytest

from course_lib.recipes import measurements


def test_a_damaged_measurement_is_named(tmp_path, monkeypatch):
    (tmp_path / "photos.json").write_text('{"seconds": [75')
    monkeypatch.setattr(measurements, "MEASURED", tmp_path)
    with pytest.raises(ValueError, match=r"photos\.json: expected JSON, as in the repository, got a damaged file"):
        measurements.longer_training()
    with pytest.raises(FileNotFoundError, match=r"index\.json"):
        measurements.indexes()
