# %% [markdown] tags=["card"]
# # 03 Optimisers: Why does Adam work, and when not?
#
# **Needs** lessons 01 and 02: the gradient of twins, and the contrastive loss. **Data** 1,797 real handwritten digits,
# no download. **Takes** {{measured}}.
#
# You will be able to
# 1. derive the step of SGD, momentum, Adagrad, RMSProp and Adam, and write all five;
# 2. say why Adam squares the gradient and takes no second derivative, and where that would have worked;
# 3. predict from the place of one small constant how two frameworks differ;
# 4. choose an optimiser and its rate by experiment, and name cases where Adam loses.

# %%
import numpy as np

from course_lib import plots
from course_lib.by_hand.gradient_checks import as_array, numerical_gradient
from course_lib.errors import expect
from course_lib.exercises import attempt
from course_lib.widgets import live

SEED = 0

# %% [markdown]
# ## 1. One rate for all directions?
# Take the simplest landscape, a bowl with another curvature $c_i$ in every direction: $f(\theta) = \tfrac12 \sum_i c_i
# \theta_i^2$. Its gradient is $g_i = c_i \theta_i$. Plain descent (SGD) subtracts it times a
# *learning rate* $\alpha$, or rate for short:
#
# $$\theta_i \leftarrow \theta_i - \alpha c_i \theta_i = (1 - \alpha c_i)\,\theta_i, \qquad
# \text{after } t \text{ steps: } (1-\alpha c_i)^t\,\theta_i .$$
#
# It arrives only if $|1-\alpha c_i| < 1$, that is $\alpha < 2/c_i$, in *every* direction. So the steepest direction
# bounds the rate, and the flattest has to live with it. All five optimisers share the bookkeeping; `change` is where
# they will differ:

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
# Four surfaces to walk on: a ravine with curvatures 1 and 50, the same ravine turned by 45 degrees, two wells with a
# hill between them, and a bent valley. Each is a height with its gradient, for a point $(x, y)$.

# %%
SURFACES = {  # name: (height, gradient, start, lowest points)
    "ravine": (lambda x, y: (x**2 + 50 * y**2) / 2, lambda x, y: (x, 50 * y), (-2, 1), [(0, 0)]),
    "turned ravine": (lambda x, y: ((x + y) ** 2 + 50 * (x - y) ** 2) / 4,
                      lambda x, y: (25.5 * x - 24.5 * y, 25.5 * y - 24.5 * x), (-(4.5**0.5), -(0.5**0.5)), [(0, 0)]),
    "two wells": (lambda x, y: (x**2 - 1) ** 2 / 4 + y**2 / 2,
                  lambda x, y: (x**3 - x, y), (0.05, 1.4), [(-1, 0), (1, 0)]),
    "bent valley": (lambda x, y: (1 - x) ** 2 / 2 + 5 * (y - x**2) ** 2,
                    lambda x, y: (x - 1 - 20 * x * (y - x**2), 10 * (y - x**2)), (-1.5, 1), [(1, 1)]),
}

# %%
def walk(optimizer, surface, steps=100):
    """Every point of the walk (steps + 1, 2); NaN from where it has left the map."""
    _, gradient, start, _ = SURFACES[surface]
    path = np.full((steps + 1, 2), np.nan)
    path[0] = start
    for t in range(steps):
        if abs(path[t]).max() < 1e4:
            path[t + 1] = optimizer.step({"p": path[t]}, {"p": gradient(*path[t])})["p"]
    return path  # (steps + 1, 2)


for height, gradient, start, _ in SURFACES.values():
    assert np.allclose(gradient(*start), numerical_gradient(lambda p: height(*p), start), rtol=1e-6)

# %% [markdown]
# **Before you run:** the bound is $2/50 = 0.04$. What happens at 0.039 and at 0.041, and how far does each get along
# the flat direction?

# %%
ends = {rate: walk(SGD(rate), "ravine")[-1] for rate in (0.02, 0.039, 0.041)}  # (2,) each
for rate, (flat, steep) in ends.items():
    print(f"rate {rate}: flat {flat:.3f}, steep {steep:.3f}")

assert abs(ends[0.039][1]) < 0.01 < 100 < abs(ends[0.041][1])
assert -0.3 < ends[0.02][0] < -0.2

# %% [markdown]
# Two thousandths decide between 0.006 and 131 away, growing; and at 0.02, where the steep direction is solved in one
# step, the flat one has $0.98^{100} = 13\,\%$ of its way left.

# %% [markdown]
# ### Exercise 03-1 (derivation): the best single rate
# Which rate makes the *slower* of two directions as fast as possible? Derive it from the curvatures $c_1 \le c_2$, and
# the factor by which each step then shrinks what is left.

# %% [markdown] tags=["hint"]
# Draw $|1-\alpha c_1|$ and $|1-\alpha c_2|$ over $\alpha$. One falls while the other already rises.

# %% [markdown] tags=["hint"]
# The larger of both is smallest where they meet: $1 - \alpha c_1 = \alpha c_2 - 1$.

# %% [markdown] tags=["hint"]
# $\alpha = 2/(c_1+c_2)$. Put it into $1-\alpha c_1$.

# %% tags=["exercise"]
def best_rate(c1, c2):
    rate = ...
    factor = ...
    return rate, factor

# %% [markdown] tags=["solution"]
# At the meeting point $\alpha = 2/(c_1+c_2)$, and the factor is $1 - 2c_1/(c_1+c_2) = (c_2-c_1)/(c_2+c_1)$. A ravine
# 50 times steeper than flat leaves $49/51 = 96\,\%$ per step, whatever its size.

# %% tags=["solution"]
def best_rate(c1, c2):
    return 2 / (c1 + c2), (c2 - c1) / (c2 + c1)

# %% tags=["check"]
def check_best_rate(function):
    rate, factor = function(1, 50)
    assert not abs(rate - 1 / 50) < 1e-9, "1/50 solves the steep direction at once, but leaves 98 % of the flat one"
    assert rate < 2 / 50, f"at {rate:.3f} the steep direction grows: the bound is 2/50"
    path = walk(SGD(rate), "ravine", 1)
    left = abs(path[1] / path[0])
    assert abs(left[0] - left[1]) < 1e-6, f"flat keeps {left[0]:.3f}, steep {left[1]:.3f}; make them equal"
    assert abs(factor - left[0]) < 1e-6, f"a step leaves {left[0]:.4f}, your factor says {factor:.4f}"
    assert abs(function(2, 100)[0] - rate / 2) < 1e-9, "twice the curvature wants half the rate"


best_rate = attempt("03-1", best_rate, check_best_rate, ours=lambda c1, c2: (2 / (c1 + c2), (c2 - c1) / (c2 + c1)))

