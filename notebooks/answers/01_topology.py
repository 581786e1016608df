# %% 01-1 wrong: that is the share of the same pairs
different_share = 19 / 479

# %% 01-1 wrong: paired with itself
different_share = 23 / 24

# %% 01-1 wrong: paired with itself
different_share = 95.8

# %% 01-1 wrong: paired with itself
different_share = 1 / 24

# %% 01-1 wrong: of the digits
different_share = 0.9

# %% 01-1 wrong: how many are drawn of each kind
different_share = 0.5

# %% 01-1 wrong: a count
different_share = 110_400

# %% 01-1 wrong: products, not pictures
different_share = 22 / 23

# %% 01-1 wrong: only 479 others
different_share = 1 - 19 / 480

# %% 01-1 wrong: to four decimals
different_share = 0.96

# %% 01-1 right: counted
different_share = 24 * 23 * 400 / (480 * 479)

# %% 01-1 right: rounded
different_share = 0.9603

# %% 01-1 right: in percent
different_share = 96.03

# %% 01-1 right: a fraction
from fractions import Fraction

different_share = Fraction(460, 479)


# %% 01-2 wrong: twice the step
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + moved) - function(values - moved)) / step
    return gradient


# %% 01-2 wrong: to both sides
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + moved) - function(values)) / step
    return gradient


# %% 01-2 wrong: this entry alone
def numerical_gradient(function, values, step=1e-5):
    slope = (function(values + step) - function(values - step)) / (2 * step)
    return np.full(values.shape, slope)


# %% 01-2 wrong: has the wrong sign
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values - moved) - function(values + moved)) / (2 * step)
    return gradient


# %% 01-2 wrong: brackets
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + moved) - function(values - moved)) / 2 * step
    return gradient


# %% 01-2 wrong: whole row
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    for row in range(len(values)):
        moved = np.zeros_like(values)
        moved[row] = step
        gradient[row] = (function(values + moved) - function(values - moved)) / (2 * step)
    return gradient


# %% 01-2 wrong: begin again with zeros
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    moved = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        moved[place] = step
        gradient[place] = (function(values + moved) - function(values - moved)) / (2 * step)
    return gradient


# %% 01-2 wrong: the shape of the values
def numerical_gradient(function, values, step=1e-5):
    gradient = []
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient.append((function(values + moved) - function(values - moved)) / (2 * step))
    return np.array(gradient)


# %% 01-2 wrong: changes the array
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    for place in np.ndindex(values.shape):
        values[place] += step
        up = function(values)
        values[place] -= 2 * step
        gradient[place] = (up - function(values)) / (2 * step)
    return gradient


# %% 01-2 wrong: use the step that is given
def numerical_gradient(function, values, step=1e-5):
    h, gradient = 1e-5, np.empty_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = h
        gradient[place] = (function(values + moved) - function(values - moved)) / (2 * h)
    return gradient


# %% 01-2 wrong: `function` and not the one of the check
def numerical_gradient(function, values, step=1e-5):
    return 3 * values**2 + step**2


# %% 01-2 wrong: any number of axes
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            moved = np.zeros_like(values)
            moved[row, column] = step
            gradient[row, column] = (function(values + moved) - function(values - moved)) / (2 * step)
    return gradient


# %% 01-2 wrong: does not take the arguments
def numerical_gradient(function, values):
    return np.zeros_like(values)


# %% 01-2 right: on the flat values
def numerical_gradient(function, values, step=1e-5):
    flat = values.ravel()
    slopes = []
    for i in range(flat.size):
        up, down = flat.copy(), flat.copy()
        up[i] += step
        down[i] -= step
        slopes.append((function(up.reshape(values.shape)) - function(down.reshape(values.shape))) / (2 * step))
    return np.array(slopes).reshape(values.shape)


# %% 01-2 right: two halves
def numerical_gradient(function, values, step=1e-5):
    gradient = np.zeros(np.shape(values))
    for place, value in np.ndenumerate(values):
        copy = np.array(values, dtype=float)
        copy[place] = value + step
        up = function(copy)
        copy[place] = value - step
        gradient[place] = 0.5 * (up / step - function(copy) / step)
    return gradient


