# %% 09-1 wrong: after one layer
in_the_corner, in_the_middle = 4, 9

# %% 09-1 wrong: the corner stands first
in_the_corner, in_the_middle = 25, 9

# %% 09-1 wrong: inside the picture
in_the_corner, in_the_middle = 25, 25

# %% 09-1 wrong: after one layer in the middle
in_the_corner, in_the_middle = 9, 9

# %% 09-1 wrong: how many places are in it
in_the_corner, in_the_middle = 3, 5

# %% 09-1 wrong: not multiplied
in_the_corner, in_the_middle = 9, 81

# %% 09-1 wrong: a convolution is local
in_the_corner, in_the_middle = 64, 64

# %% 09-1 wrong: two of its sides are the edge
in_the_corner, in_the_middle = 16, 25

# %% 09-1 wrong: not two
in_the_corner, in_the_middle = 9, 49

# %% 09-1 wrong: fill a square
in_the_corner, in_the_middle = 7, 25

# %% 09-1 wrong: own place changes
in_the_corner, in_the_middle = 9, 24

# %% 09-1 right: computed
in_the_corner, in_the_middle = 3 * 3, 5**2

# %% 09-1 right: floats
in_the_corner, in_the_middle = 9.0, 25.0

# %% 09-1 right: counted, with every map at once
stack = np.zeros((9, 9, 1))
stack[0, 0] = 1
corner = convolve(convolve(stack, abs(kernel)), np.ones((3, 3, 3, 1)))
stack = np.zeros((9, 9, 1))
stack[4, 4] = 1
middle = convolve(convolve(stack, abs(kernel)), np.ones((3, 3, 3, 1)))
in_the_corner, in_the_middle = np.count_nonzero(corner), np.count_nonzero(middle)


# %% 09-1 right: measured
twice = convolve(convolve(poked, kernel), np.ones((3, 3, 3, 1))) - convolve(convolve(picture, kernel), np.ones((3, 3, 3, 1)))
in_the_corner = (abs(twice) > 1e-9).sum()
in_the_middle = np.float32(25)


# %% 09-1 right: powers
in_the_corner, in_the_middle = 3.0**2, 5.0**2


# %% 09-1 wrong: the square grows by one on both sides: an odd side stays odd
in_the_corner, in_the_middle = 9, 36


# %% 09-1 wrong: places are asked: the three maps share them
in_the_corner, in_the_middle = 27, 75


# %% 09-1 wrong: the number of places is asked, and not their share
in_the_corner, in_the_middle = 9 / 64, 25 / 64


# %% 09-1 wrong: the square grows in both directions at once: its corner belongs
in_the_corner, in_the_middle = 6, 13


# %% 09-2 wrong: turned round
def eca(x, filter):
    c, padded = x.shape[3], np.pad(x.mean(axis=(1, 2)), [(0, 0), (1, 1)])
    return sigmoid(sum(filter[2 - j] * padded[:, j : j + c] for j in range(3)))


# %% 09-2 wrong: at the other end
def eca(x, filter):
    s = x.mean(axis=(1, 2))
    return sigmoid(filter[0] * np.roll(s, 1, axis=1) + filter[1] * s + filter[2] * np.roll(s, -1, axis=1))


# %% 09-2 wrong: repeats the channel at the end
def eca(x, filter):
    c, padded = x.shape[3], np.pad(x.mean(axis=(1, 2)), [(0, 0), (1, 1)], mode="edge")
    return sigmoid(sum(filter[j] * padded[:, j : j + c] for j in range(3)))


# %% 09-2 wrong: not to its maximum
def eca(x, filter):
    c, padded = x.shape[3], np.pad(x.max(axis=(1, 2)), [(0, 0), (1, 1)])
    return sigmoid(sum(filter[j] * padded[:, j : j + c] for j in range(3)))


# %% 09-2 wrong: the sigmoid is missing
def eca(x, filter):
    c, padded = x.shape[3], np.pad(x.mean(axis=(1, 2)), [(0, 0), (1, 1)])
    return sum(filter[j] * padded[:, j : j + c] for j in range(3))


# %% 09-2 wrong: those of the first
def eca(x, filter):
    c, padded = x.shape[3], np.pad(x[0].mean(axis=(0, 1)), 1)
    gates = sigmoid(sum(filter[j] * padded[j : j + c] for j in range(3)))
    return np.stack([gates] * len(x))


