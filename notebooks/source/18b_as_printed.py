# %% [markdown] tags=["card"]
# # 18b As printed: What does a formula do when nobody corrects it?
#
# **Needs** lesson 02 (the losses), 02b (margins), 03 (Adam), 05 (MAP@R). **Data** 1,797 real handwritten digits, no
# download. **Takes** {{measured}}.
#
# You will be able to
# 1. run a printed formula to the letter and see what it does;
# 2. give a wrong formula its best case before you call it wrong;
# 3. take a loss apart until you see whether it has a lowest value;
# 4. find the smallest repair, and prove that it is one.
#
# **May be skipped:** sections 1 and 2, which stand alone.

# %%
import numpy as np

from course_lib.by_hand.losses import contrastive, distance, distance_backward, triplet
from course_lib.by_hand.optimizers import SGD, Adam
from course_lib.data import digits
from course_lib.exercises import attempt

SEED = 0
train_set, test = (digits(seed=SEED).where(split=part) for part in ("train", "test"))  # other people wrote the test
x_train, x_test = (part.pictures.reshape(len(part), 64) / 255 for part in (train_set, test))  # (n, 64)

# %% [markdown]
# Both articles print formulas. In this lesson we do with them what a computer would do: we take each letter as it
# stands. Then we look for the smallest change after which the formula does its work.
#
# ## 1. Is it a second derivative?
# Adam keeps two averages, $m$ of the gradients and $v$ of their squares (lesson 03). Article 1 prints the second one
# as $v_t = \beta_2 v_{t-1} + (1-\beta_2)\nabla^2 f(\theta_t)$, and $\nabla^2 f$ is the *curvature*, the derivative of
# the gradient. One function takes either:


# %% tags=["claim:S1-15", "claim:S1-17"]
def adam_with(second, gradient, theta, steps, learning_rate=0.1):
    """Where Adam ends when `second(theta)` is what v averages; otherwise the article's letters."""
    m = v = 0.0
    for t in range(1, steps + 1):
        m = 0.9 * m + 0.1 * gradient(theta)
        v = 0.999 * v + 0.001 * second(theta)
        with np.errstate(invalid="ignore"):
            theta = theta - learning_rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return theta


# %% [markdown]
# The landscape is $f = \frac14 (x^2-1)^2$: a hill at 0 between two valleys, at $-1$ and at 1. **Before you run:** its
# curvature is $3x^2 - 1$. What is its root at 0.3?

# %% tags=["claim:S1-15"]
slope, curvature = lambda x: x**3 - x, lambda x: 3 * x**2 - 1
squared = lambda x: slope(x) ** 2
ends = {
    "squared gradient from the hill": adam_with(squared, slope, 0.3, 300),
    "curvature from the hill": adam_with(curvature, slope, 0.3, 1),
    "curvature from the valley": adam_with(curvature, slope, 0.9, 300),
    "squared curvature from the hill": adam_with(lambda x: curvature(x) ** 2, slope, 0.3, 300),
}
print(*(f"{name}: {end:.3f}" for name, end in ends.items()), sep="\n")

assert np.isnan(ends["curvature from the hill"]) and abs(ends["squared gradient from the hill"] - 1) < 0.01
assert abs(ends["curvature from the valley"] - 1) < 0.01 and abs(ends["squared curvature from the hill"] - 1) < 0.01

# %% [markdown]
# On a hill the curvature is negative, its root is not a number, and the path is lost at the first step. That is the
# worst case. Here is the best one: a path that starts in the valley arrives. And with the *squared* curvature the hill
# does no harm either. That idea exists: it is the core of AdaHessian (Yao and others 2021).
#
# The verdict is *wrong*, and harmless only in a valley, where the curvature is positive. (On a straight slope the
# curvature is 0. There each step would be a hundred million learning rates long, because only the $10^{-8}$ is left
# below.) Lesson 03 gives three reasons for the square. Apart from this one symbol the update line is Adam's, and the
# library's `Adam` agrees to the last digit:

# %% tags=["claim:S1-17"]
adam, theta = Adam(0.1), {"x": np.array([0.3])}
for _ in range(300):
    theta = adam.step(theta, {"x": slope(theta["x"])})
