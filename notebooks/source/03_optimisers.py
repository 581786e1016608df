# %% [markdown] tags=["card"]
# # 03 Optimisers: Why does Adam work?
#
# **Needs** lesson 01: a gradient, and plain descent along it. **Data** none: two surfaces with two coordinates each.
# **Takes** {{measured}}.
#
# You will be able to
# 1. derive the step of SGD, momentum, Adagrad, RMSProp and Adam, and write all five;
# 2. say by how much momentum shortens a long ravine, and why the root of a ratio decides that;
# 3. say why Adam divides by the root of the squared gradient, and why it corrects both averages;
# 4. predict on which surface a scale for every coordinate helps, and where it does not.
#
# **May be skipped:** section 5, and the derivation in section 2 (keep its result).

# %%
from functools import partial

import numpy as np

from course_lib import plots
from course_lib.by_hand.gradient_checks import as_array, numerical_gradient
from course_lib.errors import expect
from course_lib.exercises import attempt
from course_lib.widgets import live

SEED = 0

# %% [markdown]
# ## 1. One rate for all directions?
# A loss gives us a gradient $g$, one number for each parameter $\theta$. An *optimiser* turns it into a step. The plain
# way, gradient descent, subtracts it times a *learning rate* $\alpha$, or rate for short. When the gradient comes from
# a few pictures at a time, people call it SGD, for stochastic gradient descent, and we use that name from the start.
#
# Take the simplest surface, a bowl with another curvature $c_i$ in every direction: $f(\theta) = \tfrac12 \sum_i c_i
# \theta_i^2$. Its gradient is $g_i = c_i \theta_i$, so a step is
#
# $$\theta_i \leftarrow \theta_i - \alpha c_i \theta_i = (1 - \alpha c_i)\,\theta_i, \qquad
# \text{after } t \text{ steps: } (1-\alpha c_i)^t\,\theta_i .$$
#
# This arrives only if $|1-\alpha c_i| < 1$, that is $\alpha < 2/c_i$, in *every* direction. The steepest direction
# bounds the rate, and the flattest has to live with it. All five optimisers share the bookkeeping below: parameters and
# gradients are dictionaries of arrays, `memory` holds what an optimiser remembers of one parameter, and `t` counts the
# steps. (`expect` and `as_array` only refuse bad input.) `change` is where the five will differ:


# %% tags=["keep:by_hand.optimizers"]
class Optimizer:
    def __init__(self, learning_rate):
        expect(0 < learning_rate < np.inf, "learning_rate", learning_rate, "a positive number")
        self.learning_rate, self.t, self.memory = learning_rate, 0, {}

    def step(self, parameters, gradients):
        expect(gradients.keys() == parameters.keys(), "gradients", sorted(gradients), f"{sorted(parameters)}")
        self.t += 1
        moved = {}
        for name, value in parameters.items():
            value = as_array(f"parameters[{name!r}]", value)
            gradient = as_array(f"gradients[{name!r}]", gradients[name])
            expect(gradient.shape == value.shape, f"gradients[{name!r}]", gradient.shape, f"shape {value.shape}")
            moved[name] = value - self.change(gradient, self.memory.setdefault(name, {}))
        return moved


# %% tags=["keep:by_hand.optimizers"]
class SGD(Optimizer):
    def __init__(self, learning_rate=0.01):
        super().__init__(learning_rate)

    def change(self, gradient, memory):
        return self.learning_rate * gradient


# %% [markdown]
# We need something to walk on. Here are a ravine with curvatures 1 and 50, and the same ravine turned by 45 degrees.
# Each function gives the height and the gradient at a point.


# %%
def ravine(x, y):
    return (x**2 + 50 * y**2) / 2, (x, 50 * y)


def turned_ravine(x, y):
    height, (along, across) = ravine((x + y) / 2**0.5, (y - x) / 2**0.5)
    return height, ((along - across) / 2**0.5, (along + across) / 2**0.5)


STARTS = {ravine: (-2, 1), turned_ravine: (-(4.5**0.5), -(0.5**0.5))}
for surface, start in STARTS.items():
    assert np.allclose(surface(*start)[1], numerical_gradient(lambda p: surface(*p)[0], start), rtol=1e-6)


# %%
def walk(optimizer, surface, steps=300):
    """Every point of a walk (steps + 1, 2); NaN from where it has left the map."""
    path = np.full((steps + 1, 2), np.nan)
    path[0] = STARTS[surface]
    for t in range(steps):
        if abs(path[t]).max() < 1e4:
            path[t + 1] = optimizer.step({"p": path[t]}, {"p": surface(*path[t])[1]})["p"]
    return path  # (steps + 1, 2)


# %% [markdown]
# **Before you run:** on the ravine the bound is $2/50 = 0.04$. What happens just below it and just above it? And how
# far does each rate get along the flat direction in 100 steps?

# %%
ends = {rate: walk(SGD(rate), ravine, 100)[-1] for rate in (0.02, 0.039, 0.041)}  # (2,) each
for rate, (flat, steep) in ends.items():
    print(f"rate {rate}: flat {flat:.3f}, steep {steep:.3f}")

assert abs(ends[0.039][1]) < 0.01 < 100 < abs(ends[0.041][1])
assert abs(ends[0.02][0] / -2 - 0.98**100) < 1e-9 and 0.13 < 0.98**100 < 0.14

# %% [markdown]
# Two thousandths decide: at 0.039 the steep direction is nearly solved, at 0.041 it runs away. And at 0.02, where the
# steep direction is solved in one step, the flat one still has $0.98^{100}$, or 13 %, of its way before it.

