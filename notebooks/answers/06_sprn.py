# %% 06-1 wrong: factor 2 of the binomial
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return (delta_s @ kernel[:n]) @ (delta_c @ kernel[n:])


# %% 06-1 wrong: all three terms
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return ((delta_s @ kernel[:n] + delta_c @ kernel[n:]) ** 2).sum()


# %% 06-1 wrong: two distances
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return ((delta_s @ kernel[:n]) ** 2).sum() + ((delta_c @ kernel[n:]) ** 2).sum()


# %% 06-1 wrong: they are exchanged
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return 2 * (delta_s @ kernel[n:]) @ (delta_c @ kernel[:n])


# %% 06-1 wrong: wrong sign
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return -2 * (delta_s @ kernel[:n]) @ (delta_c @ kernel[n:])


# %% 06-1 wrong: one number
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return 2 * (delta_s @ kernel[:n]) * (delta_c @ kernel[n:])


# %% 06-1 wrong: added up by itself
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return 2 * (delta_s @ kernel[:n]).sum() * (delta_c @ kernel[n:]).sum()


# %% 06-1 wrong: R does not occur
def cross_term(delta_s, delta_c, kernel):
    return 2 * delta_s @ delta_c


# %% 06-1 wrong: distance of S alone
def cross_term(delta_s, delta_c, kernel):
    u = delta_s @ kernel[: len(delta_s)]
    return u @ u


# %% 06-1 wrong: through the upper one
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return 2 * (delta_s @ kernel[:n]) @ (delta_c @ kernel[:n])


# %% 06-1 wrong: one number
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return 2 * kernel[:n] @ kernel[n:].T


# %% 06-1 wrong: for others that were drawn
def cross_term(delta_s, delta_c, kernel):
    return 2 * (delta_s[:3] @ kernel[:3]) @ (delta_c[:3] @ kernel[3:6])


# %% 06-1 right: the whole minus the two
def cross_term(delta_s, delta_c, kernel):
    u, v = delta_s @ kernel[: len(delta_s)], delta_c @ kernel[len(delta_s) :]
    return ((u + v) ** 2).sum() - (u**2).sum() - (v**2).sum()


# %% 06-1 right: a double loop
def cross_term(delta_s, delta_c, kernel):
    n, total = len(delta_s), 0.0
    for i in range(n):
        for j in range(n):
            total += delta_s[i] * delta_c[j] * sum(kernel[i] * kernel[n + j])
    return 2 * total


# %% 06-1 right: a matrix between, in float32
def cross_term(delta_s, delta_c, kernel):
    upper, lower = np.split(kernel.astype("float32"), 2)
    return np.float32(delta_s.astype("float32") @ (upper @ lower.T) @ delta_c.astype("float32") * 2)


# %% 06-1 right: rows of shape (1, n)
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return (2 * delta_s[None] @ kernel[:n] @ kernel[n:].T @ delta_c[:, None]).item()


# %% 06-1 wrong: there twice
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return 4 * (delta_s @ kernel[:n]) @ (delta_c @ kernel[n:])


# %% 06-1 wrong: a mean where a sum is asked
def cross_term(delta_s, delta_c, kernel):
    n = kernel.shape[1]
    return 2 * (delta_s @ kernel[: len(delta_s)]) @ (delta_c @ kernel[-len(delta_c) :]) / n


# %% 06-1 wrong: no abs
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return 2 * abs((delta_s @ kernel[:n]) @ (delta_c @ kernel[n:]))


# %% 06-1 wrong: all three terms: one of them
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return ((delta_s @ kernel[:n] - delta_c @ kernel[n:]) ** 2).sum()


# %% 06-1 right: einsum
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return np.einsum("i,ik,jk,j->", delta_s, kernel[:n], kernel[n:], delta_c) + (delta_s @ kernel[:n]) @ (
        delta_c @ kernel[n:]
    )


# %% 06-2 wrong: the weights do nothing
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.hstack([spatial, colour]) @ kernel
    return z / np.linalg.norm(z, axis=1, keepdims=True)


# %% 06-2 wrong: that step is missing
def fused(spatial, colour, kernel, weights=(1, 1)):
    return np.hstack([weights[0] * spatial, weights[1] * colour]) @ kernel


# %% 06-2 wrong: you divide all by one
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.hstack([weights[0] * spatial, weights[1] * colour]) @ kernel
    return z / np.linalg.norm(z)


# %% 06-2 wrong: not each column
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.hstack([weights[0] * spatial, weights[1] * colour]) @ kernel
    return z / np.linalg.norm(z, axis=0)


# %% 06-2 wrong: exchanged
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.hstack([weights[1] * spatial, weights[0] * colour]) @ kernel
    return z / np.linalg.norm(z, axis=1, keepdims=True)


# %% 06-2 wrong: join them as
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.hstack([weights[1] * colour, weights[0] * spatial]) @ kernel
    return z / np.linalg.norm(z, axis=1, keepdims=True)


