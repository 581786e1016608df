# %% [markdown] tags=["card"]
# # 04 Normalisation: What should be normalised, and over what?
#
# **Needs** lessons 01 to 03. **Data** 1,797 real handwritten digits, no download. **Takes** {{measured}}.
#
# You will be able to
# 1. choose between scaling, standardising and unit length, and say what each repairs and what it costs;
# 2. test a suspected cause by taking it away, before you believe in it;
# 3. say why badly scaled inputs slow a training down, and how much of that Adam repairs;
# 4. derive the way back through unit length, and make it safe near the zero vector.
#
# **May be skipped:** section 4. The parts 04b (batch norm) and 04c (batch mates) go on from sections 1 to 3.

# %%
import numpy as np

from course_lib import plots
from course_lib.by_hand.gradient_checks import checked, numerical_gradient
from course_lib.data import digits
from course_lib.exercises import attempt

SEED = 0

# %% [markdown] tags=["claim:S1-20"]
# ## 1. Three pixels too large
# Suppose that three of the 64 pixels of each digit come from a faulty sensor, which counts 100 times too much. What
# will the nearest neighbours be worth? The test digits are by writers who wrote none of the training digits.

# %% tags=["claim:S1-20"]
train, test = digits().where(split="train"), digits().where(split="test")
x_train, x_test = (part.pictures.reshape(len(part), 64) / 255 for part in (train, test))  # (764, 64), (775, 64)
vivid = np.flatnonzero(x_train.std(axis=0) > 0.1)  # pixels that do vary
loud = np.random.default_rng(SEED).choice(vivid, 3, replace=False)
in_turn = np.concatenate([loud, np.setdiff1d(vivid, loud)])  # the three, then the others


def factor(times, pixels=3):
    """What each pixel is multiplied by, (64,)."""
    return np.where(np.isin(np.arange(64), in_turn[:pixels]), times, 1)


# %% [markdown]
# Here are five treatments of pictures `x`. "0 to 1" and "standardised" work on each *pixel*: they take its range, or
# its mean and its spread (the standard deviation), over the training pictures, `seen`. Unit length works on each
# *picture*. A pixel that never varies has spread 0, so we divide it by 1 instead.


# %% tags=["claim:S1-20"]
def or_one(spread):
    return np.where(spread > 0, spread, 1)


treatments = {
    "as it is": lambda x, seen: x,
    "all / 1000": lambda x, seen: x / 1000,
    "0 to 1": lambda x, seen: (x - seen.min(axis=0)) / or_one(np.ptp(seen, axis=0)),
    "standardised": lambda x, seen: (x - seen.mean(axis=0)) / or_one(seen.std(axis=0)),
    "unit length": lambda x, seen: x / np.linalg.norm(x, axis=1, keepdims=True),
}

# %% [markdown]
# We measure *precision@1*, the share of test pictures whose nearest training picture shows the same digit. The three
# functions below come from lesson 05, which writes them: all distances, then for each test picture the list of right
# and wrong neighbours, nearest first, then the share.
#
# **Before you run:** which treatments will help, and which can't?

# %% tags=["figure", "claim:S1-20"]
from course_lib.distances import distance_matrix
from course_lib.evaluation.metrics import precision_at_1, ranked_matches


def precision(gallery, queries):
    return precision_at_1(ranked_matches(distance_matrix(queries, gallery), test.labels, train.labels))


def after(treat, factor):
    seen = x_train * factor
    return precision(treat(seen, seen), treat(x_test * factor, seen))


def watch_loudness(times, pixels=3):
    found = {name: after(treat, factor(times, pixels)) for name, treat in treatments.items()}
    title = f"{pixels} pixels {times} times as large"
    told = ", ".join(f"{name} {score:.2f}" for name, score in found.items())
    return plots.figure_bars(found, ylabel="precision@1", title=title, alt=f"Precision@1, {title}: {told}")


plots.show(*watch_loudness(100))

# %%
clean = precision(x_train, x_test)
broken, shrunk, ranged, standard, unit = (after(treat, factor(100)) for treat in treatments.values())
print(f"clean digits {clean:.3f}; three pixels too large {broken:.3f}, all / 1000 {shrunk:.3f}")
print(f"0 to 1 {ranged:.3f}, standardised {standard:.3f}, unit length {unit:.3f}")

