# %% 14-1 wrong: how often the answer is right
error_of_nothing = 5

# %% 14-1 wrong: which is the right one now and then
error_of_nothing = 100

# %% 14-1 wrong: is it always the first one
error_of_nothing = 0

# %% 14-1 wrong: not equally often
error_of_nothing = 50

# %% 14-1 wrong: asked is the error in percent
error_of_nothing = 0.95

# %% 14-1 wrong: as a share
error_of_nothing = 1 / 20

# %% 14-1 wrong: the first one included
error_of_nothing = 100 * 18 / 19

# %% 14-1 wrong: how many of a hundred
error_of_nothing = 19

# %% 14-1 right: counted on the runs
error_of_nothing = 100 * (runs.answers != 0).mean()

# %% 14-1 right: a fraction
from fractions import Fraction

error_of_nothing = 100 * (1 - Fraction(1, 20))

# %% 14-1 right: a whole number
error_of_nothing = 95

# %% 14-1 wrong: one of 400 trials? How often is the first of 20 places the right one
error_of_nothing = 100 * 399 / 400

# %% 14-1 right: text with percent
error_of_nothing = "95 %"

# %% 14-1 right: simulated
error_of_nothing = 100 * np.mean(np.arange(20) != 0)

# %% 14-1 wrong: right in four of five trials? There are 20 places
error_of_nothing = 20

# %% 14-1 wrong: the answer is always the first place
error_of_nothing = 100 * 19 / 21

# %% 14-1 wrong: right in one of ten trials? There are 20 places
error_of_nothing = 90


# %% 14-2 wrong: the modified distance
def hausdorff(left, right):
    d = cdist(left, right)
    return max(d.min(axis=1).mean(), d.min(axis=0).mean())


# %% 14-2 wrong: only one direction
def hausdorff(left, right):
    return cdist(left, right).min(axis=1).max()


# %% 14-2 wrong: only one direction
def hausdorff(left, right):
    return cdist(left, right).min(axis=0).max()


# %% 14-2 wrong: not the smaller
def hausdorff(left, right):
    d = cdist(left, right)
    return min(d.min(axis=1).max(), d.min(axis=0).max())


# %% 14-2 wrong: not their mean
def hausdorff(left, right):
    d = cdist(left, right)
    return (d.min(axis=1).max() + d.min(axis=0).max()) / 2


# %% 14-2 wrong: the largest of all distances
def hausdorff(left, right):
    return cdist(left, right).max()


# %% 14-2 wrong: the root is missing
def hausdorff(left, right):
    d = cdist(left, right, "sqeuclidean")
    return max(d.min(axis=1).max(), d.min(axis=0).max())


# %% 14-2 wrong: cityblock
def hausdorff(left, right):
    d = abs(left[:, None] - right).sum(axis=2)
    return max(d.min(axis=1).max(), d.min(axis=0).max())


# %% 14-2 wrong: the smallest of all distances
def hausdorff(left, right):
    d = cdist(left, right)
    return max(d.min(axis=1).min(), d.min(axis=0).min())


# %% 14-2 wrong: are exchanged
def hausdorff(left, right):
    d = cdist(left, right)
    return min(d.max(axis=1).min(), d.max(axis=0).min())


# %% 14-2 wrong: an array of shape (2,)
def hausdorff(left, right):
    d = cdist(left, right)
    return np.array([d.min(axis=1).max(), d.min(axis=0).max()])


# %% 14-2 right: loops
def hausdorff(left, right):
    def one_way(a, b):
        return max(min(np.hypot(*(p - q)) for q in b) for p in a)

    return max(one_way(left, right), one_way(right, left))


# %% 14-2 right: SciPy's own
def hausdorff(left, right):
    from scipy.spatial.distance import directed_hausdorff

    return max(directed_hausdorff(left, right)[0], directed_hausdorff(right, left)[0])


# %% 14-2 right: a square root at the end, float32
def hausdorff(left, right):
    squares = ((left[:, None].astype("float32") - right[None].astype("float32")) ** 2).sum(axis=-1)
    return np.sqrt(np.maximum(squares.min(axis=0).max(), squares.min(axis=1).max()))


# %% 14-2 wrong: min and max are exchanged
def hausdorff(left, right):
    d = cdist(left, right)
    return max(d.max(axis=1).min(), d.max(axis=0).min())


