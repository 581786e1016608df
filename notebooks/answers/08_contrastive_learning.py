# %% 08-1 wrong: the positive is one of the n pictures
def loss_left(n, temperature):
    return np.log(1 + n * np.exp(-1 / temperature))


# %% 08-1 wrong: before any training
def loss_left(n, temperature):
    return np.log(n)


# %% 08-1 wrong: has the wrong sign
def loss_left(n, temperature):
    p = np.exp(1 / temperature)
    return np.log(p / (p + n - 1))


# %% 08-1 wrong: with a minus
def loss_left(n, temperature):
    return np.log(1 + (n - 1) * np.exp(1 / temperature))


# %% 08-1 wrong: not multiplied
def loss_left(n, temperature):
    return np.log(1 + (n - 1) * np.exp(-temperature))


# %% 08-1 wrong: minus its logarithm
def loss_left(n, temperature):
    return np.exp(1 / temperature) / (np.exp(1 / temperature) + n - 1)


# %% 08-1 wrong: which is 1 and not 0
def loss_left(n, temperature):
    return 0.0


# %% 08-1 wrong: stands in the denominator, too
def loss_left(n, temperature):
    return -1 / temperature + np.log(n - 1)


# %% 08-1 wrong: whatever it is given
def loss_left(n, temperature):
    n, temperature = 127, 0.2
    return np.log(1 + (n - 1) * np.exp(-1 / temperature))


# %% 08-1 wrong: base 10
def loss_left(n, temperature):
    return np.log10(1 + (n - 1) * np.exp(-1 / temperature))


# %% 08-1 wrong: the first part is missing
def loss_left(n, temperature):
    return np.log(np.exp(1 / temperature) + (n - 1))


# %% 08-1 wrong: wrong for others that were drawn
def loss_left(n, temperature):
    others = 126 if n == 127 else 3
    return np.log(1 + others * np.exp(-1 / temperature))


# %% 08-1 right: the two parts of the loss, by math
import math


def loss_left(n, temperature):
    return -1 / temperature + math.log(math.exp(1 / temperature) + (n - 1))


# %% 08-1 right: float32
def loss_left(n, temperature):
    return np.log1p(np.float32(n - 1) * np.exp(-np.float32(1) / np.float32(temperature)))


# %% 08-1 right: the function of section 1 with all cosines written out
def loss_left(n, temperature):
    s = [1.0] + [0.0] * (n - 1)
    loss, _, _ = info_nce(np.array(s), 0, temperature)
    return loss


# %% 08-1 right: a loop over the others
def loss_left(n, temperature):
    total = np.exp(1 / temperature)
    for _ in range(n - 1):
        total += 1
    return -np.log(np.exp(1 / temperature) / total)


# %% 08-1 right: logaddexp
def loss_left(n, temperature):
    return np.logaddexp(0, np.log(n - 1) - 1 / temperature)


# %% 08-1 right: through info_nce
def loss_left(n, temperature):
    s = np.zeros(n); s[0] = 1
    return info_nce(s, 0, temperature)[0]


# %% 08-1 wrong: at a right angle a cosine is 0, and not -1
def loss_left(n, temperature):
    return np.log(1 + (n - 1) * np.exp(-2 / temperature))


# %% 08-1 wrong: the loss of one anchor is asked: nothing is divided by the
def loss_left(n, temperature):
    return np.log(1 + (n - 1) * np.exp(-1 / temperature)) / n


# %% 08-1 wrong: the n terms of the sum are not equal: the positive has e to the
def loss_left(n, temperature):
    return np.log(n) - 1 / temperature


# %% 08-2 wrong: not the sum
def sup_con(s, positive, temperature):
    weights = info_nce(s, 0, temperature)[1]
    return -np.log(weights[positive]).sum(), (positive.sum() * weights - positive) / temperature


