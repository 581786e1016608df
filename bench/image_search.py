"""Several trainings of the image search that lesson 15 quotes, against pixels and a colour histogram.

python bench/image_search.py     writes image_search.md beside it, about 15 minutes on 2 cores
"""

import json
import os
import time
from pathlib import Path

from course_lib.evaluation.baselines import colour_histogram, raw_pixels
from course_lib.evaluation.retrieval import retrieval_scores
from course_lib.evaluation.summary import mean_and_deviation
from course_lib.evaluation.thresholds import best_threshold, same_and_different
from course_lib.machine.files import replace_text
from course_lib.models import embed
from course_lib.recipes.measurements import file_of
from course_lib.recipes.products import CASES, train_encoder

HERE = Path(__file__).parent
SEEDS = range(5)


def measure(case):
    """Scores of one case: {side: {method: [[precision@1, MAP@R] per seed]}}, and what the threshold does per seed."""
    sides = dict(zip(("seen", "unseen"), case.split(case.load()), strict=True))
    found = {
        side: {
            "pixels": [retrieval_scores(raw_pixels, pictures)],
            "histogram": [retrieval_scores(colour_histogram, pictures)],
            "network": [],
            "below threshold": [],
        }
        for side, pictures in sides.items()
    }
    seconds = []
    for seed in SEEDS:
        start = time.perf_counter()
        network = train_encoder(sides["seen"].where(split="train"), seed, case.epochs)
        seconds.append(round(time.perf_counter() - start))
        embed_pictures = lambda batch, network=network: embed(network, batch)
        threshold = best_threshold(*same_and_different(embed_pictures, sides["seen"], "val"))
        for side, pictures in sides.items():
            found[side]["network"].append(retrieval_scores(embed_pictures, pictures))
            pairs = same_and_different(embed_pictures, pictures, "test")
            found[side]["below threshold"].append([float((part < threshold).mean()) for part in pairs])
    return {**found, "seconds": seconds, "cores": os.cpu_count()}


def table(results):
    """The results as a Markdown table: mean and sample standard deviation over the seeds."""
    lines = ["| data | classes | method | precision@1 | MAP@R |", "|---|---|---|---|---|"]
    for name, result in results.items():
        for side in ("seen", "unseen"):
            for method in ("pixels", "histogram", "network"):
                scores = result[side][method]
                cells = [mean_and_deviation(s, ".3f") for s in zip(*scores, strict=True)]
                lines.append(f"| {name} | {side} | {method} | {' | '.join(cells)} |")
    return "\n".join([*lines, "", *threshold_lines(results)])


def threshold_lines(results):
    """What the threshold of the validation pictures of seen classes lets through among the test pairs."""
    lines = ["| data | classes | same pairs below the threshold | different pairs below it |", "|---|---|---|---|"]
    for name, result in results.items():
        for side in ("seen", "unseen"):
            cells = [f"{min(s):.3f} to {max(s):.3f}" for s in zip(*result[side]["below threshold"], strict=True)]
            lines.append(f"| {name} | {side} | {' | '.join(cells)} |")
    return lines


def page(results):
    """image_search.md."""
    seconds = "; ".join(f"{name} {min(r['seconds'])} to {max(r['seconds'])} s" for name, r in results.items())
    first = next(iter(results.values()))
    return (
        "# Image search: network against pixels and histogram\n\n"
        "Made by `python bench/image_search.py`. Test pictures search among training pictures; seen: classes of the\n"
        "training, unseen: the others. Network: mean ± standard deviation over "
        f"{len(first['seconds'])} seeds.\n\n{table(results)}\n\n"
        f"One training took, on {first['cores']} shared cores: {seconds}.\n"
    )


def main():
    results = {name: measure(case) for name, case in CASES.items()}
    replace_text(file_of("image_search"), json.dumps(results, indent=1) + "\n")
    replace_text(HERE / "image_search.md", page(results))


if __name__ == "__main__":
    main()
