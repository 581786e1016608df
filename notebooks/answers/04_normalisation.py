# %% 04-1 wrong: that is the precision
stay = times_lit >= 10
recovered = precision(z_train[:, stay], z_test[:, stay])
# %% 04-1 wrong: divide it by what was lost
stay = times_lit >= 10
recovered = precision(z_train[:, stay], z_test[:, stay]) - standard
# %% 04-1 wrong: divide it by what was lost
stay = times_lit >= 10
recovered = (precision(z_train[:, stay], z_test[:, stay]) - standard) / clean
# %% 04-1 wrong: divide it by what was lost
stay = times_lit >= 10
recovered = precision(z_train[:, stay], z_test[:, stay]) / standard - 1
# %% 04-1 wrong: what stays lost
stay = times_lit >= 10
recovered = clean - precision(z_train[:, stay], z_test[:, stay])
# %% 04-1 wrong: does not come back
stay = times_lit >= 10
recovered = (clean - precision(z_train[:, stay], z_test[:, stay])) / (clean - standard)
# %% 04-1 wrong: does not come back
stay = times_lit >= 10
recovered = 100 - 100 * (precision(z_train[:, stay], z_test[:, stay]) - standard) / (clean - standard)
# %% 04-1 wrong: wrong sign
stay = times_lit >= 10
recovered = (precision(z_train[:, stay], z_test[:, stay]) - standard) / (standard - clean)
# %% 04-1 wrong: exchanged
stay = times_lit >= 10
recovered = (clean - standard) / (precision(z_train[:, stay], z_test[:, stay]) - standard)
# %% 04-1 wrong: clean pixels
stay = times_lit >= 10
recovered = (precision(x_train[:, stay], x_test[:, stay]) - standard) / (clean - standard)
# %% 04-1 wrong: to be left out
few = times_lit < 10
recovered = (precision(z_train[:, few], z_test[:, few]) - standard) / (clean - standard)
# %% 04-1 wrong: number of pictures
stay = times_lit >= 10
recovered = round(len(x_test) * (precision(z_train[:, stay], z_test[:, stay]) - standard))
# %% 04-1 wrong: of the training pictures
stay = (x_test > 0).sum(axis=0) >= 10
recovered = (precision(z_train[:, stay], z_test[:, stay]) - standard) / (clean - standard)
# %% 04-1 wrong: something does come back
recovered = 0.0
# %% 04-1 right: specks set to 0 in both sets
quiet = np.where(times_lit < 10, 0, 1)
recovered = (precision(z_train * quiet, z_test * quiet) - standard) / (clean - standard)
# %% 04-1 right: in percent
stay = np.flatnonzero(times_lit >= 10)
recovered = 100 * (precision(z_train[:, stay], z_test[:, stay]) - standard) / (clean - standard)
# %% 04-1 right: counted pictures, a fraction
from fractions import Fraction

back = round(775 * precision(z_train[:, times_lit > 9], z_test[:, times_lit > 9])) - round(775 * standard)
recovered = Fraction(back, round(775 * clean) - round(775 * standard))
# %% 04-1 right: rounded to two places
recovered = 0.29
# %% 04-1 wrong: not by all errors
recovered = (precision(z_train[:, times_lit >= 10], z_test[:, times_lit >= 10]) - standard) / (1 - standard)
# %% 04-1 wrong: a share of the pixels
recovered = (times_lit < 10).mean()
# %% 04-1 wrong: with all that was lost
new = precision(z_train[:, times_lit >= 10], z_test[:, times_lit >= 10])
recovered = (new - standard) / (clean - new)
# %% 04-1 wrong: are both sets z
recovered = (precision(z_train[:, times_lit >= 10], x_test[:, times_lit >= 10]) - standard) / (clean - standard)
# %% 04-1 wrong: a number is expected
recovered = clean, precision(z_train[:, times_lit >= 10], z_test[:, times_lit >= 10])
# %% 04-1 wrong: all would come back
recovered = 1.0
# %% 04-1 right: by errors
new_error = 1 - precision(z_train[:, times_lit >= 10], z_test[:, times_lit >= 10])
recovered = 1 - (new_error - (1 - clean)) / (clean - standard)
# %% 04-2 wrong: over all pictures
answer = "standardised"
# %% 04-2 wrong: over all pictures
answer = "0 to 1"
# %% 04-2 wrong: one number
answer = "all / 1000"
# %% 04-2 wrong: changes nothing
answer = "as it is"
# %% 04-2 wrong: one of
answer = "batch norm"
# %% 04-2 wrong: as a text
answer = 5
# %% 04-2 wrong: as a text
answer = ["standardised", "unit length"]
# %% 04-2 wrong: one of
answer = ""
# %% 04-2 wrong: as a text
answer = treatments["unit length"]
# %% 04-2 right: with a capital letter
answer = "Unit length"
# %% 04-2 right: taken from the list
answer = list(treatments)[-1]
# %% 04-2 right: tried out
lamps = np.random.default_rng(1).uniform(1, 100, (len(x_test), 1))
answer = next(name for name, f in treatments.items() if np.allclose(f(x_test * lamps, x_train), f(x_test, x_train)))
# %% 04-2 wrong: one of
answer = "Adam"
# %% 04-2 wrong: text
answer = True
# %% 04-2 wrong: text
answer = ("standardised", "0 to 1")
# %% 04-2 right: spaces
answer = " unit length"


