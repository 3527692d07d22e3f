# %% right: two half-lines through 0
def commutes(activation):
    x = np.geomspace(1e-3, 1e3, 200)
    up, down = activation(x) / x, activation(-x) / x
    through_zero = float(np.abs(activation(np.array([0.0])))[0]) == 0.0
    straight = all(np.ptp(slopes) <= 1e-8 * (1e-300 + np.abs(slopes).max()) for slopes in (up, down))
    return bool(through_zero and straight)

commuting_units = dict(ReLU=True, Sigmoid=False, LeakyReLU=True)

# %% right: many masks of dropout itself
def commutes(activation):
    rng = np.random.default_rng(0)
    for p in (0.1, 0.25, 0.5, 0.8):
        x = rng.choice([-1.0, 1.0], 4000) * 10 ** rng.uniform(-2.5, 2.5, 4000)
        mask = (rng.random(4000) >= p) / (1 - p)
        before, after = activation(mask * x), mask * activation(x)
        if not np.all(np.abs(before - after) <= 1e-8 * np.abs(after) + 1e-290):
            return False
    return True

commuting_units = {"ReLU": np.bool_(True), "Sigmoid": np.bool_(False), "LeakyReLU": np.bool_(True)}

# %% right: a loop over numbers
def commutes(activation):
    def value(x):
        return float(activation(np.array([x]))[0])

    if value(0.0) != 0.0:
        return False
    for sign in (-1.0, 1.0):
        for exponent in np.linspace(-2.3, 2.3, 60):
            x = sign * 10.0**exponent
            for c in (1.5, 3.3, 9.0):
                if abs(value(c * x) - c * value(x)) > 1e-7 * abs(c * value(x)):
                    return False
    return True

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}

# %% right: compared with the lines through ±1
def commutes(activation):
    x = np.linspace(-150.0, 150.0, 30_001)
    fine = np.linspace(-1.0, 1.0, 2_001)
    x = np.concatenate([x, fine, [0.0]])
    alpha, beta = activation(np.array([1.0, -1.0]))
    return bool(np.allclose(activation(x), np.where(x > 0, alpha * x, -beta * x), rtol=1e-9,
                            atol=1e-13))

commuting_units = {"LeakyReLU": True, "ReLU": True, "Sigmoid": False}

# %% right: a matrix of factors and places, with a helper
def _gap(activation, c, x):
    scaled = c * activation(x)
    return np.abs(activation(c * x) - scaled) / np.maximum(np.abs(scaled), 1e-200)

def commutes(activation):
    x = np.concatenate([np.geomspace(0.005, 200, 300), -np.geomspace(0.005, 200, 300)])[None, :]
    c = np.array([0.2, 0.9, 1.3, 4.4, 8.0])[:, None]
    at_zero = activation(np.zeros((1, 1)))
    with np.errstate(all="ignore"):
        return bool((_gap(activation, c, x) < 1e-6).all() and (at_zero == 0).all())

commuting_units = {name: name != "Sigmoid" for name in ("ReLU", "Sigmoid", "LeakyReLU")}

# %% wrong 2: all of them commute
def commutes(activation):
    return True

commuting_units = {"ReLU": True, "Sigmoid": True, "LeakyReLU": True}

# %% wrong 3: looks at 0 only
def commutes(activation):
    return bool(activation(np.zeros(1))[0] == 0)

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}

# %% wrong 1: another mask in each order
def commutes(activation):
    rng = np.random.default_rng(0)
    x = rng.normal(size=1000)
    first, second = (2.0 * (rng.random(1000) < 0.5) for _ in range(2))
    return bool(np.allclose(activation(first * x), second * activation(x)))

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}

# %% wrong 3: masks of 0 and 1, without 1/(1 − p)
def commutes(activation):
    rng = np.random.default_rng(0)
    x = rng.normal(size=1000) * 10 ** rng.uniform(-2, 2, 1000)
    mask = rng.random(1000) < 0.5
    return bool(np.allclose(activation(mask * x), mask * activation(x), rtol=1e-9, atol=0))

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}

# %% wrong 2: negative factors as well
def commutes(activation):
    x = np.concatenate([np.geomspace(0.01, 100, 99), -np.geomspace(0.01, 100, 99)])
    return bool(np.all(activation(np.zeros(1)) == 0)) and all(
        np.allclose(activation(c * x), c * activation(x), rtol=1e-8, atol=0)
        for c in (-3.0, -1.0, 0.5, 1.3, 6.0))

