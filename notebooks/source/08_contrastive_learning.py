# %% [markdown] tags=["card"]
# # 08 Contrastive learning: How do pairs replace labels?
#
# **Needs** lessons 02, 05, 06b and 07. **Data** 1,797 real handwritten digits, no download. **Takes** {{measured}}.
#
# **May be skipped:** the part "Equal, or only near?" in section 4, and section 5.
#
# You will be able to
# 1. derive InfoNCE and its gradient, and say which picture a low temperature pushes;
# 2. say which loss is left when a network has done its work;
# 3. train a search without a single label, and say what that buys and what it costs;
# 4. say how many labels would have done the same.

# %%
import numpy as np

from course_lib import plots
from course_lib.data import digits
from course_lib.exercises import attempt
from course_lib.widgets import live

SEED = 0
train_set, val, test = (digits().where(split=split) for split in ("train", "val", "test"))

# %% [markdown]
# ## 1. A softmax over pictures
# The losses of lessons 02 and 06b look at one or two distances at a time. Here is a question about many at once: *which
# of these $n$ pictures belongs to the anchor?* Let $s_j$ be the cosine of anchor and picture $j$. A softmax answers,
# with a *temperature* $T$:
#
# $$w_j = \frac{e^{s_j/T}}{\sum_i e^{s_i/T}}.$$
#
# The right answer is the positive $p$. The cross-entropy of this answer is called **InfoNCE** (van den Oord, Li and
# Vinyals 2018):
#
# $$\ell = -\log w_p = -\frac{s_p}{T} + \log \sum_i e^{s_i/T}.$$
#
# Cosines and a temperature came from instance discrimination (Wu and others 2018), which asks the same question. With
# the other pictures of the batch as wrong answers it is the N-pair loss (Sohn 2016), and with all three NT-Xent, the
# loss of SimCLR (Chen and others 2020).
#
# Exercise 07-2 found the slope of a softmax's cross-entropy: softmax minus one-hot. The chain rule adds a factor
# $1/T$, because $s_j/T$ goes into the softmax:
#
# $$\frac{\partial \ell}{\partial s_j} = \frac{w_j - [j = p]}{T}.$$
#
# The positive has a negative slope, so descent raises its cosine. Every other cosine is lowered, each by its weight.
# All slopes add up to zero: the pull on the positive is as strong as all pushes together.


# %%
def info_nce(s, p, temperature):
    e = np.exp((s - s.max()) / temperature)
    weights = e / e.sum()  # (n,)
    gradient = (weights - (np.arange(len(s)) == p)) / temperature  # (n,)
    return -np.log(weights[p]), weights, gradient


# %% [markdown]
# Two witnesses check it: finite differences, and the library's loss, in which each row of a batch is the anchor once.

# %%
from course_lib.losses import InfoNCELoss, SupConLoss

s = np.array([0.9, 0.8, 0.5, 0.0])  # the positive; a hard, a middling and an easy negative
slopes = [(info_nce(s + h, 0, 0.5)[0] - info_nce(s - h, 0, 0.5)[0]) / 2e-6 for h in 1e-6 * np.eye(4)]
z = np.random.default_rng(SEED).normal(size=(4, 3))
z /= np.linalg.norm(z, axis=1, keepdims=True)
rows = [np.delete(z @ z[i], i) for i in range(4)]  # cosines with the three others
by_hand = np.mean([info_nce(row, p, 0.5)[0] for row, p in zip(rows, (0, 0, 2, 2))])
theirs = float(InfoNCELoss(0.5)(np.array([5, 5, 9, 9]), z.astype("float32")))
print(f"by hand {by_hand:.6f}, library {theirs:.6f}")

assert np.allclose(slopes, info_nce(s, 0, 0.5)[2], atol=1e-8) and abs(by_hand - theirs) < 1e-5

# %% [markdown]
# ## 2. What does the temperature do?
# **Before you run:** the positive is only a little nearer than the hard negative. Does a lower temperature push the
# hard negative more strongly, or less?

# %%
runs = {temperature: info_nce(s, 0, temperature) for temperature in (1.0, 0.1, 0.02)}
for temperature, (loss, weights, gradient) in runs.items():
    print(f"T = {temperature:<4}  loss {loss:.3f}  weights {weights.round(3)}  gradient {gradient.round(3)}")
hardest = {temperature: gradient[1] / gradient[1:].sum() for temperature, (_, _, gradient) in runs.items()}

