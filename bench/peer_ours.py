"""One training with course_lib, for bench/peer.py: python bench/peer_ours.py NETWORK FOLDER SEED STEPS.

The folder is as `Training` of bench/peer_turns.py makes it.
"""

import sys
from pathlib import Path

import keras
import numpy as np
from peer_networks import NETWORKS

from course_lib.losses import TripletLoss
from course_lib.models import augmentation, embed
from course_lib.training import train
from course_lib.training.batches import PKBatches


class CountedBatches(PKBatches):
    """PKBatches that say in counter[0] how many batches were asked for."""

    def __init__(self, pictures, labels, counter, **options):
        super().__init__(pictures, labels, **options)
        self.counter = counter

    def __getitem__(self, i):
        self.counter[0] += 1
        return super().__getitem__(i)


def main(name, folder, seed, steps):
    shared, start = np.load(folder.parent / "data.npz"), np.load(folder.parent / "start.npz")
    counter = np.memmap(folder / "counter", "int64", "r+")
    keras.utils.set_random_seed(seed)
    network, loss = NETWORKS[name].make(), TripletLoss(margin=0.2)
    network.set_weights([start[name] for name in start.files])
    batches = CountedBatches(
        shared["pictures"], shared["labels"], counter, classes=16, per_class=4, steps=steps, seed=seed
    )
    train(network, batches, loss, epochs=1, augmentation=augmentation(seed))
    embeddings = embed(network, shared["probe"])  # (64, d)
    value = float(loss(shared["probe_labels"], embeddings))
    np.savez(folder / "result.npz", *network.get_weights(), embeddings=embeddings, loss=value)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:]))
