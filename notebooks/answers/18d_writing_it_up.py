# %% 18d-1 wrong: first, then the same
def standard_errors(s_a, s_b, r, n):
    return np.sqrt((s_a**2 + s_b**2 - 2 * r * s_a * s_b) / n), np.sqrt((s_a**2 + s_b**2) / n)


# %% 18d-1 wrong: take the root
def standard_errors(s_a, s_b, r, n):
    return (s_a**2 + s_b**2) / n, (s_a**2 + s_b**2 - 2 * r * s_a * s_b) / n


# %% 18d-1 wrong: of one seed
def standard_errors(s_a, s_b, r, n):
    return np.sqrt(s_a**2 + s_b**2), np.sqrt(s_a**2 + s_b**2 - 2 * r * s_a * s_b)


# %% 18d-1 wrong: *minus* twice
def standard_errors(s_a, s_b, r, n):
    return np.sqrt((s_a**2 + s_b**2) / n), np.sqrt((s_a**2 + s_b**2 + 2 * r * s_a * s_b) / n)


# %% 18d-1 wrong: counts twice
def standard_errors(s_a, s_b, r, n):
    return np.sqrt((s_a**2 + s_b**2) / n), np.sqrt((s_a**2 + s_b**2 - r * s_a * s_b) / n)


# %% 18d-1 wrong: not deviations
def standard_errors(s_a, s_b, r, n):
    return (s_a + s_b) / np.sqrt(n), np.sqrt((s_a**2 + s_b**2 - 2 * r * s_a * s_b) / n)


# %% 18d-1 wrong: under the root
def standard_errors(s_a, s_b, r, n):
    return np.sqrt(s_a**2 + s_b**2) / n, np.sqrt(s_a**2 + s_b**2 - 2 * r * s_a * s_b) / n


# %% 18d-1 wrong: not r alone
def standard_errors(s_a, s_b, r, n):
    return np.sqrt((s_a**2 + s_b**2) / n), np.sqrt((s_a**2 + s_b**2 - 2 * r) / n)


# %% 18d-1 wrong: two numbers
def standard_errors(s_a, s_b, r, n):
    return np.sqrt((s_a**2 + s_b**2 - 2 * r * s_a * s_b) / n)


# %% 18d-1 wrong: where does r come in
def standard_errors(s_a, s_b, r, n):
    return np.sqrt((s_a**2 + s_b**2) / n), np.sqrt((s_a**2 + s_b**2) / n)


# %% 18d-1 right: by a product of matrices
def standard_errors(s_a, s_b, r, n):
    ways = []
    for together in (0, r):
        table = np.array([[s_a**2, together * s_a * s_b], [together * s_a * s_b, s_b**2]])
        ways.append(np.sqrt(np.array([1, -1]) @ table @ np.array([1, -1]) / n))
    return ways


# %% 18d-1 right: float32
def standard_errors(s_a, s_b, r, n):
    a, b = np.float32(s_a), np.float32(s_b)
    return np.hypot(a, b) / np.sqrt(np.float32(n)), np.sqrt((a * a + b * b - 2 * np.float32(r) * a * b) / n)


# %% 18d-1 right: variances of the means first
def standard_errors(s_a, s_b, r, n):
    a, b = s_a / n**0.5, s_b / n**0.5
    return (a * a + b * b) ** 0.5, ((a - b) ** 2 + 2 * a * b * (1 - r)) ** 0.5


# %% 18d-1 wrong: *minus* twice the covariance
def standard_errors(s_a, s_b, r, n):
    v = s_a**2 + s_b**2
    return np.sqrt(v / n), np.sqrt((v + 2 * r * s_a * s_b) / n)


# %% 18d-1 wrong: the covariance counts twice
def standard_errors(s_a, s_b, r, n):
    v = s_a**2 + s_b**2
    return np.sqrt(v / n), np.sqrt((v - r * s_a * s_b) / n)


# %% 18d-1 wrong: these are variances
def standard_errors(s_a, s_b, r, n):
    v = s_a**2 + s_b**2
    return v / n, (v - 2 * r * s_a * s_b) / n


