# %% 11-1 wrong: a whole number of steps
def steps_needed(alpha, tolerance):
    return np.log(tolerance) / np.log(alpha)


# %% 11-1 wrong: rounded down
def steps_needed(alpha, tolerance):
    return int(np.log(tolerance) / np.log(alpha))


# %% 11-1 wrong: upside down
def steps_needed(alpha, tolerance):
    return int(np.ceil(np.log(alpha) / np.log(tolerance)))


# %% 11-1 wrong: the sign
def steps_needed(alpha, tolerance):
    return int(np.ceil(-np.log(tolerance) / np.log(alpha)))


# %% 11-1 wrong: exactly 0.25
def steps_needed(alpha, tolerance):
    return int(np.log(tolerance) / np.log(alpha)) + 1


# %% 11-1 wrong: is what it takes away
def steps_needed(alpha, tolerance):
    return int(np.ceil(np.log(tolerance) / np.log(1 - alpha)))


# %% 11-1 wrong: not the same amount each time
def steps_needed(alpha, tolerance):
    return int(np.ceil((1 - tolerance) / (1 - alpha)))


# %% 11-1 wrong: one step too few
def steps_needed(alpha, tolerance):
    t = 0
    while alpha ** (t + 1) > tolerance:
        t += 1
    return t


# %% 11-1 right: a loop
def steps_needed(alpha, tolerance):
    t, left = 0, 1.0
    while left > tolerance:
        left, t = left * alpha, t + 1
    return t


# %% 11-1 right: another logarithm, a float
def steps_needed(alpha, tolerance):
    return np.ceil(np.log2(tolerance) / np.log2(alpha))


# %% 11-1 right: math
def steps_needed(alpha, tolerance):
    import math

    return math.ceil(math.log(tolerance) / math.log(alpha))


# %% 11-1 right: loop
def steps_needed(alpha, tolerance):
    t, left = 0, 1.0
    while left > tolerance * (1 + 1e-12):
        left *= alpha
        t += 1
    return np.int32(t)


# %% 11-1 right: float ceil
def steps_needed(alpha, tolerance):
    return np.ceil(np.log10(tolerance) / np.log10(alpha) - 1e-9)


# %% 11-1 wrong: rounded to the nearest, it is one step short at times: round up
def steps_needed(alpha, tolerance):
    return round(np.log(tolerance) / np.log(alpha))


# %% 11-1 wrong: the quotient of two logarithms, and not the logarithm of a
def steps_needed(alpha, tolerance):
    return int(np.ceil(np.log(tolerance / alpha)))


# %% 11-1 wrong: what is left is the tolerance, not 1 minus it
def steps_needed(alpha, tolerance):
    return int(np.ceil(np.log(1 - tolerance) / np.log(alpha)))


# %% 11-1 wrong: the share of the *first* error is asked: nothing is taken off
def steps_needed(alpha, tolerance):
    return int(np.ceil(np.log(tolerance * (1 - alpha)) / np.log(alpha)))


# %% 11-1 wrong: t = log tolerance over log alpha, and not times it: solve for t
def steps_needed(alpha, tolerance):
    return int(np.ceil(np.log(tolerance) * np.log(alpha)))


# %% 11-2 wrong: the two are exchanged
few = test.labels < 5
told = draw_labels(train.labels, 1, SEED)
told = np.where(told < 5, told, -1)
share = lambda rows: (spreading(*best)(x[rows], told[rows], x_test[few]) == test.labels[few]).mean()
strangers = {"known classes": share(np.arange(len(x))), "with strangers": share(train.labels < 5)}

# %% 11-2 wrong: must become -1
few = test.labels < 5
told = draw_labels(train.labels, 1, SEED)
share = lambda rows: (spreading(*best)(x[rows], told[rows], x_test[few]) == test.labels[few]).mean()
strangers = {"known classes": share(train.labels < 5), "with strangers": share(np.arange(len(x)))}

# %% 11-2 wrong: judge the new digits 0 to 4 alone
told = draw_labels(train.labels, 1, SEED)
told = np.where(told < 5, told, -1)
share = lambda rows: (spreading(*best)(x[rows], told[rows], x_test) == test.labels).mean()
strangers = {"known classes": share(train.labels < 5), "with strangers": share(np.arange(len(x)))}

# %% 11-2 wrong: a dictionary with the keys
strangers = {"known": 0.97, "strangers": 0.95}

# %% 11-2 wrong: a dictionary
strangers = 0.97, 0.95

# %% 11-2 wrong: shares of wrong answers
few = test.labels < 5
told = draw_labels(train.labels, 1, SEED)
told = np.where(told < 5, told, -1)
share = lambda rows: (spreading(*best)(x[rows], told[rows], x_test[few]) != test.labels[few]).mean()
strangers = {"known classes": share(train.labels < 5), "with strangers": share(np.arange(len(x)))}

