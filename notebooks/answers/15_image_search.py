# %% 15-1 wrong: only the unseen ones
random_precision = 1 / 81

# %% 15-1 wrong: only the unseen ones
random_precision = 1 / 60

# %% 15-1 wrong: not a single one
random_precision = 1 / len(unseen.where(split="train"))

# %% 15-1 wrong: by luck now and then
random_precision = 0

# %% 15-1 wrong: two classes
random_precision = 0.5

# %% 15-1 wrong: the share of the wrong answers
random_precision = 20 / 21

# %% 15-1 wrong: learned nothing
random_precision = 0.67

# %% 15-1 wrong: ten pictures
random_precision = 10 / 21

# %% 15-1 wrong: is that a number of products
random_precision = 21

# %% 15-1 wrong: there are more of them
random_precision = 1 / 10

# %% 15-1 right: in percent
random_precision = 4.8

# %% 15-1 right: of the drawn catalogue
random_precision = 0.05

# %% 15-1 right: a fraction
from fractions import Fraction

random_precision = Fraction(1, 21)

# %% 15-1 right: counted
random_precision = np.mean(unseen.where(split="test").labels[:, None] == unseen.where(split="train").labels[None])

# %% 15-1 wrong: one that learned nothing and looks at nothing scores less
random_precision = scores["unseen"]["pixels"][0]

# %% 15-1 wrong: there are more of them
random_precision = 0.1

# %% 15-1 wrong: that is the share of the wrong answers
random_precision = 1 - 1 / 21

# %% 15-1 right: in percent
random_precision = "4.8 %"

# %% 15-1 right: counted
gallery, queries = unseen.where(split="train"), unseen.where(split="test")
random_precision = (queries.labels[:, None] == gallery.labels).mean()

# %% 15-1 wrong: one that learned nothing and looks at nothing scores less
random_precision = scores["unseen"]["histogram"][0]

# %% 15-1 wrong: there are more of them
random_precision = 2 / 21

# %% 15-1 wrong: there are fewer of them
random_precision = 0.01


# %% 15-2 wrong: has the wrong sign
def squared_distance(s):
    return 2 * s - 2


# %% 15-2 wrong: middle term has the wrong sign
def squared_distance(s):
    return 2 + 2 * s


# %% 15-2 wrong: half of it
def squared_distance(s):
    return 1 - s


# %% 15-2 wrong: squared
def squared_distance(s):
    return np.sqrt(2 - 2 * s)


# %% 15-2 wrong: double
def squared_distance(s):
    return 2 - s


# %% 15-2 wrong: two histograms
def squared_distance(s):
    return 1 - 2 * s


# %% 15-2 wrong: s is already the sum of the roots
def squared_distance(s):
    return 2 - 2 * np.sqrt(s)


# %% 15-2 wrong: s is already the sum of the roots
def squared_distance(s):
    return 2 - 2 * s**2


# %% 15-2 wrong: same whatever it is given
def squared_distance(s):
    p, q = colour_histogram(pictures.pictures[[0, -1]])
    return ((p - q) ** 2).sum()


# %% 15-2 wrong: grows
def squared_distance(s):
    return s


# %% 15-2 wrong: at s = 1
def squared_distance(s):
    return 3 - 2 * s


# %% 15-2 right: factored
def squared_distance(s):
    return 2 * (1 - s)


# %% 15-2 right: float32
def squared_distance(s):
    return np.float32(1) - np.float32(2) * np.float32(s) + np.float32(1)


# %% 15-2 right: the three sums
def squared_distance(s):
    return sum([1, -s, -s, 1])


# %% 15-2 wrong: the distance is asked squared, without a root
def squared_distance(s):
    return (2 - 2 * s) ** 0.5


# %% 15-2 wrong: s is already the sum of the roots of the products
def squared_distance(s):
    return 2 - 2 * s**0.5


# %% 15-2 wrong: and the square is asked, without a root
def squared_distance(s):
    return np.sqrt(1 - s)


# %% 15-2 wrong: the distance is squared already
def squared_distance(s):
    return (2 - 2 * s) ** 2


# %% 15-2 right: factored
def squared_distance(s):
    return (1 - s) / 0.5


# %% 15-2 right: the sums
def squared_distance(s):
    first = second = 1
    return np.float32(first - s - s + second)


