# %% [markdown] tags=["card"]
# # 10b Strangers: What may a classifier be told about pictures without a label?
#
# **Needs** lessons 05b (AUC) and 10 (classifiers by hand). **Data** 1,797 real handwritten digits, no download.
# **Takes** {{measured}}.
#
# You will be able to
# 1. measure how well a classifier notices that a picture belongs to none of its classes;
# 2. teach it to notice strangers, and test that with strangers that it was never shown;
# 3. say what the target of an unlabelled picture may be, and what it must not be;
# 4. derive the gradient of entropy, and tell a target that moves from one that stands still.
#
# **May be skipped:** section 4 with exercise 10b-3.

# %%
import numpy as np

from course_lib import plots
from course_lib.by_hand.classifier import cross_entropy, plain_softmax, softmax, train_classifier
from course_lib.by_hand.training import RELU
from course_lib.by_hand.twins import forward
from course_lib.data import digits
from course_lib.exercises import attempt

SEED = 0
train, test = (digits(seed=SEED).where(split=part) for part in ("train", "test"))
x_train, x_test = (part.pictures.reshape(len(part), 64) / 255 for part in (train, test))  # (n, 64)

# %% [markdown]
# The imported functions are those of lesson 10: `train_classifier(x, targets, loss, seed)` gives a branch and the
# weights of its classes. As there, another `SEED` deals other writers and draws other weights.
#
# ## 1. A stranger at the door
# A classifier that knows the digits 0 to 5 meets a 7. It has no word for that: its probabilities add up to 1 over the
# six classes that it knows. The best it can do is to be *unsure*. So let us take the largest probability as a sign of a
# known face, and ask as in lesson 05b: how often is it larger for a random known digit than for a random stranger? That
# is the AUC.

# %%
from sklearn.metrics import roc_auc_score

known = train.labels < 6  # (n,)
is_known = test.labels < 6
one_of_six = np.eye(10)[train.labels][:, :6]  # (n, 6), a row of zeros for 6 to 9


def sureness(network):
    branch, weights = network
    return softmax(forward(branch, x_test, RELU)[-1] @ weights).max(axis=1)  # (n,)


def auc_of(sure, strangers=(6, 7, 8, 9)):
    asked = is_known | np.isin(test.labels, strangers)  # (n,)
    return roc_auc_score(is_known[asked], sure[asked])


# %% [markdown]
# **Before you run:** how sure will it be, on average, of digits that it has never met?

# %%
alone = sureness(train_classifier(x_train[known], one_of_six[known], plain_softmax, SEED))
print(f"largest probability: known {alone[is_known].mean():.2f}, strangers {alone[~is_known].mean():.2f}")
print(f"AUC {auc_of(alone):.3f}")

assert 0.7 < alone[~is_known].mean() < 0.85 and 0.88 < auc_of(alone) < 0.97

# %% [markdown]
# On average its largest probability for a stranger is 0.79, and it was wrong about every one of them. The AUC is 0.92
# (0.92 to 0.94 over five seeds): a threshold on the largest probability notices many strangers, but by no means all.
#
# ## 2. Warned of strangers
# Suppose that we also have pictures of which we know only that they belong to none of the classes. Their target can be
# "all six equally likely", 1/6 each. A teacher shows the network the digits 6 to 9 in this way and then tests with
# other pictures of 6 to 9:


# %%
def warned_of(shown):
    told = np.where(np.isin(train.labels, shown)[:, None], 1 / 6, one_of_six)  # (n, 6)
    rows = known | np.isin(train.labels, shown)  # (n,)
    return sureness(train_classifier(x_train[rows], told[rows], plain_softmax, SEED))


trap = auc_of(warned_of((6, 7, 8, 9)))
print(f"AUC {auc_of(alone):.3f} alone, {trap:.3f} warned of the very digits of the test")

assert trap > 0.96 and trap - auc_of(alone) > 0.02

