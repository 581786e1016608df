# %% [markdown] tags=["card"]
# # 01 Topology: What makes two networks Siamese?
#
# **Needs** Python, NumPy arrays, the chain rule. **Data** 1,797 real handwritten digits, no download. **Takes**
# {{measured}}.
#
# You will be able to
# 1. say what twins share, and what follows from it before any training;
# 2. write a branch forward and backward by hand, and derive why a shared weight gets the *sum* of two gradients;
# 3. check any gradient twice: by central differences, and against Keras.
#
# **May be skipped:** exercise 01-1, and section 9, which does the same again in Keras.

# %%
import numpy as np

from course_lib import plots
from course_lib.by_hand.gradient_checks import checked
from course_lib.data import digits
from course_lib.exercises import attempt

SEED = 0
rng = np.random.default_rng(SEED)

# %% [markdown]
# Every random number of a lesson follows from `SEED`. When the text says "2.70 (0.16 to 2.70 over five seeds)", the
# first number is the one on your screen, and the range holds what `SEED` 0 to 4 gives.
#
# ## 1. How far apart are two pictures?
# A search engine needs one number that says how much alike two pictures are. The plainest one: subtract the pixels,
# square the differences, add them up. Here are four digits and their squared distances from the first one.

# %% tags=["figure"]
everyone = digits()  # split by writer: nobody who wrote a training picture wrote a test picture
train, test = everyone.where(split="train"), everyone.where(split="test")
x_train, x_test = (part.pictures.reshape(len(part), 64) / 255 for part in (train, test))  # (764, 64), (775, 64)

shown = [310, 323, 485, 189]
apart = ((x_test[shown] - x_test[310]) ** 2).sum(axis=1)  # (4,)
titles = [f"{d:.1f}" for d in apart]
plots.pictures(test.pictures[shown], titles, alt="A 3, another 3 at 1.3 from it, a 9 at 2.5, a third 3 at 4.0")

assert titles == ["0.0", "1.3", "2.5", "4.0"]

# %% [markdown]
# The 9 is nearer to our 3 than the last picture is, and that one is a 3 too. Pixels compare ink, not meaning.
#
# How good is this distance over *all* pairs of test pictures? We need a score for that. **Before you run:** what share
# of the pairs shows the same digit twice?

# %% tags=["pitfall:P14"]
from sklearn.metrics import roc_auc_score

from course_lib.distances import distance_matrix  # all distances at once; lesson 05 shows how it works

first, second = np.triu_indices(len(x_test), k=1)  # (299925,) each: every pair once
same = test.labels[first] == test.labels[second]  # (299925,)
pixel_auc = roc_auc_score(same, -distance_matrix(x_test, x_test)[first, second])
print(f"same: {same.mean():.1%}, different: {(~same).mean():.1%}; AUC of pixels {pixel_auc:.3f}")

assert 0.0985 < same.mean() < 0.1005 and 0.873 < pixel_auc < 0.875

# %% [markdown]
# Only one pair in ten is a same pair. So a program that always answers "different" is right for nine pairs in ten, and
# finds nothing: the share of right answers is a bad score here. We use the *AUC* instead, the chance that a same pair,
# picked at random, is nearer than a different pair, picked at random. Guessing gives 0.5, a perfect distance 1, and
# pixels 0.874. Lesson 05b builds this score by hand.

# %% [markdown]
# ### Exercise 01-1 (prediction): the base rate of a shop
# A catalogue has 24 products with 20 pictures each. What share of its pairs is "different"? To four decimals.

# %% [markdown] tags=["hint"]
# Fix the first picture of the pair. How many others are there?

# %% [markdown] tags=["hint"]
# 479 others. How many of them show the same product?

# %% [markdown] tags=["hint"]
# 19, so the share of same pairs is $19/479$.

# %% tags=["exercise"]
different_share = ...

# %% tags=["solution"]
different_share = 1 - 19 / 479  # 0.960