# %% 11-2 wrong: spread the labels
few = test.labels < 5
told = draw_labels(train.labels, 1, SEED)
told = np.where(told < 5, told, -1)
share = lambda rows: (nearest(x[rows], told[rows], x_test[few]) == test.labels[few]).mean()
strangers = {"known classes": share(train.labels < 5), "with strangers": share(np.arange(len(x)))}

# %% 11-2 right: step by step
told = draw_labels(train.labels, 1, SEED)
told[told >= 5] = -1
low, asked = np.flatnonzero(train.labels < 5), np.flatnonzero(test.labels < 5)
first = spreading(*best)(x[low], told[low], x_test[asked])
second = spreading(*best)(x, told, x_test[asked])
strangers = {
    "with strangers": np.mean(second == test.labels[asked]),
    "known classes": np.mean(first == test.labels[asked]),
}

# %% 11-2 right: counted
from fractions import Fraction

told = np.array([label if label < 5 else -1 for label in draw_labels(train.labels, 1, SEED)])
strangers = {}
for name, rows in (("known classes", train.labels < 5), ("with strangers", train.labels >= 0)):
    answers = spreading(*best)(x[rows], told[rows], x_test)
    asked = [i for i in range(len(x_test)) if test.labels[i] < 5]
    strangers[name] = Fraction(sum(int(answers[i] == test.labels[i]) for i in asked), len(asked))

# %% 11-2 right: three digits, float32
told = draw_labels(train.labels, 1, SEED)
told = np.where(told < 5, told, -1)
few = test.labels < 5
share = lambda rows: np.float32(
    np.round((spreading(*best)(x[rows], told[rows], x_test)[few] == test.labels[few]).mean(), 3)
)
strangers = {"known classes": share(train.labels < 5), "with strangers": share(np.arange(len(x)))}


# %% 11-2 right: percent
low, few = train.labels < 5, test.labels < 5
known1 = draw_labels(train.labels, 1, SEED); known1[known1 >= 5] = -1
a = 100 * (spreading(*best)(x[low], known1[low], x_test[few]) == test.labels[few]).mean()
b = 100 * (spreading(*best)(x, known1, x_test[few]) == test.labels[few]).mean()
strangers = {"with strangers": b, "known classes": a}


# %% 11-2 right: rounded
low, few = train.labels < 5, test.labels < 5
known1 = np.array([k if k < 5 else -1 for k in draw_labels(train.labels, 1, SEED)])
strangers = {}
for name, rows in (("known classes", low), ("with strangers", np.ones(len(x), bool))):
    strangers[name] = round(float((spreading(*best)(x[rows], known1[rows], x_test[few]) == test.labels[few]).mean()), 3)


# %% 11-2 wrong: those are the pictures of the graph: judge new ones
low = train.labels < 5
known1 = draw_labels(train.labels, 1, SEED); known1 = np.where(known1 < 5, known1, -1)
rest = low & (known1 < 0)
a = (spreading(*best)(x[low], known1[low], x[rest]) == train.labels[rest]).mean()
b = (spreading(*best)(x, known1, x[rest]) == train.labels[rest]).mean()
strangers = {"known classes": a, "with strangers": b}


# %% 11-2 wrong: both are with strangers: the first graph has the digits 0 to 4
low, few = train.labels < 5, test.labels < 5
known1 = draw_labels(train.labels, 1, SEED); known1 = np.where(known1 < 5, known1, -1)
a = (spreading(*best)(x, known1, x_test[few]) == test.labels[few]).mean()
strangers = {"known classes": a, "with strangers": a}


# %% 11-2 wrong: the digits 0 to 4 are those below 5: the 5 is a stranger
low, few = train.labels <= 5, test.labels <= 5
known1 = draw_labels(train.labels, 1, SEED); known1 = np.where(known1 <= 5, known1, -1)
a = (spreading(*best)(x[low], known1[low], x_test[few]) == test.labels[few]).mean()
b = (spreading(*best)(x, known1, x_test[few]) == test.labels[few]).mean()
strangers = {"known classes": a, "with strangers": b}


# %% 11-2 wrong: `spreading(*best)` on that graph
low, few = train.labels < 5, test.labels < 5
known1 = draw_labels(train.labels, 1, SEED); known1 = np.where(known1 < 5, known1, -1)
a = (spreading(0.25, 0.2)(x[low], known1[low], x_test[few]) == test.labels[few]).mean()
b = (spreading(0.25, 0.2)(x, known1, x_test[few]) == test.labels[few]).mean()
strangers = {"known classes": a, "with strangers": b}


