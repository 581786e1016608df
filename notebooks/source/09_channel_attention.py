# %% [markdown] tags=["card"]
# # 09 Channel attention: How can channels look at each other?
#
# **Needs** lessons 01 and 02, and the convolution of lesson 04b. **Data** 1,797 real handwritten digits, no download.
# **Takes** {{measured}}.
#
# You will be able to
# 1. say what the mean of a map forgets, and so what a gate can't know;
# 2. write six kinds of channel attention by hand, and name the cost of each;
# 3. explain query, key and value, and derive the softmax of their dot products;
# 4. read a sentence about attention, and test which reading of it can be computed.
#
# **May be skipped:** the derivation of the softmax's slopes in section 2, and section 4.

# %%
import numpy as np

from course_lib import plots
from course_lib.data import digits
from course_lib.exercises import attempt

SEED = 0
test = digits(seed=SEED).where(split="test")

# %% [markdown]
# ## 1. What does the mean of a map forget?
# A convolution turns one picture into several *maps* (lesson 04b), and each map is a *channel*. Let us make three maps
# of one digit. Here the picture is padded with zeros, so that a map is as large as the picture. The sum runs over the
# nine places of the window:


# %%
def convolve(x, kernel):
    """A picture (h, w, c) under a kernel (3, 3, c, f), with zeros around it: maps (h, w, f)."""
    h, w, _ = x.shape
    padded = np.pad(x, [(1, 1), (1, 1), (0, 0)])  # (h + 2, w + 2, c)
    return sum(padded[i : i + h, j : j + w] @ kernel[i, j] for i, j in np.ndindex(3, 3))  # (h, w, f)


# %% tags=["figure"]
down = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]) / 8
kernel = np.stack([np.ones((3, 3)) / 9, down, down.T], axis=-1)[:, :, None]  # (3, 3, 1, 3)
picture = test.pictures[12] / 1.0  # (8, 8, 1)
maps = convolve(picture, kernel)  # (8, 8, 3)
shown = np.concatenate([picture, abs(maps)], axis=2).transpose(2, 0, 1)  # (4, 8, 8)
words = "A handwritten digit, and three maps of it: blurred, its horizontal edges, its vertical edges"
plots.pictures(shown, ["picture", "blur", "horizontal", "vertical"], alt=words)

# %% [markdown] tags=["claim:S2-32"]
# The first map is the picture, blurred; the second finds horizontal edges, the third vertical ones. One often reads
# that the output of a convolutional network is "only global", so that local features are lost and attention must bring
# them back. We can test the first half: change one corner pixel. If the output were global, all of it would change.

# %% tags=["claim:S2-32"]
poked = picture.copy()
poked[0, 0] += 100
changed = (convolve(poked, kernel) != maps).any(axis=2)  # (8, 8)
print("places that change:", changed.sum(), "of", changed.size)

assert changed.sum() == 4 and changed[:2, :2].all()

# %% [markdown] tags=["claim:S2-32"]
# Only four places change: the corner and its neighbours. What *is* global is a step behind it: many networks end with
# the mean of each map. To see what that forgets, we shuffle the places of all three maps alike.


# %% tags=["claim:S2-32"]
def shuffled(x, rng):
    """Maps (..., h, w, c) with their places in another order, the same for all channels."""
    places = rng.permutation(x.shape[-3] * x.shape[-2])
    flat = x.reshape(*x.shape[:-3], -1, x.shape[-1])  # (..., h w, c)
    return flat[..., places, :].reshape(x.shape)


mixed_up = shuffled(maps, np.random.default_rng(SEED))
moved, pooled = abs(mixed_up - maps).max(), abs((mixed_up - maps).mean(axis=(0, 1))).max()
print(f"largest change: maps {moved:.0f}, means of maps {pooled:.0e}")

assert moved > 50 and pooled < 1e-10

# %% [markdown] tags=["claim:S2-32"]
# The maps change a great deal, and their means not at all. So the idea is wrong for the convolutions, and right for
# what comes behind a mean: whatever is computed from means alone can't know *where* anything was.