# %% [markdown]
# ## 2. Momentum: add what agrees
# Keep a velocity, $v_t = \mu v_{t-1} + g_t$, and step along it (Polyak 1964). Unrolled from $v_0 = 0$ it is $v_t =
# \sum_{j=0}^{t-1} \mu^j g_{t-j}$. Two cases tell what it does, both by the geometric sum:
#
# - all gradients equal: $v_t = g\,(1 + \mu + \dots + \mu^{t-1}) = g\,\frac{1-\mu^t}{1-\mu}$, ten times $g$ for $\mu =
#   0.9$;
# - the sign alternates: $g_t\,(1 - \mu + \mu^2 - \dots) \to \frac{g_t}{1+\mu}$, about half.
#
# Along the ravine gradients agree, across it they alternate.

# %% tags=["keep:by_hand.optimizers"]
from course_lib.by_hand.optimizer_constants import a_share, an_eps, divisor  # what is allowed; `divisor`: section 5


class Momentum(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9, rate_inside=False):
        super().__init__(learning_rate)
        self.momentum, self.rate_inside = a_share("momentum", momentum), rate_inside

    def change(self, gradient, memory):
        inside, outside = (self.learning_rate, 1) if self.rate_inside else (1, self.learning_rate)
        memory["velocity"] = self.momentum * memory.get("velocity", 0) + inside * gradient
        return outside * memory["velocity"]

# %%
rate, factor = best_rate(1, 50)
left = {"SGD": walk(SGD(rate), "ravine")[-1], "momentum": walk(Momentum(0.006), "ravine")[-1]}  # (2,) each
distances = {name: np.linalg.norm(point) for name, point in left.items()}
print({name: f"{d:.4f}" for name, d in distances.items()}, f"predicted for SGD: {factor**100 * 5**0.5:.4f}")

assert 0.04 < distances["SGD"] < 0.042 and distances["momentum"] < 0.01

# %% [markdown]
# SGD at its best rate is 0.041 away after 100 steps, exactly as derived. Momentum is nearer by a factor of more than
# four.

# %% [markdown] tags=["claim:S1-18"]
# ## 3. Adagrad: a rate for every coordinate
# If one rate can't serve both directions, let each coordinate measure its own scale. Article 1: "Adagrad is the
# gradient-accumulation moment estimate; it squares all gradients element by element, adds them up, and divides by the
# correspondingly exponentially decayed learning rate":
#
# $$G_t = G_{t-1} + (\nabla f(\theta_{t-1}))^2, \qquad
# \theta_t = \theta_{t-1} - \alpha\,\frac{\nabla f(\theta_{t-1})}{\sqrt{G_t+\varepsilon}} .$$
#
# Does anything in it decay exponentially? Let the gradient be a constant $g$ and leave $\varepsilon$ out. Then $G_t = t
# g^2$, and the step is $\alpha g / (\sqrt t\,|g|) = \pm\alpha/\sqrt t$: the size of $g$ cancels, and the step decays
# as a *power* of $t$. Now average instead of adding, $v_t = \beta_2 v_{t-1} + (1-\beta_2) g^2$; that is RMSProp
# (Tieleman and Hinton 2012). Unrolled, $v_t = (1-\beta_2)\,g^2\,(1 + \beta_2 + \dots + \beta_2^{t-1}) =
# (1-\beta_2^t)\,g^2$, so the step is $\alpha/\sqrt{1-\beta_2^t} \to \alpha$: it does not decay at all.
#
# And why does it help in a bowl? There $g_i = c_i\theta_i$: the curvature stands above and below the fraction and
# cancels. Every direction walks as if its curvature were 1.

# %% tags=["keep:by_hand.optimizers", "claim:S1-18", "claim:S1-19"]
class Adagrad(Optimizer):
    def __init__(self, learning_rate=0.01, eps=1e-10, where="outside", start=0.0):
        super().__init__(learning_rate)
        expect(0 <= start < np.inf, "start", start, "a number, not below 0")
        self.eps, self.where, self.start = an_eps(eps, where), where, start

    def change(self, gradient, memory):
        memory["total"] = memory.get("total", self.start) + gradient**2
        return self.learning_rate * gradient / divisor(memory["total"], self.eps, self.where)

# %% tags=["keep:by_hand.optimizers"]
class RMSProp(Optimizer):
    def __init__(self, learning_rate=0.01, beta2=0.9, eps=1e-8, where="outside"):
        super().__init__(learning_rate)
        self.beta2, self.eps, self.where = a_share("beta2", beta2), an_eps(eps, where), where

    def change(self, gradient, memory):
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        return self.learning_rate * gradient / divisor(memory["v"], self.eps, self.where)

# %% [markdown]
# A constant gradient for 10,000 steps, in units of the rate:

# %% tags=["claim:S1-18"]
def steps_at(optimizer, gradients):
    """How far each of the gradients (t,) moves a single parameter, in units of the rate: (t,)."""
    place, path = {"w": 0.0}, [0.0]
    for gradient in gradients:
        place = optimizer.step(place, {"w": gradient})
        path.append(float(place["w"]))
    return -np.diff(path) / optimizer.learning_rate  # (t,)


constant = np.full(10_000, 3.0)
sizes = {"Adagrad": steps_at(Adagrad(), constant), "RMSProp": steps_at(RMSProp(), constant)}
for t in (1, 10, 100, 1_000, 10_000):
    print(f"step {t:6,}:", *(f"{name} {size[t - 1]:.4f}" for name, size in sizes.items()))

assert np.allclose(sizes["Adagrad"], 1 / np.sqrt(np.arange(1, 10_001)), rtol=1e-6)
assert np.allclose(sizes["RMSProp"], 1 / np.sqrt(1 - 0.9 ** np.arange(1, 10_001)), rtol=1e-6)

# %% tags=["figure", "claim:S1-18"]
t = np.arange(1, 10_001)  # (10000,)
sizes["exponential decay"] = 0.9995**t
words = "Over steps 1 to 10,000 Adagrad falls as a straight line to 0.01, RMSProp settles at 1, exponential decay drops"
plots.show(*plots.figure_decades(t, sizes, xlabel="step", ylabel="step size / rate", alt=words))

# %% [markdown]
# Adagrad falls from 1 to 0.01, a straight line between logarithmic axes; an exponential decay bends down. **S1-18 is
# wrong**, three times: the rate multiplies, it does not divide; nothing in Adagrad decays exponentially (Duchi, Hazan
# and Singer 2011 *add*); and where squares are averaged exponentially, in RMSProp, the step does not decay. At its
# best: the squares are added, and steps do shrink.

