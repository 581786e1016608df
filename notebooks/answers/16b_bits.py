# %% 16b-1 wrong: root
planes_needed = 50

# %% 16b-1 wrong: 0.01 must be squared
planes_needed = 0.25 / 0.01

# %% 16b-1 wrong: p (1 - p), not p
planes_needed = 0.5 / 0.01**2

# %% 16b-1 wrong: missing
planes_needed = 1 / 0.01**2

# %% 16b-1 wrong: 1 / 0.01
planes_needed = 100

# %% 16b-1 wrong: standard deviation is
planes_needed = 4000

# %% 16b-1 wrong: not be squared
planes_needed = (0.5 * 0.5) ** 2 / 0.01**2

# %% 16b-1 wrong: positive
planes_needed = -2500

# %% 16b-1 right: a whole number
planes_needed = 2500

# %% 16b-1 right: a fraction
from fractions import Fraction

planes_needed = Fraction(1, 4) * 100**2

# %% 16b-1 right: float32
planes_needed = np.float32(0.25) / np.float32(0.01) ** 2

# %% 16b-1 wrong: the variance of a bit is missing
planes_needed = 0.25 / (0.01 * 0.5) ** 2

# %% 16b-1 wrong: the standard deviation itself is asked
planes_needed = 0.25 * (1.96 / 0.01) ** 2

# %% 16b-1 wrong: p (1 - p) must not be squared
planes_needed = 0.25**2 / 0.01**2

# %% 16b-1 wrong: the share that differs is asked, whose mean is p, not the angle
planes_needed = 0.25 * np.pi**2 / 0.01**2

# %% 16b-1 right: text
planes_needed = "2500"

# %% 16b-1 right: fraction
from fractions import Fraction

planes_needed = Fraction(1, 4) / Fraction(1, 100) ** 2

# %% 16b-1 right: floating
planes_needed = 0.5 * (1 - 0.5) / 0.01**2

# %% 16b-1 wrong: p is one half here
planes_needed = (1 / 3) * (2 / 3) / 0.01**2

# %% 16b-1 wrong: its square stands below
planes_needed = 0.25 / 1**2

# %% 16b-1 wrong: p (1 - p) must not be squared
planes_needed = (0.25 / 0.01) ** 2


# %% 16b-2 wrong: transposed
def hamming(queries, gallery):
    return np.bitwise_count(gallery[:, None, :] ^ queries).sum(axis=-1)


# %% 16b-2 wrong: count the bits in each
def hamming(queries, gallery):
    return (queries[:, None, :] != gallery).sum(axis=-1)


# %% 16b-2 wrong: add their counts
def hamming(queries, gallery):
    return np.bitwise_count(queries[:, None, :] ^ gallery)


# %% 16b-2 wrong: add the bytes as numbers
def hamming(queries, gallery):
    return (queries[:, None, :] ^ gallery).sum(axis=-1)


# %% 16b-2 wrong: overflows
def hamming(queries, gallery):
    return np.bitwise_count(queries[:, None, :] ^ gallery).sum(axis=-1, dtype="uint8")


# %% 16b-2 wrong: bits that agree
def hamming(queries, gallery):
    return np.bitwise_count(~(queries[:, None, :] ^ gallery)).sum(axis=-1)


# %% 16b-2 wrong: not and
def hamming(queries, gallery):
    return np.bitwise_count(queries[:, None, :] & gallery).sum(axis=-1)


# %% 16b-2 wrong: not or
def hamming(queries, gallery):
    return np.bitwise_count(queries[:, None, :] | gallery).sum(axis=-1)


# %% 16b-2 wrong: share of the bits
def hamming(queries, gallery):
    return np.bitwise_count(queries[:, None, :] ^ gallery).sum(axis=-1) / (8 * queries.shape[1])


# %% 16b-2 wrong: mean over the bytes
def hamming(queries, gallery):
    return np.bitwise_count(queries[:, None, :] ^ gallery).mean(axis=-1)


# %% 16b-2 wrong: a table (3, 5)
def hamming(queries, gallery):
    return np.bitwise_count(queries[:, None, :] ^ gallery).sum()


# %% 16b-2 wrong: summed over the gallery
def hamming(queries, gallery):
    return np.bitwise_count(queries[:, None, :] ^ gallery).sum(axis=1)


# %% 16b-2 right: unpacked bits
def hamming(queries, gallery):
    one, other = (np.unpackbits(codes, axis=1).astype(int) for codes in (queries, gallery))
    return one @ (1 - other.T) + (1 - one) @ other.T


# %% 16b-2 right: a row at a time
def hamming(queries, gallery):
    return np.stack([np.bitwise_count(np.bitwise_xor(code, gallery)).sum(axis=1) for code in queries])


# %% 16b-2 right: loops, lists
def hamming(queries, gallery):
    count = lambda a, b: sum(bin(int(x) ^ int(y)).count("1") for x, y in zip(a, b))
    return [[count(a, b) for b in gallery] for a in queries]


# %% 16b-2 wrong: these are the bits that agree
def hamming(queries, gallery):
    return 8 * queries.shape[1] - np.bitwise_count(queries[:, None, :] ^ gallery).sum(axis=-1)


