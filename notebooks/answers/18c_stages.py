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


# %% 18c-2 wrong: divide by the number of pairs
def slope_of_logarithms(p, alike):
    return np.where(alike, p, p - 1)


# %% 18c-2 wrong: the wrong sign
def slope_of_logarithms(p, alike):
    return -np.where(alike, p, p - 1) / len(p)


# %% 18c-2 wrong: the kinds are exchanged
def slope_of_logarithms(p, alike):
    return np.where(alike, p - 1, p) / len(p)


# %% 18c-2 wrong: multiply by the slope of the sigmoid
def slope_of_logarithms(p, alike):
    return np.where(alike, 1 / (1 - p), -1 / p) / len(p)


# %% 18c-2 wrong: these are the squares
def slope_of_logarithms(p, alike):
    return np.where(alike, 2 * p, -2 * (1 - p)) * p * (1 - p) / len(p)


# %% 18c-2 wrong: a different pair pays less as p grows
def slope_of_logarithms(p, alike):
    return np.where(alike, p, 1 - p) / len(p)


# %% 18c-2 wrong: a same pair pays more as p grows
def slope_of_logarithms(p, alike):
    return np.where(alike, -p, p - 1) / len(p)


# %% 18c-2 wrong: it cancels
def slope_of_logarithms(p, alike):
    return np.where(alike, p, p - 1) * p * (1 - p) / len(p)


# %% 18c-2 wrong: the different pairs pay, too
def slope_of_logarithms(p, alike):
    return alike * p / len(p)


# %% 18c-2 wrong: that is the loss itself
def slope_of_logarithms(p, alike):
    return np.where(alike, -np.log(1 - p), -np.log(p)) / len(p)


# %% 18c-2 wrong: a logarithm has none
def slope_of_logarithms(p, alike):
    return np.where(alike, 2 * p, -2 * (1 - p)) / len(p)


# %% 18c-2 wrong: neither loss is halved
def slope_of_logarithms(p, alike):
    return 0.5 * np.where(alike, p, p - 1) / len(p)


# %% 18c-2 wrong: -1 / p times p (1 - p) is not -p
def slope_of_logarithms(p, alike):
    return np.where(alike, p, -p) / len(p)


# %% 18c-2 wrong: is not 1 - p
def slope_of_logarithms(p, alike):
    return np.where(alike, 1 - p, p - 1) / len(p)


# %% 18c-2 wrong: where does `alike` come in
def slope_of_logarithms(p, alike):
    return p / len(p)


# %% 18c-2 wrong: not over each kind
def slope_of_logarithms(p, alike):
    return np.where(alike, p / alike.sum(), (p - 1) / (~alike).sum())


# %% 18c-2 wrong: one slope for each pair
def slope_of_logarithms(p, alike):
    return np.where(alike, p, p - 1).mean()


# %% 18c-2 wrong: a different pair with p
def slope_of_logarithms(p, alike):
    return np.where(alike, p, p**2 - 1) / len(p)


# %% 18c-2 right: p minus its target
def slope_of_logarithms(p, alike):
    return (p - (1 - alike)) / len(p)


# %% 18c-2 right: a loop
def slope_of_logarithms(p, alike):
    return np.array([(each if same else each - 1) / len(p) for each, same in zip(p, alike)])


# %% 18c-2 right: by the chain rule
def slope_of_logarithms(p, alike):
    by_p = np.where(alike, 1 / (1 - p), -1 / p)
    return by_p * p * (1 - p) / len(p)


# %% 18c-2 right: a list in float32
def slope_of_logarithms(p, alike):
    return list(np.where(alike, p, p - 1).astype("float32") / len(p))
