# %% [markdown] tags=["card"]
# # 01b Training twins: What do two identical networks learn?
#
# **Needs** lesson 01. **Data** 1,797 real handwritten digits, no download. **Takes** {{measured}}.
#
# You will be able to
# 1. train twins by plain gradient descent, without storing the pairs as pictures;
# 2. read a map of embeddings, find what falls together on it, and say why;
# 3. test a supposed cause by an *ablation*: change this one thing, leave the rest;
# 4. judge what sharing the weights is worth, with the controls that such a judgement needs.
#
# **May be skipped:** sections 4 and 5, with exercise 01b-2. Section 3 is the bridge to lesson 02.

# %%
import numpy as np

from course_lib import plots
from course_lib.by_hand.twins import ARTICLE_1, backward, forward, starting_parameters, twin_gradients
from course_lib.data import digits
from course_lib.exercises import attempt

SEED = 0
rng = np.random.default_rng(SEED)

# %% [markdown]
# What comes from `by_hand` was written in lesson 01: `forward` and `backward` of one branch, and `twin_gradients`, the
# loss of a batch of pairs with the summed gradients of the shared weights. Read numbers as there: "0.94 (0.92
# to 0.94 over five seeds)" is your screen first, then the range of `SEED` 0 to 4.
#
# ## 1. Pairs to learn from

# %% tags=["pitfall:P22"]
from course_lib.by_hand.twin_training import balanced_pairs

train, test = digits().where(split="train"), digits().where(split="test")  # no writer is in both
x_train, x_test = (part.pictures.reshape(len(part), 64) / 255 for part in (train, test))  # (764, 64), (775, 64)
pairs = balanced_pairs(train.labels, 20_000, rng)  # left, right and same, (20000,) each

in_all = len(train) * (len(train) - 1) // 2
numbers, pixels = 8 * len(pairs[0]), x_train[pairs[0]].nbytes  # 8 bytes a number
print(f"{in_all:,} pairs in all")
print(f"20,000 left pictures take {numbers / 1e6:.1f} MB as numbers, {pixels / 1e6:.1f} MB as pixels")

assert pairs[2].mean() == 0.5 and pixels == 64 * numbers

# %% [markdown]
# A few hundred pictures make hundreds of thousands of pairs, and a few thousand photos make millions. Whoever copies
# the pixels of each pair fills the memory at once. So we keep the *numbers* of the pictures, and look the pixels up
# when we need them. `balanced_pairs` draws such numbers, half of them for same and half for different pairs: of all
# pairs, nine in ten are different, and would only push.
#
# ## 2. Training
# Plain descent is: draw 64 pairs, take the gradient, subtract it times a *learning rate*, repeat.

# %% tags=["keep:by_hand.twin_training"]
from course_lib.by_hand.gradient_checks import checked
from course_lib.errors import expect  # complains about a bad argument


def descend(parameters, gradients, learning_rate):
    expect(0 < learning_rate < np.inf, "learning_rate", learning_rate, "a positive number")
    return {name: parameters[name] - learning_rate * gradients[name] for name in parameters}


# %% tags=["keep:by_hand.twin_training"]
@checked(x="n i")
def train_twins(parameters, x, pairs, rng, steps, learning_rate, batch=64, margin=1.0, activations=ARTICLE_1):
    left, right, same = pairs
    losses = np.empty(steps)
    for step in range(steps):
        b = rng.integers(len(same), size=batch)  # (batch,)
        losses[step], gradients = twin_gradients(parameters, x[left[b]], x[right[b]], same[b], margin, activations)
        parameters = descend(parameters, gradients, learning_rate)
    return parameters, losses


# %% [markdown]
# The score is the AUC over all pairs of a set, as in lesson 01: the chance that a same pair is nearer than a different
# one.

# %%
from sklearn.metrics import roc_auc_score

from course_lib.by_hand.losses import pair_loss, squared_distance  # written in lesson 01


def auc_of(u, v, labels):
    first, second = np.triu_indices(len(u), k=1)  # (p,) each
    return roc_auc_score(labels[first] == labels[second], -squared_distance(u[first], v[second]))


def pair_auc(left, right, x=x_test, labels=test.labels):
    return auc_of(forward(left, x)[-1], forward(right, x)[-1], labels)


# %% [markdown]
# We train for 800 steps at rate 2, and score the pictures that the network was trained on as well as those of new
# writers. **Before you run:** pixels reach 0.874. Can two numbers per picture do better?

# %%
weights = starting_parameters([64, 32, 2], rng)
snapshots, losses, draws = [weights], [], np.random.default_rng(SEED)
for _ in range(8):  # we keep the network after every 200 steps, for section 3
    later, loss = train_twins(snapshots[-1], x_train, pairs, draws, steps=200, learning_rate=2)
    snapshots, losses = [*snapshots, later], [*losses, *loss]

