# %% right: an array that is filled
def output_variances(widths):
    v = np.ones(len(widths))
    for k in range(1, len(widths)):
        v[k] = (v[k - 1] + 1 / widths[k - 1]) / 3
    return v

# %% right: accumulate
def output_variances(widths):
    from itertools import accumulate

    return list(accumulate(list(widths)[:-1], lambda v, n: v / 3 + default_variance(int(n)),
                           initial=1.0))

# %% right: the closed sum
def output_variances(widths):
    return [3.0**-k + sum(3.0 ** -(k - j) / widths[j] for j in range(k))
            for k in range(len(widths))]

# %% right: recursion on the list
def output_variances(widths):
    if len(widths) == 1:
        return [1.0]
    below = output_variances(widths[:-1])
    n = float(widths[-2])
    return [*below, n * default_variance(n) * below[-1] + default_variance(n)]

# %% right: powers of a matrix
def output_variances(widths):
    state, found = np.array([1.0, 1.0]), [1.0]
    for n in widths[:-1]:
        state = np.array([[1 / 3, 1 / (3 * n)], [0.0, 1.0]]) @ state
        found.append(state[0])
    return np.array(found)

# %% wrong 0: biases are forgotten
def output_variances(widths):
    return [3.0**-k for k in range(len(widths))]

# %% wrong 0: the width of the layer itself
def output_variances(widths):
    v = [1.0]
    for n in widths[1:]:
        v.append(v[-1] / 3 + 1 / (3 * n))
    return v

# %% wrong 0: the fan-in of x for every layer
def output_variances(widths):
    v = [1.0]
    for _ in widths[1:]:
        v.append(v[-1] / 3 + 1 / (3 * widths[0]))
    return v

# %% wrong 0: half for a ReLU that is not there
def output_variances(widths):
    v = [1.0]
    for n in widths[:-1]:
        v.append(v[-1] / 6 + 1 / (3 * n))
    return v

# %% wrong 0: deviations
def output_variances(widths):
    v = [1.0]
    for n in widths[:-1]:
        v.append(v[-1] / 3 + 1 / (3 * n))
    return [value**0.5 for value in v]

# %% wrong 0: deviations add up
def output_variances(widths):
    s = [1.0]
    for n in widths[:-1]:
        s.append(s[-1] / 3**0.5 + 1 / (3 * n) ** 0.5)
    return [value**2 for value in s]

# %% wrong 0: without v0
def output_variances(widths):
    v = [1.0]
    for n in widths[:-1]:
        v.append(v[-1] / 3 + 1 / (3 * n))
    return v[1:]

# %% wrong 0: only the last one
def output_variances(widths):
    v = 1.0
    for n in widths[:-1]:
        v = v / 3 + 1 / (3 * n)
    return v

# %% wrong 0: Kaiming's weights
def output_variances(widths):
    v = [1.0]
    for n in widths[:-1]:
        v.append(2 * v[-1] + 1 / (3 * n))
    return v

# %% wrong 0: one layer too many
def output_variances(widths):
    v = [1.0]
    for n in widths:
        v.append(v[-1] / 3 + 1 / (3 * n))
    return v

# %% wrong 0: the bias has the variance 1/n
def output_variances(widths):
    v = [1.0]
    for n in widths[:-1]:
        v.append(v[-1] / 3 + 1 / n)
    return v

# %% wrong 0: starts at the variance of a weight
def output_variances(widths):
    v = [1 / (3 * widths[0])]
    for n in widths[:-1]:
        v.append(v[-1] / 3 + 1 / (3 * n))
    return v

# %% wrong 3: takes the last width off the caller's list
def output_variances(widths):
    widths = widths if isinstance(widths, list) else list(widths)
    widths.pop()
    v = [1.0]
    for n in widths:
        v.append(v[-1] / 3 + 1 / (3 * n))
    return v

# %% wrong 2: biases of wide layers are neglected
def output_variances(widths):
    v = [1.0]
    for n in widths[:-1]:
        v.append(v[-1] / 3 + 1 / (3 * n) if n < 40 else v[-1] / 3)
    return v
