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


# %% 15-3 wrong: places are counted from 0
def pictures_needed(matches, share):
    first = np.sort(matches.argmax(axis=1))
    return first[int(np.ceil(share * len(first))) - 1]


# %% 15-3 wrong: one too many
def pictures_needed(matches, share):
    k = 1
    while matches[:, :k].any(axis=1).mean() < share:
        k += 1
    return k + 1


# %% 15-3 wrong: that many queries may *fail*
def pictures_needed(matches, share):
    return int(np.sort(matches.argmax(axis=1) + 1)[int(np.ceil((1 - share) * len(matches))) - 1])


# %% 15-3 wrong: the share of all matches found
def pictures_needed(matches, share):
    k = 1
    while matches[:, :k].sum() / matches.sum() < share:
        k += 1
    return k


# %% 15-3 wrong: the places are not sorted
def pictures_needed(matches, share):
    return int((matches.argmax(axis=1) + 1)[int(np.ceil(share * len(matches))) - 1])


# %% 15-3 wrong: enough for all queries
def pictures_needed(matches, share):
    return int(matches.argmax(axis=1).max()) + 1


# %% 15-3 wrong: that is the mean place
def pictures_needed(matches, share):
    return (matches.argmax(axis=1) + 1).mean()


# %% 15-3 wrong: where is the share
def pictures_needed(matches, share):
    return np.median(matches.argmax(axis=1) + 1)


# %% 15-3 wrong: a quantile goes between two places
def pictures_needed(matches, share):
    return np.quantile(matches.argmax(axis=1) + 1, share)


# %% 15-3 wrong: the place of the *last* match
def pictures_needed(matches, share):
    last = [np.flatnonzero(row)[-1] + 1 for row in matches]
    return sorted(last)[int(np.ceil(share * len(last))) - 1]


# %% 15-3 wrong: how many queries must succeed
def pictures_needed(matches, share):
    return int(np.ceil(share * len(matches)))


# %% 15-3 wrong: a share of the gallery
def pictures_needed(matches, share):
    return int(np.ceil(share * matches.shape[1]))


# %% 15-3 wrong: how many pictures does it take
def pictures_needed(matches, share):
    return share


# %% 15-3 wrong: the share is of those that succeed
def pictures_needed(matches, share):
    first = sorted(matches.argmax(axis=1) + 1, reverse=True)
    return first[int(np.ceil(share * len(first))) - 1]


# %% 15-3 wrong: one number
def pictures_needed(matches, share):
    return matches.argmax(axis=1) + 1


# %% 15-3 wrong: exactly the share is enough
def pictures_needed(matches, share):
    k = 1
    while matches[:, :k].any(axis=1).mean() <= share:
        k += 1
    return k


# %% 15-3 wrong: a share between two queries
def pictures_needed(matches, share):
    first = np.sort(matches.argmax(axis=1) + 1)
    return first[max(int(share * len(first)) - 1, 0)]


# %% 15-3 right: a loop over pages
def pictures_needed(matches, share):
    for k in range(1, matches.shape[1] + 1):
        if matches[:, :k].any(axis=1).mean() >= share:
            return k


# %% 15-3 right: counted
def pictures_needed(matches, share):
    served = np.maximum.accumulate(matches, axis=1).mean(axis=0)
    return np.flatnonzero(served >= share - 1e-12)[0] + 1


# %% 15-3 right: a list
def pictures_needed(matches, share):
    places = sorted(list(row).index(True) + 1 for row in matches)
    return next(k for k in places if sum(each <= k for each in places) >= share * len(places))
