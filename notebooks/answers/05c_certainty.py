# %% 05c-1 wrong: not drawn again
def share_of_same(classes, per_class):
    return 1 / classes


# %% 05c-1 wrong: of its class k - 1 are left
def share_of_same(classes, per_class):
    return per_class / (classes * per_class - 1)


# %% 05c-1 wrong: of all pictures ck - 1 are left
def share_of_same(classes, per_class):
    return (per_class - 1) / (classes * per_class)


# %% 05c-1 wrong: different classes
def share_of_same(classes, per_class):
    return per_class * (classes - 1) / (classes * per_class - 1)


# %% 05c-1 wrong: are exchanged
def share_of_same(classes, per_class):
    return (classes - 1) / (classes * per_class - 1)


# %% 05c-1 wrong: one certain picture
def share_of_same(classes, per_class):
    return 1 / (classes * per_class - 1)


# %% 05c-1 wrong: one certain class
def share_of_same(classes, per_class):
    n = classes * per_class
    return per_class * (per_class - 1) / (n * (n - 1))


# %% 05c-1 wrong: turned over
def share_of_same(classes, per_class):
    return (classes * per_class - 1) / (per_class - 1)


# %% 05c-1 wrong: number of pairs
def share_of_same(classes, per_class):
    return classes * per_class * (per_class - 1) / 2


# %% 05c-1 wrong: in percent
def share_of_same(classes, per_class):
    return 100 * (per_class - 1) / (classes * per_class - 1)


# %% 05c-1 wrong: odds
def share_of_same(classes, per_class):
    return (per_class - 1) / (per_class * (classes - 1))


# %% 05c-1 wrong: 19 of the 1,599
def share_of_same(classes, per_class):
    return 6 / 34


# %% 05c-1 right: counted in a table
def share_of_same(classes, per_class):
    labels = np.repeat(np.arange(classes), per_class)
    same = labels[:, None] == labels
    n = len(labels)
    return (same.sum() - n) / (n * n - n)


# %% 05c-1 right: by pairs
from math import comb


def share_of_same(classes, per_class):
    return classes * comb(per_class, 2) / comb(classes * per_class, 2)


# %% 05c-1 right: a fraction
from fractions import Fraction


def share_of_same(classes, per_class):
    return Fraction(per_class - 1, classes * per_class - 1)


# %% 05c-1 right: in float32
def share_of_same(classes, per_class):
    return 1 - np.float32(classes * per_class - per_class) / np.float32(classes * per_class - 1)


# %% 05c-1 wrong: left for the second
def share_of_same(classes, per_class):
    return 1 / classes**2


# %% 05c-1 wrong: left for the second
def share_of_same(classes, per_class):
    return per_class / (classes * per_class) * (per_class - 1) / (classes * per_class)


# %% 05c-1 wrong: both numbers are one less
def share_of_same(classes, per_class):
    return (per_class - 1) / (classes * (per_class - 1))


# %% 05c-1 wrong: left for the second
def share_of_same(classes, per_class):
    return (per_class - 1) / (classes * per_class + 1)


# %% 05c-1 right: simulated exactly
def share_of_same(classes, per_class):
    y = [i // per_class for i in range(classes * per_class)]
    return sum(each == y[0] for each in y[1:]) / len(y[1:])


# %% 05c-2 wrong: weighs each group alike
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(len(sums), size=(draws, len(sums)))
    return (sums / sizes)[drawn].mean(axis=1)


# %% 05c-2 wrong: those are sums
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(len(sums), size=(draws, len(sums)))
    return sums[drawn].sum(axis=1)


# %% 05c-2 wrong: by the number of groups
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(len(sums), size=(draws, len(sums)))
    return sums[drawn].mean(axis=1)


# %% 05c-2 wrong: not of the drawn ones
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(len(sums), size=(draws, len(sums)))
    return sums[drawn].sum(axis=1) / sizes.sum()


# %% 05c-2 wrong: with replacement
def drawn_means(sums, sizes, draws, rng):
    drawn = np.array([rng.permutation(len(sums)) for _ in range(draws)])
    return sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)


# %% 05c-2 wrong: one group is drawn
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(len(sums), size=draws)
    return sums[drawn] / sizes[drawn]


# %% 05c-2 wrong: the same groups
def drawn_means(sums, sizes, draws, rng):
    shape = (draws, len(sums))
    return sums[rng.integers(len(sums), size=shape)].sum(axis=1) / sizes[rng.integers(len(sums), size=shape)].sum(
        axis=1
    )


