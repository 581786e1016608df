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
