"""What the README shows on one's own photos runs as it stands: five commands, and five lines of Python."""

import os
import re
import shlex
import shutil
import subprocess
import sys

from helpers.shop_folder import make_shop

from course_lib.cli.parser import parse
from course_lib.paths import ROOT

README = (ROOT / "README.md").read_text("utf-8")
SECTION = README[README.index("## Your own photos") :]
COMMANDS = re.search(r"```sh\n(.*?)```", SECTION, re.S)[1].splitlines()


def test_the_five_commands_of_the_readme_run_as_they_stand(tmp_path, cache, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make_shop(tmp_path / "my_folder", 6, 8)
    shutil.copy(next((tmp_path / "my_folder").rglob("*.png")), tmp_path / "my_photo.jpg")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COURSE_NO_VENV": "1"}
    assert len(COMMANDS) == 5
    for line in COMMANDS:
        python, *words = shlex.split(line, comments=True)
        assert python == "python"
        assert parse(words[2:]).name == words[2]
        if words[2] == "app":  # it serves until it is stopped, which tests/browser does
            continue
        more = ["--epochs", "0"] if words[2] == "train" else []  # else minutes
        done = subprocess.run(
            [sys.executable, *words, *more], cwd=tmp_path, capture_output=True, text=True, env=environment, timeout=300
        )
        assert done.returncode == 0, (line, done.stdout, done.stderr)
    assert {"neighbours.png", "duplicates.html", "network.onnx"} <= {file.name for file in tmp_path.iterdir()}


def test_the_lines_of_the_readme_find_the_picture(tmp_path, cache):
    (lines,) = re.findall(r"```python\n(from course_lib\.app .*?)```", SECTION, re.S)
    make_shop(tmp_path / "my_folder", 3, 4)
    wanted = sorted(path for path in (tmp_path / "my_folder").rglob("*") if path.is_file())[5]
    shutil.copy(wanted, tmp_path / "my_photo.jpg")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", lines], cwd=tmp_path, capture_output=True, text=True, env=environment, timeout=120
    )
    assert done.returncode == 0, done.stderr
    first, *rest = [line for line in done.stdout.splitlines() if re.match(r"\d\.\d\d ", line)]
    assert first == f"0.00 {wanted.relative_to(tmp_path / 'my_folder')}"
    assert len(rest) == 9
