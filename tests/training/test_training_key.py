"""The key of a training: another one for everything that decides the result, the same for the same built again."""

import itertools
import os
import re
import shutil
import subprocess
import sys
import types

import keras
import numpy as np
import pytest
from helpers.small_training import LABELS, PICTURES, batches, brighter_or_darker, small_network
from keras import layers, ops

from course_lib.losses import MinedTripletLoss, NormalisedSoftmaxLoss, SDRNLoss, TripletLoss
from course_lib.paths import ROOT
from course_lib.training.batches import CutMixBatches, PKBatches
from course_lib.training.canonical import Canonical
from course_lib.training.learning_rate import cosine_schedule
from course_lib.training.loop import Trained, compile_model, one_epoch
from course_lib.training.training_key import training_key, weights_digest


def key(
    encoder=None,
    drawn=None,
    loss=None,
    augmentation=None,
    epochs=2,
    optimizer="adamw",
    rate=1e-2,
    warm_up=0.0,
    decay=0.1,
):
    """The key of a training that differs from the plain one in what is given."""
    encoder, drawn = encoder or small_network(), drawn or batches()
    loss = loss or TripletLoss(0.2)
    model = Trained(encoder, loss, augmentation, PICTURES.shape[1:])
    compile_model(model, loss, optimizer, cosine_schedule(epochs * len(drawn), rate, warm_up), decay)
    return training_key(model, drawn, loss, epochs, (Trained, one_epoch))


def graph(pool=ops.average_pool, twice=2.0, swapped=False, function=None, activation="relu"):
    """A network of operations that have no name of their own."""
    keras.utils.set_random_seed(0)
    x = entry = keras.Input((8, 8, 3))
    first, second = layers.Conv2D(4, 3, padding="same", activation=activation), layers.Conv2D(4, 3, padding="same")
    a, b = first(x), second(x)
    x = ops.subtract(b, a) if swapped else ops.subtract(a, b)
    x = layers.Lambda(function or (lambda t: t + 1.0))(pool(x * twice, 2))
    return keras.Model(entry, ops.mean(x, axis=(1, 2)))


def twice_as_wide(x):
    return ops.relu(2 * x)


class Shuffled(PKBatches):
    def __getitem__(self, i):
        pictures, labels = super().__getitem__(i)
        return pictures, np.random.default_rng(i).permutation(labels)


class Brightened(PKBatches):
    """Has a setting that the class above knows nothing of."""

    def __init__(self, *data, by=1, **options):
        super().__init__(*data, **options)
        self.by = by

    def __getitem__(self, i):
        pictures, labels = super().__getitem__(i)
        return pictures // self.by, labels


class Forgetful(keras.losses.Loss):
    """Does not tell Keras its setting."""

    def __init__(self, margin):
        super().__init__(name="forgetful")
        self.margin = margin

    def call(self, y_true, y_pred):
        return ops.mean(y_pred * self.margin)


class Scaled(keras.layers.Layer):
    """Does not tell Keras its setting either."""

    def __init__(self, by):
        super().__init__()
        self.by = by

    def get_config(self):
        return {"name": self.name}

    def call(self, x):
        return x * self.by


class Twin(keras.Model):
    """A model of the subclassed kind, whose graph Keras does not know."""

    def __init__(self, units=8, activation=None):
        super().__init__()
        self.rows = [layers.Flatten(), layers.Dense(units, activation=activation)]

    def call(self, x):
        return self.rows[1](self.rows[0](ops.cast(x, "float32")))


class Penalty(keras.regularizers.Regularizer):
    def __init__(self, power):
        self.power = power

    def __call__(self, x):
        return ops.sum(ops.abs(x) ** self.power)

    def get_config(self):
        return {}


def dense(**options):
    return keras.Sequential([keras.Input((8, 8, 3)), layers.Flatten(), layers.Dense(4, **options)])


