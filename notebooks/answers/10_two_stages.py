# %% 10-1 wrong: only directions may count
def normalised_softmax(f, weights, targets, scale):
    loss, d_logits = cross_entropy(scale * f @ weights, targets)
    return loss, scale * d_logits @ weights.T, scale * f.T @ d_logits


# %% 10-1 wrong: the class weights keep their own length
def normalised_softmax(f, weights, targets, scale):
    u = unit_length(f)
    loss, d_logits = cross_entropy(scale * u @ weights, targets)
    return loss, unit_length_backward(scale * d_logits @ weights.T, f), scale * u.T @ d_logits


# %% 10-1 wrong: yours have rows of length 1
def normalised_softmax(f, weights, targets, scale):
    u, v = unit_length(f), unit_length(weights)
    loss, d_logits = cross_entropy(scale * u @ v, targets)
    d_u, d_v = scale * d_logits @ v.T, scale * u.T @ d_logits
    return loss, unit_length_backward(d_u, f), unit_length_backward(d_v, weights)


# %% 10-1 wrong: the way back through the length is missing
def normalised_softmax(f, weights, targets, scale):
    u, v = unit_length(f), unit_length(weights.T)
    loss, d_logits = cross_entropy(scale * u @ v.T, targets)
    return loss, scale * d_logits @ v, (scale * d_logits.T @ u).T


# %% 10-1 wrong: the scale is lost on the way back
def normalised_softmax(f, weights, targets, scale):
    u, v = unit_length(f), unit_length(weights.T)
    loss, d_logits = cross_entropy(scale * u @ v.T, targets)
    return loss, unit_length_backward(d_logits @ v, f), unit_length_backward(d_logits.T @ u, weights.T).T


# %% 10-1 wrong: the scale is missing
def normalised_softmax(f, weights, targets, scale):
    u, v = unit_length(f), unit_length(weights.T)
    loss, d_logits = cross_entropy(u @ v.T, targets)
    return loss, unit_length_backward(d_logits @ v, f), unit_length_backward(d_logits.T @ u, weights.T).T


# %% 10-1 wrong: the gradient by weights has the shape of weights
def normalised_softmax(f, weights, targets, scale):
    u, v = unit_length(f), unit_length(weights.T)
    loss, d_logits = cross_entropy(scale * u @ v.T, targets)
    d_u, d_v = scale * d_logits @ v, scale * d_logits.T @ u
    return loss, unit_length_backward(d_u, f), unit_length_backward(d_v, weights.T)


# %% 10-1 wrong: the gradient by f has the shape of f
def normalised_softmax(f, weights, targets, scale):
    u, v = unit_length(f), unit_length(weights.T)
    loss, d_logits = cross_entropy(scale * u @ v.T, targets)
    d_u, d_v = scale * d_logits @ v, scale * d_logits.T @ u
    return loss, unit_length_backward(d_v, weights.T).T, unit_length_backward(d_u, f)


# %% 10-1 wrong: not at length 1
def normalised_softmax(f, weights, targets, scale):
    u, v = unit_length(f), unit_length(weights.T)
    loss, d_logits = cross_entropy(scale * u @ v.T, targets)
    d_u, d_v = scale * d_logits @ v, scale * d_logits.T @ u
    return loss, unit_length_backward(d_u, u), unit_length_backward(d_v, v).T


# %% 10-1 wrong: return three things
def normalised_softmax(f, weights, targets, scale):
    return cross_entropy(scale * unit_length(f) @ unit_length(weights.T).T, targets)


# %% 10-1 wrong: for others that were drawn
def normalised_softmax(f, weights, targets, scale):
    scale = 7
    u, v = unit_length(f), unit_length(weights.T)
    loss, d_logits = cross_entropy(scale * u @ v.T, targets)
    d_u, d_v = scale * d_logits @ v, scale * d_logits.T @ u
    return loss, unit_length_backward(d_u, f), unit_length_backward(d_v, weights.T).T


# %% 10-1 right: through plain_softmax
def normalised_softmax(f, weights, targets, scale):
    u, w = unit_length(f), unit_length(weights.T).T
    loss, d_u, d_w = plain_softmax(scale * u, w, targets)
    return loss, unit_length_backward(scale * d_u, f), unit_length_backward(d_w.T, weights.T).T


