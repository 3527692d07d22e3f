# %% right: largest entry of each row subtracted
def stable_softmax(z):
    shifted = z - z.max(axis=-1, keepdims=True)
    return np.exp(shifted) / np.exp(shifted).sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    m = z.max(axis=-1)
    return m + np.log(np.exp(z - m[..., None]).sum(axis=-1))

# %% right: SciPy
from scipy.special import logsumexp, softmax

def stable_softmax(z):
    return softmax(z, axis=-1)

def log_sum_exp(z):
    return logsumexp(z, axis=-1)

# %% right: torch
def stable_softmax(z):
    return torch.softmax(torch.tensor(z.copy(), dtype=torch.float64), dim=-1).numpy()

def log_sum_exp(z):
    return torch.logsumexp(torch.tensor(z.copy(), dtype=torch.float64), dim=-1).numpy()

# %% right: softmax by way of log-sum-exp, which folds logaddexp
def log_sum_exp(z):
    return np.logaddexp.reduce(z, axis=-1)

def stable_softmax(z):
    return np.exp(z - log_sum_exp(z)[..., np.newaxis])

# %% right: ratios e^(z_j - z_i), no maximum at all
def stable_softmax(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(over="ignore"):
        return 1.0 / np.exp(z[..., None, :] - z[..., :, None]).sum(axis=-1)

def log_sum_exp(z):
    top = np.take_along_axis(z, np.argmax(z, axis=-1)[..., None], axis=-1)
    return top.squeeze(-1) - np.log(np.max(stable_softmax(z), axis=-1))

# %% right: a loop over rows
def _rows(z):
    z = np.array(z, dtype=float)
    return z.reshape(-1, z.shape[-1])

def stable_softmax(z):
    out = np.zeros(z.shape)
    flat = out.reshape(-1, z.shape[-1])
    for i, row in enumerate(_rows(z)):
        e = [math.exp(x - max(row)) for x in row]
        flat[i] = np.array(e) / math.fsum(e)
    return out

def log_sum_exp(z):
    sums = [max(row) + math.log(math.fsum(math.exp(x - max(row)) for x in row)) for row in _rows(z)]
    return np.array(sums).reshape(z.shape[:-1])

# %% right: through float64 copies that are changed in place
def stable_softmax(z):
    e = z.astype(np.float64)
    e -= np.amax(e, -1, keepdims=True)
    np.exp(e, out=e)
    e /= np.sum(e, -1, keepdims=True)
    return e

def log_sum_exp(z):
    e = np.array(z, np.float64)
    m = np.amax(e, -1, keepdims=True)
    return (m + np.log(np.sum(np.exp(e - m), axis=-1, keepdims=True)))[..., 0]

# %% wrong 1: as written, without subtracting anything
def stable_softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    return np.log(np.exp(z).sum(axis=-1))

# %% wrong 2: one maximum for the whole array
def stable_softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    return z.max() + np.log(np.exp(z - z.max()).sum(axis=-1))

# %% wrong 2: the mean is subtracted
def stable_softmax(z):
    e = np.exp(z - z.mean(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    m = z.mean(axis=-1)
    return m + np.log(np.exp(z - m[..., None]).sum(axis=-1))

# %% wrong 0: over the first axis
def stable_softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)

def log_sum_exp(z):
    m = z.max(axis=0)
    return m + np.log(np.exp(z - m).sum(axis=0))

# %% wrong 0: over all entries
def stable_softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()

def log_sum_exp(z):
    return z.max() + np.log(np.exp(z - z.max()).sum())

# %% wrong 1.5: the maximum is not added again
def stable_softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    return np.log(np.exp(z - z.max(axis=-1, keepdims=True)).sum(axis=-1))

# %% wrong 1.5: log-sum-exp keeps the last axis
def stable_softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    m = z.max(axis=-1, keepdims=True)
    return m + np.log(np.exp(z - m).sum(axis=-1, keepdims=True))

# %% wrong 2.5: a stable softmax, and log-sum-exp as written
def stable_softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    return np.log(np.sum(np.exp(z), axis=-1))

# %% wrong 1: clips what would overflow
def stable_softmax(z):
    e = np.exp(np.clip(z, -700, 700))
    return e / e.sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    return np.log(np.exp(np.clip(z, -700, 700)).sum(axis=-1))

# %% wrong 2: changes its argument
def stable_softmax(z):
    z -= z.max(axis=-1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    m = z.max(axis=-1, keepdims=True)
    z -= m
    return m[..., 0] + np.log(np.exp(z).sum(axis=-1))

# %% wrong 1.5: base 10
def stable_softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    m = z.max(axis=-1)
    return m + np.log10(np.exp(z - m[..., None]).sum(axis=-1))

# %% wrong 0: float32
def stable_softmax(z):
    z = z.astype(np.float32)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    z = z.astype(np.float32)
    m = z.max(axis=-1)
    return m + np.log(np.exp(z - m[..., None]).sum(axis=-1))

# %% wrong 0: one-dimensional arguments only
def stable_softmax(z):
    e = [math.exp(x - max(z)) for x in z]
    return np.array(e) / sum(e)

def log_sum_exp(z):
    return max(z) + math.log(sum(math.exp(x - max(z)) for x in z))

# %% wrong 1.5: the maximum is subtracted twice, in log-sum-exp
def stable_softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    m = z.max(axis=-1, keepdims=True)
    return np.log(np.exp(z - m).sum(axis=-1)) - m[..., 0]

# %% right: log1p of what is not the largest
def log_sum_exp(z):
    z = np.sort(np.asarray(z, dtype=float), axis=-1)
    return z[..., -1] + np.log1p(np.exp(z[..., :-1] - z[..., -1:]).sum(axis=-1))

def stable_softmax(z):
    e = np.exp(z - np.amax(z, axis=-1)[..., None])
    return np.divide(e, np.add.reduce(e, axis=-1, keepdims=True))

# %% wrong 3: tiny entries are lost, where something is added before dividing
def stable_softmax(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True)) + 1e-13
    return e / e.sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    m = np.max(z, axis=-1)
    return m + np.log(np.exp(z - m[..., None]).sum(axis=-1))

# %% wrong 3: differences are cut off at 30
def stable_softmax(z):
    e = np.exp(np.maximum(z - np.max(z, axis=-1, keepdims=True), -30.0))
    return e / e.sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    m = np.max(z, axis=-1)
    return m + np.log(np.exp(z - m[..., None]).sum(axis=-1))

# %% wrong 3: log-sum-exp without the terms that are below 3e-9
def stable_softmax(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    m = np.max(z, axis=-1)
    e = np.exp(z - m[..., None])
    return m + np.log(np.where(e > 3e-9, e, 0.0).sum(axis=-1))

# %% wrong 2: the checks do the work
def stable_softmax(z):
    return checks.torch_function(lambda t: torch.softmax(t, -1))(z)

def log_sum_exp(z):
    return checks.torch_function(lambda t: torch.logsumexp(t, -1))(z)

# %% wrong 3: sorts the rows of its argument
def stable_softmax(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def log_sum_exp(z):
    z.sort(axis=-1)
    m = z[..., -1:]
    return np.log(np.exp(z - m).sum(axis=-1)) + m[..., 0]
