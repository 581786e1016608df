# %% 15c-1 wrong: upside down
def density_ratio(cost_missed, cost_alarm, base_rate):
    return cost_missed / cost_alarm * base_rate / (1 - base_rate)


# %% 15c-1 wrong: prices are exchanged
def density_ratio(cost_missed, cost_alarm, base_rate):
    return cost_missed / cost_alarm * (1 - base_rate) / base_rate


# %% 15c-1 wrong: base rate is upside down
def density_ratio(cost_missed, cost_alarm, base_rate):
    return cost_alarm / cost_missed * base_rate / (1 - base_rate)


# %% 15c-1 wrong: base rate is missing
def density_ratio(cost_missed, cost_alarm, base_rate):
    return cost_alarm / cost_missed


# %% 15c-1 wrong: prices are missing
def density_ratio(cost_missed, cost_alarm, base_rate):
    return (1 - base_rate) / base_rate


# %% 15c-1 wrong: wrong sign
def density_ratio(cost_missed, cost_alarm, base_rate):
    return -cost_alarm * (1 - base_rate) / (cost_missed * base_rate)


# %% 15c-1 wrong: not 1
def density_ratio(cost_missed, cost_alarm, base_rate):
    return cost_alarm / (cost_missed * base_rate)


# %% 15c-1 wrong: same pairs is missing
def density_ratio(cost_missed, cost_alarm, base_rate):
    return cost_alarm / cost_missed * (1 - base_rate)


# %% 15c-1 wrong: difference
def density_ratio(cost_missed, cost_alarm, base_rate):
    return (1 - base_rate) * cost_alarm - base_rate * cost_missed


# %% 15c-1 wrong: same whatever it is given
def density_ratio(cost_missed, cost_alarm, base_rate):
    return (1 - share) / share


# %% 15c-1 right: one fraction
def density_ratio(cost_missed, cost_alarm, base_rate):
    return ((1 - base_rate) * cost_alarm) / (base_rate * cost_missed)


# %% 15c-1 right: odds
def density_ratio(cost_missed, cost_alarm, base_rate):
    odds = base_rate / (1 - base_rate)
    return 1 / (odds * cost_missed / cost_alarm)


# %% 15c-1 right: float32
def density_ratio(cost_missed, cost_alarm, base_rate):
    return np.float32(cost_alarm) / np.float32(cost_missed) * (1 / np.float32(base_rate) - 1)


# %% 15c-1 wrong: upside down: where must the cost of an alarm stand? The result is 1
def density_ratio(cost_missed, cost_alarm, base_rate):
    return base_rate * cost_missed / ((1 - base_rate) * cost_alarm)


# %% 15c-1 wrong: densities are positive
def density_ratio(cost_missed, cost_alarm, base_rate):
    return -(1 - base_rate) * cost_alarm / (base_rate * cost_missed)


# %% 15c-1 wrong: in which term does each stand?
def density_ratio(cost_missed, cost_alarm, base_rate):
    return (1 - base_rate) * cost_missed / (base_rate * cost_alarm)


# %% 15c-1 wrong: which share have the different pairs?
def density_ratio(cost_missed, cost_alarm, base_rate):
    return base_rate * cost_alarm / ((1 - base_rate) * cost_missed)


# %% 15c-1 wrong: the price of a miss belongs below
def density_ratio(cost_missed, cost_alarm, base_rate):
    return (1 - base_rate) * cost_alarm / base_rate * cost_missed


# %% 15c-1 wrong: different pairs have the share 1 - p, not 1
def density_ratio(cost_missed, cost_alarm, base_rate):
    return cost_alarm / (base_rate * cost_missed)


# %% 15c-1 wrong: that is the share of the alarms in the cost, not a ratio
def density_ratio(cost_missed, cost_alarm, base_rate):
    a, b = (1 - base_rate) * cost_alarm, base_rate * cost_missed
    return a / (a + b)


# %% 15c-1 wrong: if half of all pairs are same, the prices alone are left
def density_ratio(cost_missed, cost_alarm, base_rate):
    return (1 - share) * cost_alarm / (share * cost_missed)


# %% 15c-1 right: in two ratios
def density_ratio(cost_missed, cost_alarm, base_rate):
    return (cost_alarm / cost_missed) * (1 / base_rate - 1)


# %% 15c-1 right: logs
def density_ratio(cost_missed, cost_alarm, base_rate):
    return np.exp(np.log1p(-base_rate) - np.log(base_rate) + np.log(cost_alarm) - np.log(cost_missed))


# %% 15c-1 wrong: where is it? The result would be right if it were squared
def density_ratio(cost_missed, cost_alarm, base_rate):
    return np.sqrt((1 - base_rate) * cost_alarm / (base_rate * cost_missed))


