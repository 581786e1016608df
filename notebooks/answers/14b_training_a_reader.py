# %% 14b-1 wrong: a and b are exchanged
a, b = -0.5, 1.5

# %% 14b-1 wrong: derivative of the third power
a, b = 2, -1

# %% 14b-1 wrong: should be 0, not 1
a, b = 1, 0

# %% 14b-1 wrong: p(1) is a + b = 2
a, b = 3, -1

# %% 14b-1 wrong: p(1) is a + b = 2
a, b = 1.5, 0.5

# %% 14b-1 wrong: p'(1) is a + 3b = 2
a, b = 0.5, 0.5

# %% 14b-1 wrong: the two conditions are exchanged
a, b = -1 / 2, 1 / 2

# %% 14b-1 wrong: p(1) is a + b = 0.667
a, b = 1, -1 / 3

# %% 14b-1 right: fractions
from fractions import Fraction

a, b = Fraction(3, 2), -Fraction(1, 2)

# %% 14b-1 right: solved by NumPy
a, b = np.linalg.solve([[1, 1], [1, 3]], [1, 0])

# %% 14b-1 right: float32, b first
b = np.float32(-0.5)
a = 1 - b

# %% 14b-1 wrong: what is the derivative of the third power? Not 2 s
a, b = 2.0, -2 / 2

# %% 14b-1 wrong: p'(1) is a + 3b = 1.5; it should be 0
a, b = 0.75, 0.25

# %% 14b-1 wrong: p(1) is a + b = 0; it should be 1
a, b = 1.5, -1.5

# %% 14b-1 wrong: p(1) is a + b = -1.33; it should be 1
a, b = 3.4445, -4.7750

# %% 14b-1 right: fractions
from fractions import Fraction

a, b = Fraction(3, 2), Fraction(-1, 2)

# %% 14b-1 wrong: p'(1) is a + 3b = 0.5; it should be 0
a, b = 5 / 4, -1 / 4


# %% 14b-2 wrong: not divided by its length first
def even_out(matrix, steps):
    x = matrix
    for _ in range(steps):
        x = 1.5 * x - 0.5 * x @ x.T @ x
    return x


# %% 14b-2 wrong: entry by entry
def even_out(matrix, steps):
    x = matrix / np.linalg.norm(matrix)
    for _ in range(steps):
        x = 1.5 * x - 0.5 * x**3
    return x


# %% 14b-2 wrong: the largest s
def even_out(matrix, steps):
    x = matrix / np.linalg.norm(matrix, 2)
    for _ in range(steps):
        x = 1.5 * x - 0.5 * x @ x.T @ x
    return x


# %% 14b-2 wrong: the root is missing
def even_out(matrix, steps):
    x = matrix / np.sum(matrix**2)
    for _ in range(steps):
        x = 1.5 * x - 0.5 * x @ x.T @ x
    return x


# %% 14b-2 wrong: one step too few
def even_out(matrix, steps):
    x = matrix / np.linalg.norm(matrix)
    for _ in range(1, steps):
        x = 1.5 * x - 0.5 * x @ x.T @ x
    return x


# %% 14b-2 wrong: where is the loop
def even_out(matrix, steps):
    x = matrix / np.linalg.norm(matrix)
    return 1.5 * x - 0.5 * x @ x.T @ x


# %% 14b-2 wrong: b is negative
def even_out(matrix, steps):
    x = matrix / np.linalg.norm(matrix)
    for _ in range(steps):
        x = 1.5 * x + 0.5 * x @ x.T @ x
    return x


# %% 14b-2 wrong: at once
def even_out(matrix, steps):
    u, s, v = np.linalg.svd(matrix, full_matrices=False)
    return u @ v


# %% 14b-2 wrong: once is enough
def even_out(matrix, steps):
    x = matrix
    for _ in range(steps):
        x = x / np.linalg.norm(x)
        x = 1.5 * x - 0.5 * x @ x.T @ x
    return x


# %% 14b-2 wrong: changes the array
def even_out(matrix, steps):
    matrix /= np.linalg.norm(matrix)
    for _ in range(steps):
        matrix = 1.5 * matrix - 0.5 * matrix @ matrix.T @ matrix
    return matrix