trained = snapshots[4]
print(f"loss {np.mean(losses[:20]):.2f} -> {np.mean(losses[780:800]):.2f}")

# %%
pixel_auc, untrained_auc = auc_of(x_test, x_test, test.labels), pair_auc(weights, weights)
known_auc, trained_auc = pair_auc(trained, trained, x_train, train.labels), pair_auc(trained, trained)
print(f"new writers: pixels {pixel_auc:.3f}, untrained {untrained_auc:.2f}, trained {trained_auc:.2f}")
print(f"the pictures of the training: {known_auc:.2f}")

assert 0.55 < untrained_auc < 0.72 and 0.88 < trained_auc < 0.95 and 0.94 < known_auc < 0.995
assert trained_auc - pixel_auc > 0.01 and known_auc - trained_auc > 0.02

# %% [markdown]
# They can. Two trained numbers per picture reach 0.94 (0.92 to 0.94 over five seeds) on the pictures of writers whom
# the network never met, where 64 pixels reach 0.87 and the untrained network 0.69. On the pictures of the training
# itself it is 0.98. That difference is called *overfitting*: some of what was learned holds for the known pictures
# alone.
#
# ## 3. Which digits fall together?
# An AUC is one number for all digits. Two numbers per picture can be drawn, so let us look at every picture of the
# training, before it, after 800 steps and after 1,600 steps.

# %% tags=["figure"]
maps = {f"after {200 * number} steps": forward(snapshots[number], x_train)[-1] for number in (0, 4, 8)}
figure, _ = plots.figure_maps(maps, train.labels, train.names, limits=(-1.05, 1.05))
plots.show(figure, alt="Before training all digits lie in one cloud; later most have their own place, some share one")

# %% [markdown]
# Most digits have a place of their own, but count the places: there are fewer than ten. Some digits hide under others.
# To find them we ask for the AUC of two digits at a time. It is 1 where the two lie apart, and 0.5 where nobody could
# tell them apart.


# %%
def of_two_digits(parameters, a, b):
    """AUC of the pairs among the training pictures of two digits."""
    chosen = np.isin(train.labels, [a, b])
    embeddings = forward(parameters, x_train[chosen])[-1]
    return auc_of(embeddings, embeddings, train.labels[chosen])


def hardest(parameters):
    """The two digits that are told apart worst: (AUC, one, the other)."""
    return min((of_two_digits(parameters, a, b), a, b) for a in range(10) for b in range(a + 1, 10))


# %%
early, late = hardest(snapshots[4]), hardest(snapshots[8])
for steps, (auc, a, b) in {800: early, 1600: late}.items():
    print(f"after {steps} steps: {a} and {b} are told apart with AUC {auc:.2f}")

assert 0.49 < early[0] < 0.72 and 0.49 < late[0] < 0.68

# %% [markdown]
# After 800 steps 4 and 6 lie on top of each other: 0.50 (0.50 to 0.57 over five seeds), no better than guessing. With
# another seed it may be another pair. Your own second decimal may differ, because at this large rate the rounding of
# your processor soon leads the network elsewhere. Longer training does not help: as the second line says, there are
# still two digits on one spot after twice as many steps.
#
# Watch it happen: move `steps`, and choose the two digits.


