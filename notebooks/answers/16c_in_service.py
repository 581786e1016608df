# %% 16c-1 wrong: this query is old
share_of_the_old = 1

# %% 16c-1 wrong: rotation leave any
share_of_the_old = 0.5

# %% 16c-1 wrong: drawn by lot
share_of_the_old = 0.1

# %% 16c-1 wrong: this query is old
share_of_the_old = 0.98

# %% 16c-1 wrong: between 0 and 1
share_of_the_old = -1

# %% 16c-1 wrong: drawn by lot
share_of_the_old = 0.2

# %% 16c-1 wrong: rotation leave any
share_of_the_old = 0.7

# %% 16c-1 right: none
share_of_the_old = 0

# %% 16c-1 right: a fraction
from fractions import Fraction

share_of_the_old = Fraction(10, 5000)

# %% 16c-1 right: in words of percent
share_of_the_old = "0.2 %"

# %% 16c-1 wrong: distances agree inside the old numbers and inside the new ones
share_of_the_old = same_network

# %% 16c-1 wrong: distances agree inside the old numbers and inside the new ones
share_of_the_old = 0.9

# %% 16c-1 wrong: a share lies between 0 and 1
share_of_the_old = 10

# %% 16c-1 wrong: that would need directions that both networks share
share_of_the_old = 0.3

# %% 16c-1 right: measured
share_of_the_old = mixed

# %% 16c-1 wrong: that would need directions that both networks share
share_of_the_old = 0.25

# %% 16c-1 wrong: that would need directions that both networks share
share_of_the_old = 0.75

# %% 16c-1 wrong: a share lies between 0 and 1
share_of_the_old = 5000


