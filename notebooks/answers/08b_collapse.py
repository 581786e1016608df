# %% 08b-1 wrong: leave it out
def covariance(z):
    centred = z - z.mean(axis=0)
    C = centred.T @ centred / (len(z) - 1)
    return (C**2).sum() / z.shape[1]


# %% 08b-1 wrong: the number of coordinates
def covariance(z):
    C = np.cov(z, rowvar=False)
    return (C**2).sum() - (np.diag(C) ** 2).sum()


# %% 08b-1 wrong: not by b
def covariance(z):
    C = np.cov(z.T, bias=True)
    return ((C**2).sum() - (np.diag(C) ** 2).sum()) / z.shape[1]


# %% 08b-1 wrong: the means are not subtracted
def covariance(z):
    C = z.T @ z / (len(z) - 1)
    return ((C**2).sum() - (np.diag(C) ** 2).sum()) / z.shape[1]


# %% 08b-1 wrong: (d, d)
def covariance(z):
    C = np.cov(z)
    return ((C**2).sum() - (np.diag(C) ** 2).sum()) / len(C)


# %% 08b-1 wrong: as jk and as kj
def covariance(z):
    C = np.cov(z.T)
    return (C[np.triu_indices(len(C), k=1)] ** 2).sum() / z.shape[1]


# %% 08b-1 wrong: the covariances are squared
def covariance(z):
    C = np.cov(z.T)
    return (C.sum() - np.trace(C)) / len(C)


# %% 08b-1 wrong: a mean over all pairs
def covariance(z):
    C = np.cov(z.T)
    return (C[~np.eye(len(C), dtype=bool)] ** 2).mean()


# %% 08b-1 wrong: not correlations
def covariance(z):
    C = np.corrcoef(z.T)
    return ((C**2).sum() - (np.diag(C) ** 2).sum()) / z.shape[1]


# %% 08b-1 wrong: yours is that of each embedding
def covariance(z):
    centred = z - z.mean(axis=1, keepdims=True)
    C = centred.T @ centred / (len(z) - 1)
    return ((C**2).sum() - (np.diag(C) ** 2).sum()) / z.shape[1]


# %% 08b-1 wrong: changes the array
def covariance(z):
    z -= z.mean(axis=0)
    C = z.T @ z / (len(z) - 1)
    return ((C**2).sum() - (np.diag(C) ** 2).sum()) / z.shape[1]


# %% 08b-1 wrong: for others that were drawn
def covariance(z):
    C = np.cov(z.T)
    return ((C**2).sum() - (np.diag(C) ** 2).sum()) / 4


# %% 08b-1 wrong: one number
def covariance(z):
    C = np.cov(z.T)
    np.fill_diagonal(C, 0)
    return (C**2).sum(axis=1) / len(C)


# %% 08b-1 right: np.cov and a mask
def covariance(z):
    C = np.cov(z, rowvar=False)
    return (C[~np.eye(len(C), dtype=bool)] ** 2).sum() / len(C)


# %% 08b-1 right: a double loop over the coordinates
def covariance(z):
    b, d = z.shape
    total = 0
    for j in range(d):
        for k in range(d):
            if j != k:
                c_jk = sum((z[i, j] - z[:, j].mean()) * (z[i, k] - z[:, k].mean()) for i in range(b)) / (b - 1)
                total += c_jk**2
    return total / d


# %% 08b-1 right: the library's spread, in float32
def covariance(z):
    columns = np.asarray(spread(ops.convert_to_tensor(z.astype("float32"))))
    C = columns.T @ columns
    return 2 * (np.triu(C, k=1) ** 2).sum() / np.float32(len(C))


# %% 08b-1 right: double loop
def covariance(z):
    b, d = np.shape(z); total = 0.0
    m = [sum(z[:, j]) / b for j in range(d)]
    for j in range(d):
        for k in range(d):
            if j != k:
                total += (sum((z[i, j] - m[j]) * (z[i, k] - m[k]) for i in range(b)) / (b - 1)) ** 2
    return total / d


# %% 08b-1 right: triangle twice, as 0-d array
def covariance(z):
    C = np.cov(z, rowvar=False)
    return np.array(2 * (np.triu(C, 1) ** 2).sum() / len(C))


# %% 08b-1 wrong: first square each covariance, then add up
def covariance(z):
    C = np.cov(z, rowvar=False)
    return (C.sum() - np.trace(C)) ** 2 / z.shape[1]


# %% 08b-1 wrong: the variances are squared in the sum, and so they are when they
def covariance(z):
    C = np.cov(z, rowvar=False)
    return ((C**2).sum() - np.diag(C).sum()) / len(C)


# %% 08b-1 wrong: square each variance first, and then add up what is taken off
def covariance(z):
    C = np.cov(z, rowvar=False)
    return ((C**2).sum() - np.trace(C) ** 2) / len(C)


# %% 08b-1 wrong: divide by the d of the embeddings that are given, and not by
def covariance(z):
    C = np.cov(z, rowvar=False)
    return ((C**2).sum() - (np.diag(C) ** 2).sum()) / 32


# %% 08b-2 wrong: the other way round
without = {"variance": (0.23, 0.98, 9.9), "covariance": (0.07, 0.07, 28.6)}

# %% 08b-2 wrong: a dict with the keys
without = [(0.07, 0.07, 28.6), (0.23, 0.98, 9.9)]

