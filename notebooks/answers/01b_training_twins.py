# %% 01b-1 wrong: the old cost
def push_loss(left, right, same, margin=1.0):
    d2 = ((left - right) ** 2).sum(axis=1)
    factor = np.where(same, 1, np.where(d2 < margin, -1, 0))
    d_left = 2 * factor[:, None] * (left - right) / len(left)
    return np.where(same, d2, np.maximum(0, margin - d2)).mean(), d_left, -d_left


# %% 01b-1 wrong: a square is missing
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    lacking = np.maximum(0, margin - d)
    factor = np.where(same, 1, -lacking / np.maximum(d, 1e-12))
    d_left = 2 * factor[:, None] * (left - right) / len(left)
    return np.where(same, d**2, lacking).mean(), d_left, -d_left


# %% 01b-1 wrong: a sum where a mean is asked
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    lacking = np.maximum(0, margin - d)
    factor = np.where(same, 1, -lacking / np.maximum(d, 1e-12))
    d_left = 2 * factor[:, None] * (left - right)
    return np.where(same, d**2, lacking**2).sum(), d_left, -d_left


# %% 01b-1 wrong: second is 4 times too large, and 4 is a number of rows
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    lacking = np.maximum(0, margin - d)
    factor = np.where(same, 1, -lacking / np.maximum(d, 1e-12))
    d_left = 2 * factor[:, None] * (left - right)
    return np.where(same, d**2, lacking**2).mean(), d_left, -d_left


# %% 01b-1 wrong: to have length 1
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    lacking = np.maximum(0, margin - d)
    factor = np.where(same, 1, -lacking)
    d_left = 2 * factor[:, None] * (left - right) / len(left)
    return np.where(same, d**2, lacking**2).mean(), d_left, -d_left


# %% 01b-1 wrong: is pulled together
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    lacking = np.maximum(0, margin - d)
    factor = np.where(same, 1, lacking / np.maximum(d, 1e-12))
    d_left = 2 * factor[:, None] * (left - right) / len(left)
    return np.where(same, d**2, lacking**2).mean(), d_left, -d_left


# %% 01b-1 wrong: equal and opposite
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    lacking = np.maximum(0, margin - d)
    factor = np.where(same, 1, -lacking / np.maximum(d, 1e-12))
    d_left = 2 * factor[:, None] * (left - right) / len(left)
    return np.where(same, d**2, lacking**2).mean(), d_left, d_left


# %% 01b-1 wrong: not a division by 0
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    lacking = np.maximum(0, margin - d)
    with np.errstate(all="ignore"):
        factor = np.where(same, 1, -lacking / d)
        d_left = 2 * factor[:, None] * (left - right) / len(left)
    return np.where(same, d**2, lacking**2).mean(), d_left, -d_left


# %% 01b-1 wrong: beyond the margin
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    factor = np.where(same, 1, -(margin - d) / np.maximum(d, 1e-12))
    d_left = 2 * factor[:, None] * (left - right) / len(left)
    return np.where(same, d**2, (margin - d) ** 2).mean(), d_left, -d_left


# %% 01b-1 wrong: use the margin that is given
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    lacking = np.maximum(0, 1 - d)
    factor = np.where(same, 1, -lacking / np.maximum(d, 1e-12))
    d_left = 2 * factor[:, None] * (left - right) / len(left)
    return np.where(same, d**2, lacking**2).mean(), d_left, -d_left


# %% 01b-1 wrong: two kinds are exchanged
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    lacking = np.maximum(0, margin - d)
    factor = np.where(same, -lacking / np.maximum(d, 1e-12), 1)
    d_left = 2 * factor[:, None] * (left - right) / len(left)
    return np.where(same, lacking**2, d**2).mean(), d_left, -d_left


# %% 01b-1 wrong: 1/2 times what it should be
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    lacking = np.maximum(0, margin - d)
    factor = np.where(same, 1, -lacking / np.maximum(d, 1e-12))
    d_left = factor[:, None] * (left - right) / len(left)
    return 0.5 * np.where(same, d**2, lacking**2).mean(), d_left, -d_left


# %% 01b-1 wrong: return three things
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    lacking = np.maximum(0, margin - d)
    factor = np.where(same, 1, -lacking / np.maximum(d, 1e-12))
    return np.where(same, d**2, lacking**2).mean(), 2 * factor[:, None] * (left - right) / len(left)


# %% 01b-1 wrong: the root of the sum of the squares
def push_loss(left, right, same, margin=1.0):
    d = np.abs(left - right).sum(axis=1)
    lacking = np.maximum(0, margin - d)
    factor = np.where(same, 1, -lacking / np.maximum(d, 1e-12))
    d_left = 2 * factor[:, None] * (left - right) / len(left)
    return np.where(same, d**2, lacking**2).mean(), d_left, -d_left


# %% 01b-1 wrong: along which axis
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=0))
    lacking = np.maximum(0, margin - d)
    return np.where(same, d**2, lacking**2).mean(), d, -d


