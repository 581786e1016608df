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