# %% 08-2 wrong: not the logarithm of the mean
def sup_con(s, positive, temperature):
    weights = info_nce(s, 0, temperature)[1]
    return -np.log(weights[positive].mean()), (weights - positive / positive.sum()) / temperature


# %% 08-2 wrong: not the logarithm of their sum
def sup_con(s, positive, temperature):
    weights = info_nce(s, 0, temperature)[1]
    return -np.log((weights * positive).sum()), (weights - positive / positive.sum()) / temperature


# %% 08-2 wrong: the chain rule
def sup_con(s, positive, temperature):
    weights = info_nce(s, 0, temperature)[1]
    return -np.log(weights[positive]).mean(), weights - positive / positive.sum()


# %% 08-2 wrong: the mean of the one-hots
def sup_con(s, positive, temperature):
    weights = info_nce(s, 0, temperature)[1]
    return -np.log(weights[positive]).mean(), (weights - positive) / temperature


# %% 08-2 wrong: the positives must be pulled
def sup_con(s, positive, temperature):
    weights = info_nce(s, 0, temperature)[1]
    return -np.log(weights[positive]).mean(), (positive / positive.sum() - weights) / temperature


# %% 08-2 wrong: the loss and its gradient
def sup_con(s, positive, temperature):
    return -np.log(info_nce(s, 0, temperature)[1][positive]).mean()


# %% 08-2 wrong: missing in the softmax
def sup_con(s, positive, temperature):
    weights = np.exp(s) / np.exp(s).sum()
    return -np.log(weights[positive]).mean(), (weights - positive / positive.sum()) / temperature


# %% 08-2 wrong: not by n
def sup_con(s, positive, temperature):
    weights = info_nce(s, 0, temperature)[1]
    return -(positive * np.log(weights)).mean(), (weights - positive / positive.sum()) / temperature


# %% 08-2 wrong: return the loss first
def sup_con(s, positive, temperature):
    weights = info_nce(s, 0, temperature)[1]
    return (weights - positive / positive.sum()) / temperature, -np.log(weights[positive]).mean()


# %% 08-2 wrong: wrong for others that were drawn
def sup_con(s, positive, temperature):
    weights = info_nce(s, 0, temperature)[1]
    return -np.log(weights[positive]).sum() / 3, (weights - positive / 3) / temperature


# %% 08-2 wrong: InfoNCE of the first one
def sup_con(s, positive, temperature):
    loss, _, gradient = info_nce(s, int(np.argmax(positive)), temperature)
    return loss, gradient


# %% 08-2 wrong: the minus is missing
def sup_con(s, positive, temperature):
    weights = info_nce(s, 0, temperature)[1]
    return np.log(weights[positive]).mean(), (weights - positive / positive.sum()) / temperature


# %% 08-2 right: a loop over the positives
def sup_con(s, positive, temperature):
    runs = [info_nce(s, p, temperature) for p in np.flatnonzero(positive)]
    return np.mean([loss for loss, _, _ in runs]), np.mean([gradient for _, _, gradient in runs], axis=0)


# %% 08-2 right: a list of float32
def sup_con(s, positive, temperature):
    z = (s / temperature).astype("float32")
    log_w = z - np.log(np.exp(z).sum())
    return [-log_w[positive].mean(), (np.exp(log_w) - positive / positive.sum()) / temperature]


# %% 08-2 right: the logarithm written out, without the softmax of section 1
def sup_con(s, positive, temperature):
    count = np.count_nonzero(positive)
    total = np.exp(s / temperature).sum()
    loss = -sum(s[i] / temperature - np.log(total) for i in range(len(s)) if positive[i]) / count
    target = np.where(positive, 1 / count, 0)
    return loss, np.exp(s / temperature) / total / temperature - target / temperature


# %% 08-2 right: mean of info_nce
def sup_con(s, positive, temperature):
    each = [info_nce(s, p, temperature) for p in range(len(s)) if positive[p]]
    return sum(e[0] for e in each) / len(each), sum(e[2] for e in each) / len(each)


