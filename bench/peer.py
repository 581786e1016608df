"""Training with course_lib and with pytorch-metric-learning: pictures per second, precision@1 after equal time.

    python bench/peer.py                                      all networks, 60 seconds a training, 3 seeds
    python bench/peer.py encoder --seconds 20 --seeds 1   a short look at one

Network, starting weights, data, batches (16 classes x 4), loss and schedule are the same: the short training of lesson
15, of its encoder and of two larger networks. The trainings take turns of two seconds, so that a busy moment meets all;
out of turn a process stands still. A short trial says how many steps fit into the time, as the learning rate has to
reach 0 at its end.

Writes peer.md and peer.json beside it after each seed; the same call goes on where it was interrupted, and starts anew
where peer.json is gone or was made with other settings. Needs the environment of `make bench`, and the photos.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import keras
import numpy as np
import psutil
from peer_networks import NETWORKS
from peer_turns import TURN, WARM_UP, started, take_turns

from course_lib.errors import CourseProblem, expect
from course_lib.evaluation.summary import mean_and_deviation
from course_lib.losses import TripletLoss
from course_lib.machine.files import replace_text
from course_lib.models import embed
from course_lib.paths import ROOT
from course_lib.recipes.products import CASES, scores_of
from course_lib.training.batches import pk_batch

HERE = Path(__file__).parent
OURS, PEER = "course_lib", "pytorch-metric-learning"
BATCH, TRIAL_TURNS = 64, 4
CLOSE = 1e-4  # of embeddings of length 1
DIFFERENCES = """What is not the same, and cannot be without leaving what each library does of itself:

- sampling: `PKBatches` and `MPerClassSampler` draw different batches of the same kind;
- augmentation: same ranges; flip, zoom and shift are one resampling in both, in PyTorch by `grid_sample`, in ours by
  two products with matrices;
- distances in the loss: ours from differences, the peer's from `torch.cdist`, after it has scaled the embeddings to
  length 1 once more; both average over the active triples;
- AdamW: PyTorch's is the fused one; its epsilon stands beside the corrected root, Keras' beside the uncorrected one;
- batch normalisation: the running variance is unbiased in PyTorch, whose kernel is one piece; ours is
  made of Keras' operations;
