# %% [markdown] tags=["card"]
# # 09b Gates on trial: When does a gate help, and does it say what matters?
#
# **Needs** lessons 05c (intervals) and 09 (gates). **Data** 1,797 real handwritten digits, no download. **Takes**
# {{measured}}.
#
# You will be able to
# 1. build a task that a gate can solve, and one that it can't, and say why beforehand;
# 2. judge a gate against a rule without learning;
# 3. test by knocking channels out whether a gate says what matters;
# 4. compare two encoders fairly, and say when five trainings can't tell them apart.
#
# **May be skipped:** section 4 with its exercise.

# %%
import keras
import numpy as np

from course_lib import plots
from course_lib.data import digits
from course_lib.exercises import attempt
from course_lib.widgets import live

SEED = 0
train, val, test = (digits(seed=SEED).where(split=part) for part in ("train", "val", "test"))  # no writer in two

# %% [markdown]
# ## 1. Two tasks
# Lesson 09 wrote gates: layers that multiply each channel by a factor, which they compute from the means of the maps.
# When does that help? We build two tasks in which we know what matters. Each picture has eight channels with a digit in
# each, and *one* channel gives the picture its label. Which one it is changes from picture to picture.
#
# * **brighter**: the channel that counts has all its light, the others have only 0.3 of it;
# * **equal light**: the pixels of the other channels are shuffled. Their means and maxima stay as they were, but nobody
#   can read them.


# %%
def draw(part, n, task, others=0.3):
    """n pictures (n, 8, 8, 8) of a task, their labels and the channel that counts (n,)."""
    rng = np.random.default_rng(SEED)
    i, k = rng.integers(len(part), size=(n, 8)), rng.integers(8, size=n)
    maps, counts = part.pictures[i].reshape(n, 8, 64), np.arange(8) == k[:, None]  # (n, 8, 64), (n, 8)
    if task == "brighter":
        maps = maps * np.where(counts, 1, others)[..., None]
    else:
        maps = np.where(counts[..., None], maps, rng.permuted(maps, axis=2))
    return maps.transpose(0, 2, 1).reshape(n, 8, 8, 8).astype("float32"), part.labels[i[counts]], k


TASKS = ("brighter", "equal light")
learn, choose = ({task: draw(part, n, task) for task in TASKS} for part, n in ((train, 3000), (val, 400)))
judge = {task: draw(test, 600, task) for task in TASKS}

# %% tags=["figure"]
some = np.concatenate([judge[task][0][1].transpose(2, 0, 1) for task in TASKS])  # (16, 8, 8)
which = [judge[task][2][1] for task in TASKS]
titles = ["counts" if c == k else "" for k in which for c in range(8)]
words = "Two rows of eight channels: one bright digit among dim ones; one digit among shuffled pixels"
plots.pictures(some, titles, alt=words)

# %% [markdown]
# **Before you run anything:** which of the two tasks can a gate solve that sees nothing but means?
#
# One network, the *reader*, learns to embed single clean digits. Then it is frozen. Before it we put a gate, and a
# mixture that adds up the eight channels with learned weights. Only these two learn, so any difference comes from them.
# The loop below is the usual one: the loss of a batch, its gradients, and a step of Adam, with a rate that
# falls along a cosine (lesson 03b). `PKBatches` draws the batches, eight pictures of each digit. `tf.function` makes
# one graph of the step, which is faster.

# %%
import tensorflow as tf

from course_lib.losses import ContrastiveLoss
from course_lib.training.batches import PKBatches


def fit(network, pictures, labels, rate, steps=250):
    schedule = keras.optimizers.schedules.CosineDecay(rate, steps)
    optimizer, weights, loss = keras.optimizers.Adam(schedule), network.trainable_variables, ContrastiveLoss(1.0)
    optimizer.build(weights)

    @tf.function(autograph=False)
    def step(x, y):
        with tf.GradientTape() as tape:
            value = loss(y, network(x, training=True))
        optimizer.apply(tape.gradient(value, [weight.value for weight in weights]), weights)

    batches = PKBatches(pictures, labels, classes=10, per_class=8, steps=steps, seed=SEED)
    for i in range(steps):
        step(*map(tf.constant, batches[i]))


# %% [markdown]
# The score is MAP@R (lesson 05). The queries are pictures by writers who are not in training, and the gallery holds the
# clean training digits. `embedding_head` is the end of the encoders of this course: a dense layer, batch norm, and unit
# length.