assert 0.4 < hardest[1.0] < 0.5 and 0.9 < hardest[0.1] < 0.97 and hardest[0.02] > 0.999
assert runs[0.02][2][1] > runs[1.0][2][1] and runs[0.02][0] < 0.01

# %% [markdown]
# At $T = 1$ all negatives are pushed, the easy one nearly half as strongly as the hard one. At 0.1 nearly all of the
# push goes to the hard one, and at 0.02 it is the only one that matters. The loss is tiny there, yet the push on the
# hard negative is a little stronger than at $T = 1$: the small weight is divided by a small $T$. So a temperature says
# how far around the anchor a picture still counts, and the size of a loss says little about the size of its gradient.

# %% [markdown]
# ### Exercise 08-1 (derivation): the loss that is left
# How small can InfoNCE become? Suppose training has succeeded: the positive has cosine 1, and the other $n - 1$
# pictures stand at right angles to the anchor. Derive the loss as a function of $n$ and $T$, and write it as
# `loss_left(n, temperature)`. (In section 4, $n$ is 127 and $T$ 0.2. What will a good loss look like?)

# %% [markdown] tags=["hint"]
# Put $s_p = 1$ and all other cosines 0 into $w_p$.

# %% [markdown] tags=["hint"]
# $w_p = e^{1/T} / \bigl(e^{1/T} + (n - 1)\, e^0\bigr)$. Divide above and below by $e^{1/T}$.

# %% [markdown] tags=["hint"]
# $-\log w_p = \log\bigl(1 + (n - 1)\, e^{-1/T}\bigr)$


# %% tags=["exercise"]
def loss_left(n, temperature):
    return ...


# %% tags=["solution"]
def loss_left(n, temperature):
    return np.log(1 + (n - 1) * np.exp(-1 / temperature))


# %% tags=["check"]
def our_loss_left(n, temperature):
    return info_nce(np.eye(n)[0], 0, temperature)[0]


def check_loss_left(mine):
    sizes = ((4, 0.8), (127, 0.2), (127, 0.5))
    for (n, temperature), got in zip(sizes, [mine(*each) for each in sizes]):
        wanted = our_loss_left(n, temperature)
        far = np.exp(-1 / temperature)  # the weight of a picture at a right angle beside that of the positive
        slips = {
            "the positive is one of the n pictures: how many are left?": np.log(1 + n * far),
            "the anchor is not among the n pictures: only the positive is taken off": np.log(1 + (n - 2) * far),
            "that is the loss when all cosines are equal, before any training": np.log(n),
            "the positive stands in the denominator, too": np.log((n - 1) * far),
            "the exponent of the others is 0 - 1/T, with a minus": np.log(1 + (n - 1) / far),
            "the cosine is divided by the temperature, not multiplied": np.log(1 + (n - 1) * np.exp(-temperature)),
            "the temperature has no part in it: the cosines are divided by it": np.log(1 + (n - 1) / np.e),
            "the others have e to the power of 0, which is 1 and not 0": 0,
            "a bracket is missing: each of the n - 1 others has the weight e to the power of -1/T": np.log(1 + n - far),
            "that is what the others weigh beside the positive: its own 1 and the logarithm are missing": (n - 1) * far,
            "the others have the cosine 0, and the positive has a part in the sum": np.log(n - 1) / temperature,
            "natural logarithms, not those to base 10": wanted / np.log(10),
            "natural logarithms, not those to base 2": wanted / np.log(2),
            "that is the weight of the positive: the loss is minus its logarithm": np.exp(-wanted),
            "one over the weight of the positive: take the logarithm": np.exp(wanted),
            "the first part is missing: minus the cosine of the positive, over T": wanted + 1 / temperature,
            "the loss is not divided by T: only the cosines are": wanted / temperature,
            "the n terms of the sum are not equal: the positive has e to the power of 1/T, the others 1": (
                np.log(n) - 1 / temperature
            ),
            "1/T is the exponent of e: e is not multiplied by T or divided by it": np.log(
                1 + (n - 1) * temperature / np.e
            ),
            "at a right angle a cosine is 0, and not -1": np.log(1 + (n - 1) * far**2),
            "the loss of one anchor is asked: nothing is divided by the number of pictures": wanted / n,
            "the loss of one anchor is asked: nothing is divided by the number of the others": wanted / (n - 1),
        }
        for words, value in slips.items():
            assert not np.allclose(got, value, rtol=1e-4, atol=1e-9), words
        assert np.isclose(got, wanted, rtol=1e-4), "put 1 and the n - 1 zeros into -log w: what stands below the line?"