# %% [markdown] tags=["claim:S1-16"]
# ## 4. Adam: both averages, and their start
# Adam (Kingma and Ba 2015) puts an average of gradients over the root of an average of squares. Both start at 0, so
# both are too small at first; the article corrects them, $\hat m_t = m_t/(1-\beta_1^t)$ and $\hat v_t =
# v_t/(1-\beta_2^t)$. Why these? Unroll:
#
# $$m_t = (1-\beta_1)\sum_{j=0}^{t-1} \beta_1^j\, g_{t-j}, \qquad
# (1-\beta_1)\sum_{j=0}^{t-1}\beta_1^j = (1-\beta_1)\frac{1-\beta_1^t}{1-\beta_1} = 1-\beta_1^t .$$
#
# The weights of $m_t$ sum to $1-\beta_1^t$ and not to 1. Dividing by their sum makes $\hat m_t$ a true weighted mean:
# if every $g$ has the expected value $\bar g$, so has $\hat m_t$. The same with $\beta_2$ and $g^2$.

# %% [markdown]
# ### Exercise 03-2 (implementation): Adam
# Write `change`. Keep `memory["m"]` and `memory["v"]`, both 0 before the first step; `self.t` counts steps from 1. With
# `corrected=False` leave the correction out. Divide by `divisor(v_hat, eps, self.where)`, which is
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
        eps = self.eps / np.sqrt(weights[1]) if self.where == "early" else self.eps  # section 5 needs this line
        return self.learning_rate * m_hat / divisor(v_hat, eps, self.where)

# %% tags=["check"]
from course_lib.by_hand import optimizers


def check_adam(adam):
    first = steps_at(adam(), [100.0])[0]
    assert not abs(first - 0.1 / 0.001**0.5) < 1e-3, "the first step is 3.16 rates: the averages are not corrected"
    assert not abs(first - 0.01) < 1e-3, "you divide by v, not by its root"
    assert abs(first - 1) < 1e-6, f"the first step is always one rate, here it is {first:.4f}"
    second = steps_at(adam(), [1.0, 1.0])[1]
    assert abs(second - 1) < 1e-6, f"a constant gradient steps one rate each time; your second step is {second:.4f}: \
save the averages before you correct them"
    gradients = np.random.default_rng(SEED).normal(size=50)  # (50,)
    for words in ({}, {"corrected": False}, {"eps": 0.5}):
        got, ours = steps_at(adam(**words), gradients), steps_at(optimizers.Adam(**words), gradients)
        assert np.allclose(got, ours), f"with {words or 'no words'} step {np.argmax(abs(got - ours)) + 1} differs"


Adam = attempt("03-2", Adam, check_adam, ours=optimizers.Adam)

# %% tags=["claim:S1-16"]
with_correction = steps_at(Adam(), np.full(3, 7.0))  # (3,)
without = steps_at(Adam(corrected=False), np.full(2_000, 7.0))  # (2000,)
print("corrected:", with_correction.round(3), "not corrected:", without[:3].round(2), f"largest {without.max():.2f}")

assert np.allclose(with_correction, 1, atol=1e-6)
assert np.allclose(without[:3], [3.16, 4.25, 4.95], atol=0.005) and 6.5 < without.max() < 6.7

# %% [markdown]
# Corrected, a constant gradient moves by one rate per step from the first. Uncorrected, $m_1/\sqrt{v_1} =
# 0.1/\sqrt{0.001} = 3.16$ rates, growing to 6.6, because $v$ fills more slowly than $m$. **S1-16 is right.** Now the
# article's update line, $\theta_t = \theta_{t-1} - \alpha\,\hat m_t/(\sqrt{\hat v_t}+\varepsilon)$, against a loop that
# is nothing but its letters:

# %% tags=["claim:S1-17"]
gradients = np.random.default_rng(SEED).normal(size=1_000) * 1e-6  # (1000,), small, so that epsilon matters
m = v = theta = 0.0
for t, g in enumerate(gradients, start=1):
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    theta = theta - 0.01 * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)) ** 0.5 + 1e-8)
ours = {where: -0.01 * steps_at(Adam(0.01, where=where), gradients).sum() for where in ("outside", "inside")}
print(f"the letters: {theta:.6f}", *(f"epsilon {where}: {end:.6f}" for where, end in ours.items()))

assert abs(theta - ours["outside"]) < 1e-12 and abs(ours["inside"]) < 0.05 * abs(theta)

# %% [markdown]
# **S1-17 is right**: it is algorithm 1 of Kingma and Ba, to the last digit. With the same $\varepsilon$ *inside* the
# root, where the article has it for Adagrad, gradients of $10^{-6}$ hardly move anything. Section 5 says why.

# %% [markdown] tags=["claim:S1-19"]
# ## 5. Where epsilon stands
# The article writes $\sqrt{\hat v}+\varepsilon$ for Adam and $\sqrt{G+\varepsilon}$ for Adagrad, with one letter. How
# much does a single first step differ? Outside, $|g|/(|g|+\varepsilon)$ of a rate; inside,
# $|g|/\sqrt{g^2+\varepsilon}$.

# %% tags=["claim:S1-19"]
scales = (1e-3, 1e-5, 1e-7, 1e-9)
outside, inside = ([steps_at(Adagrad(eps=1e-8, where=w), [g])[0] for g in scales] for w in ("outside", "inside"))
for g, *both in zip(scales, outside, inside):
    print(f"gradient {g:.0e}: outside {both[0]:.4f}, inside {both[1]:.6f}")

assert np.allclose(outside, [1, 0.999, 0.909, 0.0909], rtol=1e-3)
assert np.allclose(inside, [0.995, 0.0995, 0.001, 1e-5], rtol=1e-3)

# %% [markdown]
# An $\varepsilon$ of $10^{-8}$ silences gradients below $10^{-8}$ when it stands outside, and already those below
# $\sqrt\varepsilon = 10^{-4}$ when it stands inside. **S1-19 is right** for Adagrad as TensorFlow writes it; Duchi,
# Hazan and Singer (2011) have it outside. And frameworks differ, in the documented updates of Keras 3 and of
# `torch.optim`:
#
# | | Keras 3 | PyTorch |
# |---|---|---|
# | momentum | $v \leftarrow \mu v - \alpha g$, step $v$ | $v \leftarrow \mu v + g$, step $-\alpha v$ |
# | Adagrad | $\sqrt{G+\varepsilon}$, $\varepsilon=10^{-7}$ | $\sqrt G+\varepsilon$, $\varepsilon=10^{-10}$ |
# | its start | $G_0=0.1$ | $G_0=0$ |
# | RMSProp | $\sqrt{v+\varepsilon}$, $\varepsilon=10^{-7}$ | $\sqrt v+\varepsilon$, $\varepsilon=10^{-8}$ |
# | its average | $\beta_2=0.9$ | $\beta_2=0.99$ |
# | Adam | $\alpha\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t} \frac{m}{\sqrt v+\varepsilon}$ | see section 4, outside |
# | its epsilon | $10^{-7}$ | $10^{-8}$ |
#
# Divide Keras' Adam above and below by $\sqrt{1-\beta_2^t}$; it becomes $\alpha\,\hat m / (\sqrt{\hat v} +
# \varepsilon/\sqrt{1-\beta_2^t})$: algorithm 1 with an $\varepsilon$ that is 32 times larger at the first step. (Kingma
# and Ba mention this order too, with an $\hat\varepsilon$.) That is `where="early"`. The same table as code:

# %% tags=["claim:S1-19"]
from functools import partial

KERAS = {
    "SGD": SGD,
    "momentum": partial(Momentum, rate_inside=True),
    "Adagrad": partial(Adagrad, eps=1e-7, where="inside", start=0.1),
    "RMSProp": partial(RMSProp, eps=1e-7, where="inside"),
    "Adam": partial(Adam, eps=1e-7, where="early"),
}
PYTORCH = {"SGD": SGD, "momentum": Momentum, "Adagrad": Adagrad, "RMSProp": partial(RMSProp, beta2=0.99), "Adam": Adam}

small = np.full(100, 1e-5)
moved = {name: [steps_at(made[name](0.01), small).sum() for made in (KERAS, PYTORCH)] for name in KERAS}
for name, (in_keras, in_pytorch) in moved.items():
    print(f"{name:9} Keras {in_keras:8.3f}, PyTorch {in_pytorch:8.3f} rates in 100 steps")

assert moved["Adagrad"][1] > 1_000 * moved["Adagrad"][0] and moved["RMSProp"][1] > 30 * moved["RMSProp"][0]
assert 0.85 < moved["Adam"][0] / moved["Adam"][1] < 0.95 and np.allclose(*moved["momentum"])

# %% [markdown]
# At gradients of $10^{-5}$ Adagrad walks 18 rates in PyTorch and 0.003 in Keras. The two momentums are one, until the
# rate changes:

# %%
def last_step(optimizer):
    """The size of a step, after 50 steps at rate 1 and a cut of the rate to 0.1; the gradient is always 1."""
    place = {"w": 0.0}
    for _ in range(50):
        place = optimizer.step(place, {"w": 1.0})
    optimizer.learning_rate = 0.1
    return float(place["w"] - optimizer.step(place, {"w": 1.0})["w"])


print(f"Keras {last_step(KERAS['momentum'](1.0)):.2f}, PyTorch {last_step(PYTORCH['momentum'](1.0)):.2f}")
assert 9 < last_step(KERAS["momentum"](1.0)) < 9.1 and 0.99 < last_step(PYTORCH["momentum"](1.0)) < 1

# %% [markdown]
# Keras' velocity holds old, long steps and obeys slowly; PyTorch's holds gradients and obeys at once.

# %% [markdown] tags=["claim:S1-14"]
# ## 6. Which gradient?
# The article's first line of Adam reads $m_t = \beta_1 m_{t-1} + (1-\beta_1)\nabla f(\theta_t)$, and the last one
# computes $\theta_t$ from $m_t$. So $\theta_t$ is needed to find $\theta_t$. Its Adagrad has $\nabla f(\theta_{t-1})$.
# Taken at its word it is an equation. At $t = 1$ the corrected $\hat m_1$ is just that gradient; so take one plain step
# on $f = \tfrac12 c\,\theta^2$:
#
# $$\theta_1 = \theta_0 - \alpha c\,\theta_1 \quad\Longrightarrow\quad \theta_1 = \frac{\theta_0}{1+\alpha c},$$
#
# between 0 and $\theta_0$ for *every* rate: no bound $2/c$ any more. The price is to solve it. Put the right side in
# again and again, with $\alpha c = 0.5$ and $3$:

# %% tags=["claim:S1-14"]
for product in (0.5, 3.0):
    theta = 1.0
    for _ in range(30):
        theta = 1.0 - product * theta
    print(f"alpha c = {product}: usual step {1 - product:.2f}, solution {1 / (1 + product):.3f}, 30 rounds {theta:.3g}")

assert abs(theta) > 1e12

# %% [markdown]
# Each round multiplies the error by $-\alpha c$, so it converges only where the usual step was safe anyway.
# **S1-14 is imprecise**: Kingma and Ba take $g_t = \nabla f_t(\theta_{t-1})$. Its best case is a real thing, the
# *implicit* method, stable at any rate, with an equation to solve at every step.

# %% [markdown] tags=["claim:S1-15"]
# ## 7. Is it a second derivative?
# The article's second line: $v_t = \beta_2 v_{t-1} + (1-\beta_2)\nabla^2 f(\theta_t)$. $\nabla^2 f$ is the curvature
# $h$; Kingma and Ba have $g_t^2$, element by element. Three reasons for the square:
#
# - **It costs nothing.** The backward pass has it; it knows no second derivative.
# - **It is never negative**, so its root exists.
# - **Units.** Multiply the loss by $k$: $g$ becomes $kg$, $h$ becomes $kh$. The step $\alpha g/\sqrt{g^2}$ stays. The
#   printed $\alpha g/\sqrt h$ grows by $k/\sqrt k = \sqrt k$; only Newton's $g/h$ would stay, without a root.
#
# One function takes either. **Before you run:** on the hill of $f = \tfrac14 (x^2-1)^2$, at 0.3, what is the curvature
# $3x^2-1$, and its root?

# %% tags=["claim:S1-15"]
def adam_with(second, gradient, theta, steps, learning_rate=0.1):
    """Where Adam ends when `second(theta)` is what v averages."""
    m = v = 0.0
    for t in range(1, steps + 1):
        m = 0.9 * m + 0.1 * gradient(theta)
        v = 0.999 * v + 0.001 * second(theta)
        with np.errstate(invalid="ignore"):
            theta = theta - learning_rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return theta

# %% tags=["claim:S1-15"]
slope, curvature = lambda x: x**3 - x, lambda x: 3 * x**2 - 1
squared, second_power = lambda x: slope(x) ** 2, lambda x: curvature(x) ** 2
for name, second in {"squared gradient": squared, "curvature": curvature, "squared curvature": second_power}.items():
    print(f"{name}: from 0.3 to {adam_with(second, slope, 0.3, 1):.2f}, {adam_with(second, slope, 0.3, 300):.3f}")