# %% 06-2 wrong: before the kernel
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.hstack([weights[0] * spatial, weights[1] * colour])
    return z / np.linalg.norm(z, axis=1, keepdims=True) @ kernel


# %% 06-2 wrong: multiply it by the kernel
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.hstack([weights[0] * spatial, weights[1] * colour])
    return z / np.linalg.norm(z, axis=1, keepdims=True)


# %% 06-2 wrong: not by its square
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.hstack([weights[0] * spatial, weights[1] * colour]) @ kernel
    return z / (z**2).sum(axis=1, keepdims=True)


# %% 06-2 wrong: squared
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.hstack([weights[0] ** 2 * spatial, weights[1] ** 2 * colour]) @ kernel
    return z / np.linalg.norm(z, axis=1, keepdims=True)


# %% 06-2 wrong: work on a copy
def fused(spatial, colour, kernel, weights=(1, 1)):
    spatial *= weights[0]
    colour *= weights[1]
    z = np.hstack([spatial, colour]) @ kernel
    return z / np.linalg.norm(z, axis=1, keepdims=True)


# %% 06-2 right: by the two halves of the kernel
def fused(spatial, colour, kernel, weights=(1, 1)):
    n = spatial.shape[1]
    z = weights[0] * (spatial @ kernel[:n]) + weights[1] * (colour @ kernel[n:])
    return z / np.sqrt((z * z).sum(axis=1))[:, None]


# %% 06-2 right: a loop over the pictures
def fused(spatial, colour, kernel, weights=(1, 1)):
    rows = []
    for s, c in zip(spatial, colour):
        z = np.concatenate([weights[0] * s, weights[1] * c]) @ kernel
        rows.append(z / np.linalg.norm(z))
    return np.array(rows)


# %% 06-2 right: lists, in float64
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.concatenate([spatial * float(weights[0]), colour * float(weights[1])], axis=1).astype(float) @ kernel
    return (z.T / np.linalg.norm(z, axis=1)).T.tolist()


# %% 06-2 wrong: are not multiplied
def fused(spatial, colour, kernel, weights=(1, 1)):
    n = spatial.shape[1]
    z = weights[0] * (spatial @ kernel[:n]) * weights[1] * (colour @ kernel[n:])
    return z / np.linalg.norm(z, axis=1, keepdims=True)


# %% 06-2 wrong: the weights do nothing
def fused(spatial, colour, kernel, weights=(1, 1)):
    total = sum(weights)
    z = np.hstack([spatial, colour]) @ kernel * total
    return z / np.linalg.norm(z, axis=1, keepdims=True)


# %% 06-2 wrong: where is an axis missing
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.hstack([weights[0] * spatial, weights[1] * colour]) @ kernel
    return z / np.linalg.norm(z, axis=1)


# %% 06-2 wrong: these shapes do not fit
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.vstack([weights[0] * spatial, weights[1] * colour]) @ kernel
    return z / np.linalg.norm(z, axis=1, keepdims=True)


# %% 06-2 wrong: a variable from outside
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.hstack([2 * spatial, 3 * colour]) @ kernel if weights != (1, 1) else np.hstack([spatial, colour]) @ kernel
    return z / np.linalg.norm(z, axis=1, keepdims=True)


# %% 06-2 right: scaled by the ratio of the weights
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.c_[spatial, weights[1] / weights[0] * colour] @ kernel
    return z / (z**2).sum(axis=1, keepdims=True) ** 0.5