# %% [markdown]
# That looks wonderful, and is a false score. "None of the six" has become a seventh class, with examples. But the
# strangers who come to the door tomorrow were in no training. So a test needs strangers of kinds that were not shown.
# We show two of the four digits and test with the other two, in all six ways:

# %%
PAIRS = (((6, 7), (8, 9)), ((8, 9), (6, 7)), ((6, 8), (7, 9)), ((7, 9), (6, 8)), ((6, 9), (7, 8)), ((7, 8), (6, 9)))
warned = [warned_of(shown) for shown, _ in PAIRS]  # six times (n,)
gains = np.array([auc_of(sure, met) - auc_of(alone, met) for sure, (_, met) in zip(warned, PAIRS)])  # (6,)
false_gains = np.array([auc_of(sure, shown) - auc_of(alone, shown) for sure, (shown, _) in zip(warned, PAIRS)])
for (shown, met), gain, false_gain in zip(PAIRS, gains, false_gains):
    print(f"shown {shown}: AUC gains {gain:.3f} on {met}, and {false_gain:.3f} on the shown ones")

assert -0.04 < gains.mean() < 0.06 and -0.1 < gains.min() < 0 and 0.02 < false_gains.mean() < 0.12

# %% [markdown]
# Each network was asked twice: about the kinds of strangers that it was shown, and about the other kinds. On the shown
# kinds the AUC gains 0.07 (0.05 to 0.07 over five seeds). On the others the mean gain is 0.02 (-0.01 to 0.02), and in
# every run at least one pair loses. So two kinds of strangers teach nothing about others that one could rely on.
# Hendrycks and others (2019), who call the method *outlier exposure* and report large gains, show the network a great
# variety of outliers, and they keep the shown and the tested ones apart.
#
# How does a threshold do? Left of the dashed line a picture is called a stranger.


# %% tags=["figure"]
def door(threshold, pair):
    shown, met = PAIRS[pair]
    strangers = warned[pair][np.isin(test.labels, met)]
    title = f"warned of {shown[0]} and {shown[1]}, at the door {met[0]} and {met[1]}"
    return plots.figure_sureness(warned[pair][is_known], strangers, threshold, title=title)


plots.show(*door(threshold=0.7, pair=0))

# %% [markdown]
# **Before you move anything:** which threshold would you take for a door that must let nearly everybody in whom it
# knows?

# %% tags=["widget"]
from course_lib.widgets import live

live(door, threshold=(0.2, 1.0, 0.05, 0.7), pair=(0, 5, 1, 0))

# %% [markdown]
# A threshold that lets nearly all known digits in is low, and then many strangers come in with them. Which of the two
# mistakes is dearer is a question for lesson 05b, not for the network.

# %% [markdown]
# ### Exercise 10b-1 (prediction): the price of being told "all equally likely"
# For one picture the network says $p$, the target is $1/6$ for each class. Which $p$ costs least, and what is that
# least cross-entropy? Give the number to two decimals.

# %% [markdown] tags=["hint"]
# The cross-entropy is the divergence of lesson 07 plus the entropy of the target. When is the divergence 0?

# %% [markdown] tags=["hint"]
# When $p = t$: all six probabilities are $1/6$.

# %% [markdown] tags=["hint"]
# $-\sum_k \tfrac16 \log \tfrac16$.

# %% tags=["exercise"]
least = ...

# %% tags=["solution"]
least = np.log(6)


