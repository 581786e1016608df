# %% [markdown] tags=["card"]
# # 18d Writing it up: How do I tell others what I found?
#
# **Needs** lesson 02 (`train` and the triplet loss), 02b (margins), 05 (MAP@R) and 05c (what an interval is).
# **Data** 1,797 real handwritten digits, no download. **Takes** {{measured}}.
#
# You will be able to
# 1. keep a record of your runs that survives an interrupted kernel;
# 2. compare two settings seed by seed, with an interval, and say why pairing helps;
# 3. see what a table or an axis hides;
# 4. write an article whose numbers fill themselves in, and know what is still missing in it.
#
# **May be skipped:** exercise 18d-3.

# %%
import numpy as np
from scipy.stats import t as student  # its quantiles make an interval

from course_lib import plots
from course_lib.data import digits
from course_lib.evaluation.comparison import paired_difference
from course_lib.exercises import attempt
from course_lib.report import Article, open_study, summary

SEED = 0
seeds = range(5 * SEED, 5 * SEED + 5)
SETTINGS = ("pixels", "margin 0.5", "margin 1")

# %% [markdown]
# ## 1. A question that a number can answer
# The first of our two articles sets out to show how one writes an article about deep learning, and announces an
# analysis of a case and results of experiments. Neither of them is there. So this last lesson does it once, with a
# small study of our own. You can put yours in its place.
#
# A study begins with a question that a number can answer. "Are margins important?" is none. This is one: *trained for
# 300 steps, by how much does the MAP@R on new writers change if the margin of the triplet loss is 1 and not 0.5?* One
# seed deals the writers, draws the triplets and starts both networks. The pixels are there as a baseline without
# learning.

# %%
from course_lib.by_hand.losses import triplet
from course_lib.by_hand.optimizers import Adam
from course_lib.by_hand.training import embed, random_triplets, train
from course_lib.by_hand.twins import starting_parameters
from course_lib.distances import distance_matrix
from course_lib.evaluation.metrics import map_at_r, ranked_matches


def scores_of(seed, margins=(0.5, 1)):
    draw = lambda: np.random.default_rng(seed)
    parts = [digits(seed=seed).where(split=part) for part in ("train", "test")]
    x, x_test = (part.pictures.reshape(len(part), 64) / 255 for part in parts)  # (n, 64)
    roles, found = random_triplets(parts[0].labels, 20_000, draw()), {"pixels": x_test}
    for margin in margins:
        loss = lambda *three, margin=margin: triplet(*three, margin=margin)
        twins, _ = train(starting_parameters([64, 64, 16], draw()), x, roles, loss, Adam(0.003), draw(), steps=300)
        found[f"margin {margin}"] = embed(twins, x_test)  # (n, 16)
    labels, same = parts[1].labels, {"same_pictures": True}
    return {name: map_at_r(ranked_matches(distance_matrix(f, f), labels, labels, **same)) for name, f in found.items()}


# %% [markdown]
# **Before you run:** write down what you expect, as a number. An expectation that was written afterwards is none.
#
# Each run goes into a log at once, in a file of its own. Interrupt the kernel in the middle, or lose the power: what
# was added is there. A run that is repeated takes its own place, so you may run the cell again.

# %%
log = open_study(f"margins-{SEED}")
for seed in seeds:
    for setting, value in scores_of(seed).items():
        log.add(setting, seed, {"MAP@R": value})

found = {(run.setting, run.seed): run.numbers["MAP@R"] for run in log.runs()}
pixels, half, one = (np.array([found[name, seed] for seed in seeds]) for name in SETTINGS)  # (5,) each
print("margin 0.5", half.round(3), "margin 1", one.round(3), sep="\n")

assert 0.5 < pixels.min() < pixels.max() < 0.65 and half.min() - pixels.max() > 0.05

# %% [markdown]
# With every run the log also keeps the versions of Python and the libraries, the system and the number of cores.
#
# ## 2. The table
# A table needs for each setting how many runs there were, their mean, and how much they differ. `summary` computes the
# mean, the standard deviation and the range.

# %%
for name, n, mean, spread, smallest, largest in summary(log.runs(), "MAP@R"):
    print(f"{name:10} {n} runs, {mean:.3f} with deviation {spread:.3f}, {smallest:.3f} to {largest:.3f}")

