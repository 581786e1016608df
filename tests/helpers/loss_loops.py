"""Every loss of course_lib.losses again, as plain loops in NumPy: the oracle of tests/losses.

Each function takes labels (b,) and embeddings (b, d) and returns a number; `still` are the embeddings that a loss
takes without a gradient (the same ones, held where they are while central differences move the others).
"""

import itertools

import numpy as np


def pairs(labels, same):
    """Ordered pairs (i, j) of two pictures whose labels agree, or do not."""
    every = itertools.permutations(range(len(labels)), 2)
    return [(i, j) for i, j in every if (labels[i] == labels[j]) == same]


def mean(values):
    return float(np.mean(values)) if len(values) else 0.0


def distance(a, b):
    return np.sqrt(((a - b) ** 2).sum())


def cosine(a, b):
    lengths = np.sqrt((a**2).sum() * (b**2).sum())
    return (a * b).sum() / lengths if lengths > 0 else 0.0


def softmax(logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def contrastive(labels, x, margin, active=False):
    pull = mean([0.5 * distance(x[i], x[j]) ** 2 for i, j in pairs(labels, True)])
    push = [0.5 * max(0, margin - distance(x[i], x[j])) ** 2 for i, j in pairs(labels, False)]
    return 0.5 * pull + 0.5 * mean([loss for loss in push if loss > 0 or not active])


def sup_con(labels, x, temperature):
    anchors = []
    for i in range(len(labels)):
        rest = [a for a in range(len(labels)) if a != i]
        whole = sum(np.exp(cosine(x[i], x[a]) / temperature) for a in rest)
        shares = [np.exp(cosine(x[i], x[p]) / temperature) / whole for p in rest if labels[p] == labels[i]]
        anchors += [-np.mean(np.log(shares))] if shares else []
    return mean(anchors)


def info_nce(labels, x, temperature):
    losses = []
    for i, j in pairs(labels, True):
        wanted = np.exp(cosine(x[i], x[j]) / temperature)
        crowd = sum(np.exp(cosine(x[i], x[n]) / temperature) for n in range(len(labels)) if labels[n] != labels[i])
        losses.append(-np.log(wanted / (wanted + crowd)))
    return mean(losses)


def normalised_softmax(labels, x, kernel, scale):
    rows = [np.array([scale * cosine(row, w) for w in kernel.T]) for row in x]
    return mean([-np.log(softmax(row)[label]) for row, label in zip(rows, labels, strict=True)])


def hierarchical_softmax(labels, x, kernel, coarse, scale, weight, smoothing):
    def one(row, target, columns):
        shares = softmax(np.array([scale * cosine(row, w) for w in columns.T]))
        targets = [smoothing / len(shares) + (1 - smoothing) * (place == target) for place in range(len(shares))]
        return -sum(t * np.log(share) for t, share in zip(targets, shares, strict=True))

    fine, above = kernel[:, : len(coarse)], kernel[:, len(coarse) :]
    return mean([one(r, c, fine) + weight * one(r, coarse[c], above) for r, c in zip(x, labels, strict=True)])


def candidates(labels, x):
    """(d_ap, d_an, a, p) of every valid triple."""
    return [
        (distance(x[a], x[p]), distance(x[a], x[n]), a, p)
        for a, p in pairs(labels, True)
        for n in range(len(labels))
        if labels[n] != labels[a]
    ]


def triplet(labels, x, margin):
    return mean([d_ap - d_an + margin for d_ap, d_an, *_ in candidates(labels, x) if d_ap - d_an + margin > 0])


def chosen(labels, x, mining):
    every = candidates(labels, x)
    if mining == "all":
        return every
    if mining == "batch_hard":
        rows = [[t for t in every if t[2] == a] for a in range(len(labels))]
        return [(max(t[0] for t in row), min(t[1] for t in row)) for row in rows if row]
    rows = [[t for t in every if t[2:] == pair and t[1] > t[0]] for pair in pairs(labels, True)]
    return [min(row, key=lambda t: t[1]) for row in rows if row]


def mined_triplet(labels, x, margin, mining, soft):
    differences = [t[0] - t[1] for t in chosen(labels, x, mining)]
    if soft:
        return mean([np.log(1 + np.exp(difference)) for difference in differences])
    return mean([difference + margin for difference in differences if difference + margin > 0])


def positives_only(labels, x):
    return mean([distance(x[i], x[j]) ** 2 for i, j in pairs(labels, True)])


def vicreg(labels, x, invariance, variance, covariance, target):
    centred = x - x.mean(0)
    matrix = sum(np.outer(row, row) for row in centred) / max(len(x) - 1, 1)
    d = len(matrix)
    v = np.mean([max(0, target - np.sqrt(matrix[j, j] + 1e-4)) for j in range(d)])
    c = sum(matrix[i, j] ** 2 for i, j in itertools.permutations(range(d), 2)) / d
    return invariance * positives_only(labels, x) + 2 * variance * v + 2 * covariance * c


def simsiam(labels, x, predict, still=None):
    still = x if still is None else still
    p = predict(x)
    return mean([-cosine(p[i], still[j]) for i, j in pairs(labels, True)])


def dsh(labels, x, margin, alpha):
    pull = mean([0.5 * distance(x[i], x[j]) ** 2 for i, j in pairs(labels, True)])
    push = mean([0.5 * max(0, margin - distance(x[i], x[j]) ** 2) for i, j in pairs(labels, False)])
    return 0.5 * pull + 0.5 * push + alpha * mean([sum(abs(abs(b) - 1) for b in row) for row in x])


def divergences(labels, x, head, classes, smoothing):
    found = []
    for row, label in zip(x, labels, strict=True):
        p = [(1 - smoothing) * (label == c) + smoothing / classes for c in range(classes)]
        q = softmax(head(row))
        found.append(sum(p[c] * np.log(p[c] / q[c]) for c in range(classes) if p[c] > 0))
    return found


def sdrn(labels, x, head, classes, margin, weight, gamma, smoothing):
    extra = mean([max(0, kl - gamma) for kl in divergences(labels, x, head, classes, smoothing)])
    return contrastive(labels, x, margin) + weight * extra


def distance_regression(labels, x, targets):
    every = itertools.permutations(range(len(labels)), 2)
    return mean([(distance(x[i], x[j]) - targets[labels[i]][labels[j]]) ** 2 for i, j in every])


def proxy_anchor(labels, x, kernel, alpha, margin):
    pull, push = [], []
    for c in range(kernel.shape[1]):
        own = [cosine(row, kernel[:, c]) for row, label in zip(x, labels, strict=True) if label == c]
        rest = [cosine(row, kernel[:, c]) for row, label in zip(x, labels, strict=True) if label != c]
        pull += [np.log(1 + sum(np.exp(-alpha * (s - margin)) for s in own))] if own else []
        push.append(np.log(1 + sum(np.exp(alpha * (s + margin)) for s in rest)))
    return mean(pull) + float(np.mean(push))


def prototypical(labels, x, support, scale):
    rows = {label: [i for i, other in enumerate(labels) if other == label] for label in labels}
    prototypes = {label: np.mean([x[i] for i in mine[:support]], axis=0) for label, mine in rows.items()}
    losses = []
    for label, mine in rows.items():
        for i in mine[support:]:
            powers = {c: np.exp(-scale * distance(x[i], p) ** 2) for c, p in prototypes.items()}
            losses.append(-np.log(powers[label] / sum(powers.values())))
    return mean(losses)
