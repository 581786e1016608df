# %% [markdown] tags=["card"]
# # 04b Batch norm: What does it do to a network and to its gradients?
#
# **Needs** lesson 04. **Data** 1,797 real handwritten digits, no download. **Takes** {{measured}}.
#
# You will be able to
# 1. write batch norm forward and backward, and have it confirmed by central differences and Keras;
# 2. say what changes between training and inference, and what happens if nobody tells the layer;
# 3. say over which axes of a picture it averages, and why over those;
# 4. say what batch norm does to gradients, by scale and by depth, against a control.
#
# **May be skipped:** exercise 04b-1; and section 4 until lesson 06, which uses convolutions.

# %%
import numpy as np

from course_lib import plots
from course_lib.by_hand.gradient_checks import checked, numerical_gradient
from course_lib.data import digits
from course_lib.errors import expect
from course_lib.exercises import attempt

SEED = 0
rng = np.random.default_rng(SEED)
x, upstream = rng.normal(2, 3, (8, 3)), rng.normal(size=(8, 3))  # a batch of 8 with 3 features; a gradient for it
gamma, beta = rng.normal(1, 0.5, 3), rng.normal(size=3)

# %% [markdown] tags=["claim:S1-22"]
# ## 1. Forward
# Lesson 04 brought the inputs of a network to a common scale. But each layer's output is the next layer's input, and it
# changes while the weights learn. So Ioffe and Szegedy (2015) standardise *inside* the network, again at each step,
# over the batch at hand. For one feature with values $x_1 \dots x_n$ in the batch:
#
# $$\mu = \tfrac1n \sum_i x_i, \quad v = \tfrac1n \sum_i (x_i-\mu)^2, \quad s = \sqrt{v+\varepsilon}, \quad
# \hat x_i = \frac{x_i-\mu}{s}, \quad y_i = \gamma\, \hat x_i + \beta .$$
#
# The network learns $\gamma$ and $\beta$. So it may still give a feature any scale and any place, but then it has
# *chosen* them. All averages go through one function, so that we can ask "over what?" later:


# %% tags=["keep:by_hand.normalisation"]
def over_batch(values):
    return values.mean(axis=0)


def over_features(values):
    return values.mean(axis=1, keepdims=True)


# %% tags=["keep:by_hand.normalisation", "claim:S1-22"]
@checked(x="n d", eps="")
def centre(x, average=over_batch, eps=1e-3):
    centred = x - average(x)  # (n, d)
    variance = average(centred**2) + eps
    expect((variance > 0).all(), "eps", eps, "above 0, or values that differ")
    return centred, np.sqrt(variance)


def standardise(x, average=over_batch, eps=1e-3):
    centred, std = centre(x, average, eps)
    return centred / std


@checked(gamma="d", beta="d", x="n d")
def batch_norm(x, gamma, beta, eps=1e-3):
    return gamma * standardise(x, over_batch, eps) + beta  # (n, d)


# %% [markdown]
# (`@checked` and `expect` only refuse bad input.) One often reads that batch norm "divides by the variance". Does it
# matter which it is? We divide one feature by each, at three scales:

# %% tags=["claim:S1-22"]
one_feature = np.random.default_rng(SEED).normal(size=(500, 1))
for scale in (0.1, 1, 10):
    centred, std = centre(scale * one_feature, eps=1e-12)
    by_std, by_variance = (centred / std).std(), (centred / std**2).std()
    print(f"input x {scale}: spread {by_std:.2f} after / std, {by_variance:.2f} after / variance")
    assert np.isclose(by_std, 1) and 0.9 < by_variance * scale < 1.1

# %% [markdown]
# Divided by the standard deviation, every scale comes out with spread 1. Divided by the variance, a small input comes
# out large and a large one small: the scale is turned round, not removed.

