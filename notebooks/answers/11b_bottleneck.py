# %% 11b-1 wrong: if both answers were equally frequent
bits_of_a_pair = 1

# %% 11b-1 wrong: base 2
bits_of_a_pair = -0.1 * np.log(0.1) - 0.9 * np.log(0.9)

# %% 11b-1 wrong: the answer `different` tells something as well
bits_of_a_pair = -0.1 * np.log2(0.1)

# %% 11b-1 wrong: weigh both answers
bits_of_a_pair = np.log2(10)

# %% 11b-1 wrong: has the wrong sign
bits_of_a_pair = 0.1 * np.log2(0.1) + 0.9 * np.log2(0.9)

# %% 11b-1 wrong: there are ten classes
bits_of_a_pair = -0.01 * np.log2(0.01) - 0.99 * np.log2(0.99)

# %% 11b-1 wrong: what two labels tell
bits_of_a_pair = 2 * np.log2(10)

# %% 11b-1 wrong: what does the answer tell
bits_of_a_pair = 0.1

# %% 11b-1 wrong: bits are not counted in percent
bits_of_a_pair = 47

# %% 11b-1 right: two decimals
bits_of_a_pair = 0.47

# %% 11b-1 right: SciPy
from scipy.stats import entropy

bits_of_a_pair = entropy([0.1, 0.9], base=2)

# %% 11b-1 right: a sum over both, float32
p = np.array([1, 9], "float32") / 10
bits_of_a_pair = -(p * np.log(p) / np.log(np.float32(2))).sum()


# %% 11b-1 right: scipy
from scipy.stats import entropy
bits_of_a_pair = entropy([1, 9], base=2)


# %% 11b-1 right: rounded
bits_of_a_pair = np.float32(0.47)


# %% 11b-1 wrong: each logarithm is weighed with the probability of its answer
bits_of_a_pair = -np.log2(0.1) - np.log2(0.9)


# %% 11b-1 wrong: that is what `different` adds
bits_of_a_pair = -0.9 * np.log2(0.9)


# %% 11b-1 wrong: the 10 of 55 kinds of pairs that are same come half as often as
bits_of_a_pair = -(10 / 55 * np.log2(10 / 55) + 45 / 55 * np.log2(45 / 55))


# %% 11b-1 wrong: to two decimals: that is rounded further
bits_of_a_pair = 0.5


# %% 11b-1 wrong: one in ten, not one in nine: the second picture may be of any
bits_of_a_pair = -(1 / 9 * np.log2(1 / 9) + 8 / 9 * np.log2(8 / 9))


# %% 11b-1 wrong: each logarithm is weighed with its *own* probability
bits_of_a_pair = -(0.1 * np.log2(0.9) + 0.9 * np.log2(0.1))


# %% 11b-1 wrong: each logarithm is weighed with its probability once, and not
bits_of_a_pair = -(0.1**2 * np.log2(0.1) + 0.9**2 * np.log2(0.9))


# %% 11b-1 wrong: one answer is asked for, and not one for each of the two
bits_of_a_pair = 2 * 0.469


# %% 11b-2 wrong: the new pictures are the rows
def table_from(P_new, P):
    return P @ P_new.T


# %% 11b-2 wrong: the labelled ones
def table_from(P_new, P):
    return P_new @ P_new.T


# %% 11b-2 wrong: the same whatever it is given
def table_from(P_new, P):
    return guessed


# %% 11b-2 wrong: not products
def table_from(P_new, P):
    return distance_matrix(P_new, P)


# %% 11b-2 wrong: has the wrong sign
def table_from(P_new, P):
    return -P_new @ P.T


# %% 11b-2 wrong: a sum, not a mean
def table_from(P_new, P):
    return (P_new[:, None] * P[None]).mean(axis=2)


# %% 11b-2 wrong: is 2 times what it should be
def table_from(P_new, P):
    return 2 * P_new @ P.T


# %% 11b-2 right: loops
def table_from(P_new, P):
    return np.array([[sum(a * b for a, b in zip(new, old)) for old in P] for new in P_new])


# %% 11b-2 right: turned twice
def table_from(P_new, P):
    return np.dot(P, P_new.T).T


# %% 11b-2 right: float32
def table_from(P_new, P):
    return P_new.astype("float32") @ P.astype("float32").T


# %% 11b-2 right: einsum
def table_from(P_new, P):
    return np.einsum("mc,nc->mn", P_new, P)


