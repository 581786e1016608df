# %% [markdown] tags=["card"]
# # 18 On trial: What of the two articles stands?
#
# **Needs** lessons 01 to 10; some statements are tried in later ones. **Data** 1,797 real handwritten digits, no
# download. **Takes** {{measured}}.
#
# You will be able to
# 1. look up each statement of the two articles, its verdict, and the cell that tried it;
# 2. say where Siamese networks help and where they do not, each with the lesson that measured it;
# 3. say what a verdict rests on, and what would overturn it;
# 4. tell a statement that is wrong from one that cannot be decided, and try two readings of an unclear sentence.
#
# **May be skipped:** sections 6 to 9, if you only came for the table.

# %% [markdown]
# ## 1. Two articles
# This course began with two articles in Chinese about Siamese networks, by an author who signs as
# 禅与计算机程序设计艺术 ("Zen and the art of computer programming"). We know no date and no sure title. The
# first one calls itself an example of a blog article, meant for reference only. It goes through a Siamese network part
# by part, and then through two networks that it calls SPRN and SDRN. The second one wants to classify pictures with few
# labels.
#
# Both are fluent and confident. Each contains true statements, statements that are true only under conditions which
# are not named, formulas that cannot be computed, and mistakes that anybody could make. Neither shows an experiment,
# though both promise some.
#
# So we took them as a list of questions: each statement that can be tried, each formula, each promise.
# This lesson gathers the results and tries the rest.
#
# ## 2. How to read the table
# - **right**: it holds as it stands, or with the small condition that is named.
# - **imprecise**: something true is in it, but a condition, a name or the reason is not.
# - **wrong**: we tried it, in its best case too, and the opposite or something else holds.
# - **undecidable**: as written it has no meaning that could be tried, or several.
#
# The statements are given in our own short words. A verdict rests on experiments that are small: mostly digits, small
# networks, five seeds. It can tell whether a formula breaks, and whether a reason that somebody gives is the reason. It
# can't tell which of two methods is better on your data.
#
# A number in the last column is a range over five seeds, with other writers each time, and a link to the cell that
# measured it. The names behind it lead to the cells that tried the statement. The Chinese words are the articles' own.

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
# Both together:
#
# {{scoreboard count}}
#
# {{scoreboard sentence}}
#
# Many of the wrong ones are *almost* something: the squared gradient became a second derivative, the gap between two
# distances became a distance between two anchors, the hinge was turned round. Whoever checks a text against the
# original paper, line by line, finds such mistakes. Now count yourself:

# %%
import numpy as np

from course_lib.exercises import attempt
from course_lib.findings import VERDICTS

SEED = 0
print(VERDICTS["S1-5"], VERDICTS["S2-12"], sep="\n")  # of each article one: the verdict, and what is right instead

# %% [markdown]
# ### Exercise 18-1 (experiment): is one article better?
# Write `count_of(word, verdicts)`: how many statements of the first article, and how many of the second one, got the
# verdict `word`, as `[first, second]`. Before you count, guess: which of the two is wrong more often?

# %% [markdown] tags=["hint"]
# The article is the number between the S and the dash: `name.startswith("S1-")`.

# %% [markdown] tags=["hint"]
# `for name, (verdict, instead) in verdicts.items()` goes through all; compare `verdict == word`.

# %% [markdown] tags=["hint"]
# `sum(...)` of True and False counts; do it once for "S1-" and once for "S2-".


# %% tags=["exercise"]
def count_of(word, verdicts):
    return ...


# %% tags=["solution"]
def count_of(word, verdicts):
    return [
        sum(verdict == word for name, (verdict, _) in verdicts.items() if name.startswith(article))
        for article in ("S1-", "S2-")
    ]


# %% tags=["check"]
def draw_verdicts(rng):
    """A word, and a dictionary of statements as VERDICTS is."""
    words = ["right", "imprecise", "wrong", "undecidable"]
    names = rng.permutation([*(f"S1-{k}" for k in range(1, 24)), *(f"S2-{k}" for k in range(1, 33))])
    return str(rng.choice(words)), {str(name): tuple(map(str, rng.choice(words, 2))) for name in names}