ahead = one.mean() - half.mean()
print(f"margin 1 is ahead by {ahead:.3f}")

assert (one > half).all() and 0.005 < ahead < 0.05 and 0.005 < half.std(ddof=1) < 0.06

# %% [markdown]
# Margin 1 is ahead by 0.030 (0.011 to 0.030 over five groups of five seeds). Single runs at margin 0.5 have a deviation
# of 0.030 (0.018 to 0.036) themselves, as much as the whole lead. And the ranges overlap: the best run at 0.5 is above
# the worst at 1. Many readers would now say "no difference". Would you?
#
# ## 3. Seed by seed
# With the same seed both settings met the same writers, the same start and the same triplets, and what is hard for one
# margin is hard for the other as well. What does that do to the difference?

# %% [markdown]
# ### Exercise 18d-1 (derivation): the error of a difference
# One setting gives scores with standard deviation $s_a$, the other with $s_b$, over $n$ seeds. Their correlation is
# $r$. What is the standard error of the difference of the two means, first if the settings had other seeds, so that
# $r = 0$, and then with the same seeds? Return both.

# %% [markdown] tags=["hint"]
# For one seed, $\operatorname{Var}(a - b) = \operatorname{Var}(a) + \operatorname{Var}(b) - 2\operatorname{Cov}(a, b)$:
# multiply out $((a - \bar a) - (b - \bar b))^2$ and take the mean.

# %% [markdown] tags=["hint"]
# The correlation is $r = \operatorname{Cov}(a, b)/(s_a s_b)$. So the variance is $s_a^2 + s_b^2 - 2\,r\,s_a s_b$.

# %% [markdown] tags=["hint"]
# The mean of $n$ independent differences has a variance $n$ times smaller. The standard error is its root.


# %% tags=["exercise"]
def standard_errors(s_a, s_b, r, n):
    return ..., ...  # other seeds, same seeds


# %% tags=["solution"]
def standard_errors(s_a, s_b, r, n):
    other = np.sqrt((s_a**2 + s_b**2) / n)
    same = np.sqrt((s_a**2 + s_b**2 - 2 * r * s_a * s_b) / n)
    return other, same