# %%
from course_lib.distances import distance_matrix
from course_lib.evaluation.metrics import map_at_r, ranked_matches
from course_lib.models import UnitLength
from course_lib.models.encoders import embedding_head

keras.utils.set_random_seed(SEED)
pictures = keras.Input((8, 8, 1))
hidden = keras.layers.Dense(64, activation="relu")(UnitLength()(keras.layers.Flatten()(pictures)))
reader = keras.Model(pictures, embedding_head(hidden, 16))
fit(reader, train.pictures.astype("float32"), train.labels, rate=0.01, steps=200)
reader.trainable = False
gallery = reader(train.pictures.astype("float32")).numpy()  # (n, 16)


def score(queries, labels):
    return map_at_r(ranked_matches(distance_matrix(queries, gallery), labels, train.labels))


# %% [markdown]
# ## 2. What can be done without learning?
# Before any gate, three rules that need no training. Each makes one picture of the eight channels, and the reader
# embeds it: the *mean* of the channels, their *maximum* at each place, and the single channel with the *largest sum*.
# For comparison, the last entry is told which channel counts.


# %%
def without_learning(task):
    x, labels, k = judge[task]
    rows = np.arange(len(x))
    made = {"mean": x.mean(axis=3), "maximum": x.max(axis=3)}  # (n, 8, 8) each
    made |= {"largest sum": x[rows, :, :, x.sum(axis=(1, 2)).argmax(axis=1)], "told": x[rows, :, :, k]}
    return {name: score(reader(picture[..., None]).numpy(), labels) for name, picture in made.items()}


rules = {task: without_learning(task) for task in TASKS}
for task, found in rules.items():
    print(f"{task:12}", {name: round(value, 2) for name, value in found.items()})

ruled, unruled = rules.values()
assert ruled["told"] - ruled["largest sum"] < 0.02 and ruled["mean"] < 0.3 and 0.5 < ruled["maximum"] < 0.8
assert unruled["told"] > 0.75 and 0.1 < unruled["largest sum"] < 0.25
assert max(unruled["mean"], unruled["maximum"], unruled["largest sum"]) < 0.3

# %% [markdown]
# In the first task one line of code, *take the channel with the largest sum*, is as good as being told: 0.88 (0.76 to
# 0.88 over five seeds). A gate that solves this task need not have found out more than that line. In the second task
# all three rules fail. (The largest sum is at the right channel by chance, one time in eight. That lifts it to 0.20
# (0.14 to 0.21), a little over the others.)

# %% [markdown]
# ### Exercise 09b-1 (implementation): a squeeze that sees
# So the mean is the wrong number for the second task. What else could one measure of a map? Write `squeeze(x)`, one
# number for each channel, (n, 8, 8, 8) to (n, 8), that needs no training and is largest at the readable channel. Think
# of what shuffling does to *neighbours*.

# %% [markdown] tags=["hint"]
# A stroke is several pixels long. Beside a bright pixel of a digit there is mostly another one, and after shuffling
# there is anything.

# %% [markdown] tags=["hint"]
# Sum the absolute differences between neighbours in each map. The readable map has the smallest sum, so give the sum a
# minus.

# %% [markdown] tags=["hint"]
# `abs(np.diff(x, axis=1)).sum(axis=(1, 2))` are the differences from row to row, (n, 8).


# %% tags=["exercise"]
def squeeze(x):
    return ...


# %% tags=["solution"]
def squeeze(x):
    rows, columns = (abs(np.diff(x, axis=axis)).sum(axis=(1, 2)) for axis in (1, 2))  # (n, 8) each
    return -rows - columns


# %% tags=["check"]
def our_squeeze(x):
    rows, columns = (abs(np.diff(x, axis=axis)).sum(axis=(1, 2)) for axis in (1, 2))
    return -rows - columns