def slips_of(word, verdicts):
    """What the usual slips count, two numbers each."""
    both = {article: [pair for name, pair in verdicts.items() if name[1] == article] for article in "12"}
    count = lambda chosen: [sum(map(chosen, both[article])) for article in "12"]
    first, second = count(lambda pair: pair[0] == word)
    ends = [
        sum(pair[0] == word and found(name) for name, pair in verdicts.items())
        for found in (lambda name: name.endswith("1"), lambda name: name.endswith("2"))
    ]
    holds = [sum(pair[0] == word and digit in name for name, pair in verdicts.items()) for digit in "12"]
    thirds = [sum(pair[0] == word and name[3] == digit for name, pair in verdicts.items()) for digit in "12"]
    begins = [sum(pair[0] == word and name.startswith(f"S{k}-1") for name, pair in verdicts.items()) for k in "12"]
    number = "the article is the number between the S and the dash: what stands behind the dash is the statement's"
    return {
        "the two are swapped: the first article first": [second, first],
        "only the verdict counts, not the words about what is right instead": count(lambda pair: word in pair),
        "that counts what is right instead: the verdict is the first of each pair": count(lambda pair: pair[1] == word),
        number: ends,
        f"{number}, at its first digit": thirds,
        f"{number}, and a 1 or 2 may be in both": holds,
        "that counts only statements whose number begins with a 1": begins,
        "the second number holds both articles: count each alone": [first, first + second],
        "the first article is counted twice: once for each name": [first, first],
        "the second article is counted twice: once for each name": [second, second],
        "none is found: a value is a pair, the verdict and what is right instead; compare the first": [0, 0],
        "the second article alone has the rest of the matches, not of all statements": [first, len(verdicts) - first],
        "numbers of statements are asked, not percent": [
            100 * first / max(1, first + second),
            100 * second / max(1, first + second),
        ],
        "numbers of statements, not percent, are asked": [100 * first / len(both["1"]), 100 * second / len(both["2"])],
        "these are both articles together: count each alone": [first + second, first + second],
        "all statements of each article are counted: only those with the verdict `word` are asked": count(bool),
        "shares are not asked, but numbers of statements": [first / len(both["1"]), second / len(both["2"])],
        "those are the statements that did *not* get the verdict": count(lambda pair: pair[0] != word),
        "count the verdict `word`, whichever it is: these are the right ones": count(lambda pair: pair[0] == "right"),
        "count the verdict `word`, whichever it is: these are the wrong ones": count(lambda pair: pair[0] == "wrong"),
        "count in the dictionary that is given: these are the numbers of the course": ours(word, VERDICTS),
    }


def check_count(yours):
    asked = [draw_verdicts(np.random.default_rng(seed)) for seed in (1, 2, 5)]
    got = [yours(*each) for each in asked]
    assert all(np.shape(each) == (2,) for each in got), "return two numbers, one for each article"
    one_each = "a single statement is found each time: does `return` stand inside the loop?"
    assert not all(np.sum(each) == 1 for each in got), one_each
    slips = [slips_of(*each) for each in asked]
    for words in slips[0]:
        assert not all(np.allclose(one, each[words]) for one, each in zip(got, slips)), words
    for one, (word, verdicts) in zip(got, asked):
        wanted = ours(word, verdicts)
        assert np.allclose(one, wanted), (
            f"{wanted} statements of the two articles are {word}, and you found {list(one)}"
        )


ours = lambda word, all_: [sum(given == word for n, (given, _) in all_.items() if n[1] == a) for a in "12"]
count_of = attempt("18-1", count_of, check_count, ours=ours, again=draw_verdicts)

# %%
from scipy.stats import fisher_exact

of_each = np.array([sum(name[1] == article for name in VERDICTS) for article in "12"])  # statements of each article
counts = {word: np.array(count_of(word, VERDICTS)) for word in ("right", "wrong")}
by_chance = {word: fisher_exact([found, of_each - found]).pvalue for word, found in counts.items()}
print({word: found.tolist() for word, found in counts.items()}, {word: round(p, 2) for word, p in by_chance.items()})

assert counts["right"].tolist() == [6, 6] and counts["wrong"].tolist() == [15, 18] and min(by_chance.values()) > 0.3

# %% [markdown]
# Each is right six times, and the second one is wrong a little more often. But if all verdicts were dealt out at
# random, a difference like that would come up in about every second deal (Fisher's exact test). So neither article is
# the better one. And mind that *we* decided what counts as one statement.

# %% [markdown]
# ## 4. What they got right
# Most of what is right stands in three places. **The optimiser:** apart from one symbol and one index, Adam's lines are
# those of the paper. Ours, written from that, and that of Keras end {{band 03_optimisers .0e apart}} apart after 300
# steps, and without the two corrections the first steps would grow to {{band 03_optimisers .1f without.max()}} learning
# rates.
# **The triplet loss of the first article:** its square is unusual and harmless, for each at its best margin it and the
# plain hinge are {{band 18b_as_printed .3f abs(best[1] - best[2])}} of MAP@R apart.
# **Plain facts about networks:** a convolution learns from neighbours and bears a shift (it keeps
# {{band 18c_stages .2f local[1] - plain[1]}} more accuracy than a dense network when all pictures move by a pixel), one
# pass for each picture is enough, and the branch may be deep.
#
# The second article also asks the best question of the two: would a softmax alone do as well? On classes that it has
# met it does; its MAP@R differs from that of twins by {{band 10_two_stages .2f lead}}. And it says rightly that
# contrastive learning is an idea rather than an algorithm, and that similar pictures may be given one label. Where a
# network that was trained without labels says what is similar, the label is right for
# {{band 08_contrastive_learning .2f over_pixels}} more of the moved digits than where the pixels say it.