# %% tags=["check"]
def check_share(share):
    slips = {
        19 / 479: "that is the share of the same pairs",
        23 / 24: "that would be right if a picture could be paired with itself",
        1 / 24: "that is the share of the same pairs, if a picture could be paired with itself",
        1 - 19 / 480: "a picture has only 479 others",
        0.96: "this is rounded too far: answer to four decimals",
        0.9: "that is the share of the digits, of which there are ten; here there are 24 products",
        22 / 23: "these are pairs of products, not pictures: many a pair shows two pictures of one product",
        23 / 479 * 24 / 20: "above are pairs of products, and below pairs of pictures: count pictures in both",
        23 * 24 / (480 * 479): "above are pairs of products, and below pairs of pictures: count pictures in both",
        1 - 23 / 479: "24 and 20 are exchanged: how many pictures has one product?",
        1 - 24 / 479: "24 is the number of products: how many pictures has one of them, beside the first picture?",
        1 - 20 / 480: "that would be right if a picture could be paired with itself",
        0.95: "how many other pictures can stand beside the first one, and how many of them show its product?",
        460 / 19: "those are the odds, different to same: a share of all pairs is asked",
        0.5: "that is so where we choose how many are drawn of each kind; here all pairs are counted",
    }
    assert -1e-9 <= share <= 100, "a share of all pairs is asked, a number from 0 to 1, and not a count"
    near = {abs(slip - part): words for slip, words in slips.items() for part in (share, share / 100)}
    assert abs(share - 460 / 479) < 0.00006 or min(near) > 0.0006, near[min(near)]
    assert abs(share - 460 / 479) < 0.00006, "of 479 possible partners of a picture, how many show another product?"


different_share = attempt("01-1", different_share, check_share, ours=1 - 19 / 479)

# %% [markdown] tags=["claim:S1-3"]
# ## 2. Two inputs, one function
# Here is the idea of the whole course. Turn each picture into a few numbers, its *embedding* $f(x)$, and compare the
# embeddings instead of the pixels:
#
# $$d^2(x, y) = \sum_j \bigl(f_j(x) - f_j(y)\bigr)^2 .$$
#
# A network computes $f$, and a good $f$ has to be learned. "Siamese" means that both pictures go through *the same*
# $f$. One often reads that both networks get the same *input*. Let us try that too. For now any $f$ will do, so we take
# a random matrix and bend its results with `np.tanh`, a curve that section 3 explains:

# %% tags=["claim:S1-3"]
matrix = rng.normal(size=(64, 2))


def any_distance(x, y):
    return ((np.tanh(x @ matrix) - np.tanh(y @ matrix)) ** 2).sum(axis=1)  # (n,)


x, y = x_test[:100], x_test[100:200]  # (100, 64) each
print("the same picture twice:", any_distance(x, x).max(), " two pictures:", any_distance(x, y).mean().round(2))

assert (any_distance(x, x) == 0).all() and (any_distance(x, y) == any_distance(y, x)).all()

# %% [markdown]
# With the same picture on both sides the distance is exactly 0, and nothing is left to decide. So it is the other way
# round: twins take *two* inputs and use *one* function (Chopra, Hadsell and LeCun 2005). Two properties come for free
# with every $f$, trained or not. A picture has distance 0 from itself, and the order of the two pictures does not
# matter: $d(x,x) = 0$ and $d(x,y) = d(y,x)$.
#
# ![Two pictures enter two branches with one set of weights; their embeddings meet in a distance](figures/01_twins.svg)

# %% [markdown] tags=["claim:S1-5"]
# ## 3. An activation and its slope
# Our $f$ will have two layers. Between them stands an *activation*, a bent curve; without it two layers would be one,
# because $(x W_1) W_2 = x (W_1 W_2)$. Two curves are classic: the sigmoid $\sigma(z) = 1/(1+e^{-z})$ and the tanh. How
# are they related? The tanh is a fraction of exponentials. Multiply above and below by $e^{-z}$:
#
# $$\tanh z = \frac{e^z - e^{-z}}{e^z + e^{-z}} = \frac{1 - e^{-2z}}{1 + e^{-2z}}
# = \frac{2}{1 + e^{-2z}} - 1 = 2\,\sigma(2z) - 1.$$
#
# A tanh *is* a sigmoid: squeezed to half the width, stretched to twice the height, moved down by 1. On the way back we
# shall need the slopes. The first one follows from the chain rule on $(1+e^{-z})^{-1}$, where
# $1 - \sigma = e^{-z}/(1+e^{-z})$. The second one is the slope of $2\,\sigma(2z)$, with $\sigma(2z) = (1+\tanh z)/2$:
#
# $$\sigma' = \frac{e^{-z}}{(1+e^{-z})^2} = \sigma(1-\sigma), \qquad
# \tanh' z = 4\,\sigma(2z)\bigl(1-\sigma(2z)\bigr) = (1+\tanh z)(1-\tanh z) = 1 - \tanh^2 z.$$
#
# Each slope can be computed from the value alone, so we keep the two together. The decorator `@checked` is ours: it
# refuses arrays that hold anything but finite numbers.


# %% tags=["keep:by_hand.layers"]
@checked(z="...")
def sigmoid(z):
    with np.errstate(over="ignore"):  # exp(1000) is inf, and 1 / inf is the 0 that we want
        return 1 / (1 + np.exp(-z))