# %% 11-2 wrong: shares are asked, not how many are right
low, few = train.labels < 5, test.labels < 5
known1 = draw_labels(train.labels, 1, SEED); known1 = np.where(known1 < 5, known1, -1)
a = (spreading(*best)(x[low], known1[low], x_test[few]) == test.labels[few]).sum()
b = (spreading(*best)(x, known1, x_test[few]) == test.labels[few]).sum()
strangers = {"known classes": a, "with strangers": b}


# %% 11-3 wrong: it is no vote
def name_groups(groups, known):
    named = np.full(len(groups), -1)
    for k in np.unique(groups):
        values, counts = np.unique(known[groups == k], return_counts=True)
        named[groups == k] = values[counts.argmax()]
    return named


# %% 11-3 wrong: stays at -1
def name_groups(groups, known):
    named = np.zeros(len(groups), int)
    for k in np.unique(groups):
        votes = known[(groups == k) & (known >= 0)]
        if len(votes):
            named[groups == k] = np.bincount(votes).argmax()
    return named


# %% 11-3 wrong: the first label of a cluster
def name_groups(groups, known):
    named = np.full(len(groups), -1)
    for k in np.unique(groups):
        votes = known[(groups == k) & (known >= 0)]
        if len(votes):
            named[groups == k] = votes[0]
    return named


# %% 11-3 wrong: a mean of names
def name_groups(groups, known):
    named = np.full(len(groups), -1)
    for k in np.unique(groups):
        votes = known[(groups == k) & (known >= 0)]
        if len(votes):
            named[groups == k] = votes.mean()
    return named


# %% 11-3 wrong: those with a label as well
def name_groups(groups, known):
    named = known.copy()
    for k in np.unique(groups):
        votes = known[(groups == k) & (known >= 0)]
        if len(votes):
            named[(groups == k) & (known < 0)] = np.bincount(votes).argmax()
    return named


# %% 11-3 wrong: not for each cluster
def name_groups(groups, known):
    named = []
    for k in np.unique(groups):
        votes = known[(groups == k) & (known >= 0)]
        named.append(np.bincount(votes).argmax() if len(votes) else -1)
    return np.array(named)


# %% 11-3 wrong: changes the array
def name_groups(groups, known):
    for k in np.unique(groups):
        votes = known[(groups == k) & (known >= 0)]
        if len(votes):
            known[groups == k] = np.bincount(votes).argmax()
    return known


# %% 11-3 wrong: how many votes
def name_groups(groups, known):
    named = np.full(len(groups), -1)
    for k in np.unique(groups):
        votes = known[(groups == k) & (known >= 0)]
        if len(votes):
            named[groups == k] = np.bincount(votes).max()
    return named


# %% 11-3 right: a counter, a list
def name_groups(groups, known):
    from collections import Counter

    votes = {}
    for k, label in zip(groups.tolist(), known.tolist()):
        if label >= 0:
            votes.setdefault(k, Counter())[label] += 1
    return [votes[k].most_common(1)[0][0] if k in votes else -1 for k in groups.tolist()]


# %% 11-3 right: statistics
def name_groups(groups, known):
    from statistics import mode

    named = {k: list(known[(groups == k) & (known != -1)]) for k in set(groups)}
    return np.array([mode(named[k]) if named[k] else -1 for k in groups])


# %% 11-3 right: a table of votes, float32
def name_groups(groups, known):
    table = (known[:, None] == np.arange(known.max() + 1)).astype("float32")
    counts = (groups[:, None] == groups).astype("float32") @ table
    return np.where(counts.sum(axis=1) > 0, counts.argmax(axis=1), -1).astype("float32")


# %% 11-3 right: Counter
def name_groups(groups, known):
    from collections import Counter
    names = {}
    for k in set(groups.tolist()):
        votes = sorted(int(l) for g, l in zip(groups, known) if g == k and l >= 0)
        names[k] = Counter(votes).most_common(1)[0][0] if votes else -1
    return [names[g] for g in groups.tolist()]


# %% 11-3 right: table, floats
def name_groups(groups, known):
    named = np.empty(len(groups))
    for i, g in enumerate(groups):
        votes = known[groups == g]; votes = votes[votes != -1]
        named[i] = np.bincount(votes).argmax() if votes.size > 0 else -1.0
    return named


# %% 11-3 wrong: clusters have any numbers: np.unique(groups) tells which, 0 to
def name_groups(groups, known):
    named = np.full(len(groups), -1)
    for k in range(len(np.unique(groups))):
        votes = known[(groups == k) & (known >= 0)]
        if len(votes):
            named[groups == k] = np.bincount(votes).argmax()
    return named


# %% 11-3 wrong: all pictures of a cluster get its name, those without a label
def name_groups(groups, known):
    named = np.full(len(groups), -1)
    for k in np.unique(groups):
        m = (groups == k) & (known >= 0)
        if m.any():
            named[m] = np.bincount(known[m]).argmax()
    return named


