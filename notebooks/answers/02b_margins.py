# %% 02b-1 wrong: one more factor
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        return loss(s * anchor, s * positive, s * negative)

    return at_scale


# %% 02b-1 wrong: as they are: multiply them before
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        value, *gradients = loss(anchor, positive, negative)
        return value, *(s * gradient for gradient in gradients)

    return at_scale


# %% 02b-1 wrong: the value itself is not multiplied
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        return tuple(s * part for part in loss(s * anchor, s * positive, s * negative))

    return at_scale


# %% 02b-1 wrong: the chain rule multiplies
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        value, *gradients = loss(s * anchor, s * positive, s * negative)
        return value, *(gradient / s for gradient in gradients)

    return at_scale


# %% 02b-1 wrong: not divided
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        value, *gradients = loss(anchor / s, positive / s, negative / s)
        return value, *(gradient / s for gradient in gradients)

    return at_scale


# %% 02b-1 wrong: not the anchor alone
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        value, *gradients = loss(s * anchor, positive, negative)
        return value, *(s * gradient for gradient in gradients)

    return at_scale


# %% 02b-1 wrong: let it work on a copy
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        anchor *= s
        positive *= s
        negative *= s
        value, *gradients = loss(anchor, positive, negative)
        return value, *(s * gradient for gradient in gradients)

    return at_scale


# %% 02b-1 wrong: value and three gradients
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        return loss(s * anchor, s * positive, s * negative)[0]

    return at_scale


# %% 02b-1 wrong: returns a new loss
def scaled(loss, s):
    return s * 2


# %% 02b-1 wrong: TypeError in `return s * loss(
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        return s * loss(s * anchor, s * positive, s * negative)

    return at_scale


# %% 02b-1 wrong: is each embedding multiplied by s
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        value, *gradients = softmax_triplet(s * anchor, s * positive, s * negative)
        return value, *(s * gradient for gradient in gradients)

    return at_scale


# %% 02b-1 right: a lambda and a list
def scaled(loss, s):
    def with_all(*roles):
        value, by_a, by_p, by_n = loss(*(s * role for role in roles))
        return [value, by_a * s, by_p * s, by_n * s]

    return lambda anchor, positive, negative: with_all(anchor, positive, negative)


# %% 02b-1 right: written out, in float32
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        a, p, n = (np.float32(s) * np.float32(role) for role in (anchor, positive, negative))
        found = loss(a, p, n)
        return np.float32(found[0]), np.float32(s * found[1]), np.float32(s * found[2]), np.float32(s * found[3])

    return at_scale


# %% 02b-1 right: one array of gradients
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        longer = np.multiply([anchor, positive, negative], s)
        value, *gradients = loss(*longer)
        return value, *(np.array(gradients) * s)

    return at_scale


# %% 02b-2 wrong: the margin stays
stuck_at = (0, 1.0, 0.25)

# %% 02b-2 wrong: only different pairs were counted
stuck_at = (0.2, 2, 0.25)

# %% 02b-2 wrong: 0.5 is p
stuck_at = (0.2, 1.0, 0.5)

# %% 02b-2 wrong: not squared
stuck_at = (0.2, 0.5, 0.25)

# %% 02b-2 wrong: same pairs alone
stuck_at = (0.2, 0, 0.25)

# %% 02b-2 wrong: p is not 0 when both distances are equal
stuck_at = (0.2, 1.0, 0)

# %% 02b-2 wrong: each of the two has the same share
stuck_at = (0.2, 1.0, 1.0)

# %% 02b-2 wrong: that is the margin squared
stuck_at = (0.2, 4.0, 0.25)

# %% 02b-2 wrong: 3 values are expected
stuck_at = 0.2

# %% 02b-2 right: fractions
from fractions import Fraction

stuck_at = (Fraction(1, 5), 1, Fraction(1, 4))

# %% 02b-2 right: from the losses
equal = np.zeros((2, 3))
stuck_at = (
    triplet(equal, equal, equal)[0],
    contrastive(equal, equal, np.array([True, False]), margin=2)[0],
    softmax_triplet(equal, equal, equal)[0],
)

# %% 02b-2 right: a list
stuck_at = [np.float32(0.2), 0.5 * 0.5 * 2**2, 0.5**2]

# %% 02b-3 wrong: a factor of 10,000
waiting = [steps_to_leave(from_nearly_equal(squared_triplet, shrink)) for shrink in (1e-2, 1e-4, 1e-6)]
steps_more = waiting[2] - waiting[0]

