# %% 04b-1 wrong: lost its factor 2
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat = centred / std
    return (upstream - over_batch(upstream) - x_hat * over_batch(upstream * x_hat)) / std**2


# %% 04b-1 wrong: one more division by s
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat = centred / std
    return (upstream - over_batch(upstream) - 2 * x_hat * over_batch(upstream * x_hat)) / std


# %% 04b-1 wrong: here it is the variance
def by_variance_backward(upstream, x):
    return standardise_backward(upstream, x)


# %% 04b-1 wrong: division by the variance twice
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat = centred / std
    return (upstream - over_batch(upstream) - 2 * x_hat * over_batch(upstream * x_hat)) / std**4


# %% 04b-1 wrong: through the mean, is missing
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat = centred / std
    return (upstream - 2 * x_hat * over_batch(upstream * x_hat)) / std**2


# %% 04b-1 wrong: through the variance, is missing
def by_variance_backward(upstream, x):
    return (upstream - over_batch(upstream)) / centre(x)[1] ** 2


# %% 04b-1 wrong: the third way has the wrong sign
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat = centred / std
    return (upstream - over_batch(upstream) + 2 * x_hat * over_batch(upstream * x_hat)) / std**2


# %% 04b-1 wrong: has the wrong sign
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat = centred / std
    return (over_batch(upstream) + 2 * x_hat * over_batch(upstream * x_hat) - upstream) / std**2


# %% 04b-1 wrong: not over the features
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat = centred / std
    mean = upstream.mean(axis=1, keepdims=True)
    return (upstream - mean - 2 * x_hat * (upstream * x_hat).mean(axis=1, keepdims=True)) / std**2


# %% 04b-1 wrong: not x - mean
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    return (upstream - over_batch(upstream) - 2 * centred * over_batch(upstream * centred)) / std**2


# %% 04b-1 wrong: not sums
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat = centred / std
    return (upstream - upstream.sum(axis=0) - 2 * x_hat * (upstream * x_hat).sum(axis=0)) / std**2


# %% 04b-1 wrong: third way alone
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat = centred / std
    return (upstream - 2 * over_batch(upstream) - 2 * x_hat * over_batch(upstream * x_hat)) / std**2


# %% 04b-1 wrong: from outside
def by_variance_backward(g, v):
    centred, std = centre(x)
    x_hat = centred / std
    return (upstream - over_batch(upstream) - 2 * x_hat * over_batch(upstream * x_hat)) / std**2


# %% 04b-1 wrong: work on a copy
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat = centred / std
    upstream -= over_batch(upstream) + 2 * x_hat * over_batch(upstream * x_hat)
    return upstream / std**2


# %% 04b-1 wrong: shape (8, 3)
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat = centred / std
    return ((upstream - over_batch(upstream) - 2 * x_hat * over_batch(upstream * x_hat)) / std**2).mean(axis=0)


# %% 04b-1 right: loops over features and the whole matrix of slopes
def by_variance_backward(upstream, x):
    n, d = x.shape
    found = np.empty((n, d))
    for k in range(d):
        c = x[:, k] - x[:, k].mean()
        v = (c**2).mean() + 1e-3
        slopes = (np.eye(n) - 1 / n) / v - np.outer(c, 2 * c / n) / v**2
        found[:, k] = upstream[:, k] @ slopes
    return found


# %% 04b-1 right: by the way back of standardising
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    along = (upstream * centred).mean(axis=0) / std**2
    return standardise_backward(upstream, x) / std - centred * along / std**2


# %% 04b-1 right: in float32
def by_variance_backward(upstream, x):
    g, c = upstream.astype("float32"), (x - x.mean(axis=0)).astype("float32")
    v = (c**2).mean(axis=0) + np.float32(1e-3)
    return g / v - g.mean(axis=0) / v - 2 * c * (g * c).mean(axis=0) / v**2


# %% 04b-1 right: lists
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat = centred / std
    return ((upstream - upstream.mean(0) - 2 * x_hat * (upstream * x_hat).mean(0)) / std**2).tolist()


# %% 04b-1 wrong: eps is missing
def by_variance_backward(upstream, x):
    c = x - x.mean(axis=0)
    v = x.var(axis=0)
    return (upstream - upstream.mean(axis=0) - 2 * c * (upstream * c).mean(axis=0) / v) / v


# %% 04b-1 wrong: not by n - 1
def by_variance_backward(upstream, x):
    c = x - x.mean(axis=0)
    v = x.var(axis=0, ddof=1) + 1e-3
    return (upstream - upstream.mean(axis=0) - 2 * c * (upstream * c).mean(axis=0) / v) / v


