"""The five lines of Python in the README do the whole search, as they stand."""

import os
import re
import shutil
import subprocess
import sys

from helpers.shop_folder import make_shop

from course_lib.paths import ROOT


def test_the_lines_of_the_readme_find_the_picture(tmp_path, cache):
    (lines,) = re.findall(r"```python\n(from course_lib\.app .*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
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