# %% 15-2 wrong: multiply out the square of the difference
def squared_distance(s):
    return s**2


# %% 15-2 wrong: the middle term counts twice, not four times
def squared_distance(s):
    return 2 - 4 * s


# %% 15-3 wrong: precision
def recall_at_k(matches, k):
    return matches[:, :k].mean()


# %% 15-3 wrong: one match is enough
def recall_at_k(matches, k):
    return matches[:, :k].all(axis=1).mean()


# %% 15-3 wrong: rows are queries
def recall_at_k(matches, k):
    return matches[:k].any(axis=1).mean()


# %% 15-3 wrong: one column too many
def recall_at_k(matches, k):
    return matches[:, : k + 1].any(axis=1).mean()


# %% 15-3 wrong: one column too few
def recall_at_k(matches, k):
    return matches[:, 0 : k - 1].any(axis=1).mean()


# %% 15-3 wrong: sum where a mean
def recall_at_k(matches, k):
    return matches[:, :k].any(axis=1).sum()


# %% 15-3 wrong: each column
def recall_at_k(matches, k):
    return matches[:, :k].any(axis=0).mean()


# %% 15-3 wrong: 1 minus
def recall_at_k(matches, k):
    return (~matches[:, :k].any(axis=1)).mean()


# %% 15-3 wrong: one match is enough
def recall_at_k(matches, k):
    return np.mean(matches[:, :k].sum(axis=1) / np.maximum(matches.sum(axis=1), 1))


# %% 15-3 wrong: place k alone
def recall_at_k(matches, k):
    return matches[:, k - 1].mean()


# %% 15-3 wrong: is k used
def recall_at_k(matches, k):
    return matches[:, :10].any(axis=1).mean()


# %% 15-3 wrong: one value for each query
def recall_at_k(matches, k):
    return matches[:, :k].any(axis=1)


# %% 15-3 wrong: the last k
def recall_at_k(matches, k):
    return matches[:, -k:].any(axis=1).mean()


# %% 15-3 wrong: no axis
def recall_at_k(matches, k):
    return np.any(matches[:, :k]).mean()


# %% 15-3 right: a loop
def recall_at_k(matches, k):
    hits = 0
    for row in matches:
        hits += int(True in list(row[:k]))
    return hits / len(matches)


# %% 15-3 right: by the first match
def recall_at_k(matches, k):
    first = np.where(matches.any(axis=1), matches.argmax(axis=1), matches.shape[1])
    return np.mean(first < k)


# %% 15-3 right: float32
def recall_at_k(matches, k):
    return np.float32(np.count_nonzero(matches[:, :k].sum(axis=1))) / np.float32(len(matches))


# %% 15-3 wrong: you cut one column too few
def recall_at_k(matches, k):
    return matches[:, : k - 1].any(axis=1).mean()


# %% 15-3 wrong: all queries are asked at once
def recall_at_k(matches, k):
    return matches[:, :k].any()


# %% 15-3 wrong: and one match is enough, of however many
def recall_at_k(matches, k):
    return (matches[:, :k].sum(axis=1) / matches.sum(axis=1)).mean()


# %% 15-3 wrong: not at the first k
def recall_at_k(matches, k):
    return matches[:, k].mean()


# %% 15-3 wrong: a query with more than one match succeeds as well
def recall_at_k(matches, k):
    return (matches[:, :k].sum(axis=1) == 1).mean()


# %% 15-3 right: argmax
def recall_at_k(matches, k):
    hits = 0
    for row in matches:
        where = [i for i, each in enumerate(row) if each]
        hits += bool(where) and where[0] < k
    return hits / len(matches)


# %% 15-3 right: float32 max
def recall_at_k(matches, k):
    return 1 - np.float32((matches[:, :k].sum(axis=1) == 0).mean())


# %% 15-3 wrong: take the share of all queries
def recall_at_k(matches, k):
    return matches[:, :k].mean(axis=1).max()


# %% 15-3 wrong: these are the queries that found nothing
def recall_at_k(matches, k):
    return 1 - matches[:, :k].any(axis=1).mean()


# %% 15-3 wrong: divide by their number, not by k
def recall_at_k(matches, k):
    return matches[:, :k].any(axis=1).sum() / k


# %% 15-3 wrong: is k used? The first picture alone counts here
def recall_at_k(matches, k):
    return matches[:, 0].mean()