- TensorFlow runs a compiled graph, PyTorch runs eagerly, without `torch.compile`.
"""


def programs(python_torch, threads, scripts="peer"):
    """{library: (command, environment) of its trainings}; what to train follows the command."""
    counts = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
    own = {"PYTHONPATH": str(ROOT), "KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": "-1"}
    environ = {**os.environ, **dict.fromkeys(counts, str(threads)), **own}
    return {
        OURS: ([sys.executable, HERE / f"{scripts}_ours.py"], environ),
        PEER: ([python_torch, HERE / f"{scripts}_torch.py"], environ),
    }


def rate(slices):
    """Steps per second of slices [(steps, seconds), ...].

    >>> rate([(10, 2.0), (20, 2.0)])
    7.5
    """
    steps, seconds = np.sum(slices, axis=0)
    return float(steps / seconds)


def ratios(ours, theirs):
    """How many times as fast ours was in each pair of turns, side by side in time; (pairs,).

    Turns cut short by the end of a training do not count. Both are [(steps, seconds), ...].

    >>> ratios([(10, 2.0), (30, 2.0), (1, 0.1)], [(20, 2.0), (20, 2.0), (20, 2.0)]).tolist()
    [0.5, 1.5]
    """
    pairs = [pair for pair in zip(ours, theirs, strict=False) if min(pair[0][1], pair[1][1]) >= TURN / 2]
    return np.array([rate([a]) / rate([b]) for a, b in pairs])


def save_shared(folder, pictures, probes, weights):
    """Write what the trainings share: train pictures, one batch of test pictures as probe, starting weights."""
    rows = pk_batch(probes.labels, 16, 4, np.random.default_rng(0))
    np.savez(
        folder / "data.npz",
        pictures=pictures.pictures,
        labels=pictures.labels,
        probe=probes.pictures[rows],
        probe_labels=probes.labels[rows],
    )
    np.savez(folder / "start.npz", *weights)


def check_same(network, training, folder):
    """Put the weights of a training into our network; raise ValueError where embeddings or loss differ."""
    weights, embeddings, loss = training.result()
    theirs, ours = sum(array.size for array in weights), network.count_params()
    expect(theirs == ours, "weights", theirs, f"{ours}, as many as ours")
    network.set_weights(weights)
    with np.load(folder / "data.npz") as file:
        probe, labels = file["probe"], file["probe_labels"]
    apart = float(np.abs(embed(network, probe) - embeddings).max())
    expect(apart < CLOSE, "embeddings", f"{apart:.1e} apart", f"less than {CLOSE:.0e}: the networks differ")
    value = float(TripletLoss(margin=0.2)(labels, embeddings))
    expect(abs(value - loss) < 1e-3 * value, "loss", loss, f"{value}, as ours")
    return apart


def check_networks(kind, sides, peer):
    """Our trained weights in the network of the peer: it has as many and gives the same embeddings and loss."""
    network = kind.make()
    network.set_weights(kind.weights())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save_shared(folder, *parts(sides), network.get_weights())
        with started({PEER: peer}, folder, 0, {PEER: 0}) as trainings:
            take_turns(trainings.values())
            apart = check_same(kind.make(), trainings[PEER], folder)
    print(f"{kind.title}: our weights in the peer's network, embeddings at most {apart:.1e} apart.", flush=True)
    return apart


def parts(sides):
    """The pictures to train with and the pictures to probe with."""
    return sides["seen"].where(split="train"), sides["seen"].where(split="test")


def measured(kind, sides, both, seed, seconds):
    """{library: {name: number}} of one seed, and how busy the machine was before."""
    keras.utils.set_random_seed(seed)
    network = kind.make()
    busy = psutil.cpu_percent(interval=2.0) / 100
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save_shared(folder, *parts(sides), network.get_weights())
        with started(both, folder, seed, dict.fromkeys(both, 100_000)) as trials:
            take_turns(trials.values(), TRIAL_TURNS)
        steps = {library: WARM_UP + round(seconds * rate(trial.slices)) for library, trial in trials.items()}
        with started(both, folder, seed, steps) as trainings:
            take_turns(trainings.values())
            found = {library: outcome(network, training, sides, folder) for library, training in trainings.items()}
    return {"busy": busy, "libraries": found}


def outcome(network, training, sides, folder):
    """The numbers of a training that is over."""
    apart = check_same(network, training, folder)
    scores = {side: scores_of(network, pictures)[0] for side, pictures in sides.items()}
    numbers = {"steps": training.steps, "start": training.start, "apart": apart, "slices": training.slices}
    return {**numbers, "precision_at_1": scores}


def table(runs):
    """The table of {seed: what `measured` gives} as lines of Markdown."""
    lines = [
        f"| library | pictures/s | times {PEER} | steps | seconds | until step {WARM_UP}, s | seen | unseen |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for library in (OURS, PEER):
        found = [run["libraries"][library] for run in runs.values()]
        peers = [run["libraries"][PEER] for run in runs.values()]
        faster = np.concatenate([ratios(a["slices"], b["slices"]) for a, b in zip(found, peers, strict=True)])
        seconds = [sum(seconds for _steps, seconds in one["slices"]) for one in found]
        cells = [
            library,
            f"{BATCH * rate(np.concatenate([one['slices'] for one in found])):,.0f}",
            "1" if library == PEER else f"{np.median(faster):.2f} ({faster.min():.2f} to {faster.max():.2f})",
            *(mean_and_deviation(values, ".0f") for values in ([one["steps"] for one in found], seconds)),
            mean_and_deviation([one["start"] for one in found], ".0f"),
            *(mean_and_deviation([one["precision_at_1"][side] for one in found], ".3f") for side in ("seen", "unseen")),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def write(settings, runs):
    """Both files, for the seeds measured so far."""
    replace_text(HERE / "peer.json", json.dumps({"settings": settings, "runs": runs}, indent=1) + "\n")
    replace_text(HERE / "peer.md", page(settings, runs))


def page(settings, runs):
    """peer.md, of {network: {seed: what `measured` gives}}."""
    busy = max(run["busy"] for seeds in runs.values() for run in seeds.values())
    warning = f"**The machine was busy with other things, up to {busy:.0%}: not the table to quote.**\n\n"
    versions = ", ".join(f"{name} {version}" for name, version in settings["versions"].items())
    return (
        "# Training beside pytorch-metric-learning\n\n"
        f"Made by `python bench/peer.py --seconds {settings['seconds']:g}`, in several goes.\n\n"
        f"{warning if busy > 0.2 else ''}"
        "Groceries, classes of the training seen, the others unseen; planned for "
        f"{settings['seconds']:.0f} seconds a training after the first {WARM_UP} steps; {settings['threads']} threads. "
        f"{settings['device']}. {versions}.\n\n"
        "Pictures per second: of the trainings themselves, all turns together; the ratio is that of turns of "
        f"{TURN:.0f} seconds side by side, median (smallest to largest). Until step {WARM_UP}: imports, data and "
        "building the graph too. Seen and unseen: precision@1 of test pictures among training pictures, mean ± "
        "standard deviation over the seeds. The weights of every training were put into one network, which gave the "
        f"same embeddings to {CLOSE:.0e}.\n\n" + "".join(map(part, runs, runs.values())) + DIFFERENCES
    )


def part(name, seeds):
    """What peer.md says of one network."""
    kind = NETWORKS[name]
    head = (
        f"## {kind.title[0].upper()}{kind.title[1:]}, {kind.side} x {kind.side} pixels\n\nSeeds {', '.join(seeds)}.\n\n"
    )
    return head + "\n".join(table(seeds)) + "\n\n"


def kept(settings):
    """The runs in peer.json, if they were made with these settings."""
    try:
        before = json.loads((HERE / "peer.json").read_text())
    except (OSError, ValueError):
        return {}
    return before["runs"] if before["settings"] == settings else {}


def processor():
    """The name of the processor, as far as the system tells."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def versions(python_torch):
    """Versions of what takes part; raises CourseProblem where the Python for PyTorch lacks something."""
    question = "from importlib.metadata import version; print(version('torch'), version('pytorch-metric-learning'))"
    try:
        answer = subprocess.run([python_torch, "-c", question], capture_output=True, text=True)
    except OSError as problem:
        raise CourseProblem(f"There is no Python at {python_torch}. `make bench` makes one.") from problem
    if answer.returncode:
        command = f"{python_torch} -m pip install -r requirements-backends.txt -r requirements-bench.txt"
        raise CourseProblem(f"{answer.stderr.strip().splitlines()[-1]}. Install it with:\n    {command}")
    torch, peer = answer.stdout.split()
    own = {"Keras": keras.__version__, "TensorFlow": version("tensorflow")}
    return {**own, "PyTorch": torch, PEER: peer}


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("networks", nargs="*", metavar="NETWORK", help=f"of {', '.join(NETWORKS)}; by default all")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each training")
    parser.add_argument("--seeds", type=int, default=3, help="how many")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--python-torch", default=sys.executable, help="has the peer")
    options = parser.parse_args(words)
    if unknown := set(options.networks) - set(NETWORKS):
        parser.error(f"NETWORK: expected some of {', '.join(NETWORKS)}, got {', '.join(sorted(unknown))}")
    settings = {
        "seconds": options.seconds,
        "threads": options.threads,
        "device": f"{processor()}, {os.cpu_count()} cores",
        "versions": versions(options.python_torch),
    }
    both = programs(options.python_torch, options.threads)
    runs = kept(settings)
    for name in options.networks or NETWORKS:
        compare(name, both, settings, runs, options.seeds)


def compare(name, both, settings, runs, seeds):
    """Measure the seeds of one network that are not in `runs` yet, and write after each."""
    kind = NETWORKS[name]
    missing = [seed for seed in map(str, range(seeds)) if seed not in runs.get(name, {})]
    if not missing:
        return
    both = {library: ([*command, name], environ) for library, (command, environ) in both.items()}
    sides = dict(zip(("seen", "unseen"), CASES["groceries"].split(kind.pictures()), strict=True))
    check_networks(kind, sides, both[PEER])
    for seed in missing:
        runs.setdefault(name, {})[seed] = measured(kind, sides, both, int(seed), settings["seconds"])
        write(settings, runs)


if __name__ == "__main__":
    try:
        main()
    except CourseProblem as problem:
        sys.exit(str(problem))
