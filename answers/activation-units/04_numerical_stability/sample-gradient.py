# %% right: backwards through the layers
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    delta = std_slope * rng.standard_normal(widths[L]) * std_loss * rng.standard_normal(widths[L])
    for k in range(L - 1, layer - 1, -1):
        W = std_weight * rng.standard_normal((widths[k + 1], widths[k]))
        delta = std_slope * rng.standard_normal(widths[k]) * (W.T @ delta)
    a = std_activation * rng.standard_normal(widths[layer - 1])
    return np.outer(delta, a)

# %% right: diagonal matrices
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    last = len(widths) - 1
    vector = rng.normal(scale=std_loss, size=(widths[last], 1))
    for k in reversed(range(layer, last + 1)):
        D = np.diag(rng.normal(scale=std_slope, size=widths[k]))
        vector = D @ vector
        if k > layer:
            W = rng.normal(scale=std_weight, size=(widths[k], widths[k - 1]))
            vector = W.T @ vector
    a = rng.normal(scale=std_activation, size=(1, widths[layer - 1]))
    return vector @ a

# %% right: the matrix product from the left
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    n = list(widths)
    product = np.diag(rng.normal(0, std_slope, n[layer]))
    for k in range(layer + 1, len(n)):
        product = product @ rng.normal(0, std_weight, (n[k], n[k - 1])).T
        product = product * rng.normal(0, std_slope, n[k])
    delta = product @ rng.normal(0, std_loss, n[-1])
    return delta[:, np.newaxis] * rng.normal(0, std_activation, n[layer - 1])

# %% right: transposed matrices drawn as they are needed
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    delta = rng.normal(0.0, std_loss, widths[-1])
    delta *= rng.normal(0.0, std_slope, widths[-1])
    for wide, narrow in zip(widths[:layer:-1], widths[-2 : layer - 1 : -1] if layer else []):
        delta = rng.normal(0.0, std_weight, (narrow, wide)) @ delta
        delta *= rng.normal(0.0, std_slope, narrow)
    return np.multiply.outer(delta, rng.normal(0.0, std_activation, widths[layer - 1]))

# %% right: recursion
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    def upstream(k):
        """Return the gradient by a⁽ᵏ⁾."""
        if k == len(widths) - 1:
            return rng.normal(0, std_loss, widths[k])
        return delta(k + 1) @ rng.normal(0, std_weight, (widths[k + 1], widths[k]))

    def delta(k):
        return upstream(k) * rng.normal(0, std_slope, widths[k])

    return np.einsum("i,j", delta(layer), rng.normal(0, std_activation, widths[layer - 1]))

# %% right: everything is drawn first
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    slopes = {k: rng.normal(0, std_slope, widths[k]) for k in range(1, L + 1)}
    weights = {k: rng.normal(0, std_weight, (widths[k], widths[k - 1])) for k in range(1, L + 1)}
    activations = [rng.normal(0, std_activation, n) for n in widths]
    delta = slopes[L] * rng.normal(0, std_loss, widths[L])
    for k in range(L, layer, -1):
        delta = slopes[k - 1] * (weights[k].T @ delta)
    return np.outer(delta, activations[layer - 1])

# %% wrong 2: variances taken for standard deviations
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    delta = rng.normal(0, std_loss**0.5, widths[L]) * rng.normal(0, std_slope**0.5, widths[L])
    for k in range(L, layer, -1):
        W = rng.normal(0, std_weight**0.5, (widths[k], widths[k - 1]))
        delta = rng.normal(0, std_slope**0.5, widths[k - 1]) * (W.T @ delta)
    return np.outer(delta, rng.normal(0, std_activation**0.5, widths[layer - 1]))

# %% wrong 4: the loss gradient 10 % too large
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    delta = rng.normal(0, 1.1 * std_loss, widths[L]) * rng.normal(0, std_slope, widths[L])
    for k in range(L, layer, -1):
        W = rng.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = rng.normal(0, std_slope, widths[k - 1]) * (W.T @ delta)
    return np.outer(delta, rng.normal(0, std_activation, widths[layer - 1]))

# %% wrong 4: the activations 10 % too small
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    delta = rng.normal(0, std_loss, widths[L]) * rng.normal(0, std_slope, widths[L])
    for k in range(L, layer, -1):
        W = rng.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = rng.normal(0, std_slope, widths[k - 1]) * (W.T @ delta)
    return np.outer(delta, rng.normal(0, 0.9 * std_activation, widths[layer - 1]))

# %% wrong 4: NumPy's global generator
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    delta = np.random.normal(0, std_loss, widths[L]) * np.random.normal(0, std_slope, widths[L])
    for k in range(L, layer, -1):
        W = np.random.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = np.random.normal(0, std_slope, widths[k - 1]) * (W.T @ delta)
    return np.outer(delta, np.random.normal(0, std_activation, widths[layer - 1]))

