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

# %% 18d-3 wrong: whole number
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