# %% tags=["figure"]
def watch(steps, first_digit, second_digit):
    """The map of two digits after so many steps."""
    chosen = np.isin(train.labels, [first_digit, second_digit])
    maps = {f"after {steps} steps": forward(snapshots[steps // 200], x_train[chosen])[-1]}  # (n, 2)
    figure, _ = plots.figure_maps(maps, train.labels[chosen], train.names, limits=(-1.05, 1.05))
    return figure, f"The places of {first_digit} and {second_digit} on the map after {steps} steps"


plots.show(*watch(1600, *late[1:]))

# %% tags=["widget"]
from course_lib.widgets import live  # sliders for a function that returns a figure

live(watch, steps=(0, 1600, 200, 800), first_digit=(0, 9, 1, late[1]), second_digit=(0, 9, 1, late[2]))

# %% [markdown]
# ### Why do they stay together?
# First, there is too little room. Suppose that each digit is one point on the map. Cut the square of the map into nine
# smaller ones with sides of $2/3$. Of ten points two must lie in the same small square, and there they are at most
# $\tfrac23\sqrt2 = 0.94$ apart. So with the margin 1 some different pair is always too close, and the loss has to
# choose which.
#
# How does it choose? Look at how hard a different pair at distance $d$ is pushed. Its cost is $m - d^2$, and the slope
# of this by $d$ is $-2d$. The push is strong far away, where it is hardly needed, and it *vanishes at $d = 0$*, where
# it is needed most. Two digits that meet are not pushed apart any more, while the pull among pictures of the same
# digit goes on. Now take the square of what the *distance* lacks, $(m - d)^2$. Its slope is $-2(m - d)$: strongest at
# $d = 0$.

# %% tags=["figure"]
d = np.linspace(0, 1.3, 131)  # (131,)
costs = {"m - d²": np.maximum(0, 1 - d**2), "(m - d)²": np.maximum(0, 1 - d) ** 2}
words = "The cost of a different pair over its distance: m - d² starts flat at 0, (m - d)² starts steep"
plots.curves(d, costs, xlabel="distance d of a different pair, m = 1", ylabel="cost", alt=words)

# %% [markdown]
# That is an explanation, and an explanation can be wrong. So we do the experiment that would refute it: take the
# network in which two digits have met, and train on with another push and nothing else changed. If it is not the cause,
# nothing will change.

# %% [markdown]
# ### Exercise 01b-1 (implementation): a push that does not vanish
# Write `push_loss`, which is `pair_loss` with one change: a different pair costs $\max(0, m - d)^2$ with $d =
# \sqrt{\sum_j (u_j - v_j)^2}$. Derive its gradient by $u$ first. Return the mean cost, the gradient by `left` and the
# gradient by `right`. Where $d = 0$ there is no direction: let the gradient be 0 there.

# %% [markdown] tags=["hint"]
# Same pairs stay as they are: cost $d^2$, gradient $2(u - v)$. For the others the chain rule needs $\partial
# d/\partial u$.

# %% [markdown] tags=["hint"]
# $\partial d/\partial u = (u - v)/d$, a vector of length 1. So the gradient is $-2\,(m-d)\,(u-v)/d$ inside the margin.

# %% [markdown] tags=["hint"]
# `factor = np.where(same, 1, -np.maximum(0, margin - d) / np.maximum(d, 1e-12))` is what stands before $2(u - v)$;
# divide by the number of pairs.


# %% tags=["exercise"]
def push_loss(left, right, same, margin=1.0):
    return ...


# %% tags=["solution"]
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))  # (n,)
    lacking = np.maximum(0, margin - d)  # (n,)
    factor = np.where(same, 1, -lacking / np.maximum(d, 1e-12))  # (n,)
    d_left = 2 * factor[:, None] * (left - right) / len(left)  # (n, d)
    return np.where(same, d**2, lacking**2).mean(), d_left, -d_left


# %% tags=["check"]
def ours(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))  # (n,)
    lacking = np.maximum(0, margin - d)  # (n,)
    factor = np.where(same, 1, -lacking / np.maximum(d, 1e-12))  # (n,)
    d_left = 2 * factor[:, None] * (left - right) / len(left)  # (n, d)
    return np.where(same, d**2, lacking**2).mean(), d_left, -d_left


