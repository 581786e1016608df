"""The methods of bench/few_labels.py: each takes a problem, its labels, a setting and a seed, and gives answers.

A problem holds the pictures of three parts; `labels` those of the training part, -1 where nobody labelled one.
Answers are {part: class of each picture}, of "train", "val" and "test".
"""

import functools
from dataclasses import dataclass, field

import keras
import numpy as np
from few_labels_networks import (
    LOSSES,
    STEPS,
    Generator,
    Learner,
    batches_of,
    probabilities,
    small_network,
)
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid, NearestNeighbors
from sklearn.preprocessing import StandardScaler
from sklearn.semi_supervised import LabelSpreading, SelfTrainingClassifier

from course_lib.losses import InfoNCELoss
from course_lib.models import embed, frozen_encoder
from course_lib.recipes.few_labels_graph import cluster_then_label
from course_lib.recipes.few_labels_pairs import complete_pairs
from course_lib.training import TwoViews

PARTS = ("train", "val", "test")
STARTS = 3  # seeds of what is trained without labels; draws share them


@dataclass
class Problem:
    """Pictures {part: (n, h, w, c)}, their labels {part: (n,)}, and what was computed of them once."""

    pictures: dict
    labels: dict
    kept: dict = field(default_factory=dict)

    def __post_init__(self):
        self.pictures = {part: halved(each) for part, each in self.pictures.items()}
        self.pixels = {part: each.reshape(len(each), -1) / 255 for part, each in self.pictures.items()}
        self.shape = self.pictures["train"].shape[1:]
        _, self.near = NearestNeighbors(n_neighbors=6).fit(self.pixels["train"]).kneighbors()
        some = self.pixels["train"][:200]
        self.middle = float(np.median(((some[:, None] - some) ** 2).sum(axis=2)))

    def once(self, key, make):
        """What `make` gives, made at the first call with this key."""
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]

    def frozen(self, size):
        """Features {part: (n, 512)} of SqueezeNet, which has seen ImageNet, of pictures enlarged to `size`."""
        return self.once(("frozen", size), lambda: {part: look(each, size) for part, each in self.pictures.items()})


