# %% 03b-1 wrong: what the first term keeps is missing
def floor(rate, c, sigma, b):
    return rate**2 * sigma**2 / b


# %% 03b-1 wrong: multiplies a variance by its square
def floor(rate, c, sigma, b):
    return rate * sigma**2 / (b * c)


# %% 03b-1 wrong: the square of the rate
def floor(rate, c, sigma, b):
    return sigma**2 / (b * c * (2 - rate * c))


# %% 03b-1 wrong: the square of sigma
def floor(rate, c, sigma, b):
    return rate * sigma / (b * c * (2 - rate * c))


# %% 03b-1 wrong: where is it
def floor(rate, c, sigma, b):
    return rate * sigma**2 / (c * (2 - rate * c))


# %% 03b-1 wrong: not by its square
def floor(rate, c, sigma, b):
    return rate * sigma**2 / (b**2 * c * (2 - rate * c))


# %% 03b-1 wrong: right for small rates only
def floor(rate, c, sigma, b):
    return rate * sigma**2 / (2 * b * c)


# %% 03b-1 wrong: one rate cancels
def floor(rate, c, sigma, b):
    return rate**2 * sigma**2 / (b * c * (2 - rate * c))


# %% 03b-1 wrong: the standard deviation
def floor(rate, c, sigma, b):
    return np.sqrt(rate * sigma**2 / (b * c * (2 - rate * c)))


# %% 03b-1 wrong: whatever it is given
def floor(rate, c, sigma, b):
    return 0.15 * 1.5**2 / (5 * 3.0 * (2 - 0.15 * 3.0))


# %% 03b-1 right: not simplified
def floor(rate, c, sigma, b):
    return rate**2 * (sigma**2 / b) / (1 - (1 - rate * c) ** 2)


# %% 03b-1 right: a loop until it settles
def floor(rate, c, sigma, b):
    v = 0.0
    for _ in range(2_000):
        v = (1 - rate * c) ** 2 * v + rate**2 * sigma**2 / b
    return v


# %% 03b-1 right: a fraction
def floor(rate, c, sigma, b):
    from fractions import Fraction

    rate, c, sigma = (Fraction(float(each)) for each in (rate, c, sigma))
    return rate * sigma**2 / (b * c * (2 - rate * c))


# %% 03b-1 right: in float32
def floor(rate, c, sigma, b):
    return np.float32(rate) * np.float32(sigma) ** 2 / np.float32(b * (2 * c - rate * c**2))


# %% 03b-2 wrong: it rises again
def cosine(t, steps, rate):
    return rate * (1 + np.cos(np.pi * t / steps)) / 2


# %% 03b-2 wrong: in a straight line
def cosine(t, steps, rate):
    return rate * max(0, 1 - t / steps)


# %% 03b-2 wrong: minus the rate
def cosine(t, steps, rate):
    return rate * np.cos(np.pi * min(t, steps) / steps)


# %% 03b-2 wrong: where is the factor 1/2
def cosine(t, steps, rate):
    return rate * (1 + np.cos(np.pi * min(t, steps) / steps))


# %% 03b-2 wrong: pi is missing
def cosine(t, steps, rate):
    return rate * (1 + np.cos(min(t, steps) / steps)) / 2


# %% 03b-2 wrong: a quarter of a cosine
def cosine(t, steps, rate):
    return rate * np.cos(np.pi * min(t, steps) / steps / 2)


# %% 03b-2 wrong: it rises: begin
def cosine(t, steps, rate):
    return rate * (1 - np.cos(np.pi * min(t, steps) / steps)) / 2


# %% 03b-2 wrong: the rate that it begins with is missing
def cosine(t, steps, rate):
    return (1 + np.cos(np.pi * min(t, steps) / steps)) / 2


# %% 03b-2 wrong: whole cosine
def cosine(t, steps, rate):
    return rate * (1 + np.cos(2 * np.pi * min(t, steps) / steps)) / 2


# %% 03b-2 wrong: one step too early
def cosine(t, steps, rate):
    return rate * (1 + np.cos(np.pi * (t + 1) / steps)) / 2


# %% 03b-2 right: the square of half the angle
def cosine(t, steps, rate):
    return rate * np.cos(np.pi * min(1, t / steps) / 2) ** 2


# %% 03b-2 right: `if`, in float32
def cosine(t, steps, rate):
    if t >= steps:
        return 0
    return np.float32(rate) * np.float32(0.5) * (1 + np.cos(np.float32(np.pi * t / steps)))


# %% 03b-2 right: math
def cosine(t, steps, rate):
    import math

    share = min(max(t / steps, 0), 1)
    return rate / 2 + rate / 2 * math.cos(math.pi * share)


# %% 03b-3 wrong: has it kept enough
shortest = 0.95

# %% 03b-3 wrong: a longer memory is needed
shortest = 0.97

# %% 03b-3 wrong: the smallest is asked
shortest = 0.99

# %% 03b-3 wrong: not the length of the memory
shortest = 50

# %% 03b-3 wrong: that is the default
shortest = 0.9