# %% 01-2 right: an identity matrix of moves
def numerical_gradient(function, values, step=1e-5):
    moves = step * np.eye(values.size).reshape(-1, *values.shape)
    return np.reshape([(function(values + m) - function(values - m)) / step / 2 for m in moves], values.shape)


# %% 01-3 wrong: wrong sign
def last_bias_gradient(G, u, v):
    return (G * (u**2 - v**2)).sum(axis=0)


# %% 01-3 wrong: a mean where a sum
def last_bias_gradient(G, u, v):
    return (G * (v**2 - u**2)).mean(axis=0)


# %% 01-3 wrong: sum over the pictures
def last_bias_gradient(G, u, v):
    return (G * (v**2 - u**2)).sum(axis=1)


# %% 01-3 wrong: the left branch alone gives
def last_bias_gradient(G, u, v):
    return (G * (1 - u**2)).sum(axis=0)


# %% 01-3 wrong: the right branch starts from
def last_bias_gradient(G, u, v):
    return (G * (1 - u**2)).sum(axis=0) + (G * (1 - v**2)).sum(axis=0)


# %% 01-3 wrong: the slope of the tanh
def last_bias_gradient(G, u, v):
    return G.sum(axis=0) - G.sum(axis=0)


# %% 01-3 wrong: 1 minus the square
def last_bias_gradient(G, u, v):
    return (G * (v - u)).sum(axis=0)


# %% 01-3 wrong: multiply first
def last_bias_gradient(G, u, v):
    return G.sum(axis=0) * (v**2 - u**2).sum(axis=0)


# %% 01-3 wrong: slope of the sigmoid
def last_bias_gradient(G, u, v):
    return (G * (u * (1 - u) - v * (1 - v))).sum(axis=0)


# %% 01-3 wrong: whatever it is given
def last_bias_gradient(G, u, v):
    return gradients["b2"]


# %% 01-3 wrong: sum over the pictures
def last_bias_gradient(G, u, v):
    return (G * (v**2 - u**2)).sum()


# %% 01-3 wrong: sum over the pictures
def last_bias_gradient(G, u, v):
    return G * (v**2 - u**2)


# %% 01-3 wrong: square of the difference
def last_bias_gradient(G, u, v):
    return (G * (v - u) ** 2).sum(axis=0)


# %% 01-3 right: both branches, added
def last_bias_gradient(G, u, v):
    return (G * (1 - u**2)).sum(axis=0) + (-G * (1 - v**2)).sum(axis=0)


# %% 01-3 right: a loop
def last_bias_gradient(G, u, v):
    total = [0.0, 0.0]
    for g, left, right in zip(G, u, v):
        for j in range(2):
            total[j] += g[j] * (right[j] - left[j]) * (right[j] + left[j])
    return total


# %% 01-3 right: einsum in float32
def last_bias_gradient(G, u, v):
    return np.einsum("ij,ij->j", G.astype("float32"), (v**2 - u**2).astype("float32"))


# %% 01-3 wrong: where is that of the tanh
def last_bias_gradient(G, u, v):
    return G.sum(axis=0)


# %% 01-3 wrong: G, which they are multiplied by
def last_bias_gradient(G, u, v):
    return (v**2 - u**2).sum(axis=0)

# %% 01-1 wrong: that is the share of the same pairs
different_share = round(19 / 479, 4)

# %% 01-1 wrong: that would be right if a picture could be paired with itself
different_share = 1 - 20 / 479

# %% 01-1 wrong: above are pairs of products, and below pairs of pictures
different_share = (24 * 23 / 2) / (480 * 479 / 2)

# %% 01-1 wrong: 24 and 20 are exchanged: how many pictures has one product?
different_share = 1 - 23 / 479

# %% 01-1 wrong: a share of all pairs is asked, a number from 0 to 1, and not a count
different_share = 480 * 460 / 2

# %% 01-1 right: percent
different_share = "96.03 %"

