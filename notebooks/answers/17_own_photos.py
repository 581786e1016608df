# %% 17-1 wrong: too early
best_level = "fire5"

# %% 17-1 wrong: too late
best_level = "fire9"

# %% 17-1 wrong: the name of one level
best_level = "all levels"

# %% 17-1 wrong: text is expected
best_level = 7

# %% 17-1 wrong: the name of one level
best_level = "the middle one"

# %% 17-1 wrong: the name of one level
best_level = "fire8"

# %% 17-1 right: another way to write it
best_level = "Fire7 "

# %% 17-1 right: put together
best_level = f"fire{(5 + 9) // 2}"

# %% 17-1 right: counted
each, folder = drawn["characters"][1], drawn_labels["characters"]
best_level = max(LEVELS, key=lambda level: found(unit(each[:, LEVELS[level]]), folder))

# %% 17-1 wrong: the name of one level
best_level = LEVELS["fire7"]

# %% 17-1 wrong: the name of one level
best_level = "fire7", "fire9"

# %% 17-1 wrong: the name of one level
best_level = "fire6"

# %% 17-1 right: with spaces
best_level = " fire7 "

# %% 17-1 right: index
best_level = list(LEVELS)[1]

# %% 17-1 wrong: the name of one level
best_level = 0.66

# %% 17-1 wrong: the name of one level
best_level = "early"


# %% 17-2 wrong: other way round
def largest_stretch(shrinkage):
    return np.sqrt(shrinkage)


# %% 17-2 wrong: root is missing
def largest_stretch(shrinkage):
    return 1 / shrinkage


# %% 17-2 wrong: not (1 - s) t
def largest_stretch(shrinkage):
    return 1 / np.sqrt(1 - shrinkage)


# %% 17-2 wrong: add both terms
def largest_stretch(shrinkage):
    return np.sqrt((1 - shrinkage) / shrinkage)


# %% 17-2 wrong: itself
def largest_stretch(shrinkage):
    return shrinkage


# %% 17-2 wrong: sign
def largest_stretch(shrinkage):
    return -(shrinkage**-0.5)


# %% 17-2 wrong: difference from 1
def largest_stretch(shrinkage):
    return 1 / np.sqrt(shrinkage) - 1


# %% 17-2 wrong: whatever it is given
def largest_stretch(shrinkage):
    return np.sqrt(2)


# %% 17-2 wrong: Cholesky gives
def largest_stretch(shrinkage):
    return 1 / np.sqrt(3 * shrinkage)


# %% 17-2 right: one over the root
def largest_stretch(shrinkage):
    return 1 / np.sqrt(shrinkage)


# %% 17-2 right: both stretches
def largest_stretch(shrinkage):
    t = 7.0
    without, mean = shrinkage * t, (1 - shrinkage) * t + shrinkage * t
    return (mean / without) ** 0.5


# %% 17-2 right: float32
def largest_stretch(shrinkage):
    return np.float32(1) / np.sqrt(np.float32(shrinkage))


# %% 17-2 wrong: the other way round
def largest_stretch(shrinkage):
    return shrinkage**0.5


# %% 17-2 wrong: this squares where the root is asked
def largest_stretch(shrinkage):
    return 1 / shrinkage**2


# %% 17-2 wrong: for s = 0.04 Cholesky gives 5.000, and yours 500.000
def largest_stretch(shrinkage):
    return 100 / np.sqrt(shrinkage)


# %% 17-2 wrong: for s = 0.04 Cholesky gives 5.000, and yours 7.071
def largest_stretch(shrinkage):
    return np.sqrt(2 / shrinkage)


# %% 17-2 right: power
def largest_stretch(shrinkage):
    return np.float32(shrinkage) ** -0.5


# %% 17-2 right: with a t
def largest_stretch(shrinkage):
    t = 3.0
    return (((1 - shrinkage) * t + shrinkage * t) / (shrinkage * t)) ** 0.5


# %% 17-2 wrong: a direction without scatter keeps s t alone, and one with the mean
def largest_stretch(shrinkage):
    return 1 / np.sqrt(shrinkage * (1 - shrinkage))


