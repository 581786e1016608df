"""What the scripts of bench/ measured, for the lessons that quote it."""

import json
from pathlib import Path
from typing import Any

from course_lib.errors import expect
from course_lib.machine.files import file_lock, replace_text
from course_lib.paths import MEASURED


def file_of(name: str) -> Path:
    """Where the script bench/<name>.py writes its measurements."""
    return MEASURED / f"{name}.json"


def read(name: str) -> Any:
    """The content of `file_of(name)`.

    Raises:
        OSError: the file is gone.
        ValueError: it is damaged. Both name it.
    """
    path = file_of(name)
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise ValueError(f"{path}: expected JSON, as in the repository, got a damaged file: {problem}") from problem


def five_seeds(case: str) -> dict[str, dict[str, list[list[float]]]]:
    """The scores of the short training of a case over five seeds: {side: {method: [[precision@1, MAP@R] per seed]}}."""
    measured = read("image_search")
    expect(case in measured, "case", repr(case), f"one of {sorted(measured)}")
    return measured[case]


def longer_training() -> dict[str, Any]:
    """The scores of the longer training on photos over three seeds.

    {"pixels" or "histogram": scores, "network" or "mirrored": [scores per seed], "by class": {side: scores},
    "seconds": [per seed], "cores": number}; scores are {gallery: {"fine", "coarse" or "hierarchical": number}}.
    """
    return read("photos")


def indexes() -> dict[int, dict[str, dict[str, Any]]]:
    """What bench/index.py measured: {number of embeddings: {"NumPy" or kind of index: {name: number}}}.

    recall is that of the true nearest 10; rate and rate_single are queries per second in batches of 64 and one at a
    time; bytes are per embedding, build is in seconds; curve holds recall and rate for several values of nprobe, "graph
    curve" for several of ef_search; times_exact is the rate by that of the exact index.
    """
    return {int(n): kinds for n, kinds in read("index")["sizes"].items()}


def readers() -> dict[str, list[dict[str, Any]]]:
    """The two readers of lesson 14: {part: a list over seeds of the dictionaries of `reading_task.measure_reader`}."""
    return read("one_shot")


def shipped_readers() -> dict[str, dict[str, Any]]:
    """What `one-shot --keep` measured of the weights that it kept: {part: dictionary of `reading_task.measure_reader`}.

    Each has the seed and the cores of its training besides.
    """
    return read("shipped_readers")


def keep_shipped_reader(part: str, found: dict[str, Any]) -> None:
    """Write down what was measured of the weights that are now those of `part`; the other part stays as it is."""
    _keep("shipped_readers", part, found)


def shipped_encoders() -> dict[str, dict[str, Any]]:
    """What `weights` measured of the weights that it trained: {name: dictionary of `products.figures_of`}."""
    return read("shipped_encoders")


def keep_shipped_encoder(name: str, found: dict[str, Any]) -> None:
    """Write down what was measured of the weights that are now those of `name`; the others stay as they are."""
    _keep("shipped_encoders", name, found)


def check_kept(table: str) -> None:
    """Say before a long training what would fail after it.

    Args:
        table: "shipped_readers" or "shipped_encoders".

    Raises:
        ValueError: the table is damaged, so that no row can be added to it.
    """
    if file_of(table).exists():
        read(table)


def _keep(table, name, found):
    path = file_of(table)
    with file_lock(path):
        known = read(table) if path.exists() else {}
        replace_text(path, json.dumps(known | {name: found}, indent=1, allow_nan=False) + "\n")


def reader_ideas() -> dict[str, dict[str, list[float]]]:
    """What short trainings of a reader tried: {what is changed: {seed: validation errors without and with copies}}."""
    return read("one_shot_ideas")


def small_batches() -> dict[str, dict[str, dict[str, dict[str, list[float]]]]]:
    """What bench/small_batches.py measured: {loss: {embeddings in a batch: {rate: {seed: numbers}}}}.

    The numbers are the validation score, the test score and the effective rank.
    """
    return read("small_batches")


def simsiam() -> dict[str, dict[str, dict[str, list[float]]]]:
    """What bench/simsiam.py measured: {side: {rate: {seed: numbers}}}.

    The numbers are the validation score, the test score, and the deviation and the effective rank on the test digits.
    """
    return read("simsiam")


def stores() -> list[dict[str, Any]]:
    """What bench/store.py measured, a dictionary for each number of pictures: queries per second, recall, seconds."""
    return read("store")["sizes"]


def visitors() -> list[dict[str, Any]]:
    """What bench/app.py measured of the search page, a dictionary for each number of visitors who come together.

    visitors, ready (processes that wait for them), page, threshold, upload (seconds until the answer, 50th and 95th
    percentile), megabytes (of a visitor's own process), load (of the machine, before the visitors came).
    """
    return read("app")["visits"]


def gates() -> dict[str, list[dict[str, Any]]]:
    """What bench/gates.py measured: {"pixels", "no gate" or kind of gate: a list over seeds, at its best rate}.

    val and test are MAP@R; pixels have only test. For "SE" also: fixed, with the mean of each gate in its place;
    knocked out, a dictionary {which channels are gone: MAP@R}; gates, how much they vary from picture to picture, and
    the smallest and largest mean.
    """
    measured = read("gates")
    pixels = {"pixels": [{"test": value} for value in measured["pixels"]]}
    return pixels | {kind: runs[measured["best"][kind]] for kind, runs in measured["kinds"].items()}


def strategies() -> dict[str, Any]:
    """What bench/strategies.py measured, "products" and "characters" being the sets.

    "setting": what all trainings share. "seconds": {set: {method: of a step}}. "tuning": {set: {method: [[rate,
    setting, validation score] of each trial]}}. "judged": {set: {"pixels", "untrained" or method: [test score of each
    deal]}}. "carried", "tuned rate alone", "tuned nothing": the same with settings that the first set chose, with the
    loss's default setting, and with the default rate besides. "active": {set: {"tuning", "judged"}} of the contrastive
    loss with a mean over the active different pairs alone. "temperatures": {temperature: [test score of each deal]} of
    SupCon. "pool": {rate: {temperature: [[validation, test] of each seed]}} of SupCon. "noise": [[validation, test] of
    each seed], all by one setting. "curves": {method: {seconds: [test score of some deals]}}.
    """
    return read("strategies")