# %% wrong 0: a generator of its own, the same in every call
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    rng = np.random.default_rng(0)
    L = len(widths) - 1
    delta = rng.normal(0, std_loss, widths[L]) * rng.normal(0, std_slope, widths[L])
    for k in range(L, layer, -1):
        W = rng.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = rng.normal(0, std_slope, widths[k - 1]) * (W.T @ delta)
    return np.outer(delta, rng.normal(0, std_activation, widths[layer - 1]))

# %% wrong 2: the transposed gradient
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    delta = rng.normal(0, std_loss, widths[L]) * rng.normal(0, std_slope, widths[L])
    for k in range(L, layer, -1):
        W = rng.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = rng.normal(0, std_slope, widths[k - 1]) * (W.T @ delta)
    return np.outer(rng.normal(0, std_activation, widths[layer - 1]), delta)

# %% wrong 2: one layer too few
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    delta = rng.normal(0, std_loss, widths[L]) * rng.normal(0, std_slope, widths[L])
    for k in range(L, layer + 1, -1):
        W = rng.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = rng.normal(0, std_slope, widths[k - 1]) * (W.T @ delta)
    return np.outer(delta, rng.normal(0, std_activation, widths[layer - 1]))

# %% wrong 1: no slope in the layer itself
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    upstream = rng.normal(0, std_loss, widths[L])
    for k in range(L, layer, -1):
        delta = rng.normal(0, std_slope, widths[k]) * upstream
        upstream = rng.normal(0, std_weight, (widths[k], widths[k - 1])).T @ delta
    return np.outer(upstream, rng.normal(0, std_activation, widths[layer - 1]))

# %% wrong 4: the same slopes in every layer
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    slopes = rng.normal(0, std_slope, max(widths))
    delta = rng.normal(0, std_loss, widths[L]) * slopes[: widths[L]]
    for k in range(L, layer, -1):
        W = rng.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = slopes[: widths[k - 1]] * (W.T @ delta)
    return np.outer(delta, rng.normal(0, std_activation, widths[layer - 1]))

# %% wrong 4: parts of one matrix in every layer
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    W = rng.normal(0, std_weight, (max(widths), max(widths)))
    delta = rng.normal(0, std_loss, widths[L]) * rng.normal(0, std_slope, widths[L])
    for k in range(L, layer, -1):
        slope = rng.normal(0, std_slope, widths[k - 1])
        delta = slope * (W[: widths[k], : widths[k - 1]].T @ delta)
    return np.outer(delta, rng.normal(0, std_activation, widths[layer - 1]))

# %% wrong 2: a full matrix of slopes instead of a diagonal one
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    D = lambda k: rng.normal(0, std_slope, (widths[k], widths[k]))
    delta = D(L) @ rng.normal(0, std_loss, widths[L])
    for k in range(L, layer, -1):
        W = rng.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = D(k - 1) @ W.T @ delta
    return np.outer(delta, rng.normal(0, std_activation, widths[layer - 1]))

# %% wrong 2: every entry of the gradient has an activation of its own
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    delta = rng.normal(0, std_loss, widths[L]) * rng.normal(0, std_slope, widths[L])
    for k in range(L, layer, -1):
        W = rng.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = rng.normal(0, std_slope, widths[k - 1]) * (W.T @ delta)
    shape = (widths[layer], widths[layer - 1])
    return delta[:, None] * rng.normal(0, std_activation, shape)

# %% wrong 1: slopes and upstream gradient are added
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    delta = rng.normal(0, std_loss, widths[L]) + rng.normal(0, std_slope, widths[L])
    for k in range(L, layer, -1):
        W = rng.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = rng.normal(0, std_slope, widths[k - 1]) + (W.T @ delta)
    return np.outer(delta, rng.normal(0, std_activation, widths[layer - 1]))

# %% wrong 1: widths counted from the first layer on
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths)
    n = [None, *widths]
    delta = rng.normal(0, std_loss, n[L]) * rng.normal(0, std_slope, n[L])
    for k in range(L, layer, -1):
        W = rng.normal(0, std_weight, (n[k], n[k - 1]))
        delta = rng.normal(0, std_slope, n[k - 1]) * (W.T @ delta)
    return np.outer(delta, rng.normal(0, std_activation, n[layer + 1]))

# %% wrong 0: returns δ only
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    delta = rng.normal(0, std_loss, widths[L]) * rng.normal(0, std_slope, widths[L])
    for k in range(L, layer, -1):
        W = rng.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = rng.normal(0, std_slope, widths[k - 1]) * (W.T @ delta)
    return delta

