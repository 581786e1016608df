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


CLOSED = """
import os, sys, time
import course_lib
from course_lib.data.archive_pictures import in_parallel
from course_lib.machine.processes import replace_process
from course_lib.machine.quiet import errors_unheard
said = open(sys.argv[1], "w")
assert said.fileno() > 2
assert in_parallel(lambda number: time.sleep(1.1) or number, [1], "title") == [1]  # its bar comes after a second
with errors_unheard():
    os.write(2, b"unheard")
os.write(2, b"")
print("nothing", flush=True)
said.close()
code = "import os, sys; open(sys.argv[1], 'a').write(str([os.fstat(i).st_mode > 0 for i in range(3)]))"
replace_process([sys.executable, "-c", code, sys.argv[1]])
"""


@pytest.mark.skipif(os.name == "nt", reason="no such shell")
@pytest.mark.parametrize("closed", ["2>&-", ">&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_where_streams_are_closed_all_goes_on_and_no_file_takes_their_numbers(tmp_path, closed):
    command = ["sh", "-c", f'exec "$0" -c "$1" "$2" {closed}', sys.executable, CLOSED, str(tmp_path / "said")]
    assert subprocess.run(command).returncode == 0
    assert (tmp_path / "said").read_text() == "[True, True, True]"


def test_an_error_stream_that_is_closed_meanwhile_leads_nowhere():
    program = """
import os, course_lib
from course_lib.machine.quiet import errors_unheard
os.close(2)
with errors_unheard():
    os.write(2, b"unheard")
os.write(2, b"unheard")
print("done")
"""
    done = run(program)
    assert (done.stdout, done.stderr) == ("done\n", "")