assert 0.945 < clean < 0.95 and 0.38 < broken < 0.64 and shrunk == broken
assert 0.944 < ranged < 0.948 and 0.909 < standard < 0.913 and 0.41 < unit < 0.74

# %% [markdown]
# The three pixels take precision@1 from 0.947 to 0.48 (0.39 to 0.63 over five seeds, which draw other pixels). One
# often reads that normalising serves to *shrink the range* of the data. Dividing everything by a thousand shrinks the
# range well, and not one neighbour changes, because all distances shrink alike. What helps is a *common scale for the
# features*: 0.946 with one range for all pixels, 0.911 with one spread for all. Unit length ends at 0.59 (0.41 to
# 0.74). It divides a whole picture by one number, so within the picture the three pixels stay as dominant as before.
#
# **Before you move the slider:** this is a crude fault. How small must it be to do no harm?

# %% tags=["widget"]
from course_lib.widgets import live

missing, double, tenfold = (after(treatments["as it is"], factor(times)) for times in (0, 2, 10))
assert missing > 0.938 and double > 0.935 and 0.77 < tenfold < 0.88
live(watch_loudness, times=(0, 200, 2, 100), pixels=(1, 20, 1, 3))

# %% [markdown]
# At 0 the three pixels are missing, and nobody misses them. Twice their size does hardly any harm. At ten times their
# size precision@1 is down to 0.82 (0.78 to 0.87).

# %% [markdown] tags=["claim:S1-21"]
# ## 2. What a distance is made of
# Why do three pixels decide everything? A squared distance is a sum over pixels. For one pixel with values $a,
# b$ in two pictures drawn at random, the mean of $(a-b)^2 = a^2 + b^2 - 2ab$ is $2\,\overline{a^2} -
# 2\,\overline{a}^2$, because the two draws are independent. That is twice the variance. So each pixel contributes in
# proportion to its variance, and we can compute the share of the three:


# %% tags=["claim:S1-21"]
def loud_share(x):
    return x[:, loud].var(axis=0).sum() / x.var(axis=0).sum()


seen = x_train * factor(100)
shares = {name: loud_share(treat(seen, seen)) for name, treat in treatments.items()}
print({name: f"{share:.1%}" for name, share in shares.items()})

assert shares["as it is"] > 0.997 and 0.049 < shares["standardised"] < 0.05 and shares["0 to 1"] < 0.08
assert 0.8 < shares["unit length"] < 1

# %% [markdown]
# As it is, the three pixels make up 99.9 % of all squared distances: a value 100 times as large has a variance 10,000
# times as large. Standardised, each of the 61 pixels that vary at all has the same part, so three of them have $3/61$.
# One also reads that normalising pulls the dimensions of the data apart. It is the other way round: their scales are
# brought together.

# %% [markdown] tags=["claim:S1-21"]
# ## 3. When standardising does harm
# Look again at the results of section 1. Standardising repaired the faulty pixels, but it ended below the clean
# digits. Does it also cost something when nothing is faulty? We apply it to the *clean* digits, and
# look for the largest value that it makes:

# %% tags=["claim:S1-21"]
z_train, z_test = (treatments["standardised"](x, x_train) for x in (x_train, x_test))  # (764, 64), (775, 64)

pixel = abs(z_test).max(axis=0).argmax()
times_lit = (x_train > 0).sum(axis=0)  # (64,)
print(f"standardised clean digits: precision@1 {precision(z_train, z_test):.3f} instead of {clean:.3f}")
print(f"pixel {pixel}: lit in {times_lit[pixel]} training pictures, up to {abs(z_test).max():.0f} spreads away")

assert np.isclose(precision(z_train, z_test), standard) and times_lit[pixel] == 3 and 63 < abs(z_test).max() < 65

# %% [markdown]
# It costs almost four points, that is 0.036. And a suspect is at hand. One pixel at the edge has ink in only three
# training pictures, so its spread is tiny; a test picture with a speck of ink there is now 64 spreads away from the
# mean. Squared, such a speck outweighs the rest of its picture. Are the specks the cause? A suspicion is tested by
# taking the suspect away.