assert np.isnan(adam_with(curvature, slope, 0.3, 1)) and abs(adam_with(squared, slope, 0.3, 300) - 1) < 0.01
assert abs(adam_with(curvature, slope, 0.9, 300) - 1) < 0.01  # in the valley
assert abs(adam_with(second_power, slope, 0.3, 300) - 1) < 0.01

# %% [markdown]
# On the hill the curvature is $-0.73$: not a number at step 1. The squared gradient ends in the valley. So does the
# curvature, when it starts *in* the valley, at 0.9. And *squared* curvature works on the hill as well: that is the idea
# of AdaHessian (Yao and others 2021), the genuine relative of what the article printed. Two more landscapes, a slope
# without curvature and a bowl with curvatures 0.0001, 1 and 10,000:

# %% tags=["claim:S1-15"]
down = {s: adam_with(lambda x: s, lambda x: 1.0, 0.0, 3) for s in (1.0, 0.0)}  # a slope of 1, curvature 0
c = np.array([1e-4, 1, 1e4])  # (3,)
bowl = {
    "squared gradient": adam_with(lambda x: (c * x) ** 2, lambda x: c * x, np.ones(3), 200),
    "curvature": adam_with(lambda x: c, lambda x: c * x, np.ones(3), 200),
}
print(f"slope: squared gradient moves {down[1.0]:.2f}, curvature {down[0.0]:.1e}")
print(*(f"bowl, {name}: {left.round(3)}" for name, left in bowl.items()), sep="\n")

assert abs(down[1.0] + 0.3) < 1e-6 and abs(down[0.0] + 3e7) < 1e-6 * 3e7
assert 0.8 < bowl["curvature"][0] < 0.9 and abs(bowl["curvature"][1:]).max() < 0.001
assert np.ptp(bowl["squared gradient"]) < 1e-3 and abs(bowl["squared gradient"]).max() < 0.1

# %% [markdown]
# On the slope $v = 0$, and three steps move by 30 million instead of 0.3. On the bowl the curvature is fine: it acts
# as a Newton step with a root too many. The squared gradient treats all three directions alike, as derived. Which case
# is a real network? We measure the curvature of every weight of a small tanh twin on digits, by differences of its
# gradient. The loss of a pair is $(d^2 - t)^2$ with $t = 0$ if same and 1 if different: a loss without a kink, so that
# a small difference means something everywhere.

# %%
from course_lib.by_hand.losses import contrastive, squared_distance
from course_lib.by_hand.training import loss_gradients
from course_lib.by_hand.twin_training import balanced_pairs
from course_lib.by_hand.twins import ARTICLE_1, starting_parameters
from course_lib.data import digits

split = {name: digits(by="picture").where(split=name) for name in ("train", "val", "test")}
pixels = {name: part.pictures.reshape(len(part), 64) / 255 for name, part in split.items()}  # (719, 64), ...
rng = np.random.default_rng(SEED)
*roles, same = balanced_pairs(split["train"].labels, 20_000, rng)  # (20000,) each


def smooth_loss(left, right, same):
    gap = squared_distance(left, right) - ~same  # (b,)
    d_left = 4 * gap[:, None] * (left - right) / len(gap)  # (b, d)
    return (gap**2).mean(), d_left, -d_left


def pairs_gradient(parameters, left, right, same, activations):
    both = pixels["train"][np.concatenate([left, right])]  # (2b, 64)
    places = np.arange(len(both)).reshape(2, -1)  # (2, b)
    return loss_gradients(parameters, both, places, smooth_loss, same, activations, unit=False)[1]

# %% tags=["claim:S1-15"]
def curvature_of(parameters, name, place, *batch, step=1e-4):
    moved = np.zeros_like(parameters[name])
    moved[place] = step
    above, below = ({**parameters, name: parameters[name] + sign * moved} for sign in (1, -1))
    return (pairs_gradient(above, *batch)[name][place] - pairs_gradient(below, *batch)[name][place]) / (2 * step)

# %% [markdown]
# What would the printed Adam do with them in its first step?

# %% tags=["claim:S1-15"]
small_twin = starting_parameters([64, 8, 2], rng)
batch = (*(role[:200] for role in roles), same[:200], ("tanh", "tanh"))
places = [(name, place) for name, value in small_twin.items() for place in np.ndindex(value.shape)]  # 538
curvatures = np.array([curvature_of(small_twin, *each, *batch) for each in places])  # (538,)
gradients = np.concatenate([value.ravel() for value in pairs_gradient(small_twin, *batch).values()])  # (538,)
lost = np.isnan(adam_with(lambda theta: curvatures, lambda theta: gradients, np.zeros(538), 1))  # (538,)
print(f"{np.mean(curvatures < 0):.0%} of the curvatures are negative, {lost.mean():.0%} of the weights lost at step 1")

assert (lost == (curvatures < 0)).all() and 0.04 < lost.mean() < 0.4

# %% [markdown]
# About one weight in ten of this fresh network lies on a hill (10 %; 9 to 27 % over 5 seeds), and each is lost at the
# first step; the next forward pass is lost as a whole. **S1-15 is wrong**, harmless where the surface is convex. The
# grain of truth: averaged over data, squared gradients of a log likelihood approximate a curvature, the diagonal of the
# Fisher information (Kingma and Ba 2015).

# %% [markdown] tags=["claim:S1-16", "claim:S1-17"]
# ## 8. A thousand steps beside Keras
# Is our Adam *the* Adam? Each side trains the same twin on the same 1,000 batches, with its own gradients along its own
# path: ours from lesson 01's chain rule, theirs from TensorFlow's. We record all 2,146 weights after every step. The
# measure is the largest, over all steps, of $\lVert\text{difference}\rVert / \lVert\text{weights}\rVert$.

# %%
start = starting_parameters([64, 32, 2], rng)
drawn = rng.integers(20_000, size=(1_000, 32))
batches = [(roles[0][b], roles[1][b], same[b]) for b in drawn]  # (32,) each


def relative(path, reference):
    return np.linalg.norm(path - reference, axis=1) / np.linalg.norm(reference, axis=1)  # (1000,)


def numpy_path(optimizer):
    parameters, path = start, []
    for batch in batches:
        parameters = optimizer.step(parameters, pairs_gradient(parameters, *batch, ARTICLE_1))
        path.append(np.concatenate([value.ravel() for value in parameters.values()]))
    return np.array(path)  # (1000, 2146)

# %%
import keras
import tensorflow as tf