# %% 17-2 wrong: the factor itself is asked
def largest_stretch(shrinkage):
    return 1 + 1 / np.sqrt(shrinkage)


# %% 17-2 wrong: all are stretched alike
def largest_stretch(shrinkage):
    return 1 / np.sqrt(0.5)


# %% 17-3 wrong: mean of each row's class
def whitening(rows, labels, shrinkage):
    scatter = rows.T @ rows / len(rows)
    shrunk = (1 - shrinkage) * scatter + shrinkage * np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: transpose
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == group].mean(axis=0) for group in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    shrunk = (1 - shrinkage) * scatter + shrinkage * np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk))


# %% 17-3 wrong: inverse is missing
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == group].mean(axis=0) for group in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    shrunk = (1 - shrinkage) * scatter + shrinkage * np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    return np.linalg.cholesky(shrunk).T


# %% 17-3 wrong: root is missing
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == group].mean(axis=0) for group in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    shrunk = (1 - shrinkage) * scatter + shrinkage * np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    return np.linalg.inv(shrunk)


# %% 17-3 wrong: divide by n
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == group].mean(axis=0) for group in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within
    shrunk = (1 - shrinkage) * scatter + shrinkage * np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: towards t I, not towards I
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == group].mean(axis=0) for group in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    shrunk = (1 - shrinkage) * scatter + shrinkage * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: shrinkage is missing
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == group].mean(axis=0) for group in range(groups.max() + 1)])
    within = rows - means[groups]
    return np.linalg.inv(np.linalg.cholesky(within.T @ within / len(rows))).T


# %% 17-3 wrong: exchanged
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == group].mean(axis=0) for group in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    shrunk = shrinkage * scatter + (1 - shrinkage) * np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: not its sum
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == group].mean(axis=0) for group in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    shrunk = (1 - shrinkage) * scatter + shrinkage * np.trace(scatter) * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: changes the array
def whitening(rows, labels, shrinkage):
    for label in np.unique(labels):
        rows[labels == label] -= rows[labels == label].mean(axis=0)
    scatter = rows.T @ rows / len(rows)
    shrunk = (1 - shrinkage) * scatter + shrinkage * np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: maps directions to directions
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == group].mean(axis=0) for group in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    shrunk = (1 - shrinkage) * scatter + shrinkage * np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    return rows @ np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 right: the root by eigenvectors, which is another white space
def whitening(rows, labels, shrinkage):
    within = rows.astype(float)
    for label in set(labels):
        within[labels == label] -= rows[labels == label].mean(axis=0)
    scatter = np.cov(within.T, bias=True)
    values, vectors = np.linalg.eigh(scatter)
    values = (1 - shrinkage) * values + shrinkage * values.mean()
    return vectors / np.sqrt(values)


# %% 17-3 right: solve in place of inv
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    is_in = np.eye(groups.max() + 1)[groups]
    within = rows - is_in @ ((is_in.T @ rows) / is_in.sum(axis=0)[:, None])
    scatter = np.einsum("ni,nj->ij", within, within) / len(rows)
    shrunk = (1 - shrinkage) * scatter
    shrunk += shrinkage * np.diag(scatter).mean() * np.identity(len(scatter))
    return np.linalg.solve(np.linalg.cholesky(shrunk).T, np.eye(len(scatter)))


# %% 17-3 right: row by row
def whitening(rows, labels, shrinkage):
    scatter = np.zeros((rows.shape[1], rows.shape[1]))
    for row, label in zip(rows, labels):
        off = row - rows[labels == label].mean(axis=0)
        scatter += np.outer(off, off) / len(rows)
    t = sum(scatter[i, i] for i in range(len(scatter))) / len(scatter)
    return np.linalg.inv(np.linalg.cholesky((1 - shrinkage) * scatter + shrinkage * t * np.eye(len(scatter))).T)


# %% 17-3 wrong: a row x is moved by x @ L^-T
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    level = np.trace(scatter) / len(scatter)
    shrunk = (1 - shrinkage) * scatter + shrinkage * level * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk))