print(f"letters {ends['squared gradient from the hill']:.12f}, library {theta['x'][0]:.12f}")

assert abs(theta["x"][0] - ends["squared gradient from the hill"]) < 1e-12

# %% [markdown] tags=["claim:S1-14"]
# ## 2. A step that needs its own end
# The first line reads $m_t = \beta_1 m_{t-1} + (1-\beta_1)\nabla f(\theta_t)$, and the last line computes $\theta_t$
# *from* $m_t$. So $\theta_t$ is needed to find $\theta_t$. Is that nonsense? Take one plain step in the
# valley $f = \frac12 c\,\theta^2$ with $c > 0$, whose gradient is $c\,\theta$, and solve the equation:
#
# $$\theta_1 = \theta_0 - \alpha c\,\theta_1 \quad\Longrightarrow\quad \theta_1 = \frac{\theta_0}{1+\alpha c}.$$
#
# That lies between 0 and $\theta_0$ for every learning rate $\alpha$: no rate is too large. But one has to solve for
# it. Let us put the right side in again and again:

# %% tags=["claim:S1-14"]
rounds = {}
for product in (0.5, 3.0):  # alpha times c
    theta_1 = 1.0
    for _ in range(30):
        theta_1 = 1.0 - product * theta_1
    rounds[product] = theta_1
    print(f"alpha c = {product}: usual step {1 - product:.2f}, solved {1 / (1 + product):.3f}, 30 rounds {theta_1:.3g}")

assert abs(rounds[0.5] - 1 / 1.5) < 1e-8 and abs(rounds[3.0]) > 1e12

# %% [markdown]
# Each round multiplies the error by $-\alpha c$. So the rounds arrive only where the usual step was safe anyway. As a
# description of Adam the line is *imprecise*: Kingma and Ba (2015) take the gradient at $\theta_{t-1}$. As an idea it
# has a name, the *implicit* method. In a valley, and if its equation can be solved, it is stable at any rate.
#
# ## 3. Negatives on the wrong side
# Now the losses. `train`, `embed` and `random_triplets` were written in lesson 02, `balanced_pairs` in lesson 01b.
# `learn` trains a small network and scores it by MAP@R (lesson 05: how much of the top of each ranking is right).

# %%
from course_lib.by_hand.training import embed, random_triplets, train
from course_lib.by_hand.twin_training import balanced_pairs
from course_lib.by_hand.twins import starting_parameters
from course_lib.distances import distance_matrix
from course_lib.evaluation.metrics import map_at_r, ranked_matches

draws = np.random.default_rng(SEED)
start = starting_parameters([64, 64, 16], draws)
triplets = random_triplets(train_set.labels, 20_000, draws)
*pairs, same = balanced_pairs(train_set.labels, 20_000, draws)


# %%
def score(f):
    return map_at_r(ranked_matches(distance_matrix(f, f), test.labels, test.labels, same_pictures=True))


def learn(loss, roles, same=None, unit=True, steps=300):
    """MAP@R on new writers, the last losses' mean, and the embeddings of the test pictures."""
    twins, losses = train(start, x_train, roles, loss, Adam(0.003), np.random.default_rng(SEED), steps, same, unit=unit)
    f = embed(twins, x_test, unit=unit)  # (n, 16)
    return score(f), losses[-50:].mean(), f


untrained, pixels = score(embed(start, x_test)), score(x_test)
print(f"MAP@R: untrained {untrained:.2f}, pixels {pixels:.2f}")

# %% [markdown]
# The contrastive loss of Hadsell, Chopra and LeCun (2006) pulls same pictures together and pushes different ones apart
# *until* they are $M$ apart. Article 1 prints the first two sums of its loss without anything to sum, and lets the
# second one run over the pairs with $\lVert f(x_i) - f(x_j)\rVert > M$. It also says that a pair is negative "if the
# labels differ, or if their distance is far beyond the margin". With Hadsell's terms in the empty sums:


# %% tags=["claim:S1-36", "claim:S1-37", "claim:S1-38"]
def beyond(left, right, same, margin=1.0):
    d = distance(left, right)  # (b,)
    gap = np.where(d > margin, margin - d, 0)  # (b,) the printed region
    by_distance = np.where(same, d, -gap) / len(d)  # (b,)
    return 0.5 * np.where(same, d**2, gap**2).mean(), *distance_backward(by_distance, left, right)


def circular(left, right, same, margin=1.0):
    return contrastive(left, right, same & (distance(left, right) <= margin), margin)


# %% tags=["claim:S1-8", "claim:S1-35", "claim:S1-36", "claim:S1-38"]
by_class = {label: np.flatnonzero(train_set.labels == label) for label in range(10)}
own_class = np.array([draws.choice(by_class[label]) for label in train_set.labels[triplets[0]]])  # (20000,)
trials = {
    "Hadsell": learn(contrastive, pairs, same),
    "circular": learn(circular, pairs, same),
    "Hadsell, M 0.3": learn(lambda *pair: contrastive(*pair, margin=0.3), pairs, same),
    "circular, M 0.3": learn(lambda *pair: circular(*pair, margin=0.3), pairs, same),
    "printed region": learn(beyond, pairs, same),
    "same pairs only": learn(lambda *pair: contrastive(*pair, margin=0), pairs, same),
    "negative of the anchor's class": learn(triplet, (*triplets[:2], own_class)),
}
for name, (reached, loss, f) in trials.items():
    print(f"{name:31} MAP@R {reached:.2f}, loss {loss:.5f}, mean distance {distance_matrix(f, f).mean():.3f}")

mapped = {name: reached for name, (reached, _, _) in trials.items()}
at_the_start = (distance(*(embed(start, x_train[rows]) for rows in pairs)) > 1).mean()  # beyond the margin
print(f"pairs beyond the margin before the first step: {at_the_start:.1%}")

gains = [mapped[f"circular{m}"] - mapped[f"Hadsell{m}"] for m in ("", ", M 0.3")]
assert mapped["Hadsell"] - pixels > 0.1 and untrained - mapped["printed region"] > 0.03
assert untrained - mapped["same pairs only"] > 0.03 and abs(mapped["printed region"] - mapped["same pairs only"]) < 0.03
assert mapped["negative of the anchor's class"] - untrained < 0.05 and abs(gains[0]) < 0.02 and gains[1] > -0.01
assert trials["printed region"][1] < 0.001 and at_the_start < 0.1

# %% [markdown]
# The printed region and the loss without any negatives fare alike: almost no loss, all pictures in nearly one point,
# and a search that is worse than that of the untrained network. Before the first step 1 pair in 100 is further apart
# than the margin (0 to 8 over five seeds). The same pairs pull everything together, and then no negative is heard at
# all. With the sign of the region turned round, all is well.
#
# A negative of the anchor's own class cannot teach anything either, because nothing tells it from the positive. The
# search is about as good as before the training, or worse.
#
# The circular definition is a surprise. As logic it is broken, because the label of a pair would depend on what the
# network says. But if a same pair beyond the margin is called "different", it costs nothing. It just drops out. At $M =
# 1$ the result is about that of Hadsell, and at a margin that is chosen too small, 0.3, it is no worse. So the
# statement is *wrong as a definition, and harmless in effect* in what we tried.
#
# ## 4. A square and a margin
# Article 1 squares the hinge of the triplet loss. Is that a mistake? And it says that the margin controls "the distance
# between two anchors". A triplet has only one anchor; but perhaps *some* distance follows the margin.


# %% tags=["claim:S1-9", "claim:S1-10", "claim:S2-14"]
def apart(f):
    d, alike = distance_matrix(f, f), test.labels[:, None] == test.labels  # (n, n) each
    return d[alike].sum() / (alike.sum() - len(f)), d[~alike].mean()  # without the zeros of the diagonal


