# %% 12b-1 wrong: one of them is enough
def seen_after(e):
    return 0.8**e


# %% 12b-1 wrong: is 1 minus what is asked
def seen_after(e):
    return 0.2**e


# %% 12b-1 wrong: the exchange of 0.8 and 0.2
def seen_after(e):
    return 1 - 0.8**e


# %% 12b-1 wrong: adding counts twice
def seen_after(e):
    return 0.8 * e


# %% 12b-1 wrong: adding counts twice
def seen_after(e):
    return min(1, 4 / 5 * e)


# %% 12b-1 wrong: a sum or a product
def seen_after(e):
    return 1 - 0.2 * e


# %% 12b-1 wrong: one epoch too few
def seen_after(e):
    return 1 - 0.2 ** (e - 1)


# %% 12b-1 wrong: the same whatever it is given
def seen_after(e):
    return 0.8


# %% 12b-1 wrong: exactly once
def seen_after(e):
    return e * 0.8 * 0.2 ** (e - 1)


# %% 12b-1 wrong: wrong for others that were drawn
def seen_after(e):
    return {1: 0.8, 2: 0.96, 3: 0.992}.get(e, 1.0)


# %% 12b-1 wrong: 100 times too large
def seen_after(e):
    return 100 * (1 - 0.2**e)


# %% 12b-1 right: fractions
def seen_after(e):
    from fractions import Fraction

    return 1 - Fraction(1, 5) ** e


# %% 12b-1 right: first seen in any of the epochs
def seen_after(e):
    return sum(0.8 * 0.2**i for i in range(e))


# %% 12b-1 right: a loop
def seen_after(e):
    missed = 1
    for _ in range(e):
        missed *= 1 - 4 / 5
    return 1 - missed


# %% 12b-1 right: float32
def seen_after(e):
    return np.float32(1) - np.float32(0.2) ** np.float32(e)


# %% 12b-1 right: recursion with Fraction
def seen_after(e):
    from fractions import Fraction
    missed = Fraction(1)
    for _ in range(e):
        missed *= Fraction(1, 5)
    return 1 - missed


# %% 12b-1 wrong: one epoch too many: after the first one four fifths were
def seen_after(e):
    return 1 - 0.2 ** (e + 1)


# %% 12b-1 wrong: the orders are drawn anew: missed in each of e epochs is a
def seen_after(e):
    return 1 - np.exp(-0.8 * e)


# %% 12b-1 wrong: missed in each of e epochs is a product of e factors: nothing
def seen_after(e):
    return 1 - 0.2 / e


# %% 12b-1 wrong: four fifths are taken for training, not half
def seen_after(e):
    return 1 - 0.5**e


# %% 12b-1 wrong: that it is in the validation part now is given: no factor for it
def seen_after(e):
    return 0.2 * (1 - 0.2**e)


# %% 12b-1 wrong: each epoch finds four fifths of those that are *left*: do they
def seen_after(e):
    return 0.8 + 0.2 * (e - 1)


# %% 12b-1 wrong: in every epoch is one way to be trained on at least once: it is
def seen_after(e):
    return 1 - 0.2**e - 0.8**e


# %% 12b-2 wrong: not the whole
better_of_two = 2 / np.sqrt(np.pi)

# %% 12b-2 wrong: do variances cancel in a difference
better_of_two = 0.5 * np.sqrt(2 / np.pi)

# %% 12b-2 wrong: the root of 2 times sigma squared
better_of_two = np.sqrt(2 / np.pi)

# %% 12b-2 wrong: smaller than the standard deviation
better_of_two = np.sqrt(2) / 2

# %% 12b-2 wrong: but |x - y| is not
better_of_two = 0

# %% 12b-2 wrong: 1 divided by what is asked
better_of_two = np.sqrt(np.pi)

# %% 12b-2 wrong: has the wrong sign
better_of_two = -1 / np.sqrt(np.pi)

# %% 12b-2 wrong: a square too much
better_of_two = 1 / np.pi

# %% 12b-2 wrong: half of the mean of |x - y|
better_of_two = 56.4

# %% 12b-2 right: three digits
better_of_two = 0.564

# %% 12b-2 right: a simulation
better_of_two = np.random.default_rng(5).normal(size=(400_000, 2)).max(axis=1).mean()

# %% 12b-2 right: the product of the last hint, in a tensor
better_of_two = tf.constant(0.5) * np.sqrt(2) * np.sqrt(2 / np.pi)

# %% 12b-2 right: a decimal
from decimal import Decimal

better_of_two = Decimal("0.5642")


# %% 12b-2 right: simulated
better_of_two = np.random.default_rng(3).normal(size=(2_000_000, 2)).max(axis=1).mean()


# %% 12b-2 right: rounded
better_of_two = 0.56


# %% 12b-2 right: decimal
from decimal import Decimal
better_of_two = Decimal("0.5642")


# %% 12b-2 wrong: is the larger one a whole sigma above the mean
better_of_two = 1


# %% 12b-2 wrong: that is the standard deviation of x - y: what is the mean of |x
better_of_two = np.sqrt(2)


# %% 12b-2 wrong: that is the median of |z|: the mean is asked, and half of it
better_of_two = 0.6745


