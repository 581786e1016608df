"""The two pictures of the README, drawn by the shipped network on products that it never saw."""

import keras
import numpy as np
from sklearn.manifold import TSNE

from course_lib import plots, widgets
from course_lib.data import PictureSet
from course_lib.models import encoder
from course_lib.models.embedding import embed
from course_lib.paths import ROOT
from course_lib.plots.core import Figure
from course_lib.recipes import products

FOLDER = ROOT / "notebooks" / "figures"
QUERY = 22


def draw_pictures() -> int:
    """Write neighbours.png and embedding.png into notebooks/figures. Returns the exit code."""
    case = products.CASES["catalogue"]
    _seen, unseen = case.split(case.load())
    network = products.shipped_encoder("catalogue")
    embed_pictures = lambda pictures: embed(network, pictures)
    view = widgets.neighbour_view(unseen.where(split="train"), unseen.where(split="test"), embed_pictures)
    plots.save(view(QUERY, 0.45)[0], FOLDER / "neighbours.png")
    plots.save(before_and_after(network, unseen)[0], FOLDER / "embedding.png")
    return 0


def before_and_after(network: keras.Model, pictures: PictureSet, classes: int = 8) -> tuple[Figure, str]:
    """(figure, alt): the first classes as t-SNE maps of the embeddings of an untrained and of the trained network."""
    chosen = pictures.of_classes(np.unique(pictures.labels)[:classes])
    keras.utils.set_random_seed(0)
    untrained = encoder(chosen.pictures.shape[1:])
    maps = {
        name: TSNE(perplexity=15, init="pca", random_state=0).fit_transform(embed(each, chosen.pictures))
        for name, each in {"before training": untrained, "after training": network}.items()
    }
    return plots.figure_maps(maps, chosen.labels, chosen.names)