best, gaps = {1: 0.0, 2: 0.0}, []
for margin in (0.05, 0.2, 0.5, 1, 1.5):
    for power in best:
        reached, _, f = learn(lambda *roles: triplet(*roles, margin=margin, power=power), triplets)
        near, far = apart(f)
        best[power], gaps = max(best[power], reached), [*gaps, far - near]
        print(f"margin {margin:4}, power {power}: MAP@R {reached:.2f}, same {near:.2f}, gap {gaps[-1]:.2f}")

assert abs(best[1] - best[2]) < 0.02 and np.diff(gaps[::2]).min() > 0.03

# %% [markdown]
# Each at its best margin, the square and the plain hinge are about as good as each other. (The test pictures chose both
# margins, which flatters both alike.) So the printed loss is *right*, though most people leave the square out. What
# grows with the margin is the **gap**, by how much pictures of different classes are further apart than those of one.
# That is also why "the similarity of pictures of two different classes" (article 2) misses the point: the triplet loss
# compares two distances from one anchor.
#
# ## 5. The formula of article 2
# Article 2 calls this a triplet loss, for $m$ samples, with $m$ "generally 30":
#
# $$L = \frac12 \sum_{i \le j} \Bigl(\lVert f_i - f_j\rVert^2 - \lVert f_i + f_j\rVert^2 + m\Bigr) +
# \lambda \sum_{k} \max\bigl(0,\ m - \lVert f_k\rVert^2\bigr).$$
#
# Take it apart. $\lVert a - b\rVert^2 = \lVert a\rVert^2 - 2\,a\cdot b + \lVert b\rVert^2$, and with a plus sign the
# middle term changes its sign. So the difference is $-4\,a\cdot b$. There is no label in it, no triplet and no hinge:
# *every* pair shall point the same way. For $i = j$ it is $-4\lVert f_i\rVert^2$: be long!
#
# Now the sum, for $n$ samples. With $S = \sum_k f_k$ we have $\lVert S\rVert^2 = \sum_i \lVert f_i\rVert^2 +
# 2\sum_{i<j} f_i\cdot f_j$. Add $\sum_k \lVert f_k\rVert^2$ on both sides, halve, and
# $\sum_{i\le j} f_i\cdot f_j = \frac12\bigl(\lVert S\rVert^2 + \sum_k \lVert f_k\rVert^2\bigr)$. There are
# $n(n+1)/2$ pairs with $i \le j$. Altogether
#
# $$L = \frac{m\,n(n+1)}{4} - \lVert S\rVert^2 - \sum_k \lVert f_k\rVert^2 + \lambda \sum_k
# \max(0, m - \lVert f_k\rVert^2).$$
#
# **Before you go on:** double all $f$. What becomes of the two terms with a minus sign?

# %% [markdown]
# ### Exercise 18b-1 (derivation): its gradient
# Derive $\partial L/\partial f_k$ of the last formula, with the hinge, and write it for all rows of `f`, $(n, d)$.

# %% [markdown] tags=["hint"]
# Write $\lVert S\rVert^2$ as $S\cdot S$. By how much does $S$ change when $f_k$ does?

# %% [markdown] tags=["hint"]
# The two terms with a minus sign give $-2S - 2f_k$. The hinge is active where $\lVert f_k\rVert^2 < m$; there its
# gradient is $-2\lambda f_k$.

# %% [markdown] tags=["hint"]
# `short = (f**2).sum(axis=1, keepdims=True) < m` is an array of zeros and ones, one row per sample; multiply by it.


# %% tags=["exercise"]
def article_gradient(f, m, lam):
    return ...


# %% tags=["solution"]
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m  # (n, 1)
    return -2 * (f.sum(axis=0) + f) - 2 * lam * short * f  # (n, d)


# %% tags=["check"]
from course_lib.by_hand.gradient_checks import numerical_gradient


def our_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m  # (n, 1)
    return -2 * (f.sum(axis=0) + f) - 2 * lam * short * f  # (n, d)


def letter_by_letter(f, m, lam):
    n = len(f)
    two = [((f[i] - f[j]) ** 2).sum() - ((f[i] + f[j]) ** 2).sum() + m for i in range(n) for j in range(i, n)]
    return 0.5 * sum(two) + lam * sum(max(0, m - (each**2).sum()) for each in f)


