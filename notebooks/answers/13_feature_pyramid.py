# %% 13-1 wrong: k places are k - 1 steps
def seen(layers):
    r, j = 1, 1
    for k, s in layers:
        r, j = r + k * j, s * j
    return r, j


# %% 13-1 wrong: use j, not 1
def seen(layers):
    r, j = 1, 1
    for k, s in layers:
        r, j = r + (k - 1), s * j
    return r, j


# %% 13-1 wrong: the stride before this layer
def seen(layers):
    r, j = 1, 1
    for k, s in layers:
        j = s * j
        r = r + (k - 1) * j
    return r, j


# %% 13-1 wrong: in the wrong order
def seen(layers):
    r, j = 1, 1
    for k, s in layers:
        r, j = r + (k - 1) * j, s * j
    return j, r


# %% 13-1 wrong: multiplied, not added
def seen(layers):
    r, j = 1, 1
    for k, s in layers:
        r, j = r + (k - 1) * j, s + j
    return r, j


# %% 13-1 wrong: r begins at 1
def seen(layers):
    r, j = 0, 1
    for k, s in layers:
        r, j = r + (k - 1) * j, s * j
    return r, j


# %% 13-1 wrong: from the picture on
def seen(layers):
    r, j = 1, 1
    for k, s in reversed(layers):
        r, j = r + (k - 1) * j, s * j
    return r, j


# %% 13-1 wrong: 2 values are expected
def seen(layers):
    r, j = 1, 1
    for k, s in layers:
        r, j = r + (k - 1) * j, s * j
    return r


# %% 13-1 wrong: changes the list
def seen(layers):
    r, j = 1, 1
    while layers:
        k, s = layers.pop(0)
        r, j = r + (k - 1) * j, s * j
    return r, j


# %% 13-1 right: a list
def seen(layers):
    place = [1, 1]
    for kernel, stride in layers:
        place[0] += (kernel - 1) * place[1]
        place[1] *= stride
    return place


# %% 13-1 right: itself again
def seen(layers):
    if not layers:
        return 1, 1
    (k, s), (r, j) = layers[-1], seen(layers[:-1])
    return r + (k - 1) * j, s * j


# %% 13-1 right: products of strides, an array
def seen(layers):
    strides = np.cumprod([1] + [s for _, s in layers])
    kernels = np.array([k for k, _ in layers], int)
    return np.array([1 + ((kernels - 1) * strides[:-1]).sum(), strides[-1]])


# %% 13-2 wrong: not the map alone
def way_down(maps):
    sums = [maps[-1]]
    for finer, coarser in zip(maps[-2::-1], maps[::-1]):
        enlarged = np.repeat(np.repeat(coarser, 2, axis=1), 2, axis=2)
        sums.append(finer + enlarged[:, : finer.shape[1], : finer.shape[2]])
    return sums[::-1]


# %% 13-2 wrong: from fine to coarse
def way_down(maps):
    sums = [maps[-1]]
    for finer in maps[-2::-1]:
        enlarged = np.repeat(np.repeat(sums[-1], 2, axis=1), 2, axis=2)
        sums.append(finer + enlarged[:, : finer.shape[1], : finer.shape[2]])
    return sums


# %% 13-2 wrong: tile lays copies
def way_down(maps):
    sums = [maps[-1]]
    for finer in maps[-2::-1]:
        enlarged = np.tile(sums[-1], (1, 2, 2, 1))
        sums.append(finer + enlarged[:, : finer.shape[1], : finer.shape[2]])
    return sums[::-1]


# %% 13-2 wrong: not a mean
def way_down(maps):
    sums = [maps[-1]]
    for finer in maps[-2::-1]:
        enlarged = np.repeat(np.repeat(sums[-1], 2, axis=1), 2, axis=2)
        sums.append((finer + enlarged[:, : finer.shape[1], : finer.shape[2]]) / 2)
    return sums[::-1]


# %% 13-2 wrong: the finer map itself is missing
def way_down(maps):
    sums = [maps[-1]]
    for finer in maps[-2::-1]:
        enlarged = np.repeat(np.repeat(sums[-1], 2, axis=1), 2, axis=2)
        sums.append(enlarged[:, : finer.shape[1], : finer.shape[2]])
    return sums[::-1]


# %% 13-2 wrong: changes the array
def way_down(maps):
    for i in range(len(maps) - 2, -1, -1):
        finer = maps[i]
        finer += np.repeat(np.repeat(maps[i + 1], 2, axis=1), 2, axis=2)[:, : finer.shape[1], : finer.shape[2]]
    return maps