# %% 16b-2 wrong: count in each byte first, and then add
def hamming(queries, gallery):
    return np.bitwise_count((queries[:, None, :] ^ gallery).sum(axis=-1))


# %% 16b-2 wrong: compare them place by place, not their numbers of ones
def hamming(queries, gallery):
    ones = lambda codes: np.bitwise_count(codes).sum(axis=-1).astype(int)
    return abs(ones(queries)[:, None] - ones(gallery))


# %% 16b-2 wrong: ValueError in `return np.bitwise_count(queries ^
def hamming(queries, gallery):
    return np.bitwise_count(queries ^ gallery).sum(axis=-1)


# %% 16b-2 wrong: only the first byte is counted
def hamming(queries, gallery):
    return np.bitwise_count(queries[:, None, 0] ^ gallery[:, 0])


# %% 16b-2 right: unpackbits
def hamming(queries, gallery):
    q, g = (np.unpackbits(each, axis=1).astype(int) for each in (queries, gallery))
    return q @ (1 - g).T + (1 - q) @ g.T


# %% 16b-2 right: loops, list
def hamming(queries, gallery):
    return [[sum(bin(int(a) ^ int(b)).count("1") for a, b in zip(q, g)) for g in gallery] for q in queries]


# %% 16b-2 wrong: the bytes of a code stand along the last axis
def hamming(queries, gallery):
    return np.bitwise_count(queries[:, None, :] ^ gallery).sum(axis=0)


# %% 16b-2 wrong: these are differences of the bytes as numbers
def hamming(queries, gallery):
    return abs(queries[:, None, :].astype(int) - gallery).sum(axis=-1)


# %% 16b-2 wrong: from a code of zeros to one with 1 one it is 1 bit, and yours gives
def hamming(queries, gallery):
    return np.bitwise_count(queries[:, None, :] ^ gallery).sum(axis=-1) / 2


# %% 16b-2 wrong: the counts of all bytes are added
def hamming(queries, gallery):
    return np.bitwise_count(queries[:, None, :] ^ gallery).max(axis=-1)


# %% 16b-3 wrong: swapped
at_sixty = train_on(contrastive, 16)
sixty = {"bits": score(distance_matrix(at_sixty, at_sixty)), "real numbers": score_bits(binary_codes(at_sixty))}

# %% 16b-3 wrong: right angle again
at_sixty = train_on(right_angle, 16)
sixty = {"real numbers": score(distance_matrix(at_sixty, at_sixty)), "bits": score_bits(binary_codes(at_sixty))}

# %% 16b-3 wrong: both scores are the same
at_sixty = train_on(contrastive, 16)
sixty = dict.fromkeys(["real numbers", "bits"], score(distance_matrix(at_sixty, at_sixty)))

# %% 16b-3 wrong: 16 numbers wide
at_sixty = train_on(contrastive, 8)
sixty = {"real numbers": score(distance_matrix(at_sixty, at_sixty)), "bits": score_bits(binary_codes(at_sixty))}

# %% 16b-3 wrong: cut at 0
at_sixty = train_on(contrastive, 16)
cut = np.packbits(at_sixty > np.median(at_sixty), axis=1)
sixty = {"real numbers": score(distance_matrix(at_sixty, at_sixty)), "bits": score_bits(cut) - 0.01}

# %% 16b-3 wrong: a dictionary with the keys
at_sixty = train_on(contrastive, 16)
sixty = {"numbers": score(distance_matrix(at_sixty, at_sixty)), "bits": score_bits(binary_codes(at_sixty))}

# %% 16b-3 wrong: the bits are those of the right angle
at_sixty = train_on(contrastive, 16)
sixty = {"real numbers": score(distance_matrix(at_sixty, at_sixty)), "bits": found["contrastive", 2]}

# %% 16b-3 wrong: a dictionary with the keys
sixty = found["real numbers", 64]

# %% 16b-3 right: in two steps
e = train_on(lambda u, v, same: contrastive(u, v, same, margin=1), 16)
sixty = {}
sixty["bits"] = score(hamming(binary_codes(e), binary_codes(e)))
sixty["real numbers"] = score(distance_matrix(e, e))

# %% 16b-3 right: packed by hand
e = train_on(contrastive, 16)
sixty = dict(bits=float(score_bits(np.packbits(e > 0, axis=1))))
sixty["real numbers"] = float(score(np.linalg.norm(e[:, None] - e, axis=-1)))

# %% 16b-3 right: squared distances, which rank alike
e = train_on(contrastive, 16)
sixty = {"real numbers": score(2 - 2 * e @ e.T), "bits": score_bits(binary_codes(e))}

# %% 16b-3 wrong: cutting to bits loses something here
e = train_on(contrastive, 16)
sixty = {"bits": score(distance_matrix(e, e)), "real numbers": score_bits(binary_codes(e))}

# %% 16b-3 wrong: give `contrastive` itself, without a margin
e = train_on(right_angle, 16)
sixty = {"real numbers": score(distance_matrix(e, e)), "bits": score_bits(binary_codes(e))}

