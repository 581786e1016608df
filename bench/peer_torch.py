"""One training with pytorch-metric-learning, for bench/peer.py: python bench/peer_torch.py NETWORK FOLDER SEED STEPS.

The augmentation and the optimiser of lesson 15 in PyTorch's own terms; loss and sampler are pytorch-metric-learning's.
Pictures stay channels last in memory. The folder is as `Training` of bench/peer_turns.py makes it.
"""

import itertools
import math
import sys
from pathlib import Path

import numpy as np
import torch
from peer_torch_networks import NETWORKS, arrays
from pytorch_metric_learning.losses import TripletMarginLoss
from pytorch_metric_learning.samplers import MPerClassSampler
from pytorch_metric_learning.utils import common_functions
from torch.nn import functional as F

CLASSES, PER_CLASS = 16, 4
RATE, DECAY = 2e-3, 5e-4  # as course_lib.training.train


def as_input(pictures):
    """uint8 pictures (b, h, w, 3) as floats (b, 3, h, w), still channels last in memory."""
    return pictures.permute(0, 3, 1, 2).float()


def augmented(pictures, flip=True):
    """`course_lib.models.augmentation`: flip, zoom, shift, brightness, contrast. Floats (b, 3, h, w), 0 to 255.

    One resampling does flip, zoom and shift.
    """

    def between(low, high, *shape):
        return torch.empty(len(pictures), *shape).uniform_(low, high)

    turned = torch.where(between(0, 1) < 0.5 * flip, -1.0, 1.0)
    affine = torch.zeros(len(pictures), 2, 3)
    affine[:, 0, 0], affine[:, 1, 1] = turned * between(0.75, 1.1), between(0.75, 1.1)
    affine[:, 0, 2] = affine[:, 0, 0] * between(-0.2, 0.2)  # a tenth of the width: the picture goes from -1 to 1
    affine[:, 1, 2] = affine[:, 1, 1] * between(-0.2, 0.2)
    places = F.affine_grid(affine, pictures.shape, align_corners=False)
    moved = F.grid_sample(pictures, places, padding_mode="reflection", align_corners=False)
    lit = (moved + 255 * between(-0.15, 0.15, 1, 1, 1)).clamp(0, 255)
    mean = lit.mean((2, 3), keepdim=True)
    return ((lit - mean) * between(1.0, 1.2, 1, 1, 1) + mean).clamp(0, 255)  # RandomContrast(0.2) only raises it


def batches(labels):
    """Rows of one batch after the other, without an end; the sampler draws a hundred batches at a time."""
    size = CLASSES * PER_CLASS
    sampler = MPerClassSampler(labels, PER_CLASS, size, length_before_new_iter=100 * size)
    while True:
        yield from torch.tensor(list(sampler)).split(size)


def train(network, loss, pictures, labels, steps, counter, rate=RATE, flip=True):
    """AdamW along half a cosine, as `course_lib.training.train`; counter[0] says how many steps were begun."""
    optimizer = torch.optim.AdamW(
        (p for p in network.parameters() if p.requires_grad), rate, weight_decay=DECAY, eps=1e-7, fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 0.5 * (1 + math.cos(math.pi * step / steps)))
    network.train()
    for rows in itertools.islice(batches(labels), steps):
        counter[0] += 1
        value = loss(network(augmented(as_input(pictures[rows]), flip)), labels[rows])
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        schedule.step()


def seeded(seed):
    """Fix what is drawn: by PyTorch, and by the sampler, which has a generator of its own."""
    torch.manual_seed(seed)
    common_functions.NUMPY_RANDOM = np.random.default_rng(seed)


def loaded(name, start):
    """The network of this name with the weights of start.npz."""
    network = NETWORKS[name]().to(memory_format=torch.channels_last)
    for mine, given in zip(arrays(network), start.values(), strict=True):
        if mine.shape != given.shape:
            raise ValueError(f"start.npz: expected weights of shape {tuple(mine.shape)}, got {given.shape}")
        mine.copy_(torch.from_numpy(given))
    return network


def main(name, folder, seed, steps):
    shared, start = np.load(folder.parent / "data.npz"), np.load(folder.parent / "start.npz")
    seeded(seed)
    network, loss = loaded(name, start), TripletMarginLoss(margin=0.2)
    pictures, labels, probe, probe_labels = (
        torch.from_numpy(shared[name]) for name in ("pictures", "labels", "probe", "probe_labels")
    )
    if steps:
        train(network, loss, pictures, labels, steps, np.memmap(folder / "counter", "int64", "r+"))
    network.eval()
    with torch.inference_mode():
        embeddings = network(as_input(probe))  # (64, d)
        value = float(loss(embeddings, probe_labels))
    weights = [tensor.numpy() for tensor in arrays(network)]
    np.savez(folder / "result.npz", *weights, embeddings=embeddings.numpy(), loss=value)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:]))
