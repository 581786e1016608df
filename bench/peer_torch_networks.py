"""The networks of bench/peer.py in PyTorch's own terms: floats (b, 3, h, w), 0 to 255, to embeddings of length 1.

Their parts are made in the order in which Keras lists its weights, so that arrays move from one to the other.
"""

import torch
from torch import nn
from torch.nn import functional as F

MEAN_BLUE_FIRST = (104.0, 117.0, 123.0)  # of SqueezeNet
SQUEEZED = {2: 16, 3: 16, 4: 32, 5: 32, 6: 48, 7: 48, 8: 64, 9: 64}
AXES = {4: (2, 3, 1, 0), 2: (1, 0), 1: (0,)}  # of PyTorch's tensors in the order of Keras


def arrays(network):
    """The weights as tensors in the order and with the axes of Keras; `copy_` into them changes the network."""
    state = network.state_dict()  # in the order in which the layers were made
    return [t.permute(AXES[t.ndim]) for name, t in state.items() if not name.endswith("num_batches_tracked")]


def norm2d(channels):
    """Batch normalisation with the numbers of Keras."""
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)


def halving(inputs, outputs, size=3):
    """Convolution at stride 2, with the "same" padding of Keras at an even side: more of it right and below."""
    before, after = (size - 2) // 2, (size - 1) // 2
    return nn.ZeroPad2d((before, after, before, after)), nn.Conv2d(inputs, outputs, size, stride=2, bias=False)


def both_pools(x):
    """Averages and maxima over places of maps (b, c, h, w), side by side: (b, 2c)."""
    return torch.cat([x.mean((2, 3)), x.amax((2, 3))], dim=1)


class Head(nn.Module):
    """Dense layer, norm, unit length: `course_lib.models.encoders.embedding_head`."""

    def __init__(self, features, dimension):
        super().__init__()
        self.dense = nn.Linear(features, dimension, bias=False)
        self.norm = nn.BatchNorm1d(dimension, eps=1e-3, momentum=0.01)

    def forward(self, features):
        return F.normalize(self.norm(self.dense(features)))


class Encoder(nn.Module):
    """`course_lib.models.encoder` with its defaults."""

    def __init__(self, dimension=64, width=24):
        super().__init__()
        parts = [*halving(3, width), norm2d(width), nn.ReLU()]
        for block in (2, 3, 4):
            channels = block * width
            convolution = nn.Conv2d(channels - width, channels, 3, padding=1, bias=False)
            parts += [convolution, norm2d(channels), nn.ReLU(), nn.MaxPool2d(2)]
        self.trunk = nn.Sequential(*parts)
        self.head = Head(2 * 4 * width, dimension)

    def forward(self, pictures):
        return self.head(both_pools(self.trunk(pictures / 127.5 - 1)))


class Block(nn.Module):
    """`course_lib.models.residual.residual_block`."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.first = nn.Sequential(*halving(inputs, outputs), norm2d(outputs), nn.ReLU())
        self.plain = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.second = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.plain_norm, self.second_norm = norm2d(outputs), norm2d(outputs)

    def forward(self, x):
        plain = self.plain_norm(self.plain(F.avg_pool2d(x, 2)))
        return F.relu(plain + self.second_norm(self.second(self.first(x))))


class Residual(nn.Module):
    """`course_lib.models.residual_encoder`."""

    def __init__(self, dimension=64, width=32, dropout=0.3):
        super().__init__()
        self.first = nn.Sequential(*halving(3, width, 5), norm2d(width), nn.ReLU())
        self.blocks = nn.Sequential(*(Block(block // 2 * width, block * width) for block in (2, 4, 8)))
        self.dropout = nn.Dropout(dropout)
        self.head = Head(2 * 8 * width, dimension)

    def forward(self, pictures):
        return self.head(self.dropout(both_pools(self.blocks(self.first(pictures / 64 - 2)))))


class Fire(nn.Module):
    """Few channels by 1 x 1, then four times as many by 1 x 1 and as many by 3 x 3, side by side."""

    def __init__(self, inputs, squeezed):
        super().__init__()
        self.squeeze = nn.Conv2d(inputs, squeezed, 1)
        self.wide1 = nn.Conv2d(squeezed, 4 * squeezed, 1)
        self.wide3 = nn.Conv2d(squeezed, 4 * squeezed, 3, padding=1)

    def forward(self, x):
        few = F.relu(self.squeeze(x))
        return torch.cat([F.relu(self.wide1(few)), F.relu(self.wide3(few))], dim=1)


class SqueezeNet(nn.Module):
    """SqueezeNet 1.1; averages of two levels go into a head, and its first convolution and two modules stand still."""

    def __init__(self, dimension=128, levels=(7, 9), frozen=(2, 3)):
        super().__init__()
        self.first = nn.Conv2d(3, 64, 3, stride=2)
        before = [64, *(8 * squeezed for squeezed in SQUEEZED.values())]
        fires = {str(number): Fire(*sizes) for number, *sizes in zip(SQUEEZED, before, SQUEEZED.values(), strict=False)}
        self.fires, self.levels = nn.ModuleDict(fires), levels
        for part in (self.first, *(self.fires[str(number)] for number in frozen)):
            part.requires_grad_(False)
        self.head = Head(sum(8 * SQUEEZED[level] for level in levels), dimension)
        self.register_buffer("mean", torch.tensor(MEAN_BLUE_FIRST).view(1, 3, 1, 1), persistent=False)

    def forward(self, pictures):
        x = F.pad(pictures.flip(1) - self.mean, (0, 1, 0, 1))
        x, averages = F.max_pool2d(F.relu(self.first(x)), 3, 2), []
        for number, fire in self.fires.items():
            x = fire(x)
            if int(number) in self.levels:
                averages.append(x.mean((2, 3)))
            x = F.max_pool2d(x, 3, 2) if number in ("3", "5") else x
        return self.head(torch.cat(averages, dim=1))


NETWORKS = {"encoder": Encoder, "residual": Residual, "squeezenet": SqueezeNet}