# %% [markdown]
# ### Exercise 03-1 (derivation): the best single rate
# Which rate makes the *slower* of two directions as fast as possible? Derive it from the curvatures $c_1 \le c_2$. Give
# also the factor by which each step then shrinks what is left.

# %% [markdown] tags=["hint"]
# Draw $|1-\alpha c_1|$ and $|1-\alpha c_2|$ over $\alpha$. One falls while the other already rises.

# %% [markdown] tags=["hint"]
# The larger of the two is smallest where they meet: $1 - \alpha c_1 = \alpha c_2 - 1$.

# %% [markdown] tags=["hint"]
# $\alpha = 2/(c_1+c_2)$. Put it into $1-\alpha c_1$.


# %% tags=["exercise"]
def best_rate(c1, c2):
    rate = ...
    factor = ...
    return rate, factor


# %% [markdown] tags=["solution"]
# At the meeting point $\alpha = 2/(c_1+c_2)$, and the factor is $1 - 2c_1/(c_1+c_2) = (c_2-c_1)/(c_2+c_1)$. A ravine
# 50 times as steep across as along leaves $49/51 = 96\,\%$ per step, whatever its size.


# %% tags=["solution"]
def best_rate(c1, c2):
    return 2 / (c1 + c2), (c2 - c1) / (c2 + c1)


# %% tags=["check"]
def check_best_rate(function):
    (rate, factor), (at_ravine, _) = function(2, 50), function(1, 50)
    assert np.ndim(rate) == np.ndim(factor) == 0, "two numbers are asked, the rate and the factor"
    rates = {
        "1/c2 solves the steep direction at once, but leaves 96 % of the flat one": 1 / 50,
        "1/c1 suits the flat direction; the steep one runs away": 1 / 2,
        "2/c2 is the bound, at which the steep direction goes back and forth for ever": 2 / 50,
        "the mean of both best rates is far above the bound 2/c2": (1 / 2 + 1 / 50) / 2,
        "that is the mean curvature, and the rate is 1 divided by it": 26,
        "1/c is the best rate of one direction; the two lines meet where 1 - rate c1 = rate c2 - 1": 1 / 52,
        "the slower direction decides, and nothing is multiplied: 1 - rate c1 = rate c2 - 1": 1 / 10,
        "c1 is not 1 here: use it": 2 / 51,
        "brackets are missing: the whole sum of the curvatures stands below the 2": 2 / 2 + 50,
        "the two lines meet where 1 - rate c1 = rate c2 - 1: mind the signs of c1 and c2": 2 / 48,
        "that is the rate of momentum, which comes later; here nothing is kept from step to step": (5 / 3) ** 2 / 50,
    }
    for words, slip in rates.items():
        assert not np.isclose(rate, slip, rtol=1e-4), f"the rate: {words}"
    assert rate < 2 / 50, f"at the rate {rate:.3f} the steep direction grows: the bound is 2/c2 = {2 / 50}"
    left = abs(1 - rate * np.array([2, 50]))  # (2,)
    assert np.isclose(*left, rtol=1e-4), f"a step leaves {left[0]:.3f} and {left[1]:.3f}: make the two equal"
    assert np.isclose(at_ravine, 2 / 51, rtol=1e-4), "it is right for the curvatures 2 and 50, not for 1 and 50"
    right, root = 48 / 52, 25**0.5
    factors = {
        "a size is asked, so it is not negative": -right,
        "that is what a step takes away, and what it leaves is asked": 1 - right,
        "that is above 1, and the step would make it grow: which stands above the fraction?": 1 / right,
        "that is what two steps leave": right**2,
        "that is the share of one curvature in the other: put the rate into 1 - rate c1": 2 / 50,
        "with the root of the curvatures it is the factor of momentum, which comes later": (root - 1) / (root + 1),
        "1/25 is the rate times c1, and 1 minus it is asked, at the best rate": 1 - 2 / 50,
        "the denominator is the sum of the curvatures": 48 / 50,
        "put the rate into 1 - rate c1: where is c1, and where is the 2 of the rate?": 50 / 52,
    }
    for words, slip in factors.items():
        assert not np.isclose(factor, slip, rtol=1e-4), f"the factor: {words}"
    assert np.isclose(factor, right, rtol=1e-4), f"a step at the best rate leaves {left[0]:.4f} in both directions"


def other_curvatures(rng):
    return tuple(np.sort(rng.uniform(0.5, 30, size=2)).tolist())


def our_rate(c1, c2):
    return 2 / (c1 + c2), (c2 - c1) / (c2 + c1)


best_rate = attempt("03-1", best_rate, check_best_rate, ours=our_rate, again=other_curvatures)

# %% [markdown]
# With $\kappa = c_2/c_1$, how many times steeper one direction is than the other, the factor is
# $(\kappa-1)/(\kappa+1)$. In a ravine with $\kappa = 10{,}000$ a step leaves 99.98 % as it was. What else can help?
#
# ## 2. Momentum: add what agrees
# Keep a velocity, $u_t = \mu u_{t-1} + g_t$, and step along it: $\theta_t = \theta_{t-1} - \alpha u_t$ (Polyak 1964).
# The share $\mu$ of the old velocity that stays is called *momentum*. Unrolled from $u_0 = 0$ it is $u_t =
# \sum_{j=0}^{t-1} \mu^j g_{t-j}$. Two cases tell what it does, both by the geometric sum:
#
# - all gradients are equal: $u_t = g\,(1 + \mu + \dots + \mu^{t-1}) = g\,\frac{1-\mu^t}{1-\mu}$, which tends to ten
#   times $g$ for $\mu = 0.9$;
# - the sign alternates: $g_t\,(1 - \mu + \mu^2 - \dots) \to \frac{g_t}{1+\mu}$, about half.
#
# Along the ravine gradients agree, and across it they alternate.