# %% 16c-2 wrong: id is missing
def index_bytes(kind, d):
    return {"exact": 4 * d, "approximate": 4 * d, "compressed": d, "binary": -(-d // 8)}[kind]


# %% 16c-2 wrong: round up
def index_bytes(kind, d):
    return {"exact": 4 * d, "approximate": 4 * d, "compressed": d, "binary": d // 8}[kind] + 8


# %% 16c-2 wrong: round up
def index_bytes(kind, d):
    return {"exact": 4 * d, "approximate": 4 * d, "compressed": d, "binary": d / 8}[kind] + 8


# %% 16c-2 wrong: one of 32 bits
def index_bytes(kind, d):
    return {"exact": 8 * d, "approximate": 8 * d, "compressed": d, "binary": -(-d // 8)}[kind] + 8


# %% 16c-2 wrong: in bits
def index_bytes(kind, d):
    return {"exact": 32 * d, "approximate": 32 * d, "compressed": 8 * d, "binary": d}[kind] + 8


# %% 16c-2 wrong: not bits
def index_bytes(kind, d):
    return 8 * ({"exact": 4 * d, "approximate": 4 * d, "compressed": d, "binary": -(-d // 8)}[kind] + 8)


# %% 16c-2 wrong: what does this kind keep
def index_bytes(kind, d):
    return 4 * d + 8


# %% 16c-2 wrong: 256 steps
def index_bytes(kind, d):
    return {"exact": 4 * d, "approximate": 4 * d, "compressed": 256 * d, "binary": -(-d // 8)}[kind] + 8


# %% 16c-2 wrong: one byte for each number
def index_bytes(kind, d):
    return {"exact": 4 * d, "approximate": d, "compressed": d, "binary": -(-d // 8)}[kind] + 8


# %% 16c-2 wrong: one bit for each number
def index_bytes(kind, d):
    return {"exact": 4 * d, "approximate": 4 * d, "compressed": -(-d // 8), "binary": -(-d // 8)}[kind] + 8


# %% 16c-2 wrong: not for each number
def index_bytes(kind, d):
    return {"exact": 12 * d, "approximate": 12 * d, "compressed": 9 * d, "binary": -(-d // 8) + 8}[kind]


# %% 16c-2 wrong: once
def index_bytes(kind, d):
    return {"exact": 4, "approximate": 4, "compressed": 1, "binary": 1 / 8}[kind] * d + 8 * d


# %% 16c-2 right: conditions
def index_bytes(kind, d):
    if kind in ("exact", "approximate"):
        return 8 + 4 * d
    return 8 + d if kind == "compressed" else 8 + (d + 7) // 8


# %% 16c-2 right: from NumPy's types
def index_bytes(kind, d):
    if kind == "binary":
        return 8 + np.packbits(np.zeros(d, bool)).nbytes
    return 8 + np.zeros(d, "uint8" if kind == "compressed" else "float32").nbytes


# %% 16c-2 right: bits of each, rounded up
def index_bytes(kind, d):
    bits = dict(exact=32, approximate=32, compressed=8, binary=1)[kind]
    return np.ceil(bits * d / 8) + 8


# %% 16c-2 wrong: the numbers are counted in bits
def index_bytes(kind, d):
    return {"exact": 4 * d, "approximate": 4 * d, "compressed": d, "binary": d}[kind] + 8


# %% 16c-2 wrong: bytes are asked, not bits
def index_bytes(kind, d):
    return {"exact": 32 * d, "approximate": 32 * d, "compressed": 8 * d, "binary": d}[kind] + 64


# %% 16c-2 wrong: approximate: each further number takes 0.25 bytes in yours: what does
def index_bytes(kind, d):
    return {"exact": 4 * d, "approximate": 4 * d / 16, "compressed": d, "binary": -(-d // 8)}[kind] + 8


# %% 16c-2 wrong: not for each number
def index_bytes(kind, d):
    return d * ({"exact": 4, "approximate": 4, "compressed": 1, "binary": 1 / 8}[kind] + 8)


# %% 16c-2 wrong: exact, d = 64: the id has 8 bytes
def index_bytes(kind, d):
    return {"exact": 4 * d, "approximate": 4 * d, "compressed": d, "binary": -(-d // 8)}[kind] + 4


# %% 16c-2 wrong: what fills its bytes exactly needs no further one
def index_bytes(kind, d):
    return {"exact": 4 * d, "approximate": 4 * d, "compressed": d, "binary": d // 8 + 1}[kind] + 8


# %% 16c-2 wrong: the function returns None, that is, nothing, for some inputs and a
def index_bytes(kind, d):
    if kind == "exact":
        return 4 * d + 8
    if kind == "compressed":
        return d + 8
    if kind == "binary":
        return (d + 7) // 8 + 8


# %% 16c-2 wrong: and a number is expected
def index_bytes(kind, d):
    return {"exact": 4 * d + 8, "approximate": 4 * d + 8, "compressed": d + 8, "binary": (d + 7) // 8 + 8}


# %% 16c-2 wrong: compressed: each further number takes 2 bytes in yours: what does
def index_bytes(kind, d):
    return {"exact": 4 * d, "approximate": 4 * d, "compressed": 2 * d, "binary": -(-d // 8)}[kind] + 8


# %% 16c-2 right: bits, ceil
def index_bytes(kind, d):
    bits = 1 if kind == "binary" else 8 if kind == "compressed" else 32
    return 8 + int(np.ceil(bits * d / 8))


# %% 16c-2 right: match
def index_bytes(kind, d):
    match kind:
        case "exact" | "approximate":
            size = 4.0 * d
        case "compressed":
            size = d
        case _:
            size = len(np.packbits(np.zeros(d, bool)))
    return np.float64(size + 8)


# %% 16c-2 wrong: exact, d = 64: the 8 bytes of the id are there once
def index_bytes(kind, d):
    return {"exact": 4 * d + 8, "approximate": 4 * d + 8, "compressed": d + 8, "binary": -(-d // 8) + 8}[kind] + 8


# %% 16c-2 wrong: exact: each further number takes 2 bytes in yours: what does this
def index_bytes(kind, d):
    return {"exact": 2 * d, "approximate": 2 * d, "compressed": d, "binary": -(-d // 8)}[kind] + 8


# %% 16c-2 wrong: is it used, or does a number or a variable from outside stand in its
def index_bytes(kind, d):
    return {"exact": 4 * 128, "approximate": 4 * 128, "compressed": 128, "binary": 16}[kind] + 8


# %% 16c-3 wrong: shard is fast
def most_slow(shards, share):
    return (1 - share) ** (1 / shards)


# %% 16c-3 wrong: solve for p
def most_slow(shards, share):
    return 1 - (1 - share) ** shards


# %% 16c-3 wrong: only nearly
def most_slow(shards, share):
    return share / shards


# %% 16c-3 wrong: not s
def most_slow(shards, share):
    return 1 - share ** (1 / shards)


# %% 16c-3 wrong: *all*
def most_slow(shards, share):
    return share ** (1 / shards)


# %% 16c-3 wrong: S-th root
def most_slow(shards, share):
    return 1 - (1 - share) / shards


# %% 16c-3 wrong: number of shards is missing
def most_slow(shards, share):
    return share


# %% 16c-3 wrong: sign
def most_slow(shards, share):
    return (1 - share) ** (1 / shards) - 1


# %% 16c-3 wrong: whatever it is given
def most_slow(shards, share):
    return 1 - 0.99 ** (1 / 17)


# %% 16c-3 right: by logarithms
def most_slow(shards, share):
    return 1 - np.exp(np.log(1 - share) / shards)


# %% 16c-3 right: expm1
def most_slow(shards, share):
    return -np.expm1(np.log1p(-share) / shards)


# %% 16c-3 right: by halving
def most_slow(shards, share):
    low, high = 0.0, 1.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        if 1 - (1 - middle) ** shards > share:
            high = middle
        else:
            low = middle
    return low


# %% 16c-3 wrong: is the S-th part taken where the S-th root is asked?
def most_slow(shards, share):
    return 1 - (1 - share) ** 1 / shards


# %% 16c-3 wrong: that holds only nearly
def most_slow(shards, share):
    return -np.log(1 - share) / shards


# %% 16c-3 wrong: that is the chance that all shards are slow, if each is in `share`
def most_slow(shards, share):
    return share**shards


# %% 16c-3 wrong: the arguments are exchanged
def most_slow(share, shards):
    return 1 - (1 - share) ** (1 / shards)


# %% 16c-3 wrong: with a single shard p is the share itself
def most_slow(shards, share):
    return 1 - (1 - share) ** (1 / 17)


# %% 16c-3 wrong: a share lies between 0 and 1, and yours gives 29.3 for 2 shards
def most_slow(shards, share):
    return 100 * (1 - (1 - share) ** (1 / shards))


# %% 16c-3 right: expm1
def most_slow(shards, share):
    return np.float64(-np.expm1(np.log1p(-share) / shards))


# %% 16c-3 right: bisection
def most_slow(shards, share):
    low, high = 0.0, 1.0
    for _ in range(100):
        p = 0.5 * (low + high)
        slow = 1 - (1 - p) ** shards
        low, high = (low, p) if slow > share else (p, high)
    return low


# %% 16c-3 wrong: a query may meet several slow shards
def most_slow(shards, share):
    return 1 - (1 - share * shards)


# %% 16c-3 wrong: 1 // S is a whole number, 0 for most S: divide by /
def most_slow(shards, share):
    return 1 - (1 - share) ** (1 // shards)


# %% 16c-3 wrong: a query is fast if all shards are
def most_slow(shards, share):
    return 1 - (share) ** shards


# %% 16c-3 wrong: with a single shard p is the share itself
def most_slow(shards, share):
    return 1 - 0.99 ** (1 / shards)
