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
