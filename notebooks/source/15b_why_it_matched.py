# %% [markdown] tags=["card"]
# # 15b Reasons: Why did it match?
#
# **Needs** lesson 15 (the encoder that searches here, the colour histogram).
# **Data** the photos from shops that lesson 15 downloads, or drawn pictures where they are not there.
# **Takes** {{measured}}.
#
# **May be skipped:** section 2, and exercise 15b-1.
#
# You will be able to
# 1. look at errors, and check the story that you tell about them against a control;
# 2. recognise a search whose queries have the wrong range of pixels;
# 3. draw a map of what makes two pictures match, and test whether the map is worth believing.

# %%
import keras
import numpy as np

from course_lib import data, plots, widgets
from course_lib.distances import distance_matrix
from course_lib.evaluation import saliency
from course_lib.evaluation.baselines import colour_histogram
from course_lib.evaluation.metrics import map_at_r, precision_at_1, ranked_matches
from course_lib.exercises import attempt
from course_lib.models import embed, encoder
from course_lib.recipes import products

SEED = 0
case = "catalogue" if data.find("groceries") is None else "groceries"
seen, unseen = products.LESSON[case].split(products.LESSON[case].load())
network = products.lesson_encoder(case, SEED)
embed_pictures = lambda batch: embed(network, batch)

# %% [markdown]
# `lesson_encoder` is trained as in lesson 15, for half a minute on 60 of the products. It comes with the course, so its
# scores can differ a little from those that you saw there; for another `SEED` it is trained here first. `seen` are the
# photos of these 60 products, `unseen` those of the others. All numbers in the text are those of the photos, not of the
# drawn catalogue that stands in for them.
#
# ## 1. Look at the errors
# Eight queries of seen products whose nearest photo was wrong, and below what was found:

# %% tags=["figure"]
shelf, wanted = seen.where(split="train"), seen.where(split="test")
distances = distance_matrix(embed_pictures(wanted.pictures), embed_pictures(shelf.pictures))  # (wanted, shelf)
first = distances.argmin(axis=1)  # (wanted,)
wrong = np.flatnonzero(shelf.labels[first] != wanted.labels)
some = np.random.default_rng(SEED).permutation(wrong)[:8]
couples = np.concatenate([wanted.pictures[some], shelf.pictures[first[some]]])  # (16, h, w, 3)
words = [shelf.names[label][:15] for label in (*wanted.labels[some], *shelf.labels[first[some]])]
plots.pictures(couples, words, alt="Upper row: eight queries. Lower row: the wrong product that was nearest to each")

# %% [markdown]
# It is tempting to tell a story: "it confuses sorts of apples", or "it looks at colours only". Both can be counted. For
# the first, how many errors stay within the coarse class, such as apple or juice? For the second, take the histograms
# of lesson 15, which are roots of shares: $\sum_i \sqrt{p_i q_i}$ is 0 for two pictures without a common colour and 1
# for equal colours. **Before you run:** each story needs something to compare with. What?

# %%
is_other = shelf.labels != wanted.labels[wrong, None]  # (errors, shelf): what a wrong answer can be
is_sibling = is_other & (shelf.coarse == wanted.coarse[wrong, None])  # another product of the same coarse class
rows = np.arange(len(wrong))
coarse_right = is_sibling[rows, first[wrong]].mean()
coarse_chance, has_siblings = is_sibling.sum() / is_other.sum(), is_sibling.any(axis=1).mean()
print(f"of {len(wrong)} errors {coarse_right:.0%} stay within the coarse class; by chance {coarse_chance:.0%} would")
print(f"queries among them whose coarse class has another product on the shelf: {has_siblings:.0%}")

if case == "groceries":
    assert 0.1 < coarse_right < 0.15 and 5.8 < coarse_right / coarse_chance < 7.2 and 0.41 < has_siblings < 0.47