def drawn(pictures=PICTURES, labels=LABELS, kind=PKBatches, **options):
    return kind(pictures, labels, **({"classes": 4, "per_class": 4, "steps": 5, "seed": 3} | options))


OTHERS = {  # how a training may differ from the plain one
    "plain": dict,
    "average pooling": lambda: {"encoder": graph()},
    "maximum pooling": lambda: {"encoder": graph(ops.max_pool)},
    "a constant of the graph": lambda: {"encoder": graph(twice=3.0)},
    "connections": lambda: {"encoder": graph(swapped=True)},
    "a lambda": lambda: {"encoder": graph(function=lambda t: t + 2.0)},
    "an activation": lambda: {"encoder": graph(activation="tanh")},
    "an activation of one's own": lambda: {"encoder": graph(activation=twice_as_wide)},
    "a setting that a layer keeps to itself": lambda: {"encoder": keras.Sequential([small_network(), Scaled(2.0)])},
    "another such setting": lambda: {"encoder": keras.Sequential([small_network(), Scaled(3.0)])},
    "a subclassed model": lambda: {"encoder": built(Twin())},
    "a wider subclassed model": lambda: {"encoder": built(Twin(units=9))},
    "activation in a subclassed model": lambda: {"encoder": built(Twin(activation="tanh"))},
    "a regulariser": lambda: {"encoder": dense(kernel_regularizer=Penalty(1))},
    "another regulariser": lambda: {"encoder": dense(kernel_regularizer=Penalty(2))},
    "half precision": lambda: {"encoder": dense(dtype="mixed_float16")},
    "whole precision": lambda: {"encoder": dense(dtype="float32")},
    "a frozen layer": lambda: {"encoder": frozen(dense())},
    "augmentation": lambda: {"augmentation": brighter_or_darker()},
    "settings of the augmentation": lambda: {"augmentation": layers.RandomBrightness(0.3, (0, 255), seed=1)},
    "kind of augmentation": lambda: {"augmentation": layers.RandomContrast(0.3, (0, 255), seed=1)},
    "seed of the augmentation": lambda: {"augmentation": layers.RandomContrast(0.3, (0, 255), seed=2)},
    "kind of batches": lambda: {"drawn": batches(kind=CutMixBatches)},
    "share mixed": lambda: {"drawn": drawn(kind=CutMixBatches, mixed=0.4)},
    "batches that shuffle labels": lambda: {"drawn": batches(kind=Shuffled)},
    "batches with a setting": lambda: {"drawn": drawn(kind=Brightened, by=1)},
    "their setting": lambda: {"drawn": drawn(kind=Brightened, by=2)},
    "seed": lambda: {"drawn": drawn(seed=4)},
    "steps": lambda: {"drawn": drawn(steps=4)},
    "classes in a batch": lambda: {"drawn": drawn(classes=3)},
    "pictures of a class": lambda: {"drawn": drawn(per_class=3)},
    "pictures": lambda: {"drawn": drawn(255 - PICTURES)},
    "kind of number": lambda: {"drawn": drawn(PICTURES.astype("float32"))},
    "labels": lambda: {"drawn": drawn(labels=LABELS[::-1])},
    "margin": lambda: {"loss": TripletLoss(0.3)},
    "mining": lambda: {"loss": MinedTripletLoss(0.2, "all")},
    "another mining": lambda: {"loss": MinedTripletLoss(0.2, "random")},
    "a loss with a layer": lambda: {"loss": NormalisedSoftmaxLoss(4)},
    "a scale": lambda: {"loss": NormalisedSoftmaxLoss(4, scale=9.0)},
    "a loss with another layer": lambda: {"loss": SDRNLoss(4)},
    "a loss of Keras": lambda: {"loss": keras.losses.MeanSquaredError()},
    "another loss of Keras": lambda: {"loss": keras.losses.MeanAbsoluteError()},
    "how a loss is summed": lambda: {"loss": keras.losses.MeanAbsoluteError(reduction="sum")},
    "a setting that a loss keeps to itself": lambda: {"loss": Forgetful(0.2)},
    "another setting of this loss": lambda: {"loss": Forgetful(0.3)},
    "epochs": lambda: {"epochs": 3},
    "optimiser": lambda: {"optimizer": "muon"},
    "learning rate": lambda: {"rate": 2e-2},
    "warm-up": lambda: {"warm_up": 0.5},
    "weight decay": lambda: {"decay": 0.2},
}