# %% tags=["check"]
def check_errors(yours):
    asked = (2.0, 1.0, 0.9, 5), (1.5, 3.0, -0.5, 8), (0.7, 0.4, 0.3, 3)
    given = [yours(*each) for each in asked]
    assert all(np.shape(each) == (2,) for each in given), "return two numbers: for other seeds, and for the same seeds"
    slips = {
        "other seeds first, then the same": lambda *q: errors_of(*q)[::-1],
        "these are variances: take the root": lambda *q: np.square(errors_of(*q)),
        "of one seed; the mean of n is surer": lambda *q: np.multiply(errors_of(*q), q[3] ** 0.5),
        "divide by n under the root, not beside it": lambda *q: np.divide(errors_of(*q), q[3] ** 0.5),
        "the standard deviation of a mean falls with the root of n; n - 1 belongs into that of the seeds": (
            lambda *q: np.multiply(errors_of(*q), (q[3] / (q[3] - 1)) ** 0.5)
        ),
        "luck that both share cancels: *minus* twice the covariance": lambda a, b, r, n: errors_of(a, b, -r, n),
        "the covariance counts twice": lambda a, b, r, n: errors_of(a, b, r / 2, n),
        "the covariance is r times both deviations, not r alone": lambda a, b, r, n: (
            errors_of(a, b, 0, n)[0],
            ((a**2 + b**2 - 2 * r) / n) ** 0.5,
        ),
        "the deviation of a difference is no difference of variances": lambda a, b, r, n: (
            (abs(a**2 - b**2) / n) ** 0.5,
            (abs(a**2 - b**2 - 2 * r * a * b) / n) ** 0.5,
        ),
        "variances add up, not deviations, and r counts their product": lambda a, b, r, n: (
            (a + b) / n**0.5,
            (a + b - 2 * r * (a * b) ** 0.5) / n**0.5,
        ),
        "the factor with 1 - r holds for equal deviations only": lambda a, b, r, n: (
            errors_of(a, b, 0, n)[0],
            errors_of(a, b, 0, n)[0] * (1 - r) ** 0.5,
        ),
        "r counts once, not squared": lambda a, b, r, n: (errors_of(a, b, 0, n)[0], errors_of(a, b, r * r, n)[1]),
        "the covariance is divided by n, too": lambda a, b, r, n: (
            errors_of(a, b, 0, n)[0],
            np.sqrt((a**2 + b**2) / n - 2 * r * a * b),
        ),
        "the covariance is r times both deviations, one each": lambda a, b, r, n: (
            errors_of(a, b, 0, n)[0],
            np.sqrt((a**2 + b**2 - 2 * r * a * a) / n),
        ),
        "both deviations count, not the larger one alone": lambda a, b, r, n: (
            max(a, b) / n**0.5,
            errors_of(a, b, r, n)[1],
        ),
        "the same seeds are not r = 1: r is given": lambda a, b, r, n: errors_of(a, b, 1, n),
        "variances add up, not deviations": lambda a, b, r, n: ((a + b) / n**0.5, errors_of(a, b, r, n)[1]),
        "the deviation of a difference is no difference of deviations": lambda a, b, r, n: (
            errors_of(a, b, 0, n)[0],
            abs(a - b) / n**0.5,
        ),
        "the variances add up, also for a difference": lambda a, b, r, n: (
            (abs(a**2 - b**2) / n) ** 0.5,
            errors_of(a, b, r, n)[1],
        ),
        "both are for other seeds: where does r come in?": lambda a, b, r, n: errors_of(a, b, 0, n),
        "both are for the same seeds: other seeds have r = 0": lambda *q: errors_of(*q)[1:] * 2,
        "a half is too much: both variances add up, over n": lambda *q: np.divide(errors_of(*q), 2**0.5),
    }
    with np.errstate(invalid="ignore"):
        for words, slip in slips.items():
            assert not np.allclose(given, [slip(*each) for each in asked], rtol=1e-4, equal_nan=True), words
    few, many, opposite, equal = (yours(3.0, 4.0, *q) for q in ((0.2, 5), (0.2, 20), (-1, 4), (0, 4)))
    told = "four times the seeds halve both errors, and in yours they become {:.3g} and {:.3g} times as large"
    assert np.allclose(np.divide(many, few), 0.5, rtol=1e-4), told.format(*np.divide(many, few))
    told = "with n = 4 and deviations 3 and 4 the first is 5 / 2, the root of 25 / 4; yours gives"
    assert np.isclose(equal[0], 2.5, rtol=1e-4), f"{told} {equal[0]:.3g}: is a factor too much?"
    told = "for r = 0 both errors are the same, and yours are"
    assert np.isclose(equal[0], equal[1], rtol=1e-4), f"{told} {equal[0]:.3g} and {equal[1]:.3g}"
    told = "for r = -1 the deviations add up, 3 + 4, over the root of n: 3.5 where n is 4; yours gives"
    assert np.isclose(opposite[1], 3.5, rtol=1e-4), f"{told} {opposite[1]:.3g}: how does r enter?"
    rng = np.random.default_rng(7)
    for (a, b, r, n), (other, same) in zip(asked, given):
        drawn = rng.multivariate_normal([0, 0], [[a * a, r * a * b], [r * a * b, b * b]], size=(20_000, n))
        told = (drawn[..., 0] - drawn[..., 1]).mean(axis=1).std()
        alone = ((a * a + b * b) / n) ** 0.5
        assert np.isclose(other, alone, rtol=1e-4), f"other seeds: without r the variance is the sum, over n = {n}"
        assert np.isclose(same, told, rtol=0.03), f"same seeds, r = {r}: {told:.3f} in 20,000 tries, not {same:.3f}"


errors_of = lambda s_a, s_b, r, n: tuple(((s_a**2 + s_b**2 - 2 * c * s_a * s_b) / n) ** 0.5 for c in (0, r))
draw_errors = lambda rng: (*rng.uniform(0.5, 2, 2), rng.uniform(-0.9, 0.9), int(rng.integers(3, 30)))
standard_errors = attempt("18d-1", standard_errors, check_errors, ours=errors_of, again=draw_errors)

# %% [markdown]
# So pairing helps where $r$ is positive, costs where it is negative, and does nothing at $r = 0$. At $s_a = s_b$ the
# error shrinks by the factor $\sqrt{1 - r}$.

