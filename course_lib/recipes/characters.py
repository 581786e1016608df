"""Learning to read alphabets never seen: the training and the test of lesson 14, on Omniglot."""

import time
from typing import NamedTuple

import keras
import numpy as np
from PIL import Image

from course_lib import data
from course_lib.data.one_shot_tasks import one_shot_tasks
from course_lib.distances import unit_length
from course_lib.errors import check_whole, expect
from course_lib.evaluation.drawing_baselines import embedding_distances
from course_lib.evaluation.one_shot import bootstrap_interval, run_errors
from course_lib.losses import ContrastiveSoftmaxLoss
from course_lib.machine.files import replace_atomically
from course_lib.models import RandomDistortion, encoder
from course_lib.models.embedding import embed
from course_lib.models.pretrained import load_strictly
from course_lib.paths import WEIGHTS, training_folder
from course_lib.training.batches import PKBatches
from course_lib.training.loop import train

SIZE, VIEW = 48, 32  # pixels of a drawing, and of what the network sees of it
EPOCHS = 36  # of 100 batches of 32 characters x 4 drawings: 460,800 drawings
SETTINGS = {"optimizer": "muon", "learning_rate": 1e-2, "weight_decay": 0.02, "warm_up": 0.1}
COPIES = 8  # distorted copies of a drawing whose embeddings are averaged, beside its own
GENTLE = {"rotation": 4.0, "scale": 0.06, "shear": 0.06, "shift": 0.03, "bend": 0.01, "pen": 0.15}  # of these copies
OTHER = {"small1": "small2", "small2": "small1"}


class ReadingTask(NamedTuple):
    """What lesson 14 works on: a PictureSet to train on, OneShotRuns by alphabet to choose by, OneShotRuns as the test.

    real: is it Omniglot, or are they scribbles?
    """

    letters: data.PictureSet
    validation: dict
    runs: data.OneShotRuns
    real: bool


def omniglot_task(part="small1"):
    """Train on `part`, choose by the alphabets that only the other part has, test on the published runs.

    Validation runs have 20 characters, in Tagalog, which has 17, all of them. The published runs take no part in any
    choice. Raises DataNotFound when there is no copy and no network.
    """
    expect(part in OTHER, "part", repr(part), f"one of {tuple(OTHER)}")
    letters, other = data.omniglot(part, SIZE), data.omniglot(OTHER[part], SIZE)
    names = [name for name in other.coarse_names if name not in letters.coarse_names]
    return ReadingTask(letters, tasks_by_alphabet(other, names), data.omniglot_runs(SIZE), real=True)


def scribbled_task():
    """The same of scribbles, which need no network: five alphabets to train on, three to choose by, ten as the test."""
    letters, other = data.scribbles(5, size=SIZE, seed=0), data.scribbles(13, size=SIZE, seed=1)
    names = list(other.coarse_names)
    runs = one_shot_tasks(other, names[3:], 20)
    return ReadingTask(letters, tasks_by_alphabet(other, names[:3]), runs, real=False)


def tasks_by_alphabet(characters, names, runs=20):
    """{name: OneShotRuns} of each alphabet in `names`, with 20 characters or as many as it has."""
    unknown = [name for name in names if name not in characters.coarse_names]
    expect(not unknown, "names", unknown, f"alphabets of {tuple(characters.coarse_names)}")
    sizes = {n: len(np.unique(characters.labels[characters.coarse == characters.coarse_names.index(n)])) for n in names}
    return {name: one_shot_tasks(characters, [name], runs, ways=min(20, sizes[name])) for name in names}


def character_encoder():
    """The network of lesson 14, without its weights: drawings (b, 32, 32, 1), 0 to 255, to embeddings (b, 128)."""
    return encoder((VIEW, VIEW, 1), dimension=128, width=32)


def trained_on_characters(characters, seed, epochs=EPOCHS, checkpoints=None, callback=None):
    """A `character_encoder` trained on a PictureSet from `data.omniglot(part, SIZE)`.

    Eight classes are made of each character by turning and mirroring it, and every drawing is distorted anew each
    time. checkpoints: as in `train`; callback: a function of the network, called after each epoch, whose answer, a few
    words, stands beside the loss.
    """
    shape = characters.pictures.shape[1:]
    expect(min(shape[:2]) >= VIEW, "characters", f"drawings of {shape}", f"{VIEW} pixels or more: data.omniglot(part)")
    expect(shape[2] == 1, "characters", f"drawings of {shape}", "one channel, bright ink on dark")
    keras.utils.set_random_seed(seed)
    network, turned = character_encoder(), data.turned_classes(characters)
    loss = ContrastiveSoftmaxLoss(len(turned.names), seed=seed)
    batches = PKBatches(turned.pictures, turned.labels, classes=32, per_class=4, steps=100, seed=seed)
    distorted = RandomDistortion(size=VIEW, seed=seed)
    after_epoch = (lambda _epoch: callback(network)) if callback else None
    state = {"checkpoints": checkpoints, "callback": after_epoch}
    train(network, batches, loss, epochs=epochs, augmentation=distorted, **state, **SETTINGS)
    return network