# %%
ACTIVATIONS = {  # name: (value from z, slope from the value a)
    "sigmoid": (sigmoid, lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
}

# %% [markdown]
# One often reads that the sigmoid gives the larger outputs. **Before you run:** which of the two is larger at $z =
# 0.5$, and which at $z = 2$?

# %% tags=["figure", "claim:S1-5"]
z = np.linspace(-6, 6, 241)  # (241,)
values = {"sigmoid": sigmoid(z), "tanh": np.tanh(z)}
slopes = {name: ACTIVATIONS[name][1](a) for name, a in values.items()}
plots.show(*plots.figure_activations(z, values, slopes, alt="Sigmoid: 0 to 1, slope up to 1/4; tanh: -1 to 1, up to 1"))

crossing = z[np.tanh(z) > sigmoid(z)].min()
assert np.allclose(np.tanh(z), 2 * sigmoid(2 * z) - 1, atol=1e-15)
assert slopes["sigmoid"].max() == 0.25 and slopes["tanh"].max() == 1 and 0.85 < crossing < 0.95

# %% [markdown]
# Up to $z = 0.9$ the sigmoid is indeed the larger one, beyond it the tanh. The values of the sigmoid fill a range of
# width 1, those of the tanh one of width 2. The right panel matters more: the slope of the sigmoid is at most 1/4,
# that of the tanh at most 1. On the way back every sigmoid divides the gradient by four or more. Lesson 01b measures
# what that costs.

# %% [markdown]
# ## 4. One branch, forward
# We take a sigmoid in the hidden layer and a tanh at the end, and go from 64 pixels to two numbers, so that we can draw
# every embedding as a point. For $n$ pictures:
#
# | step | formula | shape |
# |---|---|---|
# | hidden layer | $z_1 = x W_1 + b_1, \quad a = \sigma(z_1)$ | $(n,64)(64,32) \to (n,32)$ |
# | embedding | $z_2 = a W_2 + b_2, \quad f = \tanh(z_2)$ | $(n,32)(32,2) \to (n,2)$ |
#
# The first function is the weighted sum of one layer. `@checked` reads shape letters as well: `x="n i", weights="i o"`
# refuses arrays that do not fit together.


# %% tags=["keep:by_hand.layers"]
@checked(x="n i", weights="i o", bias="o")
def dense(x, weights, bias):
    return x @ weights + bias  # (n, o)


# %% [markdown]
# The second function, `forward`, goes through both layers. It returns the output of *every* layer, because the way back
# will need them all. Three names come from the library. `ARTICLE_1` is the pair `("sigmoid", "tanh")`, named after an
# article that lesson 00 introduces. `check_branch` complains where the names of parameters do not fit.
# `starting_parameters` draws small random weights and sets the biases to 0 (Glorot and Bengio 2010).

# %% tags=["keep:by_hand.twins"]
from course_lib.by_hand.twins import ARTICLE_1, check_branch, starting_parameters


def forward(parameters, x, activations=ARTICLE_1):
    check_branch(parameters, activations)
    outputs = [x]
    for layer, name in enumerate(activations, start=1):
        value, _ = ACTIVATIONS[name]
        z = dense(outputs[-1], parameters[f"W{layer}"], parameters[f"b{layer}"])  # (n, o)
        outputs.append(value(z))
    return outputs


# %% [markdown]
# Let us send all test pictures through a branch that has learned nothing yet, and look at the shapes:

# %%
weights = starting_parameters([64, 32, 2], rng)
print({name: value.shape for name, value in weights.items()})
print([output.shape for output in forward(weights, x_test)])

# %% [markdown] tags=["claim:S1-2"]
# The last shape is the one that we wanted: two numbers for every test picture.
#
# ## 5. One set of weights, used twice
# In drawings twins look like two networks. In code they are one dictionary with two names.


# %% tags=["keep:by_hand.losses"]
@checked(left="n d", right="n d")
def squared_distance(left, right):
    return ((left - right) ** 2).sum(axis=1)  # (n,)


# %% tags=["keep:by_hand.twins", "claim:S1-2"]
def twin_distance(left, right, x_left, x_right, activations=ARTICLE_1):
    return squared_distance(forward(left, x_left, activations)[-1], forward(right, x_right, activations)[-1])  # (n,)


left = right = weights
both = forward(weights, np.concatenate([x, y]))[-1]  # (200, 2): 100 pairs in a single pass
assert left["W1"] is right["W1"] and (twin_distance(left, right, x, x) == 0).all()
assert np.allclose(squared_distance(both[:100], both[100:]), twin_distance(left, right, x, y))

# %% [markdown]
# Both lines with `assert` hold. The weights are one and the same array, a picture is at distance 0 from itself, and one
# pass over all 200 pictures gives the same distances as two passes. So neither branch has to wait for the other, and a
# search engine can embed its pictures once and for all. The name comes from Siamese twins: Bromley and others (1993)
# joined two identical networks at their outputs to compare signatures.
#
# Now untie them. The right branch gets weights of its own. **Before you run:** how far will a picture be from itself?

# %% tags=["figure"]
others = starting_parameters([64, 32, 2], rng)


def watch(left_picture, right_picture, untied):
    """Both branches at work on two test pictures, given by their numbers."""
    seen = forward(weights, x_test[[left_picture]]), forward(others if untied else weights, x_test[[right_picture]])
    d2 = squared_distance(seen[0][-1], seen[1][-1])[0]
    title = f"{'two sets of weights' if untied else 'one set of weights'}: squared distance {d2:.2f}"
    alt = f"A {test.labels[left_picture]} and a {test.labels[right_picture]}, {title}"
    return plots.figure_twins(test.pictures[[left_picture, right_picture]], *seen, title=title, alt=alt)


plots.show(*watch(5, 5, untied=True))
from_itself = twin_distance(weights, others, x, x)  # (100,)
turned = abs(twin_distance(weights, others, x, y) - twin_distance(weights, others, y, x))  # (100,)
print(f"squared distance of a picture from itself {from_itself.mean():.2f}, d2(x, y) - d2(y, x) {turned.mean():.2f}")

assert from_itself.mean() > 0.1 and turned.mean() > 0.01

# %% [markdown]
# The same picture comes out at two places. In squared distance they are 2.70 (0.16 to 2.70 over five seeds) apart, on
# average over a hundred pictures. The order of the pictures matters as well, so both free properties are gone. Move the
# sliders and untie the branches. Tied, one picture on both sides always has distance 0; untied it does not.

# %% tags=["widget"]
from course_lib.widgets import live  # sliders for a function that returns a figure

live(watch, left_picture=(0, 29, 1, 5), right_picture=(0, 29, 1, 3), untied=False)

# %% [markdown]
# ## 6. What should the distance be told?
# The weights are random so far. To train them we need a *loss*, a number that says how wrong the distances are. Same
# pairs should come close. Different pairs should part, but beyond a *margin* $m$ we are content. With embeddings $u, v$
# and $d^2 = \sum_j (u_j - v_j)^2$, one pair costs
#
# $$\ell = d^2 \ \text{ if same}, \qquad \ell = \max(0,\, m - d^2)\ \text{ if different},$$
#
# and $L$ is the mean over $n$ pairs. How does $\ell$ change when $u$ moves? In $d^2$ only one term holds $u_j$, so
# $\partial d^2/\partial u_j = 2(u_j - v_j) = -\partial d^2/\partial v_j$: the gradients of the two partners are equal
# and opposite. The outer derivative $\partial \ell/\partial d^2$, called `pull` below, is $1$ for a same pair, $-1$
# for a different pair inside the margin, and else $0$.


# %% tags=["keep:by_hand.losses"]
@checked(left="n d", right="n d", same="n bool", margin="")
def pair_loss(left, right, same, margin=1.0):
    d2 = squared_distance(left, right)  # (n,)
    loss = np.where(same, d2, np.maximum(0, margin - d2)).mean()
    pull = np.where(same, 1, np.where(d2 < margin, -1, 0))  # (n,)
    d_left = 2 * pull[:, None] * (left - right) / len(left)  # (n, d)
    return float(loss), d_left, -d_left


# %% [markdown]
# Lesson 02 is about losses. This one is a relative of the contrastive loss of Hadsell, Chopra and LeCun (2006).
#
# ## 7. Backwards, step by step
# Write $G_q$ for $\partial L/\partial q$; it always has the shape of $q$. For one branch we know $G_f$, of shape
# $(n,2)$. Four steps lead from there to the weights:
#
# 1. **Through the tanh.** Each $f$ depends on its own $z_2$ alone, with slope $1-f^2$. So $G_{z_2} = G_f \cdot (1 -
#    f^2)$, entry by entry, $(n,2)$.
# 2. **Through the second layer.** Written out, $z_2[r,o] = \sum_i a[r,i]\,W_2[i,o] + b_2[o]$ for picture $r$ and
#    output $o$.
#    - $W_2[i,o]$ enters $z_2[r,o]$ of *every* picture $r$, with the factor $a[r,i]$. The chain rule adds up all routes
#      from the weight to the loss: $G_{W_2}[i,o] = \sum_r a[r,i]\, G_{z_2}[r,o]$, which is $G_{W_2} = a^\top G_{z_2}$,
#      $(32,n)(n,2) \to (32,2)$.
#    - $b_2[o]$ enters the same numbers with the factor 1: $G_{b_2}[o] = \sum_r G_{z_2}[r,o]$, $(2)$.
#    - $a[r,i]$ enters every output $o$ of its own picture, with the factor $W_2[i,o]$: $G_a[r,i] = \sum_o
#      G_{z_2}[r,o]\, W_2[i,o]$, which is $G_a = G_{z_2} W_2^\top$, $(n,2)(2,32) \to (n,32)$.
# 3. **Through the sigmoid.** As in step 1, with the other slope: $G_{z_1} = G_a \cdot a\,(1-a)$, $(n,32)$.
# 4. **Through the first layer.** As in step 2, with $x$ for $a$: $G_{W_1} = x^\top G_{z_1}$, $(64,n)(n,32) \to
#    (64,32)$, and $G_{b_1}[o] = \sum_r G_{z_1}[r,o]$, $(32)$.
#
# Step 2 and step 4 are one function, and a loop over the layers does the rest. What arrives from above is `upstream`.


# %% tags=["keep:by_hand.layers"]
@checked(upstream="n o", x="n i", weights="i o")
def dense_backward(upstream, x, weights):
    d_weights = x.T @ upstream  # (i, o)
    d_bias = upstream.sum(axis=0)  # (o,)
    d_x = upstream @ weights.T  # (n, i)
    return d_weights, d_bias, d_x


# %% tags=["keep:by_hand.twins"]
def backward(parameters, outputs, upstream, activations=ARTICLE_1):
    check_branch(parameters, activations, outputs, upstream)
    gradients = {}
    for layer in range(len(activations), 0, -1):
        _, slope = ACTIVATIONS[activations[layer - 1]]
        d_z = upstream * slope(outputs[layer])  # (n, o)
        d_weights, d_bias, upstream = dense_backward(d_z, outputs[layer - 1], parameters[f"W{layer}"])
        gradients[f"W{layer}"], gradients[f"b{layer}"] = d_weights, d_bias
    return gradients


# %% [markdown]
# ## 8. A shared weight gets two gradients
# A weight $w$ sits in both branches. Which gradient does it get? Give it two names for a moment, $w_l$ in the left
# branch and $w_r$ in the right one, and let $L(w) = \ell(w_l, w_r)$ with $w_l = w_r = w$. The chain rule goes through
# both names, each with the inner derivative 1:
#
# $$\frac{dL}{dw} = \frac{\partial \ell}{\partial w_l}\cdot 1 + \frac{\partial \ell}{\partial w_r}\cdot 1 .$$
#
# So a tied weight gets the *sum* of the two gradients. Untied weights keep one each. In code that is the whole
# difference: `branch_gradients` keeps them apart, and `twin_gradients` adds them.


# %% tags=["keep:by_hand.twins", "claim:S1-2"]
def branch_gradients(left, right, x_left, x_right, same, margin=1.0, activations=ARTICLE_1):
    left_outputs = forward(left, x_left, activations)
    right_outputs = forward(right, x_right, activations)
    loss, d_left, d_right = pair_loss(left_outputs[-1], right_outputs[-1], same, margin)
    by_left = backward(left, left_outputs, d_left, activations)
    by_right = backward(right, right_outputs, d_right, activations)
    return loss, by_left, by_right


# %% tags=["keep:by_hand.twins", "claim:S1-2"]
def twin_gradients(parameters, x_left, x_right, same, margin=1.0, activations=ARTICLE_1):
    loss, by_left, by_right = branch_gradients(parameters, parameters, x_left, x_right, same, margin, activations)
    return loss, {name: by_left[name] + by_right[name] for name in parameters}


# %% [markdown]
# Is it right? We need a judge that does not use the chain rule, and you write it.

# %% [markdown]
# ### Exercise 01-2 (implementation): the judge
# `function` turns an array into one number. For each entry of `values`, move this entry alone up and down by `step`,
# and note the difference of the two results divided by twice the step: the *central difference*. Return all of them in
# the shape of `values`, and leave `values` as it is.

# %% [markdown] tags=["hint"]
# `np.ndindex(values.shape)` runs through all places of an array of any shape.

# %% [markdown] tags=["hint"]
# For each place make `moved = np.zeros_like(values)` and set `moved[place] = step`.

# %% [markdown] tags=["hint"]
# `gradient[place] = (function(values + moved) - function(values - moved)) / (2 * step)`


# %% tags=["exercise"]
def numerical_gradient(function, values, step=1e-5):
    return ...


# %% tags=["solution", "keep:by_hand.gradient_checks"]
from course_lib.errors import expect


@checked(values="...", step="")
def numerical_gradient(function, values, step=1e-5):
    expect((values + step != values).all(), "step", step, "a step that moves every value")  # 1e15 + 1e-5 is 1e15
    gradient = np.empty_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + moved) - function(values - moved)) / (2 * step)
    return gradient


