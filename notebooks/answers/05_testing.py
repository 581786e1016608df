# %% 05-1 wrong: all matches found
def recall_at_k(matches, k):
    return matches[:, :k].sum() / matches.sum()


# %% 05-1 wrong: matches on the page
def recall_at_k(matches, k):
    return matches[:, :k].mean()


# %% 05-1 wrong: share of its matches
def recall_at_k(matches, k):
    return (matches[:, :k].sum(axis=1) / matches.sum(axis=1)).mean()


# %% 05-1 wrong: matches only
def recall_at_k(matches, k):
    return matches[:, :k].all(axis=1).mean()


# %% 05-1 wrong: place k alone
def recall_at_k(matches, k):
    return matches[:, k - 1].mean()


# %% 05-1 wrong: one place too many
def recall_at_k(matches, k):
    return matches[:, : k + 1].any(axis=1).mean()


# %% 05-1 wrong: first place is missing
def recall_at_k(matches, k):
    return matches[:, 1 : k + 1].any(axis=1).mean()


# %% 05-1 wrong: along each row
def recall_at_k(matches, k):
    return matches[:, :k].any(axis=0).mean()


# %% 05-1 wrong: number of queries
def recall_at_k(matches, k):
    return matches[:, :k].any(axis=1).sum()


# %% 05-1 wrong: take the mean
def recall_at_k(matches, k):
    return matches[:, :k].any(axis=1)


# %% 05-1 wrong: 1 minus
def recall_at_k(matches, k):
    return 1 - matches[:, :k].any(axis=1).mean()


# %% 05-1 wrong: percent
def recall_at_k(matches, k):
    return 100 * matches[:, :k].any(axis=1).mean()


# %% 05-1 wrong: k is not used
def recall_at_k(matches, k):
    return matches.any(axis=1).mean()


# %% 05-1 wrong: with k = 1
def recall_at_k(matches, k):
    return matches[:, :3].any(axis=1).mean()


# %% 05-1 wrong: take k columns
def recall_at_k(matches, k):
    return matches[:k].any(axis=1).mean()


# %% 05-1 wrong: farthest
def recall_at_k(matches, k):
    return matches[:, -k:].any(axis=1).mean()


# %% 05-1 right: two loops
def recall_at_k(matches, k):
    found = 0
    for row in matches:
        for place in range(k):
            if row[place]:
                found += 1
                break
    return found / len(matches)


# %% 05-1 right: by the place of the first match
def recall_at_k(matches, k):
    first = np.where(matches.any(axis=1), matches.argmax(axis=1), matches.shape[1])
    return (first < k).mean()


# %% 05-1 right: in float32
def recall_at_k(matches, k):
    return np.float32((matches[:, :k].sum(axis=1) > 0).astype("float32").mean())


# %% 05-1 right: a fraction
from fractions import Fraction


def recall_at_k(matches, k):
    return Fraction(sum(any(row[:k]) for row in matches.tolist()), len(matches))


# %% 05-1 wrong: along each row
def recall_at_k(matches, k):
    return matches[:, :k].any()


# %% 05-1 wrong: without any match
def recall_at_k(matches, k):
    return (matches.argmax(axis=1) < k).mean()


# %% 05-1 wrong: take the mean
def recall_at_k(matches, k):
    return matches[:, :k].sum(axis=1) / k


# %% 05-1 wrong: not by k
def recall_at_k(matches, k):
    return matches[:, :k].any(axis=1).sum() / k


# %% 05-1 wrong: k is not used
def recall_at_k(matches, k):
    return precision_at_1(matches[:, :k])


# %% 05-1 wrong: not of places
def recall_at_k(matches, k):
    return sum(any(row[:k]) for row in matches) / matches.shape[1]


# %% 05-1 right: by counting misses
def recall_at_k(matches, k):
    return 1 - np.prod(~matches[:, :k], axis=1).mean()


# %% 05-2 wrong: (a) is with the diagonal
with_itself, without_itself = 0.1, 1.0
# %% 05-2 wrong: even a guess
with_itself, without_itself = 1.0, 0.0
# %% 05-2 wrong: at distance 0
with_itself, without_itself = 0.1, 0.1
# %% 05-2 wrong: what is left is guessing
with_itself, without_itself = 1.0, 1.0
# %% 05-2 wrong: wrong guesses
with_itself, without_itself = 1.0, 0.9
# %% 05-2 wrong: not two
with_itself, without_itself = 1.0, 0.5
# %% 05-2 wrong: what is the nearest picture to a query
with_itself, without_itself = 0.0, 0.1
# %% 05-2 wrong: fail to find itself
with_itself, without_itself = 0.5, 0.1
# %% 05-2 wrong: even a guess
with_itself, without_itself = 1.0, 1 / 775
# %% 05-2 right: whole numbers and a fraction
from fractions import Fraction

