"""The search command's words."""

from helpers.commands import call


def test_a_home_folder_is_understood_where_make_passes_it_on(monkeypatch, capsys, tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "photo.txt").write_text("no picture")
    monkeypatch.setenv("HOME", str(tmp_path))
    code, _, said = call(monkeypatch, capsys, "search", "--data", "~/shop", "--query", "~/shop/photo.txt")
    assert code == 1
    assert "search: query: expected a picture file, got" in said