# %% 10-1 right: the projection written out, a list
def normalised_softmax(f, weights, targets, scale):
    a, b = np.linalg.norm(f, axis=1, keepdims=True), np.linalg.norm(weights, axis=0, keepdims=True)
    u, w = f / a, weights / b
    loss, d = cross_entropy(scale * (u @ w), targets)
    d_u, d_w = scale * d @ w.T, scale * u.T @ d
    by_f = (d_u - u * (u * d_u).sum(axis=1, keepdims=True)) / a
    return [loss, by_f, (d_w - w * (w * d_w).sum(axis=0, keepdims=True)) / b]


# %% 10-1 right: float32
def normalised_softmax(f, weights, targets, scale):
    u, v = unit_length(f), unit_length(weights.T)
    loss, d = cross_entropy(scale * u @ v.T, targets)
    by_f = unit_length_backward(scale * (d @ v), f)
    by_w = np.transpose(unit_length_backward(np.einsum("nc,nd->cd", d, scale * u), weights.T))
    return np.float32(loss), by_f.astype("float32"), by_w.astype("float32")


# %% 10-1 right: by plain_softmax
def normalised_softmax(f, weights, targets, scale):
    u, v = unit_length(f), unit_length(weights.T).T
    loss, d_u, d_v = plain_softmax(u * scale, v, targets)
    return [loss, unit_length_backward(d_u * scale, f), unit_length_backward(d_v.T, weights.T).T]


# %% 10-1 right: norms by hand
def normalised_softmax(f, weights, targets, scale):
    nf, nw = np.sqrt((f**2).sum(1, keepdims=True)), np.sqrt((weights**2).sum(0, keepdims=True))
    u, v = f / nf, weights / nw
    loss, d = cross_entropy(scale * (u @ v), targets)
    du, dv = scale * d @ v.T, scale * u.T @ d
    return np.float64(loss), (du - u * (du * u).sum(1, keepdims=True)) / nf, (dv - v * (dv * v).sum(0, keepdims=True)) / nw


# %% 10-1 wrong: the features keep their own length: bring them to 1, too
def normalised_softmax(f, weights, targets, scale):
    v = unit_length(weights.T)
    loss, d = cross_entropy(scale * f @ v.T, targets)
    return loss, scale * d @ v, unit_length_backward(scale * d.T @ f, weights.T).T


# %% 10-1 wrong: half of the scale stands before a squared distance
def normalised_softmax(f, weights, targets, scale):
    u, v = unit_length(f), unit_length(weights.T)
    loss, d = cross_entropy(-scale * distance_matrix(u, v) ** 2, targets)
    return loss, unit_length_backward(2 * scale * d @ v, f), unit_length_backward(2 * scale * d.T @ u, weights.T).T


# %% 10-1 wrong: the scale belongs to the logits, and not to the loss as well
def normalised_softmax(f, weights, targets, scale):
    u, v = unit_length(f), unit_length(weights.T)
    loss, d = cross_entropy(scale * u @ v.T, targets)
    return scale * loss, unit_length_backward(scale * d @ v, f), unit_length_backward(scale * d.T @ u, weights.T).T


# %% 10-1 wrong: by weights: d_logits meets what the logits are made of: the
def normalised_softmax(f, weights, targets, scale):
    u, v = unit_length(f), unit_length(weights.T)
    loss, d = cross_entropy(scale * u @ v.T, targets)
    return loss, unit_length_backward(scale * d @ v, f), unit_length_backward(scale * d.T @ f, weights.T).T


# %% 10-1 wrong: by weights: d_logits, then the scale, then the length
def normalised_softmax(f, weights, targets, scale):
    u, v = unit_length(f), unit_length(weights.T)
    loss, d = cross_entropy(scale * u @ v.T, targets)
    return loss, unit_length_backward(scale * d @ v, f), np.zeros_like(weights)


# %% 10-1 wrong: the *squared* distance belongs into a softmax over distances
def normalised_softmax(f, weights, targets, scale):
    u, v = unit_length(f), unit_length(weights.T)
    loss, d = cross_entropy(-scale * distance_matrix(u, v), targets)
    return loss, unit_length_backward(scale * d @ v, f), unit_length_backward(scale * d.T @ u, weights.T).T


# %% 10-2 wrong: times the cosine of 45 degrees
def first_scale(c):
    return np.log(c - 1)


