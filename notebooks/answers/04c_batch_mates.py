# %% 04c-1 wrong: over the pictures
def over_groups(values, groups):
    return values.mean(axis=0, keepdims=True) + np.zeros(values.shape)


# %% 04c-1 wrong: groups is not used
def over_groups(values, groups):
    return np.repeat(values.mean(axis=1, keepdims=True), values.shape[1], axis=1)


# %% 04c-1 wrong: 3 groups of 4 features, not 4 groups of 3
def over_groups(values, groups):
    n, d = values.shape
    means = values.reshape(n, -1, groups).mean(axis=2, keepdims=True)
    return np.repeat(means, groups, axis=2).reshape(n, d)


# %% 04c-1 wrong: neighbours
def over_groups(values, groups):
    found = np.empty(values.shape)
    for g in range(groups):
        found[:, g::groups] = values[:, g::groups].mean(axis=1, keepdims=True)
    return found


# %% 04c-1 wrong: beside the wrong features
def over_groups(values, groups):
    n, d = values.shape
    means = values.reshape(n, groups, -1).mean(axis=2)
    return np.tile(means, d // groups)


# %% 04c-1 wrong: those are the sums
def over_groups(values, groups):
    n, d = values.shape
    sums = values.reshape(n, groups, -1).sum(axis=2)
    return np.repeat(sums, d // groups, axis=1)


# %% 04c-1 wrong: every one of its 4 features
def over_groups(values, groups):
    return values.reshape(len(values), groups, -1).mean(axis=2)


# %% 04c-1 wrong: every one of its 4 features
def over_groups(values, groups):
    return values.reshape(len(values), groups, -1).mean(axis=2, keepdims=True)


# %% 04c-1 wrong: without their means
def over_groups(values, groups):
    n, d = values.shape
    parted = values.reshape(n, groups, -1)
    return (parted - parted.mean(axis=2, keepdims=True)).reshape(n, d)


# %% 04c-1 wrong: over one picture alone
def over_groups(values, groups):
    n, d = values.shape
    means = values.reshape(n, groups, -1).mean(axis=(0, 2))
    return np.tile(np.repeat(means, d // groups), (n, 1))


# %% 04c-1 wrong: use groups, not 2
def over_groups(values, groups):
    half = values.shape[1] // 2
    found = np.empty(values.shape)
    found[:, :half] = values[:, :half].mean(axis=1, keepdims=True)
    found[:, half:] = values[:, half:].mean(axis=1, keepdims=True)
    return found


# %% 04c-1 wrong: work on a copy
def over_groups(values, groups):
    size = values.shape[1] // groups
    for first in range(0, values.shape[1], size):
        values[:, first : first + size] = values[:, first : first + size].mean(axis=1, keepdims=True)
    return values


# %% 04c-1 wrong: the largest
def over_groups(values, groups):
    return np.repeat(values.reshape(len(values), groups, -1).max(axis=2), values.shape[1] // groups, axis=1)


# %% 04c-1 wrong: for others that were drawn
def over_groups(values, groups):
    return np.repeat(values.reshape(-1, 3, 4).mean(axis=2), 4, axis=1)


# %% 04c-1 right: a loop over groups
def over_groups(values, groups):
    parts = np.split(values, groups, axis=1)
    return np.hstack([part.mean(axis=1, keepdims=True) + np.zeros(part.shape) for part in parts])


# %% 04c-1 right: by a matrix
def over_groups(values, groups):
    size = values.shape[1] // groups
    return values @ np.kron(np.eye(groups), np.full((size, size), 1 / size))


# %% 04c-1 right: lists in float32
def over_groups(values, groups):
    size = values.shape[1] // groups
    rows = values.astype("float32").tolist()
    return [[sum(row[j // size * size :][:size]) / size for j in range(len(row))] for row in rows]


# %% 04c-1 right: by the number of a group, in float32
def over_groups(values, groups):
    number = np.arange(values.shape[1]) * groups // values.shape[1]
    together = number[:, None] == number
    return (values.astype("float32") @ together / together.sum(axis=0)).astype("float32")


# %% 04c-1 wrong: the median
def over_groups(values, groups):
    n, d = values.shape
    return np.repeat(np.median(values.reshape(n, groups, -1), axis=2), d // groups, axis=1)


# %% 04c-1 wrong: neighbours
def over_groups(values, groups):
    n, d = values.shape
    means = values.reshape(n, -1, groups).mean(axis=1)
    return np.tile(means, d // groups)


# %% 04c-1 wrong: where is an axis missing
def over_groups(values, groups):
    n, d = values.shape
    return values.reshape(n, groups, -1).mean(axis=2) + np.zeros((n, d))


# %% 04c-1 wrong: the last one too
def over_groups(values, groups):
    n, d = values.shape
    size = d // groups
    found = values.copy()
    for first in range(0, d - size, size):
        found[:, first : first + size] = values[:, first : first + size].mean(axis=1, keepdims=True)
    return found


# %% 04c-1 wrong: without eps
def over_groups(values, groups):
    parts = np.split(values, groups, axis=1)
    return np.hstack([(p - p.mean(axis=1, keepdims=True)) / p.std(axis=1, keepdims=True) for p in parts])


# %% 04c-1 right: reduceat
def over_groups(values, groups):
    size = values.shape[1] // groups
    return (np.add.reduceat(values, np.arange(0, values.shape[1], size), axis=1) / size).repeat(size, axis=1)


# %% 04c-2 wrong: if a scatter fell like 1/m
shrinks_by = 4
# %% 04c-2 wrong: like 1/m^2
shrinks_by = 16
# %% 04c-2 wrong: twice as many
shrinks_by = np.sqrt(2)
# %% 04c-2 wrong: share of the drift that is left
shrinks_by = drift(512) / drift(128)
# %% 04c-2 wrong: turned over
shrinks_by = 1 / 4
# %% 04c-2 wrong: a quotient
shrinks_by = drift(64) - drift(256)
# %% 04c-2 wrong: does change
shrinks_by = 1.0
# %% 04c-2 wrong: eight times
shrinks_by = drift(64) / drift(512)
# %% 04c-2 wrong: a number is expected
shrinks_by = [drift(m) for m in (64, 128, 256, 512)]
# %% 04c-2 wrong: a quotient
shrinks_by = -drift(256)
# %% 04c-2 wrong: in percent
shrinks_by = 50
# %% 04c-2 right: one measurement
shrinks_by = drift(64) / drift(256)
# %% 04c-2 right: another one
shrinks_by = drift(128) / drift(512)
# %% 04c-2 right: the law
shrinks_by = 2
# %% 04c-2 right: the mean of both
shrinks_by = np.mean([drift(64) / drift(256), drift(128) / drift(512)])
# %% 04c-2 right: a fraction
from fractions import Fraction

shrinks_by = Fraction(4, 2)
# %% 04c-2 wrong: in percent
shrinks_by = "50 %"
# %% 04c-2 wrong: drift(128)
shrinks_by = 3
# %% 04c-2 wrong: a quotient
shrinks_by = 0
# %% 04c-2 wrong: turned over
shrinks_by = 64 / 256
# %% 04c-2 right: from a slope in logarithms
m = np.array([64, 128, 256, 512])
shrinks_by = 4 ** -np.polyfit(np.log(m), np.log([drift(each) for each in m]), 1)[0]

# %% 04c-1 wrong: a group consists of neighbours: yours takes every third feature
def over_groups(values, groups):
    n, d = values.shape
    m = values.reshape(n, -1, groups).mean(axis=1)
    return np.tile(m, d // groups)

# %% 04c-1 wrong: the means are right and stand beside the wrong features
def over_groups(values, groups):
    n, d = values.shape
    m = values.reshape(n, groups, -1).mean(axis=2)
    return np.tile(m, d // groups)

# %% 04c-1 wrong: there are 3 groups of 4 features, not 4 groups of 3
def over_groups(values, groups):
    n, d = values.shape
    m = values.reshape(n, -1, groups).mean(axis=2)
    return np.repeat(m, groups, axis=1)

# %% 04c-1 wrong: the mean of a group runs over one picture alone
def over_groups(values, groups):
    n, d = values.shape
    m = values.reshape(n, groups, -1).mean(axis=(0, 2))
    return np.tile(np.repeat(m, d // groups), (n, 1))

# %% 04c-1 wrong: ValueError in `m = values.reshape(groups, -1, d).mean(axis=1)`
def over_groups(values, groups):
    n, d = values.shape
    m = values.reshape(groups, -1, d).mean(axis=1)
    return np.repeat(m, n // groups, axis=0)

# %% 04c-1 wrong: that is one mean for all features of a picture: groups is not used
def over_groups(values, groups):
    return np.broadcast_to(values.mean(axis=1, keepdims=True), values.shape)

# %% 04c-1 wrong: that is the middle one of a group, the median: take the mean
def over_groups(values, groups):
    n, d = values.shape
    m = np.median(values.reshape(n, groups, -1), axis=2)
    return np.repeat(m, d // groups, axis=1)

# %% 04c-1 wrong: those are the sums of the groups: take their means
def over_groups(values, groups):
    n, d = values.shape
    m = values.reshape(n, groups, -1).sum(axis=2)
    return np.repeat(m, d // groups, axis=1)

# %% 04c-1 wrong: those are the values without their means: the means themselves are asked
def over_groups(values, groups):
    n, d = values.shape
    v = values.reshape(n, groups, -1)
    return (v - v.mean(axis=2, keepdims=True)).reshape(n, d)

# %% 04c-1 wrong: the number of groups is given: use groups, not 2
def over_groups(values, groups):
    n, d = values.shape
    m = values.reshape(n, 2, -1).mean(axis=2)
    return np.repeat(m, d // 2, axis=1)

# %% 04c-1 wrong: (5, 3, 4) is one mean for each group: every one of its 4 features gets it
def over_groups(values, groups):
    n, d = values.shape
    m = values.reshape(n, groups, -1).mean(axis=2, keepdims=True)
    return np.repeat(m, d // groups, axis=2)

# %% 04c-1 right: split
def over_groups(values, groups):
    parts = np.split(values, groups, axis=1)
    return np.hstack([p.mean(axis=1, keepdims=True) + 0 * p for p in parts])

# %% 04c-2 wrong: that is the share of the drift that is left: the factor is above 1
shrinks_by = 0.5

# %% 04c-2 wrong: that is for twice as many mates, and four times is asked
shrinks_by = drift(64) / drift(128)

# %% 04c-2 wrong: that is the share of the drift that is left: the factor is above 1
shrinks_by = drift(256) / drift(64)

# %% 04c-2 wrong: 4 comes out if two measurements are added, or if a scatter fell like 1/m,
shrinks_by = drift(64) / drift(256) + drift(128) / drift(512)

# %% 04c-2 right: root
shrinks_by = np.sqrt(4)

# %% 04c-1 wrong: holds whole numbers alone: does `//`, `int` or an array of whole numbers cut off what comes
def over_groups(values, groups):
    out = np.zeros(values.shape, int)
    k = values.shape[1] // groups
    for g in range(groups):
        out[:, g * k : (g + 1) * k] = values[:, g * k : (g + 1) * k].mean(axis=1, keepdims=True)
    return out

# %% 04c-2 wrong: a factor above 1 has no minus
shrinks_by = -2

# %% 04c-2 wrong: that is log 4: the drift falls with the number of mates, but not by a logarithm
shrinks_by = np.log(4)

# %% 04c-2 wrong: that is the logarithm of a factor: undo it
shrinks_by = np.log(drift(128) / drift(512))

# %% 04c-2 wrong: that is a slope in logarithms: by it the drift is a power of the number
shrinks_by = np.polyfit(np.log([64, 128, 256, 512]), np.log([drift(m) for m in (64, 128, 256, 512)]), 1)[0]

# %% 04c-2 wrong: that is drift(8) / drift(32): among so few mates the eight pictures count, too
shrinks_by = drift(8) / drift(32)

# %% 04c-2 wrong: that is drift(16) / drift(64)
shrinks_by = drift(16) / drift(64)
