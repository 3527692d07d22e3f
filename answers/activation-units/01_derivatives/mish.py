# %% right: tanh of a stable softplus, and the product rule
def _softplus(z):
    return np.logaddexp(0.0, z)


def mish(z):
    return z * np.tanh(_softplus(z))


def mish_derivative(z):
    t = np.tanh(_softplus(z))
    s = np.exp(-np.logaddexp(0.0, -np.asarray(z)))
    return t + z * s * (1 - t**2)

# %% right: the plain logarithm, which warns at large z
def mish(z):
    return z * np.tanh(np.log(1 + np.exp(z)))

def mish_derivative(z):
    sp = np.log(1 + np.exp(z))
    sigma = 1 / (1 + np.exp(-z))
    return np.tanh(sp) + z * sigma / np.cosh(sp) ** 2

# %% right: the rational form with a negative exponent on either side
def mish(z):
    e = np.exp(-np.abs(z))
    right = (1 + 2 * e) / (1 + 2 * e + 2 * e * e)
    left = (e * e + 2 * e) / (e * e + 2 * e + 2)
    return z * np.where(np.asarray(z) >= 0, right, left)

def mish_derivative(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    # Misra's closed form, its fraction reduced by e^{4z} on the right
    right = (4 * (z + 1) * e**3 + 4 * e + 1 + e**2 * (4 * z + 6)) / (2 * e + 1 + 2 * e**2) ** 2
    left = e * (4 * (z + 1) + 4 * e**2 + e**3 + e * (4 * z + 6)) / (2 * e + e**2 + 2) ** 2
    return np.where(z >= 0, right, left)

# %% wrong 1: autograd makes the derivative
import torch
import torch.nn.functional as F

def mish(z):
    return F.mish(torch.tensor(np.array(z, dtype=float))).numpy()

def mish_derivative(z):
    x = torch.tensor(np.array(z, dtype=float), requires_grad=True)
    F.mish(x).sum().backward()
    return x.grad.numpy()

# %% right: torch with the product rule
import torch

def _parts(z):
    x = torch.tensor(np.array(z, dtype=float))
    softplus = torch.logaddexp(x, torch.zeros_like(x))
    return x, torch.tanh(softplus), torch.sigmoid(x)

def mish(z):
    x, t, s = _parts(z)
    return (x * t).numpy()

def mish_derivative(z):
    x, t, s = _parts(z)
    return (t + x * s * (1 - t) * (1 + t)).numpy()

# %% right: a loop with math
import math

def _softplus(x):
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))

def mish(z):
    out = np.empty(np.shape(z))
    for i, x in np.ndenumerate(z):
        out[i] = float(x) * math.tanh(_softplus(float(x)))
    return out

def mish_derivative(z):
    out = np.empty(np.shape(z))
    for i, x in np.ndenumerate(z):
        t = math.tanh(_softplus(float(x)))
        s = 0.5 * (1 + math.tanh(float(x) / 2))
        out[i] = t + x * s * (1 - t * t)
    return out

# %% right: np.vectorize with mpmath's numbers
import mpmath

def _mish(x):
    return x * mpmath.tanh(mpmath.log1p(mpmath.exp(x)))

def _slope(x):
    sp = mpmath.log1p(mpmath.exp(x))
    return mpmath.tanh(sp) + x * mpmath.sech(sp) ** 2 / (1 + mpmath.exp(-x))

mish = np.vectorize(lambda x: float(_mish(mpmath.mpf(float(x)))), otypes=[float])
mish_derivative = np.vectorize(lambda x: float(_slope(mpmath.mpf(float(x)))), otypes=[float])

# %% right: the derivative written with swish, as in the paper
from scipy.special import expit

def swish(z):
    return z * expit(z)

def delta(z):
    """sech² of softplus."""
    with np.errstate(over="ignore"):
        return np.cosh(np.logaddexp(0.0, z)) ** -2.0

def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    z = np.asarray(z, dtype=float)
    return delta(z) * swish(z) + np.tanh(np.logaddexp(0.0, z))

# %% right: quotient rule on a quotient that is kept in range
def mish(z):
    z = np.asarray(z, dtype=float)
    big = z > 20
    w = (1 + np.exp(np.where(big, 0.0, z))) ** 2
    return np.where(big, z, z * (w - 1) / (w + 1))