# %% [markdown]
# ### Exercise 04-1 (experiment): is it the specks?
# Leave out the pixels that are lit in fewer than 10 training pictures, from `z_train` and from `z_test`, and measure
# the precision again. What share of the loss, from `clean` to `standard`, comes back? Answer with that share.

# %% [markdown] tags=["hint"]
# `times_lit >= 10` says which pixels stay, True or False for each of the 64.

# %% [markdown] tags=["hint"]
# `precision(z_train[:, stay], z_test[:, stay])` measures what is left without the others.

# %% [markdown] tags=["hint"]
# The share is (new precision - 0.911) / (0.947 - 0.911). Use `standard` and `clean` instead of the rounded numbers.

# %% tags=["exercise"]
recovered = ...

# %% tags=["solution"]
stay = times_lit >= 10
recovered = (precision(z_train[:, stay], z_test[:, stay]) - standard) / (clean - standard)


# %% tags=["check"]
def share_back(x, x_new, pixels):
    return (precision(x[:, pixels], x_new[:, pixels]) - standard) / (clean - standard)


def check_recovered(share):
    often, lost = times_lit >= 10, clean - standard
    ours = share_back(z_train, z_test, often)
    slips = {
        "that is the precision without the specks: how much of the loss has come back?": standard + ours * lost,
        "that is what came back, as a part of everything: divide it by what was lost, clean - standard": ours * lost,
        "divide by what was lost, clean - standard, not by all errors": ours * lost / (1 - standard),
        "that compares what came back with what did not: compare it with all that was lost": ours / (1 - ours),
        "that is a share of the pixels: ask for the precision without them": (times_lit < 10).mean(),
        "that is the share of the pixels that stay: ask for the precision with them": often.mean(),
        "that is what stays lost: ask what came back, and divide it by what was lost": (1 - ours) * lost,
        "that is the share that does not come back, or that without pixels lit in under 10 %: 10 pictures are meant": (
            1 - ours
        ),
        "that is what is left of clean: what came back is asked, as a share of clean - standard": (
            (standard + ours * lost) / clean
        ),
        "numerator and denominator are exchanged": 1 / ours,
        "that is a number of pictures: which share of the pictures that were lost is it?": 775 * ours * lost,
        "all would come back with the clean pixels, which lost nothing: take z_train and z_test": share_back(
            x_train, x_test, often
        ),
        "those are the pixels to be left out: keep the others": share_back(z_train, z_test, ~often),
        "something does come back: leave out all pixels with times_lit below 10, in both sets": 0,
        "fewer than 10 of the training pictures: not of the test pictures, and not the worst pixel alone": share_back(
            z_train, z_test, (x_test > 0).sum(axis=0) >= 10
        ),
    }
    in_percent = share / 100 if share > 10 else share
    for sentence, slip in slips.items():
        assert not (abs(share - slip) < 0.006 or abs(in_percent - slip) < 0.006), sentence
    assert 0 <= share <= 1, (
        f"a share lies between 0 and 1, got {share:.2f}: are both sets z, and which difference is positive?"
    )
    question = "how far is the precision without the specks above standard, and what share of clean - standard is that?"
    assert abs(share - ours) < 0.006, question


ours = share_back(z_train, z_test, times_lit >= 10)
recovered = attempt("04-1", recovered, check_recovered, ours)

# %% [markdown]
# The specks explain less than a third of the loss. So there must be another cause, and there is another suspect: the
# spread of a pixel may itself be *information*. All pixels are counted in one unit, ink. A pixel that varies little
# says little, and standardising makes it count as much as one in the middle of the digit. If that is so, the loss
# should go when quiet pixels stay quiet. So we divide by the spread, but by no less than 0.3.
#
# Such a floor does two things at once: it keeps quiet pixels quiet, and it tames rare large values in all of them, not
# only in those with specks. So we add a control that does the second thing alone. It leaves all spreads equal and clips
# every value at three spreads from the mean. And because a loss of 28 pictures is a shaky number, we let `digits` deal
# the writers to training and test in five ways:


# %%
def over_deals(treat):
    """Precision@1 under five deals of the writers, (5,)."""
    found = []
    for deal in range(5):
        gallery, queries = (digits(seed=deal).where(split=part) for part in ("train", "test"))
        x, x_new = (part.pictures.reshape(len(part), 64) / 255 for part in (gallery, queries))
        z, z_new = (treat(rows, x) for rows in (x, x_new))  # by the statistics of the training pictures
        matches = ranked_matches(distance_matrix(z_new, z), queries.labels, gallery.labels)
        found.append(precision_at_1(matches))
    return np.array(found)


def with_floor(x, seen):
    return (x - seen.mean(axis=0)) / np.maximum(seen.std(axis=0), 0.3)


def no_specks(x, seen):
    return treatments["standardised"](x, seen)[:, (seen > 0).sum(axis=0) >= 10]


def clipped(x, seen):
    return np.clip(treatments["standardised"](x, seen), -3, 3)


by_deal = {
    "clean": over_deals(treatments["as it is"]),
    "standardised": over_deals(treatments["standardised"]),
    "without specks": over_deals(no_specks),
    "floor of 0.3": over_deals(with_floor),
    "clipped": over_deals(clipped),
}

# %%
print(*(f"{name:15}{row.round(3)} mean {row.mean():.3f}" for name, row in by_deal.items()), sep="\n")
loss = by_deal["clean"] - by_deal["standardised"]  # (5,)
by_specks, by_floor, by_clip = ((by_deal[name] - by_deal["standardised"]) / loss for name in [*by_deal][2:])
for name, back in {"without specks": by_specks, "with a floor": by_floor, "clipped": by_clip}.items():
    print(f"share that comes back {name:15}", back.round(2))

assert round(775 * loss[0]) == 28 and 0.02 < min(loss) <= max(loss) < 0.045
assert np.isclose(by_specks[0], recovered, atol=0.01)
assert -0.01 < min(by_specks) <= max(by_specks) < 0.36 and by_floor.min() > 0.47 and (by_floor > by_specks).all()
assert np.isclose(by_floor, 1).tolist() == [True] + 4 * [False]
assert sum(by_clip > by_specks) == 4 and (by_clip > by_floor).tolist() == 3 * [False] + 2 * [True]

# %% [markdown]
# Standardising costs two to four points in every deal. Without the specks at most a third of that comes back, and in
# one deal nothing. With the floor about half or more comes back, and in the first deal all. It would be easy to stop
# here and to blame the lost spreads. But clipping, which leaves the spreads equal, brings back more than leaving out
# the specks does in four deals, and in the last two deals more than the floor. So large values do harm in many pixels,
# not only where specks are. Lost spreads may do harm as well, for in three deals the floor brings back more than the
# clip. Which of the two weighs more depends on who wrote the digits.
#
# Standardise features in *different* units, such as a weight and a price. Features in one unit have a common scale
# already. Their spreads may mean something, and dividing by a tiny one makes rare values huge.

# %% [markdown]
# ### Exercise 04-2 (prediction): a lamp for each picture
# Now each picture is taken under a lamp of its own: picture $i$ is multiplied by its own factor, between 1 and 100.
# Which of the five treatments makes the lamps vanish, so that it returns the same with them as without? Answer with
# its name.

# %% [markdown] tags=["hint"]
# A treatment helps if it divides by a number that carries the same factor.

# %% [markdown] tags=["hint"]
# Ranges and spreads of a pixel are taken over all pictures. Which treatment looks at one picture alone?

# %% [markdown] tags=["hint"]
# For every factor $k > 0$, the length of $k x$ is $k$ times the length of $x$.

# %% tags=["exercise"]
answer = ...

# %% tags=["solution"]
answer = "unit length"


# %% tags=["check"]
def check_lamp(name):
    assert isinstance(name, str), f"answer with one of the names, as a text: {list(treatments)}"
    name = name.strip().lower()
    assert name != "none", "one of them does: which divides a picture by a number of its own?"
    assert name in treatments, f"one of {list(treatments)}, not {name!r}"
    lamps = np.random.default_rng(SEED).uniform(1, 100, (len(x_test), 1))
    with_lamps, without = (treatments[name](x_test * lamp, x_train) for lamp in (lamps, 1))
    over_pictures = (
        "divides each pixel by a number taken over all pictures: can that number know the lamp of one picture?"
    )
    why = {
        "as it is": "changes nothing, so the lamps are still there",
        "all / 1000": "divides all pictures by one number: a bright lamp stays brighter than a weak one",
        "0 to 1": over_pictures,
        "standardised": over_pictures,
    }
    assert np.allclose(with_lamps, without), f'"{name}" {why[name]}'