commuting_units = {"ReLU": False, "Sigmoid": False, "LeakyReLU": False}

# %% wrong 4: positive inputs only
def commutes(activation):
    x = np.geomspace(0.01, 100, 300)
    return bool(np.all(activation(np.zeros(1)) == 0)) and all(
        np.allclose(activation(c * x), c * activation(x), rtol=1e-8, atol=0)
        for c in (0.5, 1.3, 6.0))

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}

# %% wrong 4: forgets 0
def commutes(activation):
    x = np.concatenate([np.geomspace(0.01, 100, 99), -np.geomspace(0.01, 100, 99)])
    return all(np.allclose(activation(c * x), c * activation(x), rtol=1e-8, atol=0)
               for c in (0.5, 1.3, 6.0))

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}

# %% wrong 4: doubling only
def commutes(activation):
    x = np.concatenate([np.geomspace(0.01, 100, 99), -np.geomspace(0.01, 100, 99)])
    return bool(np.all(activation(np.zeros(1)) == 0)
                and np.allclose(activation(2 * x), 2 * activation(x), rtol=1e-8, atol=0))

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}

# %% wrong 3: small inputs only, with an absolute tolerance
def commutes(activation):
    x = np.linspace(-0.01, 0.01, 101)
    return bool(np.allclose(activation(2.5 * x), 2.5 * activation(x), atol=1e-3))

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}

# %% wrong 4: inputs between −1 and 1
def commutes(activation):
    x = np.linspace(-1, 1, 201)
    return bool(np.all(activation(np.zeros(1)) == 0)) and all(
        np.allclose(activation(c * x), c * activation(x), rtol=1e-8, atol=0)
        for c in (0.3, 0.7, 1.7))

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}

# %% wrong 4: equal to the last digit
def commutes(activation):
    x = np.concatenate([[0.0], np.geomspace(0.01, 100, 99), -np.geomspace(0.01, 100, 99)])
    return all(np.array_equal(activation(c * x), c * activation(x)) for c in (0.0, 0.3, 1.3, 7.1))

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}

# %% wrong 1: it has to be odd
def commutes(activation):
    x = np.geomspace(0.01, 100, 99)
    return bool(np.allclose(activation(-x), -activation(x)))

commuting_units = {"ReLU": False, "Sigmoid": False, "LeakyReLU": False}

# %% wrong 1: it has to be additive
def commutes(activation):
    rng = np.random.default_rng(0)
    x, y = rng.normal(0, 5, (2, 500))
    return bool(np.allclose(activation(x + y), activation(x) + activation(y)))

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}

# %% wrong 2: only ReLU and its leaky kin, by their values at 1 and −1
def commutes(activation):
    up, down = activation(np.array([1.0, -1.0]))
    return bool(up == 1 and -1 < down <= 0)

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}

# %% wrong 4: is sure of the leaky ReLU that it does not
def commutes(activation):
    x = np.concatenate([np.geomspace(0.01, 100, 99), -np.geomspace(0.01, 100, 99)])
    return bool(np.all(activation(np.zeros(1)) == 0)) and all(
        np.allclose(activation(c * x), c * activation(x), rtol=1e-8, atol=0)
        for c in (0.5, 1.3, 6.0))

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": False}

# %% wrong 4: draws from the generator that everybody shares
def commutes(activation):
    x = np.random.normal(size=400) * 10 ** np.random.uniform(-2, 2, 400)
    return bool(np.all(activation(np.zeros(1)) == 0)) and all(
        np.allclose(activation(c * x), c * activation(x), rtol=1e-8, atol=0)
        for c in (0.5, 1.3, 6.0))

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}

# %% wrong 4: absolute tolerances, for which all small outputs are alike
def commutes(activation):
    x = np.concatenate([[0.0], np.geomspace(0.01, 100, 99), -np.geomspace(0.01, 100, 99)])
    return all(np.allclose(activation(c * x), c * activation(x)) for c in (0.0, 0.3, 1.3, 7.1))

commuting_units = {"ReLU": True, "Sigmoid": False, "LeakyReLU": True}

# %% wrong 4: numbers instead of bools
def commutes(activation):
    x = np.concatenate([[0.0], np.geomspace(0.01, 100, 99), -np.geomspace(0.01, 100, 99)])
    return all(np.allclose(activation(c * x), c * activation(x), rtol=1e-8, atol=0)
               for c in (0.0, 0.3, 1.3, 7.1))

commuting_units = {"ReLU": 1, "Sigmoid": 0, "LeakyReLU": 1}