# %% 14b-2 wrong: is an array of shape (5, 3)
def even_out(matrix, steps):
    x = matrix.T / np.linalg.norm(matrix)
    for _ in range(steps):
        x = 1.5 * x - 0.5 * x @ x.T @ x
    return x


# %% 14b-2 right: the lengths alone
def even_out(matrix, steps):
    u, s, v = np.linalg.svd(matrix, full_matrices=False)
    s = s / np.sqrt((s**2).sum())
    for _ in range(steps):
        s = (3 * s - s**3) / 2
    return (u * s) @ v


# %% 14b-2 right: itself again
def even_out(matrix, steps):
    if steps == 0:
        return matrix / np.sqrt((matrix**2).sum())
    x = even_out(matrix, steps - 1)
    return x @ (1.5 * np.eye(x.shape[1]) - 0.5 * x.T @ x)


# %% 14b-2 right: float32, with a and b of the last exercise
def even_out(matrix, steps):
    x = (matrix / np.linalg.norm(matrix)).astype("float32")
    for _ in range(steps):
        x = np.float32(a) * x + np.float32(b) * (x @ x.T) @ x
    return x


# %% 14b-2 wrong: where is the loop? The function returns None, that is, nothing, for
def even_out(matrix, steps):
    x = matrix / np.linalg.norm(matrix)
    for _ in range(steps):
        return 1.5 * x - 0.5 * x @ x.T @ x


# %% 14b-2 wrong: one step too many
def even_out(matrix, steps):
    x = matrix / np.linalg.norm(matrix)
    for _ in range(steps + 1):
        x = 1.5 * x - 0.5 * x @ x.T @ x
    return x


# %% 14b-2 wrong: X X^T X, so that the result has the shape of X
def even_out(matrix, steps):
    x = matrix / np.linalg.norm(matrix)
    for _ in range(steps):
        x = 1.5 * x - 0.5 * x.T @ x @ x.T
    return x


# %% 14b-2 wrong: that divides by the largest entry
def even_out(matrix, steps):
    x = matrix / np.abs(matrix).max()
    for _ in range(steps):
        x = 1.5 * x - 0.5 * x @ x.T @ x
    return x


# %% 14b-2 wrong: that divides each row by its own length
def even_out(matrix, steps):
    x = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    for _ in range(steps):
        x = 1.5 * x - 0.5 * x @ x.T @ x
    return x


# %% 14b-2 wrong: a and b are exchanged
def even_out(matrix, steps):
    x = matrix / np.linalg.norm(matrix)
    for _ in range(steps):
        x = -0.5 * x + 1.5 * x @ x.T @ x
    return x


# %% 14b-2 wrong: the function changes the array that it is given
def even_out(matrix, steps):
    matrix /= np.linalg.norm(matrix)
    for _ in range(steps):
        matrix[:] = 1.5 * matrix - 0.5 * matrix @ matrix.T @ matrix
    return matrix


# %% 14b-2 wrong: asked is where so many steps lead
def even_out(matrix, steps):
    u, s, vt = np.linalg.svd(matrix, full_matrices=False)
    return u @ vt


# %% 14b-2 wrong: is it used, or does a number or a variable from outside stand in its
def even_out(matrix, steps):
    x = matrix / np.linalg.norm(matrix)
    for _ in range(5):
        x = 1.5 * x - 0.5 * x @ x.T @ x
    return x


# %% 14b-2 right: on the singular values
def even_out(matrix, steps):
    u, s, vt = np.linalg.svd(matrix, full_matrices=False)
    s = s / np.sqrt((s**2).sum())
    for _ in range(steps):
        s = s * (3 - s**2) / 2
    return (u * s) @ vt


# %% 14b-2 right: the other order, float32
def even_out(matrix, steps):
    x = np.asarray(matrix, "float32") / np.sqrt(np.sum(np.square(matrix)))
    for _ in range(steps):
        x = x @ (1.5 * np.eye(x.shape[1]) - 0.5 * x.T @ x)
    return x


# %% 14b-2 wrong: the length is the root of the sum of the squares
def even_out(matrix, steps):
    x = matrix / (matrix**2).sum()
    for _ in range(steps):
        x = 1.5 * x - 0.5 * x @ x.T @ x
    return x


# %% 14b-2 wrong: that is the product alone
def even_out(matrix, steps):
    x = matrix / np.linalg.norm(matrix)
    for _ in range(steps):
        x = x @ x.T @ x
    return x