answer = attempt("04-2", answer, check_lamp, ours="unit length")

# %% [markdown]
# So the question is never "shall I normalise?" but *over what?* Over the pictures, for each feature; or over the
# features, for each picture.

# %% [markdown]
# ## 4. Can't the network learn it?
# A trained network has weights. Could it not simply learn small weights for the three large pixels? Lesson 01 gives
# the gradient of the first layer, $G_W = x^\top G_z$: each weight's gradient is proportional to its own input. Say we
# divide all inputs by 100, so that the three pixels are right and the other 61 are 100 times too small. Their weights
# have to become 100 times as large, and their gradients are 100 times too small. So the way is 100 times as long, each
# step is 100 times as short, and plain descent would need 10,000 times as many steps. That is the ravine of lesson 03.
# Adam divides each gradient by its own size, and so takes one of the two factors away.
#
# We test this with lesson 01's twins: two layers, tanh, trained by steps of 64 pairs. `starting_parameters`,
# `twin_gradients` and `balanced_pairs` are from there too: random weights, the gradients of the pair loss, and pairs of
# which half are of one class. The score is lesson 01's AUC, the chance that a pair of one class is nearer than a pair
# of two classes.

# %%
from sklearn.metrics import roc_auc_score

from course_lib.by_hand.optimizers import SGD, Adam
from course_lib.by_hand.twin_training import balanced_pairs
from course_lib.by_hand.twins import forward, starting_parameters, twin_gradients

TANH = ("tanh", "tanh")
first, second = np.triu_indices(len(x_test), k=1)  # (299925,) each
left, right, same = balanced_pairs(train.labels, 20_000, np.random.default_rng(SEED))  # (20000,) each


def trained_auc(x, x_new, optimizer, steps):
    rng = np.random.default_rng(SEED)
    p = starting_parameters((64, 32, 2), rng)
    for _ in range(steps):
        b = rng.integers(20_000, size=64)
        _, gradients = twin_gradients(p, x[left[b]], x[right[b]], same[b], activations=TANH)
        p = optimizer.step(p, gradients)
    distances = distance_matrix(*[forward(p, x_new, TANH)[-1]] * 2)[first, second]  # (299925,)
    return roc_auc_score(test.labels[first] == test.labels[second], -distances)


# %% [markdown]
# Each kind of input gets its best of three learning rates, for each optimiser. And could it be a matter of patience? So
# everything is trained a second time, for ten times as many steps:

# %%
best, longer = {}, {}
inputs = {"all / 100": lambda x, seen: x / 100, "0 to 1": treatments["0 to 1"]}
for name, treat in inputs.items():
    x, x_new = (treat(pictures * factor(100), x_train * factor(100)) for pictures in (x_train, x_test))
    for optimizer, rates in ((SGD, (0.1, 0.3, 1)), (Adam, (0.003, 0.01, 0.03))):
        for steps, kept in ((200, best), (2_000, longer)):
            found = {rate: trained_auc(x, x_new, optimizer(rate), steps) for rate in rates}
            kept[name, optimizer] = max(found.values())
            print(f"{name:9}", optimizer.__name__, steps, {rate: round(auc, 2) for rate, auc in found.items()})

gap, gap_adam = (best["0 to 1", rule] - best["all / 100", rule] for rule in (SGD, Adam))
print(f"gap after 200 steps: {gap:.2f} with plain descent, {gap_adam:.2f} with Adam")

assert 0.66 < best["all / 100", SGD] < 0.74 and 0.87 < best["0 to 1", SGD] < 0.91
assert 0.13 < gap < 0.24 and 0.05 < gap_adam < 0.12
assert longer["all / 100", Adam] > best["all / 100", Adam] and longer["all / 100", SGD] < best["0 to 1", SGD] - gap / 2