# %% 10-2 wrong: not among the others
def first_scale(c):
    return np.sqrt(2) * np.log(c)


# %% 10-2 wrong: so divide by it
def first_scale(c):
    return np.log(c - 1) / np.sqrt(2)


# %% 10-2 wrong: the logarithm is missing
def first_scale(c):
    return np.sqrt(2) * (c - 1)


# %% 10-2 wrong: in radians
def first_scale(c):
    return np.log(c - 1) / np.cos(45)


# %% 10-2 wrong: has the base 2
def first_scale(c):
    return np.sqrt(2) * np.log2(c - 1)


# %% 10-2 wrong: whatever it is given
def first_scale(c):
    return np.sqrt(2) * np.log(9)


# %% 10-2 wrong: has the wrong sign
def first_scale(c):
    return -np.sqrt(2) * np.log(c - 1)


# %% 10-2 wrong: 1 over the root of 2
def first_scale(c):
    return 2 * np.log(c - 1)


# %% 10-2 wrong: for others that were drawn
def first_scale(c):
    return np.sqrt(2) * np.log({10: 9, 26: 25, 64: 63}.get(c, 99))


# %% 10-2 right: the cosine in radians, by math
import math


def first_scale(c):
    return math.log(c - 1) / math.cos(math.pi / 4)


# %% 10-2 right: by halving
def first_scale(c):
    low, high = 0.0, 100.0
    for _ in range(60):
        s = (low + high) / 2
        own = np.exp(s / np.sqrt(2))
        low, high = (s, high) if own / (own + c - 1) < 0.5 else (low, s)
    return s


# %% 10-2 right: float32
def first_scale(c):
    return np.float32(2**0.5) * np.log(np.float32(c - 1))


# %% 10-2 right: a logarithm of a power
def first_scale(c):
    return np.log((c - 1) ** 2.0) / 2**0.5


# %% 10-2 right: bisection
def first_scale(c):
    import math
    lo, hi = 0.0, 100.0
    for _ in range(200):
        s = (lo + hi) / 2
        p = 1 / (1 + (c - 1) * math.exp(-s * math.cos(math.pi / 4)))
        lo, hi = (s, hi) if p < 0.5 else (lo, s)
    return lo


# %% 10-2 right: power
def first_scale(c):
    return np.array([np.log((c - 1) ** np.sqrt(2))])[0]


# %% 10-2 wrong: the scale is not rounded: at a whole number the probability is
def first_scale(c):
    return round(np.sqrt(2) * np.log(c - 1))


# %% 10-2 wrong: the two terms below the line are equal: no further half
def first_scale(c):
    return np.sqrt(2) * np.log((c - 1) / 2)


# %% 10-2 wrong: take the natural logarithm: yours has the base 10
def first_scale(c):
    return 2**0.5 * np.log10(c - 1)


# %% 10-2 wrong: the cosine stands before s: on the other side it divides the
def first_scale(c):
    return np.log(np.sqrt(2) * (c - 1))


# %% 10-2 wrong: c - 1 are the others already: one too many is taken off
def first_scale(c):
    return 2**0.5 * np.log(c - 2)


# %% 10-2 wrong: the others are c - 1, and nothing more is halved
def first_scale(c):
    return np.log(c / 2) * np.sqrt(2)


# %% 10-2 wrong: the angle stands under a cosine: s is not divided by 45
def first_scale(c):
    return np.log(c - 1) / 45


# %% 10-3 wrong: take fewer steps
early = 100

# %% 10-3 wrong: than pixels do
early = 3

# %% 10-3 wrong: untrained
early = 0

# %% 10-3 wrong: the training as it was
early = 300

# %% 10-3 wrong: go the other way
early = 1000

# %% 10-3 wrong: a whole number
early = 12.5

# %% 10-3 wrong: take fewer steps
early = 200

# %% 10-3 wrong: and a number is expected
early = (25, 50)

# %% 10-3 right: a float
early = 25.0

# %% 10-3 right: another number of steps
early = 28

# %% 10-3 right: searched
early = next(steps for steps in (100, 50, 25) if judged(3, steps)[1] > (large[1] + small[1]) / 2)

# %% 10-3 right: one number in an array
early = np.array(24)


# %% 10-3 right: int64 50
early = np.int64(50)