def check_push(loss):
    u = np.array([[0.0, 0.3, 0.1], [0.2, 0.1, 0.1], [0.9, 0.0, 0.1], [-0.2, 0.5, 0.1]])
    v = np.array([[0.0, 0.0, 0.1], [0.5, 0.5, 0.1], [0.4, -0.2, 0.1], [0.0, 0.0, 0.1]])
    d, direction = np.sqrt(((u - v) ** 2).sum(axis=1)), u - v  # (4,), (4, 3)
    same, different, one = np.ones(4, dtype=bool), np.zeros(4, dtype=bool), np.array([True])
    order = "return three things: the mean cost, the gradient by left, that by right"
    assert len(loss(u, v, different)) == 3, order
    assert np.ndim(loss(u, v, different)[0]) == 0, f"the cost is a single number, the mean over the pairs: {order}"
    found = loss(u[:1], v[:1], one)[0]
    assert not np.isclose(found, 0.49), "True means a same pair: here the two kinds are exchanged"
    assert not 0.0901 < found < 0.12, "the distance is the root of the squares alone: is a number added to them?"
    assert np.isclose(found, 0.09, rtol=1e-4), "a same pair at distance 0.3 costs 0.3², as in `pair_loss`"
    found = loss(u[:1], v[:1], ~one)[0]
    assert not np.isclose(found, 0.7), "what the distance lacks, m - d, is not squared: a square is missing"
    assert not np.isclose(found, 0.91), "that is m - d², the old cost; square what the distance lacks"
    assert not np.isclose(found, (1 - 0.09) ** 2), "what lacks is m - d, with the distance itself and not its square"
    assert abs(found) > 1e-9, "a different pair inside the margin costs something: what it lacks is m - d, not d - m"
    assert np.isclose(found, 0.49, rtol=1e-4), "a different pair at distance 0.3 costs (1 - 0.3)² = 0.49"
    found = loss(u[1:2], v[1:2], ~one)[0]
    distance = "the distance is the root of the sum of the squares, over all numbers of an embedding"
    assert np.isclose(found, 0.25, rtol=1e-4), f"two embeddings 0.3 and 0.4 apart have the distance 0.5: {distance}"
    found, far_left, _ = loss(u[2:3] + np.array([1.8, 0, 0]), v[2:3], ~one)
    assert abs(found) < 1e-7, "beyond the margin a different pair costs nothing: what it lacks is never below 0"
    found = loss(u[:1], v[:1], ~one, 2.0)[0]
    assert np.isclose(found, 1.7**2, rtol=1e-4), "with the margin 2 it goes wrong: use the margin that is given"
    cost, d_left, d_right = loss(u, v, different)
    assert np.isclose(cost, ((1 - d) ** 2).mean(), rtol=1e-4), "each pair alone costs the right amount, four do not"
    assert np.isfinite(loss(u, u, different)[1]).all(), "at distance 0 the gradient should be 0, not a division by 0"
    assert np.shape(d_left) == np.shape(d_right) == (4, 3), "a gradient has the shape of what it is taken by, (4, 3)"
    push = -2 * ((1 - d) / d)[:, None] * direction / 4  # (4, 3)
    slips = {
        "a different pair is pulled together: what is the slope of (m - d)² by d?": -push,
        "u - v must be divided by d, to have length 1: the chain rule brings the slope of the root": push * d[:, None],
        "that is the gradient of m - d², the old cost": -direction / 2,
        "the cost is a mean over the pairs: in the gradient their number is missing": 4 * push,
        "it is divided by the number of pairs twice": push / 4,
        "it is divided by all the numbers of the embeddings: divide by the number of pairs": push / 3,
        "u - v has the length d: divide by d once, not by its square": push / d[:, None],
        "the outer slope brings a factor 2": push / 2,
        "the outer slope is missing: (m - d)² has the slope -2 (m - d)": -direction / d[:, None] / 4,
        "different pairs get no gradient": 0 * push,
        "different pairs get the gradient of same pairs": direction / 2,
    }
    for words, slip in slips.items():
        assert not np.allclose(d_left, slip, rtol=1e-3, atol=1e-7), words
    assert not np.allclose(d_left, -push, rtol=1e-3), "left and right gradient are exchanged"
    wrong = "the gradient by left of different pairs goes wrong: chain the slope of (m - d)² by d and that of d by u"
    assert np.allclose(d_left, push, rtol=1e-3, atol=1e-6), wrong
    assert np.allclose(far_left, 0, atol=1e-7), "beyond the margin a different pair costs nothing and is not pushed"
    assert not np.allclose(d_right, push, rtol=1e-3), "the gradients of the two partners are equal and opposite"
    assert np.allclose(d_right, -push, rtol=1e-3, atol=1e-6), "by right the gradient is the opposite of that by left"
    pull, by_left = direction / 2, loss(u, v, same)[1]
    one_same, all_pairs = np.arange(4) == 0, (0.09 + ((1 - d[1:]) ** 2).sum()) / 4
    mixed = "with both kinds in a batch the cost is one mean over all pairs, not one over each kind"
    assert np.isclose(loss(u, v, one_same)[0], all_pairs, rtol=1e-4), mixed
    assert not np.allclose(by_left, push, rtol=1e-3), "same pairs get the gradient of different pairs"
    wrong = "different pairs are right; the gradient of same pairs is that of their cost d²"
    assert np.allclose(by_left, pull, rtol=1e-3, atol=1e-6), wrong


def other_pairs(rng):
    n = rng.integers(5, 9)
    return rng.uniform(size=(n, 3)), rng.uniform(size=(n, 3)), rng.random(n) < 0.5, rng.uniform(0.5, 1.5)


push_loss = attempt("01b-1", push_loss, check_push, ours, again=other_pairs)

# %% [markdown]
# Now the experiment. `train_on` takes any loss of pairs. It sends both branches through the network in one batch, and
# so the gradients of the two branches are added by the sums in `backward`.


# %%
def train_on(loss, parameters, steps=800, learning_rate=2, margin=1.0):
    draws = np.random.default_rng(SEED)
    left, right, same = pairs
    for _ in range(steps):
        b = draws.integers(len(same), size=64)  # (64,)
        outputs = forward(parameters, x_train[np.concatenate([left[b], right[b]])])  # both branches: 128 pictures
        u, v = np.split(outputs[-1], 2)  # (64, 2) each
        _, d_left, d_right = loss(u, v, same[b], margin)
        gradients = backward(parameters, outputs, np.concatenate([d_left, d_right]))
        parameters = descend(parameters, gradients, learning_rate)
    return parameters


# %% [markdown]
# Your push differs from the old one in strength as well as in shape. So two controls join: `four_times` is the old push
# at four times its strength, and `level` pushes equally hard at every distance, as the cost $m - d$ has it.


# %%
def four_times(left, right, same, margin=1.0):
    loss, d_left, d_right = pair_loss(left, right, same, margin)
    times = np.where(same, 1, 4)[:, None]  # (n, 1)
    return loss, times * d_left, times * d_right


def level(left, right, same, margin=1.0):
    d = np.sqrt(squared_distance(left, right))  # (n,)
    factor = np.where(same, 1, -np.where(d < margin, 0.5, 0) / np.maximum(d, 1e-12))  # (n,)
    d_left = 2 * factor[:, None] * (left - right) / len(left)  # (n, d)
    return np.where(same, d**2, np.maximum(0, margin - d)).mean(), d_left, -d_left


