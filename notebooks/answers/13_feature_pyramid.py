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


# %% 13-1 wrong: the new r takes the stride before this layer
def seen(layers):
    r = j = 1
    for k, s in layers:
        j *= s
        r += (k - 1) * j
    return r, j


# %% 13-1 wrong: neighbouring places share pixels
def seen(layers):
    r, j = 1, 1
    for k, s in layers:
        r = r + k * j
        j = j * s
    return r, j


# %% 13-1 wrong: behind a stride, neighbours lie j pixels apart
def seen(layers):
    r = sum(k for k, s in layers) - len(layers) + 1
    j = int(np.prod([s for k, s in layers]))
    return r, j


# %% 13-1 wrong: j multiplies the steps of this layer, not what was seen before
def seen(layers):
    r, j = 1, 1
    for k, s in layers:
        r, j = r * j + (k - 1), s * j
    return r, j


# %% 13-1 wrong: the kernel stands first, and then the stride
def seen(layers):
    r, j = 1, 1
    for s, k in layers:
        r, j = r + (k - 1) * j, s * j
    return r, j


# %% 13-1 wrong: the function returns None, that is, nothing, for some inputs and a
def seen(layers):
    r, j = 1, 1
    for k, s in layers:
        r, j = r + (k - 1) * j, s * j
        return r, j


# %% 13-1 wrong: all strides before count, not that of this layer
def seen(layers):
    r, j = 1, 1
    for k, s in layers:
        r, j = r + (k - 1) * s, s * j
    return r, j


# %% 13-1 right: recursion
def seen(layers):
    if not layers:
        return 1, 1
    *before, (k, s) = layers
    r, j = seen(before)
    return r + (k - 1) * j, s * j


# %% 13-1 right: list of numpy scalars
def seen(layers):
    strides = np.cumprod([1] + [s for _, s in layers])
    r = 1 + sum((k - 1) * j for (k, _), j in zip(layers, strides))
    return [r, strides[-1]]