# %% [markdown]
# ### Exercise 18d-2 (implementation): the paired interval
# Return the mean difference `second - first` and the two ends of its 95 % interval. Seeds are few, so take Student's
# $t$ with $n - 1$ degrees of freedom, as in lesson 05c. (If you did lesson 12: write it again without looking.)

# %% [markdown] tags=["hint"]
# `differences = np.asarray(second) - np.asarray(first)`; from here on there is only one row of numbers.

# %% [markdown] tags=["hint"]
# Its standard error is `differences.std(ddof=1) / np.sqrt(n)`.

# %% [markdown] tags=["hint"]
# The interval reaches `student.ppf(0.975, n - 1)` errors to both sides.


# %% tags=["exercise"]
def paired_interval(first, second):
    return ..., ..., ...  # mean, low, high


# %% tags=["solution"]
def paired_interval(first, second):
    differences = np.asarray(second) - np.asarray(first)  # (n,)
    n = len(differences)
    reach = student.ppf(0.975, n - 1) * differences.std(ddof=1) / np.sqrt(n)
    return differences.mean(), differences.mean() - reach, differences.mean() + reach


# %% tags=["check"]
def check_interval(yours):
    pairs = [draw_scores(np.random.default_rng(seed)) for seed in (4, 5)]
    given = [yours(*pair) for pair in pairs]
    assert all(np.shape(each) == (3,) for each in given), "return three numbers: the mean difference and the two ends"
    means, lows, highs = np.transpose(given)
    judged = [paired_difference(*pair) for pair in pairs]
    mean, n = np.array([each.mean for each in judged]), np.array([len(first) for first, _ in pairs])
    reach = np.array([each.high for each in judged]) - mean
    deviation = np.array([(second - first).std(ddof=1) for first, second in pairs])
    apart = [((np.var(a, ddof=1) + np.var(b, ddof=1)) / len(a)) ** 0.5 for a, b in pairs]
    factor = student.ppf(0.975, n - 1)
    assert not np.allclose(means, -mean), "the sign is turned round: second minus first"
    differences = [second - first for first, second in pairs]
    of_each = lambda look: np.array([look(each) for each in differences])
    assert not np.allclose(lows, mean), "the mean comes first, then the two ends"
    assert not np.allclose(means, of_each(lambda d: abs(d).mean())), "keep the sign of each difference"
    assert not np.allclose(means, of_each(np.median)), "that is the median of the differences; their mean is asked"
    smallest = "the ends are those of the interval, not the smallest and the largest difference"
    assert not np.allclose(lows, of_each(np.min)), smallest
    percentiles = np.array([np.quantile(d, (0.025, 0.975)) for d in differences]).T
    assert not np.allclose([lows, highs], percentiles), "that is where the differences lie; how sure is their mean?"
    assert not np.allclose(means, mean * n), "that is the sum of the differences, and their mean is asked"
    assert np.allclose(means, mean, rtol=1e-4), f"the mean difference is {mean[0]:.3f}, not {means[0]:.3f}"
    assert not np.allclose([lows, highs], [mean + reach, mean - reach]), "the lower end comes first, then the upper one"
    assert not np.allclose([lows, highs], [-reach, reach]), "the ends lie around the mean difference, not around 0"
    assert not np.allclose([lows, highs], [reach, reach]), "these are the reaches: add them to the mean, take them off"
    of_second = [second.mean() for _, second in pairs]
    assert not np.allclose((lows + highs) / 2, of_second), "the ends lie around the mean difference, not around a mean"
    assert np.allclose(highs - means, means - lows, rtol=1e-3), "the ends lie equally far from the mean"
    slips = {
        "that is for an interval of 90 %, and for many seeds": 1.645 * reach / factor,
        "two errors is a rule of thumb: Student's t says how many": 2 * reach / factor,
        "1.96 is for many seeds: Student's t is wider": 1.96 * reach / factor,
        "Student's t has n - 1 degrees of freedom": reach * student.ppf(0.975, n) / factor,
        "Student's t has n - 1 degrees of freedom: there is one row of differences": (
            reach * student.ppf(0.975, 2 * n - 2) / factor
        ),
        "n is the number of seeds that are given, not always 5": student.ppf(0.975, 4) * deviation / 5**0.5,
        "2.5 % lie beyond each end: ask for 0.975": reach * student.ppf(0.95, n - 1) / factor,
        "divide by n - 1 in the variance: ddof=1": reach * np.sqrt(1 - 1 / n),
        "the error of the mean: divide by the root of n": reach * np.sqrt(n),
        "divide by the root of n, not by n": reach / np.sqrt(n),
        "n - 1 is in the deviation already: divide by the root of n": reach * np.sqrt(n / (n - 1)),
        "Student's factor is missing": reach / factor,
        "`cdf` gives the share for a factor; the factor for a share is `ppf`": reach
        * student.cdf(0.975, n - 1)
        / factor,
        "that is the variance of the differences: take its root": reach * deviation,
        "same seeds: take the deviation of the differences, not of each row": factor * apart,
        "half of it: the interval reaches a whole factor to both sides": reach / 2,
        "twice as wide: the factor counts once to each side": 2 * reach,
    }
    for words, slip in slips.items():
        assert not np.allclose(highs - means, slip, rtol=1e-4), words
    ends = f"from {judged[0].low:.3f} to {judged[0].high:.3f} is expected, not from {lows[0]:.3f} to {highs[0]:.3f}"
    assert np.allclose([lows, highs], [mean - reach, mean + reach], rtol=1e-4, atol=1e-5), ends