# %% [markdown] tags=["claim:S1-21"]
# ## 2. Backward
# The next layer hands back $G_{y,i} = \partial L/\partial y_i$, where $L$ is the loss. As $\beta$ enters every $y_i$
# with factor 1, and $\gamma$ with factor $\hat x_i$, their gradients are $G_\beta = \sum_i G_{y,i}$ and $G_\gamma =
# \sum_i G_{y,i}\, \hat x_i$. Also $G_{\hat x,i} = \gamma\, G_{y,i}$, for which we write $G_i$ now. Then $x_i$ reaches
# the loss in **three ways**. A bar is the mean over the batch, such as $\overline{G} = \frac1n \sum_j G_j$.
#
# 1. **Directly**, in its own $\hat x_i$, with slope $1/s$: $\quad G_i/s$.
# 2. **Through the mean.** $\partial\mu/\partial x_i = 1/n$, and *every* $\hat x_j$ has $\partial \hat x_j/\partial\mu =
#    -1/s$: $\quad \sum_j G_j \cdot (-\frac1s) \cdot \frac1n = -\overline{G}/s$. (Does $\mu$ also move $v$?
#    $\partial v/\partial\mu = -\frac2n\sum_j (x_j-\mu) = 0$.)
# 3. **Through the variance.** $\partial v/\partial x_i = \frac2n (x_i-\mu)$, and every $\hat x_j = (x_j-\mu)
#    (v+\varepsilon)^{-1/2}$ has $\partial \hat x_j/\partial v = -\frac12 (x_j-\mu)(v+\varepsilon)^{-3/2} = -\hat
#    x_j/(2s^2)$:
#    $\quad \sum_j G_j \cdot \frac{-\hat x_j}{2s^2} \cdot \frac2n (x_i-\mu) = -\frac{x_i-\mu}{s^2}\,\overline{G\hat x}
#    = -\hat x_i\,\overline{G \hat x}/s$.
#
# The sum is the gradient by $x_i$:
#
# $$G_{x,i} = \frac{1}{s}\,\bigl(G_i - \overline{G} - \hat x_i\, \overline{G \hat x}\bigr).$$
#
# Unit length took one direction out of the gradient, because a step along it changes nothing. Here there are two:
# moving the whole batch, and stretching it. The derivation never used that the mean runs over a batch, so `average` may
# be the mean over any set of entries:


# %% tags=["keep:by_hand.normalisation"]
@checked(upstream="n d", x="n d")
def standardise_backward(upstream, x, average=over_batch, eps=1e-3):
    centred, std = centre(x, average, eps)
    x_hat = centred / std  # (n, d)
    return (upstream - average(upstream) - x_hat * average(upstream * x_hat)) / std


@checked(upstream="n d", x="n d", gamma="d")
def batch_norm_backward(upstream, x, gamma, eps=1e-3):
    d_x = standardise_backward(gamma * upstream, x, over_batch, eps)  # (n, d)
    d_gamma = (upstream * standardise(x, over_batch, eps)).sum(axis=0)  # (d,)
    return d_x, d_gamma, upstream.sum(axis=0)


# %% [markdown]
# Lesson 01's central difference checks all three gradients:

# %%
d_x, d_gamma, d_beta = batch_norm_backward(upstream, x, gamma)
errors = {
    "x": d_x - numerical_gradient(lambda v: (upstream * batch_norm(v, gamma, beta)).sum(), x),
    "gamma": d_gamma - numerical_gradient(lambda v: (upstream * batch_norm(x, v, beta)).sum(), gamma),
    "beta": d_beta - numerical_gradient(lambda v: (upstream * batch_norm(x, gamma, v)).sum(), beta),
}
print({name: f"{abs(error).max():.0e}" for name, error in errors.items()})

assert max(abs(error).max() for error in errors.values()) < 1e-7

# %% [markdown] tags=["claim:S1-22"]
# ### Exercise 04b-1 (derivation): divided by the variance
# Derive the way back for $(x_i - \mu)/(v+\varepsilon)$. Two of the three ways only change $1/s$ into $1/s^2$. What
# becomes of the third? Write the function.

# %% [markdown] tags=["hint"]
# Call the outputs $u_j$. $\partial u_j/\partial v = -(x_j-\mu)\,(v+\varepsilon)^{-2}$: the exponent gives no $\frac12$
# this time.

# %% [markdown] tags=["hint"]
# Third way: $\sum_j G_j \cdot \bigl(-(x_j-\mu)/s^4\bigr) \cdot \frac2n(x_i-\mu)$. Write it with $\hat x = (x-\mu)/s$.

# %% [markdown] tags=["hint"]
# It is $-2\,\hat x_i\,\overline{G\hat x}/s^2$. `centre(x)` returns the centred values and $s$.


# %% tags=["exercise"]
def by_variance_backward(upstream, x):
    return ...


# %% [markdown] tags=["solution"]
# Directly $G_i/s^2$; through the mean $-\overline{G}/s^2$; through the variance $-2\,\hat x_i\,\overline{G\hat
# x}/s^2$. The stretching direction is taken out *twice*, so a stretch turns into a shrink.


# %% tags=["solution"]
def by_variance_backward(upstream, x):
    centred, std = centre(x)
    x_hat = centred / std  # (n, d)
    return (upstream - over_batch(upstream) - 2 * x_hat * over_batch(upstream * x_hat)) / std**2


# %% tags=["check"]
def ours(upstream, x):
    std, x_hat = centre(x)[1], standardise(x)  # (d,), (n, d)
    return (upstream - over_batch(upstream) - 2 * x_hat * over_batch(upstream * x_hat)) / std**2


