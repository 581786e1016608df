# %% 03-1 wrong: leaves 96 % of the flat one
def best_rate(c1, c2):
    return 1 / c2, 1 - c1 / c2


# %% 03-1 wrong: is the bound
def best_rate(c1, c2):
    return 2 / c2, 1 - 2 * c1 / c2


# %% 03-1 wrong: the two lines meet
def best_rate(c1, c2):
    return 1 / (c1 + c2), c2 / (c1 + c2)


# %% 03-1 wrong: nothing is multiplied
def best_rate(c1, c2):
    return 1 / np.sqrt(c1 * c2), 1 - np.sqrt(c1 / c2)


# %% 03-1 wrong: c1 is not 1 here
def best_rate(c1, c2):
    return 2 / (1 + c2), (c2 - 1) / (c2 + 1)


# %% 03-1 wrong: right for the curvatures
def best_rate(c1, c2):
    return 2 / 52, 48 / 52


# %% 03-1 wrong: a size is asked
def best_rate(c1, c2):
    return 2 / (c1 + c2), 1 - 2 / (c1 + c2) * c2


# %% 03-1 wrong: what it leaves is asked
def best_rate(c1, c2):
    return 2 / (c1 + c2), 2 * c1 / (c1 + c2)


# %% 03-1 wrong: factor of momentum
def best_rate(c1, c2):
    root = (c2 / c1) ** 0.5
    return 2 / (c1 + c2), (root - 1) / (root + 1)


# %% 03-1 wrong: right values in the wrong order
def best_rate(c1, c2):
    return (c2 - c1) / (c2 + c1), 2 / (c1 + c2)


# %% 03-1 right: by kappa
def best_rate(c1, c2):
    kappa = c2 / c1
    return 1 / ((c1 + c2) / 2), (kappa - 1) / (kappa + 1)


# %% 03-1 right: a fraction
def best_rate(c1, c2):
    from fractions import Fraction

    rate = 2 / (Fraction(c1) + Fraction(c2))
    return rate, abs(1 - rate * Fraction(c2))


# %% 03-1 right: an array in float32
def best_rate(c1, c2):
    rate = np.float32(2 / (c1 + c2))
    return np.array([rate, max(abs(1 - rate * c1), abs(1 - rate * c2))], dtype="float32")


# %% 03-2 wrong: the averages are not corrected
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        return self.learning_rate * memory["m"] / divisor(memory["v"], self.eps, self.where)


# %% 03-2 wrong: not by its root
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        weights = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if self.corrected else (1, 1)
        return self.learning_rate * memory["m"] / weights[0] / (memory["v"] / weights[1] + self.eps)


# %% 03-2 wrong: save the averages before you correct them
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        if self.corrected:
            memory["m"] = memory["m"] / (1 - self.beta1**self.t)
            memory["v"] = memory["v"] / (1 - self.beta2**self.t)
        return self.learning_rate * memory["m"] / divisor(memory["v"], self.eps, self.where)


# %% 03-2 wrong: not the gradient
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        v_hat = memory["v"] / (1 - self.beta2**self.t)
        return self.learning_rate * gradient / divisor(v_hat, self.eps, self.where)


# %% 03-2 wrong: returns None
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        print(self.learning_rate * memory["m"] / np.sqrt(memory["v"]))


# %% 03-2 wrong: no minus
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        weights = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if self.corrected else (1, 1)
        return -self.learning_rate * memory["m"] / weights[0] / divisor(memory["v"] / weights[1], self.eps, self.where)


# %% 03-2 wrong: not multiplied by the learning rate
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        weights = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if self.corrected else (1, 1)
        return memory["m"] / weights[0] / divisor(memory["v"] / weights[1], self.eps, self.where)


# %% 03-2 wrong: Adam(beta1=0.5) goes wrong
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * gradient
        memory["v"] = 0.999 * memory.get("v", 0) + 0.001 * gradient**2
        weights = (1 - 0.9**self.t, 1 - 0.999**self.t) if self.corrected else (1, 1)
        return self.learning_rate * memory["m"] / weights[0] / divisor(memory["v"] / weights[1], self.eps, self.where)


# %% 03-2 wrong: two parameters share averages
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected
        self.m = self.v = 0

    def change(self, gradient, memory):
        self.m = self.beta1 * self.m + (1 - self.beta1) * gradient
        self.v = self.beta2 * self.v + (1 - self.beta2) * gradient**2
        weights = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if self.corrected else (1, 1)
        return self.learning_rate * self.m / weights[0] / divisor(self.v / weights[1], self.eps, self.where)