# %% 08b-2 wrong: a row of three numbers
without = {"variance": 0.07, "covariance": 9.9}

# %% 08b-2 wrong: is the term left out
without = {"variance": (0.07, 0.07, 28.6), "covariance": look(models["VICReg"])}

# %% 08b-2 wrong: a row of three numbers
without = {"variance": models["positives only"], "covariance": models["VICReg"]}

# %% 08b-2 wrong: both are one and the same network
both = look(fit(VICRegLoss(invariance=25 / 32, variance=0, covariance=0), epochs=1))
without = {"variance": both, "covariance": both}

# %% 08b-2 wrong: is only `covariance=0`
without = {"variance": (0.07, 0.07, 28.6), "covariance": look(fit(VICRegLoss(covariance=0), epochs=2))}

# %% 08b-2 wrong: and `covariance` as it was
without = {"variance": (0.23, 0.98, 9.8), "covariance": (0.23, 0.98, 9.9)}

# %% 08b-2 right: rounded, in lists
without = {"variance": [0.07, 0.07, 28.6], "covariance": [0.23, 0.98, 9.9]}

# %% 08b-2 right: two lines
first = fit(VICRegLoss(invariance=25 / 32, variance=0))
second = fit(VICRegLoss(invariance=25 / 32, covariance=0))
without = dict(covariance=look(second), variance=look(first))

# %% 08b-2 right: arrays of float32
without = {"variance": np.float32([0.071, 0.068, 28.6]), "covariance": np.float32([0.231, 0.981, 9.9])}


# %% 08b-2 wrong: under "variance" stands what `look` says of "VICReg": is
without = {"variance": seen["VICReg"], "covariance": seen["VICReg"]}


# %% 08b-3 wrong: through which the gradient flows
factor = 0

# %% 08b-3 wrong: how often with it
factor = 1

# %% 08b-3 wrong: turned round
factor = 2

# %% 08b-3 wrong: not through half of one
factor = 0.25

# %% 08b-3 wrong: in opposite directions
factor = -0.5

# %% 08b-3 wrong: no root
factor = 2**-0.5

# %% 08b-3 wrong: through which the gradient flows
factor = 0.0

# %% 08b-3 right: a fraction
from fractions import Fraction

factor = Fraction(1, 2)

# %% 08b-3 right: in percent
factor = 50

# %% 08b-3 right: float32
factor = np.float32(0.5)

# %% 08b-3 right: measured
import tensorflow as tf

x, w = tf.random.normal((2, 6, 4)), tf.Variable(tf.random.normal((4, 3)))
with tf.GradientTape(persistent=True) as tape:
    z, other = x[0] @ w, x[1] @ w
    stopped = tf.reduce_sum(negative_cosine(z, other) + negative_cosine(other, z))
    free = -2 * tf.reduce_sum(scaled_to_unit(z) * scaled_to_unit(other))
factor = float((tape.gradient(stopped, w) / tape.gradient(free, w))[0, 0])


# %% 08b-3 right: fraction
from fractions import Fraction
factor = Fraction(1, 2)


# %% 08b-3 right: percent
factor = "50 %"


# %% 08b-3 wrong: your answer is the text 'half', and a number is expected
factor = "half"


# %% 08b-3 wrong: each of the four is counted as a full gradient: add up what
factor = 4


# %% 08b-3 wrong: no third part: A and B are all that there is
factor = 1 / 3

# %% 08b-1 wrong: nothing is compared with 1
def covariance(z):
    return ((np.cov(z.T) - np.eye(z.shape[1])) ** 2).sum() / z.shape[1]


# %% 08b-1 wrong: that is one half of the table with its diagonal
def covariance(z):
    return (np.triu(np.cov(z.T)) ** 2).sum() / z.shape[1]


# %% 08b-1 wrong: both sums are divided by d: mind the brackets
def covariance(z):
    return (np.cov(z.T) ** 2).sum() / z.shape[1] - (np.diag(np.cov(z.T)) ** 2).sum()


# %% 08b-1 wrong: square each number of C
def covariance(z):
    return ((np.cov(z.T) @ np.cov(z.T)).sum() - (np.diag(np.cov(z.T)) ** 2).sum()) / z.shape[1]


# %% 08b-1 wrong: you subtract one of all numbers
def covariance(z):
    centred = z - z.mean()
    C = centred.T @ centred / (len(z) - 1)
    return ((C**2).sum() - (np.diag(C) ** 2).sum()) / z.shape[1]


# %% 08b-1 wrong: no root at the end
def covariance(z):
    centred = z - z.mean(axis=0)
    C = centred.T @ centred / (len(z) - 1)
    return (((C**2).sum() - (np.diag(C) ** 2).sum()) / z.shape[1]) ** 0.5


# %% 08b-1 wrong: C divides by b - 1 before it is squared
def covariance(z):
    centred = z - z.mean(axis=0)
    S = centred.T @ centred
    return ((S**2).sum() - (np.diag(S) ** 2).sum()) / (len(z) - 1) / z.shape[1]


# %% 08b-1 wrong: by the embeddings and not by the coordinates
def covariance(z):
    centred = z - z.mean(axis=0)
    C = centred.T @ centred / (z.shape[1] - 1)
    return ((C**2).sum() - (np.diag(C) ** 2).sum()) / z.shape[1]
