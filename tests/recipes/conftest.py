"""The task of scribbles, which needs no download, and a reader that trained on it for one epoch."""

import pytest

from course_lib.recipes import characters, reading_task


@pytest.fixture(scope="session")
def task():
    return reading_task.scribbled_task()


@pytest.fixture(scope="session")
def network(task):
    return characters.train_on_characters(task.letters, seed=0, epochs=1)
