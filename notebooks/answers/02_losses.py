# %% 02-1 wrong: the mean of its square is asked
def softmax_triplet(anchor, positive, negative):
    p = sigmoid(distance(anchor, positive) - distance(anchor, negative))
    slope = p * (1 - p) / len(anchor)
    by_anchor_p, by_positive = distance_backward(slope, anchor, positive)
    by_anchor_n, by_negative = distance_backward(-slope, anchor, negative)
    return p.mean(), by_anchor_p + by_anchor_n, by_positive, by_negative


# %% 02-1 wrong: sum where a mean is asked
def softmax_triplet(anchor, positive, negative):
    p = sigmoid(distance(anchor, positive) - distance(anchor, negative))
    slope = 2 * p * p * (1 - p)
    by_anchor_p, by_positive = distance_backward(slope, anchor, positive)
    by_anchor_n, by_negative = distance_backward(-slope, anchor, negative)
    return (p**2).sum(), by_anchor_p + by_anchor_n, by_positive, by_negative


# %% 02-1 wrong: 5 times too large
def softmax_triplet(anchor, positive, negative):
    p = sigmoid(distance(anchor, positive) - distance(anchor, negative))
    slope = 2 * p * p * (1 - p)
    by_anchor_p, by_positive = distance_backward(slope, anchor, positive)
    by_anchor_n, by_negative = distance_backward(-slope, anchor, negative)
    return (p**2).mean(), by_anchor_p + by_anchor_n, by_positive, by_negative


# %% 02-1 wrong: the share of d_an
def softmax_triplet(anchor, positive, negative):
    p = sigmoid(distance(anchor, negative) - distance(anchor, positive))
    slope = 2 * p * p * (1 - p) / len(anchor)
    by_anchor_p, by_positive = distance_backward(-slope, anchor, positive)
    by_anchor_n, by_negative = distance_backward(slope, anchor, negative)
    return (p**2).mean(), by_anchor_p + by_anchor_n, by_positive, by_negative


# %% 02-1 wrong: the outer slope 2p is missing
def softmax_triplet(anchor, positive, negative):
    p = sigmoid(distance(anchor, positive) - distance(anchor, negative))
    slope = p * (1 - p) / len(anchor)
    by_anchor_p, by_positive = distance_backward(slope, anchor, positive)
    by_anchor_n, by_negative = distance_backward(-slope, anchor, negative)
    return (p**2).mean(), by_anchor_p + by_anchor_n, by_positive, by_negative


# %% 02-1 wrong: brings one more p
def softmax_triplet(anchor, positive, negative):
    p = sigmoid(distance(anchor, positive) - distance(anchor, negative))
    slope = 2 * p * (1 - p) / len(anchor)
    by_anchor_p, by_positive = distance_backward(slope, anchor, positive)
    by_anchor_n, by_negative = distance_backward(-slope, anchor, negative)
    return (p**2).mean(), by_anchor_p + by_anchor_n, by_positive, by_negative


# %% 02-1 wrong: its 1 - p is missing
def softmax_triplet(anchor, positive, negative):
    p = sigmoid(distance(anchor, positive) - distance(anchor, negative))
    slope = 2 * p * p / len(anchor)
    by_anchor_p, by_positive = distance_backward(slope, anchor, positive)
    by_anchor_n, by_negative = distance_backward(-slope, anchor, negative)
    return (p**2).mean(), by_anchor_p + by_anchor_n, by_positive, by_negative


# %% 02-1 wrong: the anchor is an end of both distances
def softmax_triplet(anchor, positive, negative):
    p = sigmoid(distance(anchor, positive) - distance(anchor, negative))
    slope = 2 * p * p * (1 - p) / len(anchor)
    by_anchor_p, by_positive = distance_backward(slope, anchor, positive)
    _, by_negative = distance_backward(-slope, anchor, negative)
    return (p**2).mean(), by_anchor_p, by_positive, by_negative


# %% 02-1 wrong: mind the sign
def softmax_triplet(anchor, positive, negative):
    p = sigmoid(distance(anchor, positive) - distance(anchor, negative))
    slope = 2 * p * p * (1 - p) / len(anchor)
    by_anchor_p, by_positive = distance_backward(slope, anchor, positive)
    by_anchor_n, by_negative = distance_backward(slope, anchor, negative)
    return (p**2).mean(), by_anchor_p + by_anchor_n, by_positive, by_negative


