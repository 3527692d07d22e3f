# %% right: both parts
def equal_width_variance(width, depth):
    return 3.0 ** (-depth) * (1 - 1 / (2 * width)) + 1 / (2 * width)

# %% right: the recursion of section 2
def equal_width_variance(width, depth):
    return float(output_variances([width] * (depth + 1))[-1])

# %% right: a loop
def equal_width_variance(width, depth):
    v = 1.0
    for _ in range(depth):
        v = (v + 1 / width) / 3
    return v

# %% right: fractions
def equal_width_variance(width, depth):
    third = Fraction(1, 3) ** depth
    return float(third + (1 - third) / (2 * Fraction(width)))

# %% right: the distance to the fixed point
def equal_width_variance(width, depth):
    limit = 0.5 / width
    return limit + (1 - limit) * np.exp(-depth * np.log(3))

# %% right: the sum as it stands
def equal_width_variance(width, depth):
    return 3.0**-depth + sum(3.0 ** (j - depth) for j in range(depth)) / width

# %% wrong 0: without biases
def equal_width_variance(width, depth):
    return 3.0**-depth

# %% wrong 0: the limit
def equal_width_variance(width, depth):
    return 1 / (2 * width)

# %% wrong 0: the sum begins at 1 in place of 1/3
def equal_width_variance(width, depth):
    share = 3.0**-depth
    return share + 3 * (1 - share) / (2 * width)

# %% wrong 0: one term too many
def equal_width_variance(width, depth):
    return 3.0**-depth + (1 - 3.0 ** -(depth + 1)) / (2 * width)

# %% wrong 0: the half is forgotten
def equal_width_variance(width, depth):
    share = 3.0**-depth
    return share + (1 - share) / width

# %% wrong 0: a sixth in place of a third
def equal_width_variance(width, depth):
    share = 6.0**-depth
    return share + (1 - share) * 2 / (5 * width)

# %% wrong 0: depth counts the widths
def equal_width_variance(width, depth):
    share = 3.0 ** -(depth - 1)
    return share + (1 - share) / (2 * width)

# %% wrong 0: 3L in place of 3 to the power of L
def equal_width_variance(width, depth):
    share = 1 / (3 * depth) if depth else 1.0
    return share + (1 - share) / (2 * width)

# %% wrong 0: the input's part is forgotten
def equal_width_variance(width, depth):
    return (1 - 3.0**-depth) / (2 * width)

# %% wrong 0: the deviation
def equal_width_variance(width, depth):
    share = 3.0**-depth
    return (share + (1 - share) / (2 * width)) ** 0.5

# %% wrong 0: width and depth exchanged
def equal_width_variance(width, depth):
    share = 3.0**-width
    return share + (1 - share) / (2 * max(depth, 1))

# %% wrong 0: the powers grow
def equal_width_variance(width, depth):
    share = 3.0**depth
    return share + (1 - share) / (2 * width)

# %% wrong 0: random nets instead of the formula
def equal_width_variance(width, depth):
    rng, count = np.random.default_rng(0), 2000
    b, y = width**-0.5, rng.normal(size=(count, min(width, 40)))
    for _ in range(min(depth, 40)):
        y = y.mean() + rng.uniform(-b, b, y.shape) * y + rng.uniform(-b, b, y.shape)
    return float((y**2).mean()) if depth else 1.0

# %% wrong 1: fails for no layer at all
def equal_width_variance(width, depth):
    v = None
    for _ in range(depth):
        v = ((1.0 if v is None else v) + 1 / width) / 3
    return v