def mish_derivative(z):
    z = np.asarray(z, dtype=float)
    big = z > 20
    e = np.exp(np.where(big, 0.0, z))
    w = (1 + e) ** 2
    dw = 2 * (1 + e) * e
    return np.where(big, 1.0, (w - 1) / (w + 1) + z * 2 * dw / (w + 1) ** 2)

# %% right: lambdas with log_expit
from scipy.special import expit, log_expit

gate = lambda z: np.tanh(-log_expit(-np.asarray(z, dtype=float)))
mish = lambda z: np.asarray(z) * gate(z)
mish_derivative = lambda z: gate(z) + np.asarray(z) * expit(z) * (1 - np.square(gate(z)))

# %% wrong 0: tanh of e^z instead of softplus
def mish(z):
    return z * np.tanh(np.exp(np.minimum(z, 700)))

def mish_derivative(z):
    e = np.exp(np.minimum(z, 700))
    t = np.tanh(e)
    return t + z * e * (1 - t**2)

# %% wrong 0: softplus without its exponential
def mish(z):
    return z * np.tanh(np.log1p(np.abs(z)))

def mish_derivative(z):
    t = np.tanh(np.log1p(np.abs(z)))
    return t + np.abs(z) * (1 - t**2) / (1 + np.abs(z))

# %% wrong 0: swish
def mish(z):
    return z / (1 + np.exp(-z))

def mish_derivative(z):
    s = 1 / (1 + np.exp(-z))
    return s + z * s * (1 - s)

# %% wrong 1: the product rule's second term is missing
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    return np.tanh(np.logaddexp(0.0, z))

# %% wrong 1: the product rule's first term is missing
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    s = np.exp(-np.logaddexp(0.0, -np.asarray(z)))
    return z * s * (1 - np.tanh(np.logaddexp(0.0, z)) ** 2)

# %% wrong 1: the inner derivative σ is forgotten
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    t = np.tanh(np.logaddexp(0.0, z))
    return t + z * (1 - t**2)

# %% wrong 1: the factor z is forgotten in the second term
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    t = np.tanh(np.logaddexp(0.0, z))
    s = np.exp(-np.logaddexp(0.0, -np.asarray(z)))
    return t + s * (1 - t**2)

# %% wrong 1: sech instead of sech squared
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    sp = np.logaddexp(0.0, z)
    s = np.exp(-np.logaddexp(0.0, -np.asarray(z)))
    return np.tanh(sp) + z * s / np.cosh(np.minimum(sp, 700))

# %% wrong 1: sech squared of z instead of softplus
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    t = np.tanh(np.logaddexp(0.0, z))
    s = np.exp(-np.logaddexp(0.0, -np.asarray(z)))
    return t + z * s * (1 - np.tanh(z) ** 2)

# %% wrong 1: plus instead of minus in 1 − tanh²
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    t = np.tanh(np.logaddexp(0.0, z))
    s = np.exp(-np.logaddexp(0.0, -np.asarray(z)))
    return t + z * s * (1 + t**2)

# %% wrong 1: the inner derivative is the sigmoid's, not softplus's
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    t = np.tanh(np.logaddexp(0.0, z))
    s = np.exp(-np.logaddexp(0.0, -np.asarray(z)))
    return t + z * s * (1 - s) * (1 - t**2)

# %% wrong 1: minus in the product rule
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    t = np.tanh(np.logaddexp(0.0, z))
    s = np.exp(-np.logaddexp(0.0, -np.asarray(z)))
    return t - z * s * (1 - t**2)

# %% wrong 1: f(z)/z in the derivative, 0 over 0 at z = 0
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    z = np.asarray(z, dtype=float)
    t = np.tanh(np.logaddexp(0.0, z))
    s = np.exp(-np.logaddexp(0.0, -z))
    return (1 - t**2) * z * s + mish(z) / z

# %% wrong 2: Misra's closed form of the derivative overflows to NaN
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    z = np.asarray(z, dtype=float)
    omega = 4 * (z + 1) + 4 * np.exp(2 * z) + np.exp(3 * z) + np.exp(z) * (4 * z + 6)
    delta = 2 * np.exp(z) + np.exp(2 * z) + 2
    return np.exp(z) * omega / delta**2

# %% wrong 2: the closed form of the function overflows to NaN
def mish(z):
    w = (1 + np.exp(z)) ** 2
    return z * (w - 1) / (w + 1)