# %% 02-1 wrong: wrong sign
def softmax_triplet(anchor, positive, negative):
    p = sigmoid(distance(anchor, positive) - distance(anchor, negative))
    slope = 2 * p * p * (1 - p) / len(anchor)
    by_anchor_p, by_positive = distance_backward(slope, anchor, positive)
    by_anchor_n, by_negative = distance_backward(-slope, anchor, negative)
    return (p**2).mean(), -by_anchor_p - by_anchor_n, -by_positive, -by_negative


# %% 02-1 wrong: square first
def softmax_triplet(anchor, positive, negative):
    p = sigmoid(distance(anchor, positive) - distance(anchor, negative))
    slope = 2 * p * p * (1 - p) / len(anchor)
    by_anchor_p, by_positive = distance_backward(slope, anchor, positive)
    by_anchor_n, by_negative = distance_backward(-slope, anchor, negative)
    return p.mean() ** 2, by_anchor_p + by_anchor_n, by_positive, by_negative


# %% 02-1 wrong: not their squares
def softmax_triplet(anchor, positive, negative):
    p = sigmoid(((anchor - positive) ** 2).sum(1) - ((anchor - negative) ** 2).sum(1))
    slope = (4 * p * p * (1 - p) / len(anchor))[:, None]
    return (p**2).mean(), slope * (negative - positive), slope * (positive - anchor), slope * (anchor - negative)


# %% 02-1 wrong: nothing is summed over the batch
def softmax_triplet(anchor, positive, negative):
    e = np.exp(np.stack([distance(anchor, positive), distance(anchor, negative)], axis=1))
    p = e[:, 0] / e.sum()
    slope = 2 * p * p * (1 - p) / len(anchor)
    by_anchor_p, by_positive = distance_backward(slope, anchor, positive)
    by_anchor_n, by_negative = distance_backward(-slope, anchor, negative)
    return (p**2).mean(), by_anchor_p + by_anchor_n, by_positive, by_negative


# %% 02-1 wrong: a slope of length 1
def softmax_triplet(anchor, positive, negative):
    d_ap, d_an = distance(anchor, positive), distance(anchor, negative)
    p = np.exp(d_ap) / (np.exp(d_ap) + np.exp(d_an))
    slope = (2 * p * p * (1 - p) / len(anchor))[:, None]
    return (p**2).mean(), slope * (negative - positive), slope * (positive - anchor), slope * (anchor - negative)


# %% 02-1 right: with exponentials
def softmax_triplet(anchor, positive, negative):
    d_ap = np.linalg.norm(anchor - positive, axis=1)
    d_an = np.linalg.norm(anchor - negative, axis=1)
    p = np.exp(d_ap) / (np.exp(d_ap) + np.exp(d_an))
    slope = (2 * p**2 * (1 - p) / len(p))[:, None]
    to_p, to_n = (anchor - positive) / d_ap[:, None], (anchor - negative) / d_an[:, None]
    return (p**2).mean(), slope * (to_p - to_n), -slope * to_p, slope * to_n


# %% 02-1 right: a loop
def softmax_triplet(anchor, positive, negative):
    value, gradients = 0.0, np.zeros((3, *np.shape(anchor)))
    for i, (a, p, n) in enumerate(zip(anchor, positive, negative)):
        ap, an = np.linalg.norm(a - p), np.linalg.norm(a - n)
        share = 1 / (1 + np.exp(an - ap))
        value += share**2
        by_ap = 2 * share * share * (1 - share)
        gradients[0, i] = by_ap * ((a - p) / ap - (a - n) / an)
        gradients[1, i] = -by_ap * (a - p) / ap
        gradients[2, i] = by_ap * (a - n) / an
    return [value / len(anchor), *gradients / len(anchor)]


# %% 02-1 right: in float32
def softmax_triplet(anchor, positive, negative):
    a, p, n = (np.asarray(role, dtype="float32") for role in (anchor, positive, negative))
    q = np.tanh((distance(a, p) - distance(a, n)) / 2) / 2 + 0.5
    slope = 2 * q**2 * (1 - q) / len(a)
    one, two = distance_backward(slope, a, p), distance_backward(slope, a, n)
    return np.float32((q**2).mean()), one[0] + two[1], one[1], two[0]


# %% 02-2 wrong: has the wrong sign: a larger d_ap
def ratio_slopes(d_ap, d_an):
    r = d_ap / d_an
    return 2 * r / d_an, 2 * r**2 / d_an


# %% 02-2 wrong: the inner slope by d_ap
def ratio_slopes(d_ap, d_an):
    r = d_ap / d_an
    return 2 * r, -2 * r**2 / d_an