# %% tags=["keep:by_hand.optimizers"]
from course_lib.by_hand.optimizer_constants import a_share, an_eps  # both refuse what is not allowed


class Momentum(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9, rate_inside=False):
        super().__init__(learning_rate)
        self.momentum, self.rate_inside = a_share("momentum", momentum), rate_inside

    def change(self, gradient, memory):
        inside, outside = (self.learning_rate, 1) if self.rate_inside else (1, self.learning_rate)
        memory["velocity"] = self.momentum * memory.get("velocity", 0) + inside * gradient
        return outside * memory["velocity"]


# %% [markdown]
# (Frameworks differ in whether the velocity holds gradients or whole steps, `rate_inside`; that makes no difference as
# long as the rate stays the same.)
#
# How much momentum, and at which rate? In a direction of curvature $c$ we have $\alpha u_t = \theta_{t-1} - \theta_t$.
# Put that into the next step, $\theta_{t+1} = \theta_t - \alpha(\mu u_t + c\,\theta_t)$:
#
# $$\theta_{t+1} = (1 + \mu - \alpha c)\,\theta_t - \mu\,\theta_{t-1} .$$
#
# Try $\theta_t = r^t$. It solves this if $r^2 - (1 + \mu - \alpha c)\,r + \mu = 0$. A quadratic equation has two roots,
# whose product is its last term, $\mu$. Where the two are complex they are conjugate, so both have the size
# $\sqrt\mu$, and *the curvature has dropped out*. They are complex if $(1+\mu-\alpha c)^2 < 4\mu$, that is
#
# $$(1-\sqrt\mu)^2 < \alpha c < (1+\sqrt\mu)^2 .$$
#
# So choose $\mu$ and $\alpha$ such that $\alpha c_1$ and $\alpha c_2$ just fit in. Divide one bound by the other and
# take the root: $(1+\sqrt\mu)/(1-\sqrt\mu) = \sqrt\kappa$, or
#
# $$\sqrt\mu = \frac{\sqrt\kappa-1}{\sqrt\kappa+1}, \qquad \alpha = \frac{(1+\sqrt\mu)^2}{c_2} .$$
#
# Every step leaves $\sqrt\mu$. That is the factor of SGD with $\sqrt\kappa$ in place of $\kappa$. We test it by a score
# that no oscillation can fool: the step from which on the height *stays* below 0.001.


# %%
def arrival(path, surface, goal=1e-3):
    """The step from which on the height stays below the goal; infinite if there is none."""
    above = np.flatnonzero(~(surface(*path.T)[0] < goal))  # NaN counts as above
    return int(above[-1]) + 1 if above[-1] + 1 < len(path) else np.inf


root = (50**0.5 - 1) / (50**0.5 + 1)
rate, factor = best_rate(1, 50)
by_theory = {"SGD": SGD(rate), "momentum": Momentum((1 + root) ** 2 / 50, root**2)}
arrived = {name: arrival(walk(optimizer, ravine), ravine) for name, optimizer in by_theory.items()}
print(f"a step leaves: SGD {factor:.3f}, momentum {root:.3f}; arrival at step: {arrived}")

assert 0.96 < factor < 0.962 and 0.75 < root < 0.754
assert arrived == {"SGD": 128, "momentum": 32}

# %% [markdown]
# A step of SGD leaves 96 % and one of momentum 75 %, and momentum arrives in a quarter of the steps. (By these factors
# alone it would be a seventh, $\ln 0.961 / \ln 0.752$. But at the best setting the two roots coincide, and a double
# root brings terms $t\,r^t$ beside $r^t$.) The gain grows like $\sqrt\kappa$. The longer the ravine is, the nearer
# to 1 $\mu$ should be. Which ravine does the usual $\mu = 0.9$ fit?

# %%
kappa = ((1 + 0.9**0.5) / (1 - 0.9**0.5)) ** 2
print(f"momentum 0.9 fits a kappa of {kappa:.0f}; factors alone: {np.log(root) / np.log(factor):.2f} times faster")

assert 1_400 < kappa < 1_450 and 7 < np.log(root) / np.log(factor) < 7.2

# %% [markdown] tags=["claim:S1-18"]
# ## 3. Adagrad and RMSProp: a rate for every coordinate
# If one rate cannot serve both directions, let each coordinate measure its own scale. Adagrad (Duchi, Hazan and Singer
# 2011) adds up the squares of all gradients so far, and divides by the root:
#
# $$G_t = G_{t-1} + g_t^2, \qquad \theta_t = \theta_{t-1} - \alpha\,\frac{g_t}{\sqrt{G_t}+\varepsilon} .$$
#
# Squares and roots are taken element by element, and the small $\varepsilon$ saves us from $0/0$. One often reads that
# this makes the rate "decay exponentially". Does it? Let the gradient be a constant $g$ and leave $\varepsilon$ out.
# Then $G_t = t g^2$, and the step is $\alpha g / (\sqrt t\,|g|) = \pm\alpha/\sqrt t$. The size of $g$ cancels, and the
# step falls as a *power* of $t$.
#
# RMSProp (Tieleman and Hinton 2012) averages where Adagrad adds: $v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2$. Unrolled
# for a constant gradient this is $(1-\beta_2)\,g^2\,(1 + \beta_2 + \dots + \beta_2^{t-1}) = (1-\beta_2^t)\,g^2$. The
# step is $\alpha/\sqrt{1-\beta_2^t}$: it begins too large, and settles at $\alpha$.