# %% 04-3 wrong: as if eps were 0
def safe_backward(upstream, x, eps=1e-4):
    return unit_length_backward(upstream, x)


# %% 04-3 wrong: f must be x / q
def safe_backward(upstream, x, eps=1e-4):
    f = unit_length(x)
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q


# %% 04-3 wrong: in place of q
def safe_backward(upstream, x, eps=1e-4):
    r = np.linalg.norm(x, axis=1, keepdims=True)
    f = x / np.sqrt(r**2 + eps)
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / r


# %% 04-3 wrong: under the root
def safe_backward(upstream, x, eps=1e-4):
    q = np.linalg.norm(x, axis=1, keepdims=True) + eps
    f = x / q
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q


# %% 04-3 wrong: its sign is minus
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)
    f = x / q
    return (upstream + f * (upstream * f).sum(axis=1, keepdims=True)) / q


# %% 04-3 wrong: wrong sign
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)
    f = x / q
    return (f * (upstream * f).sum(axis=1, keepdims=True) - upstream) / q


# %% 04-3 wrong: not taken out
def safe_backward(upstream, x, eps=1e-4):
    return upstream / np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)


# %% 04-3 wrong: still be divided by q
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)
    f = x / q
    return upstream - f * (upstream * f).sum(axis=1, keepdims=True)


# %% 04-3 wrong: axis=1
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)
    f = x / q
    return (upstream - f * (upstream * f).sum(axis=0)) / q


# %% 04-3 wrong: not their mean
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)
    f = x / q
    return (upstream - f * (upstream * f).mean(axis=1, keepdims=True)) / q


# %% 04-3 wrong: use the argument eps
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + 1e-4)
    f = x / q
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q


# %% 04-3 wrong: from outside
def safe_backward(upstream, x, eps=1e-4):
    short = 0.02 * points
    q = np.sqrt((short**2).sum(axis=1, keepdims=True) + eps)
    f = short / q
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q


# %% 04-3 wrong: work on a copy
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)
    x /= q
    return (upstream - x * (upstream * x).sum(axis=1, keepdims=True)) / q


# %% 04-3 wrong: shape (4, 3)
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)
    f = x / q
    return ((upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q).sum(axis=1)


# %% 04-3 right: a loop over the pictures and its matrix of slopes
def safe_backward(upstream, x, eps=1e-4):
    found = np.zeros(x.shape)
    for i, (g, row) in enumerate(zip(upstream, x)):
        q = np.sqrt(row @ row + eps)
        f = row / q
        found[i] = (np.eye(len(row)) - np.outer(f, f)) / q @ g
    return found


# %% 04-3 right: without f, by powers of q
def safe_backward(upstream, x, eps=1e-4):
    q2 = np.einsum("ij,ij->i", x, x)[:, None] + eps
    return upstream * q2**-0.5 - x * np.einsum("ij,ij->i", upstream, x)[:, None] * q2**-1.5


# %% 04-3 right: in float32
def safe_backward(upstream, x, eps=1e-4):
    upstream, x = upstream.astype("float32"), x.astype("float32")
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps).astype("float32")
    f = x / q
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q


# %% 04-3 right: lists of lists
def safe_backward(upstream, x, eps=1e-4):
    rows = []
    for g, row in zip(upstream.tolist(), x.tolist()):
        q = (sum(v * v for v in row) + eps) ** 0.5
        along = sum(a * b for a, b in zip(g, row)) / q
        rows.append([(a - b / q * along) / q for a, b in zip(g, row)])
    return rows


# %% 04-3 wrong: as if eps were 0
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps**2)
    f = x / q
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q


# %% 04-3 wrong: as if eps were 0
def safe_backward(upstream, x, eps=1e-4):
    q = np.maximum(np.linalg.norm(x, axis=1, keepdims=True), eps)
    f = x / q
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q


# %% 04-3 wrong: length of its own
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum() + eps)
    f = x / q
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q


# %% 04-3 wrong: axis=1
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=0) + eps)
    f = x / q
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q


