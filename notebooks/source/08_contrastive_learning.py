# %% [markdown] tags=["card"]
# # 08 Contrastive learning: How do pairs replace labels?
#
# **Needs** lessons 02 and 05. **Data** 1,797 real handwritten digits, no download. **Takes** {{measured}}.
#
# You will be able to
# 1. turn embeddings into bits, and say what a bit costs and what it knows;
# 2. derive InfoNCE and its gradient, and say with numbers what the temperature does;
# 3. train a search without a single label, and compare it fairly;
# 4. see a collapse in the spectrum of the embeddings, and prevent it in three ways.

# %%
import numpy as np

from course_lib import plots
from course_lib.data import digits
from course_lib.exercises import attempt
from course_lib.widgets import live

SEED = 0
rng = np.random.default_rng(SEED)
train, test = digits(by="picture").where(split="train"), digits(by="picture").where(split="test")

# %% [markdown] tags=["claim:S2-27"]
# ## 1. Bits
# Article 2 on contrastive learning: "Its basic idea is to use binary codes to distinguish samples of two classes."
# The field that works with binary codes is *hashing*. We start there, and see what it has to do with pairs.
#
# The cheapest bit needs no training (Charikar 2002): draw a random plane through 0, and ask on which side $u$ lies.
# With the plane's normal $w$, the bit is $w \cdot u > 0$. How often do the bits of $u$ and $v$ differ?
#
# Only the part of $w$ in the plane of $u$ and $v$ matters: all else is orthogonal to both. With independent normal
# entries the density of $w$ depends on $|w|$ alone, so that part points in every direction alike.
# Directions with $w \cdot u > 0$ are a half turn around $u$, those with $w \cdot v > 0$ the same turned by the angle
# $\theta$ of $u$ and $v$. The two half turns disagree on an arc of $\theta$ at each end:
#
# $$P(\text{bits differ}) = \frac{2\theta}{2\pi} = \frac{\theta}{\pi}.$$

# %%
u, v = rng.normal(size=(2, 60, 8))  # 60 pairs of directions
v += u * rng.normal(size=(60, 1), scale=3)
cosines = (u * v).sum(axis=1) / np.linalg.norm(u, axis=1) / np.linalg.norm(v, axis=1)
angles = np.arccos(cosines)  # (60,)
planes = rng.normal(size=(8, 4000))
shares = ((u @ planes > 0) != (v @ planes > 0)).mean(axis=1)  # (60,)

# %% tags=["figure"]
largest_error = abs(shares - angles / np.pi).max()
plots.show(*plots.figure_planes(angles, shares, alt="The share of differing bits follows the line angle / 180 degrees"))

assert 0.003 < largest_error < 0.035

# %% [markdown]
# With 4,000 planes no dot is farther than 0.035 from the line: a *Hamming distance*, the number of bits that differ,
# measures an angle by drawing lots.

# %% [markdown]
# ### Exercise 08-1 (derivation): how many planes?
# A share $s$ of $k$ bits estimates $p = \theta/\pi$. How many planes make its standard deviation 0.01 at $p = 1/2$?

# %% [markdown] tags=["hint"]
# One bit is 1 with probability $p$: its mean is $p$, and as $1^2 = 1$, its mean square is $p$ too.

# %% [markdown] tags=["hint"]
# So its variance is $p - p^2$. The variance of a mean of $k$ independent bits is a $k$-th of that.

# %% [markdown] tags=["hint"]
# Solve $\sqrt{p(1-p)/k} = 0.01$ for $k$.

# %% tags=["exercise"]
planes_needed = ...

# %% tags=["solution"]
planes_needed = 0.5 * 0.5 / 0.01**2

# %% tags=["check"]
def check_planes(k):
    assert abs(k - 50) > 1e-6, "that is the root of it: the standard deviation falls with the root of k"
    assert abs(k - 2500) < 1e-6, f"with {k} planes the standard deviation is {(0.25 / k) ** 0.5:.4f}"


planes_needed = attempt("08-1", planes_needed, check_planes, ours=2500)

# %% [markdown]
# 2,500 bits for two decimals: random bits are wasteful. Can bits be *trained*?

# %% [markdown] tags=["claim:S2-29"]
# ## 2. One loop for all
# "Contrastive learning here is not a specific algorithm but an idea." We take that at its word: one network, one
# loop, any `loss`. `draw` gives a batch; `loss` sees which rows belong together, and nothing else.

# %%
import keras
import tensorflow as tf

from course_lib.models import UnitLength
from course_lib.training.batches import pk_batch