# %% 05c-2 wrong: are not added up
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(len(sums), size=(draws, len(sums)))
    return sums[drawn] / sizes[drawn]


# %% 05c-2 wrong: rng that is given
def drawn_means(sums, sizes, draws, rng):
    drawn = np.random.default_rng(0).integers(len(sums), size=(draws, len(sums)))
    return sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)


# %% 05c-2 wrong: one mean for each draw
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(len(sums), size=(draws, len(sums)))
    return sums[drawn].sum() / sizes[drawn].sum()


# %% 05c-2 wrong: use len(sums)
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(3, size=(3000, 3))
    return sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)


# %% 05c-2 wrong: exchanged
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(len(sums), size=(draws, len(sums)))
    return sizes[drawn].sum(axis=1) / np.maximum(sums[drawn].sum(axis=1), 1e-9)


# %% 05c-2 right: a loop over draws, with choice
def drawn_means(sums, sizes, draws, rng):
    found = []
    for _ in range(draws):
        groups = rng.choice(len(sums), size=len(sums))
        found.append(sum(sums[groups]) / sum(sizes[groups]))
    return np.array(found)


# %% 05c-2 right: how often each group comes
def drawn_means(sums, sizes, draws, rng):
    counts = rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=draws)
    return counts @ sums / (counts @ sizes)


# %% 05c-2 right: a list, in float32
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(0, len(sums), (len(sums), draws))
    return list((sums[drawn].sum(axis=0) / sizes[drawn].sum(axis=0)).astype("float32"))


# %% 05c-2 wrong: over the sum of their sizes
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(len(sums), size=(draws, len(sums)))
    return (sums[drawn] * sizes[drawn]).sum(axis=1) / sizes[drawn].sum(axis=1)


# %% 05c-2 wrong: are all of them drawn
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(len(sums) - 1, size=(draws, len(sums)))
    return sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)


# %% 05c-2 wrong: as likely
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.choice(len(sums), size=(draws, len(sums)), p=sizes / sizes.sum())
    return sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)


# %% 05c-2 wrong: along the rows
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(len(sums), size=(draws, len(sums)))
    return sums[drawn].sum(axis=0) / sizes[drawn].sum(axis=0)


# %% 05c-2 wrong: all means are equal
def drawn_means(sums, sizes, draws, rng):
    return np.full(draws, sums.sum() / sizes.sum())


# %% 05c-2 right: vectorised with take
def drawn_means(sums, sizes, draws, rng):
    both = np.stack([sums, sizes])[:, rng.integers(len(sums), size=(draws, len(sums)))].sum(axis=2)
    return both[0] / both[1]


# %% 05c-3 wrong: what it promises
kept = 0.95, 0.075
# %% 05c-3 wrong: which share of the 300
kept = 258, 0.075
# %% 05c-3 wrong: do not hold the truth
kept = 0.14, 0.075


# %% 05c-3 wrong: as groups
def holds(rng):
    level = 0.8 + 0.05 * rng.normal(size=6)
    low, high = bootstrap_interval(np.repeat(level, 130) + 0.27 * rng.normal(size=780), draws=1000)
    return low < 0.8 < high, high - low


kept = np.mean([holds(np.random.default_rng(i)) for i in range(300)], axis=0)
# %% 05c-3 wrong: the truth itself
kept = 0.8, 0.075
# %% 05c-3 wrong: a deviation
kept = 0.05, 0.075
# %% 05c-3 wrong: nearly all hold it
kept = 1.0, 0.075
# %% 05c-3 wrong: 2 values are expected
kept = 0.86
# %% 05c-3 wrong: what share of them
kept = 0.0, 0.075
# %% 05c-3 wrong: what it promises
kept = 95, 0.075
# %% 05c-3 right: one generator for all tests
rng = np.random.default_rng(7)
held = 0
for _ in range(300):
    level = 0.8 + 0.05 * rng.normal(size=6)
    who = np.repeat(np.arange(6), 130)
    low, high = bootstrap_interval(level[who] + 0.27 * rng.normal(size=780), who, draws=1000)
    held += np.array([low < 0.8 < high, high - low])
kept = held / 300
# %% 05c-3 right: in percent
kept = 86, 0.075
# %% 05c-3 right: a fraction
from fractions import Fraction

