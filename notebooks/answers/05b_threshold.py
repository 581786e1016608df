# %% 05b-1 wrong: it is squared with the others
squared_auc, squared_error, squared_threshold = area[0], errors[2], best_threshold(same, different)
# %% 05b-1 wrong: so nobody squares it
squared_auc, squared_error, squared_threshold = area[0] ** 2, errors[2] ** 2, best_threshold(same, different) ** 2
# %% 05b-1 wrong: error rate: it is not a distance
squared_auc, squared_error, squared_threshold = area[0], errors[2] ** 2, best_threshold(same, different) ** 2
# %% 05b-1 wrong: its root is something else
squared_auc, squared_error, squared_threshold = area[0], errors[2], best_threshold(same, different) ** 0.5
# %% 05b-1 wrong: not to double
squared_auc, squared_error, squared_threshold = area[0], errors[2], 2 * best_threshold(same, different)
# %% 05b-1 wrong: in this order
squared_auc, squared_error, squared_threshold = errors[2], area[0], best_threshold(same, different) ** 2
# %% 05b-1 wrong: does squaring change that
squared_auc, squared_error, squared_threshold = 0.95, errors[2], best_threshold(same, different) ** 2
# %% 05b-1 wrong: 1 minus
squared_auc, squared_error, squared_threshold = 1 - area[0], errors[2], best_threshold(same, different) ** 2
# %% 05b-1 wrong: which pairs lie below
squared_auc, squared_error, squared_threshold = area[0], 2 * errors[2], best_threshold(same, different) ** 2
# %% 05b-1 wrong: once too often
squared_auc, squared_error, squared_threshold = area[0], errors[2], best_threshold(same, different) ** 4
# %% 05b-1 wrong: a number is expected
squared_auc, squared_error, squared_threshold = area, errors[2], best_threshold(same, different) ** 2
# %% 05b-1 right: computed with squared distances
squared_auc, squared_error = auc(same**2, different**2), equal_error_rate(same**2, different**2)
squared_threshold = best_threshold(same**2, different**2)
# %% 05b-1 right: rounded from the text
squared_auc, squared_error, squared_threshold = 0.979, 0.07, 0.67**2
# %% 05b-1 right: in percent and float32
squared_auc, squared_error, squared_threshold = np.float32(area[1]), np.float32(errors[2]), np.float32(0.67) ** 2
# %% 05b-1 wrong: that is the one of another row of the table
squared_auc, squared_error, squared_threshold = area[0], errors[0], best_threshold(same, different) ** 2
# %% 05b-1 wrong: where d met it before
squared_auc, squared_error, squared_threshold = area[0], errors[2], 0.5
# %% 05b-1 wrong: does squaring change that
squared_auc, squared_error, squared_threshold = 1.0, 0.0, best_threshold(same, different) ** 2
# %% 05b-1 wrong: does squaring change that
squared_auc, squared_error, squared_threshold = area[0] ** 0.5, errors[2] ** 0.5, best_threshold(same, different) ** 2
# %% 05b-1 wrong: where d met it before
squared_auc, squared_error, squared_threshold = area[0], errors[2], 2 * best_threshold(same, different) ** 2
# %% 05b-1 right: rounded
squared_auc, squared_error, squared_threshold = 0.9787, 0.072, 0.44


# %% 05b-2 wrong: share of different pairs
def break_even(caught, false_alarms):
    return caught / (caught + false_alarms)


# %% 05b-2 wrong: are the odds
def break_even(caught, false_alarms):
    return false_alarms / caught


# %% 05b-2 wrong: turned over
def break_even(caught, false_alarms):
    return caught / false_alarms


# %% 05b-2 wrong: are added
def break_even(caught, false_alarms):
    return false_alarms / (caught - false_alarms)


# %% 05b-2 wrong: where C is nearly 1
def break_even(caught, false_alarms):
    return false_alarms


# %% 05b-2 wrong: depends on C and F
def break_even(caught, false_alarms):
    return 0.5


# %% 05b-2 wrong: share that is missed
def break_even(caught, false_alarms):
    return false_alarms / (1 - caught + false_alarms)


# %% 05b-2 wrong: above the threshold
def break_even(caught, false_alarms):
    return (1 - false_alarms) / ((1 - caught) + (1 - false_alarms))


# %% 05b-2 wrong: no factor is left
def break_even(caught, false_alarms):
    return false_alarms / (2 * (caught + false_alarms))


# %% 05b-2 wrong: in percent
def break_even(caught, false_alarms):
    return 100 * false_alarms / (caught + false_alarms)


# %% 05b-2 wrong: same whatever
def break_even(caught, false_alarms):
    return 0.16 / (0.69 + 0.16)


