# %% [markdown] tags=["card"]
# # 00 Start here: What will I have built at the end?
#
# **Needs** nothing yet; the course needs what section 7 lists. **Data** drawn product pictures, no download; real shop
# photos if they are on your disk. **Takes** {{measured}}.
#
# You will be able to
# 1. run a search engine for pictures, and say what a query, a gallery and an embedding are;
# 2. move its threshold and see what that changes;
# 3. tell what your computer offers the course;
# 4. work through a lesson: exercises, hints, checks, progress;
# 5. say how the course is built, and where its two articles come from.
#
# **May be skipped:** sections 4 and 5.
#
# To run a cell press Shift and Enter together. *Run* > *Run All Cells* runs everything.

# %% [markdown]
# ## 1. The pictures
# A shop sells 80 products. Each was photographed 20 times, in all kinds of light and with other things in the way. (We
# drew these pictures, so that this page works without a network. Photos from a real shop follow in section 4.)
#
# A network was trained on 60 of the products. **You see here the other 20: it has never met them.**

# %%
import numpy as np

from course_lib import data, plots

catalogue = data.catalogue(classes=80, per_class=20, size=32)
_seen, unseen = data.split_by_class(catalogue, unseen=20, seed=0)
gallery, queries = unseen.where(split="train"), unseen.where(split="test")
print(f"{len(gallery)} pictures to search among, {len(queries)} to search for")

# %% tags=["figure"]
first_of_each = np.unique(gallery.labels, return_index=True)[1][:16]
plots.pictures(gallery.pictures[first_of_each], alt="Sixteen products: groups of small shapes on changing backgrounds")

# %% [markdown]
# Look closely. Products differ in where their shapes stand (arrangement), in colour and in pattern, and some pairs of
# products differ in only one of the three. The background says nothing about the product.
#
# The 240 pictures that we search among are the **gallery**. The 80 that we search for are the **queries**.
#
# ## 2. The search
# The network turns a picture into 64 numbers, its **embedding**. It was trained with one aim: pictures of the same
# product get embeddings close together, pictures of different products far apart. How that is done is what the course
# is about. Here we load its finished weights. `embed` sends pictures through the network, and `Index` keeps embeddings
# and finds the nearest ones. (TensorFlow takes some seconds to start.)

# %%
from course_lib import widgets
from course_lib.evaluation import retrieval
from course_lib.models import embed
from course_lib.recipes import products
from course_lib.search import Index

network = products.shipped_encoder("catalogue")
index = Index(embed(network, gallery.pictures))  # (240, 64)
distances, ids = index.search(embed(network, queries.pictures[:1]), k=5)  # (1, 5), (1, 5)
print("distances", distances[0].round(2), "to pictures", ids[0])

# %% [markdown]
# That is a complete search: embed the gallery once, embed the query, take the nearest. Let us look at what was found.
# ✓ and a green frame: the same product. ✗ and a red one: another product. The number is the distance.

# %% tags=["figure"]
embed_pictures = lambda pictures: embed(network, pictures)
draw = widgets.neighbour_view(gallery, queries, embed_pictures, k=10)
plots.show(*draw(picture=0, threshold=0.5))

# %% [markdown]
# Pictures whose distance is above the **threshold**, here 0.5, turn pale: the program would answer "not the same
# product". Move both sliders. For which queries does a wrong product come early? What happens to it when you lower the
# threshold, and what happens to the right ones? Section 4 counts that.

# %% tags=["widget"]
from course_lib import widgets

widgets.live(draw, picture=(0, len(queries) - 1, 1, 0), threshold=(0.0, 1.5, 0.05, 0.5))

# %% [markdown]
# ## 3. Is that good?
# One query proves nothing, and a number alone does not either. So we score all 80 queries, and we score three searches
# that nobody trained: one compares the pixels, one counts the colours, and one is the same network with random weights.
#
# **Precision@1** is the share of queries whose nearest picture shows the right product. **MAP@R** also asks whether
# *all* pictures of the product come before the others; it is the harder score. **Before you run:** there are 20
# products, with the same number of pictures each. What precision@1 would a guess reach?