# %% tags=["check"]
from course_lib.by_hand import gradient_checks


def check_judge(judge):
    start, cubes = np.array([[1.0, 2.0, -1.0], [3.0, 0.5, -1.5]]), lambda v: (v**3).sum()
    got, coarse, right = judge(cubes, start), judge(cubes, start, step=1.0), 3 * start**2
    assert np.shape(got) == (2, 3), f"the gradient has the shape of the values, (2, 3), not {np.shape(got)}"
    slips = {
        "twice too large: the two sides are twice the step apart": 2 * right,
        "all entries were moved at once: move this entry alone": np.full((2, 3), right.sum()),
        "a whole row was moved at once: move this entry alone": right.sum(1, keepdims=True) + 0 * right,
        "a whole column was moved at once: move this entry alone": right.sum(0) + 0 * right,
        "entries that were moved before stay moved: begin again with zeros for every place": np.cumsum(right),
        "by what is the whole difference divided? Mind the brackets around 2 * step": right * 1e-10,
        "mind the brackets: the whole difference is divided by 2 * step": np.full((2, 3), -cubes(start) / 2e-5),
        "the difference is not divided by twice the step": right * 2e-5,
        "the entry is moved by a share of itself and not by the step": right * start,
        "the two results are added, and their difference is asked": np.full((2, 3), cubes(start) * 1e5),
    }
    one_side = "the entry was moved to one side only: go up and down, to both sides"
    aside = [right + 3 * move * start + move**2 for move in (1, -1, 2, -2)]  # with a step of 1
    assert not any(np.allclose(coarse, part * each) for each in aside for part in (1, 0.5)), one_side
    for words, slip in slips.items():
        assert not np.allclose(got, np.reshape(slip, (2, 3)), rtol=1e-3, atol=1e-11), words
    curved = np.allclose(got, 6 * start, rtol=1e-3, atol=1e-2)
    assert not curved, "that is how the slope changes: between the two sides nothing is subtracted twice"
    assert not np.allclose(got, coarse, rtol=1e-6), "use the step that is given"
    far = np.mean(got - right)  # of cubes the central difference is too large by the square of the step
    unasked = np.allclose(got, right + far, rtol=0, atol=1e-6) and far > 1e-5
    assert not unasked, "where no step is given, it is 1e-5: leave the first line of the function as it is"
    assert np.allclose(got, right, rtol=1e-4), "the sum of cubes has the gradient 3 v^2 at every place"
    try:
        line, box = judge(cubes, start[1]), judge(cubes, np.stack([start, start]))
    except (IndexError, TypeError, ValueError):
        line = box = None
    any_shape = np.shape(line) == (3,) and np.shape(box) == (2, 2, 3)
    assert any_shape, "it works for a matrix alone: the values may have any number of axes, also one or three"
    assert np.allclose(line, right[1], rtol=1e-4), "it is right for a matrix, not for a row of values"
    for far, apart in ((0.25, "one step"), (4, "four steps")):
        near = np.allclose(coarse, right + far) or np.allclose(2 * coarse, right + far)
        assert not near, f"the two sides are {apart} apart, and not twice the step"
    assert np.allclose(coarse, right + 1), "with a step of 1 the cubes give (f(v + 1) - f(v - 1)) / 2"
    sines = judge(lambda v: np.sin(v).sum(), start)
    assert not np.allclose(sines, abs(np.cos(start)), rtol=1e-4), "a slope can be below 0: its sign was taken away"
    assert np.allclose(sines, np.cos(start), rtol=1e-4), "sines go wrong: call `function` and not the one of the check"
    products = judge(lambda v: v.prod(), start, step=0.25)  # straight in each entry, while the others keep still
    stays = "an entry that was moved stays moved while the next one is tried: put it back, or begin with a copy"
    assert np.allclose(products, start.prod() / start, rtol=1e-4), stays