def draw_scores(rng):
    first = rng.uniform(0.4, 0.9, size=rng.integers(3, 9))
    return first, first + rng.normal(0.02, 0.05, size=len(first))


ours_interval = lambda first, second: tuple(paired_difference(first, second)[:3])
paired_interval = attempt("18d-2", paired_interval, check_interval, ours_interval, again=draw_scores)

# %% [markdown]
# Now both ways, on our five seeds. Without pairing, $2n - 2$ degrees of freedom are left (both spreads are estimated
# together), which makes that interval narrower, and it is still the wider one:

# %% tags=["figure"]
difference, low, high = paired_interval(half, one)
error = np.sqrt((one.var(ddof=1) + half.var(ddof=1)) / 5)
unpaired = student.ppf(0.975, 8) * error
intervals = {"same seeds, paired": (low, high), "as if unpaired": (difference - unpaired, difference + unpaired)}
alone = {f"seed {seed}": value for seed, value in zip(seeds, one - half)}
words = f"Paired, the difference is {low:.3f} to {high:.3f}; unpaired the interval is wider"
name = "MAP@R at margin 1 minus that at 0.5"
intervals_drawn = plots.figure_intervals(difference, intervals, alone, xlabel=name, alt=words, dots="each seed")
plots.show(*intervals_drawn)
r, narrower = np.corrcoef(half, one)[0, 1], (high - low) / (2 * unpaired)
print(f"correlation {r:.2f}; the paired interval is {narrower:.2f} times as wide as the other one")

assert 0.3 < r < 1 and 0.2 < narrower < 1 and -0.01 < low < 0.03 and -0.04 < difference - unpaired < 0.01

# %% [markdown]
# The five differences are all above 0. Paired, the interval is 0.006 to 0.053; as if unpaired, it would be -0.008 to
# 0.067 and include 0. The scores are the same; what has gone is the luck that both settings share, in the writers and
# in the draws of the training, with a correlation of 0.79 (0.47 to 0.95). Over five groups of five seeds the paired
# interval is 0.3 to 0.9 times as wide as the other one. Its lower end lies between -0.001 and 0.016, so with one of the
# five groups even pairing would not have excluded 0. Five seeds are a beginning.

# %% [markdown]
# ### Exercise 18d-3 (prediction): how many seeds?
# Suppose that the differences of single seeds keep a standard deviation of 0.02. How many seeds does it take until the
# interval reaches less than 0.01 to each side? Guess before you compute.

# %% [markdown] tags=["hint"]
# With 1.96 in place of Student's factor: $1.96 \cdot 0.02/\sqrt n < 0.01$. That is a first guess for $n$.

# %% [markdown] tags=["hint"]
# For so many seeds Student's factor is still above 1.96, so a few more are needed.

