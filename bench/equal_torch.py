"""One training for bench/equal_time.py in PyTorch: python bench/equal_torch.py METHOD RATE FOLDER SEED STEPS.

Loss and miner are pytorch-metric-learning's.

FOLDER is as `Training` of bench/peer_turns.py makes it; the training leaves its embeddings in result.npz.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from peer_torch import as_input, loaded, seeded, train
from pytorch_metric_learning import losses, miners

METHODS = {
    "triplets, mined": losses.TripletMarginLoss,
    "multi-similarity, mined": losses.MultiSimilarityLoss,
}


def main(method, rate, folder, seed, steps):
    shared = dict(np.load(folder.parent / "data.npz"))
    seeded(seed)
    network, miner = loaded("encoder", np.load(folder.parent / "start.npz")), miners.MultiSimilarityMiner()
    loss = METHODS[method]()
    mined = lambda embeddings, labels: loss(embeddings, labels, miner(embeddings, labels))
    pictures, labels = torch.from_numpy(shared["pictures"]), torch.from_numpy(shared["labels"])
    counter = np.memmap(folder / "counter", "int64", "r+")
    train(network, mined, pictures, labels, steps, counter, rate=rate, flip=bool(shared["flip"]))
    network.eval()
    with torch.inference_mode():
        found = {part: embedded(network, torch.from_numpy(shared[part])) for part in ("validation", "test")}
    np.savez(folder / "result.npz", **found)


def embedded(network, pictures):
    """Embeddings (n, d) of uint8 pictures (n, h, w, 3)."""
    return torch.cat([network(as_input(some)) for some in pictures.split(256)]).numpy()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]), *map(int, sys.argv[4:]))