LENGTH = "the hinge compares the square of the length with m, not the length"


def slips_of(f, m, lam):
    """The gradients to which the usual slips lead, (n, d) each."""
    total, square = f.sum(axis=0), (f**2).sum(axis=1, keepdims=True)
    pairs, hinge = -2 * (total + f), -2 * lam * (square < m) * f
    return {
        "the gradient itself is asked, not the step against it": -(pairs + hinge),
        "the pairs i = j are missing: each gives -4 times its own f": pairs + 4 * f + hinge,
        "the sum over i <= j holds S twice and each f once more": pairs + 2 * f + hinge,
        "S is missing: each f_k is in the sum of all, too": -2 * f + hinge,
        "the square of S has the gradient 2 S, not S": -total - 2 * f + hinge,
        "a square has the gradient 2 f, not f": -2 * total - f + hinge,
        "a square has a factor 2 in its gradient, and there are three": pairs / 2 + hinge / 2,
        "both squares of the pairs have a factor 2 in their gradients": pairs / 2 + hinge,
        "the loss is halved before the sum: twice too much for the pairs": 2 * pairs + hinge,
        "the square of S has the gradient 2 S, not S times itself": -2 * (total**2 + f) + hinge,
        "each f_k is in S once, so S is not counted n times": -2 * (len(f) * total + f) + hinge,
        "each f_k has its own square once, not n times": -2 * (total + len(f) * f) + hinge,
        "m is a constant: it is not in the gradient of the hinge": pairs + m * hinge,
        "the gradient of the hinge is asked, not times its value": pairs + np.maximum(0, m - square) * hinge,
        "S is a sum, not a mean": -2 * (f.mean(axis=0) + f) + hinge,
        "the pairs have the wrong sign": hinge - pairs,
        "the pairs are missing": hinge,
        "the hinge is missing": pairs,
        "the hinge has the wrong sign: a longer f makes it smaller": pairs - hinge,
        "the square in the hinge has a factor 2 in its gradient": pairs + hinge / 2,
        "lam is missing before the hinge": pairs + hinge / lam,
        "the hinge is active for short rows alone": pairs - 2 * lam * f,
        "the hinge is active where the square is below m, not above": pairs - 2 * lam * (square > m) * f,
        "the hinge asks for the length of each row, not of all together": pairs - 2 * lam * (square.sum() < m) * f,
        "the hinge asks for the length of each row, not for each number": pairs - 2 * lam * (f**2 < m) * f,
        LENGTH: pairs - 2 * lam * (square < m**2) * f,
        "the hinge must be multiplied by f: its gradient points along f": pairs - 2 * lam * (square < m),
    }


def check_gradient(yours):
    f, m, lam = draw_rows(np.random.default_rng(3))
    inputs = (f, m, lam), (f[:5] / 9, m, lam)
    got = [np.asarray(yours(*each), float) for each in inputs]
    for one, (rows, _, _) in zip(got, inputs):
        assert one.shape == rows.shape, f"one gradient for each embedding, shape {rows.shape}, not {one.shape}"
    slips = [slips_of(*each) for each in inputs]
    by_m = not np.allclose(got[0], yours(f, m / 9, lam))
    of_length = np.allclose(got[0], slips[0][LENGTH]) and not by_m
    assert not of_length, "the result is the same for every m: is it used?"
    for words in slips[0]:
        assert not all(np.allclose(one, each[words], rtol=1e-4, atol=1e-5) for one, each in zip(got, slips)), words
    one_column = f * [0, 1, 1]
    told = "a loss without f has no gradient: at f = 0 yours is not 0, so a constant or a value of the loss is in it"
    assert np.allclose(yours(0 * f, m, lam), 0), told
    told = (
        "where a column of f is 0, so is that of the gradient: S is a row, the sum down each column, and all is times f"
    )
    assert np.allclose(np.asarray(yours(one_column, m, lam))[:, 0], 0), told
    without, double = (np.asarray(yours(f, m, weight)) for weight in (0.0, 2 * lam))
    constant = np.allclose(got[0], our_gradient(*inputs[0]) / len(f))  # a mean for a sum, which the comparison names
    assert constant or not np.allclose(without, double), "the result is the same for every lam: is it used?"
    assert constant or not np.allclose(got[0], yours(f, m / 9, lam)), "the result is the same for every m: is it used?"
    for part, weight in (("of the pairs", 0.0), ("of the hinge", lam)):
        judged = numerical_gradient(lambda v: letter_by_letter(v, m, weight), f)
        close = np.allclose(np.asarray(yours(f, m, weight)), judged, rtol=1e-4, atol=1e-5)
        assert close, f"central differences disagree about the gradient {part}"