def check_squeeze(squeeze):
    x, _, k = draw(val, 200, "equal light")
    got = np.asarray(squeeze(x), float)
    assert got.shape not in [(200, 7), (199, 8), (199,)], (
        "pictures and channels stay: neighbours are pixels of one map, side by side along the axes 1 and 2"
    )
    assert got.shape == (200, 8), f"one number for each channel of each picture, (200, 8), not {got.shape}"
    few = x[:20]
    right = (got.argmax(axis=1) == k).mean()
    if right <= 0.8:
        base = np.asarray(squeeze(few))
        alike = lambda pictures, wanted: np.allclose(squeeze(pictures), wanted, rtol=1e-4)
        assert np.allclose(base, got[:20], rtol=1e-4), (
            "the numbers of a picture depend on the other pictures of the batch"
        )
        shuffled = np.random.default_rng(1).permuted(few.reshape(20, 64, 8), axis=1).reshape(few.shape)
        blind = alike(shuffled, base)
        assert not blind, (
            "shuffling the pixels of a map does not change your number: so it can't tell which is readable"
        )
        own = np.allclose(np.asarray(squeeze(few * (np.arange(8) == 0)))[:, 0], base[:, 0], rtol=1e-4)
        assert own, (
            "the number of a channel depends on other channels: compare the pixels of one map, along axes 1 and 2"
        )
        least = (got.argmin(axis=1) == k).mean()
        assert least < 0.5, f"your *smallest* number is at the right channel in {least:.0%}: turn the sign"
        plain = alike(-few, -base)
        assert not plain, (
            "a plain sum, in which both signs cancel: compare neighbours, and take the differences without sign"
        )
        inner = few[:, [0, *range(6, 0, -1), 7]][:, :, [0, *range(6, 0, -1), 7]]
        assert not alike(inner, base), (
            "your differences cancel each other in a sum: take each without sign, and then add up"
        )
        assert not right, (
            f"the largest is at the readable channel in {right:.0%}: does it compare *neighbouring* pixels?"
        )
    assert right > 0.8, "the largest is never at the readable channel"


squeeze = attempt("09b-1", squeeze, check_squeeze, ours=our_squeeze, unique=False)

# %%
smoothest = {}
for task, (x, labels, _) in judge.items():
    chosen = x[np.arange(len(x)), :, :, our_squeeze(x).argmax(axis=1)]  # (n, 8, 8)
    smoothest[task] = score(reader(chosen[..., None]).numpy(), labels)
    print(f"{task:12} smoothest {smoothest[task]:.2f}")

assert unruled["told"] - smoothest["equal light"] < 0.02 and smoothest["brighter"] < 0.3

# %% [markdown]
# The channel with the smallest differences between neighbours solves the second task, and fails in the first. Each task
# needs the measurement that fits it.

# %% [markdown]
# ## 3. What does a gate learn?
# Now the gates learn. Each side gets the same two learning rates, and the validation writers choose between them. *No
# gate* means the mixture alone, which starts as the mean. In the second task we try SE alone. `SqueezeExcitation(1)`
# has no narrow middle: eight channels are few enough. `gated` puts a gate behind a layer, or nothing.

# %%
from course_lib.attention import ECA, SqueezeExcitation
from course_lib.models import with_gates
from course_lib.models.encoders import gated

KINDS = {"no gate": None, "SE": lambda: SqueezeExcitation(1), "ECA": ECA}
TRIED = {"brighter": ("no gate", "SE", "ECA"), "equal light": ("SE",)}


def attentive(gate):
    """Pictures of eight channels, through a gate and a mixture, into the reader."""
    pictures = keras.Input((8, 8, 8))
    x = gated(keras.layers.Rescaling(1 / 64)(pictures), gate)
    mean = keras.initializers.Constant(1 / 8)
    x = keras.layers.Conv2D(1, 1, use_bias=False, kernel_initializer=mean, name="mixture")(x)  # (b, 8, 8, 1)
    return keras.Model(pictures, reader(x, training=False))


def trained(name, task):
    """Two trainings: [(score of the validation writers, rate, network), ...]."""
    found = []
    for rate in (0.02, 0.1):
        keras.utils.set_random_seed(SEED)
        network = attentive(KINDS[name])
        fit(network, *learn[task][:2], rate)
        found.append((score(network(choose[task][0]).numpy(), choose[task][1]), rate, network))
    return found


# %% [markdown]
# Eight trainings, a few seconds each:

# %% tags=["claim:S2-35"]
networks, tried, scores = {}, {}, {}
for task in TASKS:
    scores[task] = {name: rules[task][name] for name in ("mean", "largest sum")}
    for name in TRIED[task]:
        found = trained(name, task)
        tried[task, name] = {rate: reached for reached, rate, _ in found}
        networks[task, name] = max(found, key=lambda each: each[:2])[2]
        scores[task][name] = score(networks[task, name](judge[task][0]).numpy(), judge[task][1])
        print(task, name, *(f"rate {rate}: {reached:.2f}" for rate, reached in tried[task, name].items()), sep="  ")