# %% [markdown]
# ### Exercise 09-1 (prediction): two layers
# The three maps go through a second 3 x 3 convolution. In how many of the 64 places can the corner pixel change the
# result now? And how many would it be for a pixel in the middle of a large picture? Give both numbers.

# %% [markdown] tags=["hint"]
# After one layer the changed places are a square of 2 x 2 in the corner. In the middle it is a square of 3 x 3.

# %% [markdown] tags=["hint"]
# Each layer carries a change one step farther, in every direction that there is.

# %% [markdown] tags=["hint"]
# In the corner the square grows to 3 x 3, in the middle to 5 x 5.

# %% tags=["exercise"]
in_the_corner, in_the_middle = ..., ...

# %% tags=["solution"]
in_the_corner, in_the_middle = 9, 25


# %% tags=["check"]
def check_places(answer):
    def reached(row, column):
        x, y = np.zeros((2, 9, 9, 1))
        y[row, column] = 1
        second = np.ones((3, 3, 3, 1))
        twice = [convolve(convolve(each, abs(kernel)), second) for each in (x, y)]
        return int((abs(twice[0] - twice[1]) > 1e-9).sum())

    corner, middle = answer
    assert (corner, middle) != (25, 9), "the two are exchanged: the corner stands first"
    slips = {
        4: "that is after one layer: the second one carries the change a step farther",
        25: "a 5 x 5 square is right in the middle; a corner has only the part of it inside the picture",
        16: "the square in the corner grows by one in each direction that there is: two of its sides are the edge",
        64: "a convolution is local: what does each of the two layers reach?",
        3: "that is the side of the square: how many places are in it?",
        6: "the square grows in both directions at once: its corner belongs to it",
        8: "the pixel's own place changes, too",
        1: "a window that holds the pixel changes, not only the one around it",
        27: "places are asked: the three maps share them",
    }
    assert min(corner, middle) >= 1, "the number of places is asked, and not their share"
    assert corner not in slips, slips[corner]
    grown = "the places that change fill a square: how long is its side"
    assert corner == int(corner**0.5) ** 2, f"in the corner: {grown}?"
    assert corner == reached(0, 0), (
        "in the corner: which square changes after one layer, and how far does the next reach?"
    )
    slips = {
        9: "that is after one layer in the middle: the second one carries the change a step farther",
        16: "the square grows on both sides: 3 x 3 becomes more than 4 x 4",
        18: "two layers do not add up their windows: the second moves each changed place a step on",
        49: "each layer reaches one step farther, not two",
        36: "the square grows by one on both sides: an odd side stays odd",
        81: "the windows are not multiplied: each layer reaches one step farther in each direction",
        64: "a convolution is local: what does each of the two layers reach?",
        5: "that is the side of the square: how many places are in it?",
        24: "the pixel's own place changes, too",
        13: "a window of 3 x 3 has its corners, too: the places that change are a square",
        75: "places are asked: the three maps share them",
    }
    assert middle not in slips, slips[middle]
    assert middle == int(middle**0.5) ** 2, f"in the middle: {grown}?"
    assert middle == reached(4, 4), (
        "in the middle: which square changes after one layer, and how far does the next reach?"
    )


places = attempt("09-1", (in_the_corner, in_the_middle), check_places, ours=(9, 25), unique=False)

# %% [markdown]
# ## 2. Gates by hand
# Not every channel matters for every picture. A *gate* multiplies each channel by a factor of its own, and it computes
# the factors from the picture. It squeezes each map to its mean, which gives $c$ numbers $s_1, \dots, s_c$; it computes
# $c$ factors from them; and it multiplies. Hu, Shen and Sun (2018) compute the factors by two small dense layers with a
# ReLU between them, from $c$ numbers to $c/r$ and back to $c$, where $r$ is chosen (here 4), and then a sigmoid,
# $\sigma(z) = 1/(1+e^{-z})$. They call it squeeze and excitation (**SE**). The narrow middle keeps it cheap: about
# $2c^2/r$ weights instead of $2c^2$. Woo and others (2018) send the mean *and* the maximum of each map through the same
# two layers and add the results (**CBAM**). Below, $x$ is a batch of $b$ pictures, of shape $(b, h, w, c)$.