# %% 18d-1 wrong: the mean of n is surer
def standard_errors(s_a, s_b, r, n):
    v = s_a**2 + s_b**2
    return np.sqrt(v), np.sqrt(v - 2 * r * s_a * s_b)


# %% 18d-1 wrong: divide by n under the root, not beside it
def standard_errors(s_a, s_b, r, n):
    v = s_a**2 + s_b**2
    return np.sqrt(v) / n, np.sqrt(v - 2 * r * s_a * s_b) / n


# %% 18d-1 wrong: other seeds first, then the same
def standard_errors(s_a, s_b, r, n):
    v = s_a**2 + s_b**2
    return np.sqrt((v - 2 * r * s_a * s_b) / n), np.sqrt(v / n)


# %% 18d-1 wrong: the deviation of a difference is no difference of variances
def standard_errors(s_a, s_b, r, n):
    v = s_a**2 - s_b**2
    return np.sqrt(abs(v) / n), np.sqrt(abs(v - 2 * r * s_a * s_b) / n)


# %% 18d-1 wrong: variances add up, not deviations, and r counts their product
def standard_errors(s_a, s_b, r, n):
    return (s_a + s_b) / np.sqrt(n), (s_a + s_b - 2 * r * np.sqrt(s_a * s_b)) / np.sqrt(n)


# %% 18d-1 wrong: the factor with 1 - r holds for equal deviations only
def standard_errors(s_a, s_b, r, n):
    other = np.sqrt((s_a**2 + s_b**2) / n)
    return other, other * np.sqrt(1 - r)


# %% 18d-1 wrong: the standard deviation of a mean falls with the root of n
def standard_errors(s_a, s_b, r, n):
    v = s_a**2 + s_b**2
    return np.sqrt(v / (n - 1)), np.sqrt((v - 2 * r * s_a * s_b) / (n - 1))


# %% 18d-1 wrong: r counts once, not squared
def standard_errors(s_a, s_b, r, n):
    v = s_a**2 + s_b**2
    return np.sqrt(v / n), np.sqrt((v - 2 * r**2 * s_a * s_b) / n)


# %% 18d-1 wrong: the covariance is r times both deviations, not r alone
def standard_errors(s_a, s_b, r, n):
    v = s_a**2 + s_b**2
    return np.sqrt(v / n), np.sqrt((v - 2 * r) / n)


# %% 18d-1 wrong: both variances add up, over n
def standard_errors(s_a, s_b, r, n):
    v = (s_a**2 + s_b**2) / 2
    return np.sqrt(v / n), np.sqrt((v - r * s_a * s_b) / n)


# %% 18d-1 wrong: the covariance is divided by n, too
def standard_errors(s_a, s_b, r, n):
    v = (s_a**2 + s_b**2) / n
    return np.sqrt(v), np.sqrt(v - 2 * r * s_a * s_b)


# %% 18d-1 right: hypot
def standard_errors(s_a, s_b, r, n):
    same = np.sqrt(np.array([1, -1]) @ [[s_a**2, r * s_a * s_b], [r * s_a * s_b, s_b**2]] @ [1, -1] / n)
    return np.hypot(s_a, s_b) / n**0.5, same


# %% 18d-1 right: cosine rule, list
def standard_errors(s_a, s_b, r, n):
    return [float((s_a * s_a + s_b * s_b - 2 * each * s_a * s_b) ** 0.5 * n**-0.5) for each in (0, r)]


# %% 18d-1 wrong: the covariance is r times both deviations, one each
def standard_errors(s_a, s_b, r, n):
    v = s_a**2 + s_b**2
    return np.sqrt(v / n), np.sqrt((v - 2 * r * s_a**2) / n)


# %% 18d-1 wrong: both variances add up, over n
def standard_errors(s_a, s_b, r, n):
    v = s_a**2 + s_b**2
    return np.sqrt(v / (2 * n)), np.sqrt((v - 2 * r * s_a * s_b) / (2 * n))


