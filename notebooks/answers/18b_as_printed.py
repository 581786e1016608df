# %% 18b-1 wrong: i = j are missing
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -2 * (f.sum(axis=0) - f) - 2 * lam * short * f


# %% 18b-1 wrong: holds S twice
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -2 * f.sum(axis=0) - 2 * lam * short * f


# %% 18b-1 wrong: step against it
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return 2 * (f.sum(axis=0) + f) + 2 * lam * short * f


# %% 18b-1 wrong: hinge has the wrong sign
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -2 * (f.sum(axis=0) + f) + 2 * lam * short * f


# %% 18b-1 wrong: short rows alone
def article_gradient(f, m, lam):
    return -2 * (f.sum(axis=0) + f) - 2 * lam * f


# %% 18b-1 wrong: hinge is missing
def article_gradient(f, m, lam):
    return -2 * (f.sum(axis=0) + f)


# %% 18b-1 wrong: in the hinge has a factor 2
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -2 * (f.sum(axis=0) + f) - lam * short * f


# %% 18b-1 wrong: not a mean
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -2 * (f.mean(axis=0) + f) - 2 * lam * short * f


# %% 18b-1 wrong: not of all together
def article_gradient(f, m, lam):
    return -2 * (f.sum(axis=0) + f) - 2 * lam * ((f**2).sum() < m) * f


# %% 18b-1 wrong: below m, not above
def article_gradient(f, m, lam):
    long = (f**2).sum(axis=1, keepdims=True) > m
    return -2 * (f.sum(axis=0) + f) - 2 * lam * long * f


# %% 18b-1 wrong: shape (6, 3), not (3,)
def article_gradient(f, m, lam):
    return -4 * f.sum(axis=0)


# %% 18b-1 wrong: not the length
def article_gradient(f, m, lam):
    short = np.linalg.norm(f, axis=1, keepdims=True) < m
    return -2 * (f.sum(axis=0) + f) - 2 * lam * short * f


# %% 18b-1 right: row by row
def article_gradient(f, m, lam):
    total, made = sum(f), []
    for row in f:
        slope = -2 * total - 2 * row
        if row @ row < m:
            slope = slope - 2 * lam * row
        made.append(slope)
    return np.array(made)


# %% 18b-1 right: by products of matrices
def article_gradient(f, m, lam):
    n = len(f)
    pull = np.ones((n, n)) + np.eye(n) + lam * np.diag(((f * f).sum(1) < m).astype(float))
    return -2 * pull @ f


# %% 18b-1 right: np.where
def article_gradient(f, m, lam):
    factor = np.where(np.einsum("ij,ij->i", f, f) < m, 1 + lam, 1)
    return -2 * f.sum(0, keepdims=True) - 2 * factor[:, None] * f


# %% 18b-1 wrong: and there are three
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -f.sum(axis=0) - f - lam * short * f


# %% 18b-1 wrong: the gradient itself is asked, not the step against it
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return 2 * f.sum(axis=0) + 2 * f + 2 * lam * short * f


# %% 18b-1 wrong: each f_k is in the sum of all, too
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -2 * f - 2 * lam * short * f


# %% 18b-1 wrong: the hinge is active where the square is below m, not above
def article_gradient(f, m, lam):
    long = (f**2).sum(axis=1, keepdims=True) > m
    return -2 * f.sum(axis=0) - 2 * f - 2 * lam * long * f


# %% 18b-1 wrong: the hinge is active for short rows alone
def article_gradient(f, m, lam):
    return -2 * f.sum(axis=0) - 2 * f - 2 * lam * f


# %% 18b-1 wrong: the hinge has the wrong sign
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -2 * f.sum(axis=0) - 2 * f + 2 * lam * short * f


# %% 18b-1 wrong: the hinge compares the square of the length with m, not the length
def article_gradient(f, m, lam):
    short = np.linalg.norm(f, axis=1, keepdims=True) < m
    return -2 * f.sum(axis=0) - 2 * f - 2 * lam * short * f


# %% 18b-1 wrong: S is a row, the sum down each column, and all is times f
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -2 * f.sum(axis=1, keepdims=True) - 2 * f - 2 * lam * short * f


# %% 18b-1 wrong: S is a sum, not a mean
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -2 * f.mean(axis=0) - 2 * f - 2 * lam * short * f


# %% 18b-1 wrong: the hinge asks for the length of each row, not for each number
def article_gradient(f, m, lam):
    return -2 * f.sum(axis=0) - 2 * f - 2 * lam * (f**2 < m) * f


# %% 18b-1 wrong: lam is missing before the hinge
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -2 * f.sum(axis=0) - 2 * f - 2 * short * f


# %% 18b-1 wrong: the square in the hinge has a factor 2 in its gradient
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -2 * f.sum(axis=0) - 2 * f - lam * short * f


# %% 18b-1 wrong: S is a row, the sum down each column, and all is times f
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -2 * f.sum() - 2 * f - 2 * lam * short * f


# %% 18b-1 wrong: the loss is halved before the sum
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -4 * f.sum(axis=0) - 4 * f - 2 * lam * short * f


# %% 18b-1 wrong: the result is the same for every m
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < 30
    return -2 * f.sum(axis=0) - 2 * f - 2 * lam * short * f


# %% 18b-1 wrong: the hinge asks for the length of each row, not of all together
def article_gradient(f, m, lam):
    short = (f**2).sum() < m
    return -2 * f.sum(axis=0) - 2 * f - 2 * lam * short * f


# %% 18b-1 right: loop
def article_gradient(f, m, lam):
    out = np.zeros(f.shape)
    for k in range(len(f)):
        for j in range(len(f)):
            out[k] -= 2 * f[j]
        out[k] -= 2 * f[k] * (1 + lam * (f[k] @ f[k] < m))
    return out


# %% 18b-1 right: matrix product, list
def article_gradient(f, m, lam):
    n = len(f)
    own = np.diag([lam if row @ row < m else 0 for row in f])
    return [list(row) for row in -2 * (np.ones((n, n)) + np.eye(n) + own) @ f]


# %% 18b-1 wrong: not S times itself
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -2 * f.sum(axis=0) ** 2 - 2 * f - 2 * lam * short * f


# %% 18b-1 wrong: each f_k is in S once, so S is not counted n times
def article_gradient(f, m, lam):
    short = (f**2).sum(axis=1, keepdims=True) < m
    return -2 * len(f) * f.sum(axis=0) - 2 * f - 2 * lam * short * f


# %% 18b-1 wrong: so a constant or a value of the loss is in it
def article_gradient(f, m, lam):
    n = len(f)
    short = (f**2).sum(axis=1, keepdims=True) < m
    return n * (n + 1) / 4 - 2 * f.sum(axis=0) - 2 * f - 2 * lam * short * f


# %% 18b-1 wrong: one gradient for each embedding
def article_gradient(f, m, lam):
    return -2 * f.sum(axis=0)


# %% 18b-1 wrong: one gradient for each embedding
def article_gradient(f, m, lam):
    n, total, squares = len(f), f.sum(axis=0), (f**2).sum(axis=1)
    return m * n * (n + 1) / 4 - total @ total - squares.sum() + lam * np.maximum(0, m - squares).sum()
