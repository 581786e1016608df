# %% 10b-1 wrong: the entropy of the target stays
least = 0

# %% 10b-1 wrong: six classes, not ten
least = 2.30

# %% 10b-1 wrong: never negative
least = -1.79

# %% 10b-1 wrong: what does it cost
least = 1 / 6

# %% 10b-1 wrong: has the base 2
least = 2.58

# %% 10b-1 wrong: this is one of them
least = -1 / 6 * np.log(1 / 6)

# %% 10b-1 wrong: weighted by its target
least = -6 * np.log(1 / 6)

# %% 10b-1 wrong: has the base 10
least = 0.78

# %% 10b-1 wrong: no seventh
least = 1.95

# %% 10b-1 right: two decimals
least = 1.79

# %% 10b-1 right: the sum
p = t = np.full(6, 1 / 6)
least = -(t * np.log(p)).sum()

# %% 10b-1 right: a fraction
from fractions import Fraction

least = Fraction(179, 100)

# %% 10b-1 right: by the function of lesson 10
loss, _ = cross_entropy(np.zeros((1, 6)), np.full((1, 6), 1 / 6))
least = np.float32(loss)


# %% 10b-1 right: loop
from fractions import Fraction
least = -sum(float(Fraction(1, 6)) * np.log(1 / 6) for _ in range(6))


# %% 10b-1 right: two decimals float32
least = np.float32(1.79)


# %% 10b-1 wrong: your answer is a tuple of 2, and a number is expected
least = ([1 / 6] * 6, np.log(6))


# %% 10b-1 wrong: to two decimals, please
least = 1.8


# %% 10b-1 wrong: the target has the six known classes, and not the four strangers
least = np.log(4)


# %% 10b-1 wrong: six terms of 1/6 each, and not one of 1/6 and one of 5/6
least = -1 / 6 * np.log(1 / 6) - 5 / 6 * np.log(5 / 6)


# %% 10b-1 wrong: the logarithm is not squared
least = np.log(6) ** 2


# %% 10b-1 wrong: put p = 1/6 into the sum of minus t log p
least = np.exp(-np.log(6)) * np.log(6) * 10


# %% 10b-2 wrong: not the probability itself
def sure_answers(logits, limit=0.9):
    p = softmax(logits)
    return np.where((p == p.max(axis=1, keepdims=True)) & (p > limit), p, 0)


# %% 10b-2 wrong: the limit has no effect
def sure_answers(logits, limit=0.9):
    p = softmax(logits)
    return (p == p.max(axis=1, keepdims=True)).astype(float)


# %% 10b-2 wrong: wherever p is above the limit
def sure_answers(logits, limit=0.9):
    return (softmax(logits) > limit).astype(float)


# %% 10b-2 wrong: whatever `limit` is
def sure_answers(logits, limit=0.9):
    p = softmax(logits)
    return ((p == p.max(axis=1, keepdims=True)) & (p > 0.9)).astype(float)


# %% 10b-2 wrong: not its number
def sure_answers(logits, limit=0.9):
    p = softmax(logits)
    return np.where(p.max(axis=1) > limit, p.argmax(axis=1), 0)


# %% 10b-2 wrong: not the logit
def sure_answers(logits, limit=0.9):
    return ((logits == logits.max(axis=1, keepdims=True)) & (logits > limit)).astype(float)


# %% 10b-2 wrong: the largest of the whole table
def sure_answers(logits, limit=0.9):
    p = softmax(logits)
    return ((p == p.max()) & (p > limit)).astype(float)


# %% 10b-2 wrong: each row has a largest of its own
def sure_answers(logits, limit=0.9):
    p = softmax(logits)
    return ((p == p.max(axis=0)) & (p > limit)).astype(float)


# %% 10b-2 wrong: turned round
def sure_answers(logits, limit=0.9):
    p = softmax(logits)
    return ((p == p.max(axis=1, keepdims=True)) & (p < limit)).astype(float)


# %% 10b-2 wrong: gets no target
def sure_answers(logits, limit=0.9):
    p = softmax(logits)
    return np.eye(p.shape[1])[np.where(p.max(axis=1) > limit, p.argmax(axis=1), 0)]


# %% 10b-2 wrong: changes the array
def sure_answers(logits, limit=0.9):
    logits[softmax(logits) <= limit] = 0
    return (logits > 0).astype(float)