# %% tags=["keep:by_hand.optimizer_constants"]
def divisor(v, eps, where):
    return np.sqrt(v + eps) if where == "inside" else np.sqrt(v) + eps


# %% tags=["keep:by_hand.optimizers", "claim:S1-18"]
class Adagrad(Optimizer):
    def __init__(self, learning_rate=0.01, eps=1e-10, where="outside", start=0.0):
        super().__init__(learning_rate)
        expect(0 <= start < np.inf, "start", start, "a number, not below 0")
        self.eps, self.where, self.start = an_eps(eps, where), where, start

    def change(self, gradient, memory):
        memory["total"] = memory.get("total", self.start) + gradient**2
        return self.learning_rate * gradient / divisor(memory["total"], self.eps, self.where)


# %% [markdown]
# Some frameworks write $\varepsilon$ inside the root, and some begin with a $G_0$ above 0 (`where` and `start`; lesson
# 03b shows when that matters). RMSProp differs from Adagrad in one line:


# %% tags=["keep:by_hand.optimizers"]
class RMSProp(Optimizer):
    def __init__(self, learning_rate=0.01, beta2=0.9, eps=1e-8, where="outside"):
        super().__init__(learning_rate)
        self.beta2, self.eps, self.where = a_share("beta2", beta2), an_eps(eps, where), where

    def change(self, gradient, memory):
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        return self.learning_rate * gradient / divisor(memory["v"], self.eps, self.where)


# %% [markdown]
# Now feed both a constant gradient 10,000 times, and print the steps in units of the rate:


# %% tags=["claim:S1-18"]
def steps_at(optimizer, gradients):
    """How far each of the gradients (t,) moves a single parameter, in units of the rate: (t,)."""
    place, path = {"w": 0.0}, [0.0]
    for gradient in gradients:
        place = optimizer.step(place, {"w": gradient})
        path.append(float(place["w"]))
    return -np.diff(path) / optimizer.learning_rate  # (t,)


t = np.arange(1, 10_001)  # (10000,)
sizes = {"Adagrad": steps_at(Adagrad(), np.full(10_000, 3.0)), "RMSProp": steps_at(RMSProp(), np.full(10_000, 3.0))}
for step in (1, 10, 100, 1_000, 10_000):
    print(f"step {step:6,}:", *(f"{name} {size[step - 1]:.4f}" for name, size in sizes.items()))

assert np.allclose(sizes["Adagrad"], 1 / np.sqrt(t), rtol=1e-6)
assert np.allclose(sizes["RMSProp"], 1 / np.sqrt(1 - 0.9**t), rtol=1e-6)

# %% tags=["figure", "claim:S1-18"]
words = "Over steps 1 to 10,000 Adagrad falls as a straight line to 0.01, RMSProp settles at 1, exponential decay drops"
lines = {**sizes, "exponential decay": 0.9995**t}
plots.show(*plots.figure_decades(t, lines, xlabel="step", ylabel="step size / rate", alt=words))

# %% [markdown]
# Adagrad falls from 1 to 0.01, a straight line between logarithmic axes; an exponential decay would bend down. RMSProp
# begins at 3.16 and is at 1 from step 100 on. So "exponential" belongs to RMSProp's *memory* and to no one's step.
#
# Why does this help in a bowl? There $g_i = c_i\theta_i$: the curvature stands above and below the fraction and
# cancels. Every direction is walked as if its curvature were 1.

# %% [markdown] tags=["claim:S1-16", "claim:S1-14"]
# ## 4. Adam: both averages, and their start
# Adam (Kingma and Ba 2015) puts an average of gradients over the root of an average of their squares: momentum above,
# RMSProp below.
#
# $$m_t = \beta_1 m_{t-1} + (1-\beta_1)\,g_t, \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2, \qquad
# \theta_t = \theta_{t-1} - \alpha\,\frac{\hat m_t}{\sqrt{\hat v_t}+\varepsilon} .$$
#
# ($g_t$ is the gradient at the place where we stand, $\theta_{t-1}$. The one at $\theta_t$ we could not know yet.) What
# are the hats? Both averages start at 0, so both are too small at first. How much too small? Unroll:
#
# $$m_t = (1-\beta_1)\sum_{j=0}^{t-1} \beta_1^j\, g_{t-j}, \qquad
# (1-\beta_1)\sum_{j=0}^{t-1}\beta_1^j = (1-\beta_1)\frac{1-\beta_1^t}{1-\beta_1} = 1-\beta_1^t .$$
#
# The weights of $m_t$ sum to $1-\beta_1^t$ and not to 1. Dividing by their sum makes $\hat m_t = m_t/(1-\beta_1^t)$ a
# true weighted mean. In the same way $\hat v_t = v_t/(1-\beta_2^t)$.

# %% [markdown]
# ### Exercise 03-2 (implementation): Adam
# Write `change`. Keep `memory["m"]` and `memory["v"]`, both 0 before the first step; `self.t` counts steps from 1. With
# `corrected=False` leave the correction out. Divide by `divisor(v_hat, self.eps, self.where)`, which is
# $\sqrt{\hat v}+\varepsilon$ unless told otherwise.

# %% [markdown] tags=["hint"]
# `memory.get("m", 0)` is the last average, or 0 at the first step. Save the new one *before* it is corrected.

# %% [markdown] tags=["hint"]
# `memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient`, and `v` likewise with `gradient**2`.