# %%
sigmoid = lambda z: 1 / (1 + np.exp(-z))


def bottleneck(s, w1, b1, w2, b2):
    return np.maximum(s @ w1 + b1, 0) @ w2 + b2  # (b, c) to (b, c / r) to (b, c)


def se(x, *weights):
    return sigmoid(bottleneck(x.mean(axis=(1, 2)), *weights))  # (b, c)


def cbam(x, *weights):
    return sigmoid(bottleneck(x.mean(axis=(1, 2)), *weights) + bottleneck(x.max(axis=(1, 2)), *weights))  # (b, c)


# %% [markdown]
# A sigmoid judges each channel alone. With a softmax the channels compete instead: $p_i = e^{z_i} / \sum_j e^{z_j}$.
# What does raising $z_k$ do to the others? Write $S = \sum_j e^{z_j}$, so that $\partial S / \partial z_k = e^{z_k}$.
# For $i \ne k$ only the denominator changes, and for $i = k$ both parts do:
#
# $$\frac{\partial p_i}{\partial z_k} = -\frac{e^{z_i} e^{z_k}}{S^2} = -p_i p_k, \qquad
# \frac{\partial p_k}{\partial z_k} = \frac{e^{z_k} S - e^{z_k} e^{z_k}}{S^2} = p_k (1 - p_k).$$
#
# What one channel gains, the others lose. As the $c$ shares add up to 1, we multiply them by $c$. Then the mean gate is
# 1, and the layer does not shrink its input:


# %%
def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))  # the same shares, and no number overflows
    return e / e.sum(axis=-1, keepdims=True)


def softmax_gate(x, *weights):
    z = bottleneck(x.mean(axis=(1, 2)), *weights)  # (b, c)
    return z.shape[1] * softmax(z)  # (b, c)


# %% [markdown]
# ### Exercise 09-2 (implementation): ECA
# Wang and others (2020) drop the dense layers. They slide *one* filter over the list of channel means. Gate $i$ is
# $\sigma\bigl(\sum_j a_j\, s_{i + j - 1}\bigr)$ for a filter of three numbers $a_0, a_1, a_2$. Beyond its ends the list
# holds zeros. Write it.

# %% [markdown] tags=["hint"]
# `s = x.mean(axis=(1, 2))` has shape (b, c). `np.pad(s, [(0, 0), (1, 1)])` adds a zero on each side.

# %% [markdown] tags=["hint"]
# In the padded list, the left neighbours of all channels are `padded[:, 0:c]`, the channels themselves
# `padded[:, 1 : c + 1]`.

# %% [markdown] tags=["hint"]
# `sigmoid(sum(filter[j] * padded[:, j : j + c] for j in range(3)))`


# %% tags=["exercise"]
def eca(x, filter):
    return ...


# %% tags=["solution"]
def eca(x, filter):
    c, padded = x.shape[3], np.pad(x.mean(axis=(1, 2)), [(0, 0), (1, 1)])  # (b, c + 2)
    return sigmoid(sum(filter[j] * padded[:, j : j + c] for j in range(3)))  # (b, c)


# %% tags=["check"]
def our_eca(x, filter):
    c, padded = x.shape[3], np.pad(x.mean(axis=(1, 2)), [(0, 0), (1, 1)])
    return sigmoid(sum(filter[j] * padded[:, j : j + c] for j in range(3)))