# %% 01b-1 wrong: a single number, the mean over the pairs
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    lacking = np.maximum(0, margin - d)
    factor = np.where(same, 1, -lacking / np.maximum(d, 1e-12))
    d_left = 2 * factor[:, None] * (left - right) / len(left)
    return np.where(same, d**2, lacking**2), d_left, -d_left


# %% 01b-1 wrong: the gradient of same pairs
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    d_left = 2 * (left - right) / len(left)
    return np.where(same, d**2, np.maximum(0, margin - d) ** 2).mean(), d_left, -d_left


# %% 01b-1 wrong: not d - m
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    beyond = np.maximum(0, d - margin)
    d_left = 2 * np.where(same, 1, beyond / np.maximum(d, 1e-12))[:, None] * (left - right) / len(left)
    return np.where(same, d**2, beyond**2).mean(), d_left, -d_left


# %% 01b-1 right: a loop over the pairs
def push_loss(left, right, same, margin=1.0):
    cost, d_left = 0.0, np.zeros(np.shape(left))
    for i, (u, v, alike) in enumerate(zip(left, right, same)):
        d = np.linalg.norm(u - v)
        if alike:
            cost += d**2
            d_left[i] = 2 * (u - v)
        elif 0 < d < margin:
            cost += (margin - d) ** 2
            d_left[i] = -2 * (margin - d) * (u - v) / d
        elif d == 0:
            cost += margin**2
    return cost / len(left), d_left / len(left), -d_left / len(left)


# %% 01b-1 right: pull and push apart, gradient by right written out
def push_loss(left, right, same, margin=1.0):
    away = left - right
    d = np.linalg.norm(away, axis=1, keepdims=True)
    direction = np.divide(away, d, out=np.zeros_like(away), where=d > 0)
    gap = np.clip(margin - d, 0, None)
    by_d = np.where(same[:, None], 2 * d, -2 * gap) / d.size
    return (d[same] ** 2).sum() / d.size + (gap[~same] ** 2).sum() / d.size, by_d * direction, -direction * by_d


# %% 01b-1 right: in float32
def push_loss(left, right, same, margin=1.0):
    left, right = np.float32(left), np.float32(right)
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    lacking = np.maximum(0, np.float32(margin) - d)
    factor = np.where(same, 1, -lacking / np.maximum(d, np.float32(1e-12)))
    d_left = 2 * factor[:, None] * (left - right) / len(left)
    return [np.average(np.where(same, d**2, lacking**2)), d_left, -d_left]


# %% 01b-2 wrong: put s = a + 0.5
from course_lib.by_hand.layers import sigmoid

centred = (lambda z: sigmoid(z) - 0.5, lambda a: a * (1 - a))
steep = (lambda z: sigmoid(4 * z), lambda a: 4 * a * (1 - a))

# %% 01b-2 wrong: factor 4
from course_lib.by_hand.layers import sigmoid

centred = (lambda z: sigmoid(z) - 0.5, lambda a: (a + 0.5) * (0.5 - a))
steep = (lambda z: sigmoid(4 * z), lambda a: a * (1 - a))

# %% 01b-2 wrong: not its z
from course_lib.by_hand.layers import sigmoid

centred = (lambda z: sigmoid(z - 0.5), lambda a: a * (1 - a))
steep = (lambda z: sigmoid(4 * z), lambda a: 4 * a * (1 - a))

# %% 01b-2 wrong: inside the sigmoid
from course_lib.by_hand.layers import sigmoid

centred = (lambda z: sigmoid(z) - 0.5, lambda a: (a + 0.5) * (0.5 - a))
steep = (lambda z: 4 * sigmoid(z), lambda a: a * (1 - a / 4))

# %% 01b-2 wrong: the slope gets the value a
from course_lib.by_hand.layers import sigmoid

centred = (lambda z: sigmoid(z) - 0.5, lambda z: sigmoid(z) * (1 - sigmoid(z)))
steep = (lambda z: sigmoid(4 * z), lambda z: 4 * sigmoid(4 * z) * (1 - sigmoid(4 * z)))

# %% 01b-2 wrong: that is a tanh
from course_lib.by_hand.layers import sigmoid

centred = (lambda z: 2 * sigmoid(z) - 1, lambda a: (1 - a**2) / 2)
steep = (lambda z: sigmoid(4 * z), lambda a: 4 * a * (1 - a))

# %% 01b-2 wrong: four times as flat
from course_lib.by_hand.layers import sigmoid

centred = (lambda z: sigmoid(z) - 0.5, lambda a: (a + 0.5) * (0.5 - a))
steep = (lambda z: sigmoid(z / 4), lambda a: a * (1 - a) / 4)

# %% 01b-2 wrong: two functions are asked
from course_lib.by_hand.layers import sigmoid

centred = lambda z: sigmoid(z) - 0.5
steep = lambda z: sigmoid(4 * z)

# %% 01b-2 wrong: the value comes first
from course_lib.by_hand.layers import sigmoid