# %% [markdown] tags=["hint"]
# Divide by `1 - self.beta1**self.t` and `1 - self.beta2**self.t`; return `self.learning_rate * m_hat / divisor(...)`.


# %% tags=["exercise"]
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        return ...


# %% tags=["solution", "keep:by_hand.optimizers"]
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        weights = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if self.corrected else (1, 1)
        m_hat, v_hat = memory["m"] / weights[0], memory["v"] / weights[1]
        eps = self.eps / np.sqrt(weights[1]) if self.where == "early" else self.eps  # lesson 03b needs this line
        return self.learning_rate * m_hat / divisor(v_hat, eps, self.where)


# %% tags=["check"]
from course_lib.by_hand import optimizers

AMSGRAD = "the largest v so far is kept, as AMSGrad does: in Adam it may fall again"
STEEP, T = np.array([3.0, -1.0, 2.0, 0.5, -4.0]), np.arange(1, 6)  # (5,) each


def averages(values, beta):
    sums = [sum(beta**j * values[t - j] for j in range(t + 1)) for t in range(5)]
    return (1 - beta) * np.array(sums), 1 - beta**T  # the average (5,), the sums of its weights (5,)


def adam_slips():
    """Steps (..., 5), in rates, that the usual slips make of the gradients STEEP, by the sentence of each."""
    (m, of_m), (v, of_v) = averages(STEEP, 0.9), averages(STEEP**2, 0.999)
    root = lambda power: np.sqrt(v / (1 - 0.999**power))
    above, below, part, kept = m / of_m, root(T), 0.1 * STEEP, 0.9 * m
    return {
        "the averages are not corrected": m / v**0.5,
        "v is not corrected": above / v**0.5,
        "m is not corrected": m / below,
        "before the first step both averages are 0, not what the first gradient gives": (above + 0.9**T * 3 / of_m)
        / np.sqrt(below**2 + 0.999**T * 9 / of_v),
        "you divide by v, not by its root": above / below**2,
        "above the fraction stands the average m, not the gradient": STEEP / below,
        "nothing is divided by the root of v": above,
        "it must be subtracted by `step`, so `change` itself has no minus": -above / below,
        "divide by 1 - beta^t, do not multiply by it": m * of_m / (v * of_v) ** 0.5,
        "correct by 1 - beta^t, with the power": m / 0.1 / (v / 0.001) ** 0.5,
        "1 - beta1^t belongs to m, and 1 - beta2^t to v": m / of_v / (v / of_m) ** 0.5,
        "in m the new gradient has the factor 1 - beta1, which is missing": 10 * above / below,
        "in v the new square has the factor 1 - beta2, which is missing": above / below / 1000**0.5,
        "v averages squares, and the square is missing": above / np.sqrt(averages(abs(STEEP), 0.999)[0] / of_v),
        "v averages the squares of the gradient, not of m": above / np.sqrt(averages(m**2, 0.999)[0] / of_v),
        "both are corrected by one beta: m has beta1, v beta2": m / np.stack([(v * of_m) ** 0.5, (v * of_v) ** 0.5]),
        "beta1 belongs to m and beta2 to v: they are exchanged": np.divide(*averages(STEEP, 0.999))
        / np.sqrt(np.divide(*averages(STEEP**2, 0.9))),
        "`step` counts t already: here it is counted twice": m / (1 - 0.9 ** (2 * T)) / root(2 * T),
        "the power is t, which counts from 1 already: no + 1": m / (1 - 0.9 ** (T + 1)) / root(T + 1),
        "beta belongs to what was kept, and 1 - beta to what is new: they are exchanged": averages(STEEP, 0.1)[0]
        / (of_m * (averages(STEEP**2, 0.001)[0] / of_v) ** 0.5),
        AMSGRAD: above / np.sqrt(np.maximum.accumulate(v / of_v)),
        "the new gradient counts once more above the fraction, as in Nesterov's way: in Adam m alone stands there": (
            np.stack([kept + part, kept + part * of_m, kept * of_m / (1 - 0.9 ** (T + 1)) + part]) / of_m / below
        ),
        "nothing is kept: save both averages in `memory`": 0.1 * STEEP / of_m / (0.001 * STEEP**2 / of_v) ** 0.5,
    }