def check_eca(eca):
    x, a = np.random.default_rng(2).normal(size=(2, 3, 5, 6)) + 0.5, np.array([1.0, 0.5, -2.0])
    got, wanted = np.asarray(eca(x, a)), our_eca(x, a)
    assert got.shape != x.shape, "return the gates alone, (b, c): the product with x is no part of it"
    axes = "the mean runs over height and width, axes 1 and 2: two pictures stay, with six channels each"
    assert got.shape not in [(3, 6), (5, 6), (2, 3), (2, 5), (2, 5, 6), (2, 3, 6), (3, 5)], axes
    assert got.shape != (4, 6), "pad the list of channels alone, and not the batch: [(0, 0), (1, 1)]"
    assert got.shape[-1:] != (4,), "six channels, six gates: without zeros at the ends two are lost"
    assert got.shape == (2, 6), f"one gate for each channel of each picture, (2, 6), not {got.shape}"

    def slide(s, mode="constant", a=a, ends=(1, 1)):
        padded = np.pad(s, [(0, 0), ends], mode=mode)
        return sum(a[j] * padded[:, j : j + 6] for j in range(3))

    s = x.mean(axis=(1, 2))  # (2, 6)
    slips = {
        "turned round: filter[0] belongs to the left neighbour": sigmoid(slide(s, a=a[::-1])),
        "beyond its ends the list holds zeros: yours goes on at the other end": sigmoid(slide(s, "wrap")),
        "beyond its ends the list holds zeros: yours repeats the channel at the end": sigmoid(slide(s, "edge")),
        "beyond its ends the list holds zeros: yours is mirrored there": sigmoid(slide(s, "reflect")),
        "the sigmoid is missing": slide(s),
        "the sigmoid stands last: of the sum, and not of the means": slide(sigmoid(s)),
        "one sigmoid is enough": sigmoid(wanted),
        "a sigmoid is asked, not a softmax": softmax(slide(s)),
        "the minus in the exponent of the sigmoid": sigmoid(-slide(s)),
        "each map is squeezed to its mean, not to its maximum": sigmoid(slide(x.max(axis=(1, 2)))),
        "each map is squeezed to its mean, not to its sum": sigmoid(slide(15 * s)),
        "each picture has gates of its own: yours are those of the first": np.tile(wanted[:1], (2, 1)),
        "each picture has its own means: yours are those of the whole batch": np.tile(
            sigmoid(slide(x.mean(axis=(0, 1, 2))[None])), (2, 1)
        ),
        "the neighbours are missing: three numbers of the filter slide over the list": sigmoid(a[1] * s),
        "the whole list stands a place too far left: filter[1] belongs to the channel itself": sigmoid(
            slide(s, ends=(0, 2))
        ),
        "the whole list stands a place too far right: filter[1] belongs to the channel itself": sigmoid(
            slide(s, ends=(2, 0))
        ),
        "the filter slides over the channels of a picture, and yours over the pictures": sigmoid(
            sum(a[j] * np.pad(s, [(1, 1), (0, 0)])[j : j + 2] for j in range(3))
        ),
        "the left neighbour is missing: all three numbers of the filter count": sigmoid(slide(s, a=a * [0, 1, 1])),
        "the right neighbour is missing: all three numbers of the filter count": sigmoid(slide(s, a=a * [1, 1, 0])),
        "the channel itself is missing: all three numbers of the filter count": sigmoid(slide(s, a=a * [1, 0, 1])),
        "the three products are added up, and not multiplied": sigmoid(
            np.prod([slide(s, a=a * one) for one in np.eye(3)], axis=0)
        ),
        "the three products are added up: nothing is divided by 3": sigmoid(slide(s) / 3),
        "no shares: the numbers of the filter are taken as they are": sigmoid(slide(s, a=softmax(a))),
    }
    for words, value in slips.items():
        assert not np.allclose(got, value, rtol=1e-4, atol=1e-6), words
    assert (got > 0).all() and (got < 1).all(), "a sigmoid lies between 0 and 1, and some of your gates do not"
    question = "is the mean taken over height and width, and does filter[1] meet the channel itself?"
    assert np.allclose(got, wanted, rtol=1e-4, atol=1e-6), question


def other_maps(rng):
    b, h, w, c = rng.integers((2, 2, 2, 4), (4, 6, 6, 9))
    return rng.normal(size=(b, h, w, c)), rng.normal(size=3)


eca = attempt("09-2", eca, check_eca, ours=our_eca, again=other_maps)