# %% 02b-3 wrong: the whole wait from 1e-6
steps_more = steps_to_leave(from_nearly_equal(squared_triplet, 1e-6))

# %% 02b-3 wrong: a factor of 10,
steps_more = (waits["squared distance"] - steps_to_leave(from_nearly_equal(squared_triplet, 1e-2))) / 4

# %% 02b-3 wrong: the mean wait
steps_more = np.mean([steps_to_leave(from_nearly_equal(squared_triplet, shrink)) for shrink in (1e-2, 1e-4, 1e-6)])

# %% 02b-3 wrong: 100 is the factor
steps_more = 100

# %% 02b-3 wrong: which of two waits is taken from which
waiting = [steps_to_leave(from_nearly_equal(squared_triplet, shrink)) for shrink in (1e-2, 1e-6)]
steps_more = (waiting[0] - waiting[1]) / 2

# %% 02b-3 wrong: not grow by a factor
waiting = [steps_to_leave(from_nearly_equal(squared_triplet, shrink)) for shrink in (1e-2, 1e-4)]
steps_more = waiting[1] / waiting[0]

# %% 02b-3 wrong: a number is expected
steps_more = [steps_to_leave(from_nearly_equal(squared_triplet, shrink)) for shrink in (1e-2, 1e-4, 1e-6)]

# %% 02b-3 right: the mean of two differences
waiting = [steps_to_leave(from_nearly_equal(squared_triplet, shrink)) for shrink in (1e-2, 1e-4, 1e-6)]
steps_more = np.diff(waiting).mean()

# %% 02b-3 right: the second difference alone, in float32
steps_more = np.float32(
    waits["squared distance"] - steps_to_leave(from_nearly_equal(squared_triplet, 1e-4)),
)

# %% 02b-3 right: a line through the waits
shrinks = 10.0 ** -np.array([2, 3, 4, 5, 6])
waiting = [steps_to_leave(from_nearly_equal(squared_triplet, shrink)) for shrink in shrinks]
steps_more = -2 * np.polyfit(np.log10(shrinks), waiting, 1)[0]

# %% 02b-1 wrong: the gradient by the anchor is that by the longer embeddings
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        return loss(s * anchor, s * positive, s * negative)
    return at_scale

# %% 02b-1 wrong: scaled(softmax_triplet, 3): the value itself is not multiplied
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        return tuple(s * part for part in loss(s * anchor, s * positive, s * negative))
    return at_scale

# %% 02b-1 wrong: the gradient by the anchor is divided by s, and the chain rule multiplies
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        value, *g = loss(s * anchor, s * positive, s * negative)
        return value, *(x / s for x in g)
    return at_scale

# %% 02b-1 wrong: the value is that of the embeddings as they are
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        value, *g = loss(anchor, positive, negative)
        return value, *(s * x for x in g)
    return at_scale

# %% 02b-1 wrong: the gradient by the positive is that by the longer embeddings
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        value, ga, gp, gn = loss(s * anchor, s * positive, s * negative)
        return value, s * ga, gp, gn
    return at_scale

# %% 02b-1 wrong: the function changes the array that it is given: let it work on a copy
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        anchor *= s
        positive *= s
        negative *= s
        value, *g = loss(anchor, positive, negative)
        return value, *(s * x for x in g)
    return at_scale

# %% 02b-1 wrong: NameError in `return loss(s * anchor, s * positive, s * negative)`
def scaled(loss, s):
    return loss(s * anchor, s * positive, s * negative)

# %% 02b-1 wrong: `scaled` returns a new loss, a function of anchor, positive and negative
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        value, *g = loss(s * anchor, s * positive, s * negative)
        return value, *(s * x for x in g)

# %% 02b-1 wrong: scaled(softmax_triplet, 3) must return four things in a row, the value and
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        value, *g = loss(s * anchor, s * positive, s * negative)
        return value, [s * x for x in g]
    return at_scale

# %% 02b-1 wrong: another loss is called than the one that is given
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        value, *g = triplet(s * anchor, s * positive, s * negative)
        return value, *(s * x for x in g)
    return at_scale

# %% 02b-1 right: lambda
def scaled(loss, s):
    def split(v, a, p, n):
        return v, a * s, p * s, n * s
    return lambda anchor, positive, negative: split(*loss(anchor * s, positive * s, negative * s))