# %% 05b-2 wrong: wrong sign
def break_even(caught, false_alarms):
    return -false_alarms / (caught + false_alarms)


# %% 05b-2 right: by halving an interval
def break_even(caught, false_alarms):
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if caught * middle < false_alarms * (1 - middle):
            low = middle
        else:
            high = middle
    return low


# %% 05b-2 right: by odds
def break_even(caught, false_alarms):
    odds = false_alarms / caught
    return odds / (1 + odds)


# %% 05b-2 right: a fraction
from fractions import Fraction


def break_even(caught, false_alarms):
    c, f = Fraction(caught), Fraction(false_alarms)
    return f / (c + f)


# %% 05b-2 right: in float32, an array
def break_even(caught, false_alarms):
    return np.float32(1) / (1 + np.asarray(caught, "float32") / np.asarray(false_alarms, "float32"))


# %% 05b-2 wrong: solve C p = F
def break_even(caught, false_alarms):
    return (false_alarms / caught) ** 0.5


# %% 05b-2 wrong: solve C p = F
def break_even(caught, false_alarms):
    return false_alarms / (caught + false_alarms) ** 2


# %% 05b-2 wrong: solve C p = F
def break_even(caught, false_alarms):
    return (caught - false_alarms) / (caught + false_alarms)


# %% 05b-2 wrong: C stands above the fraction too
def break_even(caught, false_alarms):
    return caught * false_alarms / (caught + false_alarms)


# %% 05b-2 wrong: is the text
def break_even(caught, false_alarms):
    return "F / (C + F)"


# %% 05b-2 right: complement
def break_even(caught, false_alarms):
    return 1 - caught / np.sum([caught, false_alarms])


# %% 05b-3 wrong: take the largest
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][precision >= wanted].min()


# %% 05b-3 wrong: the precision is best
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][precision == precision.max()].max()


# %% 05b-3 wrong: falls and rises again
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    found = None
    for f, c, t in zip(false_alarms, caught, thresholds):
        if c + f == 0:
            continue
        if base_rate * c / (base_rate * c + (1 - base_rate) * f) < wanted:
            break
        found = t
    return found


# %% 05b-3 wrong: the base rate is not used
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = caught[some] / (caught[some] + false_alarms[some])
    return thresholds[some][precision >= wanted].max()


# %% 05b-3 wrong: wanted exchanged
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], wanted)
    return thresholds[some][precision >= base_rate].max()


# %% 05b-3 wrong: knows no base rate
def threshold_for(same, different, base_rate, wanted):
    return best_threshold(same, different)


# %% 05b-3 wrong: place of the threshold
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return np.flatnonzero(precision >= wanted)[-1]


# %% 05b-3 wrong: the threshold is asked
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return precision[precision >= wanted][-1]


# %% 05b-3 wrong: one threshold
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][precision >= wanted]


# %% 05b-3 wrong: >=
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][precision > wanted].max()


# %% 05b-3 wrong: count pairs at the threshold
def threshold_for(same, different, base_rate, wanted):
    best = 0
    for t in np.unique(np.concatenate([same, different])):
        c, f = (same <= t).mean(), (different <= t).mean()
        if base_rate * c >= wanted * (base_rate * c + (1 - base_rate) * f):
            best = max(best, t)
    return best


# %% 05b-3 wrong: no pair below the threshold
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    precision = precision_at_base_rate(caught, false_alarms, base_rate)
    return thresholds[precision >= wanted].max()


# %% 05b-3 wrong: same and different are exchanged
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(different, same)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][precision >= wanted].max()


# %% 05b-3 right: a loop from the far end
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    for f, c, t in list(zip(false_alarms, caught, thresholds))[::-1]:
        if c + f > 0 and base_rate * c / (base_rate * c + (1 - base_rate) * f) >= wanted:
            return t


# %% 05b-3 right: counted anew
def threshold_for(same, different, base_rate, wanted):
    good = [np.inf] if base_rate >= wanted else []
    for t in {*same.tolist(), *different.tolist()}:
        c, f = np.mean(same < t), np.mean(different < t)
        if c + f and c * base_rate >= wanted * (c * base_rate + f * (1 - base_rate)):
            good.append(t)
    return max(good)


# %% 05b-3 right: sorted, the last place
def threshold_for(same, different, base_rate, wanted):
    f, c, t = roc_curve(same, different)
    keep = f + c > 0
    right, wrong = base_rate * c[keep], (1 - base_rate) * f[keep]
    return float(t[keep][np.flatnonzero(right / (right + wrong) >= wanted)[-1]])