kept = Fraction(255, 300), 0.075
# %% 05c-3 wrong: what it promises
kept = "95 %", 0.075
# %% 05c-3 wrong: which share of the 300
kept = 300, 0.075
# %% 05c-3 wrong: what share of them
kept = 0.5, 0.075
# %% 05c-3 wrong: what share of them
kept = -0.86, 0.075
# %% 05c-3 right: text
kept = "85 %", 0.075

# %% 05c-1 wrong: that is the chance that they show different classes
def share_of_same(classes, per_class):
    return 1 - (per_class - 1) / (classes * per_class - 1)

# %% 05c-1 wrong: brackets are missing: / comes before -
def share_of_same(classes, per_class):
    return per_class - 1 / classes * per_class - 1

# %% 05c-1 wrong: that is the odds, same to different: the share of all is asked
def share_of_same(classes, per_class):
    return (per_class - 1) / (classes * per_class - per_class)

# %% 05c-1 wrong: each pair is counted twice in one of the two numbers
def share_of_same(classes, per_class):
    return 2 * (per_class - 1) / (classes * per_class - 1)

# %% 05c-1 wrong: 0 comes out where // cuts the fraction off: divide with /
def share_of_same(classes, per_class):
    return (per_class - 1) // (classes * per_class - 1)

# %% 05c-1 right: count pairs
def share_of_same(classes, per_class):
    labels = np.repeat(np.arange(classes), per_class)
    table = labels[:, None] == labels
    n = len(labels)
    return (table.sum() - n) / (n * n - n)

# %% 05c-1 right: fraction
from fractions import Fraction
def share_of_same(classes, per_class):
    return Fraction(per_class - 1, classes * per_class - 1)

# %% 05c-2 wrong: that weighs each group alike; weigh it by its size
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(len(sums), size=(draws, len(sums)))
    return (sums[drawn] / sizes[drawn]).mean(axis=1)

# %% 05c-2 wrong: the second draw is another one: sums and sizes belong to the same groups
def drawn_means(sums, sizes, draws, rng):
    g = len(sums)
    return sums[rng.integers(g, size=(draws, g))].sum(axis=1) / sizes[rng.integers(g, size=(draws, g))].sum(axis=1)

# %% 05c-2 wrong: draw with the rng that is given, which goes on from call to call
def drawn_means(sums, sizes, draws, rng):
    rng = np.random.default_rng(0)
    drawn = rng.integers(len(sums), size=(draws, len(sums)))
    return sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)

# %% 05c-2 wrong: expected one mean for each draw, (3000,), got ()
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(len(sums), size=(draws, len(sums)))
    return (sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)).mean()

# %% 05c-2 wrong: numerator and denominator are exchanged
def drawn_means(sums, sizes, draws, rng):
    drawn = rng.integers(len(sums), size=(draws, len(sums)))
    return sizes[drawn].sum(axis=1) / sums[drawn].sum(axis=1)

# %% 05c-2 right: loop choice
def drawn_means(sums, sizes, draws, rng):
    out = []
    for _ in range(draws):
        picked = rng.choice(len(sums), len(sums))
        out.append(sum(sums[i] for i in picked) / sum(sizes[i] for i in picked))
    return out

# %% 05c-2 right: multinomial
def drawn_means(sums, sizes, draws, rng):
    g = len(sums)
    times = rng.multinomial(g, np.full(g, 1 / g), size=draws)
    return times @ sums / (times @ sizes)

# %% 05c-3 wrong: that is the share of tests that do not hold the truth
rng, n = np.random.default_rng(SEED), 0
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    level = 0.8 + 0.05 * rng.normal(size=6)
    low, high = bootstrap_interval(level[who] + 0.27 * rng.normal(size=780), who, draws=1000)
    n += np.array([low < 0.8 < high, high - low])
kept = 1 - n[0] / 300, n[1] / 300

# %% 05c-3 wrong: so few hold it over pictures: pass the writers, 130 times each, as groups
rng, n = np.random.default_rng(SEED), 0
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    level = 0.8 + 0.05 * rng.normal(size=6)
    low, high = bootstrap_interval(level[who] + 0.27 * rng.normal(size=780), np.arange(780), draws=200)
    n += np.array([low < 0.8 < high, high - low])
kept = n / 300