def further(seed):
    """From one start: 800 steps, then 800 more in each of five ways."""
    met = train_on(pair_loss, starting_parameters([64, 32, 2], np.random.default_rng(seed)))
    others = [train_on(loss, met) for loss in (four_times, level, push_loss)]
    return met, train_on(pair_loss, met), train_on(pair_loss, met, margin=0.5), *others


# %%
networks = [further(seed) for seed in range(5 * SEED, 5 * SEED + 5)]
told_apart = np.array([[hardest(parameters)[0] for parameters in six] for six in networks])  # (5, 6)
met, on, smaller, stronger, even, pushed = told_apart.mean(axis=0)
gain = np.mean([pair_auc(new, new) - pair_auc(old, old) for _, old, *_, new in networks])
print("AUC of the two hardest digits, one start in each row, and their mean")
print("800 steps | 800 more: same loss, margin 0.5, four times, m - d, (m - d)²")
print(told_apart.round(2), told_apart.mean(axis=0).round(2), sep="\n")
parted = [of_two_digits(new, *hardest(old)[1:]) for old, *_, new in networks]
print("the same two digits as before, after (m - d)²:", np.round(parted, 2))
print(f"new writers, all digits: (m - d)² minus same loss {gain:.3f}")

assert pushed - on > 0.1 and pushed - smaller > 0.03 and 0.68 < pushed < 0.99
assert -0.06 < stronger - on < 0.1 and pushed - even > 0.05 and np.median(parted) > 0.8
assert -0.05 < smaller - on < 0.2 and 0.49 < on < 0.66 and gain > 0

# %% [markdown]
# With the same loss the two hardest digits stay where they were: 0.57 in the mean of the five starts. With the push
# that does not vanish they part: 0.89 (0.73 to 0.93 over five seeds), ahead of the same loss by 0.31 (0.19 to 0.38 over
# five seeds). All digits of new writers gain a little too. So the vanishing push is a cause.
#
# Was it only the strength? The old push at four times its strength leaves the two together. Was it only that the push
# does not vanish? With $m - d$, where it is the same at every distance, they part from some starts. So it matters that
# the nearest pairs are pushed hardest. The smaller margin, with which there is room for all ten digits, helps much in
# some starts and not at all in most.
#
# Where the last column is still low, the line below the table tells whether the same two digits are still together, or
# whether two *others* have met.
#
# So there is a reason to put the distance itself into the loss, and not its square, as Hadsell, Chopra and LeCun (2006)
# did. Lesson 02 takes this up.

# %% [markdown] tags=["claim:S1-1"]
# ## 4. Are labels needed?
# One often reads that a Siamese network learns without labels. Indeed `forward` sees no label. But `same` came from
# labels. We shuffle them and leave all else as it is. **Before you run:** which AUC would prove the sentence right?

# %%
from course_lib.by_hand.layers import ACTIVATIONS  # {name: (value from z, slope from the value)}, as in lesson 01


def three_runs(labels=train.labels, steps=400, learning_rate=2, activations=ARTICLE_1):
    for seed in range(5 * SEED, 5 * SEED + 3):
        draws = np.random.default_rng(seed)
        drawn, start = balanced_pairs(labels, 20_000, draws), starting_parameters([64, 32, 2], draws)
        yield train_twins(start, x_train, drawn, draws, steps, learning_rate, activations=activations)


# %% tags=["claim:S1-1"]
informed = [pair_auc(twins, twins) for twins, _ in three_runs()]
uninformed = [pair_auc(twins, twins) for twins, _ in three_runs(np.random.default_rng(SEED).permutation(train.labels))]
print(f"new writers: AUC with labels {np.mean(informed):.2f}, with shuffled labels {np.mean(uninformed):.2f}")

assert min(informed) - max(uninformed) > 0.08 and 0.84 < np.mean(informed) < 0.95 and 0.5 < np.mean(uninformed) < 0.72

# %% [markdown]
# With labels the AUC is 0.87 (0.87 to 0.92 over five seeds), with shuffled labels 0.66, which is no better than the
# untrained network. If the sentence were right, both would have scored alike. Somebody has to say what is the same:
# Bromley and others (1993) knew which signatures were forged. In lesson 08 nobody has to, for there two
# distortions of one picture are the same.

# %% [markdown] tags=["claim:S1-6"]
# ## 5. Is tanh slower than the sigmoid?
# One often reads that it is. Others write the opposite, and give a reason: the values of a tanh are centred on 0
# (LeCun and others 1998, section 4.4). But a tanh differs from a sigmoid in two ways. It is centred, *and* it is four
# times as steep. Which of the two matters here? An ablation can tell: we need a curve that is centred and flat, and
# one that is steep and not centred.