def other_sizes(rng):
    return int(rng.integers(3, 300)), rng.uniform(0.15, 1.5)


loss_left = attempt("08-1", loss_left, check_loss_left, ours=our_loss_left, again=other_sizes)

# %% [markdown]
# ## 3. With labels: several right answers
# Where labels are known, an anchor has several positives $P$. Khosla and others (2020) take the mean over them, with
# all other pictures of the batch in the denominator. This is **SupCon**:
#
# $$\ell = -\frac{1}{|P|} \sum_{p \in P} \log w_p.$$

# %% [markdown]
# ### Exercise 08-2 (implementation): SupCon and its slope
# Write `sup_con(s, positive, temperature)` for one anchor, with the cosines `s` (n,) and the truth values `positive`
# (n,). Return the loss and its gradient with respect to `s`. At which weights does the gradient vanish?

# %% [markdown] tags=["hint"]
# The loss is a mean of InfoNCE losses, so its gradient is the mean of their gradients. The softmax is the same for all.

# %% [markdown] tags=["hint"]
# The mean of the one-hots is `positive / positive.sum()`. The gradient vanishes where the weights are equal to it.

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
    s, positive = np.array([0.9, 0.3, -0.2, 0.5, 0.1, -0.6, 0.4]), np.array([1, 0, 0, 1, 0, 1, 0], bool)
    result = sup_con(s, positive, 0.4)
    assert isinstance(result, tuple | list) and len(result) == 2, "return two things: the loss and its gradient"
    loss, gradient = result
    weights = info_nce(s, 0, 0.4)[1]
    wanted, slope = our_sup_con(s, positive, 0.4)
    assert np.ndim(loss) == 0, "return the loss first, one number, and then its gradient"
    slips = {
        "the mean over the positives, not the sum": 3 * wanted,
        "a mean over the positives alone: divide by their number, not by n": 3 * wanted / 7,
        "the mean of the logarithms, not the logarithm of the mean": -np.log(weights[positive].mean()),
        "the mean of the logarithms, not the logarithm of their sum": -np.log(weights[positive].sum()),
        "the minus is missing: a loss of this kind is positive": -wanted,
        "the mean over the positives: yours runs over the others": -np.log(weights[~positive]).mean(),
        "the temperature is missing in the softmax": our_sup_con(s, positive, 1.0)[0],
        "the cosines are divided by the temperature, not multiplied": our_sup_con(s, positive, 2.5)[0],
        "the natural logarithm is meant: yours has the base 2": wanted / np.log(2),
        "the denominator of the softmax holds *all* pictures, the positives too": wanted
        + np.log(weights[~positive].sum()),
        "the denominator of the softmax holds *all* pictures, not the positives alone": (
            wanted + np.log(weights[positive].sum())
        ),
        "all positives count: yours is InfoNCE of the first one": -np.log(weights[0]),
        "one softmax for all: beside one positive the other positives stay in the denominator": -np.log(
            weights[positive] / (weights[positive] + weights[~positive].sum())
        ).mean(),
    }
    for words, value in slips.items():
        assert not np.isclose(loss, value, rtol=1e-4), words
    assert np.isclose(loss, wanted, rtol=1e-4), f"the loss: minus the mean of log w over the positives, {wanted:.4f}"
    share = positive / 3  # (7,)
    slips = {
        "the chain rule: s is divided by the temperature, and so is the slope": weights - share,
        "divide the slope by the temperature, not multiply": 0.4 * (weights - share),
        "the mean of the one-hots: each of the positives has 1 over their number": (weights - positive) / 0.4,
        "the sum of the gradients: the loss is a mean, so divide by the number of positives": 3 * slope,
        "the sign is turned round: the positives must be pulled": -slope,
        "that is the softmax alone: the positives are taken off": weights / 0.4,
        "the slope is divided by the temperature once": slope / 0.4,
        "those are the weights of the softmax: the gradient is what they are too much, over T": weights,
        "only the positives have a slope in yours: the others are pushed": slope * positive,
        "each of the positives has 1 over the number of positives, not over n": (weights - positive / 7) / 0.4,
        "the one-hot of one positive: all of them count": (weights - np.eye(7)[0]) / 0.4,
    }
    assert np.shape(gradient) == (7,), f"the gradient has a number for each cosine, (7,), not {np.shape(gradient)}"
    for words, value in slips.items():
        assert not np.allclose(gradient, value, rtol=1e-4, atol=1e-6), words
    total = np.sum(gradient)
    assert abs(total) < 1e-4, f"pull and push are equal: all slopes add up to 0, and yours to {total:.3f}"
    assert np.allclose(gradient, slope, rtol=1e-4, atol=1e-6), "the gradient: where does it vanish, by the hints?"