# %% [markdown]
# Some 14 of 100 errors stay within their coarse class (11 to 14 over five seeds). That is six or seven times as many as
# if a photo of another product had been drawn at random. But the others leave it. Most of them had to, for lack of a
# second sort on the shelf, and of those that could have stayed only about a third did. So "it confuses sorts of apples"
# is the wrong story for most errors.
#
# Now the colours. The control is the nearest photo of the query's *own* product, which the network passed over:

# %%
own = np.where(is_other, np.inf, distances[wrong]).argmin(axis=1)  # (errors,)
shared = colour_histogram(wanted.pictures[wrong]) @ colour_histogram(shelf.pictures).T  # (errors, shelf)
overlap = {"found": shared[rows, first[wrong]].mean(), "passed over": shared[rows, own].mean(), "any": shared.mean()}
print("colours that a query shares with the photo", {name: round(float(value), 2) for name, value in overlap.items()})

if case == "groceries":
    assert 0.78 < overlap["found"] < 0.82 and 0.49 < overlap["any"] < 0.53
    assert abs(overlap["found"] - overlap["passed over"]) < 0.02

# %% [markdown]
# With its wrong match a query shares far more of its colours than with a photo at random. That looks like a cause. But
# with the right photo that was passed over it shares as much, within about a hundredth (0.00 to 0.02 over five seeds).
# The colours say why both photos are near, and hardly why the wrong one is nearer.
#
# Would more weight on colour help all the same? Put the histogram beside the embedding, multiplied by a weight, and let
# the validation photos choose among four weights:

# %%
WEIGHTS = (0, 0.5, 1, 2)  # 0 is the network alone
parts = {split: seen.where(split=split) for split in ("train", "val", "test")}
by_network = {split: embed_pictures(part.pictures) for split, part in parts.items()}  # (n, d) each


def mixed_matches(histograms, weight, split):
    asked, found = (np.hstack([by_network[each], weight * histograms[each]]) for each in (split, "train"))
    return ranked_matches(distance_matrix(asked, found), parts[split].labels, parts["train"].labels)


def gains(histograms):
    """The weight that the validation photos choose, and what it adds on the test photos."""
    best = max(WEIGHTS, key=lambda weight: map_at_r(mixed_matches(histograms, weight, "val")))
    alone, mixed = (mixed_matches(histograms, weight, "test") for weight in (0, best))
    return best, {score.__name__: float(score(mixed) - score(alone)) for score in (map_at_r, precision_at_1)}


# %%
best_weight, more_colour = gains({split: colour_histogram(part.pictures) for split, part in parts.items()})
print(f"weight {best_weight}: colour adds", {name: round(gain, 3) for name, gain in more_colour.items()})

if case == "groceries":
    assert 0.004 < more_colour["map_at_r"] < 0.012 and 0.02 < more_colour["precision_at_1"] < 0.045

# %% [markdown]
# MAP@R gains one hundredth (half of one at least over five seeds), precision@1 three (two to four). It is tempting to
# go on: "so the network lacked colour". But a histogram of colours also tells how bright the photo is.

# %% [markdown]
# ### Exercise 15b-1 (experiment): is it the colour?
# Which single run could refute that it is the *colour* that helps? Write what this run needs:
# `without_colour(pictures)` changes pictures (n, h, w, 3), from 0 to 255, so that their histograms still tell all that
# they told, except for the colours. Then guess how much of the gain is left.

# %% [markdown] tags=["hint"]
# What you leave out is what you test. So what must stay, and what must go?

# %% [markdown] tags=["hint"]
# The brightness of each pixel must stay. A pixel without colour is grey: its three channels are equal.

# %% [markdown] tags=["hint"]
# `pictures.mean(axis=3, keepdims=True)` is the brightness, (n, h, w, 1). Repeat it for the three channels.


# %% tags=["exercise"]
def without_colour(pictures):
    return ...


# %% tags=["solution"]
def without_colour(pictures):
    return np.repeat(pictures.mean(axis=3, keepdims=True), 3, axis=3)


