# %% right: hyperbolic functions
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    return (1 / np.cosh(np.clip(z, -700, 700))) ** 2

# %% right: a share of exponentials, logarithms of them
def condition(z):
    e = np.exp(-2 * np.abs(z))
    return -2 * np.abs(z) * np.expm1(-2 * np.abs(z)) / (1 + e)


def lost_digits(z):
    z = np.maximum(np.abs(z), 1e-3)
    log = 2 * (z + np.log1p(-np.exp(-2 * z)) - np.log(2))
    return np.clip(log / np.log(10), 0, np.log10(2.0**52))


def tanh_slope(z):
    with np.errstate(over="ignore"):
        return (2 / (np.exp(z) + np.exp(-z))) ** 2

# %% right: products of sigmoids
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    from scipy.special import expit
    return 4 * expit(2 * z) * expit(-2 * z)

# %% right: torch for two of them
def condition(z):
    t = torch.from_numpy(np.array(z))
    return (2 * t * t.tanh()).numpy()


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    t = torch.from_numpy(np.array(z)).abs()
    return (1 / torch.cosh(t.clamp(max=500)) ** 2).numpy()

# %% right: mpmath, number by number
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    with mpmath.workdps(30):
        values = [float(mpmath.sech(mpmath.mpf(v)) ** 2) for v in np.ravel(z).tolist()]
    return np.array(values, dtype=float).reshape(np.shape(z))

# %% right: masks
def condition(z):
    z = np.asarray(z)
    result = np.zeros_like(z)
    return np.add(result, 2 * z * np.tanh(z))


def lost_digits(z):
    z = np.abs(np.asarray(z, dtype=float))
    top = 52 * math.log10(2)
    middle = (z > math.asinh(1)) & (z < 20)
    result = np.where(z >= 20, top, 0.0)
    result[middle] = np.minimum(np.log10(np.sinh(z[middle]) ** 2), top)
    return result


def tanh_slope(z):
    return (1 / np.cosh(np.clip(z, -700, 700))) ** 2

# %% wrong 2: the slope as 1 − tanh²
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    return 1 - np.tanh(z) ** 2

# %% wrong 2: the slope in two factors
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    return (1 - np.tanh(z)) * (1 + np.tanh(z))

# %% wrong 3: the slope through the logarithm
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    return np.exp(2 * (np.log(2) - np.logaddexp(z, -z)))

# %% wrong 3: the slope with powers of a rounded e
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    q = math.e ** (-2 * np.abs(z))
    return 4 * q / (1 + q) ** 2

# %% wrong 3: the slope overflows
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    with np.errstate(all="ignore"):
        return 4 * np.exp(2 * z) / (np.exp(2 * z) + 1) ** 2

# %% wrong 3: condition as written, 0/0 far out
def condition(z):
    slope = 1 / np.cosh(z) ** 2
    with np.errstate(all="ignore"):
        return np.abs(z * (-2 * np.tanh(z) * slope) / slope)


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    return (1 / np.cosh(np.clip(z, -700, 700))) ** 2

# %% wrong 2: condition without the z
def condition(z):
    return 2 * np.abs(np.tanh(z))


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    return (1 / np.cosh(np.clip(z, -700, 700))) ** 2

# %% wrong 2: condition with its sign
def condition(z):
    return -2 * z * np.tanh(z)


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    return (1 / np.cosh(np.clip(z, -700, 700))) ** 2

# %% wrong 2: condition without the 2
def condition(z):
    return np.abs(z * np.tanh(z))


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    return (1 / np.cosh(np.clip(z, -700, 700))) ** 2

# %% wrong 2: natural logarithm
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    with np.errstate(all="ignore"):
        return np.clip(2 * np.log(np.sinh(np.minimum(np.abs(z), 100))), 0, 52 * np.log10(2))


def tanh_slope(z):
    return (1 / np.cosh(np.clip(z, -700, 700))) ** 2

# %% wrong 3: digits without a limit, sinh overflows
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    with np.errstate(all="ignore"):
        return np.maximum(np.log10(np.sinh(z) ** 2), 0)


def tanh_slope(z):
    return (1 / np.cosh(np.clip(z, -700, 700))) ** 2

# %% wrong 2: digits from 1 − tanh²
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    t = np.tanh(z) ** 2
    with np.errstate(all="ignore"):
        return np.clip(np.log10(t / (1 - t)), 0, 52 * np.log10(2))


def tanh_slope(z):
    return (1 / np.cosh(np.clip(z, -700, 700))) ** 2

# %% wrong 2: digits of sinh, not of its square
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    with np.errstate(all="ignore"):
        return np.clip(np.log10(np.sinh(np.minimum(np.abs(z), 100))), 0, 52 * np.log10(2))


def tanh_slope(z):
    return (1 / np.cosh(np.clip(z, -700, 700))) ** 2

# %% wrong 2: negative digits below asinh 1
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    with np.errstate(all="ignore"):
        return np.minimum(2 * np.log10(np.sinh(np.minimum(np.abs(z), 100))), 52 * np.log10(2))


def tanh_slope(z):
    return (1 / np.cosh(np.clip(z, -700, 700))) ** 2

# %% wrong 2: digits in bits
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    with np.errstate(all="ignore"):
        return np.clip(2 * np.log2(np.sinh(np.minimum(np.abs(z), 100))), 0, 52)


def tanh_slope(z):
    return (1 / np.cosh(np.clip(z, -700, 700))) ** 2

# %% wrong 3: the slope changes z
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    z *= -2
    e = np.exp(-np.abs(z))
    return 4 * e / (1 + e) ** 2

# %% wrong 2: the slope in float32
def condition(z):
    return 2 * np.abs(z) * np.tanh(np.abs(z))


def lost_digits(z):
    z = np.abs(z)
    with np.errstate(all="ignore"):
        digits = 2 * np.log10(np.sinh(np.minimum(z, 100)))
    return np.minimum(np.maximum(digits, 0), 52 * np.log10(2))


def tanh_slope(z):
    return (1 / np.cosh(np.float32(z)) ** 2).astype(np.float64)
