"""Trainings of a recipe in epochs of a few steps, where what matters is that two of them end alike."""

from types import ModuleType

import pytest


def shorten_epochs(monkeypatch: pytest.MonkeyPatch, recipe: ModuleType, batches: str, steps: int) -> None:
    """Let the module `recipe` make its batches, of the class of that name, for epochs of so many steps."""
    kind = getattr(recipe, batches)
    monkeypatch.setattr(recipe, batches, lambda *given, **named: kind(*given, **{**named, "steps": steps}))
