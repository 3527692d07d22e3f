# %% right: a loop
def second_moment_growth(widths, slope=0.0):
    second = 1 + slope**2
    c = 6 * (1 + slope**4) / second**2 - 1
    growth = 1.0
    for n in widths:
        growth *= 1 + c / n
    return growth

# %% right: NumPy product
def second_moment_growth(widths, slope=0.0):
    v = 2 / (1 + slope**2)
    fourth = 1.5 * v**2 * (1 + slope**4)
    return float(np.prod(1 + (fourth - 1) / np.array(widths, dtype=float)))

# %% right: logarithms
def second_moment_growth(widths, slope=0.0):
    c = 6 * (1 + slope**4) / (1 + slope**2) ** 2 - 1
    return math.exp(math.fsum(math.log1p(c / n) for n in widths))

# %% right: recursion
def second_moment_growth(widths, slope=0.0):
    if len(widths) == 0:
        return 1.0
    n = widths[0]
    fourth = 6 * (1 + slope**4) / (1 + slope**2) ** 2
    return (fourth + n - 1) / n * second_moment_growth(widths[1:], slope)

# %% right: sums of pairs
def second_moment_growth(widths, slope=0.0):
    fourth = 6 * (1 + slope**4) / (1 + slope**2) ** 2
    product = 1.0
    for n in widths:
        same, different = n * fourth, n * (n - 1)
        product *= (same + different) / n**2
    return product

# %% right: 5 minus what the slope takes away
def second_moment_growth(widths, slope=0.0):
    s2 = slope * slope
    c = 5 - 12 * s2 / (1 + s2) ** 2
    from functools import reduce
    return reduce(lambda g, n: g * (1 + c / n), widths, 1.0)

# %% wrong 2: ReLU whatever the slope
def second_moment_growth(widths, slope=0.0):
    return float(np.prod([1 + 5 / n for n in widths]))

# %% wrong 0: a sum in place of the product
def second_moment_growth(widths, slope=0.0):
    c = 6 * (1 + slope**4) / (1 + slope**2) ** 2 - 1
    return 1.0 + sum(c / n for n in widths)

# %% wrong 0: 6 in place of 5
def second_moment_growth(widths, slope=0.0):
    c = 6 * (1 + slope**4) / (1 + slope**2) ** 2
    return math.prod((1 + c / n for n in widths), start=1.0)

# %% wrong 0: the exponential
def second_moment_growth(widths, slope=0.0):
    c = 6 * (1 + slope**4) / (1 + slope**2) ** 2 - 1
    return math.exp(sum(c / n for n in widths))

# %% wrong 1: the first width for all layers
def second_moment_growth(widths, slope=0.0):
    c = 6 * (1 + slope**4) / (1 + slope**2) ** 2 - 1
    return (1 + c / widths[0]) ** len(widths)

# %% wrong 0: linear networks
def second_moment_growth(widths, slope=0.0):
    return math.prod((1 + 2 / n for n in widths), start=1.0)

# %% wrong 0: leaves out the last layer
def second_moment_growth(widths, slope=0.0):
    c = 6 * (1 + slope**4) / (1 + slope**2) ** 2 - 1
    return math.prod((1 + c / n for n in widths[:-1]), start=1.0)

# %% wrong 2: the variance 2 / n_in for every slope
def second_moment_growth(widths, slope=0.0):
    c = 6 * (1 + slope**4) - (1 + slope**2) ** 2
    return math.prod(((1 + slope**2) ** 2 + c / n for n in widths), start=1.0)

# %% wrong 2: a slope squared in place of its fourth power
def second_moment_growth(widths, slope=0.0):
    c = 6 * (1 + slope**2) / (1 + slope**2) ** 2 - 1
    return math.prod((1 + c / n for n in widths), start=1.0)

# %% wrong 2: 5 scaled by the slope
def second_moment_growth(widths, slope=0.0):
    c = 5 * (1 + slope**4) / (1 + slope**2) ** 2
    return math.prod((1 + c / n for n in widths), start=1.0)

# %% wrong 1: sorts the widths in place
def second_moment_growth(widths, slope=0.0):
    c = 6 * (1 + slope**4) / (1 + slope**2) ** 2 - 1
    widths.sort()
    return math.prod((1 + c / n for n in widths), start=1.0)

# %% wrong 1: the mean width
def second_moment_growth(widths, slope=0.0):
    c = 6 * (1 + slope**4) / (1 + slope**2) ** 2 - 1
    return (1 + c / np.mean(widths)) ** len(widths)

# %% wrong 0: float32
def second_moment_growth(widths, slope=0.0):
    c = 6 * (1 + slope**4) / (1 + slope**2) ** 2 - 1
    return float(np.prod([np.float32(1 + c / n) for n in widths], dtype=np.float32))

# %% wrong 0: the variance instead of the second moment
def second_moment_growth(widths, slope=0.0):
    c = 6 * (1 + slope**4) / (1 + slope**2) ** 2 - 1
    return math.prod((1 + c / n for n in widths), start=1.0) - 1

# %% wrong 0: a simulation
def second_moment_growth(widths, slope=0.0):
    rng, q = np.random.default_rng(0), np.ones(2000)
    for n in widths:
        z = rng.normal(0, np.sqrt(2 / (1 + slope**2)), (2000, min(n, 300)))
        q = q * np.square(np.where(z > 0, z, slope * z)).mean(axis=1)
    return float(np.mean(q**2))