# %% 18d-2 wrong: turned round
from scipy.stats import t as student


def paired_interval(first, second):
    differences = np.asarray(first) - np.asarray(second)
    reach = student.ppf(0.975, len(differences) - 1) * differences.std(ddof=1) / np.sqrt(len(differences))
    return differences.mean(), differences.mean() - reach, differences.mean() + reach


# %% 18d-2 wrong: 1.96
def paired_interval(first, second):
    differences = np.asarray(second) - np.asarray(first)
    reach = 1.96 * differences.std(ddof=1) / np.sqrt(len(differences))
    return differences.mean(), differences.mean() - reach, differences.mean() + reach


# %% 18d-2 wrong: ddof=1
from scipy.stats import t as student


def paired_interval(first, second):
    differences = np.asarray(second) - np.asarray(first)
    reach = student.ppf(0.975, len(differences) - 1) * differences.std() / np.sqrt(len(differences))
    return differences.mean(), differences.mean() - reach, differences.mean() + reach


# %% 18d-2 wrong: error of the mean
from scipy.stats import t as student


def paired_interval(first, second):
    differences = np.asarray(second) - np.asarray(first)
    reach = student.ppf(0.975, len(differences) - 1) * differences.std(ddof=1)
    return differences.mean(), differences.mean() - reach, differences.mean() + reach


# %% 18d-2 wrong: lower end comes first
from scipy.stats import t as student


def paired_interval(first, second):
    differences = np.asarray(second) - np.asarray(first)
    reach = student.ppf(0.975, len(differences) - 1) * differences.std(ddof=1) / np.sqrt(len(differences))
    return differences.mean(), differences.mean() + reach, differences.mean() - reach


# %% 18d-2 wrong: beyond each end
from scipy.stats import t as student


def paired_interval(first, second):
    differences = np.asarray(second) - np.asarray(first)
    reach = student.ppf(0.95, len(differences) - 1) * differences.std(ddof=1) / np.sqrt(len(differences))
    return differences.mean(), differences.mean() - reach, differences.mean() + reach


# %% 18d-2 wrong: degrees of freedom
from scipy.stats import t as student


def paired_interval(first, second):
    differences = np.asarray(second) - np.asarray(first)
    reach = student.ppf(0.975, len(differences)) * differences.std(ddof=1) / np.sqrt(len(differences))
    return differences.mean(), differences.mean() - reach, differences.mean() + reach


# %% 18d-2 wrong: not of each row
from scipy.stats import t as student


def paired_interval(first, second):
    ahead, n = np.mean(second) - np.mean(first), len(first)
    error = np.sqrt((np.var(first, ddof=1) + np.var(second, ddof=1)) / n)
    reach = student.ppf(0.975, n - 1) * error
    return ahead, ahead - reach, ahead + reach


# %% 18d-2 wrong: three numbers
from scipy.stats import t as student


def paired_interval(first, second):
    differences = np.asarray(second) - np.asarray(first)
    return differences.mean(), student.ppf(0.975, len(differences) - 1) * differences.std(ddof=1)


# %% 18d-2 wrong: add them to the mean
from scipy.stats import t as student


def paired_interval(first, second):
    differences = np.asarray(second) - np.asarray(first)
    reach = student.ppf(0.975, len(differences) - 1) * differences.std(ddof=1) / np.sqrt(len(differences))
    return differences.mean(), reach, reach


# %% 18d-2 right: SciPy's interval
from scipy import stats


def paired_interval(first, second):
    differences = np.subtract(second, first)
    ends = stats.t.interval(0.95, len(first) - 1, loc=differences.mean(), scale=stats.sem(differences))
    return [differences.mean(), *ends]


# %% 18d-2 right: SciPy's paired test
from scipy import stats


def paired_interval(first, second):
    found = stats.ttest_rel(second, first).confidence_interval(0.95)
    return np.mean(second) - np.mean(first), found.low, found.high


# %% 18d-2 right: by hand
from scipy.stats import t as student