# %% 11b-2 wrong: (4, 3) and (6, 3) share the classes alone: which of the two
def table_from(P_new, P):
    return P_new * P


# %% 11b-2 wrong: those are the labelled pictures among themselves: the new ones
def table_from(P_new, P):
    return P @ P.T


# %% 11b-2 wrong: the product as it is: nothing is divided by the number of
def table_from(P_new, P):
    return P_new @ P.T / len(P)


# %% 11b-2 wrong: the second bracket is a transpose, and not an inverse
def table_from(P_new, P):
    return P_new @ np.linalg.pinv(P)


# %% 11b-2 wrong: the predictions as they are: no cut turns them into labels
def table_from(P_new, P):
    return P_new @ (P > 0.5).T


# %% 11b-2 wrong: the predictions as they are, and not the classes that they name
def table_from(P_new, P):
    return (P_new.argmax(1)[:, None] == P.argmax(1)).astype(float)


# %% 11b-2 wrong: that is the cosine: no prediction is brought to length 1
def table_from(P_new, P):
    return (P_new / np.linalg.norm(P_new, axis=1, keepdims=True)) @ (P / np.linalg.norm(P, axis=1, keepdims=True)).T


# %% 11b-2 wrong: class by class: the predictions of a picture are not added up
def table_from(P_new, P):
    return np.outer(P_new.sum(axis=1), P.sum(axis=1))


# %% 11b-2 wrong: the products as they are: nothing is rounded
def table_from(P_new, P):
    return np.round(P_new @ P.T)


# %% 11b-3 wrong: has the wrong sign
def distance_entropy(e, z):
    logits = -(distance_matrix(e, z) ** 2)
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return (p * np.log(np.maximum(p, 1e-300))).sum(axis=1).mean()


# %% 11b-3 wrong: a sum where a mean is asked
def distance_entropy(e, z):
    logits = -(distance_matrix(e, z) ** 2)
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return -(p * np.log(np.maximum(p, 1e-300))).sum()


# %% 11b-3 wrong: the distances are not squared
def distance_entropy(e, z):
    logits = -distance_matrix(e, z)
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return -(p * np.log(np.maximum(p, 1e-300))).sum(axis=1).mean()


# %% 11b-3 wrong: the minus before the squared distances
def distance_entropy(e, z):
    logits = distance_matrix(e, z) ** 2
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return -(p * np.log(np.maximum(p, 1e-300))).sum(axis=1).mean()


# %% 11b-3 wrong: in bits
def distance_entropy(e, z):
    logits = -(distance_matrix(e, z) ** 2)
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return -(p * np.log2(np.maximum(p, 1e-300))).sum(axis=1).mean()


# %% 11b-3 wrong: subtract the largest logit
def distance_entropy(e, z):
    p = np.exp(-(distance_matrix(e, z) ** 2))
    p /= p.sum(axis=1, keepdims=True)
    return -(p * np.log(p)).sum(axis=1).mean()


# %% 11b-3 wrong: over the classes, not pictures
def distance_entropy(e, z):
    logits = -(distance_matrix(e, z) ** 2)
    p = np.exp(logits - logits.max(axis=0))
    p /= p.sum(axis=0)
    return -(p * np.log(np.maximum(p, 1e-300))).sum(axis=1).mean()


# %% 11b-3 wrong: one number, the mean over the pictures
def distance_entropy(e, z):
    logits = -(distance_matrix(e, z) ** 2)
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return -(p * np.log(np.maximum(p, 1e-300))).sum(axis=1)


# %% 11b-3 right: SciPy
def distance_entropy(e, z):
    from scipy.spatial.distance import cdist
    from scipy.special import softmax
    from scipy.stats import entropy

    return entropy(softmax(-cdist(e, z, "sqeuclidean"), axis=1), axis=1).mean()


# %% 11b-3 right: a loop
def distance_entropy(e, z):
    total = 0.0
    for row in e:
        logits = -np.sum((z - row) ** 2, axis=1)
        p = np.exp(logits - max(logits))
        p = p / sum(p)
        total -= sum(share * np.log(share) for share in p if share > 0)
    return total / len(e)


# %% 11b-3 right: from the logits, float32
def distance_entropy(e, z):
    logits = -(((e[:, None] - z) ** 2).sum(axis=2)).astype("float32")
    logits -= logits.max(axis=1, keepdims=True)
    whole = np.exp(logits).sum(axis=1)
    return (np.log(whole) - (np.exp(logits) * logits).sum(axis=1) / whole).mean()