def keras_path(optimizer, dtype):
    layers = [keras.layers.Dense(32, "sigmoid", dtype=dtype), keras.layers.Dense(2, "tanh", dtype=dtype)]
    branch = keras.Sequential([keras.Input((64,), dtype=dtype), *layers])
    branch.set_weights(list(start.values()))
    weights = branch.trainable_variables
    optimizer.build(weights)

    @tf.function(autograph=False)
    def step(x_left, x_right, same):
        with tf.GradientTape() as tape:
            d2 = tf.reduce_sum((branch(x_left) - branch(x_right)) ** 2, axis=1)  # (b,)
            loss = tf.reduce_mean((d2 - tf.cast(~same, dtype)) ** 2)
        optimizer.apply(tape.gradient(loss, weights), weights)
        return tf.concat([tf.reshape(value, [-1]) for value in weights], axis=0)

    with tf.device("CPU"):
        x = pixels["train"].astype(dtype)
        return np.array([step(x[left], x[right], same) for left, right, same in batches])  # (1000, 2146)

# %% [markdown]
# One trap: 0.999 has no exact binary form, and Keras passes its constants through float32. So we choose constants that
# both write exactly: $\beta_2 = 1 - 2^{-10} = 0.99902$, $\mu = \beta_1 = 7/8$, and rates that are powers of two.

# %% tags=["claim:S1-16", "claim:S1-17"]
mu, beta2, built = 7 / 8, 1 - 2**-10, keras.optimizers
BOTH = {  # name: (ours, theirs)
    "SGD": (lambda: KERAS["SGD"](1 / 2), lambda: built.SGD(1 / 2)),
    "momentum": (lambda: KERAS["momentum"](1 / 64, mu), lambda: built.SGD(1 / 64, momentum=mu)),
    "Adagrad": (lambda: KERAS["Adagrad"](1 / 16, start=1 / 8), lambda: built.Adagrad(1 / 16, 1 / 8)),
    "RMSProp": (lambda: KERAS["RMSProp"](1 / 256, mu), lambda: built.RMSprop(1 / 256, mu)),
    "Adam": (lambda: KERAS["Adam"](1 / 128, mu, beta2), lambda: built.Adam(1 / 128, mu, beta2)),
}
paths = {name: numpy_path(ours()) for name, (ours, _) in BOTH.items()}  # (1000, 2146) each

# %% [markdown]
# So much for ours. Theirs, once in each number type:

# %% tags=["claim:S1-16", "claim:S1-17"]
apart = {"float32": {}, "float64": {}}
for name, (_, theirs) in BOTH.items():
    for dtype, differences in apart.items():
        differences[name] = relative(keras_path(theirs(), dtype), paths[name])  # (1000,)
    print(f"{name:9}", *(f"{dtype}: {each[name].max():.0e}" for dtype, each in apart.items()))

assert max(each.max() for each in apart["float32"].values()) < 1e-5
assert max(each.max() for each in apart["float64"].values()) < 1e-10

# %% tags=["figure"]
lines = {f"{name}, {dtype}": apart[dtype][name] for dtype in apart for name in ("SGD", "Adam")}
words = "Differences over 1,000 steps: float32 between 1e-8 and 1e-5, float64 between 1e-17 and 1e-13"
labels = {"xlabel": "step", "ylabel": "difference / weights"}
plots.show(*plots.figure_decades(np.arange(1, 1_001), lines, log="y", alt=words, **labels))

# %% [markdown]
# The same path for 1,000 steps: within $10^{-5}$ in float32 and $10^{-10}$ in float64, with room to spare. Does that
# hold for any constants? We take the usual $\beta_2$, in float64; and a momentum with steps eight times longer.

# %%
usual = relative(keras_path(built.Adam(1 / 128), "float64"), numpy_path(KERAS["Adam"](1 / 128))).max()
wild = relative(keras_path(built.SGD(1 / 8, momentum=mu), "float32"), numpy_path(Momentum(1 / 8, mu))).max()
rounding = (float(np.float32(0.999)) - 0.999) / (1 - 0.999)
print(f"beta2 = 0.999, float64: {usual:.0e} (1 - beta2 is wrong by {rounding:.1e}); long steps, float32: {wild:.0e}")

assert usual < 1e-4 and 1.2e-5 < rounding < 1.4e-5 and wild < 0.01

# %% [markdown]
# No. $1-\beta_2$ is a small difference of two near numbers, and the rounding of 0.999 changes it by 1.3e-5: the paths
# part by 8e-6 even in float64 (Keras 3.15). And long steps throw the weights about, so that each rounding grows, to
# 1e-4 (2e-6 to 1e-4 over 5 seeds). Two programs that agree may still part: look at the first steps.

# %% [markdown]
# ## 9. A race
# Back to the four surfaces. Each optimiser gets its best rate out of 15, from 0.001 to 3.2; the one with the lowest end
# after 100 steps wins. Adam's $\beta_2$ is 0.99 here, for walks this short.

# %%
def makers(beta=0.9, eps=1e-8):
    return {
        "SGD": SGD,
        "momentum": partial(Momentum, momentum=beta),
        "Adagrad": partial(Adagrad, eps=eps),
        "RMSProp": partial(RMSProp, eps=eps),
        "Adam": partial(Adam, beta1=beta, beta2=0.99, eps=eps),
    }


def last_height(optimizer, surface):
    return np.nan_to_num(SURFACES[surface][0](*walk(optimizer, surface)[-1]), nan=np.inf)


TRIED = 10.0 ** np.arange(-3, 0.6, 0.25)  # (15,)

# %%
best = {}  # surface: {name: (lowest height, its rate)}
for surface in SURFACES:
    best[surface] = {
        name: min((last_height(make(rate), surface), rate) for rate in TRIED) for name, make in makers().items()
    }
    print(f"{surface:13}", *(f"{name} {height:.0e}" for name, (height, _) in best[surface].items()))

straight, turned = ({name: height for name, (height, _) in best[s].items()} for s in ("ravine", "turned ravine"))
assert straight["Adagrad"] < 1e-50 and 0.005 < turned["Adagrad"] < 0.02 and turned["SGD"] < 0.004
assert all(np.isclose(straight[name], turned[name]) for name in ("SGD", "momentum"))
assert turned["Adam"] > 10 * turned["momentum"]

# %% [markdown]
# No one wins everywhere. On the ravine Adagrad is beyond compare: a scale per coordinate undoes exactly this stretch.
# Turn the ravine by 45 degrees, and it ends at 0.011, behind plain SGD: both coordinates now measure the same scale,
# and there is nothing left to undo. SGD and momentum do not notice the turn: their steps turn with the surface. Adam,
# with both ideas, ends at 1e-4 behind momentum alone, 7e-6. **A scale per coordinate helps where the coordinates are
# the right ones.**