def other_values(rng):
    factors = rng.normal(size=(3, 4))
    return lambda v: float((factors * np.sin(v)).sum() + np.sin(v.sum())), rng.normal(size=(3, 4)), rng.uniform(0.1, 1)


judge = gradient_checks.numerical_gradient
numerical_gradient = attempt("01-2", numerical_gradient, check_judge, ours=judge, again=other_values)

# %% [markdown]
# Now let it judge our gradients, on eight pairs, for every parameter of the network:

# %% tags=["claim:S1-2", "claim:S1-3"]
eight = np.arange(8) % 2 == 0  # (8,) same, different, same, ...
_, gradients = twin_gradients(weights, x[:8], y[:8], eight)


def loss_with(**changed):
    left, right = (forward({**weights, **changed}, pictures)[-1] for pictures in (x[:8], y[:8]))  # (8, 2) each
    return pair_loss(left, right, eight)[0]


judged = {name: numerical_gradient(lambda v: loss_with(**{name: v}), weights[name]) for name in weights}
errors = [abs(judged[name] - gradients[name]).max() / abs(judged[name]).max() for name in weights]
_, at_itself = twin_gradients(weights, x[:8], x[:8], eight)
print("largest error, as a share of the largest entry:", [f"{error:.0e}" for error in errors])