def network(d, end=()):
    keras.utils.set_random_seed(SEED)
    start = [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Rescaling(1 / 128)]
    hidden = [keras.layers.Dense(128), keras.layers.BatchNormalization(), keras.layers.ReLU()]
    last = [keras.layers.Dense(d), *end, UnitLength(), keras.layers.Rescaling(d**0.5)]
    return keras.Sequential([*start, *hidden, *last])

# %%
def fit(model, loss, draw, steps=300):
    rng, layer = np.random.default_rng(SEED), getattr(loss, "layer", None)
    if layer and not layer.built:
        layer.build(model.output_shape)
    weights = model.trainable_variables + (layer.trainable_variables if layer else [])
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.003, steps))
    optimizer.build(weights)

    @tf.function(autograph=False)
    def step(x, y):
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        optimizer.apply(tape.gradient(value, [weight.value for weight in weights]), weights)

    for _ in range(steps):
        x, y = draw(rng)
        step(tf.constant(x, "float32"), tf.constant(y))
    return model

# %% [markdown]
# Embeddings have length $\sqrt d$, so that a number is about 1 in size. Some losses own a layer, which learns too.
# The score is MAP@R (lesson 05): every test picture searches among the other test pictures.

# %%
from course_lib.distances import distance_matrix
from course_lib.evaluation.metrics import map_at_r, ranked_matches, recall_at_k
from course_lib.losses import ContrastiveLoss, DSHLoss
from course_lib.search.codes import binary_codes, hamming_distances, median_thresholds, random_projection_codes


def embed(model, pictures):
    return model(pictures.astype("float32")).numpy()  # (n, d)


def score(distances):
    matches = ranked_matches(distances, test.labels, test.labels, same_pictures=True)
    return map_at_r(matches), recall_at_k(matches, 1)


def with_labels(rng):
    chosen = pk_batch(train.labels, classes=10, per_class=8, rng=rng)
    return train.pictures[chosen], train.labels[chosen]

# %% [markdown]
# ## 3. Trained bits
# Salakhutdinov and Hinton (2009) trained a network whose outputs are nearly bits, *semantic hashing*. We compare
#
# * **planes**: random planes through the mean of the pixels, no training;
# * **sign**: the contrastive embedding of lesson 02; a bit says if a number is above its median over the training
#   pictures;
# * **DSH** (Liu and others 2016): the contrastive idea on squared distances, same $\tfrac12 d^2$, different
#   $\tfrac12 \max(0, m - d^2)$, plus $\alpha \sum_j \bigl| |b_j| - 1 \bigr|$, which draws each number to $-1$ or 1. Two
#   codes of signs that differ in $h$ places have $d^2 = 4h$; the paper's $m = 2k$ asks for half of the $k$ bits;
# * **float**: that contrastive embedding as it is, 4 bytes a number.

# %% tags=["claim:S2-27"]
centred = [part.pictures.reshape(-1, 64) - train.pictures.mean(axis=0).reshape(64) for part in (train, test)]
found, codes = {}, {}
for bits in (8, 16, 32):
    learned = fit(network(bits), ContrastiveLoss(bits**0.5), with_labels)
    hashed = fit(network(bits), DSHLoss(margin=2 * bits, alpha=0.01), with_labels)
    middle, e = median_thresholds(embed(learned, train.pictures)), embed(learned, test.pictures)
    codes["planes", bits] = random_projection_codes(centred[1], bits, seed=SEED)
    codes["sign", bits], codes["DSH", bits] = binary_codes(e, middle), binary_codes(embed(hashed, test.pictures))
    found["float", bits] = score(distance_matrix(e, e))
found |= {key: score(hamming_distances(code, code)) for key, code in codes.items()}