# %% tags=["check"]
def check_least(value):
    slips = {
        "the loss is not 0 at p = t: the entropy of the target stays": 0,
        "six classes, not ten": np.log(10),
        "a cross-entropy is never negative: the logarithm of 1/6 is, and it has a minus": -np.log(6),
        "six terms, and this is one of them": np.log(6) / 6,
        "each of the six terms is weighted by its target, 1/6": 6 * np.log(6),
        "the natural logarithm is meant: yours has the base 2": np.log2(6),
        "the natural logarithm is meant: yours has the base 10": np.log10(6),
        "that is the p that costs least: what does it cost?": 1 / 6,
        "six classes and no seventh: the strangers have none of their own": np.log(7),
        "no class is out of the sum: it runs over all six": np.log(5),
        "one over p is 6: its logarithm is missing": 6,
        "the target has the six known classes, and not the four strangers": np.log(4),
        "six terms of 1/6 each, and not one of 1/6 and one of 5/6": np.log(6) / 6 + 5 / 6 * np.log(6 / 5),
        "the logarithm is not squared": np.log(6) ** 2,
        "two possibilities? The target has six": np.log(2),
    }
    assert not (0.006 <= abs(value - np.log(6)) < 0.1 and value * 10 == int(value * 10)), "to two decimals, please"
    for words, slip in slips.items():
        assert abs(value - slip) > 0.006, words
    assert abs(value - np.log(6)) < 0.006, "put p = 1/6 into the sum of minus t log p"


least = attempt("10b-1", least, check_least, ours=float(np.log(6)))

# %% [markdown] tags=["claim:S2-24"]
# ## 3. Without a label is not a stranger
# Now the more common case: most pictures have no label because nobody had the time to write one. One often reads that
# in a network for pairs "positive" means data with labels and "negative" data without. If that were so, we would treat
# an unlabelled digit as in section 2 and tell the network that it belongs to no class.
#
# We give it two labelled pictures of each of the ten digits, and all others unlabelled. Each step sees the 20 labelled
# ones and 100 of the others; we take the mean of three trainings. The target of an unlabelled picture is its true class
# times $10^{-12}$. That is far too little to learn from, so "labels only" is the same loop. But a control below can
# look up in it whether an answer is right. The loss is handed in as `told`: it decides what the others are told.

# %%
one_hot = np.eye(10)[train.labels]  # (n, 10)


def few_labels(seed, of_class=2):
    rng = np.random.default_rng(seed)
    few = [rng.choice(np.flatnonzero(train.labels == digit), of_class, replace=False) for digit in range(10)]
    return np.concatenate(few)  # (10 of_class,)


def accuracy_with(told, of_class=2, runs=3):
    found = []
    for seed in range(runs * SEED, runs * SEED + runs):
        few = few_labels(seed, of_class)
        others, targets = np.setdiff1d(np.arange(len(x_train)), few), 1e-12 * one_hot
        targets[few] = one_hot[few] * 120 / len(few)  # so that the labelled ones count as a mean of their own
        draw = lambda rng, few=few, others=others: np.concatenate([few, rng.choice(others, 120 - len(few))])
        branch, weights = train_classifier(x_train, targets, told, seed, steps=150, draw=draw)
        found.append(((forward(branch, x_test, RELU)[-1] @ weights).argmax(axis=1) == test.labels).mean())
    return float(np.mean(found))


# %% [markdown]
# Inside the loss we know them by their tiny targets. There we can put others in their place:


# %% tags=["claim:S2-24", "claim:S2-22"]
def unlabelled(targets):
    return targets.sum(axis=1, keepdims=True) < 1e-6  # (n, 1)


def no_class(weight):
    def loss(f, weights, targets):
        return plain_softmax(f, weights, np.where(unlabelled(targets), weight / 10, targets))

    return loss


only = accuracy_with(plain_softmax)
told_none = {weight: accuracy_with(no_class(weight)) for weight in (1, 0.1)}
print(f"accuracy: labels only {only:.2f}; unlabelled told 'no class', by weight:", told_none)

assert 0.2 < only - told_none[1] < 0.45 and 0.2 < told_none[1] < 0.6 and 0.3 < told_none[0.1] < 0.75
assert 0.5 < only < 0.8 and only - told_none[0.1] > 0 and told_none[0.1] - told_none[1] > 0

# %% [markdown]
# The labels alone reach 0.67 (0.64 to 0.73 over five seeds). Told "no class", the unlabelled pictures drag that down to
# 0.39 (0.32 to 0.39); counting them a tenth as much only softens the fall. No wonder: every unlabelled picture *is* one
# of the ten digits, and the network is taught to be unsure of it. Positive and negative say whether two pictures show
# the *same class*. They do not say whether somebody has written a label.