with_itself, without_itself = 1, Fraction(1, 10)
# %% 05-2 right: in percent
with_itself, without_itself = "100 %", "10 %"
# %% 05-2 right: counted in the classes
with_itself, without_itself = 1.0, (77 - 1) / 774
# %% 05-2 wrong: ten classes
with_itself, without_itself = 1.0, 0.2
# %% 05-2 wrong: fail to find itself
with_itself, without_itself = 0.9, 0.1
# %% 05-2 wrong: not numbers of pictures
with_itself, without_itself = 775, 77
# %% 05-2 wrong: what is the nearest
with_itself, without_itself = 0.0, 0.0
# %% 05-2 right: list-like arrays
with_itself, without_itself = np.array(1.0), np.float32(0.1)
# %% 05-3 wrong: own writer still
among_strangers = precision_at_1(ranked_matches(to_others, everything.labels, everything.labels))
# %% 05-3 wrong: own writer alone
own = np.where(writers[:, None] != writers, np.inf, to_others)
among_strangers = precision_at_1(ranked_matches(own, everything.labels, everything.labels))
# %% 05-3 wrong: share of wrong digits
others = np.where(writers[:, None] == writers, np.inf, to_others)
among_strangers = 1 - precision_at_1(ranked_matches(others, everything.labels, everything.labels))
# %% 05-3 wrong: MAP@R
others = np.where(writers[:, None] == writers, np.inf, to_others)
among_strangers = map_at_r(ranked_matches(others, everything.labels, everything.labels))
# %% 05-3 wrong: put first
others = np.where(writers[:, None] == writers, 0, to_others)
among_strangers = precision_at_1(ranked_matches(others, everything.labels, everything.labels))
# %% 05-3 wrong: classes and writers are exchanged
others = np.where(everything.labels[:, None] == everything.labels, np.inf, to_others)
among_strangers = precision_at_1(ranked_matches(others, everything.labels, everything.labels))
# %% 05-3 wrong: finds itself
table = distance_matrix(pixels, pixels)
among_strangers = precision_at_1(ranked_matches(table, everything.labels, everything.labels))
# %% 05-3 wrong: by the same writer
among_strangers = (writers[nearest] == writers).mean()
# %% 05-3 wrong: for the test pictures
t = everything.split == "test"
others = np.where(writers[:, None] == writers, np.inf, to_others)[np.ix_(t, t)]
among_strangers = precision_at_1(ranked_matches(others, everything.labels[t], everything.labels[t]))
# %% 05-3 wrong: three digits
among_strangers = 0.96
# %% 05-3 wrong: in all places
others = np.where(writers[:, None] == writers, np.inf, to_others)
among_strangers = ranked_matches(others, everything.labels, everything.labels).mean()
# %% 05-3 wrong: number of pictures
others = np.where(writers[:, None] == writers, np.inf, to_others)
among_strangers = ranked_matches(others, everything.labels, everything.labels)[:, 0].sum()
# %% 05-3 right: by argmin
best = (to_others + np.where(writers[:, None] == writers, 1e9, 0)).argmin(axis=1)
among_strangers = np.mean(everything.labels[best] == everything.labels)
# %% 05-3 right: a loop over writers
right = 0
for hand in np.unique(writers):
    mine = writers == hand
    table = to_others[mine][:, ~mine]
    right += ranked_matches(table, everything.labels[mine], everything.labels[~mine])[:, 0].sum()
among_strangers = right / 1797
# %% 05-3 right: in percent, rounded
among_strangers = 96.4
# %% 05-3 right: in float32, diagonal left out again
others = np.where(writers[:, None] == writers, np.inf, to_others).astype("float32")
matches = ranked_matches(others, everything.labels, everything.labels, same_pictures=True)
among_strangers = np.float32(precision_at_1(matches))
# %% 05-3 wrong: not the training pictures alone
a, b = everything.split == "test", everything.split == "train"
among_strangers = precision_at_1(ranked_matches(to_others[a][:, b], everything.labels[a], everything.labels[b]))
# %% 05-3 wrong: 0 comes out
others = np.where(writers[:, None] == writers, np.inf, to_others)
among_strangers = precision_at_1(ranked_matches(others, writers, writers))
# %% 05-3 wrong: infinity
others = np.where(writers[:, None] == writers, 1, to_others)
among_strangers = precision_at_1(ranked_matches(others, everything.labels, everything.labels))
# %% 05-3 right: columns sorted
other = writers[:, None] != writers
first = [np.flatnonzero(row)[to_others[i, row].argmin()] for i, row in enumerate(other)]
among_strangers = float((everything.labels[first] == everything.labels).sum() / len(first))

# %% 05-1 wrong: one place is missing: the page has k of them
def recall_at_k(matches, k):
    return matches[:, : k - 1].any(axis=1).mean()

# %% 05-1 wrong: any must run along each row, axis=1: ask each query
def recall_at_k(matches, k):
    return float(matches[:, :k].any())

