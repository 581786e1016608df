# %% [markdown] tags=["card"]
# # 18 On trial: What of the two articles stands?
#
# **Needs** lessons 01 to 10; some statements are tried in later ones. **Data** 1,797 real handwritten digits, no
# download. **Takes** {{measured}}.
#
# You will be able to
# 1. look up each statement of the two articles, its verdict, and the lesson that tried it;
# 2. say what a verdict rests on, and what would overturn it;
# 3. tell a statement that is wrong from one that cannot be decided;
# 4. try two readings of an unclear sentence.
#
# **May be skipped:** everything after section 3, if you only came for the table.

# %% [markdown]
# ## 1. Two articles
# This course began with two articles in Chinese about Siamese networks, by one author who signs as
# 禅与计算机程序设计艺术 ("Zen and the art of computer programming"). We know no date, and no title that is sure. The
# first one calls itself an example of how to write a blog article on deep learning, and says that it is meant for
# reference only. It goes through a Siamese network part by part, and then through two networks that it calls SPRN and
# SDRN. The second one wants to use Siamese networks to classify pictures with few labels.
#
# They are like many texts that one finds on the way into a field: fluent, confident, sometimes right. Each contains
# statements that are true, statements that are true only under conditions which are not named, formulas that cannot be
# computed, and mistakes that anybody could make. Neither shows an experiment, though both promise some.
#
# So we took them as a list of questions. We wrote down each statement that can be tried, each formula and each promise,
# 83 in all, and try them one after the other; some wait for lessons to come. You have met many on the way, in lines
# such as "One often reads that ...". This lesson gathers the results and tries what was left over.
#
# ## 2. How to read the table
# - **right**: it holds as it stands, or with the small condition that is named.
# - **imprecise**: something true is in it, but a condition, a name or the reason is not.
# - **wrong**: we tried it, in its best case too, and the opposite or something else holds.
# - **undecidable**: as written it has no meaning that could be tried, or several.
# - **not tried yet**: the lesson is still to come.
#
# The statements are given in our own short words. A verdict rests on experiments that are small: mostly digits, small
# networks, five seeds. It can tell whether a formula breaks, and whether a reason that somebody gives is the reason. It
# can't tell which of two methods is better on your data. The numbers in the last column lead to the lessons. Some
# lessons are named for a statement because they use it; the verdict is for all of them together.

# %% [markdown]
# ## 3. The scoreboard
# The first article:
#
# {{scoreboard 1}}

# %% [markdown]
# The second article:
#
# {{scoreboard 2}}

# %% [markdown]
# How do they fare altogether? The course counts its verdicts when it builds this page:
#
# {{scoreboard count}}
#
# More statements are wrong than anything else, and about one in six of those that were tried is right. It would be
# too easy to laugh. Most of the wrong ones are *almost* something: the squared gradient became a second derivative, the
# gap between two distances became a distance between two anchors, the hinge was turned round. Whoever checks a text
# against the original paper, line by line, finds such mistakes. Whoever only reads on does not.
#
# ## 4. Two networks, or one?
# The rest of this lesson tries what no other lesson needed. Article 1 speaks of two networks that are trained
# simultaneously to recognise samples of the same class. Article 2 speaks of two similar models, whose differences tell
# the inputs apart, and of a combination of two layers of networks. In code, twins are one dict with two names
# (`forward`, `twin_distance` and the starting parameters are those of lesson 01):

# %%
import numpy as np

from course_lib.by_hand.losses import squared_distance
from course_lib.by_hand.twins import forward, starting_parameters, twin_distance
from course_lib.data import digits

SEED = 0
train, test = (digits(seed=SEED).where(split=part) for part in ("train", "test"))  # other people wrote the test
x_train, x_test = (part.pictures.reshape(len(part), 64) / 255 for part in (train, test))  # (n, 64)
x, y = x_test[:100], x_test[100:200]
weights = starting_parameters([64, 32, 2], np.random.default_rng(SEED))

# %% tags=["claim:S1-2", "claim:S2-3", "claim:S2-12", "claim:S2-20"]
left = right = weights
both = forward(weights, np.concatenate([x, y]))[-1]  # (200, 2): 100 pairs in a single pass
in_one_pass = squared_distance(both[:100], both[100:])  # (100,)
print("largest difference from the distances of twins:", abs(in_one_pass - twin_distance(left, right, x, y)).max())

assert left["W1"] is right["W1"] and (twin_distance(left, right, x, x) == 0).all()
assert np.allclose(in_one_pass, twin_distance(left, right, x, y))

# %% [markdown]
# Between the models there is no difference, only between their outputs. Nothing is stacked, no stage waits for another:
# one pass over all pictures gives the same distances. So "two layers of networks" and "named after two stages" are
# *wrong*; the name comes from Siamese twins (Bromley and others 1993). "Two networks" is *imprecise*: it is one,
# used twice, and it judges a pair. It recognises no class.
#
# ## 5. An unclear sentence
# Article 1 says that both networks have the same weights, but that "the activation functions of the two layers" differ:
# a sigmoid and a tanh. Which two layers? One reading: in each branch, first a sigmoid, then a tanh. That is the
# network of lesson 01. The other reading takes "layers" for the two networks. **Before you run:** how far is a picture
# from itself then?