# %% tags=["figure"]
def race(log2_rate, beta, log10_epsilon, surface):
    """The five walks, each at 2^log2_rate times its best rate."""
    height, _, _, lowest = SURFACES[surface]
    walks = {
        name: walk(make(best[surface][name][1] * 2.0**log2_rate), surface)
        for name, make in makers(beta, 10.0**log10_epsilon).items()
    }
    ends = {name: height(*path[-1]) for name, path in walks.items()}
    title = f"{surface}: best rates times {2.0**log2_rate:g}, beta {beta:.2f}, epsilon 1e{log10_epsilon:+d}"
    told = ", ".join(f"{name} at {end:.0e}" if np.isfinite(end) else f"{name} lost" for name, end in ends.items())
    alt = f"Five optimisers race over a surface; {title}; heights at the end: {told}"
    return plots.figure_race(lambda p: height(*p), walks, goals=lowest, title=title, alt=alt)


plots.show(*race(0, 0.9, -8, "turned ravine"))

# %% [markdown]
# **Before you move anything:** which of the five will be lost first when the rate doubles? What does an epsilon of 10
# make of Adagrad? And what is Adam with beta 0?

# %% tags=["widget"]
live(race, log2_rate=(-4, 4, 1, 0), beta=(0.0, 0.98, 0.02, 0.9), log10_epsilon=(-8, 2, 1, -8), surface=list(SURFACES))

# %% [markdown]
# At twice the rate SGD is lost. A large epsilon drowns the root, and Adagrad becomes SGD at rate $\alpha/\varepsilon$.
# Adam with beta 0 is RMSProp, but for the correction and the length of its memory:

# %%
doubled = walk(SGD(2 * best["ravine"]["SGD"][1]), "ravine")  # (101, 2)
drowned = walk(Adagrad(0.02 * 1e6, eps=1e6), "ravine")
no_mean = walk(Adam(0.02, beta1=0, beta2=0.9, corrected=False), "ravine")

assert np.isnan(doubled[-1]).all() and np.allclose(drowned, walk(SGD(0.02), "ravine"), atol=1e-3)
assert np.allclose(no_mean, walk(RMSProp(0.02), "ravine"))

# %% [markdown]
# ### Exercise 03-3 (prediction): a loss a thousand times larger
# Somebody multiplies the loss by 1,000 and changes nothing else. For which of `"SGD"`, `"momentum"`, `"Adagrad"`,
# `"RMSProp"`, `"Adam"` does the path stay the same? A set of names, before you run anything.

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
        for name, make in PYTORCH.items()
        if np.allclose(steps_at(make(0.01), gradients), steps_at(make(0.01), 1_000 * gradients), rtol=1e-4)
    }
    assert set(names) <= set(PYTORCH), f"names out of {sorted(PYTORCH)}"
    assert not set(names) - truth, f"{sorted(set(names) - truth)}: a gradient and a step a thousand times larger"
    assert set(names) == truth, f"{sorted(truth - set(names))} divide by a root that grows by 1,000 as well"


unmoved = attempt("03-3", unmoved, check_unmoved, ours={"Adagrad", "RMSProp", "Adam"})

# %% [markdown] tags=["claim:S1-13"]
# ## 10. Does Adam set the rate by itself?
# Article 1: "Adam is adaptive moment estimation; it can adjust the learning rate automatically." The name is right.
# If the rest were, the rate that we choose would not matter. Twins with 64, 32 and 8 units, 300 steps, every optimiser
# at seven rates over four decades, judged by the AUC of all pairs of validation pictures:

# %%
from sklearn.metrics import roc_auc_score

from course_lib.by_hand.training import RELU, embed, train


def trained_auc(optimizer, seed, part):
    rng = np.random.default_rng(seed)
    *roles, same = balanced_pairs(split["train"].labels, 20_000, rng)  # (20000,) each
    twin = starting_parameters([64, 32, 8], rng)
    twin, _ = train(twin, pixels["train"], roles, contrastive, optimizer, rng, 300, same, activations=RELU, unit=False)
    f, labels = embed(twin, pixels[part][:400], RELU, unit=False), split[part].labels[:400]  # (n, 8), (n,)
    a, b = np.triu_indices(len(f), k=1)  # (p,) each
    return roc_auc_score(labels[a] == labels[b], -squared_distance(f[a], f[b]))

# %% tags=["figure", "claim:S1-13"]
rates = 4.0 ** np.arange(-5, 2)  # (7,)
tuning = {name: [trained_auc(make(rate), SEED, "val") for rate in rates] for name, make in PYTORCH.items()}
words = "Validation AUC over the rate: every optimiser has a hill, SGD's a hundred times further right than Adam's"
plots.show(*plots.figure_decades(rates, tuning, xlabel="rate", ylabel="AUC on validation pairs", log="x", alt=words))
good = {name: sum(score > 0.95 for score in scores) for name, scores in tuning.items()}
print("rates with an AUC above 0.95:", good, f"Adam {min(tuning['Adam']):.2f} to {max(tuning['Adam']):.2f}")

assert max(tuning["Adam"]) > 0.96 and min(tuning["Adam"]) < 0.7
assert 1 <= good["Adam"] <= 4 and 1 <= good["SGD"] <= 4

# %% [markdown]
# Adam's AUC runs from 0.5, which is guessing, to 0.98. Three of its seven rates bring more than 0.95, as with SGD (two
# or three against one to three over 5 seeds): its hill is no wider, it stands a hundred times further left. **S1-13 is
# imprecise**, though right in the name: Adam scales the step of every coordinate, and the *size* of that step stays
# yours to choose. At its best: it needs no new rate when the loss is scaled (exercise 03-3).
#
# Article 1 also says: "Siamese networks generally use Adam or Adagrad." Each optimiser at its best of the seven rates,
# now on the test pictures with five seeds:

# %% tags=["claim:S1-12"]
chosen = {name: rates[np.argmax(scores)] for name, scores in tuning.items()}
seeds = range(5 * SEED, 5 * SEED + 5)
scores = {name: [trained_auc(make(chosen[name]), seed, "test") for seed in seeds] for name, make in PYTORCH.items()}
means = {name: np.mean(five) for name, five in scores.items()}
for name, five in scores.items():
    print(f"{name:9} rate {chosen[name]:7.4f}: AUC {means[name]:.3f} ({min(five):.3f} to {max(five):.3f})")

assert min(means.values()) > 0.96 and max(means.values()) - min(means.values()) < 0.015
assert 0.2 < chosen["SGD"] < 5 and 0.002 < chosen["Adam"] < 0.07