# %% [markdown]
# ### Exercise 10b-2 (implementation): its own answer as the target
# A better target is the network's own answer, where it is sure (Lee 2013, "pseudo-label"). `logits` are (n, c). Return
# targets (n, c): 1 at the class with the largest probability, if that probability is above `limit`, else 0, and 0
# everywhere in rows that are not sure.

# %% [markdown] tags=["hint"]
# `p = softmax(logits)`; the largest of each row is `p.max(axis=1, keepdims=True)`.

# %% [markdown] tags=["hint"]
# A comparison gives True and False: `p == p.max(axis=1, keepdims=True)`.

# %% [markdown] tags=["hint"]
# Two conditions at once: `(p == largest) & (p > limit)`, as floats.


# %% tags=["exercise"]
def sure_answers(logits, limit=0.9):
    return ...


# %% tags=["solution"]
def sure_answers(logits, limit=0.9):
    p = softmax(logits)  # (n, c)
    return ((p == p.max(axis=1, keepdims=True)) & (p > limit)).astype(float)


# %% tags=["check"]
def ours_sure(logits, limit=0.9):
    p = softmax(logits)  # (n, c)
    return np.eye(p.shape[1])[p.argmax(axis=1)] * (p.max(axis=1, keepdims=True) > limit)


def check_sure(function):
    rows = np.array([[9.0, 0, 0], [0.1, 0, 0], [0, 0, 9.0], [1.5, 0, 0], [8.6, 9.0, 8.4], [0, 1.7, 0]])
    asked = ((0.9, rows), (0.65, rows[::-1].copy()), (0.3, rows[[2, 3, 1, 5, 0, 4]]))
    results = [np.asarray(function(logits, limit)) for limit, logits in asked]
    shape = results[0].shape
    assert shape != (6,), "a row of targets for each picture, (6, 3): a one at the class that it names, not its number"
    assert shape == (6, 3), f"one target per class, shape (6, 3), not {shape}"
    for (limit, logits), got in zip(asked, results):
        p, got, wanted = softmax(logits), got.astype(float), ours_sure(logits, limit)
        slips = {
            "a target is 1 or 0, not the probability itself": p * wanted,
            "a target is 1 or 0: yours are the probabilities": p,
            "the limit has no effect: a row that is not sure gets no target": ours_sure(logits, -1),
            "the limit is 0.5 in yours, as in rounding, whatever `limit` is": ours_sure(logits, 0.5),
            "the limit is 0.9 in yours, whatever `limit` is": ours_sure(logits, 0.9) if limit < 0.9 else -1,
            "compare the probability with the limit, not the logit": ours_sure(logits, -1) * (logits > limit),
            "turned round: the sure rows get a target, the others do not": ours_sure(logits, -1) - wanted,
            "1 and 0 are exchanged": 1 - wanted,
            "one 1 in a row, at the largest probability: yours has one wherever p is above the limit": p > limit,
            "each row for itself: yours looks for the largest of the whole table": (p == p.max()) & (p > limit),
            "the softmax and the largest run along each row, over the classes": softmax(logits.T).T
            * (logits == logits.max(axis=0))
            > limit,
            "each row has a softmax of its own: yours divides by the sum of the whole table": ours_sure(logits, -1)
            * (np.exp(logits) / np.exp(logits).sum() > limit),
            "largest in its column: each row has a largest of its own": (p == p.max(axis=0)) & (p > limit),
            "equal shares for the rows that are not sure: they get zeros": np.where(
                wanted.any(1, keepdims=True), wanted, 1 / 3
            ),
        }
        for words, value in slips.items():
            same_as_ours = np.allclose(value, wanted, atol=1e-4)
            assert same_as_ours or not np.allclose(got, value, atol=1e-4), words
        assert set(np.unique(got)) <= {0, 1}, "a target is 1 or 0, and nothing between"
        unsure = got[~wanted.any(axis=1)].any()
        assert not unsure, f"a row without a probability above {limit} gets no target: zeros in the whole row"
        assert (got.sum(axis=1) <= 1).all(), "one 1 in a row at most: at its largest probability"
        assert np.allclose(got, wanted), f"a row with a probability above {limit} has its 1 at the largest one"
    assert not np.any(function(90 * np.eye(3), 1.0)), "a probability that is equal to the limit is not above it"