# %% [markdown]
# ### Exercise 01b-2 (experiment): the centre or the slope?
# Fill in two activations, each as (value from z, slope from the value a). `centred` is the sigmoid moved down by one
# half. `steep` is the sigmoid of $4z$, so its slope at 0 is that of the tanh. Before you run what follows, note
# which of the two you expect to train like the sigmoid, and which like the tanh.

# %% [markdown] tags=["hint"]
# The value of `centred` is `sigmoid(z) - 0.5`. Write $s$ for the sigmoid; its slope is $s(1 - s)$, and $s = a + 0.5$.

# %% [markdown] tags=["hint"]
# The value of `steep` is `sigmoid(4 * z)`. The chain rule brings a factor 4.

# %% [markdown] tags=["hint"]
# Slopes: `(a + 0.5) * (0.5 - a)` for `centred`, `4 * a * (1 - a)` for `steep`.

# %% tags=["exercise"]
from course_lib.by_hand.layers import sigmoid

centred = ...
steep = ...

# %% tags=["solution"]
from course_lib.by_hand.layers import sigmoid

centred = (lambda z: sigmoid(z) - 0.5, lambda a: (a + 0.5) * (0.5 - a))
steep = (lambda z: sigmoid(4 * z), lambda a: 4 * a * (1 - a))


# %% tags=["check"]
from course_lib.by_hand.layers import sigmoid


def check_ablations(yours):
    z = np.linspace(-2, 2, 9)  # (9,)
    s, s4 = sigmoid(z), sigmoid(4 * z)  # (9,) each
    wanted = {"centred": (s - 0.5, s * (1 - s)), "steep": (s4, 4 * s4 * (1 - s4))}
    for (name, (right, rise)), pair in zip(wanted.items(), yours):
        is_pair = isinstance(pair, tuple | list) and len(pair) == 2 and all(map(callable, pair))
        assert is_pair, f"{name}: two functions are asked, (value from z, slope from the value a)"
        found, slope = pair[0](z), pair[1](right)
        assert not np.allclose(pair[1](z), right), f"{name}: first the value from z, then the slope: they are exchanged"
        values = {
            "this is the sigmoid itself": s,
            "`centred` and `steep` are exchanged": s4 if name == "centred" else s - 0.5,
            "these are the slopes: the value comes first, then the slope": rise,
            "move the values of the sigmoid, not its z": sigmoid(z - 0.5),
            "it is moved up and not down": s + 0.5,
            "it is stretched as well as moved: that is a tanh": 2 * s - 1,
            "the 4 belongs to z, inside the sigmoid": 4 * s,
            "divided by 4, it is four times as flat": sigmoid(z / 4),
            "this is the tanh, and the sigmoid of 4z is asked": np.tanh(z),
            "it must be steep and not centred": s4 - 0.5,
        }
        for words, slip in values.items():
            assert np.allclose(slip, right) or not np.allclose(found, slip), f"{name}: {words}"
        meant = {"centred": "the sigmoid of z, moved down by one half", "steep": "the sigmoid of 4z"}
        assert np.allclose(found, right, rtol=1e-4), (
            f"{name}: this is not {meant[name]}, which is {right[-1]:.3f} at z = 2"
        )
        slopes = {
            "the slope gets the value a, not z": [k * sigmoid(k * right) * (1 - sigmoid(k * right)) for k in (1, 4)],
            "a is the sigmoid minus 0.5: put s = a + 0.5 into s (1 - s)": [right * (1 - right)] * (name == "centred"),
            "a is the sigmoid minus 0.5, so s is a plus 0.5": [(right - 0.5) * (1.5 - right)] * (name == "centred"),
            "the chain rule brings a factor 4": [rise / 4] * (name == "steep"),
            "this is the slope of a tanh": [1 - right**2],
            "the curve rises everywhere: what is the sign of its slope?": [-rise],
            "a slope that is the same everywhere belongs to a straight line": [rise.max() + 0 * z],
        }
        for words, group in slopes.items():
            assert not any(np.allclose(slope, slip) for slip in group), f"{name}, slope: {words}"
        times = np.mean(slope / rise)
        one_factor = np.allclose(slope, times * rise) and not np.isclose(times, 1, rtol=1e-4)
        assert not one_factor, f"{name}: the slope is {times:.4g} times what it should be; what brings the chain rule?"
        by_s = f"at z = 0, where a is {right[4]}, it is {rise[4]}: write it in s first, then put in what s is in a"
        assert np.allclose(slope, rise, rtol=1e-4), f"{name}, slope: {by_s}"


ours = (
    (lambda z: sigmoid(z) - 0.5, lambda a: (a + 0.5) * (0.5 - a)),
    (lambda z: sigmoid(4 * z), lambda a: 4 * a * (1 - a)),
)
centred, steep = attempt("01b-2", (centred, steep), check_ablations, ours)