def check_adam(adam):
    alone, gradient, kept = adam(0.5), np.array([[3.0, -2.0, 1.0]]), {}
    alone.t = 1
    first = alone.change(gradient, kept)
    assert first is not None, "`change` returns None, that is, nothing: end it with `return`"
    assert not hasattr(first, "send"), "what `change` returns is a generator: write `return` in place of `yield`"
    said = f"`change` returns a step for each number, here (1, 3), not {'the text ' * isinstance(first, str)}{first!r}"
    assert not isinstance(first, str | tuple), said
    assert np.array_equal(gradient, [[3.0, -2.0, 1.0]]), "`change` writes into the gradient: let it work on a copy"
    none = "the first step is NaN or infinite: is 1 - beta^t taken at t = 0, or a root without a square?"
    assert np.isfinite(first if isinstance(first, list) else 0.0 + first).all(), none  # no 0.0 + ..., the stub
    assert np.shape(first) == (1, 3), said
    alone.t = 2
    power = "the second step is no number: the correction is 1 - beta^t, with a power and not a product"
    assert np.isfinite(alone.change(gradient, kept)).all(), power
    got, right = steps_at(adam(0.5), STEEP), steps_at(optimizers.Adam(0.5), STEEP)  # (5,) each
    for words, slip in adam_slips().items():
        assert not np.isclose(got, slip, rtol=1e-4).all(axis=-1).any(), words
    assert not np.allclose(got, right / 0.5, rtol=1e-4), "the step is not multiplied by the learning rate"
    assert abs(got[0] - 1) < 1e-4, f"the first step is always one rate, here it is {got[0]:.4f}: which factor is wrong?"
    second = steps_at(adam(), [1.0, 1.0])[1]
    keep = "save the averages before you correct them, and keep them in `memory`"
    assert abs(second - 1) < 1e-4, f"two equal gradients give equal steps, and your second one is {second:.4f}: {keep}"
    largest = np.maximum.accumulate(averages(STEEP**2, 0.6)[0])  # (5,), with beta2=0.6
    steps = np.divide(*averages(STEEP, 0.9)) / np.sqrt(largest / (1 - 0.6**T))
    assert not np.allclose(steps_at(adam(beta2=0.6), STEEP), steps, rtol=1e-3), AMSGRAD
    two = adam()
    for _ in range(3):
        at = two.step({"a": 0.0, "b": 0.0}, {"a": 1.0, "b": -5.0})
    assert np.isclose(-at["a"], at["b"], rtol=1e-3), "two parameters share averages: use `memory`, not `self`"
    early = steps_at(optimizers.Adam(eps=0.5, where="early"), STEEP)
    late = "epsilon is added to the root of v, before the correction: give v_hat to `divisor`"
    assert not np.allclose(steps_at(adam(eps=0.5), STEEP), early, rtol=1e-3), late
    inside, plain = {"where": "inside", "eps": 0.5}, {"corrected": False}
    for words in ({}, {"beta1": 0.5}, {"beta2": 0.6}, {"eps": 0.5}, inside, plain):
        got, right = (steps_at(made(**words), STEEP) for made in (adam, optimizers.Adam))
        used, given = next(iter(words), "`divisor`"), ", ".join(f"{key}={value!r}" for key, value in words.items())
        assert np.allclose(got, right, rtol=1e-3), f"Adam({given}) goes wrong: is {used} used, and at its place?"


Adam = attempt("03-2", Adam, check_adam, ours=optimizers.Adam)

# %% [markdown]
# What does the correction do to a constant gradient?

# %% tags=["claim:S1-16"]
with_correction = steps_at(Adam(), np.full(3, 7.0))  # (3,)
without = steps_at(Adam(corrected=False), np.full(2_000, 7.0))  # (2000,)
print("corrected:", with_correction.round(3), "not corrected:", without[:3].round(2), f"largest {without.max():.2f}")

assert np.allclose(with_correction, 1, atol=1e-6)
assert np.allclose(without[:3], [3.16, 4.25, 4.95], atol=0.005) and 6.5 < without.max() < 6.65

# %% [markdown]
# With it, every step is one rate, from the first. Without it, $m_1/\sqrt{v_1} = 0.1/\sqrt{0.001} = 3.16$ rates, growing
# to 6.6, because $v$ fills more slowly than $m$. And is our Adam *the* Adam? Let ours and that of Keras walk 300 steps
# on the turned ravine, each along its own path:

# %% tags=["claim:S1-16", "claim:S1-17", "keras"]
import keras

built, theirs = keras.optimizers.Adam(0.01), keras.Variable(STARTS[turned_ravine], dtype="float32")
path = []
for _ in range(300):
    built.apply([np.float32(turned_ravine(*theirs.numpy())[1])], [theirs])
    path.append(theirs.numpy())
apart = abs(np.array(path) - walk(Adam(0.01), turned_ravine)[1:]).max()
print(f"largest difference in 300 steps: {apart:.0e}")

assert apart < 1e-5

# %% [markdown]
# The same path, up to the rounding of numbers with seven digits (float32). From here on we may use either.

# %% [markdown] tags=["claim:S1-15"]
# ## 5. Why the square, and not the second derivative?
# Newton's method divides a gradient by the curvature. Some texts print Adam's second line with the second derivative,
# $\nabla^2 f$, in place of $g_t^2$. That sounds reasonable, but three things speak against it:
#
# - **Cost.** The backward pass gives the gradient; it knows no second derivative.
# - **Sign.** A square is never negative, so its root exists. A curvature is negative on every hill.
# - **Units.** Multiply the loss by $k$: gradient and curvature become $k$ times as large. The step $\alpha
#   g/\sqrt{g^2}$ stays the same, and $\alpha g/\sqrt{\nabla^2 f}$ grows by $k/\sqrt k = \sqrt k$.
#
# **Before you run:** on $f = \tfrac14 (x^2-1)^2$, what is the curvature $3x^2-1$ at 0.3, and what is its root?


# %% tags=["claim:S1-15"]
def adam_with(second, x, steps):
    """Where Adam ends on the double well when `second(x)` is what v averages."""
    m = v = 0.0
    for t in range(1, steps + 1):
        m = 0.9 * m + 0.1 * (x**3 - x)
        v = 0.999 * v + 0.001 * second(x)
        with np.errstate(invalid="ignore"):
            x = x - 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return x


seconds = {"squared gradient": lambda x: (x**3 - x) ** 2, "curvature": lambda x: 3 * x**2 - 1}
for name, second in seconds.items():
    print(f"{name}: from 0.3 to {adam_with(second, 0.3, 300):.3f}, from 0.9 to {adam_with(second, 0.9, 300):.3f}")

assert np.isnan(adam_with(seconds["curvature"], 0.3, 1))
assert all(abs(adam_with(seconds["squared gradient"], x, 300) - 1) < 0.01 for x in (0.3, 0.9))
assert abs(adam_with(seconds["curvature"], 0.9, 300) - 1) < 0.01