def other_anchor(rng):
    n = int(rng.integers(5, 12))
    return rng.uniform(-1, 1, n), rng.permutation(np.arange(n) < rng.integers(2, n - 1)), rng.uniform(0.1, 1)


sup_con = attempt("08-2", sup_con, check_sup_con, ours=our_sup_con, again=other_anchor)

# %% [markdown] tags=["claim:S2-26", "claim:S2-27"]
# One often reads that contrastive learning is guided by similar and dissimilar samples *instead of labels*. Which of
# the two does SupCon use? We give all classes other names and look at the loss.

# %% tags=["claim:S2-26", "claim:S2-27"]
y = train_set.labels[:80]
names = (np.arange(10) + 3) % 10  # digit 0 is now called 3, and so on
e = np.random.default_rng(SEED).normal(size=(80, 32)).astype("float32")
renamed = abs(float(SupConLoss(0.2)(y, e)) - float(SupConLoss(0.2)(names[y], e)))
print(f"difference of the losses: {renamed:.1e}")

assert renamed < 1e-6

# %% [markdown]
# Nothing moves. The loss sees only which rows belong together, so it needs pairs and no class names. But here the
# pairs were *made* from labels. Can we have pairs without them?
#
# (One also reads that the basic idea is to tell two classes apart by binary codes. At best the two classes are *same*
# and *different*, and that is all this loss sees. But nothing in it wants bits. Lesson 16b trains codes of bits.)
#
# ## 4. No labels at all
# The picture itself can give us a pair. Take two random *views* of it, that is two distortions that leave it the same
# digit. They are a positive pair, and all other pictures of the batch count as negatives (SimCLR). The views say what
# should not matter. Ours are a shift by up to one pixel, and noise.

# %% tags=["keep:training.two_views"]
from course_lib.errors import expect
from course_lib.training import PKBatches, pk_batch, train
from course_lib.training.two_views import check_views  # names the argument that does not fit


def views(pictures, rng, noise=40, reach=1):
    check_views(pictures, noise, reach)
    n, h, w, _ = pictures.shape
    padded = np.pad(pictures, [(0, 0), (reach, reach), (reach, reach), (0, 0)])
    corners = rng.integers(2 * reach + 1, size=(n, 2))  # where in the padded picture the view begins
    moved = [padded[i, down : down + h, right : right + w] for i, (down, right) in enumerate(corners)]
    return (np.stack(moved) + rng.normal(scale=noise, size=pictures.shape)).astype("float32")


# %% tags=["figure"]
shown = views(test.pictures[[0, 0, 1, 1, 2, 2, 3, 3]], np.random.default_rng(SEED))
plots.pictures(shown[..., 0], list("aabbccdd"), alt="Two shifted, noisy views each of four digits")

# %% [markdown]
# A batch holds two views of each of 64 pictures, and instead of labels the number of the picture. `PKBatches`, which
# draws batches with labels, is known from lesson 06b, and so is the loop `train`.


# %% tags=["keep:training.two_views"]
class TwoViews(PKBatches):
    noise, reach = 40, 1

    def __init__(self, *positional, **named):
        super().__init__(*positional, **named)
        expect(len(self.pictures) >= 64, "pictures", f"{len(self.pictures)}", "at least 64")

    def __getitem__(self, i):
        rng = np.random.default_rng([self.seed, self.epoch, i])
        chosen = rng.choice(len(self.pictures), 64, replace=False)
        number = np.tile(np.arange(64), 2)  # (128,) which of the 64
        return views(self.pictures[chosen[number]], rng, self.noise, self.reach), number


# %% [markdown]
# The fair rival has labels *and* views: it differs in its pairs alone. The network is small and the same for all, and
# each training has 300 steps of about as many pictures, 128 or 130. What about the learning rate? A rate that suits one
# method may hold another one back. So we tried four rates for each way of training in this lesson, with three seeds,
# and let the validation writers choose. One rate, 0.03, is the best or nearly the best for all of them
# (`bench/rates.md`). (SimCLR puts a further small network on top for the training, a *projection head*. Ours has none.)