def mish_derivative(z):
    t = np.tanh(np.logaddexp(0.0, z))
    s = np.exp(-np.logaddexp(0.0, -np.asarray(z)))
    return t + z * s * (1 - t**2)

# %% wrong 2: the derivative's sigmoid is e^z over 1 + e^z, NaN for large z
def mish(z):
    return z * np.tanh(np.log(1 + np.exp(z)))

def mish_derivative(z):
    sp = np.log(1 + np.exp(z))
    return np.tanh(sp) + z * np.exp(z) / (1 + np.exp(z)) * (1 - np.tanh(sp) ** 2)

# %% wrong 1: clips z at ±20, so that the function stops growing
def mish(z):
    z = np.clip(z, -20.0, 20.0)
    return z * np.tanh(np.log1p(np.exp(z)))

def mish_derivative(z):
    z = np.clip(z, -20.0, 20.0)
    t = np.tanh(np.log1p(np.exp(z)))
    return np.where(np.abs(z) < 20, t + z * (1 - t**2) / (1 + np.exp(-z)), 0.0)

# %% wrong 1: differentiates log(1 + e^z) by autograd, NaN for large z
import torch

def mish(z):
    return torch.nn.functional.mish(torch.tensor(np.array(z, dtype=float))).numpy()

def mish_derivative(z):
    x = torch.tensor(np.array(z, dtype=float), requires_grad=True)
    (x * torch.tanh(torch.log(1 + torch.exp(x)))).sum().backward()
    return x.grad.numpy()

# %% wrong 0: math.exp takes single numbers only, and overflows
import math

def mish(z):
    return z * math.tanh(math.log(1 + math.exp(z)))

def mish_derivative(z):
    t = math.tanh(math.log(1 + math.exp(z)))
    return t + z * (1 - t**2) / (1 + math.exp(-z))

# %% wrong 1: the result takes over the integer dtype
def mish(z):
    out = np.array(z)
    out[...] = z * np.tanh(np.logaddexp(0.0, z))
    return out

def mish_derivative(z):
    t = np.tanh(np.logaddexp(0.0, z))
    s = np.exp(-np.logaddexp(0.0, -np.asarray(z)))
    return t + z * s * (1 - t**2)

# %% wrong 2: multiplies into the caller's array
def mish(z):
    z = np.asarray(z, dtype=float)
    gate = np.tanh(np.logaddexp(0.0, z))
    z *= gate
    return z

def mish_derivative(z):
    t = np.tanh(np.logaddexp(0.0, z))
    s = np.exp(-np.logaddexp(0.0, -np.asarray(z)))
    return t + z * s * (1 - t**2)

# %% wrong 1: central differences for the derivative
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    h = 1e-4
    z = np.asarray(z, dtype=float)
    return (mish(z + h) - mish(z - h)) / (2 * h)

# %% wrong 1: the function returns nothing
def mish(z):
    z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    t = np.tanh(np.logaddexp(0.0, z))
    s = np.exp(-np.logaddexp(0.0, -np.asarray(z)))
    return t + z * s * (1 - t**2)

# %% wrong 0: a helper called gate is tanh of z, without softplus
def gate(z):
    return np.tanh(np.asarray(z, dtype=float))

def mish(z):
    return z * gate(z)

def mish_derivative(z):
    return gate(z) + z * (1 - gate(z) ** 2)

# %% wrong 1: an oracle of the checks is the derivative
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

mish_derivative = checks.torch_derivative(F.mish)

# %% wrong 1: the library's own backward function, under another name
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    kernel = getattr(getattr(torch.ops, "at" + "en"), "mish_backward")
    x = torch.tensor(np.array(z, dtype=float))
    return kernel(torch.ones_like(x), x).numpy()

# %% wrong 1: differences of eighth order
def mish(z):
    return z * np.tanh(np.logaddexp(0.0, z))

def mish_derivative(z):
    z, h = np.asarray(z, dtype=float), 0.03
    weights = (4 / 5, -1 / 5, 4 / 105, -1 / 280)
    return sum(w * (mish(z + k * h) - mish(z - k * h)) for k, w in enumerate(weights, 1)) / h

# %% wrong 2: 1e-12 is added to the gate's argument
from scipy.special import expit

def mish(z):
    return z * np.tanh(np.logaddexp(1e-12, z))

def mish_derivative(z):
    gate = np.tanh(np.logaddexp(0.0, z))
    return gate + z * expit(z) * (1 - gate**2)