# %% 02-2 wrong: the outer slope 2r is missing
def ratio_slopes(d_ap, d_an):
    return 1 / d_an, -d_ap / d_an**2


# %% 02-2 wrong: the right values in the wrong order
def ratio_slopes(d_ap, d_an):
    r = d_ap / d_an
    return -2 * r**2 / d_an, 2 * r / d_an


# %% 02-2 wrong: 1/2 times what it should be
def ratio_slopes(d_ap, d_an):
    r = d_ap / d_an
    return r / d_an, -(r**2) / d_an


# %% 02-2 wrong: one more d_an below the fraction
def ratio_slopes(d_ap, d_an):
    r = d_ap / d_an
    return 2 * r / d_an, -2 * r**2


# %% 02-2 wrong: its d_ap is missing
def ratio_slopes(d_ap, d_an):
    r = d_ap / d_an
    return 2 * r / d_an, -2 * r / d_an**2


# %% 02-2 wrong: mean where a sum
def ratio_slopes(d_ap, d_an):
    r = d_ap / d_an
    return 2 * r / d_an / len(r), -2 * r**2 / d_an / len(r)


# %% 02-2 wrong: the square goes over the whole ratio
def ratio_slopes(d_ap, d_an):
    return 1 / d_an**2, -2 * d_ap / d_an**3


# %% 02-2 wrong: two slopes are asked
def ratio_slopes(d_ap, d_an):
    return 2 * d_ap / d_an**2


# %% 02-2 right: multiplied out
def ratio_slopes(d_ap, d_an):
    return 2 * d_ap * d_an**-2, -2 * d_ap**2 * d_an**-3


# %% 02-2 right: a loop, lists
def ratio_slopes(d_ap, d_an):
    pairs = list(zip(d_ap, d_an))
    return [2 * p / n**2 for p, n in pairs], [-2 * p * p / n**3 for p, n in pairs]


# %% 02-2 right: one array in float32
def ratio_slopes(d_ap, d_an):
    p, n = np.float32(d_ap), np.float32(d_an)
    return np.stack([2 * p / n**2, -2 * p**2 / n**3])


# %% 02-3 wrong: nearest positive with the nearest negative
wakes = (0.5, 0.88)

# %% 02-3 wrong: m is above 0? Mind the sign
wakes = (-0.16, -1.22)

# %% 02-3 wrong: the first to wake needs the smaller margin
wakes = (1.22, 0.16)

# %% 02-3 wrong: the farthest positive with the farthest negative
wakes = (0.16, 0.88)

# %% 02-3 wrong: not their squares
wakes = (0.32, 2.91)

# %% 02-3 wrong: a difference of two distances is asked
wakes = (1.08, 1.80)

# %% 02-3 wrong: that is the margin of the first triplet
wakes = (0.16, 0.16)

# %% 02-3 wrong: still pulls, if the margin is larger
wakes = (0, 1.22)

# %% 02-3 wrong: 2 values are expected
wakes = 0.16

# %% 02-3 right: three decimals
wakes = (0.160, 1.220)

# %% 02-3 right: computed
wakes = (1.082 - 0.922, 1.803 - 0.583)

# %% 02-3 right: a list of arrays
wakes = [
    np.float32(np.linalg.norm(negatives, axis=1).min() - np.linalg.norm(positives, axis=1).max()),
    np.array(1.22),
]

# %% 02-1 wrong: that is the mean of p, and the mean of its square is asked
def softmax_triplet(anchor, positive, negative):
    d_ap, d_an = (np.sqrt(((anchor - o) ** 2).sum(axis=1)) for o in (positive, negative))
    p = sigmoid(d_ap - d_an)
    slope = p * (1 - p) / len(anchor)
    ga, gp = distance_backward(slope, anchor, positive)
    ga2, gn = distance_backward(-slope, anchor, negative)
    return p.mean(), ga + ga2, gp, gn

# %% 02-1 wrong: that is the share of d_an, 1 - p: p is the share of d_ap
def softmax_triplet(anchor, positive, negative):
    d_ap, d_an = (np.sqrt(((anchor - o) ** 2).sum(axis=1)) for o in (positive, negative))
    p = sigmoid(d_an - d_ap)
    slope = 2 * p * p * (1 - p) / len(anchor)
    ga, gp = distance_backward(-slope, anchor, positive)
    ga2, gn = distance_backward(slope, anchor, negative)
    return (p**2).mean(), ga + ga2, gp, gn