assert max(errors) < 1e-6 and all((gradient == 0).all() for gradient in at_itself.values())

# %% [markdown]
# All 2,146 gradients agree: no error comes near a millionth of the largest entry. The cell also ends the story of
# section 2.
# `at_itself` holds the gradients of twins that were fed the same picture on both sides, and they are exactly 0. Such
# twins never learn anything.

# %% [markdown]
# ### Exercise 01-3 (derivation): the bias of twins
# With embeddings $u, v$ of shape $(n,2)$ and $G = \partial L/\partial u$: derive $\partial L/\partial b_2$ of tied
# twins from $G, u, v$ alone, and write the function. What would it be if the last layer were *linear*, without the
# tanh?

# %% [markdown] tags=["hint"]
# Add up over the pictures $r$. The left branch gives $\sum_r G_r\,(1 - u_r^2)$.

# %% [markdown] tags=["hint"]
# The right branch starts from $\partial L/\partial v = -G$.

# %% [markdown] tags=["hint"]
# $\sum_r \bigl[G_r\,(1-u_r^2) - G_r\,(1-v_r^2)\bigr]$: what cancels?


# %% tags=["exercise"]
def last_bias_gradient(G, u, v):
    return ...


# %% [markdown] tags=["solution"]
# $\sum_r \bigl[G_r(1-u_r^2) - G_r(1-v_r^2)\bigr] = \sum_r G_r\,(v_r^2 - u_r^2)$. With a linear last layer both slopes
# are 1 and the sum is exactly 0: shifting both embeddings alike changes no distance, so the last bias of linear twins
# never learns.