# %% [markdown] tags=["hint"]
# Try `student.ppf(0.975, n - 1) * 0.02 / n**0.5` for $n$ from 2 on, and stop at the first one below 0.01.

# %% tags=["exercise"]
enough = ...

# %% tags=["solution"]
enough = next(n for n in range(2, 100) if student.ppf(0.975, n - 1) * 0.02 / n**0.5 < 0.01)


# %% tags=["check"]
def check_enough(n):
    assert not 15.3 < n < 15.4, "that is with 1.96 for many seeds: with so few, Student's factor is larger"
    assert not 30.8 < n < 30.9, "that is with the factor of five seeds: for more of them Student's factor is smaller"
    assert n == int(n) and n > 1, f"a whole number of seeds, two or more, not {n}"
    n = int(n)
    assert n != 16, "that is with 1.96 for many seeds: with so few, Student's factor is larger"
    assert n != 4, "the deviation of a mean is 0.02 over the root of n: and how far does an interval reach?"
    assert n != 13, "2.5 % lie beyond each end: ask for 0.975"
    assert n != 7, "it is the reach to one side that is less than 0.01"
    assert n != 6, "the deviation of a mean falls with the root of n"
    assert n not in (62, 63, 64), "to each side less than 0.01, so 0.02 from end to end"
    reach = [student.ppf(0.975, k - 1) * 0.02 / k**0.5 for k in (n, max(2, n - 1))]
    assert reach[0] < 0.01, "too few: with so many seeds the interval still reaches more than 0.01 to each side"
    assert reach[1] >= 0.01, "too many: fewer seeds would do; the first number that is enough is asked"


enough = attempt("18d-3", enough, check_enough, ours=18, unique=False)

# %% [markdown]
# Eighteen seeds. Once there are many, halving an interval takes four times as many runs. So decide *before* you run how
# small a difference would still matter to you.
#
# ## 4. An axis that does not lie
# A figure has one message. Ours is: margin 1 is ahead, by a little. Here are the means over an axis that begins at 0,
# with a dot for each run:


# %% tags=["figure"]
def drawn(runs, cut, dots):
    return plots.figure_axis({"margin 0.5": half[:runs], "margin 1": one[:runs]}, cut=cut, dots=dots, ylabel="MAP@R")


honest = drawn(runs=5, cut=False, dots=True)
plots.show(*honest)
_, words = drawn(runs=5, cut=True, dots=False)
print(honest[1], words, sep="\n")

assert 1 < one.mean() / half.mean() < 1.08 and "looks 4." in words

# %% [markdown]
# **Before you move anything:** what must be switched off, and how many runs left out, for this to look like a triumph?

# %% tags=["widget"]
from course_lib.widgets import live

live(drawn, runs=(1, 5, 1, 5), cut=False, dots=True)

# %% [markdown]
# With the axis cut and the dots gone, the same two means become a small bar beside one that looks more than four times
# as high, where the truth is 1.04 times (1.01 to 1.04). Nothing that is drawn is false. A bar says with its *height*
# how much there is, so its axis begins at 0. Where a small difference is the message, draw the differences themselves,
# as in section 3, and their interval.

# %% [markdown]
# ### Exercise 18d-4 (experiment): a table for any taste
# Somebody prints one number for each setting, and does not say which seed it is from. How far ahead can the *first*
# setting be made to look if one seed may be chosen for each of the two? Write it for any two rows of scores, and see
# what it gives for margin 0.5 against margin 1.

# %% [markdown] tags=["hint"]
# Of the first setting, the seed that flatters it. Of the second one, the seed that does not.

# %% [markdown] tags=["hint"]
# The best of the first and the worst of the second.

# %% [markdown] tags=["hint"]
# `np.max(first) - np.min(second)`.


# %% tags=["exercise"]
def flattered(first, second):
    return ...


# %% tags=["solution"]
def flattered(first, second):
    return np.max(first) - np.min(second)