# %% 05c-3 wrong: with six new writers in each test
rng, n = np.random.default_rng(SEED), 0
who = np.repeat(np.arange(6), 130)
level = 0.8 + 0.05 * rng.normal(size=6)
for _ in range(300):
    low, high = bootstrap_interval(level[who] + 0.27 * rng.normal(size=780), who, draws=1000)
    n += np.array([low < 0.8 < high, high - low])
kept = n / 300

# %% 05c-3 right: other generator
g, hits = np.random.default_rng(99), []
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    level = g.normal(0.8, 0.05, 6)
    low, high = bootstrap_interval(g.normal(level[who], 0.27), who, draws=1000)
    hits.append((low < 0.8 < high, high - low))
kept = np.mean(hits, axis=0)

# %% 05c-3 right: percent
kept = "84 %", 0.075

# %% 05c-1 wrong: is right but for its digits: it is rounded to 2 after the point, which is too far
def share_of_same(classes, per_class):
    return round((per_class - 1) / (classes * per_class - 1), 2)

# %% 05c-2 wrong: the same rng gives other means: draw with rng, and not with np.random
def drawn_means(sums, sizes, draws, rng):
    drawn = np.random.randint(len(sums), size=(draws, len(sums)))
    return sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)

# %% 05c-3 wrong: nearly all hold it: does each test draw six new levels, and do you look for 0.8 and not for
rng, found = np.random.default_rng(SEED), []
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    values = (0.8 + 0.05 * rng.normal(size=6))[who] + 0.27 * rng.normal(size=780)
    low, high = bootstrap_interval(values, who, draws=1000)
    found.append((low < values.mean() < high, high - low))
kept = np.mean(found, axis=0)

# %% 05c-3 wrong: is about what it promises; count what it keeps, with six new writers in each test
rng, found = np.random.default_rng(SEED), []
who = np.repeat(np.arange(6), 130)
level = 0.8 + 0.05 * rng.normal(size=6)
for _ in range(300):
    low, high = bootstrap_interval(level[who] + 0.27 * rng.normal(size=780), who, draws=1000)
    found.append((low < 0.8 < high, high - low))
kept = np.mean(found, axis=0)

# %% 05c-3 wrong: nearly all hold it: does each test draw six new levels, and do you look for 0.8 and not for
found = []
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    rng = np.random.default_rng(SEED)
    values = (0.8 + 0.05 * rng.normal(size=6))[who] + 0.27 * rng.normal(size=780)
    low, high = bootstrap_interval(values, who, draws=1000)
    found.append((low < 0.8 < high, high - low))
kept = np.mean(found, axis=0)

# %% 05c-3 wrong: is about what it promises; count what it keeps, with six new writers in each test
rng, found = np.random.default_rng(SEED), []
who = np.repeat(np.arange(60), 13)
for _ in range(300):
    values = (0.8 + 0.05 * rng.normal(size=60))[who] + 0.27 * rng.normal(size=780)
    low, high = bootstrap_interval(values, who, draws=1000)
    found.append((low < 0.8 < high, high - low))
kept = np.mean(found, axis=0)

# %% 05c-3 wrong: is it an interval of 95 %?
rng, found = np.random.default_rng(SEED), []
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    values = (0.8 + 0.05 * rng.normal(size=6))[who] + 0.27 * rng.normal(size=780)
    low, high = bootstrap_interval(values, who, draws=1000, level=0.9)
    found.append((low < 0.8 < high, high - low))
kept = np.mean(found, axis=0)

# %% 05c-2 wrong: the rng that is given goes on from call to call: draw with it, not with a copy
def drawn_means(sums, sizes, draws, rng):
    import copy

    rng = copy.deepcopy(rng)
    drawn = rng.integers(len(sums), size=(draws, len(sums)))
    return sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)

# %% 05c-3 wrong: is too wide: whose deviation is 0.05, and whose is 0.27?
rng, found = np.random.default_rng(SEED), []
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    values = (0.8 + 0.27 * rng.normal(size=6))[who] + 0.05 * rng.normal(size=780)
    low, high = bootstrap_interval(values, who, draws=1000)
    found.append((low < 0.8 < high, high - low))
kept = np.mean(found, axis=0)

# %% 05c-3 wrong: is too narrow: a variance is the square of a deviation
rng, found = np.random.default_rng(SEED), []
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    values = (0.8 + 0.05**2 * rng.normal(size=6))[who] + 0.27**2 * rng.normal(size=780)
    low, high = bootstrap_interval(values, who, draws=1000)
    found.append((low < 0.8 < high, high - low))