centred = (lambda z: sigmoid(z) * (1 - sigmoid(z)), lambda a: a - 0.5)
steep = (lambda z: sigmoid(4 * z), lambda a: 4 * a * (1 - a))

# %% 01b-2 wrong: the slope of a tanh
from course_lib.by_hand.layers import sigmoid

centred = (lambda z: sigmoid(z) - 0.5, lambda a: 1 - a**2)
steep = (lambda z: sigmoid(4 * z), lambda a: 4 * a * (1 - a))

# %% 01b-2 wrong: the sigmoid itself
from course_lib.by_hand.layers import sigmoid

centred = (sigmoid, lambda a: a * (1 - a))
steep = (lambda z: sigmoid(4 * z), lambda a: 4 * a * (1 - a))

# %% 01b-2 wrong: belongs to a straight line
from course_lib.by_hand.layers import sigmoid

centred = (lambda z: sigmoid(z) - 0.5, lambda a: 0 * a + 0.25)
steep = (lambda z: sigmoid(4 * z), lambda a: 4 * a * (1 - a))

# %% 01b-2 wrong: 4 times what it should be
from course_lib.by_hand.layers import sigmoid

centred = (lambda z: sigmoid(z) - 0.5, lambda a: (a + 0.5) * (0.5 - a))
steep = (lambda z: sigmoid(4 * z), lambda a: 16 * a * (1 - a))

# %% 01b-2 wrong: are exchanged
from course_lib.by_hand.layers import sigmoid

steep = (lambda z: sigmoid(z) - 0.5, lambda a: 0.25 - a**2)
centred = (lambda z: sigmoid(4 * z), lambda a: 4 * a * (1 - a))

# %% 01b-2 wrong: is not the sigmoid of 4z
from course_lib.by_hand.layers import sigmoid

centred = (lambda z: sigmoid(z) - 0.5, lambda a: 0.25 - a**2)
steep = (lambda z: sigmoid(z) ** 4, lambda a: 4 * a * (1 - a))

# %% 01b-2 right: the slope multiplied out, lists
from course_lib.by_hand.layers import sigmoid

centred = [lambda z: sigmoid(z) - 1 / 2, lambda a: 0.25 - a**2]
steep = [lambda z: sigmoid(4 * z), lambda a: 4 * (a - a**2)]

# %% 01b-2 right: from the tanh
centred = (lambda z: np.tanh(z / 2) / 2, lambda a: 1 / 4 - a * a)
steep = (lambda z: (np.tanh(2 * z) + 1) / 2, lambda a: 1 - (2 * a - 1) ** 2)


# %% 01b-2 right: named functions
def moved_down(z):
    return 1 / (1 + np.exp(-z)) - 0.5


def its_slope(a):
    s = a + 0.5
    return s * (1 - s)


centred = moved_down, its_slope
steep = (lambda z: moved_down(4 * z) + 0.5, lambda a: 4 * its_slope(a - 0.5))

# %% 01b-1 wrong: it is divided by all the numbers of the embeddings: divide by the number of pairs
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    cost = np.where(same, d**2, np.maximum(0, margin - d) ** 2).mean()
    factor = np.where(same, 1, -np.maximum(0, margin - d) / np.maximum(d, 1e-12))
    g = 2 * factor[:, None] * (left - right) / left.size
    return cost, g, -g

# %% 01b-1 wrong: the distance is the root of the squares alone: is a number added to them?
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1) + 0.01)
    cost = np.where(same, d**2, np.maximum(0, margin - d) ** 2).mean()
    factor = np.where(same, 1, -np.maximum(0, margin - d) / d)
    g = 2 * factor[:, None] * (left - right) / len(left)
    return cost, g, -g

# %% 01b-2 wrong: centred: first the value from z, then the slope: they are exchanged
from course_lib.by_hand.layers import sigmoid

centred = (lambda a: (a + 0.5) * (0.5 - a), lambda z: sigmoid(z) - 0.5)
steep = (lambda a: 4 * a * (1 - a), lambda z: sigmoid(4 * z))

# %% 01b-2 wrong: centred, slope: a is the sigmoid minus 0.5, so s is a plus 0.5
from course_lib.by_hand.layers import sigmoid

centred = (lambda z: sigmoid(z) - 0.5, lambda a: (a - 0.5) * (1.5 - a))
steep = (lambda z: sigmoid(4 * z), lambda a: 4 * a * (1 - a))

# %% 01b-1 wrong: with both kinds in a batch the cost is one mean over all pairs, not one over each kind
def push_loss(left, right, same, margin=1.0):
    d = np.sqrt(((left - right) ** 2).sum(axis=1))
    a, b = d[same] ** 2, np.maximum(0, margin - d[~same]) ** 2
    cost = (a.mean() if len(a) else 0) + (b.mean() if len(b) else 0)
    factor = np.where(same, 1, -np.maximum(0, margin - d) / np.maximum(d, 1e-12))
    g = 2 * factor[:, None] * (left - right) / len(left)
    return cost, g, -g