def draw_rows(rng):
    """Rows (6, 3), two of them short, two longer and two very long, and m and lambda."""
    return rng.uniform(0.5, 1, (6, 3)) * np.array([[0.6, 2.6, 5.0] * 2]).T, 4.0, rng.uniform(0.3, 0.8)


article_gradient = attempt("18b-1", article_gradient, check_gradient, ours=our_gradient, again=draw_rows)

# %% [markdown]
# The gradient $-2(S + f_k)$ pulls every embedding towards the sum of all. Trained for longer and longer, without any
# labels, because the formula has no place for them:


# %% tags=["claim:S2-17"]
def article_2(f, m=30, lam=0.0):
    n, total, squares = len(f), f.sum(axis=0), (f**2).sum(axis=1)  # number, (d,), (n,)
    loss = m * n * (n + 1) / 4 - total @ total - squares.sum() + lam * np.maximum(0, m - squares).sum()
    return loss, article_gradient(f, m, lam)


def describe(f):
    lengths = np.linalg.norm(f, axis=1)  # (n,)
    mean = (f / lengths[:, None]).mean(axis=0)  # (d,)
    return lengths.mean(), mean @ mean  # the second: the mean cosine of all pairs


everyone = [np.arange(len(x_train))]  # one role
for steps in (50, 150, 300):
    printed, loss, f = learn(article_2, everyone, unit=False, steps=steps)
    length, cosine = describe(f)
    print(f"{steps} steps: loss {loss:.0e}, length {length:.0f}, mean cosine {cosine:.4f}, MAP@R {printed:.2f}")

assert loss < -1e9 and length > 1000 and cosine > 0.99 and untrained - printed > 0.2

# %% [markdown]
# The loss falls and falls, and that is all it can do: it has no lowest value. The embeddings become longer by the step,
# all in one direction, and the search is close to that of a random order. Plain descent even leaves the range of
# numbers, and our `train` refuses to go on:

# %% tags=["claim:S2-17"]
with np.errstate(over="ignore", invalid="ignore"):
    try:
        train(start, x_train, everyone, article_2, SGD(1e-4), np.random.default_rng(SEED), steps=20, unit=False)
    except ValueError as error:
        print(str(error)[:100])
        stopped = "NaN or infinity" in str(error)

assert stopped

# %% [markdown] tags=["claim:S2-18", "claim:S2-19"]
# Is the second sum, with $\lambda$, the safeguard? And what does $m$ do, which the article uses as a margin, as the
# number of samples and as a bound of the length?

# %% tags=["claim:S2-18", "claim:S2-19"]
guarded, _ = describe(learn(lambda f: article_2(f, lam=1.0), everyone, unit=False)[2])
unguarded_ends = [learn(lambda f: article_2(f, m), everyone, unit=False, steps=50)[2] for m in (1, 30, 300)]
far_margin, stuck, _ = learn(lambda *roles: triplet(*roles, margin=30), triplets)
print(f"length {length:.0f} without the hinge, {guarded:.0f} with it; margin 30: loss {stuck:.1f}, {far_margin:.2f}")

assert abs(guarded / length - 1) < 0.05 and (unguarded_ends[0] == unguarded_ends[1]).all()
assert (unguarded_ends[0] == unguarded_ends[2]).all() and 28 < stuck < 30