# %% tags=["figure"]
words = "Brighter: gates and the largest sum far above none. Equal light: nothing above chance"
plots.show(*plots.figure_tasks(scores, xlabel="MAP@R", alt=words))

bright, equal = scores.values()
gates_gain = min(bright["SE"], bright["ECA"]) - bright["no gate"]
over_the_rule = max(bright["SE"], bright["ECA"]) - bright["largest sum"]
assert gates_gain > 0.4 and -0.05 < over_the_rule < 0.005 and abs(equal["SE"] - equal["mean"]) < 0.05
assert 0.1 < bright["no gate"] < 0.3 and bright["SE"] > 0.7 and bright["ECA"] > 0.7 and equal["SE"] < 0.2
assert tried["brighter", "SE"][0.02] - tried["brighter", "ECA"][0.02] > 0.1

# %% [markdown]
# Without a gate the reader is lost: the mixture has the same weights for every picture, and *on average* no channel is
# worth more than another. SE and ECA pick out the bright one in each picture. They lift the score from 0.20 (0.18 to
# 0.24 over five seeds) to 0.87 (0.74 to 0.87) and 0.86 (0.73 to 0.86). That is nearly as good as the rule, and in no
# run better. As the rule does as well as being told, other rates could hardly bring more. (But ECA needs the larger of
# the two. Tried at the smaller one alone, it would look much worse than SE, and the fault would be the rate's.)
#
# With equal light the gate finds nothing, and we could have said so beforehand. All that it sees of a map is the mean,
# and shuffling leaves the mean alone. **A gate can use only what its squeeze measures.**

# %% [markdown]
# ### Exercise 09b-2 (derivation): a gate that is always the same
# Suppose that training ends with gates $g_c$ that do not depend on the picture. Show that a convolution behind them can
# do without: find the kernel $k'$ for which convolving $x$ with $k'$ equals convolving $g \cdot x$ with $k$. Write it
# as a function of `kernel` (3, 3, c, f) and `gates` (c,). A convolution is the sum $y_{uvf} = \sum_{i,j,c}
# x_{u+i,\,v+j,\,c}\; k_{ijcf}$.

# %% [markdown] tags=["hint"]
# Put $g_c\, x_{u+i,v+j,c}$ in the place of $x$.

# %% [markdown] tags=["hint"]
# $\sum_{i,j,c} (g_c\, x_{u+i,v+j,c})\, k_{ijcf} = \sum_{i,j,c} x_{u+i,v+j,c}\, (g_c\, k_{ijcf})$. The last bracket is
# $k'$.

# %% [markdown] tags=["hint"]
# The third axis of the kernel is $c$: `gates[:, None]` has shape (c, 1) and fits the last two axes.


# %% tags=["exercise"]
def folded(kernel, gates):
    return ...


# %% [markdown] tags=["solution"]
# Put $g_c\, x$ in the place of $x$: $\sum_{i,j,c} (g_c\, x_{u+i,v+j,c})\, k_{ijcf} = \sum_{i,j,c} x_{u+i,v+j,c}\,
# (g_c\, k_{ijcf})$. So $k'_{ijcf} = g_c\, k_{ijcf}$.


# %% tags=["solution"]
def folded(kernel, gates):
    return kernel * gates[:, None]  # (3, 3, c, f)


