# %% 09b-1 wrong: so it can't tell which is readable
def squeeze(x):
    return x.mean(axis=(1, 2))


# %% 09b-1 wrong: so it can't tell which is readable
def squeeze(x):
    return x.max(axis=(1, 2))


# %% 09b-1 wrong: so it can't tell which is readable
def squeeze(x):
    return x.std(axis=(1, 2))


# %% 09b-1 wrong: turn the sign
def squeeze(x):
    return sum(abs(np.diff(x, axis=axis)).sum(axis=(1, 2)) for axis in (1, 2))


# %% 09b-1 wrong: take the differences without sign
def squeeze(x):
    return -np.diff(x, axis=1).sum(axis=(1, 2))


# %% 09b-1 wrong: one number for each channel of each picture
def squeeze(x):
    return -abs(np.diff(x, axis=1)).sum(axis=(1, 2, 3))


# %% 09b-1 wrong: along axes 1 and 2
def squeeze(x):
    return -abs(np.diff(x, axis=1)).sum(axis=(1, 3))


# %% 09b-1 wrong: depends on other channels
def squeeze(x):
    padded = np.concatenate([x, x[..., :1]], axis=3)
    return -abs(np.diff(padded, axis=3)).sum(axis=(1, 2))


# %% 09b-1 wrong: pictures and channels stay
def squeeze(x):
    return -abs(np.diff(x, axis=1)).sum(axis=(2, 3))


# %% 09b-1 wrong: on the other pictures of the batch
def squeeze(x):
    return -abs(np.diff(x, axis=0, append=x[:1])).sum(axis=(1, 2))


# %% 09b-1 right: squares instead of absolute values
def squeeze(x):
    return -((x[:, 1:] - x[:, :-1]) ** 2).sum(axis=(1, 2)) - ((x[:, :, 1:] - x[:, :, :-1]) ** 2).sum(axis=(1, 2))


# %% 09b-1 right: a loop over the channels
def squeeze(x):
    numbers = np.zeros((len(x), 8))
    for c in range(8):
        for i in range(7):
            numbers[:, c] -= abs(x[:, i, :, c] - x[:, i + 1, :, c]).sum(axis=1)
            numbers[:, c] -= abs(x[:, :, i, c] - x[:, :, i + 1, c]).sum(axis=1)
    return numbers


# %% 09b-1 right: correlation of neighbours
def squeeze(x):
    centred = x - x.mean(axis=(1, 2), keepdims=True)
    beside = (centred[:, 1:] * centred[:, :-1]).sum(axis=(1, 2)) + (centred[:, :, 1:] * centred[:, :, :-1]).sum(
        axis=(1, 2)
    )
    return (beside / (centred**2).sum(axis=(1, 2))).tolist()


# %% 09b-1 right: one over the roughness
def squeeze(x):
    rough = sum(np.abs(np.diff(x, axis=axis)).mean(axis=(1, 2)) for axis in (1, 2))
    return 1 / (1 + rough)


# %% 09b-1 right: product of neighbours
def squeeze(x):
    return (x[:, 1:] * x[:, :-1]).sum(axis=(1, 2)) + (x[:, :, 1:] * x[:, :, :-1]).sum(axis=(1, 2))


# %% 09b-1 right: squared both axes
def squeeze(x):
    x = x.astype("float64")
    return -((np.diff(x, axis=1) ** 2).sum(axis=(1, 2)) + (np.diff(x, axis=2) ** 2).sum(axis=(1, 2)))


# %% 09b-1 right: 1 over
def squeeze(x):
    return 1 / (1 + abs(np.diff(x, axis=1)).sum(axis=(1, 2)) + abs(np.diff(x, axis=2)).sum(axis=(1, 2)))


# %% 09b-1 wrong: your differences cancel each other in a sum: take each without
def squeeze(x):
    return -abs(np.diff(x, axis=1).sum(axis=(1, 2)))


# %% 09b-2 wrong: this scales the outputs f
def folded(kernel, gates):
    return kernel * gates


# %% 09b-2 wrong: not below it
def folded(kernel, gates):
    return kernel / gates[:, None]


# %% 09b-2 wrong: one factor for all channels
def folded(kernel, gates):
    return kernel * gates.mean()


# %% 09b-2 wrong: the gates count once
def folded(kernel, gates):
    return kernel * gates[:, None] * gates[:, None]


# %% 09b-2 wrong: changes the array
def folded(kernel, gates):
    kernel *= gates[:, None]
    return kernel


# %% 09b-2 wrong: a kernel of shape
def folded(kernel, gates):
    return np.einsum("ijcf,c->ijf", kernel, gates)


# %% 09b-2 wrong: what a gate takes away
def folded(kernel, gates):
    return kernel - kernel * gates[:, None]


# %% 09b-2 wrong: the kernel keeps its axes
def folded(kernel, gates):
    return (kernel * gates[:, None]).transpose(0, 1, 3, 2)


# %% 09b-2 wrong: for others that were drawn
def folded(kernel, gates):
    return kernel * gates[:4, None] if len(gates) >= 4 else kernel


# %% 09b-2 wrong: ValueError in `return kernel * gates[:, None, None]`
def folded(kernel, gates):
    return kernel * gates[:, None, None]