# %% tags=["check"]
def draw_batch(seed):
    """Pictures (5, 12, 10, 3), bright and dark, that have some colour."""
    rng = np.random.default_rng(seed)
    return (rng.integers(45, 210, (5, 12, 10, 1)) + rng.integers(-45, 45, (5, 12, 10, 3))).astype("uint8")


def check_without_colour(yours):
    batch = draw_batch(3)
    brightness, given = batch.mean(axis=3), np.asarray(yours(batch), float)
    asked = "a picture of the same shape for each: keep the axis of the channels, and repeat the brightness along it"
    assert given.shape == batch.shape, f"{asked}. Yours is {given.shape}, the pictures are {batch.shape}"
    assert np.ptp(given, axis=3).max() < 1.5, "the three channels of a pixel still differ: there is colour left"
    grey = given.mean(axis=3)  # (5, 12, 10)
    gone = "the brightness is gone as well: if the gain goes, you will not know for which of the two"
    assert np.ptp(grey) > 0, f"{gone}. All pixels are alike"
    assert np.ptp(grey, axis=(1, 2)).min() > 0, f"{gone}. All pixels of a picture are alike: keep each pixel's own"
    alike = np.corrcoef(grey.ravel(), brightness.ravel())[0, 1]
    assert alike > -0.8, "dark and bright are exchanged: what was bright must stay bright"
    in_float = np.asarray(yours(batch.astype(float)), float).mean(axis=3)
    overflow = "right for floats, wrong for uint8, which the pictures are: a sum beyond 255 begins again at 0"
    assert alike > 0.8 or np.corrcoef(in_float.ravel(), brightness.ravel())[0, 1] < 0.8, overflow
    assert alike > 0.8, gone
    assert grey.max() > 2, "the range is 0 to 1 now: keep 0 to 255"
    assert grey.min() > -2, "there is no light below 0: keep 0 to 255"
    factor = grey.mean() / brightness.mean()
    assert factor < 1.5, f"{factor:.2g} times as bright as before: is it a sum where a mean is asked?"
    assert factor > 0.67, f"{factor:.2g} times as bright as before: keep the range"
    assert abs(grey - brightness).mean() < 40, "light and dark are stretched or moved: keep each pixel's brightness"
    for channel, name in enumerate(("red", "green", "blue")):
        more = batch // 2
        more[..., channel] += 90
        same = np.allclose(yours(more), yours(batch // 2), atol=0.5)
        assert not same, f"a pixel with more {name} is brighter, and yours does not see it: use all three channels"


ours = lambda pictures: np.repeat(pictures.mean(axis=3, keepdims=True), 3, axis=3)
without_colour = attempt("15b-1", without_colour, check_without_colour, ours=ours)

# %% [markdown]
# The greys get their chance as the colours did: the validation photos choose their weight. But greys fill only eight of
# the boxes, those of the eight steps from black to white. So they get a second chance, with sixteen steps.

# %%
greys = {split: np.asarray(without_colour(part.pictures)).round().astype("uint8") for split, part in parts.items()}
more_grey = {}
for steps in (8, 16):
    weight, added = gains({split: colour_histogram(each, boxes=steps) for split, each in greys.items()})
    print(f"{steps} steps, weight {weight}: brightness adds", {name: round(gain, 3) for name, gain in added.items()})
    more_grey[steps] = added["map_at_r"]

if case == "groceries":
    assert max(more_grey.values()) < 0.002 and more_colour["map_at_r"] - max(more_grey.values()) > 0.003

# %% [markdown]
# The run could have refuted the colour, and it did not. Here the validation photos give the greys the weight 0, and
# over five seeds they add next to nothing to MAP@R, in eight steps or in sixteen. So it is the colours that help. They
# are worth a little more than the network makes of them, and they cost a line of code. But they do not turn a weak
# search into a good one.

# %% [markdown]
# ## 2. A trap: the range of the pixels
# Our network scales the pixels itself: its first layer maps 0 to 255 to the range from -1 to 1. Many programs divide by
# 255 first, out of habit. Nothing complains: the shapes fit and the numbers are finite. **Before you run:** what does
# it cost when only the queries are divided? When queries and gallery are?

# %% tags=["pitfall:P17"]
gallery, queries = unseen.where(split="train"), unseen.where(split="test")
right_range, wrong_range = ([embed_pictures(part.pictures / by) for part in (queries, gallery)] for by in (1, 255))
asked, stored = right_range  # (queries, d), (gallery, d)
trap = {}
for divided, pair in {"none": right_range, "queries": (wrong_range[0], stored), "both": wrong_range}.items():
    trap[divided] = precision_at_1(ranked_matches(distance_matrix(*pair), queries.labels, gallery.labels))
    print(f"divided by 255: {divided:7} precision@1 {trap[divided]:.2f}")
apart = distance_matrix(wrong_range[0], wrong_range[0]).mean()
print(f"mean distance of two queries, divided by 255: {apart:.3f}")

assert apart < 0.05
if case == "groceries":
    assert 0.76 < trap["none"] < 0.84 and trap["queries"] < 0.08 and 0.48 < trap["both"] < 0.65

# %% [markdown]
# When only the queries are divided, they find about as much as guesses would. To the network every such query is nearly
# black, and all of them become one point: the mean distance of two is 0.007. That is the symptom to look for. When both
# sides are divided, 0.57 (0.50 to 0.63 over five seeds) looks like the score of a weak network, and nobody searches for
# a fault. It is the same network.
#
# Pretrained networks meet this more often. Each was trained on a range of its own (from -1 to 1, or 0 to 255, or with
# the mean of ImageNet taken off), and the weights alone do not say which. So our `pretrained_encoder` holds its
# `Preprocessing` as a layer: you give it 0 to 255.
#
# ## 3. Why did it match?
# Cover a patch of the query with the query's mean colour and embed it again. If the distance to the match *grows*, then
# what was under the patch had helped to bring the two together. Slide the patch over the picture and write down the
# growth at each place: that is an **occlusion map** (Zeiler and Fergus 2014, there for the score of a class).

# %% [markdown]
# ### Exercise 15b-2 (implementation): an occlusion map
# Write it for one picture (h, w, 3) and one target (d,), for patches at `tops` and `lefts`: the growth, (len(tops),
# len(lefts)). `saliency.hide(picture, top, left, patch)` returns a copy with one patch covered.

# %% [markdown] tags=["hint"]
# Make a list of the picture itself and of all covered copies, and embed them in one call: `embed(np.stack(shown))`.

# %% [markdown] tags=["hint"]
# `distance = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)`; the first is that of the whole picture.

# %% [markdown] tags=["hint"]
# `(distance[1:] - distance[0]).reshape(len(tops), len(lefts))`


# %% tags=["exercise"]
def occlusion_map(embed, picture, target, tops, lefts, patch):
    return ...


# %% tags=["solution"]
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture, *(saliency.hide(picture, top, left, patch) for top in tops for left in lefts)]
    distance = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (distance[1:] - distance[0]).reshape(len(tops), len(lefts))


# %% tags=["check"]
def ours_map(embed, picture, target, tops, lefts, patch):
    far = lambda shown: np.linalg.norm(embed(shown[None])[0] - target)
    whole = far(picture)
    return np.array([[far(saliency.hide(picture, i, j, patch)) - whole for j in lefts] for i in tops])


def draw_map(rng):
    """A picture (20, 28, 3) and what turns it into 5 numbers, in rows of 3 and columns of 4 places."""
    weights = rng.normal(size=(20 * 28 * 3, 5)) / 1000
    look = lambda batch: np.asarray(batch, float).reshape(len(batch), -1) @ weights  # (n, 5)
    picture, target = rng.integers(256, size=(20, 28, 3)).astype("uint8"), rng.normal(size=5) * 4
    return look, picture, target, np.array([0, 6, 13]), np.array([0, 5, 12, 21]), 6


def check_map(yours):
    given = draw_map(np.random.default_rng(5))
    look, picture, target, tops, lefts, patch = given
    reasons = {
        "pictures:": "is it the `embed` that is given?",
        "patch of": "is it the patch that is given, its top first and then its left?",
        "reshape": "one number for each picture: the norm goes along axis 1;",
    }
    try:
        got, wanted_map = np.asarray(yours(*given), float), ours_map(*given)
    except ValueError as error:
        found = [f"{words} {error}" for part, words in reasons.items() if part in str(error)]
        assert not found, found[0]
        raise
    assert got.shape != (4, 3), "transposed: a row for each of `tops`, a column for each of `lefts`"
    assert got.shape == (3, 4), f"one number for each place, shape (3, 4), not {got.shape}"
    covered = np.stack([saliency.hide(picture, i, j, patch) for i in tops for j in lefts])  # (12, h, w, 3)
    distance, whole = look(covered) - target, look(picture[None])[0] - target
    far, before = np.linalg.norm(distance, axis=1), np.linalg.norm(whole)
    slips = {
        "the sign is turned round: covered minus whole": before - far,
        "the distance of the whole picture has not been taken off": far,
        "how far the covered picture moved, not how far it is from the target": np.linalg.norm(
            distance - whole, axis=1
        ),
        "a distance can also shrink: leave the sign": abs(far - before),
        "negative growth is a result, too: do not cut it off at 0": np.maximum(far - before, 0),
        "these are squared distances: take the root of each": far**2 - before**2,
        "a difference is asked, not a ratio": far / before,
        "a difference is asked, not a share of the distance before": far / before - 1,
        "the distance is the root of the sum of squares": abs(distance).sum(axis=1) - abs(whole).sum(),
        "is a mean taken where the sum of the squares is asked?": (far - before) / 5**0.5,
        "one patch after the other is covered, and each stays: cover each in the whole picture": one_by_one(*given),
        "the target has not been taken off the covered pictures": np.linalg.norm(distance + target, axis=1) - before,
        "distances from the target are asked, not from 0": np.linalg.norm(distance + target, axis=1)
        - np.linalg.norm(whole + target),
        "distances are asked, not products": (whole - distance) @ target,
        "the patches lie at the numbers in `tops` and `lefts`, not at 0, 1, 2": ours_map(
            look, picture, target, np.arange(3), np.arange(4), patch
        ),
        "a part of the patch is covered: `patch` pixels along each side": ours_map(
            look, picture, target, tops, lefts, patch // 2
        ),
        "covered in black: the patch gets the picture's mean colour, by `saliency.hide`": ours_black(*given),
        "the right values in the wrong order: rows are `tops`": (far - before).reshape(3, 4).T,
    }
    for words, slip in slips.items():
        assert not np.allclose(got.ravel(), slip.ravel(), rtol=1e-4, atol=1e-5), words
    assert np.ptp(got) > 1e-9, "the same at all places: is each patch covered where `tops` and `lefts` say?"
    taken = "places compare rightly with each other: is it the distance of the *whole* picture that you take off?"
    assert np.ptp(got - wanted_map) > 1e-4 or np.allclose(got, wanted_map, atol=1e-4), taken
    assert np.allclose(got, wanted_map, rtol=1e-3, atol=1e-4), "the distance with the patch covered, minus that without"


def one_by_one(embed, picture, target, tops, lefts, patch):
    shown = [picture]
    for place in [(i, j) for i in tops for j in lefts]:
        shown.append(saliency.hide(shown[-1], *place, patch))
    far = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return far[1:] - far[0]


def ours_black(embed, picture, target, tops, lefts, patch):
    far = lambda shown: np.linalg.norm(embed(shown[None])[0] - target)
    return np.array([[far(saliency.hide(picture, i, j, patch, 0)) - far(picture) for j in lefts] for i in tops])


occlusion_map = attempt("15b-2", occlusion_map, check_map, ours=ours_map, again=draw_map)

# %% [markdown]
# `saliency.occlusion_maps` does the same for many pictures; `over_pixels` gives each pixel the mean of all patches that
# cover it. We draw the map of the query and, with exchanged roles, that of the match.

# %% tags=["figure"]
nearest = distance_matrix(asked, stored).argmin(axis=1)  # (queries,)


def why(picture, patch):
    pair = np.stack([queries.pictures[picture], gallery.pictures[nearest[picture]]])
    targets = np.stack([stored[nearest[picture]], asked[picture]])  # (2, d)
    growth, places = saliency.occlusion_maps(embed_pictures, pair, targets, patch, stride=4)
    maps = [saliency.over_pixels(each, places, patch) for each in growth]  # 2 x (h, w)
    names = [queries.names[label] for label in (queries.labels[picture], gallery.labels[nearest[picture]])]
    apart, title = np.linalg.norm(targets[0] - targets[1]), "{}; found: {}".format(*names)
    return plots.figure_saliency(pair[0], maps[0], pair[1], maps[1], apart, same=names[0] == names[1], title=title)


plots.show(*why(picture=335 % len(queries), patch=8))

# %% [markdown]
# Inside a solid line, in orange, covering makes the distance grow most. Such a picture is easy to believe: the eye
# finds a reason at once. Move to other queries, and change the size of the patch. Does the reason stay where it was?

# %% tags=["widget"]
widgets.live(why, picture=(0, len(queries) - 1, 1, 335 % len(queries)), patch=(4, 16, 2, 8))

# %% [markdown]
# ## 4. Is the map about the network at all?
# Adebayo and others (2018) found maps that look as convincing when the weights are random: they show the edges of the
# picture, not what was learned. So we compare our maps with those of a network that never learned. Two maps agree as
# far as the *ranks* of their pixels are correlated. A low correlation alone would say little, since noisy maps agree
# with nothing. Hence a second comparison: the same network, with larger patches.

# %%
keras.utils.set_random_seed(SEED)
untrained = encoder(network.input_shape[1:])
chosen = np.random.default_rng(SEED).permutation(len(queries))[:100]


def maps_of(look, patch):
    targets = look(gallery.pictures)[nearest[chosen]]  # (100, d)
    growth, places = saliency.occlusion_maps(look, queries.pictures[chosen], targets, patch, stride=4)
    return growth, places, [saliency.over_pixels(each, places, patch) for each in growth]


maps = {"trained": maps_of(embed_pictures, 8), "larger patch": maps_of(embed_pictures, 12)}
maps["untrained"], maps["its larger patch"] = (maps_of(lambda batch: embed(untrained, batch), n) for n in (8, 12))

# %%
ranks = lambda heat: heat.ravel().argsort().argsort()
agree = lambda some, others: np.mean([np.corrcoef(ranks(a), ranks(b))[0, 1] for a, b in zip(some, others)])
ours = maps["trained"][2]
agreement = {name: agree(ours, maps[name][2]) for name in ("larger patch", "untrained")}
agreement["another picture"] = agree(ours, ours[1:])
untrained_agrees = agree(maps["untrained"][2], maps["its larger patch"][2])
print("rank correlation of our maps with", {name: round(float(value), 2) for name, value in agreement.items()})
print(f"untrained network, with larger patches: {untrained_agrees:.2f}")

if case == "groceries":
    assert 0.68 < agreement["larger patch"] < 0.78 and abs(agreement["untrained"]) < 0.15
    assert abs(agreement["untrained"] - agreement["another picture"]) < 0.08 and 0.64 < untrained_agrees < 0.76

# %% [markdown]
# With larger patches the same network draws nearly the same map: the correlation is 0.74 (0.71 to 0.75 over five
# seeds). With the untrained network it is 0.09, as low as between the maps of two different pictures. Noise is not the
# reason, for the untrained network, too, agrees with itself. So the map is not just the outline of the picture: it
# depends on what was learned. Whether two networks of the same recipe would draw the same map, this does not tell. So
# take a map as a word about one network.
#
# ## 5. Does what it marks matter to the search?
# Cover the patch that is marked most and search again: how often is another product nearest now? (After the deletion
# test of Petsiuk, Das and Saenko 2018.) The comparison is a random patch, and the patch that the untrained network
# marks. The maps were made by covering with the mean colour. If they only fitted that colour, a black patch would
# show it. **Before you run:** in how many searches does one sixteenth of the picture decide?

# %%
rng = np.random.default_rng(SEED)
edges = maps["trained"][1]
corners = {name: [saliency.most_salient(heat, edges) for heat in maps[name][0]] for name in ("trained", "untrained")}
corners["random"] = np.stack([rng.choice(places, len(chosen)) for places in edges], axis=1)  # (100, 2)
changed = {}
for name, where in corners.items():
    arguments = queries.pictures[chosen], where, 8, stored, gallery.labels
    changed[name] = [saliency.changed_by_hiding(embed_pictures, *arguments, colour) for colour in (None, 0)]
    print(f"{name:9} another product after hiding: mean colour {changed[name][0]:.0%}, black {changed[name][1]:.0%}")

if case == "groceries":
    lead, lead_in_black = (changed["trained"][i] - changed["random"][i] for i in (0, 1))
    assert 0.12 < lead < 0.3 and 0.02 < lead_in_black < 0.24 and lead_in_black < lead
    assert 0.22 < changed["trained"][0] < 0.38 and changed["random"][0] < 0.15 and changed["untrained"][0] < 0.18
    assert 0.2 < changed["trained"][1] < 0.42 and 0.09 < changed["random"][1] < 0.24 and changed["untrained"][1] < 0.3
    assert all(changed[name][1] > changed[name][0] for name in ("random", "untrained"))

# %% [markdown]
# Covered in the mean colour, the marked patch gives another product for 27 of 100 queries (25 to 34 over five seeds). A
# random patch does so for 12, and the patch that the untrained network marks for 7. So the map holds something about
# this network and this search.
#
# The second column is the same in black. There the lead over the random patch is 5 queries of 100, instead of 15. So
# small a lead could be chance. But it is there in all five trainings, 5 to 19 in black, and in all five it is smaller
# than in the mean colour, where it is 15 to 26. So a part of what a map shows belongs to the colour that made it.
#
# For most queries no single patch decides. Nor can a map say that its reason is a *good* one: the next carton with a
# lid of that colour will be found as well.

# %% [markdown] tags=["mirror"]
# ## Why did it match?
# 1. **Errors:** a story about them needs a control. Wrong matches share the query's colours, but so do the right
#    photos that were passed over; few errors stay within the coarse class.
# 2. **The range of the pixels:** divided by 255, all queries become one point. Their distances to each other are
#    the symptom: nearly 0.
# 3. **Maps:** an occlusion map shows what brought two pictures together. Ours agree with themselves, not with those
#    of an untrained network, and the marked patch matters more than a random one; yet for most queries no single patch
#    decides.
#
# **So what do I use?** Look at errors before you change anything, and count what you believe to see. Draw maps to find
# suspicions, such as a price tag that all pictures of a product share. Then test the suspicion by covering it.
#
# **[Part 15c](15c_is_it_here.ipynb) takes over** the question what the search should answer when the product is not
# there. **Exercises:** 15b-1 and 15b-2; `course_lib.exercises.progress()` shows yours.
#
# **References.** Zeiler and Fergus 2014, *Visualizing and understanding convolutional networks*, ECCV. Adebayo and
# others 2018, *Sanity checks for saliency maps*, NeurIPS. Petsiuk, Das and Saenko 2018, *RISE*, BMVC.