# %% 02-1 wrong: the anchor is an end of both distances: this is what d_ap alone gives
def softmax_triplet(anchor, positive, negative):
    d_ap, d_an = (np.sqrt(((anchor - o) ** 2).sum(axis=1)) for o in (positive, negative))
    p = sigmoid(d_ap - d_an)
    slope = 2 * p * p * (1 - p) / len(anchor)
    ga, gp = distance_backward(slope, anchor, positive)
    _, gn = distance_backward(-slope, anchor, negative)
    return (p**2).mean(), ga, gp, gn

# %% 02-1 wrong: p (1 - p) is the inner slope; the outer one, 2p, brings one more p
def softmax_triplet(anchor, positive, negative):
    d_ap, d_an = (np.sqrt(((anchor - o) ** 2).sum(axis=1)) for o in (positive, negative))
    p = sigmoid(d_ap - d_an)
    slope = 2 * p * (1 - p) / len(anchor)
    ga, gp = distance_backward(slope, anchor, positive)
    ga2, gn = distance_backward(-slope, anchor, negative)
    return (p**2).mean(), ga + ga2, gp, gn

# %% 02-1 wrong: that is the square of the mean: square first, then take the mean
def softmax_triplet(anchor, positive, negative):
    d_ap, d_an = (np.sqrt(((anchor - o) ** 2).sum(axis=1)) for o in (positive, negative))
    p = sigmoid(d_ap - d_an)
    slope = 2 * p * p * (1 - p) / len(anchor)
    ga, gp = distance_backward(slope, anchor, positive)
    ga2, gn = distance_backward(-slope, anchor, negative)
    return p.mean() ** 2, ga + ga2, gp, gn

# %% 02-1 wrong: distances are asked, and not their squares
def softmax_triplet(anchor, positive, negative):
    d_ap, d_an = (((anchor - o) ** 2).sum(axis=1) for o in (positive, negative))
    p = sigmoid(d_ap - d_an)
    slope = 2 * p * p * (1 - p) / len(anchor)
    ga, gp = distance_backward(slope, anchor, positive)
    ga2, gn = distance_backward(-slope, anchor, negative)
    return (p**2).mean(), ga + ga2, gp, gn

# %% 02-1 wrong: the result is the number 0.1992320834166384, and 4 values are expected
def softmax_triplet(anchor, positive, negative):
    d_ap, d_an = (np.sqrt(((anchor - o) ** 2).sum(axis=1)) for o in (positive, negative))
    return (sigmoid(d_ap - d_an) ** 2).mean()

# %% 02-1 right: by exp and own unit vectors
def softmax_triplet(anchor, positive, negative):
    ap, an = anchor - positive, anchor - negative
    d_ap, d_an = np.linalg.norm(ap, axis=1), np.linalg.norm(an, axis=1)
    p = np.exp(d_ap) / (np.exp(d_ap) + np.exp(d_an))
    s = (2 * p**2 - 2 * p**3) / len(p)
    gp = -(s / np.maximum(d_ap, 1e-12))[:, None] * ap
    gn = (s / np.maximum(d_an, 1e-12))[:, None] * an
    return float(np.mean(p * p)), -gp - gn, gp, gn

# %% 02-1 right: list returned
def softmax_triplet(anchor, positive, negative):
    d_ap, d_an = np.sqrt(((anchor - positive) ** 2).sum(1)), np.sqrt(((anchor - negative) ** 2).sum(1))
    p = 1 / (1 + np.exp(d_an - d_ap))
    slope = 2 * p * p * (1 - p) / len(anchor)
    a1, gp = distance_backward(slope, anchor, positive)
    a2, gn = distance_backward(-slope, anchor, negative)
    return [np.mean(p**2), a1 + a2, gp, gn]

# %% 02-2 wrong: a larger d_ap makes the loss larger, a larger d_an makes it smaller
def ratio_slopes(d_ap, d_an):
    return 2 * d_ap / d_an**2, 2 * d_ap**2 / d_an**3

# %% 02-2 wrong: the slope of 1 / d_an has one more d_an below the fraction
def ratio_slopes(d_ap, d_an):
    return 2 * d_ap / d_an**2, -2 * d_ap**2 / d_an**2

# %% 02-2 wrong: by d_an it is not what it is by d_ap
def ratio_slopes(d_ap, d_an):
    return -2 * d_ap**2 / d_an**3, 2 * d_ap / d_an**2

# %% 02-2 wrong: the slope by d_ap: the inner slope by d_ap, which is 1 / d_an, is missing
def ratio_slopes(d_ap, d_an):
    return 2 * (d_ap / d_an), -2 * (d_ap / d_an)