def paired_interval(first, second):
    differences = [b - a for a, b in zip(first, second)]
    n = len(differences)
    mean = sum(differences) / n
    error = (sum((each - mean) ** 2 for each in differences) / (n - 1) / n) ** 0.5
    factor = -student.ppf(0.025, n - 1)
    return np.array([mean, mean - factor * error, mean + factor * error])


# %% 18d-2 wrong: the sign is turned round
def paired_interval(first, second):
    d = np.asarray(first) - np.asarray(second)
    n = len(d)
    reach = student.ppf(0.975, n - 1) * d.std(ddof=1) / np.sqrt(n)
    return d.mean(), d.mean() - reach, d.mean() + reach


# %% 18d-2 wrong: divide by n - 1 in the variance: ddof=1
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    n = len(d)
    reach = student.ppf(0.975, n - 1) * d.std() / np.sqrt(n)
    return d.mean(), d.mean() - reach, d.mean() + reach


# %% 18d-2 wrong: Student's t is wider
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    n = len(d)
    reach = 1.96 * d.std(ddof=1) / np.sqrt(n)
    return d.mean(), d.mean() - reach, d.mean() + reach


# %% 18d-2 wrong: 2.5 % lie beyond each end: ask for 0.975
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    n = len(d)
    reach = student.ppf(0.95, n - 1) * d.std(ddof=1) / np.sqrt(n)
    return d.mean(), d.mean() - reach, d.mean() + reach


# %% 18d-2 wrong: Student's t has n - 1 degrees of freedom
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    n = len(d)
    reach = student.ppf(0.975, n) * d.std(ddof=1) / np.sqrt(n)
    return d.mean(), d.mean() - reach, d.mean() + reach


# %% 18d-2 wrong: divide by the root of n
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    n = len(d)
    reach = student.ppf(0.975, n - 1) * d.std(ddof=1)
    return d.mean(), d.mean() - reach, d.mean() + reach


# %% 18d-2 wrong: the ends lie around the mean difference
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    n = len(d)
    reach = student.ppf(0.975, n - 1) * d.std(ddof=1) / np.sqrt(n)
    return d.mean(), -reach, reach


# %% 18d-2 wrong: the lower end comes first, then the upper one
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    n = len(d)
    reach = student.ppf(0.975, n - 1) * d.std(ddof=1) / np.sqrt(n)
    return d.mean(), d.mean() + reach, d.mean() - reach


# %% 18d-2 wrong: take the deviation of the differences, not of each row
def paired_interval(first, second):
    a, b = np.asarray(first), np.asarray(second)
    n = len(a)
    d = b.mean() - a.mean()
    reach = student.ppf(0.975, n - 1) * np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / n)
    return d, d - reach, d + reach


# %% 18d-2 wrong: there is one row of differences
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    n = len(d)
    reach = student.ppf(0.975, 2 * n - 2) * d.std(ddof=1) / np.sqrt(n)
    return d.mean(), d.mean() - reach, d.mean() + reach


# %% 18d-2 wrong: n is the number of seeds that are given
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    reach = student.ppf(0.975, 4) * d.std(ddof=1) / np.sqrt(5)
    return d.mean(), d.mean() - reach, d.mean() + reach


# %% 18d-2 wrong: that is where the differences lie
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    return d.mean(), np.quantile(d, 0.025), np.quantile(d, 0.975)


# %% 18d-2 wrong: the interval reaches a whole factor to both sides
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    n = len(d)
    reach = student.ppf(0.975, n - 1) * d.std(ddof=1) / np.sqrt(n) / 2
    return d.mean(), d.mean() - reach, d.mean() + reach


# %% 18d-2 wrong: that is the median of the differences
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    n = len(d)
    reach = student.ppf(0.975, n - 1) * d.std(ddof=1) / np.sqrt(n)
    return np.median(d), np.median(d) - reach, np.median(d) + reach


# %% 18d-2 wrong: the ends are those of the interval, not the smallest and the largest
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    return d.mean(), d.min(), d.max()