# %% 12b-2 wrong: a multiple of sigma, whatever sigma is: is a sigma that was
better_of_two = 0.026 / np.sqrt(np.pi)


# %% 12b-2 wrong: half of sigma would be half of a distance of sigma: what is the
better_of_two = 0.5


# %% 12b-2 wrong: that is the best of eight: the better of two is asked
better_of_two = 1.42


# %% 12b-2 wrong: with two decimals, please: one is not enough
better_of_two = 0.6


# %% 12b-2 wrong: the root holds all of 2 / pi: is pi outside
better_of_two = np.sqrt(2) / np.pi


# %% 12b-2 wrong: half of the mean of |x - y|, where x - y has twice the variance
better_of_two = 0.25


# %% 12b-2 wrong: your answer is the text 'sigma/sqrt(pi)', and a number is
better_of_two = "sigma/sqrt(pi)"


# %% 12b-3 wrong: is that the mean
def hopeless(value, others):
    return bool(np.isnan(value) or (len(others) >= 4 and value < np.mean(others)))


# %% 12b-3 wrong: is that the best
def hopeless(value, others):
    return bool(np.isnan(value) or (len(others) >= 4 and value < max(others)))


# %% 12b-3 wrong: equal to the median is not below it
def hopeless(value, others):
    return bool(np.isnan(value) or (len(others) >= 4 and value <= np.median(others)))


# %% 12b-3 wrong: fewer than four are too few
def hopeless(value, others):
    return bool(np.isnan(value) or (len(others) > 4 and value < np.median(others)))


# %% 12b-3 wrong: three others are too few
def hopeless(value, others):
    return bool(np.isnan(value) or (len(others) > 2 and value < np.median(others)))


# %% 12b-3 wrong: ask for it by np.isnan
def hopeless(value, others):
    return bool(len(others) >= 4 and value < np.median(others))


# %% 12b-3 wrong: however few the others are
def hopeless(value, others):
    return bool(len(others) >= 4 and (np.isnan(value) or value < np.median(others)))


# %% 12b-3 wrong: the other way round
def hopeless(value, others):
    return bool(np.isnan(value) or (len(others) >= 4 and value > np.median(others)))


# %% 12b-3 wrong: the mean of the middle two
def hopeless(value, others):
    return bool(np.isnan(value) or (len(others) >= 4 and value < sorted(others)[len(others) // 2]))


# %% 12b-3 wrong: the middle of an unsorted list
def hopeless(value, others):
    return bool(np.isnan(value) or (len(others) >= 4 and value < others[len(others) // 2]))


# %% 12b-3 wrong: changes the list
def hopeless(value, others):
    others.sort()
    n = len(others)
    middle = (others[(n - 1) // 2] + others[n // 2]) / 2 if n else 0
    return bool(np.isnan(value) or (n >= 4 and value < middle))


# %% 12b-3 right: step by step
def hopeless(value, others):
    if value != value:
        return True
    if len(others) < 4:
        return False
    return value < np.median(others)


# %% 12b-3 right: sorted by hand
def hopeless(value, others):
    ordered, n = sorted(others), len(others)
    if np.isnan(value):
        return True
    return n > 3 and 2 * value < ordered[(n - 1) // 2] + ordered[n // 2]


# %% 12b-3 right: another median, and 1 or 0
def hopeless(value, others):
    from statistics import median

    return int(np.isnan(value) or (len(others) > 3 and value < median(others)))


# %% 12b-3 right: by hand
def hopeless(value, others):
    if value != value:
        return 1 == 1
    n, s = len(others), sorted(others)
    if n < 4:
        return False
    middle = s[n // 2] if n % 2 else (s[n // 2 - 1] + s[n // 2]) / 2
    return value < middle


# %% 12b-3 right: np.bool_
def hopeless(value, others):
    from statistics import median
    return np.bool_(np.isnan(value)) | (len(others) > 3 and value < median(list(others)))


# %% 12b-3 wrong: return True or False
def hopeless(value, others):
    return "prune" if np.isnan(value) or (len(others) >= 4 and value < np.median(others)) else "keep"

# %% 12b-2 wrong: times the *root* of 2 / pi
better_of_two = 2 / np.pi

# %% 12b-2 wrong: the root of 2 / pi is upside down, and half
better_of_two = np.sqrt(np.pi / 2)

# %% 12b-2 wrong: half is taken once too often
better_of_two = 1 / np.sqrt(np.pi) / 2

# %% 12b-2 wrong: x - y has a *variance* of 2 sigma squared
better_of_two = 2 * np.sqrt(2 / np.pi)

# %% 12b-2 wrong: the share of a normal within one sigma
better_of_two = 0.68

# %% 12b-2 wrong: that is the median of |z|
better_of_two = 0.67

# %% 12b-2 wrong: that is the variance of x - y
better_of_two = 2

# %% 12b-2 wrong: not a function of sigma
better_of_two = lambda sigma: sigma / np.sqrt(np.pi)

# %% 12b-2 wrong: found by random numbers, and too few of them?
better_of_two = np.mean(np.random.default_rng(1).normal(size=(100, 2)).max(axis=1))