# %% [markdown]
# The hinge does not bound anything. It pushes short embeddings *outwards* until their length is $\sqrt m$, and then it
# falls silent. It is a floor, and what is missing is a ceiling. The usual cure is to set the length to 1 (Schroff and
# others 2015).
#
# And $m$? With $\lambda = 0$ the networks for three values of $m$ are *bit for bit* the same. It is an added constant,
# and a constant has no gradient. In a real triplet loss at length 1, where no distance exceeds 2, a margin of 30 is
# out of reach: the loss can't fall below 28, and every triplet pulls for ever.
#
# ## 6. The smallest repair
# What could be meant? Keep the printed dot products, and give them what they lack: a label $y = \pm 1$ for same or
# different, a hinge, and length 1. Then a pair costs $\max(0,\ 1 - 4\,y\, f_i\cdot f_j)$. Its gradient by $f_i$ is
# $-4\,y\,f_j$ where the hinge is active. Do we need all three?


# %% tags=["claim:S2-17"]
def signed_dot(left, right, same, hinge=True):
    y = np.where(same, 1, -1)  # (b,)
    violation = 1 - 4 * y * (left * right).sum(axis=1)  # (b,)
    active = (violation > 0) | (not hinge)  # (b,)
    by_dot = (-4 * y * active / len(y))[:, None]  # (b, 1)
    return np.where(active, violation, 0).mean(), by_dot * right, by_dot * left


repaired = {
    "label, hinge, length 1": learn(signed_dot, pairs, same)[0],
    "label, hinge": learn(signed_dot, pairs, same, unit=False)[0],
    "label, length 1": learn(lambda *roles: signed_dot(*roles, hinge=False), pairs, same)[0],
    "length 1": learn(article_2, everyone)[0],
}
print(*(f"{name}: MAP@R {reached:.2f}" for name, reached in repaired.items()), f"printed: {printed:.2f}", sep="\n")

assert repaired["label, hinge, length 1"] - pixels > 0.05 and untrained - repaired["length 1"] > 0.1
assert repaired["label, hinge, length 1"] - repaired["label, length 1"] > 0.05
assert repaired["label, length 1"] - printed > 0.3 and best[1] - repaired["label, hinge, length 1"] > 0.02
assert 0 < repaired["label, hinge, length 1"] - repaired["label, hinge"] < 0.12

# %% [markdown]
# The label is the main part: with it and length 1, but without the hinge, the search is far better than as printed. The
# hinge adds to that. Where there is a hinge, length 1 adds little: without it MAP@R is lower by 0.04 (0.02 to 0.07 over
# five seeds). And length 1 without a label is another collapse, with all pictures in one point. So the printed formula
# is *wrong*, and what it lacks most is the one thing that a distance must be told: which pictures are the same. The
# repaired loss beats pixels. It does not reach the triplet loss of section 4, but we tuned neither its factor 4 nor its
# hinge.

# %% [markdown] tags=["mirror"]
# ## What does a formula do when nobody corrects it?
# 1. **Adam with a curvature** is lost on a hill and arrives in a valley; the squared gradient always has a root.
# 2. **The gradient at the next place** is an equation. In a valley its solution is stable at any rate.
# 3. **Negatives beyond the margin** are never heard: the network collapses as if there were none.
# 4. **The squared hinge** is as good as the plain one, each at its best margin. The margin sets a gap.
# 5. **The formula of article 2** has no label and no lowest value. Its hinge is a floor, and its $m$ a constant.
#
# **So what do I use?** When you meet a new loss, ask it three things before you train: Where is the label? Does it have
# a lowest value? Is the gradient zero where it should be? Each takes a line of algebra, and each would have stopped a
# formula of this lesson.
#
# **[Lesson 18c](18c_stages.ipynb) takes over** what the articles say about classifiers. **Exercise:** 18b-1;
# `course_lib.exercises.progress()` shows yours.
#
# **References.** Hadsell, Chopra and LeCun 2006, *Dimensionality reduction by learning an invariant mapping*, CVPR.
# Kingma and Ba 2015, *Adam: a method for stochastic optimization*, ICLR. Schroff, Kalenichenko and Philbin 2015,
# *FaceNet*, CVPR. Yao and others 2021, *AdaHessian: an adaptive second order optimizer for machine learning*, AAAI.