def built(model):
    model.build((None, 8, 8, 3))
    return model


def frozen(model):
    model.layers[-1].trainable = False
    return model


@pytest.fixture(scope="module")
def keys():
    """{what differs: key}, built once in the order of OTHERS."""
    return {what: key(**made()) for what, made in OTHERS.items()}


@pytest.mark.parametrize("what", OTHERS)
def test_what_decides_the_result_is_in_the_key(what, keys):
    assert [other for other in keys if keys[other] == keys[what]] == [what]


@pytest.mark.parametrize("what", OTHERS)
def test_the_same_built_again_after_other_networks_has_the_same_key(what, keys):
    assert key(**OTHERS[what]()) == keys[what]


@pytest.mark.parametrize("name", ["keras.ops", "keras.api.ops"])
def test_a_module_of_keras_has_one_name_however_it_was_imported(name):
    """In Keras 3.8 `keras.ops` is the module keras.api.ops, until somebody says `import keras.ops`."""
    assert Canonical().words(types.ModuleType(name)) == "keras.ops"


def test_labels_of_another_size_are_the_same_labels(keys):
    assert key(drawn=drawn(labels=LABELS.astype("int32"))) == keys["plain"]


def test_a_training_does_not_change_the_key_but_the_weights():
    network, drawn, loss = small_network(), batches(), SDRNLoss(4)
    model = Trained(network, loss, brighter_or_darker(), PICTURES.shape[1:])
    compile_model(model, loss, "muon", cosine_schedule(5, 1e-2), 0.1)
    before, weights = training_key(model, drawn, loss, 1), weights_digest(model)
    drawn.epoch = 4
    model.train_on_batch(*drawn[0])
    assert training_key(model, drawn, loss, 1) == before
    assert weights_digest(model) != weights
    assert weights_digest(model) == weights_digest(model)


@pytest.mark.parametrize("what", ["version", "backend"])
def test_the_key_knows_the_version_of_keras_and_its_backend(what, keys, monkeypatch):
    if what == "version":
        monkeypatch.setattr(keras, "__version__", "3.0.0")
    else:
        monkeypatch.setattr(keras.backend, "backend", lambda: "another")
    assert key() != keys["plain"]


CELL = """
class Cell(PKBatches):
    def __getitem__(self, i):
        "A docstring."
        pictures, labels = super().__getitem__(i)
        return changed(pictures), labels

def changed(pictures):
    return np.minimum(pictures, FACTOR * LIMIT)  # a comment

FACTOR, LIMIT = 1, 200
"""
SAME = {
    "as it was": lambda text: text,
    "a comment": lambda text: text.replace("a comment", "another comment"),
    "a docstring": lambda text: text.replace("A docstring", "Another docstring"),
    "lower down": lambda text: "import json\n\n\n" + text,
}
CHANGED = {
    "what is drawn": lambda text: text.replace("changed(pictures), labels", "changed(pictures), labels[::-1]"),
    "a function that it calls": lambda text: text.replace("np.minimum", "np.maximum"),
    "a constant in it": lambda text: text.replace("FACTOR * LIMIT", "2 * LIMIT"),
    "a global name": lambda text: text.replace("1, 200", "1, 100"),
}


def key_of_cell(text):
    """The key with batches from a cell of a notebook, whose text is in no file."""
    names = {"__name__": "__main__", "PKBatches": PKBatches, "np": np}
    exec(compile(text, f"<cell {next(COUNT)}>", "exec"), names)
    return key(drawn=batches(kind=names["Cell"]))