# %% 16b-3 wrong: `train_on(contrastive
e = train_on(contrastive, 8)
sixty = {"real numbers": score(distance_matrix(e, e)), "bits": score_bits(binary_codes(e))}

# %% 16b-3 wrong: `train_on(contrastive
e = train_on(contrastive, 32)
sixty = {"real numbers": score(distance_matrix(e, e)), "bits": score_bits(binary_codes(e))}

# %% 16b-3 wrong: give `contrastive` itself, without a margin
sixty = {"real numbers": found["real numbers", 64], "bits": found["contrastive", 2]}

# %% 16b-3 wrong: give `train_on` the loss `contrastive` itself
e = train_on(dsh, 16)
sixty = {"real numbers": score(distance_matrix(e, e)), "bits": score_bits(binary_codes(e))}

# %% 16b-3 wrong: `distance_matrix(e, e)`
e = train_on(contrastive, 16)
sixty = {"real numbers": score(e @ e.T), "bits": score_bits(binary_codes(e))}

# %% 16b-3 wrong: one must be of bits, `binary_codes`
e = train_on(contrastive, 16)
sixty = {"real numbers": score(distance_matrix(e, e)), "bits": score(distance_matrix(e, e))}

# %% 16b-3 wrong: the two scores are asked, not by how much they differ from those of
e = train_on(contrastive, 16)
sixty = {
    "real numbers": score(distance_matrix(e, e)) - found["real numbers", 64],
    "bits": score_bits(binary_codes(e)) - found["contrastive", 2],
}

# %% 16b-3 wrong: a dictionary with the keys "real numbers" and "bits" is asked
e = train_on(contrastive, 16)
sixty = {"real": score(distance_matrix(e, e)), "bits": score_bits(binary_codes(e))}

# %% 16b-3 wrong: a dictionary with the keys "real numbers" and "bits" is asked
e = train_on(contrastive, 16)
sixty = score(distance_matrix(e, e)), score_bits(binary_codes(e))

# %% 16b-3 right: other order
rows = train_on(lambda u, v, same: contrastive(u, v, same, margin=1), 16)
sixty = dict(bits=score_bits(binary_codes(rows)))
sixty["real numbers"] = float(score(distance_matrix(rows, rows)))

# %% 16b-3 right: squared distance and float32
rows = train_on(contrastive, 16)
sixty = {"bits": np.float32(score_bits(binary_codes(rows))), "real numbers": score(distance_matrix(rows, rows))}

# %% 16b-3 wrong: the bits are those of the right angle
sixty = {
    "real numbers": score(distance_matrix(*[train_on(contrastive, 16)] * 2)),
    "bits": score_bits(binary_codes(train_on(right_angle, 16))),
}

# %% 16b-3 wrong: `train_on(contrastive
e = train_on(lambda u, v, same: contrastive(u, v, same, margin=0.5), 16)
sixty = {"real numbers": score(distance_matrix(e, e)), "bits": score_bits(binary_codes(e))}

# %% 16b-3 right: in percent
e = train_on(contrastive, 16)
sixty = {"real numbers": 100 * score(distance_matrix(e, e)), "bits": 100 * score_bits(binary_codes(e))}

# %% 16b-4 wrong: opposite codes
bits_of_different = 16

# %% 16b-4 wrong: d squared
bits_of_different = 32

# %% 16b-4 wrong: the distance d
bits_of_different = 32**0.5

# %% 16b-4 wrong: adds 4
bits_of_different = 4

# %% 16b-4 wrong: too few
bits_of_different = 2

# %% 16b-4 wrong: too many
bits_of_different = 12

# %% 16b-4 wrong: equal codes
bits_of_different = 0

# %% 16b-4 right: from the bound
bits_of_different = 2 * 16 / 4

# %% 16b-4 right: counted
codes_here = codes["DSH", 16]
bits_of_different = hamming(codes_here, codes_here)[test.labels[:, None] != test.labels].mean()

# %% 16b-4 right: nearly
bits_of_different = 9

# %% 16b-4 wrong: the loss still pushes such pairs
bits_of_different = 16 / 3

# %% 16b-4 wrong: what does d squared say about h?
bits_of_different = np.sqrt(32)

# %% 16b-4 wrong: the loss stops pushing at its margin
bits_of_different = 2 * 16 / 2

# %% 16b-4 wrong: a number of bits is asked
bits_of_different = 0.5

# %% 16b-4 wrong: that is how far pairs of the *same* class are apart
bits_of_different = 1.8

# %% 16b-4 right: text
bits_of_different = "8"

# %% 16b-4 right: formula, numpy
bits_of_different = np.int64(2 * 16 // 4)

# %% 16b-4 right: a bit above
bits_of_different = 8.5

# %% 16b-4 wrong: each bit that differs adds 4 to d squared, for (1 - (-1)) squared is
bits_of_different = 2 * 16 / 4 / 2

# %% 16b-4 wrong: beyond its margin the loss pushes no more
bits_of_different = 14

# %% 16b-4 wrong: the loss still pushes such pairs
bits_of_different = 6