# %% tags=["solution"]
def last_bias_gradient(G, u, v):
    return (G * (v**2 - u**2)).sum(axis=0)  # (2,)


# %% tags=["check"]
def check_bias(function):
    u, v = forward(weights, x[:8])[-1], forward(weights, y[:8])[-1]  # (8, 2) each
    _, G, _ = pair_loss(u, v, eight)
    got = np.asarray(function(G, u, v))
    assert got.shape == (2,), f"one number for each of the two biases, not the shape {got.shape}: sum over the pictures"
    of_left, of_right = (G * (1 - u**2)).sum(axis=0), (G * (1 - v**2)).sum(axis=0)
    slips = {
        "that is what the left branch alone gives: the bias is shared, so the right one adds its own": of_left,
        "that is what the right branch alone gives: the bias is shared, so the left one adds its own": -of_right,
        "the right branch starts from -G, not from G": of_left + of_right,
        "it is 0, as with a linear last layer: where is the slope of the tanh?": 0 * of_left,
        "the slope of the tanh is 1 minus the square of its value, not 1 minus the value": (G * (v - u)).sum(axis=0),
        "G is multiplied by no slope: where is that of the tanh?": G.sum(axis=0),
        "the slopes are there, but G, which they are multiplied by, is not": (v**2 - u**2).sum(axis=0),
        "multiply first, picture by picture, and then sum": G.sum(axis=0) * (v**2 - u**2).sum(axis=0),
        "a (1 - a) is the slope of the sigmoid; the last layer has a tanh": (G * (u - u**2 - v + v**2)).sum(axis=0),
        "this is the square of the difference; the difference of the squares is left": (G * (v - u) ** 2).sum(axis=0),
        "u and v are values of the tanh: it is taken once more": (G * (np.tanh(v) ** 2 - np.tanh(u) ** 2)).sum(axis=0),
    }
    for words, slip in slips.items():
        for sign in (1, -1):
            assert not np.allclose(got, sign * slip, rtol=1e-3, atol=1e-9), words
    left_alone, right_alone = (np.asarray(function(G, each, 0 * each)) for each in (u, v))
    ratio = got / gradients["b2"]
    if np.ptp(ratio) > 1e-3 * abs(ratio).max():  # else a factor or a sign is to be told
        in_place = np.allclose(got, left_alone - right_alone, rtol=1e-4, atol=1e-9)
        slope = "G and both branches are in place, the slope is not: what is that of a tanh whose value is a?"
        assert not in_place, slope
        own = "each branch has a slope of its own: is that of the left one made of u alone, that of the right one of v?"
        assert not np.isfinite(left_alone).all(), own
    wrong = "it is not what the backward pass finds for b2: from what does each branch start, and with which slope?"
    assert np.allclose(got, gradients["b2"], rtol=1e-4, atol=1e-7), wrong