# %% tags=["check"]
def check_flattered(yours):
    first, second = np.array([0.5, 0.75, 0.7, 0.4]), np.array([0.9, 0.7, 0.6, 0.65])
    rows = [(first, second), (second, first), (np.array([0.31, 0.52, 0.44]), np.array([0.2, 0.63, 0.35]))]
    rows.append((np.array([0.3, 0.2, 0.25, 0.1]), np.array([0.6, 0.4, 0.7, 0.5])))  # behind at best
    given = [yours(*pair) for pair in rows]
    assert not any(map(np.shape, given)), "return one number"
    slips = {
        "the other way round: that flatters the second setting": lambda a, b: b.max() - a.min(),
        "that is the honest lead: choose the seeds": lambda a, b: a.mean() - b.mean(),
        "each setting may have a seed of its own, not one for both": lambda a, b: (a - b).max(),
        "the best of both: which seed of the second setting makes the first look good?": lambda a, b: a.max() - b.max(),
        "the worst of both: which seed makes the first look good?": lambda a, b: a.min() - b.min(),
        "that makes the second look good: choose in favour of the first": lambda a, b: a.min() - b.max(),
        "one seed may be chosen for *each* of the two: also of the second": lambda a, b: a.max() - b.mean(),
        "one seed may be chosen for *each* of the two: also of the first": lambda a, b: a.mean() - b.min(),
        "by how far is it ahead: a difference of two scores": lambda a, b: a.max(),
        "by how far is it ahead: a difference, not a ratio": lambda a, b: a.max() / b.min(),
        "a setting may be behind at best: leave the sign": lambda a, b: abs(a.max() - b.min()),
        "a setting may be behind at best: do not cut off at 0": lambda a, b: max(0, a.max() - b.min()),
        "the sign: by how far is the *first* setting ahead?": lambda a, b: b.min() - a.max(),
        "that is the range of all scores: the best of the first, and of the second the worst": lambda a, b: (
            max(a.max(), b.max()) - min(a.min(), b.min())
        ),
        "by how far is it ahead: a difference, not a ratio less 1": lambda a, b: a.max() / b.min() - 1,
        "one seed of the second setting, the worst: not its median": lambda a, b: a.max() - np.median(b),
        "the best seed of the first setting, not its second best": lambda a, b: np.sort(a)[-2] - b.min(),
        "that looks at the last seed alone: choose": lambda a, b: a[-1] - b[-1],
        "no means and spreads: one seed may be chosen for each of the two": lambda a, b: a.mean() - b.mean() + a.std(),
        "that looks at the first seed alone: choose": lambda a, b: a[0] - b[0],
        "positions are no scores: the largest value, not its place": lambda a, b: a.argmax() - b.argmin(),
        "only the seed at which the first is best is looked at: the second has its own": lambda a, b: (
            a.max() - b[a.argmax()]
        ),
        "that is how far one setting spreads": lambda a, b: a.max() - a.min(),
    }
    for words, slip in slips.items():
        assert not np.allclose(given, [slip(*pair) for pair in rows]), words
    right = [pair[0].max() - pair[1].min() for pair in rows]
    if np.ptp(np.subtract(given, right)) > 1e-6:  # else a constant is too much, and the comparison names it
        gain = yours(np.add(first, [0, 0.1, 0, 0]), second) - yours(first, second)
        assert np.isclose(gain, 0.1), "if the best run of the first setting were better by 0.1, so would the lead be"
        gain = yours(first, np.subtract(second, [0, 0, 0.1, 0])) - yours(first, second)
        assert np.isclose(gain, 0.1), (
            "if the worst run of the second setting were worse by 0.1, the lead would be larger"
        )
    assert np.allclose(given, right, rtol=1e-4), f"{right[0]:.3f} for the first two rows, not {given[0]:.3f}"


draw_rows = lambda rng: (rng.uniform(0.2, 0.6, 5), rng.uniform(0.4, 0.9, 5))
ours_flattered = lambda first, second: np.max(first) - np.min(second)
flattered = attempt("18d-4", flattered, check_flattered, ours=ours_flattered, again=draw_rows)

# %%
claimed = flattered(half, one)
print(f"margin 0.5 'leads' by {claimed:.3f}; in truth it is {difference:.3f} behind")

assert -0.02 < claimed < 0.15 and 0.005 < difference < 0.05