# %% [markdown]
# ## 5. Where do Siamese networks help?
# A Siamese network helps
#
# - **to rank all matches, not only the first.** On digits by new writers the MAP@R of lesson 05 is
#   {{band 05_testing .2f scores['trained'][2] - scores['pixels'][2]}} above that of pixels;
# - **with new classes of a known kind.** After six kinds of drawn products, its MAP@R on others is
#   {{band 05c_certainty .1f min(six_kinds['network']) / six_kinds['pixels'][0]}} times that of pixels. On photos of
#   groceries that it never saw, it is right for {{band 15_image_search .2f gain['unseen'][0]}} more of the queries than
#   a colour histogram. The two readers of lesson 14, trained on five alphabets each, misread few drawings of ten
#   others: the interval of their error begins at {{band 14_one_shot .1f means[part] - reach[part]}} % and ends at
#   {{band 14_one_shot .1f means[part] + reach[part]}} %;
# - **when you can name what does not matter.** Trained on pairs of shifted views, without a label, its MAP@R of moved
#   digits is {{band 08_contrastive_learning .2f gain[1][0]}} above that of pixels;
# - **when likeness has grades.** Told distances, it gives distances to new writers' digits, with a correlation of
#   {{band 07b_distances .2f found['told all']}};
# - **in a large gallery.** What is compared by a plain distance can go into an index: of the ten true neighbours,
#   {{band 16_search_at_scale .2f kept['product quantisation'][100]}} are among a hundred candidates by compressed
#   codes.

# %% [markdown]
# It does not help, or not by itself,
#
# - **with new classes of an unknown kind.** After six digits the best MAP@R on the other four is
#   {{band 05c_certainty .2f max(unseen['network'])}}, and raw pixels have
#   {{band 05c_certainty .2f unseen['pixels'][0]}};
# - **to find one match among easy pictures.** In the first comparison above, pixels find the right digit first for
#   {{band 05_testing .2f scores['pixels'][0] - scores['trained'][0]}} *more* of the queries;
# - **against a classifier, where the classes are known and stay.** A normalised softmax is as good in lesson 10. In
#   lesson 07 the cross-entropy alone differs by {{band 07_sdrn .2f beside.mean()}} of MAP@R from pairs and
#   cross-entropy together;
# - **against a colour histogram, where colour tells nearly all.** On the photos of lesson 06 the histogram has a MAP@R
#   of {{band 06_sprn .2f shop['colour_histogram']}}, and a flat network {{band 06_sprn .2f shop['flat']}};
# - **to say that something is not there.** On photos the nearest distance tells strangers from known products with an
#   AUC of {{band 15c_is_it_here .2f found[case]['auc']}}, hardly better than a coin; on drawn products the AUC is
#   {{band 15c_is_it_here .2f found['drawn']['auc']}};
# - **with one threshold, where same pairs are rare.** Where one pair in a hundred is the same, only
#   {{band 05b_threshold .2f precision[2]}} of those below the threshold are;
# - **much more with one good loss than with another.** Three tuned ones lie within {{band 02b_margins .2f of_losses}}
#   of MAP@R on digits, and groups of writers within {{band 02b_margins .2f of_writers}}. Of nine methods in lesson 12
#   the contrastive loss over all pairs is behind on both sets, and few others differ for sure;
# - **outside of what it learned, against a network that has seen a million pictures.** In lesson 17 the frozen
#   SqueezeNet finds {{band 17_own_photos .2f frozen}} of the queries among twenty products, and ours, which was trained
#   on them, {{band 17_own_photos .2f by_ours}}. But on drawn products SqueezeNet finds
#   {{band 17_own_photos .2f lead['drawn products']}} more.
#
# As we read the lists, the loss seldom divides them. More often it is the question whether what tells the *new* things
# apart also told the old ones apart. Only a test on classes laid aside can answer it, with pixels and a histogram
# beside it.

# %% [markdown]
# ## 6. Two networks, or one?
# The rest of this lesson tries what no other lesson needed. Article 1 speaks of two networks that are trained
# simultaneously to recognise samples of the same class. Article 2 speaks of two similar models, whose differences tell
# the inputs apart, and of a combination of two layers of networks. In code, twins are one dict with two names
# (`forward`, `twin_distance` and the starting parameters are those of lesson 01):