# %% tags=["figure"]
def in_bytes(method, which):
    return {bits * 4 if method == "float" else bits // 8: found[method, bits][which] for bits in (8, 16, 32)}


methods = ("float", "DSH", "sign", "planes")
panels = {name: {method: in_bytes(method, i) for method in methods} for i, name in enumerate(("MAP@R", "recall@1"))}
plots.show(*plots.figure_bytes(panels, alt="Scores by bytes: DSH at 4 bytes reaches the floats, planes far below"))

# %% [markdown]
# In numbers, and `random_projection_codes` is what we wrote by hand:

# %% tags=["claim:S2-27"]
value = {key: both[0] for key, both in found.items()}
recall = {key: both[1] for key, both in found.items()}
by_hand = centred[1] @ np.random.default_rng(SEED).normal(size=(64, 8)) > 0  # (897, 8)

assert np.array_equal(np.unpackbits(codes["planes", 8], axis=1), by_hand)
assert 0.04 < value["planes", 8] < 0.12 and 0.25 < value["planes", 32] < 0.36
assert 0.33 < value["sign", 8] < 0.68 and 0.62 < value["sign", 16] < 0.82 and 0.71 < value["sign", 32] < 0.87
assert 0.53 < value["DSH", 8] < 0.79 and 0.81 < value["DSH", 16] < 0.93 and 0.86 < value["DSH", 32] < 0.94
assert 0.89 < value["float", 32] < 0.94 and 0.93 < recall["DSH", 32] < 0.99 and 0.96 < recall["float", 32] < 0.99

# %% [markdown]
# Random planes reach 0.07 (0.06 to 0.10 over 5 seeds) with 8 bits and 0.32 (0.29 to 0.32) with 32. Signs of a trained
# embedding: 0.42 (0.42 to 0.59), 0.77 (0.68 to 0.77) and 0.82 (0.76 to 0.83) with 8, 16 and 32. DSH: 0.69 (0.60 to
# 0.73), 0.86 (0.84 to 0.90) and 0.91 (0.89 to 0.92), the score of 32 *floats*, 0.91 (0.91 to 0.92), in 4 bytes
# instead of 128. Only at the first rank a little is lost: recall@1 is 0.96 (0.95 to 0.97) against 0.97 (0.97 to
# 0.98). Short codes suffer most: many are equal, and among equals our score puts the different picture first. All ten
# digits were seen in training; lesson 05 shows what new classes cost.
#
# **S2-27 is wrong** as the idea of contrastive learning: pairs did the work, for floats as well. Its best case is
# real: if you want codes, pairs train them, at a 32nd of the memory. Gong and Lazebnik (2011, ITQ) get better bits
# from a finished embedding by a rotation before the sign.

# %% [markdown] tags=["claim:S2-31"]
# ## 4. Must there be a gap?
# "If $x_i$ and $x_j$ belong to the same class we can take $c_i = c_j$, and between their contrastive codes $z_i$ and
# $z_j$ there must also be a certain gap. In other words, positives are more reliable than contrastive codes." Let us
# count bits: 16-bit codes, signs of the untrained network and after DSH.

# %% tags=["claim:S2-31", "figure"]
same = test.labels[:, None] == test.labels  # (897, 897)
others = same & ~np.eye(len(test), dtype=bool)
untrained = binary_codes(embed(network(16), test.pictures))
bits_apart = {"before": untrained, "after": codes["DSH", 16]}
bits_apart = {name: hamming_distances(code, code) for name, code in bits_apart.items()}
pairs = {name: (apart[others], apart[~same]) for name, apart in bits_apart.items()}
words = "Bits that differ. Before: same and different pairs overlap. After: same pairs at 0 to 2, different about 8"
plots.show(*plots.figure_hamming(pairs, 16, alt=words))

# %% tags=["claim:S2-31"]
means = {name: [kind.mean() for kind in kinds] for name, kinds in pairs.items()}
no_gap = (pairs["after"][0] == 0).mean()
print({name: np.round(both, 1) for name, both in means.items()}, f"same pairs with equal codes: {no_gap:.0%}")

assert 1.5 < means["before"][0] < 4.5 and 2 < means["before"][1] < 6
assert 1.2 < means["after"][0] < 2.4 and 8.2 < means["after"][1] < 8.9 and 0.1 < no_gap < 0.35

# %% [markdown]
# Same pairs differ in 3.8 bits (2.2 to 3.8) before training and 1.5 (1.5 to 2.1) after it, different ones in 5.1 (3.0
# to 5.1) and 8.6 (8.5 to 8.6), just above the half that the margin asks for. There *need not* be a gap: a share of
# 0.28 (0.16 to 0.28) of the same pairs has none. The loss draws $z_i$ to $z_j$; a gap is what it failed to close.
# **S2-31 is wrong** about codes. Its best case: floats are almost never equal. That "positives are more reliable"
# can't be tested: here the class *defines* what is right.

# %% [markdown] tags=["claim:S2-26"]
# ## 5. A softmax over pairs
# "The aim of contrastive learning is to guide the training by similar or dissimilar samples, rather than by labels
# that are given." Ask a question with one right answer: *which of these $n$ pictures belongs to the anchor?* Let
# $s_j$ be the cosine of anchor and picture $j$, and let a softmax answer, with temperature $T$:
#
# $$w_j = \frac{e^{s_j/T}}{\sum_i e^{s_i/T}}.$$
#
# The right answer is the positive $p$. Its cross-entropy is **InfoNCE** (van den Oord, Li and Vinyals 2018):
#
# $$\ell = -\log w_p = -\frac{s_p}{T} + \log \sum_i e^{s_i/T}.$$
#
# The slope, term by term: the first gives $-1/T$ if $j = p$ and else 0; the logarithm gives
# $\frac{1}{\sum_i e^{s_i/T}} \cdot e^{s_j/T} \cdot \frac1T = w_j / T$. Together
#
# $$\frac{\partial \ell}{\partial s_j} = \frac{w_j - [j = p]}{T},$$
#
# softmax minus one-hot, over the temperature. The pulls sum to 0: what the positive gains, the negatives lose.

# %%
def info_nce(s, p, temperature):
    e = np.exp((s - s.max()) / temperature)
    weights = e / e.sum()  # (n,)
    gradient = (weights - (np.arange(len(s)) == p)) / temperature  # (n,)
    return -np.log(weights[p]), weights, gradient


s = np.array([0.9, 0.8, 0.5, 0.0])  # the positive, a hard negative, a middling, an easy one
warm, cool, cold = (info_nce(s, 0, temperature) for temperature in (1.0, 0.1, 0.02))
for name, (loss, weights, gradient) in {"T = 1": warm, "T = 0.1": cool, "T = 0.02": cold}.items():
    print(f"{name:8} loss {loss:.3f}, weights {np.round(weights, 4)}, gradient {np.round(gradient, 3)}")

assert 0.13 < warm[1][3] < 0.14 and 0.33 < warm[1][0] < 0.34 and 0.26 < cool[1][1] < 0.27 and 0 < cool[1][3] < 1e-4
assert 0.006 < cold[0] < 0.007

# %% [markdown]
# At $T = 1$ all four count, with weights from 0.34 to 0.14: the easy negative is pushed nearly half as hard as the
# hard one. At 0.1 the hard negative has 0.27, the easy one less than 0.0001: only near pictures count. At 0.02 the
# lead of the positive is $0.1/0.02 = 5$ in the exponent and the loss 0.007: the question is too easy to learn from.
#
# Two witnesses: finite differences, and the library's loss, where each row of a batch is an anchor in turn.

# %%
from course_lib.losses import InfoNCELoss, SupConLoss

slopes = [(info_nce(s + h, 0, 0.5)[0] - info_nce(s - h, 0, 0.5)[0]) / 2e-6 for h in 1e-6 * np.eye(4)]
z = rng.normal(size=(4, 3))
z /= np.linalg.norm(z, axis=1, keepdims=True)
rows = [np.delete(z @ z[i], i) for i in range(4)]  # cosines with the three others
by_hand = np.mean([info_nce(row, p, 0.5)[0] for row, p in zip(rows, (0, 0, 2, 2))])
theirs = float(InfoNCELoss(0.5)(np.array([5, 5, 9, 9]), z.astype("float32")))
apart = abs(slopes - info_nce(s, 0, 0.5)[2]).max()
print(f"by hand {by_hand:.6f}, library {theirs:.6f}, slopes apart {apart:.0e}")

assert apart < 1e-8 and abs(by_hand - theirs) < 1e-5

# %% [markdown]
# ### Exercise 08-2 (prediction): hard against easy
# Both gradients are weights over $T$. How many times harder is a negative at 0.8 pushed than one at 0.0, at $T = 0.2$?

# %% [markdown] tags=["hint"]
# In the ratio of two weights the sum below the line cancels, and so does the $1/T$.

# %% [markdown] tags=["hint"]
# $e^{0.8/T} / e^{0/T}$.

# %% [markdown] tags=["hint"]
# `np.exp(0.8 / 0.2)`

# %% tags=["exercise"]
times_harder = ...

# %% tags=["solution"]
times_harder = np.exp(4)

# %% tags=["check"]
def check_times(times):
    assert abs(times - np.exp(0.8)) > 0.1, "that is the ratio at T = 1"
    assert abs(times - np.exp(4)) < 1, f"the gradients at T = 0.2 have the ratio {np.exp(4):.1f}"


times_harder = attempt("08-2", times_harder, check_times, ours=np.exp(4))

# %% [markdown]
# ### SupCon: several right answers
# With labels an anchor has several positives $P$. Khosla and others (2020) take the mean over them,
# $\ell = -\frac{1}{|P|} \sum_{p \in P} \log w_p$, with all other pictures below the line.

# %% [markdown]
# ### Exercise 08-3 (implementation): SupCon and its slope
# Write `sup_con(s, positive, temperature)` for one anchor: `s` (n,) cosines, `positive` (n,) booleans. Return the loss
# and its gradient by `s`. The mean of the InfoNCE gradients is one line.

# %% [markdown] tags=["hint"]
# The softmax is the same for all positives; only the one-hot differs.

# %% [markdown] tags=["hint"]
# The mean of the one-hots is `positive / positive.sum()`.

# %% [markdown] tags=["hint"]
# `weights = info_nce(s, 0, temperature)[1]`; the loss is `-np.log(weights[positive]).mean()`.

# %% tags=["exercise"]
def sup_con(s, positive, temperature):
    return ...

# %% tags=["solution"]
def sup_con(s, positive, temperature):
    weights = info_nce(s, 0, temperature)[1]  # (n,)
    return -np.log(weights[positive]).mean(), (weights - positive / positive.sum()) / temperature

# %% tags=["check"]
def our_sup_con(s, positive, temperature):
    weights = info_nce(s, 0, temperature)[1]
    return -np.log(weights[positive]).mean(), (weights - positive / positive.sum()) / temperature


def check_sup_con(sup_con):
    s, positive = np.array([0.9, 0.3, -0.2, 0.5]), np.array([True, True, False, False])
    loss, gradient = sup_con(s, positive, 0.5)
    wanted, slope = our_sup_con(s, positive, 0.5)
    assert not np.isclose(loss, 2 * wanted), "the mean over the positives, not the sum"
    assert np.isclose(loss, wanted), f"expected {wanted:.4f}, got {loss:.4f}"
    assert not np.allclose(gradient, slope / 2), "the temperature: divide by it"
    assert np.allclose(gradient, slope), f"expected {slope.round(3)}, got {np.round(gradient, 3)}"


sup_con = attempt("08-3", sup_con, check_sup_con, ours=our_sup_con)

# %% [markdown] tags=["claim:S2-26"]
# So with two positives the gradient vanishes at $w = \tfrac12$ each. Does SupCon use labels? It sees which rows have
# *the same* label, nothing more. Rename all classes and nothing moves:

# %% tags=["claim:S2-26"]
names = rng.permutation(10)  # a new name for each digit
e, y = embed(network(32), train.pictures[:80]), train.labels[:80]
renamed = abs(float(SupConLoss(0.2)(y, e)) - float(SupConLoss(0.2)(names[y], e)))

assert renamed < 1e-6

# %% [markdown]
# ## 6. No labels at all
# If nobody labels, pairs come from the picture itself (Chen and others 2020, SimCLR): two random *views* of one
# picture are a positive pair, all other pictures of the batch negatives. The views say what should not matter. Here:
# a shift by up to one pixel, and noise. (SimCLR has a projection head too, dropped after training; we go without.)

# %%
def views(pictures, rng, noise=40):
    n, padded = len(pictures), np.pad(pictures[..., 0], [(0, 0), (1, 1), (1, 1)])  # (n, 10, 10)
    down, right = rng.integers(3, size=(2, n, 1, 1))
    moved = padded[np.arange(n)[:, None, None], down + np.arange(8)[:, None], right + np.arange(8)]  # (n, 8, 8)
    return (moved + noise * rng.normal(size=moved.shape))[..., None].astype("float32")


def two_views(rng):
    chosen = rng.choice(len(train), 64, replace=False)
    return views(train.pictures[np.tile(chosen, 2)], rng), np.tile(np.arange(64), 2)  # pictures, which one

# %% tags=["figure"]
shown = views(test.pictures[[0, 0, 1, 1, 2, 2, 3, 3]], rng)
plots.pictures(shown[..., 0], list("aabbccdd"), alt="Two shifted, noisy views each of four digits")

# %% [markdown]
# The task: search among test digits that lie *shifted and noisy* like this. **Before you run:** which is better on
# them, a network trained with labels on clean digits, or one without labels on views?

# %%
moved = {"train": views(train.pictures, rng), "test": views(test.pictures, rng)}


def score_moved(model):
    e = embed(model, moved["test"])
    return score(distance_matrix(e, e))[0]


def views_with_labels(rng):
    pictures, labels = with_labels(rng)
    return views(pictures, rng), labels

# %% tags=["claim:S2-26", "figure"]
models = {"untrained": network(32), "no labels": fit(network(32), InfoNCELoss(0.2), two_views)}
models["clean labels"] = fit(network(32), SupConLoss(0.2), with_labels)
models["labels, views"] = fit(network(32), SupConLoss(0.2), views_with_labels)
flat = moved["test"].reshape(-1, 64)
scores = {"pixels": score(distance_matrix(flat, flat))[0], **{name: score_moved(m) for name, m in models.items()}}
plots.bars(scores, ylabel="MAP@R, moved digits", alt="Labels with views lead, no labels second, the rest far below")

assert 0.11 < scores["pixels"] < 0.14 and 0.04 < scores["untrained"] < 0.1 and 0.07 < scores["clean labels"] < 0.12
assert 0.32 < scores["no labels"] < 0.41 and 0.47 < scores["labels, views"] < 0.57

# %% [markdown]
# Without a single label: 0.36 (0.35 to 0.38), untrained 0.07 (0.06 to 0.08), pixels 0.12 (0.12 to 0.13). Labels on
# clean digits give 0.09 (0.09 to 0.10): nobody told that network that a shift does not matter. With labels *and*
# views it is 0.50 (0.50 to 0.54). Views teach what to ignore, labels what to tell apart. ($T = 0.2$ was chosen on the
# validation pictures.)
#
# **S2-26 is imprecise.** Pairs can replace labels, as here. But often they are *made* from labels, as SupCon's are.

# %% [markdown]
# ### What the temperature sees
# One row of a batch, after training without labels: the anchor (blue), its other view (green), nine others. Low $T$
# gives most of the weight to the nearest picture, $T = 1$ some to all ten. The top negative of this 7 is another 7:
# about one negative in ten is such a false one, and a low temperature pushes these hardest.

# %% tags=["figure"]
batch = {i: views(test.pictures[[i, i, *range(20, 29)]], np.random.default_rng([SEED, i])) for i in range(12)}


def row(picture, temperature):
    e = embed(models["no labels"], batch[picture])
    s = e[1:] @ e[0] / 32  # (10,) cosines
    weights = info_nce(s, 0, temperature)[1]
    title = f"T = {temperature:.2f}: the positive weighs {weights[0]:.2f}, the top negative {weights[1:].max():.2f}"
    alt = f"A digit, its other view and nine others, picture {picture}, with cosines and weights. {title}"
    return plots.figure_similarity_row(batch[picture][..., 0], s, weights, title=title, alt=alt)


plots.show(*row(picture=3, temperature=0.2))

# %% tags=["widget"]
live(row, picture=(0, 11, 1, 3), temperature=(0.05, 1.0, 0.05, 0.2))

# %% [markdown] tags=["claim:S2-30"]
# ### Similar pictures, the same label?
# "In image classification contrastive learning can help us find similar images and give them the same label." We label
# 100 training pictures, and each test digit takes the label of its nearest one.

# %% tags=["claim:S2-30"]
def labelled_by_neighbour(known, asked, n=100):
    nearest = distance_matrix(asked, known[:n]).argmin(axis=1)
    return (train.labels[:n][nearest] == test.labels).mean()


right = {name: labelled_by_neighbour(*(embed(m, moved[part]) for part in moved)) for name, m in models.items()}
right["pixels"] = labelled_by_neighbour(*(part.reshape(-1, 64) for part in moved.values()))
print({name: round(float(share), 2) for name, share in right.items()})

assert 0.48 < right["pixels"] < 0.56 and 0.26 < right["untrained"] < 0.4 and 0.55 < right["no labels"] < 0.7

# %% [markdown]
# Pixels 0.51 (0.51 to 0.53), untrained 0.35 (0.29 to 0.35), trained without labels 0.63 (0.59 to 0.66). **S2-30 is
# right**, as nearest-neighbour classification; the labels come from a few labelled pictures.

# %% [markdown] tags=["claim:S2-28"]
# ## 7. Positives only
# "Only positives (samples of the same class) can take part in the training, with a regularisation term that guarantees
# that the distance between *all* samples is minimal." There is a perfect answer to that: give every picture the same
# embedding. It is called **collapse**. Does descent find it? We look at the *deviation*: the root of the mean variance
# of a number, which is 1 when embeddings of length $\sqrt d$ spread around 0, and 0 when all are equal.

# %% tags=["claim:S2-28"]
from course_lib.evaluation.spectrum import effective_rank, spectrum
from course_lib.losses import PositivesOnlyLoss, SimSiamLoss, VICRegLoss

models["positives only"] = fit(network(32), PositivesOnlyLoss(), two_views)


def deviation(model):
    return embed(model, test.pictures).var(axis=0).mean() ** 0.5


before, collapsed = deviation(models["untrained"]), deviation(models["positives only"])
rest = score_moved(models["positives only"])
print(f"deviation: untrained {before:.2f}, positives only {collapsed:.2f}; MAP@R of what is left {rest:.2f}")

assert 0.45 < before < 0.63 and 0.05 < collapsed < 0.09 and 0.04 < rest < 0.08

# %% [markdown]
# From 0.54 (0.51 to 0.57) to 0.07 (0.06 to 0.07): what is left is a shrunken random network. Its MAP@R is 0.07 (0.05
# to 0.07), like untrained. Beware: a ranking knows no size, so the score alone can't tell the two apart. **S2-28 is
# wrong**: minimal distances of *all* samples are the failure, not its cure. Its best case: positives can be enough.
#
# There are three ways out, two of them with positives only. Each *prevents* that all distances become small.
#
# **Stop the gradient.** BYOL (Grill and others 2020) compares a network with a slow copy of itself. SimSiam (Chen and
# He 2021) needs no copy: a small predictor guesses the other view's embedding, $p \to z$, and the target $z$ counts
# as a constant, so nothing tells $z$ to come nearer. Beside it the same without the stop:

# %% tags=["keep:losses.no_negatives"]
from keras import ops

from course_lib.losses import mean_where, same_and_others
from course_lib.tensors import scaled_to_unit


def negative_cosine(p, z):
    return -ops.sum(scaled_to_unit(p) * ops.stop_gradient(scaled_to_unit(z)), axis=-1)

# %%
class NoStop(SimSiamLoss):
    def call(self, y_true, y_pred):
        same, others = same_and_others(y_true)
        p = scaled_to_unit(self.layer(y_pred, training=True))  # (b, d)
        return -mean_where(p @ ops.transpose(scaled_to_unit(y_pred)), same & others)

# %% [markdown]
# **Demand variance.** VICReg (Bardes, Ponce and LeCun 2022) adds to the distance of the views a hinge on the standard
# deviation of every number, and punishes numbers that say the same as others (covariance):

# %% tags=["keep:losses.no_negatives"]
def spread(embeddings):
    b = ops.cast(ops.shape(embeddings)[0], embeddings.dtype)
    return (embeddings - ops.mean(embeddings, axis=0)) / ops.sqrt(ops.maximum(b - 1, 1.0))


def variance_term(embeddings, target=1.0, eps=1e-4):
    variance = ops.sum(ops.square(spread(embeddings)), axis=0)  # (d,)
    return ops.mean(ops.relu(target - ops.sqrt(variance + eps)))


# %% [markdown]
# **Have negatives**: InfoNCE, from section 6. The singular values of the embeddings minus their mean, over $\sqrt n$,
# are the standard deviations along the principal axes. (The program of the paper takes
# its invariance 25 times a mean over $d$ numbers; ours is a sum, as in the paper's formula, hence $25/d$.)

# %% tags=["claim:S2-28", "claim:S2-29", "figure"]
models["SimSiam"] = fit(network(32), SimSiamLoss(hidden=16, seed=SEED), two_views)
models["SimSiam, no stop"] = fit(network(32), NoStop(hidden=16, seed=SEED), two_views)
models["VICReg"] = fit(network(32), VICRegLoss(invariance=25 / 32), two_views)
shown = ("no labels", "VICReg", "SimSiam", "untrained", "SimSiam, no stop", "positives only")
spectra = {name: spectrum(embed(models[name], test.pictures)) / len(test) ** 0.5 for name in shown}
words = "Spectra: InfoNCE, VICReg and SimSiam lie far above SimSiam without stop and positives only"
plots.show(*plots.figure_spectra(spectra, alt=words, floor=1e-2))

# %% tags=["claim:S2-28", "claim:S2-29"]
deviations = {name: deviation(models[name]) for name in shown}
remaining = {name: score_moved(models[name]) for name in shown}
for name in shown:
    print(f"{name:17} deviation {deviations[name]:.2f}, MAP@R {remaining[name]:.2f}")

assert 0.3 < deviations["SimSiam"] < 0.9 and 0.06 < deviations["SimSiam, no stop"] < 0.16
assert 0.84 < deviations["VICReg"] < 0.9 and 0.95 < deviations["no labels"] < 0.99
assert 0.04 < remaining["SimSiam"] < 0.16 and 0.29 < remaining["VICReg"] < 0.4

# %% [markdown]
# Deviations: SimSiam 0.76 (0.44 to 0.76), without the stop 0.12 (0.09 to 0.12), VICReg 0.87 (0.87 to 0.88), InfoNCE
# 0.97 (0.97 to 0.97). One `stop_gradient` decides. But not collapsed is not yet good: VICReg scores 0.34 (0.33 to
# 0.37), like InfoNCE; SimSiam, in this small network and 300 steps, only 0.13 (0.07 to 0.13).
#
# And if the network ended in batch norm? It stretches every number to deviation 1, whatever comes in:

# %% tags=["claim:S2-28"]
hidden = fit(network(32, end=[keras.layers.BatchNormalization()]), PositivesOnlyLoss(), two_views)
stretched, rank = deviation(hidden), effective_rank(embed(hidden, test.pictures))
rank_before = effective_rank(embed(models["untrained"], test.pictures))
print(f"deviation {stretched:.2f}, effective rank {rank:.1f}, untrained {rank_before:.1f}")

assert 0.89 < stretched < 0.95 and 9.4 < rank < 10.6 and 23.5 < rank_before < 26

# %% [markdown]
# 0.93 (0.91 to 0.93) looks healthy. The *effective rank* (Roy and Vetterli 2007), $e$ to the entropy of the singular
# values taken as shares, does not: 9.9 (9.8 to 10.1) of 32, untrained 25.1 (24.4 to 25.3). Batch norm stretches what
# is left but can't add directions. So our network does not end in it.
#
# **S2-29 is right**: contrastive, DSH, InfoNCE, SupCon, positives only, SimSiam and VICReg went through one loop. The
# idea is common, the algorithm is the loss.

# %% [markdown]
# ### Exercise 08-4 (experiment): which term of VICReg saves it?
# Train VICReg once without its variance term (`variance=0`), once without its covariance term (`covariance=0`), both
# with `invariance=25 / 32`. Give both deviations: `without = {"variance": ..., "covariance": ...}`. Which collapses?
# And what does `effective_rank` say of the other?

# %% [markdown] tags=["hint"]
# `fit(network(32), VICRegLoss(invariance=25 / 32, variance=0), two_views)` is the first.

# %% [markdown] tags=["hint"]
# `deviation(...)` of each tells.

# %% [markdown] tags=["hint"]
# If all embeddings are equal, what is the covariance of two numbers? Can that term object?

# %% tags=["exercise"]
without = ...

# %% tags=["solution"]
def deviation_without(term):
    return deviation(fit(network(32), VICRegLoss(invariance=25 / 32, **{term: 0}), two_views))


without = {term: deviation_without(term) for term in ("variance", "covariance")}

# %% tags=["check"]
def check_without(without):
    assert set(without) == {"variance", "covariance"}, 'a dict with the keys "variance" and "covariance"'
    swapped = without["covariance"] < 0.2 < without["variance"]
    assert not swapped, "the other way round: equal embeddings have covariance 0, and that term is content with them"
    assert 0.03 < without["variance"] < 0.15, "without variance the deviation should fall like that of positives only"
    assert without["covariance"] > 0.6, "with the variance term the deviation should stay near that of VICReg"


without = attempt("08-4", without, check_without, ours={"variance": 0.07, "covariance": 0.98})

# %% [markdown] tags=["mirror"]
# ## How do pairs replace labels?
# 1. **Bits:** two random bits differ with probability $\theta/\pi$; trained ones (DSH) reach 0.91 in 4 bytes, the score
#    of 128 bytes of floats.
# 2. **InfoNCE** is a softmax cross-entropy over pairs; its slope is softmax minus one-hot, over $T$. Low $T$: only near
#    pictures count. SupCon takes the mean over several positives.
# 3. **Without labels:** two views make a pair: 0.36 on moved digits; untrained 0.07, labels with views 0.50.
# 4. **Collapse:** positives only shrink the deviation from 0.54 to 0.07. Stop-gradient, a variance term or negatives
#    prevent it; batch norm at the end hides it.
#
# | claim | in short | verdict | instead |
# |---|---|---|---|
# | S2-26 | similar and dissimilar pairs instead of labels | imprecise | views: yes (0.36); SupCon: pairs from labels |
# | S2-27 | the idea is binary codes for two classes | wrong | that is hashing; pairs train floats as well |
# | S2-28 | only positives, all distances minimal | wrong | that is collapse: deviation 0.07 |
# | S2-29 | an idea, not an algorithm | right | one loop, seven losses |
# | S2-30 | finds similar pictures, gives the same label | right | nearest neighbour 0.63 with 100 labels |
# | S2-31 | one class, yet a necessary gap of the codes | wrong | 16 to 28 % of same pairs have equal codes |
#
# **Lesson 09 takes over** the embedding, and asks which channels of a network matter for it.
# **Exercises:** 08-1 to 08-4; `course_lib.exercises.progress()` shows yours.
#
# **References.** Charikar 2002, *Similarity estimation techniques from rounding algorithms*, STOC. Roy and Vetterli
# 2007, *The effective rank*, EUSIPCO. Salakhutdinov and Hinton 2009, *Semantic hashing*, International Journal of
# Approximate Reasoning. Gong and Lazebnik 2011, *Iterative quantization*, CVPR. Liu, Wang, Shan and Chen 2016, *Deep
# supervised hashing for fast image retrieval*, CVPR. Van den Oord, Li and Vinyals 2018, *Representation learning with
# contrastive predictive coding*, arXiv. Khosla and others 2020, *Supervised contrastive learning*, NeurIPS. Chen,
# Kornblith, Norouzi and Hinton 2020, *A simple framework for contrastive learning of visual representations*, ICML.
# Grill and others 2020, *Bootstrap your own latent*, NeurIPS. Chen and He 2021, *Exploring simple Siamese
# representation learning*, CVPR. Bardes, Ponce and LeCun 2022, *VICReg*, ICLR.