# %% 05-1 right: loop
def recall_at_k(matches, k):
    hits = 0
    for row in matches:
        hits += 1 if True in list(row[:k]) else 0
    return hits / len(matches)

# %% 05-1 right: argmax first
def recall_at_k(matches, k):
    first = np.where(matches.any(axis=1), matches.argmax(axis=1), matches.shape[1])
    return np.float32(np.mean(first < k))

# %% 05-2 wrong: the right guesses are among those that find themselves
with_itself, without_itself = 1.1, 0.1

# %% 05-2 right: percent
with_itself, without_itself = 100, 10

# %% 05-2 right: int and fraction
from fractions import Fraction
with_itself, without_itself = 1, Fraction(1, 10)

# %% 05-3 wrong: that is the own writer alone: keep the others instead
among_strangers = precision_at_1(ranked_matches(np.where(writers[:, None] == writers, to_others, np.inf), everything.labels, everything.labels))

# %% 05-3 wrong: 0 comes out if the pairs to be left out are put first, or if classes and
among_strangers = precision_at_1(ranked_matches(np.where(writers[:, None] == writers, 0, to_others), everything.labels, everything.labels))

# %% 05-3 wrong: 0 comes out if the pairs to be left out are put first, or if classes and
among_strangers = precision_at_1(ranked_matches(np.where(writers[:, None] == writers, np.inf, to_others), writers, writers))

# %% 05-3 wrong: that is MAP@R: precision@1 is asked
among_strangers = map_at_r(ranked_matches(np.where(writers[:, None] == writers, np.inf, to_others), everything.labels, everything.labels))

# %% 05-3 wrong: that is what is lost without the own writer: the score itself is asked
d = np.where(writers[:, None] == writers, np.inf, to_others)
among_strangers = precision_at_1(ranked_matches(to_others, everything.labels, everything.labels)) - precision_at_1(ranked_matches(d, everything.labels, everything.labels))

# %% 05-3 wrong: that is recall@5: precision@1 is asked
d = np.where(writers[:, None] == writers, np.inf, to_others)
among_strangers = recall_at_k(ranked_matches(d, everything.labels, everything.labels), 5)

# %% 05-3 wrong: that is the share of wrong digits
d = np.where(writers[:, None] == writers, np.inf, to_others)
among_strangers = 1 - precision_at_1(ranked_matches(d, everything.labels, everything.labels))

# %% 05-3 wrong: give three digits, from all 1,797 queries; is a place left out? The
d = np.where(writers[:, None] == writers, np.inf, to_others)
among_strangers = precision_at_1(ranked_matches(d, everything.labels, everything.labels, same_pictures=True)[:, 1:])

# %% 05-3 wrong: 1 comes out if every query finds itself (to_others has an infinite
d = np.where(writers[:, None] == writers, np.inf, to_others)
among_strangers = round(precision_at_1(ranked_matches(d, everything.labels, everything.labels)), 1)

# %% 05-3 right: argmin
d = np.where(writers[:, None] == writers, np.inf, to_others)
among_strangers = (everything.labels[d.argmin(axis=1)] == everything.labels).mean()

# %% 05-3 right: percent
d = to_others + np.where(writers[:, None] == writers, 1e9, 0)
among_strangers = round(100 * np.mean(everything.labels[d.argmin(axis=1)] == everything.labels), 1)

# %% 05-1 wrong: `//` divides and cuts off what comes after the point
def recall_at_k(matches, k):
    return matches[:, :k].any(axis=1).sum() // len(matches)

# %% 05-1 wrong: it ends at the first query without a match: go on to the last one
def recall_at_k(matches, k):
    hits = 0
    for row in matches:
        if not row[:k].any():
            break
        hits += 1
    return hits / len(matches)

# %% 05-1 wrong: the queries without any match count as well
def recall_at_k(matches, k):
    has = matches.any(axis=1)
    return matches[has, :k].any(axis=1).mean()

# %% 05-1 wrong: one match at least is asked, and not exactly one
def recall_at_k(matches, k):
    return (matches[:, :k].sum(axis=1) == 1).mean()

# %% 05-1 wrong: places are no independent chances: ask each query
def recall_at_k(matches, k):
    return 1 - np.prod(1 - matches[:, :k].mean(axis=0))


# %% 05-3 wrong: whose nearest is a stranger anyway
stranger = writers[nearest] != writers
among_strangers = (everything.labels[nearest] == everything.labels)[stranger].mean()


# %% 05-3 wrong: no second search there
stranger = writers[nearest] != writers
among_strangers = ((everything.labels[nearest] == everything.labels) & stranger).mean()


# %% 05-3 wrong: what is left out goes to infinity
left = np.where(writers[:, None] == writers, 0, to_others)
among_strangers = (everything.labels[left.argmin(axis=1)] == everything.labels).mean()