# %% [markdown]
# All five end between 0.97 and 0.98, no farther apart than the seeds of one of them. **S1-12 is imprecise**: Adam and
# Adagrad work, and so does the rest, at its own rate. Adam's advantage here is a practical one: its best rate is 4 to
# 16 times the default of Keras, 0.001, over 5 seeds, while that of SGD is 100 times the default, 0.01. Koch,
# Zemel and Salakhutdinov (2015) trained Siamese networks by SGD with momentum, Schroff, Kalenichenko and Philbin (2015)
# by SGD with Adagrad.

# %% [markdown]
# ## 11. When Adam counts and does not weigh
# One case is worse than a lost race: walking the wrong way. Let the gradient be 22 once in 20 batches and $-1$
# otherwise, as when one rare class pulls hard. Its mean is $(22 - 19)/20 = 0.15$: the loss falls to the left. A scale
# that forgets quickly turns the 22 into little more than one rate, and each of the 19 into a share of one. It counts
# votes. Only a scale that stays the same over all 20 keeps their weights.

# %%
rare = np.tile([22.0] + 19 * [-1.0], 100)  # (2000,)
named = {"SGD": SGD(), "RMSProp 0.9": RMSProp(), "RMSProp 0.999": RMSProp(beta2=0.999), "Adam 0.9": Adam(beta2=0.9)}
named |= {"Adam 0.999": Adam(), "Adagrad": Adagrad()}
to_the_left = {name: steps_at(optimizer, rare).sum() for name, optimizer in named.items()}  # in rates
print({name: f"{far:.1f}" for name, far in to_the_left.items()})

assert max(to_the_left["RMSProp 0.9"], to_the_left["Adam 0.9"]) < 0
assert min(to_the_left[name] for name in ("SGD", "RMSProp 0.999", "Adam 0.999", "Adagrad")) > 0

# %% [markdown]
# With $\beta_2 = 0.9$, the default of RMSProp in Keras, both walk uphill for ever. Reddi, Kale and Kumar (2018) found
# such sequences for every pair $\beta_1 < \sqrt{\beta_2} < 1$. Adagrad, which forgets nothing, walks the right way.

# %% [markdown]
# ### Exercise 03-4 (experiment): how long must the memory be?
# Find the smallest $\beta_2$, to two decimals, with which RMSProp walks to the left on `rare`.

# %% [markdown] tags=["hint"]
# `steps_at(RMSProp(beta2=...), rare).sum()` is positive when it walks to the left.

# %% [markdown] tags=["hint"]
# $\beta_2$ remembers about $1/(1-\beta_2)$ steps: ten at 0.9, a hundred at 0.99. The rare gradient comes every 20.

# %% [markdown] tags=["hint"]
# Try 0.90, 0.91, 0.92, ... in a loop and stop at the first positive sum.

# %% tags=["exercise"]
shortest = ...

# %% tags=["solution"]
shortest = next(b for b in np.arange(90, 100) / 100 if steps_at(RMSProp(beta2=b), rare).sum() > 0)

# %% tags=["check"]
def check_shortest(beta2):
    far = steps_at(RMSProp(beta2=beta2), rare).sum()
    assert far > 0, f"with {beta2} it still walks to the right, by {-far:.0f} rates: a longer memory"
    before = steps_at(RMSProp(beta2=round(beta2 - 0.01, 2)), rare).sum()
    assert before <= 0, f"{beta2 - 0.01:.2f} walks to the left as well: a shorter memory"


shortest = attempt("03-4", shortest, check_shortest, ours=0.98)

# %% [markdown] tags=["mirror"]
# ## Why does Adam work, and when not?
# 1. **Five steps, derived and written:** momentum sums what agrees (ten times at 0.9); Adagrad steps $\alpha/\sqrt t$,
#    RMSProp and Adam $\alpha$, whatever the size of the gradient. Adam works because every coordinate is measured by
#    its own scale, from the first step on.
# 2. **The square:** free, never negative, without units. A second derivative is lost at step 1 on any hill, one weight
#    in ten of a small network, and moves 30 million instead of 0.3 where there is no curvature. In a bowl it works.
# 3. **Epsilon:** inside the root it silences gradients below $\sqrt\varepsilon$, outside those below $\varepsilon$.
#    With equal conventions and exact constants, NumPy and Keras share a path of 1,000 steps to $10^{-5}$ in float32
#    and $10^{-10}$ in float64.
# 4. **When not:** turned by 45 degrees, a ravine takes from Adagrad what it won; a short memory counts gradients and
#    does not weigh them; on digits five tuned optimisers end within 0.01. The rate is still to be chosen.
#
# | claim | in short | verdict | instead |
# |---|---|---|---|
# | S1-12 | generally Adam or Adagrad | imprecise | all five, each at its rate: AUC 0.97 to 0.98 |
# | S1-13 | Adam sets the rate by itself | imprecise | scales coordinates; AUC 0.5 to 0.98 over the rates |
# | S1-14 | $m_t$ from $\nabla f(\theta_t)$ | imprecise | $\theta_{t-1}$; as printed an equation to solve |
# | S1-15 | $v_t$ from $\nabla^2 f$ | wrong | the squared gradient; harmless where convex |
# | S1-16 | both averages corrected | right | first steps 1, 1, 1 and not 3.16, 4.25, 4.95 |
# | S1-17 | divide by $\sqrt{\hat v}+\varepsilon$ | right | algorithm 1, to the last digit |
# | S1-18 | Adagrad: exponentially decayed rate | wrong | a sum; the step falls as $1/\sqrt t$ |
# | S1-19 | Adagrad: $\sqrt{G+\varepsilon}$ | right | one of two conventions; the original is outside |
#
# **Lesson 04 takes over** the question what else can be put on one scale: pixels, layers, embeddings. **Exercises:**
# 03-1 to 03-4.
#
# **References.** Polyak 1964, *Some methods of speeding up the convergence of iteration methods*, USSR Computational
# Mathematics and Mathematical Physics 4. Duchi, Hazan and Singer 2011, *Adaptive subgradient methods for online
# learning and stochastic optimization*, JMLR 12. Tieleman and Hinton 2012, *RMSProp*, lecture 6.5 of Neural Networks
# for Machine Learning, Coursera. Kingma and Ba 2015, *Adam: a method for stochastic optimization*, ICLR. Koch, Zemel
# and Salakhutdinov 2015, *Siamese neural networks for one-shot image recognition*, ICML workshop. Schroff,
# Kalenichenko and Philbin 2015, *FaceNet*, CVPR. Reddi, Kale and Kumar 2018, *On the convergence of Adam and beyond*,
# ICLR. Yao, Gholami, Shen, Mustafa, Keutzer and Mahoney 2021, *AdaHessian*, AAAI. Documentation of
# `keras.optimizers` (3.15) and of `torch.optim`.