# %% tags=["figure"]
import keras

from course_lib.evaluation.baselines import colour_histogram, raw_pixels
from course_lib.models import encoder

keras.utils.set_random_seed(0)
untrained = encoder((32, 32, 3))  # the network before its training
searches = {"pixels": raw_pixels, "colours": colour_histogram}
searches |= {"untrained": lambda pictures: embed(untrained, pictures), "network": embed_pictures}
scores = {name: retrieval.retrieval_scores(search, unseen) for name, search in searches.items()}
by_score = {"precision@1": 0, "MAP@R": 1}
plots.show(
    *plots.figure_scores(
        {score: {name: pair[i] for name, pair in scores.items()} for score, i in by_score.items()},
        ylabel="score, 1 is best",
        alt="The network's precision@1 and MAP@R stand far above those of pixels, colours and an untrained network",
    )
)

# %%
for name, (precision, map_r) in scores.items():
    print(f"{name:9} precision@1 {precision:.2f}, MAP@R {map_r:.2f}")

assert scores["network"][0] > 0.95 and scores["network"][1] > 0.85
assert 0.2 < scores["untrained"][0] < 0.45 and scores["untrained"][1] < 0.2
assert round(scores["pixels"][0], 2) == 0.30 and round(scores["colours"][0], 2) == 0.14
assert len(gallery) == 240 and len(queries) == 80 and index.dimension == 64

# %% [markdown]
# A guess is right for one query in twenty, so its precision@1 is 0.05. Pixels reach 0.30, colours 0.14, and the network
# nearly 1. It never saw these products, so it cannot have learned them by heart. Nor is it the build of the network
# that finds them: with random weights it does hardly better than the pixels. What it learned from the other sixty,
# namely what to look at and what to ignore, holds for new products too.
#
# ## 4. On real photos
# These pictures were drawn, and drawn pictures flatter a network. The course ends on the Grocery Store Dataset
# (Klasson, Zhang and Kjellström 2019): 5,421 photos from real shops, 81 products. The archive has 124 MB, so this page
# does not fetch it by itself; lesson 15 does. If it is already on your disk, you see it searched here, with every ninth
# of its test photos as a query.

# %%
if data.find("groceries"):
    photos = products.shipped_pictures("groceries")
    shop_network = products.shipped_encoder("groceries")
    embed_photos = lambda pictures: embed(shop_network, pictures)
else:
    photos = data.digits()
    embed_photos = raw_pixels
    print("No photos on this disk; handwritten digits, found by their pixels, stand in for them.")

photo_gallery, photo_queries = photos.where(split="train"), photos.where(split="test")
photo_queries = photo_queries.where(np.arange(len(photo_queries)) % 9 == 0)
photo_draw = widgets.neighbour_view(photo_gallery, photo_queries, embed_photos)

# %% tags=["figure"]
plots.show(*photo_draw(picture=min(92, len(photo_queries) - 1), threshold=0.9))

# %% [markdown]
# If you see photos, the query is a peach, and all ten pictures found show the same kind of peach. (With the digits
# instead, this paragraph and the next two describe what the photos would show.) All ten are below the threshold, which
# is 0.9 here. Why not the 0.5 of section 2? Because this is another network, and its distances are larger: with 0.5
# every one of these ten would be refused. What does the larger threshold cost? We count over all queries, with the ten
# nearest pictures of each.

# %%
photo_index = Index(embed_photos(photo_gallery.pictures))
photo_distances, photo_ids = photo_index.search(embed_photos(photo_queries.pictures), k=10)  # (n, 10) each
right = photo_gallery.labels[photo_ids] == photo_queries.labels[:, None]  # (n, 10)
for threshold in (0.5, 0.7, 0.9, 1.1):
    right_share, wrong_share = ((photo_distances < threshold)[each].mean() for each in (right, ~right))
    print(f"threshold {threshold}: accepts {right_share:.0%} of the right photos, {wrong_share:.0%} of the wrong ones")