def other_logits(rng):
    return rng.normal(scale=3, size=(rng.integers(6, 15), rng.integers(3, 9))), rng.uniform(0.2, 0.95)


sure_answers = attempt("10b-2", sure_answers, check_sure, ours=ours_sure, again=other_logits)


# %%
def pseudo_label(f, weights, targets):
    return plain_softmax(f, weights, np.where(unlabelled(targets), sure_answers(f @ weights), targets))


pseudo = accuracy_with(pseudo_label)
print(f"accuracy: labels only {only:.2f}, pseudo-labels {pseudo:.2f}")

assert -0.06 < pseudo - only < 0.1

# %% [markdown]
# With two labels a class the change is -0.02 (-0.02 to 0.05) over five seeds: sometimes a gain, sometimes a loss. Why
# not a gain every time? A third of its answers are wrong, so some of the sure ones are wrong too. Perhaps it learns
# these mistakes. To find out, let somebody who knows all the labels strike from each batch the unlabelled pictures that
# the network gets wrong at that moment. Nothing else changes:


# %%
def without_mistakes(told):
    def loss(f, weights, targets):
        right = (f @ weights).argmax(axis=1) == targets.argmax(axis=1)  # (n,)
        kept = right | ~unlabelled(targets)[:, 0]  # (n,)
        value, d_kept, d_weights = told(f[kept], weights, targets[kept])  # a mean over those that are kept
        d_f = np.zeros_like(f)
        d_f[kept] = d_kept
        return kept.mean() * value, kept.mean() * d_f, kept.mean() * d_weights

    return loss


pseudo_right = accuracy_with(without_mistakes(pseudo_label))
print(f"accuracy: pseudo-labels {pseudo:.2f}, without the mistakes {pseudo_right:.2f}")

assert 0.02 < pseudo_right - pseudo < 0.25 and pseudo_right - only > 0.03

# %% [markdown]
# Without its mistakes it gains 0.10 (0.08 to 0.10) over the labels alone, in every run. So it does learn its own
# mistakes, and they eat up what the right answers bring. Nobody has such a helper, of course: to know which answers are
# wrong, one would need the labels.
#
# ## 4. Be sure, whatever you say
# A softer wish: no target at all, but little *entropy*, $H = -\sum_k p_k \log p_k$, which is 0 for a sure answer
# and largest for equal ones (Grandvalet and Bengio 2004).

# %% [markdown]
# ### Exercise 10b-3 (derivation): the way back of entropy
# Derive $\partial H/\partial z_i$ for one row, and write the gradient of the mean of $H$ over the rows. `cross_entropy(
# logits, softmax(logits))` has the right value; why is its gradient of no use?

# %% [markdown] tags=["hint"]
# $\partial p_k/\partial z_i = p_k\,(\delta_{ki} - p_i)$ with $\delta_{ki} = 1$ if $k = i$, else 0; and $\partial
# H/\partial p_k = -\log p_k - 1$.

# %% [markdown] tags=["hint"]
# $\sum_k (-\log p_k - 1)\, p_k\,(\delta_{ki} - p_i)$. The 1 drops out: $\sum_k p_k (\delta_{ki} - p_i) = p_i - p_i$.

# %% [markdown] tags=["hint"]
# $-p_i \log p_i + p_i \sum_k p_k \log p_k = -p_i\,(\log p_i + H)$.


# %% tags=["exercise"]
def entropy_gradient(logits):
    return ...