# %% 03-2 wrong: Adam(corrected=False) goes wrong
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        m_hat, v_hat = memory["m"] / (1 - self.beta1**self.t), memory["v"] / (1 - self.beta2**self.t)
        return self.learning_rate * m_hat / divisor(v_hat, self.eps, self.where)


# %% 03-2 wrong: taken at t = 0
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        with np.errstate(all="ignore"):
            m_hat = memory["m"] / np.float64(1 - self.beta1 ** (self.t - 1))
            v_hat = memory["v"] / np.float64(1 - self.beta2 ** (self.t - 1))
        return self.learning_rate * m_hat / divisor(v_hat, self.eps, self.where)


# %% 03-2 wrong: writes into the gradient
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        gradient *= gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient
        weights = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if self.corrected else (1, 1)
        return self.learning_rate * memory["m"] / weights[0] / divisor(memory["v"] / weights[1], self.eps, self.where)


# %% 03-2 right: averages moved by a share of the difference
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        m, v = memory.get("m", np.zeros_like(gradient)), memory.get("v", np.zeros_like(gradient))
        memory["m"] = m = m + (1 - self.beta1) * (gradient - m)
        memory["v"] = v = v + (1 - self.beta2) * (gradient * gradient - v)
        if self.corrected:
            m, v = m / (1 - self.beta1**self.t), v / (1 - self.beta2**self.t)
        return self.learning_rate * m / divisor(v, self.eps, self.where)


# %% 03-2 right: `if` for the first step
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        if "m" not in memory:
            memory["m"], memory["v"] = 0 * gradient, 0 * gradient
        for name, beta, new in (("m", self.beta1, gradient), ("v", self.beta2, np.square(gradient))):
            memory[name] = beta * memory[name] + (1 - beta) * new
        share = lambda beta: (1 - beta**self.t) ** self.corrected
        below = divisor(memory["v"] / share(self.beta2), self.eps, self.where)
        return self.learning_rate / below * memory["m"] / share(self.beta1)


# %% 03-2 right: more in the memory
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        memory["weights"] = [
            beta * weight + 1 - beta
            for beta, weight in zip((self.beta1, self.beta2), memory.get("weights", [0, 0]), strict=True)
        ]
        first, second = memory["weights"] if self.corrected else (1, 1)
        return self.learning_rate * (memory["m"] / first) / divisor(memory["v"] / second, self.eps, self.where)


# %% 03-3 wrong: it is the other way round
unmoved = {"SGD", "momentum"}

# %% 03-3 wrong: Adagrad divides by the root
unmoved = {"RMSProp", "Adam"}

# %% 03-3 wrong: Adagrad divides by the root
unmoved = {"Adam"}

# %% 03-3 wrong: the velocity of momentum
unmoved = {"momentum", "Adagrad", "RMSProp", "Adam"}

# %% 03-3 wrong: is anything divided
unmoved = {"SGD", "momentum", "Adagrad", "RMSProp", "Adam"}

# %% 03-3 wrong: an empty set
unmoved = set()

# %% 03-3 right: in small letters
unmoved = {"adagrad", "rmsprop", "adam"}

# %% 03-3 wrong: a set of names
unmoved = "Adam"

# %% 03-3 wrong: Adam has an average above
unmoved = {"Adagrad", "RMSProp"}

# %% 03-3 right: a list
unmoved = ["Adam", "Adagrad", "RMSProp"]

# %% 03-3 right: a tuple
unmoved = ("RMSProp", "Adagrad", "Adam")

# %% 03-3 right: what is left of all
unmoved = set(makers()) - {"SGD", "momentum"}

# %% 03-1 wrong: the rate: that is the mean curvature, and the rate is 1 divided by it
def best_rate(c1, c2):
    rate = (c1 + c2) / 2
    return rate, 1 - rate * c1

# %% 03-1 wrong: 1/c is the best rate of one direction; the two lines meet where 1 - rate
def best_rate(c1, c2):
    rate = 1 / (c1 + c2)
    return rate, 1 - rate * c1

# %% 03-1 wrong: 2/c2 is the bound, at which the steep direction goes back and forth for
def best_rate(c1, c2):
    rate = 2 / c2
    return rate, abs(1 - rate * c1)

