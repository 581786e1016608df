# %% 18c-1 wrong: exchanged
def plateau(s):
    return s * (1 - s), 1 - s


# %% 18c-1 wrong: which kind wants a large p
def plateau(s):
    return s, s * (1 - s)


# %% 18c-1 wrong: which kind wants a large p
def plateau(s):
    return s, s**3 + (1 - s) ** 3


# %% 18c-1 wrong: half is the best only
def plateau(s):
    return 0.5, 0.25


# %% 18c-1 wrong: p of 1
def plateau(s):
    return 1.0, s


# %% 18c-1 wrong: p of 0
def plateau(s):
    return 0, 1 - s


# %% 18c-1 wrong: weights
def plateau(s):
    return 1 - s, s**2 + (1 - s) ** 2


# %% 18c-1 wrong: two numbers
def plateau(s):
    return 1 - s


# %% 18c-1 wrong: different pairs are missing
def plateau(s):
    return 1 - s, s * (1 - s) ** 2


# %% 18c-1 wrong: without a root
def plateau(s):
    return 1 - s, (s * (1 - s)) ** 0.5


# %% 18c-1 wrong: yours gives 0.26
def plateau(s):
    return 1 - s, s * (1 - s) + 0.01


# %% 18c-1 right: not simplified
def plateau(s):
    p = 1 - s
    return p, s * p**2 + (1 - s) * (1 - p) ** 2


# %% 18c-1 right: an array
def plateau(s):
    return np.array([1 - s, s - s**2])


# %% 18c-1 right: float32
def plateau(s):
    s = np.float32(s)
    return 1 - s, s * (1 - s)


# %% 18c-1 wrong: the loss takes squares of the errors
def plateau(s):
    p = 1 - s
    return p, s * p + (1 - s) * (1 - p)


# %% 18c-1 wrong: the weights s and 1 - s of the two kinds are missing in the loss
def plateau(s):
    p = 1 - s
    return p, p**2 + (1 - p) ** 2


# %% 18c-1 wrong: the share of the same pairs is s, and they pay p squared
def plateau(s):
    p = 1 - s
    return p, (1 - s) * p**2 + s * (1 - p) ** 2


# %% 18c-1 wrong: always *different* is a p of 1: a p between 0 and 1 costs less
def plateau(s):
    return 1, s


# %% 18c-1 wrong: the squares are asked, without a half before them
def plateau(s):
    return 1 - s, s * (1 - s) / 2


# %% 18c-1 wrong: a p between them costs less
def plateau(s):
    p = float(s < 0.5)
    return p, min(s, 1 - s)


# %% 18c-1 wrong: s (1 - s) once: its two terms are s (1 - s) times (1 - s), and times s
def plateau(s):
    return 1 - s, (s * (1 - s)) ** 2


# %% 18c-1 wrong: the mean of the squares is asked, without a root
def plateau(s):
    return 1 - s, np.sqrt(s * (1 - s))


# %% 18c-1 wrong: half is the best only where both kinds are equally many
def plateau(s):
    p = 0.5
    return p, s * p**2 + (1 - s) * (1 - p) ** 2


# %% 18c-1 right: grid search
def plateau(s):
    from scipy.optimize import minimize_scalar

    best = minimize_scalar(lambda p: s * p**2 + (1 - s) * (1 - p) ** 2, bracket=(0, 1), tol=1e-12)
    return best.x, best.fun


# %% 18c-1 right: array
def plateau(s):
    p = -2 * (1 - s) / (-2 * s - 2 * (1 - s))
    return np.array([p, p - p * p])


# %% 18c-1 wrong: bring both terms with p to one side
def plateau(s):
    return (1 - s) / s, s * (1 - s)


# %% 18c-1 wrong: that is the loss of an even guess
def plateau(s):
    return 1 - s, 0.25


# %% 18c-1 wrong: squares are asked, not logarithms
def plateau(s):
    return 1 - s, -(s * np.log(s) + (1 - s) * np.log(1 - s))


# %% 18c-1 wrong: the loss takes squares of the errors
def plateau(s):
    return 1 - s, 2 * s * (1 - s)
