"""The name of the repository, from its one place, and where badges lead."""

import pytest

from course_lib.authoring import repository


@pytest.mark.parametrize(
    "line",
    [
        "repository-code: https://github.com/owner/a.course",
        'repository-code: "https://github.com/owner/a.course/"',
        "repository-code: 'https://github.com/owner/a.course.git'",
    ],
)
def test_the_citation_names_it(tmp_path, monkeypatch, line):
    (tmp_path / "CITATION.cff").write_text(f"cff-version: 1.2.0\n{line}\nversion: 1\n")
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    assert repository.in_citation(tmp_path) == repository.here(tmp_path) == "owner/a.course"


def test_a_workflow_names_the_fork_in_which_it_runs(tmp_path, monkeypatch):
    (tmp_path / "CITATION.cff").write_text("repository-code: https://github.com/owner/course\n")
    monkeypatch.setenv("GITHUB_REPOSITORY", "somebody/fork")
    assert repository.here(tmp_path) == "somebody/fork"
    assert repository.in_citation(tmp_path) == "owner/course"


@pytest.mark.parametrize("text", ["", "title: a course\n", "repository-code: https://example.org/owner/course\n"])
def test_without_an_address_on_github_there_is_none(tmp_path, monkeypatch, text):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    assert repository.here(tmp_path) is None
    (tmp_path / "CITATION.cff").write_text(text)
    assert repository.here(tmp_path) is None


def test_kaggle_takes_the_same_copy():
    address = repository.kaggle_address("owner/course", "solutions/02_losses.ipynb")
    assert address.endswith("?src=https://github.com/owner/course/blob/colab/solutions/02_losses.ipynb")