# %% [markdown]
# ## 3. Query, key, value
# A gate knows of each map only its mean. Can a channel look at whole maps of other channels? For this one uses an idea
# from language (Vaswani and others 2017): a lookup that is not exact.
#
# Think of a dictionary in Python. You have a *query*, you compare it with every *key*, and where they are equal you get
# the *value* beside that key. Now let queries, keys and values all be lists of numbers. A query is then hardly ever
# equal to a key, but it is more or less *like* it. So we take from every value a share: a large one where the key is
# like the query, a small one where it is not.
#
# Two choices are left. **How alike are a query $q$ and a key $k$?** The dot product $z = q \cdot k$ is large where both
# are large at the same places, and it is cheap. **How do scores become shares?** Shares must be positive and add up to
# 1, so $p_j = f(z_j) / \sum_i f(z_i)$ for some positive, growing $f$. If all scores rise by the same $t$, no key has
# become better than another, so let the shares stay as they are. Then the ratio of two shares, $f(z_j) / f(z_i)$, stays
# as well: every $f(z)$ has grown by the same factor. So $f(z + t) / f(z)$ is the same for every $z$, also for $z = 0$,
# and $f(z+t) = f(z)\,f(t)/f(0)$. Take the derivative by $t$ at $t = 0$:
#
# $$f'(z) = a\, f(z) \quad\text{with}\quad a = f'(0)/f(0), \qquad\text{so}\qquad f(z) = f(0)\, e^{a z} .$$
#
# The $f(0)$ cancels in the shares. What remains is the softmax of $a\,z$, and $a$ says how choosy the lookup is. Here
# is one query with three keys, and the value of each is a single number:

# %%
query, keys, values = np.array([2.0, 0.0]), np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]]), np.array([10, 20, 30])
for a in (0, 1, 10):
    shares = softmax(a * keys @ query)  # (3,)
    print(f"a = {a:2}: shares {shares.round(3)}, answer {shares @ values:.2f}")
    assert np.isclose(shares.sum(), 1)

assert 9.99 < shares @ values < 10.01

# %% [markdown]
# With $a = 0$ the lookup does not look, and answers with the mean of all values. With a large $a$ it is the dictionary
# again: the value of the best key.
#
# Which $a$ is sensible? A dot product of $m$ numbers is a sum of $m$ products. If the numbers are independent, with
# mean 0 and variance 1, then each product has mean 0 and variance 1, and the sum has variance $m$. Divided by
# $\sqrt m$ it has variance 1 again, whatever $m$ is. So $a = 1/\sqrt m$ keeps the softmax equally choosy for short and
# long lists. With queries, keys and values as the rows of $Q$, $K$ and $V$:
#
# $$\text{answers} = \mathrm{softmax}\!\left(Q K^\top / \sqrt m\right) V .$$
#
# **Where do the three come from?** Each channel has a map of $m = hw$ numbers. It needs a query (what am I looking
# for?), a key (what do I offer, so that others find me?) and a value (what do I hand over?). The three may differ: a
# channel of horizontal edges might look for vertical ones, and hand over a blurred map. So each is a *learned* mixture
# of the maps, for instance $Q = W_q X + b_q$, where row $i$ of $X$ is map $i$, and $W_q$ is $(c, c)$. (As a layer, that
# is a convolution whose window is one pixel.) The answer is added to the input with a learned factor $\beta$, which
# starts at 0. So a new layer changes nothing until it has learned to help.


# %%
def as_rows(x):
    b, h, w, c = x.shape
    return x.reshape(b, h * w, c).transpose(0, 2, 1)  # (b, c, h w)


def as_maps(rows, shape):
    return rows.transpose(0, 2, 1).reshape(shape)  # (b, h, w, c)


def qkv(x, beta, *weights):
    wq, bq, wk, bk, wv, bv = weights  # (c, c), (c,), three times
    q, k, v = (as_rows(x @ w + b) for w, b in ((wq, bq), (wk, bk), (wv, bv)))  # (b, c, h w) each
    shares = softmax(q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[2]))  # (b, c, c)
    return x + beta * as_maps(shares @ v, x.shape)


# %% [markdown]
# **DANet** (Fu and others 2019) leaves out the three mixtures: $Q = K = V = X$, and no $\sqrt m$. It has one number to
# learn.


# %%
def danet(x, beta):
    rows = as_rows(x)  # (b, c, h w)
    return x + beta * as_maps(softmax(rows @ rows.transpose(0, 2, 1)) @ rows, x.shape)