COUNT = itertools.count()


@pytest.mark.parametrize("how", SAME)
def test_a_cell_that_says_the_same_has_the_same_key(how):
    assert key_of_cell(SAME[how](CELL)) == key_of_cell(CELL)


@pytest.mark.parametrize("how", CHANGED)
def test_a_changed_cell_has_another_key(how):
    assert key_of_cell(CHANGED[how](CELL)) != key_of_cell(CELL)


PROGRAM = """
import sys
sys.path[:0] = {paths!r}
from {module} import OTHERS, key
print("keys:", *[key(**OTHERS[what]()) for what in {chosen!r}])
"""
CHOSEN = ["margin", "maximum pooling", "a lambda", "another mining", "a wider subclassed model", "optimiser"]
EDITS = {  # file, what stands there, what is put there instead
    "a comment in a loss": ("losses/triplet.py", r"(?m)^(def triplet\(.*)$", r"\1  # a comment"),
    "a line of a loss": ("losses/triplet.py", r"ops\.relu\(d_ap", r"2 * ops.relu(d_ap"),
}


def keys_elsewhere(folder, edit):
    """The keys of CHOSEN in a new process, from a copy of the library in which one file is edited."""
    shutil.copytree(ROOT / "course_lib", folder / "course_lib", ignore=only_code)
    file, old, new = EDITS[edit]
    path = folder / "course_lib" / file
    text, times = re.subn(old, new, path.read_text(encoding="utf-8"))
    assert times == 1
    path.write_text(text, encoding="utf-8")
    paths = [str(each) for each in (folder, ROOT / "tests", ROOT / "tests" / "training", ROOT)]
    program = PROGRAM.format(paths=paths, module=__name__, chosen=CHOSEN)
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=folder, env=os.environ | {"PYTHONPATH": ""}
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.partition("keys:")[2].split()


def only_code(folder, names):
    """What `copytree` is to leave out: all but Python files and folders."""
    return [name for name in names if "." in name and not name.endswith(".py")]


def test_another_process_and_another_comment_change_no_key(tmp_path, keys):
    assert keys_elsewhere(tmp_path, "a comment in a loss") == [keys[what] for what in CHOSEN]


def test_a_changed_line_of_the_library_changes_the_keys_that_it_concerns(tmp_path, keys):
    changed = [a != keys[what] for a, what in zip(keys_elsewhere(tmp_path, "a line of a loss"), CHOSEN, strict=True)]
    assert all(changed), "all of these take a triplet loss"


def test_a_changed_line_of_another_loss_leaves_the_key(monkeypatch, keys):
    import course_lib.losses.softmax as module

    monkeypatch.setattr(module.NormalisedSoftmaxLoss, "call", lambda self, y_true, y_pred: ops.mean(y_pred))
    assert key() == keys["plain"]
    assert key(loss=NormalisedSoftmaxLoss(4)) != keys["a loss with a layer"]


class Stateful(PKBatches):
    def __init__(self, *data, **options):
        super().__init__(*data, **options)
        self.handle = open(os.devnull, encoding="utf-8")  # noqa: SIM115


def test_a_setting_that_can_not_be_told_is_named():
    message = r"checkpoints: expected numbers, texts, .* got TextIOWrapper as batches.handle"
    with pytest.raises(ValueError, match=message):
        key(drawn=batches(kind=Stateful))


class Doubled:
    def __call__(self, x):
        return 2 * x


class Untold(keras.layers.Layer):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def call(self, x):
        return self.function(x)


def test_a_graph_with_a_layer_that_keras_can_not_write_down_is_named():
    network = keras.Sequential([small_network(), Untold(Doubled())])
    with pytest.raises(ValueError, match=r"checkpoints: expected a network that Keras can write down.*got"):
        key(encoder=network)