def other_embeddings(rng):
    n = rng.integers(5, 12)
    return rng.normal(size=(n, 2)) / n, np.tanh(rng.normal(size=(n, 2))), np.tanh(rng.normal(size=(n, 2)))


ours = lambda G, u, v: (G * (v**2 - u**2)).sum(axis=0)  # (2,)
last_bias_gradient = attempt("01-3", last_bias_gradient, check_bias, ours, again=other_embeddings)

# %% [markdown]
# ## 9. The same in Keras
# Keras is our second judge. We build *one* branch and call it twice. TensorFlow, which takes some seconds to load, then
# adds the two gradients by itself.

# %% tags=["claim:S1-2", "keras"]
import keras
import tensorflow as tf


def keras_gradients(parameters, x_left, x_right, same, dtype):
    hidden, last = keras.layers.Dense(32, "sigmoid", dtype=dtype), keras.layers.Dense(2, "tanh", dtype=dtype)
    branch = keras.Sequential([keras.Input((64,), dtype=dtype), hidden, last])
    branch.set_weights(list(parameters.values()))
    with tf.device("CPU"), tf.GradientTape() as tape:  # a GPU may keep fewer digits of a product
        u, v = branch(x_left.astype(dtype)), branch(x_right.astype(dtype))  # (n, 2) each
        d2 = tf.reduce_sum((u - v) ** 2, axis=1)  # (n,)
        loss = tf.reduce_mean(tf.where(same, d2, tf.maximum(0, 1 - d2)))
    return [gradient.numpy() for gradient in tape.gradient(loss, branch.trainable_variables)]


# %% tags=["claim:S1-2", "keras"]
batch = (weights, x, y, test.labels[:100] == test.labels[100:200])  # 100 pairs
by_hand = np.concatenate([gradient.ravel() for gradient in twin_gradients(*batch)[1].values()])  # (2146,)
apart = {}
for dtype in ("float32", "float64"):
    by_keras = np.concatenate([gradient.ravel() for gradient in keras_gradients(*batch, dtype)])  # (2146,)
    apart[dtype] = np.linalg.norm(by_keras - by_hand) / np.linalg.norm(by_hand)
    print(f"{dtype}: relative difference {apart[dtype]:.0e}")

assert apart["float32"] < 1e-6 and apart["float64"] < 1e-12

# %% [markdown]
# Keras and we agree in as many digits as each type of number holds. Koch and others (2015) put the rule of section 8
# into one sentence: "the gradient is additive across the twin networks due to the tied weights".

# %% [markdown] tags=["mirror"]
# ## What makes two networks Siamese?
# 1. Twins are one function for two inputs. That alone gives $d(x,x)=0$ and $d(x,y) = d(y,x)$, whether they are trained
#    or not. With two sets of weights both are lost.
# 2. A branch goes forward in two layers and backward in four steps, and a shared weight gets the sum of the gradients
#    of both branches.
# 3. Central differences agree with our gradients to $10^{-6}$, Keras to $10^{-6}$ in float32 and to $10^{-12}$ in
#    float64.
#
# What remains open is whether it learns anything. Pixels have an AUC of 0.874, and that is the number to beat.
#
# **[Lesson 01b](01b_training_twins.ipynb) takes over** `forward`, `twin_gradients` and `pair_loss`, and trains with
# them. **Exercises:** 01-1 to 01-3; `course_lib.exercises.progress()` shows yours.
#
# **References.** Bromley and others 1993, *Signature verification using a "Siamese" time delay neural network*,
# NIPS 6. Chopra, Hadsell and LeCun 2005, *Learning a similarity metric discriminatively, with application to face
# verification*, CVPR. Hadsell, Chopra and LeCun 2006, *Dimensionality reduction by learning an invariant mapping*,
# CVPR. Glorot and Bengio 2010, *Understanding the difficulty of training deep feedforward neural networks*,
# AISTATS. Koch and others 2015, *Siamese neural networks for one-shot image recognition*, ICML deep learning
# workshop.