# %% tags=["check"]
def check_folded(folded):
    rng = np.random.default_rng(1)
    x, kernel, gates = rng.normal(size=(1, 5, 6, 4)), rng.normal(size=(3, 3, 4, 4)), rng.uniform(0.2, 0.8, 4)
    convolve = lambda x, kernel: keras.ops.conv(x.astype("float32"), kernel.astype("float32"), padding="same").numpy()
    got, wanted = np.asarray(folded(kernel, gates)), convolve(gates * x, kernel)
    again = np.asarray(folded(2 * kernel, gates[::-1].copy()))
    assert got.shape == kernel.shape, f"a kernel of shape {kernel.shape}, not {got.shape}"
    slips = {
        "this scales the outputs f; the gates belong to the inputs c": kernel * gates,
        "multiply by the gates: in the formula g stands beside k, not below it": kernel / gates[:, None],
        "one factor for all channels: each input channel has a gate of its own": kernel * gates.mean(),
        "one factor for all channels: each has a gate of its own, and they are not added up": kernel * gates.sum(),
        "the gates count once, not squared": kernel * gates[:, None] ** 2,
        "1 minus the gate is what a gate takes away: multiply by what it lets through": kernel * (1 - gates[:, None]),
        "the gate replaces the factor 1, and is not added to it": kernel * (1 + gates[:, None]),
        "the gates multiply the kernel, and are not added to it": kernel + gates[:, None],
        "the gates are missing": kernel,
        "both inputs and outputs are scaled; the gates belong to the inputs c": kernel * gates[:, None] * gates,
        "the gates stand in reverse order": kernel * gates[::-1, None],
        "c and f are exchanged: the kernel keeps its axes": (kernel * gates[:, None]).swapaxes(2, 3),
        "no root of the gates: the kernel alone takes them on": kernel * np.sqrt(gates)[:, None],
        "the gates are the factors as they are given: no exponential": kernel * np.exp(gates)[:, None],
        "the gates are the factors as they are given: they need not add up to 1": kernel
        * (gates / gates.sum())[:, None],
        "the gates are the factors as they are given: their mean need not be 1": kernel
        * (gates / gates.mean())[:, None],
        "no logarithm: the gates are the factors": kernel * np.log(gates)[:, None],
        "a gate lets a share through, and does not open or close": kernel * (gates > 0.5)[:, None],
        "the formula adds i and j to the place: no axis of the kernel is turned round": (
            kernel[::-1, ::-1] * gates[:, None]
        ),
        "each input channel keeps its own weights: their axis is not turned round": kernel[:, :, ::-1] * gates[:, None],
        "a sigmoid was taken already: the gates are the factors": kernel / (1 + np.exp(-gates[:, None])),
    }
    for words, value in slips.items():
        assert not np.allclose(got, value, rtol=1e-4, atol=1e-6), words
    factor = got / kernel  # (3, 3, 4, 4)
    one = np.allclose(factor, factor[0, 0, 0, 0], rtol=1e-4)
    assert not one, "one factor for all channels: each input channel has a gate of its own"
    by_input = np.allclose(factor, factor[:1, :1, :, :1], rtol=1e-4)
    assert by_input, "what you multiply the kernel by must depend on its third axis alone, the input channel c"
    assert np.allclose(factor[0, 0, :, 0], gates, rtol=1e-4), (
        "the factor of an input channel is its gate, and nothing else"
    )
    assert np.allclose(convolve(x, got), wanted, rtol=1e-3, atol=1e-4), (
        "convolving x with it is not convolving gates * x"
    )
    assert np.allclose(again, 2 * kernel * gates[::-1, None], rtol=1e-4), (
        "with another kernel and other gates it is wrong"
    )


def other_kernel(rng):
    c, f = rng.integers((2, 6), (6, 9))
    return rng.normal(size=(3, 3, c, f)), rng.random(c)


our_folded = lambda kernel, gates: kernel * gates[:, None]
folded = attempt("09b-2", folded, check_folded, our_folded, again=other_kernel)

# %% [markdown]
# So a gate earns its place only where the best factor *changes from picture to picture*. If the signal were always in
# channel 2, the kernel alone could select it. And a gate of 0.5 before a doubled kernel does the same as a gate of 1,
# so the size of one gate says nothing by itself.

# %% [markdown]
# ## 4. Look at the gates
# The mixture behind our gates is such a kernel, with one weight for each channel. So a gate and the weight behind it
# make *one* factor. This product, without its sign, is what we look at. `with_gates` makes a network that shows its
# gates as well.


# %%
def gates_and_factors(task, name, x):
    """The gates, and their products with the weights of the mixture behind them, (n, 8) each."""
    gates = with_gates(networks[task, name])(x)[1].numpy()
    return gates, gates * abs(networks[task, name].get_layer("mixture").get_weights()[0].ravel())


# %% tags=["figure"]
_, _, marked = draw(test, 40, "brighter")


def look(picture, others, gate):
    x, k = draw(test, 40, "brighter", others)[0][[picture]], marked[picture]
    factors = gates_and_factors("brighter", gate, x)[1][0]  # (8,)
    title = f"{gate}: channel {k}, which counts, has the factor {factors[k]:.2g}, the largest is {factors.max():.2g}"
    alt = f"Eight channels and their gates, others at {others:.2f} of their light. {title}"
    return plots.figure_gates(x[0], factors, title=title, alt=alt, marked=k, ylabel="factor")


plots.show(*look(picture=3, others=0.3, gate="SE"))

# %% [markdown]
# A green frame marks the channel that counts. Do not be surprised by small factors: the reader brings whatever it gets
# to unit length, so only their *ratios* matter. In training the other channels had 0.3 of their light. **Before you
# move anything:** with all channels at full light, which one will have the largest factor?