# %%
from course_lib.by_hand.losses import squared_distance
from course_lib.by_hand.twins import forward, starting_parameters, twin_distance
from course_lib.data import digits

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
# used twice, and it judges a pair.
#
# ## 7. An unclear sentence
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
# one all is well. When a sentence has two readings, and one works while the other doesn't, the honest verdict is
# *undecidable*.
#
# ## 8. Can it be deep?
# The last advantage that article 1 names: deep networks can be used. We put three layers into the branch and train
# them as in lesson 01b, with its pairs (`balanced_pairs`, `train_twins`) and its score, the AUC: how often a same pair
# is nearer than a different one. One half is guessing. Five more trainings start from nearly the same weights: they
# differ by one to five parts in a million million.

# %% tags=["claim:S1-30"]
from sklearn.metrics import roc_auc_score

from course_lib.by_hand.twin_training import balanced_pairs, train_twins

pairs = balanced_pairs(train.labels, 20_000, np.random.default_rng(SEED))


def auc_of(activations, widths, change=0.0):
    draws = np.random.default_rng(SEED)
    start = {name: value * (1 + change) for name, value in starting_parameters(widths, draws).items()}
    twins, _ = train_twins(start, x_train, pairs, draws, 600, 0.3, activations=activations)
    f = forward(twins, x_test, activations)[-1]  # (n, 2)
    first, second = np.triu_indices(len(f), k=1)
    return roc_auc_score(test.labels[first] == test.labels[second], -squared_distance(f[first], f[second]))


three_layers = auc_of(("relu", "relu", "tanh"), [64, 32, 32, 2])
two_layers = auc_of(("relu", "tanh"), [64, 32, 2])
nearly = [auc_of(("relu", "relu", "tanh"), [64, 32, 32, 2], change=k * 1e-12) for k in range(1, 6)]
moved = np.ptp([three_layers, *nearly])
print(f"AUC on new writers: three layers {three_layers:.2f}, two layers {two_layers:.2f}")
print(f"three layers from nearly the same start: {moved:.3f} apart")

assert 0.75 < three_layers < 0.96 and 0.86 < two_layers < 0.96 and -0.16 < three_layers - two_layers < 0.07
assert moved < 0.12

# %% [markdown]
# Three layers learn, and with four of five seeds they do about as well as two. With one seed they end far behind, at
# 0.80. Is that the depth? Starts that are nearly the same end 0.01 apart on your screen (0.00 to 0.08 over five seeds),
# and farthest apart with that very seed: in 600 long steps tiny differences grow, even those of a processor's rounding.
# So that one seed tells us nothing about depth. The statement is *right*.
#
# ## 9. The cure is the illness
# Article 1 warns that normalising and standardising pull the dimensions apart, and advises batch normalisation
# *against* that. Lesson 04 shows that both do the opposite. Here three pixels are made a hundred times too
# loud, and we standardise once by hand and once by `batch_norm` (lesson 04b) with its scale at 1 and its shift at 0.

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
# Three habits did most of the work. **Write the sentence as code**: a sum of nothing, or a value that needs itself,
# stops you at once. **Give it its best case**: even the second derivative in Adam works in a valley (lesson 18b).
# **Ask where the number would turn**: with other margins, other writers, other classes.

# %% [markdown]
# ## Outlook
# What would overturn a verdict? For the formulas, nothing. For the rest, other data.
#
# **How far do borrowed features reach?** Larger networks than that of lesson 17 learn from pictures without labels, by
# two branches, one a slow average of the other (Oquab and others 2024).
#
# **Must the branches be twins?** CLIP (Radford and others 2021) has one branch for pictures and one for sentences, and
# the loss of lesson 08 between them. What sharing gave us, $d(x, x) = 0$, has no meaning there.

# %% [markdown] tags=["mirror"]
# ## What of the two articles stands?
# 1. **The count:** {{scoreboard sentence}}
# 2. **They help** where the new things differ in what told the old ones apart, and where all matches count. They do not
#    make up for classes of an unknown kind, nor for a loss that was not tuned.
# 3. **Twins** are one network used twice. They are named after twins, not after stages.
# 4. **An unclear sentence** with a good and a bad reading is undecidable.
# 5. **Depth** is allowed. Whether it helps is another question.
# 6. **Batch normalisation** is a standardisation, so it can't be the cure for one.
#
# **[Lesson 18b](18b_as_printed.ipynb) takes over** the printed formulas, and [lesson 18c](18c_stages.ipynb) the
# statements about classifiers. **Exercise:** 18-1; `course_lib.exercises.progress()` shows yours.
#
# **References.** Bromley and others 1993, *Signature verification using a "Siamese" time delay neural network*, NIPS.
# Oquab and others 2024, *DINOv2: learning robust visual features without supervision*, TMLR. Radford and others 2021,
# *Learning transferable visual models from natural language supervision*, ICML. The two articles:
# 禅与计算机程序设计艺术, without date.