# %% [markdown]
# After 200 steps plain descent ends at 0.72 (0.67 to 0.73) on inputs of two scales, at the best of its rates, and at
# 0.91 (0.87 to 0.91) on inputs of one. With Adam the gap is smaller, and it stays in every run. So do not leave it to
# the network to mend the scale of its inputs. It could express the right answer, but it does not get there. Ten times
# as many steps hardly help plain descent, and Adam comes nearer. And this holds not only for pixels. What one layer
# hands to the next is an input too. Lesson 04b goes on from there.

# %% [markdown]
# ## 5. Unit length and its gradient
# Lesson 02 divided embeddings by their length. What is left of a distance then? With $\lVert f\rVert = \lVert
# f'\rVert = 1$, the square is $\lVert f - f'\rVert^2 = 1 + 1 - 2\, f\cdot f' = 2 - 2\cos$ of the angle between them.
# Only directions count, and no distance exceeds 2.
#
# Lesson 02 imported the way back. Here it is derived. Let $f = x/r$ with $r = \sqrt{\sum_k x_k^2}$. First $\partial
# r/\partial x_i = \frac{1}{2r}\, 2x_i = f_i$. Then by the quotient rule, where $\delta_{ij}$ is 1 if $i=j$ and
# otherwise 0,
#
# $$\frac{\partial f_j}{\partial x_i} = \frac{\delta_{ij}}{r} - \frac{x_j}{r^2}\, f_i
# = \frac{\delta_{ij} - f_i f_j}{r}.$$
#
# The rest of the network hands back $G_f$, the gradient of the loss with respect to $f$; in code it is `upstream`. We
# want $G_x$, and the chain rule adds up over all $f_j$ through which $x_i$ acts:
#
# $$G_{x,i} = \sum_j G_{f,j}\, \frac{\partial f_j}{\partial x_i} = \frac{G_{f,i} - f_i \sum_j G_{f,j} f_j}{r}.$$
#
# The sum is the part of $G_f$ that points along $f$. It is taken out, because a step along $x$ changes no direction.
# What is left is divided by the length. (`@checked` refuses arguments that are not arrays of finite numbers in the
# shapes given; the letters name the axes. `unit_length` is the forward function of lesson 02.)

# %% tags=["keep:by_hand.unit_length"]
from course_lib.by_hand.unit_length import unit_length


@checked(upstream="n d", x="n d")
def unit_length_backward(upstream, x):
    f = unit_length(x)  # (n, d)
    along = (upstream * f).sum(axis=1, keepdims=True)  # (n, 1)
    return (upstream - along * f) / np.linalg.norm(x, axis=1, keepdims=True)


# %% [markdown]
# We check it with lesson 01's central difference, which moves one entry of $x$ at a time:

# %%
points, arriving = np.random.default_rng(SEED).normal(size=(2, 4, 3))
judged = numerical_gradient(lambda v: (arriving * unit_length(v)).sum(), points)
gradient = unit_length_backward(arriving, points)
print(f"differs from central differences by {abs(gradient - judged).max():.0e}")
print(f"part along x: {abs((gradient * points).sum(axis=1)).max():.0e}")

assert np.allclose(gradient, judged, atol=1e-6) and np.allclose((gradient * points).sum(axis=1), 0)

# %% [markdown] tags=["pitfall:P6"]
# ## 6. The zero vector
# The gradient is divided by the length. What if the length is almost 0? It happens: where all units of a last layer
# with a ReLU are below 0, the embedding is all zeros. At zero itself, $0/0$ is "not a number", which spreads through
# the whole network and is noticed. Near zero it is worse, because nobody notices. At length $10^{-6}$ the gradient is a
# million times as long as at length 1, and one step throws the embedding far away.
#
# The cure is to divide by $q = \sqrt{r^2 + \varepsilon}$ instead, with a small $\varepsilon$.

# %% [markdown]
# ### Exercise 04-3 (derivation): the safe way back
# Derive the way back for $f = x/q$ with $q = \sqrt{r^2 + \varepsilon}$, and write it as a function. Which of the two
# parts of the formula above changes its form?

# %% [markdown] tags=["hint"]
# $\partial q/\partial x_i = \frac{1}{2q}\,2x_i = x_i/q$, which is again $f_i$, with the new $f$.

# %% [markdown] tags=["hint"]
# So the quotient rule gives the same form, $(\delta_{ij} - f_i f_j)/q$, with the new $f$ and with $q$ for $r$.