# %% 11b-3 right: scipy
def distance_entropy(e, z):
    from scipy.special import logsumexp
    s = -(((e[:, None] - z[None]) ** 2).sum(axis=2))
    lp = s - logsumexp(s, axis=1, keepdims=True)
    return -(np.exp(lp) * lp).sum(axis=1).mean()


# %% 11b-3 right: loop
def distance_entropy(e, z):
    total = 0.0
    for row in e:
        d = np.array([((row - c) ** 2).sum() for c in z]); d = d - d.min()
        p = np.exp(-d); p = p / p.sum()
        total += sum(-v * np.log(v) for v in p if v > 0)
    return np.array([total / len(e)])[0]


# %% 11b-3 wrong: summed over the classes
def distance_entropy(e, z):
    p = softmax(-distance_matrix(e, z) ** 2)
    return -(p * np.log(np.maximum(p, 1e-300))).mean()


# %% 11b-3 wrong: half of the squared distance: the formula has all of it
def distance_entropy(e, z):
    p = softmax(-distance_matrix(e, z) ** 2 / 2)
    return -(p * np.log(np.maximum(p, 1e-300))).sum(axis=1).mean()


# %% 11b-3 wrong: each logarithm is weighed with its share
def distance_entropy(e, z):
    p = softmax(-distance_matrix(e, z) ** 2)
    return -np.log(np.maximum(p, 1e-300)).sum(axis=1).mean()


# %% 11b-3 wrong: that asks for the largest share alone: all classes count
def distance_entropy(e, z):
    p = softmax(-distance_matrix(e, z) ** 2)
    return -np.log(p.max(axis=1)).mean()


# %% 11b-3 wrong: products in place of distances
def distance_entropy(e, z):
    p = softmax(e @ z.T)
    return -(p * np.log(np.maximum(p, 1e-300))).sum(axis=1).mean()


# %% 11b-3 wrong: that is the entropy of the mean share: take the mean of the
def distance_entropy(e, z):
    p = softmax(-distance_matrix(e, z) ** 2).mean(axis=0)
    return -(p * np.log(np.maximum(p, 1e-300))).sum()


# %% 11b-3 wrong: distances over their sum: shares come out of a softmax of minus
def distance_entropy(e, z):
    d = distance_matrix(e, z) ** 2
    p = d / d.sum(axis=1, keepdims=True)
    return -(p * np.log(p)).sum(axis=1).mean()


# %% 11b-3 wrong: a squared distance is the sum over the coordinates, and no mean
def distance_entropy(e, z):
    p = softmax(-((e[:, None] - z) ** 2).mean(axis=2))
    return -(p * np.log(np.maximum(p, 1e-300))).sum(axis=1).mean()

# %% 11b-1 wrong: both answers were weighed as if each came one time in ten
bits_of_a_pair = -2 * 0.1 * np.log2(0.1)

# %% 11b-1 wrong: one of the two terms has the wrong sign
bits_of_a_pair = -0.1 * np.log2(0.1) + 0.9 * np.log2(0.9)

# %% 11b-1 wrong: nothing is told about which class it is
bits_of_a_pair = -2 * 0.05 * np.log2(0.05) - 0.9 * np.log2(0.9)

# %% 11b-1 wrong: each logarithm is weighed with its *own* probability
bits_of_a_pair = -0.9 * np.log2(0.1)

# %% 11b-1 wrong: 10 of the 100 combinations
bits_of_a_pair = -0.09 * np.log2(0.09) - 0.91 * np.log2(0.91)

# %% 11b-1 wrong: the second has to hit that one
bits_of_a_pair = -0.19 * np.log2(0.19) - 0.81 * np.log2(0.81)

# %% 11b-1 wrong: a random pair, and not half of the pairs
bits_of_a_pair = -0.55 * np.log2(0.55) - 0.45 * np.log2(0.45)

# %% 11b-1 wrong: half of a label's bits
bits_of_a_pair = 3.32 / 2

# %% 11b-1 wrong: that is what a label tells more
bits_of_a_pair = 3.32 - 0.469

# %% 11b-1 wrong: that is what two labels tell
bits_of_a_pair = 6.64

# %% 11b-1 wrong: only a sure answer tells nothing
bits_of_a_pair = 0