def variance_slips(upstream, x):
    (centred, s), x_hat, right = centre(x), standardise(x), ours(upstream, x)
    mean, third = over_batch(upstream), x_hat * over_batch(upstream * x_hat)
    by = lambda v: (upstream - mean - 2 * centred * over_batch(upstream * centred) / v) / v
    return {
        "the slope of the direct way is 1/s^2: one more division by s": s * right,
        "one division by s too many: the slope of the direct way is 1/s^2": right / s,
        "that is a division by the variance twice over: s^2 is the variance": right / s**2,
        "the third way has lost its factor 2": (upstream - mean - third) / s**2,
        "the third way has the factor 2, and not 4": (upstream - mean - 4 * third) / s**2,
        "that is the way back of batch norm itself, divided by s: here it is the variance": (upstream - mean - third)
        / s,
        "the third way has its factor 2, but over s^2 with all the rest": (upstream - mean) / s**2 - 2 * third / s,
        "the factor 2 belongs to the third way alone": (upstream - 2 * mean - 2 * third) / s**2,
        "the factor 2 belongs to the third way, not to the second": (upstream - 2 * mean - third) / s**2,
        "the second way, through the mean, is missing": (upstream - 2 * third) / s**2,
        "the third way, through the variance, is missing": (upstream - mean) / s**2,
        "that is the direct way alone: the mean and the variance move too": upstream / s**2,
        "the ways through the mean and the variance are taken out: their signs are minus": (upstream + mean + 2 * third)
        / s**2,
        "the third way has the wrong sign": (upstream - mean + 2 * third) / s**2,
        "the second way has the wrong sign": (upstream + mean - 2 * third) / s**2,
        "in the third way stands x_hat, which is divided by s, not x - mean": (
            upstream - mean - 2 * centred * over_batch(upstream * centred)
        )
        / s**2,
        "the third way holds the mean of G x_hat over the batch: it is not averaged": (
            upstream - mean - 2 * x_hat * upstream * x_hat
        )
        / s**2,
        "the bars are means over the batch, not sums": (upstream - len(x) * mean - 2 * len(x) * third) / s**2,
        "in the second way the bar is a mean over the batch, not a sum": (upstream - len(x) * mean - 2 * third) / s**2,
        "in the third way the bar is a mean over the batch, not a sum": (upstream - mean - 2 * len(x) * third) / s**2,
        "the means run over the batch, axis 0, not over the features": (
            upstream - over_features(upstream) - 2 * x_hat * over_features(upstream * x_hat)
        )
        / s**2,
        "s^2 is the variance plus eps: eps is missing": by(x.var(axis=0)),
        "s holds eps already: it is added twice": by(s**2 + 1e-3),
        "the variance of a batch divides by n, not by n - 1": by(x.var(axis=0, ddof=1) + 1e-3),
        "the variance of a batch divides by n, not by n - 1, and eps is missing": by(x.var(axis=0, ddof=1)),
        "x_hat is the centred x over s: yours is x itself over s": (
            upstream - mean - 2 * x / s * over_batch(upstream * x / s)
        )
        / s**2,
        "x_hat is x - mean over s, not over s^2": (
            upstream - mean - 2 * centred / s**2 * over_batch(upstream * centred / s**2)
        )
        / s**2,
        "each feature has means of its own, over the batch: axis=0": (
            upstream - upstream.mean() - 2 * x_hat * (upstream * x_hat).mean()
        )
        / s**2,
        "that is G times the way forward: derive the three ways back": upstream * centred / s**2,
        "gamma does not occur in this exercise": ours(gamma * upstream, x),
        "that is the way forward: its gradient is asked": centred / s**2,
    }


def check_by_variance(function):
    narrow, first = 0.1 * x, np.asarray(function(upstream, x))
    assert first.shape == x.shape, f"one number for each of x, shape {x.shape}, not {first.shape}"
    got = np.asarray(function(upstream, narrow))
    for sentence, slip in variance_slips(upstream, narrow).items():
        assert not np.allclose(got, slip, rtol=1e-4, atol=1e-4), sentence
    judged = numerical_gradient(lambda v: (upstream * centre(v)[0] / centre(v)[1] ** 2).sum(), narrow)
    parts = "look at each of the three ways: its sign, its factor, the mean in it, the division by s^2"
    assert np.allclose(got, judged, rtol=1e-4, atol=1e-4), f"central differences do not agree: {parts}"
    assert np.allclose(first, ours(upstream, x), rtol=1e-4, atol=1e-5), "right for 0.1 * x, and wrong for x itself"


draw = lambda rng: (rng.normal(size=(8, 3)), rng.normal(1, 2, (8, 3)))
by_variance_backward = attempt("04b-1", by_variance_backward, check_by_variance, ours, again=draw)