# %% 13-2 wrong: one sum for each map
def way_down(maps):
    sums = []
    for finer, coarser in zip(maps[-2::-1], maps[::-1]):
        enlarged = np.repeat(np.repeat(coarser, 2, axis=1), 2, axis=2)
        sums.append(finer + enlarged[:, : finer.shape[1], : finer.shape[2]])
    return sums[::-1]


# %% 13-2 right: places by number, a tuple
def way_down(maps):
    sums = [maps[-1]]
    for finer in reversed(maps[:-1]):
        rows, columns = np.arange(finer.shape[1]) // 2, np.arange(finer.shape[2]) // 2
        sums.insert(0, finer + sums[0][:, rows][:, :, columns])
    return tuple(sums)


# %% 13-2 right: Kronecker's product
def way_down(maps):
    sums = [maps[-1]]
    for finer in maps[-2::-1]:
        large = np.kron(sums[-1], np.ones((1, 2, 2, 1)))
        sums.append(large[:, : finer.shape[1], : finer.shape[2]] + finer)
    sums.reverse()
    return sums


# %% 13-2 right: itself again, float32
def way_down(maps):
    finer, *coarser = (each.astype("float32") for each in maps)
    if not coarser:
        return [finer]
    below = way_down(coarser)
    enlarged = below[0].repeat(2, axis=2).repeat(2, axis=1)
    return [finer + enlarged[:, : finer.shape[1], : finer.shape[2]], *below]


# %% 13-3 wrong: square the factors
times = 3.5

# %% 13-3 wrong: not of the same size
times = 3

# %% 13-3 wrong: as it is
times = 4.25

# %% 13-3 wrong: half the side costs less
times = 7

# %% 13-3 wrong: the mean of the three looks
times = 1.75

# %% 13-3 wrong: one look is that at the picture as it is
times = 21

# %% 13-3 wrong: before they are added
times = (1 / 2 + 1 + 2) ** 2

# %% 13-3 right: a fraction
from fractions import Fraction

times = Fraction(1, 4) + 1 + 4

# %% 13-3 right: a sum of squares
times = np.square([0.5, 1, 2]).sum()

# %% 13-3 right: counted on a map
times = np.float32(sum((f * 32) * (f * 32) * 9 for f in (0.5, 1, 2)) / (32 * 32 * 9))


# %% 13-4 wrong: divide by the number of pictures
def leaky(asks, searched):
    return (distance_matrix(asks, searched).argmin(axis=1) == np.arange(len(asks))).sum()


# %% 13-4 wrong: the nearest of each column
def leaky(asks, searched):
    return (distance_matrix(asks, searched).argmin(axis=0) == np.arange(len(asks))).mean()


# %% 13-4 wrong: not in `searched`
def leaky(asks, searched):
    return (distance_matrix(asks, asks).argmin(axis=1) == np.arange(len(asks))).mean()


# %% 13-4 wrong: is 1 minus what is asked
def leaky(asks, searched):
    return (distance_matrix(asks, searched).argmin(axis=1) != np.arange(len(asks))).mean()


# %% 13-4 wrong: the farthest
def leaky(asks, searched):
    return (distance_matrix(asks, searched).argmax(axis=1) == np.arange(len(asks))).mean()


# %% 13-4 wrong: one number
def leaky(asks, searched):
    return distance_matrix(asks, searched).argmin(axis=1) == np.arange(len(asks))


# %% 13-4 wrong: the second nearest
def leaky(asks, searched):
    return (distance_matrix(asks, searched).argsort(axis=1)[:, 1] == np.arange(len(asks))).mean()


# %% 13-4 right: a loop
def leaky(asks, searched):
    hits = 0
    for i, one in enumerate(asks):
        hits += int(np.linalg.norm(searched - one, axis=1).argmin() == i)
    return hits / len(asks)


# %% 13-4 right: squared distances, float32
def leaky(asks, searched):
    squares = ((asks[:, None] - searched) ** 2).sum(axis=2)
    return np.mean(squares.argmin(axis=1) == np.arange(len(asks)), dtype="float32")


# %% 13-4 right: a fraction
def leaky(asks, searched):
    from fractions import Fraction

    d = distance_matrix(asks, searched)
    return Fraction(int((np.diag(d) <= d.min(axis=1)).sum()), len(d))
