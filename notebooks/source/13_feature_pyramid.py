# %% [markdown] tags=["card"]
# # 13 Feature pyramid: Does scale matter?
#
# **Needs** lessons 05c (paired intervals) and 08 (SupCon). **Data** 1,797 real handwritten digits, no download.
# **Takes** {{measured}}.
#
# You will be able to
# 1. compute how much of a picture one place of a feature map has seen;
# 2. score a search by the size of the thing in the picture, without a leak;
# 3. derive a feature pyramid, write its way down, and say which part of it does the work;
# 4. judge it against cheaper means: fewer halvings, several levels side by side, several sizes at test time.
#
# **May be skipped:** section 6.

# %%
import keras
import numpy as np

from course_lib import plots
from course_lib.data import digits, on_canvas
from course_lib.exercises import attempt
from course_lib.models import FeaturePyramid, embed, encoder
from course_lib.widgets import live

SEED = 0
written = digits(seed=SEED)  # other people wrote the test pictures

# %% [markdown]
# ## 1. The same digit, three sizes
# So far the thing filled its picture. In your photos the same bottle stands near the camera in one, and at the end of
# the room in another. So we put the digits at a random place of a canvas, as high as the canvas, half or a quarter.

# %% tags=["figure"]
SIZES, CANVAS = (8, 16, 32), 32
sets = [on_canvas(written, CANVAS, size, SEED) for size in SIZES]  # the same pictures, in the same order
learn, judge = ([each.where(split=part) for each in sets] for part in ("train", "test"))
labels = judge[0].labels  # (n,)

some = np.concatenate([each.pictures[:6] for each in judge])[..., 0]  # (18, 32, 32)
words = "Three rows of the same six digits: 8, 16 and 32 pixels high, at random places of a black canvas"
plots.pictures(some, [f"{size} pixels" for size in SIZES for _ in range(6)], columns=6, alt=words)

# %% [markdown]
# Each test picture exists three times, so we can ask how well a *small* digit finds the *large* ones of its class.
# But a digit must not find *itself* at another size. `scores_across_sizes` leaves each picture's own copies out. It
# gives a table of MAP@R (lesson 05): a row for each size of the query, a column for each size of what is searched.

# %%
from course_lib.evaluation.across_sizes import scores_across_sizes


def across(describe):
    """MAP@R (3, 3) of a function from pictures (n, 32, 32, 1) to vectors (n, d)."""
    return scores_across_sizes([describe(each.pictures) for each in judge], labels)


by_pixels = across(lambda pictures: pictures.reshape(len(pictures), -1) / 255)
print(by_pixels.round(2))

assert by_pixels.ravel()[:-1].max() < 0.05 and 0.5 < by_pixels[2, 2] < 0.65

# %% [markdown]
# By pixels, large digits find large ones with 0.57 (0.56 to 0.59 over five seeds), since they fill the canvas. Nothing
# else is found.
#
# ## 2. What has one place seen?
# Two numbers tell what one place of a feature map knows. The **stride** $j$ says how many pixels two neighbouring
# places lie apart. The **receptive field** $r$ says that one place has seen a square of $r$ by $r$ pixels. At the
# input, $j = r = 1$. A layer with a kernel of $k$ places that moves by $s$ makes of them
#
# $$r' = r + (k - 1)\, j, \qquad j' = s\, j.$$
#
# The first one holds because the $k$ places of its input lie $j$ apart: the last begins $(k-1)\,j$ pixels after the
# first. The second one holds because each step of the kernel is $s$ places of $j$ pixels.

# %% [markdown]
# ### Exercise 13-1 (derivation): the receptive field
# Write `seen(layers)`: for a list of (k, s), from the picture on, return the receptive field and the stride (r, j).

# %% [markdown] tags=["hint"]
# Begin with `r, j = 1, 1` and go through the layers in order.

# %% [markdown] tags=["hint"]
# The old `j` belongs into the formula of `r`: change `r` first.

# %% [markdown] tags=["hint"]
# `r, j = r + (k - 1) * j, s * j` does both at once.


# %% tags=["exercise"]
def seen(layers):
    return ...


# %% tags=["solution"]
def seen(layers):
    r, j = 1, 1
    for k, s in layers:
        r, j = r + (k - 1) * j, s * j
    return r, j


# %% tags=["check"]
def our_seen(layers, widen=lambda r, j, k, s: r + (k - 1) * j, move=lambda j, s: s * j, start=(1, 1)):
    r, j = start
    for k, s in layers:
        r, j = widen(r, j, k, s), move(j, s)
    return r, j


def draw_layers(rng):
    return ([(int(rng.integers(2, 6)), int(rng.integers(1, 4))) for _ in range(int(rng.integers(3, 6)))],)