# %% tags=["widget"]
live(look, picture=(0, 39, 1, 3), others=(0.0, 1.0, 0.05, 0.3), gate=["SE", "ECA"])

# %% [markdown]
# ### Exercise 09b-3 (experiment): too much light
# `draw(test, 40, "brighter", others)` gives the same 40 pictures in another light, and `marked` the channels that
# count. In which share of the pictures is the factor of *SE* largest at the right channel? Find the first light, in
# steps of a tenth from 0.3 upwards, at which that share is below 0.9.

# %% [markdown] tags=["hint"]
# `gates_and_factors("brighter", "SE", draw(test, 40, "brighter", others)[0])[1]` are the factors, (40, 8).

# %% [markdown] tags=["hint"]
# Compare `argmax(axis=1)` with `marked`, and take the mean.

# %% [markdown] tags=["hint"]
# `next(light / 10 for light in range(3, 11) if share_right(light / 10) < 0.9)`

# %% tags=["exercise"]
first_failure = ...


# %% tags=["solution"]
def share_right(others):
    _, factors = gates_and_factors("brighter", "SE", draw(test, 40, "brighter", others)[0])  # (40, 8)
    return (factors.argmax(axis=1) == marked).mean()


first_failure = next(light / 10 for light in range(3, 11) if share_right(light / 10) < 0.9)


# %% tags=["check"]
def our_share_right(others, gate="SE", part=1):
    found = gates_and_factors("brighter", gate, draw(test, 40, "brighter", others)[0])[part]
    return (found.argmax(axis=1) == marked).mean()


def our_first_below(gate="SE", part=1, share=0.9):
    return next((light / 10 for light in range(3, 11) if our_share_right(light / 10, gate, part) < share), None)


our_light = our_first_below()


def check_failure(light):
    assert light == light and 0 < light <= 10, f"a light is a share of the full light, up to 1, and yours is {light}"
    assert light <= 1 or light != int(light), f"the light is {light} tenths? Divide by 10"
    assert light <= 1, f"full light is 1, and yours is {light}"
    assert light > 0.3001, "the search begins at 0.3, where the gates were trained, and there the share is still high"
    tenth = round(10 * float(light)) / 10
    assert abs(light - tenth) < 1e-6, f"in steps of a tenth, and {light} is none"
    if abs(light - our_light) > 1e-6:
        others = {"those of ECA": ("ECA", 1), "the gates alone": ("SE", 0)}
        fits = [words for words, which in others.items() if abs(light - (our_first_below(*which) or 0)) < 1e-6]
        taken = f" (it would fit {fits[0]}: did you take these?)" if fits else ""
        now = our_share_right(tenth)
        assert now < 0.9, (
            f"at {tenth} the factor of SE is still right in {now:.0%}: go on to the first light below 90 %{taken}"
        )
        assert not fits, f"that fits {fits[0]}: take the factors of SE"
        before = our_share_right(round(tenth - 0.1, 1))
        assert before >= 0.9, f"at {tenth - 0.1:.1f} it is right in {before:.0%}, which is below 90 % already: go back"
    assert abs(light - our_light) < 1e-6, "at which light from 0.3 upwards is the share below 0.9 for the *first* time?"


first_failure = attempt("09b-3", first_failure, check_failure, ours=our_light, unique=False)

# %%
in_training, at_full_light = our_share_right(0.3), our_share_right(1.0)
print(f"right in {in_training:.0%} at 0.3, below 90 % from {our_light} on, {at_full_light:.0%} at full light")

assert in_training > 0.9 and 0.3 < our_light < 0.9 and at_full_light < 0.25

# %% [markdown]
# At full light some factor is still the largest, but it is right about as often as chance would have it.

# %% [markdown] tags=["claim:S2-35"]
# ## 5. Does the gate say what matters?
# One often reads that the factors show which channels are important. In our tasks we know the truth, so we can ask
# twice. First: does the largest gate, or the largest factor, stand at the channel that counts? The second test does not
# ask which channel counts, so you can do it with any network. *Knock out* one channel of each picture, that is, set it
# to 0, and score again. We do so with the channel of the largest factor, with one at random, and with the channel of
# the smallest.