# %% 05b-3 right: in float32
def threshold_for(same, different, base_rate, wanted):
    f, c, t = roc_curve(same, different)
    precision = np.full(len(t), -1.0)
    precision[c + f > 0] = precision_at_base_rate(c[c + f > 0], f[c + f > 0], base_rate)
    return np.float32(t[precision >= wanted].max())


# %% 05b-3 wrong: not the middle of two
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    last = np.flatnonzero(precision >= wanted)[-1]
    return (thresholds[some][last] + thresholds[some][last - 1]) / 2


# %% 05b-3 wrong: <= and >=
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][precision <= wanted].max()


# %% 05b-3 wrong: largest distance of a same pair
def threshold_for(same, different, base_rate, wanted):
    return same.max()


# %% 05b-3 wrong: not nearest to it
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][abs(precision - wanted).argmin()]


# %% 05b-3 wrong: that factor is missing
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    right, wrong = base_rate * caught[some], false_alarms[some]
    return thresholds[some][right / (right + wrong) >= wanted].max()


# %% 05b-3 right: caught above 0
def threshold_for(same, different, base_rate, wanted):
    f, c, t = roc_curve(same, different)
    odds = wanted * (1 - base_rate) / (1 - wanted) / base_rate if wanted < 1 else 1e9
    return t[(c > 0) & (c >= odds * f - 1e-12)].max()

# %% 05b-1 wrong: it is not a distance, so nobody squares it; what does it count? Your
squared_auc, squared_error, squared_threshold = area[0] ** 2, equal_error_rate(same, different) ** 2, 0.67**2

# %% 05b-1 wrong: the threshold is a distance: it is squared with the others
squared_auc, squared_error, squared_threshold = area[0], equal_error_rate(same, different), 0.67

# %% 05b-1 wrong: the threshold is squared like the distances; its root is something else
squared_auc, squared_error, squared_threshold = area[0], equal_error_rate(same, different), 0.67**0.5

# %% 05b-1 wrong: to square is not to double
squared_auc, squared_error, squared_threshold = area[0], equal_error_rate(same, different), 1.34

# %% 05b-1 wrong: does squaring change that? Your answer has 3 values, of which the first is
squared_auc, squared_error, squared_threshold = 1 - area[0], equal_error_rate(same, different), 0.67**2

# %% 05b-1 wrong: in this order: AUC, equal error rate, best threshold
squared_auc, squared_error, squared_threshold = equal_error_rate(same, different), area[0], 0.67**2

# %% 05b-1 wrong: error rate: it is not a distance, so nobody squares it
squared_auc, squared_error, squared_threshold = area[0], equal_error_rate(same, different) ** 2, 0.67**2

# %% 05b-1 wrong: does squaring change that? Your answer has 3 values, of which the first
squared_auc, squared_error, squared_threshold = area[0] ** 0.5, equal_error_rate(same, different), 0.67**2

# %% 05b-1 wrong: your answer has 3 values, of which number 1 is a tuple of 2, and a number
squared_auc, squared_error, squared_threshold = area, errors, 0.4489

# %% 05b-1 right: measured
squared_auc, squared_error, squared_threshold = auc(same**2, different**2), equal_error_rate(same**2, different**2), best_threshold(same**2, different**2)

# %% 05b-1 right: rounded
squared_auc, squared_error, squared_threshold = round(area[0], 2), round(equal_error_rate(same, different), 2), 0.45

# %% 05b-2 wrong: that is the share of different pairs at break even
def break_even(caught, false_alarms):
    return 0.5 * caught / (0.5 * caught + 0.5 * false_alarms)

# %% 05b-2 wrong: bring all p to one side, and what is left on the other?
def break_even(caught, false_alarms):
    return false_alarms * caught / (caught + false_alarms)

# %% 05b-2 wrong: there C p = F (1 - p) lost a p: it stands on both sides
def break_even(caught, false_alarms):
    return 1 - false_alarms / caught

# %% 05b-2 right: inverse
def break_even(caught, false_alarms):
    return 1 / (1 + caught / false_alarms)

# %% 05b-2 right: bisection
def break_even(caught, false_alarms):
    low, high = 0.0, 1.0
    for _ in range(80):
        p = (low + high) / 2
        if caught * p < false_alarms * (1 - p):
            low = p
        else:
            high = p
    return low

# %% 05b-3 wrong: that is the smallest threshold with that precision, or the one where it is
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    p = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][p >= wanted].min()

# %% 05b-3 wrong: same and different are exchanged, or caught and false alarms
def threshold_for(same, different, base_rate, wanted):
    caught, false_alarms, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    p = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][p >= wanted].max()

# %% 05b-3 wrong: boolean index did not match indexed array along axis 0; size of axis is 7
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    p = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[p >= wanted].max()

