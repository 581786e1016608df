"""Each further backend of Keras runs the tests of the rooms that need no other."""

from course_lib.cli import backend_tests
from course_lib.paths import ROOT


def test_each_backend_gets_the_tests_of_the_rooms_that_need_no_other():
    backends = backend_tests.backend_steps()
    assert [step.environ["KERAS_BACKEND"] for step in backends.values()] == list(backends) == ["jax", "torch"]
    for step in backends.values():
        for room in backend_tests.ON_ANY_BACKEND:
            assert {f"tests/{room}", f"course_lib/{room}"} <= set(step.words)
        assert all((ROOT / word).exists() for word in step.words if word.startswith(("tests/", "course_lib/")))


def test_every_room_named_holds_tests_and_each_imports_keras():
    for room in backend_tests.ON_ANY_BACKEND:
        assert list((ROOT / "tests" / room).glob("test_*.py")), room
        texts = [path.read_text(encoding="utf-8") for path in (ROOT / "course_lib" / room).glob("*.py")]
        assert any("import keras" in text or "from keras" in text for text in texts), room
        assert not any("import tensorflow" in text for text in texts), room