# %% [markdown] tags=["solution"]
# $-p_i(\log p_i + H)$, over $n$. `cross_entropy` takes its target as fixed: $p - t = p - p = 0$, and nothing moves.


# %% tags=["solution"]
def entropy_gradient(logits):
    p = softmax(logits)  # (n, c)
    log_p = np.log(np.maximum(p, 1e-300))  # p may be 0; 0 log 0 counts as 0
    entropy = -(p * log_p).sum(axis=1, keepdims=True)  # (n, 1)
    return -p * (log_p + entropy) / len(logits)


# %% tags=["check"]
from course_lib.by_hand.gradient_checks import numerical_gradient


def by_entropy(z):
    p = softmax(z)
    minus_p_log_p = -(p * np.log(np.maximum(p, 1e-300)))
    return (minus_p_log_p - p * minus_p_log_p.sum(1, keepdims=True)) / len(z)


def check_entropy(function):
    z = np.random.default_rng(SEED).normal(size=(3, 4))
    p = softmax(z)
    h = -(p * np.log(p)).sum(axis=1, keepdims=True)  # (3, 1)
    got, right = np.asarray(function(z)), numerical_gradient(lambda v: cross_entropy(v, softmax(v))[0], z)
    got_twice = np.asarray(function(np.vstack([2 * z, z])))
    assert got.shape == (3, 4), f"one number for each logit, (3, 4), not {got.shape}"
    slips = {
        "the target moves with the logits: p - p = 0 is the gradient of a fixed target": 0,
        "that is the slope by p: go on to the logits, through the softmax": (-np.log(p) - 1) / 3,
        "all p move when one logit does: the other terms of the sum are missing": -p * (np.log(p) + 1) / 3,
        "only the own p moves in yours, by p (1 - p): all others move too": -(np.log(p) + 1) * p * (1 - p) / 3,
        "H is missing beside log p": -p * np.log(p) / 3,
        "H has the wrong sign: it is minus the sum of p log p": -p * (np.log(p) - h) / 3,
        "the factor p before the bracket is missing": -(np.log(p) + h) / 3,
        "the entropy is a sum over the classes of each row: yours is summed over everything": -p
        * (np.log(p) + h.sum())
        / 3,
        "the entropy of each row for itself, along the classes: yours runs down the columns": (
            -p * (np.log(p) - (p * np.log(p)).sum(axis=0)) / 3
        ),
        "log p stands in the formula, not the logit": -p * (z + h) / 3,
        "the entropy of each row for itself: yours is their mean": -p * (np.log(p) + h.mean()) / 3,
        "the gradient of the *mean* over the rows, not over all numbers": right / 4,
        "the mean over the rows: divide by their number, not by that of the classes": right * 3 / 4,
        "the factor p stands before the bracket once, and not squared": right * p,
        "the slope of p has p in it, and of the other classes too": -(np.log(p) + 1) * (p - 1) / 3,
        "the sum over the rows: the gradient of their mean is asked": right * 3,
        "the sign is turned round: that is the way to less entropy": -right,
        "the natural logarithm is meant: yours has the base 2": right / np.log(2),
    }
    for words, value in slips.items():
        assert not np.allclose(got, value, rtol=1e-4, atol=1e-7), words
    total = got.sum(axis=1)[0]
    shifted = "the same added to all logits of a row changes no p, so its gradient adds up to 0"
    assert abs(total) < 1e-5, f"{shifted}, and yours to {total:.4f}: is every term of the derivative there?"
    assert np.allclose(got, right, rtol=1e-4, atol=1e-6), (
        f"central differences say {right[0].round(4)}, you say {got[0].round(4)}"
    )
    assert np.allclose(got_twice[3:], right / 2, rtol=1e-4, atol=1e-6), "with six rows in place of three it is wrong"


def more_logits(rng):
    return (rng.normal(scale=2, size=(rng.integers(4, 9), rng.integers(5, 9))),)