if data.find("groceries"):
    accepted = (photo_distances < 0.5)[right].mean(), (photo_distances < 0.9)[right].mean()
    assert (photo_distances[92] < 0.9).all() and not (photo_distances[92] < 0.5).any() and right[92].all()
    assert 0.3 < accepted[0] < 0.4 < 0.95 < accepted[1] and 0.65 < (photo_distances < 0.9)[~right].mean() < 0.8

# %% [markdown]
# With 0.5 nearly two thirds of the right photos would be refused. With 0.9 nearly all of them are accepted, but so are
# seven in ten of the wrong photos that the search brought among its ten nearest. Where the distances of right and wrong
# photos overlap, no threshold can part them. You can only choose which mistake you would rather make.
#
# Real photos are harder: shelves, hands, glare, ten apples at once. Lesson 15 trains a smaller network in front of
# you, measures it on products that it saw and on products that it did not, and shows its errors.
# [Lesson 17](17_own_photos.ipynb) asks what is different with photos of your own.

# %% [markdown]
# ## 5. Your computer
# The course is made for two processor cores without a GPU. If there is one, it is used.

# %%
from course_lib.machine import computer

print(computer.describe())

# %% [markdown]
# Each lesson states on its first lines how long it takes and how much memory. Every open notebook keeps its memory
# until its kernel is shut down (*Kernel* > *Shut Down Kernel*); on a small machine do that before you open the next
# lesson.
#
# ## 6. How exercises work
# An exercise is a statement, three hints to click on, a cell for your answer and a cell that checks it. Try this one.

# %% [markdown]
# ### Exercise 00-1 (implementation)
# Write `nearest`: it takes a list of distances and returns the place of the smallest, counted from 0.

# %% [markdown] tags=["hint"]
# Go through the list and remember the best place so far.

# %% [markdown] tags=["hint"]
# NumPy has a function for it. Its name begins with `arg`, as it returns the argument of the minimum, not the minimum.

# %% [markdown] tags=["hint"]
# `np.argmin(distances)` is the place; `int(...)` makes a plain number of it.


# %% tags=["exercise"]
def nearest(distances):
    """Place of the smallest distance."""
    return ...  # your code instead of the dots


# %% tags=["solution"]
def nearest(distances):
    """Place of the smallest distance."""
    return int(np.argmin(distances))


# %% tags=["check"]
from course_lib.exercises import attempt


def check_nearest(yours):
    first = [0.5, 0.2, 0.7, 0.9, 0.6, 0.8]
    lists = first, [0.1], [3, 2, 4], [3.0, 2.0, 1.0], [2, 1, 4, 3], [5, 4, 6, 2, 7], [5, 2, 4]
    places = [yours(list(distances)) for distances in lists]
    assert np.ndim(places[0]) == 0, "one place is asked, a single number: of places in order only the first"
    slips = {
        0.2: "that is the smallest distance itself, and its place in the list is asked",
        2: "the smallest is the second of the list, and its place is 1, as places are counted from 0",
        3: "that is the place of the largest distance",
        5: "that is the last place: the place must be remembered together with the smallest distance",
        4: "a distance must be smaller than the smallest so far, not only than the one before it",
        0: "it stays at the first place throughout: with what does it compare, and what does it remember?",
    }
    whole = all(isinstance(place, int | np.integer) for place in places)
    outside = "the function returns the same whatever it is given: stands a name from outside in place of `distances`?"
    assert not (whole and len(set(places)) == 1 and places[0] != 0), outside
    cut = "one too few: without the first distance the others are counted from 0 again, and that is place 1"
    assert not (places[0] == 0 and np.ndim(places[5]) == 0 and places[5] == 2), cut
    assert not slips.get(places[0]), slips.get(places[0])
    assert places[0] == 1, f"of {first} the smallest is 0.2: what does your search return?"
    assert places[1] == 0, "a single distance is the smallest one, at place 0"
    assert places[2] == 1, (
        "of 3, 2 and 4 the smallest is 2: distances may be larger than the number with which \
your search begins"
    )
    first_fall = "it stops at the first distance that is smaller than the one before: a smaller one may come later"
    assert not np.any(places[5] == 1), first_fall
    assert not np.any(places[3] != 2), "of 3, 2 and 1 the smallest is the last: does your search come to it too?"
    assert places[4] == 1, "a distance must be smaller than the smallest so far, not only than the one before it"
    assert places[6] == 1, "a distance must be smaller than the smallest so far, not only than the first: keep it, too"


