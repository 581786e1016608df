# %% [markdown] tags=["card"]
# # 12 Strategies: Which choice is worth an hour?
#
# **Needs** lessons 05c (intervals), 06b (mining), 08 (SupCon) and 10 (normalised softmax). **Data** drawn pictures,
# no download; the table for handwriting was measured beforehand. **Takes** {{measured}}.
#
# You will be able to
# 1. plan a comparison of methods that is fair: equal time, equal tuning, new classes;
# 2. derive Proxy-Anchor and prototypical episodes, and say what they share with a softmax;
# 3. give a paired difference with its interval, and correct it for many comparisons;
# 4. notice batches that teach nothing, and a margin in the wrong unit.
#
# **May be skipped:** the part "The memory is full" in section 2, and exercise 12-4.

# %%
import keras
import numpy as np

from course_lib import plots
from course_lib.exercises import attempt
from course_lib.recipes import measurements, strategies
from course_lib.recipes.trials import score

SEED = 0
parts = strategies.products(SEED + 1)  # 100 kinds of products to learn, 50 others to be judged by, 10 pictures each
learn, new = parts["train"], parts["test"]

# %% [markdown]
# ## 1. What is a fair comparison?
# You have an hour. Do you spend it on another loss, on other batches, or on the learning rate? Tables in papers often
# can't say: the new method had a better network, a longer training, or more tuning (Musgrave, Belongie and Lim 2020).
# So we fix the rules first:
#
# - **Equal time.** Every training may use two seconds of one core. A method with expensive steps gets fewer.
# - **Equal tuning.** Every method has eight trials of its learning rate and its one setting: a margin, a temperature
#   or a scale. They lie at the same eight places of each range, and *validation classes* choose among them.
# - **Everything else is the same**: the encoder, 16 classes x 4 pictures in a batch, the optimiser.
# - **New classes judge**, eight times: other products to learn, others to be judged by, and another seed each time.
#
# That takes longer than a lesson has, so `bench/strategies.py` has done it. What does a step of each method cost?

# %%
measured = measurements.strategies()
step = {method: 1000 * seconds for method, seconds in measured["seconds"]["products"].items()}
print({method: f"{milliseconds:.1f} ms" for method, milliseconds in step.items()})

assert max(step, key=step.get) == "random" and 1.2 < step["random"] / min(step.values()) < 1.5

# %% [markdown]
# They hardly differ, for nearly all time goes into the encoder. Random triplets cost most: a random number for each
# of $64^3$ triples. (`prototypes` and `Proxy-Anchor` come in section 3, and `SupCon + softmax`
# is the sum of two losses.)

# %% [markdown] tags=["pitfall:P18"]
# ## 2. Before you compare losses
# ### Batches that teach nothing
# A learner draws 16 pictures at random and asks why the loss is so often 0.

# %% [markdown]
# ### Exercise 12-1 (derivation): a batch without positives
# There are $c$ classes of $k$ pictures each. Draw $b$ pictures at random, none of them twice. Derive the chance that
# no two of them are of one class, and write it as `no_pair(c, k, b)`.

# %% [markdown] tags=["hint"]
# Draw one after the other. If $i$ pictures of $i$ different classes have been drawn, which pictures may come next?

# %% [markdown] tags=["hint"]
# $ck - i$ pictures are left, and $ck - ik$ of them are of a class that has not come yet.

# %% [markdown] tags=["hint"]
# The product of $\frac{ck - ik}{ck - i}$ over $i = 0, \dots, b - 1$.


# %% tags=["exercise"]
def no_pair(c, k, b):
    return ...


# %% tags=["solution"]
def no_pair(c, k, b):
    i = np.arange(b)
    return np.prod((c * k - i * k) / (c * k - i))


# %% tags=["check"]
def our_no_pair(c, k, b):
    return np.prod([k * (c - i) / (c * k - i) for i in range(b)])