# %% [markdown]
# Do the layers of the library compute the same? We give them random weights and compare. `return_gates=True` asks a
# layer for its factors as well. (TensorFlow takes some seconds to load.)

# %%
from course_lib.attention import ECA, CBAMChannel, ChannelQKV, DANetChannel, SoftmaxGate, SpatialGate, SqueezeExcitation

x = np.random.default_rng(SEED).normal(size=(3, 6, 5, 32)).astype("float32")  # (b, h, w, c)
exact = x.astype(float)


def with_weights(kind):
    """A layer of this kind for x with random weights, and these weights."""
    layer, rng = kind(), np.random.default_rng(SEED)
    layer.build(x.shape)
    layer.set_weights([rng.normal(size=w.shape) * 0.3 for w in layer.weights])
    return layer, [w.numpy().squeeze().astype(float) for w in layer.weights]


# %%
GATES = {SqueezeExcitation: se, CBAMChannel: cbam, SoftmaxGate: softmax_gate, ECA: eca}
MIXERS = {DANetChannel: danet, ChannelQKV: qkv}
for kind, by_hand in (GATES | MIXERS).items():
    layer, weights = with_weights(kind)
    out, gates = layer(x, return_gates=True)
    apart = abs((gates if kind in GATES else out).numpy() - by_hand(exact, *weights)).max()
    print(f"{kind.__name__:17} {layer.count_params():5} parameters, by hand differs by {apart:.0e}")
    assert apart < 1e-4

# %% [markdown]
# They agree to the digits of float32. ECA and DANet have next to nothing to learn, and query-key-value most, about
# $3c^2$ weights. Parameters are not the only cost: $QK^\top$ takes $c \cdot c \cdot hw$ products, in DANet as well.

# %% [markdown]
# ### Exercise 09-3 (derivation): a lookup by distance
# This course measures likeness by distance. Suppose that all keys have the same length. Show that the shares
# $\mathrm{softmax}_j(q \cdot k_j)$ can be computed from the squared distances $d_j^2 = \lVert q - k_j \rVert^2$ alone,
# and write `shares_from_distances(d2)` for a list of them, shape (n,).

# %% [markdown] tags=["hint"]
# Write out the square: $d_j^2 = \lVert q \rVert^2 - 2\, q \cdot k_j + \lVert k_j \rVert^2$.

# %% [markdown] tags=["hint"]
# Solve for the dot product: $q \cdot k_j = -d_j^2/2 + (\lVert q \rVert^2 + \lVert k_j \rVert^2)/2$. Which part is the
# same for all $j$?

# %% [markdown] tags=["hint"]
# Whatever is the same for all $j$ changes no share. What remains is $-d_j^2/2$.


# %% tags=["exercise"]
def shares_from_distances(d2):
    return ...


# %% [markdown] tags=["solution"]
# $q \cdot k_j = -d_j^2/2 + (\lVert q \rVert^2 + \lVert k_j \rVert^2)/2$. The bracket is the same for all keys, and a
# softmax does not notice what is added to all scores. So the lookup takes most from the *nearest* keys.


# %% tags=["solution"]
def shares_from_distances(d2):
    return softmax(-d2 / 2)