# %% 05b-3 wrong: the base rate is not used
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    p = caught[some] / (caught[some] + false_alarms[some])
    return thresholds[some][p >= wanted].max()

# %% 05b-3 wrong: are base_rate and wanted exchanged, <= and >=, or is `caught` compared?
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    p = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][p <= wanted].max()

# %% 05b-3 wrong: the precision lies below what is wanted there: at least means >=
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    for t, c, f in zip(thresholds, caught, false_alarms):
        if c + f > 0 and precision_at_base_rate(c, f, base_rate) < wanted:
            return t
    return thresholds.max()

# %% 05b-3 wrong: that is the smallest threshold with that precision, or the one where it is
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    p = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][p.argmax()]

# %% 05b-3 wrong: that is the best precision: a threshold is asked
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    p = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return p[p >= wanted].max()

# %% 05b-3 wrong: the precision must be at least what is wanted, not nearest to it
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    p = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][abs(p - wanted).argmin()]

# %% 05b-3 wrong: there the precision is best; larger thresholds are good enough too
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    p = precision_at_base_rate(caught[some], false_alarms[some], 0.01)
    return thresholds[some][p >= wanted].max()

# %% 05b-3 wrong: are base_rate and wanted exchanged, <= and >=, or is `caught` compared?
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    return thresholds[caught >= wanted].max()

# %% 05b-3 right: loop from the end
def threshold_for(same, different, base_rate, wanted):
    best = -np.inf
    for f, c, t in zip(*roc_curve(same, different)):
        if c + f > 0:
            p = c * base_rate / (c * base_rate + f * (1 - base_rate))
            if p >= wanted and t > best:
                best = t
    return float(best)

# %% 05b-3 right: last index
def threshold_for(same, different, base_rate, wanted):
    f, c, t = (part[1:] for part in roc_curve(same, different))
    keep = c + f > 0
    good = np.flatnonzero(keep & (precision_at_base_rate(np.where(keep, c, 1), f, base_rate) >= wanted))
    return np.sort(t[good])[-1]

# %% 05b-1 wrong: error rate: that is the one of another row of the table, not of the network's embeddings
squared_auc, squared_error, squared_threshold = area[0], errors[0], 0.45

# %% 05b-2 wrong: `//` divides and cuts off what comes after the point
def break_even(caught, false_alarms):
    return false_alarms // (caught + false_alarms)

# %% 05b-2 wrong: F is a share of false alarms as it is: no 1 - F
def break_even(caught, false_alarms):
    return (1 - false_alarms) / (1 - false_alarms + caught)

# %% 05b-2 wrong: brackets are missing: C + F stands below the fraction
def break_even(caught, false_alarms):
    return false_alarms / caught + false_alarms

# %% 05b-2 wrong: The function returns the same whatever it is given: does it use its arguments, or a number or
def break_even(caught, false_alarms):
    return 0.13

# %% 05b-3 wrong: that is the share caught there: the threshold is asked
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return caught[some][precision >= wanted].max()

# %% 05b-3 wrong: below a threshold means <; you count pairs at the threshold as well, or index one array
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[: len(precision)][precision >= wanted].max()

# %% 05b-2 wrong: half of F / C: these are odds, and 1/2 stands for both sides alike
def break_even(caught, false_alarms):
    return 0.5 * false_alarms / caught

# %% 05b-3 wrong: that is the middle of all good thresholds, their median: take the largest
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return np.median(thresholds[some][precision >= wanted])


# %% 05b-3 wrong: that is the mean of all good thresholds: take the largest
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return np.mean(thresholds[some][precision >= wanted])


# %% 05b-3 wrong: that is the largest but one: the largest threshold that is good enough is asked
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][precision >= wanted][-2]


# %% 05b-3 wrong: or take the place before the last
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][np.flatnonzero(precision >= wanted)[-1] - 1]


# %% 05b-3 wrong: that is the threshold behind the one that is asked: is an index one too large?
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return thresholds[some][min(np.flatnonzero(precision >= wanted)[-1] + 1, some.sum() - 1)]


# %% 05b-3 wrong: that is a quantile of the different distances, and the same ones count as well
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return np.quantile(different, 1 - wanted)


# %% 05b-3 wrong: that is a median of distances: how many right pairs and how many wrong ones lie below it?
def threshold_for(same, different, base_rate, wanted):
    false_alarms, caught, thresholds = roc_curve(same, different)
    some = caught + false_alarms > 0
    precision = precision_at_base_rate(caught[some], false_alarms[some], base_rate)
    return np.median(same)


# %% 05b-2 wrong: above it stands no 1/2
def break_even(caught, false_alarms):
    return 1 / (caught + false_alarms) / 2