# %% [markdown] tags=["pitfall:P15"]
# ## 3. Training, inference, and Keras
# At inference there may be one single picture, and no batch to average over. So batch norm keeps *running* statistics
# while it trains, and at inference it uses those, constants, in place of $\mu$ and $v$:


# %% tags=["keep:by_hand.normalisation"]
@checked(x="n d")
def update_running(running, x, momentum=0.99):
    expect(0 <= momentum <= 1, "momentum", momentum, "a share from 0 to 1")
    batch = (x.mean(axis=0), x.var(axis=0))  # (d,) each
    return tuple(momentum * old + (1 - momentum) * new for old, new in zip(running, batch, strict=True))


# %% [markdown]
# Now Keras, in float64. Both see five batches in training, and then `x`. (The library's `batch_norm_inference` is
# `batch_norm` with given statistics.)

# %% tags=["pitfall:P15", "keras"]
import keras
import tensorflow as tf

from course_lib.by_hand.normalisation import batch_norm_inference

layer = keras.layers.BatchNormalization(dtype="float64")
layer.build((None, 3))
layer.set_weights([gamma, beta, np.zeros(3), np.ones(3)])  # the last two are the running mean and variance
running = np.zeros(3), np.ones(3)
for batch in [*np.random.default_rng(SEED).normal(2, 3, (5, 8, 3)), x]:
    in_training = layer(batch, training=True)
    running = update_running(running, batch)
in_inference = layer(x, training=False)

# %% tags=["pitfall:P15", "keras"]
with tf.GradientTape() as tape:
    x_tf = tf.Variable(x)
    loss = tf.reduce_sum(upstream * layer(x_tf, training=True))
errors = {
    "training": in_training - batch_norm(x, gamma, beta),
    "inference": in_inference - batch_norm_inference(x, gamma, beta, *running),
    "gradient by x": tape.gradient(loss, x_tf) - d_x,
}
print({name: f"{abs(np.asarray(error)).max():.0e}" for name, error in errors.items()})
apart = float(abs(in_training - in_inference).numpy().mean())
print(f"the same layer, the same x, training against inference: {apart:.1f} apart")

assert max(abs(np.asarray(error)).max() for error in errors.values()) < 1e-10 and 2 < apart < 3

# %% [markdown]
# All three agree, and the running statistics with them. In Keras `momentum` is the share of the *old* value. In PyTorch
# (see its `BatchNorm1d`) `momentum=0.1` is the share of the *new* value, the running variance is divided by $n-1$, and
# $\varepsilon$ is $10^{-5}$ where Keras has $10^{-3}$.
#
# A layer must also be told that it is training. What if your own training loop forgets `training=True`?

# %% tags=["pitfall:P15", "keras"]
forgotten = keras.layers.BatchNormalization(dtype="float64")
for batch in np.random.default_rng(SEED).normal(2, 3, (5, 8, 3)):
    y = forgotten(batch).numpy()
print("running mean:", forgotten.moving_mean.numpy(), " output / input:", (y / batch).mean().round(4))

assert not forgotten.moving_mean.numpy().any() and np.allclose(y, batch / np.sqrt(1.001))

# %% [markdown]
# The layer takes itself to be at inference. Its running statistics stay at mean 0 and variance 1, so its output is
# almost exactly its input: you have trained a network without batch norm. Section 7 measures what that costs.

# %% [markdown]
# ## 4. Over which axes of a picture?
# Lesson 06 uses *convolutions*, and so do all encoders of the course. A dense layer has a weight for each pixel. A
# convolution has a small window of weights, the *kernel*, and moves it over the picture: at each place, it multiplies
# what lies under the window by the kernel and adds up. So the same weights ask the same question everywhere, such as
# "is there an edge here?" The answers form a picture, a *feature map*. The maps of $o$ kernels become the channels of
# the output:


# %%
def convolve(pictures, kernel):
    """Pictures (n, h, w, c) under a kernel (k, k, c, o): maps (n, h - k + 1, w - k + 1, o)."""
    k, (_, h, w, _) = len(kernel), pictures.shape
    maps = 0
    for row, column in np.ndindex(k, k):
        below = pictures[:, row : row + h - k + 1, column : column + w - k + 1]  # (n, h - k + 1, w - k + 1, c)
        maps = maps + below @ kernel[row, column]
    return maps


# %% tags=["figure"]
from scipy.signal import correlate

train, test = digits().where(split="train"), digits().where(split="test")
pictures = train.pictures / 255  # (764, 8, 8, 1)
step = np.array([[-1.0, -1, -1], [0, 0, 0], [1, 1, 1]])  # dark above, bright below
kernel = np.stack([step, step.T], axis=-1)[:, :, None]  # (3, 3, 1, 2)
maps = convolve(pictures, kernel)  # (764, 6, 6, 2)