def other_distances(rng):
    return (rng.uniform(0, rng.choice([0.1, 9]), size=rng.integers(4, 12)).tolist(),)


def our_nearest(distances):
    return int(np.argmin(distances))


nearest = attempt("00-1", nearest, check_nearest, ours=our_nearest, again=other_distances)

# %% [markdown]
# An unsolved exercise never stops a lesson: the cell went on with our version. Solve it now, run the two cells again,
# and read the line. Your progress over all lessons:

# %%
from course_lib.exercises import progress

progress()

# %% [markdown]
# ## 7. How the course is built
# **What you need.** You can read Python and NumPy arrays, and you remember from school what a derivative is and how
# the chain rule works. Matrices are multiplied often; every formula is derived, with the shape of each array beside
# it. You need to know nothing of neural networks, and no other book.
#
# **The way.** Lessons 01 to 05 write everything by hand in NumPy: the network, its gradients, losses, optimisers,
# normalisation, and how to test. Lessons 06 to 10 use Keras, with larger ideas: two branches, learning from unlabelled
# pictures, attention, classifiers. Lessons 11 to 13 ask what helps when few pictures have labels, and which choice is
# worth your time. From lesson 14 on we build: a reader of unknown alphabets, and the search engine that you have just
# used. What a lesson writes by hand lives in the library `course_lib` from then on, word for word, and later lessons
# import it. Long lessons come in parts: 01b goes on from 01.
#
# **The manner.** A lesson asks, runs a short cell, and reads the result with its number. We tried our conclusions
# before we wrote them down, with several seeds, and with a control that could have refuted them. Where an experiment
# came out otherwise than we had expected, we say so, and where we only follow others, we name them.
#
# **Two articles.** The course began with two articles on Siamese networks by one author, who writes a Chinese blog
# under the name 禅与计算机程序设计艺术 ("Zen and the art of computer programming"). The first takes Siamese networks
# and image search as its example of how to write an article about deep learning. The second is about Siamese networks
# that learn to classify pictures when few of them have labels. The texts that we have carry the author's name, but
# neither title nor date. They are in Chinese, so we give their statements in our own words.
#
# Many of the 83 statements that we counted are tempting, and many are wrong. Where one helps you to understand
# something, a lesson tries it by experiment; such a passage begins with words like "One often reads that". All of them,
# with their verdicts, stand on a scoreboard in lesson 18, which also tries those that no other lesson needs.

# %% [markdown] tags=["mirror"]
# ## What you take with you
# - A picture search is: embed the gallery, embed the query, take the nearest. It takes ten lines.
# - On 20 products that it never saw, the network finds the right one first for nearly every query; pixels do for 3 in
#   10.
# - The threshold decides when "nearest" is near enough, and each network needs its own. How to choose it is the
#   subject of lesson 05b.
#
# **Next:** [lesson 01](01_topology.ipynb) opens the network and asks what makes two of them Siamese.
# The map of all lessons, with symbols and names, is in [README.md](README.md).
#
# **Reference.** Klasson, Zhang, Kjellström. *A Hierarchical Grocery Store Image Dataset with Visual and Semantic
# Labels.* WACV 2019.