# %% 09b-2 wrong: not added to it
def folded(kernel, gates):
    return kernel + gates[:, None]


# %% 09b-2 right: einsum
def folded(kernel, gates):
    return np.einsum("ijcf,c->ijcf", kernel, gates)


# %% 09b-2 right: a loop over the channels
def folded(kernel, gates):
    new = np.zeros(kernel.shape)
    for c in range(len(gates)):
        new[:, :, c, :] = gates[c] * kernel[:, :, c, :]
    return new


# %% 09b-2 right: float32, a diagonal matrix
def folded(kernel, gates):
    return (np.diag(gates) @ kernel).astype("float32")


# %% 09b-2 right: a list of lists
def folded(kernel, gates):
    return (gates.reshape(1, 1, -1, 1) * kernel).tolist()


# %% 09b-2 right: loop list
def folded(kernel, gates):
    k = np.array(kernel, "float64")
    for c, g in enumerate(gates):
        k[:, :, c] = k[:, :, c] * g
    return k.tolist()


# %% 09b-2 wrong: a sigmoid was taken already: the gates are the factors
def folded(kernel, gates):
    return kernel / (1 + np.exp(-gates[:, None]))


# %% 09b-2 wrong: what you multiply the kernel by must depend on its third axis
def folded(kernel, gates):
    k = kernel.copy()
    k[1, 1] *= gates[:, None]
    return k


# %% 09b-2 wrong: they need not add up to 1
def folded(kernel, gates):
    return kernel * (gates / gates.sum())[:, None]


# %% 09b-3 wrong: the search begins at 0.3
first_failure = 0.3

# %% 09b-3 wrong: which is below 90 % already
first_failure = 1.0


# %% 09b-3 wrong: still right in
def right_share(light):
    factors = gates_and_factors("brighter", "SE", draw(test, 40, "brighter", light)[0])[1]
    return (factors.argmax(axis=1) == marked).mean()


first_failure = max(light / 10 for light in range(4, 11) if right_share(light / 10) >= 0.9)

# %% 09b-3 wrong: which is below 90 % already
first_failure = 0.9

# %% 09b-3 wrong: in steps of a tenth
first_failure = 0.55

# %% 09b-3 wrong: Divide by 10
first_failure = next(
    light
    for light in range(3, 11)
    if (
        gates_and_factors("brighter", "SE", draw(test, 40, "brighter", light / 10)[0])[1].argmax(axis=1) == marked
    ).mean()
    < 0.9
)

# %% 09b-3 wrong: still right in
first_failure = 0.4

# %% 09b-3 right: a loop
first_failure = 0.3
while (
    gates_and_factors("brighter", "SE", draw(test, 40, "brighter", first_failure)[0])[1].argmax(1) == marked
).mean() >= 0.9:
    first_failure = round(first_failure + 0.1, 1)

# %% 09b-3 right: a list of shares, float32
lights = np.arange(3, 11, dtype="float32") / 10
shares = []
for light in lights:
    factors = gates_and_factors("brighter", "SE", draw(test, 40, "brighter", light)[0])[1]
    shares.append(np.mean(factors.argmax(axis=1) == marked))
first_failure = lights[np.argmax(np.array(shares) < 0.9)]

# %% 09b-3 right: a fraction
from fractions import Fraction

tenths = [Fraction(i, 10) for i in range(3, 11)]
counts = [
    (gates_and_factors("brighter", "SE", draw(test, 40, "brighter", float(t))[0])[1].argmax(1) == marked).sum()
    for t in tenths
]
first_failure = tenths[[count < 36 for count in counts].index(True)]


# %% 09b-3 right: floating steps
l = 0.3
while (gates_and_factors("brighter", "SE", draw(test, 40, "brighter", l)[0])[1].argmax(1) == marked).mean() >= 0.9:
    l = l + 0.1
first_failure = np.float32(l)


# %% 09b-3 right: percent
first_failure = 100 * next(l / 10 for l in range(3, 11) if (gates_and_factors("brighter", "SE", draw(test, 40, "brighter", l / 10)[0])[1].argmax(1) == marked).mean() < 0.9)


# %% 09b-3 wrong: your answer is a list of 4, and a number is expected
first_failure = [l / 10 for l in range(3, 11) if (gates_and_factors("brighter", "SE", draw(test, 40, "brighter", l / 10)[0])[1].argmax(1) == marked).mean() < 0.9]

# %% 09b-2 wrong: no exponential
def folded(kernel, gates):
    return kernel * np.exp(gates)[:, None]


# %% 09b-2 wrong: their mean need not be 1
def folded(kernel, gates):
    return kernel * (gates / gates.mean())[:, None]


# %% 09b-2 wrong: a gate lets a share through, and does not open or close
def folded(kernel, gates):
    return kernel * (gates > 0.5)[:, None]


# %% 09b-2 wrong: no axis of the kernel is turned round
def folded(kernel, gates):
    return np.flip(kernel, (0, 1)) * gates[:, None]


# %% 09b-2 wrong: each input channel keeps its own weights
def folded(kernel, gates):
    return kernel[:, :, ::-1] * gates[:, None]
