"""What VS Code and Codespaces are told agrees with the rest of the repository."""

import json
import re
import subprocess
import sys

from course_lib.machine import environment, installation
from course_lib.paths import ROOT

SAID = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
# The words of containers.dev that we use.
KEYS = {
    "name",
    "image",
    "hostRequirements",
    "postCreateCommand",
    "containerEnv",
    "forwardPorts",
    "portsAttributes",
    "customizations",
}


def test_it_says_nothing_that_the_format_does_not_know():
    assert set(SAID) == KEYS
    assert set(SAID["hostRequirements"]) == {"cpus", "memory", "storage"}
    assert set(SAID["customizations"]) == {"vscode", "codespaces"}
    assert all(re.fullmatch(r"[\w-]+\.[\w-]+", name) for name in SAID["customizations"]["vscode"]["extensions"])


def test_its_python_is_one_of_ours():
    minor = int(re.fullmatch(r"mcr\.microsoft\.com/devcontainers/python:\d+-3\.(\d+)", SAID["image"])[1])
    assert installation.OLDEST <= (3, minor) <= installation.NEWEST


def test_what_runs_once_makes_the_environment_whose_python_the_editor_takes():
    code = re.fullmatch(r'python -c "(.+)"', SAID["postCreateCommand"])[1]
    asked = f"{code}\nprint(made)".replace(
        "environment.ensure", "environment.ensure = print; made = environment.ensure"
    )
    ran = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True)
    assert ran.stdout.splitlines()[0] == "lab", ran.stderr
    settings = SAID["customizations"]["vscode"]["settings"]
    python = settings["python.defaultInterpreterPath"].removeprefix("${containerWorkspaceFolder}/")
    assert python == f"{environment.FOLDERS['lab']}/bin/python"


def test_the_files_that_open_first_are_there():
    assert all((ROOT / name).is_file() for name in SAID["customizations"]["codespaces"]["openFiles"])
