# %% 07b-1 wrong: a longer side costs less
hexagon = (1, 0.036)

# %% 07b-1 wrong: fits the second kind alone
hexagon = (1.155, 0.012)

# %% 07b-1 wrong: is half of their sum
hexagon = (1.116, 0.018)

# %% 07b-1 wrong: the chain rule
side = 3 / (1 + 3**0.5)
hexagon = (side, ((side - 1) ** 2 + (3**0.5 * side - 2) ** 2) / 2)

# %% 07b-1 wrong: the side stands first
hexagon = (0.009, 1.116)

# %% 07b-1 wrong: and not their root
hexagon = (1.116, 0.00897**0.5)

# %% 07b-1 wrong: set the slope to 0
hexagon = ((1 + 2 / 3**0.5) / 2, 0.01)

# %% 07b-1 wrong: at yours it is
hexagon = (1.5, 0.25)

# %% 07b-1 wrong: put your own side into the mean
hexagon = (1.116, 0.036)

# %% 07b-1 wrong: the first kind alone
hexagon = (1.116, 0.0135)

# %% 07b-1 wrong: *squared* errors
hexagon = (1.116, 0.0915)

# %% 07b-1 wrong: 2 values are expected
hexagon = 1.116

# %% 07b-1 right: three decimals
hexagon = (1.116, 0.009)

# %% 07b-1 right: a search over many sides
sides = np.linspace(0.5, 2, 15001)
losses = ((sides - 1) ** 2 + (np.sqrt(3) * sides - 2) ** 2) / 2
hexagon = [sides[losses.argmin()], losses.min()]

# %% 07b-1 right: least squares
side, total = np.linalg.lstsq(np.array([[1.0], [3**0.5]]), np.array([1.0, 2.0]), rcond=None)[:2]
hexagon = np.array([side[0], total[0] / 2])

# %% 07b-1 right: fractions
from fractions import Fraction

hexagon = (Fraction(1116, 1000), Fraction(9, 1000))


# %% 07b-1 right: by a grid
s = np.linspace(1, 1.3, 300_001)
l = ((s - 1) ** 2 + (3**0.5 * s - 2) ** 2) / 2
hexagon = [s[l.argmin()], l.min()]


# %% 07b-1 wrong: in a hexagon the pairs with t = 2 lie sqrt(3) s apart, and not
s = (1 + 2 * 2**0.5) / 3
hexagon = (s, ((s - 1) ** 2 + (2**0.5 * s - 2) ** 2) / 2)


# %% 07b-1 wrong: a side to three decimals is asked
hexagon = (1.1, 0.01)


# %% 07b-1 wrong: the slope has s + 3s: is it divided by 2, in place of all that
hexagon = ((1 + 2 * 3**0.5) / 2, 0.009)


# %% 07b-1 wrong: both kinds are equally frequent here, and not 9 to 8
s = (9 + 16 * 3**0.5) / (9 + 24)
hexagon = (s, (9 * (s - 1) ** 2 + 8 * (3**0.5 * s - 2) ** 2) / 17)


# %% 07b-2 wrong: of the 55 pairs; at most 20
def told(a, b):
    return abs(a - b) <= 2


# %% 07b-2 wrong: your longest target is 1
def told(a, b):
    return abs(a - b) <= 1


# %% 07b-2 wrong: a pair has no order
def told(a, b):
    return np.isin(a, (0, 9))


# %% 07b-2 wrong: one landmark says how far
def told(a, b):
    return (a == 0) | (b == 0)


# %% 07b-2 wrong: is in none of your pairs
def told(a, b):
    return ((a == 0) & (b == 9)) | ((a == 9) & (b == 0))


# %% 07b-2 wrong: tells no pair at all
def told(a, b):
    return abs(a - b) > 9


# %% 07b-2 wrong: one yes or no for each pair
def told(a, b):
    return bool((abs(a - b) > 5).any())


# %% 07b-2 wrong: and not how far it is apart
def told(a, b):
    return abs(a - b) * (np.minimum(a, b) == 0)


# %% 07b-2 wrong: a rule is fixed
def told(a, b):
    return np.random.random(len(a)) < 0.3


# %% 07b-2 wrong: your longest target is 5
def told(a, b):
    return np.isin(a, (4, 5)) | np.isin(b, (4, 5))


# %% 07b-2 wrong: ValueError in `return a in (0, 9) or b in (0, 9)`
def told(a, b):
    return a in (0, 9) or b in (0, 9)


# %% 07b-2 right: a list, asked pair by pair
def told(a, b):
    return [x in (0, 9) or y in (0, 9) for x, y in zip(a, b)]


# %% 07b-2 right: zeros and ones
def told(a, b):
    return ((a % 9 == 0) | (b % 9 == 0)).astype(int)


# %% 07b-2 right: by the smaller and the larger digit
def told(a, b):
    low, high = np.minimum(a, b), np.maximum(a, b)
    return (low == 0) | (high == 9)


# %% 07b-2 right: maximum and ends
def told(a, b):
    return (np.minimum(a, b) == 0) | (np.maximum(a, b) == 9)


# %% 07b-2 wrong: your answer is a list of 19, and a function is expected
told = [(0, k) for k in range(10)] + [(k, 9) for k in range(1, 10)]