# %% 01-1 right: fraction
from fractions import Fraction
different_share = Fraction(460, 479)

# %% 01-2 wrong: the entry was moved to one side only: go up and down, to both sides
def numerical_gradient(function, values, step=1e-5):
    gradient = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + moved) - function(values)) / step
    return gradient

# %% 01-2 wrong: all entries were moved at once: move this entry alone
def numerical_gradient(function, values, step=1e-5):
    return np.full(values.shape, (function(values + step) - function(values - step)) / (2 * step))

# %% 01-2 wrong: a whole row was moved at once: move this entry alone
def numerical_gradient(function, values, step=1e-5):
    gradient = np.zeros_like(values)
    for i in range(len(values)):
        moved = np.zeros_like(values)
        moved[i] = step
        gradient[i] = (function(values + moved) - function(values - moved)) / (2 * step)
    return gradient

# %% 01-2 wrong: entries that were moved before stay moved
def numerical_gradient(function, values, step=1e-5):
    gradient = np.zeros_like(values)
    moved = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        moved[place] = step
        gradient[place] = (function(values + moved) - function(values - moved)) / (2 * step)
    return gradient

# %% 01-2 wrong: by what is the whole difference divided? Mind the brackets around 2 * step
def numerical_gradient(function, values, step=1e-5):
    gradient = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + moved) - function(values - moved)) / 2 * step
    return gradient

# %% 01-2 wrong: the function changes the array that it is given: let it work on a copy
def numerical_gradient(function, values, step=1e-5):
    gradient = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        values[place] += step
        up = function(values)
        values[place] -= 2 * step
        gradient[place] = (up - function(values)) / (2 * step)
    return gradient

# %% 01-2 right: flat loop
def numerical_gradient(function, values, step=1e-5):
    found = []
    for i in range(values.size):
        up, down = values.copy().ravel(), values.copy().ravel()
        up[i] += step
        down[i] -= step
        found.append(float(function(up.reshape(values.shape)) - function(down.reshape(values.shape))) / step / 2)
    return np.reshape(found, values.shape)

# %% 01-2 right: restores values
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty(values.shape)
    for place in np.ndindex(*values.shape):
        kept = values[place]
        values[place] = kept + step
        up = function(values)
        values[place] = kept - step
        down = function(values)
        values[place] = kept
        gradient[place] = (up - down) / (2 * step)
    return gradient

# %% 01-3 wrong: the right branch starts from -G, not from G
def last_bias_gradient(G, u, v):
    return (G * (1 - u**2) + G * (1 - v**2)).sum(axis=0)

# %% 01-3 wrong: where is the slope of the tanh?
def last_bias_gradient(G, u, v):
    return np.zeros(2)

# %% 01-3 wrong: from what does each branch start, and with which slope? The result is 8
def last_bias_gradient(G, u, v):
    return np.mean(G * (v**2 - u**2), axis=0)

# %% 01-3 wrong: from what does each branch start, and with which slope? The result has the
def last_bias_gradient(G, u, v):
    return np.sum(G * (u**2 - v**2), axis=0)

# %% 01-3 wrong: the slope of the tanh is 1 minus the square of its value, not 1 minus the
def last_bias_gradient(G, u, v):
    return np.sum(G * (v - u), axis=0)

# %% 01-3 right: einsum
def last_bias_gradient(G, u, v):
    return np.einsum("ij,ij->j", G, (v - u) * (v + u))

# %% 01-3 right: loop list
def last_bias_gradient(G, u, v):
    total = [0.0, 0.0]
    for g, a, b in zip(G, u, v):
        for j in range(2):
            total[j] += g[j] * (1 - a[j] ** 2) - g[j] * (1 - b[j] ** 2)
    return total

# %% 01-1 wrong: those are the odds, different to same: a share of all pairs is asked
different_share = 460 / 19

# %% 01-2 wrong: holds whole numbers alone: does `//`, `int` or an array of whole numbers cut off what comes
def numerical_gradient(function, values, step=1e-5):
    gradient = np.zeros(values.shape, int)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + moved) - function(values - moved)) / (2 * step)
    return gradient