# %%
class LabelledViews(PKBatches):
    def __getitem__(self, i):
        pictures, labels = super().__getitem__(i)
        return views(pictures, np.random.default_rng([self.seed, self.epoch, i])), labels


# %%
import keras

from course_lib.models import UnitLength


def network():
    keras.utils.set_random_seed(SEED)
    start = [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Rescaling(1 / 128)]
    hidden = [keras.layers.Dense(128), keras.layers.BatchNormalization(), keras.layers.ReLU()]
    return keras.Sequential([*start, *hidden, keras.layers.Dense(32), UnitLength()])


def fit(loss, kind, part=train_set, start=None, rate=0.03, epochs=10):
    model = network()
    if start is not None:
        model.set_weights(start)
    batches = kind(part.pictures, part.labels, classes=10, per_class=13, steps=30, seed=SEED)
    train(model, batches, loss, epochs=epochs, learning_rate=rate, weight_decay=0)
    return model


# %% [markdown]
# The task is a search among the digits of six writers whom no network has seen, once as they are (*clean*) and once
# shifted and noisy (*moved*). **Before you run:** on which of the two will the network without labels beat the pixels?

# %%
from course_lib.distances import distance_matrix
from course_lib.evaluation.metrics import map_at_r, ranked_matches, recall_at_k

moved = views(test.pictures, np.random.default_rng(SEED))
spaces = {"pixels": lambda pictures: pictures.reshape(len(pictures), 64).astype("float32")}


def embedder(model):
    return lambda pictures: model(pictures.astype("float32")).numpy()  # (n, 32)


def scores(embed, pictures, labels=test.labels):
    """MAP@R, and the share whose nearest picture is right."""
    e = embed(pictures)
    matches = ranked_matches(distance_matrix(e, e), labels, labels, same_pictures=True)
    return map_at_r(matches), recall_at_k(matches, 1)


# %% [markdown]
# We train three networks, a few seconds each, and score all spaces on both tasks.

# %% tags=["claim:S2-26"]
spaces["untrained"] = embedder(network())
spaces["no labels"] = embedder(fit(InfoNCELoss(0.2), TwoViews))
spaces["clean labels"] = embedder(fit(SupConLoss(0.2), PKBatches))
spaces["labels, views"] = embedder(fit(SupConLoss(0.2), LabelledViews))
found = {name: np.array([scores(embed, p) for p in (test.pictures, moved)]) for name, embed in spaces.items()}

# %% tags=["claim:S2-26", "figure"]
tasks = {task: {name: both[i, 0] for name, both in found.items()} for i, task in enumerate(("clean", "moved"))}
words = "MAP@R. Clean digits: no labels a little below pixels. Moved digits: no labels far above pixels"
plots.show(*plots.figure_scores(tasks, ylabel="MAP@R", alt=words))
for name, both in found.items():
    print(f"{name:14} nearest picture right: clean {both[0, 1]:.2f}, moved {both[1, 1]:.2f}")
gain = {i: found["no labels"][i] - found["pixels"][i] for i in (0, 1)}

best = {task: max(each, key=each.get) for task, each in tasks.items()}

assert 0.2 < gain[1][0] < 0.35 and -0.06 < gain[0][0] < 0 and -0.11 < gain[0][1] < -0.02 and gain[1][1] < 0
assert best == {"clean": "clean labels", "moved": "labels, views"}
assert tasks["moved"]["clean labels"] < tasks["moved"]["pixels"]

# %% [markdown]
# On moved digits the network without labels has a MAP@R of 0.40 where pixels have 0.13. That is 0.27 more (0.27 to 0.29
# over five seeds). Labels on clean digits are no help there: that network scores even less than the pixels, because
# nobody told it that a shift does not matter. Labels *and* views do best on moved digits, labels alone on clean ones.
# So **views buy the invariance that you name, and labels teach what to tell apart.**
#
# The price shows on clean digits. There the network without labels scores a little *less* than the pixels (the
# difference is -0.02, in each of five runs), and its nearest picture is wrong more often than theirs. Perhaps the
# views made it blind to small things that would have helped. Even on moved digits the nearest picture is right more
# often by pixels. Is there nearly always a similar picture among the 775 that was shifted alike? `views` draws the
# shifts first, so the same seed gives them once more:

# %%
shifts = np.random.default_rng(SEED).integers(3, size=(len(test), 2))  # down and right, of each moved digit
flat = spaces["pixels"](moved)  # (775, 64)
between = distance_matrix(flat, flat)
np.fill_diagonal(between, np.inf)
shifted_alike = (shifts[between.argmin(axis=1)] == shifts).all(axis=1).mean()
print(f"nearest by pixels: {100 * shifted_alike:.0f} % are shifted alike, by chance {100 / 9:.0f} %")

assert 0.8 < shifted_alike < 0.95

# %% [markdown]
# Yes, nearly nine in ten. Pixels find the few that were shifted alike. What the views buy is to find *all* the others,
# which MAP@R counts.

# %% [markdown]
# ### Exercise 08-3 (experiment): which view buys what?
# A view has a shift and noise. Which of them does the work? Train one network without labels on views with noise
# alone, another on views with the shift alone. First write down what you expect for each of them on moved digits.
# Answer with a dictionary of their two MAP@R on `moved`: `{"noise": ..., "shift": ...}`.

# %% [markdown] tags=["hint"]
# `TwoViews` takes the strength of its views from `noise = 40` and `reach = 1`. A subclass may set one of them to 0.

# %% [markdown] tags=["hint"]
# `class NoiseOnly(TwoViews): reach = 0`, on two lines. The other one sets `noise = 0`.

# %% [markdown] tags=["hint"]
# `scores(embedder(fit(InfoNCELoss(0.2), NoiseOnly)), moved)[0]`

# %% tags=["exercise"]
by_view = ...


# %% tags=["solution"]
class NoiseOnly(TwoViews):
    reach = 0


class ShiftOnly(TwoViews):
    noise = 0


kinds = {"noise": NoiseOnly, "shift": ShiftOnly}
by_view = {name: scores(embedder(fit(InfoNCELoss(0.2), kind)), moved)[0] for name, kind in kinds.items()}


# %% tags=["check"]
def check_by_view(by_view):
    assert isinstance(by_view, dict) and set(by_view) == {"noise", "shift"}, 'a dict with the keys "noise" and "shift"'
    single = all(np.ndim(value) == 0 for value in by_view.values())
    assert single, "one number for each: the first of the two that `scores` returns"
    noise, shift = by_view["noise"], by_view["shift"]
    assert max(noise, shift) <= 1, "MAP@R is a share, between 0 and 1"
    is_near = lambda value, wanted: abs(value - wanted) < 0.002
    assert not is_near(noise, shift), (
        "both are one and the same: does each class begin at `TwoViews`, and which of its numbers does each set to 0?"
    )
    for name, value in by_view.items():
        assert not is_near(value, found["no labels"][1, 0]), f"{name}: noise *and* shift: set one of them to 0"
        assert not is_near(value, found["no labels"][0, 0]), f"{name}: noise and shift, and tried on clean digits"
    assert min(noise, shift) > 0, "a MAP@R is above 0: is yours the difference to another network, or to the pixels?"
    assert not noise > 0.2 > shift, "the other way round: reach = 0 leaves the noise alone"
    assert max(noise, shift) < 0.5, "too good for MAP@R on moved digits: is it the nearest picture, or clean digits?"
    assert noise < 0.15, "noise: this network saw shifts as well, or labels, or was tried on clean digits"
    assert shift < found["no labels"][1, 0] - 0.02, "shift: this network saw noise as well, or labels: set noise = 0"
    assert shift > 0.2, "shift: it brings more than half of the gain: is the network trained on views with a shift?"
    assert noise > 0.06, "noise: is the network trained, and tried on moved digits?"


ours = {"noise": 0.10, "shift": 0.27}
by_view = attempt("08-3", by_view, check_by_view, ours=ours, unique=False)
print({name: round(float(score), 2) for name, score in by_view.items()})

# %% [markdown]
# The noise alone buys no more on moved digits than the pixels had. The shift alone buys more than half, and only both
# together the rest. A network ignores what its views vary, and nothing else. So look at your own pictures first and
# ask what differs between two pictures that should count as the same: light, place, size, background?
#
# **Pairs instead of labels, then?** Yes, where views make the pairs. In supervised losses such as SupCon the pairs
# come from labels, and "instead of" is only half true.

# %% [markdown] tags=["claim:S2-31"]
# ### Equal, or only near?
# One also reads that two pictures of one class may have one label, but that between their embeddings there must be a
# gap, because we *know* that they belong together. In its best reading this compares two things: a label says
# "equal", an embedding says "near". But must there be a gap? We measure the angles of same pairs.