# %% tags=["claim:S2-35"]
def knocked_out(task, name):
    """Scores after one channel of each picture is set to 0, and how often the largest gate and factor are right."""
    (x, labels, k), network = judge[task], networks[task, name]
    gates, factors = gates_and_factors(task, name, x)
    random = np.random.default_rng(SEED).integers(8, size=len(x))  # (n,)
    found = {"all": score(network(x).numpy(), labels)}
    for which, out in {"largest": factors.argmax(1), "random": random, "smallest": factors.argmin(1)}.items():
        kept = x * (np.arange(8) != out[:, None])[:, None, None]  # (n, 8, 8, 8)
        found[which] = score(network(kept.astype("float32")).numpy(), labels)
    return found, [(each.argmax(axis=1) == k).mean() for each in (gates, factors)]


# %% tags=["claim:S2-35", "figure"]
knocked, right = {}, {}
for task in TASKS:
    knocked[task], right[task] = knocked_out(task, "SE")
    print(f"{task}: right are {right[task][0]:.0%} of the largest gates, {right[task][1]:.0%} of the largest factors")
words = "Brighter: without the channel of the largest factor the score collapses. Equal light: no knock-out matters"
plots.show(*plots.figure_tasks(knocked, xlabel="MAP@R", alt=words))

sure, lost = knocked.values()
by_gate, by_factor = right["brighter"]
assert by_factor > 0.9 and max(right["equal light"]) < 0.25 and by_gate > 0.2
assert sure["all"] - sure["largest"] > 0.4 and abs(sure["all"] - sure["smallest"]) < 0.03
assert max(lost.values()) - min(lost.values()) < 0.06

# %% [markdown] tags=["claim:S2-35"]
# In the first task the largest factor tells: it is at the channel that counts in all pictures (96 to 100 % over five
# seeds). Without that channel the score collapses, and without the smallest it hardly changes. But there,
# importance *is* brightness, and brightness is what the gate sees. And the gates *alone* can't be trusted even here. In
# one of our five seeds they were right in 36 % only, and the weights behind them did the rest.
#
# With equal light something is the largest as well. It is right about as often as chance, one time in eight, and
# knocking it out changes next to nothing: to this network no channel matters much. So the idea is imprecise. Together
# with the weight behind it, a gate may say what matters, if its squeeze can see it. If not, it names a winner all the
# same.

# %% [markdown]
# ## 6. A gate in a real encoder
# Our tasks show what a gate *can* do. What does it do in an encoder whose channels are edges and whatever else was
# learned? `encoder(gate=SqueezeExcitation)` puts a gate at the end of each of its four blocks. We let encoders with and
# without gates learn the digits, and judge them by writers whom they never saw.
#
# That takes longer than a lesson should, so `bench/gates.py` did it once, and we read its numbers. All kinds had the
# same four learning rates, and the validation writers of two seeds chose for each kind. There are five seeds. Each
# deals the writers anew, and all kinds meet the same pictures. (Each pixel was made three times as large. Otherwise
# four halvings would leave one place, and nothing to take a mean of.)

# %% tags=["figure"]
from course_lib.recipes import measurements

five = measurements.gates()  # {kind: a list over seeds of what was measured at the best rate}
reached = {kind: np.array([run["test"] for run in runs]) for kind, runs in five.items()}  # (5,) each
words = "Four bars with five dots each: pixels below, encoders without a gate, with SE and with ECA close together"
plots.show(*plots.figure_runs({"digits by other writers": reached}, ylabel="MAP@R", alt=words))

# %% [markdown]
# The dots of each kind lie far apart. Part of that comes from the writers, whom each seed deals anew and whom all kinds
# share. So, as in lesson 05c, we take the *difference* on the same pictures, seed by seed. The interval of five
# differences with mean $m$ and standard deviation $s$ is $m \pm t\, s / \sqrt 5$. Here $t = 2.78$, from Student's
# distribution with four degrees of freedom, stands where many differences would have 1.96:

# %%
from scipy.stats import t as student

gains, reach = {}, {}
for kind in ("SE", "ECA"):
    gains[kind] = reached[kind] - reached["no gate"]  # (5,)
    reach[kind] = student.ppf(0.975, 4) * gains[kind].std(ddof=1) / np.sqrt(5)
    print(f"{kind} minus no gate: {gains[kind].round(3)}, mean {gains[kind].mean():+.3f} ± {reach[kind]:.3f}")