# %% [markdown]
# The tanh and your `steep` differ in one more thing: the tanh is twice as high. So two controls join, `steep` moved
# down to the centre and the tanh moved up by 1, away from it.

# %% tags=["claim:S1-6"]
steep_centred = (lambda z: steep[0](z) - 0.5, lambda a: steep[1](a + 0.5))
raised = (lambda z: np.tanh(z) + 1, lambda a: 1 - (a - 1) ** 2)
ACTIVATIONS |= {"centred": centred, "steep": steep, "steep, centred": steep_centred, "tanh plus 1": raised}
rates, kinds = (0.1, 0.3, 1, 3, 10, 30), ("sigmoid", "centred", "steep", "steep, centred", "tanh", "tanh plus 1")
ends = {}
for kind in kinds:
    for rate in rates:
        runs = three_runs(steps=200, learning_rate=rate, activations=(kind, kind))
        ends[kind, rate] = np.mean([losses[-20:].mean() for _, losses in runs])

# %% tags=["claim:S1-6"]
print("loss at the end, by rate", *(f"{rate:>6}" for rate in rates))
for kind in kinds:
    print(f"{kind:24}", *(f"{ends[kind, rate]:6.2f}" for rate in rates))
of_sigmoid, of_tanh = (min(ends[kind, rate] for rate in rates) for kind in ("sigmoid", "tanh"))

assert abs(ends["sigmoid", 0.3] - ends["centred", 0.3]) < 0.01 and 0.47 < ends["centred", 0.3] < 0.51
assert ends["steep", 0.3] < 0.22 and ends["tanh", 0.3] < 0.18 and ends["steep", 1] - ends["tanh", 1] > -0.02
assert ends["tanh", 1] < 0.18 and ends["sigmoid", 10] < 0.25 and 0.47 < ends["tanh", 10] < 0.52
assert ends["steep, centred", 0.3] < 0.22 and ends["tanh plus 1", 0.3] < 0.3 and ends["steep, centred", 1] < 0.3
assert 0.3 < ends["tanh plus 1", 1] < 0.52 and 0.18 < of_sigmoid < 0.23 and 0.14 < of_tanh < 0.18

# %% [markdown]
# The number 0.50 is the loss of embeddings that all coincide: 0 for the same half of the pairs, 1 for the other half.
# Read the column of 0.3. At this small rate both flat curves stand still there, centred or not, and all steep ones
# learn, centred or not. So here the *slope* makes the difference, and moving the values to 0 changes nothing.
#
# The next column shows what the centre is good for. At the rate 1 the steep curve that is not centred already suffers
# in most runs, and ends above the tanh by 0.29 (0.01 to 0.29 over five seeds). The two controls agree: moved down to
# the centre it learns, and the tanh moved up by 1 fails. At 10 the tanh fails too. Its steps are so large that
# it ends where all embeddings coincide, while the sigmoids, with their small slopes, need just such a rate.
#
# So each curve has rates of its own. Each at its best of the six, the tanh ends at 0.16 and the sigmoid at 0.20. **So
# what do I use?** In a small network like this one, use the tanh. And whatever you compare, try each side at several
# rates, a factor of three or so apart.
#
# ## 6. What does sharing give?
# One often reads that shared weights avoid overfitting, as there are only half as many. Then twins that were trained on
# 50 pictures should judge new ones as well as these. We train twins with larger embeddings, and beside them two untied
# branches, by `train_untied`, which keeps the gradients of the branches apart.
#
# The comparison must be fair in three ways. One look after a fixed number of steps would be unfair to whoever learns
# more slowly, so we look five times. One learning rate may suit one side, so we take four. And `balanced_pairs` always
# puts the earlier picture on the left. An untied left branch would never see the last pictures, so we turn half of the
# pairs round.

# %% tags=["claim:S1-27"]
from course_lib.by_hand.twin_training import train_untied

LOOKS, RATES = [100, 200, 400, 800, 1600], (0.05, 0.1, 0.2, 0.4)


def from_fifty_pictures(seed, rate):
    """AUC at every look: tied and untied on new writers, tied and untied on their own pictures. (4, looks)"""
    draws, dealt = np.random.default_rng(seed), digits(seed=seed)  # every seed has other writers
    old, new = dealt.where(split="train"), dealt.where(split="test")
    few = np.concatenate([draws.choice(np.flatnonzero(old.labels == c), 5, replace=False) for c in range(10)])  # (50,)
    x, x_new = (part.reshape(len(part), 64) / 255 for part in (old.pictures[few], new.pictures[::2]))  # every second
    tied, other = (starting_parameters([64, 32, 16], draws) for _ in range(2))
    left, right, same = balanced_pairs(old.labels[few], 20_000, draws)
    turn = draws.random(20_000) < 0.5  # (20000,)
    drawn = np.where(turn, right, left), np.where(turn, left, right), same
    untied, seen = (tied, other), []
    for more in np.diff([0, *LOOKS]):
        tied, _ = train_twins(tied, x, drawn, draws, more, learning_rate=rate)
        untied = train_untied(*untied, x, drawn, draws, more, learning_rate=rate)
        sets = ((x_new, new.labels[::2]), (x, old.labels[few]))
        seen = [*seen, [pair_auc(*each, *pictures) for pictures in sets for each in ((tied, tied), untied)]]
    return np.transpose(seen)