def check_no_pair(mine):
    got, none, i = mine(4, 3, 3), mine(3, 5, 4), np.arange(3)
    usual = [
        (
            np.prod((4 - i) / 4),
            "that puts each picture back; here none is drawn twice. How many are left to draw from?",
        ),
        (np.prod((4 - i) / (12 - i)), "each class that is still free has how many pictures? k is missing above"),
        ((9 / 11) ** 2, "that keeps each picture apart from one other; it must avoid the classes of all before it"),
        (9 / 11 * 8 / 10, "that keeps all others apart from the first picture; the third must avoid the second, too"),
        ((9 / 11) ** 3, "that takes the pairs as independent of each other, and they share pictures"),
        (1 - 3 * 2 / 11, "that adds the chances of all pairs, but two pairs may come together"),
        (
            np.prod((12 - 3 * np.arange(4)) / (12 - np.arange(4))),
            "one factor too many: with b pictures i ends at b - 1",
        ),
        (9 / 11, "one factor too few: i ends at b - 1"),
        (our_no_pair(3, 4, 3), "c and k are swapped: c classes of k pictures each"),
        (1 + 9 / 11 + 6 / 10, "all must happen, one after the other: is that a sum or a product?"),
        ((1 + 9 / 11 + 6 / 10) / 3, "all must happen, one after the other: is that a mean or a product?"),
        (1 - 54 / 110, "that is the chance that there *is* a pair: none is asked"),
        (np.prod((12 - i) / 12), "each class that has come is out with all of its k pictures, not with one"),
        (
            np.prod((12 - 2 * i) / (12 - i)),
            "a class that has come is out with all k pictures, and one of them is drawn",
        ),
        (9 / 16, "each picture avoids the classes of *all* before it, and none is put back"),
        ((9 / 11) * (3 / 4), "each picture avoids the classes of *all* before it, and none is put back"),
        (12 / 220, "each of the b classes gives one of its k pictures: k stands above b times"),
        (24 / 220, "in the same order above and below: b pictures can be drawn in many orders"),
        (np.prod((12 - 3 * i - 1) / (12 - i)), "the first picture may be any of all: what is the factor for i = 0?"),
        (np.prod((12 - 3 * i) / 9), "how many pictures are left to draw from, after i of them? Not all but one class"),
        (12 * 9 * 6, "that counts the ways without a pair: of how many ways in all?"),
        (4 * 27 / 12**3, "in the same order above and below, and none is put back: how many ways are there in all?"),
        ((3 / 4) ** 3, "each picture avoids the classes of *all* before it, not one class, and none is put back"),
        (3 / 4, "that is one picture beside one other, put back: what of the others, and how many are left?"),
        (1 / 64, "that is the chance of b given classes: any b different ones will do"),
        (np.exp(-9 / 8), "that is an approximation for large classes: derive the exact product"),
        (0.6, "that is the last factor alone: all must happen, so what becomes of the others?"),
    ]
    for slip, words in usual:
        assert not np.isclose(got, slip), words
    assert np.isclose(got, 54 / 110), (
        "four classes of three: the second picture may be one of 9 of the 11 that are left, and the third one of 6 of "
        "10; are these your factors?"
    )
    assert np.isclose(none, 0), "four pictures of three classes must hold a pair"


draw_sizes = lambda rng: (int(rng.integers(8, 60)), int(rng.integers(2, 12)), int(rng.integers(3, 8)))
no_pair = attempt("12-1", no_pair, check_no_pair, ours=our_no_pair, again=draw_sizes)

# %% [markdown]
# We count, and train SupCon for 100 steps: on 16 pictures drawn at random, and on 4 classes with 4
# pictures each, as `PKBatches` draws them.

# %% tags=["pitfall:P18"]
from course_lib.losses import SupConLoss, positive_pairs
from course_lib.models import encoder
from course_lib.training import PKBatches, train

y = np.unique(learn.labels, return_inverse=True)[1]  # (1000,), 0 to 99


class AtRandom(PKBatches):
    def __getitem__(self, i):
        rows = np.random.default_rng([self.seed, i]).choice(len(self.labels), self.classes * self.per_class, False)
        return self.pictures[rows], self.labels[rows]


def batches(kind, classes, per_class=4):
    return kind(learn.pictures, y, classes=classes, per_class=per_class, steps=100, seed=SEED)


def taught(loss, kind=PKBatches, classes=16, times=1):
    keras.utils.set_random_seed(SEED)
    network = encoder(learn.pictures.shape[1:], dimension=32, width=8)
    if times != 1:
        network = keras.Sequential([network, keras.layers.Rescaling(times)])
    train(network, batches(kind, classes), loss, epochs=1, learning_rate=0.01, weight_decay=0)
    return score(network, new)  # MAP@R on the 50 new kinds


# %% tags=["pitfall:P18"]
empty = np.mean([positive_pairs(labels) == 0 for _, labels in batches(AtRandom, 4)])
print(f"without a pair: {empty:.2f} of the batches, expected {no_pair(100, 10, 16):.2f}")
by_batch = {kind: taught(SupConLoss(0.1), kind, classes=4) for kind in (AtRandom, PKBatches)}
print({kind.__name__: round(found, 3) for kind, found in by_batch.items()})

assert 0.25 < empty < 0.4 and round(our_no_pair(100, 10, 16), 2) == 0.32
assert 1.4 < by_batch[PKBatches] / by_batch[AtRandom] < 3

# %% [markdown]
# A third of the random batches hold no pair: their loss is 0, and their step is wasted. Most others hold one or two
# pairs, where four classes of four hold 24. With these, the same 100 steps reach about twice the MAP@R (1.8 to 2.8
# over five seeds). No loss over pairs mends that; one with learned points (section 3) needs no pairs.

# %% [markdown] tags=["pitfall:P22"]
# ### The memory is full
# Another learner first makes all pairs, as pictures. For 60 pictures we do so, and reckon the rest:

# %% tags=["pitfall:P22"]
left, right = np.triu_indices(60, k=1)  # (1770,) each: the pairs by number
as_pixels = learn.pictures[left].nbytes + learn.pictures[right].nbytes
by_number = left.astype("int32").nbytes + right.astype("int32").nbytes
pairs = len(learn) * (len(learn) - 1) // 2
print(f"60 pictures: {as_pixels / 1e6:.1f} MB as pixels, {by_number / 1e3:.0f} kB by number")
for_all = pairs / 1770 * as_pixels / 1e9, pairs / 1770 * by_number / 1e6
print("1,000 pictures: {:.2f} GB as pixels, {:.0f} MB by number".format(*for_all))

assert as_pixels / by_number == 24 * 24 * 3 / 4 == 432 and pairs == 499_500 and 64 * 63 // 2 == 2016

# %% [markdown]
# The pixels take 432 times as much. Store numbers, and fetch the pictures when their batch comes. A loss over a P x K
# batch needs no list: it embeds 64 pictures once and has 2,016 pairs.