# %% 04b-1 wrong: gamma does not occur
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat, g = centred / std, gamma * upstream
    return (g - over_batch(g) - 2 * x_hat * over_batch(g * x_hat)) / std**2


# %% 04b-1 wrong: array of shape (3, 8)
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat = centred / std
    return ((upstream - over_batch(upstream) - 2 * x_hat * over_batch(upstream * x_hat)) / std**2).T


# %% 04b-1 wrong: x_hat is the centred x over s
def by_variance_backward(upstream, x):
    x_hat, std = x / centre(x)[1], centre(x)[1]
    return (upstream - over_batch(upstream) - 2 * x_hat * over_batch(upstream * x_hat)) / std**2


# %% 04b-1 right: einsum
def by_variance_backward(upstream, x):
    c, s = centre(x)
    u = c / s**2
    return upstream / s**2 - upstream.mean(axis=0) / s**2 - 2 * u * np.einsum("ij,ij->j", upstream, u) / len(x)


# %% 04b-2 wrong: a mean for each row and column and channel
means = (576, 32, 512)
# %% 04b-2 wrong: in this order
means = (32, 16, 512)
# %% 04b-2 wrong: a mean for each picture and row and column
means = (16, 32 * 36, 512)
# %% 04b-2 wrong: how many means are there
means = (32 * 36, 576, 36)
# %% 04b-2 wrong: means alone
means = (32, 64, 1024)
# %% 04b-2 wrong: a mean for each picture;
means = (16, 32, 32)
# %% 04b-2 wrong: a mean for each channel;
means = (16, 16, 512)
# %% 04b-2 wrong: one mean for everything
means = (1, 32, 512)
# %% 04b-2 wrong: no product
means = (16, 32, 48)
# %% 04b-2 wrong: 3 values are expected
means = (16, 32)
# %% 04b-2 wrong: how many means are there
means = (16, 32, 36)
# %% 04b-2 wrong: 3 values are expected
means = 16
# %% 04b-2 right: a list
means = [16, 32, 32 * 16]
# %% 04b-2 right: an array of floats
means = np.array([16.0, 32.0, 512.0])
# %% 04b-2 right: counted
z = np.zeros((32, 6, 6, 16))
means = z.mean((0, 1, 2)).size, z.mean((1, 2, 3)).size, z.mean((1, 2)).size
# %% 04b-2 right: products
from fractions import Fraction

means = Fraction(16), Fraction(32), Fraction(32 * 16)
# %% 04b-2 wrong: a mean for each picture and channel
means = (512, 32, 512)
# %% 04b-2 wrong: in this order
means = (512, 32, 16)
# %% 04b-2 right: numbers in texts
means = ("16", "32", "512")
# %% 04b-2 wrong: a mean for each picture and row and column and channel
means = (16, 32 * 6 * 6 * 16, 512)
# %% 04b-2 wrong: no product
means = (48, 32, 512)
# %% 04b-2 right: an array of whole numbers
means = np.array([16, 32, 512])

# %% 04b-1 wrong: the third way has lost its factor 2
def by_variance_backward(upstream, x):
    centred, s = centre(x)
    xh = centred / s
    return (upstream - upstream.mean(axis=0) - xh * (upstream * xh).mean(axis=0)) / s**2

# %% 04b-1 wrong: the slope of the direct way is 1/s^2: one more division by s
def by_variance_backward(upstream, x):
    centred, s = centre(x)
    xh = centred / s
    return (upstream - upstream.mean(axis=0) - 2 * xh * (upstream * xh).mean(axis=0)) / s

# %% 04b-1 wrong: the third way has the wrong sign
def by_variance_backward(upstream, x):
    centred, s = centre(x)
    xh = centred / s
    return (upstream - upstream.mean(axis=0) + 2 * xh * (upstream * xh).mean(axis=0)) / s**2

# %% 04b-1 wrong: in the third way the bar is a mean over the batch, not a sum
def by_variance_backward(upstream, x):
    centred, s = centre(x)
    xh = centred / s
    return (upstream - upstream.mean(axis=0) - 2 * xh * (upstream * xh).sum(axis=0)) / s**2

# %% 04b-1 wrong: in the third way stands x_hat, which is divided by s, not x - mean
def by_variance_backward(upstream, x):
    centred, s = centre(x)
    return (upstream - upstream.mean(axis=0) - 2 * centred * (upstream * centred).mean(axis=0)) / s**2