# %% 10b-2 right: a loop over the rows
def sure_answers(logits, limit=0.9):
    targets = np.zeros(logits.shape)
    for i, row in enumerate(softmax(logits)):
        if max(row) > limit:
            targets[i, np.argmax(row)] = 1
    return targets


# %% 10b-2 right: True and False
def sure_answers(logits, limit=0.9):
    p = softmax(logits)
    return (p == p.max(axis=1, keepdims=True)) & (p > limit)


# %% 10b-2 right: a list of lists of whole numbers
def sure_answers(logits, limit=0.9):
    return [[int(each == max(row) and each > limit) for each in row] for row in softmax(logits).tolist()]


# %% 10b-2 right: float32, by the logits
def sure_answers(logits, limit=0.9):
    top = logits.max(axis=1, keepdims=True)
    sure = 1 / np.exp(logits - top).sum(axis=1, keepdims=True) > limit
    return np.where(sure, logits == top, False).astype("float32")


# %% 10b-2 right: loop lists
def sure_answers(logits, limit=0.9):
    out = []
    for row in softmax(np.asarray(logits, float)):
        k = int(row.argmax())
        out.append([1 if j == k and row[k] > limit else 0 for j in range(len(row))])
    return out


# %% 10b-2 right: eye
def sure_answers(logits, limit=0.9):
    p = softmax(logits)
    return (np.eye(p.shape[1])[p.argmax(axis=1)] * (p.max(axis=1) > limit)[:, None]).astype("float32")


# %% 10b-2 wrong: equal shares for the rows that are not sure: they get zeros
def sure_answers(logits, limit=0.9):
    p = softmax(logits)
    one = np.eye(p.shape[1])[p.argmax(axis=1)]
    return np.where(p.max(axis=1, keepdims=True) > limit, one, 1 / p.shape[1])


# %% 10b-2 wrong: one target per class, shape (6, 3), not (2, 3)
def sure_answers(logits, limit=0.9):
    p = softmax(logits)
    one = np.eye(p.shape[1])[p.argmax(axis=1)]
    return one[p.max(axis=1) > limit]


# %% 10b-2 wrong: a probability that is equal to the limit is not above it
def sure_answers(logits, limit=0.9):
    p = softmax(logits)
    return ((p == p.max(axis=1, keepdims=True)) & (p >= limit)).astype(float)


# %% 10b-2 wrong: each row has a softmax of its own: yours divides by the sum of
def sure_answers(logits, limit=0.9):
    e = np.exp(logits)
    p = e / e.sum()
    return ((p == p.max(axis=1, keepdims=True)) & (p > limit)).astype(float)


# %% 10b-2 wrong: one 1 in a row at most: at its largest probability
def sure_answers(logits, limit=0.9):
    p = softmax(logits)
    return ((p == p.min(axis=1, keepdims=True)) & (p.max(axis=1, keepdims=True) > limit)).astype(float)


# %% 10b-3 wrong: is the gradient of a fixed target
def entropy_gradient(logits):
    return cross_entropy(logits, softmax(logits))[1]


# %% 10b-3 wrong: has the wrong sign
def entropy_gradient(logits):
    p = softmax(logits)
    return p * (np.log(p) - (p * np.log(p)).sum(axis=1, keepdims=True)) / len(p)


# %% 10b-3 wrong: a sum where a mean is asked
def entropy_gradient(logits):
    p = softmax(logits)
    return -p * (np.log(p) - (p * np.log(p)).sum(axis=1, keepdims=True))


# %% 10b-3 wrong: the slope by p
def entropy_gradient(logits):
    p = softmax(logits)
    return (-np.log(p) - 1) / len(p)


# %% 10b-3 wrong: the other terms of the sum are missing
def entropy_gradient(logits):
    p = softmax(logits)
    return -p * (np.log(p) + 1) / len(p)


# %% 10b-3 wrong: H has the wrong sign
def entropy_gradient(logits):
    p = softmax(logits)
    return -p * (np.log(p) + (p * np.log(p)).sum(axis=1, keepdims=True)) / len(p)


# %% 10b-3 wrong: before the bracket is missing
def entropy_gradient(logits):
    p = softmax(logits)
    return -(np.log(p) - (p * np.log(p)).sum(axis=1, keepdims=True)) / len(p)