# %% [markdown] tags=["hint"]
# Compute `q` with `np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)`, then `f = x / q`, then as above.


# %% tags=["exercise"]
def safe_backward(upstream, x, eps=1e-4):
    return ...


# %% tags=["solution"]
def safe_backward(upstream, x, eps=1e-4):
    q = np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)  # (n, 1)
    f = x / q  # (n, d), a little shorter than 1
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q


# %% tags=["check"]
def back(upstream, f, q):
    return (upstream - f * (upstream * f).sum(axis=1, keepdims=True)) / q


def length(x, eps, average=1):
    return np.sqrt((x**2).sum(axis=1, keepdims=True) / average + eps)  # (n, 1)


def ours(upstream, x, eps=1e-4):
    q = length(x, eps)
    return back(upstream, x / q, q)


def slips_of(upstream, x, eps):
    r, q, of_mean = length(x, 0), length(x, eps), length(x, eps, x.shape[1])
    over_all, over_batch = np.sqrt((x**2).sum() + eps), np.sqrt((x**2).sum(axis=0) + eps)
    of_sum = np.sqrt(x.sum(axis=1, keepdims=True) ** 2 + eps)
    f = x / q
    along = (upstream * f).sum(axis=1, keepdims=True)
    return {
        "that is the way back for x / r, as if eps were 0: it stands under the root as it is": back(upstream, x / r, r),
        "f must be x / q here too, not of length 1": back(upstream, x / r, q),
        "f is x / q, but at the end it is divided by r in place of q": back(upstream, f, r),
        "eps stands under the root, beside the squares, not outside": back(upstream, x / (r + eps), r + eps),
        "q is a root, and the root is missing": back(upstream, x / q**2, q**2),
        "q is the root of a sum of squares, not of their mean": back(upstream, x / of_mean, of_mean),
        "each picture has a length of its own: the sum in q runs along axis=1": back(upstream, x / over_all, over_all),
        "q belongs to a picture, not to a feature: axis=1": back(upstream, x / over_batch, over_batch),
        "all sums run over the pictures: each picture has a length of its own, axis=1": (
            upstream - x / over_batch * (upstream * x / over_batch).sum(axis=0)
        )
        / over_batch,
        "the sum of the products runs over everything: each picture has its own, axis=1": (
            upstream - f * (upstream * f).sum()
        )
        / q,
        "first square, then add up": back(upstream, x / of_sum, of_sum),
        "inside the bracket stands f = x / q, not x": back(upstream, x, q),
        "one of the two f inside the bracket is still x": (upstream - x * along) / q,
        "the part along f is taken out, so its sign is minus": (upstream + f * along) / q,
        "the part along f is not taken out": upstream / q,
        "the part along f is out; what is left must still be divided by q": upstream - f * along,
        "it is divided by q once too often": (upstream - f * along) / q**2,
        "only the first part is divided by q: the bracket is missing": upstream / q - f * along,
        "that is the way forward, x / q: its gradient is asked": f,
        "the sum runs over the features of each picture, axis=1": (upstream - f * (upstream * f).sum(axis=0)) / q,
        "the products G f must be summed over the features first": (upstream - f * upstream * f) / q,
        "the sum holds the products of G and f, not G alone": (upstream - f * upstream.sum(1, keepdims=True)) / q,
        "a sum of the products G f is asked, not their mean": (upstream - f * along / x.shape[1]) / q,
    }


def check_safe(function):
    short, arriving = 0.02 * points, np.random.default_rng(SEED + 1).normal(size=(4, 3))
    got = np.asarray(function(arriving, short))
    assert got.shape == (4, 3), f"one number for each entry of x, shape (4, 3), not {got.shape}"
    other, floor = np.asarray(function(arriving, short, eps=0.01)), np.maximum(length(short, 0), 0.1)
    words = "the length is kept above a floor: but q is the root of r² + eps for every x, short or long"
    assert not np.allclose(other, back(arriving, short / floor, floor), rtol=1e-4), words
    for sentence, slip in slips_of(arriving, short, 1e-4).items():
        assert not np.allclose(got, slip, rtol=1e-4), sentence
    judged = numerical_gradient(lambda v: (arriving * v / length(v, 1e-4)).sum(), short, step=1e-6)
    parts = (
        "look at each part: q, one number for each picture; f = x / q; G_f without its part along f; all that over q"
    )
    assert np.allclose(got, judged, rtol=1e-4, atol=1e-3), f"central differences do not agree: {parts}"
    assert not np.allclose(other, got), "with another eps the result must change: use the argument eps"