# %% [markdown] tags=["pitfall:P7"]
# ### A margin in the wrong unit
# A third learner takes the margin from a paper, but has embeddings ten times as long. Recall lesson 02b: the
# contrastive loss $\ell(z; m)$ squares its distances and gaps.

# %% [markdown]
# ### Exercise 12-2 (prediction): ten times as long
# Train with embeddings of length 10 and a margin of 14 instead of length 1 and 1.4. By which factor is the loss
# larger, and by which factor is the first step of Adam longer? Remember lesson 03: Adam divides the mean of the
# gradients by the root of the mean of their squares. Answer as `(of_loss, of_step)`.

# %% [markdown] tags=["hint"]
# Distances and margin grow by 10, and so does each gap between a distance and the margin. What does the loss do with
# them?

# %% [markdown] tags=["hint"]
# If all gradients are $a$ times as large, the mean is $a$ times as large. And the root of the mean square?

# %% [markdown] tags=["hint"]
# Both are $a$ times as large, and the quotient stays what it was (but for a tiny epsilon).

# %% tags=["exercise"]
factors = ...

# %% tags=["solution"]
factors = (100, 1)


# %% tags=["check"]
def check_factors(pair):
    of_loss, of_step = pair
    assert not np.allclose(pair, (1, 100)), "the two are swapped: (of_loss, of_step)"
    assert not np.isclose(of_loss, 10), "distances and gaps grow by 10; what does the contrastive loss do with them?"
    assert not np.isclose(of_loss, 1), "the same pairs cost something, but is a gap as wide as before?"
    assert not np.isclose(of_loss, 1000), "a square is taken once, of a gap that is ten times as wide"
    assert np.isclose(of_loss, 100, rtol=1e-3), "a gap grows by 10; and its square? The loss is a mean of such squares"
    grows = "the gradients grow, but Adam divides by their size: what is left of a factor that all of them have?"
    assert of_step < 2, grows
    assert of_step > 0.5, "Adam divides by the root of the mean of the squares: does it grow faster than the gradients?"
    assert np.isclose(of_step, 1, atol=0.01), "mean over root of mean square: both grow by the same factor"


factors = attempt("12-2", factors, check_factors, ours=(100, 1))

# %% [markdown]
# So $\ell(10\,z;\; 10\,m) = 100\,\ell(z;\; m)$, and length 10 with a margin of 14 should learn what length 1
# learns with 1.4. And with the copied margin?

# %% tags=["pitfall:P7"]
from course_lib.losses import ContrastiveLoss