# %% 02b-1 right: list
def scaled(loss, s):
    def at_scale(*three):
        out = list(loss(*[t * s for t in three]))
        for i in (1, 2, 3):
            out[i] = out[i] * s
        return out
    return at_scale

# %% 02b-2 wrong: the loss has a factor 1/2, and half of the pairs are same
stuck_at = (0.2, 4, 0.25)

# %% 02b-2 wrong: the softmax triplet loss: 0.5 is p, and the loss is its square
stuck_at = (0.2, 1, 0.5)

# %% 02b-2 wrong: the triplet loss: the distances cancel, and the margin stays
stuck_at = (0, 1, 0.25)

# %% 02b-2 wrong: in this order: triplet, contrastive, softmax triplet
stuck_at = (1, 0.2, 0.25)

# %% 02b-2 wrong: no margin is lacking, but p is not 0 when both distances are equal
stuck_at = (0.2, 1, 0)

# %% 02b-2 right: list of fractions
from fractions import Fraction
stuck_at = [Fraction(1, 5), 1.0, Fraction(1, 4)]

# %% 02b-2 right: array
stuck_at = np.array([0.2, 1, 0.25])

# %% 02b-3 wrong: that is the mean wait; how much does each factor of 100 add to it?
steps_more = np.mean([steps_to_leave(from_nearly_equal(squared_triplet, s)) for s in (1e-2, 1e-4, 1e-6)])

# %% 02b-3 wrong: that is for a factor of 10,000, and a factor of 100 is asked
a, b, c = (steps_to_leave(from_nearly_equal(squared_triplet, s)) for s in (1e-2, 1e-4, 1e-6))
steps_more = c - a

# %% 02b-3 wrong: that is for a factor of 10, and a factor of 100 is asked
a, b, c = (steps_to_leave(from_nearly_equal(squared_triplet, s)) for s in (1e-2, 1e-4, 1e-6))
steps_more = (c - a) / 4

# %% 02b-3 wrong: the waits do not grow by a factor, but by a number of steps
a, b, c = (steps_to_leave(from_nearly_equal(squared_triplet, s)) for s in (1e-2, 1e-4, 1e-6))
steps_more = ((b / a) + (c / b)) / 2

# %% 02b-3 wrong: which of two waits is taken from which? Your answer has the wrong sign
a, b, c = (steps_to_leave(from_nearly_equal(squared_triplet, s)) for s in (1e-2, 1e-4, 1e-6))
steps_more = (a - c) / 2

# %% 02b-3 wrong: three waits have two differences, not three
a, b, c = (steps_to_leave(from_nearly_equal(squared_triplet, s)) for s in (1e-2, 1e-4, 1e-6))
steps_more = (c - a) / 3

# %% 02b-3 wrong: is it that of `squared_triplet`, and each time from another `shrink`
a, b, c = (steps_to_leave(from_nearly_equal(triplet, s)) for s in (1e-2, 1e-4, 1e-6))
steps_more = (c - a) / 2

# %% 02b-3 right: numpy diff
steps_more = np.diff([steps_to_leave(from_nearly_equal(squared_triplet, 10.0**-k)) for k in (2, 4, 6)]).mean()

# %% 02b-3 right: slope of a line
ks = [2, 4, 6]
steps_more = 2 * np.polyfit(ks, [steps_to_leave(from_nearly_equal(squared_triplet, 10.0**-k)) for k in ks], 1)[0]

# %% 02b-1 wrong: scaled(softmax_triplet, 3): positive and negative are exchanged
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        value, *gradients = loss(s * anchor, s * negative, s * positive)
        return value, *[s * g for g in gradients]

    return at_scale

# %% 02b-1 wrong: The function calls itself and comes to no end: is another function meant?
def scaled(loss, s):
    def at_scale(anchor, positive, negative):
        value, *gradients = at_scale(s * anchor, s * positive, s * negative)
        return value, *[s * g for g in gradients]

    return at_scale

# %% 02b-3 wrong: that is for a factor of 10, and a factor of 100 is asked
n = [steps_to_leave(from_nearly_equal(squared_triplet, shrink)) for shrink in (1e-1, 1e-2, 1e-3)]
steps_more = (n[2] - n[0]) / 2


# %% 02b-3 wrong: the waits do not grow by a factor
waits_of = [steps_to_leave(from_nearly_equal(squared_triplet, shrink)) for shrink in (1e-2, 1e-4, 1e-6)]
steps_more = waits_of[2] / waits_of[0]