# %% tags=["figure", "claim:S1-27"]
seeds = range(5 * SEED, 5 * SEED + 3)
runs = np.mean([[from_fifty_pictures(seed, rate) for rate in RATES] for seed in seeds], axis=0)  # (rates, 4, looks)
tied, untied, tied_known, untied_known = runs[RATES.index(0.2)]  # (looks,) each
lines = {"tied, new writers": tied, "untied, new writers": untied}
lines |= {"tied, the 50 pictures": tied_known, "untied, the 50 pictures": untied_known}
words = "On new writers tied twins are ahead early and fall, untied ones catch up; on their own 50 both near 1"
plots.curves(np.log2(np.array(LOOKS) / 100), lines, xlabel="doublings of 100 steps", ylabel="AUC, mean of 3", alt=words)

# %% [markdown]
# That is at the rate 0.2. The same in numbers, with how far the tied twins are ahead:

# %%
for name, line in lines.items():
    print(f"{name:24}", *(f"{auc:.2f}" for auc in line))
at_400, at_1600, at_best = (tied - untied)[2], (tied - untied)[4], tied.max() - untied.max()
print(f"tied minus untied: at 400 steps {at_400:.3f}, at 1,600 {at_1600:.3f}, each at its best look {at_best:.3f}")

assert 0.03 < at_400 < 0.16 and -0.04 < at_1600 < 0.04 and 0 < at_best < 0.06
assert tied_known[4] > 0.99 and untied_known[4] > 0.96 and 0.86 < tied.max() < 0.93
assert 0.01 < tied.max() - tied[4] < 0.07

# %% [markdown]
# Look at the training scores first: tied or untied, in the end they know their own 50 pictures by heart. On new
# writers the tied twins rise early and then *fall*. So sharing does not avoid overfitting; what you see there is
# overfitting.
#
# Are they better than untied branches all the same? At 400 steps they are ahead by 0.062, and whoever stops there
# reports a large advantage. But the untied branches were still learning. At 1,600 steps the difference is -0.002
# (-0.020 to 0.033 over five seeds), so even its sign depends on the seed. With each side at its best look, chosen with
# the test pictures for both alike, the twins are still a little ahead.
#
# Is that what sharing is worth? One thing was still unfair: both sides had the same learning rate. Here is the best
# look of each side at each rate:

# %% tags=["claim:S1-27"]
best = runs[:, :2].max(axis=2)  # (rates, 2)
for rate, (of_tied, of_untied) in zip(RATES, best, strict=True):
    print(f"rate {rate:4}: tied {of_tied:.3f}, untied {of_untied:.3f}")
at_own = best[:, 0].max() - best[:, 1].max()
print(f"tied minus untied, each at its own best rate: {at_own:.3f}")

assert -0.03 < at_own < 0.03

# %% [markdown]
# The twins come about as far at every rate, and the untied branches come further at the smaller ones. Each at its own
# best rate, the twins are ahead by 0.000 (0.000 to 0.022 over five seeds). So nearly all of the lead was speed, and a
# rate that suited the twins. Nor is either side much better than the pixels: 50 pictures are too few.
#
# What sharing gives for certain is what lesson 01 found: $d(x,x)=0$, symmetry, half as many parameters, and one
# embedding per picture, which a search engine can store. **So what do I use?** Share the weights, for these reasons.

# %% [markdown] tags=["mirror"]
# ## What do two identical networks learn?
# 1. Two trained numbers per picture: an AUC of 0.94 on new writers, where 64 pixels have 0.87.
# 2. Two digits that meet on the map stay together under the cost $m - d^2$, whose push vanishes at $d = 0$. Under
#    $(m - d)^2$ they part, in the mean of five starts.
# 3. It needs labels: with shuffled ones it is no better than untrained.
# 4. At a small rate the slope of an activation decides, not its centre. Each at its best rate, the tanh ends a little
#    below the sigmoid.
# 5. Sharing does not avoid overfitting. Twins learn in fewer steps, but untied branches with a learning rate of their
#    own come nearly as far.
#
# **Lesson 02 takes over** the loop and the question of section 3: what should a distance be told?
# **Exercises:** 01b-1 and 01b-2; `course_lib.exercises.progress()` shows yours.
#
# **References.** Bromley and others 1993, *Signature verification using a "Siamese" time delay neural network*, NIPS 6.
# LeCun, Bottou, Orr and Müller 1998, *Efficient BackProp*, LNCS 1524. Hadsell, Chopra and LeCun 2006, *Dimensionality
# reduction by learning an invariant mapping*, CVPR.