# %% 18d-2 right: scipy
def paired_interval(first, second):
    from scipy.stats import ttest_rel

    low, high = ttest_rel(second, first).confidence_interval(0.95)
    return (low + high) / 2, low, high


# %% 18d-2 right: plain Python, list
def paired_interval(first, second):
    import statistics

    d = [b - a for a, b in zip(first, second)]
    mean, error = statistics.mean(d), statistics.stdev(d) / len(d) ** 0.5
    return [mean, *(mean + error * float(student.ppf(q, len(d) - 1)) for q in (0.025, 0.975))]


# %% 18d-2 wrong: keep the sign of each difference
def paired_interval(first, second):
    d = np.abs(np.asarray(second) - np.asarray(first))
    n = len(d)
    reach = student.ppf(0.975, n - 1) * d.std(ddof=1) / np.sqrt(n)
    return d.mean(), d.mean() - reach, d.mean() + reach


# %% 18d-2 wrong: that is the variance of the differences
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    n = len(d)
    reach = student.ppf(0.975, n - 1) * d.var(ddof=1) / np.sqrt(n)
    return d.mean(), d.mean() - reach, d.mean() + reach


# %% 18d-2 wrong: divide by the root of n, not by n
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    n = len(d)
    reach = student.ppf(0.975, n - 1) * d.std(ddof=1) / n
    return d.mean(), d.mean() - reach, d.mean() + reach


# %% 18d-2 wrong: Student's factor is missing
def paired_interval(first, second):
    d = np.asarray(second) - np.asarray(first)
    error = d.std(ddof=1) / np.sqrt(len(d))
    return d.mean(), d.mean() - error, d.mean() + error


# %% 18d-3 wrong: Student's factor is larger
enough = 16

# %% 18d-3 wrong: how far does an interval reach
enough = 4

# %% 18d-3 wrong: too few
enough = 5

# %% 18d-3 wrong: too few
enough = 17

# %% 18d-3 wrong: fewer seeds would do
enough = 20

# %% 18d-3 wrong: from end to end
enough = 64

# %% 18d-3 wrong: Student's factor is larger
enough = 15.37

# %% 18d-3 wrong: whole number
enough = 1

# %% 18d-3 right: a loop
from scipy.stats import t as student

enough = 2
while student.ppf(0.975, enough - 1) * 0.02 / enough**0.5 >= 0.01:
    enough += 1

# %% 18d-3 right: a float
enough = 18.0

# %% 18d-3 right: the first of an array
from scipy.stats import t as student

tried = np.arange(2, 200)
enough = tried[np.argmax(student.ppf(0.975, tried - 1) * 0.02 / np.sqrt(tried) < 0.01)]

# %% 18d-3 wrong: with so few, Student's factor is larger
enough = (1.96 * 0.02 / 0.01) ** 2

# %% 18d-3 wrong: too few: with so many seeds the interval still reaches more than 0.01
enough = next(n for n in range(2, 100) if student.ppf(0.975, n - 1) * 0.02 / n**0.5 < 0.01) - 1

# %% 18d-3 wrong: 2.5 % lie beyond each end: ask for 0.975
enough = next(n for n in range(2, 100) if student.ppf(0.95, n - 1) * 0.02 / n**0.5 < 0.01)

# %% 18d-3 wrong: to each side less than 0.01, so 0.02 from end to end
enough = next(n for n in range(2, 1000) if student.ppf(0.975, n - 1) * 0.02 / n**0.5 < 0.005)

# %% 18d-3 wrong: it is the reach to one side that is less than 0.01
enough = next(n for n in range(2, 1000) if student.ppf(0.975, n - 1) * 0.02 / n**0.5 < 0.02)

# %% 18d-3 wrong: the deviation of a mean falls with the root of n
enough = next(n for n in range(2, 1000) if student.ppf(0.975, n - 1) * 0.02 / n < 0.01)

# %% 18d-3 wrong: fewer seeds would do
enough = 19

# %% 18d-3 wrong: fewer seeds would do
enough = 100