# %% 14b-2 wrong: the product goes on from the first X in every step
def even_out(matrix, steps):
    start = matrix / np.linalg.norm(matrix)
    x = start
    for _ in range(steps):
        x = 1.5 * x - 0.5 * start @ start.T @ start
    return x


# %% 14b-2 wrong: the length is divided by once, and not multiplied back
def even_out(matrix, steps):
    size = np.linalg.norm(matrix)
    x = matrix / size
    for _ in range(steps):
        x = 1.5 * x - 0.5 * x @ x.T @ x
    return size * x


# %% 14b-3 wrong: minus the error with them
mean_error = lambda copies: np.mean(list(errors_with(copies).values()))
gain_of_copies = mean_error(8) - mean_error(0)

# %% 14b-3 wrong: the error that is left
gain_of_copies = np.mean(list(errors_with(8).values()))

# %% 14b-3 wrong: how much of it do they take away
gain_of_copies = np.mean(list(errors_with(0).values()))

# %% 14b-3 wrong: take their mean
error = lambda copies: np.sum(list(errors_with(copies).values()))
gain_of_copies = error(0) - error(8)

# %% 14b-3 wrong: as a share of the error
mean_error = lambda copies: np.mean(list(errors_with(copies).values()))
gain_of_copies = 1 - mean_error(8) / mean_error(0)

# %% 14b-3 wrong: a number is expected
error = lambda copies: errors_with(copies)
few, many = error(0), error(8)
gain_of_copies = {alphabet: few[alphabet] - many[alphabet] for alphabet in few}

# %% 14b-3 wrong: take the mean over all
error = lambda copies: errors_with(copies)["Sanskrit"]
gain_of_copies = error(0) - error(8)

# %% 14b-3 right: the mean of the differences
few, many = (errors_with(copies) for copies in (0, characters.COPIES))
gain_of_copies = np.mean([few[alphabet] - many[alphabet] for alphabet in few])

# %% 14b-3 right: a loop, two digits
total = 0
for sign, copies in ((1, 0), (-1, 8)):
    errors = errors_with(copies).values()
    total += sign * sum(errors) / len(errors)
gain_of_copies = round(float(total), 2)

# %% 14b-3 right: float32
error = lambda copies: np.array(list(errors_with(copies).values()), "float32")
gain_of_copies = error(0).mean() - error(8).mean()

# %% 14b-3 wrong: that is the sum over the alphabets
gain_of_copies = sum(errors_with(0).values()) - sum(errors_with(8).values())

# %% 14b-3 wrong: that is the gain as a share of the error
zero, eight = (np.mean(list(errors_with(c).values())) for c in (0, 8))
gain_of_copies = (zero - eight) / zero

# %% 14b-3 wrong: in points, as the errors are in percent
zero, eight = (np.mean(list(errors_with(c).values())) for c in (0, 8))
gain_of_copies = (zero - eight) / 100

# %% 14b-3 wrong: that is the gain on one alphabet, or a median
gain_of_copies = list(errors_with(0).values())[0] - list(errors_with(8).values())[0]

# %% 14b-3 wrong: and a number is expected
gain_of_copies = {k: errors_with(0)[k] - errors_with(8)[k] for k in errors_with(0)}

# %% 14b-3 wrong: that difference is asked, not one with other copies or of other
gain_of_copies = 7.25 - 4.25

# %% 14b-3 wrong: that is the gain on one alphabet, or a median
gain_of_copies = np.median(list(errors_with(0).values())) - np.median(list(errors_with(8).values()))

# %% 14b-3 right: mean of the differences
without, with_copies = errors_with(0), errors_with(8)
gain_of_copies = sum(without[k] - with_copies[k] for k in without) / len(without)

# %% 14b-3 right: float32
gain_of_copies = -np.float32(np.diff([np.mean([*errors_with(c).values()]) for c in (0, 8)])[0])

# %% 14b-3 wrong: that is the gain on one alphabet, or a median
gain_of_copies = max(errors_with(0)[k] - errors_with(8)[k] for k in errors_with(0))

# %% 14b-3 wrong: points are a difference
gain_of_copies = np.mean(list(errors_with(0).values())) / np.mean(list(errors_with(8).values()))