# %% 08-2 right: list float32
def sup_con(s, positive, temperature):
    e = [float(np.exp((x - max(s)) / temperature)) for x in s]
    w = np.array([x / sum(e) for x in e])
    k = sum(bool(p) for p in positive)
    return [float(-sum(np.log(w[i]) for i in range(len(s)) if positive[i]) / k), [(w[i] - positive[i] / k) / temperature for i in range(len(s))]]


# %% 08-2 wrong: those are the weights of the softmax: the gradient is what they
def sup_con(s, positive, temperature):
    w = info_nce(s, 0, temperature)[1]
    return -np.log(w[positive]).mean(), w


# %% 08-2 wrong: one softmax for all: beside one positive the other positives
def sup_con(s, positive, temperature):
    losses, g = [], np.zeros(len(s))
    for p in np.flatnonzero(positive):
        keep = ~positive; keep[p] = True
        l, w, gr = info_nce(s[keep], int(keep[:p].sum()), temperature)
        losses.append(l); g[keep] += gr
    return np.mean(losses), g / len(losses)


# %% 08-2 wrong: only the positives have a slope in yours: the others are pushed
def sup_con(s, positive, temperature):
    w = info_nce(s, 0, temperature)[1]
    return -np.log(w[positive]).mean(), np.where(positive, (w - 1 / positive.sum()) / temperature, 0)


# %% 08-2 wrong: the slope is divided by the temperature once
def sup_con(s, positive, temperature):
    w = info_nce(s, 0, temperature)[1]
    return -np.log(w[positive]).mean(), (w - positive / positive.sum()) / temperature**2


# %% 08-3 wrong: the other way round
by_view = {"noise": 0.265, "shift": 0.103}

# %% 08-3 wrong: a dict with the keys
by_view = (0.103, 0.265)


# %% 08-3 wrong: the first of the two that
class NoiseOnly(TwoViews):
    reach = 0


one = scores(embedder(fit(InfoNCELoss(0.2), NoiseOnly)), moved)
by_view = {"noise": one, "shift": one}


# %% 08-3 wrong: both are one and the same
class NoShift(TwoViews):
    reach = 0


one = scores(embedder(fit(InfoNCELoss(0.2), NoShift)), moved)[0]
by_view = {"noise": one, "shift": one}

# %% 08-3 wrong: set one of them to 0
by_view = {"noise": 0.103, "shift": scores(spaces["no labels"], moved)[0]}


# %% 08-3 wrong: is it the nearest picture, or clean digits
class ShiftOnly(TwoViews):
    noise = 0


by_view = {"noise": 0.103, "shift": scores(embedder(fit(InfoNCELoss(0.2), ShiftOnly)), moved)[1]}


# %% 08-3 wrong: or was tried on clean digits
class NoiseOnly(TwoViews):
    reach = 0


by_view = {"noise": scores(embedder(fit(InfoNCELoss(0.2), NoiseOnly)), test.pictures)[0], "shift": 0.265}

# %% 08-3 wrong: is the network trained on views with a shift
by_view = {"noise": 0.103, "shift": found["untrained"][1, 0]}

# %% 08-3 right: in percent
by_view = {"noise": 10.3, "shift": 26.5}


# %% 08-3 right: one class made by a function
def strip(**settings):
    return type("Stripped", (TwoViews,), settings)


by_view = {
    "shift": float(scores(embedder(fit(InfoNCELoss(0.2), strip(noise=0))), moved)[0]),
    "noise": float(scores(embedder(fit(InfoNCELoss(0.2), strip(reach=0))), moved)[0]),
}

# %% 08-3 right: rounded
by_view = dict(noise=0.10, shift=0.27)

# %% 08-3 right: float32
by_view = {"noise": np.float32(0.103), "shift": np.float32(0.265)}
