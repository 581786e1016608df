"""What the scripts of bench/ measured, for the lessons that quote it."""

import json

from course_lib.case_study import check_case
from course_lib.environment import ROOT


def read(name):
    """The content of bench/<name>.json."""
    return json.loads((ROOT / "bench" / f"{name}.json").read_text())


def five_seeds(case):
    """The scores of the short training of a case over five seeds: {side: {method: [[precision@1, MAP@R] per seed]}}."""
    check_case(case)
    return read("image_search")[case]


def longer_training():
    """The scores of the longer training on photos over three seeds.

    {"pixels" or "histogram": scores, "network" or "mirrored": [scores per seed], "by class": {side: scores},
    "seconds": [per seed], "cores": number}; scores are {gallery: {"fine", "coarse" or "hierarchical": number}}.
    """
    return read("photos")


def indexes():
    """What bench/index.py measured: {number of embeddings: {"NumPy" or kind of index: {name: number}}}.

    recall is that of the true nearest 10; rate and rate_single are queries per second in batches of 64 and one at a
    time; bytes are per embedding, build is in seconds; curve holds recall and rate for several values of nprobe.
    """
    return {int(n): kinds for n, kinds in read("index")["sizes"].items()}