draw = lambda rng: (rng.normal(size=(4, 3)), 0.1 * rng.normal(size=(4, 3)), rng.uniform(0.001, 0.1))
safe_backward = attempt("04-3", safe_backward, check_safe, ours, again=draw)

# %% [markdown]
# Neither part changes its form. At $x = 0$ the gradient is $G_f/\sqrt\varepsilon$: large, but bounded. Here are both,
# for a $G_f$ of length 1 across $x$:

# %% tags=["figure", "pitfall:P6"]
lengths = np.logspace(-8, 1, 91)  # (91,)
across = np.array([[0.0, 1.0]])
lines = {
    name: [np.linalg.norm(back(across, np.array([[r, 0.0]]))) for r in lengths]
    for name, back in (("x / length", unit_length_backward), ("with eps = 1e-4", safe_backward))
}
words = "The gradient of x / length grows as 1 / length without end; with eps it stays at 100"
plots.show(*plots.figure_growth(lengths, lines, xlabel="length of x", ylabel="length of the gradient", alt=words))

assert np.isclose(lines["x / length"][20], 1e6) and 99 < max(lines["with eps = 1e-4"]) <= 100
assert np.isclose(lines["x / length"][80], lines["with eps = 1e-4"][80], rtol=1e-4)

# %% [markdown]
# At length 1 the two curves agree. Towards zero the first grows without end, and the second stays at
# $1/\sqrt\varepsilon = 100$. What do the libraries do? We ask three functions for the slope at the zero vector:

# %% tags=["pitfall:P6", "keras"]
import keras
import tensorflow as tf

for normalise in (tf.math.l2_normalize, keras.ops.normalize, keras.layers.UnitNormalization().call):
    zero = tf.Variable([[0.0, 0.0]])
    with tf.GradientTape() as tape:
        f = normalise(zero)
        second = f[0, 1]
    slope = float(tape.gradient(second, zero)[0, 1])
    print(f"{normalise.__qualname__}: value {f.numpy()[0]}, slope {slope:.0e}")
    assert not f.numpy().any() and 9e5 < slope < 2e12

# %% [markdown]
# None returns "not a number", but the slopes are a million and more. Each library puts some floor under the length, but
# one so low that it saves the value and not the step. Our own `unit_length` refuses a row of zeros, because it has no
# direction.

# %% [markdown] tags=["mirror"]
# ## What should be normalised, and over what?
# - **Over the pictures, for each feature** (a common range, or standardising), if the features have different units.
#   Three pixels too large took precision@1 from 0.947 to 0.48; a common range gave 0.946.
# - **Over the features, for each picture** (unit length), if the pictures have different strengths. It did not help
#   against the three pixels.
# - **Perhaps not at all**, if all features have one unit already. Standardising cost the clean digits two to four
#   points. The obvious suspect, specks at the edge, explained at most a third of that.
# - **Training suffers too:** twins trained on inputs of two scales reached an AUC of 0.72 instead of 0.91.
#   Adam made up a part of that, not all.
# - **Unit length backward** takes out the part along $x$ and divides by the length. Near zero it needs an $\varepsilon$
#   that keeps the gradient small enough; the floors in the three library functions are far too low.
#
# **So what do I use?** Divide pixels by a constant. Standardise tables of mixed units, with the means and spreads of
# the *training* data, also for new data. Give embeddings length 1 if only their direction should count, and do not let
# a ReLU be the layer before.
#
# **Lesson 04b takes over** the standardising and puts it inside the network. `course_lib.exercises.progress()`
# shows which of the three exercises you have solved.
#
# **References.** LeCun, Bottou, Orr and Müller 1998, *Efficient backprop*, in *Neural networks: tricks of the trade*
# (inputs on a common scale, for training). scikit-learn documentation, *Importance of feature scaling*.