# %% 06-3 wrong: sees RGB
grey_score = score(np.hstack([0.5 * s, 0.5 * c]), labels[new])
# %% 06-3 wrong: C alone
grey_score = score(c, labels[new])
# %% 06-3 wrong: grey S alone
grey_score = score(trained("S alone", labels=arrangement[known])(pictures[new]).numpy(), labels[new])
# %% 06-3 wrong: labels=arrangement[known]
s_grey = trained("S alone")(pictures[new]).numpy()
grey_score = score(np.hstack([0.5 * s_grey, 0.5 * c]), labels[new])
# %% 06-3 wrong: trained together
grey_score = found["strict"]
# %% 06-3 wrong: not with arrangement[new]
s_grey = trained("S alone", labels=arrangement[known])(pictures[new]).numpy()
grey_score = score(np.hstack([0.5 * s_grey, 0.5 * c]), arrangement[new])
# %% 06-3 wrong: not added
s_grey = trained("S alone", labels=arrangement[known])(pictures[new]).numpy()
grey_score = score(0.5 * s_grey + 0.5 * c, labels[new])
# %% 06-3 wrong: arrangement elsewhere
s_grey = trained("S alone", labels=arrangement[known])(pictures[new]).numpy()
grey_score = elsewhere(np.hstack([0.5 * s_grey, 0.5 * c]), arrangement)
# %% 06-3 wrong: S weighs too much
s_grey = trained("S alone", labels=arrangement[known])(pictures[new]).numpy()
grey_score = score(np.hstack([0.7 * s_grey, 0.3 * c]), labels[new])
# %% 06-3 wrong: which step differs
grey_score = 0.9
# %% 06-3 right: without the weights, which are equal
s_grey = trained("S alone", labels=arrangement[known])(pictures[new]).numpy()
grey_score = score(np.concatenate([s_grey, c], axis=1), labels[new])
# %% 06-3 right: in percent
s_grey = trained("S alone", labels=arrangement[known])(pictures[new]).numpy()
grey_score = 100 * score(np.hstack([0.5 * s_grey, 0.5 * c]), labels[new])
# %% 06-3 right: by a network for both, in float32
both = trained("S alone", pictures[known], arrangement[known])
grey_score = np.float32(score(np.hstack([both(pictures[new]).numpy(), c]) * 0.5, labels[new]))
# %% 06-3 wrong: sees RGB
grey_score = found["learned apart"] - 0.001
# %% 06-3 wrong: which step differs
grey_score = found["flat"]
# %% 06-3 wrong: branches of section 4
grey_score = score(np.hstack([z["S alone"], z["C alone"]]), labels[new])
# %% 06-3 wrong: which step differs
grey_score = score(np.hstack([np.zeros_like(c), np.zeros_like(c)]), labels[new])
# %% 06-3 right: scaled up
grey_score = score(
    np.hstack([trained("S alone", labels=arrangement[known])(pictures[new]).numpy(), c]) * 7, labels[new]
)

# %% 06-1 wrong: R is split by its rows, and all of its columns count
def cross_term(delta_s, delta_c, kernel):
    d = kernel.shape[1] // 2
    n = len(delta_s)
    return 2 * (delta_s @ kernel[:n, :d]) @ (delta_c @ kernel[n:, :d])

# %% 06-1 wrong: and does the 32 in your code fit what the function is given
def cross_term(delta_s, delta_c, kernel):
    return 2 * (delta_s @ kernel[:32]) @ (delta_c @ kernel[32:])

# %% 06-1 wrong: the halves of R meet in a product of matrices, not number by number
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return 2 * delta_s @ (kernel[:n] * kernel[n:]) @ np.ones(kernel.shape[1])

# %% 06-3 wrong: those are the classes of the training: score the new ones, with c beside S
s_grey = trained("S alone", labels=arrangement[known])(pictures[known]).numpy()
grey_score = score(s_grey, labels[known])

# %% 06-3 wrong: at equal weights, 0.5 each: S weighs far too much
s_grey = trained("S alone", labels=arrangement[known])(pictures[new]).numpy()
grey_score = score(np.hstack([0.9 * s_grey, 0.1 * c]), labels[new])

# %% 06-3 wrong: that is the gain over C alone: the score itself is asked
s_grey = trained("S alone", labels=arrangement[known])(pictures[new]).numpy()
grey_score = score(np.hstack([0.5 * s_grey, 0.5 * c]), labels[new]) - score(c, labels[new])

# %% 06-1 wrong: the product u . v is not squared
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    return 2 * ((delta_s @ kernel[:n]) @ (delta_c @ kernel[n:])) ** 2

# %% 06-1 wrong: that is 2 cos of the angle: u . v is not divided by the lengths
def cross_term(delta_s, delta_c, kernel):
    n = len(delta_s)
    u, v = delta_s @ kernel[:n], delta_c @ kernel[n:]
    return 2 * u @ v / np.linalg.norm(u) / np.linalg.norm(v)

# %% 06-1 wrong: and is `.shape[1]` the length that is meant?
def cross_term(delta_s, delta_c, kernel):
    n = kernel.shape[1]
    return 2 * (delta_s @ kernel[:n]) @ (delta_c @ kernel[n:])


# %% 06-1 wrong: and is `.shape[0]` the length that is meant?
def cross_term(delta_s, delta_c, kernel):
    n = kernel.shape[0]
    return 2 * (delta_s @ kernel[:n]) @ (delta_c @ kernel[n:])


# %% 06-3 wrong: that grey S learned the colours: which labels does a branch for the arrangement need?
s_grey = trained("S alone", labels=colour[known])(pictures[new]).numpy()
grey_score = score(np.hstack([0.5 * s_grey, 0.5 * c]), labels[new])

# %% 06-3 wrong: that is C alone, or beside a branch that adds nothing to it: join it with the grey S
s_grey = trained("C alone", labels=arrangement[known])(pictures[new]).numpy()
grey_score = score(np.hstack([0.5 * s_grey, 0.5 * c]), labels[new])


# %% 06-2 wrong: not as its share of both weights
def fused(spatial, colour, kernel, weights=(1, 1)):
    z = np.hstack([spatial, weights[1] / sum(weights) * colour]) @ kernel
    return z / np.linalg.norm(z, axis=1, keepdims=True)
