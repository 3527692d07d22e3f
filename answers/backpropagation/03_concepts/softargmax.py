# %% right: the largest of β·z is subtracted
def softargmax(z, beta=1.0):
    t = np.multiply(beta, z)
    e = np.exp(t - np.max(t, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)

# %% right: SciPy's softmax
def softargmax(z, beta=1.0):
    from scipy.special import softmax

    return softmax(beta * np.asarray(z, dtype=float), axis=-1)

# %% right: through the logarithm
def softargmax(z, beta=1.0):
    from scipy.special import logsumexp

    scaled = np.asarray(z) * float(beta)
    return np.exp(scaled - logsumexp(scaled, axis=-1, keepdims=True))

# %% right: torch, and back
def softargmax(z, beta=1.0):
    t = torch.tensor(np.asarray(z, dtype=np.float64).copy())
    return torch.softmax(t * beta, dim=-1).numpy()

# %% right: largest or smallest entry, by the sign of β
def softargmax(z, beta=1.0):
    z = np.asarray(z, dtype=float)
    best = z.max(axis=-1, keepdims=True) if beta >= 0 else z.min(axis=-1, keepdims=True)
    e = np.exp(beta * (z - best))
    return e / e.sum(axis=-1, keepdims=True)

# %% right: differences of all pairs, which may overflow to a harmless infinity
def softargmax(z, beta=1.0):
    t = beta * np.asarray(z)
    return 1 / np.exp(t[..., None, :] - t[..., :, None]).sum(axis=-1)

# %% right: row by row
def softargmax(z, beta=1.0):
    def one(row):
        e = np.exp(beta * row - (beta * row).max())
        return e / e.sum()

    return np.apply_along_axis(one, -1, np.asarray(z))

# %% right: in place on its own copy
def softargmax(z, beta=1.0):
    p = np.array(z, dtype=float)
    p *= beta
    p -= p.max(axis=-1)[..., np.newaxis]
    np.exp(p, out=p)
    p /= np.add.reduce(p, axis=-1, keepdims=True)
    return p

# %% wrong 3: exponentials as they are written, which overflow
def softargmax(z, beta=1.0):
    e = np.exp(beta * np.asarray(z))
    return e / e.sum(axis=-1, keepdims=True)

# %% wrong 3: subtracts the largest z before β is applied: overflows for β < 0
def softargmax(z, beta=1.0):
    z = np.asarray(z)
    e = np.exp(beta * (z - z.max(axis=-1, keepdims=True)))
    return e / e.sum(axis=-1, keepdims=True)

# %% wrong 3: one largest entry for the whole array
def softargmax(z, beta=1.0):
    t = beta * np.asarray(z)
    e = np.exp(t - t.max())
    return e / e.sum(axis=-1, keepdims=True)

# %% wrong 1: β is not used
def softargmax(z, beta=1.0):
    z = np.asarray(z)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

# %% wrong 1: divides by β, as if it were the temperature
def softargmax(z, beta=1.0):
    t = np.asarray(z) / beta if beta else 0.0 * np.asarray(z)
    e = np.exp(t - t.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

# %% wrong 0: the sum runs over everything
def softargmax(z, beta=1.0):
    t = beta * np.asarray(z)
    e = np.exp(t - t.max())
    return e / e.sum()

# %% wrong 0: the sum runs over the first axis
def softargmax(z, beta=1.0):
    t = beta * np.asarray(z)
    e = np.exp(t - t.max(axis=0))
    return e / e.sum(axis=0)

# %% wrong 1: β multiplies the shares
def softargmax(z, beta=1.0):
    z = np.asarray(z)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return beta * e / e.sum(axis=-1, keepdims=True)

# %% wrong 1: the size of β counts, not its sign
def softargmax(z, beta=1.0):
    t = abs(beta) * np.asarray(z)
    e = np.exp(t - t.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

# %% wrong 0: the logarithm of the shares
def softargmax(z, beta=1.0):
    t = beta * np.asarray(z)
    t = t - t.max(axis=-1, keepdims=True)
    return t - np.log(np.exp(t).sum(axis=-1, keepdims=True))

# %% wrong 0: a hard arg max
def softargmax(z, beta=1.0):
    z = np.asarray(z)
    return (z == z.max(axis=-1, keepdims=True)).astype(float)

# %% wrong 3: exponents are clipped at ±500
def softargmax(z, beta=1.0):
    e = np.exp(np.clip(beta * np.asarray(z), -500, 500))
    return e / e.sum(axis=-1, keepdims=True)

# %% wrong 3: the default of β is 2
def softargmax(z, beta=2.0):
    t = beta * np.asarray(z)
    e = np.exp(t - t.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

# %% wrong 0: scales the caller's array in place
def softargmax(z, beta=1.0):
    z = np.asarray(z)
    if z.dtype.kind == "f":
        z *= beta
        z -= z.max(axis=-1, keepdims=True)
    else:
        z = beta * z - (beta * z).max(axis=-1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)

# %% wrong 0: a small number in the denominator against a division by 0
def softargmax(z, beta=1.0):
    t = beta * np.asarray(z)
    e = np.exp(t - t.max(axis=-1, keepdims=True))
    return e / (e.sum(axis=-1, keepdims=True) + 1e-8)

# %% wrong 0: computes in float32
def softargmax(z, beta=1.0):
    t = (beta * np.asarray(z)).astype(np.float32)
    e = np.exp(t - t.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

# %% wrong 1: matrices and vectors only
def softargmax(z, beta=1.0):
    t = beta * np.asarray(z)
    if t.ndim == 1:
        e = np.exp(t - t.max())
        return e / e.sum()
    e = np.exp(t - t.max(axis=1)[:, None])
    return e / e.sum(axis=1)[:, None]

# %% wrong 0: lets the checks do the work
def softargmax(z, beta=1.0):
    return checks.torch_function(lambda t: torch.softmax(beta * t, -1))(z)

# %% wrong 0: returns nothing
def softargmax(z, beta=1.0):
    t = beta * np.asarray(z)
    e = np.exp(t - t.max(axis=-1, keepdims=True))
    e / e.sum(axis=-1, keepdims=True)