# %% 17-3 wrong: it is of L, transposed
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    level = np.trace(scatter) / len(scatter)
    shrunk = (1 - shrinkage) * scatter + shrinkage * level * np.eye(len(scatter))
    return np.linalg.cholesky(shrunk).T


# %% 17-3 wrong: take off the mean of each row's class first
def whitening(rows, labels, shrinkage):
    scatter = rows.T @ rows / len(rows)
    level = np.trace(scatter) / len(scatter)
    shrunk = (1 - shrinkage) * scatter + shrinkage * level * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: s and 1 - s are exchanged
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    level = np.trace(scatter) / len(scatter)
    shrunk = shrinkage * scatter + (1 - shrinkage) * level * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: the scatter is a mean over the rows
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within
    level = np.trace(scatter) / len(scatter)
    shrunk = (1 - shrinkage) * scatter + shrinkage * level * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: shrink towards t I, not towards I
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    shrunk = (1 - shrinkage) * scatter + shrinkage * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: t is the mean of the diagonal, not its sum
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    shrunk = (1 - shrinkage) * scatter + shrinkage * np.trace(scatter) * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: it maps directions to directions
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    level = np.trace(scatter) / len(scatter)
    shrunk = (1 - shrinkage) * scatter + shrinkage * level * np.eye(len(scatter))
    return rows @ np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: factor S' first (Cholesky), then invert the factor
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    level = np.trace(scatter) / len(scatter)
    shrunk = (1 - shrinkage) * scatter + shrinkage * level * np.eye(len(scatter))
    return np.linalg.inv(shrunk)


# %% 17-3 wrong: `np.unique(.., return_inverse=True)`
def whitening(rows, labels, shrinkage):
    means = np.stack([rows[labels == g].mean(axis=0) for g in np.unique(labels)])
    within = rows - means[labels]
    scatter = within.T @ within / len(rows)
    level = np.trace(scatter) / len(scatter)
    shrunk = (1 - shrinkage) * scatter + shrinkage * level * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: this is the scatter between the classes
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = means[groups]
    scatter = within.T @ within / len(rows)
    level = np.trace(scatter) / len(scatter)
    shrunk = (1 - shrinkage) * scatter + shrinkage * level * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: divide by n, not by n - c
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / (len(rows) - len(means))
    level = np.trace(scatter) / len(scatter)
    shrunk = (1 - shrinkage) * scatter + shrinkage * level * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: the result is the same for every s
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    level = np.trace(scatter) / len(scatter)
    shrunk = 0.5 * scatter + 0.5 * level * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 right: loop over pictures
def whitening(rows, labels, shrinkage):
    within = rows.astype(float).copy()
    for label in set(labels.tolist()):
        within[labels == label] -= within[labels == label].mean(axis=0)
    scatter = np.cov(within.T, bias=True)
    shrunk = scatter * (1 - shrinkage)
    shrunk[np.diag_indices(len(shrunk))] += shrinkage * scatter.diagonal().mean()
    return np.linalg.solve(np.linalg.cholesky(shrunk).T, np.eye(len(shrunk)))


# %% 17-3 right: inverse of the transpose
def whitening(rows, labels, shrinkage):
    means = {label: np.mean([row for row, own in zip(rows, labels) if own == label], axis=0) for label in labels}
    within = np.array([row - means[own] for row, own in zip(rows, labels)])
    scatter = np.einsum("nf,ng->fg", within, within) / len(rows)
    level = np.mean(np.diag(scatter))
    shrunk = scatter - shrinkage * (scatter - level * np.eye(len(scatter)))
    return np.linalg.inv(np.linalg.cholesky(shrunk).T)


# %% 17-3 wrong: take off the mean of each row's class first
def whitening(rows, labels, shrinkage):
    within = rows - rows.mean(axis=0)
    scatter = within.T @ within / len(rows)
    level = np.trace(scatter) / len(scatter)
    shrunk = (1 - shrinkage) * scatter + shrinkage * level * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: the factor 1 - s of the scatter is missing
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    level = np.trace(scatter) / len(scatter)
    shrunk = scatter + shrinkage * level * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: t stands on the diagonal alone
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    level = np.trace(scatter) / len(scatter)
    shrunk = (1 - shrinkage) * scatter + shrinkage * level
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: divide by n, the number of rows, not of columns
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / rows.shape[1]
    level = np.trace(scatter) / len(scatter)
    shrunk = (1 - shrinkage) * scatter + shrinkage * level * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunk)).T