# %% tags=["claim:S2-31"]
def same_pair_angles(name):
    e, y = spaces[name](test.pictures), test.labels
    same = (y[:, None] == y) & ~np.eye(len(y), dtype=bool)
    return np.degrees(np.arccos(np.clip(e @ e.T, -1, 1)))[same]


angles = {name: same_pair_angles(name) for name in ("untrained", "no labels", "clean labels")}
near = {name: (each < 15).mean() for name, each in angles.items()}
print({name: f"median {np.median(each):.0f} degrees, below 15: {near[name]:.2f}" for name, each in angles.items()})

assert 0 < near["no labels"] < 0.1 and 0.3 < near["clean labels"] < 0.6 and np.median(angles["clean labels"]) < 25
assert np.median(angles["no labels"]) > np.median(angles["untrained"]) + 5

# %% [markdown]
# With labels the median is 18 degrees, and 42 % of the pairs lie within 15. SupCon asks for an angle of 0, so the gap
# is what the training failed to close. Without labels the median grows from 32 to 45 degrees. That loss does ask for a
# gap: it takes two pictures of one digit for strangers, and pushes them apart. So there *may* be a gap, and it is no
# law. (Two rows of 32 real numbers are hardly ever exactly equal. With codes of bits, in lesson 16b, many are.)
#
# ## 5. Which pictures does a temperature weigh?
# Here is one row of a batch, after the training without labels: the anchor, its other view (✓) and nine other pictures.
# A low $T$ gives most of the weight to the nearest picture, and $T = 1$ gives some to all ten. Look at the top negative
# of this 3: it is another 3. About one negative in ten is *false* in this way, and without labels nobody can tell.

# %% tags=["figure"]
batch = {i: views(test.pictures[[i, i, *range(20, 29)]], np.random.default_rng([SEED, i])) for i in range(12)}


def row(picture, temperature):
    e = spaces["no labels"](batch[picture])
    s = e[1:] @ e[0]  # (10,) cosines
    weights = info_nce(s, 0, temperature)[1]
    title = f"T = {temperature:.2f}: the positive weighs {weights[0]:.2f}, the top negative {weights[1:].max():.2f}"
    alt = f"A digit, its other view and nine others, picture {picture}, with cosines and weights. {title}"
    return plots.figure_similarity_row(batch[picture][..., 0], s, weights, title=title, alt=alt)


plots.show(*row(picture=3, temperature=0.2))

# %% tags=["widget"]
live(row, picture=(0, 11, 1, 3), temperature=(0.05, 1.0, 0.05, 0.2))

# %% [markdown]
# Which temperature should one take? Compare two on the validation digits, which are by two other writers. (The rate is
# the best for both.)

# %%
val_moved = views(val.pictures, np.random.default_rng(SEED))
embed_by = {0.2: spaces["no labels"], 1.0: embedder(fit(InfoNCELoss(1.0), TwoViews))}
by_temperature = {temperature: scores(embed, val_moved, val.labels)[0] for temperature, embed in embed_by.items()}
warmer = by_temperature[0.2] - by_temperature[1.0]
print({temperature: round(float(score), 2) for temperature, score in by_temperature.items()})

assert 0.35 < by_temperature[0.2] < 0.6 and 0 < warmer < 0.15

# %% [markdown]
# $T = 1$ is worse, by 0.04 (0.04 to 0.11 over five seeds). Section 2 suggests why: more of its push goes to pictures
# that are far away already. So begin with 0.2, and let your validation pictures judge others.
#
# ## 6. How many labels would have done the same?
# A few labels cost little. We draw one, two or five pictures of each digit, label them, and give each moved test digit
# the label of its nearest one. There are four ways. Two only look for the nearest picture, by pixels or by the network
# without labels. The third trains a network on the labelled pictures and their views. The fourth *begins* without
# labels and goes on with them. All trainings have 300 steps, so the fourth gives half of them to each part. **Before
# you run:** how many labels of each digit are worth as much as the whole training without labels?

# %% tags=["claim:S2-30"]
half_way = fit(InfoNCELoss(0.2), TwoViews, epochs=5).get_weights()  # after 150 steps