# %% [markdown]
# On the hill, at 0.3, the curvature is $-0.73$, and the path is lost at the first step. In the valley, at 0.9, it works
# as well as the square. A network's loss has hills too, so the plain second derivative will not do there. (Squaring the
# curvature first makes a method of it, AdaHessian: Yao and others 2021.)

# %% [markdown]
# ## 6. A race
# Each optimiser gets its own best rate out of 33. The score is the `arrival` of section 2, so that nobody wins by the
# luck of one step. Momentum and Adam share the momentum 0.6, near the 0.57 that this ravine wants. RMSProp gets a long
# memory, $\beta_2 = 0.99$.

# %%
RATES = 10.0 ** np.arange(-2.5, 1.6, 0.125)  # (33,)


def makers(momentum=0.6, eps=1e-8):
    return {
        "SGD": SGD,
        "momentum": partial(Momentum, momentum=momentum),
        "Adagrad": partial(Adagrad, eps=eps),
        "RMSProp": partial(RMSProp, beta2=0.99, eps=eps),
        "Adam": partial(Adam, beta1=momentum, eps=eps),
    }


def fastest(make, surface):
    """The earliest arrival over all rates, and the smallest rate that brings it."""
    return min((arrival(walk(make(rate), surface), surface), rate) for rate in RATES)


# %%
best = {surface: {name: fastest(make, surface) for name, make in makers().items()} for surface in STARTS}
for surface, row in best.items():
    print(f"{surface.__name__:13}", *(f"{name} {steps:.0f}" for name, (steps, _) in row.items()))

straight, turned = ({name: steps for name, (steps, _) in row.items()} for row in best.values())
assert all(RATES[0] < rate < RATES[-1] for row in best.values() for _, rate in row.values())
assert all(straight[name] == turned[name] for name in ("SGD", "momentum"))
assert min(turned["Adagrad"], turned["RMSProp"]) > 20 * straight["Adagrad"]
assert 3 <= turned["Adam"] / straight["Adam"] < 3.5
assert max(straight["Adagrad"], straight["RMSProp"]) < straight["Adam"] < straight["momentum"] < straight["SGD"]
assert turned["momentum"] < turned["Adam"] < turned["SGD"] < turned["Adagrad"] < turned["RMSProp"]
assert fastest(partial(Adam, beta1=0), turned_ravine)[0] > turned["SGD"]

# %% [markdown]
# On the straight ravine Adagrad and RMSProp need a handful of steps: a scale per coordinate undoes exactly this
# stretch. Turn the ravine by 45 degrees and both fall behind plain SGD. Both coordinates now measure the same scale,
# and there is nothing left to undo. SGD and momentum do not notice the turn, because their steps turn with the
# surface. Adam needs three times as many steps as before. It still beats SGD, and it owes that to its momentum: with
# $\beta_1 = 0$ it, too, is behind SGD. **A scale per coordinate helps where the coordinates are the right ones.**
# On the turned ravine all that the scale had won is gone, and momentum, which has no scale, is first.
#
# Does this depend on the settings that we chose for all of them? Momentum and Adam now get five shares $\mu$ and
# $\beta_1$ to choose from, and RMSProp gets back its usual memory, $\beta_2 = 0.9$:

# %%
usual, chosen = {}, {}
for name in ("momentum", "Adam"):
    for surface in STARTS:
        found = {share: fastest(makers(share)[name], surface)[0] for share in (0.3, 0.45, 0.6, 0.75, 0.9)}
        usual[name, surface], chosen[name, surface] = found[0.9], min(found.values())
        print(f"{name:8} {surface.__name__:13}", *(f"{share}: {steps:.0f} " for share, steps in found.items()))
forgetful = fastest(RMSProp, ravine)[0]
print(f"RMSProp with the usual memory, ravine: {forgetful:.0f}")

assert all(85 <= steps <= 97 for steps in usual.values())
assert chosen["momentum", turned_ravine] < chosen["Adam", turned_ravine] and forgetful > straight["SGD"]

# %% [markdown]
# Even with its best share Adam is behind momentum on the turned ravine. RMSProp's memory does matter: with $\beta_2 =
# 0.9$ its scale shrinks along with the gradient, and even on the straight ravine it needs more steps than SGD. And with
# the usual 0.9 momentum and Adam both need about 90 steps on either ravine: they shuttle from side to side, and that
# hides the rest.

# %% [markdown]
# Here are the five walks on a map of the turned ravine, with their heights beside it:


# %% tags=["figure"]
def race(log2_rate, momentum, log10_epsilon, surface):
    """The five walks, each at 2^log2_rate times its best rate."""
    at = {each.__name__.replace("_", " "): each for each in STARTS}[surface]
    walks = {
        name: walk(make(best[at][name][1] * 2.0**log2_rate), at, 100)
        for name, make in makers(momentum, 10.0**log10_epsilon).items()
    }
    title = f"{surface}: best rates times {2.0**log2_rate:g}, momentum {momentum:.2f}, epsilon 1e{log10_epsilon:+d}"
    ends = {name: at(*path[-1])[0] for name, path in walks.items()}
    told = ", ".join(f"{name} at {end:.0e}" if np.isfinite(end) else f"{name} lost" for name, end in ends.items())
    alt = f"Five optimisers race over a surface; {title}; heights at the end: {told}"
    return plots.figure_race(lambda p: at(*p)[0], walks, goals=[(0, 0)], title=title, alt=alt)