# %% 13-1 wrong: a kernel reaches to both sides
def seen(layers):
    r, j = 1, 1
    for k, s in layers:
        r, j = r + (k // 2) * j, s * j
    return r, j


# %% 13-1 wrong: without a layer, one place is one pixel
def seen(layers):
    r, j = 1, 0
    for k, s in layers:
        r, j = r + (k - 1) * max(j, 1), j + s
    return r, j


# %% 13-1 wrong: the strides of all layers are multiplied, and this is the last one
def seen(layers):
    r, j = 1, 1
    for k, s in layers:
        r, j = r + (k - 1) * j, s
    return r, j


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


# %% 13-2 wrong: what goes down is the sum before it, not the map alone
def way_down(maps):
    sums = [maps[-1]]
    for i in range(len(maps) - 2, -1, -1):
        up = np.repeat(np.repeat(maps[i + 1], 2, axis=1), 2, axis=2)
        h, w = maps[i].shape[1:3]
        sums.append(maps[i] + up[:, :h, :w])
    return sums[::-1]


# %% 13-2 wrong: the order is turned round
def way_down(maps):
    sums = [maps[-1]]
    for m in maps[-2::-1]:
        up = sums[-1].repeat(2, axis=1).repeat(2, axis=2)
        sums.append(m + up[:, : m.shape[1], : m.shape[2]])
    return sums


# %% 13-2 wrong: tile lays copies side by side
def way_down(maps):
    sums = [maps[-1]]
    for m in maps[-2::-1]:
        up = np.tile(sums[-1], (1, 2, 2, 1))
        sums.append(m + up[:, : m.shape[1], : m.shape[2]])
    return sums[::-1]


# %% 13-2 wrong: cut what is enlarged to the height and width of the finer map
def way_down(maps):
    sums = [maps[-1]]
    for m in maps[-2::-1]:
        up = sums[-1].repeat(2, axis=1).repeat(2, axis=2)
        sums.append(m + up)
    return sums[::-1]


# %% 13-2 wrong: the function changes the array that it is given
def way_down(maps):
    for i in range(len(maps) - 2, -1, -1):
        h, w = maps[i].shape[1:3]
        maps[i] += maps[i + 1].repeat(2, axis=1).repeat(2, axis=2)[:, :h, :w]
    return maps


# %% 13-2 wrong: a sum, not a mean
def way_down(maps):
    sums = [maps[-1]]
    for m in maps[-2::-1]:
        up = sums[-1].repeat(2, axis=1).repeat(2, axis=2)
        sums.append((m + up[:, : m.shape[1], : m.shape[2]]) / 2)
    return sums[::-1]


# %% 13-2 wrong: a list with one sum for each map
def way_down(maps):
    m, sums = maps[-1], []
    for fine in maps[-2::-1]:
        m = fine + m.repeat(2, axis=1).repeat(2, axis=2)[:, : fine.shape[1], : fine.shape[2]]
        sums.append(m)
    return sums[::-1]


# %% 13-2 wrong: both, and the channels do not
def way_down(maps):
    sums = [maps[-1]]
    for m in maps[-2::-1]:
        up = np.repeat(sums[-1], 2, axis=1)
        sums.append(m + up[:, : m.shape[1], : m.shape[2]])
    return sums[::-1]


# %% 13-2 wrong: what is too much is cut off at the end, not in front
def way_down(maps):
    sums = [maps[-1]]
    for m in maps[-2::-1]:
        up = sums[-1].repeat(2, axis=1).repeat(2, axis=2)
        sums.append(m + up[:, -m.shape[1] :, -m.shape[2] :])
    return sums[::-1]


# %% 13-2 right: index arrays, tuple
def way_down(maps):
    out = [np.array(each, float) for each in maps]
    for i in reversed(range(len(out) - 1)):
        h, w = out[i].shape[1:3]
        out[i] = out[i] + out[i + 1][:, np.arange(h) // 2][:, :, np.arange(w) // 2]
    return tuple(out)


# %% 13-2 right: kron
def way_down(maps):
    if len(maps) == 1:
        return [maps[0]]
    rest = way_down(maps[1:])
    b, h, w, c = maps[0].shape
    up = np.kron(rest[0], np.ones((1, 2, 2, 1)))[:, :h, :w]
    return [maps[0] + up, *rest]


# %% 13-2 wrong: nothing comes down to the finest map
def way_down(maps):
    sums = [maps[0]]
    for m in maps[1:]:
        sums.append(m + sums[-1][:, ::2, ::2])
    return sums


# %% 13-2 wrong: both, and the channels do not
def way_down(maps):
    sums = [maps[-1]]
    for m in maps[-2::-1]:
        up = sums[-1].repeat(2, axis=2).repeat(2, axis=3)
        sums.append(m + up[:, : m.shape[1], : m.shape[2]])
    return sums[::-1]


# %% 13-2 wrong: a sum, not a product
def way_down(maps):
    sums = [maps[-1]]
    for m in maps[-2::-1]:
        up = sums[-1].repeat(2, axis=1).repeat(2, axis=2)
        sums.append(m * up[:, : m.shape[1], : m.shape[2]])
    return sums[::-1]


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

# %% 13-3 wrong: the side counts twice, for height and for width
times = 0.5 + 1 + 2

# %% 13-3 wrong: do not forget the look at the picture as it is
times = 1 / 4 + 4

# %% 13-3 wrong: do not forget the look at half the side
times = 1 + 4

# %% 13-3 wrong: that is the mean of the three looks
times = (1 / 4 + 1 + 4) / 3

# %% 13-3 wrong: height and width alone grow
times = 1 / 16 + 1 + 16

# %% 13-3 wrong: the looks are added, not multiplied
times = 1 / 4 * 1 * 4

# %% 13-3 wrong: square each factor before they are added
times = (0.5 + 1 + 2) ** 2

# %% 13-3 wrong: the look at half the side costs less than that
times = 0.5 + 1 + 4

# %% 13-3 wrong: there are three looks, and these are four
times = 1 / 4 + 1 / 2 + 1 + 4

# %% 13-3 wrong: that is the largest look alone
times = 4

# %% 13-3 wrong: the channels stay as they are
times = 1 / 8 + 1 + 8


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


# %% 13-4 wrong: that looks for the farthest, not the nearest
def leaky(asks, searched):
    d = distance_matrix(asks, searched)
    return (d.argmax(axis=1) == np.arange(len(asks))).mean()


# %% 13-4 wrong: it is `asks` that asks, in the rows
def leaky(asks, searched):
    d = distance_matrix(asks, searched)
    return (d.argmin(axis=0) == np.arange(len(asks))).mean()


# %% 13-4 wrong: divide by the number of pictures
def leaky(asks, searched):
    d = distance_matrix(asks, searched)
    return (d.argmin(axis=1) == np.arange(len(asks))).sum()


# %% 13-4 wrong: the right class is not enough
def leaky(asks, searched):
    d = distance_matrix(asks, searched)
    return (labels[d.argmin(axis=1)] == labels[: len(asks)]).mean()


# %% 13-4 wrong: is the nearest of row i number i? How often? The result is 1 minus
def leaky(asks, searched):
    d = distance_matrix(asks, searched)
    return (d.argmin(axis=1) != np.arange(len(asks))).mean()


# %% 13-4 wrong: a single argmin of the whole table
def leaky(asks, searched):
    d = distance_matrix(asks, searched)
    return np.mean(d.argmin() == np.arange(len(asks)))


# %% 13-4 wrong: asks is searched in itself, not in `searched`
def leaky(asks, searched):
    d = distance_matrix(asks, asks)
    return (d.argmin(axis=1) == np.arange(len(asks))).mean()


# %% 13-4 wrong: is it in percent?
def leaky(asks, searched):
    return 100 * (distance_matrix(asks, searched).argmin(axis=1) == np.arange(len(asks))).mean()


# %% 13-4 right: loop
def leaky(asks, searched):
    own = 0
    for i, one in enumerate(asks):
        own += int(np.argmin(np.linalg.norm(searched - one, axis=1)) == i)
    return own / len(asks)


# %% 13-4 right: argsort
def leaky(asks, searched):
    d = distance_matrix(asks, searched)
    return np.float32(sum(order[0] == i for i, order in enumerate(d.argsort(axis=1))) / len(d))


# %% 13-4 wrong: among the two nearest is not the nearest
def leaky(asks, searched):
    order = distance_matrix(asks, searched).argsort(axis=1)[:, :2]
    return (order == np.arange(len(asks))[:, None]).any(axis=1).mean()


# %% 13-4 wrong: is the own copy, row i of `searched`, left out? It is looked for
def leaky(asks, searched):
    d = distance_matrix(asks, searched).copy()
    np.fill_diagonal(d, np.inf)
    return (d.argmin(axis=1) == np.arange(len(asks))).mean()


# %% 13-4 wrong: it is `asks` that asks, in the rows
def leaky(asks, searched):
    d = distance_matrix(searched, asks)
    return (d.argmin(axis=1) == np.arange(len(asks))).mean()

# %% 13-4 wrong: rows are counted from 0
def leaky(asks, searched):
    return (distance_matrix(asks, searched).argmin(axis=1) == np.arange(1, len(asks) + 1)).mean()

# %% 13-4 wrong: rows are counted from 0
def leaky(asks, searched):
    return ((distance_matrix(asks, searched).argmin(axis=1) + 1) == np.arange(len(asks))).mean()

# %% 13-3 right: in percent, as a text
times = "525 %"