# %% 03-1 wrong: the factor: a size is asked, so it is not negative
def best_rate(c1, c2):
    rate = 2 / (c1 + c2)
    return rate, 1 - rate * c2

# %% 03-1 wrong: the factor: that is what a step takes away, and what it leaves is asked
def best_rate(c1, c2):
    rate = 2 / (c1 + c2)
    return rate, rate * c1

# %% 03-1 wrong: the slower direction decides, and nothing is multiplied
def best_rate(c1, c2):
    rate = 1 / np.sqrt(c1 * c2)
    return rate, abs(1 - rate * c1)

# %% 03-1 wrong: at the rate 0.923 the steep direction grows: the bound is 2/c2 = 0.04
def best_rate(c1, c2):
    rate = 2 / (c1 + c2)
    return (c2 - c1) / (c2 + c1), rate

# %% 03-1 wrong: the rate: c1 is not 1 here: use it
def best_rate(c1, c2):
    return 2 / 51, 49 / 51

# %% 03-1 right: kappa
def best_rate(c1, c2):
    kappa = c2 / c1
    return 2 / c1 / (1 + kappa), (kappa - 1) / (kappa + 1)

# %% 03-1 right: array
def best_rate(c1, c2):
    rate = 1 / np.mean([c1, c2])
    return np.array([rate, max(abs(1 - rate * c1), abs(1 - rate * c2))])

# %% 03-2 wrong: the power is t, which counts from 1 already: no + 1
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        m, v = memory["m"], memory["v"]
        if self.corrected:
            m, v = m / (1 - self.beta1 ** (self.t + 1)), v / (1 - self.beta2 ** (self.t + 1))
        return self.learning_rate * m / divisor(v, self.eps, self.where)

# %% 03-2 wrong: the step is not multiplied by the learning rate
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        m, v = memory["m"], memory["v"]
        if self.corrected:
            m, v = m / (1 - self.beta1**self.t), v / (1 - self.beta2**self.t)
        return m / divisor(v, self.eps, self.where)

# %% 03-2 wrong: v averages squares, and the square is missing
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * abs(gradient)
        m, v = memory["m"], memory["v"]
        if self.corrected:
            m, v = m / (1 - self.beta1**self.t), v / (1 - self.beta2**self.t)
        return self.learning_rate * m / divisor(v, self.eps, self.where)

# %% 03-2 wrong: it must be subtracted by `step`, so `change` itself has no minus
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        m, v = memory["m"], memory["v"]
        if self.corrected:
            m, v = m / (1 - self.beta1**self.t), v / (1 - self.beta2**self.t)
        return -self.learning_rate * m / divisor(v, self.eps, self.where)

# %% 03-2 wrong: beta belongs to what was kept, and 1 - beta to what is new
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = (1 - self.beta1) * memory.get("m", 0) + self.beta1 * gradient
        memory["v"] = (1 - self.beta2) * memory.get("v", 0) + self.beta2 * gradient**2
        m, v = memory["m"], memory["v"]
        if self.corrected:
            m, v = m / (1 - self.beta1**self.t), v / (1 - self.beta2**self.t)
        return self.learning_rate * m / divisor(v, self.eps, self.where)

# %% 03-2 wrong: the correction is 1 - beta^t, with a power and not a product
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        m, v = memory["m"], memory["v"]
        if self.corrected:
            m, v = m / (1 - self.beta1 * self.t), v / (1 - self.beta2 * self.t)
        return self.learning_rate * m / divisor(v, self.eps, self.where)

# %% 03-2 wrong: v averages the squares of the gradient, not of m
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * memory["m"] ** 2
        m, v = memory["m"], memory["v"]
        if self.corrected:
            m, v = m / (1 - self.beta1**self.t), v / (1 - self.beta2**self.t)
        return self.learning_rate * m / divisor(v, self.eps, self.where)

# %% 03-2 wrong: nothing is kept: save both averages in `memory`
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        m = self.beta1 * 0 + (1 - self.beta1) * gradient
        v = self.beta2 * 0 + (1 - self.beta2) * gradient**2
        if self.corrected:
            m, v = m / (1 - self.beta1**self.t), v / (1 - self.beta2**self.t)
        return self.learning_rate * m / divisor(v, self.eps, self.where)

# %% 03-2 wrong: `change` returns None, that is, nothing: end it with `return`
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        print(self.learning_rate * memory["m"] / divisor(memory["v"], self.eps, self.where))

