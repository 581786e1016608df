"""The test of the store on several servers is refused where it can't run."""

from helpers.commands import call


def test_a_cluster_without_its_tools_says_what_it_needs(monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    code, _, said = call(monkeypatch, capsys, "test-cluster")
    assert code == 1
    assert "sudo apt install debootstrap; sudo make test-cluster" in said