assert all(abs(gains[kind].mean()) < reach[kind] for kind in gains)  # both intervals hold 0
assert reached["pixels"].max() < 0.6 < 0.72 < min(reached[kind].min() for kind in ("no gate", "SE", "ECA"))
assert np.isclose(gains["SE"].mean(), -0.021, atol=5e-4) and np.isclose(reach["SE"], 0.031, atol=5e-4)
assert np.isclose(gains["ECA"].mean(), 0.009, atol=5e-4) and np.isclose(reach["ECA"], 0.059, atol=5e-4)
assert gains["ECA"].argmax() == 2 and gains["ECA"][2] > 0.085 and -0.045 < gains["SE"][2] < -0.035

# %% [markdown]
# All three are far above the pixels. SE is behind by $0.021 \pm 0.031$, and ECA ahead by $0.009 \pm 0.059$. Both
# intervals hold zero. So there is **no difference that five runs can show**. That is not the same as "no difference":
# SE may cost 0.05 or bring 0.01. Take it as a warning, too: from seed 2 alone you would have reported that ECA brings
# 0.09, and that SE costs 0.04.
#
# Do these gates at least change from picture to picture? Exercise 09b-2 gives us a test: put the *mean* of each gate,
# the same for all pictures, in its place. And do the large ones matter most? By that exercise they need not: a large
# mean gate before small weights is no large factor. So we knock out 8 of the 64 channels of the last block, the same
# ones in all pictures: those with the largest mean gates, those whose maps are brightest before the gate, and others.

# %%
runs = five["SE"]
change = {"mean gates": np.array([run["fixed"] - run["test"] for run in runs])}  # (5,)
for which in ("largest gates", "smallest gates", "brightest maps", "dimmest maps", "at random"):
    change[which] = np.array([run["knocked out"][which] - run["test"] for run in runs])
for name, each in change.items():
    print(f"{name:15} {each.mean():+.3f} ({each.min():+.3f} to {each.max():+.3f})")

assert -0.036 < change["mean gates"].mean() < -0.026 and change["mean gates"].max() < -0.005
assert np.isclose(change["largest gates"].mean(), -0.093, atol=5e-4) and abs(change["smallest gates"]).max() < 0.006
assert all((change["largest gates"] - change[which]).max() < 0 for which in ("brightest maps", "at random"))

# %% [markdown]
# With mean gates the score falls in every run, by 0.03 on average. So the gates do change from picture to picture, and
# the layers behind have come to rely on it. To rely on something is not to need it: the encoder without gates, whose
# kernels had to do the work alone, does as well, as far as five runs can tell.
#
# And in this encoder the mean gates *do* say what matters. Without the channels of the largest ones the score falls by
# 0.09 on average. In every run that is more than without the brightest maps, or without channels at random. Without
# those of the smallest gates it hardly moves. In section 5 the knock-out spoke against the gate, and here it speaks for
# it. (It says nothing of a single picture, whose gates may rank the channels otherwise.) The gates alone would not have
# told you which case is yours.

# %% [markdown] tags=["mirror"]
# ## When does a gate help, and does it say what matters?
# 1. **It can help** where the best factor changes from picture to picture *and* its squeeze sees the reason. With one
#    brighter channel, SE and ECA lift the score from 0.20 to 0.87 and 0.86.
# 2. **A rule first:** the largest sum does that without learning. With equal light the gate is left with 0.13 (0.10 to
#    0.13), and a squeeze that compares neighbours solves the task.
# 3. **What matters:** a gate and the weight behind it are one factor. The largest tells only what the squeeze sees, and
#    there is always a largest. Knock a channel out before you believe in it.
# 4. **In an encoder** for digits, five runs could not tell SE or ECA from no gate. The largest mean gates of SE did
#    stand at channels that matter. We know that from the knock-out, not from the gates.
#
# **So what do I use?** Begin without a gate: you need that control anyway. Before you add one, ask what its squeeze can
# see, and whether a line of code would do the same. To try one, take ECA or SE, which are cheap. Give both sides the
# same learning rates to choose from, on people or classes that are in neither training nor test. Train each side with
# five seeds or more, and give the difference an interval. Do not read a gate as importance before you have knocked its
# channel out.
#
# **Lesson 10 takes over** the frozen reader as an idea: first learn features, then put another network behind them.
# **Exercises:** 09b-1 to 09b-3; `course_lib.exercises.progress()` shows yours.
#
# **References.** Hu, Shen and Sun 2018, *Squeeze-and-excitation networks*, CVPR. Wang and others 2020, *ECA-Net:
# Efficient channel attention for deep convolutional neural networks*, CVPR.