plots.show(*race(0, 0.6, -8, "turned ravine"))

# %% [markdown]
# Momentum makes the widest swings from wall to wall, and is the first to arrive all the same. The others are soon on
# the floor of the ravine and then follow it, each at its own pace.
#
# **Before you move anything:** which of the five will be lost first when the rate doubles? What does an epsilon of 10
# make of Adagrad? And what is Adam with momentum 0?

# %% tags=["widget"]
surfaces = ["turned ravine", "ravine"]
live(race, log2_rate=(-4, 4, 1, 0), momentum=(0.0, 0.98, 0.02, 0.6), log10_epsilon=(-8, 2, 1, -8), surface=surfaces)

# %% [markdown]
# At twice its best rate SGD is lost. A large epsilon drowns the root, and Adagrad becomes SGD at the rate
# $\alpha/\varepsilon$. Adam with momentum 0 is RMSProp, but for the correction.

# %%
doubled = walk(SGD(2 * best[ravine]["SGD"][1]), ravine)  # (301, 2)
drowned = walk(Adagrad(0.02 * 1e6, eps=1e6), ravine)
no_mean = walk(Adam(0.02, beta1=0, beta2=0.9, corrected=False), ravine)

assert np.isnan(doubled[-1]).all() and np.allclose(drowned, walk(SGD(0.02), ravine), atol=1e-3)
assert np.allclose(no_mean, walk(RMSProp(0.02), ravine))

# %% [markdown]
# ### Exercise 03-3 (prediction): a loss a thousand times larger
# Somebody multiplies the loss by 1,000 and changes nothing else. For which of `"SGD"`, `"momentum"`, `"Adagrad"`,
# `"RMSProp"`, `"Adam"` does the path stay the same? Answer with a set of names, before you run anything.

# %% [markdown] tags=["hint"]
# Every gradient is multiplied by 1,000.

# %% [markdown] tags=["hint"]
# What becomes of $\sqrt{\sum g^2}$, and of $\sqrt{v}$?

# %% [markdown] tags=["hint"]
# Where the step is a gradient divided by a root of squared gradients, 1,000 cancels, as long as epsilon is small.

# %% tags=["exercise"]
unmoved = ...

# %% tags=["solution"]
unmoved = {"Adagrad", "RMSProp", "Adam"}


# %% tags=["check"]
def check_unmoved(names):
    gradients = np.random.default_rng(SEED).normal(size=20)  # (20,)
    truth = {
        name
        for name, make in makers().items()
        if np.allclose(steps_at(make(0.01), gradients), steps_at(make(0.01), 1_000 * gradients), rtol=1e-4)
    }
    assert not isinstance(names, str), "a set of names is asked, in curly brackets"
    names = set(names)
    assert names, "an empty set: is there none in which a gradient is divided by a root of squared gradients?"
    assert names <= set(makers()), f"write the names as they stand here: {', '.join(makers())}"
    assert names != set(makers()) - truth, "it is the other way round: in these nothing is divided, so nothing cancels"
    moved, missing = sorted(names - truth), sorted(truth - names)
    both = "the velocity of momentum is a sum of gradients: with these 1,000 times larger, what becomes of it?"
    assert not moved, f"{both if moved == ['momentum'] else f'{moved[0]}: is anything divided, so that 1,000 cancels?'}"
    why = {
        "Adagrad": "Adagrad divides by the root of a sum of squares, which grows by 1,000 as well",
        "RMSProp": "RMSProp divides by the root of an average of squares, which grows by 1,000 as well",
        "Adam": "Adam has an average above and a root below, and both grow by 1,000",
    }
    assert not missing, f"{why[missing[0]]}: does it belong to them?"


unmoved = attempt("03-3", unmoved, check_unmoved, ours={"Adagrad", "RMSProp", "Adam"})

# %% [markdown] tags=["mirror"]
# ## Why does Adam work?
# 1. **One rate** is bounded by the steepest direction. The best one leaves $(\kappa-1)/(\kappa+1)$ per step.
# 2. **Momentum** sums what agrees and leaves $(\sqrt\kappa-1)/(\sqrt\kappa+1)$: 32 steps in place of 128.
# 3. **A scale per coordinate** makes the size of the gradient cancel. A constant gradient makes Adagrad step
#    $\alpha/\sqrt t$, and RMSProp and Adam $\alpha$. That is why Adam needs no new rate when the loss is scaled.
# 4. **Adam** has both, corrected for their start at zero, so that the first step is one rate and not 3.16.
# 5. **Where it helps:** where the badly scaled directions are coordinates. Turn the ravine by 45 degrees, and the scale
#    wins nothing any more. Only momentum still helps.
#
# **So what do I use?** It is too early to say. We have not yet looked at noise, at a network, or at a case that is
# built as real data are. Lesson 03b does, and ends with a default.
#
# **Lesson 03b takes over** the five optimisers, and adds noise, schedules and weight decay. **Exercises:** 03-1 to
# 03-3.
#
# **References.** Polyak 1964, *Some methods of speeding up the convergence of iteration methods*, USSR Computational
# Mathematics and Mathematical Physics 4. Duchi, Hazan and Singer 2011, *Adaptive subgradient methods for online
# learning and stochastic optimization*, JMLR 12. Tieleman and Hinton 2012, *RMSProp*, lecture 6.5 of Neural Networks
# for Machine Learning, Coursera. Kingma and Ba 2015, *Adam: a method for stochastic optimization*, ICLR. Yao, Gholami,
# Shen, Mustafa, Keutzer and Mahoney 2021, *AdaHessian*, AAAI.