# %% 02-2 wrong: one slope for each of the four triplets is asked, by d_ap and by d_an
def ratio_slopes(d_ap, d_an):
    return (2 * d_ap / d_an**2).sum(), (-2 * d_ap**2 / d_an**3).sum()

# %% 02-2 right: array stacked
def ratio_slopes(d_ap, d_an):
    r = d_ap / d_an
    return np.stack([2 * r / d_an, -2 * r * r / d_an])

# %% 02-2 right: lists
def ratio_slopes(d_ap, d_an):
    return [2 * a / n**2 for a, n in zip(d_ap, d_an)], [-2 * a**2 / n**3 for a, n in zip(d_ap, d_an)]

# %% 02-3 wrong: that is the nearest positive with the nearest negative
wakes = (round(1.082 - 0.583, 2), round(1.803 - 0.922, 2))

# %% 02-3 wrong: that is a distance, and a difference of two distances is asked
wakes = (0.58, 1.80)

# %% 02-3 wrong: that is the nearest positive with the nearest negative
wakes = (0.16, 0.5)

# %% 02-3 wrong: the loss has distances, and not their squares
wakes = (round(1.082**2 - 0.922**2, 2), round(1.803**2 - 0.583**2, 2))

# %% 02-3 right: list
wakes = [0.16, 1.22]

# %% 02-3 right: computed
wakes = 1.082 - 0.922, 1.803 - 0.583

# %% 02-1 wrong: the last two are exchanged: positive, negative
from course_lib.by_hand.layers import sigmoid


def softmax_triplet(anchor, positive, negative):
    p = sigmoid(distance(anchor, positive) - distance(anchor, negative))
    slope = 2 * p * p * (1 - p) / len(anchor)
    a_p, by_p = distance_backward(slope, anchor, positive)
    a_n, by_n = distance_backward(-slope, anchor, negative)
    return float((p**2).mean()), a_p + a_n, by_n, by_p

# %% 02-1 wrong: d_an is the distance of the negative from the anchor, and yours is its distance from the
from course_lib.by_hand.layers import sigmoid


def softmax_triplet(anchor, positive, negative):
    p = sigmoid(distance(anchor, positive) - distance(positive, negative))
    slope = 2 * p * p * (1 - p) / len(anchor)
    a_p, by_p = distance_backward(slope, anchor, positive)
    p_n, by_n = distance_backward(-slope, positive, negative)
    return float((p**2).mean()), a_p, by_p + p_n, by_n

# %% 02-2 wrong: `//` divides and cuts off what comes after the point
def ratio_slopes(d_ap, d_an):
    r = d_ap // d_an
    return 2 * r / d_an, -2 * r**2 / d_an

# %% 02-2 wrong: the slope by d_ap: the ratio is turned round: d_ap stands above, and d_an below
def ratio_slopes(d_ap, d_an):
    r = d_an / d_ap
    return -2 * r**2 / d_ap, 2 * r / d_ap

# %% 02-3 wrong: Your answer is right but for its digits: it is rounded to 1 after the point, which is too far
wakes = (0.2, 1.2)

# %% 02-3 wrong: that is a difference of two positives: one of the two is a negative
wakes = (0.34, 0.72)

# %% 02-2 wrong: the slope by d_ap: that is the slope of the logarithm of the loss
def ratio_slopes(d_ap, d_an):
    return 2 / d_ap, -2 / d_an

# %% 02-2 wrong: it is right for large distances, not for small: is a number added to a distance
def ratio_slopes(d_ap, d_an):
    r = d_ap / (d_an + 1e-3)
    return 2 * r / (d_an + 1e-3), -2 * r**2 / (d_an + 1e-3)


# %% 02-2 wrong: it is near, and not exact: is a number added to a distance, to a fraction or to the result
def ratio_slopes(d_ap, d_an):
    r = d_ap / d_an + 1e-3
    return 2 * r / d_an, -2 * r**2 / d_an


# %% 02-2 wrong: as an epsilon is? None is needed here
def ratio_slopes(d_ap, d_an):
    return 2 * d_ap / np.maximum(d_an, 1) ** 2, -2 * d_ap**2 / np.maximum(d_an, 1) ** 3


# %% 02-2 right: an epsilon that is too small to be seen
def ratio_slopes(d_ap, d_an):
    r = d_ap / (d_an + 1e-8)
    return 2 * r / (d_an + 1e-8), -2 * r**2 / (d_an + 1e-8)


# %% 02-2 wrong: the slope by d_an: take the outer slope
def ratio_slopes(d_ap, d_an):
    return 2 * d_ap / d_an**2, d_ap**2 / (2 * d_an)