# %% tags=["claim:S1-4"]
def mixed(x, y):
    left, right = forward(weights, x, ("sigmoid", "sigmoid")), forward(weights, y, ("tanh", "tanh"))
    return squared_distance(left[-1], right[-1])  # (n,)


from_itself, turned_round = mixed(x, x).mean(), abs(mixed(x, y) - mixed(y, x)).mean()
print(f"d2(x, x) {from_itself:.2f}; d2(x, y) and d2(y, x) differ by {turned_round:.2f}")

assert from_itself > 0.3 and turned_round > 0.3

# %% [markdown]
# Under the second reading a picture is not at distance 0 from itself, and it matters who stands left. Under the first
# one all is well, and it is one choice among many. When a sentence has two readings, and one works while the other
# doesn't, the honest verdict is *undecidable*.
#
# ## 6. Can it be deep?
# The last advantage that article 1 names: deep networks can be used. We put three layers into the branch and train
# them as in lesson 01b, with its pairs (`balanced_pairs`, `train_twins`) and its score, the AUC: how often a same pair
# is nearer than a different one. One half is guessing.

# %% tags=["claim:S1-30"]
from sklearn.metrics import roc_auc_score

from course_lib.by_hand.twin_training import balanced_pairs, train_twins

pairs = balanced_pairs(train.labels, 20_000, np.random.default_rng(SEED))


def auc_of(activations, widths):
    draws = np.random.default_rng(SEED)
    start = starting_parameters(widths, draws)
    twins, _ = train_twins(start, x_train, pairs, draws, 600, 0.3, activations=activations)
    f = forward(twins, x_test, activations)[-1]  # (n, 2)
    first, second = np.triu_indices(len(f), k=1)
    return roc_auc_score(test.labels[first] == test.labels[second], -squared_distance(f[first], f[second]))


three_layers = auc_of(("relu", "relu", "tanh"), [64, 32, 32, 2])
two_layers = auc_of(("relu", "tanh"), [64, 32, 2])
print(f"AUC on new writers: three layers {three_layers:.2f}, two layers {two_layers:.2f}")

assert 0.86 < three_layers < 0.96 and 0.86 < two_layers < 0.96 and -0.05 < three_layers - two_layers < 0.07

# %% [markdown]
# Three layers learn, and on digits they do about as well as two, a little better with some seeds, a little worse with
# others. So the statement is *right*. It is also not much of an advantage: any other method that uses a network may
# take a deep one too.
#
# ## 7. The cure is the illness
# Article 1 warns that normalising and standardising pull the dimensions apart, and advises batch normalisation
# *against* that. Lesson 04 shows that both do the opposite. Here is the second half: three pixels are made a hundred
# times too loud, and we standardise once by hand and once by `batch_norm` (lesson 04b) with its scale at 1 and its
# shift at 0.

# %% tags=["claim:S1-21"]
from course_lib.by_hand.normalisation import batch_norm

lively = np.flatnonzero(x_train.std(axis=0) > 0.1)
loud = np.random.default_rng(SEED).choice(lively, 3, replace=False)
x_loud = x_train[:, lively] * np.where(np.isin(lively, loud), 100, 1)  # (n, p)
by_hand = (x_loud - x_loud.mean(axis=0)) / x_loud.std(axis=0)
by_batch = batch_norm(x_loud, np.ones(len(lively)), np.zeros(len(lively)), eps=1e-12)
print(f"largest difference {abs(by_batch - by_hand).max():.1e}")

assert abs(by_batch - by_hand).max() < 1e-6

# %% [markdown]
# They are the same: batch normalisation *is* a standardisation, of the numbers of one batch. If standardising did harm,
# this would do the same harm. The statement is *wrong*.
#
# ## What we took from it
# Three habits did most of the work, and they are worth more than the verdicts. First, **write the sentence as code**: a
# formula that has no summand, or needs its own result, stops you at once. Second, **give it its best case**: the
# curvature in Adam works in a valley, the squared hinge at its own margin, the circular label nearly always. Third,
# **ask where the number would turn**: with other margins, other writers, other classes. Several of our own
# expectations did not survive that, and the lessons say so where it happened.

# %% [markdown] tags=["mirror"]
# ## What of the two articles stands?
# 1. **The count** is above: wrong more often than anything else; about one in six of what was tried is right.
# 2. **Twins** are one network used twice. They are named after twins, not after stages.
# 3. **An unclear sentence** with a good and a bad reading is undecidable.
# 4. **Depth** is allowed. Whether it helps is another question.
# 5. **Batch normalisation** is a standardisation, so it can't be the cure for one.
#
# **Lesson 18b takes over** the printed formulas, and lesson 18c the statements about classifiers.
#
# **References.** Bromley and others 1993, *Signature verification using a "Siamese" time delay neural network*, NIPS.
# The two articles: 禅与计算机程序设计艺术, without date.