# %% 10b-3 wrong: summed over everything
def entropy_gradient(logits):
    p = softmax(logits)
    return -p * (np.log(p) - (p * np.log(p)).sum()) / len(p)


# %% 10b-3 wrong: not over all numbers
def entropy_gradient(logits):
    p = softmax(logits)
    return -p * (np.log(p) - (p * np.log(p)).sum(axis=1, keepdims=True)) / p.size


# %% 10b-3 wrong: with six rows in place of three
def entropy_gradient(logits):
    p = softmax(logits)
    return -p * (np.log(p) - (p * np.log(p)).sum(axis=1, keepdims=True)) / 3


# %% 10b-3 wrong: one number for each logit
def entropy_gradient(logits):
    p = softmax(logits)
    return -(p * np.log(p)).sum(axis=1) / len(p)


# %% 10b-3 right: without a guard for 0
def entropy_gradient(logits):
    p = softmax(logits)
    return -p * (np.log(p) - (p * np.log(p)).sum(axis=1, keepdims=True)) / len(p)


# %% 10b-3 right: the matrix of the softmax's slopes, row by row
def entropy_gradient(logits):
    rows = []
    for p in softmax(logits):
        slopes = np.diag(p) - np.outer(p, p)
        rows.append(slopes @ (-np.log(np.maximum(p, 1e-300)) - 1))
    return np.array(rows) / len(logits)


# %% 10b-3 right: a list, float32
def entropy_gradient(logits):
    z = logits.astype("float32")
    log_p = z - z.max(axis=1, keepdims=True)
    log_p = log_p - np.log(np.exp(log_p).sum(axis=1, keepdims=True))
    mean = (np.exp(log_p) * log_p).sum(axis=1, keepdims=True)
    return list(np.exp(log_p) * (mean - log_p) / np.float32(len(z)))


# %% 10b-3 right: jacobian loop
def entropy_gradient(logits):
    out = []
    for z in logits:
        p = np.exp(z - z.max()); p /= p.sum()
        J = np.diag(p) - np.outer(p, p)
        out.append(J @ (-np.log(p) - 1) / len(logits))
    return out


# %% 10b-3 right: via log softmax
def entropy_gradient(logits):
    lp = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)); p = np.exp(lp)
    return (p * ((p * lp).sum(axis=1)[:, None] - lp)) / logits.shape[0]


# %% 10b-3 wrong: only the own p moves in yours, by p (1 - p): all others move too
def entropy_gradient(logits):
    p = softmax(logits)
    return (-np.log(p) - 1) * p * (1 - p) / len(logits)


# %% 10b-3 wrong: the entropy of each row for itself: yours is their mean
def entropy_gradient(logits):
    p = softmax(logits); H = -(p * np.log(p)).sum(axis=1).mean()
    return -p * (np.log(p) + H) / len(logits)


# %% 10b-3 wrong: the mean over the rows: divide by their number, not by that of
def entropy_gradient(logits):
    p = softmax(logits); H = -(p * np.log(p)).sum(axis=1, keepdims=True)
    return -p * (np.log(p) + H) / logits.shape[1]


# %% 10b-3 wrong: the natural logarithm is meant: yours has the base 2
def entropy_gradient(logits):
    p = softmax(logits); H = -(p * np.log2(p)).sum(axis=1, keepdims=True)
    return -p * (np.log2(p) + H) / len(logits)


# %% 10b-3 wrong: the same added to all logits of a row changes no p, so its
def entropy_gradient(logits):
    p = softmax(logits); H = -(p * np.log(p)).sum(axis=1, keepdims=True)
    return -p * (np.log(p) + 1 + H) / len(logits)


# %% 10b-3 wrong: the entropy of each row for itself, along the classes: yours
def entropy_gradient(logits):
    p = softmax(logits); H = -(p * np.log(p)).sum(axis=0, keepdims=True)
    return -p * (np.log(p) + H) / len(logits)


# %% 10b-3 wrong: the slope of p has p in it, and of the other classes too
def entropy_gradient(logits):
    p = softmax(logits)
    return -(np.log(p) + 1) * (p - 1) / len(logits)


# %% 10b-3 wrong: the factor p stands before the bracket once, and not squared
def entropy_gradient(logits):
    p = softmax(logits); H = -(p * np.log(p)).sum(axis=1, keepdims=True)
    return -(p**2) * (np.log(p) + H) / len(logits)