# %% tags=["check"]
def check_shares(function):
    rng = np.random.default_rng(1)
    q, k = rng.normal(size=5), rng.normal(size=(6, 5))
    k = 2 * k / np.linalg.norm(k, axis=1, keepdims=True)
    d2, wanted = ((q - k) ** 2).sum(axis=1), softmax(k @ q)
    got, fewer = np.asarray(function(d2)), np.asarray(function(d2[:4] / 3))
    assert got.shape == (6,), f"one share for each key, shape (6,), not {got.shape}"
    slips = {
        "those are scores: shares come out of a softmax": -d2 / 2,
        "those are scores: shares come out of a softmax of minus half of them": d2,
        "the shares must add up to 1: divide by their sum": np.exp(-d2 / 2),
        "the sign: a near key must get a large share": softmax(d2 / 2),
        "the sign, and half of the squared distance: a near key must get a large share": softmax(d2),
        "the square brings 2 q k: half of the squared distance": softmax(-d2),
        "half of the squared distance, and not twice": softmax(-2 * d2),
        "half of the squared distance, not a quarter": softmax(-d2 / 4),
        "the distances are squared already": softmax(-(d2**2) / 2),
        "the *squared* distance stands in the formula: no root": softmax(-np.sqrt(d2) / 2),
        "the *squared* distance stands in the formula: no root, and half of it": softmax(-np.sqrt(d2)),
        "no scale here: softmax(q k) has no root of m below it": softmax(-d2 / 2 / np.sqrt(5)),
        "near keys do get more, but not by 1 over the distance: which function makes shares of scores?": (
            1 / d2 / (1 / d2).sum()
        ),
        "that is the complement: 1 minus each share": 1 - wanted,
        "that is the complement, with the sign turned: 1 minus each share": 1 - softmax(d2 / 2),
        "no scale here: softmax(q k) has no root of the number of keys below it": softmax(-d2 / 2 / np.sqrt(6)),
        "those are scores over their sum: shares come out of a softmax": (1 - d2 / 2) / (1 - d2 / 2).sum(),
        "those are distances over their sum: shares come out of a softmax": d2 / d2.sum(),
        "half of the squared distance, and no scale from the distances themselves": softmax(-d2 / d2.mean()),
        "half of the squared distance, and no scale from their spread": softmax(-d2 / d2.std()),
        "divide by the sum, and not by the largest": np.exp(-d2 / 2) / np.exp(-d2 / 2).max(),
    }
    for words, value in slips.items():
        assert not np.allclose(got, value, rtol=1e-4, atol=1e-9), words
    assert got.argmax() == d2.argmin(), "the nearest key must get the largest share"
    assert np.isclose(got.sum(), 1, rtol=1e-4), f"shares add up to 1, and yours to {got.sum():.3f}"
    assert (got > 0).all(), "every key gets a share, the farthest a small one"
    assert np.allclose(got, wanted, rtol=1e-4), (
        "solve the square for q k: what is left of it when the same for all is dropped?"
    )
    assert np.allclose(fewer, softmax(-d2[:4] / 6), rtol=1e-4), "for four other distances the shares are wrong"


def other_distances(rng):
    return (rng.uniform(0, 8, rng.integers(3, 12)),)


our_shares = lambda d2: softmax(-d2 / 2)
shares_from_distances = attempt("09-3", shares_from_distances, check_shares, our_shares, again=other_distances)

# %% [markdown] tags=["claim:S2-34"]
# ## 4. A sentence that can be read in three ways
# One often reads attention explained like this: query and key give attention scores by a dot product; the scores are
# scaled to the range from 0 to 1 and become probabilities; these are multiplied *element by element* with the values.
# No formula stands beside it. Is it true? Take eight channels of 8 x 8 places, with a map in each row, and read
# "scaled to 0 to 1 and become probabilities" as one softmax:

# %% tags=["claim:S2-34"]
queries, keys, values = np.random.default_rng(SEED).normal(size=(3, 8, 64))  # (c, h w) each
probabilities = softmax(queries @ keys.T / np.sqrt(64))  # (8, 8)
print("probabilities", probabilities.shape, "values", values.shape)

assert probabilities.shape != values.shape

# %% tags=["claim:S2-34", "raises-exception"]
probabilities * values

# %% [markdown] tags=["claim:S2-34"]
# In this first reading there is no product: eight numbers in a row can't meet 64. The second reading replaces "element
# by element" by a product of matrices. That is section 3. But there is a third one, which keeps every word. Let
# query, key and value be *one number* for each channel, say the mean of each row:

# %% tags=["claim:S2-34"]
q, k, v = (rows.mean(axis=1) for rows in (queries, keys, values))  # (8,) each
mixed = probabilities @ values  # (8, 64), the second reading
gates = softmax(q * k)  # (8,), the third: one score for each channel
weighed = gates * v  # (8,)
gated = 8 * gates[:, None] * values  # (8, 64): the same factors on whole maps
print("second reading", mixed.shape, " third", weighed.shape, " on maps", gated.shape)