kept = np.mean(found, axis=0)

# %% 05c-3 wrong: is too narrow: do the levels and the pictures both scatter
rng, found = np.random.default_rng(SEED), []
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    values = (0.8 + 0.05 * rng.normal(size=6))[who]
    low, high = bootstrap_interval(values, who, draws=1000)
    found.append((low < 0.8 < high, high - low))
kept = np.mean(found, axis=0)

# %% 05c-3 wrong: from the lower end to the upper one, or from the middle?
rng, found = np.random.default_rng(SEED), []
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    values = (0.8 + 0.05 * rng.normal(size=6))[who] + 0.27 * rng.normal(size=780)
    low, high = bootstrap_interval(values, who, draws=1000)
    found.append((low < 0.8 < high, (high - low) / 2))
kept = np.mean(found, axis=0)

# %% 05c-3 wrong: is too wide: is it an interval of 95 %, over six writers?
rng, found = np.random.default_rng(SEED), []
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    values = (0.8 + 0.05 * rng.normal(size=6))[who] + 0.27 * rng.normal(size=780)
    low, high = bootstrap_interval(values, who, draws=1000, level=0.99)
    found.append((low < 0.8 < high, high - low))
kept = np.mean(found, axis=0)

# %% 05c-3 wrong: is an end of the interval: the upper end less the lower one is asked
rng, found = np.random.default_rng(SEED), []
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    values = (0.8 + 0.05 * rng.normal(size=6))[who] + 0.27 * rng.normal(size=780)
    low, high = bootstrap_interval(values, who, draws=1000)
    found.append((low < 0.8 < high, high))
kept = np.mean(found, axis=0)

# %% 05c-3 wrong: in this order: the share that hold 0.8, and then the mean width
rng, found = np.random.default_rng(SEED), []
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    values = (0.8 + 0.05 * rng.normal(size=6))[who] + 0.27 * rng.normal(size=780)
    low, high = bootstrap_interval(values, who, draws=1000)
    found.append((low < 0.8 < high, high - low))
kept = np.mean(found, axis=0)[::-1]

# %% 05c-3 wrong: is a sum: the mean of the 300 is asked
rng, found = np.random.default_rng(SEED), []
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    values = (0.8 + 0.05 * rng.normal(size=6))[who] + 0.27 * rng.normal(size=780)
    low, high = bootstrap_interval(values, who, draws=1000)
    found.append((low < 0.8 < high, high - low))
kept = np.mean(found, axis=0)[0], np.sum(found, axis=0)[1]

# %% 05c-3 wrong: the mean width is asked with three digits after the point
kept = 0.86, 0.08

# %% 05c-3 wrong: -0.075 is below 0: it is the upper end less the lower one
kept = 0.86, -0.075
# %% 05c-3 right: both in percent
rng, found = np.random.default_rng(SEED), []
who = np.repeat(np.arange(6), 130)
for _ in range(300):
    values = (0.8 + 0.05 * rng.normal(size=6))[who] + 0.27 * rng.normal(size=780)
    low, high = bootstrap_interval(values, who, draws=1000)
    found.append((low < 0.8 < high, high - low))
kept = 100 * np.mean(found, axis=0)


# %% 05c-3 wrong: Have a writer's pictures one level
world, hold, wide = np.random.default_rng(1), [], []
for _ in range(300):
    one = world.normal(0.8, 0.05, 780) + world.normal(0, 0.27, 780)
    low, high = bootstrap_interval(one, np.repeat(np.arange(6), 130), draws=1000)
    hold.append(low < 0.8 < high)
    wide.append(high - low)
kept = np.mean(hold), np.mean(wide)


# %% 05c-3 right: a draw in which few hold it
world = np.random.default_rng(7)
means_of = (world.normal(0.8, 0.05, (300, 6, 1)) + world.normal(0, 0.27, (300, 6, 130))).mean(axis=2)  # (300, 6)
drawn = world.integers(6, size=(300, 1000, 6))
ends_of = np.quantile(np.take_along_axis(means_of[:, None], drawn, axis=2).mean(axis=2), [0.025, 0.975], axis=1)
kept = ((ends_of[0] <= 0.8) & (ends_of[1] >= 0.8)).mean(), (ends_of[1] - ends_of[0]).mean()