# %% 09-2 wrong: the product with x is no part of it
def eca(x, filter):
    c, padded = x.shape[3], np.pad(x.mean(axis=(1, 2)), [(0, 0), (1, 1)])
    return x * sigmoid(sum(filter[j] * padded[:, j : j + c] for j in range(3)))[:, None, None]


# %% 09-2 wrong: without zeros at the ends
def eca(x, filter):
    s = x.mean(axis=(1, 2))
    return sigmoid(sum(filter[j] * s[:, j : j + x.shape[3] - 2] for j in range(3)))


# %% 09-2 wrong: not to its sum
def eca(x, filter):
    c, padded = x.shape[3], np.pad(x.sum(axis=(1, 2)), [(0, 0), (1, 1)])
    return sigmoid(sum(filter[j] * padded[:, j : j + c] for j in range(3)))


# %% 09-2 wrong: a place too far
def eca(x, filter):
    c, padded = x.shape[3], np.pad(x.mean(axis=(1, 2)), [(0, 0), (2, 0)])
    return sigmoid(sum(filter[j] * padded[:, j : j + c] for j in range(3)))


# %% 09-2 wrong: for others that were drawn
def eca(x, filter):
    padded = np.pad(x.mean(axis=(1, 2)), [(0, 0), (1, 1)])
    return sigmoid(1.0 * padded[:, :-2] + 0.5 * padded[:, 1:-1] - 2.0 * padded[:, 2:])


# %% 09-2 right: a loop over pictures and channels
def eca(x, filter):
    b, h, w, c = x.shape
    gates = np.zeros((b, c))
    for n in range(b):
        for i in range(c):
            z = 0
            for j in range(3):
                if 0 <= i + j - 1 < c:
                    z += filter[j] * x[n, :, :, i + j - 1].mean()
            gates[n, i] = 1 / (1 + np.exp(-z))
    return gates


# %% 09-2 right: np.convolve with the filter turned round
def eca(x, filter):
    return sigmoid(np.stack([np.convolve(s, filter[::-1], mode="same") for s in x.mean(axis=(1, 2))]))


# %% 09-2 right: float32, a matrix of the filter
def eca(x, filter):
    c = x.shape[3]
    band = sum(f * np.eye(c, k=1 - j) for j, f in enumerate(filter)).astype("float32")
    return sigmoid(np.einsum("bhwc,ci->bi", x.astype("float32"), band) / np.float32(x.shape[1] * x.shape[2]))


# %% 09-2 right: a list of lists
def eca(x, filter):
    rows = []
    for s in x.mean(axis=2).mean(axis=1):
        s = [0, *s, 0]
        rows.append([float(sigmoid(np.dot(filter, s[i : i + 3]))) for i in range(len(s) - 2)])
    return rows


# %% 09-2 right: np.correlate
def eca(x, filter):
    s = x.mean(axis=(1, 2))
    return [[1 / (1 + np.exp(-v)) for v in np.correlate(row, filter, mode="same")] for row in s]


# %% 09-2 right: slow loops
def eca(x, filter):
    b, h, w, c = x.shape
    out = np.zeros((b, c), "float64")
    for n in range(b):
        m = [float(x[n, :, :, i].sum() / (h * w)) for i in range(c)]
        for i in range(c):
            z = filter[1] * m[i]
            if i: z += filter[0] * m[i - 1]
            if i < c - 1: z += filter[2] * m[i + 1]
            out[n, i] = sigmoid(z)
    return out


# %% 09-2 wrong: a sigmoid is asked, not a softmax
def eca(x, filter):
    s = x.mean(axis=(1, 2)); c = s.shape[1]; p = np.pad(s, [(0, 0), (1, 1)])
    return softmax(sum(filter[j] * p[:, j : j + c] for j in range(3)))


# %% 09-2 wrong: the filter slides over the channels of a picture, and yours
def eca(x, filter):
    s = x.mean(axis=(1, 2)); b = len(s); p = np.pad(s, [(1, 1), (0, 0)])
    return sigmoid(sum(filter[j] * p[j : j + b] for j in range(3)))


# %% 09-2 wrong: the mean runs over height and width, axes 1 and 2: two pictures
def eca(x, filter):
    s = x.mean(axis=3).mean(axis=2); c = s.shape[1]; p = np.pad(s, [(0, 0), (1, 1)])
    return sigmoid(sum(filter[j] * p[:, j : j + c] for j in range(3)))