# %% 14-2 wrong: those are distances of the kind cityblock
def hausdorff(left, right):
    d = cdist(left, right, "cityblock")
    return max(d.min(axis=1).max(), d.min(axis=0).max())


# %% 14-2 wrong: that is the median way
def hausdorff(left, right):
    d = cdist(left, right)
    return max(np.median(d.min(axis=1)), np.median(d.min(axis=0)))


# %% 14-2 right: loops
def hausdorff(left, right):
    def way(a, b):
        worst = 0.0
        for p in a:
            worst = max(worst, min(((p - q) ** 2).sum() ** 0.5 for q in b))
        return worst

    return max(way(left, right), way(right, left))


# %% 14-2 right: scipy
def hausdorff(left, right):
    from scipy.spatial.distance import directed_hausdorff

    return np.float32(max(directed_hausdorff(left, right)[0], directed_hausdorff(right, left)[0]))


# %% 14-2 wrong: of the two directions the larger one is asked, not their sum
def hausdorff(left, right):
    d = cdist(left, right)
    return d.min(axis=1).max() + d.min(axis=0).max()


# %% 14-2 wrong: which of the nearest ways is the longest?
def hausdorff(left, right):
    return cdist(left, right).min()


# %% 14-3 wrong: 100 times as much
def spread(p, n):
    return np.sqrt(p * (1 - p) / n)


# %% 14-3 wrong: its root is missing
def spread(p, n):
    return 100 * p * (1 - p) / n


# %% 14-3 wrong: the spread of a single trial
def spread(p, n):
    return 100 * np.sqrt(p * (1 - p))


# %% 14-3 wrong: the spread of the sum
def spread(p, n):
    return 100 * np.sqrt(n * p * (1 - p))


# %% 14-3 wrong: 1 - p is missing
def spread(p, n):
    return 100 * np.sqrt(p / n)


# %% 14-3 wrong: divided by n, and then comes the root
def spread(p, n):
    return 100 * np.sqrt(p * (1 - p)) / n


# %% 14-3 wrong: the root is taken of n alone
def spread(p, n):
    return 100 * p * (1 - p) / np.sqrt(n)


# %% 14-3 wrong: 100 stands inside the root
def spread(p, n):
    return np.sqrt(100 * p * (1 - p) / n)


# %% 14-3 wrong: here p is known
def spread(p, n):
    return 100 * np.sqrt(p * (1 - p) / (n - 1))


# %% 14-3 wrong: the same whatever it is given
def spread(p, n):
    return 100 * np.sqrt(0.045 * (1 - 0.045) / 400)


# %% 14-3 wrong: has the wrong sign
def spread(p, n):
    return -100 * np.sqrt((p - p**2) / n)


# %% 14-3 right: the mean square minus the squared mean
def spread(p, n):
    return 100 * ((p - p**2) / n) ** 0.5


# %% 14-3 right: SciPy's binomial
def spread(p, n):
    from scipy.stats import binom

    return 100 * binom(n, p).std() / n


# %% 14-3 right: all outcomes, float32
def spread(p, n):
    trial = np.array([0, 1], "float32")
    mean = np.float32(p)
    variance = (1 - mean) * (trial[0] - mean) ** 2 + mean * (trial[1] - mean) ** 2
    return np.float32(100) * np.sqrt(variance) / np.sqrt(np.float32(n))


# %% 14-3 wrong: the standard deviation alone is asked
def spread(p, n):
    return 1.96 * 100 * np.sqrt(p * (1 - p) / n)


# %% 14-3 wrong: the root of the variance of a mean of n trials, in percent? The
def spread(p, n):
    return 100 * np.sqrt(p * (1 - p) / 400)


# %% 14-3 wrong: p is a share of 1, not of 100: a trial is right in 1 - p of all
def spread(p, n):
    return np.sqrt(p * (100 - p) / n)


# %% 14-3 right: from the two outcomes
def spread(p, n):
    variance = p * (1 - p) ** 2 + (1 - p) * (0 - p) ** 2
    return (1e4 * variance / n) ** 0.5


# %% 14-3 wrong: how often is a trial right?
def spread(p, n):
    return 100 * np.sqrt(p**2 / n)


# %% 14-3 wrong: the squared mean is taken away
def spread(p, n):
    return 100 * np.sqrt(p * (1 + p) / n)


# %% 14-3 wrong: it is the variance that is divided by n, and then comes the root
def spread(p, n):
    return 100 * np.sqrt(p * (1 - p) / n**2)