# %% 17-3 wrong: factor it, then invert the factor
def whitening(rows, labels, shrinkage):
    groups = np.unique(labels, return_inverse=True)[1]
    means = np.stack([rows[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)
    level = np.trace(scatter) / len(scatter)
    return (1 - shrinkage) * scatter + shrinkage * level * np.eye(len(scatter))


# %% 17-4 wrong: needs more
photos_needed = 2

# %% 17-4 wrong: needs more
photos_needed = 4

# %% 17-4 wrong: needs more
photos_needed = 6

# %% 17-4 wrong: one of the numbers
photos_needed = 3

# %% 17-4 wrong: one of the numbers
photos_needed = 0.05

# %% 17-4 wrong: one of the numbers
photos_needed = 24

# %% 17-4 wrong: one of the numbers
photos_needed = 0

# %% 17-4 right: a loop
for photos_needed in (2, 4, 6, 12):
    few = ~asks
    for kind in kinds:
        few[np.flatnonzero(few & (labels == kind))[photos_needed:]] = False
    rows = few | asks
    by_head = found(head(0.5, few)(averages[rows]), labels[rows], asks[rows])
    if by_head - found(describes["all levels"](averages[rows]), labels[rows], asks[rows]) >= 0.05:
        break


# %% 17-4 right: a float
def lead(n):
    few = ~asks & (np.array([(labels[:i] == labels[i]).sum() for i in range(len(labels))]) < n)
    rows = few | asks
    ways = head(0.5, few), describes["all levels"]
    by_head, plain = (found(way(averages[rows]), labels[rows], asks[rows]) for way in ways)
    return by_head - plain


photos_needed = float(next(n for n in (2, 4, 6, 12) if lead(n) >= 0.05))


# %% 17-4 right: the first of an array
tried = np.array([2, 4, 6, 12])
ahead = []
for n in tried:
    few = ~asks
    for kind in np.unique(labels):
        few[np.nonzero(few & (labels == kind))[0][n:]] = False
    both = [
        found(way(averages[few | asks]), labels[few | asks], asks[few | asks])
        for way in (head(0.5, few), describes["all levels"])
    ]
    ahead.append(both[0] >= both[1] + 0.05)
photos_needed = tried[np.argmax(ahead)]

# %% 17-4 wrong: one of the numbers of photos that are asked
photos_needed = 5

# %% 17-4 wrong: and a number is expected
photos_needed = [4, 6, 12]

# %% 17-4 wrong: one of the numbers of photos that are asked
photos_needed = 20 * 4

# %% 17-4 wrong: one of the numbers of photos that are asked
photos_needed = 8


# %% 17-4 right: computed
def gain_with(n):
    few = ~asks
    for kind in kinds:
        few[np.flatnonzero(~asks & (labels == kind))[n:]] = False
    rows = few | asks
    part = averages[rows], labels[rows], asks[rows]
    scores_of = [found(way(part[0]), *part[1:]) for way in (head(0.5, few), describes["all levels"])]
    return scores_of[0] - scores_of[1]


photos_needed = min(n for n in (2, 4, 6, 12) if gain_with(n) >= 0.05)


# %% 17-4 right: computed, numpy
def gain_with(n):
    few = ~asks & np.array([np.sum(~asks[:i] & (labels[:i] == labels[i])) < n for i in range(len(labels))])
    rows = few | asks
    return np.subtract(
        *[found(way(averages[rows]), labels[rows], asks[rows]) for way in (head(0.5, few), describes["all levels"])]
    )


photos_needed = np.array([2, 4, 6, 12])[np.argmax([gain_with(n) >= 0.05 for n in (2, 4, 6, 12)])]


# %% 17-4 wrong: one of the numbers of photos that are asked
photos_needed = "never"

# %% 17-4 wrong: and a number is expected
photos_needed = {2: 0.01, 4: 0.06}