def check_seen(seen):
    cases = [[], [(3, 1), (3, 1)], [(3, 2), (3, 1)], [(5, 1), (2, 2), (3, 3), (4, 2)]]
    found = [seen(list(case)) for case in cases]
    got, right = np.array([list(each) for each in found]), np.array([our_seen(case) for case in cases])
    variants = [
        ({"widen": lambda r, j, k, s: r + k * j}, "neighbouring places share pixels: k places are k - 1 steps"),
        ({"widen": lambda r, j, k, s: r + (k - 1)}, "behind a stride, neighbours lie j pixels apart: use j, not 1"),
        ({"widen": lambda r, j, k, s: r + (k - 1) * j * s}, "the new r takes the stride before this layer"),
        ({"widen": lambda r, j, k, s: r + (k - 1) * s}, "all strides before count, not that of this layer: use j"),
        ({"widen": lambda r, j, k, s: r * j + k - 1}, "j multiplies the steps of this layer, not what was seen before"),
        (
            {"widen": lambda r, j, k, s: r + (k - s) * j},
            "k places are k - 1 steps, whatever the stride of the layer is",
        ),
        ({"widen": lambda r, j, k, s: r * k}, "a kernel adds pixels, it does not multiply them"),
        ({"widen": lambda r, j, k, s: k * j}, "what was seen before is lost: r is added to"),
        ({"widen": lambda r, j, k, s: (k - 1) * j}, "what was seen before is lost: r is added to"),
        ({"widen": lambda r, j, k, s: r + k // 2 * j}, "a kernel reaches to both sides: k - 1, not half of it"),
        ({"widen": lambda r, j, k, s: r - (k - 1) * j}, "a sign: a kernel sees more, not less"),
        ({"move": lambda j, s: s}, "the strides of all layers are multiplied, and this is the last one alone"),
        ({"move": lambda j, s: s + j}, "the strides are multiplied, not added"),
        ({"move": lambda j, s: j}, "the stride never changes: j is multiplied by s"),
        ({"move": lambda j, s: j // s if j >= s else j / s}, "the places lie farther apart: multiply by s"),
        ({"start": (1, 0)}, "before any layer the places lie one pixel apart: j begins at 1"),
        ({"move": lambda j, s: j + s, "start": (1, 0)}, "the strides are multiplied, not added"),
        ({"start": (0, 1)}, "before any layer one place has seen one pixel: r begins at 1"),
    ]
    for changed, words in variants:
        assert not np.allclose(got, [our_seen(case, **changed) for case in cases]), words
    early = [our_seen(case, start=(1, case[0][1] if case else 1)) for case in cases]
    assert not np.allclose(got, early), "before any layer the places lie one pixel apart: j begins at 1"
    backwards = [our_seen(case[::-1]) for case in cases]
    turned = [our_seen([(s, k) for k, s in case]) for case in cases]
    assert not np.allclose(got, turned), "a layer is (k, s): the kernel stands first, and then the stride"
    assert not np.allclose(got, backwards), "the layers are gone through from the picture on, not from the last"
    assert not np.allclose(got[0], (0, 1)), "before any layer one place has seen one pixel: r begins at 1"
    assert np.allclose(got[0], right[0]), "without a layer, one place is one pixel: (1, 1)"
    assert np.allclose(got[1], right[1]), "two kernels of 3 that move by 1 see 5 pixels; each adds (k - 1) j"
    assert np.allclose(got[2], right[2]), "a 3 with stride 2, then a 3: r = 3 + 2 * 2, j = 2"
    assert np.allclose(got[3], right[3]), "5 by 1, 2 by 2, 3 by 3, 4 by 2: each layer takes the j of those before it"


seen = attempt("13-1", seen, check_seen, ours=our_seen, again=draw_layers)

# %% [markdown]
# The encoder of the course begins with a 3 x 3 convolution that moves by 2. Each further block is a 3 x 3 convolution
# and a pooling of 2 x 2 places:

# %%
BLOCKS = [[(3, 2)]] + [[(3, 1), (2, 2)]] * 3
fields = [tuple(seen([layer for block in BLOCKS[:n] for layer in block])) for n in range(1, 5)]
for block, (r, j) in enumerate(fields, start=1):
    print(f"after block {block}: {CANVAS // j} x {CANVAS // j} places, each has seen {r} pixels; they lie {j} apart")

assert fields == [(3, 2), (9, 4), (21, 8), (45, 16)]

# %% [markdown]
# After the last block each place has seen more than the whole canvas, and a small digit is *half a place* wide. What
# tells two digits apart must have gone into the channels before. After the second block a place has seen 9 pixels: a
# whole small digit, but only a stroke of a large one. **So we expect that each size is read best at its own level.**
#
# ## 3. The last level alone
# We train an encoder on all three sizes at once. **Before you run:** which of the nine fields will be best, and which
# worst?

# %%
from course_lib.losses import SupConLoss
from course_lib.training import PKBatches, train

x = np.concatenate([each.pictures for each in learn])  # (3 n, 32, 32, 1)
y = np.concatenate([each.labels for each in learn])  # (3 n,)


def trained(pictures=x, **design):
    keras.utils.set_random_seed(SEED)
    network = encoder((CANVAS, CANVAS, 1), dimension=32, width=12, **design)
    batches = PKBatches(pictures, y, classes=10, per_class=6, steps=400, seed=SEED)
    train(network, batches, SupConLoss(0.1), epochs=1, learning_rate=0.01)
    return network


top = trained()
by_top = across(lambda pictures: embed(top, pictures))
print(by_top.round(2))

assert by_top.argmax() == 8 and by_top.argmin() == 0 and 0.25 < by_top[0, 0] < 0.5 and 0.65 < by_top[2, 2] < 0.95

# %% [markdown]
# Large digits find large ones best, with 0.88 (0.76 to 0.88), and small ones find small ones worst, with 0.40 (0.37 to
# 0.40).
#
# Is the size to blame? A large digit always stands in the same place, but a small one stands anywhere. So we train
# again, with every digit in the middle:


# %%
def centred(part, size):
    edge = (CANVAS - size) // 2
    alone = on_canvas(written.where(split=part), size, size).pictures  # (n, size, size, 1)
    return np.pad(alone, ((0, 0), (edge, edge), (edge, edge), (0, 0)))


in_middle = trained(np.concatenate([centred("train", size) for size in SIZES]))
by_middle = scores_across_sizes([embed(in_middle, centred("test", size)) for size in SIZES], labels)
print(by_middle.round(2))

assert 0.6 < by_middle[0, 0] < 0.85 and 0.75 < by_middle[2, 2] < 0.9
assert by_middle[0, 0] - by_top[0, 0] > 0.2 and -0.03 < by_middle[2, 2] - by_middle[0, 0] < 0.17

# %% [markdown]
# Now small digits find small ones with 0.79 (0.69 to 0.79), and large ones large ones with 0.85. **Most of the gap
# was not the size, but the place.**
#
# ## 4. Levels side by side, and a pyramid
# The cheapest cure is to read more levels. `levels=3` gives the last dense layer the averages and maxima of the last
# three maps, side by side.
#
# A **feature pyramid** (Lin and others 2017) does more. Fine maps know where things are, but little about what they
# are. Coarse maps know what, and have lost where. So the pyramid sends down what the coarse maps know. Let
# $c_1, \dots, c_n$ be the maps, from fine to coarse:
#
# 1. a **lateral** 1 x 1 convolution gives every map the same number of channels, so that they can be added;
# 2. from the coarsest down, each sum is **enlarged** to twice its size and added to the next finer map, $m_i =
#    \mathrm{lateral}_i(c_i) + \mathrm{enlarged}(m_{i+1})$, with $m_n = \mathrm{lateral}_n(c_n)$;
# 3. a 3 x 3 convolution **smooths** each sum, for enlarging leaves squares of equal numbers.

# %% [markdown]
# ### Exercise 13-2 (implementation): the way down
# Write step 2. `maps` are arrays (b, h, w, c), from fine to coarse, after the lateral convolutions. Return the list of
# the sums $m_i$, in the same order. A side may be odd: then the enlarged map is one row or column too large, and is
# cut.

# %% [markdown] tags=["hint"]
# The last map is the first sum. Then go backwards: `maps[-2]`, `maps[-3]`, ...

# %% [markdown] tags=["hint"]
# `np.repeat(np.repeat(m, 2, axis=1), 2, axis=2)` makes 2 x 2 equal places of each.

# %% [markdown] tags=["hint"]
# Cut with `[:, :h, :w]`, where h and w are those of the finer map, and add. It is the *sum* that goes further down, not
# the map. At the end turn the list round.


# %% tags=["exercise"]
def way_down(maps):
    return ...


# %% tags=["solution"]
def way_down(maps):
    sums = [maps[-1]]
    for finer in maps[-2::-1]:
        enlarged = np.repeat(np.repeat(sums[-1], 2, axis=1), 2, axis=2)
        sums.append(finer + enlarged[:, : finer.shape[1], : finer.shape[2]])
    return sums[::-1]


# %% tags=["check"]
from course_lib.models.pyramid import top_down


def our_way_down(maps):
    return [np.array(each) for each in top_down(maps)]


def draw_maps(rng):
    sides = [rng.integers(5, 12, 2)]
    for _ in range(2):
        sides.append((sides[-1] + 1) // 2)
    return ([rng.normal(size=(2, *side, 3)) for side in sides],)


def usual_ways(maps):
    def down(join=lambda a, b: a + b, enlarge=None, source=None, cut=lambda large, h, w: large[:, :h, :w]):
        sums = [maps[-1]]
        for place, finer in enumerate(maps[-2::-1]):
            above = maps[::-1][place] if source == "map" else sums[-1]
            large = (enlarge or (lambda m: m.repeat(2, axis=1).repeat(2, axis=2)))(above)
            sums.append(join(finer, cut(large, *finer.shape[1:3])))
        return sums[::-1]

    corners = lambda m: m.repeat(2, axis=1).repeat(2, axis=2) * 0.25
    return [
        (down(source="map"), "what goes down is the sum before it, not the map alone"),
        (down(enlarge=lambda m: np.tile(m, (1, 2, 2, 1))), "tile lays copies side by side; each place becomes 2 x 2"),
        (down(join=lambda a, b: (a + b) / 2), "a sum, not a mean"),
        (down(join=lambda a, b: a - b), "a sum, not a difference"),
        (down(join=lambda a, b: b - a), "a sum, not a difference"),
        (down(join=lambda a, b: a * b), "a sum, not a product"),
        (down(join=lambda a, b: a + 0.5 * b), "both count whole in the sum"),
        (down(join=lambda a, b: np.maximum(0, a + b)), "the sum alone: no activation"),
        (down(join=np.maximum), "a sum, not a maximum"),
        (down(join=lambda a, b: b), "the finer map itself is missing from its sum"),
        (down(enlarge=corners), "each of the 2 x 2 places is the whole number, not a quarter of it"),
        (down(cut=lambda large, h, w: large[:, -h:, -w:]), "what is too much is cut off at the end, not in front"),
        (maps, "nothing comes down: those are the maps as they came"),
    ]


def fits(way_down, maps):
    try:
        way_down(maps)
    except ValueError:  # shapes that do not fit together
        return False
    return True


def check_way_down(way_down):
    even = [np.random.default_rng(side).normal(size=(2, side, side, 3)) for side in (8, 4, 2)]
    assert fits(way_down, even), "each place becomes 2 x 2: axes 1 and 2 grow, both, and the channels do not"
    maps = draw_maps(np.random.default_rng(4))[0]  # sides 10 x 11, 5 x 6 and 3 x 3
    assert fits(way_down, maps), "a side may be odd: cut what is enlarged to the height and width of the finer map"
    got, expected = [np.asarray(each) for each in way_down(list(maps))], our_way_down(maps)
    shapes = [np.shape(each) for each in got]
    assert len(got) == 3, "a list with one sum for each map"
    assert shapes != [np.shape(each) for each in expected[::-1]], "the order is turned round: from fine to coarse"
    assert shapes == [np.shape(each) for each in expected], f"the sums have the shapes of the maps, not {shapes}"
    for slip, words in usual_ways(maps):
        assert not all(np.allclose(*pair, atol=1e-5) for pair in zip(got, slip)), words
    assert not np.allclose(got[0], maps[0]), "nothing comes down to the finest map: begin with the coarsest"
    assert np.allclose(got[2], maps[2], atol=1e-5), "nothing comes down to the coarsest map: it stays as it is"
    assert np.allclose(got[1], expected[1], atol=1e-5), "each place of the coarsest map becomes 2 x 2 equal ones"
    assert np.allclose(got[0], expected[0], atol=1e-5), (
        "what goes down to the finest map is the sum before it, enlarged"
    )


way_down = attempt("13-2", way_down, check_way_down, ours=our_way_down, again=draw_maps)

# %% [markdown]
# `FeaturePyramid(24)` does all three steps, with so many channels. We train both designs. **Before you run:** which
# size gains most?

# %%
levels, pyramid = trained(levels=3), trained(levels=3, pyramid=FeaturePyramid(24))
tables = {"pixels": by_pixels, "top": by_top}
tables |= {name: across(lambda x, n=n: embed(n, x)) for name, n in {"levels": levels, "pyramid": pyramid}.items()}

# %% tags=["figure"]
shown = {f"{size} pixels": {name: table[i].mean() for name, table in tables.items()} for i, size in enumerate(SIZES)}
words = "Bars by the size of the query: small digits are found worst by every network, and gain most from more levels"
plots.show(*plots.figure_scores(shown, ylabel="MAP@R, mean over the sizes searched", alt=words))

means = {name: table.mean(axis=1) for name, table in tables.items()}  # (3,) each, by the size of the query
gain = {name: means[name] - means["top"] for name in ("levels", "pyramid")}
print({name: each.round(2) for name, each in gain.items()})
assert 0.05 < gain["levels"][0] < 0.25 and 0 < gain["levels"][2] < 0.15 and gain["pyramid"].mean() < 0.1

# %% [markdown]
# Three levels side by side gain at every size, and most where the score was worst: 0.14 (0.08 to 0.14) for small
# digits. The pyramid gains nothing in this run.
#
# Does the last layer *use* the levels as we expect: fine ones for small digits, coarse ones for large? We take a level
# out by replacing its averages and maxima by their means over all pictures. The layers behind stay as they are.

# %%
joined = next(layer for layer in levels.layers if isinstance(layer, keras.layers.Concatenate))
pools = keras.Model(levels.input, joined.output)  # (b, 216): 2 * 24, 2 * 36 and 2 * 48 channels
pooled = [pools.predict(each.pictures, verbose=0) for each in judge]  # (n, 216) for each size
middle = np.concatenate(pooled).mean(axis=0)  # (216,)


def without(level_2=True, level_3=True, level_4=True):
    """MAP@R (3,) by the size of the query, with some levels only."""
    kept = np.repeat([level_2, level_3, level_4], [48, 72, 96])  # (216,)
    seen_by = [keras.ops.convert_to_tensor(np.where(kept, rows, middle)) for rows in pooled]
    for layer in levels.layers[levels.layers.index(joined) + 1 :]:
        seen_by = [layer(rows) for rows in seen_by]
    return scores_across_sizes([np.array(rows) for rows in seen_by], labels).mean(axis=1)


# %% tags=["figure"]
def level_bars(level_2=1, level_3=1, level_4=1):
    left = without(bool(level_2), bool(level_3), bool(level_4))
    rows = {f"{size} pixels": {"levels": a, "those that are on": b} for size, a, b in zip(SIZES, everything, left)}
    words = f"Levels {level_2}, {level_3}, {level_4} on (1) or off (0): {left.round(2)} beside {everything.round(2)}"
    return plots.figure_scores(rows, ylabel="MAP@R", alt=words)


everything = without()
losses = {level: everything - without(**{f"level_{level}": False}) for level in (2, 3, 4)}
print({level: lost.round(2) for level, lost in losses.items()})
plots.show(*level_bars(level_2=0))

assert 0.1 < losses[2][0] < 0.6 and 0.05 < losses[4][2] < 0.5 and losses[2].argmax() == 0 and losses[4].argmax() == 2

# %% [markdown]
# **Before you move anything:** which size suffers most without level 2, and which without level 4?

# %% tags=["widget"]
live(level_bars, level_2=(0, 1, 1, 1), level_3=(0, 1, 1, 1), level_4=(0, 1, 1, 1))

# %% [markdown]
# Yes. Without level 2 small digits lose most, 0.36 (0.26 to 0.36), and without level 4 large ones do, 0.21 (0.21 to
# 0.30). That says what this layer relies on, not what a network without that level could have learned.
#
# ## 5. What does the work?
# One training says little. `python bench/pyramid.py` trained seven designs with five seeds, other writers each time.
# Every design had the same two learning rates, and the validation writers chose. Three are *controls*. "Wider" has a
# third more channels, for a pyramid has more weights, too. "Three halvings" stops one block earlier: do several levels
# help, or only a finer map? But it has fewer weights, so "three halvings, wider" has as many as the last level alone.
# One is an *ablation*: "laterals" is the pyramid with nothing going down.

# %% tags=["claim:S2-41"]
from course_lib.evaluation.comparison import paired_difference
from course_lib.recipes import measurements

measured = measurements.read("pyramid")


def of_design(kind, case="digits", what="test"):
    """MAP@R (seeds, 3, 3) of a design at its best rate."""
    place = measured[case]
    return np.array([run[what] for run in place["judged"][kind][place["rate"][kind]].values()])


def ahead(of, kind, case="digits", what="test"):
    """By how much a design is ahead of another, seed by seed: the mean, and the reach of its interval."""
    found = paired_difference(of_design(of, case).mean(axis=(1, 2)), of_design(kind, case, what).mean(axis=(1, 2)))
    return round(found.mean, 3), round(found.high - found.mean, 3)


for kind in measured["digits"]["judged"]:
    print(f"{kind:26} {of_design(kind).mean():.3f}", "ahead by {:+.3f} ± {:.3f}".format(*ahead("top", kind)))

# %% tags=["figure"]
four = ("top", "levels", "pyramid", "top, three halvings, wider")
by_size = {
    f"{size} pixels": {kind: of_design(kind)[:, i].mean(axis=1) for kind in four} for i, size in enumerate(SIZES)
}
words = "Four designs by the size of the query, a dot for each of five seeds: levels and the finer map ahead of top"
plots.show(*plots.figure_runs(by_size, ylabel="MAP@R", alt=words))

# %% [markdown]
# Three levels side by side are ahead of the last level alone by $0.077 \pm 0.038$, most for small digits, and cost no
# more. But which part does it?
#
# - **The way down** cannot be shown to help. The pyramid is $0.031 \pm 0.031$ ahead of the last level; its ablation,
#   with nothing going down, is $0.055 \pm 0.026$ ahead. What the pyramid gains, its three levels gain without it.
# - **A finer last map** does as much as several levels. With few weights three halvings gain only $0.030 \pm 0.029$;
#   with as many as the last level alone they gain $0.081 \pm 0.027$, for a third more time.
# - **Simply more channels** gain as well, $0.049 \pm 0.019$.
#
# Five seeds can't tell these two from the levels side by side. So praise no design before its rivals had equal means.
#
# Does the gain last? The same seeds got three times as many steps:

# %% tags=["claim:S2-41"]
longer = {}
for kind, by_rate in measured["digits"]["longer"].items():
    runs = by_rate[measured["digits"]["rate"][kind]].values()
    longer[kind] = np.array([np.mean(run["test"]) for run in runs])  # (5,)
lasting = {kind: paired_difference(longer["top"], each) for kind, each in longer.items() if kind != "top"}
lasting = {kind: (round(found.mean, 3), round(found.high - found.mean, 3)) for kind, found in lasting.items()}
print(lasting)

assert (ahead("top", "levels"), ahead("top", "laterals")) == ((0.077, 0.038), (0.055, 0.026))
assert (ahead("top", "pyramid"), ahead("top", "top, wider")) == ((0.031, 0.031), (0.049, 0.019))
assert ahead("top", "top, three halvings") == (0.030, 0.029) and 0.8 < measured["digits"]["costs"]["levels"][0] < 1.1
assert ahead("top", "top, three halvings, wider") == (0.081, 0.027) and ahead("top, wider", "levels") == (0.029, 0.049)
assert ahead("top, three halvings, wider", "levels") == (-0.003, 0.037)
assert (lasting["levels"], lasting["top, wider"]) == ((0.024, 0.045), (0.028, 0.025))
assert lasting["top, three halvings, wider"] == (0.044, 0.042)

# %% [markdown]
# Now the last level alone has caught up a good deal. The levels are $0.024 \pm 0.045$ ahead, and the finer map with
# equal weights $0.044 \pm 0.042$. So a part of the gain was that they *learn sooner*.
#
# Why does the way down help *detectors* (Lin and others 2017), and not us? Perhaps because they must name the thing at
# each place, while our last dense layer sees all levels anyway.
#
# We ask the same of drawn products of new kinds:

# %%
for kind in measured["products"]["judged"]:
    told = "ahead by {:+.3f} ± {:.3f}".format(*ahead("top", kind, "products"))
    print(f"{kind:26} {of_design(kind, 'products').mean():.3f}", told)

assert (ahead("top", "levels", "products"), ahead("pyramid", "levels", "products")) == ((0.039, 0.033), (0.048, 0.034))
assert ahead("top", "top, three halvings, wider", "products") == (0.036, 0.041)

# %% [markdown]
# Scores of a tenth are low, but they point the same way. Several levels gain $0.039 \pm 0.033$, the finer map with
# equal weights $0.036 \pm 0.041$, and the pyramid is behind plain levels by $0.048 \pm 0.034$.

# %% [markdown]
# ## 6. Several sizes at test time
# A trained network can also look several times. `at_scales(network, (1, 2))` embeds the picture as it is and once more
# enlarged to twice its side, and takes the mean of both embeddings. Nothing is trained again: a network of convolutions
# and a pooling over all places accepts pictures of any size.

# %% [markdown]
# ### Exercise 13-3 (prediction): what does it cost?
# A convolution takes $h\,w\,k^2\,c\,c'$ products: height and width of the map, side of the kernel, channels in and out.
# How many times the products of one look does a network take that looks at 1/2, 1 and 2 times the side?

# %% [markdown] tags=["hint"]
# Twice the side is twice the height *and* twice the width.

# %% [markdown] tags=["hint"]
# A look at $f$ times the side costs $f^2$.

# %% [markdown] tags=["hint"]
# $1/4 + 1 + 4$.

# %% tags=["exercise"]
times = ...

# %% tags=["solution"]
times = 1 / 4 + 1 + 4


# %% tags=["check"]
def check_times(value):
    usual = [
        (3.5, "the side counts twice, for height and for width: square the factors"),
        (3, "three looks, but not of the same size: a larger picture costs more"),
        (4.25, "do not forget the look at the picture as it is"),
        (5, "do not forget the look at half the side"),
        (1.25, "do not forget the look at twice the side"),
        (3.5**2, "square each factor before they are added"),
        (5.25 / 3, "that is the mean of the three looks: all of them are taken"),
        (4, "that is the largest look alone"),
        (7, "the look at half the side costs less than one: the square of a half"),
        (5.5, "the look at half the side costs less than that: the square of a half"),
        (5.75, "there are three looks, and these are four: the half and its square?"),
        (3.5**2 / 3, "square each factor before they are added"),
        (9, "the look at half the side costs less than one: the square of a half"),
        (1 / 8 + 1 + 8, "the channels stay as they are: height and width alone grow"),
        (1 / 16 + 1 + 16, "the kernel stays as it is: height and width alone grow"),
        (21, "that is in looks at half the side: one look is that at the picture as it is"),
        (1, "the looks are added, not multiplied"),
        (2**0.5 + 1 + 0.5**0.5, "more height *and* more width: the factor is squared, not its root taken"),
    ]
    for slip, words in usual:
        assert not np.isclose(value, slip, atol=1e-3), words
    assert abs(value - 5.25) < 0.01, "add up the squares of the three factors"


times = attempt("13-3", times, check_times, ours=5.25)

# %%
from course_lib.models import at_scales

twice = across(lambda pictures: embed(at_scales(top, (1, 2)), pictures))
by_twice = twice.mean(axis=1) - means["top"]
print("top, seen at 1 and 2 times the side, minus top:", by_twice.round(2))

assert ahead("top", "top", what="1 and 2") == (0.004, 0.020)
assert by_twice[0] > 0.05 and by_twice[2] < -0.03 and 2.5 < measured["digits"]["costs"]["top, 1 and 2"][0] < 3.5

# %% [markdown]
# Small digits gain 0.15 (0.07 to 0.15), for the second look sees them twice as large. Large ones change by -0.07
# (-0.19 to -0.07): at 64 pixels they are larger than anything that the network has learned. So a second look *moves*
# the sizes at which a network is good (in the bench the mean hardly moved), for five times the products and about three
# times the seconds.
#
# ## 7. A size that was never shown
# All this was trained on all three sizes. What if the training pictures show large digits only, as catalogue photos do?

# %% tags=["claim:S2-41"]
alone = {
    kind: np.array([run["test"] for run in runs[measured["digits"]["rate"][kind]].values()]).mean(axis=0)
    for kind, runs in measured["digits"]["large only"].items()
}
for kind, table in alone.items():
    print(f"{kind:8} asked and searched at 8, 16, 32 pixels:", np.diag(table).round(2))

assert all(table[2, 2] > 0.86 and table[1, 1] < 0.06 and table[0, 0] < 0.04 for table in alone.values())

# %% [markdown]
# None of the three designs helps: large digits have 0.88, those of half the size 0.05 at most. But these are new in two
# ways, as the large ones all stood in one place. So a network trained on half the size, at random places, meets new
# *sizes* only, and the one of section 3 that was trained in the middle meets new *places* only:

# %%
half_only = trained(np.concatenate([learn[1].pictures] * 3))
new_size, new_place = (np.diag(across(lambda x, n=n: embed(n, x))) for n in (half_only, in_middle))
print("new sizes:", new_size.round(2), " new places:", new_place.round(2), " nothing new:", by_top.diagonal().round(2))

assert new_size[0] < 0.12 and 0.55 < new_size[1] < 0.85 and 0.15 < new_size[2] < 0.55 and new_place[0] < 0.06

# %% [markdown]
# Each alone does harm. Where only the size is new, small digits are hardly found at all, and large ones with 0.35 (0.27
# to 0.38) instead of 0.88. Where only the place is new, small digits fall from 0.79 to 0.02. What was in no training
# picture, size or place, is learned badly or not at all.
#
# And photos? SqueezeNet (lesson 17) has seen a million photos with things of all sizes. `bench/pyramid.py` put the
# photos of groceries on a grey canvas, as large as the canvas, half and a quarter as large, and trained nothing. The
# score is precision@1 on the official split. `top` is the last level, and `early` an early one. Last come small photos
# that were *enlarged* to the full canvas before they ask, which gives back no detail:

# %%
photos = {name: np.array(table) for name, table in measured["photos"].items()}
for name, table in photos.items():
    enlarged = np.round(measured["photos enlarged"][name], 2)
    print(f"{name:7} among 128 pixels: {table[:, 2].round(2)}; 32 and 64 enlarged: {enlarged}")

full, as_it_is = photos["top"][2, 2], photos["top"][:2, 2]
assert round(full, 2) == 0.47 and np.allclose(as_it_is.round(2), (0.03, 0.15))
assert np.allclose(np.round(measured["photos enlarged"]["top"], 2), (0.22, 0.38))
assert abs(photos["levels"] - photos["top"]).max() < 0.08

# %% [markdown]
# A photo that fills the canvas finds its product in 47 % of cases, at half the size in 15 %, at a quarter in 3 %.
# Neither a million photos nor three levels have made SqueezeNet independent of the size. Enlarged to the full canvas,
# the same small photos find 38 % and 22 %. So at half the size most of what was lost comes back, and at a quarter less
# than half. The rest may be detail that is gone. The best cure needs no training: **cut out the thing** before you
# search.

# %% [markdown]
# ### Exercise 13-4 (experiment): a leak
# We left each picture's own copies out. What if one forgets that? Write `leaky(asks, searched)`: the share of pictures
# in `asks` (n, d) whose nearest neighbour in `searched` (n, d) is *their own copy* at another size, row i of both.

# %% [markdown] tags=["hint"]
# `distance_matrix(asks, searched)` is (n, n); the nearest of each row is its argmin.

# %% [markdown] tags=["hint"]
# The own copy of picture i stands in row i: compare with `np.arange(n)`.

# %% [markdown] tags=["hint"]
# The mean of True and False is a share.

# %% tags=["exercise"]
from course_lib.distances import distance_matrix


def leaky(asks, searched):
    return ...


# %% tags=["solution"]
from course_lib.distances import distance_matrix


def leaky(asks, searched):
    return (distance_matrix(asks, searched).argmin(axis=1) == np.arange(len(asks))).mean()


# %% tags=["check"]
from course_lib.distances import distance_matrix


def our_leaky(asks, searched):
    return float((distance_matrix(asks, searched).argmin(axis=1) == np.arange(len(asks))).mean())


def draw_copies(rng):
    asks = rng.normal(size=(int(rng.integers(30, 50)), 2))
    return asks, asks + 0.3 * rng.normal(size=asks.shape)


def check_leaky(leaky):
    asks, searched = draw_copies(np.random.default_rng(217))
    searched[:3], searched[5] = -9 * asks[:3], asks[0] + 1e-3  # copies far away, and the nearest pair of all
    searched[[11, 14, 17, 19, 22]] = (
        asks[[10, 13, 16, 20, 23]] + 2e-3
    )  # for these the next row, or the last, is the nearest
    share, others = leaky(asks, searched), leaky(asks, searched[::-1])
    d, rows = distance_matrix(asks, searched), np.arange(len(asks))
    usual = [
        ((d.argmin(axis=1) == rows).sum(), "that is how many: divide by the number of pictures"),
        ((d.argmin(axis=0) == rows).mean(), "the nearest of each column: it is `asks` that asks, in the rows"),
        ((d.argmax(axis=1) == rows).mean(), "that looks for the farthest, not the nearest"),
        ((distance_matrix(asks, asks).argmin(axis=1) == rows).mean(), "asks is searched in itself, not in `searched`"),
        ((d.argmin(axis=1) == rows + 1).mean(), "rows are counted from 0, as argmin does: np.arange(n)"),
        ((d.argmin(axis=1) == rows - 1).mean(), "rows are counted from 0, as argmin does: np.arange(n) begins with 0"),
        (np.mean(d.argmin() == rows), "a single argmin of the whole table: each row has its own, axis=1"),
        ((labels[d.argmin(axis=1)] == labels[rows]).mean(), "the right class is not enough: asked is the same picture"),
        (
            ((d.argmin(axis=1) == rows) & (d.argmin(axis=0) == rows)).mean(),
            "the nearest of each row is enough: nobody asks what is nearest to the copy",
        ),
        (0, "is the own copy, row i of `searched`, left out? It is looked for"),
        (np.diag(d).mean(), "that is how far the own copies are: how often are they the nearest?"),
        (
            (d.argsort(axis=1)[:, 1] == rows).mean(),
            "that is the second nearest: all of `searched` counts, no row is left out",
        ),
        ((d.argsort(axis=1)[:, :2] == rows[:, None]).any(axis=1).mean(), "among the two nearest is not the nearest"),
        (
            ((asks @ searched.T).argmax(axis=1) == rows).mean(),
            "that compares by products: the nearest has the least distance",
        ),
        ((d <= np.diag(d)).mean(), "that counts pairs; asked is a share of the pictures"),
        ((d < np.diag(d)[:, None]).mean(), "that is the share of pictures nearer than the own copy"),
    ]
    for slip, words in usual:
        assert np.ndim(share) or not np.isclose(share, slip) or np.isclose(slip, our_leaky(asks, searched)), words
    assert np.ndim(share) == 0, "one number: the mean over the pictures"
    assert np.isclose(share, our_leaky(asks, searched), atol=1e-4), "is the nearest of row i number i? How often?"
    assert np.isclose(others, our_leaky(asks, searched[::-1])), "turned round, the own copy is in another row"


leaky = attempt("13-4", leaky, check_leaky, ours=our_leaky, again=draw_copies)

# %%
small, half, large = (embed(top, each.pictures) for each in judge)
own = {"8 among 32": our_leaky(small, large), "16 among 32": our_leaky(half, large)}
print({name: round(share, 2) for name, share in own.items()}, "by chance", round(1 / len(labels), 4))

assert own["16 among 32"] > 0.04 and round(1 / len(labels), 3) == 0.001

# %% [markdown]
# Of the digits of half the size, 0.10 (0.06 to 0.10) find their own copy first, where by chance hardly one in a
# thousand would. A score that counts them rewards recognising one single picture.
#
# ## So what do I use?
# - **Cut out the thing**, and **show the sizes and places that you expect** in training, by a random crop (`RandomView`
#   in lesson 15). Nothing else here replaces that.
# - **Read a finer map**: several levels (`levels=3`), or one halving less and more channels. Both help when training
#   is short or things are small.
# - **A pyramid** where an answer is wanted for each place, as in detection. For one embedding we found no reason.
# - **Several sizes at test time** if your things are smaller than those of the training, and you can't train again.
# - **Score by size**, each size against each, without a picture's own copies.

# %% [markdown] tags=["mirror"]
# ## Does scale matter?
# 1. **Yes, with the place.** The encoder of the course finds large digits far better than small ones that may stand
#    anywhere, and only a little better than small ones in the middle.
# 2. **Several levels side by side** gain 0.08 over five seeds, most for small digits, at no cost. With three times as
#    many steps a third of that is left, and not for sure. A finer last map gains as much, if it has as many weights.
# 3. **The way down** of a feature pyramid added nothing that could be shown: its ablation is no worse.
# 4. **Several sizes at test time** move the sizes at which a network is good.
# 5. **A size that was never shown** is found badly by all of them, and so is a place. Photos taken small are not found
#    until they are cut out.
#
# **The ideas on trial.** The second article announces a chapter on feature pyramids and does not write it. That a
# pyramid helps to classify holds here for its levels in a short training, as for any finer map, and not for its way
# down.
#
# **Lesson 14 takes over** encoders for characters that nobody has seen. **Exercises:** 13-1 to 13-4;
# `course_lib.exercises.progress()` shows yours.
#
# **References.** Lin, Dollár, Girshick, He, Hariharan and Belongie 2017, *Feature pyramid networks for object
# detection*, CVPR.