# %% 18d-3 right: while, float
n = 2.0
while student.ppf(0.975, n - 1) * 0.02 / n**0.5 >= 0.01:
    n += 1
enough = n

# %% 18d-3 right: numpy
ns = np.arange(2, 200)
enough = ns[student.ppf(0.975, ns - 1) * 0.02 / ns**0.5 < 0.01][0]

# %% 18d-3 wrong: too few: with so many seeds
enough = next(n for n in range(2, 10000) if student.ppf(0.975, n - 1) * 0.02**2 / n**0.5 < 0.01)

# %% 18d-3 wrong: a whole number of seeds, two or more
enough = 0.18


# %% 18d-4 wrong: flatters the second
def flattered(first, second):
    return np.max(second) - np.min(first)


# %% 18d-4 wrong: honest lead
def flattered(first, second):
    return np.mean(first) - np.mean(second)


# %% 18d-4 wrong: a seed of its own
def flattered(first, second):
    return (first - second).max()


# %% 18d-4 wrong: best of both
def flattered(first, second):
    return np.max(first) - np.max(second)


# %% 18d-4 wrong: in favour of the first
def flattered(first, second):
    return np.min(first) - np.max(second)


# %% 18d-4 wrong: one number
def flattered(first, second):
    return np.max(first), np.min(second)


# %% 18d-4 wrong: has its own
def flattered(first, second):
    best = np.argmax(first)
    return first[best] - second[best]


# %% 18d-4 wrong: not its place
def flattered(first, second):
    return np.argmax(first) - np.argmin(second)


# %% 18d-4 wrong: not a ratio
def flattered(first, second):
    return np.max(first) / np.min(second)


# %% 18d-4 wrong: whatever it is given
def flattered(first, second):
    return half.max() - one.min()


# %% 18d-4 right: sorted
def flattered(first, second):
    return sorted(first)[-1] - sorted(second)[0]


# %% 18d-4 right: all pairs
def flattered(first, second):
    return max(a - b for a in first for b in second)


# %% 18d-4 right: a table, float32
def flattered(first, second):
    return (np.asarray(first, "float32")[:, None] - np.asarray(second, "float32")).max()


# %% 18d-4 wrong: each setting may have a seed of its own, not one for both
def flattered(first, second):
    return (np.asarray(first) - np.asarray(second)).max()


# %% 18d-4 wrong: one seed may be chosen for *each* of the two
def flattered(first, second):
    return np.max(first) - np.mean(second)


# %% 18d-4 wrong: by how far is the *first* setting ahead? The result has the wrong
def flattered(first, second):
    return np.min(second) - np.max(first)


# %% 18d-4 wrong: a setting may be behind at best
def flattered(first, second):
    return abs(np.max(first) - np.min(second))


# %% 18d-4 wrong: a setting may be behind at best
def flattered(first, second):
    return max(0, np.max(first) - np.min(second))


# %% 18d-4 wrong: the best of the first, and of the second the worst
def flattered(first, second):
    both = np.concatenate([first, second])
    return both.max() - both.min()


# %% 18d-4 wrong: by how far is it ahead
def flattered(first, second):
    return np.max(first) / np.min(second) - 1


# %% 18d-4 wrong: that looks at the first seed alone
def flattered(first, second):
    return first[0] - second[0]


# %% 18d-4 wrong: only the seed at which the first is best is looked at
def flattered(first, second):
    seed = np.argmax(first)
    return first[seed] - second[seed]


# %% 18d-4 right: sorted
def flattered(first, second):
    return np.float64(sorted(first)[-1] - sorted(second)[0])


# %% 18d-4 wrong: one seed of the second setting, the worst
def flattered(first, second):
    return np.max(first) - np.median(second)


# %% 18d-4 wrong: which seed makes the first look good?
def flattered(first, second):
    return np.min(first) - np.min(second)


# %% 18d-4 wrong: so would the lead be
def flattered(first, second):
    return (np.max(first) - np.min(second)) / 2