shown = [pictures[0, ..., 0] * 255, *(np.pad(127 + 42 * maps[0, ..., i], 1, constant_values=127) for i in (0, 1))]
plots.pictures(shown, ["the digit", "brighter below", "brighter right"], alt="The digit 0, its level and upright edges")

by_scipy = [correlate(pictures[..., 0], each[None], mode="valid") for each in (step, step.T)]  # (764, 6, 6) each
assert np.allclose(maps, np.stack(by_scipy, axis=-1))

# %% [markdown]
# Two kernels of nine weights find the edges of the digit. (SciPy finds the same values.)
#
# Now, what is "one feature" for batch norm? In a dense layer it was one column. Here one map belongs to *one* kernel:
# all places of a map are answers to the same question. So they share one mean and one spread, taken over all pictures
# *and* all places, over the axes $(n, h, w)$. In code, we give every place a row of its own:


# %% tags=["keras"]
def batch_norm_maps(maps, gamma, beta):
    rows = maps.reshape(-1, maps.shape[-1])  # (n * h * w, c)
    return batch_norm(rows, gamma, beta).reshape(maps.shape)


normed = batch_norm_maps(maps, np.ones(2), np.zeros(2))  # gamma 1, beta 0
by_keras = keras.layers.BatchNormalization(dtype="float64")(maps, training=True)
print("means over (n, h, w):", normed.mean(axis=(0, 1, 2)).round(12), " differs from Keras by", end=" ")
print(f"{abs(normed - by_keras).numpy().max():.0e}")

assert np.allclose(normed, by_keras)

# %% [markdown]
# Keras does the same. What if we averaged over the pictures alone, with a mean for each place? Then the same edge would
# become another number two pixels further, and what was learned in one place would not hold in another.
# Other norms choose other axes of $(n, h, w, c)$: *layer norm* takes one mean for each picture, over $(h, w, c)$;
# *instance norm* one for each picture and channel, over $(h, w)$. Lesson 04c shows why one may want that. (Beware:
# `LayerNormalization` of Keras averages over the last axis alone, here $c$, unless you write `axis=[1, 2, 3]`.)
#
# Does the norm come before the ReLU or after it? Ioffe and Szegedy put it before, and so do the encoders of this
# course. Then $\beta$ decides what share of the values the ReLU cuts off.

# %% [markdown]
# ### Exercise 04b-2 (prediction): how many means?
# A batch of 32 pictures comes out of a convolution with the shape $(32, 6, 6, 16)$. How many different means does
# *batch norm* compute, how many *layer norm*, how many *instance norm*? Answer with the three numbers.

# %% [markdown] tags=["hint"]
# There is one mean for each combination of the axes over which one does *not* average.

# %% [markdown] tags=["hint"]
# Batch norm leaves the axis of the channels, layer norm the axis of the pictures.

# %% [markdown] tags=["hint"]
# Instance norm leaves both: pictures times channels.

# %% tags=["exercise"]
means = ...

# %% tags=["solution"]
means = (16, 32, 512)


# %% tags=["check"]
def check_means(means):
    assert len(means) == 3, f"three numbers: batch norm, layer norm, instance norm; not {means!r}"
    axes, counts = [("picture", 32), ("row", 6), ("column", 6), ("channel", 16)], (16, 32, 512)
    assert sorted(means) != [16, 32, 512] or tuple(means) == counts, "in this order: batch, layer, instance norm"
    assert tuple(means) != (32, 64, 1024), "that counts means and spreads: how many are the means alone?"
    chosen = [[axis for k, axis in enumerate(axes) if mask >> k & 1] for mask in range(1, 16)]
    each = {int(np.prod([size for _, size in some])): " and ".join(name for name, _ in some) for some in chosen}
    for name, got, count in zip(("batch norm", "layer norm", "instance norm"), means, counts, strict=True):
        whole = 32 * 6 * 6 * 16 // count
        assert got == count or got != whole, f"{name}: {whole} values go into one mean; how many means are there?"
        would = (
            f"{got} would be a mean for each {each[got]}" if got in each else f"{got} is no product of sizes of axes"
        )
        would = "that would be one mean for everything" if got == 1 else would
        assert got == count, f"{name}: {would}; over which axes does it average, and which are left?"


means = attempt("04b-2", means, check_means, ours=(16, 32, 512), unique=False)

# %% [markdown]
# ## 5. A network with a norm in it
# Each hidden layer now reads: weights, norm, $\gamma$ and $\beta$, ReLU. There is no other bias, because the norm would
# subtract it again with the mean.
#
# To exchange the norm, we make it a function. It takes $z$ and the number of its layer, and returns two things: $\hat
# z$, and the *way back*, a function that takes the gradient by $\hat z$ and returns the gradient by $z$. Here are two:


# %% tags=["keep:by_hand.normed"]
def over(average):
    return lambda z, layer: (standardise(z, average), lambda upstream: standardise_backward(upstream, z, average))


# %%
def no_norm(z, layer):
    return z, lambda upstream: upstream


# %% [markdown]
# On the way forward, each layer writes down what its way back will need: its input, $\hat z$, its output, and the way
# back of its norm. We call that list the tape. `start` is lesson 01's random start, with a `gamma` of ones for each
# hidden layer; its bias `b` plays the part of $\beta$.

# %% tags=["keep:by_hand.normed"]
from course_lib.by_hand.layers import dense, dense_backward, relu
from course_lib.by_hand.normed import start


def forward(parameters, x, norm):
    last = len(parameters) // 3 + 1  # three arrays per hidden layer, two for the last one
    expect(last > 1 and f"gamma{last - 1}" in parameters, "parameters", [*parameters], "those of `start`")
    tape = []
    for layer in range(1, last):
        z_hat, back = norm(x @ parameters[f"W{layer}"], layer)  # (n, o)
        a = relu(parameters[f"gamma{layer}"] * z_hat + parameters[f"b{layer}"])  # (n, o)
        tape.append((x, z_hat, a, back))
        x = a
    return dense(x, parameters[f"W{last}"], parameters[f"b{last}"]), tape


# %% [markdown]
# Backward, the tape is read from its end. In each layer the gradient first passes the ReLU, where the output was above
# 0. There the gradients of `gamma` and `b` are taken, as in section 2. Then it goes through the norm's way back, and
# through the weights as in lesson 01:


# %% tags=["keep:by_hand.normed"]
def backward(parameters, tape, upstream):
    last = len(tape) + 1
    d_weights, d_bias, upstream = dense_backward(upstream, tape[-1][2], parameters[f"W{last}"])
    gradients = {f"W{last}": d_weights, f"b{last}": d_bias}
    for layer in range(last - 1, 0, -1):
        x, z_hat, a, back = tape[layer - 1]
        d_a = upstream * (a > 0)  # (n, o)
        gradients |= {f"gamma{layer}": (d_a * z_hat).sum(axis=0), f"b{layer}": d_a.sum(axis=0)}
        d_z = back(d_a * parameters[f"gamma{layer}"])  # (n, o)
        gradients[f"W{layer}"], upstream = x.T @ d_z, d_z @ parameters[f"W{layer}"].T
    return gradients


# %% [markdown]
# The loss is lesson 01's `pair_loss` on 32 pairs, with the left and the right pictures in one batch. The next cell
# compares the gradients of a small network with central differences, and prints nothing if they agree:

# %%
from course_lib.by_hand.losses import pair_loss
from course_lib.by_hand.twin_training import balanced_pairs

x_train, x_test = (part.pictures.reshape(len(part), 64) / 255 for part in (train, test))  # (764, 64), (775, 64)
pairs = balanced_pairs(train.labels, 20_000, np.random.default_rng(SEED))  # left, right, same, (20000,) each


def loss_and_gradients(p, rows, norm):
    left, right, same = (each[rows] for each in pairs)
    f, tape = forward(p, x_train[np.concatenate([left, right])], norm)
    loss, d_left, d_right = pair_loss(*np.split(f, 2), same)
    return loss, backward(p, tape, np.concatenate([d_left, d_right]))


small, rows = start((64, 5, 4, 2), np.random.default_rng(SEED)), [0, 1, 10_000, 10_001]
_, gradients = loss_and_gradients(small, rows, over(over_batch))
for name, value in small.items():
    loss = lambda v, name=name: loss_and_gradients({**small, name: v}, rows, over(over_batch))[0]
    assert np.allclose(gradients[name], numerical_gradient(loss, value), atol=1e-6), name

# %% [markdown] tags=["claim:S1-23"]
# ## 6. Does it make gradients stable?
# One often reads that it does. A gradient can become unstable in two ways: by the *scale* of the weights, and by
# *depth*.
#
# **By scale.** Multiply the weights before a norm by $k$. The norm takes it out again: $f(kw) = f(w)$. Differentiate
# both sides by $w$: $k\,\nabla f(kw) = \nabla f(w)$, so the gradient is $1/k$ of what it was. The larger the weights,
# the smaller the steps, which is a brake. In a plain network nothing takes $k$ out again. We multiply all weights of
# five hidden layers by $k$. How long is the gradient by the first of them?