# %% 11-3 wrong: 0 is a label like the others: who has none has -1
def name_groups(groups, known):
    named = np.full(len(groups), -1)
    for k in np.unique(groups):
        votes = known[(groups == k) & (known > 0)]
        if len(votes):
            named[groups == k] = np.bincount(votes).argmax()
    return named


# %% 11-3 wrong: that is the number of the cluster, and not the label of most in
def name_groups(groups, known):
    named = np.full(len(groups), -1)
    for k in np.unique(groups):
        if ((groups == k) & (known >= 0)).any():
            named[groups == k] = k
    return named


# %% 11-3 wrong: one vote of all clusters together: each cluster has votes of
def name_groups(groups, known):
    named = np.full(len(groups), -1)
    for k in np.unique(groups):
        named[groups == k] = np.bincount(known[known >= 0]).argmax()
    return named


# %% 11-3 wrong: that is the largest label of a cluster: take the most frequent
def name_groups(groups, known):
    named = np.full(len(groups), -1)
    for k in np.unique(groups):
        named[groups == k] = known[groups == k].max()
    return named


# %% 11-3 wrong: that is the least frequent label: take the most frequent one
def name_groups(groups, known):
    named = np.full(len(groups), -1)
    for k in np.unique(groups):
        votes = known[(groups == k) & (known >= 0)]
        if len(votes):
            v, c = np.unique(votes, return_counts=True)
            named[groups == k] = v[c.argmin()]
    return named


# %% 11-3 wrong: -1 is no vote for the label 1
def name_groups(groups, known):
    named = np.full(len(groups), -1)
    for k in np.unique(groups):
        votes = abs(known[groups == k])
        named[groups == k] = np.bincount(votes).argmax()
    return named


# %% 11-3 wrong: the label that *most* of the labelled pictures of a cluster have
def name_groups(groups, known):
    named = np.full(len(groups), -1)
    for k in np.unique(known[known >= 0]):
        v = groups[known == k]
        named[groups == np.bincount(v).argmax()] = k
    return named

# %% 11-2 wrong: more than one label of each digit was used: draw one of each, anew
low, few = train.labels < 5, test.labels < 5
known2 = np.where(known < 5, known, -1)
share = lambda rows: (spreading(*best)(x[rows], known2[rows], x_test[few]) == test.labels[few]).mean()
strangers = {"known classes": share(low), "with strangers": share(np.ones(len(x), bool))}

# %% 11-2 wrong: more than one label of each digit was used
low, few = train.labels < 5, test.labels < 5
known5 = draw_labels(train.labels, 5, SEED)
known5[known5 >= 5] = -1
share = lambda rows: (spreading(*best)(x[rows], known5[rows], x_test[few]) == test.labels[few]).mean()
strangers = {"known classes": share(low), "with strangers": share(np.ones(len(x), bool))}

# %% 11-2 wrong: one label of each of 0 to 4, drawn with SEED
low, few = train.labels < 5, test.labels < 5
known1 = draw_labels(train.labels, 1, SEED + 1)
known1[known1 >= 5] = -1
share = lambda rows: (spreading(*best)(x[rows], known1[rows], x_test[few]) == test.labels[few]).mean()
strangers = {"known classes": share(low), "with strangers": share(np.ones(len(x), bool))}

# %% 11-2 wrong: the choice of `best` is another one
low, few = train.labels < 5, test.labels < 5
known1 = np.where(draw_labels(train.labels, 1, SEED) < 5, draw_labels(train.labels, 1, SEED), -1)
worst = spreading(*min(by_dial, key=by_dial.get))
share = lambda rows: (worst(x[rows], known1[rows], x_test[few]) == test.labels[few]).mean()
strangers = {"known classes": share(low), "with strangers": share(np.ones(len(x), bool))}

# %% 11-1 wrong: both logarithms are of one base: is one of them log2?
def steps_needed(alpha, tolerance):
    return int(np.ceil(np.log2(tolerance) / np.log(alpha)))


# %% 11-1 wrong: not its root, and not in every second step
def steps_needed(alpha, tolerance):
    return int(np.ceil(2 * np.log(tolerance) / np.log(alpha)))


# %% 11-1 wrong: which power of alpha is the tolerance?
def steps_needed(alpha, tolerance):
    return alpha**tolerance


# %% 11-1 wrong: where is a logarithm?
def steps_needed(alpha, tolerance):
    return int(np.ceil(tolerance / (1 - alpha)))


# %% 11-1 wrong: what is left is alpha and the tolerance: no 1 minus
def steps_needed(alpha, tolerance):
    return int(np.ceil(np.log(1 - alpha) / np.log(1 - tolerance)))


# %% 11-1 wrong: is the logarithm of *this* alpha taken?
def steps_needed(alpha, tolerance):
    return int(np.ceil(np.log(tolerance) / np.log(0.9)))