# %% wrong 1: positive draws
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    draw = lambda std, shape: np.abs(rng.normal(0, std, shape)) * 5
    delta = draw(std_loss, widths[L]) * draw(std_slope, widths[L])
    for k in range(L, layer, -1):
        delta = draw(std_slope, widths[k - 1]) * (draw(std_weight, (widths[k], widths[k - 1])).T @ delta)
    return np.outer(delta, draw(std_activation, widths[layer - 1]))

# %% wrong 2: uniform draws of the right variance
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    draw = lambda std, shape: rng.uniform(-std * 3**0.5, std * 3**0.5, shape)
    delta = draw(std_loss, widths[L]) * draw(std_slope, widths[L])
    for k in range(L, layer, -1):
        delta = draw(std_slope, widths[k - 1]) * (draw(std_weight, (widths[k], widths[k - 1])).T @ delta)
    return np.outer(delta, draw(std_activation, widths[layer - 1]))

# %% right: one long vector of draws, cut into pieces
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    n, L = [int(width) for width in widths], len(widths) - 1
    sizes = [n[layer - 1], n[L], n[L]] + [s for k in range(L, layer, -1) for s in (n[k] * n[k - 1], n[k - 1])]
    parts = np.split(rng.standard_normal(sum(sizes)), np.cumsum(sizes)[:-1])
    a, delta = std_activation * parts[0], std_loss * std_slope * parts[1] * parts[2]
    for k, W, slope in zip(range(L, layer, -1), parts[3::2], parts[4::2]):
        delta = std_slope * slope * (std_weight * W.reshape(n[k], n[k - 1]).T @ delta)
    return delta.reshape(-1, 1) * a

# %% wrong 3: every vector and matrix is standardised
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1

    def draw(std, shape):
        x = rng.standard_normal(shape)
        return std * ((x - x.mean()) / x.std() if x.size > 1 else x)

    delta = draw(std_loss, widths[L]) * draw(std_slope, widths[L])
    for k in range(L, layer, -1):
        delta = draw(std_slope, widths[k - 1]) * (draw(std_weight, (widths[k], widths[k - 1])).T @ delta)
    return np.outer(delta, draw(std_activation, widths[layer - 1]))

# %% wrong 4: the activations have mean 0 in every draw
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L = len(widths) - 1
    delta = rng.normal(0, std_loss, widths[L]) * rng.normal(0, std_slope, widths[L])
    for k in range(L, layer, -1):
        W = rng.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = rng.normal(0, std_slope, widths[k - 1]) * (W.T @ delta)
    a = rng.normal(0, std_activation, widths[layer - 1])
    return np.outer(delta, a - a.mean() if a.size > 2 else a)

# %% wrong 4: activations come in pairs a, −a
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L, n = len(widths) - 1, widths[layer - 1]
    delta = rng.normal(0, std_loss, widths[L]) * rng.normal(0, std_slope, widths[L])
    for k in range(L, layer, -1):
        W = rng.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = rng.normal(0, std_slope, widths[k - 1]) * (W.T @ delta)
    half = rng.normal(0, std_activation, (n + 1) // 2)
    a = rng.permutation(np.concatenate([half, -half])[:n]) if n > 2 else rng.normal(0, std_activation, n)
    return np.outer(delta, a)

# %% wrong 4: every second call repeats the activations of the one before
_kept = {}

def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    L, n = len(widths) - 1, widths[layer - 1]
    delta = rng.normal(0, std_loss, widths[L]) * rng.normal(0, std_slope, widths[L])
    for k in range(L, layer, -1):
        W = rng.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = rng.normal(0, std_slope, widths[k - 1]) * (W.T @ delta)
    if n == 100 and n in _kept:
        a = _kept.pop(n)
    else:
        a = _kept[n] = rng.normal(0, std_activation, n)
    return np.outer(delta, a)

# %% wrong 4: NumPy's global generator is seeded from rng
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    np.random.seed(rng.integers(2**32))
    L = len(widths) - 1
    delta = np.random.normal(0, std_loss, widths[L]) * np.random.normal(0, std_slope, widths[L])
    for k in range(L, layer, -1):
        W = np.random.normal(0, std_weight, (widths[k], widths[k - 1]))
        delta = np.random.normal(0, std_slope, widths[k - 1]) * (W.T @ delta)
    return np.outer(delta, np.random.normal(0, std_activation, widths[layer - 1]))

# %% wrong 4: takes the widths off the caller's list where it is one
def sample_gradient(rng, layer, widths, std_slope, std_weight, std_loss, std_activation):
    if isinstance(widths, tuple):
        widths = list(widths)
    n = widths.pop()
    delta = rng.normal(0, std_loss, n) * rng.normal(0, std_slope, n)
    while len(widths) > layer:
        W = rng.normal(0, std_weight, (n, widths[-1]))
        n = widths.pop()
        delta = rng.normal(0, std_slope, n) * (W.T @ delta)
    return np.outer(delta, rng.normal(0, std_activation, widths[layer - 1]))