def described(network, drawings, copies=0, seed=0):
    """Embeddings (n, d) of length 1 of drawings (n, h, h, 1), each the mean over the drawing and distorted copies.

    A copy is turned, sheared, bent a little, as if its drawer had written the character once more.
    """
    check_whole("copies", copies, 0)
    shape = np.shape(drawings)
    fits = len(shape) == 4 and shape[0] and min(shape[1:3]) >= VIEW and shape[3] == 1
    expect(fits, "drawings", f"shape {shape}", f"(n, h, w, 1), at least one, of {VIEW} pixels or more")
    expect(np.isfinite(drawings).all(), "drawings", "NaN or infinity", "finite numbers")
    keep, distort = RandomDistortion(size=VIEW), RandomDistortion(**GENTLE, size=VIEW, seed=seed)
    views = [keep(drawings), *(distort(drawings, training=True) for _ in range(copies))]
    views = np.concatenate([keras.ops.convert_to_numpy(view) for view in views])
    return unit_length(embed(network, views).reshape(copies + 1, len(drawings), -1).sum(axis=0))


def errors_of(network, runs, copies=0):
    """The error of each of OneShotRuns in percent, (runs,), when drawings are compared by `described`."""
    distances = embedding_distances(lambda drawings: described(network, drawings, copies), runs)
    return run_errors(distances, runs.answers)


def validation_errors(network, task, copies=0):
    """{alphabet: error in percent} of the validation runs of a ReadingTask."""
    return {name: float(errors_of(network, runs, copies).mean()) for name, runs in task.validation.items()}


def shrunk(drawing, size=SIZE):
    """A drawing (h, w, 1) uint8 at the size of the training drawings: each pixel the mean over its area."""
    data.check_pictures(drawing[None])
    expect(drawing.shape[2] == 1, "drawing", f"shape {drawing.shape}", "(h, w, 1)")
    return np.asarray(Image.fromarray(drawing[..., 0]).resize((size, size), Image.Resampling.BOX))[..., None]


def weights_path(part):
    """Where the shipped weights of a training on `part` are."""
    expect(part in OTHER, "part", repr(part), f"one of {tuple(OTHER)}")
    return WEIGHTS / f"characters-{part}.weights.h5"


def shipped_reader(part):
    """The network trained on "small1" or "small2" that comes with the course; `make one-shot` made it, seed 0."""
    network = character_encoder()
    load_strictly(network, weights_path(part))
    return network


def measured_reader(part, seed, epochs=EPOCHS):
    """Train on `part`, test on the published runs. Returns the network and a dictionary of numbers.

    errors: of each run in percent, with COPIES copies; plain: the same without copies; validation: {alphabet: error}
    with copies; seconds of this training, not counting what a checkpoint had done; drawings_per_second.
    """
    task = omniglot_task(part)
    begin, done = time.perf_counter(), []
    count = lambda _network: done.append(1)
    network = trained_on_characters(task.letters, seed, epochs, training_folder(), callback=count)
    seconds = time.perf_counter() - begin
    return network, {
        "errors": errors_of(network, task.runs, COPIES).tolist(),
        "plain": errors_of(network, task.runs).tolist(),
        "validation": validation_errors(network, task, COPIES),
        "seconds": round(seconds, 1),
        "drawings_per_second": round(len(done) * 100 * 32 * 4 / seconds),
    }


def one_shot_command(parts, seed, epochs, keep):
    """Train and test on each of `parts` (both when empty), print a line for each; `keep` ships the weights."""
    for part in parts or OTHER:
        network, found = measured_reader(part, seed, epochs)
        if keep:
            with replace_atomically(weights_path(part)) as unfinished:
                network.save_weights(unfinished)
        low, high = bootstrap_interval(found["errors"])
        speed = f"{found['seconds']:.0f} s, {found['drawings_per_second']} drawings per second"
        print(
            f"{part}, seed {seed}: error {np.mean(found['errors']):.2f} % of 400 trials "
            f"(95 % interval over the runs {low:.2f} to {high:.2f}; without copies {np.mean(found['plain']):.2f}), "
            f"{speed if found['drawings_per_second'] else 'trained before'}"
        )
    return 0