# %% 15c-1 wrong: the price of a miss is missing below
def density_ratio(cost_missed, cost_alarm, base_rate):
    return (1 - base_rate) * cost_alarm / base_rate


# %% 15c-1 wrong: divide by that of the misses
def density_ratio(cost_missed, cost_alarm, base_rate):
    return (1 - base_rate) * cost_alarm


# %% 15c-1 wrong: does it use its arguments, or a number or a variable from outside?
def density_ratio(cost_missed, cost_alarm, base_rate):
    return 1


# %% 15c-2 wrong: 1 - F
def allowed_alarms(share_named, gallery_size):
    return (1 - share_named) ** (1 / gallery_size)


# %% 15c-2 wrong: not the power
def allowed_alarms(share_named, gallery_size):
    return 1 - (1 - share_named) ** gallery_size


# %% 15c-2 wrong: only nearly
def allowed_alarms(share_named, gallery_size):
    return share_named / gallery_size


# %% 15c-2 wrong: only nearly
def allowed_alarms(share_named, gallery_size):
    return -np.log(1 - share_named) / gallery_size


# %% 15c-2 wrong: is 1 - a, not a
def allowed_alarms(share_named, gallery_size):
    return 1 - share_named ** (1 / gallery_size)


# %% 15c-2 wrong: m-th root
def allowed_alarms(share_named, gallery_size):
    return 1 - (1 - share_named) / gallery_size


# %% 15c-2 wrong: *all*
def allowed_alarms(share_named, gallery_size):
    return share_named ** (1 / gallery_size)


# %% 15c-2 wrong: sign
def allowed_alarms(share_named, gallery_size):
    return (1 - share_named) ** (1 / gallery_size) - 1


# %% 15c-2 wrong: exchanged
def allowed_alarms(share_named, gallery_size):
    return 1 - (1 - gallery_size) ** (1 / share_named)


# %% 15c-2 wrong: whatever it is given
def allowed_alarms(share_named, gallery_size):
    return 1 - (1 - 0.1) ** (1 / 2000)


# %% 15c-2 right: by logarithms
def allowed_alarms(share_named, gallery_size):
    return -np.expm1(np.log1p(-share_named) / gallery_size)


# %% 15c-2 right: by halving
def allowed_alarms(share_named, gallery_size):
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if 1 - (1 - middle) ** gallery_size < share_named else (low, middle)
    return middle


# %% 15c-2 right: an array
def allowed_alarms(share_named, gallery_size):
    return 1 - np.power(np.array(1 - share_named), 1 / gallery_size)


# %% 15c-2 wrong: is the m-th part taken where the m-th root is asked?
def allowed_alarms(share_named, gallery_size):
    return 1 - (1 - share_named) ** 1 / gallery_size


# %% 15c-2 wrong: one in so many is 1 / F; asked is F
def allowed_alarms(share_named, gallery_size):
    return 1 / (1 - (1 - share_named) ** (1 / gallery_size))


# %% 15c-2 wrong: with a single photo F is a itself
def allowed_alarms(share_named, gallery_size):
    return 1 - (1 - share_named) ** (1 / 2000)


# %% 15c-2 wrong: with a single photo F is a itself
def allowed_alarms(share_named, gallery_size):
    return 1 - (1 - share_named) ** (1 / len(shelf))


# %% 15c-2 wrong: the m-th root is asked, not the square root
def allowed_alarms(share_named, gallery_size):
    return 1 - np.sqrt(1 - share_named) / gallery_size


# %% 15c-2 wrong: a share lies between 0 and 1, and yours gives 10 for a = 0.1 and m = 1
def allowed_alarms(share_named, gallery_size):
    return 100 * (1 - (1 - share_named) ** (1 / gallery_size))


# %% 15c-2 right: by search
def allowed_alarms(share_named, gallery_size):
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if 1 - (1 - middle) ** gallery_size < share_named else (low, middle)
    return middle


# %% 15c-2 wrong: a sign: 1 - F to the power is 1 - a
def allowed_alarms(share_named, gallery_size):
    return 1 - (1 + share_named) ** (1 / gallery_size)


# %% 15c-2 wrong: which step takes it away?
def allowed_alarms(share_named, gallery_size):
    return share_named**gallery_size


# %% 15c-2 wrong: division by zero
def allowed_alarms(share_named, gallery_size):
    return 1 - (1 - share_named) ** (1 / (gallery_size - 1))


# %% 15c-2 wrong: 1 // m is a whole number, 0 for most m: divide by /
def allowed_alarms(share_named, gallery_size):
    return 1 - (1 - share_named) ** (1 // gallery_size)


# %% 15c-2 wrong: put into the formula
def allowed_alarms(share_named, gallery_size):
    return 1 - 0.9 ** (1 / gallery_size)