# %% tags=["claim:S1-23"]
def gradient_lengths(norm, depth=5, k=1):
    """Length of the gradient by the weights of the first and of the last hidden layer."""
    p = start((64, *[32] * depth, 2), np.random.default_rng(SEED))
    p |= {f"W{layer}": k * p[f"W{layer}"] for layer in range(1, depth + 1)}  # the last layer stays: no norm after it
    _, gradients = loss_and_gradients(p, np.random.default_rng(SEED).integers(20_000, size=32), norm)
    return np.array([np.linalg.norm(gradients[f"W{layer}"]) for layer in (1, depth)])


by_scale = np.array([[gradient_lengths(norm, k=k)[0] for norm in (no_norm, over(over_batch))] for k in (0.3, 1, 3)])
for k, (plain, normed) in zip((0.3, 1, 3), by_scale, strict=True):
    print(f"weights x {k}: first gradient {plain:.0e} plain, {normed:.1f} with batch norm")

growth = by_scale[-1] / by_scale[0]  # plain, with batch norm; 1/10 by the rule
assert growth[0] > 1e8 and 0.09 < growth[1] < 0.11

# %% [markdown]
# In the plain network the gradient runs over more than eight powers of ten, because each layer multiplies by $k$ on the
# way forward, and nearly each once more on the way back. With batch norm it does what the rule says: ten times the
# weights, a tenth of the gradient. By scale the sentence is true.
#
# **By depth.** Now the scale stays and the depth grows. The control is the plain network of the same depth, and it
# should not be handicapped by a bad start. `start` keeps the spread of values for a tanh. A ReLU loses half of the mean
# square of its inputs, so the fair start for it is $\sqrt2$ times as large (He and others 2015).

# %% tags=["figure", "claim:S1-23"]
KINDS = {"plain": (no_norm, 1), "plain, start x 1.4": (no_norm, np.sqrt(2)), "batch norm": (over(over_batch), 1)}
depths = np.array([5, 10, 20, 40])
by_depth = {kind: np.array([gradient_lengths(norm, depth, k) for depth in depths]) for kind, (norm, k) in KINDS.items()}
for depth, *rows in zip(depths, *by_depth.values(), strict=True):
    print(depth, "layers:", ", ".join(f"{kind} {a:.0e} / {b:.0e}" for kind, (a, b) in zip(KINDS, rows, strict=True)))

words = "By depth, the first gradient of the plain network vanishes, with batch norm it explodes"
first = {kind: lengths[:, 0] for kind, lengths in by_depth.items()}
plots.show(*plots.figure_growth(depths, first, xlabel="hidden layers", ylabel="first gradient", alt=words))

plain, fair, normed = (by_depth[kind][-1] for kind in KINDS)  # at 40 layers: first, last
assert plain.max() < 1e-9 and 1e-3 < fair[0] < 10 and normed[0] > 3000 and 1 < normed[1] < 12
assert plain[0] / plain[1] < 8 and fair[0] / fair[1] < 8 and 800 < normed[0] / normed[1] < 5000

# %% [markdown]
# In the plain network with 40 layers the gradient has *vanished*, even in the last layer, since the values themselves
# die out on the way forward. With batch norm it *explodes* on its way from the last layer to the first, by a factor of
# 2,800 (1,100 to 4,100 over five seeds), as Yang and others (2019) predict. And the control shows that vanishing is no
# law of plain networks: with the fair start the first gradient is still 0.16 (0.007 to 3.7) at 40 layers. So by scale
# batch norm makes a gradient stable. By depth it exchanges one instability for another.
#
# Where does the growth come from? Suppose that a feature after the norm is normally distributed, with spread 1. Behind
# the ReLU its mean square is $\frac12$. A part of that, $\frac{1}{2\pi}$, is the square of its mean, which the next
# norm subtracts. The norm then stretches the variance that is left back to 1. On the way back the gradient is stretched
# as much, and the ReLU lets half of its square pass. So at each layer the square of the gradient grows by $\frac12 /
# (\frac12 - \frac{1}{2\pi}) = \frac{\pi}{\pi - 1}$ and the gradient by the root of that, 1.21. From layer 40 to layer
# 1, that makes about 1,800.
#
# **Before you move the slider:** at which factor will the plain network be level? And what will batch norm's curve do?

# %% tags=["widget"]
from course_lib.widgets import live


def watch_scale(k, layers):
    shown, norms = range(2, layers + 1, 3), {"plain": no_norm, "batch norm": over(over_batch)}
    lines = {kind: [gradient_lengths(norm, depth, k)[0] for depth in shown] for kind, norm in norms.items()}
    words = f"first gradient, weights x {k}"
    return plots.figure_growth(shown, lines, xlabel="hidden layers", ylabel=words, alt=f"By depth, both kinds: {words}")


live(watch_scale, k=(0.6, 2.4, 0.2, 1.4), layers=(8, 26, 3, 20))

# %% [markdown]
# The plain network is level near 1.4, and a little to either side its gradient vanishes or explodes. The curve of batch
# norm only moves up and down as a whole, by $1/k$.

