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