def right_with(k):
    """Share of moved test digits that get the right label from k labelled pictures of each digit, by way."""
    rng = np.random.default_rng([SEED, k])
    drawn = pk_batch(train_set.labels, 10, max(k, 2), rng).reshape(10, -1)[:, :k]  # (10, k)
    few = train_set.where(np.isin(np.arange(len(train_set)), drawn))
    known, ways = views(few.pictures, rng), {name: spaces[name] for name in ("pixels", "no labels")}
    ways["labels, views"] = embedder(fit(SupConLoss(0.2), LabelledViews, few))
    ways["no labels, then labels"] = embedder(fit(SupConLoss(0.2), LabelledViews, few, half_way, epochs=5))
    nearest = {name: distance_matrix(embed(moved), embed(known)).argmin(axis=1) for name, embed in ways.items()}
    return {name: (few.labels[i] == test.labels).mean() for name, i in nearest.items()}


# %% tags=["claim:S2-30", "figure"]
right = {k: right_with(k) for k in (1, 2, 5)}
groups = {f"{k} of each digit": ways for k, ways in right.items()}
words = "One label of each digit: three networks level. Two and five: labels and views lead. Pixels far below"
plots.show(*plots.figure_scores(groups, ylabel="share of right labels", alt=words))
over_pixels = right[5]["no labels"] - right[5]["pixels"]
by_labels = {k: ways["labels, views"] - ways["no labels"] for k, ways in right.items()}
by_start = {k: ways["no labels, then labels"] - ways["labels, views"] for k, ways in right.items()}
for words, ahead in {"labels and views": by_labels, "a start without labels": by_start}.items():
    print(words, "ahead by", {k: round(float(each), 2) for k, each in ahead.items()})

assert 0.12 < over_pixels < 0.45 and -0.15 < by_labels[1] < 0.05
assert 0 < by_labels[2] < 0.25 and 0 < by_labels[5] < 0.2
assert min(by_start.values()) > -0.08 and max(by_start.values()) < 0.08

# %% [markdown]
# With *one* label of each digit, the network that saw all 764 pictures without a label is level with the one that saw
# ten labelled pictures and their views, or ahead of it (by 0.01, and up to 0.10 over five seeds). With two labels it is
# behind by 0.15 (0.06 to 0.15), and with five by 0.05 (0.04 to 0.16). So here the whole training without labels is
# worth between one and two labels of each digit.
#
# And does it help to *begin* without labels? At equal steps such a start changes the share by 0.04 at most, for better
# or for worse, and with twice the steps for all the two are level (`bench/rates.md`). Chen and others (2020) report
# large gains from such a start, after long trainings on a million photos. Ten digits can neither show nor refute that.
#
# **May similar pictures get the same label?** Yes, that is what happened here: it is the nearest-neighbour rule. But
# somebody has to label some pictures first.

# %% [markdown] tags=["mirror"]
# ## How do pairs replace labels?
# 1. **InfoNCE** is a softmax cross-entropy over pictures. Its slope is softmax minus one-hot, over $T$; a low $T$ gives
#    nearly all of the push to the hardest negative, although the loss is small.
# 2. **The loss that is left** is $\log(1 + (n-1)e^{-1/T})$ when all others stand at right angles. It is not 0.
# 3. **Without labels** two views make a pair. On moved digits MAP@R is 0.40 where pixels have 0.13; on clean
#    digits pixels are a little better. Views buy the invariance that you name.
# 4. **Labels:** the training on 764 pictures without labels does about as much as one labelled picture of each digit
#    with its views. Two of each do more.
#
# **So what do I use?** With labels, even with few, SupCon on *views* of your pictures: it learns both what to ignore
# and what to tell apart. If you have many more pictures without labels, try to begin with those, but compare it with as
# many steps on the labels alone. Without any labels, spend your time on the views: make them vary what your pictures
# vary, and nothing that matters. Begin with a temperature of 0.2, and choose the rate for each method that you compare.
# Whatever you do, put the pixels into your table, and look at clean pictures too.
#
# **[Part 08b](08b_collapse.ipynb) takes over** the negatives, and asks what happens without them. **Exercises:** 08-1
# to 08-3; `course_lib.exercises.progress()` shows yours.
#
# **References.** Sohn 2016, *Improved deep metric learning with multi-class N-pair loss objective*, NeurIPS. Wu, Xiong,
# Yu and Lin 2018, *Unsupervised feature learning via non-parametric instance discrimination*, CVPR. Van den Oord, Li
# and Vinyals 2018, *Representation learning with contrastive predictive coding*, arXiv. Khosla and others 2020,
# *Supervised contrastive learning*, NeurIPS. Chen, Kornblith, Norouzi and Hinton 2020, *A simple framework for
# contrastive learning of visual representations*, ICML.