# %% [markdown]
# ## 7. And does it train better?
# We train the three networks with five hidden layers, by plain descent, 150 steps, each with its best of four rates.
# The score is lesson 01's AUC on the test pictures, all of them in one batch. (The same score chooses the rate, so all
# three are a little too high, but they are treated alike.)

# %% tags=["claim:S1-23"]
from sklearn.metrics import roc_auc_score

from course_lib.by_hand.optimizers import SGD
from course_lib.distances import distance_matrix  # lesson 05 writes it

i, j = np.triu_indices(len(x_test), k=1)  # (299925,) each


def trained_auc(norm, k, rate, depth=5):
    rng, sgd = np.random.default_rng(SEED), SGD(rate)
    p = start((64, *[32] * depth, 2), np.random.default_rng(SEED))
    p |= {f"W{layer}": k * p[f"W{layer}"] for layer in range(1, depth + 1)}
    for _ in range(150):
        _, gradients = loss_and_gradients(p, rng.integers(20_000, size=32), norm)
        p = sgd.step(p, gradients)
    f, _ = forward(p, x_test, norm)
    return roc_auc_score(test.labels[i] == test.labels[j], -distance_matrix(f, f)[i, j])


aucs = {kind: {rate: trained_auc(*of, rate) for rate in (0.03, 0.1, 0.2, 0.3)} for kind, of in KINDS.items()}
for kind, by_rate in aucs.items():
    print(f"{kind:20}", {rate: round(auc, 2) for rate, auc in by_rate.items()})

# %%
best_plain, best_fair, best_normed = (max(by_rate.values()) for by_rate in aucs.values())
print(f"best: plain {best_plain:.2f}, with the fair start {best_fair:.2f}, batch norm {best_normed:.2f}")
too_fast = aucs["batch norm"][0.3] - aucs["plain, start x 1.4"][0.3]

assert 0.8 < best_plain < 0.91 and 0.86 < best_fair < 0.93 and 0.9 < best_normed < 0.96
assert 0.02 < best_normed - best_plain < 0.12 and 0 < best_normed - best_fair < 0.07 and 0.03 < too_fast < 0.2

# %% [markdown]
# Batch norm beats the plain network in every run, 0.92 (0.91 to 0.94 over five seeds) against 0.89 (0.82 to 0.89). That
# lead is also the price of a forgotten `training=True`. But a part of it is the repair of a bad start: with the fair
# start the plain network reaches 0.91 (0.88 to 0.91), and batch norm is only 0.01 ahead (0.01 to 0.05). It helps most
# where the rate is too large. At 0.3 it is ahead of the fair start by 0.07 (0.06 to 0.13), which fits the brake of
# section 6.
#
# Why does it help? Ioffe and Szegedy (2015) named the shifting inputs of inner layers. Santurkar and others (2018)
# shifted them on purpose, and training stayed fast; they found a smoother loss instead.

# %% [markdown] tags=["mirror"]
# ## What does batch norm do to a network and to its gradients?
# 1. **Forward** each feature is standardised over the batch, by the *root* of its variance, and gets a scale and a
#    place that the network learns. **Backward**, $(G - \overline G - \hat x\,\overline{G \hat x})/s$: a move and a
#    stretch of the batch are taken out.
# 2. **In inference** it uses running statistics. A layer that nobody tells `training=True` never learns them, and is
#    not there at all.
# 3. **In a picture** a feature is a channel. One mean and one spread are taken over all pictures and places, $(n, h,
#    w)$.
# 4. **Gradients:** weights $k$ times as large give a gradient of $1/k$. By depth it explodes, where a badly started
#    plain network has none left and a well started one is level.
# 5. **Training:** batch norm was ahead of the plain network in every run. A fair start of the plain one took away a
#    part of that lead. Most was left where the rate was too large.
#
# **So what do I use?** Convolution or dense layer without a bias, then batch norm, then the ReLU. Start plain networks
# with ReLUs by He's rule. In a loop of your own, pass `training=True` when you train, and only then.
#
# **Lesson 04c takes over** the question who else is in the batch. **Exercises:** 04b-1 and 04b-2;
# `course_lib.exercises.progress()` shows yours.
#
# **References.** Ioffe and Szegedy 2015, *Batch normalization*, ICML. He, Zhang, Ren and Sun 2015, *Delving deep into
# rectifiers*, ICCV. Santurkar, Tsipras, Ilyas and Madry 2018, *How does batch normalization help optimization?*,
# NeurIPS. Yang, Pennington, Rao, Sohl-Dickstein and Schoenholz 2019, *A mean field theory of batch normalization*,
# ICLR. PyTorch documentation, *BatchNorm1d*; Keras documentation, *BatchNormalization*.