assert mixed.shape == gated.shape == values.shape and np.isclose(gates.sum(), 1)

# %% [markdown] tags=["claim:S2-34"]
# Now the product exists, and the factors can also multiply whole maps. But then we have the softmax gate of section 2,
# whose scores happen to be $q_i k_i$: no channel looks at another any more, except that they compete. So the sentence
# is imprecise. Attention *between* channels needs the matrix product; an elementwise product makes a gate.

# %% [markdown] tags=["claim:S2-33"]
# ## 5. What, not where
# Can channel attention bring lost places back? Here is a test: shuffle the places of the input, and see whether the
# gates notice. (The two kinds that mix maps have no gates. For them the library adds up, for each channel, the shares
# that all channels take of it.) The test needs two controls. A gate that never changes would not notice either, so we
# also compare the gates of two different pictures. And something must be able to notice: a **spatial gate** (Woo and
# others 2018) has one factor for each *place*, from a convolution over the mean and the maximum across channels. If it
# did not care what stands beside what, the factors would move along with their places. So we move the old factors in
# the same way before we compare. (All numbers are halved. At full size DANet, which has no $\sqrt m$, would give nearly
# every map to itself alone, whatever the picture.)

# %% tags=["claim:S2-33"]
halved, change, other = x / 2, {}, {}
x_shuffled = shuffled(halved, np.random.default_rng(SEED))
for kind in (*GATES, *MIXERS):
    layer, _ = with_weights(kind)
    before, after = (layer(each, return_gates=True)[1].numpy() for each in (halved, x_shuffled))  # (3, 32) each
    change[kind.__name__], other[kind.__name__] = abs(before - after).max(), abs(before[0] - before[1]).max()
layer, _ = with_weights(SpatialGate)
before, after = (layer(each, return_gates=True)[1].numpy()[..., None] for each in (halved, x_shuffled))  # (3, 6, 5, 1)
spatial = abs(shuffled(before, np.random.default_rng(SEED)) - after).max()
print(f"largest change: six kinds of channel attention {max(change.values()):.0e}, spatial gate {spatial:.2f}")
print("another picture:", {name: f"{value:.2f}" for name, value in other.items()})

assert max(change.values()) < 1e-3 and 0.2 < spatial <= 1 and min(other.values()) > 0.01

# %% [markdown] tags=["claim:S2-33"]
# The gates of all six change with the picture. Not one can tell a picture from its shuffled places. The formulas say so
# too: a mean, a maximum and a dot product are the same in any order of the places. Channel attention says *what*, never
# *where*. It can make a map of edges louder, but it can't bring back places that a mean has lost.

# %% [markdown] tags=["mirror"]
# ## How can channels look at each other?
# 1. **A mean forgets** all places. A convolution is local.
# 2. **By hand:** SE, CBAM, softmax gate and ECA compute one factor per channel. DANet and query-key-value mix whole
#    maps.
# 3. **Query, key, value:** a dictionary that takes a share of every value. Of all ways to turn scores into shares, the
#    softmax alone does not care what is added to all of them.
# 4. **A sentence to test:** probabilities and values have an elementwise product only if each channel is one number.
# 5. **What, not where:** none of the six tells a picture from its shuffled places. A spatial gate does.
#
# **So what do I use?** To try one, take SE or ECA, which are cheap. Take query, key and value where whole maps must be
# compared, and a spatial gate where the *place* matters. Whether a gate pays at all is another question.
#
# **Lesson 09b takes over** that question: it trains gates, and compares them with encoders that have none.
# **Exercises:** 09-1 to 09-3; `course_lib.exercises.progress()` shows yours.
#
# **References.** Vaswani and others 2017, *Attention is all you need*, NIPS. Hu, Shen and Sun 2018,
# *Squeeze-and-excitation networks*, CVPR. Woo, Park, Lee and Kweon 2018, *CBAM: Convolutional block attention module*,
# ECCV. Fu and others 2019, *Dual attention network for scene segmentation*, CVPR. Wang and others 2020, *ECA-Net:
# Efficient channel attention for deep convolutional neural networks*, CVPR.