# %% [markdown]
# With one seed for each, the setting that is behind in all five runs can be printed as 0.040 *ahead* (0.011 to 0.066).
# That is just how much the two ranges overlap. The more seeds there are to choose from, the more can be claimed.
#
# So a table is honest if it says
# - **how many runs** are behind each number, and their spread;
# - **which seeds**, the same for all, and none left out, those that failed included;
# - **what else was tried**, and how the settings in the table were chosen, on which data, as carefully for the baseline
#   as for your own;
# - **what no learning at all** would have given.
#
# `warnings_of` in `course_lib.report` finds some of this by itself: too few runs, other seeds, a number that is
# missing, a baseline that was not run. It can't know what you left out.
#
# ## 5. The article
# | part | what a reader wants to know |
# |---|---|
# | Question | what was asked, and what did you expect? |
# | Set-up | could I do it again: data, split, network, training, what was chosen by which data? |
# | Result | the table, the difference with its interval, one figure |
# | What it means | the answer, in plain words, no larger than the numbers |
# | What else was tried | all that was run and is not in the table |
# | What would overturn it | what would have changed your mind? |
# | Limits | where was it not tested? |
# | To run it again | seeds, versions, machine |
#
# The template fills in the table, the comparison, the figures, the seeds, the versions and the warnings from the log.
# What only you can say, it leaves open, and marks it:

# %%
log.add_figure("Differences", *intervals_drawn)
log.add_figure("Means", *honest)
title, score = "Does the margin of a triplet loss matter?", "MAP@R"
draft = Article(title, score, baseline="margin 0.5")
to_say = draft.missing(log)
print(*to_say, sep="\n")

assert [words.split(":")[0] for words in to_say[:2]] == ["Question", "Set-up"] and len(to_say) >= 6

# %% [markdown]
# Here are words of ours for two of the parts. **Write the others,** above all the limits: on how many pictures, whose
# hands, how long a training does all of this rest?

# %%
texts = {
    "question": "By how much does MAP@R on new writers change if the margin is 1 and not 0.5? We expected no change.",
    "reading": f"With margin 1 it is {difference:.3f} higher, {low:.3f} to {high:.3f}. Both are far ahead of pixels.",
    "limits": "",
}
article = Article(title, score, baseline="margin 0.5", texts=texts)
as_text, as_page = article.write(log, log.folder)
article.show(log)
print(f"{as_text.name} and {as_page.name} lie in {as_page.parent.name}; {len(article.missing(log))} parts are open")

assert len(article.missing(log)) == len(to_say) - 2 and as_page.stat().st_size > 10_000

# %% [markdown]
# The page needs nothing else: its figures are in it, with their alternative texts, and it can be read on a dark screen.
# The Markdown file has its figures in a folder beside it, for a repository or a blog. Run the cell again after each
# change; both files are replaced in one step. A list that is empty does not make an article good. It only says that
# nothing was forgotten that a program can see.
#
# For a study of your own take another name in `open_study`, your own `scores_of`, and the settings that you want to
# compare. All studies lie in `data/studies`, or beside the file of your progress.

# What you have solved in the whole course, and when, can be written up as well: a page to print, made on your machine.

# %%
from course_lib.exercises import certificate

page = certificate("")  # your name between the quotation marks

# %% [markdown] tags=["mirror"]
# ## How do I tell others what I found?
# 1. **A question** names the number, and the expectation stands beside it before the first run.
# 2. **A log** takes each run at once, with its seed and versions.
# 3. **Seed by seed:** the error of a difference is $\sqrt{(s_a^2 + s_b^2 - 2 r s_a s_b)/n}$. Here pairing told a lead
#    of 0.030 from nothing, where two separate spreads did not.
# 4. **What is hidden:** a cut axis makes 4 % look like four times as much, and a chosen seed turns the order round.
# 5. **The article:** eight parts, and six of them a program can't write.
#
# **So what do I do?** Write question and expectation first. Run everything with the same five seeds or more, into a
# log. Give the difference with its paired interval, the baseline without learning, and all that was tried. Begin the
# axis of a bar at 0. Then write the limits, before anybody else does.
#
# That was the last lesson. Take the course's search, its losses and its doubts to data of your own. **Exercises:**
# 18d-1 to 18d-4; `course_lib.exercises.progress()` shows yours.
#
# **References.** Student 1908, *The probable error of a mean*, Biometrika 6. Musgrave, Belongie and Lim 2020, *A metric
# learning reality check*, ECCV, on comparisons in this very field that were not fair. Tufte 1983, *The visual display
# of quantitative information*, on axes.