# %% 04-3 wrong: first square
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt(x.sum(axis=1, keepdims=True) ** 2 + eps)
    f = x / q
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q


# %% 04-3 wrong: where is an axis missing
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1) + eps)
    f = x / q
    return (upstream - f * (upstream * f).sum(axis=1)) / q


# %% 04-3 right: transposed
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt(np.square(x.T).sum(0) + eps)
    f = x.T / q
    return ((upstream.T - f * (upstream.T * f).sum(0)) / q).T

# %% 04-1 wrong: those are the pixels to be left out: keep the others
stay = times_lit < 10
recovered = (precision(z_train[:, stay], z_test[:, stay]) - standard) / (clean - standard)

# %% 04-1 right: delete
z1, z2 = (np.delete(z, np.flatnonzero(times_lit < 10), axis=1) for z in (z_train, z_test))
recovered = 100 * (precision(z1, z2) - standard) / (clean - standard)

# %% 04-1 right: zero out
stay = times_lit >= 10
recovered = (precision(z_train * stay, z_test * stay) - standard) / (clean - standard)

# %% 04-2 wrong: one of ['as it is', 'all / 1000', '0 to 1', 'standardised', 'unit
answer = "min-max"

# %% 04-2 wrong: ['as it is', 'all / 1000', '0 to 1', 'standardised', 'unit length']
answer = ["unit length", "standardised"]

# %% 04-2 wrong: ['as it is', 'all / 1000', '0 to 1', 'standardised', 'unit length']
answer = 4

# %% 04-2 wrong: one of ['as it is', 'all / 1000', '0 to 1', 'standardised', 'unit
answer = "none of them"

# %% 04-3 wrong: that is the way back for x / r, as if eps were 0
def safe_backward(upstream, x, eps=1e-4):
    r = np.sqrt((x**2).sum(axis=1, keepdims=True))
    f = x / r
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / r

# %% 04-3 wrong: f must be x / q here too, not of length 1
def safe_backward(upstream, x, eps=1e-4):
    r = np.sqrt((x**2).sum(axis=1, keepdims=True))
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)
    f = x / r
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q

# %% 04-3 wrong: eps stands under the root, beside the squares, not outside
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True)) + eps
    f = x / q
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q

# %% 04-3 wrong: the part along f is not taken out
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)
    return upstream / q

# %% 04-3 wrong: each picture has a length of its own, axis=1
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=0, keepdims=True) + eps)
    f = x / q
    return (upstream - f * (upstream * f).sum(axis=0, keepdims=True)) / q

# %% 04-3 wrong: the sum of the products runs over everything
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)
    f = x / q
    return (upstream - f * (upstream * f).sum()) / q

# %% 04-3 wrong: one of the two f inside the bracket is still x
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)
    f = x / q
    return (upstream - f * (upstream * x).sum(axis=1, keepdims=True)) / q

# %% 04-3 wrong: the products G f must be summed over the features first
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)
    f = x / q
    return upstream * (1 - f * f) / q

# %% 04-3 right: jacobian rows
def safe_backward(upstream, x, eps=1e-4):
    rows = []
    for g, row in zip(upstream, x):
        q = np.sqrt(row @ row + eps)
        jacobian = np.eye(len(row)) / q - np.outer(row, row) / q**3
        rows.append(g @ jacobian)
    return np.array(rows)

# %% 04-3 right: q cubed
def safe_backward(upstream, x, eps=1e-4):
    s = np.einsum("ij,ij->i", x, x)[:, None] + eps
    return s**-0.5 * upstream - s**-1.5 * x * (upstream * x).sum(1)[:, None]

# %% 04-1 wrong: that is the share of the pixels that stay: ask for the precision with them
recovered = (times_lit >= 10).mean()

# %% 04-2 right: a list with one name
answer = ["unit length"]

# %% 04-2 right: underscore
answer = "unit_length"


# %% 04-1 wrong: what is left of clean
often = times_lit >= 10
recovered = precision(z_train[:, often], z_test[:, often]) / clean


# %% 04-1 wrong: 10 pictures are meant
often = times_lit >= 0.1 * len(x_train)
recovered = (precision(z_train[:, often], z_test[:, often]) - standard) / (clean - standard)


# %% 04-1 wrong: not the worst pixel alone
others = np.arange(64) != pixel
recovered = (precision(z_train[:, others], z_test[:, others]) - standard) / (clean - standard)


# %% 04-2 wrong: one of them does
answer = "none"


# %% 04-2 right: with a full stop
answer = "Unit length."


# %% 04-3 wrong: above a floor
def safe_backward(upstream, x, eps=1e-4):
    q = np.maximum(np.linalg.norm(x, axis=1, keepdims=True), eps**0.5)
    f = x / q
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q