# %% 04b-1 wrong: the second way, through the mean, is missing
def by_variance_backward(upstream, x):
    centred, s = centre(x)
    xh = centred / s
    return (upstream - 2 * xh * (upstream * xh).mean(axis=0)) / s**2

# %% 04b-1 wrong: the third way, through the variance, is missing
def by_variance_backward(upstream, x):
    centred, s = centre(x)
    return (upstream - upstream.mean(axis=0)) / s**2

# %% 04b-1 wrong: the means run over the batch, axis 0, not over the features
def by_variance_backward(upstream, x):
    centred, s = centre(x)
    xh = centred / s
    return (upstream - upstream.mean(axis=1, keepdims=True) - 2 * xh * (upstream * xh).mean(axis=1, keepdims=True)) / s**2

# %% 04b-1 wrong: x_hat is x - mean over s, not over s^2
def by_variance_backward(upstream, x):
    centred, s = centre(x)
    xh = centred / s**2
    return (upstream - upstream.mean(axis=0) - 2 * xh * (upstream * xh).mean(axis=0)) / s**2

# %% 04b-1 wrong: that is G times the way forward: derive the three ways back
def by_variance_backward(upstream, x):
    centred, s = centre(x)
    return upstream * centred / s**2

# %% 04b-1 wrong: each feature has means of its own, over the batch: axis=0
def by_variance_backward(upstream, x):
    centred, s = centre(x)
    xh = centred / s
    return (upstream - upstream.mean() - 2 * xh * (upstream * xh).mean()) / s**2

# %% 04b-1 wrong: s^2 is the variance plus eps: eps is missing
def by_variance_backward(upstream, x):
    v = x.var(axis=0)
    xh = (x - x.mean(axis=0)) / np.sqrt(v)
    return (upstream - upstream.mean(axis=0) - 2 * xh * (upstream * xh).mean(axis=0)) / v

# %% 04b-1 right: columns
def by_variance_backward(upstream, x):
    out = np.empty_like(x)
    for j in range(x.shape[1]):
        c = x[:, j] - x[:, j].mean()
        w = np.mean(c**2) + 1e-3
        g = upstream[:, j]
        out[:, j] = (g - g.mean()) / w - 2 * c * np.mean(g * c) / w**2
    return out

# %% 04b-1 right: three ways added
def by_variance_backward(upstream, x):
    n = len(x)
    centred, s = centre(x)
    first = upstream / s**2
    second = -np.ones((n, 1)) * upstream.sum(axis=0) / n / s**2
    third = -(upstream * centred).sum(axis=0) / s**4 * 2 / n * centred
    return third + second + first

# %% 04b-2 wrong: in this order: batch, layer, instance norm
means = (16, 512, 32)

# %% 04b-2 wrong: 18432 would be a mean for each picture and row and column and channel;
means = (16, 32, 32 * 36 * 16)

# %% 04b-2 wrong: 576 would be a mean for each row and column and channel; over which axes
means = (6 * 6 * 16, 32, 512)

# %% 04b-2 wrong: batch norm: 1152 values go into one mean; how many means are there?
means = (32 * 36, 36 * 16, 36)

# %% 04b-2 wrong: three numbers: batch norm, layer norm, instance norm; not '16, 32, 512'
means = "16, 32, 512"

# %% 04b-2 right: list
means = [16, 32, 16 * 32]

# %% 04b-1 wrong: x_hat is the centred x over s: yours is x itself over s
def by_variance_backward(upstream, x):
    _, s = centre(x)
    x_hat = x / s
    return (upstream - upstream.mean(axis=0) - 2 * x_hat * (upstream * x_hat).mean(axis=0)) / s**2

# %% 04b-1 wrong: the variance of a batch divides by n, not by n - 1, and eps is missing
def by_variance_backward(upstream, x):
    centred, s = x - x.mean(axis=0), x.std(axis=0, ddof=1)
    x_hat = centred / s
    return (upstream - upstream.mean(axis=0) - 2 * x_hat * (upstream * x_hat).mean(axis=0)) / s**2

# %% 04b-2 wrong: instance norm: 16 would be a mean for each channel; over which axes does it average, and which
means = {"batch": 16, "layer": 32, "instance": 16}

# %% 04b-2 right: a dictionary
means = {"batch norm": 16, "layer norm": 32, "instance norm": 512}

# %% 04b-1 wrong: the third way has the factor 2, and not 4
def by_variance_backward(upstream, x):
    centred, s = centre(x)
    x_hat = centred / s
    return (upstream - upstream.mean(axis=0) - 4 * x_hat * (upstream * x_hat).mean(axis=0)) / s**2
