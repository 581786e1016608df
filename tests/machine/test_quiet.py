import os
import subprocess
import sys

import pytest

from course_lib.machine.quiet import errors_unheard


def run(program, **environ):
    return subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **environ}, capture_output=True, text=True, check=True
    )


def test_tensorflow_loads_and_works_without_a_word():
    done = run("import course_lib, keras, tensorflow as tf; print(tf.constant(2) + 3)", KERAS_BACKEND="tensorflow")
    assert done.stdout.startswith("tf.Tensor(5")
    assert done.stderr == ""


def test_a_choice_of_device_made_outside_is_kept():
    program = "import os, course_lib; print(os.environ['CUDA_VISIBLE_DEVICES'], os.environ['TF_CPP_MIN_LOG_LEVEL'])"
    assert run(program, CUDA_VISIBLE_DEVICES="3", TF_CPP_MIN_LOG_LEVEL="0").stdout == "3 0\n"


def test_a_missing_tensorflow_is_still_an_import_error(tmp_path):
    program = "import course_lib, sys; sys.path[:] = []; sys.path_importer_cache.clear()\nimport tensorflow"
    with pytest.raises(subprocess.CalledProcessError) as problem:
        run(program)
    assert "ModuleNotFoundError: No module named 'tensorflow'" in problem.value.stderr


def shout_and_fail():
    os.write(2, b"unheard")
    raise KeyError


def test_the_error_stream_comes_back_after_an_exception(capfd):
    with pytest.raises(KeyError), errors_unheard():
        shout_and_fail()
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"