# %% 09-2 wrong: the three products are added up: nothing is divided by 3
def eca(x, filter):
    s = x.mean(axis=(1, 2)); c = s.shape[1]; p = np.pad(s, [(0, 0), (1, 1)])
    return sigmoid(sum(filter[j] * p[:, j : j + c] for j in range(3)) / 3)


# %% 09-2 wrong: the sigmoid stands last: of the sum, and not of the means
def eca(x, filter):
    s = sigmoid(x.mean(axis=(1, 2))); c = s.shape[1]; p = np.pad(s, [(0, 0), (1, 1)])
    return sum(filter[j] * p[:, j : j + c] for j in range(3))


# %% 09-2 wrong: one gate for each channel of each picture, (2, 6), not (6,)
def eca(x, filter):
    s = x.mean(axis=(0, 1, 2)); c = len(s); p = np.pad(s, 1)
    return sigmoid(sum(filter[j] * p[j : j + c] for j in range(3)))


# %% 09-2 wrong: one gate for each channel of each picture, (2, 6), not (2, 3, 5)
def eca(x, filter):
    s = x.mean(axis=-1); c = s.shape[1]
    p = np.pad(s, [(0, 0), (1, 1), (0, 0)])
    return sigmoid(sum(filter[j] * p[:, j : j + c] for j in range(3)))


# %% 09-2 wrong: the left neighbour is missing: all three numbers of the filter
def eca(x, filter):
    s = x.mean(axis=(1, 2)); c = s.shape[1]; p = np.pad(s, [(0, 0), (1, 1)])
    return sigmoid(filter[1] * s + filter[2] * p[:, 2:])


# %% 09-2 wrong: the three products are added up, and not multiplied
def eca(x, filter):
    s = x.mean(axis=(1, 2)); c = s.shape[1]; p = np.pad(s, [(0, 0), (1, 1)])
    return sigmoid(np.prod([filter[j] * p[:, j : j + c] for j in range(3)], axis=0))


# %% 09-3 wrong: a near key must get a large share
def shares_from_distances(d2):
    return softmax(d2 / 2)


# %% 09-3 wrong: half of the squared distance
def shares_from_distances(d2):
    return softmax(-d2)


# %% 09-3 wrong: shares come out of a softmax
def shares_from_distances(d2):
    return -d2 / 2


# %% 09-3 wrong: divide by their sum
def shares_from_distances(d2):
    return np.exp(-d2 / 2)


# %% 09-3 wrong: no root
def shares_from_distances(d2):
    return softmax(-np.sqrt(d2) / 2)


# %% 09-3 wrong: not by 1 over the distance
def shares_from_distances(d2):
    return (1 / d2) / (1 / d2).sum()


# %% 09-3 wrong: whatever it is given
def shares_from_distances(d2):
    return softmax(keys @ query)


# %% 09-3 wrong: squared already
def shares_from_distances(d2):
    return softmax(-(d2**2) / 2)


# %% 09-3 wrong: has the right values in another order
def shares_from_distances(d2):
    return np.sort(softmax(-d2 / 2))


# %% 09-3 wrong: one share for each key
def shares_from_distances(d2):
    return softmax(-d2 / 2).sum()


# %% 09-3 right: the softmax written out
def shares_from_distances(d2):
    e = np.exp(-np.asarray(d2) / 2)
    return e / e.sum()


# %% 09-3 right: counted from the nearest
def shares_from_distances(d2):
    nearest = min(d2)
    weights = [np.exp((nearest - each) / 2) for each in d2]
    return [weight / sum(weights) for weight in weights]


# %% 09-3 right: with the lengths added, in float32
def shares_from_distances(d2):
    products = ((7 - d2) / 2).astype("float32")
    return softmax(products)


# %% 09-3 right: cosine form
def shares_from_distances(d2):
    return softmax(1 - np.asarray(d2, "float64") / 2)


# %% 09-3 right: list
def shares_from_distances(d2):
    e = [np.exp(-(v - min(d2)) / 2) for v in d2]
    return [v / sum(e) for v in e]


# %% 09-3 wrong: that is the complement, with the sign turned: 1 minus each share
def shares_from_distances(d2):
    return 1 - softmax(d2 / 2)


# %% 09-3 wrong: divide by the sum, and not by the largest
def shares_from_distances(d2):
    e = np.exp(-d2 / 2)
    return e / e.max()


# %% 09-3 wrong: every key gets a share, the farthest a small one
def shares_from_distances(d2):
    return (d2 == d2.min()).astype(float)