def halved(pictures):
    """The mean of each 2 x 2 pixels of pictures (n, h, w, c) larger than 8 x 8."""
    if pictures.shape[1] <= 8:
        return pictures
    n, h, w, c = pictures.shape
    return pictures.reshape(n, h // 2, 2, w // 2, 2, c).mean(axis=(2, 4)).round().astype("uint8")


def look(pictures, size):
    """SqueezeNet's averages (n, 512) of length 1."""
    rgb = pictures.repeat(3, axis=3) if pictures.shape[3] == 1 else pictures
    large = keras.ops.image.resize(rgb.astype("float32"), (size, size))
    return embed(frozen_encoder(size), keras.ops.convert_to_numpy(large), 64)


def by_classifier(make):
    """A method that fits one of scikit-learn's classifiers to the labelled pixels."""

    def method(problem, labels, setting, seed):
        few = labels >= 0
        fitted = make(**setting).fit(problem.pixels["train"][few], labels[few])
        return {part: fitted.predict(problem.pixels[part]) for part in PARTS}

    return method


def nearest(k=1, metric="euclidean"):
    return NearestCentroid() if k == 0 else KNeighborsClassifier(k, metric=metric, weights="distance")


def logistic(c):
    return LogisticRegression(C=c, max_iter=300)


def fit_to_all(make, features):
    """Answers of one of scikit-learn's methods that see the unlabelled pictures too."""

    def method(problem, labels, setting, seed):
        x = features(problem, setting)
        fitted = make(problem, x, **{name: value for name, value in setting.items() if name != "size"})
        fitted.fit(x["train"], labels)
        return {part: fitted.predict(x[part]) for part in PARTS}

    return method


def spreading(problem, x, neighbours=0, spread=0, alpha=0.2):
    """Label spreading on neighbours, or on a Gaussian whose gamma is `spread` over the median squared distance."""
    if neighbours:
        return LabelSpreading("knn", n_neighbors=neighbours, alpha=alpha, max_iter=200)
    return LabelSpreading("rbf", gamma=spread / problem.middle, alpha=alpha, max_iter=200)


def self_training(problem, x, c, threshold):
    return SelfTrainingClassifier(logistic(c), threshold=threshold, max_iter=10)


def clusters(problem, labels, setting, seed):
    """k-means over all training pictures; a cluster takes the label that most of its labelled pictures have."""
    centres, names = cluster_then_label(problem.pixels["train"], labels, setting["k"], seed % STARTS)
    answer = lambda x: names[((x[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)]
    return {
        part: np.concatenate([answer(some) for some in np.array_split(x, 20)]) for part, x in problem.pixels.items()
    }


def completion(problem, labels, setting, seed):
    """The matrix of all pairs, completed from the block of the labelled by a bilinear form of RBF features."""
    few = np.flatnonzero(labels >= 0)
    same = labels[few, None] == labels[few]
    each = np.eye(10)[labels[few]]  # (n, c)
    kernel = lambda x: rbf(x, problem.pixels["train"][few], setting["spread"] / problem.middle)
    known = kernel(problem.pixels["train"][few])
    made = {p: complete_pairs(known, same, kernel(x), setting["shrinkage"]) for p, x in problem.pixels.items()}
    return {part: (pairs @ each / each.sum(axis=0)).argmax(axis=1) for part, pairs in made.items()}


def rbf(x, z, gamma):
    squared = (x**2).sum(1)[:, None] + (z**2).sum(1) - 2 * x @ z.T
    return np.exp(-gamma * np.maximum(squared, 0))


def pca(problem, labels, setting, seed):
    """Logistic regression on the first principal components of all training pictures."""
    axes, few = problem.once(("pca", setting["d"]), lambda: PCA(setting["d"]).fit(problem.pixels["train"])), labels >= 0
    fitted = logistic(setting["c"]).fit(axes.transform(problem.pixels["train"][few]), labels[few])
    return {part: fitted.predict(axes.transform(x)) for part, x in problem.pixels.items()}


def classify(features, labels, c):
    """Answers of logistic regression on standardised features {part: (n, d)}."""
    few = labels >= 0
    scaler = StandardScaler().fit(features["train"])
    fitted = logistic(c).fit(scaler.transform(features["train"][few]), labels[few])
    return {part: fitted.predict(scaler.transform(x)) for part, x in features.items()}


def autoencoder(problem, labels, setting, seed):
    """Logistic regression on the code of an autoencoder of all training pictures."""
    key = ("autoencoder", setting["noise"], setting["steps"], seed % STARTS)
    return classify(problem.once(key, lambda: codes(problem, *key[1:])), labels, setting["c"])


def codes(problem, noise, steps, seed):
    """Codes {part: (n, d)} of an autoencoder; with noise it has to clean what it sees."""
    keras.utils.set_random_seed(seed)
    encoder, size = small_network(problem.shape), int(np.prod(problem.shape))
    decoder = [keras.layers.Dense(64, activation="relu"), keras.layers.Dense(size, activation="sigmoid")]
    model = keras.Sequential([encoder, *decoder])
    model.compile(keras.optimizers.Adam(0.002), "mse")
    rng, x = np.random.default_rng(seed), problem.pictures["train"].astype("float32")
    for _ in range(steps):
        some = x[rng.choice(len(x), 128)]
        model.train_on_batch(some + rng.normal(scale=noise, size=some.shape), some.reshape(len(some), -1) / 255)
    return {part: encoder.predict(each, verbose=0) for part, each in problem.pictures.items()}


@functools.cache
def learner(method, shape, rate, decay, dials):
    return Learner(shape, LOSSES[method](**dict(dials)), rate, decay)


def by_network(method, others, pairs=False):
    """A method that trains the small network with one of LOSSES."""

    def answers(problem, labels, setting, seed):
        dials = {k: v for k, v in setting.items() if k in ("weight", "pairs")}
        one = learner(method, problem.shape, setting["rate"], setting.get("decay", 5e-4), tuple(dials.items()))
        near = problem.near[:, :5] if pairs else None
        batches = batches_of(problem.pictures["train"], labels, seed, setting["views"], others, near)
        encoder = one.learn(batches, seed)
        if hasattr(one.loss, "layer"):
            answer = probabilities(encoder, one.loss.layer)
            return {part: answer(each).argmax(axis=1) for part, each in problem.pictures.items()}
        return by_means(encoder, problem, labels, unit=dials.get("pairs") == "SupCon")

    return answers


def by_means(encoder, problem, labels, unit=False):
    """Each picture gets the class whose labelled pictures have the nearest mean embedding."""
    e = {part: encoder.predict(each, verbose=0, batch_size=512) for part, each in problem.pictures.items()}
    if unit:
        e = {part: x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9) for part, x in e.items()}
    means = np.stack([e["train"][labels == c].mean(axis=0) for c in range(10)])  # (c, d)
    return {part: ((x[:, None] - means) ** 2).sum(axis=2).argmin(axis=1) for part, x in e.items()}


def pretrained(problem, labels, setting, seed):
    """Two views of each training picture first, without labels; then, if asked, SupCon on the labelled ones."""
    key = ("views", setting["noise"], setting["reach"], seed % STARTS)
    start = problem.once(key, lambda: by_views(problem, *key[1:]))
    one = learner("Siamese, pre-trained", problem.shape, setting["rate"] or 1.0, 5e-4, ())
    if setting["rate"]:
        one.learn(batches_of(problem.pictures["train"], labels, seed, True, 0), seed, start)
    else:
        one.encoder.set_weights(start)
    return by_means(one.encoder, problem, labels, unit=True)


def by_views(problem, noise, reach, seed):
    """Weights of the network after InfoNCE on two views of each picture."""
    kind = type("Views", (TwoViews,), {"noise": noise, "reach": reach * problem.shape[0] // 8})
    sizes = {"classes": 10, "per_class": 2, "steps": STEPS, "seed": seed}
    batches = kind(problem.pictures["train"], problem.labels["train"], **sizes)  # it looks at no label
    one = problem.once("views", lambda: Learner(problem.shape, InfoNCELoss(0.2), 0.003, steps=2 * STEPS))
    return one.learn(batches, seed).get_weights()


@functools.cache
def generator(shape, rate, weight):
    return Generator(shape, rate, weight)


def k_plus_one(problem, labels, setting, seed):
    """A classifier with one class more, for what a generator made."""
    batches = batches_of(problem.pictures["train"], labels, seed, setting["views"])
    answer = generator(problem.shape, setting["rate"], setting["weight"]).learn(batches, seed)
    return {part: answer(each).argmax(axis=1) for part, each in problem.pictures.items()}


def frozen(problem, labels, setting, seed):
    return classify(problem.frozen(setting["size"]), labels, setting["c"])


def grid(**choices):
    """All combinations: [{name: value}]."""
    found = [{}]
    for name, values in choices.items():
        found = [{**each, name: value} for each in found for value in values]
    return found


WEIGHTS, RATES, VIEWS, CS = (0.3, 1.0), (0.002, 0.006), (False, True), tuple(10.0**p for p in (-2, -1, 0, 1))
PIXELS, FROZEN = lambda problem, _: problem.pixels, lambda problem, setting: problem.frozen(setting["size"])
GRAPHS = [*grid(neighbours=(5, 10, 20), alpha=(0.2, 0.9)), *grid(spread=(100, 600))]
NETWORK = {"rate": RATES, "views": VIEWS}
METHODS = {  # name: (method, its eight settings, whether it sees the pictures without a label)
    "nearest": (
        by_classifier(nearest),
        [{"k": 0}, {"k": 0, "metric": "cosine"}, *grid(k=(1, 3, 5), metric=("euclidean", "cosine"))],
        False,
    ),
    "logistic": (by_classifier(logistic), [{"c": 10.0**p} for p in (-2, -1.5, -1, -0.5, 0, 0.5, 1, 2)], False),
    "completion": (completion, grid(spread=(5, 20, 80, 200), shrinkage=(0.01, 0.3)), False),
    "CNN": (by_network("CNN", 0), grid(**NETWORK, decay=(5e-4, 0.1)), False),
    "Siamese": (by_network("Siamese", 0), grid(**NETWORK, pairs=("contrastive", "SupCon")), False),
    "Siamese, distances": (by_network("Siamese, distances", 0), grid(**NETWORK, decay=(5e-4, 0.1)), False),
    "label spreading": (fit_to_all(spreading, PIXELS), GRAPHS, True),
    "self-training": (fit_to_all(self_training, PIXELS), grid(c=CS, threshold=(0.75, 0.9)), True),
    "clusters": (clusters, [{"k": k} for k in (10, 15, 20, 30, 45, 60, 90, 130)], True),
    "PCA": (pca, grid(d=(8, 16, 32, 48), c=(1.0, 10.0)), True),
    "autoencoder": (autoencoder, grid(noise=(0, 40), steps=(150, 400), c=(0.1, 1.0)), True),
    "K+1 GAN": (k_plus_one, grid(**NETWORK, weight=WEIGHTS), True),
    "pseudo-labels": (by_network("pseudo-labels", 64), grid(**NETWORK, weight=WEIGHTS), True),
    "Siamese, pre-trained": (pretrained, grid(noise=(20, 40), reach=(1, 2), rate=(0, 0.002)), True),
    "Siamese, neighbours": (
        by_network("Siamese, neighbours", 64, pairs=True),
        grid(**NETWORK, weight=(0.3, 3.0)),
        True,
    ),
    "Siamese, neighbours, light": (
        by_network("Siamese, neighbours", 64, pairs=True),
        grid(**NETWORK, weight=(0.01, 0.03)),
        True,
    ),
    "Siamese, entropy": (by_network("Siamese, entropy", 64), grid(**NETWORK, weight=(0.1, 1.0)), True),
    "SqueezeNet": (frozen, grid(size=(64, 96), c=(0.001, 0.01, 0.1, 1.0)), False),
    "SqueezeNet, spread": (
        fit_to_all(spreading, FROZEN),
        grid(size=(64, 96), neighbours=(5, 15), alpha=(0.2, 0.9)),
        True,
    ),
}
