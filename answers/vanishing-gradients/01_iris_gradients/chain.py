# %% right: forward, then back from the error
def chain_gradient(weights, x, target):
    activations = [x]
    for w in weights:
        activations.append(1 / (1 + np.exp(-w * activations[-1])))
    delta = activations[-1] - target
    for k in range(len(weights) - 1, -1, -1):
        delta = delta * activations[k + 1] * (1 - activations[k + 1])
        if k:
            delta = delta * weights[k]
    return delta * x

# %% right: tangents on the way forward
def chain_gradient(weights, x, target):
    a, da = float(x), None
    for w in weights:
        a_next = 1.0 / (1.0 + np.exp(-(w * a)))
        slope = a_next * (1 - a_next)
        da = slope * a if da is None else slope * w * da
        a = a_next
    return (a - target) * da

# %% right: recursion
def chain_gradient(weights, x, target):
    def below(k):
        """Return a_k and its derivative by the first weight."""
        if k == 0:
            return x, 0.0
        a, da = below(k - 1)
        s = 1 / (1 + np.exp(-weights[k - 1] * a))
        return s, s * (1 - s) * (a if k == 1 else weights[k - 1] * da)

    a, da = below(len(weights))
    return (a - target) * da

# %% right: products of arrays
def chain_gradient(weights, x, target):
    w = np.array(weights, dtype=float)
    a = np.empty(w.size + 1)
    a[0] = x
    for k in range(w.size):
        a[k + 1] = 0.5 * (1 + np.tanh(w[k] * a[k] / 2))
    return (a[-1] - target) * x * np.prod(a[1:] * (1 - a[1:])) * np.prod(w[1:])

# %% right: the math module, with slopes from cosh
def chain_gradient(weights, x, target):
    import math

    a, product = x, x
    for k, w in enumerate(weights):
        z = w * a
        product *= 0.25 / math.cosh(z / 2) ** 2 * (w if k else 1)
        a = 1 / (1 + math.exp(-z))
    return (a - target) * product

# %% right: torch for numbers, and no autograd
def chain_gradient(weights, x, target):
    a, terms = torch.tensor(float(x), dtype=torch.float64), []
    for w in weights:
        a = torch.sigmoid(float(w) * a)
        terms.append((a * (1 - a)).item())
    gradient = (a.item() - target) * float(x) * terms[0]
    for w, slope in zip(list(weights)[1:], terms[1:]):
        gradient *= float(w) * slope
    return gradient

# %% wrong 0: the error the other way round
def chain_gradient(weights, x, target):
    a, g = x, x
    for k, w in enumerate(weights):
        a = 1 / (1 + np.exp(-w * a))
        g = g * a * (1 - a) * (w if k else 1)
    return (target - a) * g

# %% wrong 0: the factor 2 of a square without its half
def chain_gradient(weights, x, target):
    a, g = x, x
    for k, w in enumerate(weights):
        a = 1 / (1 + np.exp(-w * a))
        g = g * a * (1 - a) * (w if k else 1)
    return 2 * (a - target) * g

# %% wrong 0: w1 in place of x
def chain_gradient(weights, x, target):
    a, g = x, 1.0
    for w in weights:
        a = 1 / (1 + np.exp(-w * a))
        g = g * a * (1 - a) * w
    return (a - target) * g

# %% wrong 0: x is forgotten
def chain_gradient(weights, x, target):
    a, g = x, 1.0
    for k, w in enumerate(weights):
        a = 1 / (1 + np.exp(-w * a))
        g = g * a * (1 - a) * (w if k else 1)
    return (a - target) * g

# %% wrong 0: x and w1, both
def chain_gradient(weights, x, target):
    a, g = x, x
    for w in weights:
        a = 1 / (1 + np.exp(-w * a))
        g = g * a * (1 - a) * w
    return (a - target) * g

# %% wrong 0: the error itself, without its derivative
def chain_gradient(weights, x, target):
    a, g = x, x
    for k, w in enumerate(weights):
        a = 1 / (1 + np.exp(-w * a))
        g = g * a * (1 - a) * (w if k else 1)
    return 0.5 * (a - target) ** 2 * g

# %% wrong 0: the first slope is left out
def chain_gradient(weights, x, target):
    a, g = x, x
    for k, w in enumerate(weights):
        a = 1 / (1 + np.exp(-w * a))
        g = g * (a * (1 - a) * w if k else 1)
    return (a - target) * g

# %% wrong 0: the last slope is left out
def chain_gradient(weights, x, target):
    a, g, n = x, x, len(weights)
    for k, w in enumerate(weights):
        a = 1 / (1 + np.exp(-w * a))
        g = g * (a * (1 - a) if k < n - 1 else 1) * (w if k else 1)
    return (a - target) * g

# %% wrong 0: the slope at a instead of at z
def chain_gradient(weights, x, target):
    a, g = x, x
    for k, w in enumerate(weights):
        a = 1 / (1 + np.exp(-w * a))
        s = 1 / (1 + np.exp(-a))
        g = g * s * (1 - s) * (w if k else 1)
    return (a - target) * g

# %% wrong 0: the last weight's gradient
def chain_gradient(weights, x, target):
    a = below = x
    for w in weights:
        below, a = a, 1 / (1 + np.exp(-w * a))
    return (a - target) * a * (1 - a) * below

# %% wrong 0: the bound, not the gradient
def chain_gradient(weights, x, target):
    a = x
    for w in weights:
        a = 1 / (1 + np.exp(-w * a))
    return (a - target) * x * 0.25 ** len(weights) * np.prod(weights[1:])

# %% wrong 0: tanh units
def chain_gradient(weights, x, target):
    a, g = x, x
    for k, w in enumerate(weights):
        a = np.tanh(w * a)
        g = g * (1 - a * a) * (w if k else 1)
    return (a - target) * g

# %% wrong 3: autograd
def chain_gradient(weights, x, target):
    w = torch.tensor([float(one) for one in weights], dtype=torch.float64, requires_grad=True)
    a = torch.tensor(float(x), dtype=torch.float64)
    for one in w:
        a = torch.sigmoid(one * a)
    ((a - target) ** 2 / 2).backward()
    return w.grad[0].item()

# %% wrong 3: the engine of this notebook
def chain_gradient(weights, x, target):
    first = a = Node(float(weights[0]))
    a = (first * float(x)).sigmoid()
    for w in list(weights)[1:]:
        a = (a * float(w)).sigmoid()
    (0.5 * (a - float(target)) ** 2).backward()
    return float(first.gradient)

# %% wrong 3: a complex step
def chain_gradient(weights, x, target):
    w = np.array(weights, dtype=complex)
    w[0] += 1e-30j
    a = x
    for one in w:
        a = 1 / (1 + np.exp(-one * a))
    return (0.5 * (a - target) ** 2).imag / 1e-30

# %% wrong 3: normalises the caller's weights
def chain_gradient(weights, x, target):
    a, g = x, x
    for k, w in enumerate(weights):
        a = 1 / (1 + np.exp(-w * a))
        g = g * a * (1 - a) * (w if k else 1)
    for k in range(len(weights)):
        weights[k] = 0.0
    return (a - target) * g