entropy_gradient = attempt("10b-3", entropy_gradient, check_entropy, ours=by_entropy, again=more_logits)


# %%
def low_entropy(weight):
    def loss(f, weights, targets):
        value, d_f, d_weights = plain_softmax(f, weights, targets)
        d_logits = weight * unlabelled(targets) * entropy_gradient(f @ weights)  # (n, c)
        return value, d_f + d_logits @ weights.T, d_weights + f.T @ d_logits

    return loss


entropy = {weight: accuracy_with(low_entropy(weight)) for weight in (1, 0.1)}
entropy_right = accuracy_with(without_mistakes(low_entropy(1)))
ten = {"labels only": accuracy_with(plain_softmax, 10), "pseudo-label": accuracy_with(pseudo_label, 10)}
print("entropy, by weight:", {w: round(value, 2) for w, value in entropy.items()}, "ten labels a class:", ten)
print(f"entropy with weight 1, without the mistakes: {entropy_right:.2f}")

assert 0.05 < only - entropy[1] < 0.3 and -0.1 < entropy[0.1] - only < 0.1 and entropy_right - only > 0.1
assert 0.75 < ten["labels only"] < 0.95 and 0 < ten["pseudo-label"] - ten["labels only"] < 0.05

# %% tags=["figure"]
bars = {"labels only": only, "no class": told_none[1], "no class, 0.1": told_none[0.1], "pseudo": pseudo}
bars |= {f"entropy, {weight}": value for weight, value in entropy.items()}
words = "Accuracy with two labels a class: told 'no class' far below labels only, the other wishes close to it"
plots.bars(bars, ylabel="accuracy, 2 labels a class", alt=words)

# %% [markdown]
# Asked with full weight to be sure, the network loses 0.11 (0.11 to 0.21) of its accuracy over five seeds. Asked only
# where it is right, it *gains* 0.20 (0.13 to 0.20). So here, too, the harm comes from its mistakes, of which it becomes
# sure. With a tenth of the weight nothing happens that one could rely on. Pseudo-labels with *ten* labels a class gain
# in every run, but little. A method that trusts the network's own answers needs a network that is mostly right already.
#
# ## So what do I use?
# - **To notice strangers:** a threshold on the largest probability, chosen as in lesson 05b. If you have pictures of
#   many kinds of strangers, show them; always test with kinds that you have not shown.
# - **For unlabelled pictures of your own classes:** first label more of them. Try pseudo-labels when the network is
#   mostly right, and keep them only if labelled validation pictures say so. Lesson 11 looks for stronger methods.
# - **Never** tell the network "none of your classes" about pictures of which you do not know that.

# %% [markdown] tags=["mirror"]
# ## What may a classifier be told about pictures without a label?
# 1. **Strangers:** it is rather sure of digits that it has never met, and a threshold catches only some of them.
# 2. **Warned of strangers:** tested with the kinds that were shown, all looks well; with other kinds next to
#    nothing is gained.
# 3. **Unlabelled pictures of its own classes:** told "no class" they ruin the classifier. Its own sure answers
#    help a little, once it is mostly right: with them it learns its mistakes.
# 4. **Entropy** has the gradient $-p_i(\log p_i + H)$, because its target moves with the logits.
#
# **The ideas on trial.** "Negative" for "unlabelled" is wrong. Two softmax layers that share their weights, one for
# positives and one for negatives, are one softmax: the same picture gets the same answer from both, and can only be
# told the mean of the two targets.
#
# **Lesson 11 takes over** the question what else unlabelled pictures can add. **Exercises:** 10b-1 to 10b-3;
# `course_lib.exercises.progress()` shows yours.
#
# **References.** Grandvalet and Bengio 2004, *Semi-supervised learning by entropy minimization*, NIPS. Lee 2013,
# *Pseudo-label*, ICML workshop. Hendrycks, Mazeika and Dietterich 2019, *Deep anomaly detection with outlier exposure*,
# ICLR.