z = np.random.default_rng(SEED).normal(size=(8, 4)).astype("float32")
once, longer = (float(ContrastiveLoss(m)(np.arange(8) // 2, s * z)) for s, m in ((1, 1.4), (10, 14)))
by_margin = {(times, m): taught(ContrastiveLoss(m), times=times) for times, m in ((1, 1.4), (10, 1.4), (10, 14))}
print(f"loss {longer / once:.1f} times as large", {key: round(found, 3) for key, found in by_margin.items()})
copied = by_margin[10, 1.4] / by_margin[1, 1.4]
by_epsilon = taught(ContrastiveLoss(11.2), times=8) - taught(lambda y, e: 64 * ContrastiveLoss(1.4)(y, e))
print(f"length 8, and length 1 with 64 times the loss, differ by {by_epsilon:.1e}")

assert abs(longer / once - 100) < 0.01 and copied < 0.75
assert abs(by_margin[10, 14] / by_margin[1, 1.4] - 1) < 0.25 and abs(by_epsilon) < 0.005

# %% [markdown]
# With the copied margin the network reaches half the score at length 1 (0.46 to 0.54 over five seeds). With the margin
# in the right unit it is about as good as at length 1, though not equal: Adam's epsilon does not grow with the
# gradients. To check that, we gave length 8 its margin, and length 1 a loss 64 times as large, which has the same
# gradients (powers of two need no rounding). Both reach the same score, to the last digit. So tune each method before
# you rank it.

# %% [markdown]
# ## 3. Two losses by hand
# ### Proxy-Anchor
# The losses of lesson 02 compare pictures with pictures, the softmax of lesson 10 compares each picture with one
# learned point per class. Kim and others (2020) turn the second idea round: each learned point $p$, a *proxy*, is an
# anchor and looks at *all pictures of the batch*. It wants the cosines $s$ of its own pictures above a margin
# $\delta$, and those of all others below $-\delta$. The worst own picture misses by $\max(0, \max_x(\delta - s_x))$.
# A maximum hears one picture only, so they soften it:
#
# $$\max(0, v_1, \dots, v_n) \;\approx\; \tfrac1\alpha \log\bigl(1 + e^{\alpha v_1} + \dots + e^{\alpha v_n}\bigr).$$
#
# (The 1 is $e^0$. For large $\alpha$ only the largest term counts, and the two sides agree.) Without the
# factor $1/\alpha$ this is the paper's loss: one such term over the own pictures with $v = \delta - s$, averaged over
# the proxies that have pictures in the batch, and one over the others with $v = s + \delta$, averaged over all
# proxies.

# %% tags=["keep:losses.proxy_anchor"]
from keras import ops

from course_lib.losses import mean_where
from course_lib.losses.similarity import NEVER  # a logit so low that its exponential is 0


def log_one_plus(logits, among):
    with_zero = ops.pad(ops.where(among, logits, NEVER), [[1, 0], [0, 0]])  # (b + 1, c): exp(0) is the 1
    return ops.logsumexp(with_zero, axis=0)


def proxy_anchor(cosines, own, alpha, margin):
    pull = log_one_plus(-alpha * (cosines - margin), own)  # (c,)
    push = log_one_plus(alpha * (cosines + margin), ~own)  # (c,)
    return mean_where(pull, ops.any(own, axis=0)) + ops.mean(push)


# %% [markdown]
# Its slope for an own picture follows from the chain rule: $-\alpha$ times $e^{\alpha v}$ over the sum with the 1 in
# it. That is a softmax again, over the own pictures *and a zero*. For one proxy and three own pictures we check it by
# central differences:

# %%
s = np.array([[0.9], [0.5], [0.1]])  # near the proxy, middling, far
own, alpha = np.ones((3, 1), bool), 8.0
e = np.exp(alpha * (0.1 - s))
by_rule = -alpha * e / (1 + e.sum())  # (3, 1)
moved = [
    float(proxy_anchor(s + h, own, alpha, 0.1) - proxy_anchor(s - h, own, alpha, 0.1)) / 2e-4
    for h in 1e-4 * np.eye(3)[:, :, None]
]
print("slopes", by_rule.ravel().round(3), "by central differences", np.round(moved, 3))

assert np.allclose(by_rule.ravel(), moved, atol=1e-3) and by_rule[2] / by_rule[1] > 20

# %% [markdown]
# The far picture is pulled more than twenty times as strongly as the middling one, and the near one hardly at all:
# that is mining without a choice of triplets.
#
# ### Prototypical episodes
# Snell, Swersky and Zemel (2017) need no learned points at all. They call a batch an *episode*. In it, some pictures
# of each class are its *support*, and their mean $c_k$ is its *prototype*. The other pictures are queries. A query $x$
# answers by a softmax of $-g\,|x - c_k|^2$ and pays the cross-entropy of its class. ($g$ is a scale. The paper needs
# none, since its embeddings may be long; ours have length 1.) Multiply the square out:
#
# $$-g\,|x - c_k|^2 = 2g\,x \cdot c_k - g\,|c_k|^2 - g\,|x|^2.$$
#
# The last term is the same for all classes and drops out of the softmax. What is left is a classifier with weights
# $2g\,c_k$ and a bias. So **prototypes are a softmax whose class weights are computed from the batch instead of
# learned**.

# %% [markdown]
# ### Exercise 12-3 (implementation): prototypes
# Write `prototypes(support, queries, own, g)`: `support` is (c, k, d), `queries` (q, d), and `own` (q,) says which
# class each query has, 0 to c - 1. Return the mean loss.

# %% [markdown] tags=["hint"]
# The prototypes are `support.mean(axis=1)`, (c, d). All differences: `queries[:, None] - them[None]`, (q, c, d).

# %% [markdown] tags=["hint"]
# With the logits (q, c), the loss of a query is the logarithm of the sum of `np.exp(logits)` minus its own logit.

# %% [markdown] tags=["hint"]
# `logits = -g * ((queries[:, None] - them) ** 2).sum(axis=2)`; own ones: `logits[np.arange(len(own)), own]`.


# %% tags=["exercise"]
def prototypes(support, queries, own, g):
    return ...


# %% tags=["solution"]
def prototypes(support, queries, own, g):
    centres = support.mean(axis=1)  # (c, d)
    logits = -g * ((queries[:, None] - centres) ** 2).sum(axis=2)  # (q, c)
    return (np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(own)), own]).mean()


# %% tags=["check"]
from course_lib.losses import PrototypicalLoss


def our_prototypes(support, queries, own, g):
    c, k, d = support.shape
    rows, labels = np.concatenate([support.reshape(-1, d), queries]), np.concatenate([np.repeat(np.arange(c), k), own])
    return float(PrototypicalLoss(support=k, scale=g, dtype="float64")(labels, rows))


def draw_episode(rng):
    c, k, d, q = (int(rng.integers(*ends)) for ends in ((3, 5), (5, 8), (4, 7), (9, 12)))
    return rng.normal(size=(c, k, d)), rng.normal(size=(q, d)), rng.integers(0, c, q), float(rng.uniform(0.5, 1.5))


OWN_TOO = "the sum below the line holds all classes, the own one too"


def usual_prototypes(support, queries, own, g):
    centres, places = support.mean(axis=1), np.arange(len(own))
    squares = (queries[:, None] - centres) ** 2  # (q, c, d)
    squared, shown = squares.sum(axis=2), lambda logits: np.log(np.exp(logits).sum(axis=1))
    loss = lambda logits: (shown(logits) - logits[places, own]).mean()
    shares = np.exp(-g * squared - shown(-g * squared)[:, None])[places, own]
    to_each = ((queries[:, None, None] - support) ** 2).sum(axis=3)  # (q, c, k)
    logits, normed = -g * squared, centres / np.linalg.norm(centres, axis=1)[:, None]
    return [
        (loss(-g * ((queries[:, None] - support.mean(axis=0)) ** 2).sum(axis=2)), "that mean runs over the classes"),
        (loss(-g * ((queries[:, None] - normed) ** 2).sum(axis=2)), "the prototypes are given another length"),
        ((np.log(np.exp(logits).sum(axis=0))[own] - logits[places, own]).mean(), "the sum must run over the classes"),
        ((np.log(np.exp(logits).mean(axis=1)) - logits[places, own]).mean(), "over the classes a sum, not a mean"),
        ((np.exp(logits).sum(axis=1) - logits[places, own]).mean(), "the logarithm of the sum is missing"),
        ((shown(logits)[:, None] - logits[:, own]).mean(), "that takes the classes of all for each query"),
        (loss(-squared), "the scale g of the distances is missing"),
        (loss(g * squared), "the nearer prototype must have the larger logit: the logits have the wrong sign"),
        (loss(-g * np.sqrt(squared)), "the distances are not squared"),
        (loss(-g * squares.mean(axis=2)), "the distance takes the mean over the coordinates where it needs their sum"),
        (loss(-g * abs(queries[:, None] - centres).sum(axis=2)), "those are sums of absolute values, not of squares"),
        (loss(-squared / g), "the distances are divided by g, not multiplied"),
        (loss(-(g**2) * squared), "g stands inside the square, or is taken twice"),
        (loss(g * queries @ centres.T), "a dot product in place of the distance: what else does the square hold?"),
        (loss(2 * g * queries @ centres.T), "the bias, minus g times the squared length of a prototype, is missing"),
        (loss(-g * ((queries[:, None] - support[:, 0]) ** 2).sum(axis=2)), "a prototype is the mean of the support"),
        (loss(-g * ((queries[:, None] - support.sum(axis=1)) ** 2).sum(axis=2)), "that prototype is a sum, not a mean"),
        (g * squared[places, own].mean(), "the distance to the own prototype is half of it: what of the others?"),
        (shown(-g * squared).mean(), "the own logit is missing: it is taken from the logarithm of the sum"),
        (shares.mean(), "that is the mean share of the own class: the logarithm is missing"),
        (1 - shares.mean(), "that is 1 minus the mean share: cross-entropy takes a logarithm"),
        (-np.log(shares.mean()), "that is the logarithm of a mean: take the mean of the logarithms"),
        (-np.log2(shares).mean(), "that logarithm is to the base 2"),
        (-np.log10(shares).mean(), "that logarithm is to the base 10"),
        (g * loss(-squared), "g belongs to the logits, and does not multiply the loss"),
        (np.log(np.exp(logits).sum(axis=0)).mean() - logits[places, own].mean(), "the sum must run over the classes"),
        (loss(-g * to_each.sum(axis=2)), "the mean of the support first, and then one distance to it"),
        (loss(-g * to_each.mean(axis=2)), "the mean of the support first, and then one distance to it"),
        (loss(-g * ((queries[:, None] - np.median(support, axis=1)) ** 2).sum(axis=2)), "a mean, and no median"),
        ((np.log(np.exp(logits).sum(1) - np.exp(logits[places, own])) - logits[places, own]).mean(), OWN_TOO),
        (loss(logits).sum() * len(own), "the mean over the queries, not the sum"),
        (-loss(logits), "the sign is turned round: the logarithm of the sum minus the own logit"),
        ((squared.argmin(axis=1) == own).mean(), "that is how many are right; asked is the loss"),
        ((squared.argmin(axis=1) != own).mean(), "that is how many are wrong; asked is the loss"),
    ]


def check_prototypes(mine):
    episodes = [draw_episode(np.random.default_rng(seed)) for seed in (1, 2)]
    got, wanted = mine(*episodes[0]), our_prototypes(*episodes[0])
    mine(*episodes[1])
    if np.ndim(got) == 0:
        for slip, words in usual_prototypes(*episodes[0]):
            assert not np.isclose(got, slip), words
    assert np.ndim(got) == 0, "one number is asked, the mean over the queries"
    assert np.isclose(got, wanted, rtol=1e-4), (
        "logits from squared distances, a logarithm of a sum over the classes, minus the own logit?"
    )


prototypes = attempt("12-3", prototypes, check_prototypes, ours=our_prototypes, again=draw_episode)

# %% [markdown] tags=["claim:S2-37", "claim:S2-39", "claim:S1-42"]
# ## 4. Nine methods at equal time
# Both articles promise code, strategies compared and results, and end without any of them. **Before you run:** which of
# the nine will be first? And what costs more, a bad loss or a bad setting?

# %% tags=["claim:S2-37", "claim:S2-39", "claim:S1-42"]
judged = {name: {method: np.array(runs) for method, runs in rows.items()} for name, rows in measured["judged"].items()}
tuned = {method: max(trials, key=lambda trial: trial[2]) for method, trials in measured["tuning"]["products"].items()}
for method, runs in judged["products"].items():
    chosen = "rate {:.3f}, setting {:.2f}".format(*tuned[method]) if method in tuned else ""
    print(f"{method:17}{runs.mean():.3f} ({runs.min():.3f} to {runs.max():.3f})  {chosen}")

# %% [markdown]
# All nine are far above the pixels and the untrained network. Semi-hard triplets come first, the contrastive loss
# last. And how much is the tuning?

# %% tags=["claim:S2-39"]
from course_lib.evaluation.comparison import paired_difference  # section 5 writes it

trials = {method: np.array([found for _, _, found in rows]) for method, rows in measured["tuning"]["products"].items()}
between = np.ptp([found.max() for found in trials.values()])
within = np.mean([np.ptp(found) for found in trials.values()])
print(f"best method minus worst method: {between:.2f}; best trial minus worst trial of one method: {within:.2f}")
by_temperature = {float(t): np.array(runs) for t, runs in measured["temperatures"].items()}
print("SupCon by temperature:", {t: round(float(runs.mean()), 3) for t, runs in by_temperature.items()})
by_tuning = paired_difference(judged["products"]["SupCon"], by_temperature[0.2])
print("SupCon tuned by 72 trainings instead of eight: {:+.3f} ({:.3f} to {:.3f})".format(*by_tuning))

assert 0.17 < between < 0.2 and 0.17 < within < 0.2 and by_tuning.low > 0
means = {(rate, t): np.mean(runs, axis=0)[0] for rate, by in measured["pool"].items() for t, runs in by.items()}
assert max(means, key=means.get) == ("0.01539", "0.2")  # validation classes chose so, too
assert 0 < by_temperature[0.2].mean() - judged["products"]["semi-hard"].mean() < 0.02

# %% [markdown]
# On the validation classes 0.18 lies between the best and the worst method, each at its best trial, and 0.19 on
# average between the best and the worst trial of *one* method. In ranges as wide as ours a bad trial costs as much as
# a bad loss. Then the bench gave SupCon a closer search: 36 pairs of rate and temperature, twice each. Their winner,
# a rate of 0.015 and a temperature of 0.2, scores 0.310 on the deals of the table. That is 0.05 above the winner of
# eight trials, and above semi-hard, though not for sure. So the table is fair, and its top is not settled.
#
# We train two of them anew on your machine, as in the table.

# %% tags=["claim:S2-37"]
from course_lib.recipes.trials import Trials


def again(method):
    rate, setting, _ = tuned[method]
    steps = round(2000 / step[method])
    return score(Trials(method, learn).run(rate, setting, steps, seed=SEED + 1), new)


live_runs = {method: again(method) for method in ("contrastive", "semi-hard")}
print({method: (round(found, 3), round(judged["products"][method][SEED], 3)) for method, found in live_runs.items()})
off = max(abs(found - judged["products"][method][SEED]) for method, found in live_runs.items())

assert off < 0.08 and live_runs["semi-hard"] - live_runs["contrastive"] > 0

# %% [markdown]
# The first number of each pair is yours, the second the table's. The order is the same.

# %% [markdown]
# ## 5. Is the difference real?
# Some of the eight deals are harder than others, for all methods alike. If we compare deal by deal, that drops out.
# Let $d_i = b_i - a_i$ be the difference in deal $i$. Its variance is
#
# $$\operatorname{Var}(b - a) = \operatorname{Var}(a) + \operatorname{Var}(b) - 2\operatorname{Cov}(a, b),$$
#
# so the more the two move together, the less the difference moves. The mean of $n$ of them has the standard error
# $s/\sqrt n$, where $s$ is the standard deviation of the $d_i$. Were that the true one, 1.96 standard errors to each
# side would catch the truth in 95 % of all experiments. Student (1908) worked out how far one must go with an
# estimate: with eight runs 2.36 standard errors.

# %% tags=["claim:S2-39"]
from scipy import stats


def paired(first, second):
    d, n = second - first, len(first)
    error = d.std(ddof=1) / np.sqrt(n)
    reach = stats.t.ppf(0.975, n - 1) * error
    return d.mean(), d.mean() - reach, d.mean() + reach, 2 * stats.t.sf(abs(d.mean()) / error, n - 1)


one = paired(judged["products"]["contrastive"], judged["products"]["semi-hard"])
print("semi-hard ahead of contrastive by {:.3f} ({:.3f} to {:.3f}), p = {:.1g}".format(*one))

assert np.allclose(one, paired_difference(judged["products"]["contrastive"], judged["products"]["semi-hard"]))
assert round(stats.t.ppf(0.975, 7), 2) == 2.36 and one[1] > 0

# %% [markdown]
# Semi-hard triplets are ahead by 0.121 (interval 0.092 to 0.149). The last number, $p$, is how often chance alone
# would bring a mean so far from 0, were the two equally good.

# %% [markdown]
# ### Exercise 12-4 (experiment): what pairing saves
# `stats.ttest_ind(b, a, equal_var=False).confidence_interval()` gives (low, high) for two methods whose runs have
# nothing to do with each other. For each method but `contrastive`, divide the width of that interval by the width of
# the paired one, on the products. Answer with a dictionary `{method: ratio}`. How many times as many runs would the
# unpaired comparison need?

# %% [markdown] tags=["hint"]
# `judged["products"][method]` are the eight runs. Go through `tuned`, which holds the nine methods.

# %% [markdown] tags=["hint"]
# `low, high = stats.ttest_ind(...).confidence_interval()`; of `paired` take the second and the third number.

# %% [markdown] tags=["hint"]
# Standard errors shrink with $\sqrt n$. So a ratio of 2 means four times as many runs.

# %% tags=["exercise"]
wider = ...


# %% tags=["solution"]
def ratio_of_widths(method):
    a, b = judged["products"]["contrastive"], judged["products"][method]
    low, high = stats.ttest_ind(b, a, equal_var=False).confidence_interval()
    _, from_, to, _ = paired(a, b)
    return (high - low) / (to - from_)


wider = {method: ratio_of_widths(method) for method in tuned if method != "contrastive"}


# %% tags=["check"]
def both_tests(method, runs=judged["products"], equal_var=False):
    two = runs[method], runs["contrastive"]
    return stats.ttest_ind(*two, equal_var=equal_var), stats.ttest_rel(*two)


def widths(*given, **options):
    return np.array([np.ptp(each.confidence_interval()) for each in both_tests(*given, **options)])  # unpaired, paired


def our_ratio(*given, **options):
    apart, together = widths(*given, **options)
    return apart / together


our_wider = {method: our_ratio(method) for method in tuned if method != "contrastive"}


def check_wider(yours):
    assert "contrastive" not in yours, "contrastive compared with itself has an interval of no width: leave it out"
    assert set(yours) == set(our_wider), f"a ratio for each of {sorted(our_wider)}"
    got, right = (np.array([float(of[method]) for method in our_wider]) for of in (yours, our_wider))
    apart, together = np.array([widths(method) for method in our_wider]).T
    tests = [both_tests(method) for method in our_wider]
    p_apart, p_together = np.array([[each.pvalue for each in two] for two in tests]).T
    low, high = np.array([[each.confidence_interval() for each in two] for two in tests]).transpose(2, 1, 0)  # (2, 8)
    ends = (low[0] / low[1], high[0] / high[1])
    narrow = np.array([np.ptp(two[0].confidence_interval(0.9)) for two in tests])
    usual = [
        (1 / right, "unpaired over paired, not the other way round"),
        (right**2, "that is how many times as many runs are needed; the answer is the ratio of the widths"),
        (apart - together, "that is a difference; asked is how many times as wide, a ratio"),
        (apart, "that is the width of the unpaired interval alone: divide by the width of the paired one"),
        (together, "that is the width of the paired interval alone: divide the other one by it"),
        (2 * right, "from low to high in both: from the mean to one end is half a width"),
        (-2 * right, "`paired` begins with the mean: its second and third number are low and high"),
        *((part, "asked are the widths, from low to high, and not one of the ends") for part in ends),
        *((part, "those are p: asked are the widths of the intervals") for part in (p_apart, p_apart / p_together)),
        (narrow / together, "both intervals hold 95 %: is one of them narrower?"),
        (apart / narrow, "both intervals hold 95 %: is one of them narrower?"),
        (right / 2, "from low to high in both: from the mean to one end is half a width"),
        ([our_ratio(method, judged["characters"]) for method in our_wider], "those are the characters, not products"),
        ([our_ratio(method, equal_var=True) for method in our_wider], "equal_var=False, as the exercise has it"),
    ]
    for slip, words in usual:
        assert not np.allclose(got, slip, rtol=1e-5), words
    assert not np.allclose(got, 1), "1 says that pairing saves nothing: are both intervals the same one?"
    scores = np.array([judged["products"][method] for method in our_wider])  # (8, 8)
    base = judged["products"]["contrastive"]
    for slip in (scores.mean(axis=1) / base.mean(), base.mean() / scores.mean(axis=1)):
        assert not np.allclose(got, slip), "those are ratios of scores: asked is that of the widths of two intervals"
    alone = scores.std(axis=1) / (scores - base).std(axis=1)
    assert not np.allclose(got, alone), "in the unpaired interval *both* methods scatter: yours holds one of them"
    assert np.allclose(got, right, rtol=0.006), (
        "the width of the unpaired interval over that of the paired one, each method with contrastive, on the products?"
    )


wider = attempt("12-4", wider, check_wider, ours=our_wider)
print({method: round(float(ratio), 2) for method, ratio in sorted(wider.items())})

assert 1.05 < min(our_wider.values()) < 1.1 and 1.85 < max(our_wider.values()) < 1.95

# %% [markdown]
# Pairing narrows every interval, SupCon's most of all: without it three and a half times as many deals would be
# needed.
#
# ## 6. Does it hold elsewhere?
# The second set is handwriting: characters of Omniglot (Lake, Salakhutdinov and Tenenbaum 2015). Five alphabets to
# learn and tune by, three others to be judged by, every method tuned anew. Its deals learn from some of the same
# characters, so the intervals speak for these alphabets only.

# %% tags=["claim:S2-39", "figure"]
others = [method for method in tuned if method != "contrastive"]
gains = {
    name: {method: paired_difference(rows["contrastive"], rows[method])[:3] for method in others}
    for name, rows in judged.items()
}
words = "All eight gain on both sets. Semi-hard gains most on products, SupCon + softmax on characters"
plots.show(*plots.figure_gains(gains, xlabel="MAP@R more than contrastive", alt=words))
order = {name: sorted(tuned, key=lambda method: -rows[method].mean()) for name, rows in judged.items()}
print({name: methods[:4] for name, methods in order.items()})

# %% [markdown]
# All eight gain on both sets, and the first place changes hands. What else holds? We compare all 36 pairs of
# methods. At 5 % each, about two of them would raise a false alarm, were all methods equal. Holm (1979) keeps
# the chance of *any* false alarm at 5 %: multiply the smallest $p$ by 36, the next one by 35, and so on, and let none
# be smaller than the one before it.

# %% tags=["claim:S2-39"]
from itertools import combinations

from course_lib.evaluation.comparison import holm


def sure_order(rows):
    """Pairs (worse, better) that differ for certain."""
    found = {(a, b): paired_difference(rows[a], rows[b]) for a, b in combinations(tuned, 2)}
    p = holm({pair: difference.p for pair, difference in found.items()})
    return {pair if found[pair].mean > 0 else pair[::-1] for pair in found if p[pair] < 0.05}


sure = {name: sure_order(rows) for name, rows in judged.items()}
on_both = set.intersection(*sure.values())
turned = {pair for pair in sure["products"] if pair[::-1] in sure["characters"]}
print("sure of 36 pairs:", {name: len(pairs) for name, pairs in sure.items()}, "on both:", len(on_both))
print("on both, without contrastive:", sorted(pair for pair in on_both if "contrastive" not in pair))
pairs_that_count = {name: by["judged"] for name, by in measured["active"].items()}
active = {name: paired_difference(judged[name]["contrastive"], runs) for name, runs in pairs_that_count.items()}
print("contrastive over active pairs gains", {name: np.round(found[:3], 3) for name, found in active.items()})

assert min(low for rows in gains.values() for _, low, _ in rows.values()) > 0 and not turned
assert order["products"][0] == "semi-hard" and order["characters"][0] == "SupCon + softmax"
assert len(sure["products"]) == 8 and len(sure["characters"]) == 13 and len(on_both) == 6
assert min(found.low for found in active.values()) > 0

# %% [markdown]
# Few conclusions survive: 8 of 36 pairs are sure on products, 13 on characters, 6 on both. Five of the six say that
# the contrastive loss over all pairs is behind. The sixth says that semi-hard triplets beat random ones: *mining*
# helps, as in lesson 06b. Had we stopped after the products, we would have reported a winner that is only fourth on
# characters. Eight deals can't order the upper half.
#
# Why is the contrastive loss behind? Its mean goes over *all* different pairs, most of which soon cost nothing. With
# `active=True` it goes over those nearer than the margin. Tuned alike, that gains 0.073 and 0.077: a good part of the
# gap, not all.
#
# How much does the budget decide? Here are four, all with the settings tuned for two seconds. The lines are means over
# two deals. **Before you choose another budget:** which methods will gain most?

# %% tags=["figure"]
SECONDS = (0.5, 1, 2, 4)
runs_at = lambda method, s: judged["products"][method][:2] if s == 2 else measured["curves"][method][str(float(s))]
lines = {method: [np.mean(runs_at(method, s)) for s in SECONDS] for method in tuned}


def budget(seconds):
    return plots.figure_read(SECONDS, lines, seconds, xlabel="seconds of one core", ylabel="MAP@R", log=True)


plots.show(*budget(seconds=0.5))
late = {method: line[3] - line[2] for method, line in lines.items()}

assert lines["softmax"][0] < 0.05 and lines["prototypes"][0] > 0.15 and min(late, key=late.get) == "contrastive"
gap = np.median([abs(lines[a][2] - lines[b][2]) for a, b in combinations(tuned, 2)])
assert late["contrastive"] < 0.02 and 0.05 < np.median(list(late.values())) < 0.065 and 0.03 < gap < 0.065

# %% tags=["widget"]
from course_lib.widgets import live

live(budget, seconds=list(SECONDS))

# %% [markdown]
# The losses with learned points begin slowly: after half a second the softmax has 0.04, and the prototypes, whose
# points are computed, 0.17. The contrastive loss hardly gains after two seconds, while the others do. So a
# ranking belongs to its budget, and twice the time, worth about 0.06, brings as much as another loss does.

# %% [markdown] tags=["mirror"]
# ## Which choice is worth an hour?
# 1. **Fair** means equal time, equal tuning, and classes that chose nothing.
# 2. **Before any loss:** batches must hold positives, pairs are numbers and not pixels, and a margin belongs to the
#    length of its embeddings.
# 3. **Proxy-Anchor** is a softened worst case over the pictures of a batch, and its slope a softmax. **Prototypes** are
#    a softmax whose class weights are computed instead of learned.
# 4. **The table:** on both sets the contrastive loss over all pairs is surely behind five others, and a mean over
#    active pairs mends much of it; semi-hard triplets beat random ones. The order at the top is luck, or belongs to the
#    set. The trials of one method lie as far apart as the nine methods.
# 5. **Pairing** narrows the interval, and Holm keeps 36 comparisons honest.
#
# **So what do I use?** Semi-hard triplets, SupCon at a temperature of 0.2, or SupCon with a softmax beside it if the
# classes are known beforehand. Then spend the hour on the learning rate and on a longer training, not on a tenth
# loss. These were short trainings of a small network; on your pictures, compare two or three losses in pairs.
#
# **[Part 12b](12b_tuning.ipynb) takes over** the tuning: which search, which split, and how far the winner flatters
# itself. **Exercises:** 12-1 to 12-4; `course_lib.exercises.progress()` shows yours.
#
# **References.** Student 1908, *The probable error of a mean*, Biometrika. Holm 1979, *A simple sequentially
# rejective multiple test procedure*, Scandinavian Journal of Statistics. Lake, Salakhutdinov and Tenenbaum 2015,
# *Human-level concept learning through probabilistic program induction*, Science. Snell, Swersky and Zemel 2017,
# *Prototypical networks for few-shot learning*, NeurIPS. Kim, Kim, Cho and Kwak 2020, *Proxy anchor loss for deep
# metric learning*, CVPR. Musgrave, Belongie and Lim 2020, *A metric learning reality check*, ECCV.