# %% 03-2 right: step form of the paper
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        for key, beta, new in (("m", self.beta1, gradient), ("v", self.beta2, gradient * gradient)):
            old = memory[key] if key in memory else 0.0
            memory[key] = old + (1 - beta) * (new - old)
        c1, c2 = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if self.corrected else (1, 1)
        return memory["m"] / c1 / divisor(memory["v"] / c2, self.eps, self.where) * self.learning_rate

# %% 03-3 wrong: is anything divided, so that 1,000 cancels?
unmoved = {"SGD", "Adagrad", "RMSProp", "Adam"}

# %% 03-3 right: list
unmoved = ["Adam", "RMSProp", "Adagrad"]

# %% 03-1 wrong: the rate: brackets are missing: the whole sum of the curvatures stands below the 2
def best_rate(c1, c2):
    rate = 2 / c1 + c2
    factor = 1 - rate * c1
    return rate, factor

# %% 03-2 wrong: before the first step both averages are 0, not what the first gradient gives
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", gradient) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", gradient**2) + (1 - self.beta2) * gradient**2
        m, v = memory["m"], memory["v"]
        if self.corrected:
            m, v = m / (1 - self.beta1**self.t), v / (1 - self.beta2**self.t)
        return self.learning_rate * m / divisor(v, self.eps, self.where)

# %% 03-3 right: a tuple in small letters
unmoved = ("adam", "rmsprop", "adagrad")

# %% 03-3 right: one text
unmoved = "Adagrad, RMSProp and Adam"

# %% 03-3 right: keys of a dict
unmoved = {"Adam": 1, "RMSProp": 1, "Adagrad": 1}.keys()

# %% 03-3 right: an array
unmoved = np.array(["Adam", "Adagrad", "RMSProp"])

# %% 03-2 wrong: the largest v so far is kept, as AMSGrad does: in Adam it may fall again
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        m, v = memory["m"], memory["v"]
        of_m, of_v = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if self.corrected else (1, 1)
        memory["top"] = np.maximum(memory.get("top", 0), v / of_v)
        return self.learning_rate * m / of_m / divisor(memory["top"], self.eps, self.where)


# %% 03-2 wrong: the largest v so far is kept, as AMSGrad does
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        m, v = memory["m"], memory["v"]
        of_m, of_v = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if self.corrected else (1, 1)
        memory["top"] = np.maximum(memory.get("top", 0), v)
        return self.learning_rate * m / of_m / divisor(memory["top"] / of_v, self.eps, self.where)


# %% 03-2 wrong: the new gradient counts once more above the fraction, as in Nesterov's way
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        m, v = memory["m"], memory["v"]
        of_m, of_v = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if self.corrected else (1, 1)
        ahead = self.beta1 * m + (1 - self.beta1) * gradient
        return self.learning_rate * ahead / of_m / divisor(v / of_v, self.eps, self.where)


# %% 03-2 wrong: in Adam m alone stands there
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        m, v = memory["m"], memory["v"]
        of_m, of_v = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if self.corrected else (1, 1)
        ahead = self.beta1 * m / of_m + (1 - self.beta1) * gradient
        return self.learning_rate * ahead / divisor(v / of_v, self.eps, self.where)


# %% 03-2 wrong: in Nesterov's way: in Adam m alone stands there
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        m, v = memory["m"], memory["v"]
        of_m, of_v = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if self.corrected else (1, 1)
        ahead = self.beta1 * m / (1 - self.beta1 ** (self.t + 1)) + (1 - self.beta1) * gradient / of_m
        return self.learning_rate * ahead / divisor(v / of_v, self.eps, self.where)


# %% 03-1 wrong: the rate of momentum
def best_rate(c1, c2):
    root = ((c2 / c1) ** 0.5 - 1) / ((c2 / c1) ** 0.5 + 1)
    return (1 + root) ** 2 / c2, root


# %% 03-2 wrong: both are corrected by one beta
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        by = 1 - self.beta1**self.t if self.corrected else 1
        return self.learning_rate * memory["m"] / by / divisor(memory["v"] / by, self.eps, self.where)


# %% 03-2 wrong: epsilon is added to the root of v
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, where="outside", corrected=True):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        rate = self.learning_rate
        if self.corrected:
            rate = rate * (1 - self.beta2**self.t) ** 0.5 / (1 - self.beta1**self.t)
        return rate * memory["m"] / divisor(memory["v"], self.eps, self.where)