# %% 03b-3 wrong: to two decimals
shortest = 0.975

# %% 03b-3 wrong: not the length of the memory
shortest = 1

# %% 03b-3 right: a number
shortest = 0.98

# %% 03b-3 right: in percent
shortest = "98 %"

# %% 03b-3 right: the sum of the hint
shortest = min(b for b in (0.95, 0.96, 0.97, 0.98, 0.99) if sum(b ** (-j / 2) for j in range(1, 20)) < 22)

# %% 03b-3 right: in float32
shortest = np.float32(0.98)

# %% 03b-1 wrong: a number multiplies a variance by its square: (1 - rate c)² V
def floor(rate, c, sigma, b):
    return rate**2 * sigma**2 / b / (rate * c)

# %% 03b-1 wrong: mind the sign: it is 2 - rate c
def floor(rate, c, sigma, b):
    return rate * sigma**2 / (b * c * (2 + rate * c))

# %% 03b-1 wrong: b, c and 2 - rate c all stand below the fraction: mind the brackets
def floor(rate, c, sigma, b):
    return rate * sigma**2 / b * c * (2 - rate * c)

# %% 03b-1 right: by iteration
def floor(rate, c, sigma, b):
    v = 0.0
    for _ in range(20000):
        v = (1 - rate * c) ** 2 * v + rate**2 * sigma**2 / b
    return v

# %% 03b-1 right: unsimplified
def floor(rate, c, sigma, b):
    return (rate * sigma) ** 2 / b / (1 - (1 - rate * c) ** 2)

# %% 03b-2 wrong: that is a quarter of a cosine, steepest at the end
def cosine(t, steps, rate):
    return rate * np.cos(np.pi / 2 * min(t, steps) / steps)

# %% 03b-2 wrong: np.cos takes radians: half a turn is pi there, not 180
def cosine(t, steps, rate):
    return rate * (1 + np.cos(180 * min(t, steps) / steps)) / 2

# %% 03b-2 wrong: the last step is t = steps, and not the one before
def cosine(t, steps, rate):
    return rate * (1 + np.cos(np.pi * min(t, steps - 1) / (steps - 1))) / 2

# %% 03b-2 wrong: take the smaller of t and steps, not the larger
def cosine(t, steps, rate):
    return rate * (1 + np.cos(np.pi * max(t, steps) / steps)) / 2

# %% 03b-2 right: math and if
import math
def cosine(t, steps, rate):
    if t >= steps:
        return 0
    return rate * math.cos(math.pi * t / steps / 2) ** 2

# %% 03b-2 right: sine
def cosine(t, steps, rate):
    return rate * (1 - np.sin(np.pi * min(t / steps, 1) / 2) ** 2)

# %% 03b-3 wrong: answer to two decimals, as in the trials 0.90, 0.91, 
shortest = 0.999

# %% 03b-3 wrong: with 0.96 it still walks to the right, by 21 rates
shortest = 0.96

# %% 03b-3 right: loop
shortest = next(k / 100 for k in range(90, 100) if steps_at(RMSProp(beta2=k / 100), rare_pull).sum() > 0)

# %% 03b-1 wrong: at a small rate V settles late, and a loop of so many steps is too short: solve the equation
def floor(rate, c, sigma, b):
    V = 0
    for _ in range(10):
        V = (1 - rate * c) ** 2 * V + rate**2 * sigma**2 / b
    return V

# %% 03b-2 wrong: `//` divides and cuts off what comes after the point
def cosine(t, steps, rate):
    return rate * (1 + np.cos(np.pi * (min(t, steps) // steps))) / 2

# %% 03b-2 wrong: (1 + cosine) / 2 is taken as it is, without a square
def cosine(t, steps, rate):
    return rate * ((1 + np.cos(np.pi * min(t, steps) / steps)) / 2) ** 2

# %% 03b-1 wrong: what the first term keeps, 1 - rate c, is no factor of the noise
def floor(rate, c, sigma, b):
    return rate * sigma**2 * (1 - rate * c) / (b * c * (2 - rate * c))

# %% 03b-1 wrong: c stands below the fraction twice: one of them is too much
def floor(rate, c, sigma, b):
    return rate * sigma**2 / (b * c**2 * (2 - rate * c))

# %% 03b-3 wrong: which also averages the gradients, walks to the left with that. Which optimiser did you try?
shortest = next(b for b in np.arange(90, 100) / 100 if steps_at(Adam(beta2=b), rare_pull).sum() > 0)


# %% 03b-3 wrong: it walks to the left with 0.98 as well: the smallest is asked
shortest = next(k / 100 for k in range(90, 100) if sum((k / 100) ** -j for j in range(1, 20)) < 22)


# %% 03b-1 wrong: where is the square of the rate
def floor(rate, c, sigma, b):
    return sigma**2 / b / (1 - (1 - rate * c) ** 2)


# %% 03b-2 wrong: the rate stays at 0
def cosine(t, steps, rate):
    return rate / 2 * (1 + np.cos(np.pi * (t % steps) / steps))