# %% 01-2 wrong: use the step that is given
def numerical_gradient(function, values, step=1e-5):
    h = 0.1
    gradient = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = h
        gradient[place] = (function(values + moved) - function(values - moved)) / (2 * h)
    return gradient

# %% 01-3 wrong: u and v are values of the tanh: it is taken once more
def last_bias_gradient(G, u, v):
    return (G * (np.tanh(v) ** 2 - np.tanh(u) ** 2)).sum(axis=0)

# %% 01-1 right: percent with comma
different_share = "96,03 %"

# %% 01-2 wrong: is near, and its dtype is float32: are its few digits used up by a difference?
def numerical_gradient(function, values, step=1e-5):
    values = values.astype("float32")
    gradient = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + moved) - function(values - moved)) / (2 * step)
    return gradient

# %% 01-2 wrong: the entry was moved to one side only: go up and down, to both sides
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + moved) - function(values)) / (2 * step)
    return gradient


# %% 01-2 wrong: moved to one side only
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + 2 * moved) - function(values)) / (2 * step)
    return gradient


# %% 01-2 wrong: the two sides are one step apart, and not twice the step
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + moved / 2) - function(values - moved / 2)) / step
    return gradient


# %% 01-2 wrong: the two sides are four steps apart, and not twice the step
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + 2 * moved) - function(values - 2 * moved)) / (4 * step)
    return gradient


# %% 01-2 wrong: the two results are added, and their difference is asked
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + moved) + function(values - moved)) / (2 * step)
    return gradient


# %% 01-2 wrong: that is how the slope changes: between the two sides nothing is subtracted twice
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + moved) - 2 * function(values) + function(values - moved)) / (step**2)
    return gradient


# %% 01-2 wrong: a slope can be below 0: its sign was taken away
def numerical_gradient(function, values, step=1e-5):
    gradient = np.empty_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = abs(function(values + moved) - function(values - moved)) / (2 * step)
    return gradient


# %% 01-3 wrong: G and both branches are in place, the slope is not: what is that of a tanh
def last_bias_gradient(G, u, v):
    return (G * (1 - u**2) ** 2 - G * (1 - v**2) ** 2).sum(axis=0)


# %% 01-3 wrong: what is that of a tanh whose value is a?
def last_bias_gradient(G, u, v):
    return (2 * G * u - 2 * G * v).sum(axis=0)


# %% 01-3 wrong: the slope is not
def last_bias_gradient(G, u, v):
    return (G / (1 - u**2) - G / (1 - v**2)).sum(axis=0)


# %% 01-3 wrong: each branch has a slope of its own
def last_bias_gradient(G, u, v):
    return (G * (1 - u * v)).sum(axis=0)


# %% 01-2 wrong: stays moved while the next one is tried
def numerical_gradient(function, values, step=1e-5):
    values = np.array(values, float)
    out = np.zeros_like(values)
    for i in np.ndindex(values.shape):
        values[i] += step
        up = function(values)
        values[i] -= 2 * step
        out[i] = (up - function(values)) / (2 * step)
    return out


# %% 01-2 wrong: to one side only
def numerical_gradient(function, values, step=1e-5):
    values = np.array(values, float)
    out = np.zeros_like(values)
    for i in np.ndindex(values.shape):
        values[i] += step
        up = function(values)
        values[i] -= step
        down = function(values)
        out[i] = (up - down) / (2 * step)
    return out


# %% 01-2 right: the directions of an identity matrix
def numerical_gradient(function, values, step=1e-5):
    values = np.asarray(values, float)
    directions = np.eye(values.size).reshape(-1, *values.shape)
    differences = [function(values + step * e) - function(values - step * e) for e in directions]
    return np.array(differences).reshape(values.shape) / (2 * step)


# %% 01-2 wrong: where no step is given, it is 1e-5
def numerical_gradient(function, values, step=1e-2):
    out = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        out[place] = (function(values + moved) - function(values - moved)) / (2 * step)
    return out
